"""The limits on the portfolio, one public function each; its docstring is its inequality. `modelling` walks this file.

x[o, t] = 1 when offer o starts in year t; y[s] = 1 when service s starts anywhere; carried[f, p, t] what fund f takes along from year t into the next.
c is a candidate (service and zone), pay[o, t] what an option costs. Money in thousand won: costs rounded up, ceilings down.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from dosi.model.city import CITY
from dosi.portfolio.options import Choice
from dosi.portfolio.rows import NONE, Floats, Ints, Rows, rows, spread


def one_scale_or_none(choice: Choice) -> Rows:
    """sum over scales s and years t of x[c, s, t] <= 1 for every candidate c."""
    return rows([f"once {'~'.join(c)}" for c in choice.candidates], choice.candidate, np.arange(len(choice.offer)), upper=1)


def within_ceilings(choice: Choice) -> Rows:
    """sum of pay[fund, purpose, year] x[o, t] + carried[fund, purpose, year] - carried[fund, purpose, year - 1] <= ceiling[fund, purpose, year]; no ceiling row in the plan's years means 0; carried <= share of the ceiling."""
    used = sorted({*(choice.pockets[p] for p in np.unique(choice.pays.pocket)), *choice.carried, *((f, p, y + 1) for f, p, y in choice.carried)})
    at = {pocket: n for n, pocket in enumerate(used)}
    first = len(choice.offer) + len(choice.services)
    carry = [(at[pocket], first + n, 1.0) for n, pocket in enumerate(choice.carried)] + [(at[f, p, y + 1], first + n, -1.0) for n, (f, p, y) in enumerate(choice.carried)]
    row, column, coefficient = (np.array(part) for part in zip(*carry, strict=True)) if carry else (NONE.row, NONE.column, NONE.coefficient)
    place = np.array([at.get(pocket, -1) for pocket in choice.pockets], np.int64)
    return rows([f"ceiling {'~'.join(map(str, pocket))}" for pocket in used], np.concatenate([place[choice.pays.pocket], row]), np.concatenate([choice.pays.option, column]),
                np.concatenate([choice.pays.thousand, coefficient]), upper=[choice.ceilings.get(pocket, 0) // 1000 for pocket in used])  # fmt: skip


def within_what_an_authority_has(choice: Choice) -> Rows:
    """sum over the funds of an authority of pay[fund, purpose, year] x[o, t] <= ceiling[authority, purpose, year]."""
    asked = sorted(choice.authority_ceilings)
    at = {pocket: n for n, pocket in enumerate(asked)}
    place = np.array([at.get((choice.payer[fund], purpose, year), -1) for fund, purpose, year in choice.pockets], np.int64)
    mine = place[choice.pays.pocket] >= 0 if asked else np.zeros(len(choice.pays.pocket), bool)
    return rows([f"authority ceiling {'~'.join(map(str, pocket))}" for pocket in asked], place[choice.pays.pocket[mine]], choice.pays.option[mine], choice.pays.thousand[mine],
                upper=[choice.authority_ceilings[pocket] // 1000 for pocket in asked])  # fmt: skip


def prerequisites_first(choice: Choice) -> Rows:
    """sum over t' <= t of x[c, t'] <= sum over t' <= t - lag of x[p, t'] over the candidates p that meet the prerequisite, for every t; lag is of the service of c."""
    needs = [(c, no, meeting) for c, all_ in choice.requires.items() if c in choice.place for no, meeting in enumerate(all_)]
    if not needs:
        return NONE
    lag = np.array([choice.model[c[0]]["requires_lag_years"] or 0 for c, _, _ in needs])
    need, option = choice.options_of(np.array([choice.place[c] for c, _, _ in needs]))
    providers = [(n, choice.place[p]) for n, (_, _, meeting) in enumerate(needs) for p in meeting if p in choice.place]
    of, provider = (np.array(part, np.int64) for part in zip(*providers, strict=True)) if providers else (NONE.row, NONE.row)
    met, theirs = choice.options_of(provider)
    years = np.arange(choice.city.first_year, choice.city.last_year + 1)
    wanted = np.zeros((len(needs), len(years)), bool)
    wanted[need, choice.start_year[option] - choice.city.first_year] = True
    numbers = np.cumsum(wanted).reshape(wanted.shape) - 1
    entries: list[tuple[Ints, Ints, Floats]] = []
    for position, year in enumerate(years):
        mine = (choice.start_year[option] <= year) & wanted[need, position]
        early = (choice.start_year[theirs] <= year - lag[of[met]]) & wanted[of[met], position]
        entries += [(numbers[need[mine], position], option[mine], np.ones(int(mine.sum()))), (numbers[of[met[early]], position], theirs[early], -np.ones(int(early.sum())))]
    names = [f"needs {'~'.join(needs[n][0])} {needs[n][1]} {years[position]}" for n, position in zip(*np.nonzero(wanted), strict=True)]
    row, column, coefficient = (np.concatenate([e[part] for e in entries]) for part in range(3))
    return rows(names, row, column, coefficient, upper=0)


def only_so_many_of_rivals(choice: Choice) -> Rows:
    """sum over the candidates c of a group of rivals in a zone (in the whole city where the group says so) of x[c, ., .] <= most of the group."""
    groups: dict[tuple[str, str], list[int]] = {}
    most: list[float] = []
    for rival in choice.rivals:
        of = set(rival["services"].split(";"))
        for (service, zone), place in choice.place.items():
            if service in of:
                key = rival["group"], zone if rival["within"] == "zone" else CITY
                if key not in groups:
                    groups[key] = []
                    most.append(rival["at_most"])
                groups[key].append(place)
    return _of_groups([f"rivals {'~'.join(key)}" for key in groups], groups.values(), choice, most)


def within_staff(choice: Choice) -> Rows:
    """sum over the options of a department's services that run in a year of people per unit x units x x[o, t] <= people of the department in that year."""
    asked = sorted(choice.staff_limits)
    if not asked or not len(choice.offer):
        return NONE
    department, people = choice.of_service("operator_role"), np.nan_to_num(choice.of_service("staff_per_unit").astype(float)) * choice.of_offer("units")
    found = [(n, np.flatnonzero((department == body) & (choice.running_from <= year) & (people > 0))) for n, (body, year) in enumerate(asked)]
    option = np.concatenate([options for _, options in found])
    return rows([f"staff {body}~{year}" for body, year in asked], np.repeat([n for n, _ in found], [len(o) for _, o in found]), option, people[option], upper=[choice.staff_limits[key] for key in asked])


def decided(choice: Choice) -> Rows:
    """sum of x[c, ., .] = 1 for candidates decided in, = 0 for candidates decided out."""
    touched = [c for c in choice.candidates if c in choice.included or c in choice.excluded]
    wanted = [1.0 if c in choice.included else 0.0 for c in touched]
    return _of_groups([f"decided {'~'.join(c)}" for c in touched], [[choice.place[c]] for c in touched], choice, wanted, wanted)


def in_their_phase(choice: Choice) -> Rows:
    """sum over years t outside the phase of x[c, s, t] <= 0 for candidates c that a body has set into a phase."""
    touched = [c for c in choice.candidates if c in choice.phased]
    row, option = choice.options_of(np.array([choice.place[c] for c in touched], np.int64))
    first, last = (np.array([choice.phased[c][end] for c in touched], np.int64) for end in range(2))
    outside = (choice.start_year[option] < first[row]) | (choice.start_year[option] > last[row])
    return rows([f"phase {'~'.join(c)}" for c in touched], row[outside], option[outside], upper=0)


def started_in_time_of_an_award(choice: Choice) -> Rows:
    """x[o, t] <= 0 where o is built with money of a fund that contests award and t is not within the years that one of its awards leaves for the start."""
    funds = sorted(choice.awards)
    found = []
    for fund in funds:
        at = np.array([f == fund and purpose == "capital" for f, purpose, _ in choice.pockets], bool)
        option = np.unique(choice.pays.option[at[choice.pays.pocket]])
        late = np.ones(len(option), bool)
        for first, last in choice.awards[fund]:
            late &= (choice.start_year[option] < first) | (choice.start_year[option] > last)
        found.append(option[late])
    return rows([f"award {fund}" for fund in funds], np.repeat(np.arange(len(funds)), [len(o) for o in found]), np.concatenate([NONE.column, *found]), upper=0)


def services_at_most(choice: Choice) -> Rows:
    """sum over s of y[s] <= most, and sum over scales and years of x[c, s, t] <= y[service of c] for every candidate c."""
    if "services_at_most" not in choice.limits:
        return NONE
    n, many = len(choice.candidates), len(choice.services)
    service = len(choice.offer) + np.arange(many)
    return rows(["services at most", *(f"starts {'~'.join(c)}" for c in choice.candidates)], np.concatenate([np.zeros(many), 1 + choice.candidate, 1 + np.arange(n)]),
                np.concatenate([service, np.arange(len(choice.offer)), service[choice.service_of_candidate]]), np.concatenate([np.ones(many + len(choice.offer)), -np.ones(n)]),
                upper=[choice.limits["services_at_most"], *[0.0] * n])  # fmt: skip


def enough_for_the_socially_weak(choice: Choice) -> Rows:
    """sum of capital[o] x[o, t] over services for the socially weak >= share x sum of capital[o] x[o, t]."""
    return _share_of("for the socially weak", choice, "weak_capital_share_at_least", choice.of_offer("capital_won") / 1000, choice.of_service("socially_weak"))


def enough_for_climate_and_inclusion(choice: Choice) -> Rows:
    """sum of capital[o] x[o, t] over services for climate or digital inclusion >= share x sum of capital[o] x[o, t], both over options built with money of the state."""
    state = np.array([choice.fund_kind.get(fund) == "state" and purpose == "capital" for fund, purpose, _ in choice.pockets], bool)
    aided = np.bincount(choice.pays.option, state[choice.pays.pocket] if len(choice.pockets) else None, minlength=len(choice.offer)) > 0
    return _share_of("climate and inclusion", choice, "climate_inclusion_share_at_least", aided * choice.of_offer("capital_won") / 1000, choice.of_service("climate_or_inclusion"))


def no_zone_far_behind(choice: Choice) -> Rows:
    """points of zone z per person of z >= share x points of all zones per person of all zones, for every zone z that has an offer; services of the whole city count nowhere."""
    zones = sorted({zone for _, zone in choice.candidates if choice.people.get(zone)}) if "zone_points_share_at_least" in choice.limits else []
    if len(zones) < 2:
        return NONE
    at, points = {zone: n for n, zone in enumerate(zones)}, choice.of_offer("points")
    zone = np.array([at.get(o["zone"], -1) for o in choice.offers], np.int64)[choice.offer]
    mine = np.flatnonzero(zone >= 0)
    people = np.array([choice.people[z] for z in zones], float)
    asked = choice.limits["zone_points_share_at_least"] * people / people.sum()
    row = np.repeat(np.arange(len(zones)), len(mine))
    option = np.tile(mine, len(zones))
    return rows([f"zone {z}" for z in zones], row, option, points[option] * ((zone[option] == row) - asked[row]), lower=0)


def _of_groups(names: list[str], groups: Iterable[list[int]], choice: Choice, most: list[float], least: list[float] | float = -np.inf) -> Rows:
    members = list(groups)
    begins = np.concatenate([[0], np.cumsum([len(g) for g in members])]).astype(np.int64)
    group, candidate = spread(begins, np.array([c for g in members for c in g], np.int64), np.arange(len(members)))
    of, option = choice.options_of(candidate)
    return rows(names, group[of], option, lower=least, upper=most)


def _share_of(name: str, choice: Choice, limit: str, thousand: Floats, counts: np.ndarray) -> Rows:
    """At least a share of an amount goes to what counts; in amounts of the choice itself, so that choosing nothing keeps it."""
    if limit not in choice.limits or not len(choice.offer):
        return NONE
    some = np.flatnonzero(thousand)
    return rows([name], np.zeros(len(some)), some, thousand[some] * (counts[some].astype(float) - choice.limits[limit]), lower=0)
