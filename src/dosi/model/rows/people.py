"""How the number of people is told apart and forecast."""

from __future__ import annotations

from dosi.model.rows.kinds import SOURCE_KINDS
from dosi.model.table import Table, column, rising


class PopulationGroups(Table):
    """Groups of people that a plan looks at, by the role of the figures that count them."""

    name, key, ko = "rows/population_groups", ("group",), "인구 집단"
    group = column("text", "기호", "group")
    role = column("text", "자료", "role of the figures")
    title_ko = column("text", "집단", "group title")
    kind = column("text", "성격", "kind of group", choices=("age", "weak", "daytime", "floating"))


class ForecastAssumptions(Table):
    """What the forecast of people assumes, low, middle and high."""

    name, key, ko = "rows/forecast_assumptions", ("assumption",), "인구 전망의 가정"
    assumption = column("text", "기호", "assumption", choices=(
        "growth_kept_share", "error_per_year_share", "city_error_per_year_share", "occupied_share", "fill_months", "from_outside_share", "plan_to_move_in_years", "people_per_household"))  # fmt: skip
    title_ko = column("text", "가정", "assumption title")
    low = column("number", "낮음", "low")
    mid = column("number", "중간", "middle")
    high = column("number", "높음", "high")
    kind = column("text", "성격", "kind", choices=SOURCE_KINDS)
    basis = column("text", "근거", "basis")


class VitalRates(Table):
    """Survival, births and net migration by age, a year and a person, for the forecast of cities whose ages are known."""

    name, key, ko = "rows/vital_rates", ("age",), "나이별 생존·출산·이동률"
    age = column("int", "나이(부터)", "youngest age", unit="plain")
    survival_share = column("share", "생존율", "share that lives on for a year")
    births_per_person = column("number", "출산율", "births a year per person of this age, both sexes together", unit="number")
    migration_low = column("number", "순이동률 낮음", "net migrants a year per person, low", unit="number")
    migration_mid = column("number", "순이동률", "net migrants a year per person", unit="number")
    migration_high = column("number", "순이동률 높음", "net migrants a year per person, high", unit="number")
    rules = (rising("migration_low", "migration_mid", "migration_high"),)
    kind = column("text", "성격", "kind", choices=SOURCE_KINDS)
    basis = column("text", "근거", "basis")
