"""How the reader's weights are made; needs torch and transformers, which answering does not."""
