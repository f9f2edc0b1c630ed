"""How is what was checked also what is used?

Who may write to a store can change a file between the moment it is checked and the moment it is
put into a bundle. So what rests on a check reads every file once, and keeps it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from riskscreen.registry.artifacts import Files

__all__ = ["FilesReadOnce"]


class FilesReadOnce:
    """The files of a store, each as it was when it was first asked for.

    Also that a run had no such file is kept. A run of three outcomes has about 4 MB.
    """

    def __init__(self, files: Files) -> None:
        self._files = files
        self._kept: dict[tuple[str, str], bytes | None] = {}

    def find(self, run_id: str, path: str) -> bytes | None:
        """Return the bytes that one file had at first, None where the run had no such file."""
        if (run_id, path) not in self._kept:
            self._kept[run_id, path] = self._files.find(run_id, path)
        return self._kept[run_id, path]

    def write(self, run_id: str, files: Mapping[str, bytes | str]) -> None:
        """Write files into a run."""
        self._files.write(run_id, files)

    def add(self, run_id: str, path: str, content: bytes) -> None:
        """Write one file, unless other bytes are there."""
        self._files.add(run_id, path, content)

    def listing(self, run_id: str) -> tuple[str, ...]:
        """Return the paths of every file of a run, sorted, as they are now."""
        return self._files.listing(run_id)

    def where(self, run_id: str, path: str) -> Path:
        """Return where a file lies on this machine."""
        return self._files.where(run_id, path)

    def source(self, run_id: str) -> str:
        """Return the address of a run's files that MLflow keeps beside a version."""
        return self._files.source(run_id)
