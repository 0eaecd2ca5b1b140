"""Which statement to show next: those whose answers would tell most."""

from __future__ import annotations

import numpy as np

from dosi.model.votes import Next
from dosi.voice.groups.counting import Counts
from dosi.voice.groups.projecting import Plane

META_PRIORITY = 7.0


def prioritise(counts: Counts, plane: Plane) -> tuple[Next, ...]:
    """Priority of every shown statement, the most useful first; a participant is shown those not yet seen with chances in this proportion.

    As Polis routes statements (Small et al. 2021): with S who saw it, P passes, A agreements, and E the distance from the middle of somebody who
    agreed with this statement alone, the importance is (1 - (P + 1) / (S + 2)) (E + 1) (A + 1) / (S + 2); the priority is
    (importance x (1 + 8 x 2^(-S / 5)))^2, so that new statements are tried first. Statements about the participant keep 7^2.
    """
    statements = counts.votes.statements
    seen = np.diag(counts.seen_seen).astype(float)
    agreed = (np.diag(counts.vote_vote) + np.diag(counts.vote_seen)) / 2
    passed = seen - np.diag(counts.vote_vote)
    extreme = np.zeros(len(statements))
    extreme[plane.statements] = np.sqrt(len(plane.statements)) * (1 - plane.mean) * np.hypot(*plane.axes.T)
    importance = (1 - (passed + 1) / (seen + 2)) * (extreme + 1) * (agreed + 1) / (seen + 2)
    priority = (importance * (1 + 8 * 2 ** (-seen / 5))) ** 2
    listed = [(round(META_PRIORITY**2 if s.meta else float(p), 6), i) for i, (s, p) in enumerate(zip(statements, priority, strict=True)) if s.shown]
    return tuple(Next(statements[i].id, p) for p, i in sorted(listed, key=lambda t: (-t[0], t[1])))
