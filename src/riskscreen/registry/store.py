"""Where do runs, files and registered versions live?

In a folder, MLflow on SQLite, or behind an MLflow tracking server; whoever asks sees no
difference but one: a file behind a server has no path on this machine.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from riskscreen.core import alone
from riskscreen.errors import RegistryError
from riskscreen.registry import artifacts, runs, versions
from riskscreen.registry.address import parse
from riskscreen.registry.artifacts import Files
from riskscreen.registry.connection import Connection
from riskscreen.registry.once import FilesReadOnce
from riskscreen.registry.runs import RunRecord
from riskscreen.registry.versions import VersionRecord

__all__ = ["Store"]


class Store:
    """The MLflow store in a folder (``mlflow.db`` and ``artifacts/``), or behind a server.

    Every method raises RegistryError where MLflow, its database or its server fails, after at
    most a few tries; no message holds a password that stands in the address.

    Parameters
    ----------
    address : str or Path
        A folder, made where absent (``mlruns`` by convention), or ``http://`` or ``https://`` of
        a tracking server that hands files through (``--serve-artifacts``).

    Raises
    ------
    MissingExtraError
        If MLflow is not installed.
    RegistryError
        If the address is of another kind, or what is there cannot be used.
    """

    def __init__(self, address: str | Path = "mlruns") -> None:
        self._address = parse(address)
        self._to = Connection(self._address)
        self._files: Files = artifacts.files_of(self._to)

    @classmethod
    def existing(cls, address: str | Path = "mlruns") -> Store:
        """Return a store that is there already, for whoever asks about runs: nothing is made.

        Raises
        ------
        RegistryError
            If there is no such folder, or as for a store that is made.
        """
        folder = parse(address).folder
        if folder is not None and not folder.is_dir():
            raise RegistryError(
                f"no MLflow store at {folder}; name the one of riskscreen train with --store"
            )
        return cls(address)

    def read_once(self) -> Store:
        """Return this store, each file of which is read at most once: what is checked is used."""
        held = copy.copy(self)
        held._files = FilesReadOnce(self._files)
        return held

    def __repr__(self) -> str:
        return f"Store({self.shown})"

    @property
    def shown(self) -> str:
        """The folder or the server's address, with stars for a password: what may be printed."""
        return self._address.shown

    @property
    def folder(self) -> Path | None:
        """The folder; None behind a server."""
        return self._address.folder

    def start(self, name: str) -> str:
        """Return the id of a new, running run."""
        return runs.start(self._to, name)

    def log(
        self,
        run_id: str,
        *,
        parameters: Mapping[str, object] | None = None,
        metrics: Iterable[tuple[str, float, int]] = (),
        tags: Mapping[str, str] | None = None,
    ) -> None:
        """Log parameters, metrics as (name, value, step) and tags."""
        runs.log(self._to, run_id, parameters=parameters or {}, metrics=metrics, tags=tags or {})

    def finish(self, run_id: str, *, status: str = "FINISHED") -> None:
        """End the run as ``FINISHED`` or ``FAILED``."""
        runs.finish(self._to, run_id, status=status)

    def resolve(self, run: str) -> str:
        """Return the id of a run given by id, by the beginning of one, or as ``latest``.

        Raises
        ------
        RegistryError
            If no run, or more than one, answers to ``run``.
        """
        return runs.resolve(self._to, run)

    def record(self, run_id: str) -> RunRecord:
        """Return what is logged of a run.

        Raises
        ------
        RegistryError
            If there is no such run.
        """
        entry = self._to.run(run_id)
        return runs.record_of(entry, files=self._files.listing(run_id))

    def records(self) -> tuple[RunRecord, ...]:
        """Return what is logged of every run, oldest first; their files are not listed."""
        return runs.records(self._to)

    def log_files(self, run_id: str, files: Mapping[str, bytes | str]) -> None:
        """Write files, by path inside the run.

        Raises
        ------
        RegistryError
            If a path leads out of the run; then none is written.
        """
        self._files.write(run_id, files)

    def add_file(self, run_id: str, path: str, content: bytes | str) -> None:
        """Write one file more into a run; where the same bytes are already, nothing happens.

        Raises
        ------
        RegistryError
            If other bytes are there, or the path leads out of the run.
        """
        self._files.add(run_id, path, content.encode() if isinstance(content, str) else content)

    def read(self, run_id: str, path: str) -> bytes:
        """Return the bytes of one file of a run.

        Raises
        ------
        RegistryError
            If the run has no such file, or it cannot be read now.
        """
        content = self._files.find(run_id, path)
        if content is None:
            raise RegistryError(f"run {run_id} has no file {path}; train again")
        return content

    @contextmanager
    def one_report_at_a_time(self) -> Iterator[None]:
        """Keep another process from telling what this one could not hold its own against.

        Whoever reads what a folder's reports printed, and then adds to it, does both inside; not
        to be entered twice. Behind a server nobody keeps order between two machines.

        Raises
        ------
        RegistryError
            If the folder cannot be written to.
        """
        with ExitStack() as held:
            if self.folder is not None:
                # a folder of its own: writing a file holds the store's own lock
                place = self.folder / ".telling"
                with self._to.asking("keep other reports waiting"):
                    place.mkdir(exist_ok=True)
                    held.enter_context(alone(place))
            yield

    def find(self, run_id: str, path: str) -> bytes | None:
        """Return the bytes of one file of a run, None where the run has no such file.

        For who goes on without the file: a server that does not answer is no missing file.

        Raises
        ------
        RegistryError
            If nobody can say now whether the run has it.
        """
        return self._files.find(run_id, path)

    def path(self, run_id: str, path: str) -> Path:
        """Return where a file of a run lies on this machine.

        Raises
        ------
        RegistryError
            If the store is behind a server.
        """
        return self._files.where(run_id, path)

    def register(self, name: str, run_id: str, *, tags: Mapping[str, str]) -> int:
        """Return the number of a new version of the registered model ``name``.

        The name is made where absent, also where another process makes it at the same moment;
        a number is given once, and not again after the version is removed.

        Raises
        ------
        RegistryError
            If there is no such run, or a server holds somebody else's model of this name.
        """
        source = f"{self._files.source(run_id)}/candidate"
        return versions.register(self._to, name, source=source, run_id=run_id, tags=tags)

    def names(self) -> tuple[str, ...]:
        """Return the registered models that riskscreen made, sorted; others' are left out."""
        return versions.names(self._to)

    def versions(self, name: str) -> tuple[VersionRecord, ...]:
        """Return the versions of a registered model, oldest first; empty where there is none."""
        return versions.versions(self._to, name)

    def remove_version(self, name: str, version: int) -> None:
        """Delete a version that no ledger line speaks of; one that is gone already is no fault.

        Raises
        ------
        RegistryError
            If it carries the alias ``released``, or the model is somebody else's.
        """
        versions.remove(self._to, name, version)

    def note(self, name: str, version: int, tags: Mapping[str, str]) -> None:
        """Set tags on a version: what the ledger says, for people who look at MLflow.

        Raises
        ------
        RegistryError
            If there is no such version.
        """
        versions.note(self._to, name, version, tags=tags)

    def mark_released(self, name: str, version: int) -> None:
        """Set the alias ``released``; only a release calls this.

        Raises
        ------
        RegistryError
            If there is no such version.
        """
        versions.mark_released(self._to, name, version)

    def clear_released(self, name: str) -> None:
        """Take the alias ``released`` away; where there is none, nothing happens."""
        versions.clear_released(self._to, name)

    def released(self, name: str) -> int | None:
        """Return the version that carries the alias ``released``, None where none does.

        For people who look: nothing is served because of an alias.
        """
        return versions.released(self._to, name)
