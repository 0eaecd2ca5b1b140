"""Recognise which running services are models of the catalogue, so that nothing is built twice."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dosi.model.choices import Twins
from dosi.model.errors import Faults, nearest
from dosi.model.rows import ExistingServices, Services
from dosi.model.table import split

NONE = "none"
"""what a row says when its service equals no model"""


def recognise(existing: ExistingServices, services: Services) -> Twins:
    """The model that each running service equals: the one its row states, else the one whose usual name is the longest found in its title."""
    known = set(services.rows["service"])
    names = sorted(((n.replace(" ", ""), s["service"]) for s in services.records() for n in split(s["twin_names"])), key=lambda n: (-len(n[0]), n))
    faults = Faults()
    rows: list[dict[str, Any]] = []
    for running in existing.records():
        stated = running["twin"]
        if stated and stated != NONE and stated not in known:
            faults.add(f'Existing service "{running["existing"]}": its twin is not known', "existing_services.csv, column twin", stated,
                       "a service of services.csv, none, or empty", nearest(stated, known) or "leave it empty to have it told by the name")  # fmt: skip
        title = running["title_ko"].replace(" ", "")
        found = stated or next((service for name, service in names if name in title), NONE)
        if found != NONE:
            rows.append({"existing": running["existing"], "service": found, "way": "stated" if stated else "name", "decision": running["decision"], "zones": running["zones"],
                         "because": "기존 서비스의 표에 적혀 있다." if stated else "이름에 이 모델의 흔한 이름이 들어 있다."})  # fmt: skip
    faults.raise_any()
    return Twins(pd.DataFrame(rows, columns=[*Twins.columns, "because"]))
