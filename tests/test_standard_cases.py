"""Every requirement of the catalogue's standards, on the cases that lie beside them: what each sentence says is what the check finds."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache

import numpy as np
import pytest
from conftest import SOURCE

from dosi.infrastructure.checking import kind_modules, limits, roles_of, zone_kinds
from dosi.infrastructure.telling import reasons
from dosi.infrastructure.trying import state_of, try_case
from dosi.model.standard_cases import Case
from dosi.model.table import split
from dosi.model.texts import Standards
from dosi.sources import files, texts
from dosi.sources.standard_cases import read_cases

FOLDERS = [SOURCE / "catalogue" / country / "standards" for country in sorted(p.name for p in (SOURCE / "catalogue").iterdir() if p.is_dir() and (p / "standards").is_dir())]
CASES = read_cases(FOLDERS)
KINDS_WITH_A_LAST = ("spacing", "burial_depth")
"""kinds that leave some subjects out by themselves: the last of a line, ground that no limit is given for"""


@cache
def standards() -> Standards:
    found = [(f"catalogue:standards/{p.name}", p) for folder in FOLDERS for p in sorted(folder.glob("*.toml"))]
    return texts.standards([(id, path, files.source(id, path)) for id, path in found])


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.standard}-{c.requirement}-{c.en}")
def test_a_case_gets_the_verdict_that_its_sentence_says(case: Case) -> None:
    found = try_case(case, standards())
    assert state_of(found) == case.state, reasons(found, np.array([0]))
    if case.measured is not None:
        assert found.judged.measured[0] == pytest.approx(case.measured)


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.standard}-{c.requirement}-{c.en}")
def test_a_verdict_says_why_in_both_languages(case: Case) -> None:
    found = try_case(case, standards())
    (ko,), (en,) = reasons(found, np.array([0]))
    assert ko
    assert en
    assert "nan" not in f"{ko}{en}"
    if case.state == "fail" and not np.isnan(found.judged.limit[0]):
        assert any(c.isdigit() for c in ko), "a failing measure names its limit"


def test_every_requirement_has_each_state_that_it_can_come_to() -> None:
    seen = defaultdict(set)
    for case in CASES:
        seen[case.standard, case.requirement].add(case.state)
    for one in standards().records():
        can = {"pass", "fail", "cannot_tell"}
        if split(one["zone_kinds"]) or one["kind"] in KINDS_WITH_A_LAST or (one["kind"] not in zone_kinds() and (split(one["applies_where"]) or split(one["exempt_where"]))):
            can.add("not_applicable")
        assert seen[one["standard"], one["requirement"]] == can, f"{one['standard']}#{one['requirement']}"


def test_every_file_of_cases_is_of_a_standard_and_the_other_way_round() -> None:
    assert {case.standard for case in CASES} == set(standards().rows["standard"])


def test_cases_are_many_and_each_sentence_stands_once() -> None:
    assert len(CASES) >= 200
    assert not [words for words, n in Counter((c.standard, c.requirement, c.ko) for c in CASES).items() if n > 1]
    assert not [words for words, n in Counter((c.standard, c.requirement, c.en) for c in CASES).items() if n > 1]


def test_every_kind_is_used_by_at_least_two_standards() -> None:
    used = defaultdict(set)
    for one in standards().records():
        used[one["kind"]].add(one["standard"])
    assert {kind: len(used[kind]) for kind in kind_modules() if len(used[kind]) < 2} == {}


def test_a_city_choice_has_a_reason_and_its_numbers_a_range_that_holds_them() -> None:
    for one, given in limits(standards()):
        if one["force"] != "city":
            continue
        ranges = dict(part.split("=") for part in split(one["ranges"]))
        for name, text in ranges.items():
            low, high = map(float, text.split(".."))
            held = given.get(name, dict(p.split("=", 1) for p in split(one["applies_where"])).get(name))
            for value in held.values() if isinstance(held, dict) else [held]:
                assert low <= float(value) <= high, f"{one['standard']}#{one['requirement']}: {name}"
        numbers = {n for n, v in given.items() if isinstance(v, float) and n not in ("amount", "beside_m")}
        assert not numbers or set(ranges) & numbers, f"{one['standard']}#{one['requirement']} has no range"
        assert one["reason_ko"]


def test_roles_that_requirements_look_for_have_a_title() -> None:
    for one, given in limits(standards()):
        titles = dict(part.split("=", 1) for part in split(one["titles"]))
        assert {one["role"], *roles_of(one["kind"], given)} - {"network:street"} <= set(titles), one["standard"]
