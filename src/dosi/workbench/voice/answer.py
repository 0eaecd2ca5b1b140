"""`dosi voice answer`: what became of one opinion, by its receipt number."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dosi.workbench.answering import JsonOption

if TYPE_CHECKING:
    from dosi.model.city import Shelf

NEAREST = 3
"""known receipt numbers that are shown for one that is not known"""


@dataclass(frozen=True)
class Answered:
    """An opinion and its answer, without anything that tells who wrote it."""

    receipt: str
    on_date: str
    giver: str
    giver_ko: str
    body: str | None
    channel: str | None
    text: str
    """masked"""
    theme: str | None
    theme_ko: str | None
    outcome: str
    outcome_ko: str
    service: str | None
    service_ko: str | None
    start_year: int | None
    why: str
    by_body: str | None
    on_answer: str | None
    due_on: str | None
    standing: str
    standing_ko: str


def run(
    receipt: Annotated[str, typer.Argument(help="receipt number of the opinion")],
    city: Annotated[Path, typer.Argument(help="city folder, built before")] = Path(),
    out: Annotated[Path | None, typer.Option("--out", help="where it was built, when not in the city folder")] = None,
    json_: JsonOption = False,
) -> None:
    """Find what became of an opinion in the last build, by its receipt number; no personal data is shown."""
    from dosi.workbench import store
    from dosi.workbench.versions import tables_of

    found = find(receipt, store.load(tables_of(out or city)))
    print(json.dumps(asdict(found), ensure_ascii=False) if json_ else as_text(found))


def find(receipt: str, shelf: Shelf) -> Answered:
    """The opinion of a receipt number and its answer; the nearest known numbers when it is not known."""
    from dosi.model.choices import CITIZEN, CITIZENS_KO, OUTCOMES, STANDING, Ledger
    from dosi.model.errors import Fault, InputFault
    from dosi.model.rows import Opinions, Received
    from dosi.sources.masking import mask

    if Ledger.name not in shelf:
        raise InputFault([Fault("The last build has no ledger", "plan/tables", "no voice/ledger", "a build up to the ledger", "run dosi build without --to")])
    wanted = receipt.strip()
    at = shelf[Ledger].position(wanted)
    if at is None:
        shown = mask(wanted)  # whoever types a telephone number instead does not find it in a log
        raise InputFault([Fault(f'Receipt number "{shown}": is not known', "receipt", repr(shown), "a receipt number of the last build", _near(wanted, list(shelf[Ledger].keys())))])
    row: dict[str, Any] = dict(shelf[Ledger].row(at))
    of_citizen = row["giver"] == CITIZEN
    words = shelf[Opinions].at(wanted, "text") if of_citizen else shelf[Received].at(wanted, "content_ko")
    return Answered(
        wanted, row["on_date"], row["giver"], CITIZENS_KO if of_citizen else _title(shelf, "rows/lists", f"{Received.columns['giver'].listed}~{row['giver']}") or row["giver"], row["body"], mask(row["channel"] or "") or None, mask(words or ""),
        row["theme"], _title(shelf, "rows/themes", row["theme"]), row["outcome"], OUTCOMES[row["outcome"]], row["service"], _title(shelf, "rows/services", row["service"]),
        row["start_year"], mask(row["why"]), row["by_body"], row["on_answer"], row["due_on"], row["standing"], STANDING[row["standing"]],
    )  # fmt: skip


def as_text(found: Answered) -> str:
    """The answer in lines that a citizen reads; what is not known is left out."""
    service = f"{found.service_ko}({found.start_year}년 시작)" if found.service_ko and found.start_year else None
    who = f"{found.by_body}, {found.on_answer}" if found.by_body else found.standing_ko
    lines = (("접수번호", f"{found.receipt} ({found.on_date}, {found.body or found.giver_ko}" + (f", {found.channel})" if found.channel else ")")),
             ("의견", found.text), ("도시문제", found.theme_ko), ("처리", found.outcome_ko), ("서비스", service), ("까닭", found.why), ("답한 기구", who), ("답할 기한", found.due_on if not found.by_body else None))  # fmt: skip
    return "\n".join(f"{head}: {said}" for head, said in lines if said)


def _title(shelf: Shelf, table: str, key: str | None) -> str | None:
    held = shelf.named(table)
    return str(held.at(key, "title_ko")) if key and held.position(key) is not None else None


def _near(receipt: str, known: list[str]) -> str:
    import difflib

    near = difflib.get_close_matches(receipt, known, n=NEAREST, cutoff=0.5)
    return f"did you mean {' or '.join(near)}?" if near else "write the number as it stands on the receipt"
