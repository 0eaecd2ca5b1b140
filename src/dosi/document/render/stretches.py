"""Which way the paper lies: upright, or on its side for wide tables."""

from __future__ import annotations

from dosi.model.blocks import Block, Heading, TableBlock


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
