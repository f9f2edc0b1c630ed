"""What is a synthetic panel, and how is one made?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import core, records
from riskscreen.errors import InputError
from riskscreen.synthetic import tables, writing
from riskscreen.synthetic.bias import under_record
from riskscreen.synthetic.chance import Streams
from riskscreen.synthetic.dials import Dials
from riskscreen.synthetic.profile import load_profile
from riskscreen.synthetic.world import run_world

__all__ = ["Panel", "panel"]

Columns = dict[str, NDArray[Any]]
_FEWEST_HOUSEHOLDS = 360  # six regions x six PSUs x ten


@dataclass(frozen=True, slots=True)
class Panel:
    """Two tables of records and their truth, as plain columns of shape (n_rows,).

    ``truth`` has one row per child, wave day and outcome that the child can have a year later:
    ``risk_full`` knows the unseen effects, ``risk_observable`` integrates them out given what is
    recorded, ``label`` is what comes (1.0 or 0.0), followed or not. Under a dial the truth stays
    that of the fair world.
    """

    households: Columns
    children: Columns
    truth: Columns
    facts: dict[str, Any]

    def __repr__(self) -> str:
        facts = self.facts
        return (
            f"Panel({facts['households']} households, {facts['waves']} waves, "
            f"{facts['profile']}, synthetic)"
        )

    @property
    def digests(self) -> dict[str, str]:
        """SHA-256 of the content of each table, whatever the file format."""
        return {
            name: core.digest_arrays(getattr(self, name))
            for name in ("households", "children", "truth")
        }

    def records(self) -> records.Records:
        """Return the two tables as Records; the truth is not in them."""
        return records.Records(
            households=records.Table(self.households),
            children=records.Table(self.children),
            legal_basis=writing.LEGAL_BASIS,
            purpose=writing.PURPOSE,
            retention_until=writing.RETENTION,
            synthetic=True,
            weights="",
            source=f"synthetic panel, {self.facts['profile']}, seed {self.facts['seed']}",
            reading=(),
        )

    def write(self, folder: str | Path) -> Path:
        """Write the panel into ``folder`` and return it.

        ``households.parquet``, ``children.parquet``, ``truth.parquet``, ``records.toml``,
        ``digests.json`` and ``README.md``.
        """
        return writing.write(self, Path(folder))


def panel(
    *,
    households: int,
    waves: int = 3,
    seed: int,
    profile: str = "demo",
    dials: Dials | None = None,
) -> Panel:
    """Return a synthetic panel; the same arguments give the same content.

    Parameters
    ----------
    households : int
        Households in the first wave, from 360; 30,000 have 300 PSUs of 100, fewer have fewer and
        smaller PSUs of the same structure.
    waves : int
        Yearly waves on ``WAVE_DAYS``, 1-10.
    seed : int
        Seed of the world, from 0.
    profile : str
        Name of a shipped profile.
    dials : Dials, optional
        Known bias to put in; none by default.

    Raises
    ------
    InputError
        If an argument is out of bounds, or the profile is unknown.

    Examples
    --------
    >>> panel(households=400, waves=2, seed=1)
    Panel(400 households, 2 waves, demo, synthetic)
    """
    _check(households, waves, seed)
    dials = Dials() if dials is None else dials
    world_profile = load_profile(profile)
    streams = Streams(seed)
    world = run_world(world_profile, streams, households=households, waves=waves)
    homes = [tables.households_table(world, wave, streams=streams) for wave in world.waves]
    kids = [tables.children_table(world, wave, streams=streams) for wave in world.waves]
    for dial in dials.under_recorded:
        if not 1 <= dial.wave <= waves:
            raise InputError(
                f"wave of a dial outside 1-{waves}: 1; it is {dial.wave}; choose a recorded wave"
            )
        at = dial.wave - 1
        kids[at] = under_record(
            kids[at], homes[at], wave=world.waves[at], dial=dial, streams=streams
        )
    return Panel(
        households=_stacked(homes, "household_id"),
        children=_stacked(kids, "child_id"),
        truth=tables.truth_table(world),
        facts={
            "profile": profile,
            "first_line": world_profile.first_line,
            "households": households,
            "waves": waves,
            "seed": seed,
            "dials": dials,
        },
    )


def _stacked(parts: list[Columns], key: str) -> Columns:
    """Return the waves under one another in canonical order: by day, then by identifier."""
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.lexsort((columns[key], columns["observed_date"]))
    return {name: values[order] for name, values in columns.items()}


def _check(households: int, waves: int, seed: int) -> None:
    if households < _FEWEST_HOUSEHOLDS:
        raise InputError(
            f"households below {_FEWEST_HOUSEHOLDS}: {households}; every stratum needs its PSUs, "
            f"ask for {_FEWEST_HOUSEHOLDS} or more"
        )
    if not 1 <= waves <= len(tables.WAVE_DAYS):
        raise InputError(f"waves outside 1-{len(tables.WAVE_DAYS)}: {waves}; the demo has 3")
    if seed < 0:
        raise InputError(f"seed below 0: {seed}; give a whole number from 0")
