"""How many more devices would do: places added one after the other where they help most."""

from __future__ import annotations

import heapq

import numpy as np

from dosi.infrastructure.standards.judging import Judged, Stock, failing


def fewest_more(site: np.ndarray, point: np.ndarray, lacks: np.ndarray, weight: np.ndarray, wanted: float) -> int | None:
    """Devices that bring points what they lack until the weight that was lacking falls by `wanted`; None when no number of them does.

    `site`, `point`: pairs of which the site reaches the point; `lacks`: devices each point lacks, int (points,); `weight`: of a point for each device it lacks.
    The greedy rule of covering (Chvatal 1979, Wolsey 1982 where a share is enough): the number is enough, and at most a logarithmic factor above the fewest.
    One place may take several devices. Ties go to the first site.

    >>> fewest_more(np.array([0, 0, 1]), np.array([0, 1, 2]), np.array([1, 1, 2]), np.array([1.0, 1.0, 1.0]), 4)
    3
    """
    if wanted <= 0:
        return 0
    order = np.lexsort((point, site))
    site, point = site[order], point[order]
    sites, start = np.unique(site, return_index=True)
    reached = np.split(point, start[1:]) if len(sites) else []
    left, brought, made = lacks.astype(np.int64).copy(), 0.0, 0
    heap = [(-gain, n) for n, at in enumerate(reached) if (gain := float(weight[at][left[at] > 0].sum())) > 0]
    heapq.heapify(heap)
    while heap:
        _, n = heapq.heappop(heap)
        at = reached[n]
        at = at[left[at] > 0]
        gain = float(weight[at].sum())
        if gain <= 0:
            continue
        if heap and (-gain, n) > heap[0]:
            heapq.heappush(heap, (-gain, n))
            continue
        left[at] -= 1
        brought, made = brought + gain, made + 1
        if brought >= wanted - 1e-9:
            return made
        heapq.heappush(heap, (-gain, n))
    return None


def more_near(stock: Stock, judged: Judged, within_m: float) -> np.ndarray:
    """Devices each zone lacks within a distance of its subjects, if one may stand where a subject that lacks it stands: so many are enough, float (zones,)."""
    lacking = np.zeros(len(stock.zones.ids))
    if stock.away is None:
        return lacking
    at, zone = failing(judged), stock.places.zone
    for n in np.unique(zone[at][zone[at] >= 0]):
        mine = at[zone[at] == n]
        xy, short = stock.places.xy[mine], np.ceil(judged.limit[mine] - judged.measured[mine]).astype(int)
        site, point = stock.away.pairs(xy, xy, within_m)
        found = fewest_more(site, point, short, np.ones(len(mine)), short.sum())
        lacking[n] = np.nan if found is None else found
    return lacking
