"""Rules of the house that no linter knows."""

import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TRACKED = [
    ROOT / line
    for line in subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()
    if (ROOT / line).is_file()
]  # fmt: skip
PYTHON = [path for path in TRACKED if path.suffix == ".py"]
TEXT = [path for path in TRACKED if path.suffix in (".py", ".toml", ".md", ".txt", ".ipynb")]


def test_no_module_has_more_than_400_lines() -> None:
    long = {str(p): n for p in PYTHON if (n := len(p.read_text("utf-8").splitlines())) > 400}
    assert not long


def test_no_file_names_a_machine_or_an_index() -> None:
    machine = re.compile(r"(?<![\w.])/(?:root|home|work|tmp)/\w|index-url|files\.pythonhosted")
    own = Path(__file__)
    found = [str(p) for p in TEXT if p != own and machine.search(p.read_text("utf-8"))]
    assert not found


def test_nothing_of_riskscreen_reads_a_pickle() -> None:
    reading = re.compile(r"import (pickle|cloudpickle|dill)\b|joblib\.load|\beval\(|\bexec\(")
    source = [p for p in PYTHON if (ROOT / "src") in p.parents]
    assert source
    found = [str(p) for p in source if reading.search(p.read_text("utf-8"))]
    assert not found


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda p: p.name)
def test_a_notebook_is_short_and_holds_no_output_of_a_machine(path: Path) -> None:
    cells = json.loads(path.read_text("utf-8"))["cells"]
    assert len(cells) <= 25
