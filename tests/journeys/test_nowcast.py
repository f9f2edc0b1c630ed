"""One wave is trained as a nowcast: nothing that decides the answer is seen, and all say so."""

from pathlib import Path

import pytest
from tests.journeys import progresa as progresa_files
from tests.signers import TRUST

from riskscreen import features, flows, outcomes, records, tables

FOLDER = progresa_files.FOLDER
DAY = "1998-11-01"
LIMITS = progresa_files.LIMITS

pytestmark = progresa_files.needed


@pytest.fixture(scope="module")
def wave() -> records.Records:
    """The second wave alone: attendance now and a year ago in one row."""
    held = records.read_records(FOLDER, mapping=progresa_files.MAPPING)
    now = held.children["observed_date"] == held.children["observed_date"].dtype.type(DAY)
    return held.replace(children=held.children.take(now))


def test_no_feature_rests_on_what_decides_the_answer(wave: records.Records) -> None:
    table = tables.build_table(wave, "dropout", as_of=DAY, horizon_months=0, policy=LIMITS)
    barred = set(outcomes.barred_columns(outcomes.get("dropout")))
    by_name = {one.name: one for one in features.catalogue(policy=LIMITS)}
    used = [by_name[name] for name in table.features.names if name in by_name]
    assert used
    assert not [one.name for one in used if set(one.columns) & barred]
    # the same children, a year ahead, may learn from attendance
    known = set(tables.build_table(
        records.read_records(FOLDER, mapping=progresa_files.MAPPING), "dropout",
        as_of="1997-11-01", policy=LIMITS,
    ).features.names)  # fmt: skip
    assert known - set(table.features.names)


def test_the_whole_way_says_concurrent(wave: records.Records, tmp_path: Path) -> None:
    run = flows.train(
        wave, as_of=DAY, horizon_months=0, outcomes=("dropout",),
        policy=progresa_files.POLICY, store=tmp_path, seed=0, trust=TRUST
    )  # fmt: skip
    for lang, words in {
        "en": "Concurrent, not prospective",
        "vi": "Đồng thời, không phải dự báo",
    }.items():
        assert words in flows.report(run.run_id, lang=lang, format="html", store=tmp_path)
    found = {one.code for one in run.results["dropout"].windows.training.findings}
    assert "TAB-09" in found
    assert run.verdicts["dropout"].value != "pass"


def test_two_definitions_of_one_outcome_are_two_runs(wave: records.Records, tmp_path: Path) -> None:
    from riskscreen.errors import InputError

    with pytest.raises(InputError, match="first is child_labour"):
        flows.train(
            wave,
            as_of=DAY,
            outcomes=("child_labour", "child_labour:mics5"),
            store=tmp_path,
            trust=TRUST,
        )
