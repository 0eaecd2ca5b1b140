"""The plan as a chain: one stage per line, in the order of the plan's contents.

A stage is a function of tables; it is given the tables its signature names, by their declaration. What it returns is put
on the shelf for the stages below it. This is the only place that knows the order.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dosi import evidence, infrastructure, portfolio, problems, programme, services, spatial, voice
from dosi.model.city import City, Shelf
from dosi.model.errors import Misfit
from dosi.model.layers import Places
from dosi.model.rows import (
    Comparisons,
    Criteria,
    DeviceKinds,
    DirectWeights,
    Handover,
    Indicators,
    Lists,
    Opinions,
    Received,
    Services,
    Survey,
    SurveyQuestions,
    SurveyTotals,
    Themes,
)
from dosi.model.table import Table


@dataclass(frozen=True)
class Stage:
    """One call of the chain."""

    name: str
    """as in --to"""
    function: Callable[..., Any]

    @property
    def label(self) -> str:
        """room.function, the name in a fact's origin."""
        return f"{self.function.__module__.removeprefix('dosi.')}.{self.function.__name__}"

    @cached_property
    def _hints(self) -> dict[str, Any]:
        return typing.get_type_hints(self.function)

    @property
    def _takes(self) -> list[type[Any]]:
        return [self._hints[p] for p in inspect.signature(self.function).parameters]

    @property
    def reads(self) -> list[type[Any]]:
        """The tables (and City) it takes, in order; of a dataclass of tables each of them, once."""
        return list(dict.fromkeys(one for kind in self._takes for one in ([kind] if kind is City or issubclass(kind, Table) else typing.get_type_hints(kind).values())))

    @property
    def makes(self) -> list[type[Table]]:
        """The tables it returns, in order."""
        answer = self._hints["return"]
        return list(typing.get_args(answer)) or [answer]

    def run(self, city: City, shelf: Shelf) -> list[Table]:
        """Call the stage with what is on the shelf."""
        given = given_by(city, shelf)
        answer = self.function(*(given(kind) for kind in self._takes))
        made = list(answer) if isinstance(answer, tuple) else [answer]
        return [table.with_made_by(self.label) for table in made]


def given_by(city: City, shelf: Shelf) -> Callable[[type[Any]], Any]:
    """What a stage is given for a kind: the city, a table, or a dataclass of such."""

    def give(kind: type[Any]) -> Any:
        if kind is City:
            return city
        return shelf[kind] if issubclass(kind, Table) else kind(*(give(one) for one in typing.get_type_hints(kind).values()))

    return give


CHAIN: tuple[Stage, ...] = (
    Stage("evidence", evidence.count_people),  # people of units, zones and the city
    Stage("evidence", evidence.disaggregate),  # people of units over the ground they can live on, and how far that is off
    Stage("evidence", evidence.gather),  # groups of people, and people by hour
    Stage("evidence", evidence.forecast),  # people of zones to the plan's last year, and how such forecasts did before
    Stage("evidence", evidence.expose),  # person-years of every place while events were collected
    Stage("evidence", evidence.locate),  # every place and cell in its unit and zone
    Stage("evidence", evidence.locate_lines),  # every line in the zone of its middle
    Stage("evidence", evidence.measure),  # indicators by cell, reporting unit, living zone, city
    Stage("evidence", evidence.find_spots),  # spots, crossings and streets where events gather
    Stage("evidence", evidence.cluster),  # whether like values lie together
    Stage("evidence", evidence.set_beside),  # the city beside towns of like size and age
    Stage("evidence", evidence.tell),  # each indicator's formula in words
    Stage("regions", spatial.adjoin),  # living zones side by side
    Stage("regions", spatial.centre),  # the centre of every living zone
    Stage("regions", spatial.travel),  # how far people go to each centre, along the streets
    Stage("regions", spatial.group),  # service zones, alternatives, and what those would cost in travel
    Stage("voice", voice.count_copies),  # opinions as voices: copies of one text
    Stage("voice", voice.place_opinions),  # which problem and which issue each opinion is about
    Stage("voice", voice.weigh_voices),  # what each voice weighs, and who is missing
    Stage("voice", voice.tell_survey),  # what the survey says, question by question
    Stage("voice", voice.hear),  # what people say, by theme and zone, with its certainty
    Stage("voice", voice.gather_issues),  # what opinions speak of, how many, from where, since when
    Stage("problems", problems.rank),  # worst first, with how surely
    Stage("problems", problems.compare),  # old town and new, countryside, the socially weak, side by side
    Stage("gaps", infrastructure.check),  # what today's stock lacks against the standards
    Stage("gaps", infrastructure.add_up),  # how many units are lacking by phase, and what they cost
    Stage("services", services.recognise),  # running services that are a model of the catalogue
    Stage("services", services.diagnose),  # how mature these are, and what a rule would do with each
    Stage("services", services.localise),  # how specific service models are to one zone's problems
    Stage("services", services.weigh_criteria),  # what each stakeholder group holds important, and how consistently
    Stage("services", services.rank_models),  # service models by these criteria, and how surely
    Stage("services", services.derive),  # screened gate by gate, improve before new
    Stage("offers", infrastructure.offer),  # per candidate, zone and scale: sites, won, people served
    Stage("portfolio", portfolio.choose),  # one scale or none of each, by year and source of money
    Stage("portfolio", portfolio.price),  # what money is worth at the margin, what would bring a candidate in or throw it out
    Stage("portfolio", services.trace_origins),  # from the long list to the choice, by who proposed
    Stage("portfolio", services.compare_mix),  # the plan's fields beside the usual mix
    Stage("portfolio", portfolio.share_out),  # who is left with how little, and which voices could claim more
    Stage("sites", infrastructure.place),  # the chosen offers' sites, unchanged
    Stage("sites", infrastructure.compare_places),  # why each stands here: people, the nearest standing device, what the next best place would lose
    Stage("sites", infrastructure.look_around),  # people now and foreseen, floating population, street, dangerous spots and facilities around each
    Stage("sites", infrastructure.sum_up_places),  # the same by service
    Stage("sites", infrastructure.register),  # every device planned, built or standing, once
    Stage("sites", infrastructure.compare_handover),  # where plan, building and acceptance differ
    Stage("programme", evidence.foresee),  # indicators measured again with the chosen sites standing
    Stage("programme", programme.lay_out),  # phases, targets, finance, contests
    Stage("programme", programme.owe),  # what each body owes by year, also after the state's money
    Stage("programme", programme.keep_time),  # procedure against legal periods and holidays
    Stage("ledger", voice.answer),  # what became of every opinion
)
"""the document is composed after these, from all of them"""


def _of(asks: Callable[..., list[Misfit]], *kinds: type[Any]) -> Callable[[Shelf], list[Misfit]]:
    return lambda shelf: asks(*(shelf[kind] for kind in kinds)) if all(kind.name in shelf for kind in kinds) else []


CHECKS = (_of(evidence.ask, Indicators), _of(voice.ask, Opinions, Received), _of(voice.ask_survey, SurveyQuestions, Themes, Services, Lists, Survey, SurveyTotals),
          _of(services.ask_criteria, Criteria), _of(services.ask_comparisons, Criteria, Comparisons, DirectWeights),
          _of(infrastructure.ask_handover, Handover, DeviceKinds, Services, Places))  # fmt: skip
"""what stages ask of rows, told together with all other faults of the input"""

STAGE_NAMES = (*dict.fromkeys(s.name for s in CHAIN), "document")


def up_to(name: str) -> Iterator[Stage]:
    """The stages up to and with the one named (all for `document`)."""
    last = STAGE_NAMES.index(name)
    return (s for s in CHAIN if STAGE_NAMES.index(s.name) <= last)


def leading_to(kinds: Iterable[type[Table]]) -> list[Stage]:
    """The stages that must run for these tables to be made, in order."""
    wanted = {kind.name for kind in kinds}
    found: list[Stage] = []
    for stage in reversed(CHAIN):
        if any(kind.name in wanted for kind in stage.makes):
            found.append(stage)
            wanted |= {kind.name for kind in stage.reads if kind is not City}
    return found[::-1]
