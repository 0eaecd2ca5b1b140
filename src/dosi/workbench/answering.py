"""What all commands share: faults in the input, answers as JSON, progress on a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

import typer

JsonOption = Annotated[bool, typer.Option("--json", help="answer as JSON")]


def faults_exit_2(command: Callable[..., Any]) -> Callable[..., Any]:
    """A command that tells all faults of its input together, on standard error or, asked for JSON, as JSON, and ends with status 2."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        from dosi.model.errors import InputFault

        try:
            return command(*args, **kwargs)
        except InputFault as fault:
            if kwargs.get("json_"):
                print(json.dumps({"faults": [vars(f) for f in fault.faults]}, ensure_ascii=False, indent=1))
            else:
                print(f"{fault}\n\n잘못된 입력 {len(fault.faults)}건 (faults found: {len(fault.faults)})", file=sys.stderr)
            raise typer.Exit(2) from None

    return run


def saying() -> Callable[[str], None]:
    """Tell people on a terminal what is being done; say nothing elsewhere."""
    if not sys.stderr.isatty():
        return lambda _: None
    return lambda words: print(f"\r\033[K{words} ...", end="", file=sys.stderr, flush=True)


def said() -> None:
    """Clear what was told last."""
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)
