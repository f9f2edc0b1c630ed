"""What would a whole survey look like on disk, and what must be read out of it?

``mics5`` and ``mics6`` write .sav files with the names, labels, value labels and declared missing
codes of the published codebooks, and the survey's design: strata, clusters, households that were
not completed or have no children, one selected child, under-fives with non-response, skips, codes
of missing answers, unequal normalised weights. Nobody in them exists. ``World.truth`` says by plain
loops over the raw rows what each indicator is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from tests.surveys import world_faults, world_files, world_mics5, world_mics6, world_truth
from tests.surveys.world_people import Columns

__all__ = ["World", "mics5", "mics6"]


@dataclass(frozen=True)
class World:
    """A survey on disk, the columns on disk by file, and how to tell its truth."""

    kind: str
    style: str
    folder: Path
    files: dict[str, Path]
    tables: dict[str, Columns]

    @cached_property
    def truth(self) -> world_truth.Truth:
        """What the readers and indicators must say."""
        tell = world_truth.truth_mics5 if self.kind == "mics5" else world_truth.truth_mics6
        return tell(self.tables)


def mics5(
    folder: Path,
    *,
    households: int = 300,
    seed: int = 1,
    suffix: str = "",
    case: str = "",
    completed: int | None = None,
    members: int | None = None,
    under_fives: int | None = None,
    widths: dict[str, int] | None = None,
    **faults: int | str,
) -> World:
    """Write hh, hl and ch of a MICS5 survey; ``faults`` as in `world_faults.spoil`.

    ``completed``, ``members`` and ``under_fives`` fix the numbers of rows, ``widths`` the number
    of variables by file.
    """
    rng = np.random.default_rng(seed)
    tables = world_mics5.tables(
        rng, households=households, completed=completed, members=members, under_fives=under_fives
    )
    return _write(
        folder, "mics5", "viet_nam", tables, rng, suffix=suffix, case=case, faults=faults,
        widths=widths or {},
    )  # fmt: skip


def mics6(
    folder: Path,
    *,
    households: int = 300,
    seed: int = 1,
    style: str = "viet_nam",
    suffix: str = "",
    case: str = "",
    **faults: int | str,
) -> World:
    """Write hh, hl, fs and ch of a MICS6 survey; ``yemen`` is fs alone, as its codebook is."""
    rng = np.random.default_rng(seed)
    tables = world_mics6.tables(rng, households=households, style=style)
    return _write(
        folder, "mics6", style, tables, rng, suffix=suffix, case=case, faults=faults, widths={}
    )


def _write(
    folder: Path,
    kind: str,
    style: str,
    tables: dict[str, Columns],
    rng: np.random.Generator,
    *,
    suffix: str,
    case: str,
    faults: dict[str, int | str],
    widths: dict[str, int],
) -> World:
    world_faults.spoil(tables, rng, faults)
    turn: Callable[[str], str] = {"upper": str.upper, "lower": str.lower, "": str}[case]
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, Path] = {}
    written: dict[str, Columns] = {}
    for name, columns in tables.items():
        book = world_files.codebook(f"{kind}_{style}", name)
        if book:
            files[name] = folder / turn(f"{name}{suffix}.sav")
            written[name] = {key: values for key, values in columns.items() if key in book}
            world_files.write_file(
                files[name], written[name], book, case=case, width=widths.get(name, 0)
            )
    return World(kind, style, folder, files, written)
