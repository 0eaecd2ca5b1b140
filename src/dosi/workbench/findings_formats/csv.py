"""Verdicts as a CSV file that spreadsheets open."""

from __future__ import annotations

from pathlib import Path

from dosi.workbench.checked import Result


def write(result: Result, folder: Path) -> Path:
    """One row per verdict, with its reason and its place in projected metres."""
    path = folder / "verdicts.csv"
    result.verdicts().to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")
    return path
