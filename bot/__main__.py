"""``python -m bot`` is ``quoth``."""

from bot.cli import main

if __name__ == "__main__":
    main()
