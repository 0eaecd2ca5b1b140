"""The rows that people write: catalogue tables of a country and a city's own tables, by their declarations.

Each table is one CSV or Excel file of the same name in the catalogue folder, in the city's `rows/`, or in both;
a city's row with the same key replaces the catalogue's row, other rows are added.
"""

# in the order in which people fill them in
# isort: off
from dosi.model.rows.places import *  # noqa: F403
from dosi.model.rows.people import *  # noqa: F403
from dosi.model.rows.evidence import *  # noqa: F403
from dosi.model.rows.services import *  # noqa: F403
from dosi.model.rows.devices import *  # noqa: F403
from dosi.model.rows.money import *  # noqa: F403
from dosi.model.rows.course import *  # noqa: F403
from dosi.model.rows.law import *  # noqa: F403
from dosi.model.rows.voice import *  # noqa: F403
