"""The small markup of sentences: {fact id|format}, {name ...}, particles {은}, and articles and dates known by their form."""

from __future__ import annotations

import re
from collections.abc import Callable

from dosi.model.blocks import FactRef, Ref, Run, Runs, Text
from dosi.model.units import PARTICLES, particle

ARTICLE = r"제[0-9]+(?:조|항|호|장|절|단계)(?:의[0-9]+)?(?:제[0-9]+[항호])*(?:의[0-9]+)?|(?:Act |Decree |Guideline )?Arts?\. [0-9]+(?:-[0-9]+)?(?:\([0-9]+\))?(?: no\. [0-9]+(?:-[0-9]+)?)?"
DATE = r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?|[0-9]{4}[~∼–-][0-9]{4}년?|[0-9]{4}년(?: ?[0-9]{1,2}월(?: ?[0-9]{1,2}일)?)?"
NAME = r"[0-9](?:-[0-9])?생활권"
_AUTO = re.compile(f"(?P<article>{ARTICLE})|(?P<date>{DATE})|(?P<name>{NAME})")
_MARK = re.compile(r"\{([^{}]+)\}")


def fill(template: str, shown: Callable[[str, str], str]) -> str:
    """A sentence as plain text: {column|format} through `shown`, particles fitted."""
    out = ""
    at = 0
    for mark in _MARK.finditer(template):
        out += template[at : mark.start()]
        at = mark.end()
        if mark[1] in PARTICLES:
            out += particle(out, mark[1])
        else:
            name, _, format_name = mark[1].partition("|")
            out += shown(name, format_name)
    return out + template[at:]


def plain_runs(text: str, written: bool = False) -> Runs:
    """Words as runs: articles, dates and zone names become refs; other digits only in a person's own text."""
    runs: list[Run] = []
    at = 0
    for found in _AUTO.finditer(text):
        runs += _words(text[at : found.start()], written)
        runs.append(Ref(found.lastgroup or "name", found[0]))
        at = found.end()
    return tuple(runs + _words(text[at:], written))


def _words(text: str, written: bool) -> list[Run]:
    if not text:
        return []
    if not re.search(r"[0-9]", text):
        return [Text(text)]
    if not written:
        digits = re.search(r".{0,12}[0-9][0-9,.]*.{0,12}", text)
        raise ValueError(f"a figure without a source: {digits[0] if digits else text!r}")
    parts = re.split(r"([0-9][0-9,.]*[0-9]|[0-9])", text)
    return [Ref("written", p) if re.match(r"[0-9]", p) else Text(p) for p in parts if p]


def sentence(template: str, text_of: Callable[[FactRef], str], written: bool = False) -> Runs:
    """A sentence of the catalogue as runs; `text_of` gives the words of a fact so that particles fit.

    {fact ID|format}: a fact; {name ...}: a name that may hold digits; {은} ...: the particle that fits.
    """
    runs: list[Run] = []
    said = ""
    at = 0
    for mark in _MARK.finditer(template):
        before = template[at : mark.start()]
        runs += plain_runs(before, written)
        said += before
        at = mark.end()
        kind, _, rest = mark[1].partition(" ")
        if mark[1] in PARTICLES:
            fitted = particle(said, mark[1])
            runs.append(Text(fitted))
            said += fitted
        elif kind == "fact":
            id, _, format_name = rest.strip().partition("|")
            ref = FactRef(id, format_name)
            runs.append(ref)
            said += text_of(ref)
        elif kind == "name":
            runs.append(Ref("name", rest))
            said += rest
        else:
            raise ValueError(f"unknown mark {{{mark[1]}}}")
    return (*runs, *plain_runs(template[at:], written))
