"""What did a score say of a child, why, and what may its family be told?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from riskscreen import outcomes
from riskscreen.scoring.log_line import LogLine
from riskscreen.scoring.table import Lang

__all__ = ["ExplainedOutcome", "ExplainedScore"]

_SAID: Mapping[Lang, Mapping[str, str]] = {
    "en": {
        "child": "child {child}, release {release}, as of {day}",
        "demo": ", DEMO: not for use",
        "logged": "as logged at {time}: the same input, the same answer",
        "standing": "scores nobody today: {why}",
        "no score": "no score",
        "risk": "risk",
        "fallback": "area fallback",
        "family": "to the family",
        "intervention": "intervention",
        "support": "support",
        "prevention": "prevention",
    },
    "vi": {
        "child": "trẻ {child}, bản phát hành {release}, tính đến ngày {day}",
        "demo": ", DEMO: không dùng trong thực tế",
        "logged": "như đã ghi lúc {time}: cùng dữ liệu, cùng kết quả",
        "standing": "hiện không chấm điểm cho ai: (tiếng Anh) {why}",
        "no score": "không có điểm",
        "risk": "rủi ro",
        "fallback": "dùng số liệu của địa bàn rộng hơn",
        "family": "nói với gia đình",
        "intervention": "can thiệp",
        "support": "hỗ trợ",
        "prevention": "phòng ngừa",
    },
}
"""Codes of a refusal stand as they do in files."""


@dataclass(frozen=True, slots=True)
class ExplainedOutcome:
    """One outcome of one child, exactly as it was answered, and what may be told.

    Parameters
    ----------
    outcome, definition : str
        What was asked; no definition where the release holds no such outcome.
    horizon_months : int or None
        0 is concurrent; None where it is not released.
    eligible : bool or None
        None where it is not known.
    risk, risk_lo, risk_hi : float or None
        Risk with the 90 % interval for the mean among children with this score, not for one
        child's fate; None where refused.
    tier : str
        *intervention*, *support* or *prevention*; empty where refused.
    area_fallback : bool
        Whether the commune was never seen.
    refused : tuple of str
        Codes of a child without a score.
    reasons : mapping of str to tuple of str
        For the caseworker, by language.
    things : int
        How many things that somebody may be told raised the score; reports and protected attributes
        are none of them.
    family : mapping of str to str
        What a caseworker may read to the family, by language.
    route : mapping of str to str
        Why a refused child has no score and where it goes, by language; empty with a score.
    """

    outcome: str
    definition: str
    horizon_months: int | None
    eligible: bool | None
    risk: float | None
    risk_lo: float | None
    risk_hi: float | None
    tier: str
    area_fallback: bool
    refused: tuple[str, ...]
    reasons: Mapping[str, tuple[str, ...]]
    things: int
    family: Mapping[str, str]
    route: Mapping[str, str]

    def __repr__(self) -> str:
        said = ", ".join(self.refused) if self.risk is None else f"{self.risk:.4f} {self.tier}"
        return f"ExplainedOutcome({self.outcome}: {said})"

    def to_dict(self) -> dict[str, Any]:
        """Return the outcome as JSON types."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        plain["refused"] = list(self.refused)
        plain["reasons"] = {lang: list(said) for lang, said in self.reasons.items()}
        return plain | {"family": dict(self.family), "route": dict(self.route)}

    def lines(self, lang: Lang) -> list[str]:
        """Return what a caseworker reads of this outcome, the sentence for the family last."""
        said = _SAID[lang]
        known = outcomes.get(self.outcome, self.definition or None)
        name = f"{known.title_vi if lang == 'vi' else known.title_en} ({self.outcome})"
        if self.risk is None:
            codes = ", ".join(self.refused)
            head = [f"{name}: {said['no score']} ({codes})", self.route[lang]]
        else:
            tags = [said[self.tier], *([said["fallback"]] if self.area_fallback else [])]
            bounds = f"[{self.risk_lo:.4f}, {self.risk_hi:.4f}]"
            head = [f"{name}: {said['risk']} {self.risk:.4f} {bounds}, {', '.join(tags)}"]
            head += [f"- {reason}" for reason in self.reasons[lang]]
        return [*head, f"{said['family']}: {self.family[lang]}"]


@dataclass(frozen=True, slots=True)
class ExplainedScore:
    """A score of one child, replayed from the release, the ledger and the input.

    Parameters
    ----------
    child_id, household_id : str
        Whose score it is.
    release, manifest : str
        Label of the release, and SHA-256 of its manifest.
    as_of : str
        Day of the cut.
    demo : bool
        Whether the release is a demonstration.
    standing : str
        Why the release may not be served today; empty where it still serves.
    logged : LogLine or None
        The line of the access log that it was held against: input and answer are those of it.
    outcomes : tuple of ExplainedOutcome
        In the order of the scores.
    """

    child_id: str
    household_id: str
    release: str
    manifest: str
    as_of: str
    demo: bool
    standing: str
    logged: LogLine | None
    outcomes: tuple[ExplainedOutcome, ...]

    def __repr__(self) -> str:
        return f"ExplainedScore(child {self.child_id}, {self.release}, {self.as_of})"

    def of(self, outcome: str) -> ExplainedOutcome:
        """Return one outcome.

        Raises
        ------
        KeyError
            If the scores have no such outcome.
        """
        for one in self.outcomes:
            if one.outcome == outcome:
                return one
        raise KeyError(f"{outcome} is none of {', '.join(one.outcome for one in self.outcomes)}")

    def to_dict(self) -> dict[str, Any]:
        """Return the explanation as JSON types."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        plain["logged"] = None if self.logged is None else self.logged.to_dict()
        return plain | {"outcomes": [one.to_dict() for one in self.outcomes]}

    def lines(self, lang: Lang = "vi") -> list[str]:
        """Return what a caseworker reads, in one language."""
        said = _SAID[lang]
        first = said["child"].format(child=self.child_id, release=self.release, day=self.as_of)
        head = [first + (said["demo"] if self.demo else "")]
        if self.logged is not None:
            head.append(said["logged"].format(time=self.logged.time))
        if self.standing:
            head.append(said["standing"].format(why=self.standing))
        return [*head, *(line for one in self.outcomes for line in one.lines(lang))]
