"""Draw the picture of docs/standards.md from the cases of a standard: python tools/standard_picture.py [STANDARD]."""

from __future__ import annotations

import sys
from pathlib import Path

from dosi.document.drawing.cases import worked_pairs
from dosi.document.render.pictures import png
from dosi.workbench.standards.book import catalogue_alone, worked_cases

TO = Path(__file__).resolve().parent.parent / "docs" / "pictures" / "standard.png"
PAPER_MM = 150


def main(standard: str = "smart_pole") -> None:
    """What passes at the left, what fails at the right, one row per requirement."""
    shelf, place = catalogue_alone("kr")
    mine = [w for w in worked_cases(shelf, [place]) if w.case.standard == standard]
    requirements = dict.fromkeys(w.case.requirement for w in mine)
    rows = [tuple(next(w for w in mine if w.case.requirement == r and w.case.state == state) for state in ("pass", "fail")) for r in requirements]
    drawn = worked_pairs([(good, bad) for good, bad in rows], prefix=standard)
    TO.write_bytes(png(drawn.svg, drawn.width_px, PAPER_MM))


if __name__ == "__main__":
    main(*sys.argv[1:])
