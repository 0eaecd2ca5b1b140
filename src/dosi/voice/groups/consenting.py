"""What all groups say alike: group-informed consensus."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dosi.model.votes import Shared, Statement
from dosi.voice.groups.counting import ByGroup
from dosi.voice.groups.representing import SIGNIFICANT_Z, proportion_z, share_of

MOST = 5


def consent(statements: tuple[Statement, ...], counted: NDArray[np.int64], by: ByGroup) -> tuple[Shared, ...]:
    """Statements that a majority of every group agrees with, then those it disagrees with, at most five each, the most shared first.

    Group-informed consensus (Small et al. 2021): the product over the groups of (said + 1) / (voted + 2), so that a large group cannot outvote a small one.
    Listed are statements whose share among all passes the proportion test against one half (one-sided 90 %) and lies above one half in every group.
    """
    voted = by.voted[:, counted]
    found: list[Shared] = []
    for says, said in (("agree", by.agree[:, counted]), ("disagree", by.disagree[:, counted])):
        each = share_of(said, voted)
        informed = each.prod(axis=0)
        whole, whole_z = share_of(said.sum(axis=0), voted.sum(axis=0)), proportion_z(said.sum(axis=0), voted.sum(axis=0))
        passed = np.flatnonzero((each > 0.5).all(axis=0) & (whole_z > SIGNIFICANT_Z) & (voted.sum(axis=0) > 0))
        order = sorted(passed.tolist(), key=lambda i: (-round(float(informed[i]), 9), i))[:MOST]
        found += [Shared(statements[counted[i]].id, statements[counted[i]].text, says, round(float(whole[i]), 6), round(float(whole_z[i]), 6),
                         round(float(informed[i]), 9), tuple(round(float(s), 6) for s in each[:, i])) for i in order]  # fmt: skip
    return tuple(found)
