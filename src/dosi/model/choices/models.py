"""Service models compared by criteria, and where they came from."""

from __future__ import annotations

from dosi.model.rows.services import ORIGINS
from dosi.model.table import Table, column


class CriteriaWeights(Table):
    """Weight of every criterion, for each stakeholder group that judged all of it, and for all groups together."""

    name, key, ko = "services/criteria_weights", ("group", "criterion"), "기준의 가중치"
    because = "집단의 쌍비교나 직접 매긴 값에서 나온 몫이며, 모두 더하면 1이다."
    because_en = "share that follows from the group's comparisons or weights; all add up to 1"
    group = column("text", "집단", "stakeholder group; all: together")
    criterion = column("text", "기준", "criterion")
    weight = column("share", "가중치", "weight", reads=(TOLD := ["rows/comparisons[].times", "rows/direct_weights[].weight", "rows/criteria[].no"]))
    del TOLD


class Consistency(Table):
    """How consistent each group's comparisons are, and the one to look at again first."""

    name, key, ko = "services/consistency", ("group",), "쌍비교의 일관성"
    because_for = ("ratio",)
    because = "일관성 비율은 {ratio|score}{이다}."
    because_en = "the consistency ratio is {ratio|score}"
    group = column("text", "집단", "stakeholder group; all: together")
    way = column("text", "매긴 방법", "how it judged", choices={"compared": "쌍비교", "direct": "직접", "together": "기하평균"}, reads=(TOLD := [
        "rows/comparisons[].times", "rows/direct_weights[].weight", "rows/criteria[].no"]))  # fmt: skip
    lacking = column("list", "빠진 비교", "comparisons or weights that are lacking; the group is not used until they are there", optional=True, reads=TOLD)
    lambda_max = column("number", "최대 고유값", "principal eigenvalue", optional=True, reads=TOLD)
    ratio = column("number", "일관성 비율", "consistency ratio", unit="score", optional=True, reads=TOLD)
    consistent = column("bool", "일관됨", "ratio of at most 0.1", optional=True, reads=TOLD)
    criterion = column("text", "다시 볼 기준", "criterion of the comparison that disagrees most with the rest", optional=True, reads=TOLD)
    other = column("text", "견준 기준", "criterion it is compared with", optional=True, reads=TOLD)
    stated = column("number", "적은 값", "times as stated", optional=True, reads=TOLD)
    mended = column("number", "고칠 값", "times that the other comparisons say", optional=True, reads=TOLD)
    mended_ratio = column("number", "고친 뒤의 비율", "consistency ratio with that value", unit="score", optional=True, reads=TOLD)
    del TOLD


class CriterionValues(Table):
    """What each criterion says of every service model."""

    name, key, ko = "services/criterion_values", ("service", "criterion"), "기준별 서비스 모델의 값"
    because_for = ("value", "share")
    because = "가장 못한 모델을 0, 가장 나은 모델을 1로 본 값이다."
    because_en = "0 for the worst of the models, 1 for the best"
    service = column("text", "서비스", "service")
    criterion = column("text", "기준", "criterion")
    fact = column("text", "재는 것", "fact that measures it", reads=["rows/criteria[criterion].fact"])
    value = column("number", "값", "value", optional=True, range=("low", "high"), reads=(MEASURED := [
        "problems/ranked[].score,people_affected when fact=need|capital_per_person|operating_per_person",
        "rows/services[service].themes,place when fact=need|capital_per_person|operating_per_person", "evidence/people[].people when fact=capital_per_person|operating_per_person",
        "rows/services[service].effect_low_share,effect_mid_share,effect_high_share when fact=effect",
        "rows/services[service].scales,capital_won_low,capital_won_mid,capital_won_high when fact=capital_per_person",
        "rows/services[service].scales,operating_won_per_year_low,operating_won_per_year_mid,operating_won_per_year_high when fact=operating_per_person",
        "rows/services[service].readiness_trl when fact=readiness",
        "services/locality[service].quotient when fact=locality"]))  # fmt: skip
    low = column("number", "낮은 값", "low end", optional=True, reads=MEASURED)
    high = column("number", "높은 값", "high end", optional=True, reads=MEASURED)
    share = column("share", "견준 값", "0 the worst of the models, 1 the best", optional=True, reads=["services/criterion_values[criterion].value", "rows/criteria[criterion].better"])
    del MEASURED


class ModelRanks(Table):
    """Service models ranked by the criteria, with how surely."""

    name, key, ko = "services/model_ranks", ("service",), "서비스 모델의 순위"
    because = "모든 집단의 가중치로 평균한 값이며, 집단의 가중치와 값의 범위를 바꾸어 거듭 뽑으면 순위가 {rank_low|plain}–{rank_high|rank}이다."
    because_en = "mean at the weights of all groups; rank {rank_low|plain} to {rank_high|plain} over the groups' weights and the ranges of the values"
    service = column("text", "서비스", "service")
    merit = column("number", "가치", "merit, 0..1", unit="score", optional=True, reads=["services/criterion_values[service].share", "services/criteria_weights[group='all'].weight"])
    rank = column("int", "순위", "rank by merit", unit="rank", optional=True, range=("rank_low", "rank_high"), reads=["services/model_ranks[].merit"])
    first_share = column("share", "첫째일 확률", "share of the draws in which it is the first", unit="probability", reads=(DRAWN := [
        "services/criterion_values[].value,low,high", "rows/criteria[].better,no", "services/criteria_weights[].weight", "rows/services[].title_ko"]))  # fmt: skip
    half_share = column("share", "나은 절반에 들 확률", "share of the draws in which it is in the better half", unit="probability", reads=DRAWN)
    rank_low = column("int", "순위 최고", "best end of the rank's 95 % interval", unit="rank", reads=[*DRAWN, "services/model_ranks[].merit"])
    rank_high = column("int", "순위 최저", "worst end of the rank's 95 % interval", unit="rank", reads=[*DRAWN, "services/model_ranks[].merit"])
    confidence_share = column("share", "신뢰도", "share of the draws in which it is first at its central weights; empty: never first", unit="probability", optional=True, reads=DRAWN)
    del DRAWN


class CentralWeights(Table):
    """The weights at which a service model is typically the first; a model that never is has none."""

    name, key, ko = "services/central_weights", ("service", "criterion"), "첫째로 만드는 가중치"
    because = "이 모델이 첫째인 모든 뽑기에서 가중치를 평균한 값이다."
    because_en = "mean of the weights of all draws in which this model is the first"
    service = column("text", "서비스", "service")
    criterion = column("text", "기준", "criterion")
    weight = column("share", "가중치", "weight", reads=["services/criterion_values[].value,low,high", "rows/criteria[].better,no", "services/criteria_weights[].weight"])


class Maturity(Table):
    """How mature running services are, what a stated rule proposes, and whether the decision taken differs."""

    name, key, ko = "services/maturity", ("existing",), "기존 서비스의 수준과 제안"
    because_for = ("level", "proposed")
    because = "수준 {level|number}에 규칙을 적용했다: 네 점 이상 유지, 두 점 미만 종료, 그 사이는 개선, 같은 모델이 같은 생활권에 더 나은 수준으로 있으면 통합."
    because_en = "the rule at level {level|number}: keep from four, end under two, improve between, merge where the same model runs better in a common zone"
    existing = column("text", "기존 서비스", "existing service")
    level = column("number", "수준", "maturity level, 1..5", reads=(CHECKED := [
        "rows/self_checks[existing].level", "rows/existing_services[existing].maturity", "rows/lists[list='maturity_areas'].item"]))  # fmt: skip
    way = column("text", "수준의 근거", "from the self-diagnosis, or stated", choices={"checked": "자체 점검", "stated": "적은 값"}, reads=CHECKED)
    lacking = column("list", "빠진 영역", "areas of a begun self-diagnosis that are lacking", optional=True, reads=CHECKED)
    other = column("text", "합칠 서비스", "running service that is the same model and more mature", optional=True, reads=(BESIDE := [
        "services/maturity[].level", "services/twins[].service", "rows/existing_services[].zones,decision"]))  # fmt: skip
    proposed = column("text", "규칙의 제안", "what the rule proposes", choices={"keep": "유지", "improve": "개선", "merge": "통합", "end": "종료"},
                      reads=["services/maturity[existing].level,other"])  # fmt: skip
    contradicts = column("bool", "결정과 다름", "the decision taken differs", reads=["services/maturity[existing].proposed", "rows/existing_services[existing].decision"])
    del CHECKED, BESIDE


class Locality(Table):
    """How specific service models are to the problems of a zone."""

    name, key, ko = "services/locality", ("service",), "서비스 모델의 지역성"
    because_for = ("quotient",)
    because = "입지계수는 {quotient|number}{이다}. 하나보다 크면 그 생활권이 도시보다 이 문제를 더 겪는다."
    because_en = "location quotient {quotient|number}; above one: the zone has more of this problem than the city"
    service = column("text", "서비스", "service")
    quotient = column("number", "입지계수", "location quotient of its most specific problem", optional=True, reads=(SCORED := [
        "problems/ranked[level='zone'].score", "rows/services[service].themes,place"]))  # fmt: skip
    zone = column("text", "생활권", "zone that has most of it; empty: whole city", optional=True, reads=SCORED)
    theme = column("text", "도시문제", "problem", optional=True, reads=SCORED)
    del SCORED


class MixBeside(Table):
    """The plan's services in the usual fields, beside the usual mix."""

    name, key, ko = "services/mix_beside", ("mix",), "흔한 구성과 나란히"
    because_for = ("share",)
    because = "선정한 모델 {models|count} 가운데 {inside|count}{이} 흔한 분야에 있다."
    because_en = "{inside|count} of {models|count} chosen models lie in the usual fields"
    mix = column("text", "견주는 것", "mix")
    models = column("int", "선정한 모델", "chosen models", unit="count", reads=["portfolio/chosen[].start_year"])
    inside = column("int", "흔한 분야의 모델", "of them in the usual fields", unit="count", reads=["portfolio/chosen[].start_year", "rows/services[].field", "rows/usual_mix[mix].fields"])
    share = column("share", "이 계획의 몫", "share", optional=True, reads=["services/mix_beside[mix].models,inside"])
    usual_share = column("share", "흔한 몫", "usual share", reads=["rows/usual_mix[mix].share"])


class OriginFunnel(Table):
    """From the long list to the choice, by where the models come from."""

    name, key, ko = "services/origins", ("origin",), "제안한 곳마다의 후보 수"
    because = "모델 {models|count}의 후보 {candidates|count} 가운데 {chosen|count}{이} 선정되었다."
    because_en = "{chosen|count} of {candidates|count} candidates chosen"
    origin = column("text", "제안한 곳", "where the models come from", choices=ORIGINS)
    models = column("int", "모델", "models", unit="count", reads=["rows/services[].origin"])
    candidates = column("int", "전체 목록", "candidates: the long list", unit="count", reads=["rows/services[].origin", "services/candidates[].level"])
    eligible = column("int", "적격", "passed the gates of eligibility", unit="count", reads=["rows/services[].origin", "services/candidates[].stopped_at", "rows/gates[].part"])
    shortlisted = column("int", "후보 선정", "passed every gate, or decided in", unit="count", reads=["rows/services[].origin", "services/candidates[].shortlisted"])
    chosen = column("int", "선정", "chosen within the money", unit="count", reads=["rows/services[].origin", "portfolio/chosen[].start_year"])
