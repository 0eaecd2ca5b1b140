"""Decide an election by a named rule and completion."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import replace
from functools import cache
from types import ModuleType

from dosi.model.ballots import Election, Limits, Outcome
from dosi.model.errors import Fault, InputFault, nearest
from dosi.voice.ballots import completions, rules
from dosi.voice.ballots.limits import chosen_within
from dosi.voice.ballots.votes import votes_of


@cache
def known_rules() -> dict[str, ModuleType]:
    """Rules by name: the files of the folder `rules`."""
    return _files(rules)


@cache
def known_completions() -> dict[str, ModuleType]:
    """Completions by name: the files of the folder `completions`."""
    return _files(completions)


def decide(election: Election, rule: str = "mes-cost", completion: str = "none", as_approval: bool = False, limits: Limits | None = None) -> Outcome:
    """Choose projects by a rule, and spend what it leaves by a completion; `as_approval` reads points and ranks as plain approvals.

    Ties are broken by the lexicographic order of project ids, as pabutools does ("10" comes before "9"). `limits` holds what the city asks for beside.
    """
    by_name, fill = known_rules(), known_completions()
    wrong = [_unknown("--rule", rule, by_name)] if rule not in by_name else []
    wrong += [_unknown("--completion", completion, fill)] if completion not in fill else []
    if wrong:
        raise InputFault(wrong)
    votes = votes_of(election, as_approval or getattr(by_name[rule], "AS_APPROVAL", False))
    choices, fallen = chosen_within(votes, election, limits or Limits(), lambda v, budget: fill[completion].complete(by_name[rule], v, budget))
    rounds, left = [], election.budget
    for made in (r for choice in choices for r in choice.rounds):
        left -= made.cost
        rounds.append(made if made.left == left else replace(made, left=left))
    return Outcome(rule, completion, election.budget, election.budget - left, tuple(r.project for r in rounds), tuple(rounds), fallen, choices[-1].raised,
                   election.steps_per_unit, election.meta.get("currency", ""), not votes.binary)  # fmt: skip


def _files(package: ModuleType) -> dict[str, ModuleType]:
    return {m.name.replace("_", "-"): importlib.import_module(f"{package.__name__}.{m.name}") for m in pkgutil.iter_modules(package.__path__)}


def _unknown(option: str, name: str, known: dict[str, ModuleType]) -> Fault:
    return Fault(f'{option} "{name}": is not known', option, repr(name), ", ".join(known), nearest(name, known) or "use one of these")
