"""Who is left with how little of the plan: the chosen services seen as the answer to what citizens asked for."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dosi.fairness import audit
from dosi.fairness.proportionality import Part
from dosi.model.choices import Chosen, Claims, Offers, SharedOut
from dosi.model.city import CITY
from dosi.model.findings import Mentions, Weighted
from dosi.model.rows import Ceilings, Opinions, Services
from dosi.model.table import split

STEPS = 1000
"""a voice's weight in whole thousandths, so that claims are compared exactly"""
ALL = "all"


def share_out(opinions: Opinions, mentions: Mentions, weights: Weighted, services: Services, offers: Offers, chosen: Chosen, ceilings: Ceilings) -> tuple[SharedOut, Claims]:
    """Audit the portfolio as one audits a participatory budget (see `fairness`): an opinion approves the candidates whose service addresses its problem, in its own
    zone or for the whole city; each counts as its voice weighs.

    Cost: the chosen scale's capital, of candidates not chosen that of their smallest scale. Budget: all ceilings for building. Opinions of no problem take no part.
    """
    themes = mentions.rows.groupby("opinion")["theme"].agg(set)
    voters = opinions.rows[opinions.rows["opinion"].isin(themes.index)]
    of_voice = weights.rows[weights.rows["source"] == "opinion"].set_index("voice")["weight"]
    picked = {(c["service"], c["zone"]): c for c in chosen.records()}
    cost: dict[tuple[str, str], int] = {}
    for offer in sorted(offers.records(), key=lambda o: (o["service"], o["zone"], o["scale"])):
        cost.setdefault((offer["service"], offer["zone"]), offer["capital_won"])
    cost |= {key: c["capital_won"] for key, c in picked.items()}
    things = sorted(cost)
    addresses = dict(zip(services.rows["service"], (set(split(t)) for t in services.rows["themes"]), strict=True))
    answering: dict[tuple[str, str], list[int]] = {}
    for n, (service, zone) in enumerate(things):
        for theme in addresses[service]:
            answering.setdefault((theme, zone), []).append(n)
    approved = [sorted({n for theme in themes[opinion] for place in {zone if isinstance(zone, str) else CITY, CITY} for n in answering.get((theme, place), ())})
                for opinion, zone in zip(voters["opinion"], voters["zone"], strict=True)]  # fmt: skip
    start = np.concatenate([[0], np.cumsum([len(a) for a in approved], dtype=np.int64)]).astype(np.int64)
    flat = np.array([n for a in approved for n in a], dtype=np.int64)
    people = (of_voice.reindex(voters["opinion"]).to_numpy(float) * STEPS).round().astype(np.int64)
    budget = int(ceilings.rows.loc[ceilings.rows["purpose"] == "capital", "ceiling_won"].sum())
    parts = {name: [*voters[name].fillna("").astype(str)] for name in ("zone", "age_group")}
    found = audit(start, flat, [cost[t] for t in things], [things.index(key) for key in sorted(picked)], budget, parts, people)
    rows = [_row(ALL, ALL, found.all), *(_row(part, value, figures) for part, words in found.by.items() for value, figures in words.items())] if len(voters) else []
    claims = [{"service": things[c.thing][0], "zone": things[c.thing][1], "voices": c.people / STEPS, "entitled_won": int(c.entitled), "received_won": c.received,
               "capital_won": cost[things[c.thing]]} for c in found.claims]  # fmt: skip
    return SharedOut(pd.DataFrame(rows, columns=[*SharedOut.columns])), Claims(pd.DataFrame(claims, columns=[*Claims.columns]))


def _row(part: str, value: str, figures: Part) -> dict[str, object]:
    known = figures.as_json()
    return {"part": part, "value": value, "voices": round(figures.people / STEPS, 3), "exclusion_share": known["exclusion_share"], "gini": known["gini"], "mean_services": known["mean_projects"],
            "money_share": known["money_share"]}  # fmt: skip
