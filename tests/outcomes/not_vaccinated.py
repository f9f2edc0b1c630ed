"""Which small children will not have received their twelve vaccines a year from now?"""

from riskscreen import outcomes
from riskscreen.outcomes import logic


def under_five(age_years, observed_date, rules_day):
    """Children under 5 on the target day."""
    return logic.below(outcomes.age_at(age_years, observed_date, day=rules_day), 5.0)


def lacks_vaccines(vaccinated_12_under5):
    """Not all twelve received at follow-up."""
    return logic.negate(vaccinated_12_under5)


NOT_VACCINATED = outcomes.register(
    outcomes.Outcome(
        name="not_vaccinated",
        definition="twelve_under5",
        title_en="not fully vaccinated",
        title_vi="chưa tiêm đủ vắc xin",
        eligible=under_five,
        label=lacks_vaccines,
        sources=("vaccinated_12_under5",),
    )
)
