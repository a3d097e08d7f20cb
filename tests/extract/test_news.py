"""Classes of sentences and texts that real English news has and invented examples lack, each in words of its own."""

# ruff: noqa: E501 - texts and facts read best as long lines

from __future__ import annotations

import pytest

from ledger.extract.reader import RuleReader
from tests.extract.reading import NAMES, PUBLISHED, line

READER = RuleReader(NAMES)

#: Text, and whether it is told of the companies named; all facts of the text.
CASES = [
    # Who starts a company by its name, a backer in an aside, one of two without a name.
    (
        "Emma Roux, who started Kelpra in 2016, stepped down as chief executive in May 2024.",
        [
            "departure | Kelpra | chief executive: Emma Roux | on 2024-05 | completed",
            "founding | Kelpra | founder: Emma Roux | on 2016",
        ],
    ),
    ("Emma Roux started production in 2016.", []),
    (
        "Kelpra is bankrupt. Dustra, once its largest shareholder, wrote down the stake. At its peak the company had 6,500 people.",
        ["headcount | Kelpra | 6_500 None exact | completed"],
    ),
    ("Kelpra will be split. Emma Roux will run the smaller company, with revenue of roughly $10 billion.", []),
    (
        "Emma Roux was Dustra's finance chief until 2021. Burns Foods had revenue of $3 million in 2024.",
        [
            "departure | Dustra | chief financial officer: Emma Roux | on 2021 | completed",
            "revenue | Burns Foods | 3_000_000 USD exact | in 2024",
        ],
    ),
    # People at work by what is done with them, teams that are no company, money that a verb brings with it, posts that ended.
    (
        "Kelpra announced 1,000 job cuts in February 2025.",
        ["headcount | Kelpra | 1_000 None exact | on 2025-02 | completed"],
    ),
    ("More than 300 people work for Kelpra.", ["headcount | Kelpra | 300 None over | completed"]),
    ("Kelpra is growing. More than 300 people now work there.", ["headcount | Kelpra | 300 None over | completed"]),
    (
        "Kelpra has bought Dustra, a Bavarian maker of training planes with 275 employees.",
        ["acquisition | Dustra | acquirer: Kelpra | completed", "headcount | Dustra | 275 None exact | completed"],
    ),
    ("Kelpra reduced its support team from 9,000 people to about 5,000.", []),
    (
        "Emma Roux was Kelpra's chief technology officer until September 2024.",
        ["departure | Kelpra | chief technology officer: Emma Roux | on 2024-09 | completed"],
    ),
    (
        "Kelpra is changing its leadership. Emma Roux and Jan Novak were named co-chief executives.",
        [
            "appointment | Kelpra | joint chief executive: Emma Roux | completed",
            "appointment | Kelpra | joint chief executive: Jan Novak | completed",
        ],
    ),
    (
        "Dustra has closed a Series C of €1.7 billion. Kelpra led it with €1.3 billion.",
        [
            "funding_round | Dustra | 1_700_000_000 EUR exact | investor: Kelpra | Series C | completed",
            "investment | Dustra | 1_300_000_000 EUR exact | investor: Kelpra | completed",
        ],
    ),
    (
        "Dustra has closed a Series C of €1.7 billion. Kelpra led the round with about €1.3 billion.",
        [
            "funding_round | Dustra | 1_700_000_000 EUR exact | investor: Kelpra | Series C | completed",
            "investment | Dustra | 1_300_000_000 EUR about | investor: Kelpra | completed",
        ],
    ),
    (
        "Kelpra first backed Dustra with €100 million in 2021.",
        ["investment | Dustra | 100_000_000 EUR exact | investor: Kelpra | on 2021 | completed"],
    ),
    (
        "Bloomberg reports that Dustra is in early talks about new capital at roughly $50 billion.",
        ["valuation | Dustra | 50_000_000_000 USD about | talks | says Bloomberg"],
    ),
    (
        "Kelpra will buy $300 billion worth of computing power from Dustra.",
        ["contract | Dustra | 300_000_000_000 USD exact | customer: Kelpra | agreed"],
    ),
    ("Kelpra will buy $3 billion of shares from Dustra.", []),
    (
        "Kelpra sells its robotics business. Kelpra Robotics employs 7,000 people. Kelpra had sales of $3 billion in 2024.",
        [
            "headcount | Kelpra Robotics | 7_000 None exact | completed",
            "revenue | Kelpra | 3_000_000_000 USD exact | in 2024",
        ],
    ),
    (
        "Emma Roux has left Kelpra and gone to Adobe. A spokesman confirmed her departure.",
        ["appointment | Adobe | person: Emma Roux | completed"],
    ),
    (
        "Emma Roux, who is chairman, backed Kelpra with €100 million in 2021.",
        ["investment | Kelpra | 100_000_000 EUR exact | investor: Emma Roux | on 2021 | completed"],
    ),
    # Where a house stands is no employer; a deal that is valued behind a comma is no company.
    (
        "Martin Holm has taken over as general manager of the 210-room Sorvik at Trelde.",
        ["appointment | Sorvik | general manager: Martin Holm | completed"],
    ),
    ("Stavek booked the sale of 45 trains on the opening day of the fair, a deal valued at some €250 million.", []),
    # What is raised to a figure is no money; a maker's noun right before the legal form is part of the name.
    ("Tannock Foods raised its full-year target for cash returned to shareholders to $30bn.", []),
    (
        "Silver Miner Corp., in which Ostia Capital has a 40% stake, closed its office.",
        ["stake | Silver Miner | 40% | holder: Ostia Capital"],
    ),
    # A share before its verb, things ordered without a price, what an alliance brings, money raised on an exchange.
    (
        "Lumen Rail, which is 51% owned by Ekra Group, has ordered 200 buses from Torvald Motors.",
        [
            "contract | Torvald Motors | customer: Lumen Rail | completed",
            "stake | Lumen Rail | 51% | holder: Ekra Group",
        ],
    ),
    (
        "Ravelin Pharma has signed a licensing deal worth up to $750 million with Oskara Bio.",
        ["partnership | Ravelin Pharma | 750_000_000 USD at_most | partner: Oskara Bio | agreed"],
    ),
    (
        "Ossett Farms plans to raise about $500 million and list its shares in New York this autumn.",
        ["listing | Ossett Farms | 500_000_000 USD about | talks"],
    ),
    # Prices behind a conversion, an aside or a seller, and prices that are told apart.
    (
        "Germany's Halden Retail has agreed to buy Britain's Orton & Vale for 1.2 billion pounds ($1.5 billion) in its first acquisition.",
        ["acquisition | Orton & Vale | 1_200_000_000 GBP exact | acquirer: Halden Retail | agreed"],
    ),
    (
        "Kelpra Motors said it had agreed to be largely acquired for $900 million by the Korean-owned U.S.-based Tarn Safety Systems.",
        [
            "acquisition | Kelpra Motors | 900_000_000 USD exact | acquirer: Tarn Safety Systems | agreed | says Kelpra Motors"
        ],
    ),
    (
        "Danish toolmaker Sondrup Tools has agreed to buy PVC pipes maker Pipora from private equity firm Ostia Capital for 40 million euros in cash.",
        ["acquisition | Pipora | 40_000_000 EUR exact | acquirer: Sondrup Tools | agreed"],
    ),
    (
        "Velora Pharma is selling Brenta Analytics, its laboratory business in Portugal, to Eurolab Holding for A$12.5 million.",
        ["acquisition | Brenta Analytics | 12_500_000 AUD exact | acquirer: Eurolab Holding | agreed"],
    ),
    (
        "The landmark acquisition of Palmero, one of the most important firms of the region, by Quentis Networks was praised.",
        ["acquisition | Palmero | acquirer: Quentis Networks"],
    ),
    (
        "Halden Metals agreed to be bought by another Finnish firm, Ravik Industries.",
        ["acquisition | Halden Metals | acquirer: Ravik Industries | agreed"],
    ),
    (
        "Accounts show that Halden in June paid out €10m for the share capital of Leeds-based packaging firm Cotter Brands.",
        ["acquisition | Cotter Brands | 10_000_000 EUR exact | acquirer: Halden | on 2025-06 | completed"],
    ),
    (
        "Halden Industries has signed an agreement to divest its entire 32% stake in the joint venture company Shenzhen Kaolin Marine Engineering to Borex Enterprise for $29m.",
        [
            "investment | Shenzhen Kaolin Marine Engineering | 29_000_000 USD exact | investor: Borex Enterprise | agreed",
            "stake | Shenzhen Kaolin Marine Engineering | 32% | holder: Borex Enterprise | agreed",
        ],
    ),
    # What is valued is a deal or a thing, and no company.
    ("Tarn Airlines followed by placing orders with both rivals, in twin deals valued at $9 billion.", []),
    (
        "Halden Trust is putting up Hotel Brenta for sale at a time when over $1 billion worth of hotels change hands.",
        [],
    ),
    # Names with places, small words and apostrophes in them; what only looks like one.
    (
        "The National Bank of Ostia reported a net profit of Sh1.2 billion for 2024.",
        ["profit_loss | National Bank of Ostia | 1_200_000_000 KES exact | in 2024 | net"],
    ),
    (
        "Kelpra Bank Kenya's profits surged by 27.5% to Sh20.8 billion.",
        ["profit_loss | Kelpra Bank Kenya | 20_800_000_000 KES exact"],
    ),
    (
        "Singapore Paper Holdings has acquired Vietnam's Delta Inks for $4 million.",
        ["acquisition | Delta Inks | 4_000_000 USD exact | acquirer: Singapore Paper Holdings | completed"],
    ),
    (
        "Halden Chemical is buying Rosemont, Ill.-based Genova Specialties for $30 million.",
        ["acquisition | Genova Specialties | 30_000_000 USD exact | acquirer: Halden Chemical | agreed"],
    ),
    (
        "Shares of Ventures in Rhythm rose. Ventures in Rhythm said its revenue was $5 million.",
        ["revenue | Ventures in Rhythm | 5_000_000 USD exact"],
    ),
    (
        "Kelpra Pumps, founded by Brian O'Hara in 1998, had pre-tax profits of €24m.",
        [
            "founding | Kelpra Pumps | founder: Brian O'Hara | on 1998",
            "profit_loss | Kelpra Pumps | 24_000_000 EUR exact",
        ],
    ),
    (
        "Arvind Looms revenue rose 34 percent to Rs 917 crore. The company reported a profit of Rs 1 crore.",
        ["profit_loss | Arvind Looms | 10_000_000 INR exact", "revenue | Arvind Looms | 9_170_000_000 INR exact"],
    ),
    ("The Lisbon Airshow took off on Sunday with orders worth $141 billion.", []),
    (
        "Halden raised $7 million from Orton Steel and Tarn Motors. In 2021 it had raised $2 million from Orton Steel and Tarn Motors.",
        [
            "funding_round | Halden | 7_000_000 USD exact | investor: Orton Steel | investor: Tarn Motors | completed",
            "funding_round | Halden | 2_000_000 USD exact | investor: Orton Steel | investor: Tarn Motors | on 2021 | completed",
        ],
    ),
    # Whose a measure is.
    (
        "Pre-tax profits at data centre builder Ardal increased by 45 per cent to €19m.",
        ["profit_loss | Ardal | 19_000_000 EUR exact"],
    ),
    (
        "With annual sales of $135 million, Genova makes acids.",
        ["revenue | Genova | 135_000_000 USD exact"],
    ),
    ("The businesses involved in the deal will have sales of about $450 million, Kelpra says.", []),
    (
        "Staff employed by Kelpra Pumps last year increased from 777 to 903.",
        [
            "headcount | Kelpra Pumps | 777 None exact | on 2024 | completed | previous",
            "headcount | Kelpra Pumps | 903 None exact | on 2024 | completed",
        ],
    ),
    (
        "Ostia Group made an all-cash bid for Norway's Skarpa, valuing the Oslo-listed furniture maker at NOK 5.1bn.",
        ["acquisition | Skarpa | acquirer: Ostia Group", "valuation | Skarpa | 5_100_000_000 NOK exact"],
    ),
    (
        "Halden Capital has a 28% stake in Shearfield, Orton Steel holds 27.5%.",
        [
            "stake | Shearfield | 27.5% | holder: Orton Steel",
            "stake | Shearfield | 28% | holder: Halden Capital",
        ],
    ),
    ("Mr Green acquires 75 percent of the shares in 11.lv.", []),
    (
        "The European Commission has approved Orton's $19.7 billion bid to buy Nuvane Communications.",
        ["acquisition | Nuvane Communications | 19_700_000_000 USD exact | acquirer: Orton"],
    ),
    # What is built for a sum is spent on oneself, in a county that is no company.
    (
        "Kelpra Polymers is investing more than $7 million to expand its existing facility in Newton County.",
        ["capex | Kelpra Polymers | 7_000_000 USD over"],
    ),
    (
        "Love's Road Stops will invest $16 million to open a retread plant. The company plans to hire 55.",
        [
            "capex | Love's Road Stops | 16_000_000 USD exact | forecast",
            "headcount | Love's Road Stops | 55 None exact | agreed",
        ],
    ),
    (
        "The startup EV maker Canova announced plans to build a $400 million plant in Pryor.",
        ["capex | Canova | 400_000_000 USD exact | forecast"],
    ),
    # Whose head somebody is, is not who leads; a crowd is not who is not asked.
    (
        "Exchange Coinova is in talks to raise $100 million in a round led by Nokia co-founder Eduardo Salim's Brio Capital.",
        ["funding_round | Coinova | 100_000_000 USD exact | lead investor: Brio Capital | talks"],
    ),
    (
        "Orton Steel was not asked when Brenta Inks bought Ostia Paints for $3 million.",
        ["acquisition | Ostia Paints | 3_000_000 USD exact | acquirer: Brenta Inks | completed"],
    ),
    # Contracts: who awards, who supplies, what they bring.
    (
        "Tarn Land Systems said on Friday that it received a $1.2 billion U.S. Army contract to provide radars.",
        ["contract | Tarn Land Systems | 1_200_000_000 USD exact | customer: U.S. Army | says Tarn Land Systems"],
    ),
    (
        "The UK Ministry of Defence has awarded Kelpra Radios another order worth £3m.",
        ["contract | Kelpra Radios | 3_000_000 GBP exact | customer: UK Ministry of Defence"],
    ),
    (
        "Kelpra Foods bagged a contract with Orton Stores expected to produce up to $3 million of sales a year.",
        ["contract | Kelpra Foods | 3_000_000 USD at_most | customer: Orton Stores"],
    ),
    ("Kelpra Trust has entered into a facility agreement with Orton Bank.", []),
    # Debt that has a longer name; a listing that goes on to its sum.
    (
        "Kelpra Schools has secured a student loan financing facility worth $25 million from Orton Bank.",
        ["debt | Kelpra Schools | 25_000_000 USD exact | lender: Orton Bank | completed"],
    ),
    (
        "Kelpra Diagnostics is expected to make its initial public offering on Wednesday and raise as much as $91 million.",
        ["listing | Kelpra Diagnostics | 91_000_000 USD at_most"],
    ),
    # People: the post at the company that gives it, and whose head somebody is.
    (
        "Boeing named Niel Gossard as the company's senior vice president of communications.",
        ["appointment | Boeing | senior vice president of communications: Niel Gossard | completed"],
    ),
    (
        "Kelpra Biosciences added Orton veteran Michelle Brauer as CEO.",
        ["appointment | Kelpra Biosciences | chief executive: Michelle Brauer | completed"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=range(len(CASES)))
def test_reads(text: str, expected: list[str]) -> None:
    assert sorted(line(fact) for fact in READER.read(text, published=PUBLISHED, language="en")) == sorted(expected)


DIGEST = """The following deals were reported on Monday:

** Kelpra Corp said it would buy Orton Pharmacy, a move into retail.

** Sondrup Auto said it would buy Olsen Lamps for 230 million euros. The group has 9,000 employees.

** Tarn Energy raised $40 million in a Series B round. The company was founded in 2019.

** Velora Labs posted a net loss of $3 million. It employs 70 people.
"""

HEADED = """Halden raises $110 million

Halden, which connects shops, has raised $110 million in new equity.

Sondrup closes seed round

The start-up raised $4 million in seed funding and was founded in 2019.

Velora to open in Lagos

The company has 300 employees.
"""


@pytest.mark.parametrize(
    ("text", "companies"),
    [
        (DIGEST, {"Orton Pharmacy", "Olsen Lamps", "Sondrup Auto", "Tarn Energy", "Velora Labs"}),
        (HEADED, {"Halden", "Sondrup", "Velora"}),
    ],
)
def test_each_item_of_a_digest_speaks_of_its_own_company(text: str, companies: set[str]) -> None:
    facts = READER.read(text, published=PUBLISHED, language="en")
    assert {fact.company for fact in facts} == companies
    owners = {fact.kind: fact.company for fact in facts if fact.kind in {"headcount", "founding"}}
    assert set(owners.values()) <= companies - {"Orton Pharmacy", "Olsen Lamps", "Halden"}


def test_a_story_is_no_digest() -> None:
    """Paragraphs about rivals do not part a text from the company that it is about."""
    text = """Halden Robotics has raised $40 million.

Its rival Sondrup sells cheaper arms.

Orton, a customer, ordered twenty arms from Halden in May.

Halden employs 300 people."""
    facts = READER.read(text, published=PUBLISHED, language="en")
    assert {fact.company for fact in facts if fact.kind == "headcount"} == {"Halden Robotics"}
