"""Open files by root (data:, city:, catalogue:): bytes, hash, text in a known encoding; nothing is guessed."""

from __future__ import annotations

import codecs
import glob
import gzip
import hashlib
import io
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dosi.model.errors import Fault, InputFault
from dosi.model.table import Source

LARGEST_UNPACKED_BYTES = 1 << 30
SHAPEFILE_SIDES = (".dbf", ".prj", ".cpg", ".shx")
LARGEST_RATIO = 200
"""a packed file that grows more than this is refused before it is unpacked"""


@dataclass(frozen=True)
class Roots:
    """Where files may lie."""

    city: Path
    catalogue: Path
    data: Path | None = None

    def path(self, id: str) -> Path | None:
        """The path of `root:relative`; None when that root was not given."""
        root, _, rest = id.partition(":")
        folder = {"city": self.city, "catalogue": self.catalogue, "data": self.data}.get(root, Path())
        if root not in ("city", "catalogue", "data"):
            raise InputFault([Fault(f'Path "{id}": unknown root', "layers.toml", repr(root), "data:, city: or catalogue:",
                                    "begin the path with one of the three roots")])  # fmt: skip
        return None if folder is None else folder / rest

    def find(self, id: str) -> Path | None:
        """The path if the file is there."""
        path = self.path(id)
        return path if path is not None and path.is_file() else None


def sha256(path: Path) -> str:
    """SHA-256 of a file, of a Shapefile with its side files; read again only when their time or size has changed."""
    about = path.stat()
    own = _sha256(path, about.st_mtime_ns, about.st_size)
    if path.suffix.casefold() != ".shp":
        return own
    beside = sorted(p for p in path.parent.glob(f"{glob.escape(path.stem)}.*") if p.suffix.casefold() in SHAPEFILE_SIDES)
    digest = hashlib.sha256(own.encode())
    for side in beside:
        digest.update(f"{side.name}|{sha256(side)}".encode())
    return digest.hexdigest()


@cache
def _sha256(path: Path, mtime_ns: int, size: int) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def source(id: str, path: Path, kind: str = "", vintage: str = "", publisher: str = "", address: str = "", licence: str = "") -> Source:
    """The file as a source of rows; its kind follows from its root unless it is given."""
    return Source(id, sha256(path), vintage, publisher, address, licence, kind or ("decided" if id.startswith("city:") else "catalogue"))


def wanted(path: Path, what: str) -> None:
    """Raise the fault of a path under which there is no file; `what` the file would hold."""
    if path.is_file():
        return
    named = f'"{path.name}"' if path.name else "of no name"
    if path.is_dir():
        raise InputFault([Fault(f"File {named}: is a folder", str(path), "a folder", what, "name the file in it" if path.name else "write the name of the file")])
    raise InputFault([Fault(f"File {named}: is not there", str(path), "no file", what, "check the path")])


def unpacked(path: Path, id: str) -> bytes:
    """The bytes of a plain or gzipped file, refusing one that unpacks beyond reason."""
    raw = path.read_bytes()
    if path.suffix != ".gz":
        return raw
    out = io.BytesIO()
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as stream:
            while chunk := stream.read(1 << 20):
                out.write(chunk)
                if out.tell() > min(LARGEST_UNPACKED_BYTES, max(LARGEST_RATIO * len(raw), 1 << 26)):
                    raise InputFault([_bomb(id)])
    except (EOFError, OSError, gzip.BadGzipFile) as trouble:
        raise InputFault([cut(id, str(trouble))]) from None
    return out.getvalue()


def opened(path: Path, id: str) -> Path | io.BytesIO:
    """What a reader of binary files takes: the path, or the unpacked bytes of a gzipped one."""
    return io.BytesIO(unpacked(path, id)) if path.suffix == ".gz" else path


def check_zip(path: Path, id: str) -> None:
    """Refuse a zip container (xlsx, zipped shapefile) that is cut or unpacks beyond reason."""
    try:
        with zipfile.ZipFile(path) as packed:
            total = sum(i.file_size for i in packed.infolist())
            if total > min(LARGEST_UNPACKED_BYTES, max(LARGEST_RATIO * path.stat().st_size, 1 << 26)):
                raise InputFault([_bomb(id)])
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError) as trouble:
        raise InputFault([cut(id, str(trouble))]) from None


def decoded(raw: bytes, id: str) -> str:
    """Text in UTF-8, UTF-16 with its mark or, failing that, cp949; anything else is a fault."""
    return in_encoding(raw, id)[0]


def in_encoding(raw: bytes, id: str) -> tuple[str, str]:
    """The text of a file, and the encoding it was read in."""
    marked = raw[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp949"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text, encoding
    raise InputFault([Fault(f'File "{id}": the encoding is not known', id, "bytes that are neither UTF-8 nor cp949, nor marked UTF-16",
                            "UTF-8 (or cp949) text", "save the file as UTF-8, e.g. Excel: CSV UTF-8")])  # fmt: skip


def cut(id: str, said: str) -> Fault:
    """The fault of a file that ends too early or is damaged."""
    return Fault(f'File "{id}": cannot be read to its end', id, said, "a whole file", "copy or download the file again")


def _bomb(id: str) -> Fault:
    return Fault(f'File "{id}": unpacks to an unreasonable size', id, "a packed file that grows without measure",
                 f"at most {LARGEST_UNPACKED_BYTES:,} bytes unpacked", "check where the file comes from; split it if it is real")  # fmt: skip
