"""Choose places one after the other so that each adds the most people not yet reached (greedy maximal covering)."""

from __future__ import annotations

import heapq

import numpy as np
from scipy.spatial import cKDTree


def greedy_cover(sites_xy: np.ndarray, demand_xy: np.ndarray, people: np.ndarray, radius_m: float, most: int) -> list[tuple[int, int]]:
    """Order of sites with the people each adds; at most `most` sites, those that add nobody last in their given order.

    Church and ReVelle's maximal covering problem by the greedy rule (lazy evaluation), which is within 1 - 1/e of the
    best. Ties go to the site that stands first. `sites_xy`, `demand_xy`: projected metres, shape (n, 2); `people`: int (n,).

    >>> greedy_cover(np.array([[0.0, 0], [10.0, 0]]), np.array([[0.0, 1], [9.0, 0], [10.0, 1]]), np.array([5, 3, 4]), 2.0, 2)
    [(1, 7), (0, 5)]
    """
    if not len(sites_xy) or not len(demand_xy):
        return [(i, 0) for i in range(min(most, len(sites_xy)))]
    reach = cKDTree(demand_xy).query_ball_point(sites_xy, radius_m)
    left = people.astype(np.int64).copy()
    heap = [(-int(left[r].sum()), i) for i, r in enumerate(reach)]
    heapq.heapify(heap)
    order: list[tuple[int, int]] = []
    while heap and len(order) < most:
        _, site = heapq.heappop(heap)
        gain = int(left[reach[site]].sum())
        if heap and (-gain, site) > heap[0]:
            heapq.heappush(heap, (-gain, site))
            continue
        order.append((site, gain))
        left[reach[site]] = 0
    return order
