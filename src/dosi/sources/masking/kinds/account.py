"""Numbers of bank accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosi.sources.masking import near

SIGN, KO = "[계좌]", "계좌번호"
GROUPS = {(6, 2, 6), (3, 3, 6), (4, 3, 6), (3, 4, 4, 2), (3, 6, 5), (3, 6, 2, 3), (4, 2, 7), (4, 4, 4, 1), (4, 4, 4), (3, 2, 6), (3, 2, 6, 1), (4, 2, 6), (3, 4, 4, 1), (3, 2, 5, 1), (6, 2, 5), (3, 4, 6), (3, 8, 2), (3, 5, 6), (4, 4, 5), (3, 7, 3)}
"""how banks break up their numbers, digits per group"""
_SHAPE = re.compile(r"(?<![0-9])(?<![0-9A-Za-z]-)[0-9]{2,6}(?:\s?[-.\s]\s?[0-9]{1,8}){1,4}(?![0-9])(?!-[0-9])|(?<![0-9])(?<![0-9A-Za-z]-)[0-9]{10,16}(?![0-9])")
_NAMED = re.compile(r"은행|계좌|통장|입금|송금|이체|환급|뱅크|국민|신한|우리|하나|농협|기업|카카오|토스|새마을|신협|우체국|수협|씨티|케이|IBK|KB|NH|SC|예금|카뱅|bank|account", re.IGNORECASE)
_DATE = re.compile(r"(?:19|20)[0-9]{2}[-.\s]{1,2}[0-9]{1,2}[-.\s]{1,2}[0-9]{1,2}")


def find(text: str) -> Iterator[tuple[int, int]]:
    """Digits in the groups of a bank; otherwise 10 to 16 digits where a bank or an account is named shortly before."""
    for found in _SHAPE.finditer(text):
        groups = [len(g) for g in re.findall(r"[0-9]+", found[0])]
        if _DATE.match(found[0]) or not 10 <= sum(groups) <= 16 or (found[0][0] == "0" and len(groups) < 4 and sum(groups) < 12):
            continue
        if (tuple(groups) in GROUPS and "-" in found[0] and sum(groups) >= 11) or near(text, *found.span(), _NAMED, before=20, after=10):
            yield found.span()
