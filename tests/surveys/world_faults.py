"""What is wrong with real files? Each fault spoils a drawn survey in one way, a number of times.

A fault never picks a row that another call of the same fault has spoilt, so the count asked for is
the count there is, as long as there are rows enough.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tests.surveys.world_people import Columns

__all__ = ["COUNTED", "cut_short", "relabel", "spoil"]

Tables = dict[str, Columns]
_RESULT = {"hh": ("HH9", "HH46"), "fs": ("FS17",), "ch": ("UF9", "UF17")}
_AGE = {"hh": "SL9C", "fs": "CB3"}


def spoil(tables: Tables, rng: np.random.Generator, faults: dict[str, int | str]) -> None:
    """Put every fault into the tables.

    A number goes to a fault of ``COUNTED``. ``without`` drops variables (``"hl.ED9 hh.HH6"``) and
    ``empty`` blanks them, where the survey has them.
    """
    for name, amount in faults.items():
        if isinstance(amount, int):
            COUNTED[name](tables, rng, amount)
    for file, variable in _named(tables, faults.get("empty", "")):
        tables[file][variable] = np.full(_n(tables[file]), np.nan)
    for file, variable in _named(tables, faults.get("without", "")):
        del tables[file][variable]


def cut_short(path: Path, *, keep: float) -> None:
    """Keep the first share of a file's bytes."""
    held = path.read_bytes()
    path.write_bytes(held[: int(len(held) * keep)])


def relabel(path: Path, labels: dict[str, bytes]) -> None:
    """Put bytes in the place of labels, as an old code page would; the file still says UTF-8."""
    held = path.read_bytes()
    for label, content in labels.items():
        wanted = label.encode("ascii")
        if wanted not in held or len(content) > len(wanted):
            raise AssertionError(f"{path.name} has no room for a label {label!r}")
        held = held.replace(wanted, content.ljust(len(wanted)))
    path.write_bytes(held)


def _named(tables: Tables, entries: int | str) -> list[tuple[str, str]]:
    pairs = [(file, name) for file, _, name in (one.partition(".") for one in str(entries).split())]
    return [(file, name) for file, name in pairs if name in tables.get(file, {})]


def _n(columns: Columns) -> int:
    return len(next(iter(columns.values())))


def _some(rng: np.random.Generator, among: NDArray[np.bool_], k: int) -> NDArray[np.intp]:
    able = np.flatnonzero(among)
    return np.asarray(rng.choice(able, min(k, len(able)), replace=False))


def _result(columns: Columns, file: str) -> str:
    return next(name for name in _RESULT[file] if name in columns)


def _done(tables: Tables) -> NDArray[np.bool_]:
    hh = tables["hh"]
    done: NDArray[np.bool_] = hh[_result(hh, "hh")] == 1
    return done


def _with_members(tables: Tables) -> NDArray[np.bool_]:
    """Return which households have members in the roster."""
    hh, hl = tables["hh"], tables["hl"]
    listed = set(zip(hl["HH1"].tolist(), hl["HH2"].tolist(), strict=True))
    keys = zip(hh["HH1"].tolist(), hh["HH2"].tolist(), strict=True)
    return np.array([key in listed for key in keys], dtype=bool)


def _drop(columns: Columns, at: NDArray[np.intp]) -> None:
    for name in columns:
        columns[name] = np.delete(columns[name], at)


def _repeat(columns: Columns, at: NDArray[np.intp]) -> None:
    for name in columns:
        columns[name] = np.concatenate((columns[name], columns[name][at]))


def _double_lines(tables: Tables, rng: np.random.Generator, k: int) -> None:
    """A member gets the line number of the one before; never two in one household."""
    hl = tables["hl"]
    home = hl["HH1"] * 1000 + hl["HH2"]
    pair = np.r_[False, home[1:] == home[:-1]]
    first = np.r_[True, home[1:] != home[:-1]]
    second = pair & np.r_[False, first[:-1]]
    at = _some(rng, second, k)
    hl["HL1"][at] = hl["HL1"][at - 1]


def _without_home(tables: Tables, rng: np.random.Generator, k: int) -> None:
    _drop(tables["hh"], _some(rng, _done(tables) & _with_members(tables), k))


def _open_homes(tables: Tables, rng: np.random.Generator, k: int) -> None:
    """The interview of a household with members was not completed."""
    hh = tables["hh"]
    hh[_result(hh, "hh")][_some(rng, _done(tables) & _with_members(tables), k)] = 2.0


def _double_homes(tables: Tables, rng: np.random.Generator, k: int) -> None:
    _repeat(tables["hh"], _some(rng, _done(tables), k))


def _no_head(tables: Tables, rng: np.random.Generator, k: int) -> None:
    hl = tables["hl"]
    hl["HL3"][_some(rng, hl["HL3"] == 1, k)] = 12.0


def _two_heads(tables: Tables, rng: np.random.Generator, k: int) -> None:
    hl = tables["hl"]
    hl["HL3"][_some(rng, hl["HL3"] == 2, k)] = 1.0


def _module(tables: Tables) -> str:
    return "fs" if "fs" in tables else "ch"


def _unknown_lines(tables: Tables, rng: np.random.Generator, k: int) -> None:
    """A completed questionnaire names a line that the roster does not have."""
    columns = tables[_module(tables)]
    done = columns[_result(columns, _module(tables))] == 1
    at = _some(rng, done, k)
    columns["LN"][at] = 60.0 + columns["LN"][at]


def _double_modules(tables: Tables, rng: np.random.Generator, k: int) -> None:
    columns = tables[_module(tables)]
    _repeat(columns, _some(rng, columns[_result(columns, _module(tables))] == 1, k))


def _regions_differ(tables: Tables, rng: np.random.Generator, k: int) -> None:
    """A member's own region is not that of the household."""
    hl = tables["hl"]
    at = _some(rng, np.ones(_n(hl), bool), k)
    hl["HH7"][at] = hl["HH7"][at] % 6 + 1


def _ages_differ(tables: Tables, rng: np.random.Generator, k: int) -> None:
    """The module says one year more than the roster."""
    file = "fs" if "fs" in tables else "hh"
    age = tables[file][_AGE[file]]
    age[_some(rng, (age >= 5) & (age < 17), k)] += 1


def _days_impossible(tables: Tables, rng: np.random.Generator, k: int) -> None:
    hh = tables["hh"]
    at = _some(rng, _done(tables), k)
    hh["HH5D"][at], hh["HH5M"][at] = 31.0, 2.0


def _days_before(tables: Tables, rng: np.random.Generator, k: int) -> None:
    """The under-five's interview comes a year before the household's."""
    ch = tables["ch"]
    year = next(name for name in ("UF8Y", "UF7Y") if name in ch)
    ch[year][_some(rng, ch[_result(ch, "ch")] == 1, k)] -= 1


def _ages_unknown(tables: Tables, rng: np.random.Generator, k: int) -> None:
    hl = tables["hl"]
    hl["HL6"][_some(rng, hl["HL6"] <= 17, k)] = 98.0


def _sexes_unknown(tables: Tables, rng: np.random.Generator, k: int) -> None:
    """The roster does not know the sex; the modules repeat the roster."""
    hl = tables["hl"]
    at = _some(rng, hl["HL6"] <= 17, k)
    hl["HL4"][at] = 9.0
    whom = set(zip(hl["HH1"][at], hl["HH2"][at], hl["HL1"][at], strict=True))
    for file in ("fs", "ch"):
        if file in tables:
            one = tables[file]
            found = [key in whom for key in zip(one["HH1"], one["HH2"], one["LN"], strict=True)]
            one["HL4"][np.array(found, dtype=bool)] = 9.0


def _weights_missing(tables: Tables, rng: np.random.Generator, k: int) -> None:
    hh = tables["hh"]
    hh["hhweight"][_some(rng, _done(tables) & _with_members(tables), k)] = np.nan


COUNTED: dict[str, Callable[[Tables, np.random.Generator, int], None]] = {
    "double_lines": _double_lines,
    "without_home": _without_home,
    "open_homes": _open_homes,
    "double_homes": _double_homes,
    "no_head": _no_head,
    "two_heads": _two_heads,
    "unknown_lines": _unknown_lines,
    "double_modules": _double_modules,
    "regions_differ": _regions_differ,
    "ages_differ": _ages_differ,
    "days_impossible": _days_impossible,
    "days_before": _days_before,
    "ages_unknown": _ages_unknown,
    "sexes_unknown": _sexes_unknown,
    "weights_missing": _weights_missing,
}
