"""Street addresses of homes, down to the unit (동·호)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosi.sources.masking import near

SIGN, KO = "[주소]", "주소"
_COUNTED = r"(?!\s?(?:차로|차선|미터|m|킬로|k|분|시|명|대|번(?!지)|년|월|일|개|곳|원|배|층|%|퍼센트|세|종|억|만|천|호|기|차|급|학년|평|주|가지|단지|[0-9]))"
_ROAD = r"[가-힣]{1,8}[0-9]{0,3}(?:대로|(?<!으)로|길)(?:\s?[0-9]{1,4}번?[가-힣]?길)?\s?(?:지하\s?)?[0-9]{1,4}(?:-[0-9]{1,4})?(?:번지)?"
_LOT = r"[가-힣]{1,6}[0-9]{0,2}(?:동|리|가)\s?(?:산\s?)?[0-9]{1,4}(?:-[0-9]{1,4})?\s?(?:번지)?"
_UNIT = r"(?:(?:제\s?)?(?:[0-9]{1,4}|[A-Za-z]|[가나다라마바사])\s?동[\s,-]{0,2}(?:제?\s?(?:지하|지층|[0-9]{1,2}층)\s?)?(?:제?\s?[A-Za-z]?[0-9]{1,5}(?:-[0-9]{1,3})?\s?호)(?!선|기|차|봉|점)|(?<![0-9])(?!(?:19|20)[0-9]{2}\s?-)[0-9]{1,4}\s?[-/]\s?[0-9]{3,4}\s?호(?!선|기|차|봉|점))"
_HOUSE = re.compile(r"(?:아파트|빌라|빌|오피스텔|원룸|주택|맨션|연립|타운|하우스|단지|마을|캐슬|파크|자이)[\s,]{0,2}(?:[A-Za-z0-9]{1,4}동[\s,]{0,2})?(?P<unit>(?:(?:제\s?)?[0-9]{1,4}[-\s동]{1,2})?[A-Za-z]?[0-9]{2,5}\s?호)(?!선|기|차|봉|점)")
_BARE = re.compile(r"(?:아파트|마을|단지|빌라|오피스텔)[\s,]{0,2}(?P<unit>[0-9]{3,4}\s?동?\s?[-/,]?\s?[0-9]{3,4}(?:호)?)(?![0-9]|\s?(?:세대|명|가구|원|대|년|동|개))")
_WHOLE = re.compile(rf"(?:{_ROAD}|{_LOT})[\s,(]{{0,3}}(?:[가-힣0-9]{{1,12}}[\s,)]{{1,3}}){{0,3}}{_UNIT}")
_UNITS = re.compile(_UNIT)
_STREET = re.compile(rf"(?:{_ROAD}|{_LOT}){_COUNTED}")
_FLOOR = re.compile(rf"(?:{_ROAD}|{_LOT})[\s,(]{{0,3}}(?:[가-힣0-9]{{1,12}}[\s,)]{{1,3}}){{0,2}}(?:지하\s?)?[0-9]{{1,2}}층\s?(?:[0-9]{{1,5}}\s?호)?(?!\s?(?:짜리|건물|높이))")
_LIVES = re.compile(r"주소|사는|살고|살아|삽니다|산다|거주|우리\s?집|저희\s?집|제\s?집|집은|집이|집\s?앞|자택|댁|본가|번지|세대주|입주민|배송|택배|우편|받을|보내")


def find(text: str) -> Iterator[tuple[int, int]]:
    """A unit (동·호) with the street or lot before it; a street or a lot with its number where words say that somebody lives there or wants post there.

    The name of the town or the complex before stays: it tells where a problem is, and nobody's home.
    """
    for shape in (_WHOLE, _UNITS, _FLOOR):
        for found in shape.finditer(text):
            yield found.span()
    for shape in (_HOUSE, _BARE):
        for found in shape.finditer(text):
            yield found.span("unit")
    for found in _STREET.finditer(text):
        if near(text, *found.span(), _LIVES, before=16, after=16):
            yield found.span()
