"""Which verbs make keys, sign off, stop a release and go back to an earlier one?

Arguments to calls, nothing else: what a verb prints is what the call returned.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from riskscreen.cli import options, printing

__all__ = ["keys", "verbs"]

verbs = typer.Typer()
keys = typer.Typer(
    help="Make keys, and say whose count.",
    epilog="Example: riskscreen keys new release.pem",
    no_args_is_help=True,
)

_Why = Annotated[str, typer.Option("--why", help="Told to everyone who asks for a score.")]
_Name = Annotated[str, typer.Argument(help="Name of the release.", callback=options.name)]
_Registry = Annotated[str | None, typer.Option("--store", help="MLflow store whose alias follows.")]


@keys.command("new", epilog="Example: riskscreen keys new release.pem")
def new(
    path: Annotated[Path, typer.Argument(help="File of the private key; must not exist.")],
    as_json: options.Json = False,
) -> None:
    """Write a private key, and its public half as .pub.

    RISKSCREEN_KEY_PASSWORD in the environment encrypts it.
    """
    from riskscreen import flows

    made = flows.make_key(path)
    printing.show(made, [f"{name}: {value}" for name, value in made.items()], as_json=as_json)


@keys.command(
    "trust",
    epilog='Example: riskscreen keys trust release.pem.pub --holder "Statistics office" '
    "--role release --trust trust.toml",
)
def trust(
    public: Annotated[Path, typer.Argument(help="The .pub file.")],
    holder: Annotated[str, typer.Option("--holder", help="Who holds the private half.")],
    role: Annotated[list[str], typer.Option("--role", help="release, approve or operate.")],
    file: Annotated[
        Path, typer.Option("--trust", envvar="RISKSCREEN_TRUST", help="Made where absent.")
    ],
    demo: Annotated[
        bool, typer.Option("--demo", help="A throw-away key: what it signs is marked DEMO.")
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Add a public key to the trust.toml of a service."""
    from riskscreen import flows

    made = flows.trust_key(public, trust=file, holder=holder, roles=role, demo=demo)
    printing.show(made, [f"{name}: {value}" for name, value in made.items()], as_json=as_json)


@keys.command("log-secret", epilog="Example: riskscreen keys log-secret log.secret")
def log_secret(
    path: Annotated[Path, typer.Argument(help="File of the secret; must not exist.")],
    as_json: options.Json = False,
) -> None:
    """Write the secret of an access log and of overrides: it hides whose line it is.

    Who has it can find a child's lines by its id; who loses it can find nobody's.
    """
    from riskscreen import signing

    made = {
        "secret": f"{path}, readable by its owner alone",
        "name": signing.make_secret(path).name,
    }
    printing.show(made, [f"{name}: {value}" for name, value in made.items()], as_json=as_json)


@verbs.command(
    epilog="Example: riskscreen approve latest --key approver.pem --trust trust.toml "
    '--note "read the report in both languages"'
)
def approve(
    run: Annotated[str, typer.Argument(help="Id of a run, its beginning, or latest.")],
    key: options.Key,
    trust: options.Trust = None,
    note: Annotated[str, typer.Option("--note", help="Read with the approval.")] = "",
    store: options.Store = "mlruns",
    models: options.Models = Path("models"),
    as_json: options.Json = False,
) -> None:
    """Sign off everything that the scores of a run would follow from."""
    from riskscreen import flows

    made = flows.approve(run, key=key, trust=trust, note=note, store=store, models=models)
    printing.show(made.to_dict(), made.lines(), as_json=as_json)


@verbs.command(
    epilog='Example: riskscreen stop demo --why "a complaint is being looked at" '
    "--key release.pem --trust trust.toml"
)
def stop(
    name: _Name,
    why: _Why,
    key: options.Key,
    trust: options.Trust = None,
    models: options.Models = Path("models"),
    store: _Registry = None,
    as_json: options.Json = False,
) -> None:
    """Make every running service refuse a release within five seconds, with the reason."""
    from riskscreen import flows

    made = flows.stop(name, why=why, key=key, trust=trust, models=models, store=store)
    printing.show(made.to_dict(), made.lines(), as_json=as_json)


@verbs.command(
    epilog='Example: riskscreen rollback demo 1 --why "version 2 misses an area" '
    "--key release.pem --trust trust.toml"
)
def rollback(
    name: _Name,
    version: Annotated[str, typer.Argument(help="An earlier version, as the ledger has it.")],
    why: _Why,
    key: options.Key,
    trust: options.Trust = None,
    models: options.Models = Path("models"),
    store: _Registry = None,
    as_json: options.Json = False,
) -> None:
    """Serve an earlier, audited version again, once it is verified anew."""
    from riskscreen import flows

    made = flows.rollback(name, version, why=why, key=key, trust=trust, models=models, store=store)
    printing.show(made.to_dict(), made.lines(), as_json=as_json)
