"""`dosi site p-center`: sites with the least largest cost."""

from __future__ import annotations

from dosi.workbench.site.by_cost import command

run = command("p-center", "Open at most p sites so that the largest cost from a demand point to its nearest open site is least, with a proven bound.")
