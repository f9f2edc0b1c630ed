"""A service that scores one household loads numpy and LightGBM's library, and no workshop."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.signers import TRUST_FILE

WORKSHOP = (
    "pandas", "polars", "pyarrow", "narwhals", "mlflow", "shap", "fairlearn", "sklearn",
    "matplotlib", "scipy", "joblib", "lightgbm", "jinja2",
)  # fmt: skip

SCORE_JSON = """
import json, socket, sys
def refuse(*_, **__):
    raise SystemExit("a socket was opened")
socket.socket = refuse
import riskscreen
text = open(sys.argv[2]).read()
answer = riskscreen.score_json(
    text, release="small", as_of="2025-09-15", models=sys.argv[1], trust=sys.argv[4]
)
assert any(row["risk"] is not None for row in json.loads(answer)["scores"])
print(json.dumps(sorted(set(sys.modules) & set(sys.argv[3].split(",")))))
"""

SCORE_DICTS = """
import json, sys
import riskscreen
from riskscreen import schema
document = json.load(open(sys.argv[2]))
def columns(rows):
    names = {name for row in rows for name in row}
    return {name: [row.get(name) for row in rows] for name in names}
household = document["household"]
children = [{"household_id": household["household_id"], **row} for row in document["children"]]
scores = riskscreen.score(
    columns([household | {"synthetic": True}]),
    columns([row | {"synthetic": True} for row in children]),
    release="small", as_of="2025-09-15", models=sys.argv[1], trust=sys.argv[4],
)
assert scores.n_rows and scores.to_dicts()
print(json.dumps(sorted(set(sys.modules) & set(sys.argv[3].split(",")))))
"""

EXPLAIN = """
import json, socket, sys
def refuse(*_, **__):
    raise SystemExit("a socket was opened")
socket.socket = refuse
import riskscreen
from riskscreen import scoring, signing
text, folder = open(sys.argv[2]).read(), sys.argv[2].rpartition("/")[0]
signing.make_secret(folder + "/log.secret")
log = scoring.AccessLog(folder + "/access.jsonl", secret=folder + "/log.secret")
where = {"models": sys.argv[1], "trust": sys.argv[4]}
riskscreen.score_json(text, release="small", as_of="2025-09-15", access_log=log, **where)
line = open(log.path).readline()
told = riskscreen.explain_score(text, line=line, secret=folder + "/log.secret", **where)
scoring.override(
    folder + "/overrides.jsonl", secret=folder + "/log.secret", child_id=told.child_id,
    outcome="dropout", decision="other", tier="", release=told.release, as_of=told.as_of,
    by="social worker", reason="a test",
)
print(json.dumps(sorted(set(sys.modules) & set(sys.argv[3].split(",")))))
"""


@pytest.mark.parametrize(
    "script", [SCORE_JSON, SCORE_DICTS, EXPLAIN], ids=["json", "dicts", "logged_and_explained"]
)
def test_scoring_a_household_imports_nothing_of_the_workshop(
    shelf: Any, some_household: dict[str, Any], tmp_path: Path, script: str
) -> None:
    file = tmp_path / "household.json"
    file.write_text(json.dumps(some_household), encoding="utf-8")
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            script,
            str(shelf.models),
            str(file),
            ",".join(WORKSHOP),
            str(TRUST_FILE),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []
