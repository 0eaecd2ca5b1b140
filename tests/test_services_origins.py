"""Where service models come from: counted from the long list to the choice; a firm's proposal is judged by its own criteria."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dosi.model.errors import InputFault
from dosi.workbench import building
from dosi.workbench.building import Made

CRITERIA = ("p1", "p2", "p3", "p4", "p5")


def proposed(folder: Path, scores: dict[str, int], origin: str = "firm", part: str = "eligible") -> Path:
    """The tiny city with a bus on demand that was proposed, and a gate for proposals."""
    file = folder / "catalogue" / "services.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        held = [r | {"origin": origin if r["service"] == "demand_bus" else "", "proposer_ko": "", "proposed_on": ""} for r in csv.DictReader(lines)]
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(held[0]))
        writer.writeheader()
        writer.writerows(held)
    gates = folder / "catalogue" / "gates.csv"
    lines = gates.read_text(encoding="utf-8").splitlines()
    gates.write_text("\n".join([lines[0] + ",part", *(f"{line}," for line in lines[1:]), f"proposal,0,민간 제안 평가,협의회,평균 점수가 한계값 이상이다,3,2024-11-30,{part}"]) + "\n", encoding="utf-8")
    with (folder / "rows" / "proposal_scores.csv").open("w", encoding="utf-8") as out:
        out.write("service,criterion,score,body_ko,on_date,why_ko\n" + "".join(f"demand_bus,{c},{n},협의회,2024-11-30,예시\n" for c, n in scores.items()))
    return folder


def stopped(made: Made) -> set[object]:
    return {c["stopped_at"] for c in made.shelf.named("services/candidates").records() if c["service"] == "demand_bus"}


def test_a_firms_proposal_passes_with_the_mean_of_all_its_scores(tiny_folder: Path) -> None:
    made = building.make(proposed(tiny_folder, dict.fromkeys(CRITERIA, 3) | {"p1": 5}), to="services")
    at = made.shelf.named("services/screened")
    assert at.at("demand_bus~b~proposal", "measured") == 3.4 and at.at("demand_bus~b~proposal", "passed")
    assert at.at("stop_display~b~proposal", "measured") is None and at.at("stop_display~b~proposal", "passed")  # no firm proposed it


@pytest.mark.parametrize("scores", [{}, dict.fromkeys(CRITERIA[:4], 5), dict.fromkeys(CRITERIA, 2)], ids=["none", "one lacking", "too low"])
def test_a_proposal_without_all_its_scores_or_with_low_ones_does_not_pass(tiny_folder: Path, scores: dict[str, int]) -> None:
    assert stopped(building.make(proposed(tiny_folder, scores), to="services")) == {"proposal"}


def test_the_same_model_from_a_department_needs_no_scores(tiny_folder: Path) -> None:
    assert "proposal" not in stopped(building.make(proposed(tiny_folder, {}, "department"), to="services"))


def test_candidates_are_counted_by_origin_from_the_long_list_to_the_choice(tiny: Made, tiny_folder: Path) -> None:
    columns = ("models", "candidates", "eligible", "shortlisted", "chosen")
    assert [tiny.shelf.named("services/origins").at("catalogue", c) for c in columns] == [4, 13, 13, 8, 5]
    made = building.make(proposed(tiny_folder, {}), to="portfolio").shelf.named("services/origins")
    assert [made.at("firm", c) for c in columns] == [1, 4, 0, 0, 0]  # four zones, none eligible without its scores
    assert [made.at("catalogue", c) for c in columns][:3] == [3, 9, 9]


def test_scores_off_the_scale_and_of_unknown_criteria_are_told_together(tiny_folder: Path) -> None:
    with pytest.raises(InputFault) as told:
        building.make(proposed(tiny_folder, {"p1": 7, "p9": 3}), to="services")
    assert len(told.value.faults) == 2
