"""The tree of errors: what a caller may catch."""

import inspect

import pytest

from riskscreen import errors

CLASSES = [getattr(errors, name) for name in errors.__all__]


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_every_error_is_one_of_riskscreens_and_is_described(kind: type) -> None:
    assert issubclass(kind, errors.RiskscreenError)
    assert inspect.getdoc(kind)
    assert kind.__name__ in (errors.__doc__ or "") or kind is errors.RiskscreenError


@pytest.mark.parametrize(
    ("kind", "builtin"),
    [
        (errors.SchemaError, ValueError),
        (errors.GateError, RuntimeError),
        (errors.BundleError, RuntimeError),
        (errors.MissingExtraError, ImportError),
    ],
)
def test_code_that_knows_nothing_of_riskscreen_catches_the_built_in(
    kind: type[Exception], builtin: type[Exception]
) -> None:
    assert issubclass(kind, builtin)
