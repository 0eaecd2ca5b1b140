"""Read elections in the Pabulib format (.pb, also .pb.gz): META, PROJECTS, VOTES; line by line, with all faults of the file together.

Faliszewski et al., "Participatory budgeting: data, tools, and analysis", IJCAI 2023, describe the format.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from dosi.model.ballots import KINDS, WITH_POINTS, Election, Labels, Projects, Voters
from dosi.model.errors import Faults, InputFault, nearest
from dosi.sources.files import LARGEST_RATIO, LARGEST_UNPACKED_BYTES, cut, wanted

SECTIONS = ("META", "PROJECTS", "VOTES")
COLUMNS = {"META": ("key", "value"), "PROJECTS": ("project_id", "cost"), "VOTES": ("voter_id", "vote")}
"""columns that each section must have, the first of them first"""
CHUNK = 1 << 20
BATCH = 50_000
"""ballots turned into numbers at a time"""
MOST_FAULTS_OF_A_KIND = 20
NUMBER = re.compile(r"-?\d+([.,]\d+)?")
LARGEST = (1 << 62) - 1
ENCODINGS = {"utf-8-sig": "UTF-8", "cp949": "cp949"}


@dataclass
class _Votes:
    """The section VOTES while it is read."""

    ids: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    lengths: list[np.ndarray] = field(default_factory=list)
    listed: list[np.ndarray] = field(default_factory=list)
    points: list[np.ndarray] = field(default_factory=list)
    codes: list[list[int]] = field(default_factory=list)
    words: list[dict[str, int]] = field(default_factory=list)
    finest: int = 1
    repeated: int = 0
    twice: list[np.ndarray] = field(default_factory=list)


def read_election(path: Path, name: str = "") -> Election:
    """Read one election; every fault of the file is told together, with its line.

    A file that was cut is found by what it says of itself: the number of projects and ballots, the votes and points of each project, and, where these
    do not prove the last ballot whole, the end of its line.
    """
    return _Reader(path, name or path.name).read()


def read_ballots(path: Path, election: Election) -> Election:
    """Read ballots entered later, e.g. from paper: a table with the columns of VOTES, separated by ; and for the projects of `election`."""
    reader = _Reader(path, path.name)
    reader.kind = election.kind
    reader.index = {id: p for p, id in enumerate(election.projects.ids)}
    return reader.read_later(election)


class _Reader:
    """One file."""

    def __init__(self, path: Path, name: str) -> None:
        self.path, self.name, self.faults, self.counts = path, name, Faults(), dict[str, int]()
        self.meta: dict[str, str] = {}
        self.meta_line: dict[str, int] = {}
        self.projects: list[list[str]] = []
        self.project_lines: list[int] = []
        self.heads: dict[str, list[str]] = {}
        self.head_lines: dict[str, int] = {}
        self.index: dict[str, int] = {}
        self.votes = _Votes()
        self.kind = ""
        self.notes: list[str] = []
        self.last_line = 0

    def fault(self, what: str, line: int, column: str, found: object, expected: str, fix: str) -> None:
        """Note a fault of a line; of one kind only the first, and how many more there are."""
        kind = re.sub(r'"[^"]*"', "", what)
        self.counts[kind] = self.counts.get(kind, 0) + 1
        if self.counts[kind] <= MOST_FAULTS_OF_A_KIND:
            shown = found if not isinstance(found, str) or len(found) <= 200 else f"{found[:200]}..."
            self.faults.add(what, f"{self.name}, line {line}" + (f", column {column}" if column else ""), shown, expected, fix)

    def read(self) -> Election:
        """Read, check, put together."""
        encoding, ended = self._encoding()
        self._lines(encoding)
        self._flush()
        election = self._checked(ended)
        for kind, count in self.counts.items():
            if count > MOST_FAULTS_OF_A_KIND:
                self.faults.add(f"{kind.strip()}: {count - MOST_FAULTS_OF_A_KIND} more lines like this", self.name, count, "none", "mend them as the lines above")
        self.faults.raise_any()
        assert election is not None
        if encoding != "utf-8-sig":
            election = replace(election, notes=(*election.notes, f"{self.name}: 글자 인코딩 {ENCODINGS[encoding]}로 읽음 (read as {ENCODINGS[encoding]})"))
        return election

    def read_later(self, election: Election) -> Election:
        """Read a table of ballots alone."""
        encoding, _ = self._encoding()
        with io.TextIOWrapper(self._bytes(), encoding=encoding, newline="") as text:  # type: ignore[type-var]
            for line, row in self._rows(csv.reader(text, delimiter=";")):
                self.last_line = line
                if "VOTES" not in self.heads:
                    self._head("VOTES", line, row)
                elif any(cell.strip() for cell in row):
                    self._vote(line, row)
        if "VOTES" not in self.heads:
            self.fault("Ballots: the file is empty", 1, "", "nothing", "a header voter_id;vote and a line for each ballot", "copy the file again")
        self._flush()
        self.faults.raise_any()
        return replace(election, **self._held(), notes=tuple(self.notes))

    def _held(self) -> dict[str, Any]:
        """The ballots read, as the fields of an election."""
        votes, head = self.votes, self.heads["VOTES"]
        start = np.concatenate([[0], np.cumsum(np.concatenate(votes.lengths) if votes.lengths else np.zeros(0, np.int64))]).astype(np.int64)
        known = {h: Labels(tuple(votes.words[i]), np.array(votes.codes[i], np.int32)) for i, h in enumerate(head) if h not in ("voter_id", "vote", "points")}
        points = np.concatenate([np.zeros(0, np.int64), *votes.points]) if self.kind in WITH_POINTS else None
        return {"voters": Voters(tuple(votes.ids), known), "start": start, "listed": np.concatenate([np.zeros(0, np.int32), *votes.listed]), "points": points, "points_per_unit": votes.finest}

    def _encoding(self) -> tuple[str, bool]:
        """The encoding that fits every byte, and whether the last line is ended; one pass, a piece at a time."""
        wanted(self.path, "a file of ballots (.pb, .pb.gz)")
        fits = {e: codecs.getincrementaldecoder(e)() for e in ENCODINGS}
        read, end, packed = 0, b"", self.path.stat().st_size
        broken = ""
        try:
            with self._bytes() as stream:
                while chunk := stream.read(CHUNK):
                    read += len(chunk)
                    end = chunk[-1:]
                    if self.path.suffix == ".gz" and read > min(LARGEST_UNPACKED_BYTES, max(LARGEST_RATIO * packed, 1 << 26)):
                        raise InputFault([cut(self.name, "a packed file that grows without measure")])
                    if b"\x00" in chunk:
                        broken = "a zero byte"
                    for encoding in list(fits):
                        try:
                            fits[encoding].decode(chunk)
                        except UnicodeDecodeError:
                            del fits[encoding]
        except (EOFError, OSError, zlib.error) as trouble:
            raise InputFault([cut(self.name, str(trouble))]) from None
        for encoding in list(fits):
            try:
                fits[encoding].decode(b"", True)
            except UnicodeDecodeError:
                del fits[encoding]
        if broken or not fits:
            self.faults.add(f'File "{self.name}": the encoding is not known', f"{self.name}, line {self._line_of_trouble()}", broken or "bytes that are neither UTF-8 nor cp949",
                            "UTF-8 (or cp949) text", "save the file as UTF-8; where the file ends in the middle of a letter, copy or download it again")  # fmt: skip
            self.faults.raise_any()
        return next(iter(fits)), end in (b"\n", b"\r")

    def _line_of_trouble(self) -> int:
        with self._bytes() as stream:
            for no, line in enumerate(stream, start=1):
                try:
                    if "\x00" in line.decode("utf-8"):
                        return no
                except UnicodeDecodeError:
                    return no
        return 1

    def _bytes(self) -> io.BufferedIOBase | gzip.GzipFile:
        return gzip.open(self.path, "rb") if self.path.suffix == ".gz" else self.path.open("rb")

    def _lines(self, encoding: str) -> None:
        section, head_due = "", False
        with io.TextIOWrapper(self._bytes(), encoding=encoding, newline="") as text:  # type: ignore[type-var]
            rows = csv.reader(text, delimiter=";")
            for line, row in self._rows(rows):
                self.last_line = line
                if not row or (len(row) == 1 and not row[0].strip()):
                    continue
                if len(row) == 1 and row[0].strip().upper() in SECTIONS:
                    section = row[0].strip().upper()
                    self._open(section, line)
                    head_due = True
                elif head_due:
                    self._head(section, line, row)
                    head_due = False
                elif section == "VOTES":
                    self._vote(line, row)
                elif section == "PROJECTS":
                    self._project(line, row)
                elif section == "META":
                    self._meta(line, row)
                elif not self.counts.get("before"):
                    self.counts["before"] = 1
                    self.fault("File: begins without a section", line, "", ";".join(row), "META on a line of its own", "begin the file with the line META, then key;value")
            self.last_line = max(self.last_line, rows.line_num)
            if head_due:
                self.fault(f"Section {section}: has no header", self.last_line, "", "the end of the file", ";".join(COLUMNS[section]) + " ...",
                           "the file may be cut: copy or download it again")  # fmt: skip

    def _rows(self, rows: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
        line = 0
        while True:
            try:
                row = next(rows)
            except StopIteration:
                return
            except csv.Error as trouble:
                self.fault("Line: cannot be told apart into cells", line + 1, "", str(trouble), "cells between ; with quotation marks in pairs", "look for a quotation mark that is not closed")
                return
            yield line + 1, row
            line = rows.line_num  # type: ignore[attr-defined]

    def _open(self, section: str, line: int) -> None:
        if section in self.head_lines:
            self.fault(f"Section {section}: stands twice", line, "", section, "each section once", "put the lines of both under one heading")
        wanted = SECTIONS[: SECTIONS.index(section)]
        if missing := [s for s in wanted if s not in self.head_lines]:
            self.fault(f"Section {section}: comes before {', '.join(missing)}", line, "", section, "META, then PROJECTS, then VOTES", "put the sections in this order")
        self.head_lines[section] = line
        if section == "VOTES":
            self._before_votes()

    def _head(self, section: str, line: int, row: list[str]) -> None:
        head = [c.strip() for c in row]
        if section == "META":
            if head[:2] != ["key", "value"]:
                self.fault("Section META: has no header", line, "", ";".join(row), "key;value", "write key;value under META")
            return
        self.heads[section] = head
        for twice in sorted({c for c in head if head.count(c) > 1}):
            self.fault(f'Column "{twice}": stands twice', line, twice, ";".join(head), "each column once", "rename or leave out one of them")
        for column in COLUMNS[section]:
            if column not in head:
                self.fault(f'Section {section}: column "{column}" is missing', line, column, ";".join(head), column, nearest(column, head) or f"add the column {column}")
        if head[0] != COLUMNS[section][0] and COLUMNS[section][0] in head:
            self.fault(f"Section {section}: the columns are exchanged", line, head[0], ";".join(head), f"{COLUMNS[section][0]} first", f"put {COLUMNS[section][0]} first")
        if section == "VOTES":
            self.votes.words = [{} for _ in head]
            self.votes.codes = [[] for _ in head]
            if self.kind in WITH_POINTS and "points" not in head:
                self.fault(f'Section VOTES: column "points" is missing for {self.kind} ballots', line, "points", ";".join(head), "points", "add the column points, or correct vote_type")

    def _meta(self, line: int, row: list[str]) -> None:
        key = row[0].strip()
        if len(row) != 2:
            self.fault(f'META "{key}": has {len(row)} cells', line, "value", ";".join(row), "key;value", "put a value that holds ; between quotation marks")
            return
        if key in self.meta:
            self.fault(f'META "{key}": stands twice', line, "key", key, "each key once", "leave one of the lines out")
        self.meta[key] = row[1].strip()
        self.meta_line[key] = line

    def _project(self, line: int, row: list[str]) -> None:
        head = self.heads.get("PROJECTS", [])
        if len(row) != len(head):
            self.fault(f'Project "{row[0].strip()}": has {len(row)} cells', line, "", ";".join(row), f"{len(head)} cells: {';'.join(head)}", "put a text that holds ; between quotation marks")
            return
        id = row[0].strip()
        if not id or "," in id:
            self.fault("Project: its id is empty or holds a comma", line, "project_id", id, "an id without commas", "give the project an id; ballots name it")
        elif id in self.index:
            self.fault(f'Project "{id}": stands twice', line, "project_id", id, "each id once", f"see line {self.project_lines[self.index[id]]}; leave one out or rename it")
        self.index.setdefault(id, len(self.projects))
        self.projects.append([id, *row[1:]])
        self.project_lines.append(line)

    def _before_votes(self) -> None:
        self.kind = self.meta.get("vote_type", "")
        if self.kind not in KINDS and "vote_type" in self.meta:
            self.fault(f'Kind of ballots "{self.kind}": is not known', self.meta_line["vote_type"], "vote_type", self.kind, ", ".join(KINDS), nearest(self.kind, KINDS) or "use one of these")

    def _vote(self, line: int, row: list[str]) -> None:
        head = self.heads.get("VOTES", [])
        if len(row) != len(head):
            self.fault(f'Ballot "{row[0].strip()}": has {len(row)} cells', line, "", ";".join(row), f"{len(head)} cells: {';'.join(head)}",
                       "the line may be cut: copy or download the file again")  # fmt: skip
            return
        self.votes.rows.append(row)
        self.votes.lines.append(line)
        if len(self.votes.rows) == BATCH:
            self._flush()

    def _flush(self) -> None:
        """Turn the ballots read so far into numbers."""
        votes, head = self.votes, self.heads.get("VOTES", [])
        rows, lines = votes.rows, votes.lines
        votes.rows, votes.lines = [], []
        if not rows or "vote" not in head:
            return
        at = head.index("vote")
        votes.ids += [row[0].strip() for row in rows]
        for column in range(1, len(head)):
            if head[column] not in ("vote", "points"):
                words = votes.words[column]
                votes.codes[column] += [words.setdefault(row[column], len(words)) for row in rows]
        ballots = [row[at].split(",") if row[at].strip() else [] for row in rows]
        flat = [id for ballot in ballots for id in ballot]
        places = list(map(self.index.get, flat))
        if None in places:
            places = [self.index.get(id.strip()) for id in flat]
        lengths = np.array([len(b) for b in ballots])
        if None in places:
            self._unknown(ballots, lines)
            places = [-1 if p is None else p for p in places]
        listed = np.array(places, np.int32) if places else np.zeros(0, np.int32)
        if self.kind in WITH_POINTS and "points" in head:
            points = self._points([row[head.index("points")] for row in rows], lengths, lines)
        else:
            points = None
        of = np.repeat(np.arange(len(rows)), lengths)
        key = of * (len(self.projects) + 2) + listed
        in_order = np.sort(key)
        if (in_order[1:] == in_order[:-1]).any():
            first = np.zeros(len(key), bool)
            first[np.unique(key, return_index=True)[1]] = True
            if points is not None and len(points) == len(first):
                for entry in np.flatnonzero(~first & (listed >= 0)).tolist():
                    self.fault(f'Ballot "{votes.ids[len(votes.ids) - len(rows) + int(of[entry])]}": gives points to a project twice', lines[int(of[entry])], "vote", rows[int(of[entry])][at],
                               "each project once", "add its points up, or correct the ballot")  # fmt: skip
                points = points[first]
            votes.repeated += int((~first).sum())
            votes.twice.append(listed[~first])
            lengths = np.bincount(of[first], minlength=len(rows))
            listed = listed[first]
        votes.lengths.append(lengths)
        votes.listed.append(listed)
        if points is not None:
            votes.points.append(points)

    def _unknown(self, ballots: list[list[str]], lines: list[int]) -> None:
        for ballot, line in zip(ballots, lines, strict=True):
            for id in ballot:
                if id.strip() not in self.index:
                    self.fault(f'Ballot: names a project "{id.strip()}" that is not there', line, "vote", id, "an id of the section PROJECTS",
                               nearest(id.strip(), self.index) or "correct the ballot, or add the project; the line may be cut")  # fmt: skip

    def _points(self, cells: list[str], lengths: np.ndarray, lines: list[int]) -> np.ndarray:
        """Points in whole numbers of the finest step seen so far."""
        flat: list[str] = []
        for cell, length, line in zip(cells, lengths.tolist(), lines, strict=True):
            parts = cell.split(",") if cell.strip() else []
            if len(parts) != length:
                self.fault(f"Ballot: {length} projects, but {len(parts)} points", line, "points", cell, "one number for each project", "correct the ballot; the line may be cut")
                parts = ["0"] * length
            flat += parts
        try:
            whole = [int(p) for p in flat]
            if min(whole, default=0) >= 0 and max(whole, default=0) < 1 << 40 and self.votes.finest == 1:
                return np.array(whole, np.int64)
        except ValueError:
            pass
        line_of = np.repeat(lines, lengths).tolist()
        amounts = []
        for part, line in zip(flat, line_of, strict=True):
            number = part.strip()
            if not re.fullmatch(r"\d{1,12}(\.\d{1,9})?", number):
                self.fault("Ballot: points are not a number", line, "points", part, "numbers from 0, e.g. 3 or 2.5, separated by commas", "correct the ballot; the line may be cut")
                number = "0"
            amounts.append(Fraction(number))
        finest = max(self.votes.finest, *(10 ** _decimals(p.strip()) for p in flat), 1)
        if finest > self.votes.finest:
            self.votes.points = [p * (finest // self.votes.finest) for p in self.votes.points]
            self.votes.finest = finest
        return np.array([int(a * finest) for a in amounts], np.int64)

    def _checked(self, ended: bool) -> Election | None:
        """Compare the file with what it says of itself, and put the election together."""
        for section in SECTIONS:
            if section not in self.head_lines:
                self.fault(f"Section {section}: is missing", self.last_line, "", "the end of the file", "META, PROJECTS and VOTES", "the file may be cut: copy or download it again")
        for key in ("vote_type", "budget", "num_projects", "num_votes"):
            if key not in self.meta and "META" in self.head_lines:
                self.fault(f'META "{key}": is missing', self.head_lines["META"], "key", ", ".join(self.meta) or "nothing", key,
                           nearest(key, self.meta) or f"add a line {key};...; where the file is cut, copy or download it again")  # fmt: skip
        self._count("num_projects", len(self.projects), "projects", "PROJECTS")
        if "VOTES" in self.head_lines:
            self._count("num_votes", len(self.votes.ids), "ballots", "VOTES")
        steps, budget, costs = self._money()
        doubled = len(self.votes.ids) - len(set(self.votes.ids))
        if doubled:
            self.notes.append(f"{self.name}: 투표자 번호가 겹치는 표 {doubled}장, 모두 셈 (ballots whose voter_id stands twice; all counted)")
        if self.votes.repeated:
            self.notes.append(f"{self.name}: 한 표에 두 번 적힌 사업 {self.votes.repeated}건, 한 번만 셈 (projects named twice on a ballot, counted once)")
        if not self.faults.found:
            self._whole(ended)
        if self.faults.found:
            return None
        columns = {h: tuple(row[i].strip() for row in self.projects) for i, h in enumerate(self.heads["PROJECTS"]) if h not in COLUMNS["PROJECTS"]}
        return Election(kind=self.kind, meta=self.meta, steps_per_unit=steps, budget=budget, projects=Projects(tuple(self.index), np.array(costs, np.int64), columns),
                        notes=tuple(self.notes), **self._held())  # fmt: skip

    def _count(self, key: str, found: int, what: str, section: str) -> None:
        if key not in self.meta or section not in self.head_lines:
            return
        if not re.fullmatch(r"\d{1,12}", self.meta[key]):
            self.fault(f'META "{key}": is not a whole number', self.meta_line[key], "value", self.meta[key], "a whole number", f"write the number of {what}")
        elif int(self.meta[key]) != found:
            self.fault(f"Section {section}: has {found} {what}, META says {self.meta[key]}", self.last_line, "", found, f"{self.meta[key]} {what} (line {self.meta_line[key]})",
                       "the file is cut or lines were lost: copy or download it again; if the number in META is wrong, correct it")  # fmt: skip

    def _money(self) -> tuple[int, int, list[int]]:
        """Amounts in whole steps of the smallest amount that the file writes."""
        head = self.heads.get("PROJECTS", [])
        cells = [(row[head.index("cost")], line, "cost", f'Project "{row[0]}": cost') for row, line in zip(self.projects, self.project_lines, strict=True)] if "cost" in head else []
        if "budget" in self.meta:
            cells.append((self.meta["budget"], self.meta_line["budget"], "value", 'META "budget":'))
        amounts = []
        for cell, line, column, what in cells:
            amount = _amount(cell)
            if amount is None:
                self.fault(f"{what} is not an amount of money", line, column, cell, "an amount from 0, e.g. 42000 or 42000.50, without grouping marks", "write the amount as a number")
            amounts.append(amount or Fraction(0))
        steps = max([1, *(a.denominator for a in amounts)])
        for a in amounts:
            steps = steps * a.denominator // np.gcd(steps, a.denominator)
        steps = next((10**d for d in range(7) if 10**d % steps == 0), int(steps))
        whole = [int(a * steps) for a in amounts]
        if sum(whole) > LARGEST:
            self.fault("Amounts: are too large to add up", self.head_lines.get("PROJECTS", 1), "cost", max(whole), "amounts whose sum stays below 2^62 of their smallest step", "check the amounts")
        return steps, (whole.pop() if "budget" in self.meta and whole else 0), whole

    def _whole(self, ended: bool) -> None:
        """Whether the last ballot is whole: its line is ended, or votes and points of each project add up."""
        head, votes = self.heads["VOTES"], self.votes
        listed = np.concatenate([np.zeros(0, np.int32), *votes.listed])
        counted = np.bincount(listed, minlength=len(self.projects))
        loose = counted + np.bincount(np.concatenate([np.zeros(0, np.int32), *votes.twice]), minlength=len(self.projects))
        proven = self._adds_up("votes", counted.tolist(), loose.tolist(), ended)
        if self.kind in WITH_POINTS:
            sums = np.bincount(listed, np.concatenate([np.zeros(0, np.int64), *votes.points]), len(self.projects))
            exact = [Fraction(int(s), votes.finest) for s in sums]
            proven = self._adds_up("score", exact, exact, ended) and proven
        if ended or not votes.ids or self.faults.found:
            return
        last = head[-1]
        if last not in ("vote", "points"):
            code = votes.codes[len(head) - 1]
            proven = code.count(code[-1]) > 1  # a word that no other line ends with may be a part of one
        if not proven:
            self.fault("Ballot: the last line is not ended, and nothing proves that it is whole", self.last_line, last, "the end of the file", "a line end after the last ballot",
                       "copy or download the file again; if the line is whole, end it with a line end")  # fmt: skip

    def _adds_up(self, column: str, sums: Sequence[int | Fraction], loose: Sequence[int | Fraction], ended: bool) -> bool:
        """Whether PROJECTS says of every project what its ballots add up to; where it says otherwise, a note, or a fault if the file may be cut."""
        head = self.heads["PROJECTS"]
        if column not in head:
            return False
        said = [_amount(row[head.index(column)]) for row in self.projects]
        wrong = [i for i, s in enumerate(said) if s is not None and s not in (sums[i], loose[i])]
        if ended and wrong:
            first = self.projects[wrong[0]]
            self.notes.append(f"{self.name}: {column} 열이 표와 맞지 않는 사업 {len(wrong)}개, 표를 따름 (projects whose {column} differ from their ballots; ballots count), "
                              f"{first[0]}: {first[head.index(column)]}, {float(sums[wrong[0]]):g}")  # fmt: skip
        for i in [] if ended else wrong:
            self.fault(f'Project "{self.projects[i][0]}": its {column} do not add up with its ballots, and the last line ({self.last_line}) is not ended', self.project_lines[i], column,
                       self.projects[i][head.index(column)], f"{float(sums[i]):g}, as its ballots say", "the file may be cut: copy or download it again")  # fmt: skip
        return not wrong and None not in said


def _amount(cell: str) -> Fraction | None:
    """A number from 0 with decimals after a point or, where no grouping can be meant, a comma."""
    number = cell.strip()
    if not NUMBER.fullmatch(number) or re.fullmatch(r".*,\d{3}", number) or len(number) > 40:
        return None
    amount = Fraction(number.replace(",", "."))
    return amount if amount >= 0 and amount.denominator <= 10**6 else None


def _decimals(number: str) -> int:
    return len(number.partition(".")[2]) if re.fullmatch(r"\d{1,12}(\.\d{1,9})?", number) else 0
