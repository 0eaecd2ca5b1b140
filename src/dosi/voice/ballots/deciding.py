"""Decide an election by a named rule and completion."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

from dosi.model.ballots import Election, Outcome
from dosi.model.errors import Fault, InputFault, nearest
from dosi.voice.ballots import completions, rules
from dosi.voice.ballots.votes import votes_of


def known_rules() -> dict[str, ModuleType]:
    """Rules by name: the files of the folder `rules`."""
    return _files(rules)


def known_completions() -> dict[str, ModuleType]:
    """Completions by name: the files of the folder `completions`."""
    return _files(completions)


def decide(election: Election, rule: str = "mes-cost", completion: str = "none", as_approval: bool = False) -> Outcome:
    """Choose projects by a rule, and spend what it leaves by a completion; `as_approval` reads points and ranks as plain approvals.

    Ties are broken by the lexicographic order of project ids, as pabutools does ("10" comes before "9").
    """
    by_name, fill = known_rules(), known_completions()
    wrong = [_unknown("--rule", rule, by_name)] if rule not in by_name else []
    wrong += [_unknown("--completion", completion, fill)] if completion not in fill else []
    if wrong:
        raise InputFault(wrong)
    votes = votes_of(election, as_approval or getattr(by_name[rule], "AS_APPROVAL", False))
    choice = fill[completion].complete(by_name[rule], votes, election.budget)
    fallen = [choice.fallen[p] for p in sorted(choice.fallen) if p not in choice.winners]
    return Outcome(rule, completion, election.budget, choice.cost(votes), tuple(votes.ids[p] for p in choice.winners), choice.rounds, tuple(fallen), choice.raised)


def _files(package: ModuleType) -> dict[str, ModuleType]:
    return {m.name.replace("_", "-"): importlib.import_module(f"{package.__name__}.{m.name}") for m in pkgutil.iter_modules(package.__path__)}


def _unknown(option: str, name: str, known: dict[str, ModuleType]) -> Fault:
    return Fault(f'{option} "{name}": is not known', option, repr(name), ", ".join(known), nearest(name, known) or "use one of these")
