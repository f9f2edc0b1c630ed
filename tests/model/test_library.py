from __future__ import annotations

import importlib.util

import pytest

from riskscreen.errors import MissingExtraError
from riskscreen.model import library


def test_the_library_is_the_file_in_lightgbms_wheel():
    from lightgbm.libpath import _find_lib_path

    assert str(library.library_path()) in _find_lib_path()


@pytest.mark.parametrize("found", [None, "empty"])
def test_a_missing_library_is_said_with_the_line_that_installs_it(monkeypatch, tmp_path, found):
    spec = None
    if found:
        spec = importlib.util.spec_from_loader("lightgbm", None, is_package=True)
        spec.submodule_search_locations = [str(tmp_path)]
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: spec)
    with pytest.raises(MissingExtraError, match="pip install riskscreen"):
        library.library_path()
