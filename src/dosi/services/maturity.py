"""How mature running services are by their self-diagnosis, and what a stated rule would do with each."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dosi.model.choices import Maturity, Twins
from dosi.model.rows import ExistingServices, Lists, SelfChecks
from dosi.model.table import split

KEEP_FROM = 4.0
"""level from which a service is proposed to be kept as it is"""
END_BELOW = 2.0
"""level under which it is proposed to end"""
AREAS = "maturity_areas"
"""list of the areas of the self-diagnosis"""


def diagnose(existing: ExistingServices, checks: SelfChecks, lists: Lists, twins: Twins) -> Maturity:
    """The level of every running service, what a rule proposes for it, and whether the decision taken differs.

    Level: mean of its self-diagnosis (1..5), where every area of the list has one; else the level that its row states. Rule: the same model as another, more mature one that runs
    in a common zone (of two alike, the later row) is merged; else from level 4 kept, under 2 ended, between them improved. One that is to end anyway takes no other's place.
    """
    areas = set(lists.rows.loc[lists.rows["list"] == AREAS, "item"])
    told: dict[str, dict[str, int]] = {}
    for check in checks.records():
        told.setdefault(check["existing"], {})[check["area"]] = check["level"]
    held = existing.records()
    level = {}
    for e in held:
        mine = told.get(e["existing"], {})
        level[e["existing"]] = (round(sum(mine.values()) / len(mine), 6), "checked") if mine and set(mine) >= areas else (float(e["maturity"]), "stated")
    model = {t["existing"]: t["service"] for t in twins.records()}
    order = {e["existing"]: n for n, e in enumerate(held)}
    rows: list[dict[str, Any]] = []
    for e in held:
        one = e["existing"]
        other = next((o["existing"] for o in sorted(held, key=lambda o: (-level[o["existing"]][0], order[o["existing"]])) if o["existing"] != one and o["decision"] != "end"
                      and one in model and model.get(o["existing"]) == model[one] and set(split(o["zones"])) & set(split(e["zones"]))
                      and (level[o["existing"]][0], -order[o["existing"]]) > (level[one][0], -order[one])), None)  # fmt: skip
        value, way = level[one]
        proposed = "merge" if other else "keep" if value >= KEEP_FROM else "end" if value < END_BELOW else "improve"
        lacking = sorted(areas - set(told[one])) if one in told else []
        rows.append({"existing": one, "level": value, "way": way, "lacking": ";".join(lacking) or None, "other": other, "proposed": proposed, "contradicts": proposed != e["decision"]})
    return Maturity(pd.DataFrame(rows, columns=list(Maturity.columns)))
