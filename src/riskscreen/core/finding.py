"""What was looked at, what was measured, and does it pass?

One type for schema checks, audits, the gate and monitoring, so that the gate is a fold and the
report draws one kind of thing.
"""

from __future__ import annotations

import enum
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["NEVER_WAIVED", "Finding", "Verdict", "worst"]

NEVER_WAIVED = ("AUD-10",)
"""Codes that no waiver lifts: whether a model is needed at all has to be known."""


class Verdict(enum.StrEnum):
    """The three answers of a check."""

    PASS = "pass"  # noqa: S105 - a verdict, not a secret
    FAIL = "fail"
    INSUFFICIENT = "insufficient evidence"


# From here three significant digits would drop whole units.
_COUNTED = 1000
# Digits of a limit: a policy sets it, so that no digit of it is withheld.
_LIMIT_DIGITS = 10
# Digits beyond three at most, where a rounded figure would lie on a limit.
_MOST_MORE = 6
_SEVERITY = {Verdict.PASS: 0, Verdict.INSUFFICIENT: 1, Verdict.FAIL: 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """One measured fact and its verdict.

    Parameters
    ----------
    code : str
        Stable code, e.g. ``AUD-03``: area, dash, two digits.
    title : str
        What was looked at, in plain English; no ids of children.
    verdict : Verdict
        *pass*, *fail* or *insufficient evidence*.
    group : str
        ``overall`` or ``<attribute>=<level>``.
    outcome : str
        Outcome concerned, empty where none is.
    measured : float or None
        The figure; None where nothing could be measured. NaN is turned into None, and a
        *pass* that rests on None is refused: a check that measured nothing cannot pass.
    interval : tuple of float or None
        Lower and upper bound of the simultaneous interval.
    limit : tuple of float or None
        Lower and upper limit; an infinite bound is None.
    unit : str
        Unit of ``measured``, ``interval`` and ``limit``.
    judges : bool
        Whether the gate listens; a finding that is only reported never refuses.
    detail : str
        How often, the first case, what to do.

    Raises
    ------
    ValueError
        If the verdict is unknown, or a judging pass has no finite ``measured``.

    Examples
    --------
    >>> Finding(code="AUD-03", title="children missed", verdict=Verdict.FAIL, measured=0.16)
    Finding(AUD-03 children missed [overall]: fail, 0.16)
    >>> Finding(code="AUD-03", title="children missed", verdict=Verdict.PASS,
    ...         measured=float("nan"), judges=True)
    Traceback (most recent call last):
        ...
    ValueError: AUD-03 children missed passes without a measured figure; \
a check that measured nothing is insufficient evidence
    """

    code: str
    title: str
    verdict: Verdict
    group: str = "overall"
    outcome: str = ""
    measured: float | None = None
    interval: tuple[float | None, float | None] | None = None
    limit: tuple[float | None, float | None] | None = None
    unit: str = ""
    judges: bool = False
    detail: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "verdict", Verdict(self.verdict))
        object.__setattr__(self, "measured", _finite(self.measured))
        for name in ("interval", "limit"):
            bounds = getattr(self, name)
            if bounds is not None:
                object.__setattr__(self, name, (_finite(bounds[0]), _finite(bounds[1])))
        if self.judges and self.verdict is Verdict.PASS and self.measured is None:
            raise ValueError(
                f"{self.code} {self.title} passes without a measured figure; "
                "a check that measured nothing is insufficient evidence"
            )

    def __repr__(self) -> str:
        figure = "" if self.measured is None else f", {self.measured:.4g}"
        return f"Finding({self.code} {self.title} [{self.group}]: {self.verdict.value}{figure})"

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as JSON types."""
        plain = asdict(self)
        plain["verdict"] = self.verdict.value
        for name in ("interval", "limit"):
            if plain[name] is not None:
                plain[name] = list(plain[name])
        return plain

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Finding:
        """Return the finding that ``to_dict`` wrote.

        Raises
        ------
        ValueError
            If the verdict is unknown.
        TypeError
            If a field is unknown or missing.
        """
        fields = dict(plain)
        for name in ("interval", "limit"):
            if fields.get(name) is not None:
                fields[name] = tuple(fields[name])
        return cls(**fields)

    def sentence(self) -> str:
        """Return code, title, group and figures in one line, as errors and logs print them."""
        parts = [f"{self.code} {self.title}"]
        if self.group != "overall":
            parts.append(f", {self.group}")
        limit = self.limit or (None, None)
        if self.measured is not None:
            parts.append(f": {_beside(self.measured, limit)}")
        if self.interval is not None:
            low, high = ("-" if end is None else _beside(end, limit) for end in self.interval)
            parts.append(f" [{low}, {high}]")
        if self.limit is not None:
            parts.append(f", limit {_limited(self.limit)}")
        if self.detail:
            parts.append(f"; {self.detail}")
        return "".join(parts)


def worst(findings: Iterable[Finding]) -> Verdict:
    """Return the worst verdict among the findings that judge; no judging finding is no evidence.

    Examples
    --------
    >>> worst([])
    <Verdict.INSUFFICIENT: 'insufficient evidence'>
    """
    verdicts = [finding.verdict for finding in findings if finding.judges]
    if not verdicts:
        return Verdict.INSUFFICIENT
    return max(verdicts, key=_SEVERITY.__getitem__)


def _finite(number: float | None) -> float | None:
    return None if number is None or not math.isfinite(number) else float(number)


def _limited(limit: tuple[float | None, float | None]) -> str:
    """Return a limit in words where it is open on one side, and every digit of it."""
    low, high = (None if end is None else f"{end:.{_LIMIT_DIGITS}g}" for end in limit)
    if low is None:
        return "none" if high is None else f"at most {high}"
    return f"at least {low}" if high is None else f"{low} to {high}"


def _beside(number: float, limit: tuple[float | None, float | None]) -> str:
    """Return a figure with as many digits as keep it on its own side of the limit.

    1.3004 against a limit of 1.3 is not printed as 1.3: the verdict would seem wrong.
    """
    ends = [float(f"{end:.{_LIMIT_DIGITS}g}") for end in limit if end is not None]
    for more in range(_MOST_MORE + 1):
        text = _figure(number, more)
        if all(_side(float(text), end) == _side(number, end) for end in ends):
            return text
    # nearer than that is the dust of binary fractions
    return _figure(number)


def _side(number: float, end: float) -> int:
    return (number > end) - (number < end)


def _figure(number: float, more: int = 0) -> str:
    """Return three digits of a share and every digit of a count: 8180 rows are not 8.18e+03."""
    if float(number).is_integer():
        return f"{number:.0f}"
    return f"{number:.{more}f}" if abs(number) >= _COUNTED else f"{number:.{3 + more}g}"
