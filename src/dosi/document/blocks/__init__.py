"""Kinds of block: every public function of a file here is one, called from a section as {block NAME key=value}."""
