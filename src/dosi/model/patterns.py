"""What stands out: tables of hot spots, of values that cluster, and of towns like this one.

`reads` says what each value is made from.
"""

from __future__ import annotations

from dosi.model.table import Table, column


class Clusters(Table):
    """Whether the values of an indicator cluster in space (Moran's I), and which places are the cores of clusters of high and low values."""

    name, key, ko = "evidence/clusters", ("indicator", "level"), "지표의 공간 군집"
    because = "이웃을 섞은 {permutations|count}번 가운데 이만큼 모인 것의 비율이 {p_share|number}{이다}. {state}."
    because_en = "share of {permutations|count} shuffles at least as clustered: {p_share|number}; {state}"
    because_for = ("moran_i", "p_share")
    indicator = column("text", "지표", "indicator")
    level = column("text", "단위", "level", choices=("unit", "zone"))
    places = column("int", "값을 아는 곳", "places whose value is known", unit="plain", reads=(VALUES := ["evidence/places[indicator, level].value"]))
    state = column("text", "판정", "clustered; chance: not told from chance; cannot_tell: too few places, or all alike", choices=("clustered", "chance", "cannot_tell"),
                   reads=["evidence/clusters[level].p_share"])  # fmt: skip
    moran_i = column("number", "모란 지수", "global Moran's I", optional=True, reads=(PATTERN := [*VALUES, "layers/units[].shape", "rows/crosswalk[].legal_unit,unit,zone"]))
    expected = column("number", "우연일 때의 값", "Moran's I expected by chance", optional=True, reads=PATTERN)
    p_share = column("share", "우연일 확률", "share of shuffles at least as clustered", optional=True, reads=PATTERN)
    permutations = column("int", "섞은 횟수", "shuffles", unit="count", reads=PATTERN)
    high = column("list", "높은 값이 모인 곳", "cores of clusters of high values", optional=True, reads=(CORES := ["evidence/clusters[indicator, level].state", *PATTERN]))
    low = column("list", "낮은 값이 모인 곳", "cores of clusters of low values", optional=True, reads=CORES)
    del VALUES, PATTERN, CORES
