"""Where do runs, files and registered versions live?

MLflow on SQLite, reached through its client alone: no global tracking address, no autologging,
no model flavour (a flavour can run Python from an artefact), and no telemetry.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Any

from riskscreen.core import need
from riskscreen.errors import RegistryError
from riskscreen.registry import locking

__all__ = ["RunRecord", "Store"]

_EXPERIMENT = "riskscreen"
_RELEASED = "released"
_BATCH = 900  # MLflow takes at most 1 000 metrics, 100 parameters and 100 tags in one call
_SMALL_BATCH = 100


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


class Store:
    """The MLflow store in a folder: ``mlflow.db`` and ``artifacts/``.

    Parameters
    ----------
    folder : str or Path
        Made where absent; ``mlruns`` by convention.

    Raises
    ------
    MissingExtraError
        If MLflow is not installed.
    """

    def __init__(self, folder: str | Path = "mlruns") -> None:
        self.folder = Path(folder).resolve()
        self.folder.mkdir(parents=True, exist_ok=True)
        address = f"sqlite:///{self.folder / 'mlflow.db'}"
        self._mlflow = _quiet_mlflow()
        with locking.alone(self.folder):
            self._client = self._mlflow.tracking.MlflowClient(
                tracking_uri=address, registry_uri=address
            )
            self._experiment: str = self._own_experiment()

    def __repr__(self) -> str:
        return f"Store({self.folder})"

    def _own_experiment(self) -> str:
        """Return the id of the experiment, made where absent; the first call makes the database."""
        found = self._client.get_experiment_by_name(_EXPERIMENT)
        if found is not None:
            return str(found.experiment_id)
        artifacts = (self.folder / "artifacts").as_uri()
        return str(self._client.create_experiment(_EXPERIMENT, artifact_location=artifacts))

    def start(self, name: str) -> str:
        """Return the id of a new, running run."""
        run_id: str = self._client.create_run(self._experiment, run_name=name).info.run_id
        return run_id

    def log(
        self,
        run_id: str,
        *,
        parameters: Mapping[str, object] | None = None,
        metrics: Iterable[tuple[str, float, int]] = (),
        tags: Mapping[str, str] | None = None,
    ) -> None:
        """Log parameters, metrics as (name, value, step) and tags."""
        entities = self._mlflow.entities
        now = int(time.time() * 1000)
        figures = [entities.Metric(key, value, now, step) for key, value, step in metrics]
        for chunk in _chunks(figures, _BATCH):
            self._client.log_batch(run_id, metrics=chunk)
        settings = [entities.Param(key, str(value)) for key, value in (parameters or {}).items()]
        for chunk in _chunks(settings, _SMALL_BATCH):
            self._client.log_batch(run_id, params=chunk)
        labels = [entities.RunTag(key, value) for key, value in (tags or {}).items()]
        for chunk in _chunks(labels, _SMALL_BATCH):
            self._client.log_batch(run_id, tags=chunk)

    def log_files(self, run_id: str, files: Mapping[str, bytes | str]) -> None:
        """Write files, by path inside the run, into its artefact folder."""
        root = self._artifacts(run_id)
        for path, content in files.items():
            target = root / _inside(path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)

    def finish(self, run_id: str, *, status: str = "FINISHED") -> None:
        """End the run as ``FINISHED`` or ``FAILED``."""
        self._client.set_terminated(run_id, status=status)

    def resolve(self, run: str) -> str:
        """Return the id of a run given by id, by the beginning of one, or as ``latest``.

        Raises
        ------
        RegistryError
            If no run, or more than one, answers to ``run``.
        """
        found = self._client.search_runs([self._experiment], order_by=["start_time DESC"])
        names: list[str] = [entry.info.run_id for entry in found]
        finished: list[str] = [
            entry.info.run_id for entry in found if entry.info.status == "FINISHED"
        ]
        if run == "latest" and finished:
            return finished[0]
        fitting = [name for name in names if name.startswith(run)]
        if len(fitting) != 1:
            raise RegistryError(
                f"{len(fitting)} of {len(names)} runs in {self.folder.name} answer to {run!r}; "
                "give more of its id, or latest"
            )
        return fitting[0]

    def record(self, run_id: str) -> RunRecord:
        """Return what is logged of a run."""
        entry = self._client.get_run(run_id)
        root = self._artifacts(run_id)
        files = sorted(
            path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()
        )
        return _record(entry, files=tuple(files))

    def records(self) -> tuple[RunRecord, ...]:
        """Return what is logged of every run, oldest first; their files are not listed.

        All of them: MLflow gives a thousand at a time.
        """
        found: list[Any] = []
        token: str | None = None
        while True:
            page = self._client.search_runs(
                [self._experiment], order_by=["start_time ASC"], page_token=token
            )
            found += page
            token = page.token
            if not token:
                return tuple(_record(entry, files=()) for entry in found)

    def read(self, run_id: str, path: str) -> bytes:
        """Return the bytes of one file of a run.

        Raises
        ------
        RegistryError
            If the run has no such file.
        """
        target = self._artifacts(run_id) / _inside(path)
        if not target.is_file():
            raise RegistryError(f"run {run_id} has no file {path}; train again")
        return target.read_bytes()

    def path(self, run_id: str, path: str) -> Path:
        """Return where a file of a run lies on this machine."""
        return self._artifacts(run_id) / _inside(path)

    def register(self, name: str, run_id: str, *, tags: Mapping[str, str]) -> int:
        """Return the number of a new version of the registered model ``name``."""
        try:
            self._client.get_registered_model(name)
        except self._mlflow.exceptions.MlflowException as fault:
            if fault.error_code != "RESOURCE_DOES_NOT_EXIST":
                raise RegistryError(f"registered model {name}: {fault}") from fault
            self._client.create_registered_model(name)
        source = (self._artifacts(run_id) / "candidate").as_uri()
        version = self._client.create_model_version(name, source, run_id=run_id, tags=dict(tags))
        return int(version.version)

    def mark_released(self, name: str, version: int) -> None:
        """Set the alias ``released``; only a release calls this."""
        self._client.set_registered_model_alias(name, _RELEASED, str(version))

    def released(self, name: str) -> int | None:
        """Return the version that carries the alias ``released``, None where none does.

        For people who look: nothing is served because of an alias.
        """
        try:
            return int(self._client.get_model_version_by_alias(name, _RELEASED).version)
        except self._mlflow.exceptions.MlflowException:
            return None

    def _artifacts(self, run_id: str) -> Path:
        try:
            self._client.get_run(run_id)
        except self._mlflow.exceptions.MlflowException as fault:
            raise RegistryError(f"no run {run_id} in {self.folder.name}: {fault}") from fault
        return self.folder / "artifacts" / run_id / "artifacts"


def _record(entry: Any, *, files: tuple[str, ...]) -> RunRecord:  # noqa: ANN401 - MLflow's run
    return RunRecord(
        run_id=entry.info.run_id,
        status=entry.info.status,
        parameters=dict(entry.data.params),
        metrics=dict(entry.data.metrics),
        tags=dict(entry.data.tags),
        files=files,
    )


def _quiet_mlflow() -> ModuleType:
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
    os.environ["DO_NOT_TRACK"] = "true"
    os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
    # MLflow imports Git to name the code's version; the bundle names it itself.
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
    mlflow = need("mlflow", extra="registry")
    for part in ("mlflow.tracking", "mlflow.entities", "mlflow.exceptions"):
        need(part, extra="registry")
    for noisy in ("mlflow", "alembic"):  # after the import, which sets its own level
        logging.getLogger(noisy).setLevel(logging.ERROR)
    return mlflow


def _inside(path: str) -> Path:
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts:
        raise RegistryError(f"the path {path!r} leads out of the run; give one inside it")
    return Path(*pure.parts)


def _chunks(entries: list[Any], size: int) -> Iterable[list[Any]]:
    for start in range(0, len(entries), size):
        yield entries[start : start + size]
