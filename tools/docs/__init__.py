"""The docs site: Markdown pages of `docs/`, a reference made from rows, tables and commands, and examples that run."""
