"""Search: a question → the passages that may answer it, ranked, and an answer or none. ``query`` draws the way."""
