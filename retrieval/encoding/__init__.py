"""Encoding: text → unit vectors. The model itself encodes passages; its export, without torch, encodes questions."""
