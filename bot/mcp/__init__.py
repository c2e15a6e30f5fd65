"""The Model Context Protocol (https://modelcontextprotocol.io): an assistant asks, and quotes what is written."""
