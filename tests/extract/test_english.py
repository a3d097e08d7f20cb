"""Ways in which English papers tell a fact, beyond the plain sentence: what is read of them, and what must not be."""

# ruff: noqa: E501 - texts and facts read best as long lines

from __future__ import annotations

import pytest

from ledger.extract.reader import RuleReader
from tests.extract.reading import NAMES, PUBLISHED, line

READER = RuleReader(NAMES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Names: with initials, behind tickers, alone at the beginning, before the post of somebody.
        (
            "Kelpra, which makes sensors, said that Torvald W. Norling has resigned as its chair. Kelpra employs 20 people.",
            [
                "departure | Kelpra | chairman: Torvald W. Norling | completed | says Torvald W. Norling",
                "headcount | Kelpra | 20 None exact | completed",
            ],
        ),
        (
            "Microsoft CEO Helen Brandt resigned on Monday.",
            ["departure | Microsoft | chief executive: Helen Brandt | completed"],
        ),
        (
            "Halden in August replaced CEO Helen Brandt with company veteran Peter Lang.",
            [
                "appointment | Halden | chief executive: Peter Lang | on 2025-08 | completed",
                "departure | Halden | chief executive: Helen Brandt | on 2025-08 | completed",
            ],
        ),
        (
            "Nokia appointed CFO Helen Brandt and Peter Lang as co-CEOs.",
            [
                "appointment | Nokia | joint chief executive: Helen Brandt | completed",
                "appointment | Nokia | joint chief executive: Peter Lang | completed",
            ],
        ),
        (
            "Helen Brandt, chief executive of Nokia, will step down in May; finance chief Peter Lang takes over.",
            [
                "appointment | Nokia | chief executive: Peter Lang | completed",
                "departure | Nokia | chief executive: Helen Brandt | on 2025-05 | agreed",
            ],
        ),
        # Results: a price per share and a ticker are no revenue; quarters and halves by the names that papers give them.
        (
            "Nokia (NYSE: NOK) said its quarterly revenue rose to $5 billion, or 12 cents per share, from $4 billion.",
            [
                "revenue | Nokia | 4_000_000_000 USD exact | previous",
                "revenue | Nokia | 5_000_000_000 USD exact",
            ],
        ),
        (
            "Nokia's net profit fell to €40 million in the March quarter.",
            ["profit_loss | Nokia | 40_000_000 EUR exact | in 2025-01/2025-03 | net"],
        ),
        (
            "Nokia's revenue was €3 billion in the first six months of 2025.",
            ["revenue | Nokia | 3_000_000_000 EUR exact | in 2025-01/2025-06"],
        ),
        ("Kelpra reported revenue of RM300 million in FY25.", ["revenue | Kelpra | 300_000_000 MYR exact | in 2025"]),
        (
            "Nokia said it had between 3,000 and 3,500 employees.",
            ["headcount | Nokia | 3_000..3_500 None range | completed | says Nokia"],
        ),
        # Prices: behind what explains the names, before "by", in a contract; offers that are refused.
        (
            "Voltane completed the acquisition of Broadwell, a human resources software developer, from Careerline, an employment website operator, for $52m.",
            ["acquisition | Broadwell | 52_000_000 USD exact | acquirer: Voltane | completed"],
        ),
        (
            "Nokia's $2 billion acquisition by Oracle closed.",
            ["acquisition | Nokia | 2_000_000_000 USD exact | acquirer: Oracle | completed"],
        ),
        (
            "Nokia rejected a $4.7 billion bid from Oracle.",
            ["acquisition | Nokia | 4_700_000_000 USD exact | acquirer: Oracle | considered"],
        ),
        (
            "Nokia has signed a contract valued at $25 million with Oracle.",
            ["contract | Nokia | 25_000_000 USD exact | customer: Oracle | agreed"],
        ),
        # Money of no known size, money for plant; "another" sum is put into whom the text spoke of.
        ("Accel has made a significant investment in Kelpra.", ["investment | Kelpra | investor: Accel"]),
        ("Nokia will spend $300 million on a new plant in Ohio.", ["capex | Nokia | 300_000_000 USD exact | forecast"]),
        # What another verb denies is something else.
        (
            "Nokia was valued at $3 billion in 2021 but has denied a report that it lost money.",
            ["valuation | Nokia | 3_000_000_000 USD exact | on 2021"],
        ),
        ("Kelpra was founded five years ago by Helen Brandt.", ["founding | Kelpra | founder: Helen Brandt | on 2020"]),
        ("The market for chips is worth $500 billion, Nokia said. It was fined $30 million.", []),
        ("Nokia has more than 40 million users and its shares rose 3%.", []),
    ],
)
def test_ways_of_telling(text: str, expected: list[str]) -> None:
    """One text, and all that is read of it."""
    assert sorted(map(line, READER.read(text, published=PUBLISHED, language="en"))) == expected
