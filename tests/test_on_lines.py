"""Which line a place is beside, and how far along it: against every line looked at one by one."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as some

from dosi.infrastructure.standards import on_lines
from dosi.infrastructure.standards.on_lines import nearest_on

corners = some.tuples(some.integers(-30, 30), some.integers(-30, 30))
strings = some.lists(corners, min_size=2, max_size=6, unique=True).map(shapely.LineString)
lines_of_a_city = some.lists(strings | some.tuples(strings, strings).map(lambda two: shapely.MultiLineString([*two])), min_size=0, max_size=6)


@given(lines_of_a_city, some.lists(corners, max_size=12), some.floats(0.5, 60.0))
def test_every_place_gets_its_nearest_line_and_the_foot_on_it(lines: list, spots: list, within_m: float) -> None:
    drawn, xy = np.array(lines, dtype=object), np.array(spots, float).reshape(-1, 2) / 1.7
    place, line, along = nearest_on(xy, drawn, within_m)
    away = np.array([[shapely.distance(shapely.Point(at), one) for one in lines] for at in xy]).reshape(len(xy), len(lines))
    least = away.min(axis=1, initial=np.inf)
    assert place.tolist() == np.flatnonzero(least <= within_m).tolist()
    for p, found, metres in zip(place, line, along, strict=True):
        assert away[p, found] == pytest.approx(least[p], abs=1e-9) and not (away[p, :found] < least[p] - 1e-9).any()
        parts = shapely.get_parts(lines[found])
        before = np.cumsum([0.0, *shapely.length(parts)])
        feet = [shapely.line_interpolate_point(part, metres - b) for part, b in zip(parts, before, strict=False) if -1e-9 <= metres - b <= part.length + 1e-9]
        assert min(shapely.distance(shapely.Point(xy[p]), foot) for foot in feet) == pytest.approx(least[p], abs=1e-6)


def test_of_equally_near_lines_the_first_is_taken_and_places_nobody_knows_have_none() -> None:
    lines = np.array([shapely.LineString([(0, 5), (100, 5)]), shapely.LineString([(0, -5), (100, -5)])])
    place, line, along = nearest_on(np.array([[30.0, 0.0], [np.nan, np.nan], [30.0, 10.1]]), lines, 5.0)
    assert (place.tolist(), line.tolist(), along.tolist()) == ([0], [0], [30.0])


def test_a_long_line_is_found_everywhere_along_it_and_in_parts_as_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    line = np.array([shapely.LineString([(0, 0), (40_000, 30_000)])])
    share = np.random.default_rng(3).uniform(0, 1, 500)
    beside = np.column_stack([40_000 * share - 0.6 * 3, 30_000 * share + 0.8 * 3])  # 3 m to the left
    place, _, along = nearest_on(beside, line, 3.5)
    assert len(place) == 500 and along == pytest.approx(50_000 * share, abs=1e-6)
    monkeypatch.setattr(on_lines, "AT_ONCE", 7)
    assert [a.tolist() for a in nearest_on(beside, line, 3.5)] == [place.tolist(), [0] * 500, along.tolist()]
