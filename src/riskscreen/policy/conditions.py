"""How does a policy file say that a column has a value?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from riskscreen.errors import PolicyError

__all__ = ["Condition", "parse_condition"]

_TESTS = {"below", "at_least", "among", "not_among", "is"}


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on one column: a half-open range, a list of values, or yes and no."""

    column: str
    at_least: float | None = None
    below: float | None = None
    among: tuple[str, ...] = ()
    not_among: tuple[str, ...] = ()
    truth: bool | None = None


def parse_condition(entry: Mapping[str, Any], *, of: str) -> Condition:
    """Return the condition of a table such as ``{ column = "age_years", below = 16 }``.

    Raises
    ------
    PolicyError
        If it names no column, no test, or two tests that exclude each other; ``of`` says where.

    Examples
    --------
    >>> parse_condition({"column": "age_years", "below": 16}, of="an example").below
    16.0
    >>> parse_condition({"column": "age_years"}, of="an example")
    Traceback (most recent call last):
        ...
    riskscreen.errors.PolicyError: an example: condition {'column': 'age_years'} is not a column \
with below and at_least, or with one of among, not_among, is
    """
    tests = set(entry) - {"column"}
    alone = tests & {"among", "not_among", "is"}
    if not tests or not tests <= _TESTS or "column" not in entry or (alone and len(tests) > 1):
        raise PolicyError(
            f"{of}: condition {dict(entry)} is not a column with below and at_least, or "
            "with one of among, not_among, is"
        )
    at_least, below = _number(entry, "at_least", of), _number(entry, "below", of)
    if at_least is not None and below is not None and not at_least < below:
        raise PolicyError(f"{of}: condition {dict(entry)} holds for no value: write a range")
    truth = entry.get("is")
    if truth is not None and not isinstance(truth, bool):
        raise PolicyError(f"{of}: condition {dict(entry)}: is takes true or false")
    return Condition(
        column=entry["column"],
        at_least=at_least,
        below=below,
        among=_values(entry, "among", of),
        not_among=_values(entry, "not_among", of),
        truth=truth,
    )


def _number(entry: Mapping[str, Any], test: str, of: str) -> float | None:
    value = entry.get(test)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise PolicyError(f"{of}: condition {dict(entry)}: {test} takes a finite number")
    return float(value)


def _values(entry: Mapping[str, Any], test: str, of: str) -> tuple[str, ...]:
    value = entry.get(test)
    if value is None:
        return ()
    if (
        not isinstance(value, list | tuple)
        or not value
        or not all(isinstance(v, str) for v in value)
    ):
        raise PolicyError(f"{of}: condition {dict(entry)}: {test} takes a list of texts")
    return tuple(value)
