"""Answer every opinion: adopted in which service, adopted in part, or not, and why."""

from __future__ import annotations

import pandas as pd

from dosi.model.choices import Chosen, Ledger, LeftOut
from dosi.model.city import CITY, City
from dosi.model.findings import Mentions
from dosi.model.rows import Opinions, Services, Themes
from dosi.model.table import split

BODY = "계획 수립권자"

WHY_NOT = {
    "money": "재원 한도 안에서 우선순위가 낮아", "services": "한꺼번에 시작하는 서비스의 수가 정해져 있어", "prerequisite": "먼저 있어야 할 서비스가 이번에 시작하지 않아", "time": "짓는 기간이 계획기간을 넘어",
    "decision": "기관의 결정으로 제외되어", "gate": "선정 단계의 기준에 이르지 못하여",
}  # fmt: skip
"""the reason that came nearest to starting is the one told"""


def answer(city: City, opinions: Opinions, mentions: Mentions, themes: Themes, services: Services, chosen: Chosen, left_out: LeftOut) -> Ledger:
    """Adopted: a chosen service of the opinion's main theme starts in its own zone; partly: one for the whole city starts, or the
    opinion names no zone; later: it starts in other zones only.

    Main theme: the one most of whose words the opinion holds. Services for which the theme comes first answer first, then the
    earliest start; ties by service id.
    """
    addresses = {s: split(t) for s, t in zip(services.rows["service"], services.rows["themes"], strict=True)}
    title = dict(zip(services.rows["service"], services.rows["title_ko"], strict=True))
    theme_title = dict(zip(themes.rows["theme"], themes.rows["title_ko"], strict=True))
    starts = sorted(chosen.records(), key=lambda c: (c["start_year"], c["service"], c["zone"]))
    order = mentions.rows.sort_values(["opinion", "times", "theme"], ascending=[True, False, True], kind="stable").drop_duplicates("opinion")
    raised = dict(zip(order["opinion"], order["theme"], strict=True))
    tried = {(s, z): r for s, z, r in zip(left_out.rows["service"], left_out.rows["zone"], left_out.rows["reason"], strict=True)}
    rows = []
    for opinion in opinions.records():
        theme = raised.get(opinion["opinion"])
        row = {"opinion": opinion["opinion"], "on_date": opinion["on_date"], "channel": opinion["channel"], "zone": opinion["zone"],
               "theme": theme, "service": None, "by_body": BODY, "on_answer": city.as_of}  # fmt: skip
        fits = sorted((c for c in starts if theme in addresses[c["service"]]), key=lambda c: addresses[c["service"]].index(theme or ""))
        here = [c for c in fits if c["zone"] == opinion["zone"]]
        if not theme:
            row |= {"outcome": "unplaced", "why": "도시문제 주제로 분류되지 않아 담당 부서가 직접 읽고 답한다."}
        elif here:
            row |= {"outcome": "adopted", "service": here[0]["service"], "why": f"이 생활권의 ‘{title[here[0]['service']]}’ 사업에 반영하였다."}
        elif fits:
            service = fits[0]["service"]
            if fits[0]["zone"] == CITY:
                row |= {"outcome": "partly", "service": service, "why": f"시 전체를 위한 ‘{title[service]}’ 사업에 일부 반영하였으며, 이 생활권만의 사업은 다음 계획에서 검토한다."}
            elif opinion["zone"]:
                row |= {"outcome": "later", "service": service, "why": f"이번 계획의 ‘{title[service]}’ 사업은 다른 생활권에서 시작하며, 이 생활권의 사업은 다음 계획에서 검토한다."}
            else:
                row |= {"outcome": "partly", "service": service, "why": f"‘{title[service]}’ 사업에 반영하였다. 의견에 생활권이 적혀 있지 않아 사업이 시작하는 생활권과 견주지 못하였다."}
        else:
            reasons = {tried[s, z] for s, z in tried if theme in addresses[s] and z in (CITY, opinion["zone"])}
            why = next((words for reason, words in WHY_NOT.items() if reason in reasons), WHY_NOT["gate"])
            row |= {"outcome": "not_adopted", "why": f"‘{theme_title[theme]}’ 관련 서비스는 {why} 이번 계획에 넣지 못하였다."}
        rows.append(row)
    return Ledger(pd.DataFrame(rows, columns=list(Ledger.columns)))
