"""Running services by their self-diagnosis: levels, what the rule proposes, where the decision differs."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import edit_cell

from dosi.model.errors import InputFault
from dosi.workbench import building
from dosi.workbench.building import Made


def of(made: Made, existing: str) -> dict[str, object]:
    table = made.shelf.named("services/maturity")
    return table.row(table.position(existing))  # type: ignore[arg-type]


def test_the_level_is_the_mean_of_all_areas_and_the_rule_speaks_beside_the_decision(tiny: Made) -> None:
    one = of(tiny, "e1")  # (1 + 2) / 2, under two: end, though it was decided to improve it
    assert (one["level"], one["way"], one["proposed"], one["contradicts"]) == (1.5, "checked", "end", True)
    two = of(tiny, "e2")
    assert (two["level"], two["way"], two["proposed"], two["contradicts"]) == (4.0, "stated", "keep", False)


def test_a_diagnosis_that_lacks_an_area_is_not_used_and_says_so(tiny_folder: Path) -> None:
    file = tiny_folder / "rows" / "self_checks.csv"
    file.write_text("".join(file.read_text(encoding="utf-8").splitlines(keepends=True)[:2]), encoding="utf-8")
    one = of(building.make(tiny_folder, to="services"), "e1")
    assert (one["level"], one["way"], one["lacking"], one["proposed"]) == (2.0, "stated", "people", "improve")


def test_of_two_that_are_one_model_in_a_zone_the_less_mature_is_merged(tiny_folder: Path) -> None:
    edit_cell(tiny_folder / "rows" / "existing_services.csv", {"existing": "e1"}, "twin", "demand_bus")
    edit_cell(tiny_folder / "rows" / "existing_services.csv", {"existing": "e1"}, "zones", "a;d")
    made = building.make(tiny_folder, to="services")
    assert (of(made, "e1")["proposed"], of(made, "e1")["other"], of(made, "e2")["proposed"]) == ("merge", "e2", "keep")


def test_a_level_off_the_scale_and_an_unknown_service_are_told_together(tiny_folder: Path) -> None:
    edit_cell(tiny_folder / "rows" / "self_checks.csv", {"existing": "e1", "area": "data"}, "level", "6")
    edit_cell(tiny_folder / "rows" / "self_checks.csv", {"existing": "e1", "area": "people"}, "existing", "e9")
    with pytest.raises(InputFault) as told:
        building.make(tiny_folder, to="services")
    assert len(told.value.faults) == 2
