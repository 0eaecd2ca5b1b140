"""Street addresses of homes, down to the unit (동·호)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosi.sources.masking import near

SIGN, KO = "[주소]", "주소"
COUNTERS = "차로|차선|미터|m|킬로|k|분|시|명|대|번(?!지|에|길|안길)|년|월|일|개|곳|원|배|층|%|퍼센트|세|종|억|만|천|호|기|차|급|학년|평|주|가지|단지|[0-9]"
"""what makes the number after a word ending as a street does a quantity"""
HOMES = ("아파트|빌라|빌|오피스텔|원룸|투룸|주택|맨션|연립|다세대|다가구|타운|하우스|하이츠|단지|마을|캐슬|파크|자이|푸르지오|래미안|힐스테이트|더샵|편한세상|아이파크|센트레빌|어울림|하늘채|데시앙|위브"
         "|해링턴|베르디움|리슈빌|수자인|스위첸|더원|예미지|우미린|클래스|팰리스|빌리지|타워|기숙사|고시원")  # fmt: skip
"""how names of houses with several homes end"""
_ROAD = r"[가-힣0-9]{0,7}[가-힣](?:[0-9]{1,3})?(?:대로|(?<!으)로|길)(?:\s?[0-9]{1,4}번?[가-힣]?길)?\s?(?:지하\s?)?[0-9]{1,4}(?:-[0-9]{1,4})?(?:번지|번)?"
_LOT = r"[가-힣]{1,6}[0-9]{0,2}(?:동|리|(?<=[0-9])가)\s?(?:산\s?)?[0-9]{1,4}(?:-[0-9]{1,4})?\s?(?:번지)?"
_BLOCK = r"(?:제\s?)?(?:[0-9]{1,4}|[A-Za-z]|[가나다라마바사])\s?동"
_FLOOR = r"(?:지하\s?[0-9]?층?|지층|반지하|[0-9]{1,2}층)"
_DOOR = r"(?:(?:제\s?)?(?:지하\s?)?[A-Za-z]?[0-9]{1,5}(?:-[0-9]{1,3})?\s?호)(?!선|기|차|봉|점|터널|공원)"
_NOT_BUILT = r"(?![가-힣]{0,2}\s?(?:짓|지어|짓는|공급|건설|건립|분양|규모|이상|가량|정도|모집|입주자))"
_UNIT = rf"(?:{_BLOCK}[\s,-]{{0,2}}(?:{_FLOOR}\s?)?{_DOOR}|(?<![0-9])(?!(?:19|20)[0-9]{{2}}\s?-)[0-9]{{1,4}}\s?[-/]\s?[0-9]{{3,4}}\s?호(?!선|기|차|봉|점))"
_BETWEEN = r"[\s,(]{0,3}(?:[가-힣A-Za-z0-9]{1,12}[\s,)]{1,3}){0,3}"
_WHOLE = re.compile(rf"(?:{_ROAD}|{_LOT}){_BETWEEN}{_UNIT}")
_NUMBERED = re.compile(rf"(?:{_ROAD}|{_LOT})[\s,(]{{1,3}}(?:[가-힣A-Za-z0-9]{{0,10}}(?:{HOMES})[\s,)]{{1,3}})?(?:{_FLOOR}\s?)?[A-Za-z]?[0-9]{{2,5}}\s?호(?!선|기|차|봉|점){_NOT_BUILT}")
_UNITS = re.compile(_UNIT)
_HOUSE = re.compile(rf"(?:{HOMES})[\s,]{{0,2}}(?:[0-9]{{1,2}}(?:차|단지)[\s,]{{0,2}})?(?P<unit>(?:{_BLOCK}[\s,]{{0,2}})?(?:{_FLOOR}\s?)?(?:(?:제\s?)?[0-9]{{1,4}}[-\s동]{{1,2}})?[A-Za-z]?[0-9]{{2,5}}\s?호)(?!선|기|차|봉|점){_NOT_BUILT}")
_CELLAR = re.compile(r"(?:지하\s?)?\bB[0-9]{1,3}\s?호")
_BARE = re.compile(rf"(?:{HOMES})[\s,]{{0,2}}(?:[0-9]{{1,2}}(?:차|단지)[\s,]{{0,2}})?(?P<unit>[0-9]{{3,4}}\s?동?\s?[-/,]?\s?[0-9]{{3,4}}(?:호)?)(?![0-9]|\s?(?:세대|명|가구|원|대|년|동|개|번))")
_STREET = re.compile(rf"(?:{_ROAD}|{_LOT})(?!\s?(?:{COUNTERS}))")
_LIVES = re.compile(r"주소|사는|살고|살아|삽니다|사세요|사시|사신|산다|거주|우리\s?집|저희\s?집|제\s?집|집은|집이|집\s?앞|자택|댁|본가|번지|세대주|입주민|배송|택배|우편|받을|보내|이사")
PUBLIC = re.compile(r"(?:청사|시청|구청|군청|도청)(?!대로|로|길)|의회|법원|센터|학교|대학|병원|도서관|회관|체육관|박물관|보건소|연구|공단|본관|별관|상가|백화점|터미널|역사")
"""buildings whose rooms are no homes"""


def find(text: str) -> Iterator[tuple[int, int]]:
    """A unit (동·호) with the street or lot before it; a street or a lot with its number where words say that somebody lives there or wants post there.

    The name of the town or the complex before stays: it tells where a problem is, and nobody's home. Rooms of public buildings, homes to be built (호 as a
    counter) and places by the number of their block alone stay as well.
    """
    for shape in (_WHOLE, _NUMBERED, _UNITS, _CELLAR):
        for found in shape.finditer(text):
            if not PUBLIC.search(text, max(0, found.start() - 10), found.end()):
                yield found.span()
    for shape in (_HOUSE, _BARE):
        for found in shape.finditer(text):
            yield found.span("unit")
    for found in _STREET.finditer(text):
        if near(text, *found.span(), _LIVES, before=16, after=16):
            yield found.span()
