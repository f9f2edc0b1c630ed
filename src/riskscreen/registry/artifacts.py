"""Where do the files of a run lie, in a folder or behind a server, and how is one read?

A path of a run becomes a path on a disk or in a URL, where ``..`` and ``%2e%2e`` both climb:
names are checked here, before anyone joins them to anything.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from riskscreen.errors import RegistryError
from riskscreen.registry.connection import Connection

__all__ = ["Files", "FolderFiles", "ServerFiles", "files_of", "inside"]

# What a file system or a URL reads as more than a name.
_MEANS_MORE = re.compile(r"[\x00-\x1f\x7f\\:%?#]")


class Files(Protocol):
    """The files of every run of a store, by path inside the run."""

    def write(self, run_id: str, files: Mapping[str, bytes | str]) -> None:
        """Write files into a run."""

    def add(self, run_id: str, path: str, content: bytes) -> None:
        """Write one file, unless other bytes are there."""

    def listing(self, run_id: str) -> tuple[str, ...]:
        """Return the paths of every file of a run, sorted."""

    def find(self, run_id: str, path: str) -> bytes | None:
        """Return the bytes of one file, None where the run has no such file."""

    def where(self, run_id: str, path: str) -> Path:
        """Return where a file lies on this machine."""

    def source(self, run_id: str) -> str:
        """Return the address of a run's files that MLflow keeps beside a version."""


def files_of(to: Connection) -> Files:
    """Return the files of a folder or of a server."""
    folder = to.address.folder
    return ServerFiles(to) if folder is None else FolderFiles(to, folder)


def inside(path: str) -> PurePosixPath:
    """Return the path of a file inside a run.

    Raises
    ------
    RegistryError
        If it leads out of the run, or means something else to a disk or a URL.

    Examples
    --------
    >>> inside("audit/dropout.json")
    PurePosixPath('audit/dropout.json')
    >>> inside("audit/%2e%2e/%2e%2e/secret")
    Traceback (most recent call last):
        ...
    riskscreen.errors.RegistryError: the path 'audit/%2e%2e/%2e%2e/secret' leads out of the run...
    """
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or not pure.parts or _MEANS_MORE.search(path):
        raise RegistryError(
            f"the path {path!r} leads out of the run, or may; give one inside it, without "
            "\\ : % ? # and control characters"
        )
    return pure


class FolderFiles:
    """Files below ``artifacts/`` of the store's folder."""

    def __init__(self, to: Connection, folder: Path) -> None:
        self._to = to
        self._folder = folder
        self._known: set[str] = set()

    def write(self, run_id: str, files: Mapping[str, bytes | str]) -> None:
        """Write files into a run; all paths are checked before the first is written."""
        root = self._root(run_id)
        placed = {root / inside(path): content for path, content in files.items()}
        with self._to.asking(f"write files of run {run_id}"):
            for target, content in placed.items():
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(_bytes(content))

    def add(self, run_id: str, path: str, content: bytes) -> None:
        """Write one file whole or not at all; a kill leaves nothing that the run lists."""
        target = self._root(run_id) / inside(path)
        with self._to.asking(f"add {path} to run {run_id}"), self._to.alone():
            if not target.exists():
                _put(content, target, beside=self._folder / ".adding")
            elif target.read_bytes() != content:
                raise _taken(run_id, path)

    def listing(self, run_id: str) -> tuple[str, ...]:
        """Return the paths of every file of a run, sorted."""
        root = self._root(run_id)
        found = (path for path in root.rglob("*") if path.is_file())
        return tuple(sorted(path.relative_to(root).as_posix() for path in found))

    def find(self, run_id: str, path: str) -> bytes | None:
        """Return the bytes of one file, None where the run has no such file."""
        target = self.where(run_id, path)
        with self._to.asking(f"read {path} of run {run_id}"):
            return target.read_bytes() if target.is_file() else None

    def where(self, run_id: str, path: str) -> Path:
        """Return where a file lies on this machine."""
        return self._root(run_id) / inside(path)

    def source(self, run_id: str) -> str:
        """Return the run's folder; a copied store names its own."""
        return self._root(run_id).as_uri()

    def _root(self, run_id: str) -> Path:
        # asked once: a release reads some eighty files of its run, and MLflow takes 20 ms for each
        if run_id not in self._known:
            self._to.run(run_id)
            self._known.add(run_id)
        return self._folder / "artifacts" / run_id / "artifacts"


class ServerFiles:
    """Files that a tracking server hands through, from wherever it keeps them.

    MLflow's client would do, but it looks a run up again for every call, which takes five times
    as long, and it remembers the place of a run's files by the run alone, whichever server and
    password the next client has. So the place is asked for once, and bound to this address.
    """

    def __init__(self, to: Connection) -> None:
        self._to = to
        self._last: tuple[str, Any] = ("", None)

    def write(self, run_id: str, files: Mapping[str, bytes | str]) -> None:
        """Write files into a run; all paths are checked before the first is sent."""
        placed = {inside(path): content for path, content in files.items()}
        place = self._place(run_id)
        with self._to.asking(f"send files of run {run_id}"), tempfile.TemporaryDirectory() as held:
            for path, content in placed.items():
                target = Path(held) / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(_bytes(content))
            place.log_artifacts(held)

    def add(self, run_id: str, path: str, content: bytes) -> None:
        """Write one file, unless other bytes are there; what arrived is read back.

        A server has no way to write only where nothing is, so of two who add one path at once
        one finds the other's bytes.
        """
        if self.find(run_id, path) is None:
            self.write(run_id, {path: content})
        if self.find(run_id, path) != content:
            raise _taken(run_id, path)

    def listing(self, run_id: str) -> tuple[str, ...]:
        """Return the paths of every file of a run, sorted; a call for each folder."""
        place = self._place(run_id)
        found: list[str] = []
        folders: list[str | None] = [None]
        with self._to.asking(f"list the files of run {run_id}"):
            while folders:
                for entry in place.list_artifacts(folders.pop()):
                    (folders if entry.is_dir else found).append(entry.path)
        return tuple(sorted(found))

    def find(self, run_id: str, path: str) -> bytes | None:
        """Return the bytes of one file, None where the run has no such file."""
        pure = inside(path)
        place = self._place(run_id)
        with self._to.asking(f"read {path} of run {run_id}"), tempfile.TemporaryDirectory() as held:
            try:
                target = Path(place.download_artifacts(pure.as_posix(), held))
            except Exception:
                # MLflow has no fault of its own for a file that is not there
                if self._has(run_id, pure):
                    raise
                return None
            return target.read_bytes() if target.is_file() else None

    def where(self, run_id: str, path: str) -> Path:
        """Refuse: the file lies on the server."""
        raise RegistryError(
            f"{path} of run {run_id} lies on {self._to.address.shown}, not on this machine; "
            "read it, or write a report to a file with: riskscreen report"
        )

    def source(self, run_id: str) -> str:
        """Return the address that the server gave the run."""
        return str(self._to.run(run_id).info.artifact_uri)

    def _has(self, run_id: str, path: PurePosixPath) -> bool:
        folder = None if len(path.parts) == 1 else path.parent.as_posix()
        place = self._place(run_id)
        with self._to.asking(f"look for {path} in run {run_id}"):
            entries = place.list_artifacts(folder)
            return any(entry.path == path.as_posix() and not entry.is_dir for entry in entries)

    def _place(self, run_id: str) -> Any:  # noqa: ANN401 - MLflow's artefact repository
        """Return where the run's files are; the last one is kept, each has threads of its own."""
        if self._last[0] != run_id:
            uri = self.source(run_id)
            with self._to.asking(f"find the files of run {run_id}"):
                known = self._to.mlflow.store.artifact.artifact_repository_registry
                place = known.get_artifact_repository(uri, tracking_uri=self._to.address.uri)
            self._last = (run_id, place)
        return self._last[1]


def _put(content: bytes, target: Path, *, beside: Path) -> None:
    with beside.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    target.parent.mkdir(parents=True, exist_ok=True)
    beside.replace(target)


def _bytes(content: bytes | str) -> bytes:
    return content.encode() if isinstance(content, str) else content


def _taken(run_id: str, path: str) -> RegistryError:
    return RegistryError(
        f"run {run_id} has another file at {path}, and a run keeps what it has; "
        "give the new one a name of its own"
    )
