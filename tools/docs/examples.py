"""Run the examples of a page as a reader would: `python -m docs.examples PAGE FOLDER`.

A block's first word says what it is: `console` holds commands after `$ ` and what they print (`...` stands for anything;
a command that ends in `# exit 1` is expected to); any block with `title=FILE` writes that file, with `add=FILE` adds to its end.
A block `console not-run=REASON` is left out. `dosi` runs in this process, so that a page starts Python once.
"""

from __future__ import annotations

import difflib
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import dataclass
from doctest import ELLIPSIS, OutputChecker
from pathlib import Path

FENCE = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXIT = re.compile(r"\s+# exit (\d)$")
SHELL = re.compile(r"[|;&<>$`]")


@dataclass(frozen=True)
class Example:
    """One block of a page."""

    kind: str
    about: dict[str, str]
    text: str


@dataclass(frozen=True)
class Command:
    """A command with what it is expected to print and its exit status."""

    words: str
    expected: str
    status: int


def examples(page: Path) -> Iterator[Example]:
    """The blocks of a page, in order."""
    for kind, about, text in FENCE.findall(page.read_text(encoding="utf-8")):
        yield Example(kind, dict(a.split("=", 1) for a in shlex.split(about) if "=" in a), text)


def commands(text: str) -> Iterator[Command]:
    """The commands of a console block."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        line, _, expected = part.partition("\n")
        while line.endswith("\\"):
            more, _, expected = expected.partition("\n")
            line = line[:-1] + more.strip()
        status = EXIT.search(line)
        yield Command(EXIT.sub("", line), expected, int(status[1]) if status else 0)


def run_page(page: Path, folder: Path) -> list[str]:
    """Carry out all blocks of a page in a folder; what did not come out as the page says, in words."""
    troubles = []
    for example in examples(page):
        if "title" in example.about or "add" in example.about:
            _write(folder, example)
        elif example.kind == "console" and "not-run" not in example.about:
            for command in commands(example.text):
                troubles += _compared(command, *_run(command.words, folder))
                if troubles:
                    return troubles  # what follows rests on it
    return troubles


def _write(folder: Path, example: Example) -> None:
    file = folder / (example.about.get("title") or example.about["add"])
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a" if "add" in example.about else "w", encoding="utf-8", newline="\n") as stream:
        stream.write(example.text)


def _run(words: str, folder: Path) -> tuple[int, str]:
    if not words.startswith("dosi ") or SHELL.search(words):
        done = subprocess.run(words, shell=True, cwd=folder, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr
    from typer.testing import CliRunner

    from dosi.workbench.cli import app

    with chdir(folder):
        answer = CliRunner().invoke(app, shlex.split(words)[1:], catch_exceptions=False)
    return answer.exit_code, answer.output


def _compared(command: Command, status: int, said: str) -> list[str]:
    if status != command.status:
        return [f"$ {command.words}\nended with {status} instead of {command.status}:\n{said}"]
    if not OutputChecker().check_output(command.expected, said, ELLIPSIS):
        return [f"$ {command.words}\n" + "\n".join(difflib.unified_diff(command.expected.splitlines(), said.splitlines(), "page", "printed", lineterm=""))]
    return []


if __name__ == "__main__":
    os.environ["COLUMNS"] = "200"
    found = run_page(Path(sys.argv[1]), Path(sys.argv[2]).resolve())
    print("\n\n".join(found))
    sys.exit(bool(found))
