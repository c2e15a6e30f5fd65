"""What commands print: answers, reports, figures, progress."""
