"""A Git repository, or a folder of it → copies of its files, as of the newest commit."""
