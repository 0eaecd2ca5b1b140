"""Judge the plan against the law, on what is printed: each line of the own checklist is computed, signed, awaiting or missing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any

from dosi.model.blocks import BESIDE, Block, Document, FactRef, Gap, Heading, Paragraph, Ref, Run, Runs, TableBlock, TableRow, Text
from dosi.model.choices import Chosen
from dosi.model.city import City, Shelf
from dosi.model.facts import Facts
from dosi.model.rows import ExistingServices, FundingSources, Goals, Kpis, Law, Lists, MustShow, Opinions, Phases, Received, Services, Strategies, Zones
from dosi.model.table import KEY_JOIN, split
from dosi.model.units import particle
from dosi.model.verdicts import Verdict

STATES_KO = {"computed": "표로 확인", "awaiting": "서명 대기", "signed": "서명됨", "missing": "작성 필요", "not_applicable": "해당 없음"}
FILLER = re.compile(r"lorem|ipsum|dolor sit|작성 필요|내용을 (?:입력|작성)|여기에 (?:내용|글|입력|작성|쓰|적)|\btodo\b|xxx|ㅇㅇㅇ|OOO|…{2,}", re.IGNORECASE)
UNCONFIRMED = "확인 전"
"""an answer that is computed and that no body has confirmed yet"""

Judged = tuple[str, str, str]
"""state, because, anchor"""


def applies(law: dict[str, Any], city: City) -> bool:
    """Whether a clause holds for this city as of the plan's date; one without a known date in force holds."""
    if (law["in_force_from"] and law["in_force_from"] > city.as_of) or (law["in_force_to"] and law["in_force_to"] <= city.as_of):
        return False
    if law["condition"] == "if_designated":
        return (law["designation"] or "") in city.designations
    return law["condition"] != "if_projects" or "projects" in city.designations


def judge(document: Document, city: City, shelf: Shelf) -> list[Verdict]:
    """One verdict per line; a line of several parts holds when all its parts hold."""
    checker = _Checker(document, city, shelf)
    lines: dict[str, list[dict[str, Any]]] = {}
    for part in shelf[MustShow].records():
        lines.setdefault(f"{part['clause']}#{part['no']}", []).append(part)
    laws = {c["clause"]: c for c in shelf[Law].records()}
    made: dict[str, Verdict] = {}
    later = []
    for line, parts in lines.items():
        law = laws[parts[0]["clause"]]
        if not applies(law, city):
            made[line] = Verdict(law["citation_ko"], line, "not_applicable", "이 도시에 지정된 것이 없거나 시행일 밖이다.")
        elif parts[0]["check"] == "lines":
            later.append((line, law, parts[0]))
        else:
            made[line] = checker.line(line, law, parts)
    for line, law, part in later:
        below = [v for n, v in made.items() if n.startswith(part["members"])]
        missing = [f"{v.subject} {lines[v.requirement][0]['text_ko']}" for v in below if not v.holds]
        state = "missing" if missing or not below else "computed"
        made[line] = Verdict(law["citation_ko"], line, state, f"다음 항목이 모자라다: {_few(missing)}" if missing else "아래 항목이 모두 갖추어졌다.")
    return [replace(made[line], title=parts[0]["text_ko"]) for line, parts in lines.items()]


class _Checker:
    """Judges parts of lines on the printed blocks."""

    def __init__(self, document: Document, city: City, shelf: Shelf) -> None:
        self.city, self.shelf = city, shelf
        self.facts = Facts(shelf, city.price_year)
        self.tables: dict[str, list[TableBlock]] = {}
        self.others: dict[str, list[Block]] = {}
        self.boxed: dict[str, str] = {}
        """tables that have nothing to show -> their title"""
        self.lists: dict[str, dict[str, str]] = {}
        for block in document.blocks:
            if isinstance(block, TableBlock):
                self.tables.setdefault(block.id, []).append(block)
            elif isinstance(block, Gap) and block.table:
                self.boxed[block.table] = block.requirement
            for line in () if isinstance(block, Heading) else block.answers:
                self.others.setdefault(line, []).append(block)

    def line(self, line: str, law: dict[str, Any], parts: list[dict[str, Any]]) -> Verdict:
        """The verdict of one line."""
        answering = [b for b in self.others.get(line, []) if not isinstance(b, Gap)]
        if not answering:
            return Verdict(law["citation_ko"], line, "missing", parts[0]["ask_ko"])
        judged = [self._part(p, line) for p in parts]
        missing = [because for state, because, _ in judged if state == "missing"]
        states = {state for state, _, _ in judged}
        anchor = next((a for _, _, a in judged if a), answering[0].anchor)
        if missing:
            return Verdict(law["citation_ko"], line, "missing", " ".join(missing), anchor=anchor)
        signed = next((b for b in answering if isinstance(b, Paragraph) and b.signed_role), None)
        state = "awaiting" if "awaiting" in states else "signed" if "signed" in states else "computed"
        return Verdict(law["citation_ko"], line, state, " ".join(b for _, b, _ in judged), anchor=anchor,
                       signed_role=signed.signed_role if signed else "", signed_on=signed.signed_on if signed else "")  # fmt: skip

    def _part(self, part: dict[str, Any], line: str) -> Judged:
        named = split(part["block"])
        if part["check"] == "text":
            return self._text(part, line, [n.removeprefix("text:") for n in named])
        if part["check"] == "each_if_any" and not self._members(part["members"]):
            return "computed", "그런 항목이 없다.", ""
        found = [t for n in named for id, blocks in self.tables.items() if fnmatchcase(id, n) for t in blocks]
        if not found:
            return "missing", f"{self._absent(named, part)} 계획에 없다. {part['ask_ko']}", ""
        rows = [(t, r, self._empty(t, r, split(part["filled"]))) for t in found for r in t.rows if r.key not in ("", "total")]
        good = [r for _, r, empty in rows if not empty]
        cells = [f"{self._row(t, r)} 행의 {', '.join(empty)} 칸" for t, r, empty in rows if empty]
        if part["check"] == "rows":
            least = part["at_least"] or 1
            if len(good) < least:
                where = f" 빈 칸: 표 ‘{self._caption(found[0])}’에서 {_few(cells)}." if cells else ""
                return "missing", f"채워진 행이 {len(good)}개로 {least}개에 이르지 못한다.{where} {part['ask_ko']}", found[0].anchor
            return "computed", f"채워진 행이 {len(good)}개 있다.", found[0].anchor
        wanted = self._members(part["members"])
        held, there = ({key for r in some for key in keys_of(r)} for some in (good, [r for _, r, _ in rows]))
        absent = [f"{title} 행" for item, title in wanted.items() if item not in there]
        if any(item not in held for item in wanted) or not wanted:
            short = _few([*absent, *(cells if any(item in there - held for item in wanted) else ())])
            return "missing", f"표 ‘{self._caption(found[0])}’에서 빠졌거나 비어 있다: {short or '모든 행'}. {part['ask_ko']}", found[0].anchor
        unconfirmed = any("".join(self._word(x) for x in cell) == UNCONFIRMED for r in good for cell in r.cells)
        if unconfirmed:
            return "awaiting", "계산한 답이 있고 담당 기구의 확인을 기다린다.", found[0].anchor
        return "computed", f"{len(wanted)}개 항목이 모두 있다.", found[0].anchor

    def _absent(self, named: list[str], part: dict[str, Any]) -> str:
        """The tables that a part asks for, by their titles, with the particle that fits; by the line itself where no title is known."""
        titles = list(dict.fromkeys(title for id, title in self.boxed.items() if any(fnmatchcase(id, name) for name in named)))
        said = f"표 {', '.join(f'‘{t}’' for t in titles)}" if titles else f"‘{part['text_ko']}’에 답하는 표"
        return said + particle(said.rstrip("’"), "이")

    def _empty(self, table: TableBlock, row: TableRow, columns: list[str]) -> list[str]:
        """Titles of the cells that should say something in a row and do not."""
        empty = []
        for name in columns:
            found = [n for n, c in enumerate(table.columns) if fnmatchcase(c.id, name)]  # target*: every column so named
            empty += [table.columns[n].title for n in found if not self._says(row.cells[n])] if found else [f"‘{name}’(표에 없는 열)"]
        return list(dict.fromkeys(empty))

    def _row(self, table: TableBlock, row: TableRow) -> str:
        """How a planner finds a row: the words of its first cell that says something."""
        said = next((words for cell in row.cells if (words := "".join(self._word(r) for r in cell).strip()) not in ("", "—")), "")
        return f"‘{said[:40]}’" if said else f"{table.rows.index(row) + 1}번째"

    def _caption(self, table: TableBlock) -> str:
        return "".join(self._word(r) for r in table.caption)

    def _says(self, runs: Runs) -> bool:
        said = "".join(self._word(r) for r in runs).strip()
        return bool(said) and said not in ("—", "-", "자료 없음") and not FILLER.search(said)

    def _word(self, run: Run) -> str:
        return self.facts.text(run) if isinstance(run, FactRef) else run.text

    def _members(self, name: str) -> dict[str, str]:
        """Keys and titles that must have a row; of `goals~phases` every pair, of `chosen_services~problem` that row of each."""
        wanted = {"": ""}
        for part in name.split(KEY_JOIN):
            listed = self._listed(part) or {part: ""}
            wanted = {f"{k}{KEY_JOIN if k else ''}{item}": f"{t} {title}".strip() for k, t in wanted.items() for item, title in listed.items()}
        return wanted if self._listed(name.partition(KEY_JOIN)[0]) else {}

    def _listed(self, name: str) -> dict[str, str]:
        tables: dict[str, Callable[[], dict[str, str]]] = {
            "zones": lambda: _titles(self.shelf[Zones].records(), "zone", "name_ko"),
            "years": lambda: {str(y): str(y) for y in self.city.years},
            "phases": lambda: _titles(self.shelf[Phases].records(), "phase", "title_ko"),
            "goals": lambda: _titles(self.shelf[Goals].records(), "goal", "title_ko"),
            "kpis": lambda: _titles(self.shelf[Kpis].records(), "kpi", "title_ko"),
            "existing_services": lambda: _titles(self.shelf[ExistingServices].records(), "existing", "title_ko"),
            "opinions": lambda: _titles(self.shelf[Opinions].records(), "opinion", "opinion"),
            "received": lambda: _titles(self.shelf[Received].records(), "opinion", "opinion"),
            "funds": lambda: _titles(self.shelf[FundingSources].records(), "fund", "title_ko"),
            "chosen_services": lambda: self._chosen(self.shelf[Services].records()),
            "sited_services": lambda: self._chosen([s for s in self.shelf[Services].records() if s["site_role"]]),
        }
        if name not in self.lists:
            of_list = [r for r in self.shelf[Lists].records() if r["list"] == name] if name not in tables else []
            self.lists[name] = tables[name]() if name in tables else _titles(of_list, "item", "title_ko")
        return self.lists[name]

    def _chosen(self, services: list[dict[str, Any]]) -> dict[str, str]:
        """Those of some services that the plan starts."""
        starting = set(self.shelf[Chosen].rows["service"])
        return {s: t for s, t in _titles(services, "service", "title_ko").items() if s in starting}

    def _text(self, part: dict[str, Any], line: str, anchors: list[str]) -> Judged:
        paragraphs = [b for b in self.others.get(line, []) if isinstance(b, Paragraph) and b.written]
        words = "\n".join("".join(self._word(r) for r in p.runs) for p in paragraphs)
        trouble = substance(words, part["at_least"] or 60)
        if trouble:
            return "missing", f"{trouble} {part['ask_ko']}", paragraphs[0].anchor if paragraphs else ""
        signed = all(p.signed_role for p in paragraphs)
        first = paragraphs[0]
        return ("signed", f"{first.signed_role}, {first.signed_on}", first.anchor) if signed else ("awaiting", "글이 있고 서명을 기다린다.", first.anchor)


def keys_of(row: TableRow) -> set[str]:
    """Whom a row speaks of: the key of each that stands side by side in it, and the parts of these keys."""
    return {key for whole in row.key.split(BESIDE) for key in (whole, *whole.split(KEY_JOIN))}


def substance(words: str, least: int) -> str:
    """Why a text says nothing; empty when it has substance: enough Hangul in sentences that differ, no filler."""
    sentences = dict.fromkeys(" ".join(s.split()) for s in re.split(r"[.!?\n]+", words))
    hangul = re.findall(r"[가-힣]", " ".join(sentences))
    letters = re.findall(r"[^\W\d_]", " ".join(sentences))
    if len(hangul) < least:
        return f"글이 짧거나 없다(한글 {len(hangul)}자, 최소 {least}자)."
    if FILLER.search(words) or len(hangul) < 0.6 * len(letters):
        return "자리만 채운 글이다."
    tokens = re.findall(r"[가-힣]+", words)
    if len(set(tokens)) < 0.4 * len(tokens):
        return "같은 말이 되풀이된다."
    return ""


def _few(items: list[str], most: int = 8) -> str:
    """Some items in a row, and how many more there are."""
    return ", ".join(items[:most]) + (f" 외 {len(items) - most}" if len(items) > most else "")


def _titles(rows: list[dict[str, Any]], key: str, title: str) -> dict[str, str]:
    return {r[key]: r[title] for r in rows}


def unanswered_goals(shelf: Shelf) -> list[Verdict]:
    """A goal without a chosen service, or a chosen service without a goal, is a fault of the plan."""
    strategies = shelf[Strategies].records()
    chosen = set(shelf[Chosen].rows["service"])
    served = {s for row in strategies for s in split(row["services"])}
    made = []
    for goal in shelf[Goals].records():
        mine = {s for row in strategies if row["goal"] == goal["goal"] for s in split(row["services"])}
        if not mine & chosen:
            made.append(Verdict(f"목표 ‘{goal['title_ko']}’", f"goal:{goal['goal']}", "missing", "이 목표를 위한 선정 서비스가 없다."))
    titles = _titles(shelf[Services].records(), "service", "title_ko")
    made += [Verdict(f"서비스 ‘{titles[s]}’", f"service:{s}", "missing", "이 서비스가 속한 목표가 없다.") for s in sorted(chosen - served)]
    return made


def with_checklist(document: Document, verdicts: list[Verdict], shelf: Shelf) -> Document:
    """The document with its checklist table filled in, and a box 작성 필요 where what stands there falls short of a line."""
    laws = {c["clause"]: c for c in shelf[Law].records()}
    text = {f"{p['clause']}#{p['no']}": p["text_ko"] for p in reversed(shelf[MustShow].records())}
    numbers = {b.anchor: (b.number or b.anchor) for b in document.blocks if isinstance(b, TableBlock)}
    rows = []
    for v in verdicts:
        law = laws.get(v.requirement.partition("#")[0])
        place: Runs = (Ref("caption", numbers.get(v.anchor, "본문"), v.anchor),) if v.anchor else (Text("—"),)
        rows.append(TableRow(v.requirement, ((Ref("article", law["citation_ko"] if law else v.subject),), _plain(text.get(v.requirement, v.because)),
                                             (Text(STATES_KO[v.state]),), place)))  # fmt: skip
    blocks = tuple(replace(b, rows=tuple(rows)) if isinstance(b, TableBlock) and b.id == "law_checklist" else b for b in document.blocks)
    return replace(document, blocks=_boxed(blocks, verdicts))


def _boxed(blocks: tuple[Block, ...], verdicts: list[Verdict]) -> tuple[Block, ...]:
    boxed = {line for b in blocks if isinstance(b, Gap) for line in b.answers}
    after = {line: n for n, b in enumerate(blocks) if not isinstance(b, Heading) for line in b.answers}
    short: dict[int, list[Verdict]] = {}
    for v in verdicts:
        if v.state == "missing" and v.requirement in after and v.requirement not in boxed:
            short.setdefault(after[v.requirement], []).append(v)
    made: list[Block] = []
    for n, block in enumerate(blocks):
        made += [block, *(Gap(f"{v.subject} {v.title}", v.because, f"{v.requirement.replace('#', '-')}-gap", (v.requirement,)) for v in short.get(n, ()))]
    return tuple(made)


def _plain(text: str) -> Runs:
    return (Ref("written", text),) if re.search("[0-9]", text) else (Text(text),)
