"""Groups of pairs to learn from: a question with a passage that answers it and some that do not.

``drawing`` draws them; most are passages as they stand in articles. The others have context in front, which decides
what the passage says: ``contexts`` makes them of articles, ``listings`` makes up tables and reference pages.
"""
