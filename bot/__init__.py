"""Where people meet the library: the command line and the chat."""
