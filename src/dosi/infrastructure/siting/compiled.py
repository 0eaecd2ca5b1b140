"""Loops that numpy could only write with a table of all pairs, compiled by numba when they are first called.

Imported only where there are many points: small problems do not wait for the compiler. The compiled code is kept beside the bytecode, or where NUMBA_CACHE_DIR says;
where nothing may be written it is compiled again in each process. A kernel calls kernels of its own file only, since the kept code does not notice changes elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numba

Kernel = TypeVar("Kernel", bound=Callable[..., object])


def compiled(loop: Kernel) -> Kernel:
    """The same function as machine code; `.py_func` is the function as it is written."""
    try:
        return numba.njit(cache=True)(loop)
    except RuntimeError:  # no folder for it may be written
        return numba.njit(loop)
