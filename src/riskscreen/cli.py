"""Which verb, with which arguments? Arguments to calls, nothing else.

Exit status: 0 done, 1 a finding refuses, 2 bad input or usage, 3 integrity, 70 a fault of
riskscreen itself.
"""

from __future__ import annotations

import datetime
import json
import os
import re
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from riskscreen import errors

__all__ = ["app", "main"]

app = typer.Typer(
    name="riskscreen",
    help="Which children should be visited first, why, how sure are we, and whom would we miss?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

_DONE, _REFUSED, _BAD_INPUT, _INTEGRITY, _FAULT = 0, 1, 2, 3, 70
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")


def _day(given: Any) -> Any:  # noqa: ANN401 - an option's value: a text, several, or none
    """Return the option as it is, if each of its days is one."""
    for day in [given] if isinstance(given, str) else given or ():
        try:
            datetime.datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=datetime.UTC)
        except ValueError:
            raise typer.BadParameter(f"{day!r} is not a day; write it as 2025-09-15") from None
    return given


def _name(given: str) -> str:
    """Return the name, if a release may bear it: it becomes the name of a folder."""
    if not _NAME.fullmatch(given):
        raise typer.BadParameter(
            f"{given!r} cannot name a release; use up to 100 of a-z, 0-9 and ._-, no sign first"
        )
    return given


AsOf = Annotated[str, typer.Option("--as-of", help="Day, as 2025-09-15.", callback=_day)]
_LATER = "Day of the later window, which judges."
TestAsOf = Annotated[str | None, typer.Option("--test-as-of", help=_LATER, callback=_day)]
Release = Annotated[str, typer.Option("--release", help="Name of the release.", callback=_name)]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object for machines.")]
Store = Annotated[Path, typer.Option("--store", help="Folder of the MLflow store.")]
Models = Annotated[Path, typer.Option("--models", help="Folder of bundles and ledger.")]
Policy = Annotated[str, typer.Option("--policy", help="Shipped name or path of a TOML file.")]
RecordsArg = Annotated[Path, typer.Argument(help="Folder with households.* and children.*")]
Mapping = Annotated[Path | None, typer.Option("--mapping", help="Mapping file (TOML).")]
Lang = Annotated[Literal["vi", "en"], typer.Option("--lang")]
Unsigned = Annotated[
    bool, typer.Option("--allow-unsigned", help="Serve a release that nobody signed.")
]


@app.command(epilog="Example: riskscreen demo --out demo")
def demo(
    out: Annotated[Path, typer.Option("--out", help="Folder to write into.")] = Path("demo"),
    households: Annotated[int, typer.Option("--households")] = 30_000,
    seed: Annotated[int, typer.Option("--seed")] = 7,
    as_json: Json = False,
) -> None:
    """Run the whole flow on a synthetic panel: once fair and released, once biased and refused."""
    from riskscreen import flows

    made = flows.demo(out, households=households, seed=seed, say=_say)
    _print(made.to_dict(), made.lines(), as_json=as_json)


@app.command(epilog="Example: riskscreen synth --households 2000 --seed 7 --out data/synthetic")
def synth(
    households: Annotated[int, typer.Option("--households")],
    seed: Annotated[int, typer.Option("--seed")],
    out: Annotated[Path, typer.Option("--out", help="Folder to write into.")],
    waves: Annotated[int, typer.Option("--waves")] = 3,
    profile: Annotated[str, typer.Option("--profile")] = "demo",
    dials: Annotated[Path | None, typer.Option("--dials", help="TOML of known harms.")] = None,
    as_json: Json = False,
) -> None:
    """Write a synthetic panel: records, the truth beside them, and digests of their content."""
    from riskscreen import synthetic

    held = None if dials is None else synthetic.read_dials(dials)
    panel = synthetic.panel(
        households=households, waves=waves, seed=seed, profile=profile, dials=held
    )
    panel.write(out)
    _print({"out": str(out)}, [f"wrote {out}"], as_json=as_json)


@app.command(epilog="Example: riskscreen check data/synthetic")
def check(records: RecordsArg, mapping: Mapping = None, as_json: Json = False) -> None:
    """Print every schema finding at once; exit 1 where one fails."""
    from riskscreen import records as held

    findings = held.check(records, mapping=mapping)
    failed = [finding for finding in findings if finding.verdict.value == "fail"]
    _print(
        {"findings": [finding.to_dict() for finding in findings], "failed": len(failed)},
        [
            *(f"{finding.verdict.value:>9}  {finding.sentence()}" for finding in findings),
            f"{len(findings)} findings, {len(failed)} fail",
        ],
        as_json=as_json,
    )
    raise typer.Exit(_REFUSED if failed else _DONE)


@app.command(
    epilog="Example: riskscreen train data/synthetic --as-of 2023-09-15 --test-as-of 2024-09-15"
)
def train(
    records: RecordsArg,
    as_of: Annotated[
        list[str], typer.Option("--as-of", help="Opens one label window each.", callback=_day)
    ],
    test_as_of: TestAsOf = None,
    horizon_months: Annotated[int, typer.Option("--horizon-months")] = 12,
    outcome: Annotated[list[str] | None, typer.Option("--outcome", help="Default: three.")] = None,
    policy: Policy = "default",
    mapping: Mapping = None,
    store: Store = Path("mlruns"),
    seed: Annotated[int, typer.Option("--seed")] = 0,
    threads: Annotated[int, typer.Option("--threads")] = 2,
    target_prevalence: Annotated[
        list[str] | None, typer.Option("--target-prevalence", help="OUTCOME=RATE to calibrate to.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Train, calibrate, evaluate, explain, audit and log; print the run."""
    from riskscreen import flows
    from riskscreen.records import read_records

    run = flows.train(
        read_records(records, mapping=mapping),
        as_of=as_of,
        test_as_of=test_as_of,
        horizon_months=horizon_months,
        outcomes=tuple(outcome) if outcome else flows.STANDARD,
        policy=policy,
        store=store,
        seed=seed,
        threads=threads,
        target_prevalence=_rates(target_prevalence or []),
        say=_say,
    )
    verdicts = {name: verdict.value for name, verdict in run.verdicts.items()}
    _print(
        {"run": run.run_id, "verdicts": verdicts},
        [*(f"{name}: {verdict}" for name, verdict in verdicts.items()), f"run {run.run_id}"],
        as_json=as_json,
    )


@app.command(
    epilog="Example: riskscreen audit latest --records data/synthetic --test-as-of 2024-09-15"
)
def audit(
    run: Annotated[str, typer.Argument(help="Id of a run, its beginning, or latest.")],
    records: Annotated[Path | None, typer.Option("--records", help="Judge on these.")] = None,
    test_as_of: TestAsOf = None,
    mapping: Mapping = None,
    store: Store = Path("mlruns"),
    as_json: Json = False,
) -> None:
    """Print a run's audit, or audit its models again on other records; exit 1 where it refuses."""
    from riskscreen import flows
    from riskscreen.records import read_records

    held = None if records is None else read_records(records, mapping=mapping)
    found = flows.audit(run, records=held, test_as_of=test_as_of, store=store)
    _print(
        {name: decision.to_dict() for name, decision in found.items()},
        [line for decision in found.values() for line in flows.decision_lines(decision)],
        as_json=as_json,
    )
    raise typer.Exit(_DONE if all(one.passed for one in found.values()) else _REFUSED)


@app.command(epilog="Example: riskscreen release latest --name demo")
def release(
    run: Annotated[str, typer.Argument(help="Id of a run, its beginning, or latest.")],
    name: Annotated[str, typer.Option("--name", help="Name of the release.", callback=_name)],
    store: Store = Path("mlruns"),
    models: Models = Path("models"),
    population: Annotated[str, typer.Option("--population", help="Valid for whom.")] = "",
    waive: Annotated[list[str] | None, typer.Option("--waive", help="CODE or CODE@GROUP.")] = None,
    why: Annotated[str, typer.Option("--why", help="Reason of the waivers.")] = "",
    until: Annotated[str, typer.Option("--until", help="Last day of the waivers.")] = "",
    as_json: Json = False,
) -> None:
    """Hold the gate, then release the outcomes that passed; or refuse and list why (exit 1)."""
    from riskscreen import flows

    made = flows.release(
        run,
        name=name,
        store=store,
        models=models,
        population=population,
        waivers=flows.waivers(waive or [], why=why, until=until),
    )
    _print(made.to_dict(), made.lines(), as_json=as_json)


@app.command(
    epilog="Example: riskscreen score data/synthetic --as-of 2025-09-15 --release demo "
    "--out scores.parquet --allow-unsigned"
)
def score(
    records: RecordsArg,
    as_of: AsOf,
    release: Release,
    out: Annotated[Path, typer.Option("--out", help=".parquet or .csv")],
    reasons: Annotated[int, typer.Option("--reasons")] = 3,
    lang: Lang = "vi",
    models: Models = Path("models"),
    mapping: Mapping = None,
    allow_unsigned: Unsigned = False,
    as_json: Json = False,
) -> None:
    """Score every child of the records with a released bundle."""
    from riskscreen import flows

    made = flows.score_folder(
        records,
        release=release,
        as_of=as_of,
        out=out,
        reasons=reasons,
        lang=lang,
        models=models,
        mapping=mapping,
        allow_unsigned=allow_unsigned,
        say=_say,
    )
    _print(made, [f"{key}: {value}" for key, value in made.items()], as_json=as_json)


@app.command(
    epilog="Example: riskscreen visits scores.parquet --outcome dropout --capacity 0.1 "
    "--out visits.csv --allow-unsigned"
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
    models: Models = Path("models"),
    allow_unsigned: Unsigned = False,
    as_json: Json = False,
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
        allow_unsigned=allow_unsigned,
    )
    _print(made, [f"{key}: {value}" for key, value in made.items()], as_json=as_json)


@app.command(epilog="Example: riskscreen verify models")
def verify(
    folder: Annotated[Path, typer.Argument(help="Folder of bundles and ledger.")],
    record: Annotated[
        bool, typer.Option("--record", help="Note in the ledger that all was verified today.")
    ] = False,
    repair: Annotated[
        bool, typer.Option("--repair", help="First mend a half written last line of the ledger.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Check ledger, digests, verdicts, structure and golden rows of every release."""
    from riskscreen import flows

    found = flows.verify(folder, record=record, repair=repair)
    _print(found, [f"{key}: {value}" for key, value in found.items()], as_json=as_json)


@app.command(epilog="Example: riskscreen report latest --lang vi --out report.html")
def report(
    run: Annotated[str, typer.Argument(help="Id of a run, its beginning, or latest.")],
    out: Annotated[Path, typer.Option("--out", help="File to write.")],
    lang: Lang = "vi",
    format: Annotated[Literal["html", "md", "json"], typer.Option("--format")] = "html",  # noqa: A002 - the option's name
    store: Store = Path("mlruns"),
    as_json: Json = False,
) -> None:
    """Write the audit's report: one offline file."""
    from riskscreen import flows

    written = flows.report(run, lang=lang, format=format, store=store)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(written, encoding="utf-8")
    _print({"out": str(out)}, [f"wrote {out}"], as_json=as_json)


@app.command(epilog="Example: riskscreen doctor")
def doctor(
    store: Store = Path("mlruns"), models: Models = Path("models"), as_json: Json = False
) -> None:
    """Print versions, stores, telemetry, and the line that installs what is missing."""
    from riskscreen import flows

    found = flows.doctor(store=store, models=models)
    _print(found, [f"{key}: {value}" for key, value in found.items()], as_json=as_json)


def main() -> None:
    """Run the command line; every error becomes one line and an exit status.

    With ``RISKSCREEN_DEBUG=1`` in the environment the traceback stands before that line.
    """
    try:
        app()
    except errors.GateError as refusal:
        typer.echo(str(refusal), err=True)
        for finding in refusal.findings:
            typer.echo(f"  {finding.outcome}: {finding.sentence()}", err=True)
        sys.exit(_REFUSED)
    except (errors.IntegrityError, errors.ReleaseError) as fault:
        typer.echo(str(fault), err=True)
        sys.exit(_INTEGRITY)
    except errors.RiskscreenError as fault:
        typer.echo(str(fault), err=True)
        for finding in getattr(fault, "findings", ()):
            typer.echo(f"  {finding.sentence()}", err=True)
        sys.exit(_BAD_INPUT)
    except OSError as fault:
        _trace()
        where = "" if fault.filename is None else f" {fault.filename}"
        typer.echo(f"cannot read or write{where}: {fault.strerror or fault}", err=True)
        sys.exit(_BAD_INPUT)
    except Exception as fault:  # noqa: BLE001 - the edge: nothing comes after it
        _trace()
        typer.echo(
            f"riskscreen failed: {type(fault).__name__}: {fault}; please report it", err=True
        )
        sys.exit(_FAULT)


def _trace() -> None:
    if os.environ.get("RISKSCREEN_DEBUG") == "1":
        traceback.print_exc()


def _rates(pairs: list[str]) -> dict[str, float]:
    rates: dict[str, float] = {}
    for pair in pairs:
        name, _, rate = pair.partition("=")
        try:
            rates[name] = float(rate)
        except ValueError:
            raise errors.InputError(
                f"--target-prevalence {pair!r} is not OUTCOME=RATE, as child_labour=0.054"
            ) from None
    return rates


def _say(line: str) -> None:
    """Show progress where a person looks."""
    if sys.stderr.isatty():
        typer.echo(line, err=True)


def _print(facts: Any, lines: list[str], *, as_json: bool) -> None:  # noqa: ANN401 - any JSON value
    show: Callable[[str], None] = typer.echo
    if as_json:
        show(json.dumps(facts, ensure_ascii=False))
        return
    for line in lines:
        show(line)
