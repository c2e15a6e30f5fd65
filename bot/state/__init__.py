"""What the bot remembers, in a SQLite file next to the catalog."""
