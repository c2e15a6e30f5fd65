"""Formats made of records: rows, objects, cues and messages."""
