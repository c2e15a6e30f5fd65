"""What a polite message asks, in each language. None of the messages was used to make the lists of words."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.indexes.analyser import Analyser
from retrieval.languages.question_words import all_question_words
from retrieval.search.wording.politeness import asked_part

MESSAGES = {
    "de": [
        ("Hallo zusammen! Wisst ihr vielleicht etwas? Wo legt die Fähre an? Danke!",
         "Wisst ihr vielleicht etwas? Wo legt die Fähre an?"),
        ("Guten Abend, ich würde gerne mal fragen, ob das Bootshaus im Winter geheizt ist. Vielen Dank im Voraus!",
         "das Bootshaus im Winter geheizt ist."),
        ("Entschuldigung, könnten Sie mir sagen, bitte, wo die Fähre anlegt?", "wo die Fähre anlegt?"),
    ],
    "fr": [
        ("Bonjour, savez-vous, s'il vous plaît, où accoste le bac ? Merci d'avance !", "où accoste le bac ?"),
        ("J'ai une petite question. Je voudrais savoir si le hangar est chauffé pendant l'hiver.",
         "le hangar est chauffé pendant l'hiver."),
    ],
    "es": [
        ("Buenas tardes. Disculpen la molestia. ¿Alguien sabe dónde atraca la barca? Mil gracias por todo.",
         "dónde atraca la barca?"),
        ("Me gustaría saber si el cobertizo tiene calefacción en invierno.",
         "el cobertizo tiene calefacción en invierno."),
    ],
    "pt": [
        ("Bom dia! Espero que estejam todos bem. Poderia me dizer onde a balsa atraca? Muito obrigado!",
         "onde a balsa atraca?"),
        ("Olá, tenho uma dúvida. Gostaria de saber, por favor, quanto custa o aluguel do galpão.",
         "quanto custa o aluguel do galpão."),
        ("Vocês sabem se o galpão tem aquecimento no inverno?", "o galpão tem aquecimento no inverno?"),
    ],
    "it": [
        ("Buongiorno! Spero che stiate tutti bene. Potrebbe dirmi dove attracca il traghetto? Grazie mille!",
         "dove attracca il traghetto?"),
        ("Ciao a tutti, ho una domanda. Vorrei sapere quanto costa la rimessa. Cordiali saluti",
         "quanto costa la rimessa."),
        ("Qualcuno sa, per favore, se la rimessa è riscaldata in inverno?", "la rimessa è riscaldata in inverno?"),
    ],
    "nl": [
        ("Goedemiddag! Ik hoop dat het goed met jullie gaat. Kunt u mij vertellen waar de veerpont "
         "aanlegt? Alvast bedankt!",
         "waar de veerpont aanlegt?"),
        ("Hoi, ik vraag me af of de loods in de winter verwarmd wordt.", "de loods in de winter verwarmd wordt."),
    ],
    "pl": [
        ("Dzień dobry! Mam nadzieję, że wszystko u państwa w porządku. Czy mogliby państwo "
         "powiedzieć, gdzie cumuje prom? Z góry dziękuję!", "gdzie cumuje prom?"),
        ("Cześć, czy ktoś wie, ile kosztuje wynajem hangaru?", "ile kosztuje wynajem hangaru?"),
    ],
    "ru": [
        ("Добрый день! Надеюсь, у вас всё хорошо. Подскажите, пожалуйста, где причаливает паром? Заранее спасибо!",
         "где причаливает паром?"),
        ("Здравствуйте, хотелось бы, то есть я хотел бы узнать, сколько стоит аренда сарая.",
         "сколько стоит аренда сарая."),
    ],
    "tr": [
        ("Merhaba! Umarım herkes iyidir. Feribot nereye yanaşıyor, söyler misiniz? Şimdiden teşekkürler!",
         "Feribot nereye yanaşıyor"),
        ("İyi günler, kayıkhanenin kirası ne kadar öğrenebilir miyim?", "kayıkhanenin kirası ne kadar"),
    ],
    "ar": [
        ("مرحبا! أتمنى أن تكونوا بخير. هل يمكنكم إخباري أين ترسو العبارة؟ شكرا جزيلا!", "أين ترسو العبارة؟"),
        ("السلام عليكم، أود أن أعرف كم يكلف استئجار الحظيرة.", "كم يكلف استئجار الحظيرة."),
    ],
    "hi": [
        ("नमस्ते! आशा है आप सब कुशल होंगे। क्या आप बता सकते हैं कि नौका कहाँ रुकती है? बहुत धन्यवाद!",
         "नौका कहाँ रुकती है?"),
        ("मैं जानना चाहता हूँ कि गोदाम का किराया कितना है।", "गोदाम का किराया कितना है।"),
    ],
    "zh": [
        ("大家好！抱歉打扰各位。请问渡轮停靠在哪里？谢谢！", "渡轮停靠在哪里？"),
        ("您好，我想知道仓库的租金是多少。", "仓库的租金是多少。"),
        ("你好，能告訴我渡輪什麼時候開嗎？謝謝", "渡輪什麼時候開嗎？"),
    ],
    "ja": [
        ("こんにちは。突然すみません。渡し船はどこに着くか教えていただけますか？よろしくお願いします。",
         "渡し船はどこに着くか"),
        ("お世話になっております。お伺いしたいのですが、倉庫の家賃はいくらですか？", "倉庫の家賃はいくらですか？"),
    ],
    "ko": [
        ("안녕하세요! 바쁘신데 죄송합니다. 나룻배가 어디에 서는지 알려 주실 수 있나요? 감사합니다!",
         "나룻배가 어디에 서는지"),
        ("안녕하세요, 창고 임대료는 얼마인가요? 미리 감사합니다.", "창고 임대료는 얼마인가요?"),
    ],
}  # fmt: skip

PLAIN = {
    "de": ["Wo legt die Fähre an?", "Ich hoffe auf gutes Wetter"],
    "fr": ["Où accoste le bac ?", "Pourriez-vous me parler du bac ?"],
    "es": ["¿Dónde atraca la barca?", "¿Quién sabe tocar el piano del salón?"],
    "pt": ["Onde a balsa atraca?", "Quem sabe tocar o piano do salão?"],
    "it": ["Dove attracca il traghetto?", "Chi sa suonare il pianoforte della sala?"],
    "nl": ["Waar legt de veerpont aan?", "Mijn fiets is stuk. Weet u wat dat kost?"],
    "pl": ["Gdzie cumuje prom?", "Kto może wynająć hangar na zimę?"],
    "ru": ["Где причаливает паром?", "Кто может арендовать сарай на зиму?"],
    "tr": ["Feribot nereye yanaşıyor?", "Kayıkhaneyi kışın kim kiralayabilir?"],
    "ar": ["أين ترسو العبارة؟", "من يعرف العزف على البيانو في القاعة؟"],
    "hi": ["नौका कहाँ रुकती है?", "सर्दियों में गोदाम कौन ले सकता है?"],
    "zh": ["渡轮停靠在哪里？", "谁可以在冬天租仓库？", "感谢信应该寄给谁？"],
    "ja": ["渡し船はどこに着きますか？", "倉庫の家賃を教えてください"],
    "ko": ["나룻배는 어디에 서나요?", "겨울에 창고를 빌릴 수 있는 사람은 누구인가요?"],
}

TERMS = Analyser(MESSAGES).asked


def asked(message: str) -> str:
    return asked_part(message, TERMS(message).terms)


@pytest.mark.parametrize(("message", "question"), [pair for pairs in MESSAGES.values() for pair in pairs])
def test_the_question_comes_out_of_a_polite_message(message: str, question: str) -> None:
    assert asked(message) == question


@pytest.mark.parametrize("question", [each for questions in PLAIN.values() for each in questions])
def test_a_plain_question_is_left_as_it_is(question: str) -> None:
    assert asked(question) is question


def test_every_language_that_says_how_it_is_polite_is_tested_here() -> None:
    polite = {each.language for each in all_question_words() if each.phrases("politeness", "start")}
    assert polite == {*MESSAGES} == {*PLAIN}


PIECES = [*"请问教えて谢 ?。、,\n", "спасибо ", "подскажите, ", "söyler misiniz ", "где ", "कि "]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_something_is_left_of_any_text_in_any_language(text: str) -> None:
    part = asked(text)
    assert part == text or TERMS(text).terms(part)


def test_a_message_of_nothing_but_politeness_takes_no_longer_than_its_length() -> None:
    for text in (
        "请问" * 2000,
        "подскажите, " * 330,
        "教えて" * 1300,
        "söyler misiniz " * 260,
        "अगर कि " * 500,
        "，" * 4000,
        "알려 줘 " * 800,
        "बताइए " * 650,
        "教えて12" * 800,
    ):
        began = time.process_time()
        asked(text)
        assert time.process_time() - began < 1.0


def test_a_phrase_behind_numbers_is_found_where_it_stands() -> None:
    assert asked("2024年10月の3号館の開館は何時から何時までか教えてください") == (
        "2024年10月の3号館の開館は何時から何時までか"
    )
    assert asked("请问12345号渡轮1,250元的船票在哪里买？") == "12345号渡轮1,250元的船票在哪里买？"


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("weisst du wann die Faehre faehrt?", "wann die Faehre faehrt?"),
        ("Koenntest du mir sagen wo die Faehre anlegt?", "wo die Faehre anlegt?"),
        ("Konnten Sie mir sagen, wo die Fahre anlegt?", "wo die Fahre anlegt?"),
        ("Desole de vous deranger. Quand ouvre le hangar ?", "Quand ouvre le hangar ?"),
        ("Podria decirme cuando abre el cobertizo?", "cuando abre el cobertizo?"),
        ("Gostariamos de saber quanto custa o aluguel no galpao", "quanto custa o aluguel no galpao"),
        ("Tesekkurler! Feribot nereye yanasiyor, soyler misiniz?", "Feribot nereye yanasiyor"),
    ],
)
def test_politeness_may_be_typed_without_accents(message: str, question: str) -> None:
    assert asked(message) == question


@pytest.mark.parametrize(
    "question",
    [
        "Hoe weet u of een brug open is?",
        "Waaraan weet je of het ijs dik genoeg is?",
        "Como o sensor sabe se a porta está aberta?",
        "E como é que você sabe se o barco chegou?",
        "Come sapete se il ponte è aperto?",
        "Comment savez-vous si le pont est ouvert ?",
        "¿Cómo sabes si el puente está abierto?",
        "Woher wissen Sie, ob die Brücke offen ist?",
        "Und woher weißt du, wann die Fähre kommt?",
        "Откуда вы знаете, когда приходит паром?",
        "Jak może pan powiedzieć, czy lód jest gruby?",
        "다리가 열렸는지 어떻게 아시나요?",
        "얼음이 두꺼운지 어떻게 아세요?",
        "橋が開いたかどうかはどうやってわかりますか？",
        "Sonuçları nereden öğrenebilir miyim?",
    ],
)
def test_how_somebody_knows_is_no_lead_in(question: str) -> None:
    assert asked(question) is question


def test_a_question_word_in_another_clause_leaves_the_lead_in_one() -> None:
    assert asked("Wie schön, weißt du, wo die Fähre anlegt?") == "wo die Fähre anlegt?"
    assert asked("Quando posso venire? Sa dove attracca il traghetto?").endswith("dove attracca il traghetto?")
    assert asked("박물관이 언제 여는지 아세요?") == "박물관이 언제 여는지"
