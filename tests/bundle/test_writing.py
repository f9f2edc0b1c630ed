from __future__ import annotations

import dataclasses
import errno
import os
from pathlib import Path

import pytest
from tests import signers
from tests.signers import TRUST

from riskscreen import bundle
from riskscreen.bundle import writing
from riskscreen.errors import BundleError


def test_the_same_contents_give_the_same_bytes(made, original, tmp_path):
    again = tmp_path / "again" / original.name
    bundle.write(again, made, sign=signers.sign, trust=TRUST)
    for path in original.rglob("*.*"):
        assert (again / path.relative_to(original)).read_bytes() == path.read_bytes()


def test_a_version_is_never_written_twice(made, tmp_path):
    bundle.write(tmp_path / "1", made, sign=signers.sign, trust=TRUST)
    with pytest.raises(BundleError, match="never written twice"):
        bundle.write(tmp_path / "1", made, sign=signers.sign, trust=TRUST)


def test_the_manifest_returned_is_the_one_on_disk(made, tmp_path):
    written = bundle.write(tmp_path / "1", made, sign=signers.sign, trust=TRUST)
    assert (
        bundle.read(tmp_path / "1", manifest_digest=written.digest, trust=TRUST).manifest == written
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"cutoffs": {}}, "cut-offs for nothing"),
        ({"reports": {"en": ""}}, "reports in en;"),
        ({"card": {"auc": float("nan")}}, "card.json cannot be written"),
        ({"card": {"at": Path("x")}}, "card.json cannot be written"),
        ({"meta": {}}, "meta lacks"),
        ({"verdicts": {}}, "dropout has no verdict"),
        ({"golden": {}}, "golden.json holds"),
        ({"reports": {"en": "<script>", "vi": ""}}, "nothing in a bundle runs"),
    ],
    ids=["cutoffs", "reports", "nan", "object", "meta", "verdicts", "golden", "script"],
)
def test_contents_that_would_not_be_read_are_not_written(made, tmp_path, change, words):
    with pytest.raises(BundleError, match=words):
        bundle.write(
            tmp_path / "1", dataclasses.replace(made, **change), sign=signers.sign, trust=TRUST
        )
    assert not list(tmp_path.iterdir())


def test_another_model_than_the_judged_one_is_not_written(made, tmp_path):
    models = {**made.models, "dropout": None}
    other = made.models["exclusion"]
    models["dropout"] = dataclasses.replace(other, outcome="dropout")
    with pytest.raises(BundleError, match="audit the model that is released"):
        bundle.write(
            tmp_path / "1", dataclasses.replace(made, models=models), sign=signers.sign, trust=TRUST
        )


def test_an_outcome_that_would_leave_the_folder_writes_nothing(made, tmp_path):
    models = {"../../evil": made.models["dropout"]}
    contents = dataclasses.replace(made, models=models, cutoffs={"../../evil": {}})
    with pytest.raises(BundleError, match="outcomes"):
        bundle.write(tmp_path / "a" / "1", contents, sign=signers.sign, trust=TRUST)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("after", [0, 3, 12])
def test_a_full_disk_leaves_nothing_behind(made, tmp_path, monkeypatch, after):
    calls, fsync = [], os.fsync

    def full(handle):
        calls.append(handle)
        if len(calls) > after:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fsync(handle)

    monkeypatch.setattr(writing.os, "fsync", full)
    with pytest.raises(BundleError, match="No space left"):
        bundle.write(tmp_path / "1", made, sign=signers.sign, trust=TRUST)
    assert not list(tmp_path.iterdir())


def test_everything_is_on_the_disk_before_it_has_its_name(made, tmp_path, monkeypatch):
    events, fsync, rename = [], os.fsync, Path.rename
    monkeypatch.setattr(writing.os, "fsync", lambda handle: (events.append("sync"), fsync(handle)))
    monkeypatch.setattr(
        Path, "rename", lambda self, to: (events.append("rename"), rename(self, to))[1]
    )
    written = bundle.write(tmp_path / "1", made, sign=signers.sign, trust=TRUST)
    n_files, n_folders = len(written.files) + 2, 3  # manifest and signature, which comes last
    assert events == ["sync"] * (n_files + n_folders + 1) + ["rename", "sync"]


def test_its_folder_can_be_read_by_others(made, tmp_path):
    old = os.umask(0o022)
    try:
        bundle.write(tmp_path / "1", made, sign=signers.sign, trust=TRUST)
    finally:
        os.umask(old)
    assert (tmp_path / "1").stat().st_mode & 0o777 == 0o755
