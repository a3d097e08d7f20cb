"""French."""

# ruff: noqa: E501 - word lists read best as long lines
from __future__ import annotations

from ledger.extract.lexicon.affairs import Affairs, followed
from ledger.extract.lexicon.base import Lexicon, Noun, Verb, listed, members
from ledger.extract.lexicon.forms import Tense, french, irregular
from ledger.extract.lexicon.places import PLACES_FR
from ledger.extract.lexicon.shared import UNITS
from ledger.model.amounts import Qualifier

_UNITS = "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
_TENS = {
    "vingt": 20,
    "trente": 30,
    "quarante": 40,
    "cinquante": 50,
    "soixante": 60,
    "septante": 70,
    "huitante": 80,
    "nonante": 90,
}
_CAPITAL = members(
    "levé levés levées lève lèvent levait levaient lever levée tour table financement capital série investisseurs investisseur amorçage fonds valorisation valorisée valorisant actions augmentation participation tour"
)

_PRENDRE = irregular("prendre", "prend prennent prenons", "prenait prenaient prit prirent", "pris", "prenant", "prendr")
_REPRENDRE = irregular("reprendre", "reprend reprennent", "reprenait reprit", "repris", "reprenant", "reprendr")
_OBTENIR = irregular("obtenir", "obtient obtiennent", "obtenait obtint", "obtenu", "obtenant", "obtiendr")
_DETENIR = irregular("détenir", "détient détiennent", "détenait détenaient", "détenu", "détenant", "détiendr")
_ACQUERIR = irregular("acquérir", "acquiert acquièrent", "acquérait acquit acquirent", "acquis", "acquérant", "acquerr")
_METTRE = irregular("mettre", "met mettent", "mettait mit mirent", "mis", "mettant", "mettr")
_REMETTRE = irregular("remettre", "remet remettent", "remettait remit", "remis", "remettant", "remettr")
_PERDRE = irregular("perdre", "perd perdent", "perdait perdit", "perdu", "perdant", "perdr")
_VENDRE = irregular("vendre", "vend vendent", "vendait vendit", "vendu", "vendant", "vendr")
_FAIRE = irregular("faire", "fait font", "faisait faisaient fit firent", "", "faisant", "fer") | {
    "fait": Tense.PARTICIPLE
}
_ATTEINDRE = irregular(
    "atteindre", "atteint atteignent", "atteignait atteignit atteignaient", "atteint", "atteignant", "atteindr"
)
_RECEVOIR = irregular("recevoir", "reçoit reçoivent", "recevait reçut", "reçu", "recevant", "recevr")
_OFFRIR = irregular("offrir", "offre offrent", "offrait offrit offrirent", "offert", "offrant", "offrir")
_DIRE = irregular("dire", "dit disent", "disait disaient", "dit", "disant", "dir")
_ECRIRE = irregular("écrire", "écrit écrivent", "écrivait", "écrit", "écrivant", "écrir")
_APPRENDRE = irregular("apprendre", "apprend apprennent", "apprenait apprit", "appris", "apprenant", "apprendr")
_PROMOUVOIR = irregular("promouvoir", "promeut promeuvent", "promouvait", "promu", "promouvant", "promouvr")
_ELIRE = irregular("élire", "élit élisent", "élisait", "élu", "élisant", "élir")
_PERCEVOIR = irregular("percevoir", "perçoit perçoivent", "percevait perçut", "perçu", "percevant", "percevr")
_EMETTRE = irregular("émettre", "émet émettent", "émettait émit", "émis", "émettant", "émettr")
_CONCLURE = irregular("conclure", "conclut concluent", "concluait conclurent", "conclu", "concluant", "conclur")
_RENDRE = irregular("rendre", "rend rendent", "rendait rendit", "rendu", "rendant", "rendr")
_TRANSMETTRE = irregular(
    "transmettre", "transmet transmettent", "transmettait transmit", "transmis", "transmettant", "transmettr"
)
_SOUSCRIRE = irregular(
    "souscrire", "souscrit souscrivent", "souscrivait souscrivit", "souscrit", "souscrivant", "souscrir"
)
_ENTRER = french("entrer")
_REJOINDRE = irregular("rejoindre", "rejoint rejoignent", "rejoignait", "rejoint", "rejoignant", "rejoindr")
_AVOIR = irregular("avoir", "a ont", "avait avaient eut", "eu", "ayant", "aur")
_CROITRE = irregular("croître", "croît croissent", "croissait", "crû", "croissant", "croîtr")
_VALOIR = irregular("valoir", "vaut valent", "valait valaient", "valu", "valant", "vaudr")
_TENIR = irregular("maintenir", "maintient maintiennent", "maintenait", "maintenu", "maintenant", "maintiendr")


def _elided(text: str) -> tuple[str, ...]:
    """A list, with the phrases in "de" as they are before a vowel too ("près d'", "plus d'")."""
    phrases = listed(text)
    return (*phrases, *(phrase[:-2] + of for phrase in phrases if phrase.endswith(" de") for of in ("d'", "des", "du")))


LEXICON = Lexicon(
    language="fr",
    profile=members(
        "le la les de des du un une et à en dans que qui est pour sur par au aux avec son sa ses ce cette il elle ne pas plus ont été sont l' d' qu' s' n' selon mais être"
    ),
    decimal_comma=True,
    numerals={w: n for n, w in enumerate(_UNITS.split()) if n}
    | _TENS
    | {"une": 1, "cent": 100, "cents": 100, "vingts": 20, "mille": 1000},
    scales={
        "mille": 10**3,
        "millier": 10**3,
        "milliers": 10**3,
        "k": 10**3,
        "million": 10**6,
        "millions": 10**6,
        "mio": 10**6,
        "mln": 10**6,
        "m": 10**6,
        "milliard": 10**9,
        "milliards": 10**9,
        "md": 10**9,
        "mds": 10**9,
        "mrd": 10**9,
        "mrds": 10**9,
        "mia": 10**9,
        "billion": 10**12,
        "billions": 10**12,
        "g": 10**9,
        "mille milliards": 10**12,
        "crore": 10**7,
        "crores": 10**7,
        "mns": 10**6,
        "bn": 10**9,
    },
    lone=("milliard", "million"),
    lone_before=("le", "du", "au"),
    half_before=("un demi", "demi", "un demi-"),
    half_after=("et demi",),
    vague=listed(
        "quelques | plusieurs | des dizaines de | dizaines de | centaines de | des centaines de | une poignée de | maints | quelques centaines de"
    ),
    currencies={
        "dollar": "USD",
        "dollars": "USD",
        "dollars américains": "USD",
        "dollars us": "USD",
        "euro": "EUR",
        "euros": "EUR",
        "livre": "GBP",
        "livres": "GBP",
        "livres sterling": "GBP",
        "yen": "JPY",
        "yens": "JPY",
        "yuan": "CNY",
        "yuans": "CNY",
        "renminbi": "CNY",
        "won": "KRW",
        "wons": "KRW",
        "roupies": "INR",
        "roupies indiennes": "INR",
        "francs suisses": "CHF",
        "francs": "CHF",
        "francs cfa": "XOF",
        "dollars canadiens": "CAD",
        "dollars australiens": "AUD",
        "dollars de singapour": "SGD",
        "dollars de hong kong": "HKD",
        "dollars taïwanais": "TWD",
        "réaux": "BRL",
        "reais": "BRL",
        "couronnes suédoises": "SEK",
        "couronnes norvégiennes": "NOK",
        "couronnes danoises": "DKK",
        "zlotys": "PLN",
        "shekels": "ILS",
        "dirhams": "MAD",
        "riyals": "SAR",
        "dinars": "DZD",
        "nairas": "NGN",
        "rands": "ZAR",
        "roubles": "RUB",
        "$ us": "USD",
        "$ américains": "USD",
    },
    units=UNITS
    | {
        "me": (10**6, "EUR"),
        "mde": (10**9, "EUR"),
        "ke": (10**3, "EUR"),
        "mdse": (10**9, "EUR"),
        "meuros": (10**6, "EUR"),
        "keuros": (10**3, "EUR"),
        "mdeuros": (10**9, "EUR"),
    },
    short_currencies={"CHF": "XOF"},
    of=members("de d'"),
    between=("entre", "compris entre", "comprise entre", "compris entre les"),
    to=members("à"),
    and_=members("et"),
    qualifiers={
        Qualifier.ABOUT: _elided(
            """environ | quelque | près de | presque | autour de | autour des | aux alentours de | à peu près | approximativement | de l'ordre de | proche de | proches de | dans les | avoisiner | avoisine | avoisinait | avoisinant | avoisinerait | avoisinera
            | approcher | approche | approchant | frôler | frôle | frôlant | frôlait | quasiment | quasi | une estimation de | aux environs de | à environ | pas loin de | estimé à environ | avoisiné | avoisiner les | frôler les"""
        ),
        Qualifier.OVER: _elided(
            """plus de | plus du | supérieur à | supérieure à | dépasser | dépasse | dépassent | dépassait | dépassé | dépassera | dépasserait | dépassant | dépasser les | dépasserait les | dépassera les | dépassait les | dépassent les | dépasseraient les | dépasse les | dépassé les | dépassant les | au-delà de | au-dessus de | excéder | excède | passé la barre des
            | franchir | franchi | franchi les | franchit | franchir les | la barre des | la barre de | le cap des | le cap de | bien plus de | un peu plus de"""
        ),
        Qualifier.AT_LEAST: _elided("au moins | au minimum | un minimum de | pas moins de | minimum | à partir de"),
        Qualifier.AT_MOST: _elided(
            "jusqu'à | jusqu'à quelque | pouvant atteindre | pouvant aller jusqu'à | allant jusqu'à | susceptible d'atteindre |  au maximum | un maximum de | au plus | tout au plus | plafonné à | plafonnée à"
        ),
        Qualifier.UNDER: _elided(
            "moins de | inférieur à | inférieure à | en dessous de | un peu moins de | sous les | sous la barre des"
        ),
    },
    qualifiers_after={
        Qualifier.ABOUT: ("environ", "à peu près"),
        Qualifier.AT_LEAST: ("au moins", "au minimum", "minimum", "ou plus", "n'est qu'un minimum"),
        Qualifier.AT_MOST: ("au maximum", "au plus", "maximum", "tout au plus"),
    },
    fractions={
        "un tiers": "33.3",
        "le tiers": "33.3",
        "deux tiers": "66.7",
        "les deux tiers": "66.7",
        "un quart": "25",
        "le quart": "25",
        "trois quarts": "75",
        "les trois quarts": "75",
        "la moitié": "50",
        "un cinquième": "20",
        "un dixième": "10",
        "un sixième": "16.7",
        "un sur cinq": "20",
        "un sur dix": "10",
        "un sur quatre": "25",
        "un sur trois": "33.3",
    },
    percent=("%", "pour cent", "pourcent", "p. 100", "p.c."),
    after_amount=members(
        """sur en dans pour par à au aux avec auprès de d du des et ou mais contre depuis entre avant après soit qui que dont lors afin selon via cette ce l'an l'année chez sous l la le les grâce alors puis tandis comme
        quand si hors y ne n a ont est sont était été chiffre contrats contrat revenus revenu ventes valorisation capital chaque dès jusqu levée investissement investissements commandes fonds financement plus moins lui leur il elle ils
        quatre trois deux cinq d'ici pendant cependant fin début mi courant devrait pourrait serait seraient recettes capitalisation capitaux pertes bénéfice bénéfices dette dettes dépenses amende dommages levés investis annuels annuel par an auquel mené menée réalisé apportés supplémentaires hier aujourd'hui prochain dernier un une il ici"""
    ),
    conversion=members("soit environ ou quelque équivalent près"),
    months={
        name: n
        for n, names in enumerate(
            [
                "janvier janv",
                "février févr fevrier",
                "mars",
                "avril avr",
                "mai",
                "juin",
                "juillet juil",
                "août aout",
                "septembre sept",
                "octobre oct",
                "novembre nov",
                "décembre déc decembre",
            ],
            1,
        )
        for name in names.split()
    },
    month_modifiers=members("début mi- fin courant mi"),
    quarters={
        "premier": 1,
        "deuxième": 2,
        "second": 2,
        "troisième": 3,
        "quatrième": 4,
        "t1": 1,
        "t2": 2,
        "t3": 3,
        "t4": 4,
        "1er": 1,
        "2e": 2,
        "3e": 3,
        "4e": 4,
        "dernier": 4,
        "2ème": 2,
        "3ème": 3,
        "4ème": 4,
        "q1": 1,
        "q2": 2,
        "q3": 3,
        "q4": 4,
    },
    halves={"premier": 1, "second": 2, "deuxième": 2, "s1": 1, "s2": 2, "1er": 1, "2e": 2},
    fiscal=("exercice", "exercice fiscal", "l'exercice", "année fiscale"),
    relative={
        "l'an dernier": ("year", -1),
        "l'an passé": ("year", -1),
        "l'année dernière": ("year", -1),
        "l'année passée": ("year", -1),
        "l'année précédente": ("earlier", -1),
        "un an plus tôt": ("earlier", -1),
        "un an auparavant": ("earlier", -1),
        "il y a un an": ("year", -1),
        "cette année": ("year", 0),
        "l'année en cours": ("year", 0),
        "l'an prochain": ("year", 1),
        "l'année prochaine": ("year", 1),
        "il y a deux ans": ("year", -2),
        "il y a trois ans": ("year", -3),
        "le mois dernier": ("month", -1),
        "ce mois-ci": ("month", 0),
        "le mois prochain": ("month", 1),
        "il y a un mois": ("month", -1),
        "le trimestre": ("this", 3),
        "trimestriel": ("this", 3),
        "trimestrielle": ("this", 3),
        "le semestre": ("this", 6),
        "du semestre": ("this", 6),
        "semestriel": ("this", 6),
        "semestrielle": ("this", 6),
        "du trimestre": ("this", 3),
        "la période": ("this", 0),
        "l'ensemble de l'année": ("this", 12),
        "la même période": ("earlier", -1),
        "ce jour": ("day", 0),
        "hier": ("day", -1),
        "aujourd'hui": ("day", 0),
        "demain": ("day", 1),
        "fin de l'an dernier": ("year", -1),
    },
    spans={
        "exercice": 12,
        "exercice fiscal": 12,
        "année": 12,
        "douze mois": 12,
        "12 mois": 12,
        "trimestre": 3,
        "trois mois": 3,
        "3 mois": 3,
        "semestre": 6,
        "six mois": 6,
        "6 mois": 6,
        "premier semestre": 6,
        "neuf mois": 9,
        "9 mois": 9,
    },
    first_months={
        f"{number} premiers mois": months
        for numbers, months in ((("trois", "3"), 3), (("six", "6"), 6), (("neuf", "9"), 9))
        for number in numbers
    },
    ago=(),
    since_month=("de", "d'"),
    span_words={},
    ending=(
        "clos fin",
        "clos le",
        "clos en",
        "clos au",
        "clos à fin",
        "clôturé fin",
        "clôturé le",
        "clôturé en",
        "achevé fin",
        "achevé le",
        "achevé en",
        "terminé fin",
        "terminé le",
        "à fin",
        "au",
        "qui s'achève en",
        "arrêté au",
        "close fin",
        "close le",
    ),
    duration_before=(
        "sur",
        "en",
        "pendant",
        "durant",
        "pour",
        "sur une période de",
        "d'une durée de",
        "étalés sur",
        "étalé sur",
        "sur les",
        "au cours des",
        "dans les",
        "pour une durée de",
    ),
    duration_units={
        "an": "Y",
        "ans": "Y",
        "année": "Y",
        "années": "Y",
        "mois": "M",
        "semaine": "W",
        "semaines": "W",
        "jours": "D",
        "prochaines années": "Y",
    },
    deadline=(
        "d'ici à",
        "d'ici",
        "d'ici à la fin de",
        "d'ici la fin de",
        "d'ici fin",
        "d'ici à fin",
        "à l'horizon",
        "à horizon",
        "avant fin",
    ),
    articles=members("le la les l' un une des du au aux ce cet cette ces cinq"),
    plural_articles=members("les des ces"),
    possessives=members("son sa ses leur leurs notre nos"),
    theirs=members("leur leurs"),
    pronouns=members("il elle celle-ci celui-ci ils elles nous"),
    selves=members("nous"),
    datives=members("lui leur"),
    where=members("où"),
    relatives=members("qui que qu' dont où lequel laquelle lesquels auquel"),
    prepositions=members(
        """de d' du des à au aux en dans par pour avec sur chez contre entre vers comme selon sans sous auprès parmi depuis pendant après avant via outre malgré grâce face hors près autour côtés"""
    ),
    of_words=members("de d' du des"),
    in_words=members("dans en"),
    with_words=members("avec à au"),
    by_words=members("par"),
    from_words=members("de d' auprès"),
    to_words=members("à au aux"),
    for_words=members("pour"),
    conjunctions=members("et ou mais tandis alors"),
    chain=members(
        """a ont avait avaient aura auront aurait auraient est sont était étaient sera seront serait seraient être été avoir ayant vient viennent venait va vont allait devrait devraient doit doivent devra devront pourrait pourraient pourra pourront peut peuvent
        chacun chacune ne n' pas plus jamais aussi également déjà encore ainsi récemment officiellement désormais donc toutefois finalement notamment à de d' pour s' se en l' lui leur y bien tout juste à-peine ensuite ensemble alors prévoit prévoient compte comptent envisage envisagent souhaite souhaitent veut veulent espère espèrent entend entendent
        cherche cherchent tente tentent négocie négocient s'apprête apprête apprêtent vouloir pouvoir devoir souhaiter espérer dément démentent nie nient refuse refusent affirmé train point voie passe discussions discussion négociations pourparlers décidé décide accepté accepte annoncé annonce renoncé renonce engagé engage voulu réussi prêt prête prépare préparent préparait finalise finalisent
        souhaitait voulait comptait aurait-elle va-t-elle parvient parvenu étudie étudient songe réfléchit même donc depuis vise ambitionne affirme assure dit indique continue commencé commence projette projetait promis promet proposé propose ainsi hier vraiment personnellement"""
    ),
    light=members(
        """de d' du des à au aux en dans sur pour par le la les l' un une est était sont étaient sera serait seront seraient a ont avait aura aurait avoir être été ayant s' se qui ne n' qu' que pas plus moins environ quelque près presque jusqu' tout même
        montant somme total totale hauteur valeur prix niveau ordre compris comprise entre autour et ou soit son sa ses leur cette ce année an ans annuel annuelle annuels annuelles trimestre semestre exercice premier deuxième troisième quatrième contre seulement à-peine encore
        désormais actuellement déjà ainsi également aujourd'hui alors record cumulé cumulée global globale majeure nouvelle nouveau initial initiale estimé estimée estimés évalué évaluée fixé fixée porté portée compte table mise prévoit prévoient vise vont va devrait devraient pourrait pourraient pourra pourront devra devront doit
        elle il bien rempli remplie pèse pesait avec , ( ) : « » - − part activités poursuivies ensemble hausse baisse progression croissance recul rythme annualisé annualisée récurrent récurrente clos close fiscal fiscale mondial mondiale consolidé consolidée réalisé réalisée généré enregistré affiché dégagé publié
        aura ressort ressorti ressortit établi établit arrêtées arrêtée arrêté table tablent entreprise société groupe start-up jeune pousse nettement légèrement fortement y faire passer ramené ramenée relevé relevée auparavant précédente précédent antérieure dernière pré-money post-money double quasi espère attend attendu attendue attendait comprenant
        proche proches supérieur supérieure inférieur inférieure dépenses mené menée auprès lors premier-semestre courant mensuel mensuelle voit voir trouve hissé hissée"""
    ),
    measures={
        **_ATTEINDRE,
        **french("élever", "élèv"),
        **french("monter"),
        **french("grimper"),
        **french("bondir"),
        **french("progresser"),
        **french("passer"),
        **french("tomber"),
        **french("reculer"),
        **french("chuter"),
        **french("augmenter"),
        **french("dépasser"),
        **french("totaliser"),
        **french("afficher"),
        **french("représenter"),
        **french("approcher"),
        **french("avoisiner"),
        **french("frôler"),
        **french("franchir"),
        **french("doubler"),
        **french("tripler"),
        **french("quadrupler"),
        **french("établir"),
        **french("peser", "pès"),
        **french("porter"),
        **french("ressortir"),
        **french("hisser"),
        **french("culminer"),
        **french("plafonner"),
        **french("baisser"),
        **french("limiter"),
        **french("chiffrer"),
        **french("arrêter"),
        **french("ramener", "ramèn"),
        **french("excéder", "excèd"),
        **_CROITRE,
        **_TENIR,
        **french("estimer"),
        **french("réduire"),
        **french("réaliser"),
        **french("générer", "génèr"),
        **french("enregistrer"),
        **french("dégager"),
        **french("engranger"),
        **french("compter"),
        **french("situer"),
        **french("propulser"),
        **french("valoir"),
    },
    further=members("supplémentaires supplémentaire additionnel additionnelle additionnels additionnelles"),
    delta=(
        "augmenté de",
        "progressé de",
        "hausse de",
        "baisse de",
        "recul de",
        "bond de",
        "croissance de",
        "gonflé de",
        "réduit de",
        "diminué de",
        "grimpé de",
        "chuté de",
        "augmenter de",
        "diminuer de",
    ),
    delta_after=("de plus que", "de plus qu'", "de moins que", "de moins qu'", "de mieux que"),
    ticket=members("participation contribution engagement"),
    sums=members("montant hauteur total somme"),
    lenders=members("banques banque bancaire prêteurs créanciers banquiers"),
    previous=listed(
        """après | contre | contre seulement | par rapport à | face à | précédente de | précédent de | précédente | antérieure de | auparavant | au lieu de | après seulement | comparé à | jusque-là | précédemment | n'était encore | n'était | n'était encore estimée | estimée qu'à | ancienne valorisation | valait | double des | double de"""
    ),
    indefinite=members("un une"),
    things=frozenset(),
    people_owners=frozenset(),
    clitics=members("la le l'"),
    there=members("y"),
    of_it=members("en"),
    loosening=members("pour de à en d' tout après"),
    passive=members("est sont été fut sera vu être"),
    adverb_endings=("ment",),
    negated=("ne", "n'"),
    negated_near=members("pas jamais aucun aucune"),
    conditional=members("devrait devraient"),
    relative_heads=members("capital financement tour levée opération"),
    also=members("encore aussi même enfin surtout"),
    joints=members("et ou ainsi que &"),
    name_joints=members("dos das del della dello degli dei von van der den of"),
    place_heads=members("côte burkina"),
    compounds=False,
    plural="",
    at_words=members("à aux autour qu' que plus quelque environ près de"),
    at_price=frozenset(),
    called_parts=frozenset(),
    prices=members("prix valeur valorisation"),
    parts=members(
        "pôle ensemble entité division filiale branche activité coentreprise segment pôles entités divisions branches activités actifs"
    ),
    streets=members("rue avenue boulevard quai route chemin"),
    sites=members("usine usines site sites siège bureau bureaux campus entrepôt magasin"),
    via=members("via avec par"),
    rises=frozenset(),
    joining=members("avec participation dont notamment"),
    took_part=listed(
        "participé | participe | participent | pris part | prennent part | remis au pot | remet au pot | remettent au pot | pu compter sur | ont suivi | figurent parmi les souscripteurs | parmi les souscripteurs | au soutien d' | au soutien de | l'appui de | l'appui d' | parmi les investisseurs | font partie du tour de table | font également partie du tour de table | font partie de l'opération | figurent au tour de table | figurent au capital | entrer au capital | entre au capital | entrent au capital | font leur entrée au capital | fait son entrée au capital | participant à"
    ),
    the_round=listed(
        "l'opération | le tour | ce tour | cette levée | la levée | le financement | l'investissement | le tour de table | ce tour de table | cette série"
    ),
    joined=members("participation investisseurs souscripteurs tour"),
    markets=members("marché marchés secteur filière"),
    capital_words=members("capital tour"),
    plants=(
        "réseau",
        "ligne d",
        "chaîne de production",
        "entrepôt",
        "atelier",
        "datacent",
        "data cent",
        "centres de données",
        "infrastructure",
        "usine",
    ),
    access=members("utiliser accès licence utilisation"),
    reporting=members(", ( a ont l' c' comme"),
    citing=members("selon après d' citant croire auprès par"),
    told_to=(
        "confié à",
        "confié au",
        "déclaré à",
        "déclaré au",
        "entretien à",
        "entretien au",
        "interview à",
        "interview au",
    ),
    papers=members("quotidien journal agence magazine hebdomadaire média titre site"),
    weekdays=members(
        "lundi mardi mercredi jeudi vendredi samedi dimanche hier aujourd'hui aussi également encore dernier matin soir"
    ),
    let_know=members("savoir connaître part"),
    speech=members("que qu' : ,"),
    excepting=members("avant hors"),
    since=members("depuis"),
    quarter_words=("trimestre",),
    half_words=("semestre",),
    of_year=("de", "de l'année", "d'"),
    month_before=("en", "depuis", "dès", "au mois d'", "au mois de", "fin", "début", "courant", "mi-", "à la mi-"),
    compared=("après", "contre", "contre seulement", "par rapport à", "au lieu de"),
    company_nouns={
        **dict.fromkeys(
            [
                "start-up",
                "startup",
                "jeune-pousse",
                "pousse",
                "licorne",
                "pépite",
                "scale-up",
                "fintech",
                "biotech",
                "medtech",
                *[
                    "insurtech",
                    "deeptech",
                    "foodtech",
                    "greentech",
                    "agritech",
                    "spacetech",
                    "cleantech",
                    "proptech",
                    "edtech",
                    "healthtech",
                    "legaltech",
                    "adtech",
                ],
            ],
            "startup",
        ),
        **dict.fromkeys(
            [
                "entreprise",
                "société",
                "éditeur",
                "spécialiste",
                "fabricant",
                "fournisseur",
                "opérateur",
                "plateforme",
                "firme",
                "pme",
                "eti",
                "filiale",
                "concepteur",
                "développeur",
                "acteur",
                "moteur",
                "éditrice",
                "réseau",
                "pionnier",
                "agrégateur",
                "messagerie",
                *(
                    [
                        "compagnie",
                        "enseigne",
                        "marque",
                        "distributeur",
                        "assureur",
                        "laboratoire",
                        "courtier",
                        "cabinet",
                        "agence",
                        "studio",
                        "industriel",
                        "semencier",
                        "brasseur",
                        "transporteur",
                        "producteur",
                    ]
                ),
                *(
                    [
                        "prestataire",
                        "intégrateur",
                        "loueur",
                        "hébergeur",
                        "exploitant",
                        "énergéticien",
                        "laboratoire-pharmaceutique",
                        *[
                            "avionneur",
                            "motoriste",
                            "armateur",
                            "maroquinier",
                            "joaillier",
                            "chocolatier",
                            "brasserie",
                            "réassureur",
                            "mutuelle",
                            "néobanque",
                            "gestionnaire",
                            "foncière",
                            "promoteur",
                            "papetier",
                            "sidérurgiste",
                            "chimiste",
                            "pétrolier",
                            "électricien",
                            "griffe",
                            "station",
                            "conserverie",
                            "fonderie",
                            "laiterie",
                            "coopérative",
                            "cimentier",
                            "verrier",
                            "lunetier",
                            "horloger",
                            "logisticien",
                        ],
                        "grossiste",
                        "libraire",
                    ]
                ),
            ],
            "company",
        ),
        **dict.fromkeys(
            [
                "groupe",
                "géant",
                "mastodonte",
                "constructeur",
                "banque",
                "multinationale",
                "conglomérat",
                "poids-lourd",
                "leader",
                "équipementier",
                "maison",
                "champion",
                "fleuron",
                "numéro",
                "établissement",
                "manufacturier",
                "holding",
                "bancassureur",
                "aciériste",
                "discounter",
                "raffineur",
                "câblo-opérateur",
                "câblier",
                "hôtelier",
                "croisiériste",
                "voyagiste",
            ],
            "group",
        ),
    },
    organs=frozenset(),
    decides=frozenset(),
    kin=members("rival rivale concurrent filiale fournisseur partenaire"),
    parents=members("mère"),
    exchanges=members("euronext nasdaq nyse"),
    each=members("chacun chacune"),
    name_heads=members(
        "foncière compagnie caisse banque société groupe crédit laboratoires éditions chantiers mutuelle générale aéroports ateliers grands moulins établissements fonderies forges institut fédération"
    ),
    watchers=members("analystes"),
    apart=frozenset(),
    generic_nouns=members(
        """start-ups startups entreprises sociétés groupes géants investisseurs fonds banques rivaux concurrents acteurs licornes actionnaires analystes économistes secteur industrie gouvernement ministère régulateurs consommateurs ménages utilisateurs clients
        salariés fondateurs chercheurs pays villes marchés jeunes-pousses pousses pépites hyperscalers éditeurs constructeurs fabricants collectivités"""
    ),
    person_nouns=members(
        "fondateur fondatrice fondateurs cofondateur cofondatrice co-fondateur patron patronne pdg président présidente directeur directrice dirigeant dirigeante milliardaire entrepreneur homme porte-parole chef responsable analyste associé dg"
    ),
    product_nouns=members(
        "modèle modèles chatbot assistant application appli outil outils logiciel puce puces jeu voiture service fonctionnalité version smartphone navigateur agent casque lunettes famille"
    ),
    titles=members("nobel m. mme m mm. dr monsieur madame président ministre me"),
    not_names=members(
        """le la les l' un une des du de d' et ou mais si dans en à au aux par pour avec sur chez contre selon sans sous il elle ils elles on nous vous je ce cet cette ces son sa ses leur leurs notre qui que dont où quand comment pourquoi après avant pendant depuis alors
        puis aussi ainsi cependant toutefois pourtant enfin surtout malgré outre grâce côté reste face comme tout tous toute toutes aucun chaque plusieurs certains autre autres même déjà encore hier demain aujourd'hui là ici voilà voici désormais jusqu' lors début fin mi
        nos vos mes tes votre leurs ainsi mieux pis bref résultat conséquence surprise preuve autrement sinon certes
        personne beaucoup celle-ci celui-ci chacun rien tel quiconque ceux-ci certain fondée créée créé fondé interrogé contacté contactée
        lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril mai juin juillet août septembre octobre novembre décembre
        bourses hexagone french tech ia pdg dg ceo cfo ipo pme eti bpi ue usa onu ebitda ebit capex t1 t2 t3 t4 s1 s2 série bourse état états etat cac cac40 api saas b2b gpu llm agi r&d tpe vc covid internet web france allemagne
        europe asie afrique amérique chine inde japon corée taïwan grande-bretagne royaume-uni angleterre irlande italie espagne portugal canada mexique brésil israël russie ukraine suède norvège danemark finlande pologne autriche belgique pays-bas suisse singapour australie états-unis maroc algérie tunisie sénégal cameroun nigeria kenya égypte turquie qatar arabie saoudite émirats dubaï abou dhabi luxembourg monaco québec
        info infos exclusif exclusivité analyse décryptage brève brèves communiqué tribune interview enquête récit portrait vidéo photo podcast reportage dossier
        lbo mbo owbo opa ope opr spac ca rh dga drh daf pse ouest nord sud secrétaire
        entretemps entre-temps première premier deuxième second seconde troisième dernière dernier ancien ancienne autrefois jadis naguère bientôt parfois souvent toujours jamais presque seul seule seuls seules fort forte forts grand grande petit petite
        nouveau nouvelle né née nés nées basé basée installé installée présent présente détenu détenue coté cotée soutenu soutenue porté portée aussi autant combien quant ensuite peine inutile impossible difficile possible officiellement suspendu suspendue inconnu inconnue
        discret discrète arrivé arrivée sollicité sollicitée montée encore quelques cent mille treize quatorze quinze seize vingt trente quarante cinquante soixante restent restait restera certes sauf hormis idem jolie joli beau belle voilà fini finie terminé terminée exit place objectif objectifs verdict bilan
        cgt cfdt cfe-cgc unsa fo cftc sud syndicat syndicats insee ocde fmi bce sec amf cnil acpr
        londres paris berlin munich hambourg francfort madrid barcelone lisbonne milan rome amsterdam bruxelles zurich genève vienne stockholm copenhague helsinki oslo dublin lyon marseille toulouse bordeaux nantes lille strasbourg grenoble rennes montpellier nice saclay new york san francisco los angeles boston seattle chicago texas californie toronto montréal tokyo séoul pékin shanghai shenzhen hong kong taipei bombay delhi bangalore tel-aviv washington moscou kiev varsovie prague silicon valley menlo park fribourg-en-brisgau
        net part résultat résultats chiffre affaires ebita ebitda marge brute opérationnel opérationnelle consolidé directoire conseil
        wall street maison-blanche élysée bercy matignon hexagone union européenne commission parlement congrès sénat vieux continent outre-manche outre-atlantique m. mme m fonds"""
    )
    | PLACES_FR,
    adjectives=members("française français américaine américain britannique allemande allemand"),
    departments=frozenset(),
    countries=members(
        """france allemagne italie espagne portugal belgique suisse canada chine inde japon maroc tunisie algérie sénégal europe afrique asie amérique pologne brésil mexique turquie"""
    )
    | PLACES_FR,
    verbs=(
        Verb("raise", french("lever", "lèv")),
        Verb("raise", french("boucler"), context=_CAPITAL),
        Verb("raise", _OBTENIR, context=_CAPITAL),
        Verb("raise", french("récolter")),
        Verb("raise", french("réunir")),
        Verb("raise", french("engranger"), context=_CAPITAL),
        Verb("revenue", french("facturer")),
        Verb("value", _VALOIR),
        Verb(
            "buy",
            irregular("reprendre", "reprend reprennent", "reprenait reprit reprirent", "", "reprenant", "reprendr"),
            context=members("tribunal actifs offre moyennant cession magasins activités"),
        ),
        Verb("buy", dict.fromkeys(("repris", "reprises"), Tense.PARTICIPLE)),
        Verb("raise", french("collecter"), context=_CAPITAL),
        Verb("raise", french("sécuriser"), context=_CAPITAL),
        Verb("raise", french("attirer"), context=_CAPITAL),
        Verb("raise", french("empocher"), context=_CAPITAL - members("actions")),
        Verb("raise", french("décrocher"), context=_CAPITAL),
        Verb("raise", _RECEVOIR, context=_CAPITAL),
        Verb("raise", french("assurer"), particle="s'", context=_CAPITAL),
        Verb("raise", dict.fromkeys(("collectés", "collectées"), Tense.PARTICIPLE)),
        Verb("raise", french("capter")),
        Verb("raise", french("rassembler"), context=_CAPITAL),
        Verb("raise", french("encaisser"), context=_CAPITAL),
        Verb("raise", dict.fromkeys(("rassemblés", "rassemblées"), Tense.PARTICIPLE)),
        Verb("invest", french("investir")),
        Verb("invest", french("injecter")),
        Verb("invest", french("réinjecter")),
        Verb("invest", _SOUSCRIRE, context=_CAPITAL | members("titres émission")),
        Verb("invest", french("contribuer"), context=_CAPITAL),
        Verb("invest", _REMETTRE, context=members("capital pot tour table")),
        Verb("invest", french("miser")),
        Verb("invest", french("débourser"), context=_CAPITAL),
        Verb("invest", french("apporter"), context=_CAPITAL),
        Verb("invest", _METTRE, context=members("table capital pot dans")),
        Verb("invest", french("placer"), context=_CAPITAL),
        Verb("value", french("valoriser")),
        Verb("value", dict.fromkeys(("estimé", "estimée"), Tense.PARTICIPLE)),
        Verb("value", french("évaluer")),
        Verb("buy", french("racheter", "rachèt")),
        Verb("buy", french("acheter", "achèt")),
        Verb("buy", _ACQUERIR),
        Verb("buy", french("absorber")),
        Verb(
            "buy",
            followed(_PRENDRE, "le contrôle de", "le contrôle d'", "le contrôle du", "le contrôle des")
            | followed(_METTRE, "la main sur")
            | followed(french("porter"), "acquéreur de", "acquéreur d'", "acquéreur du", "acquéreur des")
            | followed(french("jeter"), "son dévolu sur")
            | followed(_FAIRE, "main basse sur", "tomber dans son escarcelle")
            | followed(_PRENDRE, "possession de", "possession d'", "possession du")
            | followed(_FAIRE, "l'acquisition de", "l'acquisition d'", "l'acquisition du"),
        ),
        Verb("buy", _OFFRIR, particle="s'"),
        Verb("buy", french("avaler")),
        Verb("buy", french("croquer")),
        Verb("buy", french("emparer"), particle="s'"),
        Verb(
            "buy",
            french("rafler"),
            context=members("concurrent rival société entreprise start-up actifs rachat acquisition"),
        ),
        Verb("buy", french("adjuger"), particle="s'"),
        Verb(
            "fall",
            followed(
                french("passer") | french("tomber") | _ENTRER | french("basculer") | french("atterrir"),
                "dans le giron de",
                "dans le giron d'",
                "dans le giron du",
                "dans le giron des",
                "dans l'escarcelle de",
                "dans l'escarcelle d'",
                "dans l'escarcelle du",
                "dans l'escarcelle des",
                "dans les mains de",
                "dans les mains d'",
                "dans les mains du",
                "entre les mains de",
                "entre les mains d'",
                "entre les mains du",
                "aux mains de",
                "aux mains d'",
                "aux mains du",
                "sous le contrôle de",
                "sous le contrôle d'",
                "sous le contrôle du",
                "sous pavillon",
                "sous le pavillon de",
                "sous le pavillon d'",
                "sous la coupe de",
                "sous la coupe d'",
                "sous la coupe du",
                "sous la bannière de",
                "sous la bannière d'",
                "dans le portefeuille de",
                "dans le portefeuille d'",
                "dans le portefeuille du",
            )
            | followed(
                _REJOINDRE,
                "le giron de",
                "le giron d'",
                "le giron du",
                "l'escarcelle de",
                "l'escarcelle d'",
                "l'escarcelle du",
            ),
        ),
        Verb("sold", french("céder", "cèd") | _VENDRE),
        Verb("pay", french("payer", "pai")),
        Verb("pay", french("verser")),
        Verb("pay", french("débourser")),
        Verb("pay", french("dépenser")),
        Verb("pay", french("allonger")),
        Verb("pay", french("régler", "règl")),
        Verb("ally", french("associer")),
        Verb("ally", french("allier")),
        Verb("ally", french("collaborer")),
        Verb("ally", followed(french("nouer"), "une alliance", "un partenariat")),
        Verb("ally", followed(french("unir"), "ses forces", "leurs forces")),
        Verb("ally", followed(_FAIRE, "équipe", "cause commune")),
        Verb("ally", followed(french("rapprocher"), "de", "d'", "du"), particle="s'"),
        Verb("lead", french("mener", "mèn") | french("diriger") | french("emmener", "emmèn") | french("piloter")),
        Verb("join", french("participer")),
        Verb("void", french("coûter")),
        Verb("lose", _PERDRE),
        Verb("borrow", french("emprunter") | french("endetter")),
        Verb("lend", french("prêter")),
        Verb("order", french("commander")),
        Verb(
            "order",
            followed(french("passer"), "commande de", "commande d'", "commande à", "une commande de", "une commande à"),
        ),
        Verb("supply", french("fournir") | french("livrer")),
        Verb("void", french("économiser")),
        Verb("void", french("condamner")),
        Verb("void", french("rembourser")),
        Verb("void", french("gérer", "gèr")),
        Verb("pay package", french("gagner")),
        Verb("pay package", french("toucher")),
        Verb("pay package", _PERCEVOIR),
        Verb("pay package", french("empocher")),
        Verb("pay package", french("contenter")),
    ),
    nouns=(
        Noun(
            "round",
            listed(
                """levée de fonds | levées de fonds | levée | tour de table | tours de table | tour de financement | tour d'amorçage | tour de série a | tour de série b | tour de série c | augmentation de capital | augmentations de capital | série a | série b | série c | série d | série e | série f
            | amorçage | financement | nouveau financement | pré-amorçage | round | tour d'investissement | opération de financement | de nouveaux capitaux | capitaux frais | argent frais | capital-risque | de fonds propres | fonds propres | tour | ronde | ronde de financement | levée de série a | levée de série b | levée de série c | levée d'amorçage"""
            ),
        ),
        Noun(
            "investment",
            listed(
                "prise de participation | investissement | investissement stratégique | apport | chèque | injection | injection de capital | ticket | mise"
            ),
        ),
        Noun(
            "valuation",
            listed(
                "valorisation | valorisations | valeur d'entreprise | valorisation pré-money | valorisation post-money | valorisation théorique | valeur de l'entreprise | valeur de la société | valeur du groupe | valeur de la start-up"
            ),
        ),
        Noun(
            "valuation",
            listed(
                "capitalisation boursière | capitalisation | valeur boursière | valeur en bourse | valeur marchande | valeur de marché"
            ),
            basis="market_cap",
        ),
        Noun(
            "acquisition",
            listed(
                "acquisition | acquisitions | rachat | rachats | reprise | opa | offre publique d'achat | offre de rachat | mainmise"
            ),
        ),
        Noun(
            "ally",
            listed(
                """partenariat | partenariats | alliance | alliances | collaboration | collaborations | coentreprise | co-entreprise | partenariat stratégique | accord de partenariat | accord de licence | accord de distribution | accord de coopération | protocole d'accord | accord-cadre"""
            ),
        ),
        Noun(
            "contract",
            listed(
                "contrat | contrats | commande | marché public | accord-cadre | bon de commande | contrat de fourniture | contrat-cadre | accord de fourniture | appel d'offres"
            ),
        ),
        Noun(
            "order_book",
            listed(
                "carnet de commandes | carnet de commande | prises de commandes | carnet d'ordres | commandes fermes"
            ),
        ),
        Noun(
            "revenue",
            listed(
                "chiffre d'affaires | chiffre d'affaire | chiffres d'affaires | ca | revenu | revenus | ventes | recettes | revenus annuels | chiffre d'affaires annuel | chiffre d'affaires net"
            ),
        ),
        Noun(
            "revenue",
            listed(
                "rythme annualisé | revenus annualisés | revenu annualisé | chiffre d'affaires annualisé | rythme annuel | run rate | base annualisée | en rythme annualisé"
            ),
            basis="run_rate",
        ),
        Noun(
            "revenue",
            listed(
                "arr | revenu récurrent annuel | revenus récurrents annuels | revenus récurrents | revenu annuel récurrent | chiffre d'affaires récurrent | chiffre d'affaires annuel récurrent | revenus annuels récurrents"
            ),
            basis="recurring",
        ),
        Noun(
            "capex",
            listed(
                "dépenses en capital | dépenses d'investissement | dépenses d'investissements | capex | investissements | dépenses d'équipement | dépenses d'infrastructure | dépenses d'infrastructures | dépenses en capitaux | dépenses de capital | budget d'investissement"
            ),
        ),
        Noun(
            "void",
            listed(
                """marché | marchés | industrie | amende | amendes | sanction | fortune | patrimoine | dommages | procès | indemnités | impôt | impôts | taxe | taxes | droits de douane | dividende | dividendes | rachat d'actions | rachats d'actions | marge | ebitda | flux de trésorerie | trésorerie | coût | coûts | économies | pib | économie | encours | actifs sous gestion | dépôts | subvention | subventions | aide
            | aides | budget | utilisateurs | téléchargements | par action | l'action | par mois | cours de bourse | volume d'affaires | volume de transactions | transactions | exportations | importations | fonds | dépréciation | provision | charge | charges | frais | plan de relance | plan france 2030 | crédit d'impôt | rançon | facture | loyer | objectif de cours | consensus | attentes des analystes | prix unitaire | stock-options | demande | plan d'investissement public | caution | déficit commercial | investissements publics"""
            ),
        ),
        Noun("valuation", listed("valeur"), owned=True),
        Noun("pact", listed("accord | pacte")),
        Noun("profit", listed("bénéfice | bénéfices | profit | profits")),
        Noun(
            "profit",
            listed("bénéfice net | résultat net | profit net | bénéfices nets | résultat net part du groupe"),
            basis="net",
        ),
        Noun(
            "profit",
            listed(
                "résultat opérationnel | bénéfice opérationnel | résultat d'exploitation | bénéfice d'exploitation | résultat opérationnel courant"
            ),
            basis="operating",
        ),
        Noun("loss", listed("perte | pertes | déficit")),
        Noun("loss", listed("perte nette | pertes nettes"), basis="net"),
        Noun(
            "loss",
            listed("perte opérationnelle | pertes opérationnelles | perte d'exploitation | pertes d'exploitation"),
            basis="operating",
        ),
        Noun(
            "debt",
            listed(
                """dette | dettes | obligation | prêt | prêts | emprunt | emprunts | obligations | emprunt obligataire | émission obligataire | ligne de crédit | lignes de crédit | crédit syndiqué | obligations convertibles | dette privée | financement par dette | financement en dette
            | crédit | crédit bancaire | facilité de crédit | prêt bancaire | prêt participatif | prêt garanti | dette bancaire | dette senior"""
            ),
        ),
        Noun(
            "pay package",
            listed(
                "salaire | salaires | bonus | prime | indemnité | rémunération | rémunérations | rémunération annuelle | salaire fixe | rémunération fixe | rémunération variable | rémunération totale | part variable | indemnité de départ | parachute doré | salaire annuel | actions gratuites"
            ),
        ),
        # Idioms that hold a trigger's word without its meaning.
        Noun(
            "idle",
            listed(
                "à grands frais | dette incluse | dette comprise | à ses frais | mise en garde | mise en œuvre | prix de revient | à crédit | sans frais | mise sur | un tour d'horizon | fonds d'amorçage | nombre de tours | à son tour | à leur tour | tour à tour"
            ),
        ),
        Noun("listing", listed("introduction en bourse | entrée en bourse | cotation | ipo")),
    ),
    rounds={
        **{f"série {c}": f"Series {c.upper()}" for c in "abcdefghij"},
        **{f"series {c}": f"Series {c.upper()}" for c in "abcdefghij"},
        "pré-amorçage": "pre-seed",
        "amorçage": "seed",
        "seed": "seed",
        "pre-seed": "pre-seed",
    },
    bases={
        "pre-money": "pre_money",
        "pré-money": "pre_money",
        "post-money": "post_money",
        "dette incluse": "enterprise",
        "dette comprise": "enterprise",
        "valeur d'entreprise": "enterprise",
    },
    seeking=members("visant"),
    lead=members("mené menée mènent dirigé dirigée emmené emmenée piloté pilotée conduit conduite menés menées"),
    in_exchange=members("contre moyennant"),
    steps=french("relever", "relèv")
    | french("abaisser")
    | french("diluer")
    | french("renforcer")
    | french("diminuer")
    | french("répartir")
    | french("accroître", "accroi")
    | french("partager"),
    belong=irregular(
        "appartenir", "appartient appartiennent", "appartenait appartenaient", "appartenu", "appartenant", "appartiendr"
    ),
    entries=frozenset(
        french("entrer") | french("monter") | french("grimper") | french("remonter") | french("renforcer")
    )
    | members("entrée montée arrivée retour"),
    entry_nouns=members("entrée montée arrivée retour"),
    issued=members("émis émises émise souscrites souscrits"),
    insiders=members("fondateurs cofondateurs dirigeants salariés managers management direction personnel famille"),
    whole=members("totalité intégralité 100"),
    own_capital=members("parts capital actions titres"),
    equity=listed(
        "actionnaire | participation | sa part | la part | sa quote-part | leur part | ses parts | du capital | des parts | des actions | parts | de parts | des droits de vote | des titres | du groupe | de la société | de l'entreprise | de la start-up | du capital de | actionnaire à hauteur de | au capital | participation minoritaire | participation majoritaire | intérêts économiques | des intérêts économiques | droits économiques | actionnaire majoritaire"
    ),
    total=listed(
        "au total | à ce jour | depuis sa création | depuis ses débuts | depuis son lancement | jusqu'à présent | jusqu'ici | depuis sa fondation | en tout | financement total | cumulé depuis"
    ),
    securities=members("actions titres"),
    use=listed(
        "recourir à | utiliser | utilisation de | utilisation des | l'utilisation de | recours à | recours aux | s'appuyer sur | intégrer | adopter | exploiter | tourner sur | se tourner vers"
    ),
    previous_round=listed(
        "tour précédent | levée précédente | précédente levée | précédent tour | dernière levée | dernier tour | précédent tour de table | précédente levée de fonds"
    ),
    wins=members("lice candidat")
    | frozenset(
        french("remporter")
        | french("décrocher")
        | french("gagner")
        | french("rafler")
        | french("signer")
        | french("empocher")
        | french("arracher")
        | _OBTENIR
    ),
    gives=members("attribue attribué confie confié commandé commande octroie octroyé"),
    agreeing=members(
        "conclu concluent annoncé annoncent signé signent noué nouent scellé scellent dévoilé lancé lancent officialisé"
    ),
    no_alliance=members("paix salarial salariale vente cession rachat confidentialité principe règlement amiable"),
    up_to=members("jusqu' jusqu jusque"),
    until=members("clos close achevé achevée terminé terminée"),
    anaphora=members("montant chiffre somme celui-ci celle-ci elles ils ceux-ci celles-ci elle il"),
    including=members("dont comprenant"),
    come=irregular("provenir", "provient proviennent", "provenait", "provenu", "provenant", "proviendr")
    | irregular("venir", "vient viennent", "venait", "venu", "venant", "viendr")
    | french("émaner"),
    put_in=frozenset(),
    invests=frozenset(),
    promised=frozenset(),
    in_kind=members("numéraire espèces actions cash"),
    raisings=members("levée levées tour"),
    backers=members("investisseurs actionnaires investisseur actionnaire fonds souscripteurs"),
    shareholder=members("actionnaire ex-actionnaire"),
    former=members("ancien anciens ancienne anciennes ex ex-"),
    erased=members(
        "perdu perd perdent perdait perdaient effacer efface effaçait effaçant évaporer envoler effacé envolé envolés volatilisé gagné gagne évaporé partis fumée"
    ),
    answers=members("rejeté rejette reçu reçoit accepté accepte décliné décline refusé refuse repoussé repousse"),
    refusals=members("rejeté rejette décliné décline refusé refuse repoussé repousse"),
    offers_on=members("sur"),
    offers=members("opa offre proposition accord"),
    dealings=members("transaction opération acquisition rachat prix cession montant"),
    times={
        "double": 2,
        "deux fois": 2,
        "triple": 3,
        "trois fois": 3,
        "quadruple": 4,
        "quatre fois": 4,
        "cinq fois": 5,
        "quintuple": 5,
        "dix fois": 10,
        "décuple": 10,
    },
    growth={"doubler": 2, "tripler": 3, "quadrupler": 4, "doublera": 2, "triplera": 3, "quadruplera": 4},
    more_than=("plus que",),
    earlier=listed(
        "précédemment | précédent | précédente | auparavant | jusque-là | antérieure | antérieur | jusqu'ici | dernier | dernière"
    ),
    give=french("conférer", "confèr")
    | french("donner")
    | french("octroyer")
    | french("accorder")
    | french("assurer")
    | _PERDRE
    | french("laisser")
    | irregular("permettre", "permet permettent", "permettait", "permis", "permettant", "permettr"),
    hold=_DETENIR | french("posséder", "possèd") | french("contrôler") | french("conserver") | _AVOIR,
    take=_PRENDRE
    | _ACQUERIR
    | _OBTENIR
    | french("acheter", "achèt")
    | french("racheter", "rachèt")
    | french("monter")
    | french("porter")
    | _RECEVOIR
    | french("offrir")
    | _OFFRIR,
    hedges=listed(
        """pourrait | pourraient | serait | seraient | aurait | auraient | devrait être porté | valoriserait | valoriseraient | lèverait | investirait | rachèterait | verserait | atteindrait | dépasserait | négocierait | envisagerait | préparerait | s'apprêterait | chercherait | rumeur | rumeurs | supposé | supposée | éventuel | éventuelle
        | probablement | possible | peut-être | semblerait | selon la rumeur | viserait | étudierait | finaliserait | s'élèverait | conférerait | détiendrait | paierait | réfléchirait | paraît"""
    ),
    aims=members("objectifs prévisions perspectives"),
    forecasts=listed(
        """prévoit | prévoient | prévoyait | prévu | prévue | prévision | prévisions | table sur | table toujours sur | tablent toujours sur | tablent sur | tablait sur | vise | visent | viser | devrait | devraient | espère | espérait | ambitionne | attend | attendu | attendue | attendus | projections | projette | anticipe | anticipent | objectif | objectifs | va | vont | d'ici à | d'ici | à l'horizon | compte | comptent
        | entend | estime pouvoir | mise sur | atteindra | s'élèvera | dépassera | s'établira | pour atteindre | promet | promis | l'an prochain | l'année prochaine | budgété | perspectives | sera | seront | représentera"""
    ),
    stages={
        "talks": listed(
            """finalise | finalisent | finaliserait | en discussions | en discussion | discussions | discute | discuterait | discutent | en négociations | en négociation | négociations | négocie | négocient | négocierait | pourparlers | s'apprête | s'apprêtent | s'apprêterait | sur le point de | en passe de | en train de | cherche à | cherchent à | chercherait | tente de | prépare | préparerait
            | proche de conclure | proche d'un accord | souhaite lever | veut lever | espère lever | compte lever | vise une levée | voudrait | négociations exclusives | en quête de | souhaiterait | ambitionne de lever | prévoit de lever | sollicite | aimerait lever"""
        ),
        "considered": listed(
            """envisage | envisagent | envisagerait | envisageait | envisager | étudie | étudient | étudierait | réfléchit | réfléchissent | réfléchirait | songe | songerait | songent | à l'étude | explore | explorerait | évalue l'opportunité | s'intéresse | s'intéresserait | lorgne | pourrait racheter | pourrait lever | pourrait investir | la possibilité de"""
        ),
        "agreed": listed(
            """doit être racheté | doit être rachetée | doit être cédé | doit être cédée | doit être vendu | doit être vendue | doit racheter | doit acquérir | accepté | accepte | accord | signé | signe | signent | annoncé | annonce | annoncent | engagé | s'engage | s'engagent | va investir | va racheter | va acquérir | vont investir | va verser | versera | investira | rachètera | prévoit d'investir | compte investir | conclu | accord définitif | dévoilé | promis | entend racheter"""
        ),
        "completed": listed(
            "a levé | ont levé | vient de lever | a investi | a racheté | a acquis | a bouclé | bouclé | finalisé | ont investi | a versé | a acheté | avait racheté | avait acquis | avait levé | levé | racheté | investi"
        ),
        "abandoned": listed(
            """renoncé | renonce | abandonné | abandonne | abandonnent | échoué | capoté | retiré | annulé | annule | suspendu | jeté l'éponge | jette l'éponge | rompu | tombé à l'eau | enterré | mis fin | n'aura pas lieu | avorté | bloqué | avortée | rejeté | rejetée | repoussé | repoussée | décliné | déclinée | écartée | retirée | abandonnée | annulée | suspendue | capoté | a échoué | rompues"""
        ),
    },
    denials=listed(
        """démenti | dément | démentent | démentie | démentit | ne prévoit pas | n'envisage pas | nie | nié | fausse information | fausses informations | n'a pas l'intention | aucune intention | n'est pas en discussion | n'a pas levé | n'a pas investi | n'a pas racheté | rejeté ces informations | infondé | infondée | infondées | aucune négociation | n'est pas à vendre | pas encore pris la décision | pas pris la décision | pas pris de décision | se dément | se démentent | contesté avoir | réfuté | réfute"""
    ),
    own_denials=frozenset(
        listed(
            "se dément | se démentent | ne prévoit pas | n'envisage pas | n'a pas l'intention | aucune intention | n'a pas levé | n'a pas investi | n'a pas racheté"
        )
    ),
    according=listed(
        "selon | d'après | à en croire | de l'avis de | d'après les informations de | selon des informations de | selon des informations du | selon les informations de | selon les informations du | selon les calculs de | citant | aux dires de | dixit | de source | révélé par | rapporté par | rapportée par | révélée par"
    ),
    says={
        **french("rapporter"),
        **french("affirmer"),
        **french("indiquer"),
        **french("révéler", "révèl"),
        **french("annoncer"),
        **french("préciser"),
        **french("assurer"),
        **french("expliquer"),
        **french("confier"),
        **french("ajouter"),
        **_DIRE,
        **_ECRIRE,
        **irregular("croire", "croit croient", "croyait croyaient", "cru", "croyant", "croir"),
        **_APPRENDRE,
        **french("avancer"),
        **french("évoquer"),
        **french("confirmer"),
        **french("déclarer"),
        **french("signaler"),
        **french("citer"),
        **french("estimer"),
        **french("souligner"),
        **french("calculer"),
    },
    quoting=("citant", "qui cite", "qui citent", "en citant"),
    unnamed=listed(
        """des sources | plusieurs sources | une source | sources proches | source proche | des personnes | plusieurs personnes | de sources | nos sources | de bonnes sources | sources concordantes | des proches | sources anonymes | source interne | sources internes | deux sources | trois sources | la presse | nos informations"""
    ),
    families=r"\b[Ff]amille [A-ZÀ-Þ][\w'’-]+",
    institutions=r"(?=[A-S])(?:(?<=[Ll]a )|(?<=[Ll]['’]))(?:Banque|Caisse|Société|Agence|Autorité|Association|Office|Institut|Fédération|Compagnie|Régie)(?: (?:[a-zà-ÿ-]+(?:aise?|iens?|ienne|ale?|ain|aine|oise?|ique|aire)))*(?: (?:de la |de l['’]|de |du |des |d['’]|pour l['’]|pour les |pour le |pour la |pour |contre les |contre la |contre le |contre l['’]|et l['’]|et de |et du |et des |et (?=consignations|placement|développement|réassurance))[\wÀ-ÿ][\wÀ-ÿ-]+){1,4}|\b[Mm]inistère (?:de la |de l['’]|des |du |de )[A-Z]?[\wÀ-ÿ]+|\b(?:[Aa]rmée (?:de terre|de l['’]air|française|américaine|allemande|suédoise|britannique|ukrainienne|indienne)|[Mm]arine nationale|[Gg]ouvernement (?:français|américain|allemand|britannique|indien|japonais|italien|espagnol|polonais|suédois))\b",
    affairs=Affairs(
        posts={
            **dict.fromkeys(
                [
                    "directeur général",
                    "directrice générale",
                    "dg",
                    "pdg",
                    "président-directeur général",
                    "présidente-directrice générale",
                    "ceo",
                    "patron",
                    "patronne",
                    "directeur exécutif",
                    "directrice exécutive",
                    "président directeur général",
                    "p-dg",
                    "numéro un",
                    "à la tête",
                    "direction générale",
                    "aux commandes",
                    "les commandes",
                    "les rênes",
                    "aux manettes",
                    "à la barre",
                ],
                "chief executive",
            ),
            **dict.fromkeys(
                [
                    "directeur financier",
                    "directrice financière",
                    "cfo",
                    "directeur administratif et financier",
                    "directrice administrative et financière",
                    "direction financière",
                ],
                "chief financial officer",
            ),
            **dict.fromkeys(
                [
                    "directeur technique",
                    "directrice technique",
                    "cto",
                    "directeur de la technologie",
                    "directrice de la technologie",
                ],
                "chief technology officer",
            ),
            **dict.fromkeys(
                ["directeur des opérations", "directrice des opérations", "directeur opérationnel", "coo"],
                "chief operating officer",
            ),
            **dict.fromkeys(
                [
                    "directeur scientifique",
                    "directrice scientifique",
                    "scientifique en chef",
                    "responsable scientifique",
                ],
                "chief scientist",
            ),
            **dict.fromkeys(
                [
                    "président",
                    "présidente",
                    "président du conseil d'administration",
                    "présidente du conseil d'administration",
                    "présidence du conseil d'administration",
                    "présidence",
                    "président du conseil de surveillance",
                ],
                "chairman",
            ),
            **dict.fromkeys(
                [
                    "directeur général délégué",
                    "directrice générale déléguée",
                    "directeur général adjoint",
                    "directrice générale adjointe",
                    "numéro deux",
                ],
                "deputy chief executive",
            ),
            **dict.fromkeys(
                [
                    "administrateur",
                    "administratrice",
                    "conseil d'administration",
                    "conseil de surveillance",
                    "comité exécutif",
                ],
                "board member",
            ),
            **{
                p: p
                for p in [
                    "directeur commercial",
                    "directrice commerciale",
                    "directeur marketing",
                    "directrice marketing",
                    "directeur juridique",
                    "directrice juridique",
                    "directeur des ressources humaines",
                    "directrice des ressources humaines",
                    "drh",
                    "secrétaire général",
                    "secrétaire générale",
                    "vice-président",
                    "vice-présidente",
                    "directeur de la recherche",
                    "directrice de la recherche",
                    "directeur produit",
                    "directrice produit",
                    "directrice des produits",
                    "directeur des produits",
                    "directeur",
                    "directrice",
                    "gérant",
                    "associé",
                    "associée",
                    "responsable",
                    "direction",
                    "chef",
                    "cheffe",
                    "directeur artistique",
                    "directrice artistique",
                    "rédacteur en chef",
                    "directeur de la stratégie",
                    "directrice de la stratégie",
                    "directeur industriel",
                    "directrice industrielle",
                ]
            },
        },
        heading=members("responsable directeur directrice chef cheffe patron patronne"),
        he=frozenset(),
        appoint=french("nommer")
        | french("recruter")
        | _PROMOUVOIR
        | french("désigner")
        | french("débaucher")
        | french("embaucher")
        | _ELIRE
        | french("choisir")
        | french("introniser")
        | french("propulser"),
        join=followed(
            french("entrer"),
            "au comité exécutif",
            "au conseil d'administration",
            "au directoire",
            "au comité de direction",
        )
        | irregular("rejoindre", "rejoint rejoignent", "rejoignait", "rejoint", "rejoignant", "rejoindr")
        | french("intégrer", "intègr"),
        take=followed(
            _PRENDRE | _REPRENDRE,
            "la tête de",
            "la tête du",
            "la tête d'",
            "les rênes de",
            "les rênes du",
            "les rênes d'",
            "la direction de",
            "la direction du",
            "la direction générale de",
            "la direction générale du",
            "la présidence de",
            "la présidence du",
            "les commandes de",
            "les commandes du",
            "le poste de",
            "ses fonctions",
            "la direction générale",
            "la tête des",
            "la barre de",
            "la barre du",
            "la suite de",
            "la succession de",
            "la relève de",
            "le relais",
            "la relève",
            "les manettes de",
            "les manettes du",
        )
        | followed(
            french("arriver") | french("installer") | french("propulser") | french("parachuter"),
            "aux commandes",
            "à la tête",
            "à la barre",
            "aux manettes",
            "à la direction générale",
            "à la présidence",
        )
        | followed(french("hériter"), "de la direction", "du poste", "des commandes", "de la présidence", "des rênes")
        | irregular("devenir", "devient deviennent", "devenait devint", "devenu", "devenant", "deviendr")
        | french("succéder", "succèd")
        | french("remplacer")
        | followed(french("accéder", "accèd"), "au poste de", "à la direction", "à la présidence"),
        in_place=("à sa place", "pour lui succéder", "pour le remplacer", "pour la remplacer"),
        succeed=french("succéder", "succèd") | french("remplacer"),
        run=french("diriger") | french("piloter") | french("présider"),
        leave=french("quitter")
        | french("démissionner")
        | followed(french("claquer"), "la porte")
        | irregular("partir", "part partent", "partait partit", "parti", "partant", "partir")
        | followed(
            _REMETTRE | french("présenter") | french("annoncer") | french("donner"), "sa démission", "son départ"
        )
        | followed(_RENDRE, "son tablier", "les clés", "les clefs")
        | followed(french("tirer"), "sa révérence")
        | followed(french("plier"), "bagage")
        | followed(_FAIRE, "ses adieux", "ses valises", "valoir ses droits à la retraite")
        | followed(_PRENDRE, "sa retraite", "la porte", "le large")
        | followed(french("tourner"), "les talons")
        | followed(french("jeter"), "son tablier")
        | {
            "s'en va": Tense.PRESENT,
            "s'en ira": Tense.FUTURE,
            "s'en est allé": Tense.PARTICIPLE,
            "s'en est allée": Tense.PARTICIPLE,
        }
        | {
            "s'éclipse": Tense.PRESENT,
            "passe la main": Tense.PRESENT,
            "passera la main": Tense.FUTURE,
            "a passé la main": Tense.PARTICIPLE,
        },
        sale=members("vente cession"),
        builds=members("construire ouvrir agrandir moderniser bâtir créer"),
        give_up=followed(
            french("céder", "cèd") | french("laisser") | _TRANSMETTRE | french("passer") | french("confier"),
            "le flambeau",
            "le témoin",
            "le relais",
            "les rênes",
            "les commandes",
            "la barre",
            "les manettes",
        )
        | followed(
            french("céder", "cèd") | french("laisser"),
            "sa place",
            "son poste",
            "son fauteuil",
            "la place",
            "la direction",
            "la présidence",
        )
        | followed(french("abandonner"), "son siège", "son fauteuil", "les commandes", "les rênes", "la présidence")
        | followed(french("abandonner"), "ses fonctions", "son poste", "la direction")
        | followed(french("quitter"), "ses fonctions", "son poste", "la tête de", "la direction")
        | followed(french("démissionner"), "de ses fonctions", "de son poste"),
        dismiss=french("limoger")
        | french("évincer")
        | french("écarter")
        | french("remercier")
        | french("révoquer")
        | french("débarquer"),
        falls_to=dict.fromkeys(
            ("échoit", "échoira", "échoient", "revient", "reviendra", "incombe", "incombera"), Tense.PRESENT
        )
        | {
            "échu": Tense.PARTICIPLE,
            "échue": Tense.PARTICIPLE,
            "confiée": Tense.PARTICIPLE,
            "confié": Tense.PARTICIPLE,
            "confiées": Tense.PARTICIPLE,
            "dévolue": Tense.PARTICIPLE,
        },
        held_since=("aux commandes", "à la tête", "aux manettes", "à la barre"),
        begin={},
        was=members("était fut"),
        holds=("est", "reste", "demeure", "est toujours", "est devenu", "est l'actuel", "occupe le poste de"),
        departures=("départ", "démission", "éviction", "limogeage", "révocation", "retrait", "renvoi"),
        appointments=("nomination", "arrivée", "recrutement", "désignation"),
        as_words=("comme", "au poste de", "en tant que", "en qualité de", "à la tête de"),
        in_role=frozenset(["comme"]),
        at_words=members("de d' du des chez au à"),
        at_places=members("chez"),
        places=members("à en dans"),
        subordinate=members("avant tandis alors lorsque quand"),
        new=("nouveau", "nouvelle", "nouvel", "création de", "création d'", "créé", "créée"),
        also=frozenset(),
        found=french("fonder")
        | french("cofonder")
        | french("co-fonder")
        | french("créer")
        | dict.fromkeys(("née en", "né en", "lancée en", "lancé en"), Tense.PARTICIPLE),
        creations=listed("création de | création d' | création du | lancement d' | lancement de"),
        foundings=(
            "depuis sa création en",
            "depuis sa naissance en",
            "depuis sa fondation en",
            "création en",
            "fondation en",
            "depuis ses débuts en",
            "depuis son lancement en",
            "après sa création",
            "après sa naissance",
            "après sa fondation",
        ),
        staff=(
            "salariés",
            "employés",
            "collaborateurs",
            "personnes",
            "postes",
            "emplois",
            "ingénieurs",
            "chercheurs",
            "suppressions de postes",
            "suppressions d'emplois",
            "licenciements",
            "départs",
            "recrutements",
            "embauches",
            "développeurs",
            "salariées",
            "commerciaux",
            "techniciens",
            "conseillers",
            "vendeurs",
            "ouvriers",
            "consultants",
            "livreurs",
            "talents",
            "cadres",
            "équipiers",
        ),
        workforce=members("effectifs effectif salariés employés personnel postes emplois"),
        staff_share=(
            "de ses effectifs",
            "de son effectif",
            "des effectifs",
            "de ses salariés",
            "de son personnel",
            "de ses employés",
            "du personnel",
            "des salariés",
            "de ses équipes",
            "de ses collaborateurs",
            "de sa masse salariale",
            "de ses effectifs mondiaux",
            "des emplois",
            "des postes",
        ),
        crowds=listed(
            "des dizaines de | des dizaines d' | des centaines de | des centaines d' | des milliers de | des milliers d' | plusieurs centaines de | plusieurs dizaines de | plusieurs milliers de"
        ),
        works={"y travaillent": Tense.PRESENT, "travaillent chez": Tense.PRESENT, "travaillent pour": Tense.PRESENT},
        teams=members("équipe équipes"),
        crew=members("salariés employés collaborateurs personnes ingénieurs chercheurs salariées développeurs"),
        sized=(),
        now=("aujourd'hui", "désormais", "actuellement", "maintenant", "déjà", "encore", "toujours"),
        more=("encore", "de plus", "supplémentaires", "autres"),
        collectives={
            "un millier": 1000,
            "une centaine": 100,
            "une dizaine": 10,
            "une vingtaine": 20,
            "une trentaine": 30,
            "une quarantaine": 40,
            "une cinquantaine": 50,
            "une soixantaine": 60,
            "une quinzaine": 15,
            "une douzaine": 12,
            "deux centaines": 200,
        },
        employs=members("emploie emploient employait employaient"),
        employ=french("employer", "emploi")
        | french("passer")
        | french("compter")
        | dict.fromkeys(
            (
                "emploie",
                "effectif de",
                "effectifs à",
                "effectif à",
                "effectifs de",
                "équipe de",
                "fort de",
                "forte de",
                "avec ses",
                "rassemble",
                "réunit",
                "effectifs atteignent",
                "effectif",
                "effectifs",
                "revendique",
                "a",
                "équipe compte",
                "réalisés par",
                "avec",
                "réalisé par",
            ),
            Tense.PRESENT,
        ),
        hire=french("recruter")
        | french("embaucher")
        | french("créer")
        | {
            "arrivée de": Tense.PRESENT,
            "recrutement de": Tense.PRESENT,
            "embauche de": Tense.PRESENT,
            "débauchant": Tense.GERUND,
            "procéder à": Tense.INFINITIVE,
        },
        lay_off=french("supprimer")
        | french("menacer")
        | french("licencier")
        | french("biffer")
        | followed(
            irregular(
                "se séparer", "se sépare se séparent", "se séparait", "s'est séparé", "se séparant", "se séparer"
            ),
            "de",
        )
        | followed(french("tailler"), "dans")
        | {
            "départ de": Tense.PRESENT,
            "départs de": Tense.PRESENT,
            "suppression de": Tense.PRESENT,
            "suppression d'": Tense.PRESENT,
            "supprimera": Tense.FUTURE,
            "licenciement de": Tense.PRESENT,
            "biffer": Tense.INFINITIVE,
        },
        cuts=(
            "plan social",
            "plan de départs",
            "plan de licenciements",
            "plan de sauvegarde de l'emploi",
            "perte de",
            "suppressions de postes",
            "suppressions d'emplois",
            "licenciements",
        ),
        single=members("bonus"),
        jobs=members(
            "emplois postes salariés salariées employés employées collaborateurs collaboratrices suppressions licenciements recrutements embauches équipiers"
        ),
        sites=("sur le", "sur la", "sur l'", "sur les", "à", "au", "en", "dans", "chez"),
        then=members("puis"),
        fates=listed(
            """leur travail | leur emploi | leur poste | sur le carreau | sur le bord du chemin | sur le bord de la route | pris la porte | prendre la porte | prendront la porte | poussées vers la sortie | montrer la porte | mises à pied | remerciées | remercié | licenciées | congédiées
            | quitté l'entreprise | quitteront l'entreprise | quitter l'entreprise | quitteront le groupe | quitter le groupe | y travaillent | travaillent pour | travaillent au | travaillent à | travaillent dans | employées | recrutées | recruter | embauchées | débarquées | licencier | laissés sans emploi | sans emploi | au chômage | fait travailler | font travailler | à travailler | vont partir | devront partir | doivent partir"""
        ),
        obtain=french("lever", "lèv")
        | _OBTENIR
        | french("signer")
        | irregular(
            "souscrire", "souscrit souscrivent", "souscrivait souscrivit", "souscrit", "souscrivant", "souscrir"
        )
        | french("emprunter")
        | french("décrocher")
        | _EMETTRE
        | french("sécuriser")
        | french("contracter")
        | french("accorder")
        | french("octroyer")
        | french("prêter")
        | french("boucler")
        | french("négocier")
        | french("placer")
        | _CONCLURE
        | french("mobiliser")
        | french("annoncer")
        | french("réaliser")
        | _RECEVOIR
        | french("lancer")
        | french("bénéficier"),
        filing=members("projet projets demande dossier prospectus candidature préparatifs"),
        go_public={
            **followed(
                irregular(
                    "s'introduire",
                    "s'introduit s'introduisent",
                    "s'introduisait s'introduisit",
                    "s'est introduit",
                    "s'introduisant",
                    "s'introduir",
                ),
                "en bourse",
                "à la bourse",
                "sur le nasdaq",
                "sur euronext",
            ),
            **followed(
                _FAIRE,
                "ses premiers pas en bourse",
                "ses débuts en bourse",
                "son entrée en bourse",
                "ses débuts à la bourse",
                "son entrée à la bourse",
                "ses premiers pas à la bourse",
            ),
            **followed(french("entrer"), "en bourse", "à la bourse", "au nasdaq"),
            "introduction en bourse": Tense.PRESENT,
            "entrée en bourse": Tense.PRESENT,
            "ipo": Tense.PRESENT,
            "première cotation": Tense.PRESENT,
            **dict.fromkeys(("cotation en bourse", "cotation au", "cotation à", "cotation sur"), Tense.PRESENT),
        },
        owed=(
            "dette nette",
            "endettement",
            "rembourser",
            "remboursement",
            "remboursé",
            "refinancer",
            "refinancement",
            "intérêts",
            "dette de",
            "dettes de",
            "dette s'élève",
            "dette atteint",
            "effacer",
            "effacement",
            "dette totale",
        ),
        not_losses=members(
            "bourse boursière valeur action actions capitalisation marché fortune procès valorisation clients utilisateurs pourrait aurait"
        ),
        periods=members("mois trimestre semestre exercice"),
        launch=french("lancer")
        | french("dévoiler")
        | french("présenter")
        | french("commercialiser")
        | followed(_METTRE, "sur le marché", "en vente"),
        delay=french("reporter") | french("retarder") | french("repousser") | french("décaler") | french("ajourner"),
        abandon=french("abandonner") | french("enterrer") | french("arrêter") | french("annuler"),
        develop=french("développer"),
        launches={
            "lancement de": "launched",
            "lancement du": "launched",
            "sortie de": "launched",
            "sortie du": "launched",
            "développement de": "developed",
            "développement du": "developed",
            "mise au point de": "developed",
            "abandon de": "abandoned",
            "abandon du": "abandoned",
            "report de": "delayed",
            "report du": "delayed",
        },
        own_launch=("lancement", "sortie", "commercialisation"),
        own_development=("développement",),
        product_heads=members(
            "modèle modèles chatbot application appli assistant puce puces processeur smartphone téléphone voiture console jeu navigateur outil plateforme logiciel service casque lunettes train avion moto vélo appareil casque tablette ordinateur robot robots version système agent médicament vaccin satellite fusée famille fonctionnalité"
        ),
        newest=members("dernière dernier nouvelle nouveau nouvel"),
        used_by=("utilisée par", "utilisé par", "utilisées par", "utilisés par"),
        client_lists=(
            "font partie de ses clients",
            "fait partie de ses clients",
            "font également partie de ses clients",
            "figurent parmi ses clients",
            "comptent parmi ses clients",
            "sont ses clients",
            "figurent au nombre de ses clients",
        ),
        uses=dict.fromkeys(
            (
                "utilisée par",
                "utilisé par",
                "utilisées par",
                "utilise",
                "utilisent",
                "s'appuie sur",
                "s'appuient sur",
                "alimente",
                "a intégré",
                "ont intégré",
                "intègre",
                "a adopté",
                "ont adopté",
                "recourt à",
                "tourne sur",
                "basé sur",
                "basée sur",
                "basés sur",
                "basées sur",
            ),
            Tense.PRESENT,
        ),
        such_as=listed("telles que | tels que | telles qu' | tels qu'"),
        serve=french("fournir") | french("équiper") | french("servir") | french("accompagner"),
        this_alliance=listed("ce partenariat | cette alliance"),
        technology=(
            "technologie",
            "modèles",
            "modèle",
            "logiciel",
            "plateforme",
            "outils",
            "puces",
            "api",
            "solution",
            "solutions",
            "elle",
            "il",
        ),
        same=("la même technologie", "sa technologie", "cette technologie", "ses modèles"),
        entering=listed(
            "prise de participation | participation minoritaire | participation majoritaire | entre au capital | entrent au capital | entré au capital | entrée au capital | fait son entrée au capital | prend une participation | pris une participation"
        ),
        unprofitable=listed(
            "déficitaire | pas rentable | pas encore rentable | toujours pas rentable | non rentable | perd de l'argent | perd toujours de l'argent"
        ),
        ages=listed("après sa création | après sa naissance | après sa fondation | après son lancement"),
        distress=(
            "menacée de faillite",
            "menacé de faillite",
            "au bord de la faillite",
            "au bord du dépôt de bilan",
            "en grande difficulté financière",
            "en difficulté financière",
            "en difficultés financières",
            "à court de trésorerie",
            "au bord du gouffre",
            "risque de faillite",
        ),
        strategy=(
            "tournant stratégique",
            "changement de stratégie",
            "changement radical de stratégie",
            "virage stratégique",
            "revirement stratégique",
            "recentrage",
            "plusieurs réorganisations",
            "réorientation stratégique",
            "revue stratégique",
            "pari audacieux",
            "pari stratégique",
            "changement de cap",
            "fait partie des possibilités",
        ),
    ),
    changes=frozenset(
        french("augmenter")
        | french("accroître", "accroi")
        | french("diminuer")
        | french("réduire")
        | french("gonfler")
        | french("améliorer")
        | french("doper")
        | french("amputer")
        | french("grever", "grèv")
        | french("alourdir")
    )
    | members(
        "accroître réduire réduit réduisent réduira réduirait hausse baisse recul augmentation diminution accroissement supplément surcroît"
    ),
    whose=members("dont"),
    latter=members("dernier dernière"),
    demonstratives=members("ce cet cette"),
    bodies=members("écosystème continent pays secteur filière région"),
    on_occasion=members("lors"),
    none=members("aucun aucune nul nulle"),
    benefit=listed("au profit de | au profit d' | au bénéfice de | au bénéfice d' | en faveur de | en faveur d'"),
    control=listed(
        "participation majoritaire | participation de contrôle | du contrôle | majorité du capital | majorité des parts | contrôle exclusif"
    ),
    impersonal=listed(
        """il s'agit | il s'agirait | il s'agissait | il ne s'agit | il faut | il faudra | il faudrait | il fallait | il a fallu | il ne faut | il y a | il y avait | il y aura | il y aurait | il n'y a | il convient | il en va | il en ressort | il ressort | il en résulte
        | il existe | il semble | il semblerait | il paraît | il suffit | il reste à | il reste que | il n'en reste | il lui reste | il leur reste | il lui en reste | il leur en reste | il manque | il s'avère | il est vrai | il est possible | il est probable | il est prévu | il est question | il est temps | il était temps | il est clair
        | il est difficile | il est trop tôt | il est encore trop tôt | il est important | il est désormais possible | il a été décidé | il a été convenu | il vaut mieux | il n'est pas exclu | il n'est pas question | il importe | il se peut | il se pourrait | il va falloir | il va sans dire | il arrive que"""
    ),
    named=listed(
        "du nom de | du nom d' | répondant au nom de | qui répond au nom de | baptisé | baptisée | dénommé | dénommée"
    ),
    first_report=listed(
        "ont appris | a appris | a révélé | ont révélé | révélait | a rapporté | rapportait | a été le premier à rapporter"
    ),
)
