"""Answers that an operator has put right: which pinned quote a question means."""
