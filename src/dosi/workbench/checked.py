"""Check files of assets against a city's standards: read, locate, judge, and keep the answer for whatever is written of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from dosi.infrastructure import telling
from dosi.infrastructure.checking import ALONG_STREETS, Checked, judge, limits, roles_of, zone_kinds
from dosi.infrastructure.ground import Ground
from dosi.infrastructure.lacking import needed
from dosi.infrastructure.standards.judging import CANNOT_TELL, FAIL, NOT_APPLICABLE, PASS, STATES
from dosi.model.assets import Assets
from dosi.model.city import CITY
from dosi.model.errors import Faults, nearest
from dosi.model.rows import Services
from dosi.model.texts import Standards
from dosi.workbench.grounding import CityGround, of_city

if TYPE_CHECKING:
    from dosi.infrastructure.telling import Finding

NOWHERE, CITY_KO = "구역 밖", "시 전체"


@dataclass(frozen=True)
class Asked:
    """What a person asked for."""

    role: str = ""
    columns: Path | None = None
    crs: str = ""
    design: bool = False
    """the assets come beside what stands, and only zones that they touch are judged"""
    only: tuple[str, ...] = ()
    """ids of standards; empty: all"""
    every: bool = False
    data: Path | None = None


@dataclass(frozen=True)
class Lacking:
    """What would meet one requirement that fails."""

    standard: str
    requirement: str
    manner: str
    """add: so many more are enough; mend: so many are to be put right"""
    units: int | None
    """None where no number would do"""
    zones: dict[str, int | None]
    service: str | None
    """service of the catalogue whose units make it good, as the standard names it"""
    service_units: int | None
    capital_won: int | None
    """by the middle unit cost of that service"""


@dataclass(frozen=True)
class Result:
    """What a check found."""

    city: CityGround
    standards: Standards
    assets: Assets
    found: list[Checked]
    understood: tuple[str, ...]
    every: bool = False

    @cached_property
    def counts(self) -> pd.DataFrame:
        """Verdicts by requirement."""
        return telling.counts(self.found)

    @cached_property
    def by_zone(self) -> pd.DataFrame:
        """Verdicts by zone and severity."""
        return telling.by_zone(self.found, self.city.zones)

    @cached_property
    def by_asset(self) -> dict[str, int]:
        """Assets by their worst verdict."""
        return telling.by_asset(self.found, len(self.assets))

    @cached_property
    def findings(self) -> list[Finding]:
        """What is wrong, grouped."""
        return telling.findings(self.found, self.city.zones)

    @cached_property
    def totals(self) -> dict[str, int]:
        """Verdicts by state."""
        return {state: int(self.counts[state].sum()) for state in STATES}

    @cached_property
    def lacking(self) -> list[Lacking]:
        """What would meet the requirements that fail, musts first."""
        cost = self.city.shelf[Services].rows.set_index("service")["capital_won_mid"] if Services.name in self.city.shelf else pd.Series(dtype="Int64")
        made = []
        for one in sorted((one for one in self.found if (one.judged.state == FAIL).any()), key=lambda one: one.row["severity"]):
            manner, units = needed(one, len(self.city.zones))
            zones = {zone: None if np.isnan(units[n]) else int(units[n]) for n, zone in enumerate(self.city.zones) if units[n] != 0}
            whole = None if None in zones.values() else sum(n for n in zones.values() if n is not None)
            service = None if pd.isna(one.row["met_by"]) else str(one.row["met_by"])
            built = None if service is None or whole is None else sum(int(np.ceil((n or 0) / one.row["met_each"])) for n in zones.values())
            made.append(Lacking(one.row["standard"], one.row["requirement"], manner, whole, zones, service, built, None if built is None or service not in cost.index else built * int(cost[service])))
        return [one for one in made if one.zones]

    @property
    def broken(self) -> bool:
        """Whether something that must be kept is not."""
        return bool((self.counts.loc[self.counts["severity"] == "must", STATES[FAIL]] > 0).any())

    @property
    def told(self) -> tuple[int, ...]:
        """States whose verdicts are written."""
        return (FAIL, CANNOT_TELL, PASS, NOT_APPLICABLE) if self.every else (FAIL, CANNOT_TELL)

    @property
    def number_told(self) -> int:
        """How many verdicts that are."""
        return sum(self.totals[STATES[s]] for s in self.told)

    def verdicts(self, most: int | None = None) -> pd.DataFrame:
        """Verdicts that are written, musts first."""
        return telling.verdicts(self.found, self.city.zones, self.told, most)

    def lonlat(self, rows: pd.DataFrame) -> list[list[float] | None]:
        """Longitude and latitude of verdicts; None where there is no place."""
        from pyproj import Transformer

        x, y = rows["x_m"].to_numpy(float), rows["y_m"].to_numpy(float)
        known = np.isfinite(x) & np.isfinite(y)
        lon, lat = Transformer.from_crs(self.city.city.crs, "EPSG:4326", always_xy=True).transform(np.where(known, x, 0), np.where(known, y, 0))
        return [[round(float(a), 7), round(float(b), 7)] if k else None for a, b, k in zip(lon, lat, known, strict=True)]

    @cached_property
    def _rows(self) -> dict[tuple[str, str], dict[str, Any]]:
        return {(one.row["standard"], one.row["requirement"]): one.row for one in self.found}

    def sentence(self, standard: str, requirement: str) -> str:
        """What a requirement asks for, in Korean."""
        return str(self._rows[standard, requirement]["sentence_ko"])

    def title(self, standard: str) -> str:
        """What a standard is called."""
        return next(str(row["title_ko"]) for (id, _), row in self._rows.items() if id == standard)

    def service_title(self, service: str) -> str:
        """What a service of the catalogue is called."""
        rows = self.city.shelf[Services].rows
        return str(rows.loc[rows["service"] == service, "title_ko"].iloc[0])

    def zone_title(self, zone: str) -> str:
        """What a zone is called."""
        return CITY_KO if zone == CITY else self.city.titles.get(zone, NOWHERE)


def check(paths: Sequence[Path], folder: Path, asked: Asked, say: Callable[[str], None] = lambda _: None) -> Result:
    """Judge the assets of some files on the ground of a city."""
    from dosi.sources.assets import Words, read_assets, read_naming

    here = of_city(folder, asked.data, say=say)
    standards = _chosen(here.shelf[Standards], asked.only)
    parameters = limits(standards)
    titles, yes_no, roles = telling.attributes_asked(standards)
    systems = tuple(here.shelf.named("rows/coordinate_systems").rows["crs"]) if "rows/coordinate_systems" in here.shelf else ()
    read = read_assets(paths, Words(titles, yes_no, roles, here.city.crs, systems, here.area), read_naming(asked.columns, asked.role, asked.crs), say)
    say("자산이 든 생활권을 찾는 중 (locating)")
    assets = here.assets(read)
    concerned = _concerned(parameters, assets)
    left = len(parameters) - len(concerned)
    understood = (*read.understood, *([f"요구사항 {left}가지는 이 자산들을 말하지 않아 견주지 않았다"] if left else []))
    standards = Standards(standards.rows[[at in concerned for at in range(len(standards.rows))]], list(standards.sources.values()))
    ground = here.ground(any(one["distance"] == ALONG_STREETS for one, _ in parameters))
    say(f"자산 {len(assets):,}개를 기준과 견주는 중 (judging)")
    if asked.design:
        ground = _beside(ground, assets, {r for one, given in parameters for r in (one["role"], *roles_of(one["kind"], given))})
    elif less := _less_than_stands(parameters, assets, ground.standing):
        understood = (*understood, *less)
    found = judge(assets, ground, standards)
    return Result(here, standards, assets, _touched(found, assets) if asked.design else found, understood, asked.every)


def _chosen(standards: Standards, only: tuple[str, ...]) -> Standards:
    if not only:
        return standards
    faults = Faults()
    known = list(dict.fromkeys(standards.rows["standard"]))
    for id in [o for o in only if o not in known]:
        faults.add(f'Standard "{id}": is not known', "--only", id, ", ".join(known), nearest(id, known) or "name one of these")
    faults.raise_any()
    return Standards(standards.rows[standards.rows["standard"].isin(only)], list(standards.sources.values()))


def _concerned(parameters: list[tuple[dict[str, Any], dict[str, Any]]], assets: Assets) -> set[int]:
    """Requirements that are about the assets: their subjects, or what zones are judged by, or what is looked for around."""
    there = set(pd.unique(assets.role))
    return {at for at, (one, given) in enumerate(parameters) if there & {one["role"], *(roles_of(one["kind"], given) if one["kind"] in zone_kinds() else ())}}


def _less_than_stands(parameters: list[tuple[dict[str, Any], dict[str, Any]]], assets: Assets, standing: Assets | None) -> list[str]:
    """A file that holds fewer of a role than the city's own layers is told: zones are judged by the file alone."""
    counted = {one["role"] for one, _ in parameters if one["kind"] in zone_kinds()} & set(pd.unique(assets.role))
    here = {role: (int((assets.role == role).sum()), 0 if standing is None else int((standing.role == role).sum())) for role in sorted(counted)}
    return [f"{role}: 파일에 {mine:,}개, 도시 자료에 {there:,}개. 생활권마다의 수는 파일만으로 셌다(파일이 일부이면 --design)" for role, (mine, there) in here.items() if mine < there]


def _beside(ground: Ground, assets: Assets, roles: set[str]) -> Ground:
    """A design on the ground of what stands: what is looked for around the new assets is both together."""
    if ground.standing is None or not len(ground.standing):
        return ground
    old = ground.standing.taken(np.isin(ground.standing.role, [*roles]))
    shape = None
    if old.shape is not None or assets.shape is not None:
        shape = np.concatenate([np.full(len(a), None, dtype=object) if a.shape is None else a.shape for a in (assets, old)])
    frame = pd.concat([assets.frame, old.frame if old.at is None else old.frame.take(old.at)], ignore_index=True)
    id, role, layer, zone, x, y = (np.concatenate([getattr(assets, n), getattr(old, n)]) for n in ("id", "role", "layer", "zone", "x_m", "y_m"))
    return replace(ground, standing=Assets(frame, id, role, layer, zone, x, y, shape), together=True)


def _touched(found: list[Checked], assets: Assets) -> list[Checked]:
    """Zones in which the design has no asset are not its business."""
    inside = set(assets.zone[assets.zone >= 0].tolist())
    made = []
    for one in found:
        if one.judged.of == "zone":
            outside = ~np.isin(np.arange(len(one.judged.state)), [*inside])
            one = replace(one, judged=replace(one.judged, state=np.where(outside, np.int8(NOT_APPLICABLE), one.judged.state)))
        made.append(one)
    return made
