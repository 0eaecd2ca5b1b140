"""Rank urban problems: how far a zone lags, how many people it touches, and how many citizens say so."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dosi.model.city import CITY
from dosi.model.findings import Heard, Measured, People, Problems
from dosi.model.rows import Themes, Weights, Zones

PARTS = ("gap_share", "voice_share", "people_share")
WEIGHTS = ("gap_weight", "voice_weight", "people_weight")
BASE = "base"
EQUAL = np.full(len(WEIGHTS), 1 / len(WEIGHTS))
"""weights of a city that gives none"""


def rank(zones: Zones, themes: Themes, measured: Measured, heard: Heard, people: People, weights: Weights) -> Problems:
    """Rank every theme of every zone, worst first.

    Score: weighted mean of three shares (0..1) - the mean gap of the theme's indicators that are known here, the share of voices that
    raise it, and the share of people affected by the indicator that lags most - over those that are known. The rank's range: the best and worst rank
    over every stakeholder group's weights and both ends of the voice interval. Ties by zone, then theme.
    """
    grid = pd.MultiIndex.from_product([[*zones.rows["zone"], CITY], themes.rows["theme"]], names=["zone", "theme"]).to_frame(index=False)
    lagging = _worst(measured)
    frame = grid.merge(lagging, on=["zone", "theme"], how="left").merge(
        heard.rows[["zone", "theme", "voice_share", "share_low", "share_high"]], on=["zone", "theme"], how="left"
    )
    who = people.rows.set_index("place")["people"].astype(float)
    frame["people_share"] = (frame["people_affected"].astype(float) / frame["zone"].map(who)).clip(0, 1).round(6)
    frame["level"] = np.where(frame["zone"] == CITY, "city", "zone")
    groups = weights.rows.set_index("group")[list(WEIGHTS)].astype(float)
    frame["score"] = score(frame, groups.loc[BASE].to_numpy() if BASE in groups.index else EQUAL, "voice_share").round(6)
    in_zone = frame["level"] == "zone"
    frame["state"] = np.select([~in_zone, frame["score"].notna()], ["city", "ranked"], "unknown")
    frame["rank"] = _rank(frame["score"].where(in_zone))
    trials = [
        _rank(score(frame, w, voice).where(in_zone))
        for w in (groups.to_numpy() if len(groups) else [EQUAL])
        for voice in ("voice_share", "share_low", "share_high")
    ]
    tried = pd.concat(trials, axis=1)
    frame["rank_low"], frame["rank_high"] = tried.min(axis=1), tried.max(axis=1)
    order = frame.sort_values(["rank", "zone", "theme"], na_position="last", kind="stable")
    return Problems(order.drop(columns=["share_low", "share_high"]))


def _worst(measured: Measured) -> pd.DataFrame:
    """Per place and theme the mean gap of its indicators, and the one with the largest gap; ties by indicator id.

    The mean, since with several indicators one of them is nearly always at its worst: the largest gap would tell no two zones apart.
    """
    rows = measured.rows[measured.rows["level"].isin(["zone", "city"])].dropna(subset=["gap_share"])
    rows = rows.sort_values(["gap_share", "indicator"], ascending=[False, True], kind="stable")
    first = rows.drop_duplicates(["place", "theme"])
    mean = rows.groupby(["place", "theme"], as_index=False)["gap_share"].mean().round(6)
    lagging = first.drop(columns="gap_share").merge(mean, on=["place", "theme"])
    return lagging.rename(columns={"place": "zone"})[["zone", "theme", "indicator", "gap_share", "people_affected"]]


def score(frame: pd.DataFrame, weight: np.ndarray, voice: str) -> pd.Series:
    """Weighted mean of the parts that are known; missing where none is.

    >>> part = pd.DataFrame({"gap_share": [0.8], "voice_share": [np.nan], "people_share": [0.4]})
    >>> float(score(part, np.array([0.5, 0.3, 0.2]), "voice_share").round(4)[0])
    0.6857
    """
    parts = frame[[PARTS[0], voice, PARTS[2]]].to_numpy(float)
    known = ~np.isnan(parts)
    total = (known * weight).sum(axis=1)
    summed = np.where(known, parts, 0.0) @ weight
    return pd.Series(np.divide(summed, total, out=np.full(len(frame), np.nan), where=total > 0), index=frame.index)


def _rank(values: pd.Series) -> pd.Series:
    """Rank 1 for the largest value; equal values share the smaller rank."""
    return values.rank(ascending=False, method="min").astype("Int64")
