"""Which verbs are there, and in which order does the help list them?"""

from __future__ import annotations

import importlib.metadata
from typing import Annotated

import typer

from riskscreen.cli import families, keyring, materials, models, panels, registration, services

__all__ = ["app"]

app = typer.Typer(
    name="riskscreen",
    help="Which children should be visited first, why, how sure are we, and whom would we miss?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version(asked: bool) -> None:  # noqa: FBT001 - an option's value
    if asked:
        typer.echo(f"riskscreen {importlib.metadata.version('riskscreen')}")
        raise typer.Exit


@app.callback()
def _whole(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Print the version, and end."
        ),
    ] = False,
) -> None:
    """Take what stands before any verb."""
    del version


for _part in (
    materials.verbs,
    panels.verbs,
    registration.verbs,
    models.verbs,
    keyring.verbs,
    services.verbs,
    families.verbs,
):
    app.add_typer(_part)  # without a name: its verbs stand beside the others
app.add_typer(keyring.keys, name="keys")
