"""Readers of edited office files: a file per format, with HOLDS (the part that tells the format) and `read`."""
