"""Whose voices a plan weighs against which people: the city's own margins by zone, age and sex, and persons who answered the survey as voices."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from conftest import TINY, copy_of
from pytest import approx
from test_survey import answered, person, told

from dosi.model.findings import Heard, Missing, Weighted
from dosi.workbench import building
from dosi.workbench.building import Made

EVEN = "zone,age_group,sex,people\na,,,600\nb,,,400\n,,여,500\n,,남,500\n"
"""half of the people are women"""


def with_margins(city: Path, text: str = EVEN) -> Path:
    (city / "voice" / "margins.csv").write_text(text, encoding="utf-8")
    return city


def with_opinions(city: Path, rows: list[tuple[str, str, str]]) -> Path:
    """Opinions as (zone, age group, sex), each of a text too short to be a copy."""
    lines = [f"s{n},2024-11-01,온라인,{zone},{age},{sex},버스가 드물어요 {n}" for n, (zone, age, sex) in enumerate(rows)]
    (city / "voice" / "opinions.csv").write_text("\n".join(["opinion,on_date,channel,zone,age_group,sex,text", *lines, ""]), encoding="utf-8")
    return city


def weights(made: Made) -> pd.Series:
    return made.shelf[Weighted].rows.set_index("voice")["weight"].astype(float)


@pytest.fixture
def city(tmp_path: Path) -> Path:
    made = copy_of(TINY, tmp_path / "city")
    (made / "voice" / "survey.csv").unlink()
    return made


def test_three_men_of_four_voices_weigh_as_half_of_the_people(city: Path) -> None:
    made = building.make(with_margins(with_opinions(city, [("", "", "남"), ("", "", "m"), ("", "", "남성"), ("", "", "여자")])))
    assert weights(made).tolist() == approx([2 / 3, 2 / 3, 2 / 3, 2.0], abs=1e-6)
    by = made.shelf[Missing].rows.set_index(["part", "value"])
    assert (by.at[("sex", "f"), "people_share"], by.at[("sex", "f"), "voice_share"], by.at[("sex", "f"), "state"]) == (0.5, 0.25, "under")
    assert by.at[("sex", "m"), "ratio"] == approx(1.5)


def test_zone_and_sex_are_met_together_and_who_says_nothing_keeps_weight(city: Path) -> None:
    made = building.make(with_margins(with_opinions(city, [("a", "", "남"), ("a", "", "남"), ("a", "", "여"), ("b", "", "남"), ("b", "", "여"), ("", "", "")])))
    rows = made.shelf[Weighted].rows.merge(pd.DataFrame({"voice": [f"s{n}" for n in range(6)], "sex": ["m", "m", "f", "m", "f", None]}), on="voice")
    by_zone, by_sex = rows.dropna(subset=["zone"]).groupby("zone")["weight"].sum(), rows.groupby("sex")["weight"].sum()
    assert by_zone["a"] / by_zone.sum() == approx(0.6, abs=1e-6) and by_sex["f"] / by_sex.sum() == approx(0.5, abs=1e-6)


def test_without_sexes_told_the_citys_margins_of_zones_still_hold(city: Path) -> None:
    made = building.make(with_margins(with_opinions(city, [("a", "", ""), ("b", "", ""), ("b", "", "")])))
    assert weights(made).tolist() == approx([1.8, 0.6, 0.6], abs=1e-6)
    assert set(made.shelf[Missing].rows["part"]) == {"zone", "channel"}


def test_crossed_margins_are_met_and_finer_ages_put_together(city: Path) -> None:
    crossed = "zone,age_group,sex,people\n" + "".join(f"{z},{a},,{n}\n" for z, a, n in [("a", "0-19", 100), ("a", "20-29", 300), ("a", "30세 이상", 200), ("b", "0-19", 50), ("b", "20-29", 50), ("b", "30세 이상", 300)])
    made = building.make(with_margins(with_opinions(city, [("a", "20대", ""), ("a", "20대", ""), ("a", "44", ""), ("b", "25", ""), ("b", "30세 이상", ""), ("b", "50대", ""), ("a", "10대", ""), ("b", "10대", "")]), crossed))
    rows = made.shelf[Weighted].rows.assign(age=["20", "20", "30", "20", "30", "30", "0", "0"])
    share = rows.groupby(["zone", "age"])["weight"].sum() / rows["weight"].sum()
    assert share.round(6).to_dict() == {("a", "0"): 0.1, ("a", "20"): 0.3, ("a", "30"): 0.2, ("b", "0"): 0.05, ("b", "20"): 0.05, ("b", "30"): 0.3}


def test_adults_by_age_and_all_inhabitants_by_zone_are_raked_by_their_shares(city: Path) -> None:
    made = building.make(with_margins(with_opinions(city, [("a", "20대", ""), ("b", "60대", "")]), "age_group,people\n20-59,300\n60세 이상,100\n"))
    by = made.shelf[Missing].rows.set_index(["part", "value"])
    assert by.at[("age_group", "20"), "people_share"] == 0.75 and by.at[("zone", "a"), "people_share"] > 0


def test_a_voice_from_a_cell_without_people_is_of_unknown_age_there(city: Path) -> None:
    crossed = "zone,age_group,people\na,20대,10\na,30대,10\nb,20대,0\nb,30대,20\n"
    made = building.make(with_margins(with_opinions(city, [("a", "20대", ""), ("a", "30대", ""), ("b", "20대", "")]), crossed))
    assert weights(made)["s2"] == approx(1.5, abs=1e-6), "half of the people live in b"


@pytest.mark.parametrize(("text", "what"), [
    ("zone,job,people\na,farmer,3\n", "voices do not tell job"), ("zone,sex,people\na,여,3\na,남,3\nb,여,3\n", "combinations are missing"),
    ("zone,people\na,many\n", "people is not a number"), ("zone,people\na,1\na,2\n", "stands twice"), ("zone,people\nnowhere,1\n", "nowhere"),
])  # fmt: skip
def test_margins_that_cannot_be_are_told_with_the_other_faults(city: Path, text: str, what: str) -> None:
    (city / "rows" / "goals.csv").write_text("goal,colour\n", encoding="utf-8")
    found = told(with_margins(city, text))
    assert any(what in str(fault) for fault in found) and any("goals.csv" in fault.where for fault in found)


def test_persons_who_say_what_to_solve_first_are_voices_and_their_totals_are_not_counted_again(tmp_path: Path) -> None:
    city = with_opinions(copy_of(TINY, tmp_path / "city"), [("a", "", ""), ("a", "", "")])
    rows = [person(1, "a", q1="transit"), person(2, "a", q1="safety;transit"), person(3, "", q1="air"), person(4, "a", q5_1="safety")]
    made = building.make(answered(city, rows))
    heard = made.shelf[Heard].rows.set_index(["zone", "theme"])
    assert heard.at[("a", "transit"), "respondents"] == 4, "two opinions, two persons; who answered another question alone, and survey.csv's eight, do not count"
    assert (heard.at[("a", "transit"), "raised"], heard.at[("a", "safety"), "raised"]) == (4, 1)
    assert (heard.at[("city", "air"), "raised"], heard.at[("city", "air"), "respondents"]) == (1, 5)
    assert made.shelf[Weighted].rows["source"].value_counts().to_dict() == {"person": 3, "opinion": 2}
    assert heard.at[("a", "transit"), "voice_share"] == 1.0
