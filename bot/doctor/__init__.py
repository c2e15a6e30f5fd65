"""What ``quoth doctor`` examines, and how it reports what it found."""
