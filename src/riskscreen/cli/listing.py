"""In which order and how briefly does a person read many findings?

What fails comes first, then what is doubtful, then what was merely counted; the same note about
many columns is one line, because what matters drowns in twenty alike. ``--json`` has them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from riskscreen.core import Finding

__all__ = ["listed"]

_WORDS = {"fail": "fail", "insufficient evidence": "doubt", "pass": "note"}
# Notes that come once for every column.
_GATHERED = {
    "MAP-02": "codes for no answer made missing",
    "MAP-04": "optional columns that the files do not have",
}
_FIRST = "SUR-01"  # what became of every row


def listed(findings: Sequence[Finding], *, full: bool = False) -> list[str]:
    """Return the findings as lines.

    Parameters
    ----------
    findings : sequence of Finding
        As they were made.
    full : bool
        One line for each, in the order they were made.
    """
    from riskscreen.core import counted

    if full:
        return [_line(finding) for finding in findings]
    alike = [one for one in findings if one.code in _GATHERED and one.verdict.value == "pass"]
    apart = [one for one in findings if one not in alike]
    ordered = sorted(apart, key=_place)
    lines = [_line(finding) for finding in ordered]
    for code, what in _GATHERED.items():
        own = [one for one in alike if one.code == code]
        if own:
            columns = ", ".join(f"{_about(one)} {one.measured:.0f}" for one in own if one.measured)
            named = columns or ", ".join(_about(one) for one in own)
            lines.append(f"{'note':>5}  {code} {what}, {counted(len(own), 'column')}: {named}")
    return lines


def _place(finding: Finding) -> tuple[int, bool]:
    return list(_WORDS).index(finding.verdict.value), finding.code != _FIRST


def _about(finding: Finding) -> str:
    return finding.title.rpartition(": ")[2]


def _line(finding: Finding) -> str:
    about = f"{_about(finding)}: " if finding.code == _FIRST else ""
    said = f"{finding.code} {about}{finding.detail}" if finding.detail else finding.sentence()
    return f"{_WORDS[finding.verdict.value]:>5}  {said}"
