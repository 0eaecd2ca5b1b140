"""Maps and charts: what is missing is shown as missing, ids stay apart, the same input gives the same picture."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
import shapely
import vl_convert

from dosi.document.drawing import charts, looks, maps
from dosi.document.render import fonts, pictures

SVG = "{http://www.w3.org/2000/svg}"
SHAPES = [
    maps.Shape("z01", shapely.box(0, 0, 4000, 3000), "행복생활권"),
    maps.Shape("z02", shapely.box(4000, 0, 8000, 3000), "조치원 & <연서>"),
    maps.Shape("z03", shapely.MultiPolygon([shapely.box(0, 3000, 4000, 5000), shapely.box(9000, 3000, 9500, 3500)]), "전의\n12.3%"),
    maps.Shape("z04", shapely.box(4000, 3000, 8000, 5000).difference(shapely.box(5000, 3500, 6000, 4500)), "소정"),
]
VALUES = {"z01": 0.1, "z02": 0.4, "z03": 0.9, "z04": None}
SITES = (maps.PointGroup("설치 위치", ((1000.0, 1000.0), (6000.0, 500.0))), maps.PointGroup("기존 시설", ((2000.0, 4000.0),)))


def percent(value: float) -> str:
    return f"{value * 100:.1f}%"


def a_map(prefix: str = "m1") -> looks.Drawing:
    classes = maps.quantile_classes(VALUES.values(), percent)
    streets = [shapely.LineString([(0, 0), (8000, 5000)])]
    return maps.choropleth(SHAPES, VALUES, classes, prefix=prefix, legend_title="기준 밖 인구 비율", points=SITES, lines=streets)


def texts(drawing: looks.Drawing) -> list[str]:
    return ["".join(e.itertext()) for e in ElementTree.fromstring(drawing.svg).iter(f"{SVG}text")]


def ids(svg: str) -> set[str]:
    return set(re.findall(r'(?<![-\w])id="([^"]+)"', svg))


CHARTS: dict[str, Callable[[str], looks.Drawing]] = {
    "bars": lambda p: charts.bars([charts.Bar("보행 안전", 0.82, "0.820"), charts.Bar("침수", None)], prefix=p, value_title="점수"),
    "stacked": lambda p: charts.stacked_bars(
        [charts.Stack("2025년", "국비", 300.0), charts.Stack("2025년", "시비", 200.0), charts.Stack("2026년", "국비", 100.0)],
        prefix=p, value_title="백만원", totals={"2025년": "500"},
    ),
    "dots": lambda p: charts.dots_with_range([charts.Dot("조치원", 0.4, 0.3, 0.5, "40.0%"), charts.Dot("소정", None)], prefix=p, value_title="비율"),
    "choropleth": a_map,
    "points": lambda p: maps.points_map(SHAPES, SITES, prefix=p),
    "panels": lambda p: maps.panels_map(SHAPES, [("교통", SITES), ("안전", SITES)], prefix=p),
}  # fmt: skip


@pytest.mark.parametrize("kind", CHARTS)
def test_a_drawing_is_well_formed_and_the_same_twice(kind: str) -> None:
    first, second = CHARTS[kind]("a"), CHARTS[kind]("a")
    assert first == second
    root = ElementTree.fromstring(first.svg)
    assert root.tag == f"{SVG}svg"
    assert abs(float(root.get("width", "0")) - first.width_px) < 1
    assert first.height_px > 60
    assert fonts.FAMILY in first.svg


@pytest.mark.parametrize("kind", CHARTS)
def test_ids_of_two_drawings_never_meet(kind: str) -> None:
    one, other = CHARTS[kind]("one").svg, CHARTS[kind]("other").svg
    assert all(i.startswith("one-") for i in ids(one))
    assert not ids(one) & ids(other)
    for target in re.findall(r"url\(#([^)]+)\)", one):
        assert target in ids(one)


def test_a_missing_area_is_hatched_and_named_in_the_legend() -> None:
    drawing = a_map()
    assert re.search(r'fill="url\(#m1-missing\)" data-id="z04"', drawing.svg)
    assert looks.MISSING_LABEL in texts(drawing)
    known = maps.choropleth(SHAPES[:2], VALUES, maps.quantile_classes([0.1, 0.4], percent), prefix="k", legend_title="")
    assert looks.MISSING_LABEL not in texts(known)


def test_a_missing_bar_says_so_and_is_not_drawn_as_zero() -> None:
    assert looks.MISSING_LABEL in texts(CHARTS["bars"]("b"))
    assert looks.MISSING_LABEL in texts(CHARTS["dots"]("d"))


def test_labels_are_all_written_and_escaped() -> None:
    said = " ".join(texts(a_map()))
    for words in ("행복생활권", "조치원 & <연서>", "전의", "소정", "기준 밖 인구 비율", "설치 위치", "N"):
        assert words in said


def test_quantile_classes_hold_about_equally_many_and_say_their_range() -> None:
    classes = maps.quantile_classes([float(n) for n in range(1, 11)], "{:.0f}".format)
    assert classes.labels == ("1 – 2", "3 – 4", "5 – 6", "7 – 8", "9 – 10")
    assert [classes.of(v) for v in (1.0, 2.0, 2.5, 10.0, 99.0)] == [0, 0, 1, 4, 4]


def test_equal_values_make_one_class_and_no_values_make_none() -> None:
    assert maps.quantile_classes([0.5, 0.5, None], percent).labels == ("50.0%",)
    assert maps.quantile_classes([None, float("nan")], percent).labels == ()
    nothing = maps.choropleth(SHAPES, {}, maps.quantile_classes([], percent), prefix="n", legend_title="")
    assert nothing.svg.count("url(#n-missing)") == len(SHAPES) + 1


def test_holes_and_parts_stay() -> None:
    drawing = a_map()
    parts = {m[2]: m[1].count("M") for m in re.finditer(r'<path d="([^"]*)" fill="[^"]*" data-id="([^"]*)"', drawing.svg)}
    assert parts["z03"] == 2
    assert parts["z04"] == 2
    assert 'fill-rule="evenodd"' in drawing.svg


def test_coordinates_have_one_decimal() -> None:
    for data in re.findall(r' d="([^"]+)"', maps.points_map(SHAPES, (), prefix="c").svg):
        assert not re.search(r"\.\d\d", data)


def test_bars_stand_in_the_given_order() -> None:
    said = texts(charts.bars([charts.Bar("나", 1.0, "1"), charts.Bar("가", 2.0, "2")], prefix="o", value_title=""))
    assert said.index("나") < said.index("가")


def test_a_picture_has_200_dots_to_the_inch() -> None:
    drawing = a_map()
    data = pictures.png(drawing.svg, drawing.width_px, 160)
    assert int.from_bytes(data[16:20], "big") == pytest.approx(160 / 25.4 * 200, abs=2)


def test_hangul_is_drawn_with_our_typeface() -> None:
    """Without Pretendard a box would stand for every syllable, so all syllables would look alike."""
    fonts.register()
    one, other = (
        vl_convert.svg_to_png(
            f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><text y="30" font-size="30" font-family="Pretendard">{s}</text></svg>'
        )
        for s in "가힣"
    )
    assert one != other


def test_typeface_files_are_small_and_licensed() -> None:
    for name in (*fonts.WEB_FONTS, "Pretendard-Regular.otf", "Pretendard-Bold.otf"):
        assert 100_000 < (fonts.FOLDER / name).stat().st_size < 2_000_000
    assert "SIL Open Font License" in (fonts.FOLDER / fonts.LICENCE).read_text(encoding="utf-8")


def _labelled(svg: str) -> list[str]:
    return re.findall(r"<tspan[^>]*>([^<]*)</tspan>", svg)


@pytest.mark.parametrize("side_m", [40.0, 400.0])
def test_names_without_room_become_numbers_with_a_key_and_nothing_overlaps(side_m: float) -> None:
    """39 areas in a city 20 km wide: where they huddle, names give way to numbers; every area is named once either way."""
    huddled = [maps.Shape(f"z{n}", shapely.box(n % 7 * side_m, n // 7 * side_m, (n % 7 + 1) * side_m, (n // 7 + 1) * side_m), f"긴 이름 생활권 {n}") for n in range(38)]
    shapes = [*huddled, maps.Shape("wide", shapely.box(8_000, 0, 20_000, 8_000), "넓은 생활권")]
    drawing = maps.choropleth(shapes, {s.id: 1.0 for s in shapes}, maps.Classes((1.0,), ("1",)), prefix="t", legend_title="값", height_px=340)
    assert set(_labelled(drawing.svg)) <= {str(n) for n in range(1, 40)}
    for shape in shapes:
        assert drawing.svg.count(f">{shape.label}</text>") == 1
    sheet = maps._Sheet.fit(shapes, 720, True, (260, 340))
    found = maps._placed(sheet, [(s, str(n)) for n, s in enumerate(shapes, start=1)], [], 11.5)
    boxes = [(cx, cy, *maps._label_size(str(n), 11.5)) for n, s in enumerate(shapes, start=1) if s.id in found for _, _, cx, cy in [found[s.id]]]
    for at, (x, y, w, h) in enumerate(boxes):
        assert not [b for b in boxes[:at] if abs(b[0] - x) < (w + b[2]) / 2 and abs(b[1] - y) < (h + b[3]) / 2]


def test_names_that_have_room_stay_names() -> None:
    shapes = [maps.Shape(f"z{n}", shapely.box(n * 5_000, 0, n * 5_000 + 5_000, 6_000), f"{n}동") for n in range(4)]
    drawing = maps.choropleth(shapes, {}, maps.Classes((), ()), prefix="t", legend_title="값")
    assert _labelled(drawing.svg) == [s.label for s in shapes]
