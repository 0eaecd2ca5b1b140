"""Worked cases of standards: a few assets, and the verdict that a sentence says they get."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Case:
    """One case: the assets drawn by hand, in metres around the origin, and the verdict on the first of them, or on the zone they all lie in."""

    standard: str
    requirement: str
    state: str
    """pass, fail, cannot_tell, not_applicable"""
    ko: str
    """the sentence it proves"""
    en: str
    assets: tuple[Mapping[str, Any], ...]
    """id, role, x and y, or line, or area, and attributes"""
    people: tuple[tuple[float, float, float], ...] = ()
    """x, y, number"""
    zone_kind: str = ""
    area_km2: float | None = None
    """of the zone"""
    streets: tuple[tuple[tuple[float, float], ...], ...] = ()
    measured: float | None = None
    """worked out by hand"""
    file: str = ""


@dataclass(frozen=True)
class Worked:
    """A case with what the check found, ready to be drawn and told."""

    case: Case
    kind: str
    because_ko: str
    because_en: str
    measured: float | None
    limit: float | None
    within_m: float | None = None
    """distance that the requirement looks at, if it does"""
    area: str = ""
    """role of the areas that matter"""
