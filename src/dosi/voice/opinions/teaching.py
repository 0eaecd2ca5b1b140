"""Teach the placing of opinions from the rows of the catalogue."""

from __future__ import annotations

from dosi.model.rows import Issues, Seeds, Themes
from dosi.model.table import split
from dosi.voice.opinions.placing import Placer, Taught


def taught_by(themes: Themes, issues: Issues, seeds: Seeds) -> Placer:
    """A model of the seed sentences, the titles of issues, and the words and sentences of themes."""
    theme_of = {i["issue"]: i["theme"] or "" for i in issues.records()}
    rows = [
        *((s["sentence"], theme_of[s["issue"]], s["issue"], True) for s in seeds.records()),
        *((i["title_ko"], i["theme"] or "", i["issue"], False) for i in issues.records()),
        *((words, t["theme"], "", False) for t in themes.records() for words in (*split(t["words"]), t["title_ko"], t["sentence_ko"], t["agree_ko"])),
    ]
    return Placer(Taught(*zip(*rows, strict=True)))
