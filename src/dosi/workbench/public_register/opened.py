"""The register as open data: CSV, GeoJSON, a data dictionary, a description of the dataset, and the notices of cameras."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from dosi.model.city import City
from dosi.model.devices import STATES
from dosi.model.rows.devices import PERSONAL, SHOWN
from dosi.model.table import Column, column, plain
from dosi.workbench.public_register.listing import NOTICE, Public, titles

CSV, GEOJSON, DICTIONARY, DATASET, NOTICES = "devices.csv", "devices.geojson", "dictionary.csv", "dataset.json", "notices.csv"
FIELDS: dict[str, Column] = {
    "device": column("text", "장치 번호", "device id; it stays when the device is built. Of a withheld kind: the group counted together"),
    "devices": column("int", "대수", "devices that the row stands for: 1, or more where the place is withheld"),
    "kind": column("text", "장치의 종류", "kind of device; empty: nobody has described it", optional=True),
    "kind_ko": column("text", "장치", "kind in Korean"),
    "kind_en": column("text", "장치(영문)", "kind in English"),
    "service": column("text", "서비스", "smart service it belongs to", optional=True),
    "service_ko": column("text", "서비스 이름", "service in Korean", optional=True),
    "service_en": column("text", "서비스 이름(영문)", "service in English", optional=True),
    "zone": column("text", "생활권 기호", "living zone it stands in", optional=True),
    "zone_ko": column("text", "생활권", "living zone in Korean", optional=True),
    "zone_en": column("text", "생활권(영문)", "living zone in English", optional=True),
    "place_ko": column("text", "장소", "what its place is called", optional=True),
    "lon": column("number", "경도", "longitude, WGS 84, degrees; empty where withheld or unknown", optional=True),
    "lat": column("number", "위도", "latitude, WGS 84, degrees", optional=True),
    "place_shown": column("text", "자리 공개", "whether the exact place is public", choices=SHOWN),
    "withheld_ko": column("text", "자리를 밝히지 않는 까닭", "why the place is not public", optional=True),
    "withheld_en": column("text", "자리를 밝히지 않는 까닭(영문)", "the same in English", optional=True),
    "state": column("text", "상태", "state on the date of the dataset", choices=STATES),
    "state_ko": column("text", "상태(글)", "state in Korean"),
    "state_en": column("text", "상태(영문)", "state in English"),
    "start_year": column("year", "설치한 해", "year it is to start, or was installed", optional=True),
    "built_on": column("date", "준공일", "built on", optional=True),
    "accepted_on": column("date", "인수일", "accepted by its owner on", optional=True),
    "retired_on": column("date", "철거일", "retired on", optional=True),
    "purpose_ko": column("text", "목적", "purpose; empty: not yet stated, as in all statements", optional=True),
    "purpose_en": column("text", "목적(영문)", "purpose in English", optional=True),
    "data_ko": column("text", "모으는 자료", "data it takes", optional=True),
    "data_en": column("text", "모으는 자료(영문)", "data it takes, in English", optional=True),
    "personal": column("text", "개인정보", "whether the data are about persons", optional=True, choices=PERSONAL),
    "range_ko": column("text", "촬영 범위", "what a camera sees", optional=True),
    "range_en": column("text", "촬영 범위(영문)", "the same in English", optional=True),
    "hours_ko": column("text", "촬영 시간", "when a camera records", optional=True),
    "hours_en": column("text", "촬영 시간(영문)", "the same in English", optional=True),
    "retention_ko": column("text", "보관 기간", "how long the data are kept", optional=True),
    "retention_en": column("text", "보관 기간(영문)", "the same in English", optional=True),
    "access_ko": column("text", "보는 곳", "role that may see the data", optional=True),
    "access_en": column("text", "보는 곳(영문)", "the same in English", optional=True),
    "laws_ko": column("list", "관련 법률", "acts it stands under", optional=True),
    "laws_en": column("list", "관련 법률(영문)", "the same in English", optional=True),
    "standards": column("list", "기준", "ids of the smart infrastructure standards it stands under", optional=True),
    "standards_ko": column("list", "기준(이름)", "the standards' titles", optional=True),
    "standards_en": column("list", "기준(영문)", "the same in English", optional=True),
    "owner_ko": column("text", "관리 기관", "body that owns it", optional=True),
    "owner_en": column("text", "관리 기관(영문)", "the same in English", optional=True),
    "operator_ko": column("text", "운영 부서", "department that runs it; a role, never a person", optional=True),
    "why_ko": column("text", "왜 여기인가", "why it stands here", optional=True),
    "why_en": column("text", "왜 여기인가(영문)", "the same in English", optional=True),
}
"""columns of the open data, in order: nothing else leaves the house"""
OF_KIND = ("purpose", "data", "range", "hours", "retention", "access", "laws", "withheld")


def table(listed: Public) -> pd.DataFrame:
    """The rows under the declared columns."""
    rows = listed.rows
    made = {name: rows[name] for name in FIELDS if name in rows.columns}
    for n, end in enumerate(("ko", "en")):
        made[f"kind_{end}"] = rows["kind"].map({id: kind.title[n] for id, kind in listed.kinds.items()})
        for what in OF_KIND:
            said = {id: kind.says(what)[n] or None for id, kind in listed.kinds.items()}
            made[f"{what}_{end}"] = rows["kind"].map(said)
        ids = {one: titles(one, listed.standards, n) or None for one in rows["standards"].dropna().unique()}
        made[f"standards_{end}"] = rows["standards"].map(ids)
    made["personal"] = rows["kind"].map({id: kind.personal or None for id, kind in listed.kinds.items()})
    made["place_shown"] = rows["kind"].map({id: "zone" if kind.hidden else "exact" for id, kind in listed.kinds.items()})
    return pd.DataFrame({name: made[name] for name in FIELDS}).replace({"": None})


def write(city: City, listed: Public, notices: pd.DataFrame, folder: Path) -> list[str]:
    """Write the files; the names of those written."""
    rows = table(listed)
    rows.to_csv(folder / CSV, index=False, encoding="utf-8-sig", lineterminator="\n")
    _geojson(rows, folder / GEOJSON)
    about = pd.DataFrame([(n, c.ko, c.en, c.type, "yes" if c.optional else "no", "; ".join(f"{k}={v}" for k, v in c.choices.items())) for n, c in FIELDS.items()],
                         columns=["column", "ko", "en", "type", "may_be_empty", "values"])  # fmt: skip
    about.to_csv(folder / DICTIONARY, index=False, encoding="utf-8-sig", lineterminator="\n")
    notices.rename(columns=NOTICE).to_csv(folder / NOTICES, index=False, encoding="utf-8-sig", lineterminator="\n")
    (folder / DATASET).write_text(json.dumps(described(city, len(rows)), ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    return [CSV, GEOJSON, DICTIONARY, DATASET, NOTICES]


def _geojson(rows: pd.DataFrame, path: Path) -> None:
    """A feature per row, a line each; without geometry where the place is withheld or unknown."""
    names = [n for n in rows.columns if n not in ("lon", "lat")]
    held = rows[names].astype(object)
    records = held.where(held.notna(), None).to_dict("records")
    places = zip(rows["lon"].tolist(), rows["lat"].tolist(), strict=True)
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write('{"type":"FeatureCollection","features":[\n')
        for n, (record, (lon, lat)) in enumerate(zip(records, places, strict=True)):
            held_here = {k: plain(v) for k, v in record.items() if v is not None}
            geometry = None if np.isnan(lon) else {"type": "Point", "coordinates": [lon, lat]}
            stream.write((",\n" if n else "") + json.dumps({"type": "Feature", "id": record["device"], "geometry": geometry, "properties": held_here}, ensure_ascii=False, separators=(",", ":")))
        stream.write("\n]}\n")


def described(city: City, rows: int) -> dict[str, Any]:
    """The dataset in the words of DCAT: title, publisher, date, licence or that none is stated, and its files."""
    forms = ((CSV, "text/csv"), (GEOJSON, "application/geo+json"), (NOTICES, "text/csv"))
    return {
        "@context": {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/"}, "@type": "dcat:Dataset",
        "dct:title": {"ko": f"{city.name} 스마트도시 장치 등록부", "en": f"{city.name_en}: register of smart city devices"},
        "dct:description": {"ko": "계획하거나 서 있는 장치의 목적, 자리, 모으는 자료, 관리 기관과 둔 까닭. 사람의 이름과 연락처는 없다.",
                            "en": "Devices planned or standing: purpose, place, data taken, owner, and why they are there. It holds no names or contacts of persons."},
        "dct:publisher": {"@type": "foaf:Organization", "foaf:name": city.name}, "dct:issued": city.as_of, "dct:language": ["ko", "en"],
        "dct:license": city.licence or "not stated", "dct:accessRights": city.status, "dcat:keyword": ["smart city", "sensor register", "CCTV", "장치 등록부"], "rows": rows,
        "dct:conformsTo": DICTIONARY, "dcat:distribution": [{"@type": "dcat:Distribution", "dcat:downloadURL": name, "dcat:mediaType": kind} for name, kind in forms],
    }  # fmt: skip
