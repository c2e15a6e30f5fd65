"""Parsing in separate processes, which can be killed: ``pool`` keeps them, and ``worker`` is what they run."""
