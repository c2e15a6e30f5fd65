"""Who may read what: the rules of the seeds folder, and those on whose behalf something is asked."""
