"""Rank urban problems: how far a zone lags, how many people it touches, how many citizens say so, and whether it grows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from dosi.model.city import CITY
from dosi.model.findings import GroupRanks, Heard, Measured, People, Problems
from dosi.model.rows import Limits, Themes, Weights, Zones
from dosi.problems.acceptability import Parts, Uncertain, accept

PARTS = ("gap_share", "voice_level", "people_share", "trend_share")
WEIGHTS = ("gap_weight", "voice_weight", "people_weight", "trend_weight")
BASE = "base"
EQUAL = np.full(len(WEIGHTS), 1 / len(WEIGHTS))
"""weights of a city that gives none"""
VOICED = {"voice_level": "voice_share", "voice_low": "share_low", "voice_high": "share_high"}
"""how loud the voices are, and the ends of its interval, by the share each is made of"""
FEWEST_VOICES = "voices_at_least"
ENDS = ("gap_share", "gap_low", "gap_high")
OF_GRID = ("model", "borrowed", "assumed")
"""kinds of error that come from the one population grid"""
GROWTH = "years"
"""what indicators count that say how fast a problem grows; they make the trend, not the gap"""


def rank(zones: Zones, themes: Themes, measured: Measured, heard: Heard, people: People, weights: Weights, limits: Limits) -> tuple[Problems, GroupRanks]:
    """Rank every theme of every zone, worst first; and once more with the weights of every stakeholder group alone.

    Score: weighted mean of four parts (0..1) over those that are known - the mean gap of the theme's indicators, how loud its voices are, the share of
    people affected by the lagging indicator that counts people, and the gap of the theme's indicators of growth. Voices: the share that raises the theme
    in the zone, over the share of the theme that the city raises most (at most 1), so that it has the scale of a gap and being heard lowers no score; where
    nobody of the zone was heard on what is measured, the city's share of the theme stands in. Where nothing is measured, voices count only from the number in rows/limits
    on. Ties by zone, then theme. How surely: `acceptability.accept`; its interval is widened where needed to hold the rank itself.
    """
    frame = scored(zones, themes, measured, heard, people, weights, limits)
    groups = _weights(weights)
    ranked = frame[frame["rank"].notna()]
    sure = accept(_parts(ranked, measured, groups.to_numpy() if len(groups) else np.array([EQUAL])))
    base = ranked["rank"].to_numpy(int)
    for name, values in (("top_share", sure.top_share), ("rank_low", np.minimum(sure.rank_low, base)), ("rank_high", np.maximum(sure.rank_high, base)), ("tier", sure.tier)):
        frame[name] = pd.Series(values, index=ranked.index, dtype="float64").reindex(frame.index)
    return Problems(frame[[*Problems.columns]]), _by_group(ranked, groups)


def scored(zones: Zones, themes: Themes, measured: Measured, heard: Heard, people: People, weights: Weights, limits: Limits) -> pd.DataFrame:
    """Every theme of every zone with its parts, score, state and rank, worst first."""
    grid = pd.MultiIndex.from_product([[*zones.rows["zone"], CITY], themes.rows["theme"]], names=["zone", "theme"]).to_frame(index=False)
    frame = grid
    for found in (_lagging(measured), _growing(measured), _counted(measured), heard.rows[["zone", "theme", "respondents", "voice_share", "share_low", "share_high"]]):
        frame = frame.merge(found, on=["zone", "theme"], how="left")
    frame = frame.fillna({"indicators_known": 0, "indicators_all": 0}).astype({"indicators_known": int, "indicators_all": int})
    unmeasured = frame[["gap_share", "trend_share"]].isna().all(axis=1)
    city, loudest = _raised(heard)
    for name, share in VOICED.items():
        raised = frame[share].astype(float)
        frame[name] = (raised.fillna(frame["theme"].map(city).where(~unmeasured)) / loudest).clip(0, 1).round(6)
    who = people.rows.set_index("place")["people"].astype(float)
    frame["people_share"] = (frame["people_affected"].astype(float) / frame["zone"].map(who)).clip(0, 1).round(6)
    frame["level"] = np.where(frame["zone"] == CITY, "city", "zone")
    groups = _weights(weights)
    few = unmeasured & (frame["respondents"].astype(float).fillna(0) < _fewest(limits))
    frame["score"] = score(frame, groups.loc[BASE].to_numpy() if BASE in groups.index else EQUAL).where(~few).round(6)
    in_zone = frame["level"] == "zone"
    silent = few & frame["voice_share"].notna()
    frame["state"] = np.select([~in_zone, frame["score"].notna(), silent], ["city", "ranked", "few_voices"], "unknown")
    frame["rank"] = _rank(frame["score"].where(in_zone))
    return frame.sort_values(["rank", "zone", "theme"], na_position="last", kind="stable", ignore_index=True)


def score(frame: pd.DataFrame, weight: np.ndarray) -> pd.Series:
    """Weighted mean of the parts that are known; missing where none is, or none that counts.

    >>> part = pd.DataFrame({"gap_share": [0.8], "voice_level": [np.nan], "people_share": [0.4], "trend_share": [np.nan]})
    >>> float(score(part, np.array([0.5, 0.3, 0.2, 0.0])).round(4)[0])
    0.6857
    """
    parts = frame[list(PARTS)].to_numpy(float)
    known = ~np.isnan(parts)
    total = (known * weight).sum(axis=1)
    summed = np.where(known, parts, 0.0) @ weight
    return pd.Series(np.divide(summed, total, out=np.full(len(frame), np.nan), where=total > 0), index=frame.index)


def _raised(heard: Heard) -> tuple[pd.Series, float]:
    """The share of the whole city's voices that raise each theme, and the largest of them; NaN where the city raises nothing."""
    city = heard.rows[heard.rows["zone"] == CITY].set_index("theme")["voice_share"].astype(float)
    return city, float(city.max()) if city.gt(0).any() else float("nan")


def _lagging(measured: Measured) -> pd.DataFrame:
    """Per place and theme the mean gap of its indicators, the one with the largest gap, and the people affected by the first of them that counts people;
    ties by indicator id.

    The mean, since with several indicators one of them is nearly always at its worst: the largest gap would tell no two zones apart.
    """
    rows = _known(measured, growth=False).sort_values(["gap_share", "indicator"], ascending=[False, True], kind="stable")
    first = rows.drop_duplicates(["zone", "theme"])[["zone", "theme", "indicator"]]
    counted = rows.dropna(subset=["people_affected"]).drop_duplicates(["zone", "theme"])[["zone", "theme", "people_affected"]]
    mean = rows.groupby(["zone", "theme"], as_index=False)["gap_share"].mean().round(6)
    return first.merge(mean, on=["zone", "theme"]).merge(counted, on=["zone", "theme"], how="left")


def _growing(measured: Measured) -> pd.DataFrame:
    """Per place and theme the mean gap of its indicators of growth."""
    rows = _known(measured, growth=True).groupby(["zone", "theme"], as_index=False)["gap_share"].mean()
    return rows.rename(columns={"gap_share": "trend_share"}).round({"trend_share": 6})


def _counted(measured: Measured) -> pd.DataFrame:
    """Per place and theme how many indicators there are, and of how many the value is known."""
    return _of_places(measured).groupby(["zone", "theme"], as_index=False).agg(indicators_known=("gap_share", "count"), indicators_all=("indicator", "count"))


def _of_places(measured: Measured) -> pd.DataFrame:
    return measured.rows[measured.rows["level"].isin(["zone", "city"])].rename(columns={"place": "zone"})


def _known(measured: Measured, growth: bool) -> pd.DataFrame:
    rows = _of_places(measured).dropna(subset=["gap_share"])
    return rows[(rows["basis"] == GROWTH) == growth]


def _lacking(measured: Measured, growth: bool) -> pd.DataFrame:
    """Indicators that a zone lacks though another has them."""
    zones = _of_places(measured).query("level == 'zone'")
    known = zones.dropna(subset=["gap_share"])
    return zones[zones["gap_share"].isna() & zones["indicator"].isin(known["indicator"]) & ((zones["basis"] == GROWTH) == growth)]


def _parts(ranked: pd.DataFrame, measured: Measured, weights: np.ndarray) -> Parts:
    """Ranked problems as the draws take them."""
    number = pd.Series(np.arange(len(ranked)), index=pd.MultiIndex.from_frame(ranked[["zone", "theme"]]))

    def of(rows: pd.DataFrame) -> pd.DataFrame:
        at = number.reindex(pd.MultiIndex.from_frame(rows[["zone", "theme"]])).to_numpy(float)
        return rows[~np.isnan(at)].assign(problem=at[~np.isnan(at)].astype(int))

    gaps = of(_known(measured, growth=False)).sort_values(["gap_share", "indicator"], ascending=[False, True], kind="stable")
    gaps = pd.concat([gaps, of(_lacking(measured, growth=False))], ignore_index=True)
    counted = gaps.dropna(subset=["people_affected"]).drop_duplicates("problem")
    lagging = np.full(len(ranked), -1)
    lagging[counted["problem"]] = counted.index
    growth = of(_known(measured, growth=True)).groupby("problem")[[*ENDS]].mean().reindex(range(len(ranked)))
    ungrown = of(_lacking(measured, growth=True))["problem"]
    grown = replace(_uncertain(growth, ENDS), unmeasured=growth["gap_share"].isna().to_numpy() & growth.index.isin(ungrown))
    drawn = replace(_uncertain(gaps, ENDS), shared=_shared(gaps), unmeasured=gaps["gap_share"].isna().to_numpy())
    return Parts(drawn, gaps["problem"].to_numpy(int), _uncertain(ranked, VOICED), grown, ranked["people_share"].to_numpy(float), lagging, weights)


def _shared(gaps: pd.DataFrame) -> np.ndarray:
    """The chance that moves each gap: one per zone for all that err as the population grid does, else its own."""
    zone, zones = pd.factorize(gaps["zone"])
    of_grid = (gaps["error_kind"].isin(OF_GRID) & gaps["gap_share"].notna()).to_numpy()
    return np.unique(np.where(of_grid, zone, len(zones) + np.arange(len(gaps))), return_inverse=True)[1]


def _uncertain(frame: pd.DataFrame, columns: Iterable[str]) -> Uncertain:
    return Uncertain(*(frame[c].to_numpy(float) for c in columns))


def _by_group(ranked: pd.DataFrame, groups: pd.DataFrame) -> GroupRanks:
    """Score and rank of every ranked problem with the weights of one group; the base weights' own stand in the ranking itself."""
    made = [ranked[["zone", "theme"]].assign(group=name, score=(own := score(ranked, weight.to_numpy()).round(6)), rank=_rank(own)) for name, weight in groups.drop(index=BASE, errors="ignore").iterrows()]
    return GroupRanks(pd.concat(made, ignore_index=True) if made else pd.DataFrame(columns=[*GroupRanks.columns]))


def _weights(weights: Weights) -> pd.DataFrame:
    return weights.rows.set_index("group")[list(WEIGHTS)].astype(float).fillna(0.0)


def _fewest(limits: Limits) -> int:
    asked = limits.rows.loc[limits.rows["limit"] == FEWEST_VOICES, "value"]
    return int(asked.iloc[0]) if len(asked) else 0


def _rank(values: pd.Series) -> pd.Series:
    """Rank 1 for the largest value; equal values share the smaller rank."""
    return values.rank(ascending=False, method="min").astype("Int64")
