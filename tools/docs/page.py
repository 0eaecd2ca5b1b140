"""What a page of the site is made of, and the few ways in which its words become HTML."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from types import FunctionType
from typing import Any

from markdown_it import MarkdownIt
from mdit_py_plugins.anchors import anchors_plugin

CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Page:
    """One page of the site."""

    path: str
    """from the site's root, e.g. reference/commands.html"""
    title: str
    group: str
    """heading in the contents under which it is listed"""
    body: str
    """HTML"""


@dataclass
class Writer:
    """Collects the HTML of a page that is made from rows and code."""

    parts: list[str] = field(default_factory=list)

    def heading(self, level: int, title: str, anchor: str) -> None:
        """A heading that can be linked to."""
        self.parts.append(f'<h{level} id="{escape(anchor)}">{inline(title)} <a class="anchor" href="#{escape(anchor)}" aria-hidden="true" tabindex="-1">#</a></h{level}>')

    def words(self, text: str, kind: str = "") -> None:
        """A paragraph; `code` in back quotes."""
        self.parts.append(f"<p{f' class={kind}' if kind else ''}>{inline(text)}</p>")

    def html(self, text: str) -> None:
        """HTML as it is."""
        self.parts.append(text)

    def code(self, text: str) -> None:
        """A block of code."""
        self.parts.append(f"<pre><code>{escape(text)}</code></pre>")

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[object]], anchors: Sequence[str] = ()) -> None:
        """A table; each row may be linked to by its anchor. Cells are text with `code` in back quotes."""
        head = "".join(f"<th>{inline(h)}</th>" for h in heads)
        made = []
        for no, row in enumerate(rows):
            mark = f' id="{escape(anchors[no])}"' if anchors else ""
            made.append(f"<tr{mark}>" + "".join(f"<td>{cell(c)}</td>" for c in row) + "</tr>")
        self.parts.append(f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{"".join(made)}</tbody></table></div>')

    def facts(self, pairs: Iterable[tuple[str, object]]) -> None:
        """Names with their values, one under the other: for rows too wide for a table."""
        held = "".join(f"<div><dt>{inline(n)}</dt><dd>{cell(v)}</dd></div>" for n, v in pairs)
        self.parts.append(f'<dl class="facts">{held}</dl>')

    def docstring(self, thing: object) -> None:
        """What the code itself says."""
        self.parts.append(docstring(thing))

    def page(self, path: str, title: str, group: str) -> Page:
        """The page of what was collected."""
        return Page(path, title, group, "\n".join(self.parts))


def inline(text: str) -> str:
    """Text as HTML; `code` in back quotes."""
    return CODE.sub(r"<code>\1</code>", escape(text, quote=False))


def cell(value: object) -> str:
    """A cell's value as HTML; an address becomes a link, a missing one a dash."""
    if value is None or value == "":
        return '<span class="none">—</span>'
    if isinstance(value, bool):
        return "예" if value else "아니오"
    if isinstance(value, float) and value == int(value):
        value = int(value)
    text = f"{value:,}" if isinstance(value, int) and abs(value) >= 10_000 else str(value)
    return re.sub(r"(https?://[^\s<]+)", r'<a href="\1">\1</a>', inline(text))


def docstring(thing: object) -> str:
    """A docstring as HTML: paragraphs, and its examples as code."""
    made: list[str] = []
    for part in re.split(r"\n\s*\n", inspect.getdoc(thing) or ""):
        if part.lstrip().startswith(">>>"):
            made.append(f"<pre><code>{escape(part)}</code></pre>")
        else:
            made.append(f"<p>{inline(' '.join(part.split()))}</p>")
    where = f"{thing.__module__.removeprefix('dosi.')}.{thing.__name__}" if isinstance(thing, FunctionType) else ""
    return f'<blockquote class="docstring">{f"<cite>{where}</cite>" if where else ""}{"".join(made)}</blockquote>'


def markdown() -> MarkdownIt:
    """The Markdown of the pages: CommonMark with tables, headings that can be linked to, code blocks with the name of their file."""
    md = MarkdownIt("commonmark", {"html": False}).enable("table").use(anchors_plugin, max_level=3)
    md.add_render_rule("fence", _fence)
    md.add_render_rule("table_open", lambda *_: '<div class="wide"><table>')
    md.add_render_rule("table_close", lambda *_: "</table></div>")
    return md


def _fence(renderer: Any, tokens: Sequence[Any], at: int, options: Any, env: Any) -> str:
    kind, _, rest = tokens[at].info.strip().partition(" ")
    named = re.match(r"(?:(title|add))=(\S+)", rest)
    words = {"title": "파일", "add": "끝에 더할 줄"}
    caption = f'<figcaption>{words[named[1]]} <code>{escape(named[2])}</code></figcaption>' if named else ""
    lines = tokens[at].content.rstrip("\n").split("\n")
    if kind == "console":
        text = "\n".join(f"<b>{escape(line)}</b>" if line.startswith("$ ") else f"<i>{escape(line)}</i>" for line in lines)
    elif kind == "worked":
        text = "\n".join(re.sub(r"(#.*)$", r"<i>\1</i>", escape(line)) for line in lines)
    else:
        text = escape("\n".join(lines))
    return f'<figure class="{escape(kind or "text")}">{caption}<pre><code>{text}</code></pre></figure>\n'
