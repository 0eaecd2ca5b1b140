"""What is: the tables that stages return about the city as it stands - evidence, voice, problems, standards.

`reads` says what each value is made from.
"""

# in the order in which stages make them
# isort: off
from dosi.model.findings.places import *  # noqa: F403
from dosi.model.findings.people import *  # noqa: F403
from dosi.model.findings.measures import *  # noqa: F403
from dosi.model.findings.voice import *  # noqa: F403
from dosi.model.findings.problems import *  # noqa: F403
from dosi.model.findings.gaps import *  # noqa: F403
