"""The law, its procedure, what a plan must show, and the words for it."""

from __future__ import annotations

from dosi.model.table import Table, column


class Procedure(Table):
    """Steps of making and keeping the plan, as law and guideline have them."""

    name, key, ko = "rows/procedure", ("step",), "수립 절차"
    step = column("text", "기호", "step")
    no = column("int", "순서", "order")
    duty = column("text", "의무", "duty", choices={"must": "의무", "may": "선택", "conditional": "조건부"})
    title_ko = column("text", "절차", "step title")
    title_en = column("text", "영문", "English")
    citation_ko = column("text", "근거", "citation")
    days = column("int", "법정 기간(일)", "legal period in days", optional=True)
    days_kind = column("text", "기간의 뜻", "what the period is", optional=True)
    counted = column("text", "세는 방향", "whether the step must come so many days before another, follow within them, or answer within them from the day a request came",
                     choices={"before": "앞", "after": "뒤", "received": "받은 날부터"}, optional=True)  # fmt: skip
    counted_step = column("text", "견주는 절차", "the other step", optional=True)
    recurs = column("text", "반복", "recurs", optional=True)


class ProcedureDates(Table):
    """When the city plans or did each step."""

    name, key, ko = "rows/procedure_dates", ("step",), "절차 일정"
    step = column("text", "기호", "step")
    planned_on = column("date", "계획일", "planned on", optional=True)
    done_on = column("date", "완료일", "done on", optional=True)
    note_ko = column("text", "비고", "note", optional=True)


class Law(Table):
    """Clauses of Act, Decree and guideline that ask for something in the plan."""

    name, key, ko = "rows/law", ("clause",), "법령·지침 조항"
    clause = column("text", "기호", "clause id")
    source_title_ko = column("text", "법령", "act")
    citation_ko = column("text", "조항", "citation")
    citation_en = column("text", "영문 조항", "English citation")
    condition = column("text", "적용 조건", "condition", choices={"always": "언제나", "if_designated": "지정된 경우", "if_projects": "사업이 있는 경우", "optional": "선택"})
    designation = column("text", "지정", "designation of city.toml it asks for", optional=True)
    title_ko = column("text", "제목", "title")
    title_en = column("text", "영문", "English title")
    in_force_from = column("date", "시행일", "in force from", optional=True)
    in_force_to = column("date", "폐지일", "in force to", optional=True)
    version_ko = column("text", "확인한 판", "version read")
    minor_change = column("bool", "경미한 변경", "a change of it is minor")
    address = column("text", "출처", "address")


class MustShow(Table):
    """What each clause must show in the plan: own checklist (자체 점검), not legal text."""

    name, key, ko = "rows/must_show", ("clause", "no", "part"), "자체 점검표"
    clause = column("text", "조항", "clause")
    no = column("int", "번호", "number")
    part = column("int", "부분", "part of the line")
    text_ko = column("text", "점검 내용", "what must be shown")
    text_en = column("text", "영문", "English")
    check = column("text", "점검 방법", "kind of check", choices={"rows": "행", "each": "항목마다", "each_if_any": "항목이 있으면 항목마다", "text": "글", "lines": "줄"})
    block = column("list", "점검하는 표·그림", "ids of the blocks judged", optional=True)
    filled = column("list", "채워져야 할 열", "columns that must be filled", optional=True)
    members = column("text", "모두 있어야 할 목록", "list whose every member must have a row", optional=True)
    at_least = column("int", "최소 행 수", "fewest rows", optional=True)
    ask_ko = column("text", "작성 안내", "what to write when it is missing")


class Lists(Table):
    """Named lists of law and guideline: 12 fields, 4 kinds of infrastructure, 9 survey groups, 5 survey topics ..."""

    name, key, ko = "rows/lists", ("list", "item"), "목록"
    list = column("text", "목록", "list")
    item = column("text", "기호", "item")
    no = column("int", "순서", "order")
    title_ko = column("text", "이름", "title")
    title_en = column("text", "영문", "English")
    note_ko = column("text", "설명", "note", optional=True)
    citation_ko = column("text", "근거", "citation", optional=True)


class Terms(Table):
    """Terms: the law's wording, English, and a plain sentence."""

    name, key, ko = "rows/terms", ("term",), "용어"
    term = column("text", "기호", "term id")
    ko_term = column("text", "용어", "term")
    en_term = column("text", "영문", "English")
    plain_ko = column("text", "쉬운 설명", "plain sentence")
    basis_ko = column("text", "근거", "basis", optional=True)
