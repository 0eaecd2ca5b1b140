"""Write the looks of the plan into the header.xml of a HWPX file: named styles, table lines and paragraph boxes."""

from __future__ import annotations

from dataclasses import dataclass, field

from hwpx import HwpxDocument
from hwpx.oxml import HwpxOxmlHeader

from dosi.document.render.looks import BOXES, JOINED, LETTERS, LOOKS, Letter, Look

POINT = 100
"""HWPUNIT of a point"""


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
