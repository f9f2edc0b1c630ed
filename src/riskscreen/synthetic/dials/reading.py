"""Which dials does a file turn?"""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

from riskscreen import schema
from riskscreen.errors import InputError
from riskscreen.synthetic.dials.turned import KINDS, Dials

__all__ = ["read_dials"]

_NUMBERS = {"float": (int, float), "int": (int,), "str": (str,)}


def read_dials(path: str | Path) -> Dials:
    r"""Return the dials of a TOML file: an array of tables for each kind, with its fields.

    Raises
    ------
    InputError
        If the file is not TOML, a dial or one of its fields is unknown, absent or of another
        type, or a value is out of bounds.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "dials.toml"
    ...     _ = path.write_text('[[small_group]]\nlevel = "Brâu"\nsize = 40\n', "utf-8")
    ...     read_dials(path).small_group
    (SmallGroup(level='Brâu', size=40),)
    """
    try:
        facts = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise InputError(f"dials cannot be read: {fault}; give the path of a TOML file") from fault
    unknown = sorted(set(facts) - set(KINDS))
    if unknown:
        raise InputError(
            f"{len(unknown)} unknown dial(s); first is {unknown[0]}; "
            f"the dials are {', '.join(KINDS)}"
        )
    return Dials(**{name: _rows(name, rows) for name, rows in facts.items()})


def _rows(name: str, rows: Any) -> tuple[Any, ...]:  # noqa: ANN401 - TOML
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InputError(f"dial {name} is no array of tables; write [[{name}]] above its fields")
    return tuple(_row(name, row, at) for at, row in enumerate(rows, start=1))


def _row(name: str, row: dict[str, Any], at: int) -> Any:  # noqa: ANN401 - one of the kinds
    kind = KINDS[name]
    wanted = {part.name: str(part.type) for part in fields(kind)}
    odd = sorted(set(row) - set(wanted)) or sorted(set(wanted) - set(row))
    if odd:
        raise InputError(
            f"{len(odd)} field(s) of a dial unknown or absent; first is {odd[0]} in "
            f"{name} {at}; write {', '.join(wanted)}"
        )
    for field, value in row.items():
        if isinstance(value, bool) or not isinstance(value, _NUMBERS[wanted[field]]):
            raise InputError(
                f"{field} of {name} {at} is no {wanted[field]}: it is {value!r}; correct it"
            )
    if "level" in row and row.get("column", "ethnicity") == "ethnicity":
        row = row | {"level": schema.ethnic_group(row["level"]) or row["level"]}
    return kind(**row)
