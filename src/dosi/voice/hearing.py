"""Place opinions by problem and issue, and count voices by zone and theme with their certainty."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pandas as pd

from dosi.model.city import CITY, City
from dosi.model.findings import Heard, Mentions, Voices, Weighted
from dosi.model.rows import Issues, Opinions, Seeds, Survey, SurveyQuestions, Themes, Zones
from dosi.model.surveys import Answers, Respondents
from dosi.model.table import split
from dosi.voice.opinions.copying import copies_of
from dosi.voice.opinions.placing import Placer
from dosi.voice.speaking import MAIN_TOPIC, OPINION, PERSON, SURVEY, chosen_themes

SAID_EVERY = 5_000
"""opinions after which it is told how far the placing is"""
BY_WORD = "의견에 주제어 ‘{word}’{이} 나온다."
BY_PEOPLE = "의견을 읽은 사람이 정하였다."
WITHOUT_WORD = "의견에 쓰인 글자의 묶음으로 미루어 {sure|percent} 확실하다."


def count_copies(city: City, opinions: Opinions) -> Voices:
    """Which opinions are copies of one text, and what each counts as, by the city's setting."""
    return counted(opinions, city.copies)


def counted(opinions: Opinions, copies_count: str) -> Voices:
    """Opinions as voices. With "one", all copies of a text are one voice together, wherever they came from; with "each", every copy is a voice."""
    rows = opinions.rows
    first = copies_of(rows["text"])
    copies = np.bincount(first, minlength=len(rows))[first] if len(rows) else first
    return Voices(pd.DataFrame({"opinion": rows["opinion"], "first": rows["opinion"].to_numpy()[first], "copies": copies,
                                "counted": np.round(1 / copies, 9) if copies_count == "one" else np.ones(len(rows))}))  # fmt: skip


def place_opinions(opinions: Opinions, themes: Themes, issues: Issues, seeds: Seeds) -> Mentions:
    """The themes and issues each opinion raises, as a model says that learnt from the seed sentences (see `opinions.placing`); what it is not sure of is left
    to a person, whose reading (the opinion's own theme) comes before the model's. A catalogue without seed sentences places by the words of its themes.
    """
    return placed(opinions, themes, issues, seeds)


def placed(opinions: Opinions, themes: Themes, issues: Issues, seeds: Seeds, say: Callable[[str], None] = lambda _: None) -> Mentions:
    """What `place_opinions` answers, telling how far it is."""
    by_people = opinions.rows["theme"].notna()
    read, left = opinions.rows[by_people], opinions.rows[~by_people]
    placer = None if seeds.rows.empty else _taught(themes, issues, seeds, say)
    found = _by_words(left, themes) if placer is None else _by_model(left, placer, say)
    within = [placer.issue_within(text, theme) or None if placer else None for text, theme in zip(read["text"], read["theme"], strict=True)]
    made = pd.concat([found, read[["opinion", "theme", "zone"]].assign(issue=within, sure=1.0, because=BY_PEOPLE)], ignore_index=True)
    return Mentions(made.reindex(columns=[*Mentions.columns, "because"]))


def _taught(themes: Themes, issues: Issues, seeds: Seeds, say: Callable[[str], None]) -> Placer:
    from dosi.voice.opinions.teaching import taught_by

    say("예문에서 배우는 중")
    return taught_by(themes, issues, seeds)


def _by_model(rows: pd.DataFrame, placer: Placer, say: Callable[[str], None]) -> pd.DataFrame:
    number, texts = pd.factorize(rows["text"])
    told = []
    for n, about in enumerate(placer.place(texts)):
        if n % SAID_EVERY == 0:
            say(f"의견의 자리 찾는 중 {n:,}/{len(texts):,}")
        told.append(about)
    found = [(opinion, p.theme, p.issue, zone, p.word or None, round(p.sure, 6), "" if p.word else WITHOUT_WORD)
             for opinion, zone, n in zip(rows["opinion"], rows["zone"], number, strict=True) for p in told[n]]  # fmt: skip
    return pd.DataFrame(found, columns=["opinion", "theme", "issue", "zone", "word", "sure", "because"])


def _by_words(rows: pd.DataFrame, themes: Themes) -> pd.DataFrame:
    """Every theme one of whose words the text holds; the first word found is kept as the reason."""
    found = []
    patterns = [(t, re.compile("|".join(re.escape(w) for w in sorted(split(words), key=len, reverse=True))))
                for t, words in zip(themes.rows["theme"], themes.rows["words"], strict=True) if split(words)]  # fmt: skip
    for opinion, text, zone in zip(rows["opinion"], rows["text"], rows["zone"], strict=True):
        held = [(theme, words) for theme, pattern in patterns if (words := pattern.findall(text))]
        times = sum(len(words) for _, words in held)
        found += [(opinion, theme, zone, words[0], round(len(words) / times, 6), BY_WORD) for theme, words in held]
    return pd.DataFrame(found, columns=["opinion", "theme", "zone", "word", "sure", "because"])


def hear(
    zones: Zones, themes: Themes, opinions: Opinions, survey: Survey, questions: SurveyQuestions, respondents: Respondents, answers: Answers, mentions: Mentions, weights: Weighted,
) -> Heard:  # fmt: skip
    """Per zone and theme, the weighted share of voices that raise the theme among all voices of the zone (opinions, and answers to survey topic 1).

    Where persons answered that topic they are voices like opinions, and the survey's totals by theme are theirs, which are not counted again. A zone without any voice stays missing. Interval: Wilson 95 % at the effective number of voices (Kish 1965), sum(w)^2 / sum(w^2).
    """
    places = [*zones.rows["zone"], CITY]
    every = pd.MultiIndex.from_product([places, themes.rows["theme"]], names=["zone", "theme"])
    of = weights.rows.set_index(["source", "voice"])["weight"].astype(float)
    weight, person, answer = (of.xs(source) if source in of.index.get_level_values(0) else pd.Series(dtype=float) for source in (OPINION, PERSON, SURVEY))
    persons = respondents.rows[["person", "zone"]].assign(zone=lambda rows: rows["zone"].replace({CITY: None}))
    persons = persons[persons["person"].isin(person.index)]
    picked = chosen_themes(questions, answers).merge(persons, on="person")
    said = pd.concat([_weighed(opinions.rows[["zone"]], opinions.rows["opinion"].map(weight)), _weighed(persons[["zone"]], persons["person"].map(person))])
    raised = pd.concat([_weighed(mentions.rows[["zone", "theme"]], mentions.rows["opinion"].map(weight)), _weighed(picked[["zone", "theme"]], picked["person"].map(person))])
    asked = survey.rows[(survey.rows["topic_no"] == MAIN_TOPIC) & persons.empty]
    each = asked["zone"].map(answer).fillna(0.0).astype(float)
    asked = asked.assign(n=asked["respondents"], w=each * asked["respondents"], w2=each**2 * asked["respondents"], gave=each * asked["raised"])

    heard = _with_city(said, [], ["n", "w", "w2"]).reindex(every.get_level_values("zone")).fillna(0).set_axis(every)
    spoken = _with_city(raised, ["theme"], ["n", "w"]).reindex(every).fillna(0)
    totals = _with_city(asked, ["theme"], ["n", "raised", "w", "w2", "gave"]).reindex(every).fillna(0)
    total, squares = heard["w"] + totals["w"], heard["w2"] + totals["w2"]
    frame = pd.DataFrame({
        "respondents": (heard["n"] + totals["n"]).astype("int64"), "raised": (spoken["n"] + totals["raised"]).astype("int64"),
        "voices": total.round(6), "voices_raised": (spoken["w"] + totals["gave"]).round(6), "effective": (total**2 / squares.where(squares > 0)).fillna(0).round(6),
    }).reset_index()  # fmt: skip
    share = (frame["voices_raised"] / frame["voices"].where(frame["voices"] > 0)).clip(0, 1).round(6)
    _, low, high = wilson((share * frame["effective"]).to_numpy(float), frame["effective"].to_numpy(float))
    return Heard(frame.assign(zone_known=np.where(frame["zone"] == CITY, "no", "yes"), voice_share=share, share_low=low, share_high=high)[[*Heard.columns]])


def _weighed(rows: pd.DataFrame, weight: pd.Series) -> pd.DataFrame:
    return rows.assign(n=1, w=weight.astype(float).to_numpy(), w2=weight.astype(float).to_numpy() ** 2)


def _with_city(rows: pd.DataFrame, by: list[str], columns: list[str]) -> pd.DataFrame:
    """Sums by zone and for the city, to which those without a zone belong too."""
    return pd.concat([rows.dropna(subset=["zone"]), rows.assign(zone=CITY)]).groupby(["zone", *by])[columns].sum().astype(float)


def wilson(raised: np.ndarray, respondents: np.ndarray, z: float = 1.959964) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Share with its Wilson score interval (Wilson 1927); missing where nobody was heard.

    >>> [round(float(v[0]), 3) for v in wilson(np.array([8.0]), np.array([10.0]))]
    [0.8, 0.49, 0.943]
    """
    n = np.where(respondents > 0, respondents, np.nan)
    share = np.minimum(raised / n, 1.0)
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return share.round(6), np.clip(middle - half, 0, 1).round(6), np.clip(middle + half, 0, 1).round(6)
