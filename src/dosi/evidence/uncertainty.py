"""How surely an indicator is known: the 95 % interval of its value, from sampling of events or from the model of where people live."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from dosi.evidence.indicators.counting import LEVELS, Found, Ground
from dosi.model.city import CITY
from dosi.model.findings import PopulationError
from dosi.model.layers import Layers
from dosi.model.rows import ErrorAssumptions
from dosi.model.table import split

GRID, DASYMETRIC, OFFICIAL = "population:cells", "dasymetric", "figures:population"
"""role of the layer of people by cell; the method whose error is taken; role of the official people"""
BOUNDARIES, STREETS = "place:legal_unit", "network:"
"""role of what areas are measured on; beginning of the roles travelled along"""
LEVEL = 0.95
BLOCK_M = 500.0
"""side of a block of cells whose errors are taken to be alike"""
WIDE = float(stats.norm.ppf(0.5 + LEVEL / 2))


def interval(found: Found, ground: Ground) -> pd.DataFrame:
    """Lower and upper end of each place's value (index place; low, high), missing where nothing is known of its error; within what is possible, about the value.

    A shape that knows its own interval gives it in `by_place`; otherwise by what was counted: events as Poisson counts, shares of events as
    binomial, cells by the measured or assumed error of the population grid. Registers of places and official figures are complete counts: no interval.
    """
    made = found.by_place
    value = made["numerator"] / made["denominator"].where(made["denominator"] > 0)
    ends = _ends(found, ground).astype(float).clip(found.least, found.most)
    return pd.DataFrame({"low": np.minimum(ends["low"], value), "high": np.maximum(ends["high"], value)})


def _ends(found: Found, ground: Ground) -> pd.DataFrame:
    """Ends of the interval by what was counted, before they are held to what is possible."""
    made = found.by_place
    if {"low", "high"} <= set(made.columns):
        return made[["low", "high"]]
    counts, over = made["numerator"].to_numpy(float), made["denominator"].where(made["denominator"] > 0).to_numpy(float)
    low = high = np.full(len(made), np.nan)
    if (found.basis, found.over) == ("events", "events"):
        low, high = wilson(counts, over)
    elif found.basis == "events":
        low, high = (end / over for end in poisson(counts))
    elif found.over == "cells" and found.by_cell is not None and ground.cell_error_share > 0:
        return of_cells(found.by_cell, ground, bounded=found.most == 1)
    return pd.DataFrame({"low": low, "high": high}, index=made.index)


def kind_of(found: Found, ground: Ground) -> str:
    """Where an indicator's error comes from: sampling (events that might have fallen otherwise), the error of the cells it counts people on
    (`error_of_cells`), none (complete counts)."""
    if found.basis in ("events", "years", "shrunken"):
        return "sampling"
    if found.over not in ("cells", "one") or ground.cell_error_share == 0:
        return "none"
    return ground.cell_error_kind


def kinds_of(found: Found, row: dict[str, Any], ground: Ground) -> pd.Series:
    """The same by place (index place): what would be a complete count is none where a file it is made from is invented or estimated (modelled), or where it
    rests on figures divided between units (divided); how far these are off is unknown."""
    kind = pd.Series(kind_of(found, ground), index=ground.all_places)
    if kind_of(found, ground) == "none" and files_of(found, row, ground) & ground.modelled:
        return kind.mask(kind == "none", "modelled")
    roles = [*([row["role"]] if found.basis == "figures" else []), *([row["per"] or OFFICIAL] if found.over in ("people", "figures") else [])]
    parted = {place for role in roles for place in ground.divided(role)}
    return kind.mask((kind == "none") & kind.index.isin(parted), "divided")


def files_of(found: Found, row: dict[str, Any], ground: Ground) -> set[str]:
    """Roles of the files that a value's numerator and denominator are made from, but for the grid of people: that has an error of its own."""
    roles = {row["role"], *split(row["near_role"])}
    if found.over in ("people", "figures"):
        roles.add(row["per"] or OFFICIAL)
    elif found.over == "one":
        roles |= {row["group"], OFFICIAL}
    elif found.over == "area":
        roles.add(BOUNDARIES)
    return roles | {role for role in ground.modelled if role.startswith(STREETS) and found.basis in ("minutes", "access")}


def modelled_roles(layers: Layers) -> frozenset[str]:
    """Roles of the files taken that are invented or estimated."""
    return frozenset(layers.rows.loc[(layers.rows["kind"] == "modelled") & layers.rows["file"].notna(), "role"])


@dataclass(frozen=True)
class CellError:
    """How far the people of a block of cells are off, and how that is known."""

    share: float
    """relative error; 0: none, NaN: unknown"""
    kind: str
    """model | borrowed | assumed | modelled | none"""


def error_of_cells(layers: Layers, error: PopulationError, assumptions: ErrorAssumptions) -> CellError:
    """Relative error of blocks of the population grid.

    none: the grid is a count. model: divided here, as measured by predicting units. borrowed: of a supplied grid that is no count the sums by unit are fitted
    to the official figures, so that its error within units cannot be measured, and the one measured of the division made here stands in. assumed: nothing
    measures any (no use of the ground on record), so a row's figure stands in. modelled: no row says one either, and the error is unknown.
    """
    grid = layers.rows[(layers.rows["role"] == GRID) & layers.rows["file"].notna()]
    if len(grid) and (grid["kind"] == "observed").all():
        return CellError(0.0, "none")
    measured = error.rows[(error.rows["place"] == CITY) & (error.rows["method"] == DASYMETRIC)]["variation"].dropna()
    if len(measured):
        return CellError(float(measured.iloc[0]), "borrowed" if len(grid) else "model")
    assumed = assumptions.rows.loc[assumptions.rows["assumption"] == "population_grid", "value"]
    return CellError(float(assumed.iloc[0]), "assumed") if len(assumed) else CellError(np.nan, "modelled")


def poisson(count: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Exact 95 % interval of the mean of a Poisson count: chi-square quantiles over two (Garwood 1936, Biometrika 28).

    >>> [a.round(2).tolist() for a in poisson(np.array([0.0, 10.0]))]
    [[0.0, 4.8], [3.69, 18.39]]
    """
    tail = (1 - LEVEL) / 2
    low = np.where(count > 0, stats.chi2.ppf(tail, 2 * np.maximum(count, 1e-9)) / 2, 0.0)
    return np.where(np.isnan(count), np.nan, low), stats.chi2.ppf(1 - tail, 2 * (count + 1)) / 2


def wilson(good: np.ndarray, of: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """95 % interval of a share (Wilson 1927, Journal of the American Statistical Association 22); missing where nothing was counted.

    >>> [a.round(3).tolist() for a in wilson(np.array([5.0]), np.array([10.0]))]
    [[0.237], [0.763]]
    """
    n = np.where(of > 0, of, np.nan)
    share = good / n
    middle = (share + WIDE**2 / (2 * n)) / (1 + WIDE**2 / n)
    half = WIDE * np.sqrt(share * (1 - share) / n + WIDE**2 / (4 * n**2)) / (1 + WIDE**2 / n)
    return np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)


def of_cells(cells: pd.DataFrame, ground: Ground, bounded: bool) -> pd.DataFrame:
    """Interval of a ratio over cells whose people are known up to a relative error e, alike within a block of 500 m and independent between blocks.

    With value R = sum(n_c) / sum(d_c): se(R)^2 = e^2 sum over blocks of (sum of n_c - R d_c)^2 / sum(d_c)^2 (linearised; Cochran 1977, Sampling techniques,
    ch. 6 and 9). That a block errs as one is an assumption. A place is known by no more than m = sum(d_b)^2 / sum(d_b^2) blocks of equal weight
    (Kish 1965, Survey sampling), so by no more than m / e^2 independent people's worth.

    Shares (`bounded`): Wilson's interval with the effective number min(m / e^2, R (1 - R) / se^2) (Korn and Graubard 1998, Survey Methodology 24): within
    0..1, and of some width at 0 and 1 as well, where it is the rule of three in Wilson's form, z^2 / (m / e^2 + z^2). Means: R -+ z se, where se^2 is at least
    e^2 times the variance between people over m; since that share of a place's people may live where the rest of the city does, the interval reaches at
    least so far towards the city's value.
    """
    error = ground.cell_error_share
    sums = ground.sums(cells, ["numerator", "denominator"]).astype(float)
    people = sums["denominator"].where(sums["denominator"] > 0)
    ratio = sums["numerator"] / people
    at = ground.located_cells.rows.set_index("cell")[["x_m", "y_m"]].reindex(cells["cell"]) // BLOCK_M
    placed = cells.assign(city=CITY, across=at["x_m"].to_numpy(), up=at["y_m"].to_numpy())
    each = placed["numerator"] / placed["denominator"].where(placed["denominator"] > 0)
    parts = []
    for level in (*LEVELS, "city"):
        mean = placed[level].map(ratio)
        held = pd.DataFrame({"place": placed[level], "across": placed["across"], "up": placed["up"], "miss": placed["numerator"] - mean * placed["denominator"],
                             "weight": placed["denominator"], "apart": placed["denominator"] * (each - mean) ** 2})  # fmt: skip
        blocks = held.groupby(["place", "across", "up"])[["miss", "weight", "apart"]].sum()
        parts.append(blocks.assign(miss=blocks["miss"] ** 2, weight=blocks["weight"] ** 2).groupby(level=0).sum())
    held = pd.concat(parts).reindex(ratio.index).astype(float)
    blocks_worth = people**2 / held["weight"].where(held["weight"] > 0)
    most = blocks_worth / error**2
    variance = error**2 * held["miss"] / people**2
    if bounded:
        told = (ratio * (1 - ratio) / variance.where(variance > 0)).clip(lower=np.finfo(float).tiny)
        number = np.fmin(most, told.where(ratio * (1 - ratio) > 0)).to_numpy(float)
        low, high = wilson(ratio.to_numpy(float) * number, number)
        return pd.DataFrame({"low": low, "high": high}, index=ratio.index)
    half = WIDE * np.sqrt(np.maximum(variance, error**2 * held["apart"] / people / blocks_worth))
    pulled = ratio + WIDE**2 / (most + WIDE**2) * (ratio[CITY] - ratio)
    return pd.DataFrame({"low": np.minimum(ratio - half, pulled), "high": np.maximum(ratio + half, pulled)})
