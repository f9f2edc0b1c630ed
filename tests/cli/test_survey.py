"""From a survey's own files to records that can be trained on, from the command line."""

import json
import sys
from pathlib import Path

import pytest

from riskscreen import records, surveys

ROOT = str(Path(__file__).parents[2])
if ROOT not in sys.path:  # `pytest` alone, unlike `python -m pytest`, does not look here
    sys.path.insert(0, ROOT)

from tests.surveys import vhlss_world, world  # noqa: E402 - found by the line above

from .conftest import Run  # noqa: E402, TID252 - a test reads its own fixtures

RIGHTS = (
    "--legal-basis",
    "Statistics Law",
    "--purpose",
    "a test",
    "--retention-until",
    "2099-12-31",
)


@pytest.fixture(scope="module")
def vhlss(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return vhlss_world.make(2014, homes=24).write(tmp_path_factory.mktemp("vhlss"))


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_what_a_reader_gives_is_what_the_folder_holds(
    form: str, vhlss: Path, in_folder: Path, run: Run
) -> None:
    status, out, err = run(
        "survey", "vhlss", vhlss, "--round", 2014, "--out", "o", "--format", form, *RIGHTS
    )
    assert (status, err) == (0, "")
    held = surveys.read("vhlss", vhlss, round=2014, legal_basis="Statistics Law",
                        purpose="a test", retention_until="2099-12-31")  # fmt: skip
    read = records.read_records(in_folder / "o")
    assert (read.digest, read.reading, read.source) == (held.digest, held.reading, held.source)
    read.require_legal()
    told = [line for line in out.splitlines() if "  SUR-" in line]
    assert len(told) == sum(finding.code.startswith("SUR-") for finding in held.reading)
    assert "rows in = " in "".join(told)
    assert out.splitlines()[-1].startswith(("next: riskscreen train o", "no outcome can be"))
    status, checked, _ = run("check", "o")
    assert status == 0
    assert set(told) <= set(checked.splitlines())


def test_a_survey_for_machines_is_one_object(vhlss: Path, in_folder: Path, run: Run) -> None:
    words = ("survey", "vhlss", vhlss, "--round", 2014, "--out", "o", "--indicators", "--json")
    status, out, err = run(*words)
    facts = json.loads(out)
    read = records.read_records(in_folder / "o")
    assert (status, err) == (0, "")
    assert facts["digest"] == read.digest
    assert (facts["households"], facts["children"]) == (
        read.households.n_rows, read.children.n_rows,
    )  # fmt: skip
    assert [finding["code"] for finding in facts["findings"]] == [one.code for one in read.reading]
    assert facts["indicators"] == surveys.indicators(read).to_dicts()


@pytest.mark.parametrize(("lang", "said"), [("vi", "trẻ"), ("en", "children")])
def test_the_indicators_are_printed_in_the_language_asked_for(
    lang: str, said: str, in_folder: Path, run: Run
) -> None:
    (in_folder / "files").mkdir()
    world.mics6(in_folder / "files", households=120, seed=6)
    words = ("survey", "mics6", "files", "--out", "o", "--indicators", "--lang", lang)
    status, out, _ = run(*words)
    assert status == 0
    table = surveys.indicators(records.read_records(in_folder / "o")).text(lang)
    assert said in table
    assert table in out


def test_a_day_is_needed_where_the_files_say_none_and_is_checked(
    vhlss: Path, in_folder: Path, run: Run
) -> None:
    words = ("survey", "vhlss", vhlss, "--round", 2014, "--out", "o")
    assert run(*words, "--observed-date", "2014")[0] == 2
    assert run(*words, "--observed-date", "2014-09-01")[0] == 0
    days = records.read_records(in_folder / "o").households["observed_date"]
    assert set(days.astype(str).tolist()) == {"2014-09-01"}


def test_a_round_that_nobody_described_writes_nothing(
    vhlss: Path, in_folder: Path, run: Run
) -> None:
    status, out, err = run("survey", "vhlss", vhlss, "--round", 2011, "--out", "o", "--json")
    assert (status, out) == (2, "")
    assert "2011" in json.loads(err)["error"]
    assert not (in_folder / "o").exists()


def test_an_offices_own_table_in_the_way_is_kept(vhlss: Path, in_folder: Path, run: Run) -> None:
    (in_folder / "o").mkdir()
    (in_folder / "o" / "children.csv").write_text("mine")
    status, _, err = run("survey", "vhlss", vhlss, "--round", 2014, "--out", "o")
    assert status == 2
    assert "children.csv, which riskscreen did not write" in err
    assert (in_folder / "o" / "children.csv").read_text() == "mine"


def test_the_way_on_names_an_outcome_that_the_answers_hold(in_folder: Path, run: Run) -> None:
    world.mics5(in_folder / "files", households=700, seed=4)
    status, out, _ = run("survey", "mics5", "files", "--out", "o", *RIGHTS)
    assert status == 0
    assert "--horizon-months 0 --outcome child_labour:mics5" in out.splitlines()[-1]
    status, out, _ = run("survey", "mics5", "files", "--out", "p")
    assert "not trainable yet: read again with --legal-basis, --purpose" in out.splitlines()[-1]


def test_the_survey_s_own_folder_is_not_written_into(in_folder: Path, run: Run) -> None:
    world.mics5(in_folder / "files", households=60, seed=4)
    status, _, err = run("survey", "mics5", "files", "--out", "files")
    assert status == 2
    assert "is the folder of the survey's files" in err
