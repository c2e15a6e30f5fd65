"""Questions about a document, or for a list → the best that quotes can give: its opening, its passages, the list."""
