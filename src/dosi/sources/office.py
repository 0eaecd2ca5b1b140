"""Read an office file that came back: what it says now, piece by piece, and what dosi wrote into it."""

from __future__ import annotations

import importlib
import lzma
import pkgutil
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from lxml import etree

from dosi.model.errors import Fault, InputFault
from dosi.model.office import Exported, Returned
from dosi.sources import files, office_formats

DAMAGED = (
    etree.XMLSyntaxError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, KeyError, NotImplementedError, RuntimeError, EOFError, OSError, ValueError,
)  # fmt: skip
"""what reading a cut or altered zip may end in"""
LOCKED = b"\xd0\xcf\x11\xe0"
"""how files of older word processors, and those with a password, begin"""


@cache
def readers() -> dict[str, Callable[[zipfile.ZipFile], Returned]]:
    """The reader of every format there is, by the part that a file of the format holds."""
    found = [importlib.import_module(f"{office_formats.__name__}.{m.name}") for m in pkgutil.iter_modules(office_formats.__path__)]
    return {module.HOLDS: module.read for module in found}


def read(path: Path) -> Returned:
    """A DOCX or HWPX file, told by what it holds, not by its name; faults say what is wrong with the file."""
    files.wanted(path, "a DOCX or HWPX file")
    with path.open("rb") as stream:
        first = stream.read(4)
    if first == LOCKED:
        raise InputFault([Fault(f'File "{path.name}": is of an older format, or locked', path.name, "a DOC or HWP file, or one with a password", "DOCX or HWPX without a password",
                                "open it in its word processor and save it as DOCX or HWPX")])  # fmt: skip
    files.check_zip(path, path.name)
    with zipfile.ZipFile(path) as packed:
        held = set(packed.namelist())
        reader = next((reader for part, reader in readers().items() if part in held), None)
        if reader is None:
            raise InputFault([Fault(f'File "{path.name}": is no office text', path.name, ", ".join(sorted(held)[:4]) or "an empty zip", "a DOCX or HWPX file",
                                    "save the edited plan as DOCX or HWPX")])  # fmt: skip
        try:
            return reader(packed)
        except DAMAGED as trouble:
            raise InputFault([files.cut(path.name, str(trouble)[:200])]) from None


def exported(path: Path) -> Exported | None:
    """What was written into the office files of a plan, kept beside them; None when it is not there or damaged."""
    try:
        return Exported.of(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
