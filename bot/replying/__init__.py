"""What the cogs share: hearing a question, acknowledging it, delivering its answer, reporting what a sync changed."""
