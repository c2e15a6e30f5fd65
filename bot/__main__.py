"""``python -m bot`` does the same as ``quoth``."""

from bot.cli import main

if __name__ == "__main__":
    main()
