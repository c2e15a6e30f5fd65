"""What operators use beside the commands that change documents: pins and digests."""
