"""Which outcomes can one wave of records answer, by which definition?"""

from __future__ import annotations

import numpy as np

from riskscreen import outcomes as outcome_list
from riskscreen import records
from riskscreen.flows.trainings import STANDARD

__all__ = ["answerable"]

# As many as training asks for of each answer.
_LEAST = 20


def answerable(held: records.Records, *, as_of: str) -> tuple[str, ...]:
    """Return the outcomes that a nowcast of that day can be trained for.

    Parameters
    ----------
    held : Records
        One wave.
    as_of : str
        Its last day.

    Returns
    -------
    tuple of str
        As ``--outcome`` takes them: a survey's own definition first, where it has one.
    """
    snapshot = held.as_of(as_of)
    follow_up = held.follow_up(snapshot, 0)
    survey = set(snapshot.column("survey").tolist()) if "survey" in held.households else set()
    found = []
    for name in STANDARD:
        tags = sorted(outcome_list.definitions(name), key=lambda tag: tag not in survey)
        fits = (tag for tag in tags if _answers(name, tag, snapshot, follow_up))
        tag = next(fits, None)
        if tag is not None:
            found.append(name if tag == tags[0] and tag not in survey else f"{name}:{tag}")
            continue
        parts = (f"{name}_{part}" for part in outcome_list.get(name).parts)
        found += [part for part in parts if _answers(part, tags[0], snapshot, follow_up)]
    return tuple(found)


def _answers(name: str, tag: str, snapshot: records.Snapshot, follow_up: records.FollowUp) -> bool:
    outcome = outcome_list.get(name, tag)
    if any(np.isnan(follow_up.column(column)).all() for column in outcome.needs):
        return False
    eligible = outcome_list.eligible(outcome, snapshot, horizon_months=0) == 1
    whole = outcome_list.label(outcome, follow_up)
    ages = snapshot.column("age_years")
    if outcome_list.ages_without_noes(whole, eligible=eligible * 1.0, age_years=ages).size:
        return False
    label = whole[eligible]
    return min(int((label == 1).sum()), int((label == 0).sum())) >= _LEAST
