"""Read an inventory, or the design of a district, from someone else's file: what stands where, with which attributes."""

from dosi.sources.assets.naming import Naming, read_naming
from dosi.sources.assets.reading import Inventory, Words, read_assets

__all__ = ["Inventory", "Naming", "Words", "read_assets", "read_naming"]
