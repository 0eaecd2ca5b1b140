"""Draw worked cases of a standard: a small picture each of what passes and what fails, side by side, requirement by requirement."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from dosi.document.drawing.looks import CATEGORIES, INK, MUTED, RULE, SEQUENCE, STREET, WIDTH_PX, Drawing
from dosi.document.render import fonts
from dosi.model.standard_cases import Worked

GOOD, BAD = SEQUENCE[3], CATEGORIES[0]
PANEL_PX, HEIGHT_PX, GAP_PX, HEAD_PX = (WIDTH_PX - 16) // 2, 168, 16, 42
PICTURE_PX = 78
SIZE, SMALL = 11.5, 10.5
MARGIN_SHARE = 0.12
STATE_KO = {"pass": "적합", "fail": "미달"}


def worked_pairs(rows: Sequence[tuple[Worked, Worked]], *, prefix: str) -> Drawing:
    """One row per requirement: what passes at the left, what fails at the right."""
    parts = []
    for at, pair in enumerate(rows):
        for side, worked in enumerate(pair):
            parts.append(f'<g transform="translate({side * (PANEL_PX + GAP_PX)} {at * (HEIGHT_PX + GAP_PX)})">{_panel(worked, f"{prefix}-{at}-{side}")}</g>')
    height = len(rows) * (HEIGHT_PX + GAP_PX) - GAP_PX
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH_PX} {height}" width="{WIDTH_PX}" height="{height}" font-family="{fonts.FAMILY}" fill="{INK}">{"".join(parts)}</svg>'
    return Drawing(svg, WIDTH_PX, height)


def _panel(worked: Worked, id: str) -> str:
    colour = GOOD if worked.case.state == "pass" else BAD
    words = [f'<text x="30" y="{18 + 14 * n}" font-size="{SIZE}">{escape(line)}</text>' for n, line in enumerate(_lines(worked.case.ko, PANEL_PX - 38, SIZE)[:2])]
    because = [f'<text x="10" y="{HEIGHT_PX - 24 + 13 * n}" font-size="{SMALL}" fill="{MUTED}">{escape(line)}</text>' for n, line in enumerate(_lines(worked.because_ko, PANEL_PX - 20, SMALL)[:2])]
    frame = f'<rect width="{PANEL_PX}" height="{HEIGHT_PX}" rx="4" fill="#ffffff" stroke="{RULE}"/><rect width="4" height="{HEIGHT_PX}" fill="{colour}"/>'
    return f'{frame}{_mark(worked.case.state, 17, 14, colour)}{"".join(words)}<g transform="translate(10 {HEAD_PX})">{_picture(worked, colour, id)}</g>{"".join(because)}'


def _picture(worked: Worked, colour: str, id: str) -> str:
    if len(worked.case.assets) > 1 or worked.case.people or any("line" in a or "area" in a for a in worked.case.assets):
        return _map(worked, colour, id)
    if worked.kind == "burial_depth" and worked.measured is not None and worked.limit is not None:
        return _section(worked.measured, worked.limit, colour)
    if worked.measured is not None and worked.limit is not None:
        return _gauge(worked.measured, worked.limit, colour)
    return _card(worked, colour)


def _mark(state: str, x: float, y: float, colour: str) -> str:
    """A tick or a cross, so that nobody needs to tell colours."""
    path = f"M{x - 5} {y}l4 4l7 -9" if state == "pass" else f"M{x - 4} {y - 4}l9 9m0 -9l-9 9"
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2.4" stroke-linecap="round"/>'


def _gauge(measured: float, limit: float, colour: str) -> str:
    """A bar as long as the value, and the limit as a line across it."""
    width = PANEL_PX - 40
    most = max(measured, limit, 1e-9) * 1.3
    value, bound = width * measured / most, width * limit / most
    return (
        f'<rect x="0" y="30" width="{width}" height="14" fill="{RULE}" opacity="0.5"/><rect x="0" y="30" width="{value:.1f}" height="14" fill="{colour}"/>'
        f'<path d="M{bound:.1f} 20V54" stroke="{INK}" stroke-width="1.6" stroke-dasharray="3 2"/>'
        f'<text x="{min(max(bound, 24), width - 24):.1f}" y="14" font-size="{SMALL}" text-anchor="middle">한계 {limit:g}</text>'
        f'<text x="{min(max(value, 14), width - 10):.1f}" y="66" font-size="{SMALL}" text-anchor="middle">{round(measured, 3):g}</text>'
    )


def _section(depth: float, limit: float, colour: str) -> str:
    """The ground cut open: how deep the pipe lies, and how deep it has to."""
    width, scale = PANEL_PX - 40, 56 / max(depth, limit, 0.1)
    pipe, bound = 10 + depth * scale, 10 + limit * scale
    return (
        f'<rect x="0" y="10" width="{width}" height="{PICTURE_PX - 10}" fill="{RULE}" opacity="0.35"/><path d="M0 10H{width}" stroke="{INK}" stroke-width="2"/>'
        f'<path d="M0 {bound:.1f}H{width}" stroke="{INK}" stroke-dasharray="4 3"/><text x="{width - 4}" y="{bound - 3:.1f}" font-size="{SMALL}" text-anchor="end">한계 {limit:g} m</text>'
        f'<path d="M{width / 2 - 60} 10V{pipe:.1f}" stroke="{colour}" stroke-width="1.4"/><circle cx="{width / 2 - 60}" cy="{pipe:.1f}" r="7" fill="#ffffff" stroke="{colour}" stroke-width="3"/>'
        f'<text x="{width / 2 - 46}" y="{max(pipe - 8, 24):.1f}" font-size="{SMALL}">{depth:g} m</text>'
    )


def _card(worked: Worked, colour: str) -> str:
    """The record of one asset, with the cell that decides framed."""
    shown = [(name, value) for name, value in worked.case.assets[0].items() if name not in ("id", "role", "x", "y", "line", "area")][-3:]
    rows = []
    for n, (name, value) in enumerate(shown):
        last = n == len(shown) - 1
        rows.append(f'<rect x="0" y="{4 + n * 24}" width="{PANEL_PX - 40}" height="20" fill="none" stroke="{colour if last else RULE}" stroke-width="{2 if last else 1}"/>'
                    f'<text x="8" y="{18 + n * 24}" font-size="{SMALL}" fill="{MUTED}">{escape(name)}</text><text x="{PANEL_PX - 50}" y="{18 + n * 24}" font-size="{SMALL}" text-anchor="end">{escape(str(value))}</text>')  # fmt: skip
    return "".join(rows)


def _map(worked: Worked, colour: str, id: str) -> str:
    """What stands where, seen from above, with the distance that counts around the first asset."""
    case = worked.case
    reach = worked.within_m or 0.0
    ends = [xy for a in case.assets for xy in (a.get("line") or a.get("area") or ([(a["x"], a["y"])] if "x" in a else []))]
    ends += [(x, y) for x, y, _ in case.people] + [xy for line in case.streets for xy in line]
    of_zone = worked.kind in ("coverage", "count_per")
    first = case.assets[0] if case.assets else {}
    if reach and "x" in first and not of_zone:
        ends += [(first["x"] - reach, first["y"] - reach), (first["x"] + reach, first["y"] + reach)]
    if not ends:
        return ""
    west, east, south, north = min(x for x, _ in ends), max(x for x, _ in ends), min(y for _, y in ends), max(y for _, y in ends)
    width, height = PANEL_PX - 20, PICTURE_PX
    margin = MARGIN_SHARE * max(east - west, north - south, 1e-6)
    scale = min(width / (east - west + 2 * margin), height / (north - south + 2 * margin))
    left, top = width / 2 - scale * (west + east) / 2, height / 2 + scale * (south + north) / 2

    def at(x: float, y: float) -> tuple[float, float]:
        return left + scale * x, top - scale * y

    def path(points: Sequence[tuple[float, float]]) -> str:
        return "M" + "L".join(f"{px:.1f} {py:.1f}" for px, py in (at(x, y) for x, y in points))

    parts = [f'<path d="{path(line)}" fill="none" stroke="{STREET}" stroke-width="4"/>' for line in case.streets]
    for a in case.assets:
        if "area" in a:
            parts.append(f'<path d="{path(a["area"])}Z" fill="{CATEGORIES[2]}" fill-opacity="0.18" stroke="{CATEGORIES[2]}"/>')
        elif "line" in a:
            parts.append(f'<path d="{path(a["line"])}" fill="none" stroke="{MUTED}" stroke-width="2.5"/>')
    for x, y, number in case.people:
        px, py = at(x, y)
        parts.append(f'<circle cx="{px:.1f}" cy="{py:.1f}" r="9" fill="{RULE}" fill-opacity="0.6"/><text x="{px:.1f}" y="{py + 20:.1f}" font-size="9" text-anchor="middle">{number:,.0f}명</text>')
    for n, a in reversed([*enumerate(case.assets)]):
        if "x" not in a or "line" in a or "area" in a:
            continue
        px, py = at(a["x"], a["y"])
        own = a["role"] == first.get("role")
        judged = n == 0 or (of_zone and own)
        if reach and scale * reach > 3 and judged:
            parts.append(f'<circle cx="{px:.1f}" cy="{py:.1f}" r="{scale * reach:.1f}" fill="{colour}" fill-opacity="0.07" stroke="{colour}" stroke-dasharray="4 3"/>')
        parts.append(f'<circle cx="{px:.1f}" cy="{py:.1f}" r="5.5" fill="{colour}" stroke="#ffffff"/>' if judged else
                     f'<circle cx="{px:.1f}" cy="{py:.1f}" r="4.5" fill="#ffffff" stroke="{INK}" stroke-width="1.6"/>' if own else
                     f'<rect x="{px - 4.5:.1f}" y="{py - 4.5:.1f}" width="9" height="9" fill="#ffffff" stroke="{INK}" stroke-width="1.6"/>')  # fmt: skip
    clip = f'<clipPath id="{id}"><rect width="{width}" height="{height}"/></clipPath>'
    return f'{clip}<g clip-path="url(#{id})"><rect width="{width}" height="{height}" fill="{RULE}" fill-opacity="0.15"/>{"".join(parts)}</g>'


def _lines(text: str, room_px: float, size: float) -> list[str]:
    """Words in lines that fit; Hangul is one em wide, other letters about half."""
    rows = [""]
    for word in text.split(" "):
        longer = f"{rows[-1]} {word}".strip()
        if rows[-1] and sum(1.0 if ord(c) > 0x2E80 else 0.56 for c in longer) * size > room_px:
            rows.append(word)
        else:
            rows[-1] = longer
    return rows
