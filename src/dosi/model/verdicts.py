"""Verdicts: what a check found about one requirement of law or of a standard."""

from __future__ import annotations

from dataclasses import dataclass

LAW_STATES = ("computed", "awaiting", "signed", "missing", "not_applicable")
STANDARD_STATES = ("pass", "fail", "cannot_tell", "not_applicable")


@dataclass(frozen=True)
class Verdict:
    """One line of a check: its subject, the requirement, and what was found."""

    subject: str
    requirement: str
    """law: the numbered line, e.g. act-8-1-6#2; standards: standard#requirement"""
    state: str
    because: str
    severity: str = "must"
    anchor: str = ""
    """where in the document the answer stands"""
    signed_role: str = ""
    signed_on: str = ""
    title: str = ""
    """what the requirement asks for, in words"""

    @property
    def holds(self) -> bool:
        """Whether the requirement is answered; text that awaits a signature is not missing."""
        return self.state not in ("missing", "fail")
