"""Ways of telling a fact, each in a text of its own: what is read of it, and what must not be."""

# ruff: noqa: E501 - texts and facts read best as long lines

from __future__ import annotations

from decimal import Decimal

import pytest

from ledger.extract.reader import RuleReader
from ledger.model.events import fact_key
from ledger.model.facts import parse_fact
from tests.extract.reading import NAMES, PUBLISHED, line

READER = RuleReader(NAMES)


def told(text: str, language: str) -> list[str]:
    return sorted(map(line, READER.read(text, published=PUBLISHED, language=language)))


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        # All of the capital is a purchase; an aside describes whom it follows.
        (
            "Kelpra acquiert 100 % des titres de Dustra, spécialiste des puces, avec un chiffre d'affaires de 54 millions d'euros en 2024.",
            "fr",
            ['acquisition | Dustra | acquirer: Kelpra | agreed', 'revenue | Dustra | 54_000_000 EUR exact | in 2024'],
        ),
        (
            "Le résultat net de Kelpra s'établit à -37 millions d'euros en 2024.",
            "fr",
            ['profit_loss | Kelpra | -37_000_000 EUR exact | in 2024 | net'],
        ),
        # The sum of a round that was told before without one.
        (
            "Kelpra a réalisé une levée de fonds. L'opération, d'un montant de 6 millions d'euros, a été menée par Accel.",
            "fr",
            ['funding_round | Kelpra | 6_000_000 EUR exact | lead investor: Accel'],
        ),
        # To whom a price is given, and who owns how much as a shareholder.
        (
            "Accel confère à Kelpra une valorisation de 40 millions d'euros.",
            "fr",
            ['valuation | Kelpra | 40_000_000 EUR exact'],
        ),
        (
            'Kelpra est le premier actionnaire de Dustra avec 32 % du capital.',
            "fr",
            ['stake | Dustra | 32% | holder: Kelpra'],
        ),
        # How many there were before, what came to nothing, the debt within a round, what is bought by itself.
        (
            'Kelpra emploie 140 salariés, contre 190 en 2023.',
            "fr",
            ['headcount | Kelpra | 140 None exact | completed', 'headcount | Kelpra | 190 None exact | on 2023 | completed | previous'],
        ),
        (
            "Kelpra veut racheter Dustra pour 50 millions d'euros. Mais l'offre a été rejetée.",
            "fr",
            ['acquisition | Dustra | 50_000_000 EUR exact | acquirer: Kelpra | abandoned'],
        ),
        (
            "Kelpra a levé 20 millions d'euros, dont 5 millions de dette bancaire.",
            "fr",
            ['debt | Kelpra | 5_000_000 EUR exact | completed', 'funding_round | Kelpra | 20_000_000 EUR exact | completed'],
        ),
        (
            'Kelpra annonce son rachat par Dustra.',
            "fr",
            ['acquisition | Kelpra | acquirer: Dustra | agreed'],
        ),
        # Facts without their figure.
        (
            "Adobe a fait la une. La start-up Kelpra a levé 5 millions d'euros. Toujours déficitaire, la start-up recrute.",
            "fr",
            ['funding_round | Kelpra | 5_000_000 EUR exact | completed', 'profit_loss | Kelpra'],
        ),
        (
            'Kelpra licencie des centaines de salariés.',
            "fr",
            ['headcount | Kelpra | completed'],
        ),
        # Figures in words, what a company makes, and the agency that signs.
        (
            "Kelpra lève une cinquantaine de millions d'euros.",
            "fr",
            ['funding_round | Kelpra | 50_000_000 EUR about | agreed'],
        ),
        (
            'Le fabricant de puces et de cartes Kelpra a racheté Dustra.',
            "fr",
            ['acquisition | Dustra | acquirer: Kelpra | completed'],
        ),
        (
            "PARIS (Agence Voltive) - Kelpra a levé 5 millions d'euros.",
            "fr",
            ['funding_round | Kelpra | 5_000_000 EUR exact | completed'],
        ),
        # Each of two, and a crowd that is nobody.
        (
            "Kelpra et Dustra ont chacun levé 4 millions d'euros.",
            "fr",
            ['funding_round | Dustra | 4_000_000 EUR exact | completed', 'funding_round | Kelpra | 4_000_000 EUR exact | completed'],
        ),
        (
            "Les start-up ont doublé le montant de leurs levées de fonds, avec 11 milliards d'euros de financement.",
            "fr",
            [],
        ),
        # A part of the orders.
        (
            "Le carnet de commandes de Kelpra atteint 300 millions d'euros. Près de la moitié provient de Dustra.",
            "fr",
            ['customer | Kelpra | customer: Dustra', 'order_book | Kelpra | 300_000_000 EUR exact'],
        ),
        # Who is spoken of: the company that facts are told of, not its backers.
        (
            "Kelpra raised $30 million in a round led by Accel. Existing backers Norda Capital and Vesta Partners also took part. The company employs 120 people.",
            "en",
            [
                "funding_round | Kelpra | 30_000_000 USD exact | lead investor: Accel | investor: Norda Capital | investor: Vesta Partners | completed",
                "headcount | Kelpra | 120 None exact | completed",
            ],
        ),
        # A word that has its capital from its place, and a town before a site, are no companies.
        (
            "Carmaker Voltane lost £118m in 2024. The Leeds plant will close.",
            "en",
            ["profit_loss | Voltane | -118_000_000 GBP exact | in 2024"],
        ),
        # Holders with a share each.
        (
            "Kelpra is growing. Its shareholders include Accel (24%) and Coatue (16%).",
            "en",
            ["stake | Kelpra | 16% | holder: Coatue", "stake | Kelpra | 24% | holder: Accel"],
        ),
        (
            "Kelpra vend 20 % de son capital à Eurazeo.",
            "fr",
            ["stake | Kelpra | 20% | holder: Eurazeo"],
        ),
        ("Porsha sold half of its stake.", "en", []),
        # A part of a round, and the price of a purchase, told a sentence later.
        (
            "Kelpra a levé 46 millions d'euros, dont 35 millions auprès de Tencent.",
            "fr",
            [
                "funding_round | Kelpra | 46_000_000 EUR exact | investor: Tencent | completed",
                "investment | Kelpra | 35_000_000 EUR exact | investor: Tencent | completed",
            ],
        ),
        (
            "Adobe has bought Kelpra. The deal is worth $90 million.",
            "en",
            ["acquisition | Kelpra | 90_000_000 USD exact | acquirer: Adobe | completed"],
        ),
        # Staff without a verb of employing, and some of them.
        ("Kelpra, 270 salariés, a levé 5 millions d'euros.", "fr", [
            "funding_round | Kelpra | 5_000_000 EUR exact | completed",
            "headcount | Kelpra | 270 None exact | completed",
        ]),
        ("Kelpra va se séparer de 75 de ses 370 salariés.", "fr", ["headcount | Kelpra | 75 None exact | agreed"]),
        # Periods that end in a month, and "the quarter".
        (
            "Ubisoft's revenue rose to €900 million in the year to March 2025.",
            "en",
            ["revenue | Ubisoft | 900_000_000 EUR exact | in 2024-04/2025-03"],
        ),
        (
            "Adobe's revenue in the second quarter of 2025 was $5 billion. Net income for the quarter was $2 billion.",
            "en",
            [
                "profit_loss | Adobe | 2_000_000_000 USD exact | in 2025-04/2025-06 | net",
                "revenue | Adobe | 5_000_000_000 USD exact | in 2025-04/2025-06",
            ],
        ),
        # Scale and currency in one word.
        (
            "Le chiffre d'affaires d'Ubisoft s'établit à 325,90 ME en 2024.",
            "fr",
            ["revenue | Ubisoft | 325_900_000 EUR exact | in 2024"],
        ),
        # The market takes and gives; no company has sold or valued anything by it.
        ("Adobe is struggling: nearly $3bn of market value has gone since July.", "en", []),
        # Somebody else's plans are no denial of the sentence before.
        (
            "Kelpra has raised $55 million. Its founder told reporters it had no plans to list.",
            "en",
            ["funding_round | Kelpra | 55_000_000 USD exact | completed"],
        ),
        # "Il" that stands for nobody; a name that is given to a newcomer, of whom the next pronoun tells.
        (
            "Kelpra grandit. Il s'agit de la société Dustra, qui à la suite d'un tour de table de 40 millions d'euros a atteint une valorisation de 200 millions d'euros.",
            "fr",
            ['funding_round | Dustra | 40_000_000 EUR exact', 'valuation | Dustra | 200_000_000 EUR exact'],
        ),
        (
            "Kelpra recule, et un autre rival du nom de Dustra vient de dire qu'il avait réalisé un nouveau tour de table. L'opération a constitué une somme de 25 millions d'euros.",
            "fr",
            ['funding_round | Dustra | 25_000_000 EUR exact'],
        ),
        # Two valuations in one sentence, each of the company whose round stands beside it.
        (
            "On cite Kelpra qui, après une levée de 40 millions d'euros, a atteint une valorisation de 200 millions, et la société Dustra qui a atteint une valorisation de 170 millions, à la suite d'une levée de 20 millions d'euros.",
            "fr",
            ['funding_round | Dustra | 20_000_000 EUR exact', 'funding_round | Kelpra | 40_000_000 EUR exact',
             'valuation | Dustra | 170_000_000 EUR exact', 'valuation | Kelpra | 200_000_000 EUR exact'],
        ),
        # Who is enabled to raise money is who raises it.
        (
            "Kelpra est une jeune pousse. Un premier tour a permis à la pépite française de lever 15 millions d'euros.",
            "fr",
            ['funding_round | Kelpra | 15_000_000 EUR exact'],
        ),
        # A letter that numbers a round ends its sentence; a qualifier before a vowel.
        (
            "Kelpra vient de lever 16 millions d'euros en série A. Ce tour a permis une valorisation de la start-up à plus d'1,4 milliard d'euros.",
            "fr",
            ['funding_round | Kelpra | 16_000_000 EUR exact | Series A | completed', 'valuation | Kelpra | 1_400_000_000 EUR over | completed'],
        ),
        # Names with an apostrophe, and names written small in part whose initials stand behind them.
        (
            "L'entreprise Kelpra's Kitchen a annoncé l'acquisition de Dustra. Kelpra's Kitchen emploie 30 personnes.",
            "fr",
            ["acquisition | Dustra | acquirer: Kelpra's Kitchen | agreed", "headcount | Kelpra's Kitchen | 30 None exact | completed"],
        ),
        (
            "Dustra a acquis 29 % de la Compagnie lyonnaise d'éclairage (CLE). La CLE emploie 400 personnes.",
            "fr",
            ["headcount | CLE | 400 None exact | completed", "stake | CLE | 29% | holder: Dustra | completed"],
        ),
        # What the market gives for a company; a sum before the time at which it stood.
        (
            "Kelpra, qui a une valeur marchande de 2,3 milliards d'euros, avait un carnet de commandes de 112 millions fin juin.",
            "fr",
            ['order_book | Kelpra | 112_000_000 EUR exact | in 2025-06', 'valuation | Kelpra | 2_300_000_000 EUR exact | market_cap'],
        ),
        # By how much something changes is no level of it; whose a measure is that "dont" brings.
        ("Kelpra grandit. L'achat devrait augmenter le chiffre d'affaires de Kelpra d'environ 11 millions d'euros.", "fr", []),
        ("Kelpra attend de ses contrats un chiffre d'affaires additionnel de 12 millions d'euros.", "fr", []),
        ("Les ventes de Kelpra ont progressé (+30 millions d'euros).", "fr", []),
        (
            "Kelpra a racheté Dustra. L'achat de cette société, dont le chiffre d'affaires est de 21 millions d'euros, fait de Kelpra un géant.",
            "fr",
            ['acquisition | Dustra | acquirer: Kelpra | completed', 'revenue | Dustra | 21_000_000 EUR exact'],
        ),
        # Several that are bought together, each perhaps explained; the time between a verb and its object.
        (
            "Le groupe Kelpra annonce les rachats de Dustra, une société suisse, et de Wexlo, une société belge.",
            "fr",
            ['acquisition | Dustra | acquirer: Kelpra | agreed', 'acquisition | Wexlo | acquirer: Kelpra | agreed'],
        ),
        (
            "Le groupe Kelpra a annoncé à la mi-août l'achat de Dustra et le rachat de la société lyonnaise Wexlo.",
            "fr",
            ['acquisition | Wexlo | acquirer: Kelpra | on 2025-08 | agreed'],
        ),
        ("Kelpra has bought Dustra and Wexlo.", "en", ['acquisition | Dustra | acquirer: Kelpra | completed', 'acquisition | Wexlo | acquirer: Kelpra | completed']),
        # The majority is the company; talks in view of a purchase; a part with a name of its own is no company.
        (
            "Le groupe Kelpra signe un accord pour l'acquisition d'une participation majoritaire dans le capital de la société Dustra.",
            "fr",
            ['acquisition | Dustra | acquirer: Kelpra | agreed'],
        ),
        (
            "Selon Bloomberg, Kelpra aurait engagé des discussions avec Dustra en vue d'un rachat.",
            "fr",
            ['acquisition | Dustra | acquirer: Kelpra | talks | hedged | says Bloomberg'],
        ),
        ("Kelpra cède les activités Magazines de Dustra à Wexlo Media.", "fr", []),
        # Who holds what: by way of a purchase, of a share told before, and of what a former owner had.
        (
            "Kelpra a acheté en Bourse 3 % des actions de Dustra, ce qui porte à 6 % sa participation.",
            "fr",
            ['stake | Dustra | 3% | holder: Kelpra | completed', 'stake | Dustra | 6% | holder: Kelpra | completed'],
        ),
        (
            "L'opération suit l'acquisition par Wexlo, en août, de 49 % de Dustra.",
            "fr",
            ['stake | Dustra | 49% | holder: Wexlo | on 2025-08'],
        ),
        # Who only says it in an aside does not do it; the market is no pay packet.
        ("En septembre, fait savoir Kelpra, près de 729 millions de dollars d'investissements ont été dirigés vers des entreprises.", "fr", []),
        ("Emma Roux dirige Kelpra. Le titre de Kelpra a gagné plus de 20 % depuis janvier.", "fr", []),
        # The same sum in another dollar; a person whom an apposition tells.
        (
            "La société Kelpra a annoncé l'acquisition de Dustra, la division des fruits du groupe Wexlo, pour 141 M$ US (193 M$).",
            "fr",
            ['acquisition | Dustra | 141_000_000 USD exact | acquirer: Kelpra | agreed'],
        ),
        ("Réginald Tarbouriech, l'un des quatre fondateurs de Kelpra, a levé 4 millions d'euros.", "fr", []),
        # Names with an article of their own, and those that begin like a place.
        (
            "Le fonds La Brume a investi 3 millions d'euros dans La Meunerie. La Meunerie emploie 40 personnes.",
            "fr",
            ['headcount | La Meunerie | 40 None exact | completed', 'investment | La Meunerie | 3_000_000 EUR exact | investor: La Brume | completed'],
        ),
        ("En mai, Les Comptoirs du Lin a levé 3 millions d'euros.", "fr", ['funding_round | Les Comptoirs du Lin | 3_000_000 EUR exact | on 2025-05 | completed']),
        ("En mai, la société New Tarbine a levé 3 millions d'euros.", "fr", ['funding_round | New Tarbine | 3_000_000 EUR exact | on 2025-05 | completed']),
        # Nobody has reached it; whose sales they are in spite of whose its parent is; a share of sales is none.
        ("Depuis la levée de Kelpra, aucune start-up n'avait atteint une valorisation d'un milliard d'euros.", "fr", []),
        (
            "Le groupe Kelpra, dont la maison mère est Dustra Holding, a vu son chiffre d'affaires baisser à 38 millions d'euros en 2024.",
            "fr",
            ['revenue | Kelpra | 38_000_000 EUR exact | in 2024'],
        ),
        ("La marge de Kelpra a atteint 8 % du chiffre d'affaires, soit 450 millions d'euros.", "fr", []),
        # Whose shares are sold is not who reports.
        (
            "Kelpra a enregistré un résultat net de 329 millions d'euros en 2024. Il comprend le produit de la cession des actions Dustra. La participation restante de 3 % dans Dustra baisse. Le chiffre d'affaires a atteint 5 milliards d'euros.",
            "fr",
            ['profit_loss | Kelpra | 329_000_000 EUR exact | in 2024 | net', 'revenue | Kelpra | 5_000_000_000 EUR exact'],
        ),
        # A person who is the number two; who is enumerated with his own object; to whose benefit; a comma left out.
        (
            "Le groupe Kelpra grandit. Carlos Tarvez, numéro deux de Kelpra depuis 2011, a brutalement quitté ses fonctions le 30 août.",
            "fr",
            ['departure | Kelpra | deputy chief executive: Carlos Tarvez | on 2025-08-30 | completed'],
        ),
        ("La société Kelpra a acquis les trois sites nord-américains et Dustra les quatre sites européens.", "fr", []),
        (
            "Selon Les Echos, une levée de fonds d'un montant de 10 millions d'euros serait sur le point d'être bouclée au profit de l'entreprise Kelpra.",
            "fr",
            ['funding_round | Kelpra | 10_000_000 EUR exact | hedged | says Les Echos'],
        ),
        ("Pour finir, Kelpra, une société suisse de paiement mobile a levé 4 millions d'euros.", "fr", ['funding_round | Kelpra | 4_000_000 EUR exact | completed']),
        (
            "En bouclant une levée de fonds de 85 millions d'euros, Kelpra a surpris.",
            "fr",
            ['funding_round | Kelpra | 85_000_000 EUR exact'],
        ),
        # Who was named last; a month in which it is a word of time.
        (
            "Kelpra a bouclé un tour de 12 millions d'euros, mené par Dustra Ventures. Ce dernier avait déjà investi 3 millions d'euros dans la société en 2023.",
            "fr",
            ['funding_round | Kelpra | 12_000_000 EUR exact | lead investor: Dustra Ventures | completed',
             'investment | Kelpra | 3_000_000 EUR exact | investor: Dustra Ventures | on 2023 | completed'],
        ),
        ("La société Kelpra a grandi ce dernier mois. Elle emploie 30 personnes.", "fr", ['headcount | Kelpra | 30 None exact | completed']),
        # What is bought stands behind a time, or behind the one it is bought from.
        ("La société Kelpra a acquis en avril la société Dustra.", "fr", ['acquisition | Dustra | acquirer: Kelpra | on 2025-04 | completed']),
        ("Le groupe Kelpra rachète au groupe Wexlo la société Dustra.", "fr", ['acquisition | Dustra | acquirer: Kelpra | agreed']),
        # Rows of rounds without a verb, where rounds are spoken of, and only there.
        (
            "Les levées s'enchaînent. 110 millions d'euros en février pour la ferme de protéines Kelpra, 45 millions pour Dustra (soins).",
            "fr",
            ['funding_round | Dustra | 45_000_000 EUR exact', 'funding_round | Kelpra | 110_000_000 EUR exact | on 2025-02'],
        ),
        ("Les amendes s'enchaînent : 110 millions d'euros en février pour Kelpra.", "fr", []),
        ("Kelpra avait levé des fonds. À lui seul, l'écosystème a attiré 135 millions d'euros de capitaux frais.", "fr", []),
        # Holders who back, who are let in, and of what an aside without article tells.
        (
            "Kelpra est soutenue par Wexlo Capital avec une participation de 22 %.",
            "fr",
            ['stake | Kelpra | 22% | holder: Wexlo Capital'],
        ),
        (
            "La société Kelpra a fait entrer à son capital le fonds De Brume avec 20 % des parts.",
            "fr",
            ['stake | Kelpra | 20% | holder: De Brume'],
        ),
        (
            "Wexlo veut acheter la majorité de la société Dustra auprès de ses actionnaires, société dans laquelle il détient une participation de 12,5 %.",
            "fr",
            ['stake | Dustra | 12.5% | holder: Wexlo'],
        ),
        # Names that begin like a place are names.
        ("Hier, la société Meuse Tarbine a levé 3 millions d'euros.", "fr", ['funding_round | Meuse Tarbine | 3_000_000 EUR exact | on 2025-09-30 | completed']),
        # Who is bought by another in the same row buys nothing; a rule that holds denies nothing.
        (
            "L'éditeur Kelpra (détenu par Wexlo) a été racheté par Dustra Partners, Tarbine (ex-Lorme) par Cinvax. La règle ne se dément pas ailleurs.",
            "fr",
            ['acquisition | Kelpra | acquirer: Dustra Partners | completed'],
        ),
        ("Pour son cinquième LBO annoncé fin octobre avec une valorisation de 1,5 milliard d'euros, le sous-traitant a changé de fonds.", "fr", []),
        # Thousands of millions; the funds that adjectives describe; who was only there when another raised.
        ("La capitalisation de Kelpra (3.100 millions d'euros) a doublé.", "fr", ['valuation | Kelpra | 3_100_000_000 EUR exact | market_cap']),
        ("Kelpra, numéro trois français de l'eau, doit être racheté par le fonds suédois Wexlo.", "fr", ['acquisition | Kelpra | acquirer: Wexlo | agreed']),
        (
            "Le groupe Kelpra a levé 385 millions d'euros. Le tour a été conduit par les fonds Wexlo Capital et Dustra Ventures, déjà présents lors du tour d'amorçage de 105 millions d'euros.",
            "fr",
            ['funding_round | Kelpra | 105_000_000 EUR exact | seed', 'funding_round | Kelpra | 385_000_000 EUR exact | completed'],
        ),
        # A place that invests is nobody's backer; money by whom it was raised; verbs of getting where rounds are spoken of.
        ("Les familles Saputo et Kelpra en vivent. En 2020, Québec avait investi 100 millions d'euros dans le fonds Dustra.", "fr", []),
        ("On cite aussi les 486 millions d'euros levés en juillet par la start-up allemande rivale Kelpra.", "fr", ['funding_round | Kelpra | 486_000_000 EUR exact | on 2025-07 | completed']),
        (
            "La société Kelpra a levé 40 millions d'euros. Son rival Dustra a encaissé 13 millions d'euros.",
            "fr",
            ['funding_round | Dustra | 13_000_000 EUR exact | completed', 'funding_round | Kelpra | 40_000_000 EUR exact | completed'],
        ),
        # A time between commas; a name that "des" joins.
        (
            "La société Kelpra a également acquis, le mois dernier, Dustra.",
            "fr",
            ['acquisition | Dustra | acquirer: Kelpra | on 2025-09 | completed'],
        ),
        ("La société lyonnaise Plantations des Brumes détient 5 % de Kelpra.", "fr", ['stake | Kelpra | 5% | holder: Plantations des Brumes']),
    ],
)  # fmt: skip
def test_constructions(text: str, language: str, expected: list[str]) -> None:
    assert told(text, language) == expected


def test_sources_are_carried() -> None:
    """Who says the first of some details says the others, and a rumour's source speaks on."""
    rumour = "Selon Bloomberg, Pasqal négocie une levée de 100 millions d'euros. L'opération valoriserait Pasqal à 1 milliard."
    assert {names for fact in READER.read(rumour, language="fr") for names in fact.attributed_to} == {"Bloomberg"}
    assert all(fact.attributed_to for fact in READER.read(rumour, language="fr"))
    spoken = (
        "Kelpra had revenue of $5 million in 2024, finance chief Emma Roux told Reuters. She said it employs 30 people."
    )
    assert [fact.attributed_to for fact in READER.read(spoken, language="en")] == [("Emma Roux",), ("Emma Roux",)]


def test_posts_that_are_held() -> None:
    """A statement is a fact; a title in passing is none."""
    (fact,) = READER.read("Emma Roux has been chief executive of Adobe since 2022.", language="en")
    assert (fact.kind, fact.company, fact.counterparties[0].name) == ("role", "Adobe", "Emma Roux")
    assert not READER.read("Emma Roux, chief executive of Adobe, smiled.", language="en")
    (fact,) = READER.read("Emma Roux est PDG d'Adobe depuis 2022.", language="fr")
    assert (fact.kind, fact.counterparties[0].role) == ("role", "chief executive")
    assert not READER.read("Emma Roux, PDG d'Adobe, a souri.", language="fr")


def test_derived_figures_are_marked() -> None:
    """A figure that is worked out says so, and one that is not keeps the key that it has in older ledgers."""
    text = "Pasqal vise une valorisation de 4 milliards d'euros, quatre fois plus que le montant évoqué précédemment."
    stated, derived = sorted(READER.read(text, language="fr"), key=lambda fact: fact.derived)
    assert derived.amount is not None
    assert set(derived.amount.ends()) == {Decimal(10**9)}
    assert (stated.derived, derived.derived) == (False, True)
    assert derived.model_dump()["derived"]
    assert "derived" not in stated.model_dump()
    assert parse_fact(derived.model_dump()) == derived
    before = {**stated.model_dump(), "confidence": 0.5}
    assert fact_key(before) == fact_key(stated.model_dump())
