"""What stays in the house: differences for people to settle, and the places of this plan as rows of the hand-over record."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from dosi.model.choices import Sites
from dosi.model.city import City, Shelf
from dosi.model.devices import DIFFERENCES, DeviceRegister, Differences
from dosi.model.rows import Authorities, Handover, Zones
from dosi.workbench import rowfiles

DIFFERENT, PLANNED = "differences.csv", "planned.csv"


def write(city: City, shelf: Shelf, folder: Path) -> list[str]:
    """`differences.csv`, and `planned.csv`: rows to be added to rows/handover.csv when the plan is approved, so that a later plan does not forget what this one planned."""
    rows = shelf[Differences].rows
    names = shelf[Authorities].rows.set_index("authority")["name_ko"]
    zones = shelf[Zones].rows.set_index("zone")["name_ko"]
    told = pd.DataFrame({
        "장치 번호": rows["device"], "차이": rows["difference"].map(DIFFERENCES), "생활권": rows["zone"].map(zones), "정리할 기관": rows["body"].map(names), "날짜": rows["on_date"],
        "값": rows["measured"], "내용": rows["words_ko"], "in English": rows["words_en"],
    })  # fmt: skip
    told.to_csv(folder / DIFFERENT, index=False, encoding="utf-8-sig", lineterminator="\n")
    planned = shelf[DeviceRegister].rows[shelf[DeviceRegister].rows["site"].notna()].merge(shelf[Sites].rows[["site", "x_m", "y_m"]].rename(columns={"x_m": "at_x_m", "y_m": "at_y_m"}), on="site")
    record = [{"device": r["device"], "event": "planned", "on_date": city.as_of, "body": r["builder"], "x_m": r["at_x_m"], "y_m": r["at_y_m"]} for r in planned.to_dict("records")]
    rowfiles.write(folder / PLANNED, Handover, record)
    return [DIFFERENT, PLANNED]
