"""Tell what people changed in an office file: the texts they write, edits in computed blocks, and words in new places."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from dosi.model.office import OF_TEXT, Exported, Found, Piece, Returned, squeezed

ALIKE_SHARE = 0.5
"""two lines that share so much of their letter pairs are one line, edited"""
NEAR = 12
"""how far apart an edited line and its first form are looked for, among those that changed"""
SHOWN = 60
"""letters shown of a long line, around what changed"""
CAPTION = re.compile(r"^(\w+ )[\d.]+-\d+ ")
"""the number of a table or figure: word processors count anew when one comes in between"""
SIGN = re.compile(r"^(?:[•·●○▪■◦]\s+)+")

Line = tuple[bool, str]
"""whether it is a bullet, and its words"""


@dataclass(frozen=True)
class Edit:
    """A change in a computed block: it is told, and not applied."""

    where: str
    was: str
    now: str


@dataclass(frozen=True)
class Left:
    """Words in a place that belongs to no text."""

    where: str
    kind: str
    """body, comment, footnote, box, table"""
    words: str
    """as Markdown"""


@dataclass(frozen=True)
class Came:
    """What came back."""

    texts: dict[str, tuple[Line, ...]]
    """text~anchor -> what stands there now"""
    gone: tuple[str, ...]
    """texts that are not in the file any more"""
    edits: tuple[Edit, ...]
    left: tuple[Left, ...]


def compare(was: Exported, now: Returned) -> Came:
    """Set what came back against what was written.

    Lines and tables that stand unchanged are found first (longest matching blocks, Ratcliff and Obershelp); between them, what
    bears the same bookmark, or shares half its letter pairs (Dice), is one line, edited. What is left over belongs to the text whose
    bookmarks reach over it, or that it stands next to; or to none, and is told.
    """
    body = [f for f in now.found if f.kind == "body"]
    base = was.pieces
    pairs = _pairs(base, body)
    of = _places(base, body, pairs)
    texts = {place: _lines(base, body, pairs, of, place) for place in was.places()}
    written = {p.place for p in base if p.place and not p.asked}
    gone = tuple(place for place, lines in texts.items() if not lines and place in written)
    left, new = _left(body, pairs, of)
    left += [Left("", f.kind, f.piece.words) for f in now.found if f.kind != "body"]
    return Came({p: lines for p, lines in texts.items() if lines}, gone, tuple(_edits(base, body, pairs, new)), tuple(left))


def canonical(bullet: bool, words: str) -> Line:
    """A line of a text as it is compared: blanks as one, and signs of a list turned into the list."""
    words = squeezed(words)
    if not bullet and words.startswith("- "):
        bullet, words = True, words.removeprefix("- ").strip()
    if sign := SIGN.match(words):
        bullet, words = True, words[sign.end() :]
    return bullet, words


def lines_of(was: Exported, place: str) -> tuple[Line, ...]:
    """What stood in a text when the file was written."""
    return tuple(canonical(p.bullet, p.words) for p in was.pieces if p.place == place and not p.asked)


# Which piece is which


def _key(piece: Piece) -> tuple[bool, str]:
    return piece.is_table, CAPTION.sub(r"\1", canonical(piece.bullet, piece.words)[1])


def _pairs(base: Sequence[Piece], body: Sequence[Found]) -> dict[int, int]:
    """Pieces that came back -> pieces written, unchanged or edited."""
    matcher = SequenceMatcher(None, [_key(p) for p in base], [_key(f.piece) for f in body], autojunk=False)
    pairs: dict[int, int] = {}
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            pairs |= dict(zip(range(j1, j2), range(i1, i2), strict=True))
        elif kind == "replace":
            pairs |= _edited(base, body, range(i1, i2), range(j1, j2))
    return pairs


def _edited(base: Sequence[Piece], body: Sequence[Found], old: range, new: range) -> dict[int, int]:
    """Computed pieces that were edited: by bookmark, then by likeness, in order."""
    computed = [i for i in old if not base[i].place]
    free = [j for j in new if not body[j].within]
    pairs: dict[int, int] = {}
    marked = {m: j for j in new for m in body[j].marks}
    for i in computed:
        j = marked.get(base[i].mark, -1)
        if j >= 0 and base[i].is_table == body[j].piece.is_table and (_alike(base[i], body[j].piece) > ALIKE_SHARE / 2 or len(old) == len(new)):
            pairs[j] = i
    for i in computed:
        if i in pairs.values():
            continue
        after = max((j for j, k in pairs.items() if k < i), default=-1)
        before = min((j for j, k in pairs.items() if k > i), default=len(body))
        open_ones = [j for j in free if after < j < before and j not in pairs and body[j].piece.is_table == base[i].is_table][:NEAR]
        best = max(open_ones, key=lambda j: _alike(base[i], body[j].piece), default=-1)
        if best >= 0 and (_alike(base[i], body[best].piece) >= ALIKE_SHARE or (base[i].is_table and len(open_ones) == 1)):
            pairs[best] = i
    return pairs


def _alike(a: Piece, b: Piece) -> float:
    """Share of letter pairs that two pieces have in common (Dice)."""
    one, two = (Counter(itertools.pairwise(words)) for words in (a.words[:2000], b.words[:2000]))
    return 2 * (one & two).total() / max(1, one.total() + two.total())


# Which text a piece belongs to


def _places(base: Sequence[Piece], body: Sequence[Found], pairs: dict[int, int]) -> dict[int, str]:
    """Pieces that came back -> the text they belong to; computed pieces and words in new places are not in it."""
    name = {p.mark: p.place for p in base if p.place and p.mark.startswith(OF_TEXT)}
    of = {j: base[i].place for j, i in pairs.items() if base[i].place}
    for j, found in enumerate(body):
        if j in pairs:
            continue
        reached = [name[m] for m in sorted(found.within | found.marks) if m in name]
        if reached:
            of[j] = reached[0]
    for order, step in ((range(len(body)), -1), (range(len(body) - 1, -1, -1), 1)):  # after its end, then before its beginning
        for j in order:
            if j not in pairs and j not in of and of.get(j + step) and not body[j].piece.heading and not body[j].piece.is_table:
                of[j] = of[j + step]
    for j1, j2 in _stretches([j for j in range(len(body)) if j not in pairs and j not in of]):  # typed anew, bookmarks and all
        lost = _lost(base, body, pairs, of, j1, j2)
        if lost:
            of |= {j: lost for j in range(j1, j2) if not body[j].piece.heading and not body[j].piece.is_table}
    return of


def _lost(base: Sequence[Piece], body: Sequence[Found], pairs: dict[int, int], of: dict[int, str], j1: int, j2: int) -> str:
    """The one text that stood between the neighbours of new words and of which nothing was found."""
    start = max((i for j, i in pairs.items() if j < j1), default=-1) + 1
    end = min((i for j, i in pairs.items() if j >= j2), default=len(base))
    places = {p.place for p in base[start:end] if p.place} - set(of.values())
    return places.pop() if len(places) == 1 else ""


def _stretches(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Numbers that follow each other, as ranges."""
    start = 0
    for at in range(1, len(numbers) + 1):
        if at == len(numbers) or numbers[at] != numbers[at - 1] + 1:
            yield numbers[start], numbers[at - 1] + 1
            start = at


def _lines(base: Sequence[Piece], body: Sequence[Found], pairs: dict[int, int], of: dict[int, str], place: str) -> tuple[Line, ...]:
    """What stands in a text now; the box that asked for it is no part of it, nor are tables, which texts cannot hold."""
    asked = [p.words for p in base if p.place == place and p.asked]
    made = []
    for j in sorted(j for j, p in of.items() if p == place):
        if (j in pairs and base[pairs[j]].asked) or body[j].piece.is_table:
            continue
        piece = body[j].piece
        words = piece.words
        for said in asked:
            words = words.removeprefix(said).strip()
        bullet, words = canonical(piece.bullet, words)
        if words:
            made.append((bullet, words))
    return tuple(made)


# What is told


def _headings(pieces: Iterable[Piece]) -> list[str]:
    """For each piece the heading it stands under."""
    last, made = "", []
    for piece in pieces:
        last = piece.words if piece.heading else last
        made.append(last)
    return made


def _left(body: Sequence[Found], pairs: dict[int, int], of: dict[int, str]) -> tuple[list[Left], list[int]]:
    """Words in new places, those that follow each other together; and which pieces they are."""
    under = _headings(f.piece for f in body)
    new = [j for j in range(len(body)) if j not in pairs and (j not in of or body[j].piece.is_table)]
    made = []
    for j1, j2 in _stretches(new):
        kind = "table" if all(body[j].piece.is_table for j in range(j1, j2)) else "body"
        made.append(Left(under[max(0, j1 - 1)], kind, "\n\n".join(_markdown(body[j].piece) for j in range(j1, j2))))
    return made, new


def _markdown(piece: Piece) -> str:
    if not piece.is_table:
        return ("- " if piece.bullet else "") + piece.words
    rows = [[squeezed(cell).replace("|", "\\|") for cell in row] for row in piece.rows]
    return "\n".join("| " + " | ".join(row) + " |" for row in (rows[0], ["---"] * len(rows[0]), *rows[1:]))


def _edits(base: Sequence[Piece], body: Sequence[Found], pairs: dict[int, int], new: Sequence[int]) -> Iterator[Edit]:
    """Edits in computed blocks, in reading order; what was struck out in a row is told together."""
    under = _headings(base)
    back = {i: j for j, i in pairs.items()}
    moved = {_key(body[j].piece) for j in new}
    gone: list[int] = []
    for i, piece in enumerate([*base, Piece(((),))]):
        if i < len(base) and not piece.place and i not in back:
            gone.append(i)
            continue
        if gone and (i == len(base) or not piece.place):
            words = base[gone[0]].words if len(gone) == 1 else f"{_short(base[gone[0]].words)} … {_short(base[gone[-1]].words)} ({len(gone)})"
            all_moved = all(_key(base[g]) in moved for g in gone)
            yield Edit(under[gone[0]], _short(words), "다른 곳으로 옮김 (moved)" if all_moved else "없어짐 (removed)")
            gone = []
        if i < len(base) and not piece.place:
            yield from _edits_of(piece, body[back[i]].piece, under[i], base[i - 1].words if i else "")


def _edits_of(was: Piece, now: Piece, heading: str, above: str) -> Iterator[Edit]:
    if _key(was) == _key(now):
        return
    if not was.is_table:
        yield Edit(heading, *_around(was.words, now.words))
        return
    title = _short(above)
    old, new = ([tuple(map(squeezed, row)) for row in piece.rows] for piece in (was, now))
    head = old[0]
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        for i, j in zip(range(i1, i2), range(j1, j2), strict=False):
            if len(old[i]) != len(new[j]):
                yield Edit(f"{title}, {old[i][0]}", _short(" | ".join(old[i])), _short(" | ".join(new[j])))
                continue
            for at, (a, b) in enumerate(zip(old[i], new[j], strict=True)):
                if a != b:
                    yield Edit(f"{title}, {old[i][0]}, {head[at] if at < len(head) else at + 1}", *_around(a, b))
        for i in range(min(i2, i1 + j2 - j1), i2):
            yield Edit(title, _short(" | ".join(old[i])), "행 없어짐 (row removed)")
        for j in range(min(j2, j1 + i2 - i1), j2):
            yield Edit(title, "행 새로 생김 (row added)", _short(" | ".join(new[j])))


def _around(was: str, now: str) -> tuple[str, str]:
    """Both forms of a line; of long ones, what lies around the difference."""
    if max(len(was), len(now)) <= 2 * SHOWN:
        return was or "(비어 있음)", now or "(비어 있음)"
    same = next((n for n, (a, b) in enumerate(zip(was, now, strict=False)) if a != b), min(len(was), len(now)))
    most = min(len(was), len(now)) - same
    end = next((n for n, (a, b) in enumerate(zip(was[::-1], now[::-1], strict=False)) if a != b or n >= most), most)
    start = max(0, same - SHOWN // 3)
    cut = [words[start : len(words) - max(0, end - SHOWN // 3)] for words in (was, now)]
    return tuple(("…" if start else "") + c + ("…" if end > SHOWN // 3 else "") for c in cut)  # type: ignore[return-value]


def _short(words: str) -> str:
    return words if len(words) <= SHOWN else f"{words[: SHOWN - 1]}…"
