"""Set sides of a city beside each other: old town and new, countryside, and the socially weak, each by how problems meet its people."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from dosi.model.findings import People, Problems, SideBySide
from dosi.model.layers import UnitFigures
from dosi.model.rows import Crosswalk, Lists, Themes, Zones

ALL = "all"
KINDS, WEAK = "zone_kinds", "weak_groups"
"""lists of the catalogue: kinds of zone; groups of the socially weak, whose figures have the role figures:<item>"""


def compare(problems: Problems, people: People, zones: Zones, themes: Themes, lists: Lists, figures: UnitFigures, crosswalk: Crosswalk) -> SideBySide:
    """Per side and theme the mean score of its people: sum over zones of people of the side x score, over those people.

    Sides: everybody, the people of each kind of zone, and each socially weak group that has figures (divided among zones as the crosswalk divides its
    units). A zone whose score is unknown is left out; a side of which nobody's score is known is missing.
    """
    scores = problems.rows[problems.rows["level"] == "zone"].pivot(index="zone", columns="theme", values="score").reindex(columns=themes.rows["theme"]).astype(float)
    rows = []
    for side, list_, weight in _sides(scores.index, people, zones, lists, figures, crosswalk):
        counted = weight.reindex(scores.index).fillna(0.0).to_numpy(float)[:, None] * scores.notna().to_numpy()
        total = counted.sum(axis=0)
        mean = np.divide((counted * scores.fillna(0.0).to_numpy()).sum(axis=0), total, out=np.full(len(total), np.nan), where=total > 0)
        rows.append(pd.DataFrame({"side": side, "list": list_, "theme": scores.columns, "people": np.round(total), "score": mean.round(6)}))
    return SideBySide(pd.concat(rows, ignore_index=True)[[*SideBySide.columns]])


def _sides(order: pd.Index, people: People, zones: Zones, lists: Lists, figures: UnitFigures, crosswalk: Crosswalk) -> Iterator[tuple[str, str, pd.Series]]:
    """Each side with its people by zone."""
    who = people.rows[people.rows["level"] == "zone"].set_index("place")["people"].astype(float).reindex(order)
    yield ALL, ALL, who
    kind = zones.rows.set_index("zone")["kind"].reindex(order)
    named = lists.rows.sort_values("no")
    for item in named.loc[named["list"] == KINDS, "item"]:
        if (kind == item).any():
            yield item, KINDS, who.where(kind == item)
    shares = crosswalk.rows.groupby(["unit", "zone"], as_index=False)["people_share"].sum()
    for item in named.loc[named["list"] == WEAK, "item"]:
        of = figures.rows[figures.rows["role"] == f"figures:{item}"].set_index("unit")["value"].astype(float)
        if len(of):
            yield item, WEAK, (shares["unit"].map(of) * shares["people_share"]).groupby(shares["zone"]).sum(min_count=1)
