"""What became of every opinion."""

from __future__ import annotations

from dosi.model.rows.kinds import ANSWERS
from dosi.model.table import Table, column

OUTCOMES = {**ANSWERS, "replied": "부서 답변", "unplaced": "부서 답변 필요", "unanswered": "답변 전"}
"""what may become of an opinion, in every document the same words; `replied`: of no problem theme, and a body answered in its own words"""
CITIZEN = "citizen"
"""the giver of a citizen's opinion, beside the kinds of bodies that a country lists"""
CITIZENS_KO = "시민"
STANDING = {"computed": "계산한 답", "answered": "기구의 답", "open": "답변 전", "due": "답변 필요", "contradicted": "선정과 어긋남"}
"""whose answer it is; open: none is written yet; due: none, and somebody must answer; contradicted: it claims a service that does not start"""
MUST_BE_MENDED = ("due", "contradicted")
"""standing of answers without which the plan is not complete"""


class Ledger(Table):
    """What became of every opinion, of citizens and of bodies (guideline on hearings: per opinion, what was done and why not)."""

    name, key, ko = "voice/ledger", ("opinion",), "의견 처리 결과"
    because = "{why}"
    opinion = column("text", "접수번호", "opinion", reads=["rows/opinions[opinion].opinion", "rows/received[opinion].opinion"])
    on_date = column("date", "접수일", "received on", reads=["rows/opinions[opinion].on_date", "rows/received[opinion].on_date"])
    giver = column("text", "의견을 준 쪽", "kind of giver: citizen, or one of the country's list", reads=["rows/received[opinion].giver"])
    body = column("text", "기관", "body that gave it", optional=True, reads=["rows/received[opinion].body"])
    step = column("text", "받은 절차", "step of the procedure it came in", optional=True, reads=["rows/received[opinion].step"])
    channel = column("text", "경로", "channel; of bodies the step of the procedure", optional=True, reads=["rows/opinions[opinion].channel", "rows/procedure[step].title_ko"])
    zone = column("text", "생활권 기호", "zone", optional=True, reads=["rows/opinions[opinion].zone"])
    theme = column("text", "도시문제", "theme", optional=True, reads=["voice/mentions[opinion].theme,sure", "rows/received[opinion].themes"])
    issue = column("text", "이슈", "issue of that theme", optional=True, reads=["voice/mentions[opinion].issue,sure"])
    outcome = column("text", "처리", "outcome", choices=OUTCOMES, reads=[
        *(f"{read} when giver={CITIZEN}" for read in ("voice/mentions[opinion].theme,sure", "voice/ledger[opinion].zone", "portfolio/chosen[].service,zone", "rows/services[].themes")),
        f"rows/decisions[].touches when giver={CITIZEN}, theme=None", "rows/received[opinion].outcome"])  # fmt: skip
    service = column("text", "반영 서비스", "service", optional=True, reads=[
        *(f"{read} when giver={CITIZEN}" for read in ("voice/mentions[opinion].theme,sure", "voice/ledger[opinion].zone", "portfolio/chosen[].service,zone,start_year", "rows/services[].themes")),
        "rows/received[opinion].service"])  # fmt: skip
    start_year = column("year", "시작하는 해", "year in which the service starts, in the opinion's own zone where it does", optional=True, reads=[
        "voice/ledger[opinion].service,zone", "portfolio/chosen[service].zone,start_year"])  # fmt: skip
    why = column("text", "이유", "why", reads=[
        "voice/ledger[opinion].outcome", *(f"{read}, giver={CITIZEN}" for read in (
            "rows/services[service].title_ko when outcome=adopted|partly|later", "portfolio/chosen[service].zone when outcome=partly|later",
            "portfolio/chosen[].service,zone,start_year when outcome=partly|later", "rows/services[].themes when outcome=partly|later", "voice/ledger[opinion].theme,zone when outcome=partly|later",
            "rows/themes[theme].title_ko when outcome=not_adopted",
            "voice/ledger[opinion].zone when outcome=not_adopted", "voice/mentions[opinion].theme,sure when outcome=not_adopted",
            "portfolio/left_out[].reason,gate when outcome=not_adopted", "rows/services[].themes when outcome=not_adopted",
            "rows/gates[].no,title_ko,criterion_ko,limit,limit_format when outcome=not_adopted", "rows/decisions[].touches,on_date,what,why when outcome=replied")),
        "rows/received[opinion].done_ko,why_ko"])  # fmt: skip
    by_body = column("text", "답하거나 확인한 기구", "body that answered, or confirmed the answer; empty until one did", optional=True, reads=[
        f"rows/decisions[].touches,on_date,body when giver={CITIZEN}", f"voice/ledger[opinion].theme,on_date when giver={CITIZEN}", "rows/received[opinion].by_body"])  # fmt: skip
    on_answer = column("date", "답하거나 확인한 날", "answered or confirmed on", optional=True, reads=[
        f"rows/decisions[].touches,on_date when giver={CITIZEN}", f"voice/ledger[opinion].theme,on_date when giver={CITIZEN}", "rows/received[opinion].on_answer"])  # fmt: skip
    due_on = column("date", "답할 기한", "last day to answer: the legal period of its step, or the day the body asked for, whichever is earlier", optional=True, reads=[
        "rows/received[opinion].on_date,due_on", "rows/procedure[step].days,counted"])  # fmt: skip
    standing = column("text", "답의 상태", "whose answer it is, or that one is due", choices=STANDING, reads=[
        "voice/ledger[opinion].giver,outcome,by_body,service,start_year", "rows/procedure[step].days,counted when outcome=unanswered"])  # fmt: skip
