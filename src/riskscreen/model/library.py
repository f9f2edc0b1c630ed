"""Where is LightGBM's own shared library, and how is it called?

The wheel's package is found but never imported: importing it costs seconds, because it pulls
pandas and scikit-learn in; opening the library costs milliseconds.
"""

from __future__ import annotations

import ctypes
import functools
import importlib.util
from pathlib import Path

from riskscreen.errors import IntegrityError, MissingExtraError

__all__ = ["call", "library_path", "open_library"]

_NAMES = ("lib_lightgbm.so", "lib_lightgbm.dylib", "lib_lightgbm.dll")
_FOLDERS = ("lib", "bin", ".")
_POINTER = ctypes.c_void_p
_INT_OUT = ctypes.POINTER(ctypes.c_int)
_SIGNATURES: dict[str, tuple[object, ...]] = {
    "LGBM_BoosterLoadModelFromString": (ctypes.c_char_p, _INT_OUT, ctypes.POINTER(_POINTER)),
    "LGBM_BoosterFree": (_POINTER,),
    "LGBM_BoosterGetNumFeature": (_POINTER, _INT_OUT),
    "LGBM_BoosterGetNumClasses": (_POINTER, _INT_OUT),
    "LGBM_BoosterGetFeatureNames": (
        _POINTER,
        ctypes.c_int,
        _INT_OUT,
        ctypes.c_size_t,
        ctypes.POINTER(ctypes.c_size_t),
        ctypes.POINTER(ctypes.c_char_p),
    ),
    "LGBM_BoosterPredictForMat": (
        _POINTER,
        _POINTER,
        ctypes.c_int,
        ctypes.c_int32,
        ctypes.c_int32,
        ctypes.c_int,
        ctypes.c_int,
        ctypes.c_int,
        ctypes.c_int,
        ctypes.c_char_p,
        ctypes.POINTER(ctypes.c_int64),
        _POINTER,
    ),
}


def library_path() -> Path:
    """Return the path of LightGBM's shared library inside its installed wheel.

    Raises
    ------
    MissingExtraError
        If the wheel is not installed, or holds no library.
    """
    found = importlib.util.find_spec("lightgbm")
    roots = [] if found is None else [Path(root) for root in found.submodule_search_locations or ()]
    for root in roots:
        for folder in _FOLDERS:
            for name in _NAMES:
                if (root / folder / name).is_file():
                    return (root / folder / name).resolve()
    raise MissingExtraError(
        "the shared library of lightgbm is not installed; install it with: pip install riskscreen"
    )


@functools.cache
def open_library() -> ctypes.CDLL:
    """Return the library with the signatures of the calls that riskscreen makes.

    No log callback is registered: it is kept per thread, and one of ours would take the place
    of the workshop's; ``verbosity=-1`` at each call keeps the library quiet.
    """
    library = ctypes.CDLL(str(library_path()))
    library.LGBM_GetLastError.restype = ctypes.c_char_p
    library.LGBM_GetLastError.argtypes = []
    for name, arguments in _SIGNATURES.items():
        function = getattr(library, name)
        function.restype = ctypes.c_int
        function.argtypes = list(arguments)
    return library


def call(name: str, *arguments: object) -> None:
    """Call one function of the library.

    Raises
    ------
    IntegrityError
        With the library's own words, if it reports a fault.
    """
    library = open_library()
    if getattr(library, name)(*arguments) != 0:
        words = library.LGBM_GetLastError().decode("utf-8", "replace")
        raise IntegrityError(f"LightGBM refuses {name.removeprefix('LGBM_Booster')}: {words}")
