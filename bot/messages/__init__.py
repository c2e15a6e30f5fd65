"""Answers → Discord messages: text, escaping, buttons, languages, and getting them delivered."""
