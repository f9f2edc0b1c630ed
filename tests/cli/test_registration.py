"""A policy is registered from the command line, once."""

import json
from pathlib import Path

import pytest
from tests.signers import RELEASER

from .conftest import Run  # noqa: TID252 - a test reads its own fixtures

SIGNED = ("--key", RELEASER.path)


def test_a_policy_is_registered_and_the_second_time_said(in_folder: Path, run: Run) -> None:
    status, out, _ = run("register", "default", *SIGNED, "--json")
    first = json.loads(out)
    assert (status, first["line"], first["repeated"]) == (0, 1, False)
    status, out, _ = run("register", "default", *SIGNED, "--json")
    assert (status, json.loads(out)) == (0, {**first, "repeated": True})
    assert len((in_folder / "models" / "ledger.jsonl").read_text().splitlines()) == 1


def test_a_person_reads_the_line_and_both_digests(in_folder: Path, run: Run) -> None:
    status, out, _ = run("register", "demo", *SIGNED, "--name", "north", "--models", "elsewhere")
    assert status == 0
    assert "policy demo registered: line 1 of elsewhere/ledger.jsonl, 20" in out
    assert "limits, groups, capacity: " in out
    assert "registered already" in run("register", "demo", *SIGNED, "--name", "north",
                                       "--models", "elsewhere")[1]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["no_such"], "no policy no_such"),
        (["default", "--name", "../north"], "cannot name a release"),
    ],
)
def test_what_cannot_be_read_or_named_is_status_2_and_leaves_no_ledger(
    in_folder: Path, run: Run, words: list[str], said: str
) -> None:
    status, _, err = run("register", *words, *SIGNED)
    assert status == 2
    assert said in err
    assert not list(in_folder.iterdir())


def test_a_ledger_that_cannot_be_trusted_is_status_3(in_folder: Path, run: Run) -> None:
    run("register", "default", *SIGNED)
    path = in_folder / "models" / "ledger.jsonl"
    path.write_bytes(path.read_bytes().replace(b"default", b"another"))
    before = path.read_bytes()
    assert run("register", "demo", *SIGNED)[0] == 3
    assert path.read_bytes() == before
