"""Why a region is as it is, in words that a citizen can read."""

from __future__ import annotations

from dataclasses import dataclass

from dosi.model.rows import Centres
from dosi.model.spatial import Touching
from dosi.model.units import particle
from dosi.spatial.deciding import Wanted


@dataclass(frozen=True)
class Placed:
    """A living zone in its region, as a row of RegionZones."""

    plan: str
    zone: str
    region: str
    nearest: str
    why: str
    people: int
    along_share: float
    mean_min: float | None
    worst_min: float | None
    mean_m: float
    worst_m: float
    because: str


def reason(region: str, mine: list[Placed], strays_share: float, title: dict[str, str], want: Wanted, centres: Centres, touching: Touching) -> str:
    """Say what the centre rests on, which zones are here although another centre is nearer, who decided, and whether the balance holds."""
    said = ["시가 정한 중심지이다." if region in set(centres.rows["zone"]) else "시설이 고루 있는 곳이다."]
    elsewhere = {why: [p for p in mine if p.why == why and p.zone != region] for why in ("nearest", "balance", "contiguity", "decision")}
    if len(mine) == 1:
        said.append("사람이 많아 혼자 한 권역을 이룬다." if strays_share > 0 else "혼자 한 권역을 이룬다.")
    elif len(elsewhere["nearest"]) == len(mine) - 1:
        said.append("모든 생활권에 가장 가까운 중심이다.")
    for why, because in (("balance", "권역의 인구를 고르게 하려고"), ("contiguity", "땅이 이어지게 하려고")):
        if elsewhere[why]:
            names = ", ".join(title[p.zone] for p in elsewhere[why])
            others = ", ".join(dict.fromkeys(title[p.nearest] for p in elsewhere[why]))
            said.append(f"{names}{particle(names, '은')} {others} 중심이 더 가까우나 {because} 여기에 두었다.")
    for (zone, other), decision in want.together.items():
        if zone in {p.zone for p in mine}:
            said.append(f"{title[zone]}{particle(title[zone], '은')} {decision['body']}의 결정({decision['on_date']})에 따라 {title[other]}{particle(title[other], '과')} 함께 두었다. 권역은 이어져 있다.")
    apart = [z for z, kind in zip(touching.rows["zone"], touching.rows["kind"], strict=True) if kind == "nearest" and z in {p.zone for p in mine} and z != region]
    if apart:
        names = ", ".join(title[z] for z in dict.fromkeys(apart))
        said.append(f"{names}{particle(names, '은')} 땅이 떨어져 있어 가장 가까운 생활권에 이었다.")
    if abs(strays_share) > want.limit_share + 1e-6:
        said.append("인구의 차이가 정한 한도를 넘으나, 이보다 고르게 나눌 길이 없다.")
    return " ".join(said)
