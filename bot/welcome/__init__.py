"""The first minutes: an answer from the bundled documents, and the settings of one's own."""
