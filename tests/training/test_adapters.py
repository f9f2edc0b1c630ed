"""The recipe behaves as a scikit-learn classifier that knows groups."""

import numpy as np
import pytest
from sklearn.base import clone

from riskscreen import measures, training
from riskscreen.errors import TrainingError


def test_it_clones_fits_and_ranks(world, other_world):
    rows = world.rows
    fitted = clone(training.RiskClassifier(drawn=0, seed=2)).fit(
        rows.X, rows.label, sample_weight=rows.weight, groups=rows.psu
    )
    risk = fitted.predict_proba(other_world.rows.X)
    assert risk.sum(axis=1) == pytest.approx(1)
    assert measures.weighted_auc(other_world.rows.label, risk[:, 1], other_world.rows.weight) > 0.7


def test_without_groups_it_refuses():
    with pytest.raises(TrainingError, match="no groups for the folds"):
        training.RiskClassifier().fit(np.zeros((4, 1)), np.array([0, 1, 0, 1]))
