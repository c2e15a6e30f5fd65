"""Every input that is kept still keeps its target's promise; ``python -m tests.fuzzing`` finds new ones."""

import pytest

from tests.fuzzing.targets import CORPUS, SLOW, TARGETS, kept


@pytest.mark.parametrize("name", TARGETS)
def test_inputs_that_reached_most_or_once_failed_keep_the_promise(name):
    target = TARGETS[name]
    inputs = [path.read_bytes() for path in kept(name)]
    if name.removeprefix("read") not in SLOW:
        inputs += target.begin()
    for data in [b"", b"\xff\xfe\x00", *inputs]:
        target.check(data)


def test_every_folder_of_the_corpus_belongs_to_a_target_and_is_small():
    assert {folder.name for folder in CORPUS.iterdir()} <= {*TARGETS}
    for name in TARGETS:
        assert sum(path.stat().st_size for path in kept(name)) < 10_000
