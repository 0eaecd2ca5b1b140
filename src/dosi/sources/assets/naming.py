"""What a file of assets calls its columns, roles and values (TOML), where its own titles do not tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dosi.model.errors import Fault, Faults, InputFault
from dosi.sources.texts import shaped, toml


@dataclass(frozen=True)
class Naming:
    """How the columns, roles and values of a file are called there."""

    role: str = ""
    """of all rows"""
    role_column: str = ""
    roles: Mapping[str, str] = field(default_factory=dict)
    """the file's word for a kind of asset, or the name of its layer = the role"""
    columns: Mapping[str, str] = field(default_factory=dict)
    """our name of a column = the file's"""
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """our name of a column = {the file's word = ours}"""
    crs: str = ""


def read_naming(path: Path | None, role: str = "", crs: str = "") -> Naming:
    """The file that names columns, roles and values; what the command says itself comes first."""
    if path is None:
        return Naming(role=role, crs=crs)
    if not path.is_file():
        raise InputFault([Fault(f'File "{path.name}": is not there', str(path), "no file", "a TOML file with role, columns, values, crs", "check the path")])
    faults = Faults()
    read = toml(path, path.name, faults)
    shaped(read, {"?role": str, "?role_column": str, "?roles": {"*": str}, "?columns": {"*": str}, "?values": {"*": {"*": str}}, "?crs": str}, path.name, faults)
    faults.raise_any()
    return Naming(role or read.get("role", ""), read.get("role_column", ""), read.get("roles", {}), read.get("columns", {}), read.get("values", {}), crs or read.get("crs", ""))
