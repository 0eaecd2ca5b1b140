"""Spatial plan: service zones (권역) from living zones, by what touches, where the centres are and how far people go."""

from dosi.spatial.centring import centre
from dosi.spatial.grouping import group
from dosi.spatial.touching import adjoin
from dosi.spatial.travelling import travel

__all__ = ["adjoin", "centre", "group", "travel"]
