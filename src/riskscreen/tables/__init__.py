"""What does a model learn from? Features, label, weight and groups of each child and window."""

from riskscreen.tables.build import build_table
from riskscreen.tables.join import concatenate
from riskscreen.tables.state import fit_state
from riskscreen.tables.table import TrainingTable

__all__ = ["TrainingTable", "build_table", "concatenate", "fit_state"]
