"""Sources of money, their shares and ceilings, contests, further limits."""

from __future__ import annotations

from dosi.model.table import Rule, Table, column

PURPOSES = {"capital": "구축비", "operating": "운영비"}


class FundingSources(Table):
    """Sources of money, by body and kind."""

    name, key, ko = "rows/funding_sources", ("fund",), "재원"
    fund = column("text", "기호", "fund id")
    title_ko = column("text", "재원", "source of money")
    title_en = column("text", "영문", "English")
    authority = column("text", "기관", "body")
    kind = column("text", "구분", "kind", choices={"state": "국가", "city": "시", "agency": "공공기관", "private": "민간", "fee": "사용료"})


class FundingShares(Table):
    """Who pays which share of a project, by the body that builds it; the shares of a builder and purpose add up to 1."""

    name, key, ko = "rows/funding_shares", ("builder", "purpose", "fund"), "재원 분담 비율"
    builder = column("text", "시행 기관", "builder")
    purpose = column("text", "용도", "purpose", choices=PURPOSES)
    fund = column("text", "재원", "fund")
    share = column("share", "비율", "share")
    rules = (Rule(("share",), lambda share: 0 <= share <= 1, "0 to 1"),)
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


class Limits(Table):
    """Further limits that a body has set, e.g. how many services its departments can start, or from how many voices on an unmeasured problem is ranked."""

    name, key, ko = "rows/limits", ("limit",), "사업 구성의 한도"
    limit = column("text", "기호", "limit", choices={"services_at_most": "시작할 서비스 수", "voices_at_least": "순위에 넣는 의견 수"})
    value = column("int", "한도", "limit", unit="count")
    rules = (Rule(("value",), lambda value: value >= 0, "0 or more"),)
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
