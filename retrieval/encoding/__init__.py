"""Encoding: text → unit vectors, by an export of the model or by the model itself; see ``serving``."""
