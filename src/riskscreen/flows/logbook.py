"""Which files, figures and facts does a training leave in MLflow?

Everything a release rests on is logged here, before anything may be released; a release reads it
back and is refused for what is absent.
"""

from __future__ import annotations

import contextlib
import csv
import dataclasses
import datetime
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

import riskscreen
import riskscreen.bundle
from riskscreen import auditing, features, policy, records, registry, reporting, schema
from riskscreen.core import digest_json
from riskscreen.errors import RegistryError
from riskscreen.flows import registering
from riskscreen.flows.outcome_facts import counted, outcome_facts
from riskscreen.flows.publishing import beside_earlier
from riskscreen.flows.training_run import OutcomeResult, TrainedRun

__all__ = ["facts_of", "log_run"]

_GOLDEN_ROWS = 24


def log_run(run: TrainedRun, held: records.Records, store: registry.Store, *, demo: bool) -> str:
    """Log a training and return the id of its MLflow run."""
    run_id = store.start(f"train {', '.join(run.results)}")
    try:
        meta = _meta(run, held, run_id)
        # first of all: a run that fails below has looked at the judged children all the same
        store.log(run_id, parameters=_parameters(run, meta))
        own = facts_of(run, meta, demo=demo)
        with store.one_report_at_a_time():
            facts = beside_earlier(own, store=store, limits=run.plan.limits)
            files = _files(run, meta, facts)
            store.log(
                run_id,
                parameters=registry.digests_of(files),
                metrics=[line for result in run.results.values() for line in _metrics(result)],
                tags={"synthetic": str(held.synthetic).lower(), "demo": str(demo).lower()},
            )
            store.log_files(run_id, files)
    except BaseException:
        # a store that is gone cannot be told, and must not hide why the training failed
        with contextlib.suppress(RegistryError):
            store.finish(run_id, status="FAILED")
        raise
    store.finish(run_id)
    return run_id


def facts_of(run: TrainedRun, meta: Mapping[str, Any], *, demo: bool) -> dict[str, Any]:
    """Return the report's facts of a training."""
    return reporting.facts(
        meta=meta,
        policy=run.plan.limits,
        outcomes=[outcome_facts(result, run.plan.limits) for result in run.results.values()],
        demo=demo,
    )


def _meta(run: TrainedRun, held: records.Records, run_id: str) -> dict[str, Any]:
    training = [result.windows.training for result in run.results.values()]
    judged = [result.judged.table for result in run.results.values()]
    return {
        "run_id": run_id,
        "created": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        "code_version": riskscreen.__version__,
        "data_digest": held.digest,
        "training_digest": digest_json([table.digest for table in training]),
        "legal_basis": held.legal_basis,
        "purpose": held.purpose,
        "retention_until": held.retention_until,
        "population": held.source or "not named",
        "weights": _weights(held, expansion=all(table.expansion for table in training)),
        "training_days": list(run.plan.as_of),
        "test_day": run.plan.test_as_of,
        "horizon_months": run.plan.horizon_months,
        "n_training": auditing.rounded(max(int(table.trains.sum()) for table in training)),
        "n_judged": auditing.rounded(max(table.n_rows for table in judged)),
        "synthetic": held.synthetic,
        "definitions": {
            table.outcome.name: {
                "definition": table.outcome.definition,
                "verified": table.outcome.verified,
                "basis": table.outcome.basis,
            }
            for table in training
        },
    }


def _weights(held: records.Records, *, expansion: bool) -> str:
    if held.weights == "none":
        return "none"
    return "expansion" if expansion else "normalised"


def _parameters(run: TrainedRun, meta: Mapping[str, Any]) -> dict[str, Any]:
    plan = run.plan
    found: dict[str, Any] = {
        "outcomes": ",".join(run.results),
        "as_of": ",".join(plan.as_of),
        "test_as_of": plan.test_as_of or "",
        "horizon_months": plan.horizon_months,
        "seed": plan.seed,
        "policy": plan.limits.name,
        "policy_digest": plan.limits.digest,
        "data_digest": meta["data_digest"],
        "training_digest": meta["training_digest"],
        "code_version": meta["code_version"],
        **registering.parameters(plan.limits, plan.started),
    }
    for name, result in run.results.items():
        chosen = {"rounds": result.trained.rounds, **result.trained.parameters.to_dict()}
        found |= {f"{name}.{key}": value for key, value in chosen.items()}
        found |= {
            f"{name}.definition": result.windows.training.outcome.definition,
            f"{name}.table_digest": result.windows.training.digest,
            f"{name}.model_sha256": result.trained.model.digest,
        }
    return found


def _metrics(result: OutcomeResult) -> list[tuple[str, float, int]]:
    name = result.name
    lines = [
        (f"{name}.fold.{key}", float(value), step)
        for step, fold in enumerate(result.trained.fold_metrics)
        for key, value in fold.items()
        if key != "fold"
    ]
    for metric in result.judged.evaluation:
        lines += [
            (f"{name}.judged.{metric.name}", metric.value, 0),
            (f"{name}.judged.{metric.name}_lo", metric.lo, 0),
            (f"{name}.judged.{metric.name}_hi", metric.hi, 0),
        ]
    for row in result.judged.audit.tables["baselines"]:
        lines += [
            (f"{name}.list.{row['name']}.{key}", float(row[key]), 0)
            for key in ("auc", "found")
            if row.get(key) is not None
        ]
    return lines


def _files(
    run: TrainedRun, meta: Mapping[str, Any], facts: Mapping[str, Any]
) -> dict[str, bytes | str]:
    every = dict.fromkeys(
        name for result in run.results.values() for name in result.trained.model.feature_names
    )
    medians: dict[str, float] = {}
    for result in run.results.values():
        medians |= result.windows.training.features.medians()
    shared = {
        "names": list(every),
        "state": run.state.to_dict(),
        "medians": {name: medians.get(name) for name in every},
        "code_lists": list(run.code_lists),
    }
    found: dict[str, bytes | str] = {
        "candidate/features.json": _json(shared),
        "candidate/policy.json": _json(run.plan.limits.to_dict()),
        "candidate/schema.json": _json(_schema()),
        "candidate/meta.json": _json(meta),
        "report/facts.json": _json(facts),
        "data_dictionary.md": features.dictionary_markdown(),
    }
    for lang in reporting.LANGUAGES:
        found[f"report/report_{lang}.html"] = reporting.render(facts, lang=lang)
    for result in run.results.values():
        found |= _outcome_files(result, run.plan.limits, shared)
    return found


def _outcome_files(
    result: OutcomeResult, limits: policy.Policy, shared: Mapping[str, Any]
) -> dict[str, bytes | str]:
    name, trained, judged = result.name, result.trained, result.judged
    half, cutoffs = trained.model.to_dict(), judged.allocation.cutoffs.to_dict()
    # The verdict names the very model and policy that it is about.
    audit = judged.audit.to_dict() | {
        "model_sha256": trained.model.digest,
        "served_sha256": riskscreen.bundle.served_digest(
            {**half, "cutoffs": cutoffs}, trees_sha256=trained.model.digest, features=shared
        ),
        "policy_digest": limits.digest,
    }
    rows = _golden_rows(result)
    return {
        f"candidate/{name}/model.txt": trained.model.booster.text,
        f"candidate/{name}/model.json": _json(half),
        f"candidate/{name}/cutoffs.json": _json(cutoffs),
        f"candidate/{name}/golden.json": _json(riskscreen.bundle.golden_rows(trained.model, rows)),
        f"audit/{name}.json": _json(audit),
        f"findings/{name}.json": _json(counted(result)),
        f"audit/{name}_metric_frame.csv": _csv(audit["tables"]["metric_frame"]),
        f"evaluation/{name}.csv": _csv([metric.to_dict() for metric in judged.evaluation]),
        f"evaluation/{name}_folds.csv": _csv(trained.fold_metrics),
        f"evaluation/{name}_lists.csv": _csv(audit["tables"]["baselines"]),
        f"evaluation/{name}_search.csv": _csv(trained.tried),
        f"explanation/{name}.json": _json(result.explanation.to_dict()),
        **{
            f"explanation/{figure}": content
            for figure, content in result.explanation.figures.items()
        },
    }


def _golden_rows(result: OutcomeResult) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return a few rows that are nobody's: each feature drawn from another child."""
    values = result.judged.table.features.values
    rng = np.random.default_rng(0)
    picked = rng.integers(0, len(values), size=(_GOLDEN_ROWS, values.shape[1]))
    mixed: np.ndarray[Any, np.dtype[np.float64]] = np.take_along_axis(values, picked, axis=0)
    mixed[0] = np.nan
    return mixed


def _schema() -> dict[str, Any]:
    return {
        f"{table}.{name}": {key: _plain(value) for key, value in dataclasses.asdict(field).items()}
        for (table, name), field in schema.fields().items()
    }


def _plain(value: Any) -> Any:  # noqa: ANN401 - a field of the schema
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value


def _json(facts: Any) -> str:  # noqa: ANN401 - any JSON value
    return json.dumps(facts, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _csv(rows: Sequence[Mapping[str, Any]]) -> str:
    columns = list(dict.fromkeys(key for row in rows for key in row))
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()
