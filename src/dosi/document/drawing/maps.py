"""Maps of the city: areas shaded by class, places as marks, several small maps side by side."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html import escape
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from dosi.document.drawing.looks import CATEGORIES, GROUPS, INK, MISSING_LABEL, MUTED, RULE, SEQUENCE, STREET, WIDTH_PX, Drawing, is_missing
from dosi.document.render import fonts

MARKS = ("circle", "square", "triangle", "diamond")
LEGEND_PX = 178
HEIGHT_LIMITS_PX = (260, 700)
PANEL_HEIGHT_PX, PANEL_LINE_PX = 280, 16
ATLAS_HEIGHT_PX = 196
FEW_PLACES = 80
KEPT = 512
"""drawn outlines that are kept: the same areas are drawn on many maps"""
LED_SHARE = 0.2
"""part of the names that may stand outside their area, at the end of a line"""
KEY_SIZE, KEY_LINE_PX = 11.0, 16.0
GROUPED_SHARE, GROUPED_HEIGHTS_PX = 0.46, (200, 340)
"""how much of the width the large map takes, and how high it may be"""


@dataclass(frozen=True)
class Shape:
    """An area of a map: geometry in projected metres; the label may run over lines."""

    id: str
    geometry: BaseGeometry
    label: str = ""


@dataclass(frozen=True)
class PointGroup:
    """Places of one category: a legend label and positions in projected metres."""

    label: str
    positions: tuple[tuple[float, float], ...]
    radius_px: float = 4.5


@dataclass(frozen=True)
class Grouping:
    """Areas in groups: the group of each area, the groups' centres in projected metres, and the names of the groups."""

    title: str
    group_of: Mapping[str, str]
    centres: Sequence[tuple[float, float]]
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Classes:
    """Classes of a map: the upper bound of each, ascending, and its legend label."""

    bounds: tuple[float, ...]
    labels: tuple[str, ...]

    def of(self, value: float) -> int:
        """The class of a value; above the last bound is still the last class."""
        return min(int(np.searchsorted(self.bounds, value, side="left")), len(self.bounds) - 1)


def quantile_classes(values: Iterable[float | None], write: Callable[[float], str], number: int = 5) -> Classes:
    """Classes with about equally many areas each, labelled with the smallest and largest value in them."""
    known = np.sort(np.array([v for v in values if not is_missing(v)], dtype=float))
    if known.size == 0:
        return Classes((), ())
    steps = [(i + 1) / number for i in range(number)]
    bounds = np.unique(np.quantile(known, steps, method="inverted_cdf"))
    labels = []
    below = -math.inf
    for bound in bounds:
        members = known[(known > below) & (known <= bound)]
        low, high = write(float(members[0])), write(float(members[-1]))
        labels.append(low if low == high else f"{low} – {high}")
        below = float(bound)
    return Classes(tuple(float(b) for b in bounds), tuple(labels))


def choropleth(
    shapes: Sequence[Shape],
    values: Mapping[str, float | None],
    classes: Classes,
    *,
    prefix: str,
    legend_title: str,
    points: Sequence[PointGroup] = (),
    lines: Sequence[BaseGeometry] = (),
    colours: Sequence[str] = SEQUENCE,
    missing_label: str = MISSING_LABEL,
    width_px: int = WIDTH_PX,
    height_px: int = HEIGHT_LIMITS_PX[1],
    marked: str = "",
) -> Drawing:
    """Draw areas shaded by class, with places and streets over them, for a reader of the plan; the map is at most `height_px` tall.

    The area `marked` has a strong line around it. An area without a value is hatched and named in the legend, never shaded as if it were zero.
    """
    shades = _shades(colours, len(classes.bounds))
    hatch = f"url(#{prefix}-missing)"
    known = {shape.id: values.get(shape.id) for shape in shapes}
    missing = [key for key, value in known.items() if is_missing(value)]
    sheet = _Sheet.fit(shapes, width_px, True, (min(HEIGHT_LIMITS_PX[0], height_px), height_px))
    parts = [_hatch(prefix)]
    for shape in shapes:
        value = known[shape.id]
        fill = hatch if is_missing(value) else shades[classes.of(float(value))]  # type: ignore[arg-type]
        parts.append(f'<path d="{sheet.path(shape.geometry)}" fill="{fill}" data-id="{escape(shape.id)}"/>')
    entries = [("box", shade, label) for shade, label in zip(shades, classes.labels, strict=True)]
    if missing:
        entries.append(("box", hatch, missing_label))
    body = [
        _group(parts, 'stroke="#ffffff" stroke-width="0.9" stroke-linejoin="round" fill-rule="evenodd"'),
        _streets(sheet, lines, "#ffffff", 0.55),
        _outline(sheet, shapes),
        *(f'<path d="{sheet.path(s.geometry)}" fill="none" stroke="{CATEGORIES[0]}" stroke-width="2.6" stroke-linejoin="round"/>' for s in shapes if s.id == marked),
    ]
    return _finish(sheet, shapes, body, legend_title, entries, points)


def points_map(
    shapes: Sequence[Shape],
    points: Sequence[PointGroup],
    *,
    prefix: str,
    legend_title: str = "",
    lines: Sequence[BaseGeometry] = (),
    width_px: int = WIDTH_PX,
) -> Drawing:
    """Draw places by category over the outlines of the areas, for a reader of the plan."""
    sheet = _Sheet.fit(shapes, width_px, bool(points or legend_title))
    fills = [f'<path d="{sheet.path(shape.geometry)}" data-id="{escape(shape.id)}"/>' for shape in shapes]
    body = [
        _group(fills, f'id="{prefix}-areas" fill="#f3f5f6" stroke="{RULE}" stroke-width="0.7" fill-rule="evenodd"'),
        _streets(sheet, lines, STREET, 0.9),
        _outline(sheet, shapes),
    ]
    return _finish(sheet, shapes, body, legend_title, [], points)


@dataclass(frozen=True)
class Dots:
    """Many places drawn as one path: positions in projected metres, colour, filled or a ring, and what scripts find it by."""

    positions: np.ndarray
    colour: str
    ring: bool = False
    about: Mapping[str, str] = field(default_factory=dict)


def dots_map(shapes: Sequence[Shape], dots: Sequence[Dots], *, prefix: str, width_px: int = WIDTH_PX, dot_px: float = 5.0) -> tuple[Drawing, list[np.ndarray]]:
    """Draw thousands of places over the outlines of the areas, for a page: each group is one path of round ends, so that it stays small; and where each place falls, in pixels."""
    sheet = _Sheet.fit(shapes, width_px, False, (200, 1000))
    fills = [f'<path d="{sheet.path(shape.geometry)}" data-id="{escape(shape.id)}"/>' for shape in shapes]
    spots = [sheet.place(one.positions) if len(one.positions) else np.empty((0, 2)) for one in dots]
    marks = []
    for one, at in zip(dots, spots, strict=True):
        path = "".join(f"M{x:.1f} {y:.1f}h0" for x, y in np.unique(at, axis=0))
        about = "".join(f' data-{name}="{escape(value)}"' for name, value in one.about.items())
        inside = f'<path d="{path}" stroke="#ffffff" stroke-width="{dot_px - 2.4:.1f}"/>' if one.ring else ""
        marks.append(f'<g{about}><path d="{path}" stroke="{one.colour}" stroke-width="{dot_px:.1f}"/>{inside}</g>')
    body = [_group(fills, f'id="{prefix}-areas" fill="#f3f5f6" stroke="{RULE}" stroke-width="0.7" fill-rule="evenodd"'), _outline(sheet, shapes),
            _group(marks, f'id="{prefix}-dots" fill="none" stroke-linecap="round"')]  # fmt: skip
    return _finish(sheet, shapes, body, "", [], []), spots


def panels_map(shapes: Sequence[Shape], panels: Sequence[tuple[str, Sequence[PointGroup]]], *, prefix: str, columns: int = 4, width_px: int = WIDTH_PX) -> Drawing:
    """Draw small maps side by side, one per panel (title, its categories of places), each with its own legend below."""
    wide = width_px / columns
    small = _Sheet.fit(shapes, round(wide), False, (100, PANEL_HEIGHT_PX))
    fills = "".join(f'<path d="{small.path(shape.geometry)}"/>' for shape in shapes)
    ground = _group([fills, _outline(small, shapes)], f'id="{prefix}-ground" fill="#f3f5f6" stroke="{RULE}" stroke-width="0.6" fill-rule="evenodd"')
    made, top = [f"<defs>{ground}</defs>"], 0.0
    for row in range(0, len(panels), columns):
        held = panels[row : row + columns]
        for at, (title, points) in enumerate(held):
            head = f'<text x="10" y="16" font-size="12.5" font-weight="700" fill="{INK}">{escape(title)}</text>'
            inner = _group([f'<use href="#{prefix}-ground"/>', _points(small, points)], 'transform="translate(0 18)"')
            made.append(_group([head, inner, _panel_legend(points, small.height_px + 18)], f'transform="translate({wide * at:.1f} {top:.1f})"'))
        top += 18 + small.height_px + PANEL_LINE_PX * max(len(points) for _, points in held) + 16
    return Drawing(_svg(width_px, math.ceil(top), made), width_px, math.ceil(top))


def shaded_panels(
    shapes: Sequence[Shape], panels: Sequence[tuple[str, Mapping[str, float | None]]], classes: Classes, *, prefix: str, legend_title: str, columns: int = 5, width_px: int = WIDTH_PX
) -> Drawing:
    """Draw the same areas once per panel (title, values), small, side by side, all shaded by the same classes, with one legend below."""
    shades, hatch, wide = _shades(SEQUENCE, len(classes.bounds)), f"url(#{prefix}-missing)", width_px / columns
    small = _Sheet.fit(shapes, round(wide), False, (100, ATLAS_HEIGHT_PX))
    areas = "".join(f'<path id="{prefix}-{at}" d="{small.path(s.geometry)}"/>' for at, s in enumerate(shapes))
    made, top = [_hatch(prefix), f"<defs>{areas}</defs>"], 0.0
    for row in range(0, len(panels), columns):
        for at, (title, values) in enumerate(panels[row : row + columns]):
            fills = [hatch if is_missing(value := values.get(s.id)) else shades[classes.of(float(value))] for s in shapes]  # type: ignore[arg-type]
            drawn = [f'<use href="#{prefix}-{n}" fill="{fill}"/>' for n, fill in enumerate(fills)]
            head = f'<text x="{wide / 2:.1f}" y="13" font-size="11" font-weight="700" text-anchor="middle" fill="{INK}">{escape(title)}</text>'
            inner = _group([_group(drawn, 'stroke="#ffffff" stroke-width="0.6" stroke-linejoin="round" fill-rule="evenodd"'), _outline(small, shapes)], 'transform="translate(0 14)"')
            made.append(_group([head, inner], f'transform="translate({wide * at:.1f} {top:.1f})"'))
        top += 14 + small.height_px
    x = 10.0
    made.append(f'<text x="{x:.1f}" y="{top + 15:.1f}" font-size="11.5" font-weight="700" fill="{INK}">{escape(legend_title)}</text>')
    x += 12.0 * len(legend_title) + 6
    for fill, label in [*zip(shades, classes.labels, strict=True), *([(hatch, MISSING_LABEL)] if any(is_missing(v.get(s.id)) for _, v in panels for s in shapes) else [])]:
        made.append(f'<rect x="{x:.1f}" y="{top + 5:.1f}" width="20" height="12" fill="{fill}" stroke="{RULE}" stroke-width="0.6"/>')
        made.append(f'<text x="{x + 25:.1f}" y="{top + 15:.1f}" font-size="11.5" fill="{INK}">{escape(label)}</text>')
        x += 34 + 6.4 * len(label)
    height = math.ceil(top + 26)
    return Drawing(_svg(width_px, height, made), width_px, height)


def grouped_map(shapes: Sequence[Shape], main: Grouping, others: Sequence[Grouping], *, prefix: str, legend_title: str, mark_label: str, width_px: int = WIDTH_PX) -> Drawing:
    """Draw areas coloured by the group they belong to: one grouping large and named, others small beside it with the same colours.

    `main.names` label the groups in the legend; a group of the others that the main one does not have takes a colour of its own.
    """
    order = dict.fromkeys([*main.group_of.values(), *(g for other in others for g in other.group_of.values())])
    fill_of = {group: GROUPS[at % len(GROUPS)] for at, group in enumerate(order)}
    left = round(width_px * (GROUPED_SHARE if others else 0.7))
    sheet = _Sheet.fit(shapes, left, False, GROUPED_HEIGHTS_PX)
    marks = [PointGroup(mark_label, tuple(main.centres))]
    labels, numbers = _labels(sheet, shapes, marks, 10.5)
    drawn = _group([_grouped(sheet, shapes, main, fill_of), _points(sheet, marks), labels, _scale_and_north(sheet, sheet.height_px)],
                   f'id="{prefix}-main"')  # fmt: skip
    entries = [("box", fill_of[group], name) for group, name in main.names.items()]
    legend, y = _legend(_Sheet(0, 0, 1, 0, 0, width_px, 0, left), legend_title, entries, marks)
    made = [drawn, legend]
    if others:
        wide = (width_px - left - 12) / len(others)
        small = _Sheet.fit(shapes, round(wide), False, (60, max(120, round(sheet.height_px - y - 30))))
        for at, other in enumerate(others):
            head = f'<text x="{wide / 2:.1f}" y="12" font-size="11.5" font-weight="700" text-anchor="middle" fill="{INK}">{escape(other.title)}</text>'
            inner = _group([_grouped(small, shapes, other, fill_of), _points(small, [PointGroup("", tuple(other.centres), 2.8)])], 'transform="translate(0 18)"')
            made.append(_group([head, inner], f'transform="translate({left + 12 + wide * at:.1f} {y + 8:.1f})"'))
        y += 26 + small.height_px
    key, end = _key(replace(sheet, width_px=width_px), numbers, max(sheet.height_px, y))
    height = math.ceil(end)
    return Drawing(_svg(width_px, height, [*made, key]), width_px, height)


def _grouped(sheet: _Sheet, shapes: Sequence[Shape], grouping: Grouping, fill_of: Mapping[str, str]) -> str:
    """Areas in the colour of their group, thin lines between them and strong ones around each group."""
    areas = [f'<path d="{sheet.path(s.geometry)}" fill="{fill_of[grouping.group_of[s.id]]}" data-id="{escape(s.id)}"/>' for s in shapes if s.id in grouping.group_of]
    edges = []
    for group in dict.fromkeys(grouping.group_of.values()):
        whole = shapely.union_all([s.geometry for s in shapes if grouping.group_of.get(s.id) == group], grid_size=1.0)
        edges.append(f'<path d="{sheet.path(whole)}"/>')
    return _group(areas, 'stroke="#ffffff" stroke-width="0.9" stroke-linejoin="round" fill-rule="evenodd"') + _group(
        edges, f'fill="none" stroke="{INK}" stroke-width="1.3" stroke-linejoin="round"')  # fmt: skip


def _panel_legend(points: Sequence[PointGroup], top: float) -> str:
    made = []
    for at, group in enumerate(points):
        y = top + PANEL_LINE_PX * at
        made.append(f'<g fill="{CATEGORIES[at % len(CATEGORIES)]}">{_mark(MARKS[at % len(MARKS)], 16, y, 4)}</g>')
        made.append(f'<text x="26" y="{y + 4:.1f}" font-size="10.5" fill="{INK}">{escape(group.label)}</text>')
    return "".join(made)


@dataclass(frozen=True)
class _Sheet:
    """Where metres fall on the paper."""

    west: float
    north: float
    metres_per_px: float
    left: float
    top: float
    width_px: int
    height_px: int
    map_width_px: float

    @classmethod
    def fit(cls, shapes: Sequence[Shape], width_px: int, has_legend: bool, heights_px: tuple[int, int] = HEIGHT_LIMITS_PX) -> _Sheet:
        """Fit the shapes into a sheet, with room at the right for a legend where there is one."""
        west, south, east, north = shapely.total_bounds([shape.geometry for shape in shapes])
        room, margin, foot = width_px - (LEGEND_PX if has_legend else 0), 8.0, 34.0
        scale = max((east - west) / (room - 2 * margin), (north - south) / (heights_px[1] - margin - foot))
        height = max(heights_px[0], math.ceil((north - south) / scale + margin + foot))
        left = (room - (east - west) / scale) / 2
        top = margin + (height - margin - foot - (north - south) / scale) / 2
        return cls(float(west), float(north), float(scale), float(left), float(top), width_px, height, room)

    def place(self, xy: Any) -> Any:
        """Positions in pixels of positions in metres."""
        xy = np.asarray(xy, dtype=float)
        x = (xy[:, 0] - self.west) / self.metres_per_px + self.left
        y = (self.north - xy[:, 1]) / self.metres_per_px + self.top
        return np.column_stack([x, y]).round(1)

    def path(self, geometry: BaseGeometry) -> str:
        """The path data of a geometry, to a tenth of a pixel, points that fall together once."""
        return _path(self, geometry)

    def _path(self, geometry: BaseGeometry) -> str:
        found: list[str] = []
        for part in shapely.get_parts(geometry):
            if part.is_empty:
                continue
            closed = part.geom_type == "Polygon"
            for ring in [part.exterior, *part.interiors] if closed else [part]:
                spots = self.place(shapely.get_coordinates(ring))
                keep = np.ones(len(spots), dtype=bool)
                keep[1:] = (spots[1:] != spots[:-1]).any(axis=1)
                words = [f"{x:.1f} {y:.1f}" for x, y in spots[keep]]
                if closed:
                    words = words[:-1] if len(words) > 1 and words[0] == words[-1] else words
                if len(words) > (2 if closed else 1):
                    found.append("M" + "L".join(words) + ("Z" if closed else ""))
        return "".join(found)


@lru_cache(maxsize=KEPT)
def _path(sheet: _Sheet, geometry: BaseGeometry) -> str:
    return sheet._path(geometry)


def _shades(colours: Sequence[str], number: int) -> list[str]:
    """As many shades as classes, spread over the sequence so that few classes still differ."""
    if number == 0:
        return []
    if number == 1:
        return [colours[len(colours) // 2]]
    return [colours[round(i * (len(colours) - 1) / (number - 1))] for i in range(number)]


def _hatch(prefix: str) -> str:
    return (
        f'<defs><pattern id="{prefix}-missing" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="6" height="6" fill="#f4f4f4"/>'
        '<rect width="1.6" height="6" fill="#b3b9be"/></pattern></defs>'
    )


def _group(parts: Iterable[str], attributes: str) -> str:
    return f"<g {attributes}>{''.join(parts)}</g>"


def _streets(sheet: _Sheet, lines: Sequence[BaseGeometry], colour: str, opacity: float) -> str:
    data = "".join(sheet.path(line) for line in lines)
    if not data:
        return ""
    return f'<path d="{data}" fill="none" stroke="{colour}" stroke-width="0.7" stroke-opacity="{opacity}"/>'


def _outline(sheet: _Sheet, shapes: Sequence[Shape]) -> str:
    """The outer edge of all areas together, a little stronger than the lines between them."""
    return _outline_of(sheet, tuple(shapes))


@lru_cache(maxsize=KEPT)
def _outline_of(sheet: _Sheet, shapes: tuple[Shape, ...]) -> str:
    whole = shapely.union_all([shapely.buffer(s.geometry, sheet.metres_per_px / 2, quad_segs=1) for s in shapes])
    parts = [part for part in shapely.get_parts(whole) if part.area > (3 * sheet.metres_per_px) ** 2]
    edges = [shapely.LineString(part.exterior.coords) for part in parts if part.geom_type == "Polygon"]
    data = "".join(sheet.path(shapely.simplify(edge, sheet.metres_per_px / 2)) for edge in edges)
    return f'<path d="{data}" fill="none" stroke="{MUTED}" stroke-width="1.1" stroke-linejoin="round"/>'


def _mark(kind: str, x: float, y: float, r: float) -> str:
    if kind == "square":
        side = r * 1.8
        return f'<rect x="{x - side / 2:.1f}" y="{y - side / 2:.1f}" width="{side:.1f}" height="{side:.1f}"/>'
    if kind == "triangle":
        return f'<path d="M{x:.1f} {y - r * 1.2:.1f}L{x + r * 1.1:.1f} {y + r * 0.8:.1f}L{x - r * 1.1:.1f} {y + r * 0.8:.1f}Z"/>'
    if kind == "diamond":
        d = r * 1.25
        return f'<path d="M{x:.1f} {y - d:.1f}L{x + d:.1f} {y:.1f}L{x:.1f} {y + d:.1f}L{x - d:.1f} {y:.1f}Z"/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:g}"/>'


def _points(sheet: _Sheet, points: Sequence[PointGroup]) -> str:
    groups = []
    for at, group in enumerate(points):
        if not group.positions:
            continue
        kind = MARKS[at % len(MARKS)]
        marks = [_mark(kind, float(x), float(y), group.radius_px) for x, y in sheet.place(group.positions)]
        colour = CATEGORIES[at % len(CATEGORIES)]
        groups.append(_group(marks, f'fill="{colour}" stroke="#ffffff" stroke-width="1"'))
    return "".join(groups)


def _text_width(text: str, size: float) -> float:
    """About how wide a text runs: Hangul nearly square, Latin and digits a little over half."""
    return sum(0.88 if ord(sign) > 0x2E7F else 0.3 if sign in " .,:;|·" else 0.58 for sign in text) * size


@lru_cache(maxsize=KEPT)
def _anchor(geometry: BaseGeometry) -> tuple[float, float]:
    """The roomiest spot of an area's largest part, where its label stands."""
    part = max(shapely.get_parts(geometry), key=lambda p: p.area)
    west, south, east, north = part.bounds
    try:
        spot = shapely.maximum_inscribed_circle(part, tolerance=max(east - west, north - south) / 100).coords[0]
    except shapely.errors.GEOSException:
        spot = part.representative_point().coords[0]
    return float(spot[0]), float(spot[1])


def _free_spots(width: float, height: float) -> Iterable[tuple[float, float]]:
    """Where to try a label: on its spot, then around it, ever farther out."""
    yield 0.0, 0.0
    for ring in range(1, 9):
        for step in range(12):
            turn = 2 * math.pi * step / 12
            yield math.sin(turn) * (width * 0.35 + 9) * ring * 0.55, -math.cos(turn) * (height * 0.5 + 6) * ring * 0.55


def _placed(sheet: _Sheet, labels: Sequence[tuple[Shape, str]], points: Sequence[PointGroup], size: float) -> dict[str, tuple[float, float, float, float]]:
    """Where each label stands so that it covers no other, nor a place while places are few: its area's spot and its own, in pixels, by area.

    Large areas first; a label for which there is no room has no place.
    """
    taken: list[tuple[float, float, float, float]] = []
    spots = [(*xy, group.radius_px) for group in points if group.positions for xy in sheet.place(group.positions)]
    if len(spots) <= FEW_PLACES:
        taken += [(float(x) - r, float(y) - r, float(x) + r, float(y) + r) for x, y, r in spots]
    found: dict[str, tuple[float, float, float, float]] = {}
    for shape, words in sorted(labels, key=lambda s: (-s[0].geometry.area, s[0].id)):
        width, height = _label_size(words, size)
        ((x, y),) = sheet.place([_anchor(shape.geometry)])
        for dx, dy in _free_spots(width, height):
            box = (x + dx - width / 2, y + dy - height / 2, x + dx + width / 2, y + dy + height / 2)
            inside = box[0] >= 0 and box[1] >= 0 and box[2] <= sheet.map_width_px and box[3] <= sheet.height_px - 30
            if inside and not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
                found[shape.id] = (float(x), float(y), float(x + dx), float(y + dy))
                taken.append(box)
                break
    return found


def _label_size(words: str, size: float) -> tuple[float, float]:
    rows = words.split("\n")
    return max(_text_width(row, size) for row in rows) + 7, len(rows) * size * 1.2 + 2


def _labels(sheet: _Sheet, shapes: Sequence[Shape], points: Sequence[PointGroup], size: float = 11.5) -> tuple[str, list[tuple[str, str]]]:
    """The areas' names on the map; where they have no room beside each other, numbers, with the key of numbers and names.

    A label outside its own area gets a leader line; more than a few such lines are a tangle, and numbers read better.
    """
    named = [(s, s.label) for s in shapes if s.label]
    found = _placed(sheet, named, points, size)
    led = [s for s, _ in named if s.id in found and _beside(sheet, s, found[s.id])]
    if len(found) == len(named) and len(led) <= max(1, LED_SHARE * len(named)):
        return _written(sheet, named, found, size), []
    numbered = [(s, str(no)) for no, (s, _) in enumerate(named, start=1)]
    return _written(sheet, numbered, _placed(sheet, numbered, points, size), size), [(no, s.label.replace("\n", " ")) for s, no in numbered]


def _beside(sheet: _Sheet, shape: Shape, spot: tuple[float, float, float, float]) -> bool:
    """Whether a label stands outside its own area."""
    return not shapely.contains_xy(shape.geometry, sheet.west + (spot[2] - sheet.left) * sheet.metres_per_px, sheet.north - (spot[3] - sheet.top) * sheet.metres_per_px)


def _written(sheet: _Sheet, labels: Sequence[tuple[Shape, str]], found: Mapping[str, tuple[float, float, float, float]], size: float) -> str:
    leaders, words = [], []
    for shape, label in labels:
        if shape.id not in found:
            continue
        rows = label.split("\n")
        x, y, cx, cy = found[shape.id]
        if _beside(sheet, shape, found[shape.id]):
            leaders.append(f'<path d="M{x:.1f} {y:.1f}L{cx:.1f} {cy:.1f}"/><circle cx="{x:.1f}" cy="{y:.1f}" r="1.4"/>')
        first = cy - (len(rows) - 1) * size * 0.6 + size * 0.36
        lines = "".join(f'<tspan x="{cx:.1f}" y="{first + at * size * 1.2:.1f}">{escape(row)}</tspan>' for at, row in enumerate(rows))
        words.append(f"<text>{lines}</text>")
    return _group(leaders, f'fill="{INK}" stroke="{INK}" stroke-width="0.6"') + _group(
        words,
        f'font-size="{size:g}" font-weight="700" text-anchor="middle" fill="{INK}" stroke="#ffffff" '
        'stroke-width="3" stroke-linejoin="round" stroke-opacity="0.88" paint-order="stroke"',
    )


def _key(sheet: _Sheet, key: Sequence[tuple[str, str]], top: float) -> tuple[str, float]:
    """The key of numbers and names, in columns under the map, and the height where it ends."""
    if not key:
        return "", top
    wide = max(_text_width(name, KEY_SIZE) for _, name in key) + 34
    columns = max(1, min(len(key), int((sheet.width_px - 20) // wide)))
    deep = math.ceil(len(key) / columns)
    made = []
    for at, (no, name) in enumerate(key):
        x, y = 10 + (at // deep) * (sheet.width_px - 20) / columns, top + (at % deep) * KEY_LINE_PX + KEY_SIZE
        made.append(f'<text x="{x + 16:.1f}" y="{y:.1f}" text-anchor="end" font-weight="700">{no}</text><text x="{x + 22:.1f}" y="{y:.1f}">{escape(name)}</text>')
    return _group(made, f'font-size="{KEY_SIZE:g}" fill="{INK}"'), top + deep * KEY_LINE_PX + 8


def _wrap(text: str, size: float, room: float) -> list[str]:
    """Break a legend text at its spaces so that it fits the legend's width."""
    rows = [""]
    for word in text.split(" "):
        longer = f"{rows[-1]} {word}".strip()
        if rows[-1] and _text_width(longer, size) > room:
            rows.append(word)
        else:
            rows[-1] = longer
    return rows


def _legend(sheet: _Sheet, title: str, boxes: Sequence[tuple[str, str, str]], points: Sequence[PointGroup]) -> tuple[str, float]:
    """The legend at the right and the height it needs."""
    x, y, size = sheet.map_width_px + 12, 14.0, 12.0
    parts: list[str] = []
    for row in _wrap(title, 12.5, LEGEND_PX - 14) if title else []:
        y += 4
        parts.append(f'<text x="{x:.1f}" y="{y + 6:.1f}" font-size="12.5" font-weight="700">{escape(row)}</text>')
        y += 12
    y += 6 if title else 0
    marks = [(MARKS[at % len(MARKS)], CATEGORIES[at % len(CATEGORIES)], group.label) for at, group in enumerate(points)]
    for at, (kind, fill, label) in enumerate([*boxes, *marks]):
        if boxes and marks and at == len(boxes):
            y += 8
        if kind == "box":
            parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="24" height="14" fill="{fill}" stroke="{RULE}" stroke-width="0.6"/>')
        else:
            parts.append(_group([_mark(kind, x + 12, y + 7, 5)], f'fill="{fill}" stroke="#ffffff" stroke-width="1"'))
        for row in _wrap(label, size, LEGEND_PX - 46):
            parts.append(f'<text x="{x + 32:.1f}" y="{y + 11.3:.1f}">{escape(row)}</text>')
            y += 15
        y += 5
    return _group(parts, f'font-size="{size:g}" fill="{INK}"'), y + 8


def _scale_and_north(sheet: _Sheet, height: int) -> str:
    """A scale bar of a round length and a north arrow."""
    target = 110 * sheet.metres_per_px
    base = 10 ** math.floor(math.log10(target))
    metres = max(step * base for step in (1, 2, 5) if step * base <= target)
    length = metres / sheet.metres_per_px
    name = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"
    x, y = 10.0, height - 12.0
    north_x = sheet.map_width_px - 16
    return (
        f'<g font-size="11" fill="{INK}"><path d="M{x} {y - 5:.1f}V{y:.1f}H{x + length:.1f}V{y - 5:.1f}" fill="none" '
        f'stroke="{INK}" stroke-width="1.2"/><text x="{x + length / 2:.1f}" y="{y - 6:.1f}" text-anchor="middle">{name}</text>'
        f'<path d="M{north_x:.1f} 20L{north_x + 5.5:.1f} 37L{north_x:.1f} 33L{north_x - 5.5:.1f} 37Z"/>'
        f'<text x="{north_x:.1f}" y="16" text-anchor="middle" font-weight="700">N</text></g>'
    )


def _finish(
    sheet: _Sheet,
    shapes: Sequence[Shape],
    body: Sequence[str],
    title: str,
    boxes: Sequence[tuple[str, str, str]],
    points: Sequence[PointGroup],
) -> Drawing:
    legend, needed = _legend(sheet, title, boxes, points)
    drawn = max(sheet.height_px, math.ceil(needed))
    labels, numbers = _labels(sheet, shapes, points)
    key, end = _key(sheet, numbers, drawn + 6)
    height = math.ceil(end) if numbers else drawn
    inner = [*body, _points(sheet, points), labels, legend, _scale_and_north(sheet, drawn), key]
    return Drawing(_svg(sheet.width_px, height, inner), sheet.width_px, height)


def _svg(width_px: int, height_px: int, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width_px}" height="{height_px}" '
        f'viewBox="0 0 {width_px} {height_px}" font-family="{fonts.FAMILY}, sans-serif">{"".join(parts)}</svg>'
    )
