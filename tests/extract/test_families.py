"""Families of constructions, several sentences of each, in words of their own."""

# ruff: noqa: E501 - texts and facts read best as long lines

from __future__ import annotations

import pytest

from ledger.extract.reader import Name, RuleReader
from tests.extract.reading import NAMES, PUBLISHED, line

READER = RuleReader(
    [*NAMES, Name("Vantora", aliases=("Vantora Systems",)), Name("Ostia DeepLab", aliases=("DeepLab",))]
)

HOLDINGS = [
    (
        "Tarn Capital raised its holding in Orvane Foods from 12% to 19.9%.",
        [
            "stake | Orvane Foods | 19.9% | holder: Tarn Capital | completed",
        ],
    ),
    (
        "Tarn Capital has increased its stake in Orvane Foods to 19.9% from 12%.",
        [
            "stake | Orvane Foods | 19.9% | holder: Tarn Capital",
        ],
    ),
    (
        "Tarn Capital trimmed its stake in Orvane Foods to just under 5 percent.",
        ["stake | Orvane Foods | 5% | holder: Tarn Capital"],
    ),
    (
        "Halden Group took its interest in Brenta Ports from 40% to 55% in March and to 70% last month.",
        [
            "stake | Brenta Ports | 55% | holder: Halden Group | on 2025-03",
            "stake | Brenta Ports | 70% | holder: Halden Group | on 2025-09",
        ],
    ),
    (
        "Halden's stake in Brenta Ports fell to 20% from 31% after the share issue.",
        [
            "stake | Brenta Ports | 20% | holder: Halden",
        ],
    ),
    ("Halden's operating margin rose from 12% to 14%.", []),
    ("Halden increased its share of the soup market from 12% to 19%.", []),
]

#: What the registry calls otherwise than the text does.
CALLED = [
    (
        "Vantora Systems will buy Orvane for $200 million. Vantora expects to close in May.",
        ["acquisition | Orvane | 200_000_000 USD exact | acquirer: Vantora Systems | agreed"],
    ),
    (
        "DeepLab has named Ada Roux as chief financial officer.",
        ["appointment | DeepLab | chief financial officer: Ada Roux | completed"],
    ),
    (
        "DeepLab, now Ostia DeepLab, has 300 employees.",
        ["headcount | Ostia DeepLab | 300 None exact | completed"],
    ),
]

#: Names of which a place, a people or a common word is a part, and short ones that come before the full one.
NAMED = [
    (
        "Halden Line has agreed to buy Hamburg Nord from the Orton Group.",
        ["acquisition | Hamburg Nord | acquirer: Halden Line | agreed"],
    ),
    ("Tokyo Ravelin, a chip maker, has 3,000 employees.", ["headcount | Tokyo Ravelin | 3_000 None exact | completed"]),
    (
        "Kelpra American said on Wednesday it had 300 employees.",
        ["headcount | Kelpra American | 300 None exact | completed | says Kelpra American"],
    ),
    (
        "Kelpra goes back to the desert for $5 million\n\nOstia Capital invested $5 million in Kelpra Motors last year. Kelpra has 70 staff.",
        [
            "headcount | Kelpra Motors | 70 None exact | completed",
            "investment | Kelpra Motors | 5_000_000 USD exact | investor: Ostia Capital | on 2024 | completed",
        ],
    ),
    (
        "O&V hires\n\nOrton & Vale named Marc Holland as finance chief. O&V has 80 employees.",
        [
            "appointment | Orton & Vale | chief financial officer: Marc Holland | completed",
            "headcount | Orton & Vale | 80 None exact | completed",
        ],
    ),
    (
        "Zebulon Quist has stepped down as chief executive of Kelpra.",
        ["departure | Kelpra | chief executive: Zebulon Quist | completed"],
    ),
]

TOLD = [
    # What a company makes, nets or loses in a period, and measures that come from one figure to another.
    (
        "Halden, the shoe maker, made 2.3 billion dirhams ($632 million) in the first quarter.",
        ["profit_loss | Halden | 2_300_000_000 AED exact | in 2025-01/2025-03"],
    ),
    (
        "Orton Bank netted SAR 9.1 billion in the first half of 2024.",
        ["profit_loss | Orton Bank | 9_100_000_000 SAR exact"],
    ),
    ("Halden made $3 billion of cars in 2024.", []),
    (
        "Halden made a $30 million investment in Orvane Foods last year.",
        ["investment | Orvane Foods | 30_000_000 USD exact | investor: Halden | on 2024"],
    ),
    (
        "EBIT at Halden slid to 65.6 million euros from 80.9 million.",
        [
            "profit_loss | Halden | 65_600_000 EUR exact | operating",
            "profit_loss | Halden | 80_900_000 EUR exact | operating | previous",
        ],
    ),
    ("Orton Bank swung to a loss in 2024.", ["profit_loss | Orton Bank | in 2024"]),
    (
        "Consolidated net profit at Halden Works climbed 66% to Rs 326.5 crore.",
        ["profit_loss | Halden Works | 3_265_000_000 INR exact | net"],
    ),
    # Prices told first, in instalments, by what the owners get, or as what something is worth.
    (
        "For about $30 million, Halden Group will acquire Orvane Foods.",
        ["acquisition | Orvane Foods | 30_000_000 USD about | acquirer: Halden Group | agreed"],
    ),
    (
        "Halden Group is set to acquire Orvane Foods for $325m upfront and additional payments totaling $150m.",
        [
            "acquisition | Orvane Foods | 150_000_000 USD exact | acquirer: Halden Group | agreed",
            "acquisition | Orvane Foods | 325_000_000 USD exact | acquirer: Halden Group | agreed",
        ],
    ),
    (
        "Halden Group agreed to buy Orvane Foods, paying $1 billion at once and $1.15 billion later.",
        [
            "acquisition | Orvane Foods | 1_000_000_000 USD exact | acquirer: Halden Group | agreed",
            "acquisition | Orvane Foods | 1_150_000_000 USD exact | acquirer: Halden Group | agreed",
        ],
    ),
    (
        "Halden Group will acquire Orvane Foods. Orvane's owners will get $150 million on the day the deal closes.",
        ["acquisition | Orvane Foods | 150_000_000 USD exact | acquirer: Halden Group | agreed"],
    ),
    (
        "Halden Group intends to spend $3 billion in cash on Orvane Foods.",
        ["acquisition | Orvane Foods | 3_000_000_000 USD exact | acquirer: Halden Group | agreed"],
    ),
    (
        "Halden Group laid out about $11 billion to buy Orvane Foods in 2007.",
        ["acquisition | Orvane Foods | 11_000_000_000 USD about | acquirer: Halden Group | on 2007"],
    ),
    (
        "Ostia Capital has agreed to take Orvane Foods private in an $8.4 billion deal.",
        ["acquisition | Orvane Foods | 8_400_000_000 USD exact | acquirer: Ostia Capital | agreed"],
    ),
    (
        "Halden Group will pay up to $1.2 billion, of which $100 million is due at once, for Orvane Foods.",
        ["acquisition | Orvane Foods | 1_200_000_000 USD at_most | acquirer: Halden Group | agreed"],
    ),
    (
        "The new round leaves Orvane Foods worth more than a billion dollars.",
        ["valuation | Orvane Foods | 1_000_000_000 USD over"],
    ),
    # Who works for whom, told by a choice, a contract that opens the sentence, or an order of machines.
    (
        "Orton Bank has picked Kelpra Systems to run its data centres.",
        ["contract | Kelpra Systems | customer: Orton Bank | completed"],
    ),
    (
        "Kelpra Systems has been selected by Orton Bank to run its data centres.",
        ["contract | Kelpra Systems | customer: Orton Bank | completed"],
    ),
    (
        "Orton Rail has appointed Kelpra Works as its contractor for the new line.",
        ["contract | Kelpra Works | customer: Orton Rail | completed"],
    ),
    ("Orton Bank hired Ostia Partners to advise it on a sale.", []),
    (
        "Kelpra Cells makes batteries. Under a five-year deal worth $40 million, it will provide Orton Rail with signals.",
        ["contract | Kelpra Cells | 40_000_000 USD exact | customer: Orton Rail | for P5Y"],
    ),
    (
        "In October Kelpra Cells undertook to provide 50.5 gigawatt-hours to an affiliate of Orton Cars.",
        ["contract | Kelpra Cells | customer: Orton Cars | on 2025-10 | agreed"],
    ),
    ("Kelpra Cells has signed Orton Cars as a client.", ["contract | Kelpra Cells | customer: Orton Cars | agreed"]),
    (
        "Orton Air has placed an order for 65 Velora jets worth $38 billion.",
        ["contract | Velora | 38_000_000_000 USD exact | customer: Orton Air"],
    ),
    ("Orton Air will buy 30 jets from Velora.", ["contract | Velora | customer: Orton Air | agreed"]),
    ("Orton Foods bought 30 restaurants from Velora.", []),
    # Posts that pass on, and people who are made something or leave for something.
    (
        "Ada Roux will step down as chief executive of Halden Group in May. Her successor is Marc Holland.",
        [
            "appointment | Halden Group | chief executive: Marc Holland | completed",
            "departure | Halden Group | chief executive: Ada Roux | on 2025-05 | agreed",
        ],
    ),
    (
        "Ada Roux is leaving Halden Group as finance chief. The job goes to Marc Holland.",
        [
            "appointment | Halden Group | chief financial officer: Marc Holland | completed",
            "departure | Halden Group | chief financial officer: Ada Roux | completed",
        ],
    ),
    (
        "Ada Roux has been made chief executive of Halden Group.",
        ["appointment | Halden Group | chief executive: Ada Roux | completed"],
    ),
    (
        "Halden Group runs shops. Matt Smith will quit as finance chief to become chairman of Orton Stores.",
        [
            "appointment | Orton Stores | chairman: Matt Smith | agreed",
            "departure | Halden Group | chief financial officer: Matt Smith | agreed",
        ],
    ),
    ("Halden Group has poached Michael Ward's successor from Orton Stores.", []),
    # Staff told by their fate, by a house, in two figures.
    (
        "At Kelpra Motors, 33 staff members have been laid off.",
        ["headcount | Kelpra Motors | 33 None exact | completed"],
    ),
    (
        "Kelpra Motors will let go of 15% of its workforce, or around 400 staff.",
        ["headcount | Kelpra Motors | 400 None about | 15% | agreed"],
    ),
    (
        "Kelpra Motors said roughly 150 employees had been let go.",
        ["headcount | Kelpra Motors | 150 None about | completed"],
    ),
    # Whose money.
    (
        "Halden Group, listed on the ASX, made a net profit of $42 million in the year to June.",
        ["profit_loss | Halden Group | 42_000_000 AUD exact | in 2024-07/2025-06 | net"],
    ),
    (
        "Halden Group, listed on the ASX, said revenue was A$42 million, and that it had paid $3 million for Orvane Foods.",
        [
            "acquisition | Orvane Foods | 3_000_000 USD exact | acquirer: Halden Group | completed",
            "revenue | Halden Group | 42_000_000 AUD exact",
        ],
    ),
    (
        "Halden Group of Colombia had revenue of 1.1 trillion pesos in 2024.",
        ["revenue | Halden Group of Colombia | 1_100_000_000_000 COP exact | in 2024"],
    ),
    # What only seems to be money raised or put in.
    ("Halden Group set out to shed assets worth €4.9 billion and to raise prices.", []),
    ("Five frigates are to be put together by Halden Group in Fife at an average of £250 million.", []),
    # Money from a company that is named, rounds that others are told to lead, shareholders who put money in.
    (
        "Kelpra Labs has lined up $2 billion from Ostia Capital.",
        ["funding_round | Kelpra Labs | 2_000_000_000 USD exact | investor: Ostia Capital | completed"],
    ),
    (
        "Kelpra Labs is worth €12 billion after Ostia Capital led a round of €600 million.",
        [
            "funding_round | Kelpra Labs | 600_000_000 EUR exact | lead investor: Ostia Capital",
            "valuation | Kelpra Labs | 12_000_000_000 EUR exact",
        ],
    ),
    (
        "Halden Group spent $10 million on Orvane Foods of Leeds, completing the purchase in March.",
        ["acquisition | Orvane Foods | 10_000_000 USD exact | acquirer: Halden Group | completed"],
    ),
    # What a company says of somebody who leaves, and what it loses.
    (
        "Halden Group said on Sunday that Marc Holland had resigned with immediate effect.",
        ["departure | Halden Group | person: Marc Holland | completed | says Halden Group"],
    ),
    (
        "Halden Group lost its chief financial officer, Marc Holland, to a rival.",
        ["departure | Halden Group | chief financial officer: Marc Holland | completed"],
    ),
    # Machines that somebody ordered, with their maker before them.
    ("Orton Air has ordered 100 more Velora jets.", ["contract | Velora | customer: Orton Air | completed"]),
    ("Orton Bank hired Ostia Partners to run what it calls a strategic review.", ["strategy | Orton Bank"]),
    # Shares that a company sells of itself, at what it is put, and verbs with a particle before the sum.
    (
        "Kelpra Labs has sold shares worth $900 million to a group of investors headed by Ostia Capital.",
        ["funding_round | Kelpra Labs | 900_000_000 USD exact | lead investor: Ostia Capital"],
    ),
    ("The price puts Kelpra Labs at $9 billion.", ["valuation | Kelpra Labs | 9_000_000_000 USD exact"]),
    ("Kelpra Labs was put at $5 billion in March.", ["valuation | Kelpra Labs | 5_000_000_000 USD exact | on 2025-03"]),
    ("Kelpra Labs turned over $1.64 billion in 2024.", ["revenue | Kelpra Labs | 1_640_000_000 USD exact | in 2024"]),
    (
        "Halden Group is handing over $8 billion for Kelpra Labs.",
        ["acquisition | Kelpra Labs | 8_000_000_000 USD exact | acquirer: Halden Group | agreed"],
    ),
    ("Kelpra Labs brings in about $200 million a year.", ["revenue | Kelpra Labs | 200_000_000 USD about"]),
    (
        "Kelpra Labs raised $1.5 billion in its stock-market debut on Thursday.",
        ["listing | Kelpra Labs | 1_500_000_000 USD exact | completed"],
    ),
    (
        "In 2023 Halden Group had offered $1 billion for Kelpra Labs, a bid that was rejected.",
        ["acquisition | Kelpra Labs | 1_000_000_000 USD exact | acquirer: Halden Group | on 2023 | abandoned"],
    ),
    # Who comes to hold how much, each of several and who parts with it.
    ("Tarn Capital ended up with 23% of Orton Foods.", ["stake | Orton Foods | 23% | holder: Tarn Capital"]),
    (
        "Halden Group and Tarn Capital each own half of Orton Foods.",
        ["stake | Orton Foods | 50% | holder: Halden Group", "stake | Orton Foods | 50% | holder: Tarn Capital"],
    ),
    ("Halden Group has parted with its 12% of Orton Foods.", []),
    # Posts that are given, taken and left in other words.
    (
        "Marc Holland leaves Orton Foods at the end of March.",
        ["departure | Orton Foods | person: Marc Holland | completed"],
    ),
    ("Marc Holland quit Orton Foods after a year.", []),
    (
        "Ada Roux is to be the next chief executive of Orton Foods.",
        ["appointment | Orton Foods | chief executive: Ada Roux | agreed"],
    ),
    (
        "Ada Roux, until now finance chief of Halden Group, moves to Orton Foods as chief executive.",
        ["appointment | Orton Foods | chief executive: Ada Roux | completed"],
    ),
    (
        "Ada Roux takes the chair at Orton Foods from Marc Holland, who is retiring.",
        [
            "appointment | Orton Foods | chairman: Ada Roux | completed",
            "departure | Orton Foods | chairman: Marc Holland | completed",
        ],
    ),
    (
        "Ada Roux, formerly of Halden Group, has been given the job of chief executive at Orton Foods.",
        ["appointment | Orton Foods | chief executive: Ada Roux | completed"],
    ),
    (
        "Orton Foods paid Marc Holland, its chief executive, £2.3 million last year.",
        ["compensation | Orton Foods | 2_300_000 GBP exact | person: Marc Holland | on 2024 | completed"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), [*HOLDINGS, *CALLED, *NAMED, *TOLD])
def test_reads(text: str, expected: list[str]) -> None:
    assert sorted(line(fact) for fact in READER.read(text, published=PUBLISHED, language="en")) == sorted(expected)
