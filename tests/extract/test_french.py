"""Classes of French sentences that real articles and their like have, each in words of its own."""

# ruff: noqa: E501 - texts and facts read best as long lines

from __future__ import annotations

import pytest

from ledger.extract.reader import RuleReader
from tests.extract.reading import NAMES, PUBLISHED, line

READER = RuleReader(NAMES)

#: Text, and all facts of it.
CASES: list[tuple[str, list[str]]] = [
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
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:60] for text, _ in CASES])
def test_construction(text: str, expected: list[str]) -> None:
    """What is read of a sentence is all that it tells, and nothing else."""
    assert sorted(map(line, READER.read(text, published=PUBLISHED, language="fr"))) == expected
