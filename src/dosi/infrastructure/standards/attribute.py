"""An attribute keeps to a value, a list of values or a range, e.g. the spacing of manholes, a protocol."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dosi.infrastructure.standards.judging import CANNOT_TELL, FAIL, PASS, Judged, Stock, blank, held_to

IN_WORDS = ("{attribute} 값이 {measured}, 한계 {limit}", "{attribute} is {measured}, limit {limit}")
WORDS_KO = {"Y": "있음", "N": "없음"}
VALUES_KO = {"attribute": "속성", "min": "최소", "max": "최대", "equals": "값", "one_of": "이 가운데 하나"}
TIGHTER = {"min": 1, "max": -1}


def attribute(stock: Stock, *, attribute: str, min: float | None = None, max: float | None = None, equals: str | None = None, one_of: tuple[str, ...] | None = None) -> Judged:
    """Pass when the value keeps to min and max, equals the word, or is one of several (of an asset that has several at once, apart by + or /: any of them)."""
    allowed = (equals,) if equals is not None else one_of
    if allowed is None:
        return held_to(stock.places.number(attribute), min, max)
    said = stock.places.text(attribute)
    unknown = said == None  # noqa: E711 - element by element
    wanted = {a.casefold() for a in allowed}
    which, values = pd.factorize(said, use_na_sentinel=True)
    good = np.array([*(bool(wanted & {part.strip() for part in v.casefold().replace("/", "+").split("+")} or v.casefold() in wanted) for v in values), False], dtype=bool)[which]
    state = np.where(unknown, CANNOT_TELL, np.where(good, PASS, FAIL)).astype(np.int8)
    return Judged(state, blank(len(said)), blank(len(said)), said=said)
