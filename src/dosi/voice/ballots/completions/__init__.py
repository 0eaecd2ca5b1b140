"""What is done with money that a rule leaves, one file each, with a function `complete`."""
