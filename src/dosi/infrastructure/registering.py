"""The register of devices: every place of the plan, every device that stands and every device of the hand-over record, each once, in one list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import shapely

from dosi.model.choices import Chosen, SiteEvidence, Sites, SiteSurroundings, Twins
from dosi.model.city import CITY, City
from dosi.model.conditions import which_meet
from dosi.model.devices import EVENT_ORDER, DeviceRegister
from dosi.model.findings import Located
from dosi.model.layers import Units
from dosi.model.rows import Authorities, Crosswalk, DeviceKinds, ExistingServices, Handover, Jurisdiction, Services, Themes
from dosi.model.table import split
from dosi.model.texts import Standards
from dosi.model.units import write

JOINT = "."
"""between the parts of a device id"""
OWNER, INSTALLED = "owner", ("installed_year", "opened_year")
"""attributes of a city's list that name the body a device belongs to, and the year it was set up"""
LONLAT = "EPSG:4326"


def register(
    city: City, sites: Sites, evidence: SiteEvidence, surroundings: SiteSurroundings, chosen: Chosen, located: Located, units: Units, crosswalk: Crosswalk, services: Services, kinds: DeviceKinds, standards: Standards,
    themes: Themes, handover: Handover, existing: ExistingServices, twins: Twins, jurisdiction: Jurisdiction, authorities: Authorities,
) -> DeviceRegister:  # fmt: skip
    """List devices under ids that stay: `service.layer.place` for a place of the plan (the site's own number shifts when another is added), `layer.place` for one that stands,
    the record's own id for one that was built without either. A standing device is a place of a layer that fits a kind (role and condition; a kind with a condition before one
    without). A device that was built and has come into a layer since (`stands_as`, or the same place that now fits its kind) stays under its own id and is not listed twice.
    """
    events = recorded(city, handover)
    rows = _gathered(sites, located, services, kinds, handover)
    if rows.empty:
        return DeviceRegister()
    rows = _merged(rows.join(_life(events), on="device"))
    rows = _placed(rows, events, city, units, crosswalk)
    rows["state"] = _states(rows)
    rows = _owned(rows, city, events, jurisdiction, authorities)
    rows["operator_ko"] = _operators(rows, services, kinds, existing, twins)
    rows["standards"] = _standards(rows, services, kinds, standards)
    rows = rows.merge(evidence.rows[["site", "people_alone", "standing_m"]], on="site", how="left").merge(surroundings.rows[["site", "people_now"]], on="site", how="left")
    rows["people_near"] = rows.pop("people_now").where(rows["service"].isin(services.rows.loc[services.rows["radius_m"] > 0, "service"]))
    rows = rows.merge(chosen.rows[["service", "zone", "theme"]].rename(columns={"zone": "project"}), on=["service", "project"], how="left")
    rows["why_ko"], rows["why_en"] = _why(rows, services, themes)
    made = rows.sort_values("device", ignore_index=True).reindex(columns=[*DeviceRegister.columns])
    return DeviceRegister(made.astype(dict.fromkeys(("start_year", "people_near", "people_alone"), "Int64")))


def recorded(city: City, handover: Handover) -> pd.DataFrame:
    """The events up to the plan's date, oldest first; of one day in the order of a device's life. A month or year without a day counts from its beginning."""
    rows = handover.rows[handover.rows["on_date"] <= city.as_of]
    return rows.assign(order=rows["event"].map(EVENT_ORDER)).sort_values(["on_date", "order", "device"], kind="stable")


def _gathered(sites: Sites, located: Located, services: Services, kinds: DeviceKinds, handover: Handover) -> pd.DataFrame:
    """Every device once, with its place among the layers and its kind."""
    of_service = kind_of_service(kinds)
    spots = located.rows.assign(listed=located.rows["layer"] + JOINT + located.rows["place"])[["listed", "layer", "place", "role", "zone", "attributes", "x_m", "y_m"]]
    planned = sites.rows[["site", "service", "zone", "layer", "place", "start_year"]].rename(columns={"zone": "project"})
    planned = planned.assign(device=planned["service"] + JOINT + planned["layer"] + JOINT + planned["place"])
    spots["kind"] = standing_kinds(spots, kinds)
    stands = spots[spots["kind"].notna()].assign(device=lambda s: s["listed"])
    told = handover.rows.sort_values("on_date", kind="stable").groupby("device", sort=True)["kind"].last()
    only = told.index[~told.index.isin(planned["device"]) & ~told.index.isin(stands["device"])]
    known = set(services.rows["service"])
    parted = [_parted(device, known) for device in only]
    more = pd.DataFrame({"device": pd.Series(only, dtype="str"), "service": [service for service, _ in parted], "listed": [listed for _, listed in parted]}, dtype="str")
    at = spots.drop(columns=["kind"])
    planned = planned.merge(at.drop(columns=["listed"]), on=["layer", "place"], how="left")
    more = more.merge(at, on="listed", how="left")
    rows = pd.concat([planned, stands, more], ignore_index=True).drop(columns=["listed"])
    rows["kind"] = _first(rows["device"].map(told), rows["service"].map(of_service), rows["kind"])
    rows["role"] = _first(rows["service"].map(services.rows.set_index("service")["provides_role"]), rows["role"].where(rows["service"].isna()), rows["kind"].map(kinds.rows.set_index("kind")["role"]))
    rows["start_year"] = rows["start_year"].astype("Int64").fillna(_installed(rows).where(rows["service"].isna()))
    return rows


def _first(*columns: pd.Series) -> pd.Series:
    """The first words that are known, of several columns of words."""
    found = columns[0].astype("str")
    for other in columns[1:]:
        found = found.fillna(other.astype("str"))
    return found


def kind_of_service(kinds: DeviceKinds) -> dict[str, str]:
    """Which kind of device the places of a service hold; `asking` lets no service stand in two."""
    return {service: row["kind"] for row in kinds.records() for service in split(row["services"])}


def standing_kinds(places: pd.DataFrame, kinds: DeviceKinds) -> pd.Series:
    """The kind of every place that is a device; missing where it is none. A kind with a condition comes before one without, then the one first in the table."""
    found = pd.Series(pd.NA, index=places.index, dtype="str")
    listed = [row for row in kinds.records() if row["role"]]
    for row in sorted(listed, key=lambda one: not one["condition"]):
        free = places.index[(places["role"] == row["role"]).to_numpy() & found.isna().to_numpy()]
        if len(free):
            found.loc[free[which_meet(places.loc[free, "attributes"], row["condition"])]] = row["kind"]
    return found


def _parted(device: str, services: set[str]) -> tuple[str | None, str]:
    """Service and layer.place of an id that a plan gave; of another id no service, and itself."""
    first, _, rest = device.partition(JOINT)
    return (first, rest) if first in services and JOINT in rest else (None, device)


def _attribute(rows: pd.DataFrame, name: str) -> pd.Series:
    """An attribute of every row; rows that say the same are read once."""
    which, said = pd.factorize(rows["attributes"])
    found = pd.Series(said, dtype="str").str.extract(rf"(?:^|;){name}=([^;]*)", expand=False)
    return pd.Series(found.reindex(which).to_numpy(), index=rows.index, dtype="str")


def _installed(rows: pd.DataFrame) -> pd.Series:
    years = [pd.to_numeric(_attribute(rows, name).str.extract(r"^(\d{4})", expand=False), errors="coerce") for name in INSTALLED]
    return years[0].fillna(years[1]).astype("Int64")


def _life(events: pd.DataFrame) -> pd.DataFrame:
    """The last day of each event, and where it stands since, by device."""
    days = events.pivot_table(index="device", columns="event", values="on_date", aggfunc="last").reindex(columns=[*EVENT_ORDER]).add_suffix("_on").astype("str")
    return days.join(events.groupby("device")["stands_as"].last())


def _merged(rows: pd.DataFrame) -> pd.DataFrame:
    """Without the standing ones that are a recorded device: named by it, or at its place and of its kind since it was built."""
    rows = rows.reset_index(drop=True)
    stands = rows["service"].isna() & rows["layer"].notna()
    here = rows["layer"] + JOINT + rows["place"]
    named = stands & rows["device"].isin(rows.loc[rows["stands_as"].notna() & (rows["stands_as"] != rows["device"]), "stands_as"])
    done = ~stands & rows["service"].notna() & (rows["built_on"].notna() | rows["accepted_on"].notna())
    pairs = pd.MultiIndex.from_frame(pd.DataFrame({"at": here, "kind": rows["kind"]}).astype(object))
    again = stands & ~named & rows["kind"].notna() & pairs.isin(pairs[done.to_numpy()])
    taken = set(here[again])
    rows.loc[done & rows["stands_as"].isna() & here.isin(taken), "stands_as"] = here
    return rows[~named & ~again].reset_index(drop=True)


def _placed(rows: pd.DataFrame, events: pd.DataFrame, city: City, units: Units, crosswalk: Crosswalk) -> pd.DataFrame:
    """The planned place, the place as built, how far they lie apart, and the zone of where it stands."""
    given = metres(events, city.crs)
    placed = given[given["built_x_m"].notna()]
    built = placed[placed["event"] != "planned"].groupby("device")[["built_x_m", "built_y_m"]].last()
    drawn = placed[placed["event"] == "planned"].groupby("device")[["built_x_m", "built_y_m"]].last().rename(columns={"built_x_m": "drawn_x_m", "built_y_m": "drawn_y_m"})
    rows = rows.join(built, on="device").join(drawn, on="device")
    planned = rows["site"].notna() | rows["planned_on"].notna()
    rows["planned"] = planned
    for axis in ("x_m", "y_m"):
        rows[f"planned_{axis}"] = rows[f"drawn_{axis}"].fillna(rows[axis].where(rows["service"].notna())).where(planned)
        rows[axis] = rows[f"built_{axis}"].fillna(rows[f"planned_{axis}"]).fillna(rows[axis])
    rows["moved_m"] = np.hypot(rows["built_x_m"] - rows["planned_x_m"], rows["built_y_m"] - rows["planned_y_m"]).round(1)
    anew = rows["built_x_m"].notna() | (rows["zone"].isna() & rows["x_m"].notna())
    rows.loc[anew, "zone"] = zones_at(rows.loc[anew, ["x_m", "y_m"]].to_numpy(float), units, crosswalk)
    return rows


def metres(events: pd.DataFrame, crs: str) -> pd.DataFrame:
    """The events with the place they name in the city's metres; longitude and latitude are turned into them."""
    x, y = events["x_m"].to_numpy(float, copy=True), events["y_m"].to_numpy(float, copy=True)
    lonlat = (np.isnan(x) & events["lon"].notna() & events["lat"].notna()).to_numpy()
    if lonlat.any():
        from pyproj import Transformer

        x[lonlat], y[lonlat] = Transformer.from_crs(LONLAT, crs, always_xy=True).transform(events.loc[lonlat, "lon"].to_numpy(float), events.loc[lonlat, "lat"].to_numpy(float))
    known = np.isfinite(x) & np.isfinite(y)
    return events.assign(built_x_m=np.where(known, x, np.nan), built_y_m=np.where(known, y, np.nan))


def zones_at(points: np.ndarray, units: Units, crosswalk: Crosswalk) -> np.ndarray:
    """The zone that holds each point (that of the legal unit first by code where two meet); missing outside the city."""
    ordered = units.rows.sort_values("legal_unit", ignore_index=True)
    zone = ordered["legal_unit"].map(crosswalk.rows.set_index("legal_unit")["zone"]).to_numpy(object)
    found = np.full(len(points), None, dtype=object)
    if len(points) and len(ordered):
        point, shape = shapely.STRtree(shapely.from_wkb(ordered["shape"].to_numpy())).query(shapely.points(points), predicate="intersects")
        first = pd.Series(shape).groupby(point).min()
        found[first.index.to_numpy()] = zone[first.to_numpy()]
    return found


def _states(rows: pd.DataFrame) -> np.ndarray:
    """The last that is known: retired unless built again since, accepted unless refused since, built, planned; without any record a listed one stands."""

    def after(one: str, other: str) -> pd.Series:
        return rows[one].notna() & ~(rows[one] < rows[other]).fillna(False).astype(bool)

    stands = rows["service"].isna() & rows["layer"].notna() & ~rows["planned"]
    done = rows["built_on"].notna() | (rows["moved_on"].notna() & ~stands) | rows["refused_on"].notna()
    return np.select([after("retired_on", "built_on"), after("accepted_on", "refused_on"), done, stands], ["retired", "accepted", "built", "standing"], "planned")


def _owned(rows: pd.DataFrame, city: City, events: pd.DataFrame, jurisdiction: Jurisdiction, authorities: Authorities) -> pd.DataFrame:
    """Builder and owner: who accepted it; whom its list names; else the zone's body in the year it starts (what stands: in the plan's first year, or the year of its date if later)."""
    today = max(int(city.as_of[:4]), city.first_year)
    year = rows["start_year"].where(rows["service"].notna()).fillna(today).astype("Int64")
    bodies = {(row["zone"], y): (row["builder"], row["owner"]) for row in jurisdiction.records() for y in range(row["from_year"], row["to_year"] + 1)}
    where = rows["project"].fillna(rows["zone"])
    pairs = [bodies.get((z, int(y)), (None, None)) if isinstance(z, str) else (None, None) for z, y in zip(where, year, strict=True)]
    builder = pd.Series([b for b, _ in pairs], index=rows.index, dtype="str")
    named = _attribute(rows, OWNER).where(rows["service"].isna())
    accepted = rows["device"].map(events[events["event"] == "accepted"].groupby("device")["body"].last()).where(rows["state"] == "accepted")
    owner = _first(accepted, named.where(named.isin(authorities.rows["authority"])), pd.Series([o for _, o in pairs], index=rows.index, dtype="str"))
    return rows.assign(builder=builder.where(rows["project"].notna()), owner=owner)


def _operators(rows: pd.DataFrame, services: Services, kinds: DeviceKinds, existing: ExistingServices, twins: Twins) -> pd.Series:
    """Of the plan's devices the service's operator; of standing ones the department that runs the service of their kind in their zone, where the city's list says so."""
    department = existing.rows.set_index("existing")["owner"]
    of_kind = kind_of_service(kinds)
    runs: dict[tuple[str, str], str] = {}
    for twin in sorted(twins.records(), key=lambda t: t["existing"]):
        for zone in split(twin["zones"]):
            runs.setdefault((of_kind.get(twin["service"], ""), zone), department[twin["existing"]])
    own = services.rows.set_index("service")["operator_role"]
    listed = [runs.get((k, z), runs.get((k, CITY))) if isinstance(k, str) and isinstance(z, str) else None for k, z in zip(rows["kind"], rows["zone"], strict=True)]
    return _first(rows["service"].map(own), pd.Series(listed, index=rows.index, dtype="str").where(rows["service"].isna()))


def _standards(rows: pd.DataFrame, services: Services, kinds: DeviceKinds, standards: Standards) -> pd.Series:
    """The standards that ask something of what the device is or completes (its role), and those that its service and its kind name."""
    by_role = standards.rows.groupby("role")["standard"].unique()
    of_service, of_kind = services.rows.set_index("service")["standards"], kinds.rows.set_index("kind")["standards"]
    which, told = pd.factorize(pd.MultiIndex.from_frame(rows[["service", "role", "kind"]].astype(object).fillna("")))
    ids = [";".join(sorted({*by_role.get(role, ()), *split(of_service.get(service)), *split(of_kind.get(kind))})) or None for service, role, kind in told]
    return pd.Series(np.array(ids, dtype=object)[which] if len(ids) else [], index=rows.index, dtype="str")


def _why(rows: pd.DataFrame, services: Services, themes: Themes) -> tuple[list[str], list[str]]:
    """Why it stands here, in both languages: from the evidence of its place; where there is none, that nobody has written it down."""
    radius = services.rows.set_index("service")["radius_m"].to_dict()
    titles = {row["theme"]: (row["title_ko"], row["title_en"]) for row in themes.records()}
    ko, en = (np.where(rows["planned"], planned, unsaid).astype(object) for planned, unsaid in zip(UNSAID_PLANNED, UNSAID, strict=True))
    sited = np.flatnonzero(rows["site"].notna())
    for at, row in zip(sited, rows.iloc[sited][["service", "theme", "people_near", "people_alone", "standing_m"]].itertuples(index=False, name=None), strict=True):
        known: list[Any] = [None if pd.isna(value) else value for value in row]
        ko[at], en[at] = _words(*known, radius=radius, titles=titles)
    return list(ko), list(en)


def _words(
    service: str, theme: str | None, people_near: int | None, people_alone: int | None, standing_m: float | None, *, radius: Mapping[str, float], titles: Mapping[str, tuple[str, str]],
) -> tuple[str, str]:  # fmt: skip
    """The evidence of a place of the plan in words."""
    ko, en = [], []
    if theme is not None and theme in titles:
        ko.append(f"‘{titles[theme][0]}’ 문제 때문에 고른 자리이다.")
        en.append(f"Chosen because of the problem “{titles[theme][1]}”.")
    if people_near is not None:
        far = radius.get(service)
        ko.append(f"둘레 {write(far, 'metre')} 안에 {write(people_near, 'people')}이 살고, 새로 두는 장소 가운데 이곳만 닿는 사람이 {write(people_alone, 'people')}이다.")
        en.append(f"{write(people_near, 'plain')} people live within {write(far, 'metre', 'en')}; {write(people_alone, 'plain')} of those not yet served are reached from here alone.")
    if standing_m is not None:
        ko.append(f"이미 있는 가장 가까운 같은 시설은 {write(standing_m, 'metre')} 떨어져 있다.")
        en.append(f"The nearest one that stands already is {write(standing_m, 'metre', 'en')} away.")
    return (" ".join(ko), " ".join(en)) if ko else UNSAID_PLANNED


UNSAID = ("이 자리에 둔 까닭의 기록이 없다(운영 부서가 적어야 함).", "Why it stands here is not on record (the operating department has to write it).")
UNSAID_PLANNED = ("이 자리를 고른 계산이 이 계획에 없다(운영 부서가 적어야 함).", "This plan holds no reckoning for this place (the operating department has to write it).")
