"""What the city wants, and by when: goals, strategies, indicators of performance, phases, decisions."""

from __future__ import annotations

from dosi.model.table import Table, column, rising, split


class Goals(Table):
    """Goals of the plan."""

    name, key, ko = "rows/goals", ("goal",), "목표"
    goal = column("text", "기호", "goal id")
    title_ko = column("text", "목표", "goal")
    title_en = column("text", "영문", "English")
    sentence_ko = column("text", "설명", "sentence")


class Strategies(Table):
    """Strategies: each names themes, services, KPIs and the item of a higher plan it answers."""

    name, key, ko = "rows/strategies", ("strategy",), "추진전략"
    strategy = column("text", "기호", "strategy id")
    goal = column("text", "목표", "goal")
    title_ko = column("text", "추진전략", "strategy")
    title_en = column("text", "영문", "English")
    themes = column("list", "도시문제", "themes")
    services = column("list", "서비스", "services")
    kpis = column("list", "성과지표", "KPIs")
    higher_plan = column("text", "상위계획", "higher plan", listed="higher_plans")
    higher_plan_item = column("text", "상위계획의 항목", "item of the higher plan")


class Kpis(Table):
    """Key performance indicators, tied to an indicator that Dosi measures."""

    name, key, ko = "rows/kpis", ("kpi",), "성과지표"
    kpi = column("text", "기호", "KPI id")
    title_ko = column("text", "성과지표", "KPI")
    indicator = column("text", "지표", "indicator")
    owner = column("text", "담당", "owner")
    source_ko = column("text", "측정 자료", "how it is measured")


class Phases(Table):
    """Phases of the plan."""

    name, key, ko = "rows/phases", ("phase",), "단계"
    phase = column("text", "기호", "phase")
    title_ko = column("text", "단계", "phase title")
    from_year = column("year", "시작", "from")
    to_year = column("year", "끝", "to")
    rules = (rising("from_year", "to_year"),)
    focus_ko = column("text", "중점", "focus")


class Decisions(Table):
    """What people decided against or beyond the computation."""

    name, key, ko = "rows/decisions", ("decision",), "결정"
    decision = column("text", "기호", "id")
    on_date = column("date", "날짜", "date")
    body = column("text", "결정 기구", "body")
    what = column("text", "내용", "what")
    why = column("text", "이유", "why")
    touches = column("list", "대상", "ids touched")
    effect = column("text", "효력", "include or exclude the candidates service~zone it touches, start them in the phase it touches beside them, put together the zones zone~zone into one region, or none",
                    optional=True, choices={"include": "넣음", "exclude": "뺌", "in_phase": "그 단계에", "together": "한 권역으로", "none": "없음"})  # fmt: skip

    def touched(self, effect: str) -> frozenset[tuple[str, str]]:
        """Candidates (service, zone) that decisions of this effect touch."""
        named = [t.partition("~") for d in self.records() if d["effect"] == effect for t in split(d["touches"])]
        return frozenset((service, zone) for service, mark, zone in named if mark)

    def phased(self) -> list[tuple[str, str, frozenset[tuple[str, str]]]]:
        """Decisions that set candidates into a phase: the decision, the phase it names (empty where it names none), the candidates."""
        found = []
        for row in self.records():
            if row["effect"] == "in_phase":
                named = [t.partition("~") for t in split(row["touches"])]
                found.append((row["decision"], next((t for t, mark, _ in named if not mark), ""), frozenset((service, zone) for service, mark, zone in named if mark)))
        return found
