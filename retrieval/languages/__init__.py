"""What is known of languages: which one a text is written in, its words, its sentences, how it asks."""
