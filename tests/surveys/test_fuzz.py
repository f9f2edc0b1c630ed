"""Whatever is wrong with the files: one clear refusal, or every row in is used or set aside."""

import tempfile
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
import pytest
from hypothesis import strategies as st
from tests.surveys import world, world_faults
from tests.surveys.asking import equations, read

from riskscreen import errors, records, surveys

SETTINGS = hypothesis.settings(
    max_examples=40, deadline=None, derandomize=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)  # fmt: skip
KINDS = st.sampled_from(["mics5", "mics6", "mics6_qatar", "mics6_yemen"])
DROPPED = st.lists(
    st.sampled_from(
        ["hh.HH6", "hh.HH7", "hh.hhweight", "hh.PSU", "hh.HH5D", "hl.HL3", "hl.HL4", "hl.HL6",
         "hl.ED9", "hl.ED5", "hl.schage", "hl.hhweight", "ch.BR1", "ch.chweight", "ch.UF17",
         "fs.CL3", "fs.CB3", "fs.FS17", "fs.fsweight", "hh.HH46", "hh.HH9", "hh.SL9B", "hh.SL1"]
    ),
    max_size=4, unique=True,
)  # fmt: skip
FAULTS = st.dictionaries(
    st.sampled_from(sorted(world_faults.COUNTED)), st.integers(1, 3), max_size=4
)


def draw(folder: Path, kind: str, *, households: int, seed: int, **faults: Any) -> world.World:
    name, _, style = kind.partition("_")
    options = {"style": style} if style else {}
    make = getattr(world, name)
    found: world.World = make(folder, households=households, seed=seed, **options, **faults)
    return found


def check(survey: world.World) -> records.Records | None:
    """Read the survey; return the records, or None where it was refused in the three parts."""
    try:
        held = read(survey)
    except errors.RiskscreenError as refusal:
        _event(f"refused: {str(refusal)[:60]}")
        assert len(str(refusal)) > 40
        return None
    _event("read")
    told = equations(held)
    for file, columns in survey.tables.items():
        assert told[file].holds, told[file]
        assert told[file].rows == len(next(iter(columns.values())))
    assert all(equation.holds for equation in told.values())
    return held


def _event(text: str) -> None:
    """Let ``--hypothesis-show-statistics`` say how often what was answered."""
    if hypothesis.currently_in_test_context():
        hypothesis.event(text)


@SETTINGS
@hypothesis.given(
    kind=KINDS, households=st.integers(1, 60), seed=st.integers(0, 10_000), faults=FAULTS
)
def test_small_surveys_with_any_faults_add_up(
    kind: str, households: int, seed: int, faults: dict[str, int]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        survey = draw(Path(folder), kind, households=households, seed=seed, **faults)
        held = check(survey)
        if held is None or not held.children.n_rows:
            return
        try:
            table = surveys.indicators(held, child_labour=("sdg871_mics6", "mics5"))
        except errors.RiskscreenError as refusal:  # few households may look like two field works
            _event(f"no table: {str(refusal)[:60]}")
            return
        rates = np.array([row.rate for row in table.rows if row.measured])
        assert ((rates >= 0) & (rates <= 1) | np.isnan(rates)).all()


@SETTINGS
@hypothesis.given(kind=KINDS, seed=st.integers(0, 10_000), dropped=DROPPED, empty=DROPPED)
def test_absent_and_empty_variables_never_break_the_reader(
    kind: str, seed: int, dropped: list[str], empty: list[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        survey = draw(
            Path(folder), kind, households=40, seed=seed, without=" ".join(dropped),
            empty=" ".join(set(empty) - set(dropped)),
        )  # fmt: skip
        check(survey)


@SETTINGS
@hypothesis.given(
    kind=KINDS,
    at=st.integers(0, 3),
    keep=st.floats(0.0, 1.0),
    spots=st.lists(st.tuples(st.floats(0.0, 1.0), st.integers(0, 255)), max_size=2),
)
def test_corrupted_files_are_refused_or_read_whole(
    kind: str, at: int, keep: float, spots: list[tuple[float, int]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        survey = draw(Path(folder), kind, households=20, seed=1)
        paths = sorted(survey.files.values())
        path = paths[at % len(paths)]
        held = bytearray(path.read_bytes())
        for place, byte in spots:
            held[int(place * (len(held) - 1))] = byte
        path.write_bytes(bytes(held[: int(len(held) * keep)]) if not spots else bytes(held))
        try:
            found = read(survey)
        except errors.RiskscreenError as refusal:
            _event(f"refused: {str(refusal)[:60]}")
            return
        _event("read")
        assert all(equation.holds for equation in equations(found).values())


@pytest.mark.parametrize("kind", ["mics5", "mics6"])
def test_a_survey_of_one_household_is_read(tmp_path: Path, kind: str) -> None:
    held = check(draw(tmp_path, kind, households=1, seed=3))
    assert held is not None
    assert held.households.n_rows == 1
