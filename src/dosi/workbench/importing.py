"""Bring an edited office file back: what people write returns to text/, everything else is told, and all of it can be undone."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from dosi.model.errors import Fault, Faults, InputFault
from dosi.model.office import Exported, Returned
from dosi.model.texts import printed
from dosi.sources import city as city_folder
from dosi.sources import files, office, texts
from dosi.workbench.returning import Came, Edit, Left, Line, canonical, compare, lines_of

KEPT = "exported"
"""folder of the cache with what earlier office files held, by version"""
BESIDE = Path("exported.json")
"""below plan/: what its office files hold"""
IMPORTS = "imports"
"""folder of a city that keeps what came, and the texts as they were before"""
ANCHOR = re.compile(r"^## \{#([\w-]+)\}[ \t]*\n?", re.MULTILINE)


@dataclass(frozen=True)
class Changed:
    """A text that is, or would be, written."""

    file: str
    anchor: str
    was: tuple[Line, ...]
    now: tuple[Line, ...]
    signed: str = ""
    """who had signed the words as they were"""


@dataclass(frozen=True)
class Imported:
    """The report of an import."""

    file: str
    changed: tuple[Changed, ...]
    same: int
    """texts that came back as they are"""
    gone: tuple[str, ...]
    """texts that are not in the file any more, and stay as they are"""
    edits: tuple[Edit, ...]
    left: tuple[Left, ...]
    folder: str = ""
    """where what came is kept; empty when nothing was written"""
    notes: tuple[str, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """The report as plain values."""
        return asdict(self)


def keep(exported: Exported, plan: Path, home: Path) -> None:
    """Note what the office files of a plan hold: beside them, and for files that come back after the plan was built anew."""
    (plan / BESIDE).write_text(exported.text() + "\n", encoding="utf-8", newline="\n")
    kept = home / ".cache" / KEPT / f"{exported.version}.json.gz"
    if not kept.is_file():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(gzip.compress(exported.text().encode(), mtime=0))


def bring(file: Path, folder: Path, home: Path | None = None, older: bool = False, dry_run: bool = False) -> Imported:
    """Take an edited DOCX or HWPX file into the city's texts; `older`: also one of an earlier plan; `dry_run`: only say what would change."""
    where = city_folder.roots(folder)
    returned = office.read(file)
    was = _written(file, returned, folder, home or folder, city_folder.name_of(where), older)
    came = compare(was, returned)
    known = city_folder.text_sections(where)
    changed, same = _changed(file, came, was, folder, known)
    unsigned = [c for c in changed if c.signed]
    notes = [f"{c.file} {{#{c.anchor}}}: 서명({c.signed})은 고친 글에 맞지 않아 풀린다 (the signature no longer holds)" for c in unsigned]
    report = Imported(file.name, tuple(changed), same, came.gone, came.edits, came.left, "", tuple(notes))
    if dry_run or not (changed or came.edits or came.left):
        return report
    return _apply(report, file, folder, known)


# What the file was written from


def _written(file: Path, returned: Returned, folder: Path, home: Path, city: str, older: bool) -> Exported:
    """What dosi wrote into the file; a fault when that is not known, or the file is of another city or plan."""
    if not returned.version and returned.exported is None:
        raise InputFault([Fault(f'File "{file.name}": was not written by dosi', file.name, "no mark of a plan", "plan.docx or plan.hwpx of this city, edited",
                                "edit the file that dosi build writes; copy words of other files into it")])  # fmt: skip
    now = office.exported(home / "plan" / BESIDE)
    own = returned.exported if returned.exported and returned.version in ("", returned.exported.version) else None
    version = returned.version or (own.version if own else "")
    was = now if now and now.version == version else _kept(version, folder, home) or own
    if was is None:
        raise InputFault([Fault(f'File "{file.name}": nothing is kept of the plan it was written from', file.name, f"plan {version}",
                                f"plan {now.version} ({now.as_of})" if now else "a plan built here", "give the folder of its city with --out as it was built, or bring the words by hand")])  # fmt: skip
    if was.city != city:
        raise InputFault([Fault(f'File "{file.name}": belongs to another city', file.name, was.city, city, f"give the folder of {was.city}")])
    if now and now.version != was.version and not older:
        raise InputFault([Fault(f'File "{file.name}": was written from another version of the plan', file.name, f"plan {was.version} of {was.as_of}",
                                f"plan {now.version} of {now.as_of}", "look at it with --older --dry-run, then take it with --older: texts that also changed here are not overwritten")])  # fmt: skip
    return was


def _kept(version: str, folder: Path, home: Path) -> Exported | None:
    """What a plan's office files held, from the cache or a sealed version."""
    kept = home / ".cache" / KEPT / f"{version}.json.gz"
    try:
        return Exported.of(gzip.decompress(kept.read_bytes()).decode())
    except (OSError, ValueError, EOFError):
        pass
    found = (office.exported(p) for p in sorted((folder / "versions").glob(f"*/plan/{BESIDE.as_posix()}")))
    return next((e for e in found if e and e.version == version), None)


# What changes


def _changed(file: Path, came: Came, was: Exported, folder: Path, known: Mapping[str, str]) -> tuple[list[Changed], int]:
    """Texts to write; faults for those that people changed here and there, all together."""
    faults = Faults()
    changed: list[Changed] = []
    same = 0
    for place, lines in came.texts.items():
        text, _, anchor = place.partition("~")
        before = lines_of(was, place)
        here = tuple(line for line, _, _ in _units(_body(folder, text, anchor)))
        if lines in (before, here):
            same += 1
        elif text not in known:
            faults.add(f'Text "{text}": no section of the plan takes it', file.name, place, ", ".join(known), "add the section, or bring the words by hand")
        elif here != before:
            faults.add(f"Text {text}.md {{#{anchor}}}: was changed both here and in {file.name}", f"city:text/{text}.md, {{#{anchor}}}", _said(here), f"as it was written: {_said(before)}",
                       f"bring one of the two by hand; the file says: {_said(lines)}")  # fmt: skip
        else:
            changed.append(Changed(f"{text}.md", anchor, here, lines, _signer(folder, text, anchor)))
    faults.raise_any()
    return changed, same


def _said(lines: tuple[Line, ...]) -> str:
    words = " ".join(words for _, words in lines)
    return words if len(words) <= 120 else f"{words[:119]}…"


def _text(folder: Path, text: str) -> str:
    path = folder / "text" / f"{text}.md"
    return files.decoded(path.read_bytes(), f"city:text/{text}.md").replace("\r\n", "\n") if path.is_file() else ""


def _body(folder: Path, text: str, anchor: str) -> str:
    """What stands in a text file under an anchor."""
    parts = re.split(ANCHOR, _text(folder, text))
    return dict(zip(parts[1::2], parts[2::2], strict=True)).get(anchor, "")


def _signer(folder: Path, text: str, anchor: str) -> str:
    """Who signed the very words that stand under an anchor; empty when nobody did."""
    head = texts.HEAD.match(_text(folder, text))
    signed = texts.toml_of(head[1], f"city:text/{text}.md").get("signed", []) if head else []
    sha = hashlib.sha256(_body(folder, text, anchor).strip().encode()).hexdigest()
    return next((f"{s.get('signed_role', '')}, {s.get('signed_on', '')}" for s in signed if s.get("anchor") == anchor and s.get("body_sha256") == sha), "")


# Text files


def _units(body: str) -> list[tuple[Line, str, str]]:
    """The lines of a body as the plan prints them, each as it is written and with the blanks after it."""
    said = [(canonical(p.bullet, p.words), p.raw, p.gap) for p in printed(body)]
    return [unit for unit in said if unit[0][1]]


def rewritten(body: str, lines: tuple[Line, ...]) -> str:
    """A body that says these lines; lines that stay are left as they were written."""
    units = _units(body)
    raw: list[tuple[Line, str, str]] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, [u[0] for u in units], lines, autojunk=False).get_opcodes():
        raw += units[i1:i2] if kind == "equal" else [(line, _as_written(line), "") for line in lines[j1:j2]]
    out = ""
    for at, (_, words, gap) in enumerate(raw):
        if at == len(raw) - 1:
            return f"{out}{words}\n"
        listed = words.startswith("- ") and raw[at + 1][1].startswith("- ")
        stays = any(units[k] == raw[at] and units[k + 1] == raw[at + 1] for k in range(len(units) - 1))
        out += words + (gap if stays and gap.strip(" \t") != "\n" else "\n" if listed else "\n\n")
    return out


def _as_written(line: Line) -> str:
    words = f"- {line[1]}" if line[0] else line[1]
    return f" {words}" if ANCHOR.match(words) or words.startswith("+++") else words  # not to be taken for the head of another text


def _with_body(text: str, anchor: str, lines: tuple[Line, ...], section: str) -> str:
    """A text file with another body under an anchor; a new file, or a new anchor at its end, when there is none."""
    text = text or f'+++\nsection = "{section}"\n+++\n'
    heads = list(ANCHOR.finditer(text))
    at = next((n for n, head in enumerate(heads) if head[1] == anchor), None)
    if at is None:
        return f"{text.rstrip()}\n\n## {{#{anchor}}}\n{rewritten('', lines)}" if heads else f"{text.rstrip()}\n## {{#{anchor}}}\n{rewritten('', lines)}"
    start, end = heads[at].end(), heads[at + 1].start() if at + 1 < len(heads) else len(text)
    before = "" if heads[at][0].endswith("\n") else "\n"
    return text[:start] + before + rewritten(text[start:end], lines) + ("\n" if end < len(text) else "") + text[end:]


# Writing and undoing


def _apply(report: Imported, file: Path, folder: Path, known: Mapping[str, str]) -> Imported:
    """Keep the texts as they were, the file and what has no place; then write the texts."""
    imports = folder / IMPORTS
    imports.mkdir(exist_ok=True)
    number = max((int(p.name[:3]) for p in imports.iterdir() if re.match(r"\d{3}-", p.name)), default=0) + 1
    stem = re.sub(r"[^\w.-]", "_", file.stem)[:40]
    place = imports / f"{number:03d}-{stem}"
    (place / "before").mkdir(parents=True)
    shutil.copyfile(file, place / file.name)
    after: dict[str, str] = {}
    for change in report.changed:
        stem = change.file.removesuffix(".md")
        after[change.file] = _with_body(after.get(change.file) or _text(folder, stem), change.anchor, change.now, known[stem])
    done = {}
    for name, text in after.items():
        path = folder / "text" / name
        old = path.read_bytes() if path.is_file() else None
        if old is not None:
            (place / "before" / name).write_bytes(old)
        done[name] = {"was": hashlib.sha256(old).hexdigest() if old is not None else None, "now": hashlib.sha256(text.encode()).hexdigest()}
    report = Imported(**{**vars(report), "folder": place.relative_to(folder).as_posix()})
    if report.left:
        (place / "left.md").write_text(_left_text(report.left), encoding="utf-8", newline="\n")
    (place / "report.txt").write_text(as_text(report) + "\n", encoding="utf-8", newline="\n")
    _note(place, {"file": file.name, "texts": done, "undone": False})
    (folder / "text").mkdir(exist_ok=True)
    for name, text in after.items():
        _put(folder / "text" / name, text.encode())
    return report


def undo(folder: Path) -> list[str]:
    """Put the texts back as they were before the last import that is not undone; says what was put back."""
    city_folder.roots(folder)
    faults = Faults()
    for place in sorted((folder / IMPORTS).glob("[0-9][0-9][0-9]-*"), reverse=True):
        try:
            about = json.loads((place / "import.json").read_text(encoding="utf-8"))
            undone, touched = about["undone"], {name: (said["was"], said["now"]) for name, said in about["texts"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue  # an import that was broken off before it wrote anything
        if undone or not touched:
            continue
        for name, (was, now) in touched.items():
            path = folder / "text" / name
            found = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
            if found not in (now, was):
                faults.add(f"Text {name}: was changed after the import", f"city:text/{name}", "other words than the import wrote", "the words as imported",
                           f"put back by hand what you want of {IMPORTS}/{place.name}/before/{name}")  # fmt: skip
        faults.raise_any()
        for name, (was, _) in touched.items():
            if was is None:
                (folder / "text" / name).unlink(missing_ok=True)
            else:
                _put(folder / "text" / name, (place / "before" / name).read_bytes())
        _note(place, {**about, "undone": True})
        return [f"text/{name}" for name in touched]
    raise InputFault([Fault("There is no import to undo", f"city:{IMPORTS}", "none", "an import that wrote texts and is not undone", "see the folder imports/")])


def _note(place: Path, about: dict[str, Any]) -> None:
    _put(place / "import.json", (json.dumps(about, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode())


def _put(path: Path, words: bytes) -> None:
    """Write beside, then swap: a kill leaves the old file or the new one."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(words)
    beside.replace(path)


def _left_text(left: tuple[Left, ...]) -> str:
    kinds = {"body": "본문 (text)", "table": "표 (table)", "comment": "메모 (comment)", "footnote": "각주 (footnote)", "box": "글상자 (text box)"}
    return "\n\n".join(f"<!-- {kinds.get(one.kind, one.kind)}{', ' + one.where + ' 다음' if one.where else ''} -->\n\n{one.words}" for one in left) + "\n"


def as_text(report: Imported, dry_run: bool = False) -> str:
    """The report for a planner."""
    said = [f"{report.file}: 바뀐 글 {len(report.changed)}, 그대로인 글 {report.same} (texts changed, unchanged)"]
    for c in report.changed:
        said.append(f"  {'바꿀 것' if dry_run else '바꿈'} text/{c.file} {{#{c.anchor}}}: 문단 {len(c.was)} → {len(c.now)}")
        said += [f"    - {words}" for kind, words in _lines_between(c.now, c.was)] + [f"    + {words}" for kind, words in _lines_between(c.was, c.now)]
    said += [f"  주의 {note}" for note in report.notes]
    said += [f"  글이 파일에 없어 그대로 둠 (gone from the file, kept): {place.replace('~', '.md {#')}}}" for place in report.gone]
    if report.edits:
        said.append(f"계산한 곳을 고친 것 {len(report.edits)}건, 반영하지 않음 (edits in computed blocks, not applied)")
        said += [f"  {e.where}: {e.was} → {e.now}" for e in report.edits]
    if report.left:
        said.append(f"어느 글에도 속하지 않는 말 {len(report.left)}곳 (words that belong to no text)" + (f": {report.folder}/left.md" if report.folder else ""))
        said += [f"  {one.where or one.kind}: {one.words.splitlines()[0][:80]}" for one in report.left]
    if report.folder and report.changed:
        said.append(f"이전 글과 받은 파일: {report.folder} (dosi text undo로 되돌림)")
    elif report.folder:
        said.append(f"받은 파일: {report.folder} (바뀐 글이 없어 되돌릴 것도 없음, nothing to undo)")
    return "\n".join(said)


def _lines_between(was: tuple[Line, ...], now: tuple[Line, ...]) -> list[tuple[str, str]]:
    """The lines of one form of a text that the other does not have."""
    found = SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
    return [("", _said((line,))) for kind, _, _, j1, j2 in found if kind != "equal" for line in now[j1:j2]]
