"""Which dials are turned together, and what follows for what can be said of them?"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import Any

from riskscreen.errors import InputError
from riskscreen.synthetic.dials.kinds import (
    DirectEffect,
    Drift,
    Linkage,
    Measurement,
    Missing,
    PolicyChange,
    Proxy,
    SelectiveLabels,
    SmallGroup,
    UnderRecorded,
)

__all__ = ["DEMO_BIAS", "KINDS", "Dials"]


@dataclass(frozen=True, slots=True)
class Dials:
    """Every known harm that is put in; none by default."""

    under_recorded: tuple[UnderRecorded, ...] = ()
    missing: tuple[Missing, ...] = ()
    linkage: tuple[Linkage, ...] = ()
    measurement: tuple[Measurement, ...] = ()
    small_group: tuple[SmallGroup, ...] = ()
    drift: tuple[Drift, ...] = ()
    policy_change: tuple[PolicyChange, ...] = ()
    proxy: tuple[Proxy, ...] = ()
    direct_effect: tuple[DirectEffect, ...] = ()
    selective_labels: tuple[SelectiveLabels, ...] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in KINDS)

    def check(self, waves: int) -> None:
        """Refuse a dial of a wave that is not recorded.

        Raises
        ------
        InputError
            Names the first such dial.
        """
        for name in KINDS:
            for dial in getattr(self, name):
                wave = getattr(dial, "wave", 1)
                first, last = 1 + (name in _FOLLOWED), waves + (name in _WORLD)
                if not first <= wave <= last:
                    raise InputError(
                        f"wave of a dial outside {first}-{last}: 1; {name} has {wave}; "
                        "choose a wave that the dial can reach"
                    )

    @property
    def clouded(self) -> frozenset[tuple[str, int]]:
        """Outcomes, by the wave of the day, whose recorded prevalence no arithmetic foretells.

        Where a dial hides who has left school, hidden leavers stand as pupils who may leave again
        a year later, and count as pupils in what they are entitled to.
        """
        waves = {dial.wave for dial in self.under_recorded if dial.outcome == "dropout"}
        waves |= {dial.wave for dial in self.selective_labels if dial.outcome == "dropout"}
        return frozenset(
            {("dropout", wave) for wave in waves} | {("exclusion", wave - 1) for wave in waves}
        )

    @property
    def groups(self) -> frozenset[tuple[str, str]]:
        """Every group that a dial reaches, as (column, level)."""
        turned = [dial for name in KINDS for dial in getattr(self, name)]
        return frozenset((getattr(dial, "column", "ethnicity"), dial.level) for dial in turned)

    def toml(self) -> str:
        """Return the file that `read_dials` reads as these dials."""
        lines = ["# The dials of this panel; none where no table follows."]
        for fact in self.facts():
            lines += ["", f"[[{fact.pop('dial')}]]"]
            # a name of a dial is plain text, so JSON writes it as TOML does
            lines += [f"{name} = {json.dumps(value, ensure_ascii=False)}"
                      for name, value in fact.items()]  # fmt: skip
        return "\n".join([*lines, ""])

    def facts(self) -> list[dict[str, Any]]:
        """Return every dial as JSON types, its kind beside its fields."""
        return [
            {"dial": name, **{part.name: getattr(dial, part.name) for part in fields(dial)}}
            for name in KINDS
            for dial in getattr(self, name)
        ]


KINDS: dict[str, type] = {
    "under_recorded": UnderRecorded,
    "missing": Missing,
    "linkage": Linkage,
    "measurement": Measurement,
    "small_group": SmallGroup,
    "drift": Drift,
    "policy_change": PolicyChange,
    "proxy": Proxy,
    "direct_effect": DirectEffect,
    "selective_labels": SelectiveLabels,
}
_WORLD = ("drift", "policy_change")  # may also reach what comes after the last wave
_FOLLOWED = ("under_recorded", "linkage", "selective_labels", "drift", "policy_change")

DEMO_BIAS = Dials(
    under_recorded=(
        UnderRecorded(
            outcome="child_labour", column="ethnicity", level="minority", wave=2, share=0.7
        ),
    )
)
