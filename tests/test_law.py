"""`dosi check` judges content: every line of the own checklist fails when what it asks for is gone, and only then."""

from __future__ import annotations

import csv
import hashlib
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dosi.document import completeness
from dosi.document.completeness import applies, judge, substance
from dosi.model.blocks import Block, Document, Gap, Heading, Paragraph, Runs, TableBlock, TableRow, Text
from dosi.model.city import Shelf
from dosi.model.facts import Facts
from dosi.model.rows import Law, MustShow, Zones
from dosi.model.table import split
from dosi.workbench import building
from dosi.workbench.building import Made
from dosi.workbench.cli import app

pytestmark = pytest.mark.xdist_group("law")

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "sejong"
TINY = ROOT / "tests" / "tiny_city"
STATUTE = ROOT.parent / "shared" / "reference" / "statute.yaml"
INPUTS_ONLY = shutil.ignore_patterns("plan", "plan.*", ".cache", "versions", "generate", "__pycache__")


def parts_of_lines() -> dict[str, list[dict[str, str]]]:
    with (ROOT / "src/dosi/catalogue/kr/must_show.csv").open(encoding="utf-8-sig", newline="") as file:
        found: dict[str, list[dict[str, str]]] = {}
        for part in csv.DictReader(file):
            found.setdefault(f"{part['clause']}#{part['no']}", []).append(part)
    return found


PARTS = parts_of_lines()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("law")


@pytest.fixture(scope="module")
def sejong(home: Path) -> Made:
    """The example, with every designation a law may ask for, so that every line applies."""
    folder = home / "all_designated"
    shutil.copytree(EXAMPLE, folder, ignore=INPUTS_ONLY)
    settings = folder / "city.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("special_complex = false", "special_complex = true"), encoding="utf-8")
    fill_special_complex(folder)
    return building.make(folder, home=home)


def fill_special_complex(folder: Path) -> None:
    topics = [r for r in rows_of(ROOT / "src/dosi/catalogue/kr/lists.csv") if r["list"] == "special_complex_topics"]
    columns = dict.fromkeys(("content_ko", "source_ko"), "조성계획에 따라 적은 예시 내용이다.")
    write_rows(folder / "rows/registers/special_complex.csv", [{"topic": t["item"], **columns} for t in topics])


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(path: Path, rows: list[dict[str, str]], columns: list[str] | None = None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns or list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module", autouse=True)
def one_set_of_facts(sejong: Made) -> Iterator[None]:
    """Numbers of one shelf are looked up once for all cases."""
    known = sejong.facts
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(completeness, "Facts", lambda shelf, year: known if shelf[Zones] is sejong.shelf[Zones] else Facts(shelf, year))
        yield


@pytest.fixture(scope="module")
def judged_alone(sejong: Made) -> Callable[[Document, str], str]:
    """The state of one line of a changed document; the other lines are left out, which is quicker."""
    whole = sejong.shelf[MustShow].rows
    shelves: dict[str, Shelf] = {}

    def state(document: Document, line: str) -> str:
        if line not in shelves:
            clause, _, no = line.partition("#")
            mine = (whole["clause"] == clause) & (whole["no"] == int(no))
            for members in {p["members"] for p in PARTS[line] if p["check"] == "lines"}:
                mine |= (whole["clause"] + "#").str.startswith(members)
            shelves[line] = Shelf({t.name: t for t in sejong.shelf} | {MustShow.name: MustShow(whole[mine], sejong.shelf[MustShow].sources.values())})
        return next(v.state for v in judge(document, sejong.city, shelves[line]) if v.requirement == line)

    return state


# removing what a line asks for --------------------------------------------------------------------------------------


def changed(document: Document, change: Callable[[Block], Block | None]) -> Document:
    return replace(document, blocks=tuple(b for old in document.blocks if (b := change(old)) is not None))


def is_judged(block: Block, part: dict[str, str], line: str) -> bool:
    if part["check"] == "text":
        return isinstance(block, Paragraph) and bool(block.written) and line in block.answers
    return isinstance(block, TableBlock) and any(fnmatchcase(block.id, name) for name in split(part["block"]))


def without_judged(document: Document, part: dict[str, str], line: str) -> Document:
    """All that the part judges gone; in its place the box that a draft shows."""

    def change(block: Block) -> Block | None:
        return Gap(line, part["ask_ko"], block.anchor, getattr(block, "answers", ())) if is_judged(block, part, line) else block

    return changed(document, change)


def with_rows(document: Document, part: dict[str, str], line: str, change: Callable[[TableBlock, TableRow], TableRow | None]) -> Document:
    """Rows of the judged tables changed or dropped; a table without rows is gone."""

    def of(block: Block) -> Block | None:
        if not is_judged(block, part, line) or not isinstance(block, TableBlock):
            return block
        kept = tuple(r for old in block.rows if (r := old if old.key == "total" else change(block, old)) is not None)
        return replace(block, rows=kept) if any(r.key != "total" for r in kept) else None

    return changed(document, of)


def blanked(table: TableBlock, row: TableRow, name: str, words: Runs = (Text("—"),)) -> TableRow:
    return replace(row, cells=tuple(words if fnmatchcase(c.id, name) else cell for c, cell in zip(table.columns, row.cells, strict=True)))


def removals(document: Document, part: dict[str, str], line: str, made: Made) -> Iterator[tuple[str, Document]]:
    """Every way to take away what a part of a line asks for: each member's row, each filled column, the whole."""
    yield "all that it judges", without_judged(document, part, line)
    if part["check"] == "text":
        yield "the words", changed(document, lambda b: replace(b, runs=(Text("작성 필요"),)) if is_judged(b, part, line) else b)  # type: ignore[type-var]
        return
    asked = split(part["filled"])
    tables = [b for b in document.blocks if isinstance(b, TableBlock) and is_judged(b, part, line)]
    for name in asked:
        for column in {c.id: None for t in tables for c in t.columns if fnmatchcase(c.id, name)}:
            yield f"column {column}", with_rows(document, part, line, lambda t, r, c=column: blanked(t, r, c))  # type: ignore[misc]
            yield f"column {column}, only announced", with_rows(document, part, line, lambda t, r, c=column: blanked(t, r, c, (Text("작성 필요"),)))  # type: ignore[misc]
    if part["check"] == "rows":
        least = int(part["at_least"] or 1)
        kept = list(dict.fromkeys(r.key for t in tables for r in t.rows if r.key != "total"))[: least - 1]
        yield f"all rows but {least - 1}", with_rows(document, part, line, lambda t, r: r if r.key in kept and t is tables[0] else None)
        return
    members = list(completeness._Checker(document, made.city, made.shelf)._members(part["members"]))
    for member in members if len(members) <= 30 else members[:: len(members) // 10]:
        gone = {r.key for t in tables for r in t.rows if member in completeness.keys_of(r)}
        assert gone, f"{line}: no row is of {member}"
        yield f"row {member}", with_rows(document, part, line, lambda t, r, g=gone: None if r.key in g else r)  # type: ignore[misc]


@pytest.fixture(scope="module")
def content(sejong: Made) -> dict[str, set[str]]:
    """What each line judges: ids of tables, and paragraphs people wrote."""
    assert sejong.document is not None
    found: dict[str, set[str]] = {}
    for line, parts in sorted(PARTS.items(), key=lambda item: item[1][0]["check"] == "lines"):
        judged = [b for part in parts for b in sejong.document.blocks if is_judged(b, part, line)]
        found[line] = {b.id if isinstance(b, TableBlock) else str(getattr(b, "runs", "")) for b in judged}
        for part in parts:
            if part["check"] == "lines":
                found[line] |= {c for other in PARTS if other.startswith(part["members"]) for c in found[other]}
    return found


@pytest.mark.parametrize("line", PARTS)
def test_a_line_of_the_checklist_fails_when_what_it_asks_for_is_gone(line: str, sejong: Made, judged_alone: Callable[[Document, str], str]) -> None:
    document = sejong.document
    assert document is not None
    assert judged_alone(document, line) in ("computed", "awaiting", "signed"), "the example answers every line"
    unnoticed = []
    if PARTS[line][0]["check"] == "lines":
        members = [other for other in PARTS if other.startswith(PARTS[line][0]["members"])]
        assert len(members) >= 7
        cases = [(f"line {m}", without_judged(document, part, m)) for m in members for part in PARTS[m]]
    else:
        cases = [(f"part {part['part']}: {what}", after) for part in PARTS[line] for what, after in removals(document, part, line, sejong)]
    for what, after in cases:
        if judged_alone(after, line) != "missing":
            unnoticed.append(what)
    assert not unnoticed, f"{line} still holds without: {', '.join(unnoticed)}"


@pytest.mark.parametrize("line", PARTS)
def test_a_line_that_fails_takes_with_it_no_line_on_other_content(line: str, sejong: Made, content: dict[str, set[str]]) -> None:
    document = sejong.document
    assert document is not None
    after = document
    for part in PARTS[line]:
        after = without_judged(after, part, line) if part["check"] != "lines" else without_judged(after, PARTS["dec-12-1-1#1"][0], "dec-12-1-1#1")
    missing = {v.requirement for v in judge(after, sejong.city, sejong.shelf) if v.state == "missing"}
    assert line in missing
    assert missing <= {other for other in PARTS if content[line] & content[other]}


def test_every_applicable_line_of_the_example_holds(sejong: Made) -> None:
    assert [v.requirement for v in sejong.verdicts] == list(PARTS)
    assert not [(v.requirement, v.because) for v in sejong.verdicts if not v.holds]
    assert {v.state for v in sejong.verdicts} == {"computed", "awaiting", "signed"}


def test_a_box_that_asks_for_something_answers_no_line(sejong: Made) -> None:
    """A line is not held up by a gap, even when the table it judges stands elsewhere."""
    document = sejong.document
    assert document is not None
    line = "act-8-1-7#1"

    def change(block: Block) -> Block | None:
        if isinstance(block, Heading) or line not in block.answers:
            return block
        return Gap(line, "쓰십시오", block.anchor, block.answers)

    assert {v.requirement: v for v in judge(changed(document, change), sejong.city, sejong.shelf)}[line].state == "missing"


# states -------------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not STATUTE.is_file(), reason="../shared/reference/statute.yaml is absent")
def test_the_lines_and_their_order_are_those_of_the_statute() -> None:
    """A tiny reading of the YAML: an item begins with `- id:` or `- {id:`, its `must_show:` lists quoted lines below or in brackets."""
    lines = []
    item, number, listing = "", 0, False
    for line in STATUTE.read_text(encoding="utf-8").splitlines():
        if found := re.match(r"\s*- \{?id: ([\w-]+)", line):
            item, number, listing = found[1], 0, False
            if shown := re.search(r"must_show: \[(.*?)\]\}?\s*$", line):
                lines += [f"{item}#{n}" for n, _ in enumerate(re.findall(r'"(?:[^"\\]|\\.)*"', shown[1]), start=1)]
        elif re.match(r"\s*must_show:\s*$", line):
            listing = True
        elif listing and re.match(r"\s+- ", line):
            number += 1
            lines.append(f"{item}#{number}")
        else:
            listing = False
    assert len(lines) == 77
    assert list(PARTS) == lines


def test_a_condition_of_the_law_that_the_city_does_not_meet_makes_its_lines_not_applicable(home: Path) -> None:
    made = building.make(EXAMPLE, home=home)
    states = {v.requirement: v.state for v in made.verdicts}
    assert states["act-8-1-9-2#1"] == "not_applicable"
    assert states["act-8-1-9#1"] == "computed"
    assert made.document is not None
    assert not [b for b in made.document.blocks if isinstance(b, Heading) and b.anchor == "act-8-1-9-2"]


@pytest.mark.parametrize(
    ("in_force_from", "in_force_to", "holds"),
    [(None, None, True), ("2024-12-31", None, True), ("2025-01-01", None, False), (None, "2024-12-31", False), (None, "2025-01-01", True), ("2020-01-01", "2024-01-01", False)],
)
def test_a_clause_out_of_force_on_the_date_of_the_plan_is_not_applicable(sejong: Made, in_force_from: str | None, in_force_to: str | None, holds: bool) -> None:
    law = sejong.shelf[Law].records()[0] | {"in_force_from": in_force_from, "in_force_to": in_force_to}
    assert applies(law, replace(sejong.city, as_of="2024-12-31")) is holds


def test_a_line_of_a_clause_out_of_force_is_judged_not_applicable(sejong: Made) -> None:
    document = sejong.document
    assert document is not None
    rows = sejong.shelf[Law].rows.copy()
    rows.loc[rows["clause"] == "guide-21", "in_force_from"] = "2999-01-01"
    shelf = Shelf({t.name: t for t in sejong.shelf} | {Law.name: Law(rows, sejong.shelf[Law].sources.values())})
    states = {v.requirement: v.state for v in judge(document, sejong.city, shelf)}
    assert states["guide-21#1"] == "not_applicable"
    assert states["guide-20#1"] == "computed"


# what people write ---------------------------------------------------------------------------------------------------

GOOD = "농촌인 다생활권은 정류장이 하나도 없으므로 먼저 호출형 버스를 놓고, 원도심의 건널목을 차례로 고친다."
NO_TEXT = {
    "lorem ipsum": "Lorem ipsum dolor sit amet, consectetur adipiscing elit. " * 5,
    "lorem ipsum in Korean letters around": GOOD + " Lorem ipsum dolor sit amet.",
    "announced only": "작성 필요. 이 자리에는 지역 불균형을 어떻게 줄일지에 관한 글이 들어갈 예정이며 아직 쓰지 않았다.",
    "a form left as it was": "여기에 내용을 입력하십시오. 생활권 사이의 격차와 그것을 줄이는 방법을 세 문장 이상으로 적으십시오.",
    "one sentence repeated": "격차를 줄이도록 노력한다. " * 12,
    "one longer sentence twice": "우리 시는 지역 격차를 줄이려고 노력한다. 우리 시는 지역 격차를 줄이려고 노력한다.",
    "one word repeated": "균형 " * 40,
    "English filler": "To be written later by the responsible department after consultation with everybody. 지역 격차를 줄이는 방법을 정하고 해마다 살펴 차례로 고쳐 간다. " + "This text stands here only to fill the page. " * 6,
    "too short": "격차를 줄인다.",
    "no words": "… … … 1 2 3",
}


@pytest.mark.parametrize("words", NO_TEXT.values(), ids=NO_TEXT.keys())
def test_filler_is_no_text(words: str) -> None:
    assert substance(words, 30)


@pytest.mark.parametrize(
    "words",
    [GOOD, "세종시는 IoT와 AI를 쓰되 사람이 마지막에 정한다. 여기에 더해 해마다 시민에게 결과를 알리고 의견을 다시 듣는다.", GOOD + "\n\n" + "격차는 해마다 다시 재고 그 결과를 공개한다."],
)
def test_a_real_text_has_substance(words: str) -> None:
    assert substance(words, 30) == ""


def tiny_with_text(tmp_path: Path, words: str, head: str = "") -> dict[str, Any]:
    folder = tmp_path / "city"
    if not folder.exists():
        shutil.copytree(TINY, folder, ignore=INPUTS_ONLY)
    (folder / "text/services.md").write_text(f'+++\nsection = "law-2"\n{head}+++\n## {{#imbalance}}\n{words}\n', encoding="utf-8")
    made = building.make(folder, home=tmp_path / "home")
    return {v.requirement: v for v in made.verdicts}


def signature(words: str) -> str:
    sha = hashlib.sha256(words.strip().encode()).hexdigest()
    return f'[[signed]]\nanchor = "imbalance"\nlanguage = "ko"\nsigned_role = "도시계획과장"\nsigned_on = 2025-01-20\nbody_sha256 = "{sha}"\n'


def test_a_written_text_awaits_its_signature(tmp_path: Path) -> None:
    verdict = tiny_with_text(tmp_path, GOOD)["law-2#2"]
    assert (verdict.state, verdict.signed_role, verdict.holds) == ("awaiting", "", True)


def test_a_signature_names_role_and_date(tmp_path: Path) -> None:
    verdict = tiny_with_text(tmp_path, GOOD, signature(GOOD))["law-2#2"]
    assert (verdict.state, verdict.signed_role, verdict.signed_on) == ("signed", "도시계획과장", "2025-01-20")


def test_a_signature_counts_only_for_the_very_words_signed(tmp_path: Path) -> None:
    verdict = tiny_with_text(tmp_path, GOOD.replace("놓고", "두고"), signature(GOOD))["law-2#2"]
    assert (verdict.state, verdict.signed_role) == ("awaiting", "")


@pytest.mark.parametrize("words", NO_TEXT.values(), ids=NO_TEXT.keys())
def test_filler_passes_neither_signed_nor_unsigned(tmp_path: Path, words: str) -> None:
    assert tiny_with_text(tmp_path, words)["law-2#2"].state == "missing"
    assert tiny_with_text(tmp_path, words, signature(words))["law-2#2"].state == "missing"


# goals and services ---------------------------------------------------------------------------------------------------


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} does not hold {old!r}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def checked(folder: Path, home: Path) -> tuple[int, str]:
    answer = CliRunner().invoke(app, ["check", str(folder), "--out", str(home)])
    return answer.exit_code, answer.output


def test_a_complete_city_passes_the_check(tmp_path: Path) -> None:
    assert checked(TINY, tmp_path)[0] == 0


def test_a_service_without_a_goal_fails_the_check(tmp_path: Path) -> None:
    shutil.copytree(TINY, tmp_path / "city", ignore=INPUTS_ONLY)
    edit(tmp_path / "city/rows/strategies.csv", "stop_display;demand_bus;data_hub", "demand_bus;data_hub")
    status, said = checked(tmp_path / "city", tmp_path)
    assert status == 1
    assert "서비스 ‘정류장 안내기’" in said and "stop_display" not in said


def test_a_goal_without_a_service_fails_the_check(tmp_path: Path) -> None:
    shutil.copytree(TINY, tmp_path / "city", ignore=INPUTS_ONLY)
    with (tmp_path / "city/rows/goals.csv").open("a", encoding="utf-8") as file:
        file.write("g3,맑은 공기,Clean air,먼지를 줄인다.\n")
    status, said = checked(tmp_path / "city", tmp_path)
    assert status == 1
    assert "목표 ‘맑은 공기’" in said and "goal:g3" not in said


# end to end: files of a copied city folder are edited ------------------------------------------------------------------


def drop_row(path: Path, column: str, value: str) -> None:
    rows = rows_of(path)
    kept = [r for r in rows if r[column] != value]
    assert len(kept) < len(rows), f"{path.name} has no row with {column} {value}"
    write_rows(path, kept, list(rows[0]))


def first_value(path: Path, column: str) -> str:
    return rows_of(path)[0][column]


def drop_first_row(name: str, column: str) -> Callable[[Path], None]:
    def change(city: Path) -> None:
        path = city / "rows/registers" / f"{name}.csv"
        drop_row(path, column, first_value(path, column))

    return change


def drop_register(name: str) -> Callable[[Path], None]:
    return lambda city: (city / "rows/registers" / f"{name}.csv").unlink()


def drop_text(file: str, anchor: str) -> Callable[[Path], None]:
    def change(city: Path) -> None:
        path = city / "text" / f"{file}.md"
        head, *parts = re.split(r"(?m)^(?=## \{#)", path.read_text(encoding="utf-8"))
        kept = [p for p in parts if not p.startswith(f"## {{#{anchor}}}")]
        assert len(kept) < len(parts)
        path.write_text(head + "".join(kept), encoding="utf-8")

    return change


def make_words_filler(file: str, anchor: str) -> Callable[[Path], None]:
    def change(city: Path) -> None:
        path = city / "text" / f"{file}.md"
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(rf"(?ms)(^## \{{#{anchor}\}}\n).*?(?=^## |\Z)", r"\1Lorem ipsum dolor sit amet, consectetur.\n", text), encoding="utf-8")

    return change


def first_key(name: str) -> str:
    return next(iter(rows_of(EXAMPLE / "rows/registers" / f"{name}.csv")[0]))


EDITS: dict[str, tuple[Callable[[Path], None], set[str]]] = {
    "one of nine survey groups": (drop_first_row("survey_groups", first_key("survey_groups")), {"act-8-1-1#1", "guide-5-1-1-ga#1"}),
    "one kind of existing infrastructure": (drop_first_row("existing_infrastructure", first_key("existing_infrastructure")), {"act-8-1-1#2"}),
    "the joint ducts": (drop_register("joint_ducts"), {"act-8-1-6#3"}),
    "the living labs": (drop_register("living_labs"), {"guide-5-1-2-ga#3"}),
    "one stage of information management": (
        drop_first_row("information_management", first_key("information_management")),
        {"dec-12-1-6#1", "guide-5-1-2-da#1", "act-8-1-10#1"},
    ),
    "one step of the yearly evaluation": (drop_first_row("yearly_evaluation", first_key("yearly_evaluation")), {"guide-20#3"}),
    "the earlier plan's results": (drop_register("previous_plan_results"), {"guide-4-1-8#1"}),
    "the text on the vision": (drop_text("direction", "vision"), {"act-8-1-2#1"}),
    "the text on running costs": (drop_text("finance", "operating_money"), {"guide-5-1-3-da#1"}),
    "lorem ipsum for the pilot city": (make_words_filler("pilot-city", "pilot_consistency"), {"act-8-1-9#2"}),
    "the survey": (lambda city: (city / "voice/survey.csv").unlink(), {"guide-5-1-1-na#2"}),
    "the list of existing services": (
        lambda city: (city / "rows/existing_services.csv").unlink(),
        {"act-8-1-1#2", "act-8-1-7#2", "guide-5-1-1-na#4", "guide-5-1-2-ga#2"},
    ),
    "the performance indicators": (
        lambda city: (city / "rows/kpis.csv").unlink(),
        {"act-8-1-2#1", "act-8-1-3#2", "guide-5-1-1-da#1", "guide-5-1-1-ra#1", "guide-20#2"},
    ),
}


@pytest.fixture(scope="module")
def edited(home: Path) -> set[str]:
    """Lines that fail when all the edits are made in one folder."""
    shutil.copytree(EXAMPLE, home / "edited", ignore=INPUTS_ONLY)
    for change, _ in EDITS.values():
        change(home / "edited")
    return {v.requirement for v in building.make(home / "edited", home=home).verdicts if not v.holds}


@pytest.mark.parametrize("removed", EDITS)
def test_what_is_taken_out_of_the_folder_is_said_by_the_check(removed: str, edited: set[str]) -> None:
    assert EDITS[removed][1] <= edited


def test_what_stays_in_the_folder_is_not_said_to_be_missing(edited: set[str]) -> None:
    assert edited == set().union(*(lines for _, lines in EDITS.values()))


def test_the_command_says_what_is_missing_and_exits_1(home: Path, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "city", ignore=INPUTS_ONLY)
    drop_register("open_data")(tmp_path / "city")
    status, said = checked(tmp_path / "city", home)
    assert status == 1
    assert "제12조제1항제6호: " in said and "dec-12-1-6" not in said
    assert "정보 공개" in said
