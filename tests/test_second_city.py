"""Goyang, a second city built by rows alone: it stands on its own, in other words and with other services than Sejong."""

from __future__ import annotations

import csv
import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, SEJONG, SOURCE

from dosi.model.blocks import Paragraph
from dosi.workbench.building import Made, build, make

GOYANG = ROOT / "examples" / "goyang"
DATA = ROOT.parent / "shared" / "data" / "goyang"
LEAST = 8
"""letters of Hangul that make a sentence: shorter ones are labels and marks"""

with_data = pytest.mark.skipif(not DATA.is_dir(), reason="the open data of Goyang is not beside the project (../shared/data/goyang)")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("goyang")


@pytest.fixture(scope="module")
def goyang(home: Path) -> Made:
    return make(GOYANG, DATA, home=home)


def sentences(words: str) -> set[str]:
    """The sentences of a text, long enough to be somebody's own."""
    parts = re.split(r"(?<=[.?!])\s+|\n|[;:]\s", re.sub(r"[ \t]+", " ", words))
    return {part.strip() for part in parts if len(re.findall("[가-힣]", part)) >= LEAST}


def written(city: Path) -> set[str]:
    """The sentences that a city's texts and rows hold."""
    words = [file.read_text(encoding="utf-8") for file in city.glob("text/*.md")]
    for file in city.glob("rows/**/*.csv"):
        with file.open(encoding="utf-8", newline="") as lines:
            words += [cell for row in csv.reader(lines) for cell in row]
    return {sentence for text in words for sentence in sentences(text)}


def strings(part: Any) -> Iterator[str]:
    """Every string of a document's blocks, captions and names of files included."""
    if isinstance(part, str):
        yield part
    elif dataclasses.is_dataclass(part):
        for one in dataclasses.fields(part):
            yield from strings(getattr(part, one.name))
    elif isinstance(part, list | tuple):
        for one in part:
            yield from strings(one)


def test_the_second_city_is_rows_and_texts_without_code_or_data() -> None:
    endings = {file.suffix for file in GOYANG.rglob("*") if file.is_file() and "plan" not in file.relative_to(GOYANG).parts and ".cache" not in file.parts}
    assert endings == {".toml", ".csv", ".md"}
    paths = re.findall(r'^\s*path = "(\w+):', (GOYANG / "layers.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert paths
    assert set(paths) == {"data"}


def test_no_sentence_of_texts_and_rows_is_shared_with_the_first_city() -> None:
    ours, theirs = written(GOYANG), written(SEJONG)
    assert len(ours) > 100
    assert not ours & theirs


def test_what_is_invented_says_so() -> None:
    for table in ("crosswalk", "jurisdiction", "ceilings", "funding_shares", "limits"):
        with (GOYANG / "rows" / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                assert "예시" in row.get("basis", "") + row.get("share_basis", ""), (table, row)


@with_data
def test_people_are_those_of_the_register_and_never_more_in_a_zone_than_live_there(goyang: Made) -> None:
    people = goyang.shelf.named("evidence/people").rows
    assert people.groupby("level")["people"].sum().to_dict() == {"city": 1_066_351, "unit": 1_066_351, "zone": 1_066_351}
    living = people.set_index("place")["people"]
    ranked = goyang.shelf.named("problems/ranked").rows.dropna(subset=["people_affected"])
    assert (ranked["people_affected"] <= ranked["zone"].map(living)).all()
    chosen = goyang.shelf.named("portfolio/chosen").rows
    assert (chosen["people_served"] <= chosen["zone"].map(living)).all()


@with_data
def test_every_zone_has_ranked_problems_and_what_nobody_measured_has_none(goyang: Made) -> None:
    ranked = goyang.shelf.named("problems/ranked").rows
    known = ranked[ranked["score"].notna()]
    assert set(known["zone"]) >= set(goyang.shelf.named("rows/zones").rows["zone"])
    assert set(known["theme"]) == {"culture_access", "education_access", "parking", "transit_access"}
    assert known["voice_share"].isna().all()


@with_data
def test_projects_are_chosen_within_every_ceiling_and_some_are_left_out(goyang: Made) -> None:
    chosen, left = goyang.shelf.named("portfolio/chosen").rows, goyang.shelf.named("portfolio/left_out").rows
    use = goyang.shelf.named("portfolio/ceiling_use").rows
    assert len(chosen) > 10
    assert len(left) > 0
    assert (use["left_won"] >= 0).all()
    assert set(goyang.shelf.named("rows/phases").rows["phase"]) == set(chosen["phase"])


@with_data
def test_the_printed_plan_names_neither_the_first_city_nor_its_bodies(goyang: Made, home: Path) -> None:
    assert goyang.document is not None
    for part in (goyang.document, *goyang.shorts):
        assert not [words for words in strings(part) if re.search("세종|행복청|행정중심|Sejong|NAACC", words)]
    plan = build(GOYANG, DATA, formats=["html"], out=home).folder
    page = plan / "document" / "html" / "index.html"
    assert not re.search("어울링|두루타|이응버스", (plan / "plan.json").read_text(encoding="utf-8")), "brands of the first city"
    printed = re.sub(r"<[^>]+>", "", re.sub(r"(?s)<(script|style)\b.*?</\1>", "", page.read_text(encoding="utf-8")))
    assert "고양" in printed
    assert not re.search("세종|행복청|행정중심|Sejong|NAACC", printed)


@with_data
def test_paragraphs_printed_in_both_plans_come_from_the_catalogue(goyang: Made, sejong: Made) -> None:
    def paragraphs(made: Made) -> set[str]:
        assert made.document is not None
        return {sentence for block in made.document.blocks if isinstance(block, Paragraph) for words in strings(block.runs) for sentence in sentences(words)}

    known = re.sub(r"\s+", " ", " ".join(file.read_text(encoding="utf-8") for file in sorted(SOURCE.rglob("*")) if file.suffix in (".md", ".csv", ".toml", ".py")))
    shared = paragraphs(goyang) & paragraphs(sejong)
    assert shared
    assert not [sentence for sentence in shared if re.sub(r"\s+", " ", sentence) not in known]
    assert not shared & (written(GOYANG) | written(SEJONG))


@with_data
def test_other_services_come_first_than_in_the_first_city(goyang: Made, sejong: Made) -> None:
    def first(made: Made) -> list[str]:
        chosen = made.shelf.named("portfolio/chosen").rows
        points = chosen.groupby("service")["points"].sum()
        return [str(service) for service in points.sort_values(ascending=False, kind="stable").index[:3]]

    assert len(first(goyang)) == 3
    assert not set(first(goyang)) & set(first(sejong))
