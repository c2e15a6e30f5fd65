"""Parsing in processes of its own, which can be killed: ``pool`` keeps them, and ``worker`` is what they run."""
