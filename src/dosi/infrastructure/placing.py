"""The places of the chosen scale steps, taken from the offers unchanged."""

from __future__ import annotations

import pandas as pd

from dosi.model.choices import Chosen, OfferedSites, Sites


def place(chosen: Chosen, offered_sites: OfferedSites) -> Sites:
    """Every offered site whose first scale step is within the chosen scale."""
    taken = offered_sites.rows.merge(chosen.rows[["service", "zone", "scale", "start_year"]], on=["service", "zone"], how="inner")
    kept = taken[taken["first_scale"] <= taken["scale"]]
    return Sites(pd.DataFrame(kept, columns=[*Sites.columns]))
