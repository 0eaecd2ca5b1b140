"""Write the site: every Markdown page of `docs/`, the reference, a search that needs no server, fonts and style beside them."""

from __future__ import annotations

import importlib
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, relpath

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from docs import reference
from docs.page import Page, docstring, markdown

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = ROOT / "docs"
HERE = Path(__file__).parent
FONTS = ROOT / "src" / "dosi" / "document" / "render" / "fonts"
GROUPS = ("시작", "더하는 법", "이해", "참고", "참고: 목록")
HEAD = re.compile(r"\A<!--\s*(.*?)\s*-->\s*")
FROM_CODE = re.compile(r"^<p>\{docstring ([\w.]+):(\w+)\}</p>$", re.MULTILINE)


def build(folder: Path) -> Path:
    """Make the whole site in a folder, replacing what was there."""
    pages = [*written_pages(), *reference.pages()]
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    environment = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.get_template("page.html")
    contents = [(group, [p for p in pages if p.group == group]) for group in GROUPS]
    for page in pages:
        to = folder / page.path
        to.parent.mkdir(parents=True, exist_ok=True)
        root = relpath(".", dirname(page.path) or ".")
        to.write_text(template.render(page=page, contents=contents, root=root, here=sections(page)), encoding="utf-8", newline="\n")
    for name in ("docs.css", "search.js"):
        shutil.copyfile(HERE / name, folder / name)
    (folder / "index.js").write_text(f"window.dosiDocs = {json.dumps(index(pages), ensure_ascii=False)};\n", encoding="utf-8", newline="\n")
    shutil.copytree(FONTS, folder / "fonts", ignore=lambda _, names: [n for n in names if not n.endswith((".woff2", ".txt"))])
    if (PAGES / "pictures").is_dir():
        shutil.copytree(PAGES / "pictures", folder / "pictures")
    return folder


def written_pages() -> list[Page]:
    """The pages people write: `docs/**/*.md`, each with a comment `<!-- group: ...; no: ... -->` at its head."""
    md = markdown()
    made = []
    for path in sorted(PAGES.rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        head = HEAD.match(text)
        about = dict(p.split(": ", 1) for p in re.split(r";\s*", head[1])) if head else {}
        body = md.render(text[head.end() :] if head else text)
        title = re.search(r"<h1[^>]*>(.*?)</h1>", body)
        if not title:
            raise ValueError(f"{path}: has no title (# ...)")
        body = re.sub(r'href="(?!https?:)([^"#]+)\.md(#[^"]*)?"', lambda m: f'href="{m[1]}.html{m[2] or ""}"', body)
        body = FROM_CODE.sub(lambda m: docstring(getattr(importlib.import_module(m[1]), m[2])), body)
        name = path.relative_to(PAGES).with_suffix(".html").as_posix()
        made.append((about.get("group", GROUPS[2]), int(about.get("no", 99)), Page(name, re.sub("<.*?>", "", title[1]), about.get("group", GROUPS[2]), body)))
    return [page for _, _, page in sorted(made, key=lambda m: (GROUPS.index(m[0]), m[1], m[2].path))]


class _Sections(HTMLParser):
    """Cuts a page into what stands under each heading or row that can be linked to."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.found: list[tuple[int, str, str, list[str]]] = [(1, "", title, [])]
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        anchor = dict(attrs).get("id")
        if anchor and tag in ("h1", "h2", "h3"):
            self.found.append((int(tag[1]), anchor, "", []))
            self.inside = tag
        elif anchor and tag == "tr":
            self.found.append((9, anchor, "", []))

    def handle_endtag(self, tag: str) -> None:
        self.inside = "" if tag == self.inside else self.inside

    def handle_data(self, data: str) -> None:
        level, anchor, title, words = self.found[-1]
        if self.inside:
            self.found[-1] = (level, anchor, " ".join(f"{title} {data.replace('#', '')}".split()), words)
        elif data.strip():
            words.append(" ".join(data.split()))


def sections(page: Page) -> list[tuple[int, str, str, str]]:
    """The parts of a page: level, anchor, title, words."""
    parser = _Sections(page.title)
    parser.feed(page.body)
    return [(level, anchor, title or " ".join(words[:2]), " ".join(words)) for level, anchor, title, words in parser.found]


def index(pages: list[Page]) -> list[list[str]]:
    """What the search looks through: page, anchor, page title, title of the part, words."""
    return [[p.path, anchor, p.title, title, words[:600]] for p in pages for _, anchor, title, words in sections(p) if title or words]
