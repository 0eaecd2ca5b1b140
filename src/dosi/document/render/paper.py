"""How the plan lies on paper, for the formats that have pages."""

from __future__ import annotations

from dataclasses import dataclass

from dosi.model.blocks import Block, Heading, TableBlock

PAGE_MM = (210, 297)
SIDE_MM = 20
MANY_COLUMNS = 7
"""tables with more columns are set in smaller letters"""
TALL_ROW_LINES = 14
"""a row of more lines may break over two pages"""


@dataclass(frozen=True)
class Form:
    """How a kind of document is laid out on paper; letters shrink by the steps given until its pages suffice."""

    letters_pt: tuple[float, ...]
    cell_share: float
    """letters in tables, as part of the letters around them"""
    side_mm: float = SIDE_MM
    columns: int = 1
    gutter_mm: float = 0
    floats: bool = False
    """whether tall drawings go to the head or foot of a page, so that the words around them fill the paper"""

    def width_mm(self, landscape: bool = False) -> float:
        """Width of a column of words."""
        whole = PAGE_MM[1 if landscape else 0] - 2 * self.side_mm
        return (whole - (self.columns - 1) * self.gutter_mm) / self.columns


FORMS = {
    "plan": Form((10,), 0.84, floats=True),
    "summary": Form((10, 9.5, 9, 8.5, 8, 7.5, 7), 0.86, 18),
    "leaflet": Form((14, 13.5, 13, 12.5, 12, 11.5, 11, 10.5, 10, 9.5, 9, 8.5, 8, 7.5, 7), 0.86, 14, 2, 8),
}


def stretches(blocks: tuple[Block, ...]) -> list[tuple[bool, list[Block]]]:
    """Blocks by the way the paper lies; headings right before a landscape table move onto its page."""
    made: list[tuple[bool, list[Block]]] = [(False, [])]
    for block in blocks:
        landscape = isinstance(block, TableBlock) and block.wide
        if landscape != made[-1][0]:
            before = made[-1][1]
            moved: list[Block] = []
            while landscape and before and isinstance(before[-1], Heading):
                moved.insert(0, before.pop())
            made.append((landscape, moved))
        made[-1][1].append(block)
    return [(landscape, members) for landscape, members in made if members]
