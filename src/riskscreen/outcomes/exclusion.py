"""Which children will miss a benefit that the law gives them?

The law is data (`policy.entitlements`): dated rules. Eligibility looks at the rules of the target
day as published on the day of the snapshot; the label at those in force on the follow-up's day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.outcomes import logic
from riskscreen.outcomes.ages import age_at
from riskscreen.outcomes.conditions import any_holds
from riskscreen.outcomes.logic import Answer
from riskscreen.outcomes.outcome import Outcome, register
from riskscreen.policy import entitlements

__all__ = ["Due", "Missed", "entitled"]

# Records hold children of 0-17 years; who has grown up by the target day can never be followed.
_GROWN = 18.0
_DATES = ("observed_date", "rules_day", "known_day", "concurrent")

Columns = dict[str, NDArray[Any]]


def entitled(rules: tuple[entitlements.Rule, ...], columns: Columns) -> Answer:
    """Return whether one of the rules entitles each child.

    Parameters
    ----------
    rules : tuple of Rule
        Rules in force; none entitles nobody.
    columns : dict of str to ndarray, each shape (n_children,)
        Every column that the rules read; one of them sets the length.

    Returns
    -------
    ndarray of float64, shape (n_children,)
        1, 0 or NaN.

    Examples
    --------
    >>> day = np.datetime64("2025-09-15")
    >>> rules = entitlements.load().in_force("birth_registration", day=day, known=day)
    >>> entitled(rules, {"age_years": np.array([17.0, 18.0, np.nan])})
    array([ 1.,  0., nan])
    """
    return any_holds([rule.when for rule in rules], columns)


@dataclass(frozen=True, slots=True)
class Due:
    """Which children will be entitled to one of some benefits on the target day.

    ``unverified`` counts rules that are not verified too.
    """

    rules: entitlements.Entitlements
    benefits: tuple[str, ...]
    unverified: bool = False

    @property
    def inputs(self) -> tuple[str, ...]:
        """Columns and days that the rules read."""
        return _inputs(self.rules, self.benefits)

    def __call__(
        self,
        *,
        rules_day: np.datetime64,
        known_day: np.datetime64,
        observed_date: NDArray[np.datetime64],
        concurrent: bool,
        **columns: NDArray[Any],
    ) -> Answer:
        """Return 1, 0 or NaN, shape (n_children,)."""
        age = columns["age_years"] = age_at(
            columns["age_years"], observed_date, day=rules_day, concurrent=concurrent
        )
        due = (
            entitled(
                self.rules.in_force(
                    benefit, day=rules_day, known=known_day, unverified=self.unverified
                ),
                columns,
            )
            for benefit in self.benefits
        )
        return logic.both(logic.below(age, _GROWN), logic.either(*due))


@dataclass(frozen=True, slots=True)
class Missed:
    """Who does not receive one of some benefits to which the follow-up entitles.

    Yes: one is due and not received. No: something is due and all of it is received. Unknown: one
    that is due is unrecorded and none is known to be missed, or nothing is due. A benefit counts
    as due only where the follow-up's own columns show it: were a possible right enough to make a
    label unknown, most answers lost to a gap in the records would be noes, and the rest would
    overstate exclusion.
    """

    rules: entitlements.Entitlements
    benefits: tuple[str, ...]
    unverified: bool = False

    @property
    def inputs(self) -> tuple[str, ...]:
        """Columns and days that the rules read, and what is received."""
        received = (self.rules.benefits[name].received for name in self.benefits)
        return tuple(dict.fromkeys((*_inputs(self.rules, self.benefits), *received)))

    def __call__(
        self,
        *,
        rules_day: np.datetime64,
        known_day: np.datetime64,
        observed_date: NDArray[np.datetime64],  # noqa: ARG002 - the row's own day is the day
        concurrent: bool,  # noqa: ARG002
        **columns: NDArray[Any],
    ) -> Answer:
        """Return 1, 0 or NaN, shape (n_children,)."""
        due, missed = [], []
        for name in self.benefits:
            rules = self.rules.in_force(
                name, day=rules_day, known=known_day, unverified=self.unverified
            )
            right = (entitled(rules, columns) == 1).astype(np.float64)
            received = columns[self.rules.benefits[name].received]
            due.append(right)
            missed.append(logic.both(right, logic.negate(received)))
        a_child = logic.below(columns["age_years"], _GROWN)
        return logic.only_where(logic.both(a_child, logic.either(*due)), logic.either(*missed))


def _inputs(rules: entitlements.Entitlements, benefits: tuple[str, ...]) -> tuple[str, ...]:
    columns = {column for name in benefits for column in rules.columns(name)}
    return tuple(sorted({"age_years", *columns})) + _DATES


# A survey asks about insurance in the questionnaires of under-fives and of the selected child.
_MODULES = (("weight_under5", "weight_selected"), ("weight",))
_WHOLE = (("weight",), ("weight_selected",))


def _exclusion(*, unverified: bool) -> Outcome:
    rules = entitlements.load()
    benefits = tuple(rules.benefits)
    return Outcome(
        name="exclusion",
        definition=f"{rules.name}_unverified" if unverified else rules.name,
        title_en="exclusion from entitlements",
        title_vi="bỏ sót quyền lợi an sinh xã hội",
        eligible=Due(rules, benefits, unverified),
        label=Missed(rules, benefits, unverified),
        weights=_MODULES,
        sources=tuple(benefit.received for benefit in rules.benefits.values()),
        parts={name: Missed(rules, (name,), unverified) for name in benefits},
        part_eligible={name: Due(rules, (name,), unverified) for name in benefits},
        part_weights={
            "birth_registration": (("weight_under5",), ("weight",)),
            "health_insurance": _MODULES,
            **dict.fromkeys(set(benefits) - {"birth_registration", "health_insurance"}, _WHOLE),
        },
        part_titles={
            name: (entry.title_en, entry.title_vi) for name, entry in rules.benefits.items()
        },
        verified=not unverified,
        basis=f"policy/entitlements.toml, {rules.date}, SHA-256 {rules.digest}",
    )


for _unverified in (False, True):
    register(_exclusion(unverified=_unverified))
