"""The C interface gives what the lightgbm package gives, alone, in a batch and in threads."""

from __future__ import annotations

import gc
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from riskscreen.errors import InputError, IntegrityError
from riskscreen.model import Booster


@pytest.fixture
def booster(fitted):
    return Booster.from_text(fitted.text)


def test_margins_are_those_of_lightgbm_bit_for_bit(fitted, booster):
    expected = fitted.native.predict(fitted.X, raw_score=True)
    np.testing.assert_array_equal(booster.margin(fitted.X), expected)


def test_contributions_are_those_of_lightgbm_bit_for_bit(fitted, booster):
    expected = fitted.native.predict(fitted.X, pred_contrib=True)
    np.testing.assert_array_equal(booster.contributions(fitted.X), expected)


def test_names_and_numbers_are_those_of_lightgbm(fitted, booster):
    assert booster.feature_names == tuple(fitted.native.feature_name())
    assert (booster.n_features, booster.n_trees) == (12, 80)


def test_long_feature_names_are_read_whole(fitted):
    name = "x" * 5000
    assert Booster.from_text(fitted.text.replace("feature_1 ", f"{name} ")).feature_names[1] == name


def test_a_child_alone_scores_as_in_the_batch(fitted, booster):
    together, reasons = booster.margin(fitted.X), booster.contributions(fitted.X)
    for row in range(0, fitted.X.shape[0], 7):
        alone = fitted.X[row : row + 1]
        assert booster.margin(alone)[0] == together[row]
        np.testing.assert_array_equal(booster.contributions(alone)[0], reasons[row])


@pytest.mark.parametrize(
    "layout",
    [np.asfortranarray, lambda X: np.repeat(X, 2, axis=0)[::2]],
    ids=["columns", "strides"],
)
def test_the_layout_of_the_matrix_does_not_matter(fitted, booster, layout):
    np.testing.assert_array_equal(booster.margin(layout(fitted.X)), booster.margin(fitted.X))


@pytest.mark.parametrize("dtype", [np.float32, np.int64, bool])
def test_other_numbers_are_read_as_their_float64(booster, dtype):
    X = np.random.default_rng(1).integers(0, 2, (20, 12)).astype(dtype)
    np.testing.assert_array_equal(booster.margin(X), booster.margin(X.astype(float)))


def test_eight_threads_get_what_one_gets(fitted, booster):
    margin, reasons = booster.margin(fitted.X), booster.contributions(fitted.X)

    def ask(seed: int) -> bool:
        rows = np.random.default_rng(seed).permutation(fitted.X.shape[0])
        if seed % 2:
            return np.array_equal(booster.margin(fitted.X[rows]), margin[rows])
        return np.array_equal(booster.contributions(fitted.X[rows]), reasons[rows])

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(160)))


def test_no_rows_give_no_answers(booster):
    assert booster.margin(np.empty((0, 12))).shape == (0,)
    assert booster.contributions(np.empty((0, 12))).shape == (0, 13)


@pytest.mark.parametrize(
    ("X", "words"),
    [
        (np.zeros((3, 11)), r"shape \(3, 11\); this model reads \(n_children, 12\)"),
        (np.zeros(12), r"shape \(12,\)"),
        (np.full((2, 12), "1"), "dtype <U1"),
        (np.full((2, 12), None), "dtype object"),
    ],
    ids=["narrow", "flat", "text", "objects"],
)
def test_a_matrix_that_it_cannot_read_is_refused(booster, X, words):
    with pytest.raises(InputError, match=words):
        booster.margin(X)


def test_text_that_lightgbm_cannot_read_is_refused():
    with pytest.raises(IntegrityError, match="LightGBM refuses LoadModelFromString"):
        Booster.from_text("no model")


def test_a_zero_byte_is_refused(fitted):
    with pytest.raises(IntegrityError, match="zero byte, first at byte 4"):
        Booster.from_text(fitted.text[:4] + "\x00" + fitted.text[4:])


def test_several_classes_are_refused():
    import lightgbm

    rng = np.random.default_rng(0)
    data = lightgbm.Dataset(rng.normal(size=(90, 2)), rng.integers(0, 3, 90))
    native = lightgbm.train({"objective": "multiclass", "num_class": 3, "verbosity": -1}, data, 2)
    with pytest.raises(IntegrityError, match="3 classes"):
        Booster.from_text(native.model_to_string())


def test_it_frees_its_trees_once(fitted):
    booster = Booster.from_text(fitted.text)
    finalizer = booster._finalizer
    del booster
    gc.collect()
    assert not finalizer.alive


def test_it_travels_to_a_worker_as_its_text(fitted, booster):
    copy = pickle.loads(pickle.dumps(booster))  # noqa: S301 - our own bytes, made a line above
    np.testing.assert_array_equal(copy.margin(fitted.X), booster.margin(fitted.X))


def test_it_is_quiet_and_leaves_the_workshop_out(fitted, tmp_path):
    (tmp_path / "model.txt").write_text(fitted.text)
    program = (
        "import sys, threading, numpy as np; from riskscreen.model import Booster\n"
        "b = Booster.from_text(open(sys.argv[1]).read()); X = np.zeros((3, 12))\n"
        "t = threading.Thread(target=lambda: (b.margin(X), b.contributions(X)))\n"
        "t.start(); t.join()\n"
        "heavy = {'lightgbm', 'pandas', 'sklearn', 'scipy', 'pyarrow'} & set(sys.modules)\n"
        "sys.exit(' '.join(heavy) or 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "model.txt")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_a_process_that_is_forked_while_another_thread_scores_can_score(booster):
    X, done = np.zeros((40_000, 12)), threading.Event()

    def score() -> None:
        while not done.is_set():
            booster.contributions(X)

    thread = threading.Thread(target=score)
    thread.start()
    # until the other thread is inside the library
    while not booster._lock.locked():
        time.sleep(0.001)
    child = os.fork()
    if child == 0:
        booster.margin(X[:1])
        os._exit(0)
    done.set()
    thread.join()
    assert ended(child) == 0


def ended(child: int) -> int | None:
    """Return the status of a child process, None where it hangs; a score takes a millisecond."""
    for _ in range(1000):
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return status
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None
