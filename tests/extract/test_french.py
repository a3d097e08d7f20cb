"""Classes of French sentences that real articles and their like have, each in words of its own."""

# ruff: noqa: E501 - texts and facts read best as long lines

from __future__ import annotations

import pytest

from ledger.extract.reader import RuleReader
from tests.extract.reading import NAMES, PUBLISHED, line

READER = RuleReader(NAMES)

#: Text, and all facts of it.
CASES: list[tuple[str, list[str]]] = [
    # Adjectives behind a description; what is sold of a company is not worth what it is; posts that ended.
    (
        "Kelpra se porte bien. La jeune pousse grenobloise a levé 2 millions d'euros en 2023.",
        ["funding_round | Kelpra | 2_000_000 EUR exact | on 2023 | completed"],
    ),
    (
        "Kelpra va bien. L'entreprise lyonnaise spécialisée emploie 200 personnes.",
        ["headcount | Kelpra | 200 None exact | completed"],
    ),
    ("Kelpra va bien. Le groupe concurrent a levé 2 millions d'euros en 2023.", []),
    (
        "Kelpra a annoncé la cession de ses activités en Italie à Dustra, pour une valeur d'entreprise d'environ un milliard d'euros.",
        [],
    ),
    (
        "Emma Roux était directrice générale de Kelpra jusqu'en 2021.",
        ["departure | Kelpra | chief executive: Emma Roux | on 2021 | completed"],
    ),
    (
        "Kelpra emploie 200 personnes, selon le prix Nobel Alain Roux.",
        ["headcount | Kelpra | 200 None exact | completed | says Alain Roux"],
    ),
    ("L'équipe commerciale de Kelpra compte 40 personnes.", []),
    # Shares that change in steps, and capital in several hands.
    (
        "Le fonds Nordhal porte sa participation dans Veltis de 12 % à 19,9 %.",
        ["stake | Veltis | 19.9% | holder: Nordhal"],
    ),
    (
        "Le groupe italien Marchetti fait passer de 30 % à 51 % sa part au capital de Solven.",
        ["stake | Solven | 51% | holder: Marchetti"],
    ),
    (
        "Nordhal est passé de 12 % à 19,9 % du capital de Veltis.",
        ["stake | Veltis | 19.9% | holder: Nordhal"],
    ),
    (
        "Le fonds Kelvia ramène sa part dans Brumaire de 30 % à 12 %.",
        [],
    ),
    (
        "Le capital de Brumaire est détenu à 51 % par la famille Odelin et à 49 % par Kelvia.",
        ["stake | Brumaire | 49% | holder: Kelvia", "stake | Brumaire | 51% | holder: famille Odelin"],
    ),
    (
        "Les équipes de Veltis s'inquiètent. Veltis, détenu à 34 % par Marchetti et à 22 % par Kelvia, perd de l'argent.",
        ["profit_loss | Veltis", "stake | Veltis | 22% | holder: Kelvia", "stake | Veltis | 34% | holder: Marchetti"],
    ),
    # People counted by nouns alone, by what becomes of them, by places.
    (
        "Le groupe Bystrol ferme deux sites. 1 254 emplois sont appelés à disparaître : 955 sur le premier site et 299 sur le second.",
        [
            "headcount | Bystrol | 1_254 None exact | completed",
            "headcount | Bystrol | 299 None exact | completed",
            "headcount | Bystrol | 955 None exact | completed",
        ],
    ),
    (
        "Le groupe Bystrol va mal. Au siège de Niedau, environ 80 personnes devraient perdre leur travail ; les quelque 650 collaborateurs du site l'ont appris le matin même.",
        ["headcount | Bystrol | 650 None about | completed", "headcount | Bystrol | 80 None about | agreed"],
    ),
    (
        "Près de 150 emplois vont disparaître chez Bystrol. Le groupe en compte 3 900.",
        ["headcount | Bystrol | 150 None about | agreed", "headcount | Bystrol | 3_900 None exact | agreed"],
    ),
    (
        "Le groupe Bystrol a fermé l'usine de Niedau en 2020, laissant 619 personnes sur le carreau.",
        ["headcount | Bystrol | 619 None exact | completed"],
    ),
    (
        "Le groupe Bystrol a annoncé la suppression de 93 emplois, soit 13 % de ses effectifs. A Berlin, 26 personnes ont déjà pris la porte.",
        ["headcount | Bystrol | 26 None exact | completed", "headcount | Bystrol | 93 None exact | 13% | completed"],
    ),
    (
        "Le groupe Bystrol va mal. Plus de 200 de ses employés travaillent à Niedau.",
        ["headcount | Bystrol | 200 None over | completed"],
    ),
    (
        "Le groupe Bystrol va mal. Dans le secteur, 30 000 emplois sont menacés.",
        [],
    ),
    (
        "Le groupe Bystrol va mal. Les entreprises de plus de 50 salariés devront s'y plier.",
        [],
    ),
    # Posts that are handed over, fall to somebody, are held since.
    (
        "Marc Grinver, directeur général d'Umbrac depuis 2008, tire sa révérence.",
        ["departure | Umbrac | chief executive: Marc Grinver | completed"],
    ),
    (
        "Aux commandes d'Umbrac depuis 2008, Marc Grinver va partir.",
        ["role | Umbrac | chief executive: Marc Grinver"],
    ),
    (
        "Le groupe Umbrac se scinde. C'est à Philippe Kerne qu'échoit la direction générale d'Umbrac.",
        ["appointment | Umbrac | chief executive: Philippe Kerne | completed"],
    ),
    (
        "La présidence d'Umbrac a été confiée à Philippe Kerne.",
        ["appointment | Umbrac | chairman: Philippe Kerne | completed"],
    ),
    (
        "Marc Grinver passe le flambeau à Claire Lenoir à la tête d'Umbrac.",
        [
            "appointment | Umbrac | chief executive: Claire Lenoir | completed",
            "departure | Umbrac | chief executive: Marc Grinver | completed",
        ],
    ),
    (
        "Marc Grinver, le patron d'Umbrac, laissera sa place à Claire Lenoir le 1er juillet.",
        [
            "appointment | Umbrac | chief executive: Claire Lenoir | on 2025-07-01 | agreed",
            "departure | Umbrac | chief executive: Marc Grinver | on 2025-07-01 | agreed",
        ],
    ),
    (
        "Claire Lenoir s'installe aux commandes d'Umbrac.",
        ["appointment | Umbrac | chief executive: Claire Lenoir | completed"],
    ),
    # What somebody earns who is only described, and what a company gets.
    (
        "Marc Grinver dirige Umbrac. L'ancien patron aura gagné en tout 23,1 millions d'euros.",
        ["compensation | Umbrac | 23_100_000 EUR exact | person: Marc Grinver | completed"],
    ),
    (
        "Marc Grinver, qui a quitté Umbrac en décembre, recevra une indemnité de 12 millions d'euros.",
        ["compensation | Umbrac | 12_000_000 EUR exact | person: Marc Grinver | completed"],
    ),
    (
        "Le groupe Umbrac percevra 23 millions d'euros de dommages. Marc Grinver dirige Umbrac.",
        [],
    ),
    # Companies that pass to others, prices that are told apart from the purchase or without the buyer.
    (
        "Le fabricant de vélos Cyclène passe dans le giron de Motobloc.",
        ["acquisition | Cyclène | acquirer: Motobloc | agreed"],
    ),
    (
        "L'imprimeur Lunaprint est tombé dans l'escarcelle du groupe belge Desmet.",
        ["acquisition | Lunaprint | acquirer: Desmet | completed"],
    ),
    (
        "Le groupe Sunda s'était porté acquéreur de Bixis, la filiale sénégalaise.",
        ["acquisition | Bixis | acquirer: Sunda | completed"],
    ),
    (
        "Le groupe Tafer avait racheté Ombrelle en 2022, en payant 410 millions d'euros.",
        ["acquisition | Ombrelle | 410_000_000 EUR exact | acquirer: Tafer | on 2022 | completed"],
    ),
    (
        "Une partie du groupe vient de Citek, le spécialiste américain des composites repris en 2015 pour 5,5 milliards d'euros.",
        ["acquisition | Citek | 5_500_000_000 EUR exact | on 2015 | completed"],
    ),
    (
        "La compagnie Nordalis a annoncé l'acquisition de 34 % du brésilien Casa dos Montes, pour 550 millions d'euros.",
        [
            "investment | Casa dos Montes | 550_000_000 EUR exact | investor: Nordalis | agreed",
            "stake | Casa dos Montes | 34% | holder: Nordalis | agreed",
        ],
    ),
    # Entering a capital, belonging, holders without a name, shares of what is new.
    (
        "Le groupe Tavernier entre au capital de la start-up bretonne Algamer à hauteur de 20 %.",
        ["stake | Algamer | 20% | holder: Tavernier"],
    ),
    (
        "Le groupe Cegelek appartient pour 45 % au fonds Charterloo et pour 40 % à CDV Capital, les dirigeants se partageant les 15 % restants.",
        [
            "stake | Cegelek | 15%",
            "stake | Cegelek | 40% | holder: CDV Capital",
            "stake | Cegelek | 45% | holder: Charterloo",
        ],
    ),
    (
        "Les fondateurs conservent 55 % du capital de Cardiolys.",
        ["stake | Cardiolys | 55%"],
    ),
    (
        "Le groupe Altantis est discret. Les deux investisseurs mettraient la main sur 49 % du capital.",
        ["stake | Altantis | 49% | hedged"],
    ),
    (
        "Le groupe Biomarin a souscrit pour 59,7 millions d'euros à l'émission, soit 95 % des titres émis.",
        [],
    ),
    # Contracts that somebody gets who is described, by an order, told before.
    (
        "Le groupe Alstrom avance. C'est en Inde que le constructeur ferroviaire vient de décrocher un contrat de 387 millions d'euros.",
        ["contract | Alstrom | 387_000_000 EUR exact"],
    ),
    (
        "Le groupe Alstrom avance. L'opérateur public suédois SJ lui a acheté vingt-cinq trains pour près de 650 millions d'euros.",
        ["contract | Alstrom | 650_000_000 EUR about | customer: SJ | completed"],
    ),
    (
        "Alstrom a remporté auprès de la compagnie portugaise CP un contrat de plus de 700 millions d'euros.",
        ["contract | Alstrom | 700_000_000 EUR over | customer: CP"],
    ),
    (
        "Le groupe Alstrom est présent au Danemark. D'un montant de 2,6 milliards d'euros, le contrat porte sur 100 trains.",
        ["contract | Alstrom | 2_600_000_000 EUR exact"],
    ),
    # Sums without a numeral, in brackets, in francs of which the text has said which.
    (
        "Le chiffre d'affaires du groupe Solvane devrait dépasser le milliard d'euros en 2026.",
        ["revenue | Solvane | 1_000_000_000 EUR exact | in 2026 | forecast"],
    ),
    (
        "Le groupe Orma Côte d'Ivoire a réalisé 1 016,5 milliards de francs CFA de revenus (1,55 milliard d'euros) en 2023, contre 965 milliards en 2022. Le groupe vise un chiffre d'affaires de 1 050 milliards de francs en 2025.",
        [
            "revenue | Orma Côte d'Ivoire | 1_016_500_000_000 XOF exact | in 2023",
            "revenue | Orma Côte d'Ivoire | 1_050_000_000_000 XOF exact | in 2025 | forecast",
            "revenue | Orma Côte d'Ivoire | 965_000_000_000 XOF exact | in 2022 | previous",
        ],
    ),
    # Names: who is a source, who is called by initials, what a headline joins, who is only merged.
    (
        "D'après l'Éclaireur, le fabricant de chauffe-eau Atlantis a levé 20 millions d'euros.",
        ["funding_round | Atlantis | 20_000_000 EUR exact | completed | says Éclaireur"],
    ),
    (
        "La Banque interafricaine pour le commerce (BIC) recule. Fondée en 1962, la BIC emploie 400 salariés.",
        ["founding | BIC | on 1962", "headcount | BIC | 400 None exact | completed"],
    ),
    (
        "Carmax-Pas de date pour la nomination d'un directeur général. Le groupe Carmax a parlé après la révocation de Thierry Bolot et la nomination de Claire Delbosc au poste de directrice générale.",
        [
            "appointment | Carmax | chief executive: Claire Delbosc | completed",
            "departure | Carmax | person: Thierry Bolot | completed",
        ],
    ),
    # Rows that share one verb, a day within an idiom, money borrowed, bodies whose names are written small.
    (
        "Les start-up Pavona, Lutina et Corvex ont levé des fonds. Pavona a levé 18 millions d'euros, Lutina 7 millions et Corvex 2,5 millions.",
        [
            "funding_round | Corvex | 2_500_000 EUR exact | completed",
            "funding_round | Lutina | 7_000_000 EUR exact | completed",
            "funding_round | Pavona | 18_000_000 EUR exact | completed",
        ],
    ),
    (
        "Le groupe Dorvane change. Anne Leguen, 48 ans, prendra le 1er mars la direction générale de Dorvane.",
        ["appointment | Dorvane | chief executive: Anne Leguen | on 2025-03-01 | agreed"],
    ),
    (
        "Le groupe Dorvane s'est endetté à hauteur de 200 millions d'euros auprès de BNP Paribas.",
        ["debt | Dorvane | 200_000_000 EUR exact | lender: BNP Paribas | completed"],
    ),
    (
        "La Société nationale des eaux (Sonadeau) a réalisé un chiffre d'affaires de 84 millions d'euros en 2024.",
        ["revenue | Société nationale des eaux | 84_000_000 EUR exact | in 2024"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:60] for text, _ in CASES])
def test_construction(text: str, expected: list[str]) -> None:
    """What is read of a sentence is all that it tells, and nothing else."""
    assert sorted(map(line, READER.read(text, published=PUBLISHED, language="fr"))) == expected
