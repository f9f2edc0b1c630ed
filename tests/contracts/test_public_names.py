"""What `import riskscreen` offers, and what it costs."""

import json
import subprocess
import sys

import pytest

import riskscreen

HEAVY = ("mlflow", "shap", "fairlearn", "sklearn", "pandas", "matplotlib", "lightgbm", "pyarrow")


def test_every_public_name_can_be_fetched() -> None:
    for name in riskscreen.__all__:
        assert getattr(riskscreen, name) is not None
    assert set(riskscreen.__all__) <= set(dir(riskscreen))


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        riskscreen.no_such_name  # noqa: B018 - the access is the test


@pytest.mark.parametrize(
    "module",
    ["riskscreen", "riskscreen.scoring", "riskscreen.decisions", "riskscreen.records"],
)
def test_importing_the_score_path_leaves_the_workshop_out(module: str) -> None:
    code = f"import json, sys, {module}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    loaded = set(json.loads(done.stdout))
    assert not loaded & set(HEAVY)
