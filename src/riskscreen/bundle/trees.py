"""Is this LightGBM text safe to hand to LightGBM?

The library trusts what it reads: a feature that does not exist ends the process, a child that is
its own parent never returns, a wrong tree size aborts, a child out of range gives a plausible
score. So every count, index, child and number is checked first, in a grammar narrower than
LightGBM's own: what is not known to be harmless is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from riskscreen.bundle import limits
from riskscreen.bundle.tree import check_tree, fields_of, floats, integers
from riskscreen.errors import BundleError

__all__ = ["check_tree_text"]

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
_OBJECTIVE = re.compile(r"binary sigmoid:([0-9.]+)|regression|regression_l2|cross_entropy")
_INFO = re.compile(r"none|\[([^:\[\]]+):([^:\[\]]+)\]")
_END = "end of trees\n"
_FIXED = {"version": "v4", "num_class": "1", "num_tree_per_iteration": "1", "label_index": "0"}
_MEASURED = ("max_feature_idx", "objective", "feature_names", "feature_infos", "tree_sizes")
_OPTIONAL = ("monotone_constraints",)


def check_tree_text(
    text: str, *, n_features: int | None = None, feature_names: Sequence[str] | None = None
) -> None:
    """Return nothing if the text is a model of one margin whose every tree is sound.

    Parameters
    ----------
    text : str
        LightGBM's text, version v4.
    n_features : int, optional
        Number of features that it must read.
    feature_names : sequence of str, optional
        Their names, in order.

    Raises
    ------
    BundleError
        If a count, size, index, child, number, name or objective is wrong or unknown; names the
        tree, the first fault and its value.
    """
    _check_characters(text)
    header, trees_at = _header(text)
    _check_fixed(header)
    names = _check_features(header)
    _check_expected(names, n_features=n_features, feature_names=feature_names)
    sizes = integers(header["tree_sizes"], where="tree_sizes", lo=1, hi=limits.MOST_FILE_BYTES)
    if not 1 <= len(sizes) <= limits.MOST_TREES:
        raise BundleError(f"model text has {len(sizes)} trees; 1 to {limits.MOST_TREES} are read")
    end = _each_tree(text, sizes, start=trees_at, n_features=len(names))
    _check_rest(text[end:])


def _check_characters(text: str) -> None:
    if len(text) > limits.MOST_FILE_BYTES:
        raise BundleError(f"model text is {len(text)} bytes; {limits.MOST_FILE_BYTES} are read")
    # one byte a character, so that a size in characters is a size in bytes
    if not text.isascii() or "\x00" in text or "\r" in text:
        odd = next(at for at, letter in enumerate(text) if letter in "\x00\r" or letter > "\x7f")
        raise BundleError(f"model text holds {text[odd]!r} at byte {odd}; it is plain ASCII")


def _header(text: str) -> tuple[dict[str, str], int]:
    head, separator, _ = text.partition("\n\nTree=")
    first, _, lines = head.partition("\n")
    if first != "tree" or not separator:
        raise BundleError(f"model text begins with {first[:40]!r} and not as LightGBM's does")
    header = fields_of(lines, where="header")
    unknown = sorted(set(header) - {*_FIXED, *_MEASURED, *_OPTIONAL})
    absent = sorted({*_FIXED, *_MEASURED} - set(header))
    if unknown or absent:
        raise BundleError(f"model header lacks {absent} and holds unknown {unknown}")
    return header, len(head) + 2


def _check_fixed(header: Mapping[str, str]) -> None:
    for name, value in _FIXED.items():
        if header[name] != value:
            raise BundleError(f"model header has {name}={header[name][:40]}; {value} is read")
    objective = _OBJECTIVE.fullmatch(header["objective"])
    if objective is None:
        raise BundleError(f"model has the objective {header['objective'][:40]!r}, unknown here")
    if objective[1] is not None:
        (sigmoid,) = floats(objective[1], where="objective sigmoid")
        if sigmoid <= 0:
            raise BundleError(f"model has the objective {header['objective'][:40]!r}")


def _check_features(header: Mapping[str, str]) -> list[str]:
    names = header["feature_names"].split(" ")
    bad = [name for name in names if not _NAME.fullmatch(name)]
    if bad or len(set(names)) != len(names):
        raise BundleError(f"model has feature names that repeat or cannot be: {bad[:3]}")
    (last,) = integers(header["max_feature_idx"], where="max_feature_idx", count=1)
    infos = header["feature_infos"].split(" ")
    if not (len(names) == last + 1 == len(infos) <= limits.MOST_FEATURES):
        raise BundleError(
            f"model has {len(names)} feature names, {len(infos)} ranges and max_feature_idx "
            f"{last}; they agree, with at most {limits.MOST_FEATURES}"
        )
    for name, info in zip(names, infos, strict=True):
        found = _INFO.fullmatch(info)
        if found is None:
            raise BundleError(
                f"model has the range {info[:40]!r} for {name}; categories are not read"
            )
        if found[1] is not None:
            floats(f"{found[1]} {found[2]}", where=f"range of {name}", count=2)
    if "monotone_constraints" in header:
        integers(
            header["monotone_constraints"], where="monotone_constraints",
            count=len(names), lo=-1, hi=1,
        )  # fmt: skip
    return names


def _check_expected(
    names: Sequence[str], *, n_features: int | None, feature_names: Sequence[str] | None
) -> None:
    if n_features is not None and len(names) != n_features:
        raise BundleError(f"model reads {len(names)} features where {n_features} are declared")
    if feature_names is not None and list(names) != list(feature_names):
        apart = [
            f"{at}: {its} against {declared}"
            for at, (its, declared) in enumerate(zip(names, feature_names, strict=False))
            if its != declared
        ]
        raise BundleError(
            f"model reads {len(names)} features, {len(feature_names)} are declared; first "
            f"difference is {apart[0] if apart else 'the number'}"
        )


def _each_tree(text: str, sizes: Sequence[int], *, start: int, n_features: int) -> int:
    at = start
    for index, size in enumerate(sizes):
        block = text[at : at + size]
        title = f"Tree={index}\n"
        if len(block) != size or not block.startswith(title) or not block.endswith("\n\n\n"):
            raise BundleError(
                f"tree {index} is not the {size} bytes that tree_sizes says; "
                "LightGBM would read past it"
            )
        check_tree(block[len(title) :], where=f"tree {index}", n_features=n_features)
        at += size
    return at


def _check_rest(rest: str) -> None:
    # LightGBM reads no tree behind this line; what follows are notes for people
    if not rest.startswith(_END):
        raise BundleError(f"model text goes on with {rest[:40]!r} where its trees end")
    suspicious: tuple[tuple[str, Callable[[str], bool]], ...] = (
        ("Tree=", lambda line: line.startswith("Tree=")),
        ("end of trees", lambda line: line == _END.rstrip()),
    )
    for line in rest[len(_END) :].split("\n"):
        for word, found in suspicious:
            if found(line):
                raise BundleError(f"model text holds a second {word!r} behind its trees")
