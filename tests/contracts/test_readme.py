"""The README's code runs, and its verbs exist."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from riskscreen.cli import app

README = Path(__file__).parents[2] / "README.md"
BLOCKS = re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), flags=re.DOTALL)
VERBS = sorted(set(re.findall(r"riskscreen ([a-z]+) [A-Z-]", README.read_text("utf-8"))))


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_the_readmes_code_runs(block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile(block, "README.md", "exec"), {})  # noqa: S102 - the README is ours


@pytest.mark.parametrize("verb", VERBS)
def test_the_readmes_verbs_exist_and_show_an_example(verb: str) -> None:
    shown = CliRunner().invoke(app, [verb, "--help"])
    assert shown.exit_code == 0
    assert "Example: riskscreen" in shown.output
