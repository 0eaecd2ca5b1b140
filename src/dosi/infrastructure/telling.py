"""Tell what a check found: verdicts with their reason, findings few, located and grouped, and counts by requirement and zone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dosi.infrastructure.checking import Checked, kind_modules, pairs, roles_of
from dosi.infrastructure.standards.judging import CANNOT_TELL, FAIL, NOT_APPLICABLE, PASS, STATES
from dosi.model.assets import OUTSIDE
from dosi.model.city import CITY
from dosi.model.texts import Standards

OUTSIDE_ZONES = "-"
"""stands for the zone of what lies in none"""
EXAMPLES = 5
UNTOLD_KO, UNTOLD_EN = "판단할 자료가 없다", "cannot be told"
ATTRIBUTES_OF = ("attribute", "numerator", "denominator", "depth", "under", "holds", "units", "document", "dated", "before")
"""values of requirements that name attributes of the asset"""


@dataclass(frozen=True)
class Finding:
    """What is wrong in one zone with one requirement, together."""

    standard: str
    requirement: str
    severity: str
    state: str
    zone: str
    """- for what lies in none, city where the subjects are zones"""
    number: int
    worst: str
    """subject farthest from the limit"""
    measured: float | None
    limit: float | None
    because_ko: str
    because_en: str
    examples: tuple[str, ...]
    x_m: float | None
    """middle of the places concerned"""
    y_m: float | None
    reach_m: float | None
    """half the diagonal of the ground they lie on"""


def counts(found: Iterable[Checked]) -> pd.DataFrame:
    """Verdicts by requirement and state, one row per requirement."""
    rows = [{"standard": one.row["standard"], "requirement": one.row["requirement"], "severity": one.row["severity"], "force": one.row["force"],
             **dict(zip(STATES, np.bincount(one.judged.state, minlength=len(STATES)).tolist(), strict=True))} for one in found]  # fmt: skip
    return pd.DataFrame(rows, columns=["standard", "requirement", "severity", "force", *STATES])


def by_zone(found: Iterable[Checked], zones: Sequence[str]) -> pd.DataFrame:
    """Verdicts by zone and state, musts and shoulds apart, one row per zone and severity; the last zone is what lies in none."""
    names = [*zones, OUTSIDE_ZONES]
    sums = {severity: np.zeros((len(names), len(STATES)), dtype=int) for severity in ("must", "should")}
    for one in found:
        zone = np.arange(len(zones)) if one.judged.of == "zone" else one.places.zone % len(names)
        sums[one.row["severity"]] += np.bincount(zone * len(STATES) + one.judged.state, minlength=len(names) * len(STATES)).reshape(len(names), len(STATES))
    return pd.DataFrame([{"zone": zone, "severity": severity, **dict(zip(STATES, sums[severity][at].tolist(), strict=True))} for at, zone in enumerate(names) for severity in sums])


def by_asset(found: Iterable[Checked], assets: int) -> dict[str, int]:
    """How many assets break a must, break a recommendation only, cannot be told, keep all, or are asked nothing."""
    worst = np.full(assets, 0, dtype=np.int8)  # 0 nothing asked, 1 keeps all, 2 cannot be told, 3 breaks a should, 4 breaks a must
    for one in found:
        if one.judged.of == "zone" or not len(one.places):
            continue
        rank = np.array([1, 4 if one.row["severity"] == "must" else 3, 2, 0], dtype=np.int8)[one.judged.state]
        at = one.places.at if one.places.at is not None else np.arange(assets)
        worst[at] = np.maximum(worst[at], rank)
    number = np.bincount(worst, minlength=5).tolist()
    return {"breaks_must": number[4], "breaks_should": number[3], "cannot_tell": number[2], "keeps_all": number[1], "asked_nothing": number[0]}


def findings(found: Iterable[Checked], zones: Sequence[str], states: Sequence[int] = (FAIL, CANNOT_TELL)) -> list[Finding]:
    """What fails or cannot be told: one finding per requirement, state and zone, or where zones themselves are the subjects one for all of them; musts first, then the most."""
    made = []
    for one in found:
        zone = np.arange(len(zones)) if one.judged.of == "zone" else one.places.zone
        for state in states:
            at = np.flatnonzero(one.judged.state == state)
            if not len(at):
                continue
            if one.judged.of == "zone":
                made.append(_finding(one, at, zones, state))
                continue
            order = at[np.argsort(zone[at], kind="stable")]
            made += [_finding(one, group, zones, state) for group in np.split(order, np.flatnonzero(np.diff(zone[order])) + 1)]
    return sorted(made, key=lambda f: (f.state != STATES[FAIL], f.severity != "must", -f.number, f.standard, f.requirement, f.zone))


def _finding(one: Checked, at: np.ndarray, zones: Sequence[str], state: int) -> Finding:
    of_zones = one.judged.of == "zone"
    ids = np.array(zones, dtype=object) if of_zones else one.places.id
    measured, limit = one.judged.measured[at], one.judged.limit[at]
    away = np.abs(measured - limit) / np.maximum(np.abs(limit), 1e-9)
    worst = at[int(np.nanargmax(away))] if np.isfinite(away).any() else at[0]
    ko, en = reasons(one, np.array([worst]))
    place = (None, None, None)
    if not of_zones and one.places.located[at].any():
        xy = one.places.xy[at][one.places.located[at]]
        place = tuple(round(float(v), 1) for v in (*xy.mean(axis=0), np.hypot(*(np.ptp(xy, axis=0))) / 2))  # type: ignore[assignment]
    zone = -2 if of_zones else one.places.zone[at[0]]
    if of_zones:  # worst first
        at = at[np.argsort(-np.nan_to_num(away, nan=-1.0), kind="stable")]
    return Finding(one.row["standard"], one.row["requirement"], one.row["severity"], STATES[state], zones[zone] if zone >= 0 else OUTSIDE_ZONES if zone == OUTSIDE else CITY, len(at), str(ids[worst]), _plain(one.judged.measured[worst]),
                   _plain(one.judged.limit[worst]), ko[0], en[0], tuple(str(i) for i in ids[at[:EXAMPLES]]), *place)  # fmt: skip


def verdicts(found: Iterable[Checked], zones: Sequence[str], states: Sequence[int] = (FAIL, CANNOT_TELL), most: int | None = None) -> pd.DataFrame:
    """Verdicts of some states, one row each: subject, requirement, passed (missing where it cannot be told), because, place; at most `most` rows, musts first."""
    parts, left = [], most
    for one in sorted(found, key=lambda one: one.row["severity"] != "must"):
        at = np.flatnonzero(np.isin(one.judged.state, states))[:left]
        if not len(at) or left == 0:
            continue
        left = None if left is None else left - len(at)
        ko, en = reasons(one, at)
        of_zones = one.judged.of == "zone"
        zone = at if of_zones else one.places.zone[at]
        nowhere = np.full(len(at), np.nan)
        parts.append(pd.DataFrame({
            "subject": [zones[z] for z in at] if of_zones else one.places.id[at], "layer": "zones" if of_zones else one.places.layer[at], "role": one.row["role"],
            "standard": one.row["standard"], "requirement": one.row["requirement"], "severity": one.row["severity"], "state": np.array(STATES, dtype=object)[one.judged.state[at]],
            "passed": np.array([True, False, None, None], dtype=object)[one.judged.state[at]], "measured": one.judged.measured[at], "limit": one.judged.limit[at],
            "because_ko": ko, "because_en": en, "zone": np.array([*zones, OUTSIDE_ZONES], dtype=object)[zone],
            "x_m": nowhere if of_zones else one.places.x_m[at], "y_m": nowhere if of_zones else one.places.y_m[at],
        }))  # fmt: skip
    columns = ["subject", "layer", "role", "standard", "requirement", "severity", "state", "passed", "measured", "limit", "because_ko", "because_en", "zone", "x_m", "y_m"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


# reasons -------------------------------------------------------------------------------------------------------------------


def reasons(one: Checked, at: np.ndarray) -> tuple[list[str], list[str]]:
    """Why the verdict is as it is, for some subjects, in Korean and English: the measured value and the limit, or what is not known."""
    module = kind_modules()[one.row["kind"]]
    titles = getattr(module, "WORDS_KO", {}) | pairs(one.row["titles"])
    words = {name: titles.get(str(value), str(value).removeprefix("length_km:").removeprefix("facility:")) if isinstance(value, str) else "" if value is None or isinstance(value, (dict, tuple)) else number(value)
             for name, value in one.given.items()}  # fmt: skip
    english = {name: str(value) if isinstance(value, str) else words[name] for name, value in one.given.items()}
    missing = _missing(one, at)
    ko, en = [], []
    for n, position in enumerate(at):
        state = one.judged.state[position]
        if state == NOT_APPLICABLE:
            ko.append("이 기준이 말하는 대상이 아니다")
            en.append("not applicable")
        elif state == CANNOT_TELL:
            ko.append(f"{UNTOLD_KO}: {', '.join(titles.get(m, KNOWN_KO.get(m, m.removeprefix('facility:'))) for m in missing[n])}" if missing[n] else UNTOLD_KO)
            en.append(f"{UNTOLD_EN}: {', '.join(missing[n])} not known" if missing[n] else UNTOLD_EN)
        else:
            said = None if one.judged.said is None else one.judged.said[position]
            limit = _allowed(one, titles) if np.isnan(one.judged.limit[position]) else number(one.judged.limit[position])
            value = titles.get(f"{one.given.get('attribute', '')}.{said}", titles.get(str(said), said)) if said is not None else number(one.judged.measured[position])
            nothing = said is None and np.isnan(one.judged.measured[position])
            template_ko, template_en = getattr(module, "NOTHING_IN_WORDS", module.IN_WORDS) if nothing else module.IN_WORDS
            ko.append(template_ko.format(**words, measured=value, limit=limit))
            en.append(template_en.format(**english, measured=said if said is not None else value, limit=limit))
    return ko, en


KNOWN_KO = {"place": "자리", "streets": "도로망", "demand": "그 구역의 수요"}


def _missing(one: Checked, at: np.ndarray) -> list[list[str]]:
    """For each subject that cannot be told, what is not known of it: its attributes, its place, or what the requirement looks for around it."""
    if one.judged.of == "zone":
        return [[one.row["role"] if not len(one.places) else "demand"]] * len(at)
    asked = [str(one.given[n]) for n in ATTRIBUTES_OF if one.given.get(n)]
    asked += [name.rpartition("_")[0] if name.endswith(("_min", "_max", "_before", "_from")) else name for name in (*pairs(one.row["applies_where"]), *pairs(one.row["exempt_where"]))]
    spatial = roles_of(one.row["kind"], one.given)
    gone = {name: one.places.taken(at).text(name) == None for name in dict.fromkeys(asked)}  # noqa: E711 - element by element
    if spatial:
        gone["place"] = ~one.places.located[at]
    made = [[name for name, lost in gone.items() if lost[n]] for n in range(len(at))]
    return [names or spatial for names in made]


def _allowed(one: Checked, titles: Mapping[str, str]) -> str:
    allowed = (one.given["equals"],) if one.given.get("equals") else one.given.get("one_of") or (one.given.get("wanted"),)
    return ", ".join(titles.get(f"{one.given.get('attribute', '')}.{a}", titles.get(str(a), str(a))) for a in allowed if a)


def number(value: float | str) -> str:
    """A number as people write it; shares as they are, at most three digits after the point.

    >>> number(1250.0), number(0.0512345), number(246)
    ('1,250', '0.051', '246')
    """
    if isinstance(value, str):
        return value
    if np.isnan(value):
        return "-"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.3f}".rstrip("0").rstrip(".")


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


# what is asked ---------------------------------------------------------------------------------------------------------------


def attributes_asked(standards: Standards) -> tuple[dict[str, str], frozenset[str], dict[str, str]]:
    """Attributes and values with their titles, those that are Y or N, and roles with their titles, as the standards name them."""
    titles: dict[str, str] = {}
    roles: dict[str, str] = {}
    yes_no = set()
    for one in standards.records():
        named, given = pairs(one["titles"]), pairs(one["parameters"])
        conditions = pairs(one["applies_where"]) | pairs(one["exempt_where"])
        used = [given[n] for n in (*ATTRIBUTES_OF, "differ") if n in given]
        used += [n.rpartition("_")[0] if n.endswith(("_min", "_max", "_before", "_from")) else n for n in conditions]
        titles |= {name: named.get(name, name) for name in used if name not in titles or titles[name] == name}
        titles |= {name: title for name, title in named.items() if "." in name}
        yes_no |= {n for n, value in conditions.items() if value in ("Y", "N")} | ({given["attribute"]} if given.get("equals") in ("Y", "N") else set())
        around = [given[n].removeprefix("length_km:") for n in getattr(kind_modules().get(one["kind"]), "ROLES", ()) if ":" in given.get(n, "")]
        for role in (one["role"], *around):
            roles[role] = named.get(role, roles.get(role, role))
    return titles, frozenset(yes_no), roles


__all__ = ["PASS", "Finding", "attributes_asked", "by_asset", "by_zone", "counts", "findings", "number", "reasons", "verdicts"]
