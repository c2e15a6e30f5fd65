"""Coverage-guided fuzzing: every reader of files, the cutter, the escaper, the filter, ids of buttons, test questions.

    pip install atheris
    python -m tests.fuzzing --list
    python -m tests.fuzzing read.md --seconds 300              # find new inputs, starting with the corpus that is kept
    python -m tests.fuzzing read.md --seconds 300 --keep       # and add those that reached most to the corpus

``targets`` says for each target what must hold for any bytes. ``corpus`` has, for each, a few inputs that reached most,
and every input that once failed; ``test_corpus`` runs them all.
"""
