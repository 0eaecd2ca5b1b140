"""For whom voices speak: their weights by the people of zones and ages, and who is missing."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd

from dosi.model.age_groups import ages
from dosi.model.findings import Missing, People, Voices, Weighted
from dosi.model.layers import Ages
from dosi.model.rows import Opinions, Survey
from dosi.model.samples import Margin
from dosi.voice.weighing import weigh, who_is_missing

MAIN_TOPIC = 1
"""survey topic counted as voice: issues to be solved first"""
OPINION, SURVEY = "opinion", "survey"


def weigh_voices(opinions: Opinions, voices: Voices, survey: Survey, people: People, age_people: Ages) -> tuple[Weighted, Missing]:
    """Weights of opinions and survey answers, raked to the people of living zones and, where opinions say ages that the city's figures tell, of age groups
    (see `weighing`). The base weight of an opinion is what it counts as among its copies. Of a survey only counts by zone are known: each answer of a zone
    weighs alike.
    """
    asked = _asked(survey)
    heard = pd.concat([
        opinions.rows[["opinion", "zone", "age_group", "channel"]].rename(columns={"opinion": "voice"}).assign(source=OPINION, base=voices.rows["counted"].to_numpy(float), times=1),
        pd.DataFrame({"voice": asked.index, "zone": asked.index, "source": SURVEY, "base": 1.0, "times": asked.to_numpy(), "channel": SURVEY}),
    ], ignore_index=True)  # fmt: skip
    if heard.empty:
        return Weighted(pd.DataFrame(columns=[*Weighted.columns])), Missing(pd.DataFrame(columns=[*Missing.columns]))
    by_zone = zone_margin(people)
    by_age, group = age_margin(age_people, heard["age_group"])
    margins = [m for m in (by_zone, by_age) if m is not None]
    persons = heard.assign(zone=heard["zone"].where(heard["zone"].isin([z for (z,) in by_zone.cells] if by_zone else [])), age_group=heard["age_group"].map(group))
    each = persons.loc[persons.index.repeat(persons["times"])]
    if not margins:
        return Weighted(_columns(heard.assign(weight=heard["base"]))), Missing(pd.DataFrame(columns=[*Missing.columns]))
    found = weigh(each[["zone", "age_group"]].reset_index(drop=True), margins, each["base"].to_numpy(float))
    scale = float(each["base"].mean())  # a voice that speaks for its fair share weighs one
    weight = pd.Series(found.weight * scale, index=each.index).groupby(level=0).first().reindex(heard.index)
    return Weighted(_columns(heard.assign(weight=weight.round(9)))), Missing(_missing(each, margins))


def unweighted(opinions: Opinions, voices: Voices) -> Weighted:
    """Opinions of which nobody knows for how many people they speak: each weighs what it counts as among its copies."""
    return Weighted(_columns(opinions.rows[["zone"]].assign(source=OPINION, voice=opinions.rows["opinion"], base=voices.rows["counted"].to_numpy(float), weight=voices.rows["counted"].to_numpy(float))))


def _asked(survey: Survey) -> pd.Series:
    """Answers to the main topic by zone: as many as the theme that most were asked about."""
    rows = survey.rows[(survey.rows["topic_no"] == MAIN_TOPIC) & (survey.rows["respondents"] > 0)]
    return rows.groupby(["survey", "zone"])["respondents"].max().groupby("zone").sum().astype("int64")


def _columns(heard: pd.DataFrame) -> pd.DataFrame:
    return heard[["source", "voice", "zone", "base", "weight"]]


def zone_margin(people: People) -> Margin | None:
    """People of every living zone that has some."""
    rows = people.rows[(people.rows["level"] == "zone") & (people.rows["people"].fillna(0) > 0)]
    return Margin(("zone",), tuple((z,) for z in rows["place"]), rows["people"].to_numpy(float)) if len(rows) else None


def age_margin(age_people: Ages, said: pd.Series) -> tuple[Margin | None, dict[str, str]]:
    """People of the age groups that opinions name, and the group of each word; nothing where the city's figures do not tell them apart."""
    words = {word: span for word in said.dropna().unique() if (span := ages(str(word)))}
    spans = sorted({*words.values()})
    begins = {int(age) for age in age_people.rows["age"]}
    if len(spans) < 2 or any(a[1] + 1 != b[0] for a, b in itertools.pairwise(spans)) or not {low for low, _ in spans} <= begins:
        return None, {}
    edges = np.array([low for low, _ in spans])
    named = {span: f"{span[0]}" for span in spans}
    place = np.searchsorted(edges, age_people.rows["age"].to_numpy(int), side="right") - 1
    held = place >= 0  # younger than anybody who spoke: nobody speaks for them
    count = np.bincount(place[held], weights=age_people.rows["people"].to_numpy(float)[held], minlength=len(edges)).astype(float)
    return Margin(("age_group",), tuple((named[span],) for span in spans), count), {word: named[span] for word, span in words.items()}


def _missing(each: pd.DataFrame, margins: list[Margin]) -> pd.DataFrame:
    """Every group of the census with the voices heard from it, and channels."""
    told = who_is_missing(each, margins, ("channel",))
    frame = pd.DataFrame([{"part": a.variable, "value": a.group, "people": a.people, "people_share": a.people_share, "voices": a.voices, "voice_share": a.voice_share, "ratio": a.ratio,
                           "state": a.state} for a in told])  # fmt: skip
    return frame.astype({"ratio": float}).round(6)[[*Missing.columns]]
