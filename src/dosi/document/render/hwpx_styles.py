"""The looks of the HWPX plan: named styles, table lines and paragraph boxes, written into the file's header.xml."""

from __future__ import annotations

from dataclasses import dataclass, field

from hwpx import HwpxDocument
from hwpx.oxml import HwpxOxmlHeader

SERIF, SANS = "함초롬바탕", "함초롬돋움"
"""typefaces every Hancom Office has; HWPX names fonts and does not carry them"""
INK, SOFT, ACCENT, TINT, LINE, GAP, GAP_TINT, WHITE = (
    "#1D2830", "#55646F", "#174F78", "#EAF1F6", "#C3CCD3", "#9A4B00", "#FFF6EA", "#FFFFFF",
)  # fmt: skip
POINT = 100
"""HWPUNIT of a point"""
OUTLINE_LEVELS = 4


@dataclass(frozen=True)
class Letter:
    """A letter style: points, weight, colour, typeface."""

    size: float
    bold: bool = False
    colour: str = INK
    face: str = SANS


@dataclass(frozen=True)
class Look:
    """A paragraph style: its letters, alignment, spacing and indents in points."""

    name: str
    letter: Letter
    english: str
    align: str = "JUSTIFY"
    before: float = 0
    after: float = 0
    left: float = 0
    first: float = 0
    spacing_percent: int = 160
    outline: int = 0
    """heading level, 1 and up"""
    keep_with_next: bool = False
    new_page: bool = False
    box: str = ""
    """a box of BOXES drawn around the paragraph"""


@dataclass(frozen=True)
class Box:
    """Lines and fill of a table cell or a paragraph."""

    sides: tuple[str, ...] = ()
    width: str = "0.12 mm"
    colour: str = LINE
    line: str = "SOLID"
    fill: str | None = None
    offset: int = 0
    """distance from the words, HWPUNIT"""


BOXES = {
    "head": Box(("TOP", "BOTTOM"), "0.4 mm", INK, fill=TINT),
    "cell": Box(("BOTTOM",)),
    "last": Box(("BOTTOM",), "0.4 mm", INK),
    "total": Box(("TOP", "BOTTOM"), "0.4 mm", INK, fill="#F6F8F9"),
    "none": Box(),
    "gap": Box(("LEFT", "RIGHT", "TOP", "BOTTOM"), "0.4 mm", GAP, "DASH", GAP_TINT, 700),
    "part": Box(("BOTTOM",), "0.7 mm", ACCENT, offset=500),
    "cover": Box(fill=ACCENT, offset=2600),
    "page": Box(("BOTTOM",), "0.12 mm", LINE, offset=200),
}

JOINED = ("gap", "cover")
"""boxes that go round paragraphs in a row"""

LETTERS = {
    "mark": Letter(7.5, colour="#6B5312"),
    "number": Letter(9.5, True, ACCENT),
    "gap label": Letter(10, True, GAP),
    "cover status": Letter(12, True, WHITE),
    "cover city": Letter(17, True, "#C9DCE9"),
    "cover title": Letter(34, True, WHITE),
    "cover years": Letter(21, False, WHITE),
    "cover foot": Letter(10.5, False, "#C9DCE9"),
    "status": Letter(8.5, True, GAP),
    "cell": Letter(9),
    "cell bold": Letter(9, True),
    "cell small": Letter(8),
    "cell small bold": Letter(8, True),
    "unit": Letter(7.5, colour=SOFT),
}

LOOKS = {
    "body": Look("본문", Letter(10, face=SERIF), "Body", after=5, spacing_percent=155),
    "level-1": Look("개요 1", Letter(20, True, ACCENT), "Outline 1", "LEFT", 0, 18, outline=1, keep_with_next=True, new_page=True, box="part"),
    "level-2": Look("개요 2", Letter(15, True), "Outline 2", "LEFT", 22, 8, outline=2, keep_with_next=True),
    "level-3": Look("개요 3", Letter(12.5, True), "Outline 3", "LEFT", 16, 6, outline=3, keep_with_next=True),
    "level-4": Look("개요 4", Letter(11, True, SOFT), "Outline 4", "LEFT", 12, 4, outline=4, keep_with_next=True),
    "lead": Look("이끄는 글", Letter(11.5, colour=ACCENT), "Lead", "LEFT", 2, 12),
    "bullet": Look("글머리표", Letter(10, face=SERIF), "Bullet", after=3, left=22, first=-11, spacing_percent=155),
    "note": Look("주석", Letter(8.5, colour=SOFT), "Note", "LEFT", 0, 10, spacing_percent=150),
    "source": Look("자료 출처", Letter(8.5, colour=SOFT), "Source", "LEFT", 3, 8, spacing_percent=140),
    "figure source": Look("그림 출처", Letter(8.5, colour=SOFT), "Figure Source", "CENTER", 0, 14, spacing_percent=140),
    "signed": Look("작성자", Letter(8.5, colour=SOFT), "Signed", "RIGHT", 0, 10),
    "table caption": Look("표 제목", Letter(9.5, True), "Table Caption", "LEFT", 8, 4, keep_with_next=True),
    "figure": Look("그림", Letter(9.5), "Figure", "CENTER", 12, 4, spacing_percent=100, keep_with_next=True),
    "figure caption": Look("그림 제목", Letter(9.5, True), "Figure Caption", "CENTER", 2, 6),
    "gap": Look("작성 필요", Letter(10), "Gap", "LEFT", spacing_percent=150, left=8, box="gap"),
    "cell left": Look("표 내용", LETTERS["cell"], "Table Cell", "LEFT", spacing_percent=130),
    "cell right": Look("표 내용 오른쪽", LETTERS["cell"], "Table Cell Right", "RIGHT", spacing_percent=130),
    "cell center": Look("표 내용 가운데", LETTERS["cell"], "Table Cell Center", "CENTER", spacing_percent=130),
    "cover": Look("표지", Letter(12, colour=WHITE), "Cover", "LEFT", left=10, spacing_percent=150, box="cover"),
    "contents title": Look("차례 제목", Letter(20, True, ACCENT), "TOC Heading", "LEFT", 0, 16, new_page=True, box="part"),
    "contents 1": Look("차례 1", Letter(11, True), "TOC 1", "LEFT", 8, 0, spacing_percent=150),
    "contents 2": Look("차례 2", Letter(10.5), "TOC 2", "LEFT", left=12, spacing_percent=150),
    "contents 3": Look("차례 3", Letter(10, colour=SOFT), "TOC 3", "LEFT", left=24, spacing_percent=140),
    "set-up": Look("구역 설정", Letter(1), "Section Setup", "LEFT", spacing_percent=100),
    "page head": Look("쪽 머리말", Letter(8.5, colour=SOFT), "Page Header", "RIGHT", box="page"),
}  # fmt: skip


@dataclass(frozen=True)
class Shapes:
    """Ids in header.xml of a paragraph style: the style, its paragraph shape, its letters."""

    style: str
    paragraph: str
    letter: str


@dataclass
class Styles:
    """Everything the writer refers to by name."""

    looks: dict[str, Shapes] = field(default_factory=dict)
    letters: dict[str, str] = field(default_factory=dict)
    boxes: dict[str, str] = field(default_factory=dict)
    on_new_page: dict[str, str] = field(default_factory=dict)
    """paragraph shapes, for looks that start a page, where a page has just begun"""


def declare(document: HwpxDocument) -> Styles:
    """Write all styles into a new document's header.xml; headings keep their outline level but print no number of their own."""
    header = document.oxml.headers[0]
    _silence_outline_numbers(header.element)
    made = Styles()
    for name, box in BOXES.items():
        made.boxes[name] = header.ensure_border_fill(
            border_color=box.colour, border_width=box.width, fill_color=box.fill, active_borders=box.sides, border_type=box.line
        )
    made.letters = {name: _letter(document, letter) for name, letter in LETTERS.items()}
    for name, look in LOOKS.items():
        letter = _letter(document, look.letter)
        border = _border(look, made) if look.box else None
        paragraph = _paragraph(header, look, border, look.new_page)
        if look.new_page:
            made.on_new_page[name] = _paragraph(header, look, border, False)
        style = header.ensure_style(look.name, eng_name=look.english, para_pr_id_ref=paragraph, char_pr_id_ref=letter, lang_id=1042, lock_form=False)
        header.ensure_style(look.name, next_style_id_ref=style if not look.outline else "1")
        made.looks[name] = Shapes(style, paragraph, letter)
    return made


def _border(look: Look, made: Styles) -> dict[str, str | int]:
    joined = 1 if look.box in JOINED else 0
    offset = BOXES[look.box].offset
    return {
        "borderFillIDRef": made.boxes[look.box], "connect": joined,
        "offsetLeft": offset, "offsetRight": offset, "offsetTop": offset, "offsetBottom": offset,
    }  # fmt: skip


def _paragraph(header: HwpxOxmlHeader, look: Look, border: dict[str, str | int] | None, new_page: bool) -> str:
    made: str = header.ensure_paragraph_format(
        base_para_pr_id="0",
        alignment=look.align,
        line_spacing_percent=look.spacing_percent,
        margins={
            "intent": round(look.first * POINT), "left": round(look.left * POINT), "right": 0,
            "prev": round(look.before * POINT), "next": round(look.after * POINT),
        },
        heading={"type": "OUTLINE", "idRef": 0, "level": look.outline - 1} if look.outline else None,
        border=border,
        break_setting={"keep_with_next": look.keep_with_next, "page_break_before": new_page, "widow_orphan": True},
    )  # fmt: skip
    return made


def _letter(document: HwpxDocument, letter: Letter) -> str:
    return str(document.styles.ensure_run(bold=letter.bold, color=letter.colour, font=letter.face, size=letter.size))


def _silence_outline_numbers(head: object) -> None:
    """Empty the built-in outline numbers (1., 가., 1)): the plan's own numbers stand in the headings' words."""
    for element in head.iter():  # type: ignore[attr-defined]
        if str(element.tag).endswith("}paraHead"):
            element.text = None
