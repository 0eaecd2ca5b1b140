"""Read layers.toml: which layers a city has, and which file each is taken from."""

from __future__ import annotations

from dosi.model.errors import Faults, nearest
from dosi.sources import files
from dosi.sources.layers.declared import Candidate, Layer
from dosi.sources.layers.periods import declared
from dosi.sources.texts import toml


def listed(where: files.Roots, faults: Faults) -> list[Layer]:
    """Every layer of the city's layers.toml, with the first of its candidates whose file is there."""
    path = where.find("city:layers.toml")
    if path is None:
        return []
    made = []
    for no, one in enumerate(toml(path, "city:layers.toml", faults).get("layer", []), start=1):
        absent = [n for n in ("id", "role", "geometry") if n not in one] + ["path" for c in one.get("candidate", []) if "path" not in c]
        for name in absent:
            faults.add(f'Layer "{one.get("id", no)}": {name} is missing', f"city:layers.toml, layer {no}", ", ".join(one), name, nearest(name, one) or f"add {name} = ...")
        if one.get("outside", "list") not in ("list", "fault"):
            faults.add(f'Layer "{one["id"]}": outside is not known', f"city:layers.toml, layer {no}", str(one["outside"]), "list or fault", "write one of the two")
        if absent:
            continue
        taken = None
        for candidate in one.get("candidate", []):
            found = where.find(candidate["path"])
            if found is not None:
                taken = Candidate(
                    candidate["path"], found, candidate.get("columns", {}), candidate.get("crs", ""),
                    files.source(candidate["path"], found, vintage=str(candidate.get("vintage", "")), publisher=candidate.get("publisher", ""),
                            address=candidate.get("address", ""), licence=candidate.get("licence", ""), kind=candidate.get("kind", "observed")),
                    candidate.get("filter", {}), tuple(candidate.get("totals", ())), tuple(candidate.get("attributes", ())),
                    tuple(candidate.get("covers_kind", ())), str(candidate.get("part", "")),
                    str(candidate.get("units_on", "")), str(candidate.get("meets", "")), bool(candidate.get("directed", False)),
                    bool(candidate.get("adds", True)), str(candidate.get("counted_in", "")), declared(one["id"], candidate.get("period"), faults), float(candidate.get("full", 1)),
                )  # fmt: skip
                break
        made.append(Layer(one["id"], one["role"], one["geometry"], one.get("title_ko", one["id"]), one.get("empty", "gap"), taken, one.get("outside", "list"),
                          tuple(c["path"] for c in one.get("candidate", []))))  # fmt: skip
    return made
