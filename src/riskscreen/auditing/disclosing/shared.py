"""Which children do two reports have in common?

Where both judge a day, or some of the days, of what may be one register: by its digest, or by its
name. Days that only trained are no day of a table, unless the table is out of fold.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["Shared", "shared_outcomes"]

_ANY_OF = ("data_digest", "population")  # either says that the children may be the same

Facts = Mapping[str, Any]


class Shared(enum.Enum):
    """What two reports have in common."""

    CHILDREN = "the same rows of the same data"
    DAYS = "the same days of a register that may have grown"
    SOME = "some of the days"


def shared_outcomes(before: Facts, after: Facts) -> Iterator[tuple[Facts, Facts, Shared]]:
    """Yield the outcomes of which both reports tell about some of the same children."""
    old, new = before["meta"], after["meta"]
    if old.get("horizon_months") != new.get("horizon_months") or not any(
        old.get(name) == new.get(name) for name in _ANY_OF
    ):
        return
    earlier = {one["name"]: one for one in before["outcomes"]}
    for one in after["outcomes"]:
        other = earlier.get(one["name"])
        if not other or other.get("definition") != one.get("definition"):
            continue
        days = _judged(old, other), _judged(new, one)
        if days[0] != days[1]:
            # who does not say which days are judged may have judged any
            if not all(days) or days[0] & days[1]:
                yield other, one, Shared.SOME
        elif other.get("window") == one.get("window") and old.get("data_digest") == new.get(
            "data_digest"
        ):
            yield other, one, Shared.CHILDREN
        else:
            yield other, one, Shared.DAYS


def _judged(meta: Facts, outcome: Facts) -> frozenset[str]:
    """Return the days whose children an outcome's tables count."""
    apart = outcome.get("window") == "out_of_fold"
    days = meta.get("training_days") if apart else [meta.get("test_day")]
    return frozenset(str(day) for day in days or () if day)
