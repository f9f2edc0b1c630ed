"""Which verbs score children, list visits and look after a service?

Arguments to calls, nothing else: what a verb prints is what the call returned.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from riskscreen.cli import idle, options, printing, statuses

__all__ = ["verbs"]

verbs = typer.Typer()


@verbs.command(
    epilog="Example: riskscreen score data/synthetic --as-of 2025-09-15 --release demo "
    "--out scores.parquet --trust trust.toml --access-log access.jsonl --secret log.secret"
)
def score(
    context: typer.Context,
    records: options.RecordsFolder,
    as_of: options.AsOf,
    release: options.Release,
    out: Annotated[Path, typer.Option("--out", help=".parquet or .csv")],
    reasons: Annotated[int, typer.Option("--reasons")] = 3,
    lang: options.Lang = "vi",
    models: options.Models = Path("models"),
    mapping: options.Mapping = None,
    trust: options.Trust = None,
    access_log: Annotated[
        Path | None, typer.Option("--access-log", help="A line for each child, before the file.")
    ] = None,
    secret: options.Secret = None,
    as_json: options.Json = False,
) -> None:
    """Score every child of the records with a released bundle."""
    from riskscreen import flows

    if access_log is None:
        idle.refuse(context, "secret", because="without --access-log")
    made = flows.score_folder(
        records,
        release=release,
        as_of=as_of,
        out=out,
        reasons=reasons,
        lang=lang,
        models=models,
        mapping=mapping,
        trust=trust,
        access_log=access_log,
        secret=secret,
        say=printing.progress(as_json=as_json),
    )
    printing.show(made, printing.facts_lines(made), as_json=as_json)


@verbs.command(
    epilog="Example: riskscreen visits scores.parquet --outcome dropout --capacity 0.1 "
    "--out visits.csv --trust trust.toml"
)
def visits(
    scores: Annotated[Path, typer.Argument(help="What riskscreen score wrote.")],
    outcome: Annotated[str, typer.Option("--outcome")],
    out: Annotated[Path, typer.Option("--out", help=".parquet or .csv")],
    capacity: Annotated[
        str | None, typer.Option("--capacity", help="120: visits; 0.1: share of the eligible.")
    ] = None,
    area: Annotated[str | None, typer.Option("--area", help="Code of one commune.")] = None,
    seed: Annotated[int, typer.Option("--seed", help="Draws the reserve.")] = 0,
    models: options.Models = Path("models"),
    trust: options.Trust = None,
    as_json: options.Json = False,
) -> None:
    """Write the visit list of one outcome, area by area, within the capacity."""
    from riskscreen import flows

    made = flows.visits_file(
        scores,
        outcome=outcome,
        out=out,
        capacity=capacity,
        area=area,
        seed=seed,
        models=models,
        trust=trust,
    )
    printing.show(made, printing.facts_lines(made), as_json=as_json)


@verbs.command(epilog="Example: riskscreen verify models --trust trust.toml")
def verify(
    folder: Annotated[Path, typer.Argument(help="Folder of bundles and ledger.")],
    trust: options.Trust = None,
    key: Annotated[
        Path | None, typer.Option("--key", help="Note in the ledger that all was verified today.")
    ] = None,
    repair: Annotated[
        bool, typer.Option("--repair", help="First mend a half written last line of the ledger.")
    ] = False,
    against: Annotated[
        Path | None, typer.Option("--against", help="Another copy of the ledger.")
    ] = None,
    store: Annotated[
        str | None, typer.Option("--store", help="MLflow store that mirrors the ledger.")
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Check ledger, signatures, digests, verdicts, structure and golden rows of every release.

    Says besides what serves today, or why nobody is scored: what was stopped or has expired may
    be sound. Exit 3 where something is not what was written, 1 where the MLflow store disagrees.
    """
    from riskscreen import flows

    found = flows.verify(folder, trust=trust, key=key, repair=repair, against=against, store=store)
    printing.show(found, printing.facts_lines(found), as_json=as_json)
    raise typer.Exit(statuses.REFUSED if found["at fault"] else statuses.DONE)


@verbs.command(epilog="Example: riskscreen doctor --trust trust.toml")
def doctor(
    store: options.Store = "mlruns",
    models: options.Models = Path("models"),
    trust: options.Trust = None,
    repair: Annotated[
        bool, typer.Option("--mend", help="Sweep and finish what a killed release left.")
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Print versions, keys, stores, where they disagree, and the line that installs the rest.

    Looks at everything, whatever it meets; exit 1 where something of it is at fault.
    """
    from riskscreen import flows

    found = flows.doctor(store=store, models=models, trust=trust, repair=repair)
    printing.show(found, printing.facts_lines(found), as_json=as_json)
    raise typer.Exit(statuses.REFUSED if found["at fault"] else statuses.DONE)
