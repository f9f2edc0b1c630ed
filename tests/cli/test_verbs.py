"""Every verb shows an example that it takes."""

import importlib.metadata
import json
import re
import shlex
import subprocess
import sys

import pytest
import typer.main
from typer.testing import CliRunner

from riskscreen import cli

COMMANDS = typer.main.get_command(cli.app).commands
# A group's verbs are two words.
VERBS = {
    f"{group} {name}".strip(): verb
    for group, verbs in (
        ("", COMMANDS),
        *((name, COMMANDS[name].commands) for name in ("keys", "mapping")),
    )
    for name, verb in verbs.items()
    if not hasattr(verb, "commands")
}


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_the_example_of_each_verb_is_one_that_it_takes(verb: str) -> None:
    named = verb.split()
    for example in re.split(r"\n\n\w+: ", VERBS[verb].epilog.removeprefix("Example: ")):
        program, *words = shlex.split(example)
        assert (program, words[: len(named)]) == ("riskscreen", named)
        given = VERBS[verb].make_context(verb, words[len(named) :]).params
        assert verb != "audit" or (given["records"] is None) == (given["test_as_of"] is None)


def test_the_verbs_are_these() -> None:
    assert sorted(VERBS) == [
        "approve", "audit", "check", "demo", "doctor", "explain-score", "keys log-secret",
        "keys new", "keys trust", "mapping draft", "override", "register", "release", "report",
        "rollback", "score", "stop", "survey", "synth", "train", "verify", "visits",
    ]  # fmt: skip


def test_the_command_line_loads_nothing_that_only_a_verb_needs() -> None:
    code = "import json, sys, riskscreen.cli; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    heavy = {"numpy", "pandas", "pyarrow", "lightgbm", "mlflow", "sklearn", "riskscreen.flows"}
    assert not heavy & set(json.loads(done.stdout))


def test_the_version_is_told_without_a_verb() -> None:
    shown = CliRunner().invoke(cli.app, ["--version"])
    assert (shown.exit_code, shown.output) == (
        0, f"riskscreen {importlib.metadata.version('riskscreen')}\n",
    )  # fmt: skip
