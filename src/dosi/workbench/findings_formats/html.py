"""Findings as a page with a map that opens from disk: zones, what is wrong where, and the list beside it."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from dosi.infrastructure.standards.judging import FAIL, STATES
from dosi.workbench.checked import Result

WIDTH_PX = 900
SIMPLIFY_SHARE = 0.0008
"""outlines are simplified to this share of the map's width"""
MOST_MARKS, MOST_VERDICTS = 4000, 2000
MARKS = {("must", "fail"): ("#d55e00", "의무 미달"), ("should", "fail"): ("#e69f00", "권고 미달"), ("must", "cannot_tell"): ("#5c6b76", "의무 확인 불가"), ("should", "cannot_tell"): ("#a9b4bc", "권고 확인 불가")}
STATES_KO = {"pass": "적합", "fail": "미달", "cannot_tell": "확인 불가", "not_applicable": "해당 없음"}
SEVERITY_KO = {"must": "의무", "should": "권고"}
STYLE = """
body{font-family:Pretendard,"Noto Sans KR",sans-serif;color:#1d2830;margin:24px auto;max-width:1200px;padding:0 16px;line-height:1.5}
h1{font-size:22px}h2{font-size:17px;margin-top:28px}table{border-collapse:collapse;width:100%;font-size:13.5px}
th,td{border-bottom:1px solid #c9cfd4;padding:5px 8px;text-align:left;vertical-align:top}th{background:#e6eff5}td.n,th.n{text-align:right}
svg{width:100%;height:auto;max-height:1000px;border:1px solid #c9cfd4}svg circle:target{stroke:#1d2830;stroke-width:4}.key{display:inline-block;width:11px;height:11px;border-radius:6px;margin:0 5px 0 14px}
tr:target{background:#fdf1d6}.muted{color:#5c6b76}a{color:#174f78}
"""


def write(result: Result, folder: Path) -> Path:
    """Map, counts, findings and the first verdicts on one page, without anything fetched."""
    path = folder / "findings.html"
    name = result.city.city.name or result.city.city.title
    worst = result.by_asset
    counts = (("의무 미달", "breaks_must"), ("권고 미달", "breaks_should"), ("확인 불가", "cannot_tell"), ("모두 적합", "keeps_all"), ("묻는 기준 없음", "asked_nothing"))
    body = [
        f"<h1>{escape(name)}: 스마트기반시설 기준 점검</h1><p>{escape(result.city.city.status)}</p>",
        f"<p>자산 {len(result.assets):,}개를 요구사항 {len(result.counts):,}개에 견주었다. 자산마다 가장 나쁜 판정: {', '.join(f'{ko} {worst[key]:,}' for ko, key in counts)}.</p>",
        "".join(f'<p class="muted">읽음 {escape(words)}</p>' for words in result.understood),
        "<h2>어디에 무엇이 모자란가</h2><p>" + "".join(f'<span class="key" style="background:{colour}"></span>{label}' for colour, label in MARKS.values()) + "</p>", _map(result),
        "<h2>생활권</h2>", _zones(result), "<h2>지적 사항</h2><p>요구사항과 생활권마다 한 줄이다. 지도의 동그라미를 누르면 그 줄로 간다.</p>", _findings(result), "<h2>판정</h2>", _verdicts(result),
    ]  # fmt: skip
    path.write_text(f'<!doctype html><html lang="ko"><head><meta charset="utf-8"><title>{escape(name)} 기준 점검</title><meta name="viewport" content="width=device-width"><style>{STYLE}</style></head><body>{"".join(body)}</body></html>\n', encoding="utf-8", newline="\n")
    return path


def _map(result: Result) -> str:
    """Zones, places that fail or cannot be told (the first of each finding's zone when they are many), and a circle per finding as large as its number."""
    shapes = result.city.shapes
    if not shapes:
        return "<p>경계 자료가 없다.</p>"
    west, south, east, north = shapely.total_bounds([*shapes.values()])
    found = [(n, f) for n, f in enumerate(result.findings) if f.x_m is not None and f.y_m is not None]
    if found:  # what lies outside the city is shown as well, as far as a city's width away
        x, y = np.array([f.x_m for _, f in found], dtype=float), np.array([f.y_m for _, f in found], dtype=float)
        far = max(east - west, north - south) / 2
        west, east = min(west, max(x.min(), west - far)), max(east, min(x.max(), east + far))
        south, north = min(south, max(y.min(), south - far)), max(north, min(y.max(), north + far))
    margin = 0.02 * (east - west)
    scale = WIDTH_PX / (east - west + 2 * margin)
    height = scale * (north - south + 2 * margin)

    def at(x: Any, y: Any) -> tuple[Any, Any]:
        return scale * (x - west + margin), height - scale * (y - south + margin)

    parts = []
    for zone, shape in shapes.items():
        simple = shapely.simplify(shape, SIMPLIFY_SHARE * (east - west))
        rings = [r for p in shapely.get_parts(simple) if p.geom_type == "Polygon" for r in (p.exterior, *p.interiors)]
        path = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in np.column_stack(at(*shapely.get_coordinates(r).T))) + "Z" for r in rings)
        cx, cy = at(*shapely.get_coordinates(shapely.point_on_surface(shape))[0])
        parts.append(f'<path d="{path}" fill="#f4f6f8" stroke="#8a98a3"/><text x="{cx:.0f}" y="{cy:.0f}" font-size="13" fill="#5c6b76" text-anchor="middle">{escape(result.zone_title(zone))}</text>')
    rows = result.verdicts(MOST_MARKS)
    rows = rows[rows["state"].isin(["fail", "cannot_tell"]) & rows["x_m"].notna()].drop_duplicates(["x_m", "y_m"])
    x, y = at(rows["x_m"].to_numpy(float), rows["y_m"].to_numpy(float))
    for r, px, py in zip(rows.to_dict("records"), x, y, strict=True):
        parts.append(f'<circle cx="{px:.1f}" cy="{py:.1f}" r="2.6" fill="{MARKS[r["severity"], r["state"]][0]}"><title>{escape(str(r["subject"]))}: {escape(r["because_ko"])}</title></circle>')
    most = max((f.number for _, f in found), default=1)
    for n, f in sorted(found, key=lambda one: (one[1].state == STATES[FAIL], one[1].severity == "must", -one[1].number)):
        px, py = at(f.x_m, f.y_m)
        colour = MARKS[f.severity, f.state][0]
        parts.append(f'<a href="#f{n}"><circle id="m{n}" cx="{px:.1f}" cy="{py:.1f}" r="{5 + 17 * (f.number / most) ** 0.5:.1f}" fill="{colour}" fill-opacity="0.18" stroke="{colour}"><title>{escape(result.sentence(f.standard, f.requirement))} {f.number:,}건</title></circle></a>')
    return f'<svg viewBox="0 0 {WIDTH_PX} {height:.0f}" role="img" aria-label="지적 사항의 지도">{"".join(parts)}</svg>'


def _zones(result: Result) -> str:
    rows = [[result.zone_title(r["zone"]), SEVERITY_KO[r["severity"]], *(f"{r[s]:,}" for s in STATES)] for r in result.by_zone.to_dict("records") if sum(r[s] for s in STATES)]
    return _table([("생활권", ""), ("의무", ""), *((STATES_KO[s], "n") for s in STATES)], rows)


def _findings(result: Result) -> str:
    rows = []
    for n, f in enumerate(result.findings):
        place = f'<a href="#m{n}">x {f.x_m:,.0f}, y {f.y_m:,.0f}</a>' if f.x_m is not None else ""
        rows.append([SEVERITY_KO[f.severity], STATES_KO[f.state], result.zone_title(f.zone), f"{f.number:,}", f"{result.title(f.standard)}: {result.sentence(f.standard, f.requirement)}", f"{f.worst}: {f.because_ko}", place])
    return _table([("의무", ""), ("판정", ""), ("생활권", ""), ("건수", "n"), ("요구사항", ""), ("가장 먼 것과 까닭", ""), ("자리(m)", "")], rows, "f", marked=(6,))


def _verdicts(result: Result) -> str:
    rows = result.verdicts(MOST_VERDICTS)
    told = [[str(r["subject"]), f"{r['standard']}#{r['requirement']}", SEVERITY_KO[r["severity"]], STATES_KO[r["state"]], r["because_ko"], result.zone_title(r["zone"])] for r in rows.to_dict("records")]
    left = result.number_told - len(rows)
    more = f"<p>처음 {len(rows):,}건이다. 나머지 {left:,}건은 함께 쓴 파일(GeoPackage, Excel, CSV)에 있다.</p>" if left else ""
    return more + _table([("대상", ""), ("요구사항", ""), ("의무", ""), ("판정", ""), ("까닭", ""), ("생활권", "")], told)


def _table(heads: list[tuple[str, str]], rows: list[list[str]], anchor: str = "", marked: tuple[int, ...] = ()) -> str:
    """Cells are escaped but for the columns that hold links of ours."""
    head = "".join(f'<th class="{kind}">{escape(title)}</th>' for title, kind in heads)
    body = "".join(f'<tr{f" id={chr(34)}{anchor}{n}{chr(34)}" if anchor else ""}>' + "".join(f'<td class="{heads[at][1]}">{cell if at in marked else escape(cell)}</td>' for at, cell in enumerate(row)) + "</tr>" for n, row in enumerate(rows))
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
