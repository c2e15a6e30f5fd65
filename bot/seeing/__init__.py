"""Who sees what on Discord: those who can see a place, one person in it, and what was asked where."""
