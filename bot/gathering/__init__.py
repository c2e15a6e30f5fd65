"""Which messages of Discord become documents, and what becomes of those that are: edits, deletions, permissions."""
