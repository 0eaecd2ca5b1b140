"""How surely an indicator is known: the 95 % interval of its value, from sampling of events or from the model of where people live."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from dosi.evidence.indicators.counting import LEVELS, Found, Ground
from dosi.model.city import CITY
from dosi.model.findings import PopulationError
from dosi.model.layers import Layers

GRID, DASYMETRIC = "population:cells", "dasymetric"
"""role of the layer of people by cell; the method whose error is taken"""
LEVEL = 0.95
BLOCK_M = 500.0
"""side of a block of cells whose errors are taken to be alike"""
WIDE = float(stats.norm.ppf(0.5 + LEVEL / 2))


def interval(found: Found, ground: Ground) -> pd.DataFrame:
    """Lower and upper end of each place's value (index place; low, high), missing where nothing is known of its error.

    A shape that knows its own interval gives it in `by_place`; otherwise by what was counted: events as Poisson counts, shares of events as
    binomial, cells by the measured error of the population grid. Registers of places and official figures are complete counts: no interval.
    """
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
        return of_cells(found.by_cell, ground)
    return pd.DataFrame({"low": low, "high": high}, index=made.index)


def kind_of(found: Found, ground: Ground) -> str:
    """Where an indicator's error comes from: sampling (events that might have fallen otherwise), model (estimated cells), none (complete counts)."""
    if found.basis in ("events", "years", "shrunken"):
        return "sampling"
    return "model" if found.over == "cells" and ground.cell_error_share != 0 else "none"


def error_of_cells(layers: Layers, error: PopulationError) -> float:
    """Relative error of blocks of the population grid: 0 where the grid is observed, else as measured by predicting units; NaN where it was not measured."""
    grid = layers.rows[layers.rows["role"] == GRID]
    if len(grid) and (grid["kind"] == "observed").all():
        return 0.0
    measured = error.rows[(error.rows["place"] == CITY) & (error.rows["method"] == DASYMETRIC)]["variation"]
    return float(measured.iloc[0]) if len(measured) else np.nan


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


def of_cells(cells: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Interval of a ratio over cells whose people are known up to a relative error e, alike within a block of 500 m and independent between blocks.

    With value R = sum(n_c) / sum(d_c): se(R) = e sqrt(sum over blocks of (sum of n_c - R d_c)^2) / sum(d_c) (linearised; Cochran 1977, Sampling techniques,
    ch. 6 and 9). e is the coefficient of variation that predicting units from their neighbours gives; that a block errs as one is an assumption.
    """
    sums = ground.sums(cells, ["numerator", "denominator"])
    people = sums["denominator"].where(sums["denominator"] > 0)
    ratio = sums["numerator"] / people
    at = ground.located_cells.rows.set_index("cell")[["x_m", "y_m"]].reindex(cells["cell"]) // BLOCK_M
    placed = cells.assign(city=CITY, across=at["x_m"].to_numpy(), up=at["y_m"].to_numpy())
    apart = []
    for level in (*LEVELS, "city"):
        miss = placed["numerator"] - placed[level].map(ratio) * placed["denominator"]
        blocks = miss.groupby([placed[level], placed["across"], placed["up"]]).sum()
        apart.append((blocks**2).groupby(level=0).sum())
    half = WIDE * ground.cell_error_share * np.sqrt(pd.concat(apart).reindex(ratio.index)) / people
    return pd.DataFrame({"low": ratio - half, "high": ratio + half})
