"""Write the plan as HWPX, the word processor format of Korean offices, for planners who edit and hand it in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from hwpx import HwpxDocument
from hwpx.oxml import HwpxOxmlParagraph
from hwpx.oxml.field_marks import field_type_id
from lxml import etree

from dosi.document.render import columns, hwpx_styles, looks, paper, pictures
from dosi.document.render.exported import AS_OF, GAP, MODELLED, exported, marks, place_of, printable, table_texts, words_of
from dosi.model.blocks import Block, Document, Figure, Gap, Heading, Paragraph, Runs, TableBlock
from dosi.model.facts import Facts
from dosi.model.office import END, OF_PLAN

HP = "{http://www.hancom.co.kr/hwpml/2011/paragraph}"
UNITS_PER_MM = 7200 / 25.4
TOP_MM, BOTTOM_MM, HEADER_MM, FOOTER_MM = 15, 13, 12, 12
CELL_SIDE, CELL_TOP = 400, 150
"""inner margins of a cell, HWPUNIT"""
AFTER_TABLE = 1000
"""room below a table without a note, HWPUNIT"""
CONTENTS_DEPTH = 2
FIRST_ID = 1_000_000_000
OWN = "own-"
"""marks ids given here until all ids are set"""
CONTENTS_COMMAND = (
    "TableOfContents:set:140:ContentsMake:uint:31 ContentsStyles:wstring:0: ContentsLevel:int:{} "
    "ContentsAutoTabRight:int:0 ContentsLeader:int:3 ContentsHyperlink:bool:1  "
)
"""what Hancom Office stores for a contents list of that many levels"""

Words = list[tuple[str, str]]
"""texts, each with the name of its letters; an empty name is the paragraph's own"""


def render(document: Document, facts: Facts, path: Path) -> None:
    """Write the plan as one A4 HWPX file; the same plan gives the same bytes."""
    _Writer(document, facts).write(path)


@dataclass
class _Writer:
    """Walks the blocks and writes them into sections, upright or landscape."""

    document: Document
    facts: Facts
    file: HwpxDocument = field(default_factory=HwpxDocument.new)
    next_id: int = 0
    landscape: bool = False

    def __post_init__(self) -> None:
        self.styles = hwpx_styles.declare(self.file)
        self.section = self.file.sections[0]
        self.fresh = True
        """nothing stands in the section yet"""
        self.mark = ""
        """bookmark that the next paragraph begins with"""
        self.last: Any = None
        """the paragraph begun last with words that people write"""

    def write(self, path: Path) -> None:
        """Write all parts of the file and save it."""
        self.version = exported(self.document, self.facts).version
        self._page_setup()
        self._cover()
        self._contents()
        names = dict(zip(map(id, self.document.blocks), marks(self.document), strict=True))
        written = ""
        for landscape, blocks in paper.stretches(self.document.blocks):
            if landscape != self.landscape:
                self._new_section(landscape)
            for block in blocks:
                if written and (names[id(block)] or not place_of(block)):
                    written = self._end(written)
                self.mark = names[id(block)]
                written = written or (self.mark if place_of(block) else "")
                self._block(block)
        self._end(written)
        self._describe()
        self._renumber()
        path.write_bytes(self.file.to_bytes())

    # Sections

    def _new_section(self, landscape: bool) -> None:
        self.section = self.file.add_section()
        self.landscape = landscape
        self.fresh = True
        self._page_setup()

    def _page_setup(self) -> None:
        page, section = self.file.page, self.section
        page.setup(
            paper_size="A4", orientation="landscape" if self.landscape else "portrait", margin_left_mm=paper.SIDE_MM, margin_right_mm=paper.SIDE_MM,
            margin_top_mm=TOP_MM, margin_bottom_mm=BOTTOM_MM, header_margin_mm=HEADER_MM, footer_margin_mm=FOOTER_MM, section=section,
        )  # fmt: skip
        page.set_header(text=f"{self.document.title} {self.document.subtitle}", section=section)
        for head in section.element.iter(f"{HP}header"):
            for box in head.iter(f"{HP}subList"):
                box.set("textWidth", str(self.text_width))
            for paragraph in head.iter(f"{HP}p"):
                self._shape(paragraph, "page head")
                for run in paragraph.iter(f"{HP}run"):
                    run.set("charPrIDRef", self.styles.looks["page head"].letter)
                self._run(paragraph, f"    {self.document.status}", self.styles.letters["status"])
        for shown in section.element.iter(f"{HP}visibility"):
            for name in ("hideFirstHeader", "hideFirstPageNum"):
                shown.set(name, "1" if section.element is self.file.sections[0].element else "0")
        first = section.paragraphs[0].element  # holds the set-up and no words: some readers skip words beside it
        self._shape(first, "set-up")
        for run in first.iter(f"{HP}run"):
            if run.getparent() is first:
                run.set("charPrIDRef", self.styles.looks["set-up"].letter)
        for old in first.findall(f"{HP}linesegarray"):
            first.remove(old)
        number = etree.SubElement(first.find(f"{HP}run"), f"{HP}ctrl")
        etree.SubElement(number, f"{HP}pageNum", pos="BOTTOM_CENTER", formatType="DIGIT", sideChar="-")
        section.mark_dirty()

    @property
    def text_width(self) -> int:
        """Width of the text in HWPUNIT."""
        return round((paper.PAGE_MM[1 if self.landscape else 0] - 2 * paper.SIDE_MM) * UNITS_PER_MM)

    # Paragraphs

    def _shape(self, paragraph: Any, look: str) -> None:
        shapes = self.styles.looks[look]
        paragraph.set("paraPrIDRef", shapes.paragraph)
        paragraph.set("styleIDRef", shapes.style)

    def _run(self, paragraph: Any, text: str, letter: str) -> Any:
        run = etree.SubElement(paragraph, f"{HP}run", charPrIDRef=letter)
        etree.SubElement(run, f"{HP}t").text = printable(text)
        return run

    def _start(self, look: str) -> Any:
        """The next paragraph of the section, without words yet."""
        paragraph = etree.SubElement(self.section.element, f"{HP}p", {
            "id": self._own_id(), "paraPrIDRef": "0", "styleIDRef": "0", "pageBreak": "0", "columnBreak": "0", "merged": "0",
        })  # fmt: skip
        self._shape(paragraph, look)
        if self.fresh and look in self.styles.on_new_page:
            paragraph.set("paraPrIDRef", self.styles.on_new_page[look])
        self.fresh = False
        if self.mark:
            self._bookmark(paragraph, self.mark)
            self.mark = ""
        return paragraph

    def _bookmark(self, paragraph: Any, name: str) -> None:
        """A point that leads back to the block, whatever is edited around it."""
        run = etree.SubElement(paragraph, f"{HP}run", charPrIDRef="0")
        etree.SubElement(etree.SubElement(run, f"{HP}ctrl"), f"{HP}bookmark", name=name)

    def _end(self, written: str) -> str:
        """Mark where a text that people write ends; none is open then."""
        if written:
            self._bookmark(self.last, written + END)
        return ""

    def _own_id(self) -> str:
        self.next_id += 1
        return f"{OWN}{self.next_id}"

    def _say(self, look: str, *words: tuple[str, str]) -> Any:
        paragraph = self._start(look)
        shapes = self.styles.looks[look]
        for text, letter in words or (("", ""),):
            self._run(paragraph, text, self.styles.letters[letter] if letter else shapes.letter)
        self.section.mark_dirty()
        return paragraph

    def _text(self, runs: Runs) -> str:
        return words_of(runs, self.facts)

    def _marked(self, runs: Runs, modelled: bool) -> Words:
        words: Words = [(self._text(runs), "")]
        return [*words, (f"  {MODELLED}", "mark")] if modelled else words

    # Front matter

    def _cover(self) -> None:
        """A panel of one colour; its empty lines hold a space so that every reader gives them their height."""
        plan = self.document
        lines: Words = [
            (" ", "cover foot"), (plan.status, "cover status"), *[(" ", "cover title")] * 4, (plan.city, "cover city"), (plan.title, "cover title"),
            (plan.subtitle, "cover years"), *[(" ", "cover title")] * 4, (f"{AS_OF}  {plan.as_of}", "cover foot"), (" ", "cover foot"),
        ]  # fmt: skip
        for line in lines:
            self.mark = OF_PLAN + self.version if line[0] == plan.title else ""
            self._say("cover", line)

    def _contents(self) -> None:
        """The headings as a Hancom contents list that leads to them; its 'renew' command adds the page numbers."""
        headings = [block for block in self.document.blocks if isinstance(block, Heading)]
        self.heading_ids = [self._own_id() for _ in headings]
        title = self._say("contents title", ("차례", ""))
        list_id = self._own_id()
        title.insert(0, self._field(list_id, "TABLEOFCONTENTS", "1", {"Command": CONTENTS_COMMAND.format(CONTENTS_DEPTH)}, 8))
        for block, heading_id in zip(headings, self.heading_ids, strict=True):
            if block.level > CONTENTS_DEPTH:
                continue
            link_id = self._own_id()
            entry = self._say(f"contents {block.level}", (_numbered(block.number, self._text(block.runs)), ""))
            entry.insert(0, self._field(link_id, "HYPERLINK", "0", {
                "Command": f"?#{heading_id.removeprefix(OWN)};0;1;0;", "Category": "HWPHYPERLINK_TYPE_HWP",
                "TargetType": "HWPHYPERLINK_TARGET_OUTLINE", "DocOpenType": "HWPHYPERLINK_JUMP_CURRENTTAB",
            }))  # fmt: skip
            entry.append(self._field_end(link_id, "HYPERLINK"))
        self._start("contents 3").append(self._field_end(list_id, "TABLEOFCONTENTS"))

    def _field(self, id: str, kind: str, editable: str, said: dict[str, str], prop: int = 0) -> Any:
        run = etree.Element(f"{HP}run", charPrIDRef="0")
        begin = etree.SubElement(etree.SubElement(run, f"{HP}ctrl"), f"{HP}fieldBegin", {
            "id": id, "type": kind, "name": "", "editable": editable, "dirty": "0", "zorder": "-1", "fieldid": field_type_id(kind), "metaTag": "",
        })  # fmt: skip
        parameters = etree.SubElement(begin, f"{HP}parameters", cnt=str(len(said) + 1), name="")
        etree.SubElement(parameters, f"{HP}integerParam", name="Prop").text = str(prop)
        for name, value in said.items():
            element = etree.SubElement(parameters, f"{HP}stringParam", name=name)
            element.text = value
            if value.endswith(" "):
                element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        return run

    def _field_end(self, id: str, kind: str) -> Any:
        run = etree.Element(f"{HP}run", charPrIDRef="0")
        end = etree.SubElement(etree.SubElement(run, f"{HP}ctrl"), f"{HP}fieldEnd", beginIDRef=id)
        end.set("fieldid", field_type_id(kind))
        return run

    # Blocks

    def _block(self, block: Block) -> None:
        if isinstance(block, Heading):
            level = min(block.level, looks.OUTLINE_LEVELS)
            words = (_numbered(block.number, self._text(block.runs)), "")
            follows = block.follows and not self.fresh
            if follows:
                self._say("part gap")
            said = self._say(f"level-{level}", words, *self._marked((), block.modelled)[1:])
            said.set("id", self.heading_ids.pop(0))
            if follows:
                said.set("paraPrIDRef", self.styles.on_new_page[f"level-{level}"])
        elif isinstance(block, Paragraph):
            self._paragraph(block)
        elif isinstance(block, TableBlock):
            self._table(block)
        elif isinstance(block, Figure):
            self._figure(block)
        else:
            self._gap(block)

    def _paragraph(self, block: Paragraph) -> None:
        bullet: Words = [("•  ", "")] if block.style == "bullet" else []
        self.last = self._say(block.style, *bullet, *self._marked(block.runs, block.modelled))
        signed = ", ".join(filter(None, (block.signed_role, block.signed_on)))
        if signed and block.closes:
            self._say("signed", (signed, ""))

    def _gap(self, block: Gap) -> None:
        self._say("gap", (f"{GAP}  ", "gap label"), (block.requirement, "gap label"), *self._marked((), block.modelled)[1:])
        self.last = self._say("gap", (block.ask, ""))
        self._say("source")

    def _caption(self, look: str, block: TableBlock | Figure) -> None:
        self._say(look, (f"{block.number}  ", "number"), *self._marked(block.caption, block.modelled))

    def _figure(self, block: Figure) -> None:
        paper_mm = pictures.width_mm(block.width_px, self.text_width / UNITS_PER_MM)
        width = round(paper_mm * UNITS_PER_MM)
        image = self.file.media.add_image(pictures.png(block.svg, block.width_px, paper_mm), "png")
        paragraph = HwpxOxmlParagraph(self._start("figure"), self.section)
        picture = paragraph.add_picture(image, width=width, height=round(width * block.height_px / block.width_px), align="CENTER")
        for comment in picture.element.iter(f"{HP}shapeComment"):
            comment.text = printable(block.alt)
        self._caption("figure caption", block)
        if block.note:
            self._say("figure source", (self._text(block.note), ""))

    def _table(self, block: TableBlock) -> None:
        self._caption("table caption", block)
        shown = block.shown
        letter = "cell small" if len(shown) > paper.MANY_COLUMNS else "cell"
        size = looks.LETTERS[letter].size
        texts = table_texts(block, self.facts)
        inner = self.text_width - 2 * CELL_SIDE * len(shown)
        ems = columns.share(texts, inner / (size * hwpx_styles.POINT))
        edges = np.rint(np.concatenate(([0.0], np.cumsum(ems * size * hwpx_styles.POINT + 2 * CELL_SIDE)))).astype(int)
        widths = np.diff(edges).tolist()
        lines = columns.lines(texts, ems)
        heights = [round(n * size * 1.3 * hwpx_styles.POINT) + 2 * CELL_TOP for n in lines]
        table = self._grid(len(texts), len(shown), sum(heights), "CELL" if max(lines) > paper.TALL_ROW_LINES else "TABLE", 0 if block.below else AFTER_TABLE)
        for at, (words, height) in enumerate(zip(texts, heights, strict=True)):
            is_last = at == len(texts) - 1
            is_total = block.total_row and is_last
            box = "head" if at == 0 else "total" if is_total else "last" if is_last else "cell"
            face = self.styles.letters[letter + (" bold" if at == 0 or is_total else "")]
            row = etree.SubElement(table, f"{HP}tr")
            for col, (text, width, (_, column)) in enumerate(zip(words, widths, shown, strict=True)):
                self._cell(row, (col, at), text, column.align, face, box, (width, height))
        if block.below:
            self._say("source", (self._text(block.below), ""))

    def _grid(self, rows: int, cols: int, height: int, breaks: str, below: int) -> Any:
        """A table without rows yet, as wide as the text, in a paragraph of its own; its head row stands on every page."""
        run = etree.SubElement(self._start("cell left"), f"{HP}run", charPrIDRef="0")
        table = etree.SubElement(run, f"{HP}tbl", {
            "id": self._own_id(), "zOrder": "0", "numberingType": "TABLE", "textWrap": "TOP_AND_BOTTOM", "textFlow": "BOTH_SIDES", "lock": "0",
            "dropcapstyle": "None", "pageBreak": breaks, "repeatHeader": "1", "rowCnt": str(rows), "colCnt": str(cols), "cellSpacing": "0",
            "borderFillIDRef": self.styles.boxes["none"], "noAdjust": "0",
        })  # fmt: skip
        etree.SubElement(table, f"{HP}sz", width=str(self.text_width), widthRelTo="ABSOLUTE", height=str(height), heightRelTo="ABSOLUTE", protect="0")
        etree.SubElement(table, f"{HP}pos", {
            "treatAsChar": "0", "affectLSpacing": "0", "flowWithText": "1", "allowOverlap": "0", "holdAnchorAndSO": "0", "vertRelTo": "PARA",
            "horzRelTo": "COLUMN", "vertAlign": "TOP", "horzAlign": "LEFT", "vertOffset": "0", "horzOffset": "0",
        })  # fmt: skip
        etree.SubElement(table, f"{HP}outMargin", left="0", right="0", top="0", bottom=str(below))
        etree.SubElement(table, f"{HP}inMargin", _margins())
        self.section.mark_dirty()
        return table

    def _cell(self, row: Any, address: tuple[int, int], text: str, align: str, letter: str, box: str, size: tuple[int, int]) -> None:
        cell = etree.SubElement(row, f"{HP}tc", {
            "name": "", "header": "1" if box == "head" else "0", "hasMargin": "1", "protect": "0", "editable": "0", "dirty": "0",
            "borderFillIDRef": self.styles.boxes[box],
        })  # fmt: skip
        words = etree.SubElement(cell, f"{HP}subList", {
            "id": "", "textDirection": "HORIZONTAL", "lineWrap": "BREAK", "vertAlign": "BOTTOM" if box == "head" else "CENTER", "linkListIDRef": "0",
            "linkListNextIDRef": "0", "textWidth": "0", "textHeight": "0", "hasTextRef": "0", "hasNumRef": "0",
        })  # fmt: skip
        shapes = self.styles.looks[f"cell {align}"]
        for at, line in enumerate(text.split("\n")):
            paragraph = etree.SubElement(words, f"{HP}p", {
                "id": self._own_id(), "paraPrIDRef": shapes.paragraph, "styleIDRef": shapes.style, "pageBreak": "0", "columnBreak": "0", "merged": "0",
            })  # fmt: skip
            self._run(paragraph, line, letter if at == 0 else self.styles.letters["unit"])
        etree.SubElement(cell, f"{HP}cellAddr", colAddr=str(address[0]), rowAddr=str(address[1]))
        etree.SubElement(cell, f"{HP}cellSpan", colSpan="1", rowSpan="1")
        etree.SubElement(cell, f"{HP}cellSz", width=str(size[0]), height=str(size[1]))
        etree.SubElement(cell, f"{HP}cellMargin", _margins())

    # The file as a whole

    def _describe(self) -> None:
        """Name the file by the plan; its dates are the plan's own, not the clock's."""
        plan = self.document
        day = (plan.as_of + "-01-01")[:10] if re.fullmatch(r"\d{4}(-\d\d){0,2}", plan.as_of) else "1970-01-01"
        stamp = f"{day}T00:00:00Z"
        self.file.parts.clear_document_metadata(timestamp=stamp)
        self.file.parts.set_document_metadata(
            title=f"{plan.title} {plan.subtitle}", creator=plan.city, subject=plan.status, keyword=OF_PLAN + self.version, created_date=stamp, modified_date=stamp
        )
        self.file.parts.clear_preview()

    def _renumber(self) -> None:
        """Give every object an id by its place, since the library draws ids by lot."""
        heads: dict[str, str] = {}
        last = FIRST_ID
        for section in self.file.sections:
            for element in section.element.iter():
                last += 1
                kind = etree.QName(element).localname
                if kind in ("header", "footer", "headerApply", "footerApply"):  # the only ids that others refer to
                    name = "idRef" if kind.endswith("Apply") else "id"
                    element.set(name, heads.setdefault(element.get(name, ""), str(last)))
                    continue
                for name in ("id", "instid", "beginIDRef"):
                    old = element.get(name, "")
                    if old.startswith(OWN):
                        element.set(name, old.removeprefix(OWN))
                    elif old:
                        element.set(name, str(last))
            section.mark_dirty()


def _margins() -> dict[str, str]:
    return {"left": str(CELL_SIDE), "right": str(CELL_SIDE), "top": str(CELL_TOP), "bottom": str(CELL_TOP)}


def _numbered(number: str, text: str) -> str:
    return f"{number}  {text}" if number else text
