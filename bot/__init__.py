"""How people use the library: the command line, and the Discord bot."""
