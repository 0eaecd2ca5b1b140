"""Which living zones lie side by side."""

from __future__ import annotations

import pandas as pd
import shapely

from dosi.model.contiguity import borders, bridges
from dosi.model.layers import Units
from dosi.model.rows import Crosswalk
from dosi.model.spatial import Touching


def adjoin(units: Units, crosswalk: Crosswalk) -> Touching:
    """Find the zones that touch, with the length of the border they share, in metres; slivers of up to 20 m between them do not part them.

    Two zones touch (rook contiguity) when at least 100 m of border of one run within 20 m of the other. A zone or group of zones that touches no
    other, e.g. an island, is joined to the nearest one and marked so.
    """
    joined = units.rows.merge(crosswalk.rows[["legal_unit", "zone"]], on="legal_unit")
    shapes = {str(z): shapely.union_all(shapely.from_wkb(part["shape"].to_numpy())) for z, part in joined.groupby("zone", sort=True)}
    found = borders(shapes)
    rows = [{"zone": a, "other": b, "border_m": metres, "kind": "border"} for (a, b), metres in found.items()]
    rows += [{"zone": a, "other": b, "border_m": 0.0, "kind": "nearest"} for a, b in bridges(shapes, list(found))]
    both = [row | {"zone": zone, "other": other} for row in rows for zone, other in ((row["zone"], row["other"]), (row["other"], row["zone"]))]
    return Touching(pd.DataFrame(both, columns=list(Touching.columns)).sort_values(["zone", "other"]))
