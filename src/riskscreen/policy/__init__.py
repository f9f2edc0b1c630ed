"""Which numbers did somebody decide? TOML files with their reasons, and the typed reader."""

from riskscreen.policy.reader import Group, Policy, Rule, load, parse

__all__ = ["Group", "Policy", "Rule", "load", "parse"]
