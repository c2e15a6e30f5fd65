"""Whether a question asks for what is not, and whether a sentence denies, in each language.

None of the sentences was used to make the lists of words.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval import UNLIMITED, Library
from retrieval.languages.question_words import all_question_words
from retrieval.search.wording.polarity import Polarity, denies, lacking, leans_back, polarity, words_saying_so

DENYING = {
    "de": ["Das Faltboot fährt sonntags nicht.", "Im Lesesaal ist Essen untersagt."],
    "fr": ["La cantine n'accepte pas les chèques.", "Il est interdit de nourrir les cygnes."],
    "es": ["El albergue nunca admite gatos.", "Está prohibido pescar en el estanque.", "El barco no sale los lunes."],
    "pt": ["A oficina não conserta patins.", "É proibido pescar na represa.", "Entrada sem custo para idosos."],
    "it": ["Il rifugio non accetta cani.", "È vietato accendere fuochi nel bosco.",
           "Aperto tutti i giorni tranne il lunedì."],
    "nl": ["De veerpont vaart niet op zondag.", "Roken is verboden in de schuur.",
           "De bibliotheek is gesloten op vrijdag."],
    "pl": ["Schronisko nie przyjmuje psów.", "Palenie w szopie jest zabronione.",
           "Biblioteka jest zamknięta w piątki."],
    "ru": ["Приют не принимает собак.", "Курить в сарае запрещено.", "Библиотека закрыта по пятницам."],
    "tr": ["Sığınak köpek kabul etmiyor.", "Ahırda sigara içmek yasaktır.", "Vapur pazar günleri çalışmaz.",
           "Bu bilet çocuklar için geçerli değil."],
    "ar": ["الملجأ لا يقبل الكلاب.", "التدخين ممنوع في الحظيرة.", "المكتبة مغلقة يوم الجمعة."],
    "hi": ["आश्रय में कुत्ते नहीं रखे जाते।", "गोदाम में धूम्रपान वर्जित है।", "पुस्तकालय शुक्रवार को बंद रहता है।"],
    "zh": ["宿舍不接受宠物。", "仓库内禁止吸烟。", "圖書館星期五沒有開放。"],
    "ja": ["この宿ではペットを預かりません。", "倉庫での喫煙は禁止です。", "金曜日は図書館が開いていない。"],
    "ko": ["이 산장은 개를 받지 않습니다.", "창고에서는 흡연이 금지됩니다.", "금요일에는 배가 없습니다.",
           "여기서는 수영을 못합니다."],
}  # fmt: skip

TELLING = {
    "de": ["Das Faltboot fährt auch sonntags.", "Nicht nur Kinder dürfen rudern."],
    "fr": ["La cantine accepte les chèques.", "Non seulement les enfants rament."],
    "es": ["El albergue admite gatos.", "El estanque abre a las nueve.", "No solo los niños pueden remar."],
    "pt": ["A oficina conserta patins.", "Não só crianças podem remar.", "O barco sai no domingo."],
    "it": ["Il rifugio accetta cani.", "Non solo i bambini possono remare.", "Il pedaggio costa non più di due euro."],
    "nl": ["De veerpont vaart ook op zondag.", "Niet alleen kinderen mogen roeien."],
    "pl": ["Schronisko przyjmuje psy.", "Nie tylko dzieci mogą wiosłować."],
    "ru": ["Приют принимает собак.", "Грести могут не только дети.", "Лодка стоит не более двух рублей."],
    "tr": ["Sığınak köpek kabul ediyor.", "Vapur pazar günleri çalışır.", "Akşam komedi gösteriliyor.",
           "Çocuklar deniz kenarında oynuyor."],
    "ar": ["الملجأ يقبل الكلاب.", "لا بد من إحضار بطاقة.", "تفتح المكتبة يوم الجمعة."],
    "hi": ["आश्रय में कुत्ते रखे जाते हैं।", "न केवल बच्चे नाव चला सकते हैं।"],
    "zh": ["宿舍接受宠物。", "这里不仅有船，还有马。", "两条船的颜色不同。"],
    "ja": ["この宿ではペットを預かります。", "名札を付けなければなりません。", "客は少ない。"],
    "ko": ["이 산장은 개를 받습니다.", "표를 사지 않으면 안 됩니다.", "금요일에도 배가 있습니다."],
}  # fmt: skip

ASKED = {
    "de": {Polarity.DENIED: ["Welcher Kuchen ist ohne Nüsse?"], Polarity.FORBIDDEN: ["Was darf man nicht mitbringen?"],
           Polarity.ALLOWED: ["Wo darf man grillen?"], Polarity.OPEN: ["Darf man hier grillen?",
           "Wer baute die Brücke?"]},
    "fr": {Polarity.DENIED: ["Quel gâteau est sans noix ?"], Polarity.FORBIDDEN: ["Où ne peut-on pas se garer ?"],
           Polarity.ALLOWED: ["Où peut-on se garer ?"], Polarity.OPEN: ["Peut-on se garer ici ?",
           "Combien coûte la visite ?"]},
    "es": {Polarity.DENIED: ["¿Qué días está prohibido pescar?"], Polarity.FORBIDDEN: ["¿Qué no se puede llevar?"],
           Polarity.ALLOWED: ["¿Dónde puedo aparcar?"], Polarity.OPEN: ["¿Puedo aparcar aquí?",
           "¿Cuándo abre el museo?"]},
    "pt": {Polarity.DENIED: ["Qual bolo é feito sem ovos?", "Que trilha não tem ponte?"],
           Polarity.FORBIDDEN: ["O que não posso levar para a trilha?", "Onde você não entrega?"],
           Polarity.ALLOWED: ["Onde podemos acampar?", "O que as crianças podem comer?"],
           Polarity.OPEN: ["Posso acampar aqui?", "Quem construiu a ponte?", "O que acontece caso ninguém apareça?"]},
    "it": {Polarity.DENIED: ["Quale torta è senza noci?", "Chi non paga il biglietto?"],
           Polarity.FORBIDDEN: ["Dove non si può campeggiare?", "Che cosa non posso portare?"],
           Polarity.ALLOWED: ["Dove possiamo campeggiare?"],
           Polarity.OPEN: ["Posso campeggiare qui?", "Chi ha costruito il ponte?"]},
    "nl": {Polarity.DENIED: ["Welke taart bevat geen noten?", "Wie is niet verzekerd?"],
           Polarity.FORBIDDEN: ["Wat mag ik niet meenemen?"], Polarity.ALLOWED: ["Waar mag je kamperen?"],
           Polarity.OPEN: ["Mag ik hier kamperen?", "Wie heeft de brug gebouwd?"]},
    "pl": {Polarity.DENIED: ["Które ciasto jest bez orzechów?", "Kto nie płaci za bilet?"],
           Polarity.FORBIDDEN: ["Czego nie wolno zabierać na szlak?"],
           Polarity.ALLOWED: ["Gdzie można rozbić namiot?"],
           Polarity.OPEN: ["Czy można tu rozbić namiot?", "Kto zbudował ten most?"]},
    "ru": {Polarity.DENIED: ["Какой пирог без орехов?", "Кто не платит за билет?"],
           Polarity.FORBIDDEN: ["Где мы не можем ставить палатку?"], Polarity.ALLOWED: ["Где можно ставить палатку?"],
           Polarity.OPEN: ["Можно здесь ставить палатку?", "Кто построил мост?", "Открыто ли в среду или нет?"]},
    "tr": {Polarity.DENIED: ["Hangi odada pencere yok?", "Vapur hangi günler çalışmıyor?"],
           Polarity.FORBIDDEN: ["Nerede çadır kuramayız?"], Polarity.ALLOWED: ["Nerede çadır kurabiliriz?"],
           Polarity.OPEN: ["Burada çadır kurabilir miyiz?", "Köprüyü kim yaptı?"]},
    "ar": {Polarity.DENIED: ["أي كعكة بدون مكسرات؟", "من لا يدفع ثمن التذكرة؟"],
           Polarity.FORBIDDEN: ["أين لا يمكن التخييم؟"], Polarity.ALLOWED: ["أين يمكن التخييم؟"],
           Polarity.OPEN: ["هل يمكن التخييم هنا؟", "من بنى الجسر؟"]},
    "hi": {Polarity.DENIED: ["किस कमरे में खिड़की नहीं है?", "नाव कब नहीं चलती?"],
           Polarity.FORBIDDEN: ["हम तंबू कहाँ नहीं लगा सकते?"], Polarity.ALLOWED: ["हम तंबू कहाँ लगा सकते हैं?"],
           Polarity.OPEN: ["क्या यहाँ तंबू लगाना है?", "पुल किसने बनवाया?"]},
    "zh": {Polarity.DENIED: ["哪个房间没有窗户？", "渡轮哪天不开？"], Polarity.FORBIDDEN: ["我不能带什么？"],
           Polarity.ALLOWED: ["哪里可以搭帐篷？"], Polarity.OPEN: ["这里可以搭帐篷吗？", "谁修建了这座桥？",
           "星期一是不是开放？"]},
    "ja": {Polarity.DENIED: ["窓がない部屋はどれですか？", "船が出ないのはいつですか？"],
           Polarity.FORBIDDEN: ["どこでキャンプできないのですか？"],
           Polarity.ALLOWED: ["どこでキャンプできますか？"], Polarity.OPEN: ["庭でキャンプできますか？",
           "橋を建てたのは誰ですか？"]},
    "ko": {Polarity.DENIED: ["어느 방에 창문이 없나요?", "배는 언제 운항하지 않나요?"],
           Polarity.FORBIDDEN: ["어디에서 야영할 수 없나요?"], Polarity.ALLOWED: ["어디에서 야영할 수 있나요?"],
           Polarity.OPEN: ["여기서 야영할 수 있나요?", "다리는 누가 지었나요?"]},
}  # fmt: skip


def cases(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(language, sentence) for language, sentences in table.items() for sentence in sentences]


@pytest.mark.parametrize(("language", "sentence"), cases(DENYING))
def test_a_sentence_that_denies_is_known(language: str, sentence: str) -> None:
    assert denies(sentence, language)


@pytest.mark.parametrize(("language", "sentence"), cases(TELLING))
def test_a_sentence_that_denies_nothing_is_known(language: str, sentence: str) -> None:
    assert not denies(sentence, language)


@pytest.mark.parametrize(
    ("asks_for", "question"),
    [(asks_for, each) for lists in ASKED.values() for asks_for, questions in lists.items() for each in questions],
)
def test_a_question_of_each_language_asks_for_what_is_or_is_not(asks_for: Polarity, question: str) -> None:
    assert polarity(question) is asks_for


def test_only_the_words_of_its_own_language_count_in_a_text() -> None:
    assert not denies("O Tejo passa no Porto? Fica no norte.", "pt")  # "no" is "in the"
    assert not denies("Het kopje staat op de pas gekochte tafel.", "nl")  # "pas" is "just"
    assert denies("Please do not enter.", "en")
    assert denies("Please do not enter.", "sk")  # there is no file for it, and it may be wrong
    assert denies("Please do not enter.")


@pytest.mark.parametrize(
    ("question", "terms", "lacked"),
    [
        ("Qual bolo não contém ovos?", ["bol", "contém", "ovos"], {"ovos"}),
        ("Quale torta è senza noci?", ["torta", "noci"], {"noci"}),
        ("Welke soep is zonder de uien?", ["soep", "uien"], {"uien"}),
        ("Какой суп без лука?", ["суп", "лука"], {"лука"}),
        ("Welcher Kuchen enthält keine Nüsse?", ["kuchen", "nüsse"], {"nüsse"}),
        ("Wer kocht die Suppe ohne Zwiebeln?", ["suppe", "zwiebeln"], set()),
    ],
)
def test_what_is_to_be_lacking_stands_behind_the_word_for_without(
    question: str, terms: list[str], lacked: set[str]
) -> None:
    assert lacking(question, terms) == lacked


def test_words_that_only_deny_are_told_in_the_language_of_the_question() -> None:
    assert {"nicht", "verboten"} <= {*words_saying_so("Was darf man im Zug nicht essen?").split()}
    assert words_saying_so("What may we not eat on the train?") == ""


def test_a_sentence_may_go_on_about_the_one_before() -> None:
    assert leans_back("Она не ходит зимой.", "ru")
    assert not leans_back("Лодка не ходит зимой.", "ru")
    assert leans_back("それは冬に動きません。", "ja")


def test_a_clause_that_says_when_is_not_what_is_asked() -> None:
    assert polarity("Если я не член клуба, где можно причалить?") is Polarity.ALLOWED
    assert polarity("Gdzie można cumować, jeśli nie mam karty?") is Polarity.ALLOWED
    assert polarity("如果没有证件，哪里可以停船？") is Polarity.ALLOWED
    assert polarity("Eğer kartım yoksa, nerede demirleyebiliriz?") is Polarity.ALLOWED


def test_every_language_that_says_how_it_denies_is_tested_here() -> None:
    denying = {each.language for each in all_question_words() if each.phrases("polarity", "not")}
    assert denying == {*DENYING}


DOCUMENTS = {
    "balsa.md": """\
# A balsa do rio

A balsa para no cais norte e no mercado. Ela não para na ilha das garças.

Crianças podem viajar na proa. Crianças não podem viajar no porão.
""",
    "паром.md": """\
# Паром

Паром останавливается у рынка и у мельницы. Он не останавливается у острова.
""",
}


@pytest.mark.parametrize(
    ("question", "said", "unsaid"),
    [
        ("Onde a balsa não para?", "não para na ilha", "cais norte"),
        ("Onde as crianças não podem viajar?", "não podem viajar no porão", "na proa"),
        ("Где паром не останавливается?", "не останавливается у острова", "у рынка"),
    ],
)
def test_what_is_not_is_marked_in_other_languages(
    open_library: Callable[..., Library], tmp_path: Path, question: str, said: str, unsaid: str
) -> None:
    (tmp_path / "seeds").mkdir()
    for name, text in DOCUMENTS.items():
        (tmp_path / "seeds" / name).write_text(text, encoding="utf-8")
    library = open_library(tmp_path / "seeds", tmp_path / "index", reader="none")
    library.sync()
    answer = library.ask(question, access=UNLIMITED)
    quote = (answer.quotes or answer.nearest)[0]
    marked = " ".join(quote.text[start:end] for start, end in quote.highlights)
    assert said in marked
    assert unsaid not in marked


@pytest.mark.parametrize(
    "question",
    [
        "船票贵不贵？",
        "这里离车站远不远？",
        "现在去来不来得及？",
        "他们去没去过灯塔？",
        "仓库开没开门？",
        "孩子喜不喜欢这条船？",
        "您知不知道渡轮的班次？",
        "星期天营业不营业？",
        "周末开放没开放？",
        "這個房間大不大？",
        "渡輪準不準時？",
        "今天可不可以釣魚？",
        "水够不够深？",
        "你们收不收现金？",
        "渡轮准时不？",
        "桥修好了没有？",
        "門開了沒？",
    ],
)
def test_a_chinese_question_whether_denies_nothing(question: str) -> None:
    assert not polarity(question).is_denied


@pytest.mark.parametrize(
    "question",
    [
        "哪种不锈钢适合做锅？",
        "不动产在哪里登记？",
        "不莱梅的渡轮几点开？",
        "不來梅有哪些博物館？",
        "大不列颠有几座灯塔？",
        "哪个故事不可思议？",
        "不干胶多少钱？",
        "不二家在哪里？",
    ],
)
def test_a_chinese_word_with_a_not_in_it_denies_nothing(question: str) -> None:
    assert not polarity(question).is_denied


@pytest.mark.parametrize(
    "question",
    [
        "谁从来不来？",
        "哪天会不会不开？",
        "哪种锅不用不锈钢？",
        "哪条船好不好都不卖？",
        "哪个房间没有窗户？",
        "谁一向不向人借钱？",
    ],
)
def test_what_denies_beside_a_chinese_question_whether_counts(question: str) -> None:
    assert polarity(question).is_denied


@pytest.mark.parametrize(
    ("question", "asks_for"),
    [
        ("quem nao pode pescar aqui?", Polarity.FORBIDDEN),
        ("onde nao e permitido acampar?", Polarity.FORBIDDEN),
        ("onde o bonde nao para?", Polarity.DENIED),
        ("quando ninguem trabalha na oficina?", Polarity.DENIED),
        ("quem pode pescar aqui, sim ou nao?", Polarity.ALLOWED),
        ("dove non puo fermarsi il tram?", Polarity.FORBIDDEN),
        ("ktora chata jest niedostepna zima?", Polarity.DENIED),
        ("gdzie mozna lowic ryby?", Polarity.ALLOWED),
        ("hangi gun vapur calismiyor?", Polarity.DENIED),
        ("hangi kapi acik degil?", Polarity.DENIED),
        ("wo duerfen wir nicht angeln?", Polarity.FORBIDDEN),
        ("ou est la ferme des cygnes ?", Polarity.OPEN),
        ("quanti ponti ce ne sono?", Polarity.OPEN),
    ],
)
def test_what_is_typed_without_accents_asks_for_the_same(question: str, asks_for: Polarity) -> None:
    assert polarity(question) is asks_for


def test_a_word_that_is_another_one_without_its_accent_denies_nothing() -> None:
    assert not denies("La ferme est au bord du canal.", "fr")
    assert denies("La ferme est fermée le lundi.", "fr")


@pytest.mark.parametrize(
    "question",
    [
        "どの島には船が行きませんか？",
        "いつ倉庫は開きませんか？",
        "誰が切符を買いませんか？",
        "窓がないのはどの部屋ですか？",
        "砂糖なしの茶はどれですか？",
    ],
)
def test_a_polite_japanese_ending_denies_beside_a_question_word(question: str) -> None:
    assert polarity(question).is_denied


@pytest.mark.parametrize(
    "question",
    [
        "日曜日に船は出ませんか？",
        "倉庫に時計はないですか？",
        "どこで切符を買えるか教えていただけませんか？",
        "なしの値段は？",
        "秋のなしはいくらですか？",
        "りんごとなしはどこで買えますか？",
        "おもてなしの心はどこから来ましたか？",
    ],
)
def test_what_only_looks_like_a_japanese_denial_is_none(question: str) -> None:
    assert not polarity(question).is_denied


@pytest.mark.parametrize(
    "question",
    [
        "Où est le Pas-de-Calais ?",
        "Quelle est la capitale du Pas de Calais ?",
        "Combien de pas faut-il pour traverser le pont ?",
        "Qui fit le premier pas sur la Lune ?",
        "Où se trouve le pas de tir ?",
        "Quels sont les pas de danse du tango ?",
        "Combien coûtent 10 000 pas sur ce tapis ?",
        "Le pont se trouve à deux pas de quelle gare ?",
        "Qui avance à grands pas ?",
        "Où est la salle des pas perdus ?",
        "Was kostet Sans Souci?",
        "Quand les sans-culottes ont-ils marché ?",
        "Qui a fondé Médecins sans frontières ?",
        "Kiedy kwitnie czarny bez?",
    ],
)
def test_a_noun_or_a_name_that_looks_like_a_denial_is_none(question: str) -> None:
    assert not polarity(question).is_denied


@pytest.mark.parametrize(
    "question",
    [
        "Quel pont n'est pas ouvert le soir ?",
        "Quelle salle n'a pas de porte ?",
        "Combien de pas ne faut-il pas compter ?",
        "Quand n'est-ce pas permis ?",
        "Quel gâteau est sans sucre ?",
        "Où le premier pas n'est-il jamais fait ?",
        "Który chleb jest bez soli?",
    ],
)
def test_a_denial_beside_such_nouns_counts(question: str) -> None:
    assert polarity(question).is_denied
