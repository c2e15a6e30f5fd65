"""What stands in a setting → what it means."""
