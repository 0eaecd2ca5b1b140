"""What is to be done: the tables that stages return about services, offers, the portfolio, the programme and the answers.

`reads` says what each value is made from.
"""

# in the order in which stages make them
# isort: off
from dosi.model.choices.models import *  # noqa: F403
from dosi.model.choices.services import *  # noqa: F403
from dosi.model.choices.sites import *  # noqa: F403
from dosi.model.choices.portfolio import *  # noqa: F403
from dosi.model.choices.programme import *  # noqa: F403
from dosi.model.choices.answers import *  # noqa: F403
