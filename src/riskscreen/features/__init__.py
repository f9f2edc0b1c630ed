"""What does a model see of a child? Pure functions of columns, ordered by what they need.

The modules of features below register themselves here, in the order of the data dictionary.
"""

# The order of registration is the order of the data dictionary.
# isort: off
from riskscreen.features import (  # noqa: F401 - importing a module registers its features
    child,
    schooling,
    work,
    entitlements,
    digital,
    livelihood,
    home,
    residence,
    siblings,
    position,
    area,
    withheld,
)

# isort: on
from riskscreen.features.choice import catalogue
from riskscreen.features.data_dictionary import dictionary, dictionary_markdown
from riskscreen.features.matrix import FeatureMatrix, build, fit
from riskscreen.features.mechanism import (
    YES_NO,
    Array,
    Feature,
    Quantity,
    Text,
    Words,
    describe,
    feature,
    find,
    quantity,
    registered,
)
from riskscreen.features.state import AreaMeans, FittedState

__all__ = [
    "YES_NO",
    "AreaMeans",
    "Array",
    "Feature",
    "FeatureMatrix",
    "FittedState",
    "Quantity",
    "Text",
    "Words",
    "build",
    "catalogue",
    "describe",
    "dictionary",
    "dictionary_markdown",
    "feature",
    "find",
    "fit",
    "quantity",
    "registered",
]
