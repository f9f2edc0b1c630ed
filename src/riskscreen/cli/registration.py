"""Which verb fixes a policy before the children who judge are looked at?

Arguments to calls, nothing else: what a verb prints is what the call returned.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from riskscreen.cli import options, printing

__all__ = ["verbs"]

verbs = typer.Typer()


def _name(given: str | None) -> str | None:
    return None if given is None else options.name(given)


@verbs.command(epilog="Example: riskscreen register default --key release.pem --trust trust.toml")
def register(
    policy: Annotated[str, typer.Argument(help="Shipped name or path of a TOML file.")],
    key: options.Key,
    trust: options.Trust = None,
    models: options.Models = Path("models"),
    name: Annotated[
        str | None,
        typer.Option("--name", help="Name of the release that it is meant for.", callback=_name),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Note limits, groups and capacity in the ledger, before a later window is opened."""
    from riskscreen.flows import registering

    made = registering.register(policy, key=key, trust=trust, models=models, name=name or "")
    printing.show(made.to_dict(), made.lines(), as_json=as_json)
