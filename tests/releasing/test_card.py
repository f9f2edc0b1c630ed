import datetime

from riskscreen import policy, releasing


def test_the_card_says_what_was_refused_and_that_nobody_signed() -> None:
    demo = policy.load("demo")
    refused = releasing.decide([], outcome="dropout", policy=demo, today=datetime.date(2026, 1, 1))
    card = releasing.card(
        name="demo", version=1, meta={"legal_basis": "none"}, policy=demo, decisions=[refused]
    )
    assert card["outcomes"]["dropout"]["released"] is False
    assert card["data"]["legal_basis"] == "none"
    assert card["sign_offs"] == {"needed": demo.sign_offs, "given": []}
    assert "deciding who receives care" in card["not_for"]
