"""The catalog: documents, passages and vectors in SQLite, the one source of truth. Every index is derived from it."""
