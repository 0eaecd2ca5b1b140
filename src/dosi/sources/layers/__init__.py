"""Data layers as tables: declared in layers.toml, one reader per kind of geometry in kinds/, read and placed together."""

from dosi.sources.layers.declared import Candidate, Layer
from dosi.sources.layers.listing import listed
from dosi.sources.layers.reading import read

__all__ = ["Candidate", "Layer", "listed", "read"]
