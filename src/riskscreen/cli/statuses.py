"""With which exit status does a command end?

The same ground has the same status in every verb; README.md has the table for people, and
tests/cli/test_statuses.py holds every verb to it.
"""

from __future__ import annotations

from riskscreen import errors

__all__ = ["BAD_INPUT", "DONE", "FAULT", "INTEGRITY", "REFUSED", "status_of"]

DONE = 0
REFUSED = 1
"""A check was made, and its answer is no: a finding refuses, two stores disagree."""
BAD_INPUT = 2
"""What was named is unknown, not there, cannot be read or written, is done already, or another was
first."""
INTEGRITY = 3
"""What is stored is not what was written, nobody trusted signed it, or it may not be served."""
FAULT = 70
"""Of riskscreen itself. 130, where somebody interrupts, is the shell's own."""

_OF_ERRORS = (
    (errors.GateError, REFUSED),
    # before the next: a release that nobody knows is a word that was typed wrong, and so is a
    # file of trusted keys that is not there
    (errors.InputError, BAD_INPUT),
    (errors.TrustError, BAD_INPUT),
    (errors.LedgerMovedError, BAD_INPUT),  # as who finds the name locked: look, and decide again
    (errors.IntegrityError, INTEGRITY),
    (errors.ReleaseError, INTEGRITY),
)


def status_of(fault: Exception) -> int:
    """Return the exit status of an error; the first class of the table that it is one of counts.

    Parameters
    ----------
    fault : Exception
        One of `riskscreen.errors`, an ``OSError``, or what nobody foresaw.

    Examples
    --------
    >>> status_of(errors.UnknownReleaseError()), status_of(errors.StoppedReleaseError())
    (2, 3)
    >>> status_of(ZeroDivisionError())
    70
    """
    found = next((status for kind, status in _OF_ERRORS if isinstance(fault, kind)), None)
    if found is not None:
        return found
    foreseen = isinstance(fault, errors.RiskscreenError | OSError)
    return BAD_INPUT if foreseen else FAULT
