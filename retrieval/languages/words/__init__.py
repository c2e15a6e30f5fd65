"""What is known of the words of languages: which ones say nothing, how they are inflected, and how they are written."""
