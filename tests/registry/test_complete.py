import math

import pytest

from riskscreen import registry


def whole_record(**changes: object) -> registry.RunRecord:
    files = [*registry.REQUIRED_FILES]
    files += [f"candidate/dropout/{name}" for name in ("model.txt", "model.json", "golden.json")]
    files += [
        "audit/dropout.json",
        "candidate/dropout/cutoffs.json",
        "audit/dropout_metric_frame.csv",
        "evaluation/dropout.csv",
    ]
    files += ["explanation/dropout.json", "explanation/dropout_importance_en.svg"]
    files += ["explanation/dropout_importance_vi.svg"]
    fields: dict[str, object] = {
        "run_id": "r", "status": "FINISHED", "tags": {}, "files": tuple(files),
        "parameters": {
            "data_digest": "d", "policy_digest": "p", "horizon_months": "12", "seed": "0",
        },
        "metrics": {f"dropout.{name}": 0.7 for name in registry.REQUIRED_METRICS},
    }  # fmt: skip
    return registry.RunRecord(**{**fields, **changes})


def lacking(record: registry.RunRecord) -> tuple[str, ...]:
    return registry.missing(record) + registry.missing_of(record, "dropout")


def test_what_a_run_logged_has_one_digest() -> None:
    logged = {"sha256/audit/dropout.json": "a" * 64, "sha256/candidate/features.json": "b" * 64}
    before = registry.logged_digest(whole_record(parameters=logged))
    assert registry.logged_digest(whole_record(parameters={**logged, "seed": "1"})) == before
    for name in logged:
        changed = whole_record(parameters={**logged, name: "c" * 64})
        assert registry.logged_digest(changed) != before


def test_a_whole_run_lacks_nothing() -> None:
    assert lacking(whole_record()) == ()


@pytest.mark.parametrize("path", whole_record().files)
def test_each_absent_file_is_named(path: str) -> None:
    files = tuple(other for other in whole_record().files if other != path)
    assert lacking(whole_record(files=files)) == (f"file {path}",)


def test_a_figure_that_is_not_a_number_is_missing() -> None:
    metrics = {**whole_record().metrics, "dropout.judged.auc": math.nan}
    absent = registry.missing_of(whole_record(metrics=metrics), "dropout")
    assert absent == ("metric dropout.judged.auc (logged as nan)",)


def test_a_run_that_did_not_end_is_not_whole() -> None:
    assert "RUNNING" in registry.missing(whole_record(status="RUNNING"))[0]


def test_a_changed_a_new_and_an_unlogged_file_are_seen() -> None:
    files = {"audit/a.json": b"1", "candidate/b.json": b"2", "notes.md": b"3"}
    record = whole_record(files=tuple(files), parameters=registry.digests_of(files))
    assert registry.changed(record, files.__getitem__) == ()
    forged = {**files, "audit/a.json": b"9", "notes.md": b"9"}
    assert registry.changed(record, forged.__getitem__) == ("audit/a.json",)
    more = whole_record(files=(*files, "report/new.html"), parameters=record.parameters)
    assert registry.changed(more, {**files, "report/new.html": b""}.__getitem__) == (
        "report/new.html",
    )
