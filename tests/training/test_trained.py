"""A model knows which children and days it has learned from."""

import pytest

from riskscreen.errors import TrainingError


def test_a_table_it_learned_from_is_no_later_window(table, trained, later):
    trained.refuse_seen(later)
    with pytest.raises(TrainingError, match="rows were trained on; first is child"):
        trained.refuse_seen(table)


def test_only_rows_that_trained_count_as_learned_from(table, trained):
    assert len(trained.trained_on) == table.trains.sum()
