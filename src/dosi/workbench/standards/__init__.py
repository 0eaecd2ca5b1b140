"""`dosi standards ...`: what stands or is designed held against the standards. One file per command, named as the command, with a function `run`."""

from __future__ import annotations

import importlib
import pkgutil

import typer

from dosi.workbench.answering import faults_exit_2

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Standards of smart infrastructure: check an inventory or a design, print the standards book.")
for _command in pkgutil.iter_modules(__path__):
    app.command(_command.name)(faults_exit_2(importlib.import_module(f"{__name__}.{_command.name}").run))
