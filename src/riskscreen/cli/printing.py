"""What stands on the screen: a result, how far the work is, or why it ended?

A person gets lines, a machine one JSON object; what went wrong goes to stderr in both.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from riskscreen.core import Finding

__all__ = ["facts_lines", "progress", "say", "show", "show_fault", "trace"]


def say(line: str) -> None:
    """Show progress where a person looks."""
    if sys.stderr.isatty():
        typer.echo(line, err=True)


def progress(*, as_json: bool) -> Callable[[str], None]:
    """Return who tells the steps of work that takes minutes: stderr, also of a log; no machine."""

    def told(line: str) -> None:
        if not as_json:
            typer.echo(line, err=True)

    return told


def show(facts: Any, lines: Sequence[str], *, as_json: bool) -> None:  # noqa: ANN401 - any JSON value
    """Print the result of a verb: ``facts`` as one JSON object, or ``lines``."""
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    for line in lines:
        typer.echo(line)


def facts_lines(facts: Mapping[str, Any]) -> list[str]:
    """Return a line for each fact, and for a list a line for each of its entries.

    Examples
    --------
    >>> facts_lines({"rows": 2, "without": {"not_eligible": 1}, "found": ["one"]})
    ['rows: 2', 'without: not_eligible 1', 'found: 1', '  one']
    """
    lines = []
    for name, value in facts.items():
        if isinstance(value, Mapping):
            counts = (f"{entry} {n}" for entry, n in value.items())
            lines.append(f"{name}: {', '.join(counts) or 'none'}")
        elif isinstance(value, list):
            lines += [f"{name}: {len(value) or 'none'}", *(f"  {entry}" for entry in value)]
        else:
            lines.append(f"{name}: {value}")
    return lines


def show_fault(
    message: str,
    *,
    kind: str,
    findings: Sequence[Finding] = (),
    with_outcome: bool = False,
    as_json: bool = False,
) -> None:
    """Print to stderr why the work ended, as lines or as one JSON object.

    Parameters
    ----------
    message : str
        The error's sentence.
    kind : str
        Name of the error's class, for machines.
    findings : sequence of Finding
        What stands behind it.
    with_outcome : bool
        Whether each finding's line begins with its outcome.
    as_json : bool
        Print ``{"error": ..., "kind": ..., "findings": [...]}``.
    """
    if as_json:
        listed = [finding.to_dict() for finding in findings]
        facts = {"error": message, "kind": kind, "findings": listed}
        typer.echo(json.dumps(facts, ensure_ascii=False), err=True)
        return
    typer.echo(message, err=True)
    for finding in findings:
        whose = f"{finding.outcome}: " if with_outcome else ""
        typer.echo(f"  {whose}{finding.sentence()}", err=True)


def trace() -> None:
    """Print the traceback of the error at hand where ``RISKSCREEN_DEBUG=1`` asks for it."""
    if os.environ.get("RISKSCREEN_DEBUG") == "1":
        traceback.print_exc()
