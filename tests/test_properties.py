"""What holds for every input, not for the tiny city's alone (hypothesis)."""

from __future__ import annotations

import itertools
import string

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as some

from dosi.evidence.population import whole_parts
from dosi.infrastructure.siting.nested_cover import nested_cover
from dosi.model.city import Shelf
from dosi.model.errors import InputFault
from dosi.model.facts import Facts
from dosi.model.markup import fill
from dosi.model.table import Read, Source, Table, column
from dosi.model.units import PARTICLES, particle, write
from dosi.problems.ranking import score
from dosi.voice.hearing import wilson

weights = some.lists(some.floats(0, 1), min_size=1, max_size=8).filter(lambda shares: sum(shares) > 1e-6)
shares_that_add_up = some.lists(some.integers(1, 100), min_size=1, max_size=5).map(lambda parts: [p / sum(parts) for p in parts])


# whole numbers -----------------------------------------------------------------------------------------------------------


@given(some.integers(0, 10_000_000), weights)
@example(1, [0.5, 0.5])
def test_people_divided_by_shares_add_up_and_stray_by_less_than_one_each(total: int, shares: list[float]) -> None:
    parts = whole_parts(total, np.array(shares))
    assert sum(parts) == total
    for part, share in zip(parts, shares, strict=True):
        assert abs(part - total * share / sum(shares)) < 1 + 1e-3


# words -------------------------------------------------------------------------------------------------------------------


@given(some.text(max_size=12), some.sampled_from(sorted(PARTICLES)))
def test_a_particle_is_always_one_of_its_two_forms(before: str, pair: str) -> None:
    assert particle(before, pair) in PARTICLES[pair]


@given(some.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), some.sampled_from(sorted(PARTICLES)))
def test_a_particle_follows_the_final_consonant_of_a_syllable(syllable: str, pair: str) -> None:
    final = (ord(syllable) - 0xAC00) % 28
    closed = final != 0 and not (pair == "으로" and final == 8)  # 서울로, not 서울으로
    assert particle(syllable, pair) == PARTICLES[pair][0 if closed else 1]


@given(some.integers(0, 9), some.sampled_from(sorted(PARTICLES)))
def test_a_particle_after_a_number_follows_how_its_last_digit_is_read(digit: int, pair: str) -> None:
    read = "영일이삼사오육칠팔구"[digit]
    assert particle(f"12{digit}", pair) == particle(read, pair)


@pytest.mark.parametrize(("number", "read"), [("10", "십"), ("2,500", "백"), ("30,000", "만"), ("7,000", "천")])
def test_a_particle_after_a_round_number_follows_the_unit_it_ends_in(number: str, read: str) -> None:
    assert [particle(number, pair) for pair in sorted(PARTICLES)] == [particle(read, pair) for pair in sorted(PARTICLES)]


@given(some.text(alphabet=string.ascii_letters + "가나다 .,", max_size=30))
def test_a_sentence_without_marks_is_filled_with_nothing(words: str) -> None:
    assert fill(words, lambda name, format_name: "x") == words


@given(some.integers(-(10**15), 10**15))
def test_won_are_written_to_the_last_one(amount: int) -> None:
    assert int(write(amount, "won", with_unit=False).replace(",", "")) == amount


@given(some.floats(0, 1))
def test_only_a_probability_too_small_to_be_shown_is_less_than_the_smallest_shown(share: float) -> None:
    assert (write(share, "probability") == "0.1% 미만") == (write(share, "percent") == "0.0%")
    assert write(share, "probability", "en") == (written if (written := write(share, "percent", "en")) != "0.0%" else "<0.1%")
    assert write(share, "probability", with_unit=False).removesuffix(" 미만").replace(".", "").isdigit()
    assert write(0.0, "percent") == "0.0%"  # none at all, as counted: that is no chance


# voice and problems --------------------------------------------------------------------------------------------------------


@given(some.integers(1, 100_000).flatmap(lambda n: some.tuples(some.integers(0, n), some.just(n))))
def test_the_interval_of_a_share_holds_the_share_and_stays_within_zero_and_one(heard: tuple[int, int]) -> None:
    share, low, high = (float(v[0]) for v in wilson(np.array([float(heard[0])]), np.array([float(heard[1])])))
    assert 0 <= low <= share <= high <= 1


@given(some.integers(0, 500), some.integers(501, 1000))
def test_more_voices_of_the_same_share_make_a_narrower_interval(raised: int, heard: int) -> None:
    _, low, high = wilson(np.array([raised, raised * 10], float), np.array([heard, heard * 10], float))
    assert high[1] - low[1] < high[0] - low[0]


def test_the_interval_of_nobody_is_missing() -> None:
    assert all(np.isnan(v[0]) for v in wilson(np.array([0.0]), np.array([0.0])))


part = some.none() | some.floats(0, 1)


@given(part, part, part, some.lists(some.floats(0.01, 1), min_size=3, max_size=3))
def test_a_score_lies_between_the_smallest_and_the_largest_of_its_known_parts(gap: float, voice: float, people: float, weight: list[float]) -> None:
    frame = pd.DataFrame({"gap_share": [gap], "voice_level": [voice], "people_share": [people], "trend_share": [None]}, dtype=float)
    known = [p for p in (gap, voice, people) if p is not None]
    found = score(frame, np.array([*weight, 1.0]))[0]
    assert np.isnan(found) if not known else min(known) - 1e-9 <= found <= max(known) + 1e-9


# sites -----------------------------------------------------------------------------------------------------------------------

points = some.lists(some.tuples(some.integers(0, 20), some.integers(0, 20)), min_size=1, max_size=7)


def reached(sites: list[tuple[int, int]], homes: list[tuple[int, int]], people: list[int], radius: float) -> int:
    """People within the radius of any of the sites, counted one by one."""
    return sum(n for (x, y), n in zip(homes, people, strict=True) if any((x - a) ** 2 + (y - b) ** 2 <= radius**2 for a, b in sites))


@given(points, points, some.data(), some.sampled_from([1.0, 3.0, 5.0, 10.0]), some.sets(some.integers(1, 6), min_size=1, max_size=3))
def test_nested_sites_reach_what_a_recount_finds_and_say_the_proven_most_of_each_step(sites: list, homes: list, data: some.DataObject, radius: float, units: set) -> None:
    people, steps = data.draw(some.lists(some.integers(0, 100), min_size=len(homes), max_size=len(homes))), sorted(units)
    found = nested_cover(np.array(sites, float), np.array(homes, float), np.array(people), radius, steps)
    assert len(found.order) == min(steps[-1], len(sites)) == len({i for i, _ in found.order})
    chosen = [sites[i] for i, _ in found.order]
    for n, (step, most) in enumerate(zip(steps, found.most, strict=True)):
        held = min(step, len(sites))
        served = sum(gain for _, gain in found.order[:held])
        assert served == reached(chosen[:held], homes, people, radius) <= most
        assert most == max(reached(list(any_), homes, people, radius) for any_ in itertools.combinations(sites, held))
        gains = [gain for _, gain in found.order[min(steps[n - 1], len(sites)) if n else 0 : held]]
        assert gains == sorted(gains, reverse=True)


@given(points, points, some.integers(1, 6))
def test_one_step_is_the_proven_best_and_several_lose_little_of_it(sites: list, homes: list, most: int) -> None:
    at = np.array(sites, float), np.array(homes, float), np.ones(len(homes), int)
    alone, both = nested_cover(*at, 4.0, [most]), nested_cover(*at, 4.0, [most, most + 1])
    assert sum(gain for _, gain in alone.order) == alone.most[0] == both.most[0]
    shares = [sum(gain for _, gain in both.order[:units]) / m for units, m in zip([most, most + 1], both.most, strict=True) if m]
    # the larger step's best sites without the one that adds least are a chain too, and lose at most that site's share
    assert sum(shares) >= len(shares) - 1 / (most + 1)


# tables and facts --------------------------------------------------------------------------------------------------------------


class Stock(Table):
    """What the properties below are tried on."""

    name, key, ko = "data/stock", ("zone", "kind"), "시설"
    zone = column("text", "생활권", "zone")
    kind = column("text", "종류", "kind")
    people = column("int", "인구", "people", unit="people", optional=True)
    cost_won = column("won", "비용", "cost", optional=True)


class Doubled(Table):
    """A table computed from it."""

    name, key, ko = "made/doubled", ("zone",), "두 배"
    zone = column("text", "생활권", "zone")
    people = column("int", "인구", "people", reads=["data/stock[zone].people"])


FILE = Source("city:data/stock.csv", "ab" * 32)
names = some.text(alphabet="abcd", min_size=1, max_size=3)
amount = some.none() | some.integers(-(10**12), 10**12)
stock_rows = some.lists(some.tuples(names, names, amount, amount), max_size=12)


def as_rows(rows: list) -> list[dict]:
    return [dict(zip(("zone", "kind", "people", "cost_won"), row, strict=True)) for row in rows]


@given(stock_rows)
def test_a_table_takes_every_key_once_and_refuses_one_that_stands_twice(rows: list) -> None:
    if len({row[:2] for row in rows}) == len(rows):
        table = Stock(as_rows(rows), [FILE])
        assert len(table) == len(rows)
        assert [tuple(r.values()) for r in table.records()] == [tuple(row) for row in rows]
    else:
        with pytest.raises(InputFault, match="stands twice"):
            Stock(as_rows(rows), [FILE])


@given(stock_rows)
def test_a_total_is_the_sum_of_its_cells_and_says_how_many_it_does_not_know(rows: list) -> None:
    assume(len({row[:2] for row in rows}) == len(rows))
    facts = Facts(Shelf({"data/stock": Stock(as_rows(rows), [FILE])}), 2025)
    for at, name in ((2, "people"), (3, "cost_won")):
        total = facts.get(f"data/stock/*/{name}")
        assert total.value == sum(row[at] for row in rows if row[at] is not None)
        unknown = sum(row[at] is None for row in rows)
        assert (f"모르는 값 {unknown}개 제외" in total.because["ko"]) == (unknown > 0)
        assert total.origin["computed"]["reads"][0]["rows"] == len(rows)
        if rows:
            assert sum(facts.get(id).value or 0 for id in facts.below(total.id)) == total.value
    for zone in {row[0] for row in rows}:
        here = sum(row[3] for row in rows if row[0] == zone and row[3] is not None)
        assert facts.get(f"data/stock/{zone}~*/cost_won").value == facts.get(f"data/stock/*?zone={zone}/cost_won").value == here
    assert facts.get("data/stock/*/rows").value == len(rows)


@given(stock_rows, some.randoms())
def test_the_hash_of_a_fact_does_not_depend_on_the_order_of_the_rows_it_reads(rows: list, chance) -> None:
    assume(rows and len({row[:2] for row in rows}) == len(rows))
    shuffled = rows.copy()
    chance.shuffle(shuffled)
    zone = rows[0][0]
    made = [
        Facts(Shelf({"data/stock": Stock(as_rows(order), [FILE]), "made/doubled": Doubled([{"zone": zone, "people": 1}], made_by="made.double")})) for order in (rows, shuffled)
    ]
    for id in (f"made/doubled/{zone}/people", "data/stock/*/people"):
        assert made[0].get(id).hash == made[1].get(id).hash


@given(stock_rows, some.data())
def test_the_hash_of_a_fact_changes_with_the_rows_it_reads_and_with_no_others(rows: list, data: some.DataObject) -> None:
    assume(rows and len({row[:2] for row in rows}) == len(rows))
    at = data.draw(some.integers(0, len(rows) - 1))
    changed = data.draw(amount)
    column_at, other = data.draw(some.sampled_from([(2, False), (3, True)]))
    assume(changed != rows[at][column_at])
    after = [*rows[:at], tuple(changed if i == column_at else v for i, v in enumerate(rows[at])), *rows[at + 1 :]]
    doubled = Doubled([{"zone": z, "people": 1} for z in sorted({row[0] for row in rows})], made_by="made.double")
    old, new = (Facts(Shelf({"data/stock": Stock(as_rows(order), [FILE]), "made/doubled": doubled})) for order in (rows, after))
    for zone in {row[0] for row in rows}:
        id = f"made/doubled/{zone}/people"
        assert (old.get(id).hash != new.get(id).hash) == (zone == rows[at][0] and not other)


words = some.text(alphabet=string.ascii_lowercase + "_", min_size=1, max_size=6)
on = some.tuples(words, words, some.none() | some.text(alphabet=string.ascii_lowercase, min_size=1, max_size=4))


@given(words, words, some.lists(on, max_size=3), some.lists(words, min_size=1, max_size=3), some.lists(some.tuples(words, some.lists(words, min_size=1, max_size=3)), max_size=2))
def test_a_read_is_understood_as_it_is_written(stage: str, table: str, joins: list, columns: list[str], when: list) -> None:
    brackets = ", ".join(theirs if ours == theirs and constant is None else f"{theirs}={ours}" if constant is None else f"{theirs}='{constant}'" for theirs, ours, constant in joins)
    asked = ",".join(f"{ours}={'|'.join(values)}" for ours, values in when)
    read = Read.parse(f"{stage}/{table}[{brackets}].{','.join(columns)}" + (f" when {asked}" if asked else ""))
    assert read.table == f"{stage}/{table}"
    assert read.on == tuple((theirs, "" if constant else ours, constant or "") for theirs, ours, constant in joins)
    assert read.columns == tuple(columns)
    assert read.when == tuple((ours, tuple(values)) for ours, values in when)


@pytest.mark.parametrize("text", ["evidence", "evidence/places", "evidence/places[zone]", "evidence/places[zone].", "evidence/places.value"])
def test_a_read_that_names_no_table_rows_and_columns_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="cannot read"):
        Read.parse(text)
