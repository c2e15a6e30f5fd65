"""Which languages a question may be in."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.languages.guessing import MAX_GUESSED_CHARS, question_languages

QUESTIONS = {
    "en": ["When does the ferry leave?", "who repaired the organ", "Is the sauna heated in winter?",
           "How deep is it?",
           "what about dogs", "opening hours of the library"],
    "de": ["Wann fährt die Fähre ab?", "Wer hat die Orgel repariert", "Ist die Sauna im Winter geheizt?",
           "Wie tief ist der See?", "Und mit Hund?", "Öffnungszeiten der Bücherei"],
    "fr": ["Quand part le bac ?", "Qui a réparé l'orgue", "Le sauna est-il chauffé en hiver ?",
           "Quelle est la profondeur du lac ?", "Et avec un chien ?", "horaires de la bibliothèque"],
    "es": ["¿Cuándo sale el transbordador?", "quien reparo el organo", "¿Está caliente la sauna en invierno?",
           "¿Qué profundidad tiene el lago?", "¿Y con perro?", "horario de la biblioteca"],
    "pt": ["Quando sai a balsa?", "Quem consertou o órgão?", "A sauna é aquecida no inverno?",
           "Qual é a profundidade do lago?", "E com cachorro, pode?", "Horário da biblioteca municipal"],
    "it": ["Quando parte il traghetto?", "Chi ha riparato l'organo?", "La sauna è riscaldata d'inverno?",
           "Quanto è profondo il lago?", "E con il cane?", "orari della biblioteca"],
    "nl": ["Wanneer vertrekt de veerpont?", "Wie heeft het orgel gerepareerd",
           "Is de sauna verwarmd in de winter?",
           "Hoe diep is het meer?", "En met een hond?", "openingstijden van de bibliotheek"],
    "pl": ["Kiedy odpływa prom?", "Kto naprawił organy", "Czy sauna jest ogrzewana zimą?",
           "Jak głębokie jest jezioro?",
           "A z psem?", "godziny otwarcia biblioteki są jakie"],
    "ru": ["Когда отходит паром?", "кто починил орган", "Отапливается ли сауна зимой?",
           "Какова глубина этого озера?",
           "А с собакой?", "Сколько стоит вход?"],
    "uk": ["Коли відпливає пором?", "хто полагодив орган", "Чи опалюється сауна взимку?", "Яка глибина озера?",
           "А з собакою можна?", "Скільки коштує вхід?"],
    "bg": ["Кога тръгва фериботът?", "кой поправи органа", "Отоплява ли се сауната през зимата?",
           "Колко струва входът?"],
    "tr": ["Feribot ne zaman kalkıyor?", "Orgu kim onardı?", "Sauna kışın ısıtılıyor mu?",
           "Göl ne kadar derin?",
           "Peki köpekle?", "kütüphanenin açılış saatleri"],
    "ar": ["متى تغادر العبارة؟", "من أصلح الأرغن", "هل الساونا مدفأة في الشتاء؟", "كم عمق البحيرة؟",
           "وماذا عن الكلاب؟"],
    "fa": ["کشتی چه زمانی حرکت می‌کند؟"],
    "hi": ["नौका कब छूटती है?", "ऑर्गन किसने ठीक किया", "झील कितनी गहरी है?", "क्या कुत्ते ला सकते हैं?",
           "प्रवेश शुल्क कितना है?"],
    "zh": ["渡轮什么时候开？", "谁修好了管风琴", "冬天桑拿房有暖气吗？", "湖有多深？", "那狗呢？", "入場費是多少"],
    "ja": ["フェリーはいつ出ますか？", "オルガンを直したのは誰", "冬のサウナは暖かいですか", "湖の深さはどのくらい？",
           "犬は？"],
    "ko": ["배는 언제 떠나나요?", "누가 오르간을 고쳤습니까", "겨울에 사우나는 따뜻한가요?", "호수는 얼마나 깊어요?",
           "개는요?"],
    "sv": ["När går färjan?", "Vem lagade orgeln?", "Är bastun varm på vintern?", "Hur djup är sjön?",
           "Och med hund?"],
    "da": ["Hvornår sejler færgen?", "Hvad koster det at komme ind?", "Er saunaen varm om vinteren?"],
    "no": ["Når går fergen?", "Hva koster det å komme inn?", "Er badstuen varm om vinteren?"],
    "fi": ["Milloin lautta lähtee?", "Kuka korjasi urut?", "Onko sauna lämmin talvella?",
           "Kuinka syvä järvi on?"],
    "hu": ["Mikor indul a komp?", "Ki javította meg az orgonát?", "Milyen mély a tó?", "Szabad kutyát hozni?"],
    "id": ["Kapan feri berangkat?", "Siapa yang memperbaiki organ itu?", "Berapa harga tiket masuk?"],
    "th": ["เรือข้ามฟากออกเมื่อไร", "ใครซ่อมออร์แกน", "ทะเลสาบลึกแค่ไหน"],
    "vi": ["Phà khởi hành lúc nào?", "Ai đã sửa cây đàn?", "Hồ sâu bao nhiêu?", "Còn chó thì sao?"],
    "el": ["Πότε φεύγει το φέρι;", "ποιος επισκεύασε το όργανο", "Πόσο βαθιά είναι η λίμνη;"],
    "ro": ["Când pleacă feribotul?", "Cine a reparat orga?", "Cât de adânc este lacul?", "Și cu câinele?"],
    "cs": ["Kdy odplouvá trajekt?", "Kdo opravil varhany?", "Jak hluboké je jezero?",
           "Je sauna v zimě vytápěná?"],
    "he": ["מתי יוצאת המעבורת?"],
    "ka": ["როდის გადის ბორანი?"],
    "ta": ["படகு எப்போது புறப்படும்?"],
}  # fmt: skip


ASKED = [(language, question) for language, questions in QUESTIONS.items() for question in questions]


@pytest.mark.parametrize(("language", "question"), ASKED)
def test_the_language_of_a_question_is_among_those_that_it_may_be_in(language: str, question: str) -> None:
    assert language in question_languages(question)


def test_hardly_any_question_may_be_in_several_languages() -> None:
    counts = [len(question_languages(question)) for _, question in ASKED]
    assert sum(counts) / len(counts) <= 1.3


@pytest.mark.parametrize("text", ["", "?", "42", "Rio 2016", "DUSP4 increases apoptosis", "🙂", "Melfi Kontu"])
def test_where_nothing_is_known_no_language_is_named(text: str) -> None:
    assert question_languages(text) == frozenset()


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("quanto?", {"pt", "it"}),
        ("東京 人口", {"zh", "ja"}),
        ("入場料金表", {"zh", "ja"}),
        ("Who sang Die Moritat von Mackie Messer?", {"en"}),
        ("What does なぜ mean?", {"en"}),
        ("苹果公司的 CEO 是谁?", {"zh"}),
        ("Что такое Windows Subsystem for Linux?", {"ru"}),
    ],
)
def test_names_in_another_language_do_not_hide_that_of_the_question(text: str, languages: set[str]) -> None:
    assert languages <= question_languages(text)


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("会議室予約", "zh ja"), ("入場料金", "zh ja"), ("目的地", "zh ja"), ("終了時間", "zh ja"),
        ("電車時刻表", "zh ja"),
        ("日本国憲法", "zh ja"), ("学校給食", "zh ja"), ("医療費", "zh ja"), ("中国首都", "zh ja"),
        ("何時開館", "zh ja"),
        ("慶應義塾大学", "zh ja"), ("憂鬱", "zh ja"), ("多少", "zh ja"),
        ("営業時間", "ja"), ("関西空港駅", "ja"), ("図書館利用規則", "ja"), ("東京都庁", "ja"), ("変更手続", "ja"),
        ("图书馆", "zh"), ("圖書館開放時間", "zh"), ("營業時間", "zh"), ("她是誰", "zh"), ("門票多少錢", "zh"),
        ("天安门在哪里", "zh"), ("台北車站在哪裡", "zh"), ("渡轮什么时候开", "zh"), ("沒有停車場", "zh"),
        ("学费", "zh"),
    ],
)  # fmt: skip
def test_only_signs_that_one_of_them_lacks_tell_chinese_from_japanese(text: str, languages: str) -> None:
    assert question_languages(text) == set(languages.split())


@pytest.mark.parametrize(
    "text", ["fur coat price", "uber ride", "ate lunch", "ban list", "far cry", "manga series", "rat trap"]
)
def test_english_words_are_not_taken_for_others_without_accents(text: str) -> None:
    assert question_languages(text) <= {"en"}


@given(st.text(max_size=800))
def test_any_text_has_an_answer_and_only_its_beginning_counts(text: str) -> None:
    assert question_languages(text) == question_languages(text[:MAX_GUESSED_CHARS])


@pytest.mark.parametrize(
    ("name", "language"),
    [*((f"xquad_{code}", code) for code in ("el", "hi", "ro", "th", "tr", "vi")), ("squad20_dev", "en")],
)
def test_public_questions_are_guessed(name: str, language: str) -> None:
    path = Path(__file__).parents[3] / "shared" / "data" / name / "queries.jsonl"
    if not path.exists():
        pytest.skip("the public sets are not here")
    with path.open(encoding="utf-8") as lines:
        guesses = [question_languages(json.loads(line)["text"]) for line in lines]
    assert sum(language in guess for guess in guesses) / len(guesses) >= 0.98
    assert sum(map(len, guesses)) / len(guesses) <= 1.25
