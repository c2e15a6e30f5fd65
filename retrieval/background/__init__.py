"""Where cosines lie by themselves: what an encoder gives questions and texts that have nothing to do with each other.

Every encoder has a scale of its own: all-MiniLM-L6-v2 gives such pairs about 0, multilingual-e5-small 0.74. ``probes``
are texts to measure an encoder with, ``measuring`` measures it and a library's own vectors, ``keeping`` keeps the
result in the catalog, and ``scale`` is what a search uses: it puts every cosine where the reference encoder's would be.
"""
