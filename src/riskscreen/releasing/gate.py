"""May this outcome be released?

A fold over findings that fails closed: what was not looked at, what has no figure and what has
no known verdict refuses, as a failed check does.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from riskscreen.core import NEVER_WAIVED, Finding, Verdict, worst
from riskscreen.errors import GateError, InputError
from riskscreen.policy import Policy

__all__ = [
    "ATTRIBUTES",
    "OVERALL_CODES",
    "PER_GROUP_CODES",
    "Decision",
    "Waiver",
    "decide",
    "read_findings",
]

OVERALL_CODES: Mapping[str, str] = {
    "AUD-01": "observed over expected cases",
    "AUD-05": "abstention",
    "AUD-08": "discrimination",
    "AUD-09": "calibration slope",
    "AUD-10": "gain over the checklist",
    "AUD-14": "children without a survey weight",
    "AUD-25": "what the tables give away",
}
PER_GROUP_CODES: Mapping[str, str] = {
    "AUD-01": "observed over expected cases",
    "AUD-02": "ratio of observed over expected cases",
    "AUD-03": "children missed",
    "AUD-04": "ranking inside the group",
    "AUD-05": "abstention",
    "AUD-06": "contrast of abstention",
    "AUD-07": "coverage",
    "AUD-14": "children without a survey weight",
    "AUD-26": "children troubled for nothing",
}
ATTRIBUTES = ("ethnicity", "sex", "region")
"""Attributes that every gate judges; a policy that leaves one out has to be waived by name."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """A person's reason to release in spite of *insufficient evidence*, until a day.

    Parameters
    ----------
    code : str
        Code of the finding, or ``code@group`` for one group alone.
    why : str
        The reason, printed on the card and on page one of the report.
    until : datetime.date
        Last day on which it holds.
    by : str
        Who answers for it, by name and office; printed beside the reason.
    """

    code: str
    why: str
    until: datetime.date
    by: str

    def __post_init__(self) -> None:
        if not all(text.strip() for text in (self.code, self.why, self.by)):
            raise InputError(
                f"waiver {self.code!r} lacks a code, a reason or the name of who answers for it; "
                "give --waive, --why and --by"
            )

    def covers(self, finding: Finding, today: datetime.date) -> bool:
        """Return whether this waiver lifts the finding: never a failed check, never when over.

        What ``NEVER_WAIVED`` names is lifted by none.
        """
        return (
            finding.verdict is Verdict.INSUFFICIENT
            and finding.code not in NEVER_WAIVED
            and self.code in (finding.code, f"{finding.code}@{finding.group}")
            and today <= self.until
        )

    def to_dict(self) -> dict[str, str]:
        """Return the waiver as JSON types."""
        return {**asdict(self), "until": self.until.isoformat()}


@dataclass(frozen=True, slots=True)
class Decision:
    """The gate's answer for one outcome."""

    outcome: str
    verdict: Verdict
    n_judging: int
    refusing: tuple[Finding, ...]
    waived: tuple[tuple[Finding, Waiver], ...]

    def __repr__(self) -> str:
        return (
            f"Decision({self.outcome}: {self.verdict.value}, {len(self.refusing)} of "
            f"{self.n_judging} findings refuse, {len(self.waived)} waived)"
        )

    @property
    def passed(self) -> bool:
        """Whether the outcome may be released."""
        return self.verdict is Verdict.PASS

    def sentence(self) -> str:
        """Return the decision and its first reason in one line."""
        if self.passed:
            lifted = f", {len(self.waived)} are waived" if self.waived else ""
            return (
                f"{self.outcome} passes the gate: {self.n_judging} findings judge, none refuses"
                f"{lifted}"
            )
        first = self.refusing[0].sentence() if self.refusing else "no finding judges"
        n_failed = sum(finding.verdict is Verdict.FAIL for finding in self.refusing)
        return (
            f"{self.outcome} refused by the gate, {self.verdict.value}: {len(self.refusing)} of "
            f"{self.n_judging} findings refuse, of which {n_failed} fail and "
            f"{len(self.refusing) - n_failed} lack evidence; first is {first}"
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the decision as JSON types."""
        return {
            "outcome": self.outcome,
            "verdict": self.verdict.value,
            "n_judging": self.n_judging,
            "refusing": [finding.to_dict() for finding in self.refusing],
            "waived": [
                {"finding": finding.to_dict(), "waiver": waiver.to_dict()}
                for finding, waiver in self.waived
            ],
        }

    def require(self) -> None:
        """Raise where the outcome may not be released.

        Raises
        ------
        GateError
            With every refusing finding.
        """
        if not self.passed:
            raise GateError(self.sentence(), findings=self.refusing)


def decide(
    findings: Iterable[Finding],
    *,
    outcome: str,
    policy: Policy,
    today: datetime.date,
    waivers: Sequence[Waiver] = (),
) -> Decision:
    """Return the gate's decision for one outcome.

    Parameters
    ----------
    findings : iterable of Finding
        The audit's findings; those of other outcomes are left aside, those of none may refuse.
    outcome : str
        The outcome that is judged.
    policy : Policy
        Names the groups that must have been looked at. One of ``ATTRIBUTES`` that it does not
        require is a finding of its own, GAT-03, *insufficient evidence* until it is waived.
    today : datetime.date
        The day on which waivers are held against their expiry.
    waivers : sequence of Waiver
        Lift *insufficient evidence*, never a failed check.
    """
    # One that names no outcome may refuse; only one about this outcome answers a question.
    own = [finding for finding in findings if finding.outcome in (outcome, "")]
    asked = [finding for finding in own if finding.outcome == outcome]
    own += _absent(asked, outcome=outcome, policy=policy)
    judging = [finding for finding in own if finding.judges]
    waived: list[tuple[Finding, Waiver]] = []
    refusing: list[Finding] = []
    for finding in judging:
        lift = next((waiver for waiver in waivers if waiver.covers(finding, today)), None)
        if lift is not None:
            waived.append((finding, lift))
        elif finding.verdict is not Verdict.PASS:
            refusing.append(finding)
    lifted = [finding for finding, _ in waived]
    verdict = worst(finding for finding in judging if finding not in lifted)
    return Decision(
        outcome=outcome,
        verdict=verdict,
        n_judging=len(judging),
        refusing=tuple(refusing),
        waived=tuple(waived),
    )


def read_findings(plain: Iterable[Mapping[str, Any]], *, outcome: str) -> tuple[Finding, ...]:
    """Return findings from JSON; one that cannot be read becomes a failed check of its own."""
    found: list[Finding] = []
    for position, entry in enumerate(plain):
        try:
            found.append(Finding.from_dict(entry))
        except (TypeError, ValueError, KeyError) as fault:
            found.append(
                Finding(
                    code="GAT-02",
                    title="a finding that cannot be read",
                    verdict=Verdict.FAIL,
                    outcome=outcome,
                    judges=True,
                    detail=f"finding {position} of {outcome}: {fault}; audit again",
                )
            )
    return tuple(found)


def _absent(findings: Sequence[Finding], *, outcome: str, policy: Policy) -> list[Finding]:
    judged = {(finding.code, finding.group) for finding in findings if finding.judges}
    wanted = [(code, "overall", title) for code, title in OVERALL_CODES.items()]
    wanted += [
        (code, f"{attribute.name}={level}", title)
        for attribute in policy.groups.values()
        if attribute.required
        for level in attribute.levels
        for code, title in PER_GROUP_CODES.items()
    ]
    absent = [
        _not_looked_at(code, group, title, outcome)
        for code, group, title in wanted
        if (code, group) not in judged
    ]
    required = {attribute.name for attribute in policy.groups.values() if attribute.required}
    return absent + [_not_judged(name, outcome) for name in ATTRIBUTES if name not in required]


def _not_judged(attribute: str, outcome: str) -> Finding:
    return Finding(
        code="GAT-03",
        title=f"attribute {attribute} is not judged",
        verdict=Verdict.INSUFFICIENT,
        group=attribute,
        outcome=outcome,
        judges=True,
        detail=f"the policy has no required group {attribute}; require it, or waive "
        f"GAT-03@{attribute} with the reason",
    )


def _not_looked_at(code: str, group: str, title: str, outcome: str) -> Finding:
    return Finding(
        code="GAT-01",
        title=f"{code} {title} was not judged",
        verdict=Verdict.FAIL,
        group=group,
        outcome=outcome,
        judges=True,
        detail="audit again; nothing is released on a question that nobody asked",
    )
