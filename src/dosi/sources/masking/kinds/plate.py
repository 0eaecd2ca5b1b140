"""Number plates of vehicles (자동차등록번호판): two or three digits, a letter of its use, four digits; motorcycles with their district."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosi.sources.masking import near

SIGN, KO = "[차량번호]", "차량번호"
USE = "가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주아바사자배하허호육공해국합"
"""letters that a plate may bear (the annex of the rule on number plates)"""
_NOT = r"(?!\s?(?:년|원|명|호|번지|개|세대|가구|건|대(?!를|가|는|로)|억|만|천|m|km|㎡|kg|%|시간|미터|평|[0-9]))"
_SHAPE = re.compile(rf"(?:(?<![0-9])[0-9]{{2,3}}|(?:(?<=[가-힣]{{2}})|(?<=[가-힣]{{2}} ))[0-9])[-\s]?[{USE}][-\s]?[0-9]{{4}}{_NOT}")
_CYCLE = re.compile(rf"(?<![가-힣])(?:[가-힣]{{2}}\s?)?[가-힣]{{2,4}}\s?[{USE}]\s?[0-9]{{4}}{_NOT}")
_DIPLOMAT = re.compile(r"(?:외교|영사|준외|준영|국기|협정|대표)\s?[0-9]{3}-?[0-9]{3}(?![0-9])")
_CYCLES = re.compile(r"오토바이|이륜|바이크|스쿠터|배달")


def find(text: str) -> Iterator[tuple[int, int]]:
    """A plate of a car; of a motorcycle where one is named; of a diplomat."""
    for shape in (_SHAPE, _DIPLOMAT):
        for found in shape.finditer(text):
            yield found.span()
    if _CYCLES.search(text):
        for found in _CYCLE.finditer(text):
            if near(text, *found.span(), _CYCLES):
                yield found.span()
