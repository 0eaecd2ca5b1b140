"""What the public may know of each device: the register with the words of its kind; kinds whose place is withheld stand as numbers by zone."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from dosi.model.city import City, Shelf
from dosi.model.devices import STATES, STATES_EN, DeviceRegister
from dosi.model.findings import Located
from dosi.model.rows import Authorities, DeviceKinds, Services, Zones
from dosi.model.rows.devices import PERSONAL
from dosi.model.table import split
from dosi.model.texts import Standards
from dosi.sources.masking import masked

OWED = ("운영 부서가 적어야 함", "to be written by the operating department")
"""stands where a statement is missing"""
EVERYWHERE = ("시 밖이거나 모름", "outside the city or unknown")
UNDESCRIBED = ("종류가 적혀 있지 않은 장치", "Device of unstated kind")
PERSONAL_EN = {"none": "no personal data", "possible": "persons may be recognised", "yes": "personal data"}
STATEMENTS = ("purpose_ko", "data_ko", "personal", "retention_ko", "access_ko")
"""what a kind of device has to say of itself"""
OF_CAMERAS = ("range_ko", "hours_ko")
WITHHELD = "zone"


@dataclass(frozen=True)
class Kind:
    """A kind of device as its catalogue row tells it; empty where the row does not."""

    id: str
    row: Mapping[str, Any]

    def says(self, what: str) -> tuple[str, str]:
        """A statement in both languages; the English falls back to the Korean."""
        ko = self.row.get(f"{what}_ko") or ""
        return ko, self.row.get(f"{what}_en") or ko

    @property
    def title(self) -> tuple[str, str]:
        """What it is called."""
        return self.says("title") if self.id else UNDESCRIBED

    @property
    def personal(self) -> str:
        """Whether its data are about persons; empty: not stated."""
        return self.row.get("personal") or ""

    @property
    def video(self) -> bool:
        """Whether a notice must stand beside it."""
        return bool(self.row.get("video"))

    @property
    def hidden(self) -> bool:
        """Whether its places are withheld."""
        return self.row.get("shown") == WITHHELD

    @property
    def owes(self) -> bool:
        """Whether a statement is missing."""
        return any(not self.row.get(name) for name in (*STATEMENTS, *(OF_CAMERAS if self.video else ())))


@dataclass(frozen=True)
class Public:
    """Rows that may be published, and what their kinds, zones and standards are called."""

    rows: pd.DataFrame
    kinds: Mapping[str, Kind]
    """those that the register holds, by id, in the order of the catalogue; last, under an empty id, devices that nobody has described"""
    zones: Mapping[str, tuple[str, str]]
    standards: Mapping[str, tuple[str, str]]

    @cached_property
    def places(self) -> np.ndarray:
        """Which rows have a place that may be shown."""
        return self.rows["lon"].notna().to_numpy()


def public(city: City, shelf: Shelf) -> Public:
    """Names in both languages, longitude and latitude; no column in which a person of the record might stand."""
    kinds = {row["kind"]: Kind(row["kind"], row) for row in shelf[DeviceKinds].records()}
    rows = shelf[DeviceRegister].rows.copy()
    rows["kind"] = rows["kind"].fillna("").astype("str")
    present = set(rows["kind"])
    kept = {id: kind for id, kind in kinds.items() if id in present} | ({"": Kind("", {})} if "" in present else {})
    zones = {row["zone"]: (row["name_ko"], row["name_en"]) for row in shelf[Zones].records()}
    rows["place_ko"] = _place_names(rows, shelf)
    rows["lon"], rows["lat"] = lonlat(rows, city.crs)
    rows = _counted(rows, {id for id, kind in kept.items() if kind.hidden})
    bodies = {row["authority"]: (row["name_ko"], row["name_en"]) for row in shelf[Authorities].records()}
    titles = {row["service"]: (row["title_ko"], row["title_en"]) for row in shelf[Services].records()}
    for n, end in enumerate(("ko", "en")):
        rows[f"service_{end}"] = rows["service"].map({id: words[n] for id, words in titles.items()})
        rows[f"zone_{end}"] = rows["zone"].map({id: words[n] for id, words in zones.items()})
        rows[f"owner_{end}"] = rows["owner"].map({id: words[n] for id, words in bodies.items()})
    rows["state_ko"], rows["state_en"] = rows["state"].map(STATES), rows["state"].map(STATES_EN)
    order = {id: n for n, id in enumerate(zones)}
    rows["anchor"] = [anchor(device) for device in rows["device"]]
    rows = rows.assign(_zone=rows["zone"].map(order).fillna(len(order)), _kind=rows["kind"].map({id: n for n, id in enumerate(kept)}))
    rows = rows.sort_values(["_zone", "_kind", "device"], ignore_index=True).drop(columns=["_zone", "_kind"])
    standards = {row["standard"]: (row["title_ko"], row["title_en"]) for row in shelf[Standards].records()}
    return Public(rows, kept, zones, standards)


def _place_names(rows: pd.DataFrame, shelf: Shelf) -> pd.Series:
    """What the place is called in its layer, where that is more than its number; masked of personal data like all words of other people."""
    names = shelf[Located].rows.set_index(["layer", "place"])["name_ko"]
    mine = pd.Series(names.reindex(pd.MultiIndex.from_frame(rows[["layer", "place"]].astype(object))).to_numpy(), index=rows.index, dtype="str")
    mine = mine.where(mine != rows["place"])
    clean = {name: masked(name)[0] for name in mine.dropna().unique()}
    return mine.map(clean).astype("str")


def lonlat(rows: pd.DataFrame, crs: str) -> tuple[np.ndarray, np.ndarray]:
    """Longitude and latitude in degrees, to about a decimetre; missing where there is no place."""
    from pyproj import Transformer

    x, y = rows["x_m"].to_numpy(float), rows["y_m"].to_numpy(float)
    known = np.isfinite(x) & np.isfinite(y)
    lon, lat = Transformer.from_crs(crs, "EPSG:4326", always_xy=True).transform(np.where(known, x, 0), np.where(known, y, 0))
    return np.where(known, np.round(lon, 6), np.nan), np.where(known, np.round(lat, 6), np.nan)


def _counted(rows: pd.DataFrame, hidden: set[str]) -> pd.DataFrame:
    """One row per device; devices of a withheld kind together by zone, state and year, without number, place or evidence, from which the place could be found."""
    rows = rows.assign(devices=1)
    held = rows["kind"].isin(hidden)
    if not held.any():
        return rows
    by = ["kind", "service", "zone", "state", "start_year", "owner", "operator_ko", "standards"]
    together = rows[held].groupby(by, dropna=False, sort=True, as_index=False).agg(devices=("devices", "sum"))
    name = together["kind"] + "." + together["zone"].fillna("") + "." + together["service"].fillna("") + "." + together["state"] + "." + together["start_year"].astype("str").replace("<NA>", "")
    again = name.groupby(name).cumcount()
    together["device"] = name.where(again == 0, name + "." + (again + 1).astype("str"))
    return pd.concat([rows[~held], together.reindex(columns=rows.columns)], ignore_index=True).astype({"devices": "int64", "start_year": "Int64"})


def anchor(device: str) -> str:
    """The id of a device as the end of an address: signs that an address does not bear are replaced, and told apart by a hash. It depends on the id alone, so a printed code stays good."""
    plain = re.sub(r"[^0-9A-Za-z가-힣._-]", "_", device)
    return plain if plain == device else f"{plain}-{hashlib.sha256(device.encode()).hexdigest()[:8]}"


NOTICE = {
    "kind": "장치의 종류", "kind_ko": "장치", "zone_ko": "생활권", "purpose_ko": "설치 목적", "place_ko": "설치 장소", "range_ko": "촬영 범위", "hours_ko": "촬영 시간", "responsible_ko": "관리책임자(부서)",
    "contact_ko": "연락처", "entrusted_ko": "위탁받은 곳", "devices": "대수", "laws_ko": "근거",
}  # fmt: skip
"""columns of the notices and what stands over each"""


def notices(listed: Public) -> pd.DataFrame:
    """The notice beside each group of cameras (kind, zone, department) that are not retired: what the register knows, and what the operator still has to write."""
    rows = listed.rows[listed.rows["kind"].isin({id for id, kind in listed.kinds.items() if kind.video}) & (listed.rows["state"] != "retired")]
    made = []
    for (id, zone_ko, operator), group in rows.groupby(["kind", "zone_ko", "operator_ko"], dropna=False, sort=False):
        kind, known = listed.kinds[str(id)], isinstance(zone_ko, str)
        names = group["place_ko"].dropna().drop_duplicates()
        there = ", ".join(names[:MOST_NAMES]) + (f" 등 {len(group):,}곳" if len(group) > min(len(names), MOST_NAMES) else "")
        made.append({
            "kind": id, "kind_ko": kind.title[0], "zone_ko": zone_ko if known else EVERYWHERE[0], "purpose_ko": kind.says("purpose")[0] or OWED[0],
            "place_ko": f"{zone_ko if known else EVERYWHERE[0]}: {there.removeprefix(' 등 ')}", "range_ko": kind.says("range")[0] or OWED[0], "hours_ko": kind.says("hours")[0] or OWED[0],
            "responsible_ko": operator if isinstance(operator, str) else OWED[0], "contact_ko": OWED[0], "entrusted_ko": OWED[0], "devices": int(group["devices"].sum()), "laws_ko": kind.says("laws")[0],
        })  # fmt: skip
    return pd.DataFrame(made, columns=[*NOTICE])


MOST_NAMES = 3
"""places that a notice for a group names; the rest are counted"""


def titles(ids: object, named: Mapping[str, tuple[str, str]], n: int) -> str:
    """Ids of a list as people read them."""
    return "; ".join(named.get(id, (id, id))[n] for id in split(ids))


def personal(kind: Kind) -> tuple[str, str]:
    """Whether a kind's data are about persons, in words."""
    return (PERSONAL[kind.personal], PERSONAL_EN[kind.personal]) if kind.personal else OWED
