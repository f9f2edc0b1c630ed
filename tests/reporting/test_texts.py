"""Every code that a finding of the audit or the gate may bear has words in both languages."""

import re
from pathlib import Path

import pytest

import riskscreen
from riskscreen.reporting.words import words

SOURCE = Path(riskscreen.__file__).parent
CODES = sorted(
    {
        code
        for package in ("auditing", "releasing", "flows")
        for path in (SOURCE / package).rglob("*.py")
        for code in re.findall(r'"((?:AUD|GAT)-\d\d)"', path.read_text("utf-8"))
    }
)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("code", CODES)
def test_a_code_has_a_title_and_a_definition(code: str, lang: str) -> None:
    title, definition = words(lang).question(code, "")
    assert title
    assert definition
