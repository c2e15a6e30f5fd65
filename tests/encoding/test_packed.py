"""A packed model is read where it lies, and computes what the same weights compute elsewhere."""

from __future__ import annotations

import os
import random
import struct
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from retrieval.encoding.packed.packed_file import BLOCK, PackedFile, unpacked
from retrieval.encoding.packed.pieces import load_pieces
from retrieval.errors import ModelError
from tests.encoding.packing import PIECES, SIZES, blocks, weights, write_packed


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small packed model, not to be spoilt."""
    return write_packed(tmp_path_factory.mktemp("packed") / "small.bin", weights())


@given(arrays(np.float32, st.tuples(st.integers(1, 5), st.just(32)), elements=st.floats(-9, 9, width=16)))
def test_numbers_in_four_bits_are_within_half_a_step(numbers: np.ndarray) -> None:
    found = unpacked(np.frombuffer(blocks(numbers), BLOCK))
    steps = np.abs(numbers).max(axis=1, keepdims=True) / 8
    off = np.abs(found.reshape(numbers.shape) - numbers)
    assert (off <= steps * 1.01 + 1e-6).all()  # the far end of the other sign is one step short
    assert (
        off[np.abs(numbers) < 6.5 * steps] <= (steps * 0.51 + 1e-6).repeat(32, 1)[np.abs(numbers) < 6.5 * steps]
    ).all()


def test_all_that_was_packed_is_read(path: Path) -> None:
    packed, expected = PackedFile.read(path), weights()
    assert packed.sizes[:7] == tuple(SIZES.values())
    assert packed.sizes.epsilon == pytest.approx(1e-12)
    for name, array in expected.items():
        if name != "emb.word":
            assert np.array_equal(packed.array(name, *array.shape), array)
    np.testing.assert_allclose(packed.array("emb.word", 20, 32), expected["emb.word"], atol=0.15)


def test_word_vectors_are_read_row_by_row(path: Path) -> None:
    packed = PackedFile.read(path)
    whole = packed.array("emb.word", 20, 32)
    for ids, rows in zip([[3, 0, 19, 3], []], packed.words().of([[3, 0, 19, 3], []]), strict=True):
        assert np.array_equal(rows, whole[ids])
    with pytest.raises(ModelError, match="token 20 of 20"):
        packed.words().of([[20]])


def test_pieces_become_tokens_with_the_places_where_they_stand(path: Path) -> None:
    tokenizer = load_pieces(path)
    assert tokenizer.ids(["eel swims", ""]) == [[8, 9, 7], []]
    assert tokenizer.ids(["eel", ""], special=True) == [[0, 8, 2], [0, 2]]
    (tokens,) = tokenizer.tokens([" eel\n swims"], special=True)
    assert tokens.ids == [0, 8, 9, 7, 2]
    assert tokens.offsets == [(0, 0), (1, 4), (6, 10), (10, 11), (0, 0)]
    assert load_pieces(path) is tokenizer


@pytest.mark.parametrize("typed", ["<s>", "</s>", "<pad>", "<mask>", "<unk>"])
def test_what_looks_like_a_special_token_is_text(path: Path, typed: str) -> None:
    special = [PIECES.index(piece) for piece in ("<s>", "<pad>", "</s>", "<mask>")]
    assert not {*load_pieces(path).ids([f"eel{typed} {typed}"])[0]} & {*special}


def test_half_a_surrogate_pair_is_a_character(path: Path) -> None:
    (tokens,) = load_pieces(path).tokens(["eel \ud800s"])
    assert tokens.ids[-1] == PIECES.index("s")
    assert tokens.offsets[-1] == (5, 6)


def test_the_network_computes_what_a_bert_with_these_weights_does(path: Path) -> None:
    import torch
    from transformers import BertConfig, BertModel

    from retrieval.encoding.packed.network import load_network

    network = load_network(path, "cpu")
    config = BertConfig(
        vocab_size=20,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    bert = BertModel(config, add_pooling_layer=False).eval()
    same = {name.removeprefix("encoder."): value for name, value in network.state_dict().items()}
    words = PackedFile.read(path).array("emb.word", 20, 32)
    bert.load_state_dict({**same, "embeddings.word_embeddings.weight": torch.from_numpy(words)})
    ids, mask = torch.tensor([[0, 8, 9, 2], [0, 5, 2, 1]]), torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]])
    with torch.inference_mode():
        found = network({"input_ids": ids, "attention_mask": mask})
        tokens = bert(input_ids=ids, attention_mask=mask).last_hidden_state
    np.testing.assert_allclose(found["token_embeddings"][1, :3], tokens[1, :3], atol=1e-4)
    mean = tokens[1, :3].mean(0)
    np.testing.assert_allclose(found["sentence_embedding"][1], mean / mean.norm(), atol=1e-5)


def test_a_file_that_lacks_a_weight_is_one_error(tmp_path: Path) -> None:
    from retrieval.encoding.packed.network import load_network

    some = {name: array for name, array in weights().items() if name != "l1.fo.w"}
    with pytest.raises(ModelError, match=r"lacks l1\.fo\.w"):
        load_network(write_packed(tmp_path / "some.bin", some))


def test_a_damaged_file_is_one_error(path: Path, tmp_path: Path) -> None:
    whole, draw = path.read_bytes(), random.Random(3)
    spoilt = tmp_path / "spoilt.bin"
    cut = [whole[:length] for length in (0, 3, 40, 71, 90, 130, 300, 700, len(whole) - 1)]
    flipped = []
    for _ in range(150):
        at = draw.randrange(800)
        flipped.append(whole[:at] + bytes([whole[at] ^ 1 << draw.randrange(8)]) + whole[at + 1 :])
    for data in [*cut, *flipped, draw.randbytes(5000)]:
        spoilt.write_bytes(data)
        with suppress(ModelError):  # nothing else, and some damages cannot be seen here
            packed = PackedFile.read(spoilt)
            packed.words().of([[0, 19]])
            load_pieces(spoilt).ids(["eel"])
    spoilt.write_bytes(b"GGUF" + whole[4:])
    with pytest.raises(ModelError, match=r"spoilt\.bin is not a packed model of the kind"):
        PackedFile.read(spoilt)
    spoilt.write_bytes(whole[:-1])
    with pytest.raises(ModelError, match=r"spoilt\.bin is damaged"):
        PackedFile.read(spoilt)


def load_network_of(path: Path) -> None:
    from retrieval.encoding.packed.network import load_network

    load_network(path, "cpu")


def read_a_part(path: Path) -> None:
    packed = PackedFile.read(path)
    path.unlink()
    packed.array("emb.pos", 64, 32)


def open_words(path: Path) -> None:
    packed = PackedFile.read(path)
    path.unlink()
    packed.words()


READING = [PackedFile.read, load_pieces, load_network_of, read_a_part, open_words]
"""All that reads a packed model's file; two of them lose it in between."""


@pytest.mark.parametrize("read", READING)
def test_a_file_that_is_gone_is_one_error_wherever_it_is_read(path: Path, tmp_path: Path, read) -> None:
    there = tmp_path / "there.bin"
    if read in (read_a_part, open_words):
        there.write_bytes(path.read_bytes())
    with pytest.raises(ModelError, match=r"there\.bin cannot be read \([^\n]*No such file") as raised:
        read(there)
    assert str(raised.value).count("\n") == 0


@pytest.mark.parametrize("read", READING[:3])
def test_a_folder_in_its_place_is_one_error(tmp_path: Path, read) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        read(tmp_path)


def test_a_file_that_goes_between_two_steps_of_loading_is_one_error(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "there.bin"
    there.write_bytes(path.read_bytes())
    rows = PackedFile.word_rows

    def and_gone(packed: PackedFile):
        found = rows(packed)
        there.unlink()
        return found

    monkeypatch.setattr(PackedFile, "word_rows", and_gone)
    with pytest.raises(ModelError, match=r"there\.bin cannot be read"):
        load_network_of(there)


@pytest.mark.parametrize(
    ("at", "size"),
    [
        (8, 0),
        (8, 64),
        (12, 2**30),
        (16, 0),
        (16, 7),
        (16, -2),
        (20, 2**31 - 1),
        (28, 2**31 - 1),
        (32, -1),
        (44, 0),
        (44, -1),
    ],
)
def test_sizes_that_cannot_be_are_one_error(path: Path, tmp_path: Path, at: int, size: int) -> None:
    """Width, layers, heads, and so on up to the number of pieces: nothing of such a size is made first."""
    spoilt = tmp_path / "spoilt.bin"
    data = bytearray(path.read_bytes())
    struct.pack_into("<i", data, at, size)
    spoilt.write_bytes(data)
    with pytest.raises(ModelError, match=r"spoilt\.bin"):
        load_network_of(spoilt)
    with suppress(ModelError):  # a tokenizer does not need all of the sizes
        load_pieces(spoilt)


def test_a_tokenizer_library_that_cannot_be_imported_is_one_error(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sentencepiece", None)
    copy = tmp_path / "copy.bin"
    copy.write_bytes(path.read_bytes())
    with pytest.raises(ModelError, match=r"The tokenizer in [^\n]*copy\.bin cannot be loaded"):
        load_pieces(copy)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="here, nothing keeps a file from being read")
def test_a_file_that_may_not_be_read_is_one_error(path: Path, tmp_path: Path) -> None:
    there = tmp_path / "there.bin"
    there.write_bytes(path.read_bytes())
    there.chmod(0)
    with pytest.raises(ModelError, match=r"there\.bin cannot be read \(Permission denied\)"):
        load_network_of(there)
