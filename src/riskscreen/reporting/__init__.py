"""What can an oversight body read? Facts, then one page in Vietnamese or English."""

from riskscreen.reporting.facts import FACTS_VERSION, facts
from riskscreen.reporting.render import FORMATS, render
from riskscreen.reporting.twin import outcome_faults
from riskscreen.reporting.words import LANGUAGES

__all__ = ["FACTS_VERSION", "FORMATS", "LANGUAGES", "facts", "outcome_faults", "render"]
