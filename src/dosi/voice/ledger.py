"""Answer every opinion: adopted in which service, adopted in part, or not, and why."""

from __future__ import annotations

import pandas as pd

from dosi.model.city import CITY, City
from dosi.model.results import Chosen, Ledger, LeftOut, Mentions
from dosi.model.rows import Opinions, Services, Themes
from dosi.model.table import split

BODY = "계획 수립권자"


def answer(city: City, opinions: Opinions, mentions: Mentions, themes: Themes, services: Services, chosen: Chosen, left_out: LeftOut) -> Ledger:
    """Adopted: a chosen service of the opinion's theme starts in its zone or city-wide; partly: it starts in another zone.

    The earliest start answers first; ties by service id.
    """
    addresses = {s: set(split(t)) for s, t in zip(services.rows["service"], services.rows["themes"], strict=True)}
    title = dict(zip(services.rows["service"], services.rows["title_ko"], strict=True))
    theme_title = dict(zip(themes.rows["theme"], themes.rows["title_ko"], strict=True))
    starts = sorted(chosen.records(), key=lambda c: (c["start_year"], c["service"], c["zone"]))
    raised: dict[str, list[str]] = {}
    for opinion, theme in zip(mentions.rows["opinion"], mentions.rows["theme"], strict=True):
        raised.setdefault(opinion, []).append(theme)
    tried = {(s, z): r for s, z, r in zip(left_out.rows["service"], left_out.rows["zone"], left_out.rows["reason"], strict=True)}
    rows = []
    for opinion in opinions.records():
        said = raised.get(opinion["opinion"], [])
        row = {"opinion": opinion["opinion"], "on_date": opinion["on_date"], "channel": opinion["channel"], "zone": opinion["zone"],
               "theme": said[0] if said else None, "service": None, "by_body": BODY, "on_answer": city.as_of}  # fmt: skip
        fits = [c for c in starts if addresses[c["service"]] & set(said)]
        here = [c for c in fits if c["zone"] in (CITY, opinion["zone"])]
        if not said:
            row |= {"outcome": "unplaced", "why": "도시문제 주제로 분류되지 않아 담당 부서가 직접 읽고 답한다."}
        elif here:
            row |= {"outcome": "adopted", "service": here[0]["service"], "why": f"‘{title[here[0]['service']]}’ 사업에 반영하였다."}
        elif fits:
            row |= {"outcome": "partly", "service": fits[0]["service"],
                    "why": f"‘{title[fits[0]['service']]}’ 사업을 다른 생활권에서 먼저 시작하며, 이 생활권은 다음 계획에서 검토한다."}  # fmt: skip
        else:
            reasons = {tried[s, z] for s, z in tried if addresses[s] & set(said) and z in (CITY, opinion["zone"])}
            why = "재원 한도 안에서 우선순위가 낮아" if reasons & {"money", "prerequisite"} else "선정 단계의 기준에 이르지 못하여"
            topic = theme_title[said[0]]
            row |= {"outcome": "not_adopted", "why": f"‘{topic}’ 관련 서비스는 {why} 이번 계획에 넣지 못하였다."}
        rows.append(row)
    return Ledger(pd.DataFrame(rows, columns=list(Ledger.columns)))
