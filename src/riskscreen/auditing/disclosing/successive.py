"""What does a second report give away that the first did not?

Two reports on the same children, cut into other groups, or on a register that grew by a few: what
the first hides the second may print, and what both print may differ by one child. The earlier
report is out; only the later can still hide a row.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from riskscreen.auditing.disclosing.attack import close, outer
from riskscreen.auditing.disclosing.counted import COUNTS, Counted, counted, key_of, name_of
from riskscreen.auditing.disclosing.disclosure import failing
from riskscreen.auditing.disclosing.findings import publish_decision, publish_findings
from riskscreen.auditing.disclosing.lattice import Key
from riskscreen.auditing.disclosing.populations import (
    Population,
    every_level,
    populations,
    row_lists,
    with_rows,
)
from riskscreen.auditing.disclosing.rounding import window
from riskscreen.auditing.disclosing.shared import Shared, shared_outcomes
from riskscreen.auditing.disclosing.suppression import blank, protected, required_of
from riskscreen.core import Finding, Verdict
from riskscreen.policy import Policy

__all__ = ["check_successive", "protect_successive"]

_ANYTHING = 1e9
_EARLIER = " in the earlier report"

Facts = Mapping[str, Any]
Pair = tuple[float, float]


def check_successive(
    facts_before: Facts, facts_after: Facts, *, policy: Policy, policy_before: Policy | None = None
) -> list[Finding]:
    """Return the groups that two reports together give away.

    Parameters
    ----------
    facts_before, facts_after : mapping
        JSON twins of the earlier and the later report.
    policy : Policy
        Of the later report: its smallest cell and its levels.
    policy_before : Policy, optional
        Of the earlier report, where its levels are others; without it any two levels that are
        not of one report may be part of each other.

    Returns
    -------
    list of Finding
        AUD-25: *fail* for every group that can be pinned down, *insufficient evidence* where the
        counts of the two contradict each other, so that nobody can say. One *pass* where there is
        neither; reports on other children (neither data nor population in common, no day that
        both judge, another horizon or definition) give none away.

    References
    ----------
    .. [1] Hundepool et al., Statistical Disclosure Control (Wiley 2012), 4.6: linked tables.
    """
    found: list[Finding] = []
    for before, after, shared in shared_outcomes(facts_before, facts_after):
        own = _Pair(before, after, policy, policy_before, shared=shared)
        found += [_named(one, after["name"]) for one in own.findings()]
    return found or [
        Finding(
            code="AUD-25",
            title="groups that two reports give away",
            verdict=Verdict.PASS,
            measured=0.0,
            unit="groups",
            judges=True,
        )
    ]


def protect_successive(
    facts_before: Facts, facts_after: Facts, *, policy: Policy, policy_before: Policy | None = None
) -> dict[str, Any]:
    """Return the later report's facts without the rows that the two give groups away by.

    Parameters
    ----------
    facts_before, facts_after, policy, policy_before
        As in `check_successive`.

    Returns
    -------
    dict
        A copy. Where the earlier report prints too much already, hiding more cannot help, and
        `check_successive` still says so.
    """
    facts = copy.deepcopy(dict(facts_after))
    for before, after, shared in shared_outcomes(facts_before, facts_after):
        gone = _Pair(before, after, policy, policy_before, shared=shared).hidden()
        facts["outcomes"] = [
            _without(one, gone, policy) if one["name"] == after["name"] else one
            for one in facts["outcomes"]
        ]
    return facts


class _Pair:
    """The groups of one outcome in two reports."""

    def __init__(
        self,
        before: Facts,
        after: Facts,
        policy: Policy,
        policy_before: Policy | None,
        *,
        shared: Shared,
    ) -> None:
        self._policy, self._before = policy, policy_before or policy
        self._shared, self._same = shared, shared is Shared.CHILDREN
        self._guess = policy_before is None
        self._levels = every_level(before), every_level(after)
        self._old = next(populations(before), Population((), ()))
        self._new = next(populations(after), Population((), ()))
        self._other = self._changed()

    def findings(self) -> list[Finding]:
        """Return what the two give away."""
        where = f"{', '.join(self._new.names)} of this report and of an earlier one"
        found: dict[tuple[str, Verdict], Finding] = {}
        for one in [*self._attacked(where), *self._alone(where)]:
            found.setdefault((one.group, one.verdict), one)
        for key in itertools.chain(self._differences(), self._derived()):
            group = name_of(key)
            found.setdefault((group, Verdict.FAIL), _difference(group, where))
        return list(found.values())

    def hidden(self) -> frozenset[Key]:
        """Return the groups that the later report must hide."""
        gone = frozenset(self._differences())
        table = self._table(gone)
        if table is not None:
            out = self._out()
            for key in out:  # these are printed for good
                table.printed[table.tied.place[key]] = False
            gone |= self._more(table) - out
        if not self._same and self._new.rows:
            # with other counts in the earlier report, these have to hide the rows by themselves
            gone |= self._more(self._later(gone))
        return gone

    def _more(self, table: Counted) -> frozenset[Key]:
        more = protected(table, policy=self._policy, required=required_of(self._new.rows))
        return more & set(self._new.counts)

    def _attacked(self, where: str) -> list[Finding]:
        """Return what the counts of both give away, taken for those of the same children."""
        table = self._table(frozenset())
        if table is None:
            return []
        found = failing(table, where=where, policy=self._policy)
        if self._same or all(one.verdict is Verdict.FAIL for one in found):
            return found
        # the register has grown: a group that only the earlier one prints has as many or more
        table = self._table(frozenset(), grown=True)
        return [] if table is None else failing(table, where=where, policy=self._policy)

    def _alone(self, where: str) -> list[Finding]:
        """Return what each gives away by itself, where the two count other children."""
        if self._same:
            return []
        found: list[Finding] = []
        if self._new.rows:
            found += failing(self._later(frozenset()), where=where, policy=self._policy)
        if self._old.rows and not self._guess:
            found += failing(self._earlier(), where=where, policy=self._before)
        return found

    def _later(self, gone: frozenset[Key]) -> Counted:
        return counted(
            [{**row, **dict.fromkeys(COUNTS)} if key_of(row) in gone else row
             for row in self._new.rows],
            policy=self._policy, levels=self._levels[1], to_be_rounded=False,
        )  # fmt: skip

    def _earlier(self) -> Counted:
        return counted(
            self._old.rows, policy=self._before, levels=self._levels[0], to_be_rounded=False
        )

    def _out(self) -> set[Key]:
        """Return the groups whose counts the earlier report printed."""
        return {key_of(self._renamed(row)) for row in self._old.rows if row[COUNTS[0]] is not None}

    def _table(self, gone: frozenset[Key], *, grown: bool = False) -> Counted | None:
        """Return what a reader of both knows; only rows of the later one can still be hidden."""
        if not self._old.rows or not self._new.rows or self._shared is Shared.SOME:
            return None
        old, out = [self._renamed(row) for row in self._old.rows], self._out()
        # where both print, the later count holds: the earlier is of fewer children
        new = [row for row in self._new.rows if key_of(row) not in gone - out]
        new += [{**row, **dict.fromkeys(COUNTS)} for row in self._new.rows if key_of(row) in gone]
        table = counted(
            [*new, *old], policy=self._policy, levels=self._levels[1], to_be_rounded=False
        )
        for key in out:
            node = table.tied.place[key]
            if grown and key not in self._new.counts:
                table.hi[:, node] = _ANYTHING
        return table

    def _differences(self) -> Iterator[Key]:
        """Yield groups whose counts, less those of another report's, are a small cell."""
        for key, count in self._new.counts.items():
            for other, earlier in self._old.counts.items():
                if self._nested(key, other) and self._tells(count, earlier):
                    yield key
                    break

    def _nested(self, key: Key, other: Key) -> bool:
        names = [name for name, _ in key]
        if names != [name for name, _ in other]:
            return False
        pairs = [(name, new, old) for (name, new), (_, old) in zip(key, other, strict=True)]
        if all(self._equal(*pair) for pair in pairs):
            return not self._same
        return all(self._equal(*pair) or self._part(*pair) for pair in pairs)

    def _equal(self, name: str, new: str, old: str) -> bool:
        """Return whether two levels hold the same children."""
        if name not in self._other or self._guess:
            return new == old
        ours, theirs = self._values(name, new, old)
        return ours == theirs and "*" not in ours

    def _part(self, name: str, new: str, old: str) -> bool:
        """Return whether one level may be part of another report's."""
        ours, theirs = self._values(name, new, old)
        either = self._guess or "*" in ours | theirs
        return name in self._other and (either or ours <= theirs or theirs <= ours)

    def _values(self, name: str, new: str, old: str) -> tuple[set[str], set[str]]:
        return (
            set(_cut(self._policy, name).get(new, (new,))),
            set(_cut(self._before, name).get(old, (old,))),
        )

    def _tells(self, count: tuple[float, float], earlier: tuple[float, float]) -> bool:
        """Return whether the difference of two printed counts is known too closely."""
        if count == earlier and not self._same:
            return False  # nothing changed that is printed
        pairs = zip(count, earlier, strict=True)
        return self._near([(window(max(pair)), window(min(pair))) for pair in pairs])

    def _near(self, pairs: Sequence[tuple[Pair, Pair]]) -> bool:
        """Return whether the differences of children and of cases leave too little possible."""
        spans = [
            (max(0.0, low - most), max(0.0, high - least)) for (low, high), (least, most) in pairs
        ]
        lo, hi = np.transpose(spans)[:, :, None]
        return bool(close(lo, hi, self._policy).any())

    def _derived(self) -> Iterator[Key]:
        """Yield groups that one report prints, and whose count in the other its sums tell."""
        if self._same or not (self._old.rows and self._new.rows):
            return
        for table, shown in (
            (self._later(frozenset()), self._old.counts),
            (self._earlier(), self._new.counts),
        ):
            lo, hi = outer(table)
            for key in shown.keys() & table.tied.place.keys():
                node = table.tied.place[key]
                if table.printed[node] or any(name in self._other for name, _ in key):
                    continue
                ranges = [(float(lo[one, node]), float(hi[one, node])) for one in (0, 1)]
                told = [window(count) for count in shown[key]]
                if self._moved(ranges, told) and self._near(_ordered(ranges, told)):
                    yield key

    @staticmethod
    def _moved(ranges: Sequence[Pair], told: Sequence[Pair]) -> bool:
        """Return whether a count cannot be, or need not be, what the other report prints."""
        return any(
            low > least or high < most
            for (low, high), (least, most) in zip(ranges, told, strict=True)
        )

    def _changed(self) -> set[str]:
        """Return the attributes whose levels are not the same in both reports."""
        ours, theirs = (_levels_of(one) for one in (self._new, self._old))
        return {
            name
            for name in ours.keys() & theirs.keys()
            if ours[name] != theirs[name] or _cut(self._policy, name) != _cut(self._before, name)
        }

    def _renamed(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return an earlier row; an attribute that is cut otherwise goes by another name."""
        parts = str(row.get("attribute") or "").split(" & ")
        return {
            **row,
            "attribute": " & ".join(
                name + _EARLIER if name in self._other else name for name in parts
            ),
        }


def _ordered(ours: Sequence[Pair], theirs: Sequence[Pair]) -> list[tuple[Pair, Pair]]:
    """Return pairs of ranges, the one of more children first."""
    return [(max(one), min(one)) for one in zip(ours, theirs, strict=True)]


def _levels_of(one: Population) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in one.rows:
        for name, level in key_of(row):
            found.setdefault(name, set()).add(level)
    return found


def _cut(policy: Policy, name: str) -> Mapping[str, tuple[str, ...]]:
    return policy.groups[name].levels if name in policy.groups else {}


def _without(outcome: Facts, gone: frozenset[Key], policy: Policy) -> dict[str, Any]:
    lists = row_lists(outcome)
    rows = {
        name: [
            {**blank(row), "suppressed": True}
            if tuple(part for part in key_of(row) if part[0] != "bin") in gone
            else row
            for row in lists[name]
        ]
        for own in populations(outcome)
        for name in own.names
    }
    facts = with_rows(outcome, rows)
    if "findings" in facts:
        facts["findings"] = publish_findings(facts["findings"], tables=facts, policy=policy)
    if facts.get("decision"):
        facts["decision"] = publish_decision(facts["decision"], tables=facts, policy=policy)
    if facts.get("importance_by_group"):
        facts["importance_by_group"] = {
            group: held
            for group, held in facts["importance_by_group"].items()
            if key_of({"group": group}) not in gone
        }
    return facts


def _difference(group: str, where: str) -> Finding:
    return Finding(
        code="AUD-25",
        title="groups that two reports give away",
        verdict=Verdict.FAIL,
        group=group,
        unit="groups",
        judges=True,
        detail=f"from the difference of {where}; hide it in the later one",
    )


def _named(one: Finding, outcome: str) -> Finding:
    return Finding.from_dict(one.to_dict() | {"outcome": outcome})
