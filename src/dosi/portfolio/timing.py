"""Start what is chosen as early as the limits allow: of all schedules with the same points, the one that serves soonest."""

from __future__ import annotations

import numpy as np
import scipy.sparse

from dosi.portfolio.options import Choice
from dosi.portfolio.rows import Ints, Rows, rows, together
from dosi.portfolio.searching import within

GAP = 2e-3
NODES = 200


def as_early_as_possible(choice: Choice, limits: Rows, taken: Ints) -> Ints:
    """The same offers, their start years moved so that the sum of points x years of waiting is least, within every limit.

    Points decide what starts; years of it are decided by this alone, so that nothing waits for want of a reason. Stops by gap (0.2 %) or nodes; the schedule given is the first answer.
    """
    if not len(taken):
        return taken
    offers = choice.offer[taken]
    free = np.flatnonzero(np.isin(choice.offer, offers))
    place = {int(o): n for n, o in enumerate(offers)}
    once = rows([f"starts {n}" for n in range(len(offers))], [place[int(o)] for o in choice.offer[free]], free, lower=1, upper=1)
    all_ = together([limits, once])
    matrix = scipy.sparse.csr_array((all_.coefficient, (all_.row, all_.column)), shape=(len(all_), choice.variables)).tocsc()
    waiting = np.maximum(choice.of_offer("points"), 1e-3) * (choice.start_year - choice.city.first_year)
    services = np.zeros(len(choice.services))
    services[choice.service_of_candidate[choice.candidate[taken]]] = 1
    found = within(choice, all_, matrix, -waiting, services, free, taken, {"mip_rel_gap": GAP, "mip_max_nodes": NODES})
    return taken if found is None or waiting[found].sum() > waiting[taken].sum() else found
