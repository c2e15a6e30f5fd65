"""What is right and wrong on the field cases, for whoever tunes.

    python -m tests.field.score                # all of them, in some two minutes
    python -m tests.field.score table code-w   # those whose names begin so; the first word of a name is its kind
    READER=none python -m tests.field.score    # without the reader; EMBEDDING_MODEL is another encoder

Each fault is shown with the confidence, and the document and the highlights of the first quote. It leaves with
status 1 when anything is wrong.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections import Counter
from functools import partial
from pathlib import Path

from retrieval import Library
from retrieval.encoding.model_files import ENGLISH_MODEL, find_model
from retrieval.encoding.sentence_transformer import SentenceTransformerEncoder
from retrieval.reader import BUNDLED, NONE, find_reader
from tests.field.asking import FieldLibraries, case_names


def main() -> int:
    """Ask every question of the named cases, and print the faults and the totals."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="the beginning of a case's name (default: all)")
    options = parser.parse_args()
    names = [name for name in case_names() if not options.names or name.startswith(tuple(options.names))]
    if not names:
        parser.error("there is no such case")
    asked_of, right_of, faulty = Counter[str](), Counter[str](), Counter[str]()
    with tempfile.TemporaryDirectory(prefix="field-") as folder:
        libraries = FieldLibraries(_opener(), Path(folder))
        for name in names:
            asked, faults = libraries.faults(name)
            kind = name.partition("-")[0]
            asked_of[kind] += asked
            right_of[kind] += asked - len(faults)
            faulty.update(fault.kind for fault in faults)
            print(f"{name}  {asked - len(faults)}/{asked}")
            for fault in faults:
                print("    " + str(fault).replace("\n", "\n    "), flush=True)
    print("  ".join(f"{kind} {right_of[kind]}/{asked}" for kind, asked in asked_of.items()))
    right, total = right_of.total(), asked_of.total()
    print(
        f"{right} of {total} right ({right / total:.1%}), answered wrongly {faulty['answered wrongly']}, "
        f"refused wrongly {faulty['refused wrongly']}"
    )
    return 1 if faulty else 0


def _opener() -> partial[Library]:
    """``Library.open`` with models that are loaded once."""
    name = os.environ.get("READER") or BUNDLED
    encoder = SentenceTransformerEncoder(find_model(os.environ.get("EMBEDDING_MODEL") or ENGLISH_MODEL))
    return partial(Library.open, encoder=encoder, reader=NONE if name == NONE else find_reader(name, {}))


if __name__ == "__main__":
    sys.exit(main())
