"""How does a command end: with which exit status, and with which words?

Every error becomes one line, or under ``--json`` one object on stderr, and an exit status; what
nobody foresaw asks to be reported.
"""

from __future__ import annotations

import sys
from typing import Any

from riskscreen import errors
from riskscreen.cli import printing, statuses
from riskscreen.cli.verbs import app

__all__ = ["main"]


def main() -> None:
    """Run the command line; every error becomes one line and an exit status.

    With ``--json`` an error is one JSON object on stderr: ``error`` (the sentence), ``kind`` (the
    name of its class in `riskscreen.errors`, ``UsageError``, ``OSError`` or ``Fault``) and
    ``findings``. With ``RISKSCREEN_DEBUG=1`` in the environment the traceback stands before it.
    """
    # Asked of the words themselves: a usage error comes before any option has been read.
    as_json = "--json" in sys.argv[1:]
    try:
        status = _run(as_json=as_json)
    except Exception as fault:  # noqa: BLE001 - the edge: nothing comes after it
        _tell(fault, as_json=as_json)
        status = statuses.status_of(fault)
    sys.exit(status)


def _run(*, as_json: bool) -> int:
    """Return the exit status of a command that raised nothing."""
    if not as_json:
        app()
    try:
        status = app(standalone_mode=False)
    except Exception as fault:
        usage: Any = fault  # typer brings its own copy of click, whose classes have no public name
        if not hasattr(usage, "format_message"):
            raise
        printing.show_fault(usage.format_message(), kind="UsageError", as_json=True)
        return int(usage.exit_code)
    return status if isinstance(status, int) else 0


def _tell(fault: Exception, *, as_json: bool) -> None:
    """Print why the work ended: an error raised on purpose in its own words, others named."""
    if isinstance(fault, errors.RiskscreenError):
        printing.show_fault(
            str(fault),
            kind=type(fault).__name__,
            findings=getattr(fault, "findings", ()),
            with_outcome=isinstance(fault, errors.GateError),
            as_json=as_json,
        )
        return
    printing.trace()
    if isinstance(fault, OSError):
        where = "" if fault.filename is None else f" {fault.filename}"
        message, kind = f"cannot read or write{where}: {fault.strerror or fault}", "OSError"
    else:
        said = f"{type(fault).__name__}: {fault}"
        message, kind = f"riskscreen failed: {said}; please report it", "Fault"
    printing.show_fault(message, kind=kind, as_json=as_json)
