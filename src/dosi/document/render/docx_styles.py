"""Write the looks of the plan as the styles of a DOCX file: Word's own names where it has them, so that its menus and contents list work."""

from __future__ import annotations

from typing import Any

from lxml import etree

from dosi.document.render.looks import ACCENT, BOXES, INK, LETTERS, LOOKS, SANS, SERIF, WHITE, Letter, Look

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{NAMESPACE}}}"
TWIPS_PER_POINT = 20
FACES = {SERIF: "바탕", SANS: "맑은 고딕"}
"""typefaces every Word has, for those of Hancom Office"""
LATIN = {SERIF: "Batang", SANS: "Malgun Gothic"}
ALIGNS = {"JUSTIFY": "both", "LEFT": "left", "RIGHT": "right", "CENTER": "center"}
LINES = {"SOLID": "single", "DASH": "dashed"}
BUILT_IN = {
    "body": "Body Text", "bullet": "List Bullet", "table caption": "caption", "contents title": "TOC Heading", "page head": "header",
    **{f"level-{n}": f"heading {n}" for n in range(1, 5)}, **{f"contents {n}": f"toc {n}" for n in range(1, 4)},
}  # fmt: skip
"""looks that Word has a style for"""
OWN = {
    "cell small": Look("표 내용 작게", LETTERS["cell small"], "Table Cell Small", "LEFT", spacing_percent=130),
    "unit": Look("표 단위", LETTERS["unit"], "Table Unit", "LEFT", spacing_percent=120),
    "page foot": Look("footer", LOOKS["page head"].letter, "footer", "CENTER"),
    "cover line": Look("표지", LETTERS["cover foot"], "Cover", "LEFT", spacing_percent=150),
    "cover status": Look("표지 상태", LETTERS["cover status"], "Cover Status", "LEFT", after=150),
    "cover city": Look("표지 도시", LETTERS["cover city"], "Cover City", "LEFT", after=6),
    "cover title": Look("Title", LETTERS["cover title"], "Title", "LEFT", after=4, spacing_percent=130),
    "cover years": Look("Subtitle", LETTERS["cover years"], "Subtitle", "LEFT", after=220),
}
"""looks of this format alone; the cover is one cell with a ground"""
LEFT_OUT = ("cover", "set-up", "cell right", "cell center")
"""looks that other formats need"""
TABLE = "PlanTable"
LIST = "1"
BULLET_TWIPS = 440, 220


def style_id(look: str) -> str:
    """The id of a look's style."""
    return "".join(word.capitalize() for word in BUILT_IN.get(look, look).replace("-", " ").split())


def letter_id(letter: str) -> str:
    """The id of a letter style."""
    return "Letter" + "".join(word.capitalize() for word in letter.split())


def styles() -> Any:
    """The element of styles.xml."""
    root = etree.Element(f"{W}styles", nsmap={"w": NAMESPACE})
    defaults = _below(root, "docDefaults")
    _letter(_below(_below(defaults, "rPrDefault"), "rPr"), LOOKS["body"].letter)
    _below(_below(defaults, "pPrDefault"), "pPr")
    _style(root, "paragraph", "Normal", "Normal", default="1")
    _style(root, "character", "DefaultParagraphFont", "Default Paragraph Font", default="1")
    _style(root, "table", "TableNormal", "Normal Table", default="1")
    for name, look in {**{n: k for n, k in LOOKS.items() if n not in LEFT_OUT}, **OWN}.items():
        after = style_id("body") if name.startswith(("level-", "table caption", "figure caption")) else ""
        style = _style(root, "paragraph", style_id(name), BUILT_IN.get(name, look.name), "Normal", after, quick=True)
        _paragraph(_below(style, "pPr"), name, look)
        _letter(_below(style, "rPr"), look.letter)
    for name, letter in LETTERS.items():
        _letter(_below(_style(root, "character", letter_id(name), f"글자 {name}", based="DefaultParagraphFont"), "rPr"), letter)
    _table(root)
    return root


def numbering() -> Any:
    """The element of numbering.xml: one list, of bullets."""
    root = etree.Element(f"{W}numbering", nsmap={"w": NAMESPACE})
    kind = _below(root, "abstractNum", abstractNumId="0")
    _below(kind, "multiLevelType", val="hybridMultilevel")
    for at in range(3):
        level = _below(kind, "lvl", ilvl=str(at))
        _below(level, "start", val="1")
        _below(level, "numFmt", val="bullet")
        _below(level, "lvlText", val="•")
        _below(level, "lvlJc", val="left")
        _below(_below(level, "pPr"), "ind", left=str(BULLET_TWIPS[0] + at * BULLET_TWIPS[1]), hanging=str(BULLET_TWIPS[1]))
    _below(_below(root, "num", numId=LIST), "abstractNumId", val="0")
    return root


def borders(parent: Any, tag: str, box: str, sides: tuple[str, ...] = ()) -> None:
    """Lines of a paragraph or a cell."""
    look = BOXES[box]
    if not look.sides:
        return
    element = _below(parent, tag)
    for side in ("TOP", "LEFT", "BOTTOM", "RIGHT"):
        if side in (sides or look.sides):
            eighths = max(2, round(float(look.width.split()[0]) / 25.4 * 72 * 8))
            _below(element, side.lower(), val=LINES[look.line], sz=str(eighths), space=str(min(31, round(look.offset / 100))), color=look.colour[1:])


def _below(parent: Any, tag: str, **said: str) -> Any:
    return etree.SubElement(parent, f"{W}{tag}", {f"{W}{name}": value for name, value in said.items()})


def _style(root: Any, kind: str, id: str, name: str, based: str = "", after: str = "", quick: bool = False, default: str = "") -> Any:
    """A style begun, its parts in the order that the format asks for."""
    style = _below(root, "style", type=kind, **({"default": default} if default else {}), styleId=id)
    _below(style, "name", val=name)
    if based:
        _below(style, "basedOn", val=based)
    if after:
        _below(style, "next", val=after)
    if quick:
        _below(style, "qFormat")
    return style


def _letter(element: Any, letter: Letter) -> None:
    face, latin = FACES[letter.face], LATIN[letter.face]
    _below(element, "rFonts", ascii=latin, hAnsi=latin, eastAsia=face, cs=latin)
    if letter.bold:
        _below(element, "b")
    _below(element, "color", val=letter.colour[1:])
    _below(element, "sz", val=str(round(letter.size * 2)))
    _below(element, "szCs", val=str(round(letter.size * 2)))
    _below(element, "lang", val="en-US", eastAsia="ko-KR")


def _paragraph(element: Any, name: str, look: Look) -> None:
    """Properties in the order the format asks for."""
    if look.keep_with_next:
        _below(element, "keepNext")
    if look.new_page:
        _below(element, "pageBreakBefore")
    if name == "bullet":
        _below(_below(element, "numPr"), "numId", val=LIST)
    if look.box:
        borders(element, "pBdr", look.box)
    if look.box and BOXES[look.box].fill:
        _below(element, "shd", val="clear", color="auto", fill=(BOXES[look.box].fill or WHITE)[1:])
    if name.startswith("contents ") and name[-1].isdigit():
        _below(_below(element, "tabs"), "tab", val="right", leader="dot", pos="9638")
    lines = round(look.letter.size * look.spacing_percent / 100 * TWIPS_PER_POINT)
    _below(element, "spacing", before=_twips(look.before), after=_twips(look.after), line=str(lines), lineRule="atLeast")
    if look.left and name != "bullet":
        _below(element, "ind", left=_twips(look.left), **({"right": _twips(look.left)} if look.box else {}))
    _below(element, "jc", val=ALIGNS[look.align])
    if look.outline:
        _below(element, "outlineLvl", val=str(look.outline - 1))


def _table(root: Any) -> None:
    """The table style: lines under rows, a ground and strong lines for the head, strong lines for a total."""
    style = _style(root, "table", TABLE, "계획 표", based="TableNormal", quick=True)
    about = _below(style, "tblPr")
    lines = _below(about, "tblBorders")
    _below(lines, "top", val="single", sz="9", space="0", color=INK[1:])
    _below(lines, "bottom", val="single", sz="9", space="0", color=INK[1:])
    _below(lines, "insideH", val="single", sz="3", space="0", color=BOXES["cell"].colour[1:])
    margins = _below(about, "tblCellMar")
    for side, twips in (("top", 30), ("left", 80), ("bottom", 30), ("right", 80)):
        _below(margins, side, w=str(twips), type="dxa")
    for kind, box in (("firstRow", "head"), ("lastRow", "total")):
        part = _below(style, "tblStylePr", type=kind)
        _below(_below(part, "rPr"), "b")
        cell = _below(part, "tcPr")
        borders(cell, "tcBorders", box)
        _below(cell, "shd", val="clear", color="auto", fill=(BOXES[box].fill or WHITE)[1:])


def _twips(points: float) -> str:
    return str(round(points * TWIPS_PER_POINT))


COVER_FILL = ACCENT[1:]
