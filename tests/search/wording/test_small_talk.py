"""What is small talk, and what is a question although it begins like it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import UNLIMITED, Answer, Library, Query
from retrieval.search.wording.phrases import small_talk_phrases
from retrieval.search.wording.small_talk import MAX_SMALL_TALK_CHARS, is_greeting, is_small_talk, words_said

GREETINGS = """
    hi|Hello!|hey there|good morning|Good evening everyone|how are you?|what's up|heyyyy|Hi Quoth
    hallo zusammen|moin|Guten Tag|Grüß Gott|wie geht's?|bonjour|Salut !|Ça va ?|coucou|hola|¡Buenos días!
    ¿Qué tal?|¡Hola a todos!
    你好！|Bom dia, pessoal!|Cześć wszystkim|Добрый день|こんにちは|안녕하세요|مرحبا|नमस्ते|Merhaba arkadaşlar
"""
OTHERS = """
    thanks!|thank you so much|thx|ty|thanks for your help!|ok|OK.|okay cool|lol|LOOOL|hahaha|jajaja|xD|:)
    👍|🙏🙏|🇩🇪|<3|+1|ok 👍|:thumbsup:|<:party:123456789012345678>|<@123456789012345678> thanks
    thanks, that's great!|got it, thanks|sorry|makes sense|bye|good night|yes|nope|you're welcome|...|???
    good bot|danke|Danke schön!|vielen Dank im Voraus|tschüss|alles klar|bitte|gern geschehen|merci
    merci beaucoup|d’accord|s’il vous plaît|de rien|bonne journée|gracias|¡Muchas gracias!|de nada|vale
    hasta luego|perfecto|thaaaanks|hi, thanks!|coool
    Muito obrigado!|Grazie mille|谢谢！|ありがとうございます|Teşekkür ederim|спасибо большое|शुक्रिया|감사합니다
    thanks, that helps!|thanks, that helped me a lot|that answers my question, thank you|thanks for clarifying!
    perfect, exactly what I was looking for|cool, didn't know that|ok thanks, I'll try that|that did it, thanks
    thank you, that's exactly what I needed|thanks for the quick answer|danke, das hilft mir!|Das wusste ich nicht
    super, genau das habe ich gesucht|das hat mir sehr geholfen, danke|merci, ça m'aide beaucoup|très utile, merci
    merci, c'est exactement ce que je cherchais|gracias, eso ayuda|perfecto, justo lo que buscaba
    grazie, mi aiuta molto|obrigado, isso ajuda|dank je, daar heb ik wat aan|dzięki, to pomaga|спасибо, это помогло
    teşekkürler, bu yardımcı oldu|回答ありがとうございます|감사합니다, 도움이 됐어요|谢谢，很有帮助|謝謝你的回答
    شكرا جزيلا|Dank je wel, tot morgen|Dziękuję bardzo|ok, спасибо|哈哈哈哈|cảm ơn bạn|ขอบคุณครับ
"""
QUESTIONS = """
    hi, when do you open?|thanks, and the price?|ok google|ok, and on Sundays?|hello world in Python|God
    refunds|help|why?|how many?|and now?|is it ok?|no parking|welcome package|thank you letter
    good morning Vietnam|1|42|C++|"hi"|“ok”|`lol`|what does lol mean?
    Danke für die Rechnung, wo zahle ich?|merci, et le prix ?|gracias, ¿y el precio?|yes men
    is the bye week paid?|of course materials|how are you paid?|what's up with the boiler|morning shift|what's new?
    thanks, that helps! what about Monday?|what helps against slugs?|does that help|helps against slugs
    thank you for the answer, but when does it open?|thanks for the tip about garlic|thanks, helpful numbers
    good to know: when is the deadline|exactly what I was looking for in chapter 3|I'll try that with garlic
    thanks, that helps with garlic but not with onions|danke, was hilft gegen Schnecken|das hilft gegen Schnecken
    merci, ça aide contre quoi ?|gracias, ¿eso ayuda contra el frío?|спасибо, а это помогает детям
    谢谢，这对孩子有帮助吗
    all|谢谢的英文|Obrigado, e o preço?|спасибо, а сколько стоит|Cześć, kto dziś gra|Nice, France
"""


def listed(text: str) -> list[str]:
    return [said for line in text.strip().splitlines() for said in line.strip().split("|")]


@pytest.mark.parametrize("said", listed(GREETINGS))
def test_a_greeting_is_small_talk(said: str) -> None:
    assert is_small_talk(said)
    assert is_greeting(said)


@pytest.mark.parametrize("said", listed(OTHERS))
def test_other_small_talk_is_no_greeting(said: str) -> None:
    assert is_small_talk(said)
    assert not is_greeting(said)


@pytest.mark.parametrize("said", listed(QUESTIONS))
def test_whatever_asks_or_names_something_is_a_question(said: str) -> None:
    assert not is_small_talk(said)
    assert not is_greeting(said)


def test_every_phrase_is_written_as_words_are_compared() -> None:
    known = small_talk_phrases()
    for phrase in known.phrases | known.additions:
        assert tuple(words_said(" ".join(phrase))) == phrase
    assert [phrase for phrase in known.additions if is_small_talk(" ".join(phrase))] == []


@given(st.text(alphabet="haloyes so:)<@_^123'’😀\u0301 ", max_size=2 * MAX_SMALL_TALK_CHARS))
def test_any_text_is_decided(text: str) -> None:
    assert is_greeting(text) <= is_small_talk(text)
    assert not is_small_talk(f'{text} "quoted"')


@pytest.fixture(scope="module")
def parish(keep_library: Callable[..., Library], tmp_path_factory: pytest.TempPathFactory) -> Library:
    seeds = tmp_path_factory.mktemp("parish")
    (seeds / "hall.md").write_text(
        "# Parish hall\n\nThe hall opens at nine in the morning. Thanks to its donors, hire is free for children.\n\n"
        "Adults pay twelve pounds an hour. Many greetings, hellos and thank-you cards hang in the hall.\n"
    )
    library = keep_library(seeds, tmp_path_factory.mktemp("index"))
    library.sync()
    return library


@pytest.mark.parametrize("said", ["Hello!", "good morning", "thanks a lot", "👍", "vielen Dank"])
def test_nothing_is_searched_for_small_talk(parish: Library, said: str) -> None:
    ranking = parish.rank(said, access=UNLIMITED)
    assert ranking.answer.is_small_talk
    assert (ranking.answer.answered, ranking.answer.quotes, ranking.answer.nearest) == (False, (), ())
    assert (ranking.candidates, ranking.fused) == ((), ())


def test_questions_after_small_talk_are_answered_and_it_is_no_history(parish: Library) -> None:
    asked = "How much do adults pay?"
    for history in ([], ["hi"], ["When does the hall open?", "thanks!"]):
        assert parish.rank(asked, history=history, access=UNLIMITED).searched_text == asked
    follow_up = parish.rank(
        "And when?", history=["hi", "Does the parish hall open?", "thanks!", "ok"], access=UNLIMITED
    )
    assert follow_up.searched_text == "Does the parish hall open? And when?"
    assert parish.rank("And when?", history=["hi", "thanks!"], access=UNLIMITED).searched_text == "And when?"
    small, real = parish.ask_all([Query("thanks!", access=UNLIMITED), Query(asked, access=UNLIMITED)])
    assert isinstance(small, Answer)
    assert isinstance(real, Answer)
    assert (small.is_small_talk, small.answered) == (True, False)
    assert (real.is_small_talk, real.answered) == (False, True)
