"""A model that a package carries in one file, most of it in four bits: what it is, and how it is read.

Nothing is unpacked onto the disk. Word vectors are read when they are needed, the others when the model is loaded.
"""
