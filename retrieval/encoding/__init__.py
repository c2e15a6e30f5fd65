"""Encoding: text → unit vectors; sentence-transformers encodes passages, onnxruntime questions."""
