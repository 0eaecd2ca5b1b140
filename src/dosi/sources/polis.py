"""Read the export folder of a Polis conversation: statements (comments.csv), votes (votes.csv, participants-votes.csv), also as .csv.gz."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv
from numpy.typing import NDArray

from dosi.model.errors import Faults, nearest
from dosi.model.votes import Cast, Statement, Votes, keep_last
from dosi.sources.masking import masked

BLOCK_BYTES = 1 << 24
LINE_END = 10
MOST_TOLD = 50
"""faults told of one file; the rest are counted"""
SPOKEN = {"1": 1, "0": 0, "-1": -1, "1.0": 1, "0.0": 0, "-1.0": -1}
ABOUT = ("participant", "xid", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree")
"""columns of participants-votes.csv that are no statements"""
AGAIN = "take the export again, or put the line back"


@dataclass(frozen=True)
class Export:
    """What an export folder holds."""

    votes: Votes
    groups: dict[str, int]
    """group of each participant that the export places; empty without participants-votes.csv"""
    understood: tuple[str, ...]
    """how doubtful points were read, in Korean sentences"""


@dataclass
class _Columns:
    """Votes as read, id by id."""

    participants: dict[str, int] = field(default_factory=dict)
    statements: dict[str, int] = field(default_factory=dict)
    parts: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int8], NDArray[np.int64]]] = field(default_factory=list)

    def take(self, people: Sequence[str], statements: Sequence[str], person: NDArray[np.int64], statement: NDArray[np.int64], vote: NDArray[np.int8], at: NDArray[np.int64]) -> None:
        """Add votes whose ids are given by position in two lists of ids."""
        self.parts.append((_renumbered(people, self.participants)[person], _renumbered(statements, self.statements)[statement], vote, at))

    def joined(self, texts: dict[str, Statement]) -> Cast:
        """One cast of all; statements that no file describes have no text."""
        person, statement, vote, at = (np.concatenate([p[i] for p in self.parts]) if self.parts else np.zeros(0, dtype) for i, dtype in enumerate((np.int64, np.int64, np.int8, np.int64)))
        known = dict.fromkeys([*self.statements, *texts])
        return Cast(person, statement, vote, at, list(self.participants), [texts.get(i, Statement(i)) for i in known])


def read_export(folder: Path, say: Callable[[str], None] = lambda _: None) -> Export:
    """Read the folder; all faults of all its files together. One of votes.csv and participants-votes.csv is enough.

    Of several votes of a participant on a statement the last counts. Where both files are there, they must tell the same votes; where votes.csv counts
    agreement as -1 (some exports do), the other file or the counts in comments.csv show it, and the signs are turned.
    """
    faults = Faults()
    found = {name: _find(folder, name) for name in ("comments", "votes", "participants-votes")}
    if not folder.is_dir():
        faults.add(f'Export folder "{folder.name}": is not there', str(folder), "no folder", "a folder with comments.csv and votes.csv or participants-votes.csv", "check the path")
    elif found["votes"] is None and found["participants-votes"] is None:
        names = sorted(p.name for p in folder.iterdir())[:10]
        faults.add("Export: there are no votes", str(folder), ", ".join(names) or "an empty folder", "votes.csv or participants-votes.csv (or .csv.gz)", "put the export's files here")
    faults.raise_any()
    comments, events_path, matrix_path = found["comments"], found["votes"], found["participants-votes"]
    texts: dict[str, Statement] = {}
    tallies: dict[str, tuple[int, int]] = {}
    events, matrix = _Columns(), _Columns()
    groups: dict[str, int] = {}
    ends: dict[Path, int] = {}
    hidden = Counter[str]()
    if comments:
        say(f"{comments.name} 읽는 중")
        texts, tallies, ends[comments] = _comments(comments, faults, hidden)
    if events_path:
        ends[events_path] = _votes(events_path, events, faults, say)
    if matrix_path:
        say(f"{matrix_path.name} 읽는 중")
        groups, ends[matrix_path] = _matrix(matrix_path, matrix, faults)
    read = [(path, columns) for path, columns in ((events_path, events), (matrix_path, matrix)) if path]
    for path, columns in read:
        unknown = [s for s in columns.statements if s not in texts]
        if comments and unknown and not faults.found:
            faults.add("Statements: votes stand on statements that comments.csv does not hold", f"{comments.name}, ends at line {ends[comments]}; {path.name}", ", ".join(unknown[:5]),
                       "a row for every statement voted on", "comments.csv may be cut: take the export again")  # fmt: skip
    faults.raise_any()
    if not any(columns.parts for _, columns in read):
        path = read[0][0]
        faults.add(f"{path.name}: nobody voted", f"{path.name}, ends at line {ends[path]}", "no votes", "at least one vote", "the file may be cut, or was taken before votes were cast: take the export again")
        faults.raise_any()
    understood: list[str] = []
    kept = [keep_last(columns.joined(texts)) for _, columns in read]
    votes = kept[0]
    if events_path:
        votes = _signed(votes, kept[1] if matrix_path else None, tallies, understood)
        doubles = sum(len(p[2]) for p in events.parts) - len(votes.vote)
        if doubles:
            understood.append(f"같은 사람이 같은 문장에 다시 던진 표 {doubles}건: 마지막 표만 셌습니다")
    if events_path and matrix_path:
        _agreeing(votes, kept[1], events_path, matrix_path, ends, faults)
    faults.raise_any()
    out = sum(not s.shown for s in votes.statements)
    if out:
        understood.append(f"중재자가 뺀 문장 {out}개: 그 표는 두되 세지 않았습니다")
    if hidden:
        understood.append("문장에서 가린 개인정보: " + ", ".join(f"{kind} {n}건" for kind, n in sorted(hidden.items())))
    return Export(votes, groups, tuple(understood))


def _find(folder: Path, name: str) -> Path | None:
    return next((p for p in (folder / f"{name}.csv", folder / f"{name}.csv.gz") if p.is_file()), None)


def _renumbered(ids: Sequence[str], known: dict[str, int]) -> NDArray[np.int64]:
    return np.array([known.setdefault(i, len(known)) for i in ids], dtype=np.int64)


# --- files as lines -------------------------------------------------------------------------------------------------------------


def _blocks(path: Path, faults: Faults) -> Iterator[tuple[int, bytes]]:
    """The file's bytes in whole lines, with the number of their first line; a packed file that breaks off is a fault that names the line reached."""
    rest, line = b"", 1
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
            while block := file.read(BLOCK_BYTES):
                rest += block
                if cut := rest.rfind(b"\n") + 1:
                    yield line, rest[:cut]
                    line += int(np.count_nonzero(np.frombuffer(rest, np.uint8, cut) == LINE_END))
                    rest = rest[cut:]
    except (EOFError, OSError, zlib.error) as error:
        faults.add(f"{path.name}: the packed file breaks off", f"{path.name}, line {line + rest.count(LINE_END)}", str(error), "a whole gzip file", "take the export again")
        return
    if rest:
        yield line, rest


def _text(block: bytes, path: Path, line: int, faults: Faults) -> str:
    try:
        return block.decode("utf-8-sig" if line == 1 else "utf-8")
    except UnicodeDecodeError as error:
        at = line + block.count(b"\n", 0, error.start)
        faults.add(f"{path.name}: is not UTF-8", f"{path.name}, line {at}", f"byte {block[error.start]:#04x}", "UTF-8 text, as exported", "save the file as UTF-8")
        return block.decode("utf-8", errors="replace")


def _rows(path: Path, faults: Faults, whole_lines: bool) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line they end on; a quotation that never closes and, if asked, a last line without its end are faults."""
    parts: list[str] = []
    for first, block in _blocks(path, faults):
        parts.append(_text(block, path, first, faults))
    text = "".join(parts)
    if not text:
        faults.add(f"{path.name}: is empty", f"{path.name}, line 1", "nothing", "a header and rows", "take the export again")
        return
    if whole_lines and not text.endswith(("\n", "\r")):
        faults.add(f"{path.name}: the last line does not end", f"{path.name}, line {text.count(chr(10)) + 1}", "no line break", "a line break at the end of every line", "the file was cut: take the export again (or end the line, if it is whole)")
    if "\0" in text:
        at = text.index("\0")
        faults.add(f"{path.name}: holds a zero byte", f"{path.name}, line {text.count(chr(10), 0, at) + 1}", "a zero byte", "text", "take the export again")
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    began = 1
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    try:
        for row in reader:
            if row:
                yield began, row
            began = reader.line_num + 1
    except csv.Error as error:
        faults.add(f"{path.name}: the row that begins here is broken", f"{path.name}, line {began}", str(error), "quotation marks in pairs, to the end of the file", AGAIN)


def _header(path: Path, row: list[str], wanted: Sequence[str], faults: Faults) -> dict[str, int]:
    names = [n.strip().lower() for n in row]
    for name in wanted:
        if name not in names:
            faults.add(f"{path.name}: a column is missing", f"{path.name}, line 1, column {name}", ",".join(row)[:80], f"a column {name}", nearest(name, names) or "take the export again")
    return {n: i for i, n in enumerate(names)}


class _Told:
    """Faults of one file, counted beyond the first."""

    def __init__(self, path: Path, faults: Faults) -> None:
        self.path, self.faults, self.count = path, faults, 0

    def add(self, what: str, line: int, column: str, found: object, expected: str, fix: str) -> None:
        """Note one; beyond the first fifty they are only counted."""
        self.count += 1
        if self.count <= MOST_TOLD:
            self.faults.add(f"{self.path.name}: {what}", f"{self.path.name}, line {line}" + (f", column {column}" if column else ""), found, expected, fix)

    def end(self) -> None:
        """Say how many more there are."""
        if self.count > MOST_TOLD:
            self.faults.add(f"{self.path.name}: there are more", self.path.name, f"{self.count - MOST_TOLD} more faults", "none", "mend those above and run again")


# --- comments.csv ---------------------------------------------------------------------------------------------------------------


def _comments(path: Path, faults: Faults, hidden: Counter[str]) -> tuple[dict[str, Statement], dict[str, tuple[int, int]], int]:
    texts: dict[str, Statement] = {}
    tallies: dict[str, tuple[int, int]] = {}
    told = _Told(path, faults)
    rows = _rows(path, faults, whole_lines=True)
    line, head = next(rows, (1, []))
    if not head:
        return texts, tallies, line
    at = _header(path, head, ("comment-id", "comment-body"), faults)
    if "comment-id" not in at or "comment-body" not in at:
        return texts, tallies, line
    for line, row in rows:
        if len(row) != len(head):
            told.add("a row has another number of cells", line, "", f"{len(row)} cells", f"{len(head)} cells, as the header", AGAIN)
            continue
        cell = {n: row[i].strip() for n, i in at.items()}
        name, moderated = cell["comment-id"], cell.get("moderated", "") or "0"
        if not name or name in texts:
            told.add("a statement's id is empty" if not name else "a statement's id stands twice", line, "comment-id", name, "an id of its own", AGAIN)
            continue
        if moderated not in ("-1", "0", "1"):
            told.add("moderation is not known", line, "moderated", moderated, "-1 (taken out), 0 (not judged) or 1 (accepted)", "write one of these")
        counts = [cell.get(c, "") or "0" for c in ("agrees", "disagrees")]
        for column, value in zip(("agrees", "disagrees"), counts, strict=True):
            if not (value.isascii() and value.isdigit()):
                told.add("a count is not a whole number", line, column, value, "a whole number", AGAIN)
        if all(c.isascii() and c.isdigit() for c in counts) and "agrees" in at:
            tallies[name] = (int(counts[0][:15]), int(counts[1][:15]))
        text, secrets = masked(cell["comment-body"])
        hidden.update(secrets)
        texts[name] = Statement(name, text, moderated != "-1", cell.get("is-meta", "").lower() in ("true", "1", "t"))
    told.end()
    return texts, tallies, line


# --- votes.csv ------------------------------------------------------------------------------------------------------------------


def _votes(path: Path, columns: _Columns, faults: Faults, say: Callable[[str], None]) -> int:
    """Read votes.csv block by block; returns its last line."""
    told = _Told(path, faults)
    head, at, line = [""], {"": 0}, 1
    last = b""
    for line, block in _blocks(path, faults):
        first, rest = line, block
        if head == [""]:
            cut = block.find(b"\n") + 1 or len(block)
            text = _text(block[:cut], path, 1, faults)
            head = next(csv.reader([text.rstrip("\r\n").replace("\0", "").replace("\r", " ")]), [])
            at = _header(path, head, ("comment-id", "voter-id", "vote"), faults)
            if not {"comment-id", "voter-id", "vote"} <= at.keys():
                return line
            first, rest = 2, block[cut:]
        if rest and not _quick(rest, head, at, columns):
            _slow(rest, first, path, head, at, columns, told, faults)
        say(f"{path.name} {line:,}행")
        last = block
    if head == [""]:
        faults.add(f"{path.name}: is empty", f"{path.name}, line 1", "nothing", "a header and rows", "take the export again")
    told.end()
    return line + last.rstrip(b"\r\n").count(LINE_END)


def _quick(block: bytes, head: list[str], at: dict[str, int], columns: _Columns) -> bool:
    """Take a block that is plainly well; anything doubtful is left to `_slow`, which says what is wrong."""
    if b'"' in block or b"\0" in block or b"\r" in block or not block.endswith(b"\n") or len(set(head)) != len(head):
        return False
    names = [str(i) for i in range(len(head))]
    wanted = {names[at["comment-id"]]: pa.string(), names[at["voter-id"]]: pa.string(), names[at["vote"]]: pa.int64()}
    if "timestamp" in at:
        wanted[names[at["timestamp"]]] = pa.int64()
    try:
        table = arrow_csv.read_csv(
            pa.py_buffer(block), read_options=arrow_csv.ReadOptions(column_names=names, block_size=BLOCK_BYTES * 2),
            parse_options=arrow_csv.ParseOptions(quote_char=False),
            convert_options=arrow_csv.ConvertOptions(include_columns=list(wanted), column_types=wanted, null_values=[], strings_can_be_null=False),
        )  # fmt: skip
    except pa.ArrowInvalid:
        return False
    vote = table.column(names[at["vote"]]).to_numpy()
    if len(vote) == 0 or not np.isin(vote, (-1, 0, 1)).all():
        return len(vote) == 0
    coded = [table.column(names[at[c]]).combine_chunks().dictionary_encode() for c in ("voter-id", "comment-id")]
    ids = [c.dictionary.to_pylist() for c in coded]
    if any(not i or i != i.strip() for names_ in ids for i in names_):
        return False
    when = table.column(names[at["timestamp"]]).to_numpy() if "timestamp" in at else np.zeros(len(vote), np.int64)
    columns.take(ids[0], ids[1], coded[0].indices.to_numpy().astype(np.int64), coded[1].indices.to_numpy().astype(np.int64), vote.astype(np.int8), when)
    return True


def _slow(block: bytes, first: int, path: Path, head: list[str], at: dict[str, int], columns: _Columns, told: _Told, faults: Faults) -> None:
    people: dict[str, int] = {}
    statements: dict[str, int] = {}
    taken: list[tuple[int, int, int, int]] = []
    for offset, words in enumerate(_text(block, path, first, faults).split("\n")):
        line = first + offset
        words = words.rstrip("\r")
        if not words.strip():
            continue
        try:
            row = next(csv.reader([words.replace("\0", "\ufffd")], strict=True))
        except csv.Error as error:
            told.add("a row is broken", line, "", str(error), "quotation marks in pairs", AGAIN)
            continue
        if len(row) != len(head):
            told.add("a row has another number of cells", line, "", f"{len(row)} cells", f"{len(head)} cells, as the header", AGAIN)
            continue
        voter, statement, vote = (row[at[c]].strip() for c in ("voter-id", "comment-id", "vote"))
        when = row[at["timestamp"]].strip() if "timestamp" in at else "0"
        for column, value in (("voter-id", voter), ("comment-id", statement)):
            if not value:
                told.add("an id is empty", line, column, value, "an id", AGAIN)
        if vote not in SPOKEN:
            told.add("a vote is not known", line, "vote", vote, "1 (agree), 0 (pass) or -1 (disagree)", "write one of these, or take the row out")
        if not (when.isascii() and when.lstrip("-").isdigit() and len(when) < 18):
            told.add("a time is not known", line, "timestamp", when, "milliseconds since 1970, a whole number", AGAIN)
        elif voter and statement and vote in SPOKEN:
            taken.append((people.setdefault(voter, len(people)), statements.setdefault(statement, len(statements)), SPOKEN[vote], int(when)))
    if taken:
        person, column, said, at_ = np.array(taken, dtype=np.int64).T
        columns.take(list(people), list(statements), person, column, said.astype(np.int8), at_)


# --- participants-votes.csv -----------------------------------------------------------------------------------------------------


def _matrix(path: Path, columns: _Columns, faults: Faults) -> tuple[dict[str, int], int]:
    told = _Told(path, faults)
    rows = _rows(path, faults, whole_lines=False)
    groups: dict[str, int] = {}
    line, head = next(rows, (1, []))
    if not head:
        return groups, line
    at = _header(path, head, ("participant",), faults)
    if "participant" not in at:
        return groups, line
    names = [h.strip() for h in head]
    places = [(i, n) for i, n in enumerate(names) if n.lower() not in ABOUT]
    twice = {n for _, n in places if names.count(n) > 1} | ({""} if any(not n for _, n in places) else set())
    for name in sorted(twice):
        told.add("a statement's column stands twice" if name else "a column has no name", 1, name, name, "one column per statement id", AGAIN)
    people: dict[str, int] = {}
    person, column, vote = [], [], []
    for line, row in rows:
        if len(row) != len(head):
            told.add("a row has another number of cells", line, "", f"{len(row)} cells", f"{len(head)} cells, as the header", AGAIN)
            continue
        name = row[at["participant"]].strip()
        if not name or name in people:
            told.add("a participant's id is empty" if not name else "a participant stands twice", line, "participant", name, "an id of its own", AGAIN)
            continue
        people[name] = len(people)
        agree = disagree = voted = 0
        for j, (i, statement) in enumerate(places):
            value = row[i].strip()
            if not value:
                continue
            said = SPOKEN.get(value)
            if said is None:
                told.add("a vote is not known", line, statement, value, "1 (agree), 0 (pass), -1 (disagree) or nothing (not seen)", "write one of these")
                continue
            voted, agree, disagree = voted + 1, agree + (said > 0), disagree + (said < 0)
            person.append(people[name])
            column.append(j)
            vote.append(said)
        for label, count in (("n-votes", voted), ("n-agree", agree), ("n-disagree", disagree)):
            if label in at and row[at[label]].strip() not in ("", str(count), f"{count}.0"):
                told.add("a participant's votes are not as many as the row says", line, label, row[at[label]], str(count), "the row may be cut or edited: take the export again")
        group = row[at["group-id"]].strip() if "group-id" in at else ""
        if group:
            if group.removesuffix(".0").isascii() and group.removesuffix(".0").isdigit():
                groups[name] = int(group.removesuffix(".0"))
            else:
                told.add("a group is not known", line, "group-id", group, "a whole number or nothing", AGAIN)
    told.end()
    if person and not twice:
        columns.take(list(people), [n for _, n in places], np.array(person, dtype=np.int64), np.array(column, dtype=np.int64), np.array(vote, dtype=np.int8), np.zeros(len(vote), np.int64))
    return groups, line


# --- one against the other ------------------------------------------------------------------------------------------------------


def _cells(votes: Votes, people: dict[str, int], statements: dict[str, int]) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
    person = np.array([people[p] for p in votes.participants], dtype=np.int64)[votes.rows()]
    column = np.array([statements[s.id] for s in votes.statements], dtype=np.int64)[votes.statement]
    cell = person * max(1, len(statements)) + column
    order = np.argsort(cell, kind="stable")
    return cell[order], votes.vote[order]


def _numbered(first: Votes, second: Votes) -> tuple[dict[str, int], dict[str, int]]:
    people = {p: i for i, p in enumerate(dict.fromkeys([*first.participants, *second.participants]))}
    return people, {s: i for i, s in enumerate(dict.fromkeys(s.id for s in [*first.statements, *second.statements]))}


def _signed(votes: Votes, matrix: Votes | None, tallies: dict[str, tuple[int, int]], understood: list[str]) -> Votes:
    """votes.csv with agreement as 1: turned where the matrix, or without it the counts of comments.csv, tell the opposite."""
    if matrix is not None:
        numbered = _numbered(votes, matrix)
        (a, vote), (b, other) = _cells(votes, *numbered), _cells(matrix, *numbered)
        _, i, j = np.intersect1d(a, b, assume_unique=True, return_indices=True)
        product = vote[i].astype(np.int64) * other[j]
    else:
        lean = np.array([a - d for a, d in (tallies.get(s.id, (0, 0)) for s in votes.statements)], dtype=np.int64)
        product = np.sign(np.bincount(votes.statement, weights=votes.vote, minlength=len(lean))).astype(np.int64) * np.sign(lean)
    against, alike = int((product < 0).sum()), int((product > 0).sum())
    if against <= alike:
        return votes
    told = "participants-votes.csv" if matrix is not None else "comments.csv"
    understood.append(f"votes.csv는 찬성을 -1로 적었습니다 ({told}와 {against}곳 반대, {alike}곳 같음): 부호를 뒤집어 읽었습니다")
    return Votes(votes.participants, votes.statements, votes.start, votes.statement, (-votes.vote).astype(np.int8), votes.at)


def _agreeing(votes: Votes, matrix: Votes, votes_path: Path, matrix_path: Path, ends: dict[Path, int], faults: Faults) -> None:
    numbered = _numbered(votes, matrix)
    (a, vote), (b, other) = _cells(votes, *numbered), _cells(matrix, *numbered)
    people, statements = (list(n) for n in numbered)
    for cells, path, line, there in ((np.setdiff1d(b, a), votes_path, ends[votes_path], matrix_path), (np.setdiff1d(a, b), matrix_path, ends[matrix_path], votes_path)):
        if len(cells):
            person, column = divmod(int(cells[0]), max(1, len(statements)))
            faults.add(f"{path.name}: votes are missing that {there.name} holds", f"{path.name}, ends at line {line}", f"{len(cells)} missing, e.g. participant {people[person]} on statement {statements[column]}",
                       "the same votes in both files", "the file may be cut: export both again, or take one of the two away")  # fmt: skip
    _, i, j = np.intersect1d(a, b, assume_unique=True, return_indices=True)
    differ = np.flatnonzero(vote[i] != other[j])
    if len(differ):
        person, column = divmod(int(a[i[differ[0]]]), max(1, len(statements)))
        faults.add("Votes: the two files tell different votes", f"{votes_path.name} and {matrix_path.name}", f"{len(differ)} votes, e.g. participant {people[person]} on statement {statements[column]}",
                   "the same last vote in both files", "export both again, or take one of the two away")  # fmt: skip
