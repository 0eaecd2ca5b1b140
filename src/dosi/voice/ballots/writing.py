"""Write an election in the Pabulib format."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from fractions import Fraction

from dosi.model.ballots import Election

BALLOTS_PER_PIECE = 10_000


def written(election: Election) -> Iterator[str]:
    """The text of a .pb file, piece by piece; read again it gives an equal election.

    Amounts and points are written with as many decimals as they have. Counts in META are those of the ballots held.
    """
    out = io.StringIO()
    lines = csv.writer(out, delimiter=";", lineterminator="\n")
    lines.writerow(["META"])
    lines.writerow(["key", "value"])
    meta = dict(election.meta) | {"num_projects": str(len(election.projects.ids)), "num_votes": str(len(election.voters.ids)), "budget": _number(election.budget, election.steps_per_unit),
                                  "vote_type": election.kind}  # fmt: skip
    lines.writerows(meta.items())
    lines.writerow(["PROJECTS"])
    projects = election.projects
    lines.writerow(["project_id", "cost", *projects.columns])
    lines.writerows([id, _number(int(cost), election.steps_per_unit), *cells] for id, cost, *cells in zip(projects.ids, projects.cost, *projects.columns.values(), strict=True))
    lines.writerow(["VOTES"])
    voters, points = election.voters, election.points
    lines.writerow(["voter_id", "vote", *(["points"] if points is not None else []), *voters.columns])
    words = [column.as_written() for column in voters.columns.values()]
    ends = election.start.tolist()
    for begin in range(0, max(len(voters.ids), 1), BALLOTS_PER_PIECE):
        for v in range(begin, min(begin + BALLOTS_PER_PIECE, len(voters.ids))):
            listed = election.listed[ends[v] : ends[v + 1]].tolist()
            given = [] if points is None else [",".join(_number(int(p), election.points_per_unit) for p in points[ends[v] : ends[v + 1]])]
            lines.writerow([voters.ids[v], ",".join(projects.ids[p] for p in listed), *given, *(w[v] for w in words)])
        yield out.getvalue()
        out.seek(0)
        out.truncate()


def _number(steps: int, per_unit: int) -> str:
    amount = Fraction(steps, per_unit)
    if amount.denominator == 1:
        return str(amount.numerator)
    digits = len(str(per_unit)) - 1
    return f"{steps // per_unit}.{steps % per_unit:0{digits}d}".rstrip("0")
