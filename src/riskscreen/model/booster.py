"""What margin do these trees give, and what moved it?

LightGBM's C interface, one thread a call: rows are scored alone, so a batch gives each child
what it would get by itself.
"""

from __future__ import annotations

import ctypes
import functools
import weakref
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.core import digest_bytes
from riskscreen.core.forking import ForkSafe
from riskscreen.errors import InputError, IntegrityError
from riskscreen.model import library
from riskscreen.model.gaps import known_gaps

__all__ = ["Booster"]

_FLOAT64, _ROW_MAJOR, _ALL_TREES = 1, 1, -1
_RAW, _CONTRIBUTIONS = 1, 3
# predict_disable_shape_check stays off: the library itself refuses a matrix of another width
_PARAMETERS = b"num_threads=1 verbosity=-1"
_MOST_ROWS = 2**31 - 1
_NAME_BYTES = 1024


class Booster(ForkSafe):
    """Trees that predict. Made by ``from_text``; has no way to learn.

    A bundle's text is checked by ``bundle.check_tree_text`` before it comes here: the library
    itself trusts what it reads.
    """

    __slots__ = (
        "_digest",
        "_feature_names",
        "_finalizer",
        "_handle",
        "_text",
        "n_features",
        "n_trees",
    )

    def __init__(self, text: str) -> None:
        super().__init__()
        content = text.encode()
        if b"\x00" in content:
            raise IntegrityError(
                f"model text holds a zero byte, first at byte {content.index(0)}; "
                "everything behind it would go unread"
            )
        handle, n_trees = ctypes.c_void_p(), ctypes.c_int()
        library.call(
            "LGBM_BoosterLoadModelFromString",
            content,
            ctypes.byref(n_trees),
            ctypes.byref(handle),
        )
        self._handle = handle
        self._finalizer = weakref.finalize(self, _free, handle)
        self._text = text
        self._digest = digest_bytes(content)
        # Preparing a prediction writes into the shared booster (LightGBM #6142): the tree depth
        # that sizes a buffer of pred_contrib is for a moment too small for another thread.
        self.n_trees = n_trees.value
        self.n_features = _integer("LGBM_BoosterGetNumFeature", handle)
        n_classes = _integer("LGBM_BoosterGetNumClasses", handle)
        if n_classes != 1:
            raise IntegrityError(f"model text has {n_classes} classes; an outcome has one margin")
        self._feature_names = _names(handle, self.n_features)

    @classmethod
    def from_text(cls, text: str) -> Booster:
        """Return the booster of LightGBM's text.

        Raises
        ------
        IntegrityError
            If LightGBM cannot read it.
        """
        return cls(text)

    def __repr__(self) -> str:
        return f"Booster({self.n_trees} trees, {self.n_features} features, {self._digest[:12]})"

    def __reduce__(self) -> tuple[Any, ...]:
        # to a worker process as its text; a bundle never holds a pickle
        return Booster.from_text, (self._text,)

    @property
    def text(self) -> str:
        """LightGBM's text, as it was given."""
        return self._text

    @property
    def digest(self) -> str:
        """SHA-256 of the text."""
        return self._digest

    @property
    def feature_names(self) -> tuple[str, ...]:
        """Names of the inputs, in the order of a matrix's columns."""
        return self._feature_names

    @property
    def known_gaps(self) -> tuple[bool, ...]:
        """Whether the trees know each input's missing value from the number 0.

        Raises
        ------
        IntegrityError
            If the text does not say it.
        """
        return known_gaps(self._text, n_features=self.n_features)

    def margin(self, X: NDArray[Any]) -> NDArray[np.float64]:
        """Return the raw score of each row.

        Parameters
        ----------
        X : ndarray of numbers, shape (n_children, n_features)
            NaN is missing.

        Returns
        -------
        ndarray of float64, shape (n_children,)
            Log-odds before calibration.

        Raises
        ------
        InputError
            If ``X`` is not numeric, or has another width.
        """
        return self._predict(X, kind=_RAW, width=1).reshape(-1)

    def contributions(self, X: NDArray[Any]) -> NDArray[np.float64]:
        """Return each feature's Shapley value for the margin of each row, the base value last.

        Parameters
        ----------
        X : ndarray of numbers, shape (n_children, n_features)
            NaN is missing.

        Returns
        -------
        ndarray of float64, shape (n_children, n_features + 1)
            Log-odds; a row sums to its margin.

        Raises
        ------
        InputError
            If ``X`` is not numeric, or has another width.

        References
        ----------
        .. [1] Lundberg et al. (2020), From local explanations to global understanding with
           explainable AI for trees: path-dependent TreeSHAP.
        """
        return self._predict(X, kind=_CONTRIBUTIONS, width=self.n_features + 1)

    def _predict(self, X: NDArray[Any], *, kind: int, width: int) -> NDArray[np.float64]:
        rows = self._rows(X)
        answer = np.empty((rows.shape[0], width), dtype=np.float64)
        if rows.shape[0] == 0:
            return answer
        length = ctypes.c_int64()
        with self._lock:
            library.call(
                "LGBM_BoosterPredictForMat",
                self._handle,
                rows.ctypes.data,
                _FLOAT64,
                rows.shape[0],
                rows.shape[1],
                _ROW_MAJOR,
                kind,
                0,
                _ALL_TREES,
                _PARAMETERS,
                ctypes.byref(length),
                answer.ctypes.data,
            )
        if length.value != answer.size:
            raise IntegrityError(
                f"LightGBM wrote {length.value} numbers where {answer.size} were expected"
            )
        return answer

    def _rows(self, X: NDArray[Any]) -> NDArray[np.float64]:
        given = np.asarray(X)
        if given.dtype.kind not in "fiub":
            raise InputError(
                f"a feature matrix of dtype {given.dtype}; give numbers, NaN where not known"
            )
        if given.ndim != 2 or given.shape[1] != self.n_features:  # noqa: PLR2004 - rows, columns
            raise InputError(
                f"a feature matrix of shape {given.shape}; this model reads "
                f"(n_children, {self.n_features})"
            )
        if given.shape[0] > _MOST_ROWS:
            raise InputError(f"{given.shape[0]} rows at once; give at most {_MOST_ROWS}")
        return np.ascontiguousarray(given, dtype=np.float64)


def _free(handle: ctypes.c_void_p) -> None:
    library.open_library().LGBM_BoosterFree(handle)


def _integer(name: str, handle: ctypes.c_void_p) -> int:
    number = ctypes.c_int()
    library.call(name, handle, ctypes.byref(number))
    return number.value


def _names(handle: ctypes.c_void_p, n_features: int) -> tuple[str, ...]:
    ask = functools.partial(library.call, "LGBM_BoosterGetFeatureNames", handle)
    size = _NAME_BYTES
    while True:
        buffers = [ctypes.create_string_buffer(size) for _ in range(n_features)]
        addresses = (ctypes.cast(buffer, ctypes.c_char_p) for buffer in buffers)
        pointers = (ctypes.c_char_p * n_features)(*addresses)
        count, needed = ctypes.c_int(), ctypes.c_size_t()
        ask(n_features, ctypes.byref(count), size, ctypes.byref(needed), pointers)
        if needed.value <= size:
            return tuple(buffer.value.decode() for buffer in buffers)
        size = needed.value
