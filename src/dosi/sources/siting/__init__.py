"""Readers of the files in which problems of location are kept."""
