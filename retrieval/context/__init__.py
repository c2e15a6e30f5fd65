"""Context: what stands above a text and gives it its meaning.

=============  ============================================================================================
``asking``     whether a text only asks, or only leads in, and so is no answer by itself
``tables``     the lines of a table: its header, its rows and their cells, the cell that holds for several
``parts``      a block → its sentences or lines, each with what leads into it
``regions``    a document → stretches that are cut into passages together, each part with its context
``within``     a passage → which of its sentences give each other one its meaning
=============  ============================================================================================
"""
