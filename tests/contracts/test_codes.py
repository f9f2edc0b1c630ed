"""Every code of a finding is explained where a reader looks for it."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "riskscreen"
CODE = re.compile(r'"(AUD-\d\d)"')
USED = sorted(
    {
        code
        for path in (SOURCE / "auditing").rglob("*.py")
        for code in CODE.findall(path.read_text("utf-8"))
    }
)


def _spelt(text: str) -> set[str]:
    """Return the codes of a document; ``AUD-20 to AUD-22`` names those between too."""
    found = set(re.findall(r"AUD-\d\d", text))
    for first, last in re.findall(r"AUD-(\d\d) to AUD-(\d\d)", text):
        found |= {f"AUD-{number:02}" for number in range(int(first), int(last) + 1)}
    return found


def test_every_code_stands_in_the_document_of_the_audit() -> None:
    assert len(USED) > 20
    assert set(USED) == _spelt((ROOT / "docs" / "audit.md").read_text("utf-8"))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_code_has_a_title_and_a_definition(lang: str) -> None:
    path = SOURCE / "reporting" / "texts" / lang / "questions.toml"
    questions = tomllib.loads(path.read_text("utf-8"))["questions"]
    assert [code for code in USED if not questions.get(code, {}).get("title")] == []
    assert [code for code in USED if not questions.get(code, {}).get("definition")] == []
