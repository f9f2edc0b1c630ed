"""What do we hold about households and children, and by what right?

Two tables with one row per observation day, and the legal basis, purpose and retention that go
with them wherever they go.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import core
from riskscreen.core import Finding
from riskscreen.errors import InputError
from riskscreen.records import cutting
from riskscreen.records.cut import FollowUp, Snapshot
from riskscreen.records.table import Table

__all__ = ["Records"]

_NEEDED = {
    "households": ("household_id", "observed_date"),
    "children": ("child_id", "household_id", "observed_date"),
}
_LEGAL = ("legal_basis", "purpose", "retention_until")


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """Household and child records.

    Parameters
    ----------
    households, children : Table
        One row per household or child and observation day.
    legal_basis, purpose, retention_until : str
        By what right, what for, and until which day; empty where nobody said.
    synthetic : bool
        Whether every row is made up.
    weights : str
        ``none`` where every child counts once by declaration; else empty.
    source : str
        Where they came from, for the card.
    reading : tuple of Finding
        What the reader found.

    Raises
    ------
    InputError
        If a table lacks a key, or its observed_date holds no dates.
    """

    households: Table
    children: Table
    legal_basis: str = ""
    purpose: str = ""
    retention_until: str = ""
    synthetic: bool = False
    weights: str = ""
    source: str = ""
    reading: tuple[Finding, ...] = ()
    _codes: dict[str, NDArray[Any]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        for name, needed in _NEEDED.items():
            table: Table = getattr(self, name)
            lacking = [column for column in needed if column not in table]
            if lacking:
                raise InputError(
                    f"{name} lack {len(lacking)} of {len(needed)} keys; first is {lacking[0]}. "
                    "Read them with read_records, or look at their folder with riskscreen check "
                    "FOLDER: both name every fault"
                )
            if table.n_rows and table["observed_date"].dtype.kind != "M":
                raise InputError(
                    f"observed_date of {name} holds no dates; read them with read_records"
                )

    def __repr__(self) -> str:
        return (
            f"Records({self.households.n_rows} household rows, {self.children.n_rows} child rows)"
        )

    @property
    def digest(self) -> str:
        """SHA-256 of the content of both tables; the order of columns does not count."""
        if "digest" not in self._codes:
            whole = {f"households.{name}": self.households[name] for name in self.households}
            whole |= {f"children.{name}": self.children[name] for name in self.children}
            self._codes["digest"] = np.array([core.digest_arrays(whole)])
        return str(self._codes["digest"][0])

    @property
    def child_code(self) -> NDArray[np.intp]:
        """Dense number of each child row's child_id, shape (n_child_rows,)."""
        return self._coded()["child"]

    @property
    def child_household(self) -> NDArray[np.intp]:
        """Number of each child row's household_id; -1 where it has none."""
        return self._coded()["child_household"]

    @property
    def household_code(self) -> NDArray[np.intp]:
        """Number of each household row's household_id, shape (n_household_rows,)."""
        return self._coded()["household"]

    def code_of(self, child_id: NDArray[np.str_]) -> NDArray[np.intp]:
        """Return the numbers of these children, -1 where the records do not know them."""
        names = self._coded()["child_names"]
        if not len(names):
            return np.full(len(child_id), -1, dtype=np.intp)
        place = np.minimum(np.searchsorted(names, child_id), len(names) - 1)
        return np.where(names[place] == child_id, place, -1)

    def as_of(self, day: Any, stale_months: int = 12) -> Snapshot:  # noqa: ANN401 - any date
        """Return what was known of each child on ``day``.

        Parameters
        ----------
        day : str, datetime.date or datetime64
            The day of the cut.
        stale_months : int
            A child whose latest known row is older than this is left out, and counted.

        Returns
        -------
        Snapshot
            A child's latest row recorded on or before the day (``recorded_date``, its household's
            of the same visit, else ``observed_date``), with its household's latest row known by
            then, on or before the child's own and at most 90 days apart.

        Raises
        ------
        NobodyKnownError
            If no child was known on that day.
        InputError
            If the day is none.
        """
        return cutting.cut(self, day, stale_months=stale_months)

    def follow_up(self, snapshot: Snapshot, horizon_months: int = 12) -> FollowUp:
        """Return what was seen of the snapshot's children about ``horizon_months`` later.

        The row nearest to the target day within a quarter of the horizon, else unknown; with a
        horizon of 0 the snapshot's own rows.

        Raises
        ------
        InputError
            If the horizon is negative.
        """
        return cutting.follow(self, snapshot, horizon_months=horizon_months)

    def require_legal(self, today: datetime.date | None = None) -> None:
        """Return only if legal basis, purpose and retention are given, and may be held still.

        Parameters
        ----------
        today : date, optional
            By default the clock's, UTC.

        Raises
        ------
        InputError
            Naming all that is missing, a retention day that is not one, or one that is past.
        """
        absent = [name for name in _LEGAL if not getattr(self, name).strip()]
        if absent:
            raise InputError(
                f"records lack {', '.join(absent)} ({len(absent)} of {len(_LEGAL)}); first is "
                f"{absent[0]}. Name them in records.toml or as arguments of read_records"
            )
        try:
            last = datetime.date.fromisoformat(self.retention_until)
        except ValueError as fault:
            raise InputError(
                f"retention_until {self.retention_until!r} is not a day; write it as 2030-12-31"
            ) from fault
        day = datetime.datetime.now(tz=datetime.UTC).date() if today is None else today
        if day > last:
            raise InputError(
                f"these {self.children.n_rows} child rows were to be held until {last}, today is "
                f"{day}; delete them, or name the later day that a legal basis gives"
            )

    def to_frames(self, backend: str = "pandas") -> tuple[Any, Any]:
        """Return (households, children) as frames of ``pandas``, ``polars`` or ``arrow``."""
        return self.households.to_frame(backend), self.children.to_frame(backend)

    def write(self, folder: str | Path, *, format: str = "parquet") -> Path:  # noqa: A002 - as said
        """Write both tables, ``records.toml`` and ``reading.json``, and return the folder.

        ``read_records(folder)`` gives the same records: digest, metadata, source and reading. The
        schema's checks run anew; what only the first reader could find is kept in
        ``reading.json``. All files come to stand in the folder together: after a kill it holds
        the old records or the new. Tables that riskscreen wrote there in the other format are
        replaced, every other file stays.

        Parameters
        ----------
        folder : str or Path
            Made if it is not there.
        format : str
            ``parquet`` or ``csv`` (UTF-8; ``records.toml`` then says what each column holds).

        Raises
        ------
        InputError
            If the format is another one, a number is infinite, the folder holds a table or a
            ``records.toml`` that riskscreen did not write, or somebody writes there too.

        Examples
        --------
        >>> import tempfile
        >>> from riskscreen.records import read_records
        >>> held = read_records(
        ...     {"household_id": ["h1"], "observed_date": ["2024-09-15"]},
        ...     {"child_id": ["01"], "household_id": ["h1"], "observed_date": ["2024-09-15"],
        ...      "age_years": [7], "sex": ["male"], "weight": [1.0], "line": ["01"]})
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     again = read_records(held.write(folder, format="csv"))
        >>> again.digest == held.digest, again.reading == held.reading
        (True, True)
        """
        from riskscreen.records import writing

        return writing.write(self, Path(folder), format=format)

    def replace(self, **changes: Any) -> Records:  # noqa: ANN401 - any field
        """Return the records with some fields changed."""
        kept = {f.name: getattr(self, f.name) for f in fields(self) if f.init}
        return Records(**{**kept, **changes})

    def _coded(self) -> dict[str, NDArray[Any]]:
        if "child" not in self._codes:
            names, child = np.unique(self.children["child_id"], return_inverse=True)
            own, theirs = self.households["household_id"], self.children["household_id"]
            houses, code = np.unique(np.concatenate([own, theirs]), return_inverse=True)
            code = np.where(houses[code] == "", -1, code) if len(code) else code
            self._codes.update(
                child_names=names,
                child=child.astype(np.intp),
                household=code[: len(own)].astype(np.intp),
                child_household=code[len(own) :].astype(np.intp),
            )
        return self._codes
