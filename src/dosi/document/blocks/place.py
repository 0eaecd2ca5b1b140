"""Blocks on the places of the city: zones, people, registers."""

from __future__ import annotations

from dosi.document.drawing.maps import points_map
from dosi.document.group_columns import MOST_IN_PROFILE, group_cells, group_totals, supplied
from dosi.document.plan import Plan, named
from dosi.model.blocks import Block, FactRef, Figure, Paragraph, Text
from dosi.model.choices import Chosen
from dosi.model.findings import People
from dosi.model.rows import Jurisdiction, Services, Terms, Zones
from dosi.model.texts import Forms

YES_NO = {"True": "예", "False": "아니오"}


def zones_profile(plan: Plan) -> list[Block]:
    """Living zones with people, area, kind, and who builds and owns there."""
    bodies: dict[str, list[dict[str, object]]] = {}
    for j in plan.records(Jurisdiction):
        bodies.setdefault(j["zone"], []).append(j)

    def who(zone: str, part: str) -> str:
        names = dict.fromkeys(plan.title("rows/authorities", j[part]) for j in bodies.get(zone, []))
        return " → ".join(names)

    people = plan[People]
    cells = [
        plan.named("zone", "생활권", "rows/zones"),
        plan.made("kind", "구분", lambda r: plan.title("rows/lists", r["kind"]) if "rows/lists" in plan.shelf else r["kind"]),
        plan.made("people", "인구", lambda r: (FactRef(f"{people.name}/{r['zone']}/people", "people", False),), "명", "right"),
        plan.made("area_km2", "면적", lambda r: (FactRef(f"{people.name}/{r['zone']}/area_m2", "area_km2", False),), "㎢", "right"),
        *(group_cells(plan) if len(supplied(plan)) <= MOST_IN_PROFILE else []),
        plan.made("builder", "시설을 짓는 기관", lambda r: who(r["zone"], "builder")),
        plan.made("owner", "관리하는 기관", lambda r: who(r["zone"], "owner")),
    ]
    zones = sorted(plan.records(Zones), key=lambda z: (z["map_order"], z["zone"]))
    total = (named("합계"), (), plan.total(People, "*?level=zone", "people"), (), *(group_totals(plan) if len(supplied(plan)) <= MOST_IN_PROFILE else []), (), ())
    return plan.table("zones_profile", "생활권의 인구·면적과 시행·관리 기관", cells, zones, of=People, total=total, note=_unknown(plan, "zone"))


def population_units(plan: Plan) -> list[Block]:
    """People of the reporting units."""
    rows = plan.records(People, lambda r: r["level"] == "unit")
    cells = [
        plan.made("unit", "행정동·읍·면", lambda r: r["name_ko"]),
        plan.fact(People, "people"),
        plan.fact(People, "area_m2", "면적", "area_km2"),
    ]
    total = (named("합계"), plan.total(People, "*?level=unit", "people"), ())
    return plan.table("population_units", "행정동·읍·면의 인구", cells, rows, of=People, total=total, note=_unknown(plan, "unit"))


def _unknown(plan: Plan, level: str) -> str:
    """Which places a sum of people leaves out, since nobody knows how many live there."""
    lacking = [r["name_ko"] for r in plan.records(People, lambda r: r["level"] == level and r["people"] is None)]
    return f"합계에 들지 않은 곳, 인구 자료가 없음: {', '.join(lacking)}." if lacking else ""


def zone_map(plan: Plan) -> list[Block]:
    """Map of the living zones with their names."""
    drawing = points_map(plan.zone_shapes, [], prefix="zones", lines=plan.streets)
    return [Figure("zone_map", "map", drawing.svg, drawing.width_px, drawing.height_px, "생활권의 경계와 이름, 도로를 보이는 지도",
                   named("생활권과 도로"), "zone_map", modelled=plan.modelled("layers/lines"))]  # fmt: skip


SITED = "sited"
"""services that stand at places of their own"""


def register(plan: Plan, id: str, only: str = "") -> list[Block]:
    """A register the city has filled in, printed as a table; one that is kept per service shows the services that start, `only` = "sited": those with places."""
    forms = [f for f in plan.records(Forms) if f["register"] == id]
    if not forms:
        raise KeyError(f"register {id} is not declared in registers.toml")
    table = plan.shelf.named(f"registers/{id}")
    cells = []
    for form in sorted(forms, key=lambda f: f["no"]):
        name, joins = form["form_column"], form["joins"]
        if joins == "theme" and form["is_optional"] and table.rows[name].isna().all():
            continue  # only says on whose pages a row stands; nobody has said so here
        places = {"zone": "rows/zones", "service": "rows/services", "authority": "rows/authorities", "theme": "rows/themes"}
        if joins:
            cells.append(plan.named(name, form["column_ko"], places.get(joins, "rows/lists")))
        elif form["type"] in ("int", "number", "won", "share"):
            cells.append(plan.fact(table, name, form["column_ko"]))
        elif form["type"] in ("year", "bool"):
            cells.append(plan.made(name, form["column_ko"], lambda r, n=name: "" if r[n] is None else YES_NO.get(str(r[n]), str(r[n]))))  # type: ignore[misc]
        else:
            cells.append(plan.words(name, form["column_ko"]))
    rows = [r | {"_key": k} for r, k in zip(table.records(), table.keys(), strict=True)]
    starting = {c["service"] for c in plan.records(Chosen)}
    if starting and table.key[0] == "service":
        wanted = starting & {s["service"] for s in plan.records(Services) if s["site_role"]} if only == SITED else starting
        rows = [r for r in rows if r["service"] in wanted]
    note = f"근거: {forms[0]['citation_ko']}" if forms[0]["citation_ko"] else ""
    return plan.table(id, forms[0]["title_ko"], cells, rows, note=note)


def register_lines(plan: Plan, id: str, words: str) -> list[Block]:
    """The rows of a register in a sentence each: the title of the key, and one column of words."""
    table = plan.shelf.named(f"registers/{id}")
    if words not in table.columns:
        raise KeyError(f"register {id} has no column {words}; it has {', '.join(table.columns)}")
    head = table.key[0]
    anchors = [f"{id}_{row[head]}" for row in table.records()]
    return [Paragraph((*plan.name("rows/lists", row[head]), Text(": "), *plan.says(row[words])), anchor if anchor not in anchors[:no] else f"{anchor}_{no + 1}", "bullet")
            for no, (row, anchor) in enumerate(zip(table.records(), anchors, strict=True))]  # fmt: skip


def terms_table(plan: Plan) -> list[Block]:
    """Terms with a plain sentence."""
    cells = [plan.words("ko_term", "용어"), plan.words("en_term", "영문"), plan.words("plain_ko", "쉬운 설명")]
    return plan.table("terms_table", "용어", cells, plan.records(Terms))


