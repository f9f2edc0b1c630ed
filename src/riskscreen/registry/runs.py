"""What did a training log, and which run is meant?

MLflow gives a thousand runs at a time, the newest first: a run is looked for on every page.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from riskscreen.errors import RegistryError
from riskscreen.registry.connection import Connection, pages

__all__ = ["RunRecord", "finish", "log", "record_of", "records", "resolve", "start"]

_BATCH = 900  # MLflow takes at most 1 000 metrics, 100 parameters and 100 tags in one call
_SMALL_BATCH = 100
_WHOLE = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class RunRecord:
    """What MLflow holds of a run: parameters, last metrics, tags, paths of files."""

    run_id: str
    status: str
    parameters: Mapping[str, str]
    metrics: Mapping[str, float]
    tags: Mapping[str, str]
    files: tuple[str, ...]

    def __repr__(self) -> str:
        return f"RunRecord({self.run_id}, {self.status}, {len(self.files)} files)"


def start(to: Connection, name: str) -> str:
    """Return the id of a new, running run."""
    with to.asking(f"start the run {name}"):
        run_id: str = to.client.create_run(to.experiment, run_name=name).info.run_id
        return run_id


def log(
    to: Connection,
    run_id: str,
    *,
    parameters: Mapping[str, object],
    metrics: Iterable[tuple[str, float, int]],
    tags: Mapping[str, str],
) -> None:
    """Log parameters, metrics as (name, value, step) and tags, in calls that MLflow accepts."""
    entities = to.mlflow.entities
    now = int(time.time() * 1000)
    figures = [entities.Metric(key, value, now, step) for key, value, step in metrics]
    settings = [entities.Param(key, str(value)) for key, value in parameters.items()]
    labels = [entities.RunTag(key, value) for key, value in tags.items()]
    with to.asking(f"log figures of run {run_id}"):
        for chunk in _chunks(figures, _BATCH):
            to.client.log_batch(run_id, metrics=chunk)
        for chunk in _chunks(settings, _SMALL_BATCH):
            to.client.log_batch(run_id, params=chunk)
        for chunk in _chunks(labels, _SMALL_BATCH):
            to.client.log_batch(run_id, tags=chunk)


def finish(to: Connection, run_id: str, *, status: str) -> None:
    """End the run as ``FINISHED`` or ``FAILED``."""
    with to.asking(f"end run {run_id}"):
        to.client.set_terminated(run_id, status=status)


def resolve(to: Connection, run: str) -> str:
    """Return the id of a run given by id, by the beginning of one, or as ``latest``.

    Raises
    ------
    RegistryError
        If no run, or more than one, answers to ``run``.
    """
    known = _known(run)
    if known is not None:
        with to.asking(f"find the run {run}"):
            newest = to.client.search_runs(
                [to.experiment],
                filter_string=known,
                order_by=["start_time DESC"],
                max_results=1,
            )
        if newest:
            return str(newest[0].info.run_id)
    names = [entry.info.run_id for entry in _every(to)]
    fitting = [str(name) for name in names if name.startswith(run)]
    if len(fitting) != 1:
        raise RegistryError(
            f"{len(fitting)} of {len(names)} runs in {to.address.shown} answer to {run!r}; "
            "give more of its id, or latest"
        )
    return fitting[0]


def records(to: Connection) -> tuple[RunRecord, ...]:
    """Return what is logged of every run, oldest first; their files are not listed."""
    return tuple(record_of(entry, files=()) for entry in _every(to))


def record_of(entry: Any, *, files: tuple[str, ...]) -> RunRecord:  # noqa: ANN401 - MLflow's run
    """Return MLflow's run as ours."""
    return RunRecord(
        run_id=entry.info.run_id,
        status=entry.info.status,
        parameters=dict(entry.data.params),
        metrics=dict(entry.data.metrics),
        tags=dict(entry.data.tags),
        files=files,
    )


def _known(run: str) -> str | None:
    """Return what to ask MLflow for, None for the beginning of an id: it cannot be asked for."""
    if run == "latest":
        return "attributes.status = 'FINISHED'"
    return f"attributes.run_id = '{run}'" if _WHOLE.fullmatch(run) else None


def _every(to: Connection) -> list[Any]:
    with to.asking("list the runs"):
        return list(
            pages(
                to.client.search_runs,
                experiment_ids=[to.experiment],
                order_by=["start_time ASC"],
            )
        )


def _chunks(entries: list[Any], size: int) -> Iterator[list[Any]]:
    for begin in range(0, len(entries), size):
        yield entries[begin : begin + size]
