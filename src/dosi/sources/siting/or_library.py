"""Read a p-median problem in the text format of the OR-Library: vertices, edges, p; then the edges.

Beasley, "A note on solving large p-median problems", EJOR 21 (1985). Every vertex is a demand point and a site, numbered from 1; the cost is the shortest path. Of
an edge that stands several times the last one counts, as the library says.
"""

from __future__ import annotations

import gzip
import re
import zlib
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import shortest_path

from dosi.model.errors import Fault, Faults, InputFault
from dosi.model.siting import Instance, Limits

MOST_VERTICES = 20_000
"""all pairs of more would not fit into memory"""
LARGEST = 1 << 40
FEW = 10
"""faulty lines told one by one"""
WHOLE = re.compile(r"[+-]?\d+(\.0*)?")


def read_or_library(path: Path, p: int | None = None) -> Instance:
    """Read the graph and make the costs of all pairs; `p` takes the place of the file's own."""
    lines = [(no, line.split()) for no, line in enumerate(_text(path).splitlines(), start=1) if line.strip()]
    name, faults = path.name, Faults()
    head = lines[0][1] if lines else []
    if len(head) != 3 or not all(WHOLE.fullmatch(w) for w in head) or int(float(head[0])) < 1 or int(float(head[1])) < 0:
        raise InputFault([Fault("First line: does not tell the size of the problem", f"{name}, line 1", " ".join(head)[:100] or "nothing", "vertices, edges and p, e.g. 100 200 5", "put the line in front, or give a .csv table of costs")])
    vertices, edges, own = (int(float(w)) for w in head)
    if vertices > MOST_VERTICES:
        raise InputFault([Fault("Graph: is too large for the costs of all pairs", f"{name}, line 1", str(vertices), f"at most {MOST_VERTICES} vertices", "give a sparse table of costs (demand, site, cost)")])
    edge: dict[tuple[int, int], int] = {}
    bad = 0
    for no, words in lines[1:]:
        wrong = _wrong(words, vertices)
        if wrong:
            bad += 1
            if bad <= FEW:
                faults.add(f"Edge: {wrong[0]}", f"{name}, line {no}", " ".join(words)[:100], wrong[1], "correct the line")
            continue
        a, b, cost = (int(float(w)) for w in words)
        edge[min(a, b) - 1, max(a, b) - 1] = cost
    if bad > FEW:
        faults.add(f"Edges: {bad - FEW} more lines like these", name, bad, "none", "correct them as the lines above")
    if len(lines) - 1 != edges:
        faults.add("Edges: not as many as the first line says; the file was cut, or lines were added", name, len(lines) - 1, str(edges), "copy the file again")
    asked = own if p is None else p
    if not 1 <= asked <= vertices:
        faults.add("p: more sites than there are, or fewer than one", f"{name}, line 1" if p is None else "-p", asked, f"1 to {vertices}", "give another -p")
    faults.raise_any()
    instance = _instance(vertices, edge, asked)
    assert instance.cost is not None
    highest = np.maximum.reduceat(instance.cost, instance.start[:-1]).astype(float).sum()
    if highest > float(1 << 53):
        raise InputFault([Fault("Costs: their sum overflows", name, f"{highest:g}", f"at most {1 << 53}", "give the costs in a larger unit")])
    return instance


def _wrong(words: list[str], vertices: int) -> tuple[str, str] | None:
    if len(words) != 3 or not all(WHOLE.fullmatch(w) for w in words):
        return "is not two vertices and a cost", "three whole numbers"
    a, b, cost = (int(float(w)) for w in words)
    if not (1 <= a <= vertices and 1 <= b <= vertices):
        return "names a vertex that does not exist", f"vertices 1 to {vertices}"
    if cost < 0:
        return "has a negative cost", "0 or more"
    if cost > LARGEST:
        return "has a cost so large that sums would overflow", f"at most {LARGEST}"
    return None


def _instance(vertices: int, edge: dict[tuple[int, int], int], p: int) -> Instance:
    ends = np.array(list(edge), np.int64).reshape(-1, 2)
    tiny = 0.25  # scipy takes a stored zero for no edge; a quarter cannot be taken for a whole cost
    cost = np.array(list(edge.values()), float)
    graph = csr_matrix((np.where(cost == 0, tiny / max(vertices, 1), cost), (ends[:, 0], ends[:, 1])), shape=(vertices, vertices))
    table = np.floor(shortest_path(graph, directed=False) + 1e-6)
    there = np.isfinite(table)
    start = np.r_[0, np.cumsum(there.sum(axis=1))].astype(np.int64)
    ids = np.arange(1, vertices + 1)
    return Instance("p-median", ids, ids, np.ones(vertices, np.int64), start, np.nonzero(there)[1].astype(np.int32), table[there].astype(np.int64), Limits(p=p))


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
        return (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("utf-8-sig")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as trouble:
        raise InputFault([Fault(f'File "{path.name}": cannot be read', path.name, str(trouble)[:200], "a text file, whole", "check the path, or copy the file again")]) from None
