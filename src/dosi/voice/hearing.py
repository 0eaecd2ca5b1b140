"""Place opinions by problem theme, and count voices by zone and theme with their certainty."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from dosi.model.city import CITY
from dosi.model.findings import Heard, Mentions
from dosi.model.rows import Opinions, Survey, Themes, Zones
from dosi.model.table import split

MAIN_TOPIC = 1
"""survey topic counted as voice: issues to be solved first"""


def hear(zones: Zones, themes: Themes, opinions: Opinions, survey: Survey) -> tuple[Heard, Mentions]:
    """Count, per zone and theme, the voices that raise the theme among all voices of the zone (opinions and survey topic 1).

    A zone without any voice stays missing. Interval: Wilson 95 %.
    """
    mentions = place(opinions, themes)
    asked = survey.rows[survey.rows["topic_no"] == MAIN_TOPIC]
    rows = []
    for zone in [*zones.rows["zone"], CITY]:
        here = opinions.rows if zone == CITY else opinions.rows[opinions.rows["zone"] == zone]
        said = mentions.rows if zone == CITY else mentions.rows[mentions.rows["zone"] == zone]
        counted = said.groupby("theme")["opinion"].nunique()
        answers = (asked if zone == CITY else asked[asked["zone"] == zone]).groupby("theme")[["respondents", "raised"]].sum()
        for theme in themes.rows["theme"]:
            from_survey = answers.loc[theme] if theme in answers.index else {"respondents": 0, "raised": 0}
            rows.append({"zone": zone, "theme": theme, "zone_known": "no" if zone == CITY else "yes",
                         "respondents": len(here) + int(from_survey["respondents"]), "raised": int(counted.get(theme, 0)) + int(from_survey["raised"])})  # fmt: skip
    frame = pd.DataFrame(rows, columns=["zone", "theme", "zone_known", "respondents", "raised"])
    share, low, high = wilson(frame["raised"].to_numpy(float), frame["respondents"].to_numpy(float))
    return Heard(frame.assign(voice_share=share, share_low=low, share_high=high)), mentions


def place(opinions: Opinions, themes: Themes) -> Mentions:
    """The themes each opinion raises: every theme one of whose words it holds; the first word found is kept as the reason."""
    rows = []
    patterns = [(t, re.compile("|".join(re.escape(w) for w in sorted(split(words), key=len, reverse=True))))
                for t, words in zip(themes.rows["theme"], themes.rows["words"], strict=True) if split(words)]  # fmt: skip
    for opinion, text, zone in zip(opinions.rows["opinion"], opinions.rows["text"], opinions.rows["zone"], strict=True):
        for theme, pattern in patterns:
            found = pattern.findall(text)
            if found:
                rows.append({"opinion": opinion, "theme": theme, "zone": zone, "word": found[0], "times": len(found)})
    return Mentions(pd.DataFrame(rows, columns=list(Mentions.columns)))


def wilson(raised: np.ndarray, respondents: np.ndarray, z: float = 1.959964) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Share with its Wilson score interval (Wilson 1927); missing where nobody was heard.

    >>> [round(float(v[0]), 3) for v in wilson(np.array([8.0]), np.array([10.0]))]
    [0.8, 0.49, 0.943]
    """
    n = np.where(respondents > 0, respondents, np.nan)
    share = raised / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return share.round(6), np.clip(middle - half, 0, 1).round(6), np.clip(middle + half, 0, 1).round(6)
