"""What operators are told each day or week: how much was asked, what was not found, and what nobody was quoted."""
