"""`dosi voice ...`: each part of the voice room alone, on the files that its field uses. One file per command, named as the command, with a function `run`."""

from __future__ import annotations

import importlib
import pkgutil

import typer

from dosi.workbench.answering import faults_exit_2

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="What citizens say: opinions, weights, opinion groups, ballots; each alone, on standard files.")
for _command in pkgutil.iter_modules(__path__):
    app.command(_command.name)(faults_exit_2(importlib.import_module(f"{__name__}.{_command.name}").run))
