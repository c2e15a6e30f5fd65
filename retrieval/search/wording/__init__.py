"""The words that a person types → what they ask: what is no question, what is only polite, what is mistyped."""
