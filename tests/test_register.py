"""The register of devices: every device once under an id that stays, what the hand-over record makes of it, and what the public may see."""

from __future__ import annotations

import csv
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from conftest import TINY, copy_of
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import sync_playwright
from test_browser import CHROMIUM, FLAGS
from test_moves import check_change
from typer.testing import CliRunner

from dosi.infrastructure import compare_handover, register
from dosi.infrastructure.handing_over import earlier
from dosi.model.choices import Sites
from dosi.model.city import City
from dosi.model.devices import DeviceRegister, Differences
from dosi.model.errors import InputFault
from dosi.model.findings import Located
from dosi.model.rows import DeviceKinds, Handover, Services
from dosi.model.table import split
from dosi.sources.city import shipped
from dosi.workbench import building, public_register
from dosi.workbench.building import Made
from dosi.workbench.chain import CHAIN
from dosi.workbench.cli import app
from dosi.workbench.public_register.listing import anchor
from dosi.workbench.public_register.opened import FIELDS

K3, K4, K7, S2 = "smart_crossing.crossings.k3", "smart_crossing.crossings.k4", "smart_crossing.crossings.k7", "stop_display.stops.s2"
SIGNALLED = {f"crossings.{k}" for k in ("k1", "k3", "k6", "k7")}
COLUMNS = [*Handover.columns]
LATER = "2027-12-31"


def record(folder: Path, rows: Iterable[dict[str, str]]) -> Path:
    """Write the city's hand-over record."""
    with (folder / "rows/handover.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        writer.writerows({"body": "tiny"} | row for row in rows)
    return folder


def after(folder: Path, rows: Iterable[dict[str, str]], as_of: str = LATER) -> tuple[dict[str, dict[str, Any]], dict[tuple[str, str], dict[str, Any]]]:
    """The register and the differences, by their keys."""
    shelf = building.make(record(folder, rows), as_of=as_of, to="sites").shelf
    return {r["device"]: r for r in shelf[DeviceRegister].records()}, {(r["device"], r["difference"]): r for r in shelf[Differences].records()}


# worked out -------------------------------------------------------------------------------------------------------------


def test_the_tiny_citys_register(tiny: Made) -> None:
    rows = {r["device"]: r for r in tiny.shelf[DeviceRegister].records()}
    assert set(rows) == {K3, K4, K7, S2} | SIGNALLED  # four places of the plan; the four crossings with a signal stand; stops and crossings without one are no devices
    assert Counter(r["state"] for r in rows.values()) == {"planned": 4, "standing": 4}
    k3 = rows[K3]
    assert (k3["kind"], k3["zone"], k3["start_year"], k3["owner"], k3["standards"], k3["moved_m"]) == ("detector", "b", 2025, "tiny", "crossing_signal", None)
    assert (k3["x_m"], k3["y_m"], k3["people_near"], k3["people_alone"]) == (981200.0, 1830600.0, 100, 100)
    assert k3["why_ko"].startswith("‘보행 안전’ 문제 때문에") and "100명" in k3["why_ko"] and "100 people" in k3["why_en"]
    assert (rows["crossings.k6"]["kind"], rows["crossings.k6"]["zone"]) == ("signal", "c")
    assert "기록이 없다" in rows["crossings.k6"]["why_ko"], "nobody has written down why it stands there, and nothing is made up"
    assert len(tiny.shelf[Differences]) == 0


def test_a_zone_that_is_handed_over_has_another_builder_from_that_year(tiny_folder: Path) -> None:
    path = tiny_folder / "rows/jurisdiction.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("b,2025,2027,tiny,tiny", "b,2025,2025,agency,tiny").rstrip("\n") + "\nb,2026,2027,tiny,tiny,예시\n", encoding="utf-8")
    rows = [r for r in building.make(tiny_folder, to="sites").shelf[DeviceRegister].records() if r["zone"] == "b" and r["state"] == "planned"]
    assert rows and all((r["owner"], r["builder"]) == ("tiny", "agency" if r["start_year"] == 2025 else "tiny") for r in rows)


def test_a_number_of_the_register_is_followed_to_its_files(tiny: Made) -> None:
    fact = tiny.facts.get(f"infrastructure/register/{K3}/people_near")
    assert fact.value == 100 and {read["table"] for read in fact.origin["computed"]["reads"]} == {"infrastructure/site_surroundings", "rows/services"}


def test_planned_built_accepted_is_one_list(tiny_folder: Path) -> None:
    rows, found = after(tiny_folder, [
        {"device": K3, "event": "built", "on_date": "2025-10-01", "x_m": "981500", "y_m": "1830600", "quantity": "2", "document": "도시-1"},
        {"device": K3, "event": "accepted", "on_date": "2025-12-01", "body": "agency"},
        {"device": K4, "event": "accepted", "on_date": "2026-01-10"},
        {"device": K4, "event": "built", "on_date": "2026-03-02"},
        {"device": S2, "event": "built", "on_date": "2026-05-01"},
        {"device": S2, "event": "refused", "on_date": "2026-06-01", "defects_ko": "화면이 켜지지 않음"},
        {"device": "pole-7", "event": "built", "on_date": "2026-07-01", "kind": "detector", "lon": "127.2895", "lat": "36.4700"},
        {"device": "pole-8", "event": "built", "on_date": "2026-07-01", "kind": "detector", "lon": "129.2895", "lat": "36.4700"},
        {"device": "crossings.k1", "event": "retired", "on_date": "2026-08-01"},
    ])  # fmt: skip
    assert len(rows) == 10
    assert {d: rows[d]["state"] for d in (K3, K4, K7, S2, "pole-7", "crossings.k1", "crossings.k6")} == {
        K3: "accepted", K4: "accepted", K7: "planned", S2: "built", "pole-7": "built", "crossings.k1": "retired", "crossings.k6": "standing"}  # fmt: skip
    assert (rows[K3]["moved_m"], rows[K3]["x_m"], rows[K3]["planned_x_m"]) == (300.0, 981500.0, 981200.0)
    moved = found[K3, "moved"]  # 100 live within 300 m of k3; from the built place the same cells are 316 m away
    assert moved["measured"] == 300.0 and "계획한 자리에서 100명, 지은 자리에서 0명" in moved["words_ko"]
    assert found[K3, "quantity"]["measured"] == 2.0
    assert rows[K3]["owner"] == "agency" and "다른 기관의 몫으로는 있다" in found[K3, "no_money"]["words_ko"], "from 2026 the city is to pay for it, and the agency took it over"
    assert "2026-01-10" in found[K4, "order"]["words_ko"] and (K4, "no_money") not in found, "paid for by the city, which took it over"
    assert "화면이 켜지지 않음" in found[S2, "refused"]["words_ko"] and (S2, "no_reason") not in found
    assert rows["pole-7"]["zone"] == "b" and rows["pole-8"]["zone"] is None, "longitude and latitude are turned into metres"
    assert set(found) == {(K3, "moved"), (K3, "quantity"), (K3, "no_money"), (K4, "order"), (S2, "refused"), ("pole-7", "unplanned"), ("pole-8", "unplanned"), ("pole-8", "outside")}


def test_what_is_not_built_in_its_year_and_what_a_later_plan_drops_is_told(tiny_folder: Path) -> None:
    gone = "smart_crossing.crossings.k5"
    rows, found = after(tiny_folder, [{"device": gone, "event": "planned", "on_date": "2024-12-01", "x_m": "982510", "y_m": "1830400"}], "2026-01-01")
    assert {d for d, what in found if what == "not_built"} == {K3, K4, S2} and found[K3, "not_built"]["measured"] == 2025.0
    assert (gone, "dropped") in found and (rows[gone]["planned"], rows[gone]["state"], rows[gone]["planned_x_m"], rows[gone]["zone"]) == (True, "planned", 982510.0, "c")


def test_a_record_after_the_plans_date_changes_no_state_and_is_told(tiny_folder: Path) -> None:
    rows, found = after(tiny_folder, [{"device": K3, "event": "built", "on_date": "2025-10-01"}], "2025-09-30")
    assert rows[K3]["state"] == "planned" and set(found) == {(K3, "after")}


def test_a_city_without_places_or_kinds_has_an_empty_register(tiny_folder: Path) -> None:
    (tiny_folder / "catalogue/device_kinds.csv").unlink()
    rows, found = after(tiny_folder, [], "2025-01-31")
    assert set(rows) == {K3, K4, K7, S2} and {what for _, what in found} == {"undescribed"}, "what nobody has described is told"
    for name in ("crossings", "stops"):
        path = tiny_folder / f"data/{name}.csv"
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    layers = tiny_folder / "layers.toml"
    layers.write_text(layers.read_text(encoding="utf-8").replace('geometry = "point"', 'geometry = "point"\nempty = "none_exist"').replace('empty = "none_exist"\ntitle_ko = "대기 측정기"\nempty = "gap"', 'empty = "gap"\ntitle_ko = "대기 측정기"'), encoding="utf-8")
    done = public_register.write(tiny_folder)
    assert done.devices == 0 and "index.html" in public_files(tiny_folder)


def test_who_takes_over_what_nobody_pays_for_is_told(tiny_folder: Path) -> None:
    _, found = after(tiny_folder, [{"device": K7, "event": event, "on_date": "2025-06-01"} for event in ("built", "accepted")])  # it was to start in 2027, and to be paid for after the plan
    assert found[K7, "no_money"]["words_ko"].startswith("인수한 2025년에도 이듬해에도") and "다른 기관" not in found[K7, "no_money"]["words_ko"]
    _, found = after(tiny_folder, [{"device": K7, "event": event, "on_date": "2027-06-01"} for event in ("built", "accepted")])
    assert (K7, "no_money") not in found, "what is paid after the plan's last year is not known"


def test_refused_without_a_reason_accepted_without_completion_and_nowhere(tiny_folder: Path) -> None:
    _, found = after(tiny_folder, [
        {"device": K3, "event": "built", "on_date": "2025-10-01"}, {"device": K3, "event": "refused", "on_date": "2025-11-01"},
        {"device": K4, "event": "accepted", "on_date": "2026-11-01"}, {"device": "new-1", "event": "built", "on_date": "2026-11-01", "kind": "air"},
    ])  # fmt: skip
    assert {(K3, "refused"), (K3, "no_reason"), (K4, "order"), ("new-1", "nowhere"), ("new-1", "unplanned")} <= set(found)
    _, found = after(tiny_folder, [
        {"device": K3, "event": "built", "on_date": "2025-10-01"}, {"device": K3, "event": "refused", "on_date": "2025-11-01"}, {"device": K3, "event": "accepted", "on_date": "2026-02-01"}])  # fmt: skip
    assert (K3, "refused") not in found, "it was accepted since"


def test_a_built_device_that_has_come_into_a_layer_is_still_one_device(tiny_folder: Path) -> None:
    rows, _ = after(tiny_folder, [{"device": K4, "event": "built", "on_date": "2025-10-01", "stands_as": "crossings.k6"}])
    assert rows[K4]["stands_as"] == "crossings.k6" and "crossings.k6" not in rows and len(rows) == 7
    # a display at stop s2 stands in the layer of stops from the next year on: the same place, the same kind
    kinds = tiny_folder / "catalogue/device_kinds.csv"
    kinds.write_text(kinds.read_text(encoding="utf-8").replace("stop_display,,,", "stop_display,facility:bus_stop,,"), encoding="utf-8")
    rows, _ = after(tiny_folder, [{"device": S2, "event": "built", "on_date": "2025-10-01"}])
    assert rows[S2]["stands_as"] == "stops.s2" and "stops.s2" not in rows and {"stops.s1", "stops.s3"} <= set(rows)


def test_ids_stay_when_another_device_is_added_and_when_the_plan_no_longer_chooses_a_built_one(tiny_folder: Path, tiny: Made) -> None:
    was = {r["device"]: r["site"] for r in tiny.shelf[DeviceRegister].records() if r["site"]}
    with (tiny_folder / "data/crossings.csv").open("a", encoding="utf-8") as stream:
        stream.write("a0,나 횡단보도 새로,981500,1830500,N\n")  # reaches both cells of zone b at once: the site numbers shift
    rows, _ = after(tiny_folder, [{"device": K3, "event": "built", "on_date": "2025-02-01"}], "2025-03-01")
    now = {d: r["site"] for d, r in rows.items() if r["site"]}
    assert "smart_crossing.crossings.a0" in now and now["smart_crossing.crossings.a0"] in was.values()
    assert rows[K3]["state"] == "built" and rows[K3]["kind"] == "detector" and rows[K3]["x_m"] == 981200.0


def test_of_a_day_and_a_month_only_what_both_tell_is_compared() -> None:
    assert earlier("2025-03-01", "2025-04") and not earlier("2025-03-01", "2025-03") and not earlier("2025", "2025-12-31")


# each once --------------------------------------------------------------------------------------------------------------


@cache
def ground() -> Made:
    """The tiny city's tables, for properties."""
    with tempfile.TemporaryDirectory() as folder:
        return building.make(copy_of(TINY, Path(folder) / "city"), to="sites")


PLACES = [f"k{n}" for n in range(1, 8)]
event = st.fixed_dictionaries({
    "device": st.sampled_from([*(f"smart_crossing.crossings.{k}" for k in PLACES), *(f"crossings.{k}" for k in PLACES), "own-1"]), "event": st.sampled_from(["planned", "built", "accepted", "refused", "moved", "retired"]),
    "on_date": st.sampled_from(["2024-12", "2025-01-05", "2025-01-20", "2026-01-01"]), "stands_as": st.sampled_from([None, None, "crossings.k1", "crossings.k2"]), "x_m": st.sampled_from([None, 981200.0, 10.0]),
    "quantity": st.sampled_from([None, 1, 3]),
})  # fmt: skip


@settings(max_examples=60)
@given(chosen=st.sets(st.sampled_from(PLACES)), signals=st.sets(st.sampled_from(PLACES)), events=st.lists(event, max_size=8, unique_by=lambda e: (e["device"], e["event"], e["on_date"])))
def test_every_place_of_the_plan_every_standing_device_and_every_recorded_one_is_there_once(chosen: set[str], signals: set[str], events: list[dict[str, Any]]) -> None:
    made = ground()
    located = made.shelf[Located].rows
    crossings = located["layer"] == "crossings"
    located = located.assign(attributes=located["attributes"].where(~crossings, located["place"].map(lambda k: "signal=Y" if k in signals else "signal=N")).astype("str"))
    at = located[crossings].set_index("place")
    sites = pd.DataFrame([(f"s{n}", "smart_crossing", at.at[k, "zone"], "crossings", k, at.at[k, "x_m"], at.at[k, "y_m"], 1, 2025) for n, k in enumerate(sorted(chosen))], columns=[*Sites.columns])
    rows = [{"kind": "air" if e["device"] == "own-1" else None, "body": "tiny", "y_m": 1830600.0 if e["x_m"] else None, **e} for e in events]
    edited = {Located: Located(located), Sites: Sites(sites), Handover: Handover(pd.DataFrame(rows).reindex(columns=COLUMNS) if rows else ())}
    made_by = {stage.function: stage for stage in CHAIN}
    got = register(*(made.city if kind is City else edited.get(kind, made.shelf[kind]) for kind in made_by[register].reads))
    found = compare_handover(*(made.city if kind is City else {**edited, DeviceRegister: got}.get(kind, made.shelf[kind]) for kind in made_by[compare_handover].reads))
    devices = Counter(got.rows["device"])
    assert not devices or set(devices.values()) == {1}
    assert sorted(got.rows["site"].dropna()) == sorted(sites["site"])
    assert {f"smart_crossing.crossings.{k}" for k in chosen} <= set(devices)
    named = {e["stands_as"] for e in events if e["stands_as"] and e["on_date"] <= made.city.as_of}
    for k in signals:
        as_itself, as_another = devices[f"crossings.{k}"], int((got.rows["stands_as"] == f"crossings.{k}").sum())
        assert as_itself == 1 or as_another or f"crossings.{k}" in named, k
    merged = named | set(got.rows["stands_as"].dropna())
    assert {e["device"] for e in events} - merged <= set(devices)
    assert set(found.rows["device"]) <= set(devices) | {e["device"] for e in events}


# bad rows ---------------------------------------------------------------------------------------------------------------


def test_faults_of_a_handover_file_come_together_with_row_column_and_cure(tiny_folder: Path) -> None:
    record(tiny_folder, [
        {"device": "smart_crossing.crossings.k33", "event": "built", "on_date": "2025-10-01"},
        {"device": K3, "event": "built", "on_date": "2025-10-01", "x_m": "981500"},
        {"device": K4, "event": "built", "on_date": "2025-10-01", "x_m": "981500", "y_m": "1830600", "lon": "127", "lat": "36"},
        {"device": S2, "event": "built", "on_date": "2025-10-01", "stands_as": "stops.s9"},
        {"device": "가로등 앞 (김씨 댁)", "event": "built", "on_date": "2025-10-01", "kind": "air"},
        {"device": K7, "event": "accepted", "on_date": "2025-10-01", "body": "citty", "kind": "detektor"},
    ])  # fmt: skip
    with pytest.raises(InputFault) as fault:
        building.make(tiny_folder, to="sites")
    where = {f.where.partition(", ")[2]: f for f in fault.value.faults}
    assert set(where) == {"row 2, column device", "row 3, column y_m", "row 4, column lon", "row 5, column stands_as", "row 6, column device", "row 7, column body", "row 7, column kind"}
    assert "smart_crossing.crossings.k3" in where["row 2, column device"].fix and "detector" in where["row 7, column kind"].fix
    assert all(f.expected and f.fix for f in fault.value.faults)
    record(tiny_folder, [{"device": K3, "event": "finished", "on_date": "2025-13-01", "lat": "127.2", "lon": "36.4", "quantity": "0"}])
    with pytest.raises(InputFault) as fault:
        building.make(tiny_folder, to="sites")
    assert {f.where.rpartition(" ")[2] for f in fault.value.faults} >= {"event", "on_date"}
    record(tiny_folder, [{"device": K3, "event": "built", "on_date": "2025-12-01", "lat": "127.2", "lon": "36.4", "quantity": "0"}])
    with pytest.raises(InputFault) as fault:
        building.make(tiny_folder, to="sites")
    assert {f.where.rpartition(" ")[2] for f in fault.value.faults} == {"lat", "quantity"}


def test_a_service_in_two_kinds_is_a_fault(tiny_folder: Path) -> None:
    path = tiny_folder / "catalogue/device_kinds.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("air,대기 측정기,Air sensor,,", "air,대기 측정기,Air sensor,stop_display,"), encoding="utf-8")
    with pytest.raises(InputFault, match="stop_display is in two kinds"):
        building.make(tiny_folder, to="sites")


def test_exit_status_2_and_no_traceback(tiny_folder: Path) -> None:
    record(tiny_folder, [{"device": "nowhere", "event": "built", "on_date": "2025-10-01"}])
    done = CliRunner().invoke(app, ["register", str(tiny_folder), "--json"])
    assert done.exit_code == 2 and json.loads(done.stdout)["faults"][0]["where"].endswith("row 2, column device")


# what moves -------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def handed_over(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = record(copy_of(TINY, tmp_path_factory.mktemp("handed") / "city"), [
        {"device": K3, "event": "built", "on_date": "2025-01-10", "x_m": "981500", "y_m": "1830600"}, {"device": K3, "event": "accepted", "on_date": "2025-01-12"},
        {"device": S2, "event": "refused", "on_date": "2025-01-12"}, {"device": "pole-7", "event": "built", "on_date": "2025-01-12", "kind": "air"},
        {"device": K4, "event": "built", "on_date": "2025-01-14", "stands_as": "crossings.k6"}])  # fmt: skip
    return building.make(folder)


@pytest.mark.parametrize(("table", "key", "column", "value"), [
    ("rows/handover", f"{K3}~built~2025-01-10", "x_m", 981210.0), ("rows/handover", f"{K3}~accepted~2025-01-12", "body", "agency"), ("rows/handover", f"{S2}~refused~2025-01-12", "defects_ko", "꺼짐"),
    ("rows/handover", "pole-7~built~2025-01-12", "kind", "display"), ("rows/handover", f"{K4}~built~2025-01-14", "stands_as", "crossings.k1"), ("rows/device_kinds", "detector", "tolerance_m", 500.0), ("rows/device_kinds", "signal", "condition", "signal=N"),
    ("rows/device_kinds", "display", "standards", "crossing_signal"), ("rows/services", "smart_crossing", "build_year", 2), ("layers/places", "crossings~k3", "attributes", "signal=N"),
    ("layers/places", "crossings~k1", "x_m", 980_150.0), ("rows/existing_services", "e1", "owner", "버스과"), ("rows/jurisdiction", "b~2025", "builder", "agency"), ("rows/themes", "safety", "title_ko", "안전"),
])  # fmt: skip
def test_what_changes_in_the_register_is_what_it_says_it_reads(handed_over: Made, table: str, key: str, column: str, value: object) -> None:
    said = check_change(handed_over, table, key, column, value)
    assert [id for id in said["moved"] if id.startswith(("infrastructure/register/", "infrastructure/differences/"))]


# the public -------------------------------------------------------------------------------------------------------------


def public_files(folder: Path) -> dict[str, str]:
    return {p.name: p.read_text(encoding="utf-8-sig") for p in sorted((folder / "register/public").glob("*"))}


SECRET = ("010-1234-5678", "홍길동", "hong@example.org", "누수 지점")


def test_nothing_that_people_wrote_in_the_record_and_no_person_is_public(tiny_folder: Path) -> None:
    record(tiny_folder, [
        {"device": K3, "event": "built", "on_date": "2025-10-01", "defects_ko": "홍길동 010-1234-5678 hong@example.org", "model_ko": "홍길동", "document": "홍길동"},
        {"device": K3, "event": "refused", "on_date": "2025-11-01", "defects_ko": "누수 지점, 홍길동 010-1234-5678"}])  # fmt: skip
    stops = tiny_folder / "data/stops.csv"
    stops.write_text(stops.read_text(encoding="utf-8").replace("나 정류장", "나 정류장 010-1234-5678"), encoding="utf-8")
    done = public_register.write(tiny_folder, as_of=LATER)
    for name, text in public_files(tiny_folder).items():
        assert not [s for s in SECRET if s in text], name
    staff = (done.folder / "differences.csv").read_text(encoding="utf-8-sig")
    assert "누수 지점" in staff and "010-1234-5678" not in staff, "those who settle it read the reason, masked of numbers"


def test_a_withheld_kind_is_told_by_zone_alone(tiny_folder: Path) -> None:
    path = tiny_folder / "catalogue/device_kinds.csv"
    rows = list(csv.DictReader(path.open(encoding="utf-8")))
    for row in rows:
        if row["kind"] == "detector":
            row["shown"], row["withheld_ko"] = "zone", "시험"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    public_register.write(tiny_folder)
    texts = public_files(tiny_folder)
    told = [r for r in csv.DictReader(texts["devices.csv"].splitlines()) if r["kind"] == "detector"]
    assert {(r["zone"], r["devices"], r["lon"], r["withheld_ko"]) for r in told} == {("b", "2", "", "시험"), ("d", "1", "", "시험")}
    for name, text in texts.items():
        assert K3 not in text and "smart_crossing.b.001" not in text, name
    features = [f for f in json.loads(texts["devices.geojson"])["features"] if f["properties"]["kind"] == "detector"]
    assert len(features) == 2 and all(f["geometry"] is None for f in features)


def test_open_data_agree_with_the_register_and_are_described(tiny_folder: Path) -> None:
    done = public_register.write(tiny_folder)
    texts = public_files(tiny_folder)
    rows = list(csv.DictReader(texts["devices.csv"].splitlines()))
    assert list(rows[0]) == list(FIELDS) == [r["column"] for r in csv.DictReader(texts["dictionary.csv"].splitlines())]
    assert {r["device"] for r in rows} == {K3, K4, K7, S2} | SIGNALLED and len(rows) == done.devices
    features = {f["id"]: f for f in json.loads(texts["devices.geojson"])["features"]}
    k3 = features[K3]
    assert k3["geometry"]["coordinates"] == [pytest.approx(127.29, abs=0.01), pytest.approx(36.47, abs=0.05)] and k3["properties"]["personal"] == "possible"
    assert next(r for r in rows if r["device"] == K3)["retention_ko"] == "", "a statement nobody made is missing"
    about = json.loads(texts["dataset.json"])
    assert about["dct:license"] == "not stated" and about["dct:publisher"]["foaf:name"] == "작은시" and about["dct:issued"] == "2025-01-31"
    sign = next(csv.DictReader(texts["notices.csv"].splitlines()))
    assert sign["설치 목적"] == "건너는 사람을 차에 알림" and sign["촬영 시간"] == "24시간" and sign["연락처"] == "운영 부서가 적어야 함" and sign["근거"] == "개인정보 보호법 제25조"
    with (tiny_folder / "city.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[open_data]\nlicence = "KOGL-1"\n')
    public_register.write(tiny_folder)
    assert json.loads(public_files(tiny_folder)["dataset.json"])["dct:license"] == "KOGL-1"


def test_the_same_inputs_give_the_same_files_and_the_register_is_no_input(tiny_folder: Path) -> None:
    public_register.write(tiny_folder)
    first = public_files(tiny_folder)
    public_register.write(tiny_folder)
    assert public_files(tiny_folder) == first and not list(tiny_folder.glob("register.*"))


def test_what_this_plan_planned_can_be_kept_for_the_next(tiny_folder: Path) -> None:
    done = public_register.write(tiny_folder)
    (tiny_folder / "rows/handover.csv").write_bytes((done.folder / "planned.csv").read_bytes())
    again = public_register.write(tiny_folder, as_of="2025-02-01")
    assert again.devices == done.devices and not again.differences, "the plan as recorded is the plan"


def test_the_page_holds_every_device_in_both_languages_without_scripts(tiny_folder: Path) -> None:
    done = public_register.write(tiny_folder)
    page = (done.folder / "public/index.html").read_text(encoding="utf-8")
    anchors = re.findall(r'<tr id="([^"]+)"', page)
    assert sorted(anchors) == sorted({K3, K4, K7, S2} | SIGNALLED)
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert page.count('lang="ko"') - 1 == page.count('lang="en"') and "http" not in re.sub(r'xmlns="[^"]+"', "", page)
    assert "운영 부서가 적어야 함" in page


def test_ids_make_addresses_that_stay_apart() -> None:
    assert anchor("cctv.cc1") == "cctv.cc1" and anchor("a b") != anchor("a_b") and anchor("a b") != anchor('a"b') and re.fullmatch(r"[\w.-]+", anchor('x"><script>'))


def test_a_reader_filters_changes_the_language_and_opens_a_device_by_its_address(tiny_folder: Path) -> None:
    path = (public_register.write(tiny_folder).folder / "public/index.html").resolve()
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{path.as_uri()}#{K7}")
        assert page.locator(f'[id="{K7}"]').evaluate("e => e.matches(':target')")
        page.select_option("#by-state", "planned")
        assert page.locator("#devices tbody tr:visible").count() == 4 and page.locator("#count").inner_text() == "4"
        page.select_option("#by-zone", "d")
        assert page.locator("#devices tbody tr:visible").count() == 1
        assert "계획" in page.locator(f'[id="{K7}"]').inner_text()
        page.click("label[for=lang-en]")
        assert "planned" in page.locator(f'[id="{K7}"]').inner_text() and "계획" not in page.locator(f'[id="{K7}"]').inner_text()
        assert all(url.startswith("file:") for url in asked)
        browser.close()


def test_the_command_tells_the_differences_as_json(tiny_folder: Path, tmp_path: Path) -> None:
    record(tiny_folder, [{"device": K3, "event": "accepted", "on_date": "2025-01-05"}])
    done = CliRunner().invoke(app, ["register", str(tiny_folder), "--out", str(tmp_path / "out"), "--json"])
    said = json.loads(done.stdout)
    assert done.exit_code == 0 and said["devices"] == 8 and said["states"] == {"planned": 3, "accepted": 1, "standing": 4}
    assert [(d["device"], d["difference"]) for d in said["differences"]] == [(K3, "order")]
    assert all((tmp_path / "out/register" / name).is_file() for name in said["files"]) and not (tiny_folder / "register").exists()


# the catalogue ----------------------------------------------------------------------------------------------------------


def test_every_service_that_puts_something_somewhere_has_its_kind_of_device() -> None:
    kinds, services = shipped("kr", DeviceKinds), shipped("kr", Services)
    held = Counter(s for row in kinds.records() for s in split(row["services"]))
    assert {s for s, role in zip(services.rows["service"], services.rows["site_role"], strict=True) if isinstance(role, str)} <= set(held)
    assert set(held.values()) == {1}


def test_cameras_say_under_which_law_they_stand_and_withheld_kinds_why() -> None:
    for row in shipped("kr", DeviceKinds).records():
        assert row["basis"] and (row["laws_ko"] or not row["video"]) and (row["shown"] == "exact" or all(row[f"withheld_{end}"] for end in ("ko", "en"))), row["kind"]
        assert all((row[f"{name}_ko"] is None) == (row[f"{name}_en"] is None) for name in ("purpose", "data", "range", "hours", "retention", "access", "laws", "withheld")), row["kind"]
