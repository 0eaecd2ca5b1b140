"""Files that a check of assets is written as: one format each, with a function `write`."""
