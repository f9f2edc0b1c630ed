"""Which sections does the report of one outcome have, and in which order?"""

from __future__ import annotations

from riskscreen.reporting.layout import Block, Note, Section, Table
from riskscreen.reporting.rows import Row
from riskscreen.reporting.sections import curves, decided, doubts, drivers, gaps, lists, served
from riskscreen.reporting.words import Words

__all__ = ["sections"]

_ORDER = (
    served.questions, served.groups, decided.overrides, curves.capacity, curves.calibration,
    drivers.drivers, lists.rules, lists.necessity, lists.quality, gaps.missing, doubts.proxy,
    doubts.labels, doubts.pooled, gaps.scored, gaps.coverage, doubts.prevalence, served.further,
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
    return [_told(one(outcome, words), words) for one in _ORDER]


def _told(section: Section, words: Words) -> Section:
    """Return the section with one line in place of a table that withholds every row."""
    blocks = [_shortened(block, words) for block in section.blocks]
    parts = [_told(part, words) for part in section.parts]
    return Section(section.name, section.heading, blocks, parts, section.code)


def _shortened(block: Block, words: Words) -> Block:
    if not isinstance(block, Table) or not block.rows:
        return block
    shown = any(cell.kind != "soft" for row in block.rows for cell in row[1:])
    return block if shown else Note(words["withheld"].format(caption=block.caption))
