"""Places or events per so many people."""

from __future__ import annotations

from typing import Any

from dosi.evidence.indicators.counting import Found, Ground


def per_people(row: dict[str, Any], ground: Ground) -> Found:
    """Places of the role that meet the condition (or events of the role), over people in units of `factor`, e.g. per 1,000 people."""
    counted = ground.counted(row["role"], row["condition"])
    if counted is None:
        return Found(ground.unknown(), "places", "people")
    return Found(counted[0].assign(denominator=ground.people_of / (row["factor"] or 1), served=0.0), counted[1], "people")
