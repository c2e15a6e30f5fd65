"""Changes of the seeds that somebody asks for on Discord: a name is checked, a file put in place, a change undone."""
