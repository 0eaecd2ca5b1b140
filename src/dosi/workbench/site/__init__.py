"""`dosi site ...`: each problem of location alone, on the files that its field uses. One file per command, named as the command, with a function `run`."""

from __future__ import annotations

import importlib
import pkgutil

import typer

from dosi.workbench.answering import faults_exit_2

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Where to put things, proven best: p-median, covering, p-center; each alone, on standard files.")
for _command in pkgutil.iter_modules(__path__):
    if hasattr(_module := importlib.import_module(f"{__name__}.{_command.name}"), "run"):
        app.command(_command.name.replace("_", "-"))(faults_exit_2(_module.run))
