"""Opinion groups: who answers alike, what each group says, what all share, and whether there is any structure at all."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dosi.model.votes import Group, Groups, Structure
from dosi.voice.groups.clustering import cluster, firm_ones
from dosi.voice.groups.consenting import consent
from dosi.voice.groups.counting import Counts, add, by_group, count
from dosi.voice.groups.prioritising import prioritise
from dosi.voice.groups.projecting import PRIOR_VOTES, project
from dosi.voice.groups.representing import represent
from dosi.voice.groups.structure import DRAWS, hang_together

__all__ = ["Counts", "add", "count", "find_groups"]


def find_groups(counts: Counts, groups: int = 0, prior_votes: float = PRIOR_VOTES, draws: int = DRAWS, say: Callable[[str], None] = lambda _: None) -> Groups:
    """Find the opinion groups of counted votes; `groups` fixes their number, `prior_votes` 0 gives the published scale.

    Every step starts from the whole-number counts and from points that they fix, so that the same votes give the same answer in any order and however they came.
    """
    votes = counts.votes
    say("의견의 두 축 찾기")
    plane = project(counts, prior_votes)
    firm = firm_ones(plane.cast, len(plane.statements))
    say("그룹 찾기")
    found = cluster(plane.points, firm, groups)
    by = by_group(votes, np.where(firm, found.label, -1).astype(np.int8), len(found.centre))
    told = represent(votes.statements, plane.statements, by)
    say("우연과 견주기")
    structure = hang_together(votes, plane.statements, firm, draws)
    size, sure = (np.bincount(found.label[mask], minlength=len(told)) for mask in (found.label >= 0, firm & (found.label >= 0)))
    members = tuple(Group(i, int(size[i]), int(sure[i]), said) for i, said in enumerate(told) if size[i])
    return Groups(
        votes.participants, len(votes.statements), len(plane.statements), len(votes.vote), found.label, plane.points, members, consent(votes.statements, plane.statements, by),
        prioritise(counts, plane),
        Structure(structure.p_value, structure.explained_share, structure.chance_share, draws, structure.participants, found.silhouette, found.by_count),
    )  # fmt: skip
