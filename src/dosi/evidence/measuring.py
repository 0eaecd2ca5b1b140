"""Measure every indicator row for every reporting unit, zone and the city, and its gap to the target."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from dosi.evidence import indicators as shapes
from dosi.evidence import uncertainty
from dosi.evidence.apart import MOST_CHANGED, Dates
from dosi.evidence.indicators.counting import Found, Ground
from dosi.evidence.years import years_by_role
from dosi.model.city import CITY
from dosi.model.findings import CellValues, Exposure, Located, LocatedCells, Measured, People, PopulationError, Reached, Shrunken, Unreached
from dosi.model.layers import Events, GroundCells, Layers, Lines, PlannedHousing, UnitFigures
from dosi.model.rows import Crosswalk, ErrorAssumptions, Indicators, PlanningAreas, TravelModes, Zones
from dosi.model.table import split
from dosi.network.travelling import Travels

NO_DATA = "자료 없음"
FEW_PEOPLE = "사는 사람이 적어 비율을 내지 않음"
NOT_REACHED = "자료가 이곳을 조사하지 않음"
NO_CELLS = "인구 격자가 없어 거리를 재지 못함"
NO_PEOPLE = "사는 사람의 수를 모름"
PARTLY = "인구를 모르는 행정동이 있어 시 전체의 비율을 내지 않음"
NO_STREETS = "도로망 자료가 없거나 길이 닿지 않음"
NO_PERIOD = "사건을 모은 기간을 모르거나 반년이 되지 않아 한 해의 수를 내지 않음"
UNREACHED = "길이 닿지 않는 사람이 한도보다 많아 평균을 내지 않음"
MOST_UNREACHED = 0.1
"""share of a place's people whom streets may leave out before a mean of the others is withheld: those left out live farthest off, so a mean without them
flatters; one in ten moves it by no more than a tenth of the distance between them and the others (author's judgement)"""
STRAIGHT = "가장 가까운 시설({nearest_place})까지 직선으로 {distance_m|metre}{이다}."
ALONG = "가장 가까운 시설({nearest_place})까지 길을 따라 {minutes|number}분이다."
WITHIN = "길을 따라 닿는 양은 {access|number}{이다}."
CUT = "길이 닿지 않는다."
APART = "분자와 분모의 기준일이 두 해 넘게 다르고 그 사이 사람이 넷에 하나보다 많이 늘어 나누지 않음"
OTHER_DATES = Measured.because + " 분자는 {numerator_on} 기준, 분모는 {denominator_on} 기준이며 그 사이 사람이 얼마나 바뀌었는지 모르거나 적다."
UNSURE = "사건을 모은 동안 산 사람을 어림한 값이 넷에 하나보다 크게 어긋날 수 있어, 어림이 답을 정하므로 나누지 않음"
MOST_UNSURE = MOST_CHANGED
"""share of the person-years by which their low or high estimate may lie off the middle before a rate is withheld: up to there the interval tells it, beyond it the estimate and not the
count decides the answer (author's judgement, as for figures of two dates)"""
DIVIDED, LEVELLED = " 분모는 자료 기간에 해마다 살던 사람의 합으로, ", " 해마다의 수를 그해 살던 사람의 수로 고르되, "
HOW = {
    "joined": "날짜가 다른 공표 인구를 이어 셈하였다.",
    "moved_in": "공표 인구를 그 앞뒤로 새 주택에 들고 옮겨 간 사람만큼 고쳐 어림하였다.",
    "same": "그 사이 사람이 어떻게 바뀌었는지 알려 주는 자료가 없어 한 날의 공표 인구를 해마다 그대로 썼다.",
}
"""what events were divided by, in words; a place is as its worst year, the first of these that some year of it is"""
WITHOUT = Measured.because + " 길이 닿지 않는 {people_unreached|people}{을} 뺀 값이다."


def measure(
    indicators: Indicators, people: People, located: Located, located_cells: LocatedCells, events: Events, crosswalk: Crosswalk, layers: Layers, zones: Zones,
    figures: UnitFigures, lines: Lines, modes: TravelModes, surface: GroundCells, error: PopulationError, housing: PlannedHousing, areas: PlanningAreas, assumptions: ErrorAssumptions,
    exposure: Exposure,
) -> tuple[Measured, CellValues, Shrunken, Unreached, Reached]:  # fmt: skip
    """Value = numerator over denominator of the indicator's shape; gap = (target - value) / (target - worst), kept in 0..1.

    Distances are straight lines, but for indicators that name a mode of travel: these go along streets, and what streets do not reach is listed.
    Of a share, whoever is not reached has not reached; a mean is that of the others, and missing where more than a tenth of the people are not reached.
    Missing stays missing, with the reason.
    """
    travels = Travels(modes, lines, located, located_cells, surface, indicators)
    of_cells = uncertainty.error_of_cells(layers, error, assumptions)
    ground = Ground(people, located, located_cells, events, crosswalk, figures, travels, years_by_role(layers), of_cells.share,
                    Dates(layers, people, figures, crosswalk, housing, areas), of_cells.kind, uncertainty.modelled_roles(layers), exposure)  # fmt: skip
    parts: list[pd.DataFrame] = []
    distances: list[pd.DataFrame] = []
    drawn: list[pd.DataFrame] = []
    for row in indicators.records():
        found = known_shapes()[row["shape"]](row, ground)
        uncovered = _uncovered(row["role"], layers, zones, crosswalk)
        parts.append(_with_gap(row, found, ground, uncovered))
        if found.by_cell is not None:
            distances.append(found.by_cell)
        if found.drawn is not None:
            drawn.append(found.drawn.rename_axis("place").reset_index().assign(indicator=row["indicator"]))
    columns = [*CellValues.columns]
    return (
        Measured(pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*Measured.columns])),
        CellValues(_told(pd.concat(distances, ignore_index=True)) if distances else pd.DataFrame(columns=columns)),
        Shrunken(pd.concat(drawn, ignore_index=True)[[*Shrunken.columns]] if drawn else pd.DataFrame(columns=[*Shrunken.columns])),
        travels.unreached(),
        travels.reached(MOST_UNREACHED),
    )


def _told(cells: pd.DataFrame) -> pd.DataFrame:
    """What was found for each cell, with the words that say so."""
    cells = cells.reindex(columns=[c for c in CellValues.columns if c != "streets"])
    which = np.select([cells["distance_m"].notna(), cells["minutes"].notna(), cells["access"].notna()], [0, 1, 2], 3)
    words, streets = pd.array([STRAIGHT, ALONG, WITHIN, CUT], dtype="str"), pd.array(["no", "yes"], dtype="str")
    return cells.assign(streets=streets.take(cells["travel"].notna().to_numpy().astype(np.int64)), because=words.take(which))


def measured_values(row: dict[str, Any], ground: Ground, layers: Layers, zones: Zones, crosswalk: Crosswalk) -> pd.DataFrame:
    """One indicator measured on a ground: a row per place, with its value and gap."""
    return _with_gap(row, known_shapes()[row["shape"]](row, ground), ground, _uncovered(row["role"], layers, zones, crosswalk)).set_index("place")


@cache
def known_shapes() -> dict[str, Callable[..., Any]]:
    """The shapes there are: one file each in evidence/indicators with a function of the same name."""
    found = {}
    for module in pkgutil.iter_modules(shapes.__path__):
        made = importlib.import_module(f"{shapes.__name__}.{module.name}")
        if hasattr(made, module.name):
            found[module.name] = getattr(made, module.name)
    return found


def _uncovered(role: str, layers: Layers, zones: Zones, crosswalk: Crosswalk) -> set[str]:
    """Places that a role's file was not made for: there it says nothing, which is not zero."""
    limits = [split(c) for c in layers.rows.loc[layers.rows["role"] == role, "covers_kind"] if split(c)]
    if not limits:
        return set()
    outside = set(zones.rows.loc[~zones.rows["kind"].isin(limits[0]), "zone"])
    return outside | set(crosswalk.rows.loc[crosswalk.rows["zone"].isin(outside), "unit"]) | {CITY}


def _with_gap(row: dict[str, Any], found: Found, ground: Ground, uncovered: set[str]) -> pd.DataFrame:
    """Value and gap per place, each from the rounded value that is shown before it.

    Missing where the file does not reach, or where fewer people live than make a rate meaningful.
    """
    who = ground.people.rows.set_index("place")
    few = who["people"].astype(float) < float(row["least_people"] or 0)
    silent = who.index.isin(uncovered)
    made = found.by_place.reindex(who.index)
    alone = (who["people"].isna() if found.over == "people" else pd.Series(False, index=who.index)).to_numpy()
    partly = (who.index == CITY) & bool(found.over == "people" and who.loc[who["level"] == "unit", "people"].isna().any()) & ~alone
    lost = (made["unreached"] if "unreached" in made else pd.Series(np.nan, index=who.index)).astype(float)
    remote = (lost > MOST_UNREACHED * (lost + made["denominator"].astype(float))).to_numpy()
    exposed = ground.exposure is not None and not row["per"] and found.basis in ("events", "shrunken", "years") and found.over in ("people", "years")
    lived = _lived(row["role"], ground) if exposed else pd.DataFrame(index=who.index, columns=["unsure", "empty", "basis"])
    unsure = lived["unsure"].eq(True).to_numpy()
    few |= lived["empty"].eq(True) & (found.basis == "years")
    far = ground.dates.far_apart(row["role"], row["per"] or uncertainty.OFFICIAL) if ground.dates and found.over in ("people", "figures") and not exposed else None
    grown = (ground.dates.growth(far).reindex(who.index) > MOST_CHANGED).to_numpy() if ground.dates and far else np.zeros(len(who), dtype=bool)
    made.loc[few.to_numpy() | silent | partly | remote | grown | unsure] = np.nan
    value = (made["numerator"] / made["denominator"].where(made["denominator"] > 0)).astype(float).round(6)
    gap = ((row["target"] - value) / (row["target"] - row["worst"])).clip(0, 1).round(6)
    ends = uncertainty.interval(found, ground).reindex(who.index).where(value.notna(), axis=0).astype(float).round(6)
    gaps = ((row["target"] - ends) / (row["target"] - row["worst"])).clip(0, 1).round(6)
    affected = made["affected"] if "affected" in made else pd.Series(np.nan, index=who.index)
    on_record = (ground.located.rows["role"] == row["role"]).any()
    undated = found.basis in ("events", "shrunken") and found.over != "events" and row["role"] not in ground.years and ground.happens(row["role"], None)
    nothing = NO_PERIOD if undated else NO_STREETS if on_record and row["travel"] else NO_CELLS if on_record and found.basis == "cells" and ground.located_cells.rows.empty else NO_DATA
    return pd.DataFrame({
        "place": who.index, "indicator": row["indicator"], "level": who["level"].to_numpy(), "theme": row["theme"],
        "basis": found.basis, "over": found.over, "role": row["role"], "near_role": row["near_role"], "per": row["per"], "group": row["group"], "numerator": made["numerator"].to_numpy(),
        "denominator": made["denominator"].to_numpy(), "value": value.to_numpy(),
        "value_low": ends["low"].to_numpy(), "value_high": ends["high"].to_numpy(), "error_kind": uncertainty.kinds_of(found, row, ground).reindex(who.index).to_numpy(), "target": row["target"],
        "gap_share": gap.to_numpy(), "gap_low": gaps.min(axis=1).to_numpy(), "gap_high": gaps.max(axis=1).to_numpy(),
        "people_affected": pd.Series(affected.to_numpy(float)).clip(0).where(gap.notna().to_numpy()).round().astype("Int64"),
        "missing_ko": np.select([~value.isna(), few.to_numpy(), silent, alone, partly, remote, grown, unsure],
                                ["", FEW_PEOPLE, NOT_REACHED, NO_PEOPLE, PARTLY, UNREACHED, APART, UNSURE], nothing),
        "people_unreached": pd.Series(lost.to_numpy()).round().astype("Int64"),
        "numerator_on": far[0] if far else None, "denominator_on": far[1] if far else None,
        "people_basis": lived["basis"].to_numpy(),
        "because": np.select([value.isna(), (lost > 0).to_numpy(), np.full(len(who), far is not None), *(lived["basis"].eq(how).to_numpy() for how in HOW)],
                             ["값이 없다: {missing_ko}.", WITHOUT, OTHER_DATES, *(Measured.because + (LEVELLED if found.basis == "years" else DIVIDED) + told for told in HOW.values())], ""),  # empty: as the table says
    })  # fmt: skip


def _lived(role: str, ground: Ground) -> pd.DataFrame:
    """Of every place, whether its person-years are too unsure to divide by, whether nobody lived there in some year, and how its people are known in the year known worst."""
    rows = ground.lived_by_year(role)
    sums = rows.groupby(level=0)[["mid", "low", "high"]].sum()
    basis = rows["basis"].map({how: n for n, how in enumerate(reversed(HOW))}).groupby(level=0).max().map(dict(enumerate(reversed(HOW))))
    return pd.DataFrame({"unsure": np.maximum(sums["high"] - sums["mid"], sums["mid"] - sums["low"]) > MOST_UNSURE * sums["mid"],
                         "empty": (rows["mid"] <= 0).groupby(level=0).any(), "basis": basis}, dtype=object).reindex(ground.all_places)  # fmt: skip

