"""Which sections does the report of one outcome have, and in which order?"""

from __future__ import annotations

from riskscreen.reporting.layout import Section
from riskscreen.reporting.rows import Row
from riskscreen.reporting.sections import curves, doubts, drivers, gaps, lists, served
from riskscreen.reporting.words import Words

__all__ = ["sections"]

_ORDER = (
    served.questions, served.groups, curves.capacity, curves.calibration, drivers.drivers,
    lists.rules, lists.necessity, lists.quality, gaps.missing, doubts.proxy, doubts.labels,
    doubts.pooled, gaps.scored, gaps.coverage, doubts.prevalence, served.further,
)  # fmt: skip


def sections(outcome: Row, words: Words) -> list[Section]:
    """Return the sections of one outcome, each with what it has or the word that it has nothing.

    Parameters
    ----------
    outcome : mapping
        One entry of ``facts["outcomes"]``.
    words : Words
        The language.
    """
    return [one(outcome, words) for one in _ORDER]
