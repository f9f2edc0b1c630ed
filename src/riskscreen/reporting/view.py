"""What does each part of the report show, in the reader's language?

From the JSON twin to texts, tables and figures, so that HTML and Markdown print the same words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from riskscreen.reporting import ends, page_one
from riskscreen.reporting.sections import sections
from riskscreen.reporting.words import Words

__all__ = ["page_view"]


def page_view(facts: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """Return everything that the templates print.

    Parameters
    ----------
    facts : mapping
        What ``reporting.facts`` returned, checked.
    words : Words
        The language.
    """
    expansion = facts["meta"].get("weights") == "expansion"
    outcomes: Sequence[Mapping[str, Any]] = facts["outcomes"]
    cards = [page_one.card(outcome, words, expansion=expansion) for outcome in outcomes]
    return {
        "words": words,
        "lang": words.lang,
        "banners": [words[f"banner_{name}"] for name in ("demo", "synthetic") if facts.get(name)],
        "cards": cards,
        "responsible": page_one.responsible(facts, words),
        "outcomes": [
            {"card": card, "sections": sections(outcome, words)}
            for card, outcome in zip(cards, outcomes, strict=True)
        ],
        "data": ends.data(facts, words),
        "limits": ends.limits(facts, words),
        "method": ends.method(facts, words),
        "checks": ends.checks(facts, words),
        "terms": ends.terms(words),
        "digests": ends.digests(facts, words),
    }
