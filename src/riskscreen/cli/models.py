"""Which verbs train, judge, release and report models?

Arguments to calls, nothing else: what a verb prints is what the call returned.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from riskscreen.cli import idle, options, printing, statuses

__all__ = ["verbs"]

verbs = typer.Typer()


@verbs.command(
    epilog="Example: riskscreen train data/synthetic --as-of 2023-09-15 --test-as-of 2024-09-15"
)
def train(
    records: options.RecordsFolder,
    as_of: Annotated[
        list[str],
        typer.Option("--as-of", help="Opens one label window each.", callback=options.day),
    ],
    test_as_of: options.TestAsOf = None,
    horizon_months: Annotated[int, typer.Option("--horizon-months")] = 12,
    outcome: Annotated[list[str] | None, typer.Option("--outcome", help="Default: three.")] = None,
    policy: options.Policy = "default",
    mapping: options.Mapping = None,
    store: options.Store = "mlruns",
    models: options.Models = Path("models"),
    trust: options.Trust = None,
    seed: Annotated[int, typer.Option("--seed")] = 0,
    threads: Annotated[int, typer.Option("--threads")] = 2,
    target_prevalence: Annotated[
        list[str] | None, typer.Option("--target-prevalence", help="OUTCOME=RATE to calibrate to.")
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Train, calibrate, evaluate, explain, audit and log; print the run."""
    from riskscreen import flows
    from riskscreen.records import read_records

    say = printing.progress(as_json=as_json)
    say(f"reading {records}")
    run = flows.train(
        read_records(records, mapping=mapping),
        as_of=as_of,
        test_as_of=test_as_of,
        horizon_months=horizon_months,
        outcomes=tuple(outcome) if outcome else flows.STANDARD,
        policy=policy,
        store=store,
        models=models,
        trust=trust,
        seed=seed,
        threads=threads,
        target_prevalence=options.rates(target_prevalence or []),
        say=say,
    )
    verdicts = {name: verdict.value for name, verdict in run.verdicts.items()}
    printing.show(
        {"run": run.run_id, "verdicts": verdicts},
        [*(f"{name}: {verdict}" for name, verdict in verdicts.items()), f"run {run.run_id}"],
        as_json=as_json,
    )


@verbs.command(
    epilog="Example: riskscreen audit latest --records data/synthetic --test-as-of 2024-09-15 "
    "--overrides overrides.jsonl --secret log.secret"
)
def audit(
    context: typer.Context,
    run: Annotated[str, typer.Argument(help="Id of a run, its beginning, or latest.")],
    records: Annotated[Path | None, typer.Option("--records", help="Judge on these.")] = None,
    test_as_of: options.TestAsOf = None,
    mapping: options.Mapping = None,
    store: options.Store = "mlruns",
    models: options.Models = Path("models"),
    trust: options.Trust = None,
    overrides: Annotated[
        Path | None, typer.Option("--overrides", help="What people decided instead of the list.")
    ] = None,
    secret: options.Secret = None,
    as_json: options.Json = False,
) -> None:
    """Print a run's audit, or audit its models again on other records; exit 1 where it refuses."""
    from riskscreen import flows
    from riskscreen.records import read_records

    if records is None:
        idle.refuse(context, "test_as_of", "mapping", because="without --records")
    if overrides is None:
        idle.refuse(context, "secret", because="without --overrides")
    held = None if records is None else read_records(records, mapping=mapping)
    found = flows.audit(
        run,
        records=held,
        test_as_of=test_as_of,
        store=store,
        models=models,
        trust=trust,
        overrides=overrides,
        secret=secret,
        say=printing.progress(as_json=as_json),
    )
    lines = [line for decision in found.values() for line in flows.decision_lines(decision)]
    if held is None and not as_json:  # a release is of what the run itself was judged on
        missing = flows.lacking_of(run, trust=trust, store=store, models=models)
        lines.append(flows.lacking_line(missing))
    facts = {name: decision.to_dict() for name, decision in found.items()}
    printing.show(facts, lines, as_json=as_json)
    passed = all(one.passed for one in found.values())
    raise typer.Exit(statuses.DONE if passed else statuses.REFUSED)


@verbs.command(
    epilog="Example: riskscreen release latest --name demo --key release.pem --trust trust.toml"
)
def release(
    run: Annotated[str, typer.Argument(help="Id of a run, its beginning, or latest.")],
    name: Annotated[
        str, typer.Option("--name", help="Name of the release.", callback=options.name)
    ],
    key: options.Key,
    trust: options.Trust = None,
    store: options.Store = "mlruns",
    models: options.Models = Path("models"),
    population: Annotated[str, typer.Option("--population", help="Valid for whom.")] = "",
    waive: Annotated[list[str] | None, typer.Option("--waive", help="CODE or CODE@GROUP.")] = None,
    why: Annotated[str, typer.Option("--why", help="Reason of the waivers.")] = "",
    until: Annotated[str, typer.Option("--until", help="Last day of the waivers.")] = "",
    by: Annotated[str, typer.Option("--by", help="Who answers for the waivers.")] = "",
    certificate: Annotated[
        list[Path] | None,
        typer.Option("--certificate", help="PEM: the key's own first, then each issuer's."),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Hold the gate, then release the outcomes that passed; or refuse and list why (exit 1)."""
    from riskscreen import flows

    made = flows.release(
        run,
        name=name,
        key=key,
        trust=trust,
        store=store,
        models=models,
        population=population,
        waivers=flows.waivers(waive or [], why=why, until=until, by=by),
        certificates=certificate or (),
    )
    printing.show(made.to_dict(), made.lines(), as_json=as_json)


@verbs.command(epilog="Example: riskscreen report latest --lang vi --out report.html")
def report(
    context: typer.Context,
    run: Annotated[str, typer.Argument(help="Id of a run, its beginning, or latest.")],
    out: Annotated[Path, typer.Option("--out", help="File to write.")],
    lang: options.Lang = "vi",
    format: Annotated[Literal["html", "md", "json"], typer.Option("--format")] = "html",  # noqa: A002 - the option's name
    store: options.Store = "mlruns",
    as_json: options.Json = False,
) -> None:
    """Write the audit's report: one offline file."""
    from riskscreen import flows

    if format == "json":
        idle.refuse(context, "lang", because="with --format json, which is of no language")
    written = flows.report(run, lang=lang, format=format, store=store)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(written, encoding="utf-8")
    printing.show({"out": str(out)}, [f"wrote {out}"], as_json=as_json)
