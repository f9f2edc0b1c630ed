"""Panels with dials turned, each made once, and what a user of their records reads."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

import numpy as np
import pytest

from riskscreen import outcomes, records, synthetic
from riskscreen.synthetic.chance import Streams
from riskscreen.synthetic.dials.pushing import Pusher
from riskscreen.synthetic.dials.turned import Dials
from riskscreen.synthetic.expecting import expected, truth_facts
from riskscreen.synthetic.profile import load_profile
from riskscreen.synthetic.running import order
from riskscreen.synthetic.tables import Writer
from riskscreen.synthetic.world import World, run_block

NOW = synthetic.WAVE_DAYS[0]
MAJORITY, UNSAID = ("Kinh", "Hoa"), "not_recorded"


@dataclass(frozen=True)
class Read:
    """One outcome on the first wave's day: labels are NaN where not eligible or not known.

    ``truth`` holds the columns of the truth for the same children, NaN where it has no row.
    """

    snapshot: records.Snapshot
    follow_up: records.FollowUp
    label: Any
    weight: Any
    truth: dict[str, Any]

    def members(self, column: str, level: str) -> Any:
        """Return who belongs, by what the records of the day say."""
        values = self.snapshot.column(column)
        if level == "minority":
            return ~np.isin(values, (*MAJORITY, UNSAID))
        if level == "kinh_hoa":
            return np.isin(values, MAJORITY)
        return values == level

    def prevalence(self, inside: Any) -> tuple[float, float]:
        """Return the weighted share of cases among known labels, and its standard error."""
        rows = inside & ~np.isnan(self.label)
        label, weight = self.label[rows], self.weight[rows]
        share = float(np.average(label, weights=weight))
        return share, float(np.sqrt((weight**2 * (label - share) ** 2).sum()) / weight.sum())


def read(panel: synthetic.Panel, outcome: str) -> Read:
    held = panel.records()
    snapshot = held.as_of(NOW)
    follow_up = held.follow_up(snapshot)
    definition = outcomes.get(outcome)
    label = outcomes.label(definition, follow_up)
    eligible = outcomes.eligible(definition, snapshot) == 1
    return Read(
        snapshot=snapshot,
        follow_up=follow_up,
        label=np.where(eligible, label, np.nan),
        weight=snapshot.column("weight"),
        truth=truth_of(panel, outcome, snapshot.ids),
    )


def truth_of(panel: synthetic.Panel, outcome: str, ids: Any) -> dict[str, Any]:
    """Return the truth of the first day for these children."""
    truth = panel.truth
    rows = np.flatnonzero((truth["outcome"] == outcome) & (truth["day"] == NOW))
    at = dict(zip(truth["child_id"][rows].tolist(), rows, strict=True))
    found = np.array([at.get(child, -1) for child in ids.tolist()])
    return {
        name: np.where(found >= 0, truth[name][found], np.nan)
        for name in ("risk_full", "risk_observable", "label", "told", "kept")
    }


def differing(one: synthetic.Panel, other: synthetic.Panel, table: str) -> set[str]:
    """Return the columns of a table that are not the same in two panels."""
    mine, yours = getattr(one, table), getattr(other, table)
    return {name for name, values in mine.items() if not same(values, yours[name])}


def same(one: Any, other: Any) -> bool:
    return np.array_equal(one, other, equal_nan=one.dtype.kind == "f")


@dataclass(frozen=True)
class Tools:
    """What the tests of this folder do to panels."""

    read: Callable[..., Read]
    differing: Callable[..., set[str]]
    changed: Callable[..., Any]

    @staticmethod
    def expected(panel: synthetic.Panel, outcome: str, group: str) -> dict[str, Any]:
        """Return the entry of ``truth.json`` for the first day."""
        facts = truth_facts(expected(panel.sheets), panel.facts)["expected_prevalence"]
        (entry,) = [
            one
            for one in facts
            if (one["outcome"], one["day"], one["group"]) == (outcome, str(NOW), group)
        ]
        return entry


def changed(one: Any, other: Any) -> Any:
    """Return which entries are not the same, NaN being the same as NaN."""
    both = np.isnan(one) & np.isnan(other) if one.dtype.kind == "f" else False
    return (one != other) & ~np.asarray(both)


@pytest.fixture(scope="session")
def tools() -> Tools:
    return Tools(read=read, differing=differing, changed=changed)


@pytest.fixture(scope="session")
def turn() -> Callable[..., synthetic.Panel]:
    """Two waves of the demo with these dials turned; the same seed whatever is turned."""

    @cache
    def panel(
        *, households: int = 3000, profile: str = "demo", waves: int = 2, **dials: Any
    ) -> synthetic.Panel:
        return synthetic.panel(
            households=households, waves=waves, seed=11, profile=profile, dials=Dials(**dials)
        )

    return panel


@pytest.fixture(scope="session")
def fair(turn: Callable[..., synthetic.Panel]) -> synthetic.Panel:
    """The panel with no dial turned."""
    return turn()


@pytest.fixture(scope="session")
def plain(turn: Callable[..., synthetic.Panel]) -> synthetic.Panel:
    """No dial turned under a profile without unseen years: its first wave knows of no dial."""
    return turn(profile="vhlss2014")


@pytest.fixture(scope="session")
def worlds() -> Callable[..., list[tuple[World, Writer]]]:
    """The first blocks of a small demo, before they are written down, each with its writer."""

    @cache
    def blocks(first: int = 99, **dials: Any) -> list[tuple[World, Writer]]:
        what = order(load_profile("demo"), households=1500, waves=2, seed=3, dials=Dials(**dials))
        made = []
        for span in islice(what.spans(), first):
            block = what.plan.block(span, seed=what.seed)
            streams = Streams(what.seed, block.number + 1)
            world = run_block(
                what.profile, what.plan.places, streams, block=block, waves=what.waves,
                pusher=Pusher.of(what.dials),
            )  # fmt: skip
            made.append((world, Writer(world, streams, what.width)))
        return made

    return blocks
