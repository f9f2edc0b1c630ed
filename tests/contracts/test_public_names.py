"""What `import riskscreen` offers, and what it costs."""

import json
import re
import subprocess
import sys
from pathlib import Path

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


def test_what_the_documents_name_is_there_after_one_import() -> None:
    documents = [Path("README.md"), *Path("docs").glob("*.md")]
    named = {
        name
        for path in documents
        for name in re.findall(r"riskscreen(?:\.[a-z_]+)+\(", path.read_text(encoding="utf-8"))
    }
    assert "riskscreen.scoring.household_schema(" in named
    for name in sorted(named):
        code = f"import riskscreen; {name[:-1]}"
        subprocess.run([sys.executable, "-c", code], check=True)
