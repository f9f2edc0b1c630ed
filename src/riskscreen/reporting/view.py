"""What does each section of the report show, in the reader's language?

From the JSON twin to rows of text, so that HTML and Markdown print the same words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from riskscreen.reporting.figures import Dot, bars, dots
from riskscreen.reporting.words import Words

__all__ = ["outcome_view"]

_NEUTRAL = {"AUD-01": 1.0, "AUD-02": 1.0, "AUD-03": 0.0, "AUD-04": 0.0, "AUD-06": 0.0}
_SHARE_METRICS = (
    "selection_rate",
    "false_negative_rate",
    "false_positive_rate",
    "precision",
    "abstention",
)
_PLAIN_METRICS = ("observed_over_expected", "auc")
_TOP_FEATURES = 12


def outcome_view(outcome: Mapping[str, Any], words: Words, *, expansion: bool) -> dict[str, Any]:
    """Return one outcome's section as texts, rows and SVG figures.

    Parameters
    ----------
    outcome : mapping
        One entry of ``facts["outcomes"]``.
    words : Words
        The language.
    expansion : bool
        Whether weights count the population; else counts are per 1,000 eligible children.
    """
    decision = outcome["decision"]
    lang = words.lang
    return {
        "name": outcome["name"],
        "title": _capital(outcome[f"title_{lang}"]),
        "definition": outcome["definition"],
        "verdict": decision["verdict"],
        "verdict_text": words[_verdict_key(decision["verdict"])],
        "headline": _headline(
            outcome["headline"], words, concurrent=bool(outcome.get("concurrent"))
        ),
        "headline_share": _headline_share(outcome["groups"], words),
        "worst": _worst(outcome["findings"], words),
        "counted": words["counted" if expansion else "per_thousand"],
        "window": words["window_later" if outcome["window"] == "later" else "window_out_of_fold"],
        "concurrent": words["concurrent"] if outcome.get("concurrent") else "",
        "refusing": [
            _refusal(finding, words) for finding in sorted(decision["refusing"], key=_weight_of)
        ],
        "waived": [
            f"{_refusal(entry['finding'], words)} — {entry['waiver']['why']} "
            f"({words['until']} {entry['waiver']['until']})"
            for entry in decision["waived"]
        ],
        "alone": [
            _refusal(finding, words)
            for finding in outcome["findings"]
            if finding["code"] == "AUD-11" and finding["verdict"] != "pass"
        ],
        "data_findings": [
            f"{finding['code']} {finding['title']}: {_counted(finding, words)}"
            for finding in outcome["data_findings"]
            if finding["verdict"] != "pass"
        ],
        "questions": _questions(outcome["findings"], words),
        "groups": _group_rows(outcome["groups"], words),
        "group_columns": [
            words[key]
            for key in ("group", "n_children", "n_at_risk", *_SHARE_METRICS, *_PLAIN_METRICS)
        ],
        "baselines": [
            (words[row["name"]], words.share(row["found"]), _span(row, words, share=True))
            for row in outcome["baselines"]
        ],
        "evaluation": [
            (words[f"metric_{row['name']}"], words.number(row["value"], 3), _span(row, words))
            for row in outcome["evaluation"]
        ],
        "importance": _importance(outcome["importance"], words),
        "allocation": words["allocation_note"].format(
            rule=words[f"rule_{outcome['allocation']['rule']}"],
            capacity=words.share(outcome["allocation"]["capacity"], 0),
            reserve=words.share(outcome["allocation"]["reserve"], 0),
            without=words.number(outcome["allocation"]["communes_without_list"], 0),
        ),
    }


def _counted(finding: Mapping[str, Any], words: Words) -> str:
    if finding["measured"] is None:
        return words["noted"]
    return f"{words.number(finding['measured'], 0)} {finding['unit']}".strip()


def _capital(title: str) -> str:
    return title[:1].upper() + title[1:]


def _verdict_key(verdict: str) -> str:
    return {"pass": "verdict_pass", "fail": "verdict_fail"}.get(verdict, "verdict_insufficient")


def _headline(headline: Mapping[str, Any], words: Words, *, concurrent: bool) -> str:
    if headline["at_risk"] is None:
        return words["nobody_known"]
    sentence = words["missed_now" if concurrent else "missed_sentence"]
    return sentence.format(
        **{key: words.about(headline[key]) for key in ("at_risk", "found", "missed")}
    )


def _headline_share(groups: Sequence[Mapping[str, Any]], words: Words) -> str:
    """Return how many in 100 children at risk are missed, with the interval."""
    overall = next((row for row in groups if row["group"] == "overall"), {})
    share = overall.get("false_negative_rate")
    if share is None or overall.get("suppressed"):
        return ""
    return words["missed_share"].format(
        share=words.number(100 * share, 0),
        lo=words.number(_hundred(overall.get("false_negative_rate_lo")), 0),
        hi=words.number(_hundred(overall.get("false_negative_rate_hi")), 0),
    )


def _hundred(share: float | None) -> float | None:
    return None if share is None else 100 * share


_FIRST = ("AUD-03", "AUD-02", "AUD-01")


def _weight_of(finding: Mapping[str, Any]) -> tuple[bool, bool, int, str]:
    """Return the order of a refusal: failures first, groups before all, who is missed on top."""
    place = _FIRST.index(finding["code"]) if finding["code"] in _FIRST else len(_FIRST)
    return (finding["verdict"] != "fail", finding["group"] == "overall", place, finding["group"])


def _worst(findings: Sequence[Mapping[str, Any]], words: Words) -> str:
    """Return one sentence on the group whose children at risk are missed most beyond others."""
    known = [
        one
        for one in findings
        if one["code"] == "AUD-03" and one["judges"] and one["measured"] is not None
    ]
    if not known:
        return ""
    one = max(known, key=lambda finding: float(finding["measured"]))
    low, high = one["interval"] or (None, None)
    return words["worst_sentence"].format(
        group=words.group(one["group"]),
        points=words.number(100 * one["measured"], 0),
        lo=words.number(_hundred(low), 0),
        hi=words.number(_hundred(high), 0),
        limit=words.number(_hundred(one["limit"][1]), 0),
    )


def _refusal(finding: Mapping[str, Any], words: Words) -> str:
    title, _ = words.question(finding["code"], finding["title"])
    text = f"{finding['code']} {title} — {words.group(finding['group'])}"
    if finding["measured"] is not None:
        text += f": {words.number(finding['measured'])}"
        if finding["interval"] is not None:
            text += f" [{_bounds(finding['interval'], words)}]"
    return f"{text} ({words.verdict(finding['verdict'])})"


def _bounds(bounds: Sequence[float | None] | None, words: Words) -> str:
    if bounds is None:
        return "–"
    low, high = (words.number(edge) for edge in bounds)
    return f"{low}; {high}"


def _span(row: Mapping[str, Any], words: Words, *, share: bool = False) -> str:
    if row.get("lo") is None or row.get("hi") is None:
        return "–"
    if share:
        return f"{words.share(row['lo'])}; {words.share(row['hi'])}"
    return f"{words.number(row['lo'], 3)}; {words.number(row['hi'], 3)}"


def _questions(findings: Sequence[Mapping[str, Any]], words: Words) -> list[dict[str, Any]]:
    codes = sorted({finding["code"] for finding in findings})
    return [_question(code, findings, words) for code in codes]


def _question(code: str, findings: Sequence[Mapping[str, Any]], words: Words) -> dict[str, Any]:
    own = [finding for finding in findings if finding["code"] == code]
    title, definition = words.question(code, own[0]["title"])
    judging = [finding for finding in own if finding["judges"]]
    shown = judging or own
    limits = next((tuple(f["limit"]) for f in shown if f["limit"] is not None), (None, None))
    rows = [
        Dot(
            label=words.group(finding["group"]),
            value=finding["measured"],
            lo=None if finding["interval"] is None else finding["interval"][0],
            hi=None if finding["interval"] is None else finding["interval"][1],
            verdict=finding["verdict"],
        )
        for finding in shown
    ]
    figure = dots(
        rows,
        limit=limits,
        title=f"{title}. {words['figure_alt']}",
        number=words.number,
        neutral=_NEUTRAL.get(code),
    )
    return {
        "code": code,
        "title": title,
        "definition": definition,
        "figure": figure,
        "judges": bool(judging),
        "rows": [_finding_row(finding, words) for finding in own],
    }


def _finding_row(finding: Mapping[str, Any], words: Words) -> dict[str, str]:
    return {
        "group": words.group(finding["group"]),
        "measured": words.number(finding["measured"], 3),
        "interval": _bounds(finding["interval"], words),
        "limit": _bounds(finding["limit"], words),
        "verdict": words.verdict(finding["verdict"]),
        "kind": finding["verdict"],
        "judges": words["judges" if finding["judges"] else "reported"],
        "detail": finding["detail"],
    }


def _group_rows(rows: Sequence[Mapping[str, Any]], words: Words) -> list[list[str]]:
    printed = []
    for row in rows:
        name = words.group(row["group"])
        if row.get("suppressed"):
            printed.append([name] + [words["suppressed"]] * 9)
            continue
        counts = [words.number(row["n_children"], 0), words.number(row["n_at_risk"], 0)]
        shares = [_or_undefined(row[key], words, share=True) for key in _SHARE_METRICS]
        plain = [_or_undefined(row[key], words, share=False) for key in _PLAIN_METRICS]
        printed.append([name, *counts, *shares, *plain])
    return printed


def _or_undefined(value: float | None, words: Words, *, share: bool) -> str:
    if value is None:
        return words["undefined"]
    return words.share(value) if share else words.number(value)


def _importance(rows: Sequence[Mapping[str, Any]], words: Words) -> dict[str, Any]:
    shown = [
        (str(row[f"label_{words.lang}"]), float(row["importance"])) for row in rows[:_TOP_FEATURES]
    ]
    return {
        "figure": bars(
            shown, title=words["drivers_heading"], number=lambda value: words.number(value, 3)
        ),
        "rows": [(label, words.number(value, 3)) for label, value in shown],
    }
