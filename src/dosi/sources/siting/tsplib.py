"""Read points of the TSPLIB (.tsp): every point is a demand point and a site; the cost is the straight distance, rounded down.

Reinelt, "TSPLIB: a traveling salesman problem library", ORSA Journal on Computing 3 (1991). Work on the p-median rounds these distances down, which the TSPLIB does not.
"""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import numpy as np

from dosi.model.errors import Fault, Faults, InputFault
from dosi.model.siting import Instance, Plane

MOST_POINTS = 100_000
MOST_HELD = 2_000
"""points whose costs of all pairs are held; beyond it a p-median works them out where it needs them"""
MOST_PAIRS = 200_000_000
"""pairs that fit into memory, for other problems"""
LARGEST = 1e9
"""farthest coordinate; beyond it sums of distances would overflow"""


def read_tsplib(path: Path, problem: str) -> tuple[Instance, list[str]]:
    """An instance of all pairs of points of NODE_COORD_SECTION; ids as in the file."""
    name, faults = path.name, Faults()
    try:
        data = path.read_bytes()
        lines = (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("utf-8-sig").splitlines()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as trouble:
        raise InputFault([Fault(f'File "{name}": cannot be read', name, str(trouble)[:200], "a text file, whole", "check the path, or copy the file again")]) from None
    head = {k.strip().upper(): v.strip() for k, _, v in (line.partition(":") for line in lines) if v}
    begin = next((n for n, line in enumerate(lines) if line.strip().upper().startswith("NODE_COORD_SECTION")), None)
    if begin is None:
        raise InputFault([Fault("Points: there is no NODE_COORD_SECTION", name, head.get("TYPE", "nothing"), "coordinates under NODE_COORD_SECTION", "give another file")])
    number, xy, seen = list[int](), list[tuple[float, float]](), set[int]()
    for no, line in enumerate(lines[begin + 1 :], start=begin + 2):
        words = line.split()
        if not words:
            continue
        if words[0].upper() == "EOF" or words[0][0].isalpha():
            break
        point = _point(words)
        if point is None:
            faults.add("Point: is not a number and two coordinates", f"{name}, line {no}", line[:100], f"number, x, y within {LARGEST:g}", "correct the line")
        elif point[0] in seen:
            faults.add("Point: its number stands twice", f"{name}, line {no}", str(point[0]), "each number once", "correct the line")
        else:
            seen.add(point[0])
            number.append(point[0])
            xy.append(point[1:])
    said = head.get("DIMENSION", "")
    if not faults.found and said.isdigit() and int(said) != len(number):
        faults.add("Points: not as many as DIMENSION says; the file was cut", name, len(number), said, "copy the file again")
    most = MOST_POINTS if problem == "p-median" else int(MOST_PAIRS**0.5)
    if not 1 <= len(number) <= most:
        faults.add("Points: too few or too many for the costs of all pairs", name, len(number), f"1 to {most}", "give a sparse table of costs (demand, site, cost)")
    faults.raise_any()
    ids, at = np.array(number), np.array(xy)
    notes = [f"{name}: 거리는 직선거리를 내림한 정수 (straight distance, rounded down)"]
    count = len(ids)
    if problem == "p-median" and count > MOST_HELD:
        return Instance(problem, ids, ids, np.ones(count, np.int64), np.zeros(count + 1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.int64), plane=Plane(at, at, True)), notes
    cost = np.concatenate([np.floor(np.sqrt((at[:, 0] - x) ** 2 + (at[:, 1] - y) ** 2)).astype(np.int64) for x, y in at])
    start = np.arange(count + 1, dtype=np.int64) * count
    return Instance(problem, ids, ids, np.ones(count, np.int64), start, np.tile(np.arange(count, dtype=np.int32), count), cost), notes


def _point(words: list[str]) -> tuple[int, float, float] | None:
    try:
        point = int(words[0]), float(words[1]), float(words[2])
    except (ValueError, IndexError):
        return None
    return point if len(words) == 3 and all(abs(v) <= LARGEST for v in point[1:]) else None
