"""The register as one page that opens from disk: map, what each kind of device does with data, notices of cameras, and every device under an address of its own."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from dosi.document.drawing.maps import Dots, Shape, dots_map
from dosi.model.city import City, Shelf
from dosi.model.devices import STATES, STATES_EN
from dosi.model.layers import Units
from dosi.model.rows import Crosswalk
from dosi.workbench.public_register.listing import EVERYWHERE, NOTICE, OWED, PERSONAL_EN, Kind, Public, personal, titles
from dosi.workbench.public_register.opened import CSV, DATASET, DICTIONARY, GEOJSON, NOTICES

NAME = "index.html"
HERE = Path(__file__).parent
SIMPLIFY_M = 25.0
WIDTH_PX = 720
DOTS_PX = ((1_000, 5.0), (4_000, 4.0), (10**9, 3.2))
"""how large a dot is on a map of up to so many devices"""
COLOURS = {"none": "#7a7a7a", "possible": "#e69f00", "yes": "#d55e00", "": "#8e4585"}
"""by what a device's data are, safe for colour-blind readers: in the order in which they are drawn, persons last"""
RING = ("planned",)
"""states drawn as a ring: not there yet"""
STATEMENTS = (("purpose", "목적", "Purpose"), ("data", "모으는 자료", "Data taken"), ("personal", "개인정보", "Personal data"), ("retention", "보관 기간", "Kept for"), ("access", "보는 곳", "Seen by"))
OF_CAMERAS = (("range", "촬영 범위", "Camera sees"), ("hours", "촬영 시간", "Records"))


def write(city: City, shelf: Shelf, listed: Public, notices: pd.DataFrame, folder: Path) -> str:
    """Write the page; its name. Words stand in both languages, one of which is shown; the table can be read without scripts."""
    drawing, spots = _map(shelf, listed)
    title = (f"{city.name} 스마트도시 장치 등록부", f"{city.name_en}: register of smart city devices")
    body = [
        '<input class="lang" type="radio" name="lang" id="lang-ko" checked><input class="lang" type="radio" name="lang" id="lang-en">', _header(city, title),
        '<main><a class="skip" href="#devices">표로 건너뛰기 / Skip to the table</a>', _numbers(listed), '<div class="ground"><div>', f"<h2>{_both('어디에 있나', 'Where they are')}</h2>", _legend(),
        f'<div class="map">{drawing}</div></div><div>', f"<h2>{_both('무엇이 누구를 보나', 'What watches whom')}</h2>", _by_personal(listed), "</div></div>",
        f'<h2 id="kinds">{_both("장치마다 무엇을 모으나", "What each kind of device does with data")}</h2>', _kinds(listed), _notices(notices),
        f"<h2>{_both('모든 장치', 'Every device')}</h2>", _filters(listed), _table(listed, spots), _footer(city), "</main>",
    ]  # fmt: skip
    head = f'<meta charset="utf-8"><title>{escape(" / ".join(title))}</title><meta name="viewport" content="width=device-width,initial-scale=1"><style>{(HERE / "page.css").read_text(encoding="utf-8")}</style>'
    script = f"<script>{(HERE / 'page.js').read_text(encoding='utf-8')}</script>"
    (folder / NAME).write_text(f'<!doctype html><html lang="ko"><head>{head}</head><body>{"".join(body)}{script}</body></html>\n', encoding="utf-8", newline="\n")
    return NAME


def _both(ko: str, en: str) -> str:
    """The same in both languages, once where they are alike."""
    return escape(ko) if ko == en else f'<span lang="ko">{escape(ko)}</span><span lang="en">{escape(en)}</span>'


def _stated(words: tuple[str, str]) -> str:
    return _both(*words) if words[0] and words != OWED else f'<span class="owed">{_both(*OWED)}</span>'


def _header(city: City, title: tuple[str, str]) -> str:
    about = ("거리와 공공시설에 있거나 놓으려는 장치마다 왜 거기에 있고, 무엇을 모으고, 누가 맡는지 적은 목록이다.", "Every device in public space, planned or standing: why it is there, what it takes down, and who answers for it.")
    languages = '<div class="languages" role="group" aria-label="언어 / language"><label for="lang-ko">한국어</label><label for="lang-en">English</label></div>'
    status = f'<p class="status">{escape(city.status)}</p>' if city.status else ""
    return f"<header>{languages}{status}<h1>{_both(*title)}</h1><p>{_both(*about)}</p><p>{_both(f'기준일 {city.as_of}', f'As of {city.as_of}')}</p></header>"


def _numbers(listed: Public) -> str:
    rows = listed.rows
    by_state = rows.groupby("state")["devices"].sum()
    boxes = [((int(rows["devices"].sum())), ("장치", "devices"))] + [(int(by_state[s]), (STATES[s], STATES_EN[s])) for s in STATES if s in by_state]
    return f'<ul class="numbers">{"".join(f"<li><b>{n:,}</b><span>{_both(*words)}</span></li>" for n, words in boxes)}</ul>'


def _class(kind: Kind) -> str:
    return kind.personal or "unsaid"


def _legend() -> str:
    marks = [(p or "unsaid", personal(Kind("", {"personal": p}))) for p in COLOURS]
    dots = "".join(f'<li><span class="dot {mark}"></span>{_both(*words)}</li>' for mark, words in marks)
    return f'<ul class="legend">{dots}<li><span class="dot ring"></span>{_both("고리: 아직 계획", "ring: still planned")}</li></ul>'


def _by_personal(listed: Public) -> str:
    """Devices by whether their data are about persons."""
    mine = listed.rows["kind"].map({id: kind.personal for id, kind in listed.kinds.items()})
    counts = listed.rows["devices"].groupby(mine).sum()
    rows = "".join(f'<tr><td><span class="dot {p or "unsaid"}"></span>{_both(*personal(Kind("", {"personal": p})))}</td><td>{int(counts.get(p, 0)):,}</td></tr>' for p in reversed([*PERSONAL_EN, ""]))
    hidden = sum(int(listed.rows.loc[listed.rows["kind"] == id, "devices"].sum()) for id, kind in listed.kinds.items() if kind.hidden)
    more = f"<p>{_both(f'장치 {hidden:,}개는 자리를 밝히지 않고 생활권별 수량만 싣는다. 까닭은 장치의 종류마다 적혀 있다.', f'The places of {hidden:,} devices are withheld; their numbers by zone are given, with the reason under their kind.')}</p>" if hidden else ""
    by_kind = listed.rows.groupby("kind")["devices"].sum()
    kinds = "".join(f'<tr><td><span class="dot {_class(kind)}"></span><a href="#{_of_kind(id)}">{_both(*kind.title)}</a></td><td>{int(by_kind[id]):,}</td></tr>' for id, kind in listed.kinds.items())
    return "".join(f'<table class="list"><thead><tr><th scope="col">{_both(*what)}</th><th scope="col">{_both("대수", "Number")}</th></tr></thead><tbody>{body}</tbody></table>'
                   for what, body in ((("개인정보", "Personal data"), rows), (("장치의 종류", "Kind of device"), kinds))) + more  # fmt: skip


def _kinds(listed: Public) -> str:
    counts = listed.rows.groupby("kind")["devices"].sum()
    parts = []
    for id, kind in listed.kinds.items():
        said = [(ko, en, _stated(personal(kind) if what == "personal" else kind.says(what))) for what, ko, en in (*STATEMENTS, *(OF_CAMERAS if kind.video else ()))]
        if kind.says("laws")[0]:
            said.append(("관련 법률", "Law", _both(*(words.replace(";", "; ") for words in kind.says("laws")))))
        ids = ";".join(sorted({one for ids in listed.rows.loc[listed.rows["kind"] == id, "standards"].dropna().unique() for one in ids.split(";")}))
        if ids:
            said.append(("시설·장치의 기준", "Standards of it and its facility", _both(titles(ids, listed.standards, 0), titles(ids, listed.standards, 1))))
        if kind.hidden:
            said.append(("자리 비공개", "Place withheld", _stated(kind.says("withheld"))))
        said.append(("근거", "Basis", escape(_without_addresses(kind.row.get("basis") or "")) or _stated(OWED)))
        lines = "".join(f"<dt>{_both(ko, en)}</dt><dd>{words}</dd>" for ko, en, words in said)
        n = int(counts[id])
        parts.append(f'<section class="kind {_class(kind)}" id="{_of_kind(id)}"><h3>{_both(*kind.title)}</h3><p class="count">{_both(f"{n:,}대", f"{n:,} devices")}</p><dl>{lines}</dl></section>')
    return f'<div class="kinds">{"".join(parts)}</div>'


def _without_addresses(text: str) -> str:
    return " ".join(word.partition("(http")[0] + word.rpartition(")")[2] if "(http" in word else word for word in text.split())


def _of_kind(id: str) -> str:
    return f"kind-{id or 'unsaid'}"


def _notices(notices: pd.DataFrame) -> str:
    if not len(notices):
        return ""
    shown = [n for n in NOTICE if n not in ("kind", "entrusted_ko")]
    head = "".join(f'<th scope="col">{escape(NOTICE[n])}</th>' for n in shown)
    body = "".join("<tr>" + "".join(f"<td>{_notice_cell(row[n])}</td>" for n in shown) + "</tr>" for row in notices.to_dict("records"))
    about = _both("카메라 곁의 안내판에 적을 것이다. 아직 적지 않은 것은 그렇게 밝힌다.", "What the notice beside cameras has to say, in Korean; what is not yet written is shown as such.")
    return f'<h2 id="notices">{_both("카메라 안내문", "Notices of cameras")}</h2><details><summary>{_both(f"종류와 생활권마다 한 줄, {len(notices):,}줄", f"{len(notices):,} lines, one per kind and zone")}</summary><div class="scroll"><table><caption>{about}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div></details>'


def _notice_cell(value: Any) -> str:
    return f'<span class="owed">{escape(OWED[0])}</span>' if value == OWED[0] else escape(f"{value:,}" if isinstance(value, int) else str(value))


def _filters(listed: Public) -> str:
    def choice(name: str, ko: str, en: str, options: Mapping[str, tuple[str, str]]) -> str:
        parts = "".join(f'<option value="{escape(id)}">{escape(words[0] if words[0] == words[1] else " / ".join(words))}</option>' for id, words in options.items())
        return f'<label>{_both(ko, en)}<select id="by-{name}" name="{name}"><option value="">모두 / all</option>{parts}</select></label>'

    there = set(listed.rows["zone"].dropna())
    zones = {z: words for z, words in listed.zones.items() if z in there} | ({"-": EVERYWHERE} if listed.rows["zone"].isna().any() else {})
    states = {s: (STATES[s], STATES_EN[s]) for s in STATES if (listed.rows["state"] == s).any()}
    kinds = {id or "unsaid": kind.title for id, kind in listed.kinds.items()}
    word = f'<label>{_both("찾을 말", "Word")}<input id="by-word" type="search"></label>'
    return f'<div class="filters" id="filters" hidden>{choice("zone", "생활권", "Zone", zones)}{choice("kind", "장치", "Device", kinds)}{choice("state", "상태", "State", states)}{word}<output aria-live="polite"><span id="count"></span> {_both("대", "devices")}</output></div>'


def _table(listed: Public, spots: Mapping[int, tuple[float, float]]) -> str:
    heads = (("장치", "Device"), ("생활권과 장소", "Zone and place"), ("상태", "State"), ("맡는 곳", "Who answers for it"), ("왜 여기인가", "Why here"))
    head = "".join(f'<th scope="col">{_both(*words)}</th>' for words in heads)
    kinds = {id: f'<a href="#{_of_kind(id)}">{_both(*kind.title)}</a>' for id, kind in listed.kinds.items()}
    zones = {z: _both(*words) for z, words in listed.zones.items()}
    states = {s: _both(STATES[s], STATES_EN[s]) for s in STATES}
    rows = listed.rows
    owners = {(ko, en): _both(ko, en) for ko, en in rows[["owner_ko", "owner_en"]].drop_duplicates().itertuples(index=False) if isinstance(ko, str)}
    reasons = {ko: _both(ko, en) for ko, en in rows[["why_ko", "why_en"]].drop_duplicates().itertuples(index=False) if isinstance(ko, str)}
    made = []
    for n, r in enumerate(rows[["anchor", "device", "kind", "zone", "place_ko", "state", "start_year", "built_on", "accepted_on", "retired_on", "owner_ko", "owner_en", "operator_ko", "why_ko", "devices"]].itertuples(index=False)):
        kind = listed.kinds[r.kind]
        many = f" × {r.devices:,}" if r.devices > 1 else ""
        link = escape(r.anchor)
        first = f'<th scope="row">{kinds[r.kind]}{many}</th>' if kind.hidden else f'<th scope="row">{kinds[r.kind]}<a class="id" href="#{link}">{escape(r.device)}</a></th>'
        place = f"<br>{escape(r.place_ko)}" if isinstance(r.place_ko, str) else f"<br>{_both('자리 비공개', 'place withheld')}" if kind.hidden else ""
        owner = owners[r.owner_ko, r.owner_en] if isinstance(r.owner_ko, str) else _stated(OWED)
        runs = f"<br>{escape(r.operator_ko)}" if isinstance(r.operator_ko, str) else ""
        why = reasons.get(r.why_ko, "") if not kind.hidden else _stated(kind.says("withheld"))
        at = f' data-p="{spots[n][0]:.1f} {spots[n][1]:.1f}"' if n in spots else ""
        made.append(
            f'<tr id="{link}" data-kind="{escape(r.kind or "unsaid")}" data-zone="{escape(r.zone) if isinstance(r.zone, str) else "-"}" data-state="{r.state}" data-n="{r.devices}"{at}>{first}'
            f'<td>{zones.get(r.zone) or _both(*EVERYWHERE)}{place}</td><td class="year">{states[r.state]}{_when(r)}</td><td>{owner}{runs}</td><td>{why}</td></tr>'
        )  # fmt: skip
    about = _both("장치 번호를 누르면 그 장치의 주소가 된다. 현장의 QR 코드는 이 주소를 가리킬 수 있다.", "The number of a device is its address: a QR code on the spot can point to it.")
    return f'<div class="scroll"><table id="devices"><caption>{about}</caption><thead><tr>{head}</tr></thead><tbody>{"".join(made)}</tbody></table></div>'


def _when(row: Any) -> str:
    """The day of its state; of a planned or standing one the year."""
    day = {"built": row.built_on, "accepted": row.accepted_on, "retired": row.retired_on}.get(row.state)
    if isinstance(day, str):
        return f"<br>{day}"
    return f"<br>{row.start_year}" if row.state in ("planned", "standing") and not pd.isna(row.start_year) else ""


def _footer(city: City) -> str:
    files = ((CSV, "CSV"), (GEOJSON, "GeoJSON"), (NOTICES, "카메라 안내문 / notices (CSV)"), (DICTIONARY, "열 설명 / data dictionary"), (DATASET, "자료 설명 / dataset"))
    links = " · ".join(f'<a href="{name}">{escape(words)}</a>' for name, words in files)
    licence = _both(f"이용 조건: {city.licence}", f"Licence: {city.licence}") if city.licence else _both("이용 조건이 아직 적혀 있지 않다.", "The licence is not yet stated.")
    return f'<footer><p>{_both("열린 자료", "Open data")}: {links}</p><p>{licence} {_both(f"펴낸 곳: {city.name}.", f"Published by {city.name_en}.")}</p></footer>'


def _map(shelf: Shelf, listed: Public) -> tuple[str, dict[int, tuple[float, float]]]:
    """The map, and where each row with a public place falls on it, in its pixels."""
    joined = shelf[Units].rows.merge(shelf[Crosswalk].rows[["legal_unit", "zone"]], on="legal_unit")
    made = [(z, shapely.union_all(shapely.from_wkb(joined.loc[joined["zone"] == z, "shape"].to_numpy()), grid_size=1.0)) for z in listed.zones if (joined["zone"] == z).any()]
    if not made:
        return "", {}
    simple = shapely.coverage_simplify([g for _, g in made], SIMPLIFY_M)
    shapes = [Shape(z, g, listed.zones[z][0]) for (z, _), g in zip(made, simple, strict=True)]
    west, south, east, north = shapely.total_bounds(simple)
    rows = listed.rows[listed.places & listed.rows["x_m"].between(west, east) & listed.rows["y_m"].between(south, north)]
    rows = rows.assign(personal=rows["kind"].map({id: kind.personal for id, kind in listed.kinds.items()}), at=rows.index, zone=rows["zone"].fillna("-"))
    groups, where = [], []
    for (p, kind, zone, state), group in rows.groupby(["personal", "kind", "zone", "state"], sort=True):
        groups.append(Dots(group[["x_m", "y_m"]].to_numpy(float), COLOURS[str(p)], state in RING, {"kind": str(kind) or "unsaid", "zone": str(zone), "state": str(state)}))
        where.append(group["at"].to_numpy())
    order = sorted(range(len(groups)), key=lambda n: ([*COLOURS.values()].index(groups[n].colour), not groups[n].ring))
    drawing, spots = dots_map(shapes, [groups[n] for n in order], prefix="register", width_px=WIDTH_PX, dot_px=next(size for most, size in DOTS_PX if len(rows) <= most))
    placed = {int(row): (float(x), float(y)) for n, at in zip(order, spots, strict=True) for row, (x, y) in zip(where[n], np.asarray(at), strict=True)}
    label = "장치의 지도. 아래 표에 같은 내용이 있다. / Map of the devices; the table below says the same."
    return drawing.svg.replace("<svg ", f'<svg role="img" aria-label="{escape(label)}" ', 1), placed
