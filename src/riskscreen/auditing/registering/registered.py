"""Were limits, groups and capacity fixed before anybody looked at the children who judge?

Whoever has seen the figures can choose limits that they meet. The ledger holds a digest of what
binds the judgement; an audit whose policy came later says so (AUD-16), and is not refused for it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from riskscreen import ledger
from riskscreen.auditing.registering.binding import (
    Registration,
    binding,
    binding_digest,
    differences,
    registrations,
)
from riskscreen.auditing.run import Audit, in_order
from riskscreen.core import Finding, Verdict
from riskscreen.policy import Policy

__all__ = [
    "CODE",
    "Look",
    "Standing",
    "attach",
    "stand",
]

CODE = "AUD-16"

_SECONDS_A_DAY = 86_400.0
_OPEN = datetime.datetime.min.replace(tzinfo=datetime.UTC)


@dataclass(frozen=True, slots=True)
class Look:
    """An earlier judgement of the same children.

    Parameters
    ----------
    run_id : str
        The run.
    time : datetime.datetime or None
        When it began; None where the run does not say, which counts as before everything.
    policy : str
        Binding digest of its policy, or whatever tells its policy from others.
    """

    run_id: str
    time: datetime.datetime | None
    policy: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an audit's policy stands: what the ledger and the earlier runs say of it.

    Parameters
    ----------
    status : str
        ``before``; ``looked`` (registered before this run, yet after an earlier one had judged the
        same children); ``later``; ``other`` (only policies that bind otherwise); ``never``.
    registration : Registration or None
        The first line that binds as the policy does.
    days : float or None
        From its time to that of the first judgement, negative where it came later.
    note_en, note_vi : str
        The same in words.
    """

    status: str
    registration: Registration | None
    days: float | None
    note_en: str
    note_vi: str

    def __repr__(self) -> str:
        return f"Standing({self.status}, {self.registration!r})"

    def to_dict(self) -> dict[str, Any]:
        """Return the table ``registration`` of an audit."""
        found = self.registration
        return {
            "registered": found is not None,
            "time": None if found is None else _iso(found.time),
            "policy_digest": None if found is None else found.policy_digest,
            "before_judging": self.status == "before",
            "note_en": self.note_en,
            "note_vi": self.note_vi,
        }

    def finding(self, outcome: str) -> Finding:
        """Return AUD-16, which is reported and never judges."""
        return Finding(
            code=CODE,
            title="limits, groups and capacity registered before these children were judged",
            verdict=Verdict.PASS if self.status == "before" else Verdict.FAIL,
            outcome=outcome,
            measured=self.days,
            limit=(0.0, None),
            unit="days from registration to first judgement",
            detail=self.note_en,
        )


def attach(audit: Audit, standing: Standing) -> Audit:
    """Return the audit with AUD-16 and the table ``registration``, in place of former ones."""
    kept = [finding for finding in audit.findings if finding.code != CODE]
    return replace(
        audit,
        findings=in_order([*kept, standing.finding(audit.outcome)]),
        tables={**audit.tables, "registration": standing.to_dict()},
    )


def stand(
    lines: Sequence[ledger.Line],
    *,
    policy: Policy,
    started: datetime.datetime,
    looks: Sequence[Look] = (),
) -> Standing:
    """Return where a policy stands that judged from ``started`` on.

    Parameters
    ----------
    lines : sequence of Line
        The ledger as it was read before the children were looked at; empty where there is none.
    policy : Policy
        The policy that judges.
    started : datetime.datetime
        When the run began, with a zone. A line of the same second came first: nothing is judged
        in the second in which a run begins.
    looks : sequence of Look
        Earlier judgements of the same children, under this policy or another: a policy that was
        registered after one of them was registered by somebody who may have seen the figures.

    Notes
    -----
    A line's time is its writer's. As long as the ledger is not signed, it proves the order of
    events to those who keep a copy of it, and to nobody else. Judgements that no run records (an
    audit repeated on other records, another store, the same children under another data digest)
    are not seen.
    """
    known = registrations(lines)
    digest = binding_digest(policy)
    own = next((one for one in known if one.binding_digest == digest), None)
    begun = started.astimezone(datetime.UTC).replace(microsecond=0)
    earlier = sorted(
        (look for look in looks if look.time is None or look.time <= begun), key=_moment
    )
    status = _status(own, known, begun, earlier)
    # a look at an unknown time measures nothing
    dated = [look.time for look in earlier if look.time is not None]
    first = None if len(dated) < len(earlier) else min([begun, *dated])
    days = None if own is None or first is None else (first - own.time).total_seconds()
    notes = _Notes(own, known, begun, earlier, policy)
    return Standing(
        status=status,
        registration=own,
        days=None if days is None else days / _SECONDS_A_DAY,
        note_en=notes.written(_EN, status, _iso_words),
        note_vi=notes.written(_VI, status, _vi_words),
    )


def _status(
    own: Registration | None,
    known: Sequence[Registration],
    begun: datetime.datetime,
    earlier: Sequence[Look],
) -> str:
    if own is None:
        return "other" if known else "never"
    if own.time > begun:
        return "later"
    return "looked" if earlier and _moment(earlier[0]) < own.time else "before"


def _moment(look: Look) -> datetime.datetime:
    return look.time or _OPEN


_Day = Callable[[datetime.datetime], str]

_EN = {
    "before": "limits, groups and capacity were registered on {time} (line {line} of the ledger), "
    "before these children were judged on {begun}",
    "looked": "limits, groups and capacity were registered on {time} (line {line} of the ledger), "
    "after these children had been judged on {first} by run {run}: whoever registers then may have "
    "seen the figures",
    "later": "limits, groups and capacity were registered on {time} (line {line} of the ledger), "
    "after these children were judged on {begun}: whoever registers then may have seen the figures",
    "other": "the policy that judges is not a registered one; entries that differ from the newest "
    "registration (line {line} of the ledger, {time}): {n_differences}; first is {difference}",
    "never": "no policy was registered before these children were judged on {begun}; run "
    "riskscreen register before the next later window is opened",
    "looks": "; earlier runs that judged these children: {n_looks}",
    "others": ", of them under other policies: {n_others} (policies: {n_policies})",
    "many": "; policies registered that bind differently from one another: {n_known}",
    "changed": "; the policy was changed since, in nothing that binds",
    "unknown": "an unknown day",
}
_VI = {
    "before": "Giới hạn, cách chia nhóm và năng lực thăm hộ đã được đăng ký lúc {time} (dòng "
    "{line} của sổ cái), trước khi những trẻ em này được đánh giá lúc {begun}",
    "looked": "Giới hạn, cách chia nhóm và năng lực thăm hộ được đăng ký lúc {time} (dòng {line} "
    "của sổ cái), sau khi chính những trẻ em này đã được đánh giá lúc {first} trong lần huấn luyện "
    "{run}: người đăng ký khi đó có thể đã biết kết quả",
    "later": "Giới hạn, cách chia nhóm và năng lực thăm hộ được đăng ký lúc {time} (dòng {line} "
    "của sổ cái), sau khi những trẻ em này đã được đánh giá lúc {begun}: người đăng ký khi đó có "
    "thể đã biết kết quả",
    "other": "Chính sách dùng để kết luận không phải là chính sách đã đăng ký: có {n_differences} "
    "mục khác với lần đăng ký gần nhất (dòng {line} của sổ cái, lúc {time})",
    "never": "Chưa có chính sách nào được đăng ký trước khi những trẻ em này được đánh giá lúc "
    "{begun}",
    "looks": "; trước đó, chính những trẻ em này đã được đánh giá {n_looks} lần",
    "others": ", trong đó {n_others} lần theo {n_policies} chính sách khác",
    "many": "; sổ cái có {n_known} chính sách đã đăng ký với nội dung ràng buộc khác nhau",
    "changed": "; từ đó đến nay chính sách chỉ được sửa ở những phần không ràng buộc việc kết luận",
    "unknown": "một ngày không rõ",
}


@dataclass(frozen=True, slots=True)
class _Notes:
    """What is said of a standing, before it is said in a language."""

    own: Registration | None
    known: Sequence[Registration]
    begun: datetime.datetime
    earlier: Sequence[Look]
    policy: Policy

    def written(self, texts: Mapping[str, str], status: str, day: _Day) -> str:
        """Return the note in one language."""
        shown = self.own or (self.known[-1] if self.known else None)
        mine = binding_digest(self.policy)
        others = [look.policy for look in self.earlier if look.policy != mine]
        first = self.earlier[0] if self.earlier else Look("", self.begun, mine)
        differ = differences(shown.binding, binding(self.policy)) if shown else ()
        n_known = len({one.binding_digest for one in self.known})
        values = {
            "time": day(shown.time) if shown else "",
            "line": shown.counter if shown else "",
            "begun": day(self.begun),
            "first": day(first.time) if first.time else texts["unknown"],
            "run": first.run_id[:12],
            "n_differences": len(differ),
            "difference": differ[0] if differ else "",
            "n_looks": len(self.earlier),
            "n_others": len(others),
            "n_policies": len(set(others)),
            "n_known": n_known,
        }
        parts = {
            status: True,
            "changed": self.own is not None and self.own.policy_digest != self.policy.digest,
            "looks": bool(self.earlier),
            "others": bool(others),
            "many": n_known > 1,
        }
        said = "".join(texts[name] for name, wanted in parts.items() if wanted)
        return said.format(**values)


def _iso(time: datetime.datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def _iso_words(time: datetime.datetime) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S UTC")


def _vi_words(time: datetime.datetime) -> str:
    return time.strftime("%H:%M:%S ngày %d/%m/%Y, giờ UTC")
