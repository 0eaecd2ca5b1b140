"""Document: the plan's tables as blocks, its completeness against the law, and renderers."""

from dosi.document.completeness import judge
from dosi.document.composing import compose, compose_pages, compose_shorts

__all__ = ["compose", "compose_pages", "compose_shorts", "judge"]
