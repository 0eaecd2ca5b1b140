"""Hold a grid of people against the registered people of each reporting unit."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from dosi.model.rows import Crosswalk
from dosi.model.table import Source
from dosi.sources.dividing import OFFICIAL, in_units

DOUBTED = 0.1
"""share of the registered people by which a grid may differ before people are asked to look"""
WORST = 3
"""units named where none is doubted"""
LISTED = 20
"""doubted units named"""


def differences(cells: pd.DataFrame, units: pd.DataFrame, figures: pd.DataFrame, crosswalk: Crosswalk) -> pd.DataFrame:
    """Per reporting unit with a figure: people of its cells, its registered people and the difference as a share of these, the largest first.

    A cell counts where its centre lies; a unit registered empty in which cells hold people differs without measure (inf).
    """
    official = figures[figures["role"] == OFFICIAL].drop_duplicates("unit").set_index("unit")["value"].astype(float)
    held = in_units(cells, units, crosswalk).groupby("unit")["people"].sum().reindex(official.index, fill_value=0).astype(float)
    rows = pd.DataFrame({"cells": held, "registered": official})
    share = (rows["cells"] - rows["registered"]) / rows["registered"]  # 0 / 0 is no difference
    return rows.assign(share=share.fillna(0)).sort_values(["share"], key=abs, ascending=False, kind="stable")


def told(source: Source, rows: pd.DataFrame, titles: dict[str, str]) -> Source:
    """The grid's source with one line on how it compares, and a doubt where a unit differs by more than a tenth."""
    if rows.empty:
        return source
    doubted = rows[rows["share"].abs() > DOUBTED]
    whole, registered = rows["cells"].sum(), rows["registered"].sum()
    sums = f"합계 {_pair(whole, registered, (whole - registered) / registered if registered else 0.0)}"
    if (rows["share"] == 0).all():
        return replace(source, understood=(*source.understood, f"격자의 인구가 행정동 {len(rows)}곳 모두에서 등록인구와 같다: 합계 {whole:,.0f}명"))
    words = f"격자의 인구를 등록인구와 견주었다: {sums}, 가장 다른 곳 {_units(rows[rows['share'] != 0].head(WORST), titles)}"
    if doubted.empty:
        return replace(source, understood=(*source.understood, words))
    rest = f" 등 {len(doubted)}곳" if len(doubted) > LISTED else ""
    doubt = (f"격자의 인구가 등록인구와 열에 하나보다 더 다른 행정동이 {len(rows)}곳 가운데 {len(doubted)}곳이다({sums}): {_units(doubted.head(LISTED), titles)}{rest}. "
             "두 자료의 날짜와 단위(명, 천명), 경계와 rows/crosswalk.csv를 살핀다")  # fmt: skip
    return replace(source, understood=(*source.understood, words), doubts=(*source.doubts, doubt))


def _units(rows: pd.DataFrame, titles: dict[str, str]) -> str:
    return ", ".join(f"{titles.get(str(row.Index), row.Index)} {_pair(row.cells, row.registered, row.share)}" for row in rows.itertuples())


def _pair(cells: float, registered: float, share: float) -> str:
    return f"{cells:,.0f} / {registered:,.0f}명({share:+.1%})" if abs(share) != float("inf") else f"{cells:,.0f} / 0명"
