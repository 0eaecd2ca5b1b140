"""Kinds of personal data, one file each."""
