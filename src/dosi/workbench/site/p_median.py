"""`dosi site p-median`: sites with the least sum of weighted costs."""

from __future__ import annotations

from dosi.workbench.site.by_cost import command

run = command("p-median", "Open p sites so that the sum of weight times cost to the nearest open site is least, with a proven bound.")
