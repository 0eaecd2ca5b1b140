"""A hash of our own code: what runs through changed code runs again."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent.parent
WRITTEN = (".py", ".html", ".css", ".js", ".typ")
"""code, and the templates of pages"""


@cache
def code_sha256(*rooms: str) -> str:
    """A hash of the code of some rooms; of everything when none is named."""
    digest = hashlib.sha256()
    folders = [PACKAGE / r for r in rooms] if rooms else [PACKAGE]
    for folder in folders:
        for path in sorted(p for p in folder.rglob("*") if p.suffix in WRITTEN):
            digest.update(path.relative_to(PACKAGE).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
