"""Sources of money, their shares and ceilings, contests, further limits."""

from __future__ import annotations

from dosi.model.table import Rule, Table, column, rising

PURPOSES = {"capital": "구축비", "operating": "운영비"}


class FundingSources(Table):
    """Sources of money, by body and kind."""

    name, key, ko = "rows/funding_sources", ("fund",), "재원"
    fund = column("text", "기호", "fund id")
    title_ko = column("text", "재원", "source of money")
    title_en = column("text", "영문", "English")
    authority = column("text", "기관", "body")
    kind = column("text", "구분", "kind", choices={"state": "국가", "city": "시", "agency": "공공기관", "private": "민간", "fee": "사용료"})
    carry_over_share = column("share", "이월 비율", "share of a year's ceiling that may be carried into the next year; empty: none", optional=True)


class FundingShares(Table):
    """Who pays which share of a project, by the body that builds it; the shares of a builder and purpose add up to 1."""

    name, key, ko = "rows/funding_shares", ("builder", "purpose", "fund"), "재원 분담 비율"
    builder = column("text", "시행 기관", "builder")
    purpose = column("text", "용도", "purpose", choices=PURPOSES)
    fund = column("text", "재원", "fund")
    share = column("share", "비율", "share")
    rules = (Rule(("share",), lambda share: 0 <= share <= 1, "0 to 1"),)
    basis = column("text", "근거", "basis")


class MatchRatios(Table):
    """Which share of a service's building a fund pays where a programme sets it (국고보조율); the rest falls to another fund. Where none is given, the builder's own shares hold."""

    name, key, ko = "rows/match_ratios", ("service", "builder", "fund"), "서비스별 보조율"
    service = column("text", "서비스", "service")
    builder = column("text", "시행 기관", "builder")
    fund = column("text", "재원", "fund")
    share = column("share", "비율", "share of the capital")
    remainder_fund = column("text", "나머지 재원", "fund that pays the rest")
    basis = column("text", "근거", "basis")


class Ceilings(Table):
    """The most that each fund can give in a year, in won; the base rows are the middle ceiling."""

    name, key, ko = "rows/ceilings", ("fund", "purpose", "year"), "재원별·연도별 한도"
    fund = column("text", "재원", "fund")
    purpose = column("text", "용도", "purpose", choices=PURPOSES)
    year = column("year", "연도", "year")
    ceiling_won = column("won", "한도", "ceiling", also=("금액", "한도액"))
    rules = (Rule(("ceiling_won",), lambda won: won >= 0, "0 won or more"),)
    basis = column("text", "근거", "basis", optional=True)


class AuthorityCeilings(Table):
    """The most that a body can give in a year from all its funds together, in won."""

    name, key, ko = "rows/authority_ceilings", ("authority", "purpose", "year"), "기관별·연도별 한도"
    authority = column("text", "기관", "body")
    purpose = column("text", "용도", "purpose", choices=PURPOSES)
    year = column("year", "연도", "year")
    ceiling_won = column("won", "한도", "ceiling", also=("금액", "한도액"))
    rules = (Rule(("ceiling_won",), lambda won: won >= 0, "0 won or more"),)
    basis = column("text", "근거", "basis")


class Awards(Table):
    """Contests that the money of a fund hangs on: the part of its ceilings that is lost with the contest, and by when a project must start on an award (집행 기한)."""

    name, key, ko = "rows/awards", ("award",), "공모에 걸린 재원"
    award = column("text", "기호", "award id")
    contest = column("text", "공모사업", "contest", optional=True)
    fund = column("text", "재원", "fund")
    award_year = column("year", "선정 연도", "year of the award")
    start_within_years = column("int", "착수 기한(년)", "years after the award within which a project must start", unit="years")
    last_year = column("year", "마지막 해", "last year in which its money flows")
    contested_won = column("won", "걸린 금액", "part of the fund's ceiling for building in each of these years that is lost with the contest")
    win_share = column("share", "뽑힐 확률", "probability of winning")
    rules = (
        Rule(("start_within_years",), lambda years: years >= 0, "0 years or more"), rising("award_year", "last_year"),
        Rule(("contested_won",), lambda won: won >= 0, "0 won or more"),
    )  # fmt: skip
    basis = column("text", "근거", "basis")


class Rivals(Table):
    """Services of which only so many may start in one place, since they do the same or exclude each other."""

    name, key, ko = "rows/rivals", ("group",), "함께 하지 않는 서비스"
    group = column("text", "기호", "group")
    services = column("list", "서비스", "services")
    within = column("text", "범위", "counted in each zone, or in the whole city", choices={"zone": "생활권마다", "city": "도시 전체"})
    at_most = column("int", "많아야", "how many of them may start", unit="count")
    rules = (Rule(("at_most",), lambda most: most >= 0, "0 or more"),)
    why_ko = column("text", "이유", "why")


class StaffLimits(Table):
    """How many people a department has in a year to run what is built."""

    name, key, ko = "rows/staff_limits", ("department", "year"), "부서별 운영 인력"
    department = column("text", "부서", "department, as services name their operator")
    year = column("year", "연도", "year")
    persons_at_most = column("number", "인력(명)", "people, full-time", unit="persons")
    rules = (Rule(("persons_at_most",), lambda persons: persons >= 0, "0 people or more"),)
    basis = column("text", "근거", "basis")


class Limits(Table):
    """Further limits that a body has set, e.g. how many services its departments can start, or from how many voices on an unmeasured problem is ranked."""

    name, key, ko = "rows/limits", ("limit",), "사업 구성의 한도"
    limit = column("text", "기호", "limit", choices={
        "services_at_most": "시작할 서비스 수", "voices_at_least": "순위에 넣는 의견 수", "operating_years_after": "계획이 끝난 뒤 운영비를 세는 해",
        "weak_capital_share_at_least": "사회적 약자를 위한 구축비 비율", "climate_inclusion_share_at_least": "국비 사업의 기후·디지털 포용 비율",
        "zone_points_share_at_least": "생활권 한 사람의 점수(도시 평균에 대한 비율)", "central_review_won": "중앙 심사를 받는 구축비"})  # fmt: skip
    value = column("number", "한도", "limit", unit="plain")
    rules = (Rule(("value",), lambda value: value >= 0, "0 or more"), Rule(("limit", "value"), lambda limit, value: "_share_" not in limit or value <= 1, "a share from 0 to 1"))
    basis = column("text", "근거", "basis")


class Contests(Table):
    """State contests and support programmes (공모·지원사업)."""

    name, key, ko = "rows/contests", ("contest",), "국가 공모·지원사업"
    contest = column("text", "기호", "contest id")
    year = column("year", "연도", "year")
    title_ko = column("text", "사업", "programme")
    ministry_ko = column("text", "부처", "ministry")
    state_won = column("won", "국비", "state money per place", optional=True)
    years = column("int", "기간", "years", unit="years", optional=True)
    state_share = column("share", "국비 비율", "state share", optional=True)
    who_ko = column("text", "대상", "who may apply")
    people_at_most = column("int", "인구 상한", "largest city allowed", unit="people", optional=True)
    people_at_least = column("int", "인구 하한", "smallest city allowed", unit="people", optional=True)
    fields = column("list", "분야", "fields that fit", optional=True)
    address = column("text", "출처", "address")
    note_ko = column("text", "비고", "note", optional=True)
