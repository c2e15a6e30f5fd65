"""Search: a question → passages that may answer it, ranked, and an answer or none.

``query`` has a diagram of the steps.
"""
