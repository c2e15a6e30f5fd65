"""Documents that lie elsewhere: what the sources file lists is fetched into the index folder, where a sync reads it."""
