"""Why a plan has no project: the first stage that came out empty, what it lacked, and the tables that the choice cannot do without."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dosi.model.choices import Candidates, Chosen, LeftOut, Offers
from dosi.model.city import City, Shelf
from dosi.model.findings import Problems
from dosi.model.layers import Layers
from dosi.model.rows import Ceilings, FundingShares, FundingSources, Gates, Indicators, Jurisdiction, Opinions, Phases, Services
from dosi.model.table import Table

NEEDED: tuple[type[Table], ...] = (Phases, FundingSources, FundingShares, Ceilings, Jurisdiction)
"""tables without any row of which nothing can start"""
NAMED = 6
"""of many things so many are named"""


@dataclass(frozen=True)
class Reason:
    """Why nothing starts, and what to do."""

    stage: str
    """as in --to"""
    because: str
    fix: str


def why_no_project(city: City, shelf: Shelf) -> tuple[Reason, ...]:
    """Why nothing was chosen, in the order of the chain; nothing where something was, or where the chain did not get so far."""
    if Chosen.name not in shelf or len(shelf[Chosen]):
        return ()
    stages: tuple[Callable[[Shelf], Reason | None], ...] = (_problems, _candidates, _offers)
    first = next((reason for stage in stages if (reason := stage(shelf))), None)
    missing = [_missing(kind) for kind in NEEDED if not len(shelf[kind])]
    return (*([first] if first else ()), *missing) or (_left_out(city, shelf),)


def _problems(shelf: Shelf) -> Reason | None:
    if shelf[Problems].rows["score"].notna().any():
        return None
    there = set(shelf[Layers].rows.dropna(subset=["file"])["role"])
    lacking = sorted(set(shelf[Indicators].rows["role"].dropna()) - there)
    return Reason("problems", f"점수를 낼 수 있는 도시문제가 없다: 지표 {len(shelf[Indicators])}개 가운데 잴 수 있는 것이 없고, 생활권을 아는 의견도 없다(의견 {len(shelf[Opinions])}건)",
                  f"layers.toml에 자료를 넣거나 voice/opinions.csv에 의견을 넣는다. 지표가 기다리는 자료: {_some(lacking)}")  # fmt: skip


def _candidates(shelf: Shelf) -> Reason | None:
    rows = shelf[Candidates].rows
    if rows["shortlisted"].any():
        return None
    if not len(shelf[Services]):
        return Reason("services", "서비스 모델이 하나도 없다", "rows/services.csv에 서비스 모델을 쓴다")
    if not len(rows):
        return Reason("services", "점수가 있는 도시문제를 다루는 서비스 모델이 없다", "rows/services.csv의 themes를 살핀다")
    gates = shelf[Gates].rows.set_index("gate")
    stopped = rows["stopped_at"].dropna().value_counts()
    told = [f"{gates['title_ko'].get(gate, gate)} {count:,}건" for gate, count in stopped.items()]
    asked = "; ".join(f"{row.title_ko}: {row.criterion_ko}(한계값 {row.limit:g})" for gate, row in gates.iterrows() if gate in stopped.index)
    return Reason("services", f"후보 {len(rows):,}건이 모두 선정 단계에서 멈추었다({', '.join(told)})", f"기준을 살펴 자료를 채우거나 rows/gates.csv의 한계값을 고친다. {asked}")


def _offers(shelf: Shelf) -> Reason | None:
    if len(shelf[Offers]):
        return None
    passed = shelf[Candidates].rows["shortlisted"].sum()
    wanted = sorted(set(shelf[Candidates].rows.loc[shelf[Candidates].rows["shortlisted"], "role"].dropna()))
    return Reason("offers", f"후보 {passed:,}건을 설치할 곳이 하나도 없다", f"설치할 곳의 자료를 layers.toml에 넣는다(role: {_some(wanted)})")


def _missing(kind: type[Table]) -> Reason:
    columns = [name for name, column in kind.columns.items() if not column.optional]
    return Reason("portfolio", f"{kind.ko}({kind.name}.csv)에 행이 하나도 없다", f"{kind.name}.csv에 한 행 이상 쓴다(열: {', '.join(columns)})")


def _left_out(city: City, shelf: Shelf) -> Reason:
    """Everything is there and yet nothing starts: what stood in the way of most offers."""
    build = shelf[Services].rows.set_index("service")["build_year"].reindex(shelf[Offers].rows["service"])
    reasons = shelf[LeftOut].rows.loc[shelf[LeftOut].rows["reason"] != "gate", "reason"].value_counts()
    most = "time" if (build > len(city.years)).all() else str(reasons.index[0]) if len(reasons) else "money"
    capital = shelf[Ceilings].rows.loc[shelf[Ceilings].rows["purpose"] == "capital", "ceiling_won"]
    because, fix = {
        "time": (f"어느 후보도 계획기간 {len(city.years)}년 안에 구축을 마칠 수 없다", "city.toml의 first_year와 last_year, rows/services.csv의 build_year를 살핀다"),
        "money": (f"한도 안에 드는 후보가 없다: 가장 싼 것의 구축비 {shelf[Offers].rows['capital_won'].min():,}원, 구축비 한도의 합 {capital.sum():,}원",
                  "rows/ceilings.csv의 한도(구축비 capital과 운영비 operating, 해마다)와 rows/funding_shares.csv의 분담 비율을 살핀다"),
        "services": ("시작할 수 있는 서비스의 수가 0으로 정해져 있다", "rows/limits.csv의 services_at_most를 살핀다"),
        "prerequisite": ("먼저 있어야 할 서비스가 어느 후보에도 없다", "rows/services.csv의 requires와 rows/existing_services.csv를 살핀다"),
        "decision": ("기관의 결정이 모든 후보를 제외하였다", "rows/decisions.csv를 살핀다"),
    }[most]  # fmt: skip
    return Reason("portfolio", because, fix)


def _some(names: list[str]) -> str:
    rest = len(names) - NAMED
    return (", ".join(names[:NAMED]) + (f" 등 {len(names)}가지" if rest > 0 else "")) or "없음"
