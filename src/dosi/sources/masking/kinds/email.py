"""E-mail addresses, also spelt out to hide them from machines."""

from __future__ import annotations

import re
from collections.abc import Iterator

SIGN, KO = "[메일]", "전자우편"
_LOCAL = r"[A-Za-z0-9](?:[A-Za-z0-9.+%-]*[A-Za-z0-9-])?"
_AT = r"(?:\s{0,2}@\s{0,2}|\s?[(\[{<]\s?(?:at|골뱅이|앳|@)\s?[)\]}>]\s?|\s?(?:골뱅이|앳)\s?|\s+at\s+)"
_DOT = r"(?:\s?\.\s?|,|\s?[(\[{<]\s?(?:dot|점|닷|\.)\s?[)\]}>]\s?|\s+dot\s+|\s?(?:점|닷|쩜)\s?)"
_END = r"(?:com|net|org|kr|co|go|or|ac|re|edu|gov|io|me|info|biz|jp|cn|us|uk|de|컴|넷|케이알|씨오)"
_HOST = r"(?:[A-Za-z0-9][A-Za-z0-9-]*|네이버|다음|한메일|지메일|구글|네이트|카카오)"
_KNOWN = r"(?:naver|daum|hanmail|gmail|nate|kakao|korea|hotmail|outlook|yahoo|icloud|네이버|다음|한메일|지메일|네이트|카카오)"
_SHAPE = re.compile(rf"{_LOCAL}{_AT}(?:{_HOST}(?:{_DOT}{_HOST}){{0,3}}{_DOT}{_END}(?![A-Za-z])|{_KNOWN}(?![A-Za-z]))", re.IGNORECASE)
_PLAIN = re.compile(r"[A-Za-z0-9가-힣.+%-]+@[A-Za-z0-9가-힣-]+(?:\.[A-Za-z0-9가-힣-]+)*\.[A-Za-z]{2,}")


def find(text: str) -> Iterator[tuple[int, int]]:
    """A name, an at sign in any spelling, a host with a dot in any spelling, or a well-known host."""
    for shape in (_PLAIN, _SHAPE):
        for found in shape.finditer(text):
            yield found.span()
