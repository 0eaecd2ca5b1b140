"""A document about the asset is there, in time, e.g. the comparison of leasing a network with building it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dosi.infrastructure.standards.judging import CANNOT_TELL, FAIL, PASS, Judged, Stock, blank

IN_WORDS = ("{document}: {measured}", "{document}: {measured}")
WORDS_KO = {"Y": "있음", "N": "없음"}
VALUES_KO = {"document": "문서", "dated": "문서의 날짜", "before": "앞서야 할 날짜"}
NONE = ("n", "no", "false", "0", "없음", "무", "미작성")
"""what people write where there is no such document; an empty cell may mean that nobody looked"""


def document(stock: Stock, *, document: str, dated: str = "", before: str = "") -> Judged:
    """Pass when the attribute names a document and, with `dated` and `before`, the date it bears is not after the other date.

    A cell that says there is none fails; an empty one, and a date that is missing, cannot be told.
    """
    places = stock.places
    said = places.text(document)
    unknown = said == None  # noqa: E711 - element by element
    which, values = pd.factorize(said, use_na_sentinel=True)
    absent = np.array([*(v.lower() in NONE for v in values), False], dtype=bool)[which]
    late = np.zeros(len(places), dtype=bool)
    if dated and before:
        made, due = places.text(dated), places.text(before)
        undated = (made == None) | (due == None)  # noqa: E711
        late = ~undated & (np.where(undated, "", made).astype("U10") > np.where(undated, "", due).astype("U10"))
        unknown = unknown | (~absent & undated)
    state = np.where(unknown, CANNOT_TELL, np.where(absent | late, FAIL, PASS)).astype(np.int8)
    return Judged(state, blank(len(places)), blank(len(places)), said=said)
