"""The indexes of the catalog's passages: vectors (FAISS) and terms (tantivy). They can be rebuilt at any time."""
