"""Nothing in a bundle runs, and loading one reaches nobody: the holes of MLflow and skops.

peers.md, trap 5: with pickle switched off, ``mlflow.pyfunc.load_model`` still ran Python from the
artefact; skops' hole was a silent fallback. Python's own audit events say what really happened.
"""

from __future__ import annotations

import ast
import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from tests.attacks import shelf
from tests.signers import TRUST_FILE

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "riskscreen"

WATCHED = r"""
import json, os, sys
import numpy  # numpy itself imports pickle, for its own files
before = set(sys.modules)
seen, warm = [], False
FORBIDDEN = ("pickle.", "socket.", "subprocess.", "os.system", "os.exec", "os.spawn", "os.fork",
             "os.posix_spawn", "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.chmod",
             "os.link", "os.symlink", "os.truncate", "shutil.", "tempfile.", "ftplib.", "urllib.",
             "smtplib.", "webbrowser.", "code.", "marshal.dumps", "sqlite3.")
WARM = ("import", "exec", "compile", "marshal.loads", "code.__new__", "ctypes.dlopen",
        "function.__new__", "os.putenv", "sys.addaudithook", "cpython.run_")
def hook(event, arguments):
    if event.startswith(FORBIDDEN) or (warm and event.startswith(WARM)):
        seen.append([event, repr(arguments)[:200]])
    elif event == "open":
        path, mode, flags = arguments
        writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
        # a first import may write its compiled form, as any import of Python's does
        if writes and not str(path).rpartition(".")[0].endswith(".pyc"):
            seen.append([event, repr(arguments)[:200]])
    elif event == "ctypes.dlopen" and "lightgbm" not in str(arguments[0]):
        seen.append([event, repr(arguments)[:200]])
sys.addaudithook(hook)
import datetime
from riskscreen import scoring
def load():
    return scoring.load_release(
        "small", models=sys.argv[1], trust=sys.argv[2], today=datetime.date(2026, 3, 2)
    )
held = load()
cold, warm = len(seen), True
held = load()
warm = False
modules = sorted(
    name for name in set(sys.modules) - before
    if name.partition(".")[0] in ("pickle", "_pickle", "joblib", "cloudpickle", "dill", "marshal",
                                  "lightgbm", "jinja2", "mlflow", "shelve", "socket", "_socket",
                                  "subprocess", "multiprocessing", "ssl", "http", "urllib")
)
print(json.dumps({"seen": seen, "modules": modules, "version": held.version}))
"""


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    shelf.build(folder)
    return folder


def test_loading_a_release_runs_writes_opens_and_imports_nothing(models: Path) -> None:
    program = [sys.executable, "-c", WATCHED, str(models), str(TRUST_FILE)]
    done = subprocess.run(
        program,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    said = json.loads(done.stdout)
    assert said == {"seen": [], "modules": said["modules"], "version": "2"}
    assert not {name.partition(".")[0] for name in said["modules"]} & {
        "pickle", "joblib", "cloudpickle", "dill", "shelve", "lightgbm", "jinja2", "mlflow",
        "socket", "_socket", "ssl", "http", "subprocess", "multiprocessing",
    }  # fmt: skip


SCORED = (
    WATCHED.replace("held = load()\ncold", "held = load()\nscore()\ncold")
    .replace("held = load()\nwarm = False", "score()\nwarm = False")
    .replace(
        "def load():",
        """
day = datetime.date(2026, 3, 2)
scoring.release._clock = lambda: day
text = open(sys.argv[3], "rb").read()
def score():
    answer = scoring.score_json(text, release=held, as_of="2025-09-15", reasons=3)
    assert any(row["risk"] is not None for row in json.loads(answer)["scores"])
def load():""",
    )
)


def test_scoring_a_household_runs_writes_opens_and_imports_nothing(tmp_path: Path) -> None:
    golden = ROOT / "tests" / "old_bundles" / "format_1"
    household = tmp_path / "household.json"
    household.write_text(json.dumps(json.loads((golden / "households.json").read_bytes())[0]))
    program = [sys.executable, "-c", SCORED, str(golden / "models"), str(golden / "trust.toml")]
    done = subprocess.run(
        [*program, str(household)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["seen"] == []


def test_the_watch_sees_what_it_is_for(models: Path) -> None:
    """A watch that sees nothing would prove nothing: each is done once on purpose."""
    deeds = {
        "__import__('pickle').loads(b'cos\\nsystem\\n.')": "pickle.find_class",
        "eval('1')": "exec",
        "open(sys.argv[1] + '/x', 'w').close()": "open",
        "__import__('socket').socket().close()": "socket.__new__",
        "__import__('ctypes').CDLL(None)": "ctypes.dlopen",
        "__import__('subprocess').run(['true'])": "subprocess.Popen",
    }
    doing = "\n".join(["warm = True", *deeds, "warm = False", "modules ="])
    program = WATCHED.replace("modules =", doing, 1)
    done = subprocess.run(
        [sys.executable, "-c", program, str(models), str(TRUST_FILE)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert set(deeds.values()) <= {seen for seen, _ in json.loads(done.stdout)["seen"]}


class Bomb:
    """Runs where it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.mark),)


@pytest.mark.parametrize(
    "path", ["model.pkl", "python_model.pkl", "MLmodel", "dropout/model.txt", "card.json",
             "features.json", "model.sig", "code/loader.py", "conda.yaml"],
)  # fmt: skip
def test_a_pickle_or_a_program_in_any_place_of_a_bundle_is_refused_unread(
    tmp_path: Path, path: str
) -> None:
    models, mark = tmp_path / "models", tmp_path / "it-ran"
    shelf.build(models)
    folder = models / shelf.NAME / "2"
    bomb = pickle.dumps(Bomb(mark))
    shelf.put(folder, {path: bomb if not path.endswith(".py") else b"import os; os.mkdir('x')"})
    with pytest.raises(shelf.REFUSALS):
        shelf.load(models)
    with pytest.raises(shelf.REFUSALS):  # by one who holds every key
        written = shelf.disarmed(shelf.content_of(folder), folder=folder, changed=path)
        shelf.put(folder, {"model.sig": bomb} if path == "model.sig" else {})
        shelf.with_ledger(models, written, version="2")
        shelf.load(models)
    assert not mark.exists()


# where each may stand, and why: fixed names of riskscreen's own modules or of an extra
LAZY = {"__init__.py", "records/__init__.py", "core/extras.py"}
SCORE_PATH = ("scoring", "ledger", "bundle", "signing", "decisions", "model", "features",
              "records", "schema", "policy", "core", "measures")  # fmt: skip
RUNS = {"eval", "exec", "compile", "__import__", "import_module", "loads_pickle", "find_class"}


def test_no_module_of_the_score_path_can_run_a_text() -> None:
    found = []
    paths = [
        *SOURCE.glob("*.py"),
        *(p for part in SCORE_PATH for p in SOURCE.glob(f"{part}/**/*.py")),
    ]
    assert len(paths) > 100
    for path in sorted(paths):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        own = path.relative_to(SOURCE).as_posix()
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
                holder = getattr(getattr(node.func, "value", None), "id", "")
                lazy = name == "import_module" and own in LAZY
                if name in RUNS and holder != "re" and not lazy:
                    found.append(f"{own}:{node.lineno} {name}")
    assert not found
