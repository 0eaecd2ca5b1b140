"""Answer every opinion: adopted in which service, adopted in part, or not, and why; who confirmed the answer, where somebody did."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dosi.model.choices import REASONS, Chosen, Ledger, LeftOut
from dosi.model.city import CITY
from dosi.model.findings import Mentions
from dosi.model.rows import Decisions, Gates, Opinions, Services, Themes
from dosi.model.table import split


def answer(
    opinions: Opinions, mentions: Mentions, themes: Themes, services: Services, chosen: Chosen, left_out: LeftOut, gates: Gates, decisions: Decisions,
) -> Ledger:  # fmt: skip
    """Adopted: a chosen service of the opinion's main theme starts in its own zone; partly: one for the whole city starts, or the
    opinion names no zone; later: it starts in other zones only.

    Main theme: the one most of whose words the opinion holds. Services for which the theme comes first answer first, then the
    earliest start; ties by service id. An answer is computed: it names a body and a date only where a decision touches the opinion.
    """
    addresses = {s: split(t) for s, t in zip(services.rows["service"], services.rows["themes"], strict=True)}
    title = dict(zip(services.rows["service"], services.rows["title_ko"], strict=True))
    theme_title = dict(zip(themes.rows["theme"], themes.rows["title_ko"], strict=True))
    starts = sorted(chosen.records(), key=lambda c: (c["start_year"], c["service"], c["zone"]))
    order = mentions.rows.sort_values(["opinion", "sure", "theme"], ascending=[True, False, True], kind="stable").drop_duplicates("opinion")
    raised = dict(zip(order["opinion"], order["theme"], strict=True))
    left = [(addresses[r["service"]], r) for r in left_out.records()]
    confirmed = _confirmed(decisions)
    rows = []
    for opinion in opinions.records():
        theme = raised.get(opinion["opinion"])
        body, on = confirmed.get(opinion["opinion"], (None, None))
        row = {"opinion": opinion["opinion"], "on_date": opinion["on_date"], "channel": opinion["channel"], "zone": opinion["zone"],
               "theme": theme, "service": None, "by_body": body, "on_answer": on}  # fmt: skip
        fits = sorted((c for c in starts if theme in addresses[c["service"]]), key=lambda c: addresses[c["service"]].index(theme or ""))
        here = [c for c in fits if c["zone"] == opinion["zone"]]
        if not theme:
            row |= {"outcome": "unplaced", "why": "도시문제 주제로 분류되지 않아 계산으로 답하지 못하였다. 담당 부서가 읽고 답해야 한다."}
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
            near = [r for themes_of, r in left if theme in themes_of and (r["zone"] == CITY or opinion["zone"] in (None, r["zone"]))]
            row |= {"outcome": "not_adopted", "why": _why_not(theme_title[theme], near, gates)}
        rows.append(row)
    return Ledger(pd.DataFrame(rows, columns=list(Ledger.columns)))


def _why_not(theme: str, near: list[dict[str, Any]], gates: Gates) -> str:
    """What stood in the way of the candidate that came nearest to starting; of those a gate stopped, the one that came furthest."""
    if not near:
        return f"‘{theme}’ 문제를 다루는 서비스 모델이 없어 이번 계획에 넣지 못하였다."
    reason = next(reason for reason in REASONS if any(r["reason"] == reason for r in near))
    clause = REASONS[reason].clause
    stopped = {r["gate"] for r in near if r["reason"] == reason and r["gate"]}
    if reason == "gate" and stopped:
        furthest = max((g for g in gates.records() if g["gate"] in stopped), key=lambda g: (g["no"], g["gate"]))
        clause = f"선정 단계 {gates.in_words(furthest['gate'])}의 기준에 맞지 않아"
    return f"‘{theme}’ 관련 서비스는 {clause} 이번 계획에 넣지 못하였다."


def _confirmed(decisions: Decisions) -> dict[str, tuple[str, str]]:
    """Opinions whose answer a decision touches -> its body and date, of the latest one."""
    ordered = sorted(decisions.records(), key=lambda d: (d["on_date"], d["decision"]))
    return {touched: (d["body"], d["on_date"]) for d in ordered for touched in split(d["touches"])}
