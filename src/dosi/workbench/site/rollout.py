"""`dosi site rollout`: devices of several types over several periods, on poles, beside what stands."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dosi.workbench.answering import JsonOption, said, saying
from dosi.workbench.site.told import MOST_SHOWN, FloorOption, GapOption, NodesOption, SeedOption, TimeOption, answer_lines, as_plain

if TYPE_CHECKING:
    from dosi.model.rollout import Rollout, RolloutAnswer


def run(
    demand: Annotated[Path, typer.Option("--demand", help="demand points: x, y; also id, zone, weight, weight.TYPE, weight.PERIOD, weight.TYPE.PERIOD (the narrowest one counts)")],
    sites: Annotated[Path, typer.Option("--sites", help="places for devices: id, x, y; also pole_cost, room, from, cost.TYPE, power_w, power_more_w, power_cost, backhaul_mbps, backhaul_more_mbps, backhaul_cost")],
    types: Annotated[Path, typer.Option("--types", help="types of device: type, radius; also cost, operating, power_w, backhaul_mbps, most, floor")],
    periods: Annotated[Path, typer.Option("--periods", help="periods in their order: period, budget; also weight")],
    standing: Annotated[Path | None, typer.Option("--standing", help="devices that stand: type, site; also id, until, operating, move_cost, retire_cost, state (kept, moved, retired)")] = None,
    distances: Annotated[Path | None, typer.Option("--distances", help="instead of straight distances: a table demand, site, cost (metres along streets, say)")] = None,
    carry: Annotated[bool, typer.Option("--carry", help="money that a period does not spend may be spent later")] = False,
    zone_floor: FloorOption = 0.0, gap: GapOption = 0.0, nodes: NodesOption = None, time_limit: TimeOption = None, seed: SeedOption = 0, json_: JsonOption = False,
) -> None:  # fmt: skip
    """Which devices to put up where, in which period first, and what to keep, move or take away, so that most weight is covered within each period's money; with a proven bound."""
    started = time.monotonic()
    from dosi.infrastructure.siting.rollout.solving import solve
    from dosi.model.siting import Effort

    asked, notes = _asked(demand, sites, types, periods, standing, distances, carry, zone_floor)
    answer = solve(asked, Effort(gap, nodes, time_limit, seed), saying())
    said()
    shown = as_json(asked, answer, time.monotonic() - started) | {"notes": notes}
    print(json.dumps(shown, ensure_ascii=False, allow_nan=False) if json_ else as_text(shown))
    if answer.value is None:
        raise typer.Exit(1)


def _asked(demand: Path, sites: Path, types: Path, periods: Path, standing: Path | None, distances: Path | None, carry: bool, zone_floor: float) -> tuple[Rollout, list[str]]:
    """The rollout of the tables, and what was understood of them."""
    import numpy as np

    from dosi.infrastructure.siting.reaching import pairs
    from dosi.model.errors import Fault, InputFault
    from dosi.model.rollout import Rollout
    from dosi.model.siting import SitePoints
    from dosi.sources.siting.rollout_tables import read_distances, read_tables

    notes: list[str] = []
    tables = read_tables(periods, types, sites, demand, standing, carry, distances is not None, notes)
    if zone_floor and tables.zone is None:
        raise InputFault([Fault("Zone floor: the demand points have no zone", "--zone-floor", str(zone_floor), "a column zone in the table of demand", "add the column")])
    if distances is not None:
        start, place, far = read_distances(distances, tables.demand, tables.poles.ids)
    else:
        assert tables.demand_xy is not None
        widest = np.full(len(tables.poles.ids), tables.types.radius.max())
        start, place = pairs(tables.demand_xy, SitePoints(tables.poles.ids, tables.poles.xy, widest))
        owner = np.repeat(np.arange(len(tables.demand)), np.diff(start))
        far = np.sqrt(((tables.demand_xy[owner] - tables.poles.xy[place]) ** 2).sum(axis=1))
    asked = Rollout(tables.periods, tables.types, tables.poles, tables.standing, tables.demand, tables.weight, start, place, far, tables.zone, tables.zones, zone_floor)
    alone = np.ones(len(tables.demand), bool)
    alone[asked.owner[far <= tables.types.radius.max()]] = False
    if alone.any():
        notes.append(f"{demand.name}: 어느 자리도 닿지 않는 수요 {int(alone.sum()):,}점 (reached by no site)")
    return asked, notes


def as_json(asked: Rollout, answer: RolloutAnswer, seconds: float) -> dict[str, Any]:
    """The documented object: what is done in each period, by the files' own ids."""
    import numpy as np

    from dosi.infrastructure.siting.rollout.counting import left

    types, places = (asked.types.ids.tolist(), asked.poles.ids.tolist())
    standing, acts = asked.standing, answer.acts
    opened = sorted({s % len(places) for s in answer.sites})
    shown = {"problem": answer.problem, "status": answer.status, "value": as_plain(answer.value), "bound": as_plain(answer.bound), "gap": answer.gap, "sites": [places[i] for i in opened],
             "seconds": round(seconds, 3), "because": answer.because}  # fmt: skip
    if answer.value is None:
        return shown
    rest = left(asked, answer.spent)
    where = dict(enumerate(standing.place.tolist()))

    def device(e: int, **more: Any) -> dict[str, Any]:
        return {"id": as_plain(standing.ids[e]), "type": types[standing.type[e]], **more}

    told = []
    for t, period in enumerate(asked.periods.ids.tolist()):
        retired = [(e, where[e]) for e, when in acts.retired.tolist() if when == t]
        moved = [(e, where[e], to) for e, to, when in acts.moved.tolist() if when == t]
        where |= {e: to for e, _, to in moved}
        told.append({
            "period": period, "budget": int(asked.periods.budget[t]), "spent": int(answer.spent[t]), "left": int(rest[t]),
            "covered": {k: as_plain(answer.covered[n, t]) for n, k in enumerate(types)}, "weight": {k: as_plain(asked.weight[n, :, t].sum()) for n, k in enumerate(types)},
            "new": [{"type": types[k], "site": places[i], "cost": int(asked.poles.device_cost[k, i])} for k, i, when in acts.new.tolist() if when == t],
            "poles": [{"site": places[i], "cost": int(asked.poles.cost[i])} for i, when in acts.poles.tolist() if when == t],
            "built": [{"what": asked.poles.supplies[s].name, "site": places[i], "cost": int(asked.poles.supplies[s].cost[i])} for s, i, when in acts.built.tolist() if when == t],
            "moved": [device(e, **{"from": places[i]}, to=places[to], cost=int(standing.move_cost[e])) for e, i, to in moved],
            "retired": [device(e, site=places[i], cost=int(standing.retire_cost[e]), end_of_life=bool(standing.last[e] + 1 == t)) for e, i in retired],
            "kept": [device(e, site=places[standing.place[e]]) for e in np.flatnonzero(_at_home(asked, answer, t)).tolist()],
        })  # fmt: skip
    return shown | {"periods": told}


def _at_home(asked: Rollout, answer: RolloutAnswer, t: int) -> Any:
    """Standing devices that stand in a period where they stood."""
    import numpy as np

    home = np.ones(len(asked.standing.ids), bool)
    for e, when in [*answer.acts.retired.tolist(), *((e, when) for e, _, when in answer.acts.moved.tolist())]:
        home[e] &= when > t
    return home


def as_text(shown: dict[str, Any]) -> str:
    """The answer as a person reads it."""
    head, tail = answer_lines(shown)
    lines = [*head]
    for p in shown.get("periods", ()):
        lines.append(f"  {p['period']}: 쓴 돈 {p['spent']:,} / {p['budget']:,}, 남은 돈 {p['left']:,}")
        lines.append("    덮은 무게 " + ", ".join(f"{k} {v:,} / {p['weight'][k]:,}" for k, v in p["covered"].items()))
        by_type: dict[str, list[str]] = {}
        for row in p["new"]:
            by_type.setdefault(str(row["type"]), []).append(str(row["site"]))
        lines += [f"    새로 {k}: {_few(places)}" for k, places in by_type.items()]
        lines += [f"    새 기둥: {_few([str(row['site']) for row in p['poles']])}"] if p["poles"] else []
        for what, words in (("power_w", "전력 늘림"), ("backhaul_mbps", "통신 늘림")):
            at = [str(row["site"]) for row in p["built"] if row["what"] == what]
            lines += [f"    {words}: {_few(at)}"] if at else []
        moved = ["{id} ({type}) {from} → {to}".format(**row) for row in p["moved"]]
        gone = ["{id} ({type}, {site}".format(**row) + (", 수명이 다함)" if row["end_of_life"] else ")") for row in p["retired"]]
        kept = ["{id} ({type}, {site})".format(**row) for row in p["kept"]]
        lines += [f"    {words}: {_few(rows)}" for words, rows in (("옮김", moved), ("없앰", gone), ("그대로 둠", kept)) if rows]
    return "\n".join([*lines, *tail])


def _few(words: list[str]) -> str:
    return ", ".join(words[:MOST_SHOWN]) + (f" 외 {len(words) - MOST_SHOWN} (--json에 모두)" if len(words) > MOST_SHOWN else "")
