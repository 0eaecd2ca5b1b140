"""Issues: what opinions speak of, how many, from where, since when, with typical ones quoted."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dosi.model.findings import Mentions, Raised, RaisedBy, Voices, Weighted
from dosi.model.rows import Issues, Opinions, Themes
from dosi.model.samples import effective_size
from dosi.voice.hearing import wilson
from dosi.voice.speaking import OPINION

TYPICAL = 3
LETTERS = (12, 160)
"""lengths of an opinion that is quoted whole, if there is such a one"""
PARTS = ("zone", "month", "channel", "age_group")


def gather_issues(issues: Issues, themes: Themes, opinions: Opinions, mentions: Mentions, voices: Voices, weights: Weighted) -> tuple[Raised, RaisedBy]:
    """Every issue that some opinion raises, most voices first; each opinion counts as its voice weighs, and intervals are Wilson's at the effective number of voices.

    Typical opinions are those the model is surest of (before those that a person had to place), of different texts, long enough to say something and short enough to be quoted whole.
    """
    about = opinions.rows[["opinion", "on_date", "zone", "channel", "age_group", "text"]].assign(read=opinions.rows["theme"].notna()).merge(voices.rows[["opinion", "first"]], on="opinion")
    of_opinions = weights.rows.loc[weights.rows["source"] == OPINION, ["voice", "weight"]].rename(columns={"voice": "opinion", "weight": "counted"})
    about = about.merge(of_opinions, on="opinion")
    said = mentions.rows.dropna(subset=["issue"])[["opinion", "issue", "theme", "sure"]].merge(about, on="opinion")
    said = said.assign(month=said["on_date"].str[:7])
    title = dict(zip(issues.rows["issue"], issues.rows["title_ko"], strict=True))
    field = dict(zip(themes.rows["theme"], themes.rows["field"], strict=True))
    total, effective = float(of_opinions["counted"].sum()), effective_size(of_opinions["counted"].to_numpy(float))
    by = said.groupby("issue", sort=True)
    made = pd.DataFrame({"theme": by["theme"].first(), "opinions": by.size(), "voices": by["counted"].sum().round(6), "zones": by["zone"].nunique(), "first_on": by["on_date"].min(),
                         "last_on": by["on_date"].max(), "typical": pd.Series(_typical(said), dtype="str")}).reset_index(names="issue")  # fmt: skip
    share = (made["voices"] / total).clip(0, 1).round(6)
    _, low, high = wilson((share * effective).to_numpy(float), np.full(len(made), effective))
    made = made.assign(field=made["theme"].map(field), voice_share=share, share_low=low, share_high=high)
    made = made[made["issue"].isin(title)].sort_values(["voices", "issue"], ascending=[False, True])
    parts = [said[said[part].fillna("") != ""].groupby(["issue", part], sort=True).agg(opinions=("opinion", "size"), voices=("counted", "sum")).round(6)
             .reset_index(names=["issue", "value"]).assign(part=part) for part in PARTS]  # fmt: skip
    return Raised(made[[*Raised.columns]]), RaisedBy(pd.concat(parts, ignore_index=True)[[*RaisedBy.columns]])


def _typical(said: pd.DataFrame) -> dict[str, str]:
    order = said.assign(fits=said["text"].str.len().between(*LETTERS)).sort_values(["fits", "read", "sure", "opinion"], ascending=[False, True, False, True])
    fits = order.drop_duplicates(["issue", "first"]).groupby("issue").head(TYPICAL)
    return {issue: ";".join(rows["opinion"]) for issue, rows in fits.groupby("issue")}
