"""Copies of one text are found, shown as one voice with its multiplicity, and counted as the planner says."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opinions_said import ALIKE, CAMPAIGNS, SAID, SAID_EN
from test_tiny_answers import column, row

from dosi.model.errors import InputFault
from dosi.voice.opinions.copying import LEAST_LETTERS, copies_of
from dosi.workbench import building
from dosi.workbench.building import Made

OTHERS = [text for _, text in (*SAID, *SAID_EN)]


def test_every_copy_of_fifteen_campaigns_is_found_and_nothing_else() -> None:
    flat = [text for campaign in CAMPAIGNS for text in campaign] + [text for pair in ALIKE for text in pair] + OTHERS
    expected, at = [], 0
    for campaign in CAMPAIGNS:
        expected += [at] * len(campaign)
        at += len(campaign)
    assert copies_of(flat).tolist() == expected + list(range(at, len(flat)))


def plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([text for campaign in CAMPAIGNS[:4] for text in campaign] + OTHERS[:12] + ["주차 부족", "", "?!"]), max_size=14), st.randoms())
def test_groups_do_not_depend_on_the_order_and_name_their_first(texts: list[str], chance: object) -> None:
    first = copies_of(texts)
    assert all(first[f] == f and f <= n for n, f in enumerate(first))
    order = list(range(len(texts)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    again = copies_of([texts[i] for i in order])
    together = {frozenset(np.flatnonzero(first == f).tolist()) for f in first}
    assert {frozenset(order[i] for i in np.flatnonzero(again == f)) for f in again} == together
    for n, text in enumerate(texts):
        if len(plain(text)) < LEAST_LETTERS:
            assert (first == n).sum() == 1, "a short text is written alike by chance"


def test_equal_texts_are_copies_whatever_their_spaces_and_signs() -> None:
    assert copies_of(["공원 앞에 가로등을 더 놓아 주십시오.", "공원앞에 가로등을 더 놓아주십시오!!", "Please add more lamps at the park.", "PLEASE ADD MORE LAMPS AT THE PARK"]).tolist() == [0, 0, 2, 2]


PETITION = "정류장에 지붕과 의자를 놓아 주십시오. 비가 오면 다 젖습니다"


def sent_in(folder: Path, setting: str = "") -> Path:
    """The tiny city's opinions and three copies of a petition on stops, from zone b."""
    with (folder / "voice" / "opinions.csv").open("a", encoding="utf-8") as file:
        for n in range(3):
            file.write(f"p{n},2024-11-08,온라인,b,30대,{PETITION}{'!' * n}\n")
    if setting:
        toml = folder / "city.toml"
        toml.write_text(toml.read_text(encoding="utf-8") + f'\n[voice]\ncopies = "{setting}"\n', encoding="utf-8")
    return folder


def test_copies_are_one_voice_together(tiny_folder: Path) -> None:
    made = building.make(sent_in(tiny_folder), to="voice")
    assert [row(made, "voice/voices", f"p{n}")["first"] for n in range(3)] == ["p0"] * 3
    assert row(made, "voice/voices", "p1")["copies"] == 3
    assert sum(column(made, "voice/voices", "counted")[f"p{n}"] for n in range(3)) == pytest.approx(1)
    heard = row(made, "voice/heard", "b~transit")
    # 4 opinions of b, one of them on transit, and the petition as one voice: 2 of 5
    assert (heard["raised"], heard["respondents"], heard["voice_share"]) == (4, 7, pytest.approx(0.4, abs=1e-6))


def test_the_planner_may_count_each_copy(tiny_folder: Path) -> None:
    made = building.make(sent_in(tiny_folder, "each"), to="voice")
    heard = row(made, "voice/heard", "b~transit")
    assert (heard["raised"], heard["respondents"], heard["voice_share"]) == (4, 7, pytest.approx(4 / 7, abs=1e-6))
    assert row(made, "voice/voices", "p1")["copies"] == 3  # still shown


def test_another_word_for_how_copies_count_is_a_fault(tiny_folder: Path) -> None:
    with pytest.raises(InputFault, match="one or each"):
        building.make(sent_in(tiny_folder, "none"), to="voice")


def test_the_example_shows_its_petitions_with_how_many_sent_them(sejong: Made) -> None:
    copies = sejong.shelf.named("voice/voices").rows
    groups = copies[copies["copies"] > 1].groupby("first")["copies"].first()
    assert sorted(groups, reverse=True)[:3] == [14, 9, 6]
