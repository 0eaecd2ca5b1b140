"""How the plan looks on paper, for every office format: letters, paragraphs, lines and boxes, in points."""

from __future__ import annotations

from dataclasses import dataclass

SERIF, SANS = "함초롬바탕", "함초롬돋움"
"""typefaces every Hancom Office has; office files name fonts and do not carry them"""
INK, SOFT, ACCENT, TINT, LINE, GAP, GAP_TINT, WHITE = (
    "#1D2830", "#55646F", "#174F78", "#EAF1F6", "#C3CCD3", "#9A4B00", "#FFF6EA", "#FFFFFF",
)  # fmt: skip
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
    "part gap": Look("부 사이", Letter(20), "Part Gap", "LEFT", spacing_percent=100),
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
