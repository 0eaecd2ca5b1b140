"""Hand-over: what the record asks of its rows, and where plan, building and acceptance differ."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd
from scipy.spatial import cKDTree

from dosi.infrastructure.registering import JOINT, recorded
from dosi.model.choices import Payments
from dosi.model.city import City
from dosi.model.devices import DeviceRegister, Differences
from dosi.model.errors import Misfit, nearest
from dosi.model.findings import LocatedCells
from dosi.model.layers import Places
from dosi.model.rows import DeviceKinds, Handover, Services
from dosi.model.rows.devices import EVENTS
from dosi.model.table import KEY_JOIN, split
from dosi.model.units import write

OWN_ID = re.compile(r"[A-Za-z0-9_.-]{1,60}")
"""ids that a city gives itself: no blanks, no words about persons"""


def ask_handover(handover: Handover, kinds: DeviceKinds, services: Services, places: Places) -> list[Misfit]:
    """Rows that the register could not work with: unknown devices that nobody describes, half a place, two places, a number under which nothing stands, a service in two kinds."""
    found = [*_twice(kinds)]
    listed = set(places.rows["layer"] + JOINT + places.rows["place"])
    known = set(services.rows["service"])
    described = set(handover.rows.loc[handover.rows["kind"].notna(), "device"])
    for row in handover.records():
        found += _of_row(row, listed, known, described)
    return found


def _twice(kinds: DeviceKinds) -> Iterator[Misfit]:
    first: dict[str, str] = {}
    for row in kinds.records():
        for service in split(row["services"]):
            if service in first:
                yield Misfit(DeviceKinds.name, row["kind"], "services", f'{DeviceKinds.ko} "{row["kind"]}": service {service} is in two kinds', service, f"{service} in one kind",
                             f"leave it in {first[service]} or here")  # fmt: skip
            first.setdefault(service, row["kind"])


def _of_row(row: dict[str, Any], listed: set[str], services: set[str], described: set[str]) -> Iterator[Misfit]:
    key = KEY_JOIN.join(str(row[k]) for k in Handover.key)

    def misfit(column: str, what: str, found: object, expected: str, fix: str) -> Misfit:
        return Misfit(Handover.name, key, column, f'{Handover.ko} "{row["device"]}", {EVENTS[row["event"]]}: {what}', "nothing" if found is None else repr(found), expected, fix)

    service, _, place = row["device"].partition(JOINT)
    of_plan = service in services and place in listed
    if not of_plan and row["device"] not in listed:
        if row["device"] not in described:
            near = nearest(row["device"], (f"{service}{JOINT}{p}" for p in listed)) if service in services else nearest(row["device"], listed)
            yield misfit("device", "is in no plan and no layer, and no row says what it is", row["device"], "service.layer.place of the plan, layer.place of what stands, or a row with its kind",
                         near or "correct the number, or name its kind in the row of its completion")  # fmt: skip
        elif not OWN_ID.fullmatch(row["device"]):
            yield misfit("device", "is no number for a device", row["device"], "letters, digits, '.', '-' and '_', 60 at most", "give it a number without blanks; no words about persons")
    for one, other in (("x_m", "y_m"), ("y_m", "x_m"), ("lon", "lat"), ("lat", "lon")):
        if row[one] is not None and row[other] is None:
            yield misfit(other, f"{one} is given without {other}", None, "both or neither", f"give {other}, or empty {one}")
    if row["x_m"] is not None and row["lon"] is not None:
        yield misfit("lon", "the place is given twice", row["lon"], "x and y, or longitude and latitude", "empty one of the two pairs")
    if row["stands_as"] is not None and row["stands_as"] not in listed:
        yield misfit("stands_as", "nothing stands under this number", row["stands_as"], "layer.place of a layer", nearest(row["stands_as"], listed) or "correct the number, or leave it empty until the layer has it")


def compare_handover(
    city: City, register: DeviceRegister, handover: Handover, kinds: DeviceKinds, services: Services, payments: Payments, cells: LocatedCells,
) -> Differences:  # fmt: skip
    """Set plan, building and acceptance side by side, device by device. Distances are straight; a place counts as another beyond the kind's tolerance; a device is late once the
    year in which its building should have ended (start year and years to build) is over on the plan's date; money for running it is looked for in the year it was accepted and the one after.
    """
    rows = register.rows
    events = recorded(city, handover)
    of_kind = kinds.rows.set_index("kind")["tolerance_m"]
    rows = rows.assign(tolerance_m=rows["kind"].map(of_kind).fillna(0.0).astype(float))
    made = [
        *_moved(rows[(rows["moved_m"] > rows["tolerance_m"]).fillna(False)], services, cells), *_of_plan(rows, city, services), *_of_acceptance(rows, events), *_of_money(rows, city, payments),
        *_of_records(rows, events, handover, city),
    ]  # fmt: skip
    frame = pd.DataFrame(made, columns=["device", "difference", "measured", "on_date", "words_ko", "words_en"])
    where = rows.set_index("device")
    frame["zone"], frame["body"] = frame["device"].map(where["zone"]), frame["device"].map(where["owner"].fillna(where["builder"]))
    made_rows = frame.sort_values(["device", "difference"], ignore_index=True).reindex(columns=[*Differences.columns])
    return Differences(made_rows.astype({"measured": float, "on_date": "str", "words_ko": "str", "words_en": "str", "device": "str", "difference": "str"}))


Found = tuple[str, str, float | None, str | None, str, str]


def _moved(rows: pd.DataFrame, services: Services, cells: LocatedCells) -> Iterator[Found]:
    radius = services.rows.set_index("service")["radius_m"].to_dict()
    people = cells.rows["people"].to_numpy(float)
    near = cKDTree(cells.rows[["x_m", "y_m"]].to_numpy(float)) if len(people) else None
    for row in rows.to_dict("records"):
        ko, en = f"계획한 자리에서 {write(row['moved_m'], 'metre')} 떨어진 곳에 지었다.", f"Built {write(row['moved_m'], 'metre', 'en')} from the planned place."
        far = radius.get(row["service"])
        if near is not None and far and far > 0:
            was, now = (int(people[near.query_ball_point((row[f"{when}_x_m"], row[f"{when}_y_m"]), far)].sum()) for when in ("planned", "built"))
            ko += f" 둘레 {write(far, 'metre')} 안에 사는 사람은 계획한 자리에서 {write(was, 'people')}, 지은 자리에서 {write(now, 'people')}이다."
            en += f" Within {write(far, 'metre', 'en')} live {write(was, 'plain')} people at the planned place and {write(now, 'plain')} at the built one."
        yield row["device"], "moved", row["moved_m"], row["built_on"], ko, en


def _of_plan(rows: pd.DataFrame, city: City, services: Services) -> Iterator[Found]:
    done = rows["built_on"].notna() | rows["accepted_on"].notna()
    for row in rows[done & ~rows["planned"] & (rows["state"] != "standing")].to_dict("records"):
        yield row["device"], "unplanned", None, row["built_on"], "지은 기록은 있으나 이 계획에도 앞선 계획의 기록에도 없다.", "It was built, but neither this plan nor the record of an earlier one holds it."
    waits = rows[rows["state"] == "planned"]
    years = services.rows.set_index("service")["build_year"]
    due = waits["start_year"] + waits["service"].map(years).fillna(1).astype("Int64").clip(lower=1) - 1
    late = waits.assign(due=due)[(due < int(city.as_of[:4])).fillna(False)]
    for row in late.to_dict("records"):
        yield row["device"], "not_built", float(row["due"]), None, f"{row['due']}년까지 짓기로 하였으나 준공 기록이 없다.", f"It was to be built by {row['due']}; there is no record of its completion."
    for row in waits[waits["site"].isna()].to_dict("records"):
        yield row["device"], "dropped", None, None, "앞선 계획의 기록에 있으나 이 계획은 고르지 않았고, 지은 기록도 없다.", "The record of an earlier plan holds it; this plan does not, and it was not built."


def _of_acceptance(rows: pd.DataFrame, events: pd.DataFrame) -> Iterator[Found]:
    first = events.pivot_table(index="device", columns="event", values="on_date", aggfunc="first").reindex(columns=[*EVENTS]).add_prefix("first_")
    both = rows[["device"]].join(first, on="device", how="inner")
    for row in both[both["first_accepted"].notna()].to_dict("records"):
        built, accepted = row["first_built"], row["first_accepted"]
        if not isinstance(built, str):
            yield row["device"], "order", None, accepted, "준공 기록 없이 인수하였다.", "It was accepted without a record of its completion."
        elif earlier(accepted, built):
            yield row["device"], "order", None, accepted, f"준공({built})보다 먼저 인수({accepted})하였다.", f"It was accepted ({accepted}) before it was built ({built})."
    refused = events[events["event"] == "refused"].groupby("device")[["on_date", "defects_ko"]].last()
    for row in rows[(rows["state"] == "built") & rows["refused_on"].notna()].join(refused, on="device").to_dict("records"):
        said = isinstance(row["defects_ko"], str) and row["defects_ko"]
        yield row["device"], "refused", None, row["refused_on"], f"인수를 거부하였다: {row['defects_ko']}" if said else "인수를 거부하였다.", "Acceptance was refused; the reason stands in the record." if said else "Acceptance was refused."
        if not said:
            yield row["device"], "no_reason", None, row["refused_on"], "거부한 까닭이 기록에 없다(거부한 기관이 적어야 함).", "The record does not say why (the body that refused has to write it)."
    counted = events[events["quantity"].notna() & (events["event"] != "planned")].groupby("device")["quantity"].last()
    for row in rows[rows["planned"]].join(counted, on="device", how="inner").to_dict("records"):
        if row["quantity"] != 1:
            yield row["device"], "quantity", float(row["quantity"]), row["built_on"], f"계획은 이 자리에 한 단위이나 {write(row['quantity'], 'count')}를 지었다.", f"The plan holds one unit at this place; {row['quantity']} were built."


def earlier(one: str, other: str) -> bool:
    """Whether a day is surely before another: of a day and a month only the parts that both tell are compared."""
    told = min(len(one), len(other))
    return one[:told] < other[:told]


def _of_money(rows: pd.DataFrame, city: City, payments: Payments) -> Iterator[Found]:
    """Accepted by a body for which the plan holds no running costs of the project in that year and the next; of a next year beyond the plan nothing is known."""
    paid = payments.rows[(payments.rows["purpose"] == "operating") & (payments.rows["won"] > 0)]
    bodies: dict[tuple[str, str, int], set[str]] = {}
    for service, project, year, body in paid[["service", "zone", "year", "body"]].drop_duplicates().itertuples(index=False, name=None):
        bodies.setdefault((service, project, int(year)), set()).add(body)
    accepted = rows[(rows["state"] == "accepted") & rows["project"].notna()]
    for row in accepted.to_dict("records"):
        year = int(row["accepted_on"][:4])
        payers = {body for y in (year, year + 1) for body in bodies.get((row["service"], row["project"], y), ())}
        if year not in city.years or year + 1 not in city.years or row["owner"] in payers:
            continue
        others = (" 다른 기관의 몫으로는 있다.", " There is some for another body.") if payers else ("", "")
        yield (row["device"], "no_money", 0.0, row["accepted_on"], f"인수한 {year}년에도 이듬해에도 인수한 기관이 이 사업을 운영할 돈이 계획에 없다.{others[0]}",
               f"For {year}, when it was accepted, and the year after, the plan holds no money for the accepting body to run it.{others[1]}")  # fmt: skip


def _of_records(rows: pd.DataFrame, events: pd.DataFrame, handover: Handover, city: City) -> Iterator[Found]:
    for row in handover.rows[handover.rows["on_date"] > city.as_of].sort_values("on_date").drop_duplicates("device").to_dict("records"):
        yield row["device"], "after", None, row["on_date"], f"계획의 기준일({city.as_of}) 뒤의 기록이어서 상태에 넣지 않았다.", f"Recorded after the plan's date ({city.as_of}); its state does not count it."
    mine = rows[rows["device"].isin(events["device"])]
    for row in mine[mine["x_m"].isna()].to_dict("records"):
        yield row["device"], "nowhere", None, row["built_on"], "자리가 계획에도 현황 자료에도 기록에도 없다.", "Neither a plan nor a layer nor the record says where it is."
    for row in mine[mine["x_m"].notna() & mine["zone"].isna()].to_dict("records"):
        yield row["device"], "outside", None, row["built_on"], "적힌 자리가 시의 경계 밖이다.", "The place on record lies outside the city."
    for row in rows[rows["kind"].isna()].to_dict("records"):
        yield row["device"], "undescribed", None, None, "어떤 종류의 장치인지 적혀 있지 않다(운영 부서가 적어야 함).", "Nobody has said what kind of device it is (the operating department has to write it)."
