"""Dosi: from a city's data, opinions, the law and standards to a smart city plan that shows why."""

from __future__ import annotations

from typing import Any

__version__ = "0.1.0"


def build(folder: Any, **options: Any) -> Any:
    """Build the plan of a city folder; see `dosi.workbench.building.build`."""
    from dosi.workbench import building

    return building.build(folder, **options)
