"""A wave is offered for what its answers hold, by the survey's own definition."""

from pathlib import Path

import numpy as np
import pytest
from tests.surveys import world

from riskscreen import flows, records, surveys


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> records.Records:
    folder: Path = tmp_path_factory.mktemp("mics5")
    world.mics5(folder, households=700, seed=4)
    return surveys.read("mics5", folder)


def last_day(held: records.Records) -> str:
    return str(held.children["observed_date"].max())


def test_child_labour_is_offered_by_the_survey_s_own_definition(held: records.Records) -> None:
    assert "child_labour:mics5" in flows.answerable(held, as_of=last_day(held))


def test_an_answer_that_nobody_gave_offers_nothing(held: records.Records) -> None:
    nothing = np.full(held.children.n_rows, np.nan)
    bare = held.replace(
        children=held.children.with_columns(
            economic_hours_week=nothing, attending_school=nothing, birth_registered=nothing
        )
    )
    assert flows.answerable(bare, as_of=last_day(bare)) == ()
