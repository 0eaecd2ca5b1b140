"""Read Shapefiles, alone or in a zip: which of several is meant, and what encoding their words are in."""

from __future__ import annotations

import codecs
import glob
import re
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from dosi.model.errors import Fault, InputFault, nearest
from dosi.sources import files

UTF8, CP949 = "UTF-8", "CP949"
WRITTEN = {CP949: ("949", "cp949", "ms949", "ansi949", "windows949", "xwindows949", "uhc", "euckr", "51949", "ksc5601", "ksc56011987", "ksc56011989", "ksx1001", "korean"),
           UTF8: ("utf8", "utf8sig", "65001", "cp65001", "unicode")}  # fmt: skip
"""what a .cpg writes, letters and digits only, for the two encodings; cp949 holds every syllable of EUC-KR and 8,822 more"""
NAME_BYTES = 10
"""longest name of a field in a .dbf"""
HALF = 0.5
"""share of the letters beyond ASCII that must be Hangul for words to read as Korean"""


@dataclass(frozen=True)
class Word:
    """A word of a .dbf as bytes, the room it has, and where it stands."""

    raw: bytes
    room: int
    where: str


def choose(id: str, what: str, part: str, parts: Iterable[str]) -> str:
    """The one of a file's parts that is meant; a fault that lists them when none or an unknown one is named."""
    known = list(parts)
    if part in known:
        return part
    if not part and len(known) == 1:
        return known[0]
    told = ", ".join(known) or "none"
    if not known:
        raise InputFault([Fault(f'File "{id}": holds no {what}', id, told, f"at least one {what}", "supply the whole file")])
    if part:
        raise InputFault([Fault(f'File "{id}": has no part "{part}"', f"layers.toml, {id}, part", repr(part), told, nearest(part, known) or "write one of these names")])
    raise InputFault([Fault(f'File "{id}": holds {len(known)} {what}s', id, told, "one that is named", f'write the one meant into the candidate in layers.toml: part = "{known[0]}"')])


def read(path: Path, id: str, part: str) -> tuple[Any, tuple[str, ...]]:
    """The rows and shapes of one Shapefile, with what was understood of its encoding."""
    if path.suffix.casefold() != ".zip":
        sides = {p.suffix.casefold(): p for p in path.parent.glob(f"{glob.escape(path.stem)}.*") if p.suffix.casefold() in (".shp", *files.SHAPEFILE_SIDES)}
        choose(id, "shapefile", part, [path.stem])
        return _opened(sides, id, path.stem)
    with tempfile.TemporaryDirectory() as folder:
        stem, sides = _unpacked(path, id, part, Path(folder))
        return _opened(sides, id, stem)


def _unpacked(path: Path, id: str, part: str, folder: Path) -> tuple[str, dict[str, Path]]:
    """One Shapefile of a zip, written under names of our own: theirs may be in any encoding, or lead elsewhere."""
    with zipfile.ZipFile(path) as packed:
        held = {_name(one): one for one in packed.infolist() if not one.is_dir() and not _name(one).name.startswith("._")}
        shapes = [p for p in held if p.suffix.casefold() == ".shp"]
        stems = [p.stem for p in shapes]
        named = {(p.stem if stems.count(p.stem) == 1 else str(p.with_suffix(""))): p for p in shapes}
        chosen = named[choose(id, "shapefile", part, sorted(named))]
        sides = {}
        for name, one in held.items():
            ending = name.suffix.casefold()
            if name.parent == chosen.parent and name.stem.casefold() == chosen.stem.casefold() and ending in (".shp", *files.SHAPEFILE_SIDES):
                sides[ending] = folder / f"part{ending}"
                sides[ending].write_bytes(packed.read(one))
    return chosen.stem, sides


def _name(one: zipfile.ZipInfo) -> PurePosixPath:
    """The name of a packed file; what is not marked as UTF-8 was packed under Windows in cp949."""
    if one.flag_bits & 0x800:
        return PurePosixPath(one.filename)
    try:
        return PurePosixPath(one.filename.encode("cp437").decode("cp949"))
    except UnicodeError:
        return PurePosixPath(one.filename)


def _opened(sides: dict[str, Path], id: str, stem: str) -> tuple[Any, tuple[str, ...]]:
    import pyogrio

    if ".dbf" not in sides:
        return pyogrio.read_dataframe(sides[".shp"]), ()
    raw = sides[".dbf"].read_bytes()
    said = sides[".cpg"].read_bytes().decode("latin-1").strip("\x00\ufeff \r\n\t") if ".cpg" in sides else ""
    encoding, lines = encoding_of(words(raw), said, id, stem)
    mended, halves = _without_halves(raw, encoding)
    if not halves:
        return pyogrio.read_dataframe(sides[".shp"], encoding=encoding), lines
    with tempfile.TemporaryDirectory() as folder:
        for ending, path in sides.items():
            if ending != ".dbf":
                (Path(folder) / f"whole{ending}").symlink_to(path.resolve())
        (Path(folder) / "whole.dbf").write_bytes(mended)
        found = pyogrio.read_dataframe(Path(folder) / "whole.shp", encoding=encoding)
    return found, (*lines, f"칸이 좁아 반만 남은 끝 글자 {halves}개를 뺐다")


# The words of a .dbf: names of fields, and the cells of the fields that hold text


def _fields(raw: bytes) -> tuple[list[tuple[int, str, int, int]], np.ndarray]:
    """Text fields as (where the name stands, name for people, offset in a row, width), and the rows as a grid of bytes."""
    none = np.zeros((0, 0), dtype=np.uint8)
    if len(raw) < 33:
        return [], none
    count, head, width = int.from_bytes(raw[4:8], "little"), int.from_bytes(raw[8:10], "little"), int.from_bytes(raw[10:12], "little")
    fields: list[tuple[int, str, int, int]] = []
    offset = 1
    for at in range(32, min(head, len(raw)) - 31, 32):
        if raw[at] == 0x0D:
            break
        room = raw[at + 16]
        if raw[at + 11 : at + 12] == b"C" and room > 0 and offset + room <= width:
            fields.append((at, f"field {len(fields) + 1}", offset, room))
        offset += room
    rows = max(0, min(count, (len(raw) - head) // width)) if width and head <= len(raw) else 0
    grid = np.frombuffer(raw, dtype=np.uint8, count=rows * width, offset=head).reshape(rows, width) if rows else none
    return fields, grid


def words(raw: bytes) -> list[Word]:
    """The different words of a .dbf that hold more than ASCII; those of a damaged file as far as it goes."""
    fields, grid = _fields(raw)
    found = {}
    for at in range(32, len(raw) - 31, 32):
        if raw[at] == 0x0D or at > 32 + 32 * 255:
            break
        name = raw[at : at + NAME_BYTES + 1].split(b"\0")[0]
        if not name.isascii():
            found[name, NAME_BYTES] = Word(name, NAME_BYTES, "a field's name")
    for _, said, offset, room in fields:
        part = grid[:, offset : offset + room]
        at_rows = np.flatnonzero((part > 127).any(axis=1))
        cells, first = np.unique(np.ascontiguousarray(part[at_rows]).view(f"S{room}").ravel(), return_index=True) if len(at_rows) else ((), ())
        for cell, at in zip(cells, first, strict=True):
            held = bytes(cell).rstrip(b" \0")
            found.setdefault((held, room), Word(held, room, f"row {at_rows[at] + 1}, {said}"))
    return list(found.values())


def _text(word: Word, encoding: str) -> str | None:
    """A word in an encoding, None when it is none; a letter cut off by the end of the room is no fault."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        return decoder.decode(word.raw, final=len(word.raw) < word.room - 1)  # a whole letter of two bytes would not have fitted
    except UnicodeDecodeError:
        return None


def _is_korean(texts: Iterable[str]) -> bool:
    beyond = [c for text in texts for c in text if ord(c) > 127]
    return sum("가" <= c <= "힣" or "ㄱ" <= c <= "ㆎ" for c in beyond) >= HALF * len(beyond)


def _without_halves(raw: bytes, encoding: str) -> tuple[bytes, int]:
    """The .dbf with letters that its fields cut in half blanked out, and how many."""
    if encoding not in (UTF8, CP949):
        return raw, 0
    fields, grid = _fields(raw)
    made, halves, base = bytearray(raw), 0, int.from_bytes(raw[8:10], "little")
    spots = [(base + int(row) * grid.shape[1] + offset, grid[row, offset : offset + room].tobytes().rstrip(b" \0"), room, b" ")
             for _, _, offset, room in fields for row in np.flatnonzero((grid[:, max(offset, offset + room - 2) : offset + room] > 127).any(axis=1))]  # fmt: skip
    names = [(at, raw[at : at + NAME_BYTES + 1].split(b"\0")[0], NAME_BYTES, b"\0") for at, *_ in fields]
    for at, cell, room, blank in spots + names:
        if len(cell) < room - 1:
            continue
        decoder = codecs.getincrementaldecoder(encoding)()
        decoder.decode(cell)
        pending = len(decoder.getstate()[0])
        if pending:
            halves += 1
            made[at + len(cell) - pending : at + len(cell)] = blank * pending
    return bytes(made), halves


# The encoding


def encoding_of(found: list[Word], said: str, id: str, stem: str) -> tuple[str, tuple[str, ...]]:
    """The encoding of a Shapefile's words: what its .cpg says where the bytes allow it, else the one they prove; doubt is a fault."""
    plain = re.sub(r"[^a-z0-9]", "", said.casefold())
    named = next((name for name, written in WRITTEN.items() if plain in written), "") or _codec(plain, said)
    if not found:
        return named or UTF8, ()
    read = {name: texts for name in (UTF8, CP949) if None not in (texts := [_text(w, name) for w in found])}
    texts_of = {name: [t for t in texts if t] for name, texts in read.items()}
    korean = [name for name in texts_of if _is_korean(texts_of[name])]
    best = next(iter([*korean, *texts_of]), "")
    cpg = f"{stem}.cpg"
    if not named:
        if not best:
            raise InputFault([_unknown(found, said, id, cpg)])
        words_said = "속성 글자를 cp949로 읽었다(.cpg 없음)" if not said else f"{cpg}의 {said}은 모르는 이름이어서 속성 글자를 {best}로 읽었다"
        return best, (words_said,) if said or best == CP949 else ()
    if named in (UTF8, CP949):
        if named in read and (named in korean or not korean):
            return named, ()
        if named not in read and best:
            return best, (f"{cpg}에는 {said}라고 적혀 있으나 바이트는 {best}이므로 {best}로 읽었다({cpg}에 {best}라고 적으면 된다)",)
        if named not in read:
            raise InputFault([_unknown(found, said, id, cpg)])
        raise InputFault([_doubtful(texts_of[named], texts_of[best], said, best, id, cpg)])
    own = [_text(w, named) for w in found]
    if None in own:
        if not best:
            raise InputFault([_unknown(found, said, id, cpg)])
        return best, (f"{cpg}에는 {said}라고 적혀 있으나 바이트는 {best}이므로 {best}로 읽었다({cpg}에 {best}라고 적으면 된다)",)
    if korean:
        raise InputFault([_doubtful([t for t in own if t], texts_of[korean[0]], said, korean[0], id, cpg)])
    return named, ()


def _codec(plain: str, said: str) -> str:
    for name in (said, plain, f"cp{plain}", f"iso{plain}"):
        try:
            if plain and codecs.lookup(name)._is_text_encoding:
                return codecs.lookup(name).name
        except (LookupError, ValueError):
            continue
    return ""


def _unknown(found: list[Word], said: str, id: str, cpg: str) -> Fault:
    bad = next((w for w in found if _text(w, UTF8) is None and _text(w, CP949) is None), found[0])
    about = f"{cpg} says {said}" if said else f"no {cpg}"
    return Fault(f'File "{id}": the encoding of its words is not known', f"{id}, {bad.where}", f"{about}; the bytes are neither UTF-8 nor CP949, e.g. {bad.raw[:24]!r}",
                 "UTF-8 or CP949", f"write the name of the encoding into {cpg}, or export the file again as UTF-8")  # fmt: skip


def _doubtful(as_said: list[str], otherwise: list[str], said: str, other: str, id: str, cpg: str) -> Fault:
    return Fault(f'File "{id}": its .cpg and its bytes disagree', f"{id}, {cpg}", f'{cpg} says {said}, which reads "{as_said[0][:20]}"; as {other} the bytes read "{otherwise[0][:20]}"',
                 f"words that read right, e.g. {other}", f"write {other} into {cpg}")  # fmt: skip
