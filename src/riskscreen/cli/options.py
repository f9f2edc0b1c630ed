"""Which options do several verbs share, and what may be written behind them?

A day and a name are checked here, before any work begins: a name becomes the name of a folder.
"""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from riskscreen import errors

__all__ = [
    "AsOf",
    "Json",
    "Key",
    "Lang",
    "Mapping",
    "Models",
    "Policy",
    "RecordsFolder",
    "Release",
    "Secret",
    "Store",
    "TestAsOf",
    "Trust",
    "day",
    "name",
    "rates",
]

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")


def day(given: Any) -> Any:  # noqa: ANN401 - an option's value: a text, several, or none
    """Return the option as it is, if each of its days is one.

    Raises
    ------
    typer.BadParameter
        If one is not written as 2025-09-15.
    """
    for text in [given] if isinstance(given, str) else given or ():
        try:
            datetime.datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=datetime.UTC)
        except ValueError:
            raise typer.BadParameter(f"{text!r} is not a day; write it as 2025-09-15") from None
    return given


def name(given: str) -> str:
    """Return the name, if a release may bear it: it becomes the name of a folder.

    Raises
    ------
    typer.BadParameter
        If it holds anything that could leave the folder.
    """
    if not _NAME.fullmatch(given):
        raise typer.BadParameter(
            f"{given!r} cannot name a release; use up to 100 of a-z, 0-9 and ._-, no sign first"
        )
    return given


def rates(pairs: list[str]) -> dict[str, float]:
    """Return the rate of each outcome from texts like ``child_labour=0.054``.

    Raises
    ------
    InputError
        If a text is not OUTCOME=RATE.
    """
    found: dict[str, float] = {}
    for pair in pairs:
        outcome, _, rate = pair.partition("=")
        try:
            found[outcome] = float(rate)
        except ValueError:
            raise errors.InputError(
                f"--target-prevalence {pair!r} is not OUTCOME=RATE, as child_labour=0.054"
            ) from None
    return found


_LATER = "Day of the later window, which judges."
AsOf = Annotated[str, typer.Option("--as-of", help="Day, as 2025-09-15.", callback=day)]
TestAsOf = Annotated[str | None, typer.Option("--test-as-of", help=_LATER, callback=day)]
Release = Annotated[str, typer.Option("--release", help="Name of the release.", callback=name)]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object for machines.")]
Store = Annotated[str, typer.Option("--store", help="Folder or address of the MLflow store.")]
Models = Annotated[Path, typer.Option("--models", help="Folder of bundles and ledger.")]
Policy = Annotated[str, typer.Option("--policy", help="Shipped name or path of a TOML file.")]
RecordsFolder = Annotated[Path, typer.Argument(help="Folder with households.* and children.*")]
Mapping = Annotated[Path | None, typer.Option("--mapping", help="Mapping file (TOML).")]
Lang = Annotated[Literal["vi", "en"], typer.Option("--lang")]
Key = Annotated[Path, typer.Option("--key", help="Your private key; its public half is trusted.")]
Trust = Annotated[
    Path | None,
    typer.Option(
        "--trust", envvar="RISKSCREEN_TRUST", help="The trust.toml that says whose keys count."
    ),
]
Secret = Annotated[
    Path | None,
    typer.Option(
        "--secret", envvar="RISKSCREEN_LOG_SECRET",
        help="The service's secret: riskscreen keys log-secret makes it.",
    ),
]  # fmt: skip
