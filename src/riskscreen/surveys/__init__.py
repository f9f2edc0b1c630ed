"""Which survey files do people really have, and which records do they become?

Every fact about a survey (names of files and variables, codes that mean *missing*, who was asked)
is a TOML file under ``data``, so that a new round is an edit of data and not of code.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from riskscreen.errors import InputError
from riskscreen.surveys.report import silent

if TYPE_CHECKING:
    from riskscreen.records import Records
    from riskscreen.surveys.tabulation import Indicator, Indicators, indicators

__all__ = ["KINDS", "Indicator", "Indicators", "indicators", "read"]

# Kind of survey to the package that reads it.
KINDS = {"mics6": "mics", "mics5": "mics", "vhlss": "vhlss"}
# Imported on first use.
_LATER = ("Indicator", "Indicators", "indicators")


def read(
    kind: str,
    folder: str | Path,
    *,
    round: int | str | None = None,  # noqa: A002 - what surveys call it
    observed_date: str | None = None,
    legal_basis: str = "",
    purpose: str = "",
    retention_until: str = "",
    say: Callable[[str], None] = silent,
) -> Records:
    """Return the households and children of a survey's own files.

    Parameters
    ----------
    kind : str
        ``mics6``, ``mics5`` or ``vhlss``.
    folder : path
        Holds the survey's files under their own names; case, a suffix such as ``hh_min.sav`` and
        the format (SPSS, Stata, CSV, Parquet, Excel) do not matter.
    round : int or str, optional
        The round: a year. VHLSS needs it, since files and variables change between rounds.
    observed_date : str, optional
        Day of the interviews (``2014-02-15``) where the files do not say it.
    legal_basis, purpose, retention_until : str
        By what right the records are held, what for, and until which day.
    say : callable
        Is told what is being done, one line at a time.

    Returns
    -------
    Records
        Tables ``households`` and ``children``; ``reading`` is the reading report: rows in and
        out, what did not match, what was set aside and why, missing codes, variables not found.

    Raises
    ------
    InputError
        If the kind is unknown, a file that is needed is absent or there twice, or files are not
        what their names say.
    SchemaError
        If what was read cannot be records; it carries the whole reading report.

    Examples
    --------
    >>> read("dhs", "a folder")
    Traceback (most recent call last):
        ...
    riskscreen.errors.InputError: no reader for the survey 'dhs'; there are mics6, mics5, vhlss. \
Any other file is read with a mapping: records.read_records(folder, mapping="office.toml")
    """
    kind = kind.casefold()
    if kind not in KINDS:
        raise InputError(
            f"no reader for the survey {kind!r}; there are {', '.join(KINDS)}. Any other file is "
            'read with a mapping: records.read_records(folder, mapping="office.toml")'
        )
    reader = importlib.import_module(f"riskscreen.surveys.{KINDS[kind]}")
    read_kind: Callable[..., Records] = reader.read
    return read_kind(
        Path(folder), kind=kind, round=round, observed_date=observed_date, say=say,
        legal_basis=legal_basis, purpose=purpose, retention_until=retention_until,
    )  # fmt: skip


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the functions of this package
    if name not in _LATER:
        raise AttributeError(f"module 'riskscreen.surveys' has no attribute {name!r}")
    found = getattr(importlib.import_module("riskscreen.surveys.tabulation"), name)
    globals()[name] = found
    return found
