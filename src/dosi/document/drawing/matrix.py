"""A matrix of shaded cells: rows by columns, values written in them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from html import escape

from dosi.document.drawing.looks import SEQUENCE, Drawing

CELL_PX, HEAD_PX, SIDE_PX, RIGHT_PX = 30, 100, 92, 74


def heat_matrix(
    rows: Sequence[tuple[str, Sequence[float | None]]], columns: Sequence[str], write: Callable[[float], str], pages: Sequence[Sequence[str]] = (),
) -> Drawing:  # fmt: skip
    """Draw values from 0 to 1 as shaded cells, unknown ones hatched; for a reader who compares rows and columns.

    `pages`: for each cell the page beside the plan it leads to, where a format has links; empty: none.
    """
    width = SIDE_PX + max(CELL_PX, (640 - SIDE_PX) // max(1, len(columns))) * len(columns) + RIGHT_PX
    step = (width - SIDE_PX - RIGHT_PX) / max(1, len(columns))
    height = HEAD_PX + CELL_PX * len(rows) + 8
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="Pretendard, sans-serif" font-size="11">',
        '<defs><pattern id="matrix-missing" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="5" height="5" fill="#f3f3f3"/><line x1="0" y1="0" x2="0" y2="5" stroke="#c9c9c9" stroke-width="1"/></pattern></defs>',
    ]
    for n, title in enumerate(columns):
        x = SIDE_PX + step * (n + 0.5)
        parts.append(f'<text transform="translate({x:.1f},{HEAD_PX - 6}) rotate(-42)" fill="#333">{escape(title)}</text>')
    for m, (title, values) in enumerate(rows):
        y = HEAD_PX + CELL_PX * m
        parts.append(f'<text x="{SIDE_PX - 8}" y="{y + CELL_PX / 2 + 4:.1f}" text-anchor="end" fill="#333">{escape(title)}</text>')
        for n, value in enumerate(values):
            x = SIDE_PX + step * n
            unknown = value is None or (isinstance(value, float) and math.isnan(value))
            shade = -1 if unknown else min(len(SEQUENCE) - 1, int(float(value or 0) * len(SEQUENCE)))
            fill = "url(#matrix-missing)" if unknown else SEQUENCE[shade]
            page = pages[m][n] if pages else ""
            parts.append(f'<g data-page="{escape(page)}">' if page else "")
            parts.append(f'<rect x="{x + 1:.1f}" y="{y + 1}" width="{step - 2:.1f}" height="{CELL_PX - 2}" fill="{fill}"/>')
            if not unknown:
                ink = "#fff" if shade >= len(SEQUENCE) - 2 else "#222"
                parts.append(f'<text x="{x + step / 2:.1f}" y="{y + CELL_PX / 2 + 4:.1f}" text-anchor="middle" fill="{ink}">{escape(write(float(value or 0)))}</text>')
            parts.append("</g>" if page else "")
    return Drawing("".join([*parts, "</svg>"]), width, height)
