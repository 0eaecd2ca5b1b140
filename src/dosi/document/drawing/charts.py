"""Charts with axes: bars, stacked bars, dots with their range (Vega-Lite)."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import vl_convert

from dosi.document.drawing.looks import INK, MISSING_LABEL, MUTED, RULE, SEQUENCE, Drawing, is_missing
from dosi.document.render import fonts

VEGA_LITE = "v6.1"
AXIS_FORMAT = ",.6~r"


@dataclass(frozen=True)
class Bar:
    """A bar: label, value and the value as written."""

    label: str
    value: float | None
    text: str = ""


@dataclass(frozen=True)
class Stack:
    """A part of a stacked bar: the bar it stands in, its series, value."""

    label: str
    series: str
    value: float


@dataclass(frozen=True)
class Dot:
    """An estimate with its interval and the words beside it."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    text: str = ""


@dataclass(frozen=True)
class _Chart:
    """The parts of a Vega-Lite specification all charts share."""

    data: list[dict[str, Any]]
    layers: list[dict[str, Any]]
    width: int
    height: int | dict[str, int]
    config: dict[str, Any] = field(default_factory=dict)

    def draw(self, prefix: str) -> Drawing:
        """Draw with Vega-Lite, every id led by the prefix."""
        fonts.register()
        axis = {
            "labelFont": fonts.FAMILY, "titleFont": fonts.FAMILY, "labelFontSize": 12, "titleFontSize": 12,
            "labelColor": INK, "titleColor": MUTED, "titleFontWeight": "normal", "gridColor": "#e3e7ea",
            "domainColor": RULE, "tickColor": RULE, "labelLimit": 230, "titlePadding": 8,
        }  # fmt: skip
        legend = {"labelFont": fonts.FAMILY, "titleFont": fonts.FAMILY, "labelFontSize": 12, "labelColor": INK, "labelLimit": 260}
        specification = {
            "data": {"values": self.data},
            "layer": self.layers,
            "width": self.width,
            "height": self.height,
            "padding": 6,
            "autosize": {"type": "pad", "contains": "padding"},
            "config": {
                "font": fonts.FAMILY,
                "aria": False,
                "background": "transparent",
                "view": {"stroke": None},
                "axis": axis,
                "legend": legend,
                "text": {"font": fonts.FAMILY, "fontSize": 12, "color": INK},
                **self.config,
            },
        }
        svg = vl_convert.vegalite_to_svg(specification, vl_version=VEGA_LITE)
        size = re.search(r'width="([\d.]+)" height="([\d.]+)"', svg)
        if size is None:
            raise ValueError("the chart came back without a size")
        svg = re.sub(r'(?<![-\w])id="', f'id="{prefix}-', svg).replace("url(#", f"url(#{prefix}-").replace('href="#', f'href="#{prefix}-')
        return Drawing(svg, math.ceil(float(size[1])), math.ceil(float(size[2])))


def _by_label(rows: Sequence[Bar] | Sequence[Dot], title: str = "") -> dict[str, Any]:
    return {
        "field": "label", "type": "nominal", "sort": [row.label for row in rows], "title": title or None,
        "axis": {"domain": False, "ticks": False, "labelPadding": 8},
    }  # fmt: skip


def bars(rows: Sequence[Bar], *, prefix: str, value_title: str, width_px: int = 430, colour: str = SEQUENCE[3]) -> Drawing:
    """Draw horizontal bars in the given order, each with its value as written, for a reader who compares them."""
    data = [{"label": r.label, "value": 0 if is_missing(r.value) else r.value, "text": MISSING_LABEL if is_missing(r.value) else r.text} for r in rows]
    y = _by_label(rows)
    x = {"field": "value", "type": "quantitative", "title": value_title, "axis": {"tickCount": 5, "format": AXIS_FORMAT}}
    layers = [
        {"mark": {"type": "bar", "color": colour, "height": {"band": 0.66}}, "encoding": {"x": x, "y": y}},
        {
            "mark": {"type": "text", "align": "left", "dx": 5, "baseline": "middle"},
            "encoding": {"x": x, "y": y, "text": {"field": "text"}},
        },
    ]
    return _Chart(data, layers, width_px, {"step": 27}).draw(prefix)


def stacked_bars(
    rows: Sequence[Stack],
    *,
    prefix: str,
    value_title: str,
    totals: Mapping[str, str] | None = None,
    width_px: int = 520,
    height_px: int = 260,
) -> Drawing:
    """Draw standing bars split by series (money by year and source), totals as written on top, for a reader of the budget."""
    labels, series = list(dict.fromkeys(r.label for r in rows)), list(dict.fromkeys(r.series for r in rows))
    data: list[dict[str, Any]] = [{"label": r.label, "series": r.series, "value": r.value, "order": series.index(r.series)} for r in rows]
    x = {"field": "label", "type": "nominal", "sort": labels, "title": None, "axis": {"labelAngle": 0, "ticks": False, "labelPadding": 6}}
    above = {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleX": -30, "titleY": -14}
    y = {
        "field": "value", "type": "quantitative", "stack": "zero", "title": value_title,
        "axis": {"tickCount": 5, "format": AXIS_FORMAT, "domain": False, "ticks": False, **above},
    }  # fmt: skip
    colour = {
        "field": "series", "type": "nominal", "sort": series, "scale": {"domain": series, "range": _spread(len(series))},
        "legend": {"title": None, "orient": "bottom", "direction": "horizontal", "symbolType": "square", "columns": 4},
    }  # fmt: skip
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "bar", "width": {"band": 0.58}, "stroke": "#ffffff", "strokeWidth": 0.8},
            "encoding": {"x": x, "y": y, "color": colour, "order": {"field": "order"}},
        }
    ]
    if totals:
        tops = [{"label": label, "value": sum(r.value for r in rows if r.label == label), "text": totals[label]} for label in labels if label in totals]
        layers.append(
            {
                "data": {"values": tops},
                "mark": {"type": "text", "dy": -8, "fontWeight": 700},
                "encoding": {"x": x, "y": {"field": "value", "type": "quantitative"}, "text": {"field": "text"}},
            }
        )
    return _Chart(data, layers, width_px, height_px).draw(prefix)


def dots_with_range(rows: Sequence[Dot], *, prefix: str, value_title: str, width_px: int = 430, colour: str = SEQUENCE[4]) -> Drawing:
    """Draw estimates as dots on their intervals, with the words beside, for a reader who asks how certain they are."""
    data = [
        {
            "label": r.label, "value": None if is_missing(r.value) else r.value, "low": r.low, "high": r.high,
            "text": MISSING_LABEL if is_missing(r.value) else r.text, "end": _end(r),
        }
        for r in rows
    ]  # fmt: skip
    y = _by_label(rows)
    y["axis"]["grid"] = True
    low = {"field": "low", "type": "quantitative", "title": value_title, "scale": {"zero": True}, "axis": {"tickCount": 5, "format": AXIS_FORMAT}}
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "rule", "color": SEQUENCE[2], "strokeWidth": 4, "strokeCap": "round"},
            "transform": [{"filter": "isValid(datum.low) && isValid(datum.high)"}],
            "encoding": {"x": low, "x2": {"field": "high"}, "y": y},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 90, "color": colour, "opacity": 1, "stroke": "#ffffff"},
            "transform": [{"filter": "isValid(datum.value)"}],
            "encoding": {"x": {"field": "value", "type": "quantitative"}, "y": y},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 10, "baseline": "middle"},
            "encoding": {"x": {"field": "end", "type": "quantitative"}, "y": y, "text": {"field": "text"}},
        },
    ]
    return _Chart(data, layers, width_px, {"step": 27}).draw(prefix)


def _end(row: Dot) -> float:
    known = [v for v in (row.value, row.low, row.high) if v is not None and not is_missing(v)]
    return max(known, default=0.0)


def _spread(number: int) -> list[str]:
    """Colours for a few sources of money: dark to light where they are many, never red against green."""
    palette = (SEQUENCE[4], "#5aa0c8", "#e69f00", "#8fbf9f", "#8e4585", "#b7bfc5", "#d55e00", "#56b4e9")
    return [palette[at % len(palette)] for at in range(number)]
