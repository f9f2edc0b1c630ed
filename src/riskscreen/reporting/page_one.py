"""What does a reader learn from the first page?

Who is missed, how many, whether that is certain, what was decided, and who is responsible.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from riskscreen.reporting import findings, said
from riskscreen.reporting.rows import Row, bounds
from riskscreen.reporting.words import Words

__all__ = ["card", "responsible"]

_SHOWN = 4
_STAMP = {"pass": "✓", "fail": "✗"}
# As text, never as a coloured picture.
_WAIVED = "\N{WARNING SIGN}\N{VARIATION SELECTOR-15}"
_VERDICTS = {"pass": "verdict_pass", "fail": "verdict_fail"}
# Enough letters of a digest to tell two apart; the whole stands at the report's end.
_DIGEST = 12


def card(outcome: Row, words: Words, *, expansion: bool) -> dict[str, Any]:
    """Return what page one says of an outcome.

    Parameters
    ----------
    outcome : mapping
        One entry of ``facts["outcomes"]``.
    words : Words
        The language.
    expansion : bool
        Whether weights count the population; else counts are per 1,000 children.
    """
    decision = outcome["decision"]
    refusing = findings.refusals(decision["refusing"])
    return {
        "name": outcome["name"],
        "title": title(outcome, words),
        **_decided(decision, words),
        "concurrent": words["concurrent"] if outcome.get("concurrent") else "",
        "definition": outcome["definition"],
        **_missed(outcome, words, expansion=expansion),
        "who": findings.most_missed(outcome["findings"], words),
        "certain": _counts(outcome, words),
        "window": words["window_later" if outcome["window"] == "later" else "window_out_of_fold"],
        "registered": _registered(outcome, words),
        "waived_count": words["waived_count"].format(count=len(decision["waived"]))
        if decision["waived"]
        else "",
        "refusing": [_linked(one, outcome, words) for one in refusing[:_SHOWN]],
        "more": words["refused_more"].format(count=words.number(len(refusing) - _SHOWN, 0))
        if len(refusing) > _SHOWN
        else "",
        "every_refusal": [_linked(one, outcome, words) for one in refusing],
        "alone": [
            _linked(one, outcome, words)
            for one in outcome["findings"]
            if one["code"] == "AUD-11" and one["verdict"] != "pass"
        ],
        "waived": [
            f"{findings.line(entry['finding'], words)} — {_waiver(entry['waiver'], words)}"
            for entry in decision["waived"]
        ],
    }


def _decided(decision: Row, words: Words) -> dict[str, str]:
    """Return verdict, mark and kind; a pass that rests on waivers is not told as a clean one."""
    verdict, n_waived = str(decision["verdict"]), len(decision["waived"])
    if verdict == "pass" and n_waived:
        key = "verdict_waived_one" if n_waived == 1 else "verdict_waived"
        said_so = words[key].format(count=words.number(n_waived, 0))
        return {"kind": "waived", "stamp": _WAIVED, "verdict": said_so}
    return {
        "kind": findings.kind_of(verdict),
        "stamp": _STAMP.get(verdict, "?"),
        "verdict": words[_VERDICTS.get(verdict, "verdict_insufficient")],
    }


def _waiver(waiver: Row, words: Words) -> str:
    """Return reason, end and who answers for a waiver; reports of older runs do not say who."""
    by = f"{waiver['by']}, " if waiver.get("by") else ""
    why = said.marked(str(waiver["why"]), words)
    return f"{why} ({by}{words['until']} {words.day(waiver['until'])})"


def title(outcome: Row, words: Words) -> str:
    """Return an outcome's title, its first letter a capital."""
    text = str(outcome[f"title_{words.lang}"])
    return text[:1].upper() + text[1:]


def responsible(facts: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """Return who answers for what: release, sign-offs, policy, contacts, the tool itself."""
    meta, policy = facts["meta"], facts["policy"]
    release = meta.get("release") or {}
    named = words["release_none"]
    if release:
        named = f"{release['name']}, {words['version']} {release['version']}"
    prepared = words["prepared_text"].format(
        version=meta["code_version"],
        run=str(meta["run_id"])[:_DIGEST],
        created=words.day(meta["created"]),
    )
    # a run's report is sealed before anybody signs it off
    nobody = words["sign_offs_none" if release else "sign_offs_later"]
    found = [
        (words["release"], named),
        (words["sign_offs"], _people(meta.get("sign_offs"), words) or nobody),
        (words["contacts"], _contacts(release, policy, words) or words["contacts_none"]),
        (
            words["policy"],
            f"{policy['name']}, {words.day(policy['date'])} ({policy['digest'][:_DIGEST]}…)",
        ),
        (words["prepared"], prepared),
        (words["decides"], words["decides_text"]),
    ]
    if release.get("expires"):
        found.insert(1, (words["expires"], words.day(release["expires"])))
    return found


def _contacts(release: Mapping[str, Any], policy: Mapping[str, Any], words: Words) -> str:
    """Return the release's contacts, the policy's where it has none."""
    held = next((row["value"] for row in policy["numbers"] if row["name"] == "contact"), None)
    return _people(release.get("contacts"), words) or _people(held, words)


def _people(held: object, words: Words) -> str:
    """Return names, roles and days in one line; a text stands as it is."""
    if not held:
        return ""
    if isinstance(held, str):
        return said.sentence(words.day(held), words).text
    if isinstance(held, Mapping):
        return ", ".join(_people(value, words) for value in held.values() if value)
    if isinstance(held, Sequence):
        return "; ".join(_people(one, words) for one in held)
    return str(held)


def _missed(outcome: Row, words: Words, *, expansion: bool) -> dict[str, str]:
    headline = outcome["headline"]
    if headline["missed"] is None:
        return {"missed": words["nobody_known"], "interval": "", "share": "", "counted": ""}
    low, high = _bounds(outcome)
    counts = {key: words.about(headline[key]) for key in ("at_risk", "found", "missed")}
    lasting = words["at_risk_now" if outcome.get("concurrent") else "at_risk_later"]
    return {
        "missed": words["missed_big"].format(**counts),
        "interval": words["missed_interval"].format(
            lo=words.about(low), hi=words.about(high), **counts
        ),
        "share": _share(outcome, words),
        "counted": f"{lasting} {words['counted' if expansion else 'per_thousand']}",
    }


def _bounds(outcome: Row) -> tuple[float | None, float | None]:
    """Return the interval of the missed children; older facts have that of their share alone."""
    headline = outcome["headline"]
    if headline.get("missed_lo") is not None:
        return headline["missed_lo"], headline["missed_hi"]
    whole = _overall(outcome)
    at_risk = headline["at_risk"]
    ends = bounds(whole, "false_negative_rate")
    low, high = (None if share is None else share * at_risk for share in ends)
    return low, high


def _overall(outcome: Row) -> Row:
    return next((row for row in outcome["groups"] if row["group"] == "overall"), {})


def _share(outcome: Row, words: Words) -> str:
    """Return how many in 100 children at risk are missed, with the interval."""
    row = _overall(outcome)
    share = row.get("false_negative_rate")
    if share is None or row.get("suppressed"):
        return ""
    ends = bounds(row, "false_negative_rate")
    low, high = (None if edge is None else 100 * edge for edge in ends)
    capacity = outcome["allocation"].get("capacity")
    return words["missed_share" if capacity else "missed_share_short"].format(
        share=words.number(100 * share, 0),
        lo=words.number(low, 0),
        hi=words.number(high, 0),
        capacity=words.share(capacity, 0),
    )


def _counts(outcome: Row, words: Words) -> str:
    tally = Counter(str(one["verdict"]) for one in outcome["findings"] if one["judges"])
    return words["certain_counts"].format(
        all=words.number(tally.total(), 0),
        passed=words.number(tally["pass"], 0),
        failed=words.number(tally["fail"], 0),
        unsure=words.number(tally["insufficient evidence"], 0),
    )


def _registered(outcome: Row, words: Words) -> str:
    held = outcome.get("registration")
    if not held:
        return words["registered_unknown"]
    note = str(held.get(f"note_{words.lang}") or "")
    if note:
        return f"{note[:1].upper()}{note[1:].rstrip('.')}."
    if held.get("before_judging"):
        return words["registered_yes"].format(time=words.day(held.get("time")))
    return words["registered_no"]


def _linked(finding: Row, outcome: Row, words: Words) -> dict[str, str]:
    """Return a finding's line and the anchor where its figures stand."""
    held = {one["code"] for one in outcome["findings"]}
    code = str(finding["code"])
    anchor = f"{outcome['name']}-{code}" if code in held else f"def-{code}"
    return {"text": findings.line(finding, words), "anchor": anchor}
