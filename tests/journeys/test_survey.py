"""From a survey's own files to a report that says concurrent and whose definition it is."""

import json
from pathlib import Path

import pytest
from tests.signers import TRUST
from tests.surveys import world

from riskscreen import flows, records, surveys

LAW = {"legal_basis": "a test", "purpose": "a test", "retention_until": "2099-12-31"}


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> records.Records:
    folder = tmp_path_factory.mktemp("mics5")
    world.mics5(folder / "files", households=4000, seed=3)
    held = surveys.read("mics5", folder / "files", **LAW)
    held.write(folder / "records")
    again = records.read_records(folder / "records")
    assert (again.digest, again.reading) == (held.digest, held.reading)
    return again


@pytest.fixture(scope="module")
def run(survey: records.Records, tmp_path_factory: pytest.TempPathFactory) -> flows.TrainedRun:
    return flows.train(
        survey,
        as_of=str(survey.children["observed_date"].max()),
        horizon_months=0,
        outcomes=("child_labour:mics5",),
        policy=Path(__file__).parents[1] / "small.toml",
        store=tmp_path_factory.mktemp("store"),
        seed=0,
        trust=TRUST,
    )


def test_the_selected_child_trains_by_its_own_weight(run: flows.TrainedRun) -> None:
    table = run.results["child_labour"].windows.training
    found = {one.code: one for one in table.findings}
    assert "weight_selected of those who were asked" in found["TAB-13"].detail
    assert "TAB-05" not in found
    assert table.trains.any()


def test_work_and_what_is_asked_after_it_are_barred(run: flows.TrainedRun) -> None:
    table = run.results["child_labour"].windows.training
    assert {"economic_hours_week", "chores_hours_week", "hazardous_work"} <= set(table.barred)


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "Concurrent, not prospective"), ("vi", "Đồng thời, không phải dự báo")],
)
def test_the_report_says_concurrent_and_whose_definition(
    run: flows.TrainedRun, lang: str, words: str
) -> None:
    page = flows.report(run.run_id, lang=lang, format="html", store=run.store)
    assert words in page
    assert "mics5" in page
    facts = json.loads(flows.report(run.run_id, lang=lang, format="json", store=run.store))
    assert [one["definition"] for one in facts["outcomes"]] == ["mics5"]
