"""Synthetic panels from the command line: made, and held against what is published."""

import json
from pathlib import Path

import pyarrow.parquet
import pytest

from riskscreen import records, synthetic

from .conftest import Run  # noqa: TID252 - a test reads its own fixtures

DIALS = """
[[under_recorded]]
outcome = "dropout"
column = "ethnicity"
level = "minority"
wave = 2
share = 0.5
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A written panel that no test changes."""
    panel = synthetic.panel(households=400, waves=2, seed=1)
    return panel.write(tmp_path_factory.mktemp("made") / "panel")


def rows(folder: Path) -> dict[str, int]:
    return {
        name: pyarrow.parquet.read_metadata(folder / f"{name}.parquet").num_rows
        for name in ("households", "children", "truth")
    }


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "3 of 3 options are missing; first is --households"),
        (("--seed", 1, "--out", "panel"), "1 of 3 options is missing; first is --households"),
        (("--households", 400, "--out", "panel"), "1 of 3 options is missing; first is --seed"),
        (("--households", 400, "--seed", 1), "1 of 3 options is missing; first is --out"),
        (("--profile", "demo", "--seed", 1), "2 of 3 options are missing; first is --households"),
    ],
    ids=["all", "households", "seed", "out", "two"],
)
def test_a_missing_option_is_named_with_all_that_are_needed(
    words: tuple[object, ...], said: str, in_folder: Path, run: Run
) -> None:
    status, out, err = run("synth", *words)
    assert (status, out) == (2, "")
    assert said in err
    assert "Give --households, --seed and --out, or --fit with a panel's folder" in err
    assert not list(in_folder.iterdir())


def test_a_panel_is_written_with_its_truth_and_marks(in_folder: Path, run: Run) -> None:
    words = ("--households", 400, "--seed", 1, "--waves", 1, "--workers", 1, "--out", "panel")
    status, out, _ = run("synth", *words)
    folder = in_folder / "panel"
    assert status == 0
    assert {path.name for path in folder.iterdir()} == {
        "households.parquet", "children.parquet", "truth.parquet", "truth.json", "digests.json",
        "records.toml", "dials.toml", "README.md",
    }  # fmt: skip
    counted = rows(folder)
    assert counted["households"] == 400
    assert out == "wrote panel: rows of " + ", ".join(
        f"{n:,} {name}" for name, n in counted.items()
    ) + "\n"  # fmt: skip
    assert records.read_records(folder).synthetic
    assert json.loads((folder / "digests.json").read_text())["profile"] == "vhlss2014"
    assert json.loads((folder / "truth.json").read_text())["oracle_list"]


def test_the_panel_is_the_one_of_the_library(made: Path, in_folder: Path, run: Run) -> None:
    words = ("--households", 400, "--seed", 1, "--waves", 2, "--workers", 1, "--out", "panel")
    status, out, err = run("synth", *words, "--json")
    assert (status, err) == (0, "")
    assert json.loads(out) == {"out": "panel", "rows": rows(made)}
    for name in ("households", "children", "truth"):
        path = Path(f"{name}.parquet")
        assert (in_folder / "panel" / path).read_bytes() == (made / path).read_bytes()


def test_partition_writes_a_folder_for_each_province(in_folder: Path, run: Run) -> None:
    words = ("--households", 400, "--seed", 1, "--waves", 1, "--workers", 1, "--out", "country")
    status, out, _ = run("synth", *words, "--partition", "--json")
    folders = sorted((in_folder / "country").glob("province_code=*"))
    assert status == 0
    assert len(folders) > 1
    for name, n in json.loads(out)["rows"].items():
        assert sum(rows(folder)[name] for folder in folders) == n
    held = records.read_records(folders[0])
    assert held.synthetic
    assert set(held.households["province_code"]) == {folders[0].name.removeprefix("province_code=")}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--households", 100), "households outside"),
        (("--waves", 4), "waves outside 1-3"),
        (("--seed", -1), "seed below 0"),
        (("--profile", "atlantis"), "unknown profile"),
        (("--dials", "none.toml"), "dials cannot be read"),
        (("--dials", "bad.toml"), "1 unknown dial(s); first is shift"),
    ],
    ids=["too few", "waves", "seed", "profile", "no dials", "bad dials"],
)
def test_an_option_out_of_bounds_is_a_sentence_and_writes_nothing(
    words: tuple[object, ...], said: str, in_folder: Path, run: Run
) -> None:
    (in_folder / "bad.toml").write_text("shift = 1", encoding="utf-8")
    whole = ("--households", 400, "--seed", 1, "--waves", 1, "--out", "panel", *words)
    status, out, err = run("synth", *whole)
    assert (status, out) == (2, "")
    assert said in err
    assert not (in_folder / "panel").exists()


def test_a_folder_that_holds_files_and_no_panel_is_refused(in_folder: Path, run: Run) -> None:
    office(in_folder / "office")
    (in_folder / "office" / "digests.json").unlink()
    before = {path.name: path.read_bytes() for path in (in_folder / "office").iterdir()}
    words = ("--households", 400, "--seed", 1, "--waves", 1, "--workers", 1, "--out", "office")
    status, out, err = run("synth", *words)
    assert (status, out) == (2, "")
    assert "and is no whole panel" in err
    assert {path.name: path.read_bytes() for path in (in_folder / "office").iterdir()} == before


def test_dials_are_turned_and_told(in_folder: Path, run: Run) -> None:
    (in_folder / "dials.toml").write_text(DIALS, encoding="utf-8")
    words = ("--households", 400, "--seed", 1, "--waves", 2, "--workers", 1, "--out", "panel")
    status, _, err = run("synth", *words, "--dials", "dials.toml")
    assert (status, err) == (0, "")
    facts = json.loads((in_folder / "panel" / "digests.json").read_text())
    assert "under_recorded" in json.dumps(facts["dials"])


def test_fit_prints_the_table_and_ends_well(made: Path, run: Run) -> None:
    status, out, err = run("synth", "--fit", made)
    last = int(str(synthetic.WAVE_DAYS[1])[:4])
    assert (status, err) == (0, "")
    assert out.startswith(f"vhlss2014, wave of {last}: ")
    assert "\nnot_in_school, male 0-15, count " in out
    assert "Contradictions among what is published" in out


def test_fit_compares_the_wave_and_the_profile_that_are_named(made: Path, run: Run) -> None:
    first = int(str(synthetic.WAVE_DAYS[0])[:4])
    _, out, _ = run("synth", "--fit", made, "--year", first, "--profile", "ncls2012")
    assert out.startswith(f"ncls2012, wave of {first}: ")
    assert "\nchild_labour, rural, percent " in out
    (other,) = [line for line in out.splitlines() if line.startswith("not_in_school, male 0-15, c")]
    assert other.endswith("  profile vhlss2014")


def test_fit_writes_no_panel(made: Path, in_folder: Path, run: Run) -> None:
    before = {path.name: path.read_bytes() for path in made.iterdir()}
    status, _, _ = run("synth", "--fit", made)
    assert status == 0
    assert not list(in_folder.iterdir())
    assert {path.name: path.read_bytes() for path in made.iterdir()} == before


def test_fit_is_one_json_object_for_a_machine(made: Path, run: Run) -> None:
    status, out, err = run("synth", "--fit", made, "--json")
    assert (status, err) == (0, "")
    facts = json.loads(out, parse_constant=pytest.fail)
    verdicts = [row["verdict"] for row in facts["rows"]]
    assert (facts["profile"], facts["agree"]) == ("vhlss2014", verdicts.count("agrees"))
    assert facts["judged"] == facts["agree"] + verdicts.count("differs")
    assert len(verdicts) == len(synthetic.targets())


def test_figure_writes_the_figure_and_says_where(made: Path, in_folder: Path, run: Run) -> None:
    status, out, _ = run("synth", "--fit", made, "--figure", "fit.svg")
    assert status == 0
    assert out.endswith("\nwrote fit.svg\n")
    assert "not in school, male 0-15: 387,455" in (in_folder / "fit.svg").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--fit", "nowhere"), "nowhere holds no synthetic panel"),
        (("--fit", "empty"), "empty holds no synthetic panel"),
        (("--fit", "office"), "office holds no synthetic panel; targets are for synthetic panels"),
        (("--fit", "panel", "--year", 1999), "no household row of 1999"),
        (("--fit", "panel", "--figure", "fit.gif"), "no figure ends in '.gif'"),
    ],
    ids=["not there", "empty", "records of an office", "year", "ending"],
)
def test_what_cannot_be_compared_or_drawn_is_a_sentence(
    words: tuple[object, ...], said: str, made: Path, in_folder: Path, run: Run
) -> None:
    (in_folder / "empty").mkdir()
    (in_folder / "panel").symlink_to(made)
    office(in_folder / "office")
    status, out, err = run("synth", *words)
    assert (status, out) == (2, "")
    assert said in err


def office(folder: Path) -> None:
    """Records that were not made here, beside a file that says a profile."""
    records.read_records(
        {"household_id": ["h1"], "observed_date": ["2024-09-15"]},
        {"child_id": ["1"], "household_id": ["h1"], "observed_date": ["2024-09-15"],
         "age_years": [7], "sex": ["male"], "weight": [1.0]},
    ).write(folder)  # fmt: skip
    (folder / "digests.json").write_text('{"profile": "vhlss2014"}', encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--year", 2024), "--year and --figure go with --fit; name the panel to compare"),
        (("--figure", "fit.svg"), "--year and --figure go with --fit; name the panel"),
        (("--fit", "panel", "--households", 400), "--fit compares a panel that is there; leave"),
        (("--fit", "panel", "--seed", 1), "--fit compares a panel that is there; leave"),
        (("--fit", "panel", "--out", "other"), "--fit compares a panel that is there; leave"),
        (("--fit", "panel", "--partition"), "--fit compares a panel that is there; leave"),
        (("--fit", "panel", "--dials", "d.toml"), "--fit compares a panel that is there; leave"),
        (("--workers", 0, "--households", 400, "--seed", 1, "--out", "other"), "--workers"),
        (("--fit", "panel", "--profile", "demo"), "no published figure answers for profile demo"),
        (("--fit", "panel", "--profile", "mars"), "no published figure answers for profile mars"),
    ],
    ids=[
        "year",
        "figure",
        "households",
        "seed",
        "out",
        "partition",
        "dials",
        "workers",
        "demo",
        "no profile",
    ],
)
def test_options_that_do_not_go_together_are_refused_and_nothing_is_written(
    words: tuple[object, ...], said: str, made: Path, in_folder: Path, run: Run
) -> None:
    (in_folder / "panel").symlink_to(made)
    status, out, err = run("synth", *words)
    assert (status, out) == (2, "")
    assert said in err
    assert [path.name for path in in_folder.iterdir()] == ["panel"]


def test_a_partitioned_panel_is_not_compared(in_folder: Path, run: Run) -> None:
    words = ("--households", 60, "--seed", 4, "--waves", 1, "--profile", "province2025")
    run("synth", *words, "--workers", 1, "--partition", "--out", "country")
    status, out, err = run("synth", "--fit", "country")
    assert (status, out) == (2, "")
    assert "country is a partitioned panel; make one without --partition to compare it" in err


def test_help_shows_how_to_make_a_panel_and_how_to_compare_it(run: Run) -> None:
    status, out, _ = run("synth", "--help")
    said = " ".join(out.split())
    assert status == 0
    assert "Example: riskscreen synth --households 46995 --waves 3 --seed 7 --out panel" in said
    assert "riskscreen synth --fit panel" in said
