"""What each body owes year by year: building, running, and replacing what wears out, also after the state's money has ended."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dosi.model.choices import Chosen, Obligations, Payments, Projects, Renewals
from dosi.model.city import City
from dosi.model.money import divided
from dosi.model.rows import FundingShares, FundingSources, Limits, Services

STATE = "state"
"""kind of a fund of the state"""


def owe(city: City, projects: Projects, chosen: Chosen, payments: Payments, services: Services, shares: FundingShares, funds: FundingSources, limits: Limits) -> tuple[Renewals, Obligations]:
    """Add up, for every body and year to the last for which running is paid, what it pays to build and run and what it will have to pay to replace.

    A device is replaced in the year after its lifetime ends, and again a lifetime later, for what it cost to build (prices as they are); its owner pays, by the shares in which it pays for running.
    No ceiling was asked for that money: it is shown, and never spent in the choice. A year is after the state when no fund of the state pays in it or in any later one.
    """
    purse: dict[str, dict[str, float]] = {}
    for row in shares.records():
        if row["purpose"] == "operating":
            purse.setdefault(row["builder"], {})[row["fund"]] = row["share"]
    kind, payer = ({f["fund"]: f[c] for f in funds.records()} for c in ("kind", "authority"))
    paid = payments.records()
    after = {row["limit"]: int(row["value"]) for row in limits.records()}.get("operating_years_after", 0)
    last = max([city.last_year + after, *(p["year"] for p in paid)])
    lifetime = dict(zip(services.rows["service"], services.rows["lifetime_year"], strict=True))
    cost = {(c["service"], c["zone"]): c["capital_won"] for c in chosen.records()}
    renewals: list[dict[str, Any]] = []
    for project in projects.records():
        parts = purse.get(project["owner"], {})
        for year in range(project["renewal_year"], last + 1, int(lifetime[project["service"]])) if parts else ():
            split = divided(np.array([cost[project["service"], project["zone"]]]), np.array([*parts.values()]))[0]
            renewals += [{"service": project["service"], "zone": project["zone"], "fund": fund, "year": year, "payer": payer[fund], "owner": project["owner"], "won": int(won)}
                         for fund, won in zip(parts, split, strict=True) if won]  # fmt: skip
    aided = max((p["year"] for p in paid if kind[p["fund"]] == STATE), default=city.first_year - 1)
    owed: dict[tuple[str, int], dict[str, int]] = {}
    for purpose, rows in (("capital", [p for p in paid if p["purpose"] == "capital"]), ("operating", [p for p in paid if p["purpose"] == "operating"]), ("renewal", renewals)):
        for row in rows:
            mine = owed.setdefault((row["payer"], row["year"]), {"capital": 0, "operating": 0, "renewal": 0})
            mine[purpose] += row["won"]
    found = [{"authority": body, "year": year, **{f"{p}_won": won for p, won in sums.items()}, "total_won": sum(sums.values()), "after_state": year > aided} for (body, year), sums in sorted(owed.items())]
    return Renewals(pd.DataFrame(renewals, columns=list(Renewals.columns))), Obligations(pd.DataFrame(found, columns=list(Obligations.columns)))
