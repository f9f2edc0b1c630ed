"""How is a panel too large for memory written: province by province, block by block?

Each province is a folder that `read_records` reads by itself. A province is written beside its
place and moved there when it is whole, so that a run that was killed leaves no half province; the
file `UNFINISHED` stands there until all of them are.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from riskscreen import core
from riskscreen.errors import InputError
from riskscreen.synthetic import writing
from riskscreen.synthetic.dials.turned import Dials
from riskscreen.synthetic.expecting import Sums, added, expected, truth_facts
from riskscreen.synthetic.panels import DEFAULT, asked
from riskscreen.synthetic.running import Made, Order, each, make_block
from riskscreen.synthetic.sampling import Span
from riskscreen.synthetic.sheets import Sheet, joined, rows, to_arrow

__all__ = ["Partitions", "write_partitions"]

_ROWS = 60_000  # children of a row group, about: enough for columns to compress, few for memory
_UNFINISHED = "UNFINISHED"
_LEVEL = 1  # zstd's: three times as fast as 9, a tenth larger


@dataclass(frozen=True, slots=True)
class Partitions:
    """What was written: ``rows`` by table, and the SHA-256 of every file by its path."""

    folder: Path
    rows: dict[str, int]
    files: dict[str, str]

    def __repr__(self) -> str:
        return f"Partitions({self.rows['children']} children in {len(self.files)} files)"


@dataclass(frozen=True, slots=True)
class _Province:
    code: str
    spans: tuple[Span, ...]


def write_partitions(
    folder: str | Path,
    *,
    households: int,
    waves: int = 1,
    seed: int,
    profile: str = DEFAULT,
    dials: Dials | None = None,
    workers: int = 1,
    say: Callable[[str], None] | None = None,
) -> Partitions:
    """Write a panel as ``province_code=XX`` folders and return what was written.

    The rows are those of ``panel`` with the same arguments, in the order of provinces and
    communes; memory holds a few blocks, whatever the size.

    Parameters
    ----------
    folder : str or Path
        An empty or new folder.
    households, waves, seed, profile, dials, workers
        As in ``panel``; up to every household of the country.
    say : callable, optional
        Takes a line of progress for every province.

    Raises
    ------
    InputError
        As ``panel``; if the folder holds anything, or a small group is asked for, which needs
        the whole panel at once.
    """
    target, dials = Path(folder), Dials() if dials is None else dials
    if dials.small_group:
        raise InputError(
            f"{len(dials.small_group)} small groups in a partitioned panel; first is "
            f"{dials.small_group[0].level}. It is drawn from the whole panel; leave --partition out"
        )
    _clear(target)
    what = asked(households=households, waves=waves, seed=seed, profile=profile, dials=dials)
    target.mkdir(parents=True, exist_ok=True)
    (target / _UNFINISHED).write_text(
        "riskscreen synth --partition writes here, or was stopped; a rerun begins anew\n", "utf-8"
    )
    totals = dict.fromkeys(writing.TABLES, 0)
    files: dict[str, str] = {}
    sums: list[Sums] = []
    provinces = sorted(
        _provinces(what),
        key=lambda one: -sum(int(what.plan.take[span.place].sum()) for span in one.spans),
    )
    work = partial(_write_province, what, target)
    for at, (code, counted, digests, part) in enumerate(
        each(work, provinces, workers=workers), start=1
    ):
        totals = {name: totals[name] + counted[name] for name in totals}
        files |= digests
        sums.append(part)
        if say is not None:
            say(f"{at} of {len(provinces)} provinces: {code}, {totals['children']:,} children")
    facts = {"profile": profile, "households": households, "waves": waves, "seed": seed,
             "dials": dials}  # fmt: skip
    writing.write_json(target / "truth.json", truth_facts(added(sums), facts))
    found = {
        "synthetic": True,
        "profile": profile,
        "command": writing.command(facts, partition=True),
        "rows": totals,
        "file_digests": dict(sorted(files.items())),
    }
    writing.write_marks(target)
    (target / "dials.toml").write_text(dials.toml(), encoding="utf-8")
    writing.write_json(target / "digests.json", found)
    (target / _UNFINISHED).unlink()
    return Partitions(target, totals, dict(sorted(files.items())))


def _clear(target: Path) -> None:
    """Refuse a folder that holds anything but what a stopped run has left, and sweep that."""
    if not target.exists():
        return
    held = sorted(target.rglob("*")) if target.is_dir() else [target]
    unfinished = (target / _UNFINISHED).is_file()
    strange = [path for path in held if not (unfinished and _is_left(path.relative_to(target)))]
    if strange:
        raise InputError(
            f"{target} holds {len(strange)} files of others; first is {strange[0].name}. Name a "
            "new or empty folder for a partitioned panel"
        )
    for path in reversed(held):  # what lies within a folder before the folder
        path.rmdir() if path.is_dir() else path.unlink()


def _is_left(path: Path) -> bool:
    """Return whether a path is one that a stopped run leaves."""
    first, names = path.parts[0], {f"{name}.parquet" for name in writing.TABLES}
    if len(path.parts) == 1:
        province = first.lstrip(".").startswith("province_code=")
        return province or first in (
            _UNFINISHED,
            "truth.json",
            "digests.json",
            "dials.toml",
            "records.toml",
        )
    return len(path.parts) == 2 and path.name in {*names, "records.toml"}  # noqa: PLR2004 - a province's own files


def _provinces(what: Order) -> Iterator[_Province]:
    code = what.plan.places.province_code
    spans: dict[str, list[Span]] = defaultdict(list)
    for span in what.spans():
        spans[str(code[span.place[0]])].append(span)
    for name, held in sorted(spans.items()):
        yield _Province(name, tuple(held))


def _write_province(
    what: Order, folder: Path, province: _Province
) -> tuple[str, dict[str, int], dict[str, str], Sums]:
    """Write one province and return its name, rows, digests and expected sums."""
    name = f"province_code={province.code}"
    partial_folder = folder / f".{name}.partial"
    partial_folder.mkdir()
    totals = dict.fromkeys(writing.TABLES, 0)
    sums: list[Sums] = []
    parquet = core.need("pyarrow.parquet", extra="core")
    writers: dict[str, Any] = {}
    for group in _grouped(what, province):
        for table, sheet in group.items():
            content = to_arrow(table, sheet).replace_schema_metadata(writing.MARK)
            if table not in writers:
                writers[table] = parquet.ParquetWriter(
                    partial_folder / f"{table}.parquet", content.schema, compression="zstd",
                    compression_level=_LEVEL,
                )  # fmt: skip
            writers[table].write_table(content)
            totals[table] += rows(sheet)
        sums.append(expected(group, also=what.dials.groups))
    for writer in writers.values():
        writer.close()
    writing.write_marks(partial_folder)
    partial_folder.rename(folder / name)
    digests = {
        f"{name}/{table}.parquet": _file_digest(folder / name / f"{table}.parquet")
        for table in writers
    }
    return province.code, totals, digests, added(sums)


def _file_digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _grouped(what: Order, province: _Province) -> Iterator[dict[str, Sheet]]:
    """Yield the sheets of as many blocks as make a row group."""
    held: list[Made] = []
    filled = 0
    for span in province.spans:
        made = make_block(what, span)
        held.append(made)
        filled += rows(made.children)
        if filled >= _ROWS:
            yield _whole(held)
            held, filled = [], 0
    if held:
        yield _whole(held)


def _whole(made: list[Made]) -> dict[str, Sheet]:
    return {name: joined([getattr(one, name) for one in made]) for name in writing.TABLES}
