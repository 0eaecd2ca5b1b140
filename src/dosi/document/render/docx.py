"""Write the plan as DOCX, the word processor format of Word and LibreOffice, for colleagues who edit it and send it back."""

from __future__ import annotations

import datetime
import hashlib
import io
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import docx as python_docx
import numpy as np
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.parser import parse_xml
from lxml import etree

from dosi.document.render import columns, docx_styles, looks, paper, pictures
from dosi.document.render.docx_styles import NAMESPACE, TWIPS_PER_POINT, W
from dosi.document.render.exported import AS_OF, GAP, MODELLED, exported, marks, place_of, printable, table_texts, words_of
from dosi.model.blocks import Block, Document, FactRef, Figure, Gap, Heading, Paragraph, Ref, Runs, TableBlock
from dosi.model.facts import Facts
from dosi.model.office import OF_PLAN

R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TWIPS_PER_MM = 1440 / 25.4
EMU_PER_MM = 36000
TOP_MM, BOTTOM_MM, HEADER_MM, FOOTER_MM = 27, 25, 15, 13
COVER_MM = 240
CELL_SIDE_TWIPS = 80
"""inner margin of a cell, as the table style has it"""
WHOLE_TABLE_LINES = 20
"""a table of fewer lines stays on one page"""
CONTENTS_DEPTH = 2
DATE_IN_ZIP = (1980, 1, 1, 0, 0, 0)
EXPORTED = "urn:dosi:office:exported"
"""names the part of the file that holds what was written into it"""
CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
DRAWING = (
    '<w:drawing xmlns:w="{w}" xmlns:r="{r}" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{x}" cy="{y}"/><wp:docPr id="{no}" name=""/><wp:cNvGraphicFramePr>'
    '<a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:pic><pic:nvPicPr><pic:cNvPr id="{no}" name=""/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{id}"/><a:stretch><a:fillRect/></a:stretch>'
    '</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{x}" cy="{y}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing>"
)


def render(document: Document, facts: Facts, path: Path) -> None:
    """Write the plan as one A4 DOCX file; the same plan gives the same bytes."""
    _Writer(document, facts).write(path)


@dataclass
class _Writer:
    """Walks the blocks and writes the body, upright or landscape."""

    document: Document
    facts: Facts
    landscape: bool = False
    next_id: int = 0
    next_picture: int = 0
    counted: dict[str, tuple[str, int]] = field(default_factory=dict)
    """the caption last numbered, by kind"""

    def __post_init__(self) -> None:
        self.file = python_docx.Document()
        self.body: Any = etree.Element(f"{W}body", nsmap={"w": NAMESPACE, "r": R})
        self.into: Any = self.body
        """the body, or what is wrapped as written by people"""
        self.names = dict(zip(map(id, self.document.blocks), marks(self.document), strict=True))
        self.targets = {b.anchor: self.names[id(b)] for b in self.document.blocks if b.anchor and self.names[id(b)]}

    def write(self, path: Path) -> None:
        """Write all parts of the file and save it."""
        self.held = exported(self.document, self.facts)
        self._parts()
        self._cover()
        self._contents()
        parts = paper.stretches(self.document.blocks)
        for at, (landscape, blocks) in enumerate(parts):
            if landscape != self.landscape:
                self._end_section()
            self.landscape = landscape
            self._blocks(blocks, before=parts[at - 1][1][-1] if at else None)
        self.body.append(self._section(first=not any(lies for lies, _ in parts)))
        old = self.file.element.body
        for child in list(old):
            old.remove(child)
        for child in parse_xml(etree.tostring(self.body)):
            old.append(child)
        path.write_bytes(self._bytes())

    # Sections

    def _section(self, first: bool) -> Any:
        section = etree.Element(f"{W}sectPr")
        for kind, id in (("headerReference", self.header_id), ("footerReference", self.footer_id)):
            etree.SubElement(section, f"{W}{kind}", {f"{W}type": "default", f"{{{R}}}id": id})
        wide, tall = (round(mm * TWIPS_PER_MM) for mm in (paper.PAGE_MM[::-1] if self.landscape else paper.PAGE_MM))
        _below(section, "pgSz", w=str(wide), h=str(tall), **({"orient": "landscape"} if self.landscape else {}))
        mm = {"top": TOP_MM, "right": paper.SIDE_MM, "bottom": BOTTOM_MM, "left": paper.SIDE_MM, "header": HEADER_MM, "footer": FOOTER_MM, "gutter": 0}
        _below(section, "pgMar", **{side: str(round(width * TWIPS_PER_MM)) for side, width in mm.items()})
        if first:
            _below(section, "titlePg")
        return section

    def _end_section(self) -> None:
        """End the stretch in its last paragraph, so that no empty page comes of it."""
        last = self.body[-1]
        if last.tag != f"{W}p":
            last = self._thin()
        about = last.find(f"{W}pPr")
        at = next((n for n, e in enumerate(about) if e.tag == f"{W}rPr"), len(about))
        about.insert(at, self._section(first=not any(True for _ in self.body.iter(f"{W}sectPr"))))

    @property
    def text_mm(self) -> float:
        """Width of the text."""
        return paper.PAGE_MM[1 if self.landscape else 0] - 2 * paper.SIDE_MM

    # Paragraphs

    def _start(self, look: str, into: Any = None) -> Any:
        paragraph = etree.SubElement(self.into if into is None else into, f"{W}p")
        _below(_below(paragraph, "pPr"), "pStyle", val=docx_styles.style_id(look))
        return paragraph

    def _thin(self) -> Any:
        """A paragraph that takes no room, where the format asks for one."""
        paragraph = self._start("source")
        about = paragraph.find(f"{W}pPr")
        _below(about, "spacing", before="0", after="0", line="20", lineRule="exact")
        return paragraph

    def _say(self, look: str, *words: tuple[str, str], into: Any = None) -> Any:
        paragraph = self._start(look, into)
        for text, letter in words:
            _run(paragraph, text, letter)
        return paragraph

    def _runs(self, paragraph: Any, runs: Runs, modelled: bool = False) -> None:
        """Words; a reference to another place of the plan leads there."""
        for run in runs:
            text = self.facts.text(run) if isinstance(run, FactRef) else run.text
            target = self.targets.get(run.target.lstrip("#"), "") if isinstance(run, Ref) and run.target else ""
            _run(etree.SubElement(paragraph, f"{W}hyperlink", {f"{W}anchor": target, f"{W}history": "1"}) if target else paragraph, text)
        if modelled:
            _run(paragraph, f"  {MODELLED}", "mark")

    def _mark(self, name: str, begin: Any, end: Any) -> None:
        """A bookmark from the beginning of one paragraph to the end of another."""
        if not name:
            return
        self.next_id += 1
        start = etree.Element(f"{W}bookmarkStart", {f"{W}id": str(self.next_id), f"{W}name": name})
        begin.insert(1, start)
        _below(end, "bookmarkEnd", id=str(self.next_id))

    # Front matter

    def _cover(self) -> None:
        """One cell with a ground, as high as the page."""
        plan = self.document
        table = etree.SubElement(self.body, f"{W}tbl")
        about = _below(table, "tblPr")
        width = round(self.text_mm * TWIPS_PER_MM)
        _below(about, "tblW", w=str(width), type="dxa")
        _below(about, "tblLayout", type="fixed")
        margins = _below(about, "tblCellMar")
        for side, mm in (("top", 14), ("left", 16), ("bottom", 12), ("right", 12)):
            _below(margins, side, w=str(round(mm * TWIPS_PER_MM)), type="dxa")
        _below(_below(table, "tblGrid"), "gridCol", w=str(width))
        row = _below(table, "tr")
        _below(_below(row, "trPr"), "trHeight", val=str(round(COVER_MM * TWIPS_PER_MM)), hRule="exact")
        cell = _below(row, "tc")
        held = _below(cell, "tcPr")
        _below(held, "tcW", w=str(width), type="dxa")
        _below(held, "shd", val="clear", color="auto", fill=docx_styles.COVER_FILL)
        lines = (("cover status", plan.status), ("cover city", plan.city), ("cover title", plan.title), ("cover years", plan.subtitle), ("cover line", f"{AS_OF}  {plan.as_of}"))
        for look, text in lines:
            said = self._say(look, (text, ""), into=cell)
            if look == "cover title":
                self._mark(OF_PLAN + self.held.version, said, said)

    def _contents(self) -> None:
        """The headings as Word's contents list, filled in; page numbers come when the word processor lays out the pages."""
        box = _below(self.body, "sdt")
        gallery = _below(_below(box, "sdtPr"), "docPartObj")
        _below(gallery, "docPartGallery", val="Table of Contents")
        _below(gallery, "docPartUnique")
        inside = _below(box, "sdtContent")
        self._say("contents title", ("차례", ""), into=inside)
        shown = [b for b in self.document.blocks if isinstance(b, Heading) and b.level <= CONTENTS_DEPTH]
        for at, block in enumerate(shown):
            entry = self._start(f"contents {block.level}", inside)
            if at == 0:
                _field_begin(entry, f'TOC \\o "1-{CONTENTS_DEPTH}" \\h \\z \\u', dirty=True)
            name = self.names[id(block)]
            link = etree.SubElement(entry, f"{W}hyperlink", {f"{W}anchor": name, f"{W}history": "1"})
            _run(link, f"{block.number}  {words_of(block.runs, self.facts)}")
            _below(_below(link, "r"), "tab")
            _field_begin(link, f"PAGEREF {name} \\h", dirty=True)
            _field_end(link)
        end = self._start("contents 2", inside)
        if shown:
            _field_end(end)

    # Blocks

    def _blocks(self, blocks: list[Block], before: Block | None) -> None:
        """The blocks of a stretch; what people write is wrapped so that it is found again, with the hash of what was written."""
        wrapped = place_of(before) if before else ""
        opened: list[Any] = []
        for block in blocks:
            place = place_of(block)
            if not place or place != wrapped or not opened:
                self._close(opened)
                if place:
                    opened = self._open(place, self.names[id(block)])
            wrapped = place
            self._block(block)
        self._close(opened)

    def _open(self, place: str, name: str) -> list[Any]:
        box = _below(self.body, "sdt")
        about = _below(box, "sdtPr")
        words = "\n".join(p.words for p in self.held.pieces if p.place == place)
        _below(about, "alias", val=f"작성 글 {place.replace('~', ' ')}"[:64])
        _below(about, "tag", val=f"{name}:{hashlib.sha256(words.encode()).hexdigest()[:12]}")
        self.into = _below(box, "sdtContent")
        return [name]

    def _close(self, opened: list[Any]) -> None:
        if opened:
            lines = self.into.findall(f"{W}p")
            self._mark(opened.pop(), lines[0], lines[-1])
            self.into = self.body

    def _block(self, block: Block) -> None:
        name = "" if place_of(block) else self.names[id(block)]
        if isinstance(block, Heading):
            paragraph = self._say(f"level-{min(block.level, looks.OUTLINE_LEVELS)}", (f"{block.number}  " if block.number else "", ""))
            self._runs(paragraph, block.runs, block.modelled)
            self._mark(name, paragraph, paragraph)
        elif isinstance(block, Paragraph):
            self._paragraph(block, name)
        elif isinstance(block, TableBlock):
            self._table(block, name)
        elif isinstance(block, Figure):
            self._figure(block, name)
        else:
            self._gap(block, name)

    def _paragraph(self, block: Paragraph, name: str) -> None:
        paragraph = self._start(block.style)
        self._runs(paragraph, block.runs, block.modelled)
        self._mark(name, paragraph, paragraph)
        signed = ", ".join(filter(None, (block.signed_role, block.signed_on)))
        if signed and block.closes:
            _below(paragraph.find(f"{W}pPr"), "keepNext")
            self._say("signed", (signed, ""), into=self.body)

    def _gap(self, block: Gap, name: str) -> None:
        label = self._say("gap", (f"{GAP}  ", "gap label"), (block.requirement, "gap label"), *([(f"  {MODELLED}", "mark")] if block.modelled else []))
        ask = self._say("gap", (block.ask, ""))
        self._mark(name, label, ask)
        if not block.place:
            self._say("source")

    def _caption(self, look: str, block: TableBlock | Figure) -> Any:
        """A caption whose number counts itself when tables come in between; it begins anew in every chapter."""
        paragraph = self._start(look)
        stem, dash, last = block.number.rpartition("-")
        kind = stem.split(" ")[0] or "표"
        if dash and last.isdigit():
            _run(paragraph, f"{stem}-", "number")
            anew = f" \\r {last}" if self.counted.get(kind) != (stem, int(last) - 1) else ""
            self.counted[kind] = (stem, int(last))
            _field_begin(paragraph, f"SEQ {kind} \\* ARABIC{anew}", letter="number")
            _run(paragraph, last, "number")
            _field_end(paragraph)
            _run(paragraph, "  ", "number")
        else:
            _run(paragraph, f"{block.number}  ", "number")
        self._runs(paragraph, block.caption, block.modelled)
        return paragraph

    def _figure(self, block: Figure, name: str) -> None:
        paper_mm = pictures.width_mm(block.width_px, self.text_mm)
        rel, _ = self.file.part.get_or_add_image(io.BytesIO(pictures.png(block.svg, block.width_px, paper_mm)))
        self.next_picture += 1
        x = round(paper_mm * EMU_PER_MM)
        drawing = etree.fromstring(DRAWING.format(w=NAMESPACE, r=R, x=x, y=round(x * block.height_px / block.width_px), no=self.next_picture, id=rel))
        for element in drawing.iter("{*}docPr", "{*}cNvPr"):
            element.set("name", block.number)
            element.set("descr", printable(block.alt))
        paragraph = self._start("figure")
        _below(paragraph, "r").append(drawing)
        caption = self._caption("figure caption", block)
        self._mark(name, caption, caption)
        if block.note:
            self._runs(self._start("figure source"), block.note)

    def _table(self, block: TableBlock, name: str) -> None:
        caption = self._caption("table caption", block)
        self._mark(name, caption, caption)
        shown = block.shown
        texts = table_texts(block, self.facts)
        small = len(shown) > paper.MANY_COLUMNS
        letters_twips = (looks.LETTERS["cell small"] if small else looks.LETTERS["cell"]).size * TWIPS_PER_POINT
        room = self.text_mm * TWIPS_PER_MM
        ems = columns.share(texts, (room - 2 * CELL_SIDE_TWIPS * len(shown)) / letters_twips)
        edges = np.rint(np.concatenate(([0.0], np.cumsum(ems * letters_twips + 2 * CELL_SIDE_TWIPS)))).astype(int)
        lines = columns.lines(texts, ems)
        aligns = [column.align for _, column in shown]
        self.into.append(etree.fromstring(_table_xml(texts, np.diff(edges).tolist(), lines, aligns, small, block.total_row)))
        if block.below:
            self._runs(self._start("source"), block.below)
        else:
            self._say("source")

    # The file as a whole

    def _parts(self) -> None:
        """Everything beside the body: styles, header and footer, what was written, and what the file says of itself."""
        part: Any = self.file.part
        package, plan = part.package, self.document
        for rel in [r for r in part.rels.values() if r.reltype.endswith(("stylesWithEffects", "customXml", "webSettings", "fontTable", "theme"))]:
            del part.rels[rel.rId]
        for rel in [r for r in package.rels.values() if r.reltype.endswith(("thumbnail", "extended-properties"))]:
            del package.rels[rel.rId]
        _replaced(part.part_related_by(RELATIONSHIP_TYPE.STYLES), docx_styles.styles())
        _replaced(part.part_related_by(RELATIONSHIP_TYPE.NUMBERING), docx_styles.numbering())
        _replaced(part.part_related_by(RELATIONSHIP_TYPE.SETTINGS), _settings())
        head, self.header_id = part.add_header_part()
        foot, self.footer_id = part.add_footer_part()
        _replaced(head, self._page_head())
        _replaced(foot, self._page_foot())
        held = etree.Element(f"{{{EXPORTED}}}exported", nsmap={None: EXPORTED})
        held.text = self.held.text()
        item = Part(PackURI("/customXml/item1.xml"), "application/xml", _file(held), package)
        part.relate_to(item, RELATIONSHIP_TYPE.CUSTOM_XML)
        described = Part(PackURI("/customXml/itemProps1.xml"), "application/vnd.openxmlformats-officedocument.customXmlProperties+xml", _item_about(self.held.version), package)
        item.relate_to(described, RELATIONSHIP_TYPE.CUSTOM_XML_PROPS)
        custom = Part(PackURI("/docProps/custom.xml"), "application/vnd.openxmlformats-officedocument.custom-properties+xml", _custom(self.held.version), package)
        package.relate_to(custom, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)
        day = datetime.datetime.fromisoformat((plan.as_of + "-01-01")[:10] if re.fullmatch(r"\d{4}(-\d\d){0,2}", plan.as_of) else "1970-01-01")
        about = self.file.core_properties
        about.title, about.author, about.subject, about.language = *(printable(said)[:255] for said in (f"{plan.title} {plan.subtitle}", plan.city, plan.status)), "ko-KR"
        about.last_modified_by, about.comments, about.revision = about.author, "", 1
        about.created = about.modified = day

    def _page_head(self) -> Any:
        root = etree.Element(f"{W}hdr", nsmap={"w": NAMESPACE})
        self._say("page head", (f"{self.document.title} {self.document.subtitle}", ""), (f"    {self.document.status}", "status"), into=root)
        return root

    def _page_foot(self) -> Any:
        root = etree.Element(f"{W}ftr", nsmap={"w": NAMESPACE})
        paragraph = self._say("page foot", ("- ", ""), into=root)
        _field_begin(paragraph, "PAGE")
        _run(paragraph, "1")
        _field_end(paragraph)
        _run(paragraph, " -")
        return root

    def _bytes(self) -> bytes:
        """The file, its parts in a fixed order with a fixed date."""
        written = io.BytesIO()
        self.file.save(written)
        packed = io.BytesIO()
        with zipfile.ZipFile(written) as made, zipfile.ZipFile(packed, "w") as out:
            for name in made.namelist():
                about = zipfile.ZipInfo(name, DATE_IN_ZIP)
                about.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
                out.writestr(about, made.read(name))
        return packed.getvalue()


def _table_xml(texts: tuple[tuple[str, ...], ...], widths: list[int], lines: list[int], aligns: list[str], small: bool, total: bool) -> str:
    """A table as XML, written at one go: cell by cell through a library takes many times as long."""
    look = docx_styles.style_id("cell small" if small else "cell left")
    unit = docx_styles.style_id("unit")
    ends = [f'<w:jc w:val="{align}"/>' if align != "left" else "" for align in aligns]
    parts = [
        f'<w:tbl xmlns:w="{NAMESPACE}"><w:tblPr><w:tblStyle w:val="{docx_styles.TABLE}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="{"0460" if total else "0420"}" w:firstRow="1" w:lastRow="{int(total)}" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid>'
        + "".join(f'<w:gridCol w:w="{width}"/>' for width in widths) + "</w:tblGrid>"
    ]  # fmt: skip
    for at, (row, tall) in enumerate(zip(texts, lines, strict=True)):
        whole = "<w:cantSplit/>" if tall <= paper.TALL_ROW_LINES else ""
        parts.append(f"<w:tr><w:trPr>{whole}{'<w:tblHeader/>' if at == 0 else ''}</w:trPr>" if whole or at == 0 else "<w:tr>")
        for text, width, end in zip(row, widths, ends, strict=True):
            parts.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="{"bottom" if at == 0 else "center"}"/></w:tcPr>')
            for no, line in enumerate(text.split("\n")):
                keep = "<w:keepNext/>" if at == 0 or (sum(lines) < WHOLE_TABLE_LINES and at < len(texts) - 1) else ""
                said = f'<w:r><w:t xml:space="preserve">{_escaped(line)}</w:t></w:r>' if line else ""
                parts.append(f'<w:p><w:pPr><w:pStyle w:val="{unit if no else look}"/>{keep}{end}</w:pPr>{said}</w:p>')
            parts.append("</w:tc>")
        parts.append("</w:tr>")
    parts.append("</w:tbl>")
    return "".join(parts)


def _run(parent: Any, text: str, letter: str = "") -> None:
    if not text:
        return
    run = _below(parent, "r")
    if letter:
        _below(_below(run, "rPr"), "rStyle", val=docx_styles.letter_id(letter))
    said = _below(run, "t")
    said.text = printable(text)
    if text != text.strip() or "  " in text:
        said.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _field_begin(parent: Any, command: str, letter: str = "", dirty: bool = False) -> None:
    for what in ("begin", "", "separate"):
        run = _below(parent, "r")
        if letter:
            _below(_below(run, "rPr"), "rStyle", val=docx_styles.letter_id(letter))
        if what:
            _below(run, "fldChar", fldCharType=what, **({"dirty": "true"} if dirty and what == "begin" else {}))
        else:
            said = _below(run, "instrText")
            said.text = f" {command} "
            said.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _field_end(parent: Any) -> None:
    _below(_below(parent, "r"), "fldChar", fldCharType="end")


def _settings() -> Any:
    root = etree.Element(f"{W}settings", nsmap={"w": NAMESPACE})
    _below(root, "defaultTabStop", val="800")
    _below(root, "characterSpacingControl", val="doNotCompress")
    together = _below(root, "compat")
    _below(together, "compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val="15")
    _below(root, "themeFontLang", val="en-US", eastAsia="ko-KR")
    return root


def _item_about(version: str) -> bytes:
    digest = hashlib.sha256(version.encode()).hexdigest().upper()
    name = f"{{{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}}}"
    space = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
    root = etree.Element(f"{{{space}}}datastoreItem", {f"{{{space}}}itemID": name}, nsmap={"ds": space})
    etree.SubElement(etree.SubElement(root, f"{{{space}}}schemaRefs"), f"{{{space}}}schemaRef", {f"{{{space}}}uri": EXPORTED})
    return _file(root)


def _custom(version: str) -> bytes:
    """The version of the plan as a property of the file."""
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
    root = etree.Element(f"{{{CUSTOM}}}Properties", nsmap={None: CUSTOM, "vt": kinds})
    one = etree.SubElement(root, f"{{{CUSTOM}}}property", fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}", pid="2", name=OF_PLAN.rstrip("_"))
    etree.SubElement(one, f"{{{kinds}}}lpwstr").text = version
    return _file(root)


def _replaced(part: Any, root: Any) -> None:
    """Put an element in the place of a part's own."""
    part._element = parse_xml(etree.tostring(root))


def _file(root: Any) -> bytes:
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


def _below(parent: Any, tag: str, **said: str) -> Any:
    return etree.SubElement(parent, f"{W}{tag}", {f"{W}{name}": value for name, value in said.items()})


def _escaped(text: str) -> str:
    return printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
