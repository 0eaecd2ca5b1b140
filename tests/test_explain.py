"""No number without a source: every figure of the plan can be followed to a file or to a model with its bound."""

from __future__ import annotations

import html
import json
import random
import re
from html.parser import HTMLParser

import pytest
from conftest import SEJONG, SOURCE

from dosi.model.blocks import FactRef, Figure, Heading, Paragraph, Ref, Runs, TableBlock, Text
from dosi.model.units import FORMATS, write
from dosi.workbench import explaining
from dosi.workbench.building import Built, Made

CATALOGUE = SOURCE / "catalogue" / "kr"


def numbers_of(page: str) -> list[str]:
    """Ids of the numbers on a page, in order."""
    return re.findall(r'data-fact="([^"]+)"', page)


@pytest.fixture(scope="module")
def page(sejong_built: Built) -> str:
    return (sejong_built.folder / "document" / "html" / "index.html").read_text(encoding="utf-8")


def is_sourced(step: explaining.Step) -> bool:
    """Whether the way ends here, at a file that exists or at a model with its bound."""
    (way, origin), *_ = step.fact.origin.items()
    if way == "copied":
        root, _, rest = origin["file"].partition(":")
        assert ({"city": SEJONG, "catalogue": CATALOGUE}[root] / rest).is_file(), origin
    elif way == "chosen":
        lower, upper = sorted((origin["value"], origin["bound"]))
        assert origin["value"] == (upper if "least" in origin["model"] else lower) and lower > 0  # of a least distance the bound lies below
    return way in ("copied", "chosen")


def test_every_number_ends_at_an_existing_file_or_at_a_model_with_its_bound(page: str, sejong: Made) -> None:
    ids = sorted(set(numbers_of(page)))
    assert len(ids) > 1000
    facts = sejong.facts
    for id in map(html.unescape, ids):
        assert any(is_sourced(step) for step in explaining.trace(facts, id)), id


def test_a_total_over_no_row_rests_on_the_rows_it_does_not_count(sejong: Made) -> None:
    steps = list(explaining.trace(sejong.facts, "portfolio/chosen/nobody~*/capital_won"))
    assert steps[0].fact.value == 0 and any(s.ends for s in steps[1:])


def words_of(runs: Runs) -> str:
    return "".join(r.text for r in runs if isinstance(r, Text))


def test_every_run_of_digits_in_the_document_is_a_fact_or_a_marked_ref(sejong: Made) -> None:
    assert sejong.document is not None
    for block in sejong.document.blocks:
        parts: list[Runs] = []
        if isinstance(block, Heading | Paragraph):
            parts = [block.runs]
        elif isinstance(block, TableBlock):
            parts = [block.caption, block.note, *(cell for row in block.rows for cell in row.cells)]
        elif isinstance(block, Figure):
            parts = [block.caption, block.note]
        for runs in parts:
            assert not re.search(r"[0-9]", words_of(runs))
            assert all(isinstance(r, Text | FactRef | Ref) for r in runs)


class Unmarked(HTMLParser):
    """Words of a page that stand in no fact, ref, drawing, script or style."""

    EMPTY = ("meta", "link", "br", "col", "img", "input", "hr", "wbr", "source")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[bool] = [False]
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.EMPTY:
            marked = tag in ("svg", "script", "style", "head") or any(name in ("data-fact", "data-ref") for name, _ in attrs)
            self.open.append(self.open[-1] or marked)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.EMPTY:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if not self.open[-1]:
            self.words.append(data)


def test_every_run_of_digits_on_the_page_is_inside_a_fact_or_a_ref(page: str) -> None:
    reader = Unmarked()
    reader.feed(page)
    assert reader.open == [False]
    assert len("".join(reader.words)) > 20_000
    assert [words for words in reader.words if re.search(r"[0-9]", words)] == []


def test_a_fact_on_the_page_shows_the_value_it_explains(page: str, sejong: Made) -> None:
    shown = re.findall(r'<a class="fact" data-fact="([^"]+)" href="#">([^<]+)</a>', page)
    facts = sejong.facts
    for id, text in random.Random(7).sample(shown, 200):
        fact = facts.get(html.unescape(id))
        written = {write(fact.value, name, with_unit=unit) for name in FORMATS for unit in (True, False)}
        assert html.unescape(text) in written, id


def test_explanations_can_be_given_as_json(page: str, sejong: Made) -> None:
    facts = sejong.facts
    for id in random.Random(11).sample(sorted(set(numbers_of(page))), 20):
        assert json.loads(json.dumps(explaining.as_json(facts, html.unescape(id)), ensure_ascii=False))


def test_a_number_in_plain_text_is_refused() -> None:
    with pytest.raises(ValueError, match="fact or a ref"):
        Text("구축비는 12억원이다")


def test_a_catalogue_sentence_with_a_figure_of_its_own_is_refused() -> None:
    from dosi.model.markup import sentence

    with pytest.raises(ValueError, match="without a source"):
        sentence("모두 42개를 놓는다", lambda ref: "")
    assert [type(r).__name__ for r in sentence("법 제8조제1항에 따라 2025년에", lambda ref: "")] == ["Text", "Ref", "Text", "Ref", "Text"]


def test_a_total_lists_the_rows_it_adds_up(sejong: Made) -> None:
    facts = sejong.facts
    total = facts.get("portfolio/chosen/*/capital_won")
    below = [facts.get(id).value for id in facts.below(total.id)]
    assert sum(below) == total.value and total.origin["computed"]["reads"][0]["rows"] == len(below)
