"""What is a synthetic panel, and how is one made?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import core, records
from riskscreen.errors import InputError
from riskscreen.synthetic import writing
from riskscreen.synthetic.dials.small import chosen
from riskscreen.synthetic.dials.turned import Dials
from riskscreen.synthetic.profile import load_profile
from riskscreen.synthetic.running import Order, each, make_block, order
from riskscreen.synthetic.sheets import Numbered, Sheet, decoded, joined, rows, taken
from riskscreen.synthetic.tables import WAVE_DAYS

__all__ = ["DEFAULT", "Panel", "asked", "panel"]

Columns = dict[str, NDArray[Any]]
Say = Callable[[str], None]
DEFAULT = "vhlss2014"


@dataclass(frozen=True, slots=True)
class Panel:
    """Two tables of records and their truth, as sheets; the properties give plain columns.

    ``truth`` has one row per child, wave day and outcome that the child can have a year later:
    ``risk_full`` knows the unseen effects, ``risk_observable`` integrates them out given what is
    recorded, ``label`` is what comes (1.0 or 0.0), followed or not. Dials of the world change it;
    under dials of the records it stays that of the world, and ``told`` and ``kept`` say what they
    hide.
    """

    sheets: dict[str, Sheet]
    facts: dict[str, Any]
    _plain: dict[str, Columns] = field(default_factory=dict, init=False, repr=False)

    def __repr__(self) -> str:
        facts = self.facts
        return (
            f"Panel({facts['households']} households, {facts['waves']} waves, "
            f"{facts['profile']}, synthetic)"
        )

    @property
    def households(self) -> Columns:
        """Household rows as plain columns of shape (n_rows,)."""
        return self._columns("households")

    @property
    def children(self) -> Columns:
        """Children's rows as plain columns of shape (n_rows,)."""
        return self._columns("children")

    @property
    def truth(self) -> Columns:
        """The truth as plain columns of shape (n_rows,)."""
        return self._columns("truth")

    @property
    def digests(self) -> dict[str, str]:
        """SHA-256 of the content of each table, whatever the file format."""
        return {name: core.digest_arrays(self._columns(name)) for name in self.sheets}

    def _columns(self, name: str) -> Columns:
        if name not in self._plain:  # text takes longer than all draws: it is made once
            sheet = self.sheets[name]
            self._plain[name] = {column: decoded(values) for column, values in sheet.items()}
        return self._plain[name]

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

    @property
    def rows(self) -> dict[str, int]:
        """Rows by table."""
        return {name: rows(sheet) for name, sheet in self.sheets.items()}

    def write(self, folder: str | Path, *, known: Mapping[str, Any] | None = None) -> Path:
        """Write the panel into ``folder`` and return it.

        ``households.parquet``, ``children.parquet``, ``truth.parquet``, ``truth.json``,
        ``dials.toml``, ``records.toml``, ``digests.json`` and ``README.md``. ``known`` is further
        truth for ``truth.json``, such as what ``riskscreen synth`` knows of an oracle's list.
        """
        return writing.write(self, Path(folder), known=known or {})


def panel(
    *,
    households: int,
    waves: int = 3,
    seed: int,
    profile: str = DEFAULT,
    dials: Dials | None = None,
    workers: int = 1,
    say: Say | None = None,
) -> Panel:
    """Return a synthetic panel; the same arguments give the same content.

    Parameters
    ----------
    households : int
        Households in each wave, from 360; 46,995 are of some 1,800 communes, fewer of fewer.
    waves : int
        Yearly waves on ``WAVE_DAYS``, 1-3.
    seed : int
        Seed of the world, from 0.
    profile : str
        Name of a shipped profile: ``vhlss2014``, ``ncls2012``, ``province2025`` or ``demo``.
    dials : Dials, optional
        Known harm to put in; none by default.
    workers : int
        Processes side by side; they change how long it takes and nothing else. More than one needs
        the guard ``if __name__ == "__main__"`` in a script.
    say : callable, optional
        Takes a line of progress for every tenth of the blocks.

    Raises
    ------
    InputError
        If an argument is out of bounds, or the profile is unknown.

    Notes
    -----
    The process, in order. *Country*: communes with their households, minorities, remoteness and
    wealth (``places``). *Sample*: two stages within region x urban or rural (``sampling``), half
    of it new in every wave where the profile rotates. *Households and children*, whose wealth,
    schooling, dwelling and access lean on commune, group and each other (``homes``, ``kids``).
    *Each wave*: what is recorded, with its gaps (``homebook``, ``kidbook``, ``recording``); then,
    from what is recorded and one unseen effect of the household and one of the commune, each
    drawn afresh, the chance of dropout, of child labour and of exclusion within a year
    (``process``); what comes is drawn; school, hours by type of work, hazard, chores and each
    benefit a year later are filled in so that the next wave's records say it (``years``,
    ``benefits``). *Loss*: movers are found again less often. *Dials* last. With all dials at zero
    ethnicity, sex and region act on what comes through recorded columns only.

    Examples
    --------
    >>> panel(households=400, waves=2, seed=1)
    Panel(400 households, 2 waves, vhlss2014, synthetic)
    """
    dials = Dials() if dials is None else dials
    what = asked(households=households, waves=waves, seed=seed, profile=profile, dials=dials)
    if dials.small_group:
        plain = _sheets(replace(what, dials=Dials()), workers=workers, say=say)
        regroups = chosen(plain, dials.small_group, seed=seed)
        what = replace(what, regroups=tuple(regroups))
    sheets = _sheets(what, workers=workers, say=say)
    return Panel(
        sheets=sheets,
        facts={
            "profile": profile,
            "first_line": what.profile.first_line,
            "households": households,
            "waves": waves,
            "seed": seed,
            "dials": dials,
        },
    )


def _sheets(what: Order, *, workers: int, say: Say | None) -> dict[str, Sheet]:
    blocks = list(what.spans())
    made = []
    for at, one in enumerate(each(partial(make_block, what), blocks, workers=workers), start=1):
        made.append(one)
        if say is not None and at * 10 // len(blocks) > (at - 1) * 10 // len(blocks):
            say(f"{at} of {len(blocks)} blocks of communes")
    return {name: _stacked([getattr(one, name) for one in made]) for name in writing.TABLES}


def asked(*, households: int, waves: int, seed: int, profile: str, dials: Dials) -> Order:
    """Return the order of a panel whose arguments are within bounds; see ``panel``."""
    for name, value in (("households", households), ("waves", waves), ("seed", seed)):
        if isinstance(value, bool) or not isinstance(value, int | np.integer):
            raise InputError(f"{name} is no whole number: 1; it is {value!r}; give one")
    if not 1 <= waves <= len(WAVE_DAYS):
        raise InputError(f"waves outside 1-{len(WAVE_DAYS)}: {waves}; most panels have 3")
    if seed < 0:
        raise InputError(f"seed below 0: {seed}; give a whole number from 0")
    dials.check(waves)
    return order(load_profile(profile), households=households, waves=waves, seed=seed, dials=dials)


def _stacked(parts: list[Sheet]) -> Sheet:
    """Return the blocks under one another in canonical order: by day, outcome, identifier."""
    sheet = joined(parts)
    ids = sheet["child_id"] if "child_id" in sheet else sheet["household_id"]
    if not isinstance(ids, Numbered):
        raise AssertionError("a sheet without identifiers")
    kid = np.zeros(len(ids.home)) if ids.kid is None else ids.kid
    day: Any = sheet["day"] if "day" in sheet else sheet["observed_date"]
    outcome: Any = sheet.get("outcome")
    keys = [kid, ids.home, *([] if outcome is None else [outcome.codes]), day]
    return taken(sheet, np.lexsort(keys))
