"""How the weights of Quoth's own reader are made. This needs torch and transformers, which answering does not."""
