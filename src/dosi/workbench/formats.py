"""The formats of the plan: each file of document/render with a function `render(document, facts, path)`, named as the file."""

from __future__ import annotations

import re
from functools import cache

from dosi.workbench.code import PACKAGE

RENDERS = re.compile(r"^def render\(document: Document, facts: Facts, (\w+): Path\)", re.MULTILINE)


@cache
def formats() -> dict[str, str]:
    """The formats, and where each writes a document of a name below document/: a file, or a folder where `render` takes a folder.

    Files are read, not imported: the libraries of office files take a second to load, and an unchanged plan needs none.
    """
    found = {p.stem: RENDERS.search(p.read_text(encoding="utf-8")) for p in sorted((PACKAGE / "document" / "render").glob("*.py"))}
    return {name: name if match[1] == "folder" else f"{{}}.{name}" for name, match in found.items() if match}
