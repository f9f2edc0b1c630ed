"""How is one finding printed: in which unit, in which words, in which order?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from riskscreen.reporting import limits
from riskscreen.reporting.rows import Row
from riskscreen.reporting.words import Words

__all__ = [
    "FORM", "NEUTRAL", "figure", "judging", "kind_of", "line", "most_missed", "refusals",
]  # fmt: skip

FORM: Mapping[str, str] = {
    **dict.fromkeys(("AUD-03", "AUD-06", "AUD-26"), "points"),
    **dict.fromkeys(("AUD-05", "AUD-13", "AUD-14", "AUD-17", "AUD-20", "AUD-21"), "share"),
    **dict.fromkeys(("AUD-22", "AUD-24", "AUD-27", "AUD-28"), "share"),
    "AUD-10": "one",
}
"""How the figures of a question are printed; two decimals where it is not named."""

NEUTRAL: Mapping[str, float] = {
    **dict.fromkeys(("AUD-01", "AUD-02", "AUD-07", "AUD-09", "AUD-12", "AUD-23"), 1.0),
    **dict.fromkeys(("AUD-03", "AUD-04", "AUD-06", "AUD-10", "AUD-26"), 0.0),
}
"""Where a question's figure says "no difference"."""

_FIRST = ("AUD-03", "AUD-02", "AUD-01")


def judging(outcome: Row) -> frozenset[str]:
    """Return the groups to which the gate listens, everyone among them.

    Examples
    --------
    >>> sorted(judging({"findings": [{"group": "sex=male", "judges": True}]}))
    ['overall', 'sex=male']
    """
    return frozenset({"overall", *(one["group"] for one in outcome["findings"] if one["judges"])})


def kind_of(verdict: str) -> str:
    """Return the first word of a verdict: what a colour is found by.

    Examples
    --------
    >>> kind_of("insufficient evidence")
    'insufficient'
    """
    return verdict.partition(" ")[0]


def figure(finding: Row, words: Words) -> str:
    """Return the figure of a finding with its unit and interval, empty where there is none."""
    if finding["measured"] is None:
        return ""
    kind = FORM.get(finding["code"], "number")
    limit = finding["limit"]
    text = limits.beside(finding["measured"], limit, words, kind)
    text += {"points": f" {words['unit_points']}", "one": f" {words['per_1000']}"}.get(kind, "")
    if finding["interval"] is not None:
        text += f" {limits.between(finding['interval'], limit, words, kind)}"
    return text


def line(finding: Row, words: Words) -> str:
    """Return a finding in one line: question, group, figure, verdict."""
    title, _ = words.question(finding["code"], finding["title"])
    text = f"{finding['code']} {title} — {words.group(finding['group'])}"
    said = figure(finding, words)
    return f"{text}{': ' if said else ''}{said} ({words.verdict(finding['verdict'])})"


def refusals(found: Sequence[Row]) -> list[Row]:
    """Return refusing findings: failures first, groups before all, the most missed on top."""

    def order(finding: Row) -> tuple[bool, bool, int, float]:
        code = finding["code"]
        place = _FIRST.index(code) if code in _FIRST else len(_FIRST)
        overall = finding["group"] == "overall"
        return (finding["verdict"] != "fail", overall, place, -(finding["measured"] or 0.0))

    return sorted(found, key=order)


def most_missed(found: Sequence[Row], words: Words) -> str:
    """Return one sentence on the group whose children at risk are missed most beyond others."""
    known = [
        one
        for one in found
        if one["code"] == "AUD-03" and one["judges"] and one["measured"] is not None
    ]
    if not known:
        return words["worst_unknown"]
    one = max(known, key=lambda finding: float(finding["measured"]))
    if one["measured"] <= 0:
        return words["worst_none"]
    low, high = one["interval"] or (None, None)
    limit = one["limit"] or (None, None)
    text = words["worst_sentence"].format(
        group=words.group(one["group"]),
        points=limits.beside(one["measured"], limit, words, "points").removeprefix("+"),
        lo=limits.beside(low, limit, words, "points"),
        hi=limits.beside(high, limit, words, "points"),
        limit=words.points(limit[1]),
    )
    return text if low is None or low > 0 else f"{text} {words['worst_chance']}"
