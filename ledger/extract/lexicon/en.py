"""English."""

# ruff: noqa: E501 - word lists read best as long lines
from __future__ import annotations

from ledger.extract.lexicon.affairs import Affairs, followed
from ledger.extract.lexicon.base import Lexicon, Noun, Verb, listed, members
from ledger.extract.lexicon.forms import Tense, english
from ledger.extract.lexicon.places import PLACES
from ledger.extract.lexicon.shared import UNITS
from ledger.model.amounts import Qualifier

_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_CAPITAL = members(
    "funding round financing series investors investor equity capital seed venture stake valuation valued shares raise fundraising backers led startup start-up"
)

LEXICON = Lexicon(
    language="en",
    profile=members(
        "the of and to in a that is was for on with as by at from it its has have had he she they this which would not be are were an or but who will said been their more"
    ),
    decimal_comma=False,
    numerals={w: n for n, w in enumerate(_UNITS.split()) if n} | _TENS | {"hundred": 100, "a": 1, "an": 1},
    scales={
        "thousand": 10**3,
        "k": 10**3,
        "million": 10**6,
        "millions": 10**6,
        "mn": 10**6,
        "mm": 10**6,
        "mln": 10**6,
        "mio": 10**6,
        "m": 10**6,
        "billion": 10**9,
        "billions": 10**9,
        "bn": 10**9,
        "bln": 10**9,
        "b": 10**9,
        "hundred million": 10**8,
        "hundred billion": 10**11,
        "trillion": 10**12,
        "trn": 10**12,
        "tn": 10**12,
        "t": 10**12,
        "lakh": 10**5,
        "lakhs": 10**5,
        "crore": 10**7,
        "crores": 10**7,
        "lakh crore": 10**12,
        "cr": 10**7,
    },
    lone=(),
    lone_before=(),
    half_before=("half a", "half-a", "half"),
    half_after=("and a half",),
    vague=listed(
        "several | a few | few | some hundreds of | hundreds of | tens of | dozens of | many | multi | countless | couple of"
    ),
    currencies={
        "dollar": "USD",
        "dollars": "USD",
        "us dollars": "USD",
        "u.s. dollars": "USD",
        "american dollars": "USD",
        "bucks": "USD",
        "euro": "EUR",
        "euros": "EUR",
        "pound": "GBP",
        "pounds": "GBP",
        "pounds sterling": "GBP",
        "sterling": "GBP",
        "yen": "JPY",
        "yuan": "CNY",
        "renminbi": "CNY",
        "won": "KRW",
        "rupee": "INR",
        "rupees": "INR",
        "swiss francs": "CHF",
        "francs": "CHF",
        "canadian dollars": "CAD",
        "australian dollars": "AUD",
        "singapore dollars": "SGD",
        "hong kong dollars": "HKD",
        "new zealand dollars": "NZD",
        "new taiwan dollars": "TWD",
        "taiwan dollars": "TWD",
        "reais": "BRL",
        "kronor": "SEK",
        "swedish crowns": "SEK",
        "crowns": "SEK",
        "czech crowns": "CZK",
        "swedish kronor": "SEK",
        "norwegian kroner": "NOK",
        "norwegian crowns": "NOK",
        "danish crowns": "DKK",
        "danish kroner": "DKK",
        "zlotys": "PLN",
        "zloty": "PLN",
        "shekels": "ILS",
        "riyals": "SAR",
        "dirhams": "AED",
        "naira": "NGN",
        "rand": "ZAR",
        "shillings": "KES",
        "kenyan shillings": "KES",
        "ugandan shillings": "UGX",
        "tanzanian shillings": "TZS",
        "cedis": "GHS",
        "egyptian pounds": "EGP",
        "birr": "ETB",
        "ringgit": "MYR",
        "rupiah": "IDR",
        "baht": "THB",
        "dong": "VND",
        "pesos": "MXN",
        "philippine pesos": "PHP",
        "argentine pesos": "ARS",
        "mexican pesos": "MXN",
        "chilean pesos": "CLP",
        "colombian pesos": "COP",
        "pakistani rupees": "PKR",
        "sri lankan rupees": "LKR",
        "taka": "BDT",
        "lira": "TRY",
        "turkish lira": "TRY",
        "forints": "HUF",
        "lei": "RON",
        "hryvnia": "UAH",
        "hryvnias": "UAH",
        "krone": "NOK",
        "kroner": "DKK",
        "krona": "SEK",
        "cfa francs": "XOF",
        "riyal": "SAR",
        "dirham": "AED",
        "shekel": "ILS",
        "real": "BRL",
        "roubles": "RUB",
        "rubles": "RUB",
    },
    units=UNITS,
    short_currencies={},
    of=members("of"),
    between=("between",),
    to=members("to"),
    and_=members("and"),
    qualifiers={
        Qualifier.ABOUT: listed(
            """about | around | roughly | some | approximately | approx | approx. | nearly | almost | close to | an estimated | estimated
            | circa | or so | at around | near | in the region of | on the order of | just shy of | just about | somewhere around | a reported"""
        ),
        Qualifier.OVER: listed(
            """more than | over | above | exceed | exceeds | exceeding | exceeded | in excess of | north of | upwards of | upward of | beyond
            | pass | passes | passed | surpass | surpassed | surpasses | surpassing | topped | tops | topping | just over | well over | greater than | crossed | crosses"""
        ),
        Qualifier.AT_LEAST: listed(
            "at least | a minimum of | no less than | not less than | a bare minimum of | minimum of | upwards from"
        ),
        Qualifier.AT_MOST: listed(
            "up to | as much as | at most | a maximum of | no more than | not more than | as many as | a ceiling of | capped at | upto | maximum of"
        ),
        Qualifier.UNDER: listed("less than | under | below | just under | slightly less than | fewer than | short of"),
    },
    qualifiers_after={
        Qualifier.ABOUT: ("or so", "or thereabouts", "approximately"),
        Qualifier.AT_LEAST: (
            "or more",
            "at least",
            "at a minimum",
            "was no more than a minimum",
            "is a minimum",
            "is the minimum",
            "is only a minimum",
        ),
        Qualifier.OVER: ("-plus", "-odd"),
        Qualifier.AT_MOST: ("at most", "or less", "at the most"),
    },
    fractions={
        "a third": "33.3",
        "one third": "33.3",
        "two thirds": "66.7",
        "two-thirds": "66.7",
        "one-third": "33.3",
        "a quarter": "25",
        "one quarter": "25",
        "three quarters": "75",
        "three-quarters": "75",
        "half": "50",
        "a half": "50",
        "a fifth": "20",
        "one fifth": "20",
        "a tenth": "10",
        "one in ten": "10",
        "one in five": "20",
        "one in four": "25",
        "one in three": "33.3",
        "one in twenty": "5",
        "a sixth": "16.7",
    },
    percent=("%", "percent", "per cent", "pct", "pc"),
    after_amount=members(
        """in for from to at by of on over after this last next and or but with into as that which who when while than per a an the its their against
        before since until through during compared versus up down also would could will is was were has had if between under via ahead because
        including excluding across within without plus annually yearly today now earlier later soon so year round deal series seed funding
        financing contract investment valuation stake raise revenue revenues sales acquisition takeover order equity capital turnover
        funds cash backlog capex spending budget arr offer bid price purchase orders partnership alliance loan debt loss profit fine market business"""
    ),
    conversion=members("or about around roughly approximately some equivalent equal nearly"),
    months={
        name: n
        for n, names in enumerate(
            [
                "january jan",
                "february feb",
                "march mar",
                "april apr",
                "may",
                "june jun",
                "july jul",
                "august aug",
                "september sept sep",
                "october oct",
                "november nov",
                "december dec",
            ],
            1,
        )
        for name in names.split()
    },
    month_modifiers=members("early mid late mid-"),
    quarters={
        "first": 1,
        "second": 2,
        "third": 3,
        "fourth": 4,
        "q1": 1,
        "q2": 2,
        "q3": 3,
        "q4": 4,
        "1st": 1,
        "2nd": 2,
        "3rd": 3,
        "4th": 4,
        "final": 4,
        "last": 0,
    },
    halves={"first": 1, "second": 2, "h1": 1, "h2": 2},
    fiscal=("fiscal year", "financial year", "fiscal", "fy", "full-year", "full year", "calendar year"),
    relative={
        "last year": ("year", -1),
        "this year": ("year", 0),
        "next year": ("year", 1),
        "the previous year": ("earlier", -1),
        "a year earlier": ("earlier", -1),
        "a year ago": ("earlier", -1),
        "the year before": ("earlier", -1),
        "the prior year": ("earlier", -1),
        "current year": ("year", 0),
        "the quarter": ("this", 3),
        "quarterly": ("this", 3),
        "the half": ("this", 6),
        "the period": ("this", 0),
        "the full year": ("this", 12),
        "full-year": ("this", 12),
        **dict.fromkeys(
            (
                "the prior-year period",
                "prior-year period",
                "year-ago period",
                "the year-ago period",
                "the year-earlier period",
                "year-earlier period",
                "the same quarter last year",
                "the same period last year",
                "the same period a year earlier",
                "the year-ago quarter",
                "the prior-year quarter",
                "the corresponding period",
            ),
            ("earlier", -1),
        ),
        "the coming year": ("year", 1),
        "two years ago": ("year", -2),
        "three years ago": ("year", -3),
        "earlier this year": ("year", 0),
        "later this year": ("year", 0),
        "late last year": ("year", -1),
        "early next year": ("year", 1),
        "last month": ("month", -1),
        "this month": ("month", 0),
        "next month": ("month", 1),
        "earlier this month": ("month", 0),
        "a month ago": ("month", -1),
        "yesterday": ("day", -1),
        "today": ("day", 0),
        "tomorrow": ("day", 1),
    },
    spans={
        "year": 12,
        "fiscal year": 12,
        "financial year": 12,
        "12 months": 12,
        "twelve months": 12,
        "quarter": 3,
        "three months": 3,
        "fiscal quarter": 3,
        "3 months": 3,
        "six months": 6,
        "6 months": 6,
        "half": 6,
        "half-year": 6,
        "first half": 6,
        "nine months": 9,
        "9 months": 9,
    },
    since_month=("from",),
    first_months={
        f"{first} {number} months": months
        for first in ("first", "opening")
        for numbers, months in ((("three", "3"), 3), (("six", "6"), 6), (("nine", "9"), 9))
        for number in numbers
    },
    ago=("ago",),
    span_words={"quarter": 3, "half": 6, "half-year": 6},
    ending=(
        "to",
        "to the end of",
        "ended",
        "ending",
        "ended on",
        "that ended in",
        "that ended on",
        "that ends in",
        "which ended in",
        "through",
        "to end",
        "ended in",
        "ending in",
        "ending on",
    ),
    duration_before=(
        "over",
        "for",
        "within",
        "across",
        "over the next",
        "over the coming",
        "for the next",
        "in the next",
        "in",
        "spread over",
        "through the next",
    ),
    duration_units={
        "year": "Y",
        "years": "Y",
        "month": "M",
        "months": "M",
        "week": "W",
        "weeks": "W",
        "day": "D",
        "days": "D",
        "-year": "Y",
        "-month": "M",
    },
    deadline=("by", "by the end of", "by end", "by late", "by early", "before the end of"),
    articles=members("the a an this that these those another"),
    plural_articles=frozenset(),
    possessives=members("its their his her our"),
    theirs=frozenset(),
    pronouns=members("it they he she we"),
    selves=members("we"),
    datives=frozenset(),
    where=members("where"),
    relatives=members("which that who whose whom where"),
    prepositions=members(
        """of in on at by for from with to into as than like against via among including between under over after before about alongside behind
        near through during without within despite unlike versus amid outside across throughout onto beyond toward towards per"""
    ),
    of_words=members("of"),
    in_words=members("in into inside"),
    with_words=members("with alongside"),
    by_words=members("by"),
    from_words=members("from"),
    to_words=members("to"),
    for_words=members("for"),
    conjunctions=members("and or but while"),
    chain=members(
        """has have had is are was were be been being got gets getting last latest will would could may might can should must shall do does did not n't never to 's 've 'll 'd
        also now already just recently reportedly allegedly apparently supposedly formally officially finally successfully quietly
        about set due going expected said rumoured rumored believed thought likely poised ready able agreed agrees agreeing plans planned
        planning plan wants wanted hopes hoping hopes aims aimed aiming seeks seeking sought looking looks intends intended intending decided
        offered offering proposed managed trying tried prepared preparing prepares considering considered mulling weighing exploring discussing
        negotiating talks in advanced early deep discussions negotiations close closing near nearing on the verge of announced today yesterday
        signed a an deal agreement undertook undertaken pledged pledging committed committing vowed promised began begun started starts itself
        denied denies denying wanting refused declined able failed failing
        then still soon once first only even previously earlier so far together itself jointly separately currently undisclosed
        expects expecting working racing eyeing confirmed confirms said says"""
    ),
    light=members(
        """of at to in on for by from the a an its is are was were be been being has have had will would could may might should can worth totalling
        totaling amounting valued estimated equal equivalent some about around roughly nearly almost more than over under least most up as much just only
        and or with that which it this last year annual annually quarter months ended ending period 12 ahead against compared versus
        respectively already now still also currently expected projected forecast set likely poised said reportedly record total
        combined fresh new further additional initial whole entire so far alone overall nearer somewhere than half expects expected
        company group firm roughly amount amounted sum figure level per close the-year-before full-year half-year three six nine first second third fourth
        down 's growing growth increase rise jump well single year-on-year recurring run rate run-rate annualised annualized alone put puts
        cash stock primary secondary mostly entirely previously jumped back cut too far-off , ( ) : -- from value price tag deal transaction round raise
        private not yet than less no its own fiscal estimate estimates does did reports reported booked posted generated made recorded showed"""
    ),
    measures={
        **english("reach"),
        **english("hit", "hit", gerund="hitting"),
        **english("total"),
        **english("exceed"),
        **english("rise", "rose", "risen"),
        **english("grow", "grew", "grown"),
        **english("climb"),
        **english("jump"),
        **english("surge"),
        **english("soar"),
        **english("fall", "fell", "fallen"),
        **english("drop", "dropped", gerund="dropping"),
        **english("come", "came", "come"),
        **english("stand", "stood"),
        **english("amount"),
        **english("increase"),
        **english("decline"),
        **english("surpass"),
        **english("pass"),
        **english("top", "topped", gerund="topping"),
        **english("near"),
        **english("approach"),
        **english("double"),
        **english("triple"),
        **english("quadruple"),
        **english("swell"),
        **english("remain"),
        **english("run", "ran", "run", gerund="running"),
        **english("bring", "brought"),
        **english("take", "took", "taken"),
        **english("lift"),
        **english("boost"),
        **english("push"),
        **english("expand"),
        **english("slip", "slipped", gerund="slipping"),
        **english("ease"),
        **english("advance"),
        **english("cross"),
        **english("average"),
        **english("balloon"),
        **english("go", "went", "gone"),
        **english("leap", "leapt"),
        **english("shrink", "shrank", "shrunk"),
        **english("tumble"),
        **english("equal", "equalled", gerund="equalling"),
    },
    further=members("additional extra further another more"),
    delta=(
        "by",
        "excluding orders of",
        "down",
        "up",
        "excluding",
        "increase of",
        "rise of",
        "an extra",
        "an additional",
        "drop of",
        "decline of",
        "gain of",
        "cut of",
        "jump of",
        "growth of",
    ),
    ticket=members("contribution commitment"),
    sums=members("total sum amount"),
    lenders=members("banks bank lenders lender creditors"),
    delta_after=("more than", "less than", "above its", "below its"),
    previous=listed(
        """up from | down from | from | compared with | compared to | against | versus | vs | vs. | previous | previously | earlier | than the
        | double the | twice the | triple the | quadruple the | half the | prior | formerly | last valued at | had been valued at | earlier valued at
        | previously valued at | once | a year earlier"""
    ),
    indefinite=members("a an another"),
    things=members("it"),
    people_owners=members("his her"),
    thing_owners=members("its"),
    clitics=frozenset(),
    there=frozenset(),
    of_it=frozenset(),
    loosening=members("to in on over by while after of"),
    passive=members("is was were been being be are got gets get getting"),
    adverb_endings=("ly",),
    negated=listed(
        "n't | never | did not | do not | does not | has not | have not | had not | will not | would not | is not | are not | was not | were not | could not | should not | has yet to | have yet to"
    ),
    negated_near=frozenset(),
    conditional=members("would will"),
    relative_heads=members("capital round deal company funding financing"),
    also=members("also even then finally lastly"),
    joints=members("and or as well &"),
    name_joints=frozenset(),
    place_heads=frozenset(),
    compounds=True,
    plural="s",
    at_words=members("at around about some over more"),
    at_price=members("at"),
    worth="worth",
    puts=members("put puts putting"),
    past=members(
        """swung sold bought won lost made said took fell rose cut hit led held kept left went grew began chose gave got paid put ran saw set sent
        spent stood told wrote drew beat built broke came became brought found met sought struck withdrew lent slid shrank sank laid shook shed bid
        quit threw rode flew fought caught taught thought swept split spun stuck swore dealt drove fed forgot froze hid hung knew spoke stole"""
    ),
    openings=members(
        """demand trade work money news word bosses staff power cash debt risk hope part half talks parliament congress brexit covid tradition history
        time people nobody everyone life business industry output income profit loss volume traffic weather summer winter spring autumn tuesday oil gas gold
        copper coal steel sugar wheat coffee capital credit inflation interest stock stocks equity media press police court courts judges lawmakers
        labour labor union unions rivals critics fans passengers tourists farmers retail tech technology software hardware energy transport travel
        tourism housing property rent food beef pork rice corn water rain snow fire war peace christmas lunch dinner night day week month year
        europe management leadership ownership control research science art music film television radio internet ministers premier president"""
    ),
    instalments=members(
        "payments payment milestones milestone earn-out earnout earn-outs contingent later upfront initially deferred instalment instalments installments tranche royalties follow plus"
    ),
    measured=members(
        """consolidated adjusted underlying reported gross core organic comparable statutory diluted total overall net pre-tax pretax cumulative average
        domestic global quarterly annual yearly full-year half-year first-half second-half like-for-like standalone combined group operating attributable headline recurring annualised annualized same-store"""
    ),
    called_parts=members("business unit division arm segment branch"),
    prices=members("price value valuation worth"),
    parts=members("combined entity unit division subsidiary arm segment venture branch"),
    streets=frozenset(),
    sites=members(
        "based headquartered facility facilities plant plants factory factories site sites office offices headquarters campus store warehouse mine refinery works yard laboratory"
    ),
    via=members("via through"),
    rises=members("up down back to cut"),
    joining=members("with participation including"),
    took_part=listed(
        "took part | taking part | participated | also joined | joined the round | joined in | among the participants | among the investors | among the backers | also invested | followed suit | wrote cheques | wrote checks | chipped in | came in | came on board | also contributed | also put money in | rounded out the round | also backed | backed the round | partners in this round included | investors included | other investors include | other backers include"
    ),
    the_round=listed(
        "the round | this round | the financing | the funding | the deal | the raise | the investment | the funding round | the series | the extension | the equity round | the seed round"
    ),
    joined=members("participation participating subscribers investors backers joining"),
    capital_words=members("capital"),
    markets=members("market markets industry sector"),
    plants=(
        *("data cent", "datacent", "infrastructure", "factories", "factory", "gigafactor", "chip plant"),
        *(
            " new plant",
            " a plant",
            " plants ",
            " plant in ",
            " plant near ",
            " plant at ",
            " assembly line",
            " production line",
        ),
        *(
            "manufacturing facilit",
            "production facilit",
            "new facilit",
            "processing facilit",
            "warehouse",
            "distribution cent",
        ),
        *(
            "new stores",
            "new branches",
            "refinery",
            "smelter",
            "new mine",
            "terminal",
            "new headquarters",
            "research cent",
        ),
    ),
    access=members("use access licence license"),
    reporting=members(", ( as has have had"),
    citing=members("to citing by"),
    told_to=("told", "told the", "interview with", "statement to", "spoke to", "speaking to", "email to"),
    papers=members("newspaper paper report agency outlet publication daily magazine website broadcaster site"),
    weekdays=members(
        "monday tuesday wednesday thursday friday saturday sunday on yesterday today separately last week also later earlier"
    ),
    let_know=frozenset(),
    speech=members("that : it he she in on , the"),
    since=members("since"),
    excepting=members("before after excluding including"),
    quarter_words=("quarter",),
    half_words=("half",),
    of_year=("of", "of the year"),
    month_before=("in", "since", "until", "last"),
    compared=("up from", "down from", "compared with", "compared to", "against", "versus", "vs"),
    company_nouns={
        **dict.fromkeys(
            [
                "start-up",
                "startup",
                "start-ups",
                "unicorn",
                "scale-up",
                "scaleup",
                "newcomer",
                "lab",
                "upstart",
                "spinout",
                "spin-out",
                "spinoff",
                "spin-off",
                "hopeful",
                "fintech",
                "biotech",
                *[
                    "insurtech",
                    "deeptech",
                    "medtech",
                    "healthtech",
                    "edtech",
                    "proptech",
                    "agritech",
                    "cleantech",
                    "climatetech",
                    "foodtech",
                    "legaltech",
                    "spacetech",
                    "adtech",
                ],
            ],
            "startup",
        ),
        **dict.fromkeys(
            [
                "company",
                "firm",
                "business",
                "enterprise",
                "maker",
                "developer",
                "provider",
                "specialist",
                "operator",
                "platform",
                "publisher",
                "outfit",
                "vendor",
                "supplier",
                *(
                    [
                        "airline",
                        "carrier",
                        "insurer",
                        "brewer",
                        "drugmaker",
                        "manufacturer",
                        "lender",
                        "broker",
                        "chain",
                        "brand",
                        "agency",
                        "exchange",
                        "distributor",
                        "producer",
                        "builder",
                    ]
                ),
                *(
                    [
                        "designer",
                        "studio",
                        "utility",
                        "miner",
                        "shipbuilder",
                        "planemaker",
                        "publisher",
                        "consultancy",
                        *[
                            "steelmaker",
                            "toymaker",
                            "truckmaker",
                            "watchmaker",
                            "jeweller",
                            "housebuilder",
                            "homebuilder",
                            "hotelier",
                            "trader",
                            "refiner",
                            "cooperative",
                            "bakery",
                            "brewery",
                            "distillery",
                            "foundry",
                            "shipyard",
                            "railway",
                            "club",
                            *[
                                "bookmaker",
                                "supermarket",
                                "contractor",
                                "outsourcer",
                                "telco",
                                "multinational",
                                "broadcaster",
                                "streamer",
                                "integrator",
                                "reseller",
                                "etailer",
                                "e-tailer",
                                "agtech",
                                "chemist",
                                "caterer",
                                "housebuilder",
                                "landlord",
                            ],
                            "neobank",
                            "challenger",
                            "owner",
                        ],
                        "wholesaler",
                        "grocer",
                        "restaurateur",
                        "retailer",
                        "marketplace",
                    ]
                ),
            ],
            "company",
        ),
        **dict.fromkeys(
            [
                "group",
                "giant",
                "conglomerate",
                "chipmaker",
                "carmaker",
                "automaker",
                "retailer",
                "bank",
                "parent",
                "titan",
                "corporation",
                "heavyweight",
                "behemoth",
            ],
            "group",
        ),
    },
    organs=members("board management directors leadership shareholders owners"),
    decides=members(
        "approved approves rejected rejects authorised authorized accepted accepts backed recommended appointed named"
    ),
    kin=members(
        "rival competitor subsidiary unit affiliate spinoff spin-off supplier customer backer investor partner parent owner"
    ),
    parents=frozenset(),
    exchanges=members("euronext nasdaq nyse"),
    each=members("each"),
    name_heads=members("bank institute"),
    watchers=members("analysts"),
    apart=members("smaller larger bigger resulting merged"),
    generic_nouns=members(
        """startups start-ups companies firms businesses groups giants investors funds banks rivals competitors players unicorns developers makers
        shareholders analysts economists industry sector government governments state administration ministry regulators consumers households
        users customers employees workers founders researchers backers governments countries nations states cities markets hyperscalers"""
    ),
    person_nouns=members(
        "founder founders boss chief chairman chairwoman president director executive executives entrepreneurs co-founders brothers engineers engineer professor professors scientist scientists veteran alumni alumnus alumna duo ceo cfo cto co-founder spokesman spokeswoman spokesperson analyst head partner billionaire entrepreneur"
    ),
    product_nouns=members(
        "model models chatbot assistant app tool tools software game phone chip processor car device feed service browser smartphone headset family version"
    ),
    titles=members("mr mrs ms dr sir prof mr. mrs. ms. dr. prof. president chancellor senator minister judge"),
    not_names=members(
        """i the a an and but or if in on at by for with from to of as is it he she they we you this that these those there here what when where
        so such thus hence within without upon next last other others our your my whose like
        nobody everyone someone nothing something everything neither everybody anyone another one two three four five none much more less
        rival rivals fellow sources shares analysts investors founded backed based led revenue sales chief
        who why how all some many most few both each every no not only also even still yet now then today yesterday tomorrow once since after
        before during while although though because however moreover meanwhile elsewhere instead indeed perhaps maybe earlier later
        monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december
        ai ceo cfo cto coo ipo us usa uk eu u.s. u.k. u.s u.k u.s.a un q1 q2 q3 q4 h1 h2 fy series round seed wall street nasdaq nyse silicon valley white house congress senate
        ebitda ebit capex arr api saas b2b gpu gpus cpu llm llms agi esg r&d m&a vc vcs pe tv pc it hr covid internet web
        america europe asia africa china india japan korea taiwan germany france britain england scotland ireland italy spain portugal canada mexico brazil
        israel russia ukraine sweden norway denmark finland poland austria belgium netherlands switzerland singapore australia indonesia vietnam
        malaysia thailand philippines turkey egypt nigeria kenya morocco argentina chile colombia dubai abu dhabi qatar saudi arabia emirates uae
        london paris berlin munich hamburg cologne frankfurt freiburg madrid barcelona lisbon milan rome amsterdam brussels zurich geneva vienna stockholm copenhagen
        helsinki oslo dublin edinburgh manchester cambridge oxford new york san francisco los angeles boston seattle chicago austin texas california
        toronto montreal vancouver tokyo seoul beijing shanghai shenzhen hangzhou hong kong taipei mumbai delhi bangalore bengaluru sydney melbourne tel aviv gmt ill mich calif conn minn wis ariz colo fla kan okla ore tenn tex wash wyo ala ark neb nev mont several various numerous certain multiple dozens hundreds thousands scores type phase class tier level chapter article utc bst est edt pst pdt ist sgt hkt cet
        washington moscow kyiv warsaw prague budapest arizona nevada ohio virginia florida hollywood menlo park palo alto mountain view
        east west north south middle eastern western northern southern central european asian african american union united states kingdom republic
        christmas easter ramadan god bay area nordic baltic gulf pacific atlantic old world mr mrs ms dr sir
        board directors psu mou ceos cfos ctos ipos gpus llms apis sdk arpu gmv yoy qoq sme smes msme b2c d2c ott ev evs ml fmcg nbfc md cmd cio cro cpo cmo spac spacs etf etfs reit adr adrs ads aum npa roi p&l kpi kpis usp r&d iot ar vr 5g 4g
        additionally furthermore nevertheless nonetheless accordingly consequently otherwise overall separately similarly likewise conversely ultimately initially
        subsequently interestingly notably importantly surprisingly unsurprisingly fortunately unfortunately recently currently previously eventually finally lastly
        firstly secondly thirdly altogether regardless despite amid among alongside besides beyond following regarding concerning given considering including
        according due compared quarterly pre-tax founded headquartered started launched announced readers nearly almost roughly around per about just only"""
    )
    | PLACES,
    adjectives=members(
        """american british english french german italian spanish portuguese dutch belgian swiss austrian swedish norwegian danish finnish polish irish
        scottish chinese japanese korean taiwanese indian israeli canadian australian brazilian mexican russian ukrainian turkish saudi
        emirati nigerian kenyan singaporean indonesian vietnamese european asian african western nordic californian parisian estonian lithuanian czech
        ugandan ghanaian senegalese ivorian moroccan tunisian algerian egyptian ethiopian rwandan tanzanian zambian zimbabwean cameroonian congolese
        malaysian thai filipino pakistani bangladeshi sri-lankan nepalese burmese cambodian kazakh uzbek georgian armenian azerbaijani iranian iraqi
        qatari kuwaiti bahraini omani jordanian lebanese argentine argentinian chilean colombian peruvian venezuelan uruguayan greek cypriot maltese
        hungarian romanian bulgarian serbian croatian slovenian slovak latvian icelandic welsh catalan bavarian london-listed us-listed islamic muslim catholic christian jewish hindu arab
        us u.s uk u.k anglo-dutch anglo-australian anglo-swedish franco-italian pan-african pan-european"""
    ),
    departments=members(
        "operations sales marketing engineering finance strategy communications growth procurement logistics compliance product products people design research "
        "technology data legal partnerships security development hr innovation science it commercial business corporate global human resources & and"
    ),
    countries=members(
        """america europe asia africa china india japan korea taiwan germany france britain england scotland ireland italy spain portugal canada mexico brazil israel russia ukraine sweden norway denmark finland poland austria
        belgium netherlands switzerland singapore australia indonesia vietnam malaysia thailand philippines turkey egypt nigeria kenya morocco argentina chile colombia qatar emirates uae uk usa ghana uganda tanzania zambia pakistan bangladesh"""
    ),
    verbs=(
        Verb("raise", english("raise")),
        Verb("raise", english("secure"), context=_CAPITAL, from_backers=True),
        Verb("raise", english("land"), context=_CAPITAL, from_backers=True),
        Verb("raise", english("bag", "bagged", gerund="bagging"), context=_CAPITAL, from_backers=True),
        Verb("raise", english("net", "netted", gerund="netting"), context=_CAPITAL),
        Verb("raise", english("attract"), context=_CAPITAL, from_backers=True),
        Verb("raise", english("collect"), context=_CAPITAL, from_backers=True),
        Verb("raise", english("receive"), context=_CAPITAL),
        Verb("raise", english("close"), context=_CAPITAL),
        Verb("raise", english("pick"), particle="up", context=_CAPITAL),
        Verb("raise", english("scoop"), particle="up", context=_CAPITAL),
        Verb("raise", english("snag", "snagged", gerund="snagging"), context=_CAPITAL, from_backers=True),
        Verb(
            "raise",
            {"grabbed": Tense.PAST, "grabs": Tense.PRESENT, "grabbing": Tense.GERUND},  # Grab is a company
            context=_CAPITAL,
        ),
        Verb("raise", english("line"), particle="up", context=_CAPITAL, from_backers=True),
        Verb("raise", english("add"), context=members("funding financing round series seed")),
        Verb("raise", english("nab", "nabbed", gerund="nabbing"), context=_CAPITAL),
        Verb("raise", english("garner"), context=_CAPITAL),
        Verb("raise", english("fetch"), context=_CAPITAL),
        Verb("raise", english("mop", "mopped", gerund="mopping"), particle="up", context=_CAPITAL),
        Verb("raise", english("rake"), particle="in", context=_CAPITAL),
        Verb("raise", english("haul"), particle="in", context=_CAPITAL),
        Verb("raise", english("obtain"), context=_CAPITAL, from_backers=True),
        Verb("raise", english("score"), context=_CAPITAL),
        Verb("raise", english("lock"), particle="in", context=_CAPITAL),
        Verb("raise", english("pull"), particle="in", context=_CAPITAL),
        Verb("raise", english("bring", "brought"), particle="in", context=_CAPITAL),
        Verb("invest", english("invest")),
        Verb("invest", english("inject")),
        Verb("invest", english("pour")),
        Verb("invest", english("pump")),
        Verb("invest", english("plough") | english("plow")),
        Verb("invest", english("sink", "sank", "sunk")),
        Verb("invest", english("put", "put", gerund="putting")),
        Verb("invest", english("commit", "committed", gerund="committing")),
        Verb("invest", english("pledge")),
        Verb("invest", english("funnel", "funnelled", gerund="funnelling")),
        Verb("invest", english("bet", "bet", gerund="betting")),
        Verb("invest", english("contribute")),
        Verb("invest", english("back"), particle="with"),
        Verb("raise", english("take", "took", "taken"), particle="in", context=_CAPITAL),
        Verb("raise", english("take", "took", "taken"), context=members("investors backers")),
        Verb("raise", english("draw", "drew", "drawn"), context=members("investors backers")),
        Verb("revenue", english("turn"), particle="over"),
        Verb("revenue", english("book"), context=members("revenue revenues sales turnover worth")),
        Verb("value", english("value") | english("appraise")),
        Verb("value", english("price"), context=members("valuation worth company round shares")),
        Verb("buy", english("buy", "bought")),
        Verb("buy", english("acquire")),
        Verb("buy", english("purchase")),
        Verb("buy", english("absorb")),
        Verb("buy", english("snap", "snapped", gerund="snapping"), particle="up"),
        Verb("buy", english("take", "took", "taken"), particle="over"),
        Verb("buy", english("take", "took", "taken"), particle="private"),
        Verb("buy", english("gobble"), particle="up"),
        Verb("buy", english("scoop"), particle="up"),
        Verb("buy", english("swallow")),
        Verb("sold", english("sell", "sold")),
        Verb("sold", english("divest")),
        Verb("sold", english("offload")),
        Verb(
            "sold",
            english("dispose"),
            context=members("stake stakes shareholding interest shares business unit subsidiary"),
        ),
        Verb("pay", english("pay", "paid")),
        Verb("pay", english("spend", "spent")),
        Verb("pay", english("offer")),
        Verb("pay", english("lay", "laid"), particle="out"),
        Verb("pay", english("shell"), particle="out"),
        Verb("pay", english("splash"), particle="out"),
        Verb("pay", english("fork"), particle="out"),
        Verb("pay", english("promise")),
        Verb("pay", english("hand"), particle="over"),
        Verb("pay", english("bid", "bid", gerund="bidding")),
        Verb("ally", english("partner")),
        Verb("ally", english("team"), particle="up"),
        Verb("ally", english("collaborate")),
        Verb("ally", english("ally")),
        Verb("ally", english("tie", "tied", gerund="tying"), particle="up"),
        Verb("ally", english("join"), particle="forces"),
        Verb("ally", english("link"), particle="up"),
        Verb("use", english("integrate")),
        Verb("lead", english("lead", "led") | english("co-lead", "co-led") | english("spearhead") | english("anchor")),
        Verb("join", english("participate")),
        Verb("join", english("back"), context=_CAPITAL),
        Verb("void", english("fine")),
        Verb("void", english("cost", "cost")),
        Verb("lose", english("lose", "lost", gerund="losing")),
        Verb("void", english("sue")),
        Verb("void", english("owe")),
        Verb("void", english("donate")),
        Verb("void", english("save")),
        Verb("pay package", english("earn"), context=members("salary bonus pay he she executive chief")),
        Verb("profit", english("earn")),
        Verb("profit", english("net", "netted", gerund="netting")),
        Verb("make", {"made": Tense.PAST, "makes": Tense.PRESENT}),
        Verb("invest", english("come", "came", "come"), particle="with", context=_CAPITAL | members("million billion")),
        Verb("void", english("wipe"), particle="off"),
        Verb("void", english("settle")),
        Verb("void", english("repay", "repaid")),
        Verb("lend", english("lend", "lent")),
        Verb("order", {"ordered": Tense.PAST}),
        Verb("supply", english("supply") | english("provide")),
        Verb("borrow", english("borrow")),
        Verb("pay package", english("receive"), context=members("salary bonus pay executive awards goals stands")),
        Verb("void", english("manage")),
        Verb("revenue", english("take", "took", "taken"), particle="in"),
        Verb("revenue", english("bring", "brought"), particle="in"),
        Verb("pay package", english("award"), context=members("ceo cfo boss salary bonus pay compensation")),
    ),
    nouns=(
        Noun(
            "round",
            listed(
                """funding round | round of funding | round of financing | financing round | investment round | fundraising round | fundraise | fund-raising
            | fundraising | series a round | series b round | series c round | series d round | seed round | pre-seed round | angel round
            | series a | series b | series c | series d | series e | series f | series g | series h | series i | series j | series k | series l | series seed | pre-seed | seed funding | seed financing
            | seed extension | seed investment | growth round | equity round | bridge round | capital raise | raise | capital increase | funding | financing | round | new capital | fresh capital
            | new money | fresh money | fresh funding | venture capital | venture funding | growth capital | rights issue | share sale | in equity | of equity | in new equity | cash injection | capital injection
            | series a funding round | series b funding round | series c funding round | series d funding round | series e funding round
            | series a funding | series b funding | series c funding | series d funding | series a financing | series b financing | series c financing
            | extension | tender | haul"""
            ),
        ),
        Noun(
            "investment",
            listed(
                "investment | commitment of | minority investment | strategic investment | equity investment | capital contribution | cash infusion"
            ),
        ),
        Noun(
            "valuation",
            listed(
                """valuation | valuations | price tag | company 's worth | 's worth | value of the company | value of the business
            | enterprise value | pre-money valuation | post-money valuation | equity value | implied value"""
            ),
        ),
        Noun("valuation", listed("value"), owned=True),
        Noun("valuation", listed("worth"), owned=True),
        Noun(
            "worth",
            listed(
                "is worth | are worth | be worth | was worth | being worth | once worth | now worth | currently worth | still worth"
            ),
        ),
        Noun(
            "valuation",
            listed("market capitalisation | market capitalization | market cap | market value | stock-market value"),
            basis="market_cap",
        ),
        Noun(
            "acquisition",
            listed(
                "acquisition | takeover | buyout | purchase | buy-out | takeover bid | takeover offer | bid | takeover approach | buyout offer | buyout proposal | takeover proposal | cash offer | all-cash offer | buyout bid | acquisition proposal | acquisition offer | proposal from | offer from | offer for | approach from | bid from | offer by | bid by | offer of"
            ),
        ),
        Noun(
            "ally",
            listed(
                """partnership | partnerships | alliance | alliances | collaboration | collaborations | joint venture | strategic partnership | tie-up | cooperation agreement
            | partnership agreement | collaboration agreement | licensing agreement | licensing deal | distribution agreement | memorandum of understanding"""
            ),
        ),
        Noun(
            "contract",
            listed(
                """contract | contracts | supply deal | supply agreement | supply contract | purchase order | cloud deal | cloud contract | framework agreement | procurement deal
            | multi-year deal | multiyear deal | deal to supply | deal to provide | deal to build | deal to deliver | agreement to supply | agreement to provide | offtake agreement | offtake contract | firm order | service agreement | services deal | cloud agreement | hosting deal | compute deal | computing deal | licence deal | supply pact | order"""
            ),
        ),
        Noun("pact", listed("agreement | pact | accord | deal")),
        Noun(
            "contract",
            listed(
                "deal worth | deals worth | agreement worth | pact worth | order worth | orders worth | contract worth | contracts worth"
            ),
        ),
        Noun(
            "order_book",
            listed(
                "order book | orderbook | order pipeline | backlog | order backlog | order intake | bookings | remaining performance obligations | orders | contracted revenue "
            ),
        ),
        Noun(
            "revenue",
            listed(
                """revenue | revenues | sales | turnover | net sales | total revenue | net revenue | top line | annual revenue | annual revenues | annual sales | quarterly revenue | quarterly sales"""
            ),
        ),
        Noun(
            "revenue",
            listed(
                "run rate | run-rate | annualised revenue | annualized revenue | annual run rate | annualised run rate | annualized run rate | revenue run rate | revenue run-rate | annualised sales | annualized sales | annualised run-rate | annualized run-rate | annualised revenues | annualized revenues"
            ),
            basis="run_rate",
        ),
        Noun("revenue", listed("arr | annual recurring revenue | recurring revenue"), basis="recurring"),
        Noun(
            "capex",
            listed(
                "capital expenditure | capital expenditures | capex | capital spending | capital outlays | capital investment | capital investments | infrastructure spending | data-centre spending | data center spending | spending on data centres | spending on data centers"
            ),
        ),
        Noun(
            "void",
            listed(
                """market | markets | industry | fine | fines | penalty | penalties | fortune | net worth | wealth | damages | lawsuit | settlement | tax | taxes | tariff | tariffs | dividend | dividends | buyback | share buyback | buy-back | share repurchase | earnings | ebitda | cash flow | free cash flow | cash pile | cash reserves | cost | costs | saving | savings | gdp | economy | assets under management | deposits | subsidy | subsidies | grant
            | grants | budget | users | downloads | shares outstanding | a share | per share | share price | a month | per month | gross merchandise value | transaction volume | payment volume | transactions | exports | imports | fund | funds | write-down | writedown | impairment | charge | charges | restructuring | fees | fee | termination fee | break fee | worldwide spending | global spending | bail | stolen | analyst estimate | analysts ' estimate | analyst estimates | average estimate | consensus | consensus estimate | wall street expectations | wall street estimates | fraud | total addressable market | opportunity | upfront payment | up front | upfront | milestones | milestone payments | stimulus | aid | ransom | spending bill | demand | rent | bill | trade deficit | price target | target price | prize | award | stock options | options"""
            ),
        ),
        Noun(
            "profit",
            listed(
                "profit | profits | annual profit | quarterly profit | pre-tax profit | pretax profit | profit before tax"
            ),
        ),
        Noun(
            "profit",
            listed("net income | net profit | net earnings | profit after tax | after-tax profit"),
            basis="net",
        ),
        Noun(
            "profit",
            listed(
                "operating profit | operating income | profit from operations | ebit | earnings before interest and tax | operating result"
            ),
            basis="operating",
        ),
        Noun(
            "loss",
            listed("loss | losses | annual loss | quarterly loss | pre-tax loss | pretax loss | loss before tax"),
        ),
        Noun("loss", listed("net loss | net losses"), basis="net"),
        Noun("loss", listed("operating loss | operating losses"), basis="operating"),
        Noun(
            "debt",
            listed(
                """loan | loans | bond | bonds | bond sale | bond issue | bond offering | credit facility | credit line | credit lines | line of credit | term loan | debt financing | debt facility | convertible bonds | convertible notes | senior notes | notes offering
            | debt | venture debt | corporate debt | financing facility | loan financing facility | facility agreement | secured financing | senior secured financing | mezzanine financing | growth debt | revolving facility | term loans | debt facilities | loan agreement | revolving credit facility | syndicated loan | loan facility | convertible loan | debt package | private credit"""
            ),
        ),
        Noun(
            "pay package",
            listed(
                "salary | bonus | pay package | compensation package | compensation | remuneration | basic pay | base pay | annual pay | total pay | stock awards | share awards | long-term share awards | signing bonus | pay deal | base salary | severance"
            ),
        ),
        # Idioms that hold a trigger's word without its meaning.
        Noun(
            "idle",
            listed(
                "put together | put off | put aside | put forward | put out | put down | put at | put back | put through | debt included | including debt | excluding debt | net of debt | at a cost | at the cost | at all costs | in charge | market leader | market leaders | on the market | to market | stock market | in order | in orders of | in the market for | sales growth | revenue growth | profit growth | sales target | sales targets | revenue target | revenue targets | profit target | sales force | by sales | by revenue | by revenues | by turnover | by market value | by market capitalisation | by market capitalization | by value | by profit | by order book | fund manager | sales force | sales team | all-round | round table | round trip | year round | the other way round"
            ),
        ),
        Noun(
            "listing",
            listed(
                "ipo | initial public offering | flotation | stock market listing | stock-market listing | stock market debut | stock-market debut | market debut | public offering | listing"
            ),
        ),
    ),
    rounds={
        **{f"series {c}": f"Series {c.upper()}" for c in "abcdefghijkl"},
        "pre-seed": "pre-seed",
        "seed": "seed",
        "angel round": "angel",
        "bridge round": "bridge",
        "growth round": "growth",
    },
    bases={
        "pre-money": "pre_money",
        "premoney": "pre_money",
        "post-money": "post_money",
        "postmoney": "post_money",
        "including debt": "enterprise",
        "enterprise value": "enterprise",
    },
    seeking=members("seeking targeting"),
    lead=members("lead led co-led co-leading leads anchored spearheaded headed"),
    in_exchange=frozenset(),
    steps={},
    belong={},
    entries=frozenset(),
    entry_nouns=frozenset(),
    issued=frozenset(),
    insiders=frozenset(),
    whole=members("all 100 full outright"),
    own_capital=members("shares capital equity stock ownership"),
    equity=listed(
        "shareholder | investor with | a share of | share in | stake | stakes | share of the capital | of the shares | of shares | shareholding | holding | interest in | economic interest | minority interest | controlling interest | of the equity | equity stake | minority stake | majority stake | voting rights | of the company | of the capital | of its shares | of the voting rights | ownership"
    ),
    total=listed(
        "so far | to date | in total | in all | altogether | since its founding | since its inception | since inception | since launch | total funding | total raised | lifetime funding | overall funding"
    ),
    securities=members("stock shares equity"),
    use=listed(
        "using | to use | use of | the use of | relying on | rely on | drawing on | adopting | adopt | integrating | integrate | licensing | license | turning to | turn to | powering"
    ),
    previous_round=listed(
        "previous round | last round | previous funding round | last funding round | prior round | earlier round | previous financing"
    ),
    wins=members("won wins win winning landed lands secured secures clinched clinches received awarded bagged"),
    gives=members("awarded awards award ordered orders granted handed gave placed places placing place"),
    agreeing=members(
        "announced announce signed sign setting establish established establishing creating created struck strike formed form agreed entered forged sealed unveiled inked"
    ),
    no_alliance=members(
        "standstill settlement merger purchase sale facility facilities subscription underwriting investment employment share non-disclosure confidentiality wage labour labor union loan credit lease rental plea peace trade price takeover"
    ),
    up_to=members("until"),
    until=members("ended ending ends through to"),
    anaphora=members("figure sum amount number total they those it"),
    including=members("including which whom"),
    come=english("come", "came", "come") | english("stem", "stemmed", gerund="stemming"),
    put_in=members("up in with"),
    invests=members("invest invests invested investing"),
    promised=members("commit commits committed committing pledge pledges pledged pledging commitment"),
    in_kind=members(
        "cash stock shares equity total all debt credits funding capital instalments installments tranches exchange return addition"
    ),
    raisings=members("raise fundraise fundraising fund-raising round raiser"),
    backers=members("backers investors shareholders backer investor shareholder fund funds"),
    shareholder=members("shareholder stockholder"),
    former=members("former ex ex- formerly"),
    erased=members("gone lost wiped shed erased evaporated vanished losing wiping erasing shaved knocked added adding"),
    answers=members(
        "rejected rejects rejecting received receives receiving rebuffed rebuffs spurned accepted accepts weighing considering turned turns declined got fended"
    ),
    refusals=members("rejected rejects rejecting rebuffed rebuffs spurned turned declined fended"),
    offers_on=members("on"),
    offers=members("offer bid proposal deal agreement approach"),
    dealings=members("deal transaction acquisition purchase takeover price"),
    times={
        "double": 2,
        "twice": 2,
        "two times": 2,
        "triple": 3,
        "three times": 3,
        "treble": 3,
        "quadruple": 4,
        "four times": 4,
        "five times": 5,
        "fivefold": 5,
        "ten times": 10,
    },
    growth={"double": 2, "triple": 3, "treble": 3, "quadruple": 4},
    more_than=("more than",),
    earlier=listed("previous | previously | earlier | last | prior | before | former"),
    give=english("give", "gave", "given")
    | english("hand")
    | english("grant")
    | english("leave", "left")
    | english("get", "got", gerund="getting")
    | english("make", "made"),
    hold={"ended": Tense.PAST, "ends": Tense.PRESENT, "emerges": Tense.PRESENT, "emerged": Tense.PAST}
    | english("hold", "held")
    | english("own")
    | english("control", "controlled", gerund="controlling")
    | english("have", "had", "had", "has", "having")
    | english("retain")
    | english("keep", "kept"),
    take=english("take", "took", "taken")
    | english("buy", "bought")
    | english("acquire")
    | english("purchase")
    | english("build", "built")
    | english("get", "got", gerund="getting")
    | english("receive")
    | english("increase")
    | english("raise")
    | english("secure")
    | english("obtain")
    | english("lift")
    | english("pick")
    | english("snap", "snapped", gerund="snapping")
    | english("scoop")
    | english("grab", "grabbed", gerund="grabbing")
    | english("amass")
    | english("accumulate"),
    restake=english("raise")
    | english("increase")
    | english("lift")
    | english("up", "upped", gerund="upping")
    | english("boost")
    | english("hike")
    | english("double")
    | english("triple")
    | english("expand")
    | english("build", "built")
    | english("grow", "grew", "grown")
    | english("take", "took", "taken")
    | english("bring", "brought")
    | english("push")
    | english("move")
    | english("top", "topped", gerund="topping")
    | english("cut", "cut", gerund="cutting")
    | english("reduce")
    | english("trim", "trimmed", gerund="trimming")
    | english("pare")
    | english("lower")
    | english("halve")
    | english("slash")
    | english("dilute")
    | english("rise", "rose", "risen")
    | english("climb")
    | english("fall", "fell", "fallen")
    | english("drop", "dropped", gerund="dropping")
    | english("shrink", "shrank", "shrunk")
    | english("decline")
    | english("go", "went", "gone")
    | english("come", "came", "come")
    | english("sell", "sold"),
    hedges=listed(
        """could | might | may | reportedly | allegedly | is said to | are said to | was said to | rumoured | rumored | rumours | rumors | rumour | rumor | speculation | speculated | supposedly | apparently | would | is believed to | is thought to
        | said to be | potentially | possibly | perhaps | unconfirmed | is understood to"""
    ),
    aims=frozenset(),
    forecasts=listed(
        """expects | expect | expecting | is expected | are expected | was expected | expected to | forecast | forecasts | forecasting | projected | projects | projecting | projection | projections | predicts | predicted | aims | aiming | targets | targeting
        | plans to | planning to | plan to | will | guidance | outlook | anticipates | anticipated | estimates for | hopes | on track | set to | is due to | this year it will | budgeted | earmarked | had once estimated | once estimated | intends to
        | should reach | likely to | on course | sees | sees its | decision to | decided to | intention to | decides to | would reach | would exceed"""
    ),
    stages={
        "talks": listed(
            """in talks | talks to | talks with | talks over | talks about | in discussions | in negotiations | negotiations | negotiating | in advanced talks | close to | closing in on | nearing | near a deal | finalising | finalizing | in the process of
            | in the final stages | on the verge of | about to | deep in | seeking to raise | looking to raise | trying to raise | is raising | are raising | seeking | heads for | sounding out | in early talks | discussed | discussing | has approached | wants to raise | aims to raise | hopes to raise | planning to raise | plans to raise
            | preparing to | in exclusive talks | under discussion | is working on | to raise"""
        ),
        "considered": listed(
            """considering | considers | considered | mulling | mulls | weighing | weighs | exploring | explores | evaluating | evaluates | studying | thinking about | is looking at | contemplating | interested in | toying with | eyeing | could seek | may seek
            | has explored | held preliminary"""
        ),
        "agreed": listed(
            """agreed | agrees | agreement to | signed | signs | announced | announces | announcing | undertook | undertaken | pledged | pledges | committed to | commits | will | plans to | is to | are to | definitive agreement | has offered | is set to | under a contract | is investing | is buying | is acquiring | intends to | promised | unveiled"""
        ),
        "completed": listed(
            "completed | closed | has raised | raised | invested | has invested | acquired | bought | has bought | finalised | finalized | purchased | paid | secured | landed | has acquired | absorbed | poured"
        ),
        "abandoned": listed(
            """abandoned | abandons | called off | calls off | scrapped | scraps | dropped its plan | dropped plans | fell through | collapsed | walked away | walks away | was rejected | were rejected | been rejected | was turned down | were turned down | been turned down | was rebuffed | withdrew | withdrawn | cancelled | canceled | terminated | has shelved | shelved | pulled out | pulls out | broke down | blocked | gave up | no longer plans | backed out"""
        ),
    },
    denials=listed(
        """denied it had | denied having | denied that it had | denies having | denied | denies | deny | denying | no plans to | fake news | has not agreed | does not plan | is not in talks | are not in talks | not true | no talks | untrue | rejected reports | rejects reports | dismissed reports | dismissed the report | dismissed as false | false report | called the report | refuted | no intention of | has no intention"""
    ),
    own_denials=frozenset(
        listed(
            "denied it had | denied having | denied that it had | denies having | no plans to | has not agreed | does not plan | no intention of | has no intention"
        )
    ),
    according=listed(
        "according to | report from | report by | reports from | story in | per | in the words of | as reported by | reported by | first reported by | as per | citing | data from | based on figures from | as told to"
    ),
    says={
        **english("say", "said"),
        **english("report"),
        **english("tell", "told"),
        **english("write", "wrote", "written"),
        **english("claim"),
        **english("estimate"),
        **english("disclose"),
        **english("reveal"),
        **english("note"),
        **english("add"),
        **english("confirm"),
        **english("calculate"),
        **english("announce"),
        **english("learn", "learned"),
        **english("state"),
        **english("indicate"),
        **english("suggest"),
    },
    quoting=("citing", "quoting", "which cited", "who cited", "which quoted"),
    unnamed=listed(
        """people familiar | person familiar | sources familiar | source familiar | people close to | person close to | sources close to | source close to | sources | a source | people with knowledge | people briefed | person briefed | insiders | an insider | people with direct knowledge | anonymous sources
        | several sources | two sources | three sources | people involved | people aware | people who asked | people who have seen | bankers aware | unnamed"""
    ),
    families=r"\b(?!(?:The|A|An|His|Her|Its|Their|One|Each|Founding|Royal) )[A-Z][\w'’-]+ family\b(?! of\b)",
    institutions=r"\b(?:[A-Z][\w.]* )?(?:[Mm]inistry|[Dd]epartment) of (?:the )?[A-Z][a-z]+(?: (?:and )?[A-Z][a-z]+){0,4}|\b(?:[A-Z][a-z]+(?:ish|an|ese|ch|i|er|k)|U\.?S\.?|U\.?K\.?) (?:[Aa]rmy|[Nn]avy|[Aa]ir [Ff]orce|[Gg]overnment|[Mm]ilitary|[Dd]efen[cs]e [Mm]inistry|[Hh]ealth [Mm]inistry|[Mm]inistry|Department of [A-Z][a-z]+|Treasury|Space Force|Marine Corps|Coast Guard)\b|\b(?:[Mm]inistry|[Dd]epartment) of (?:the )?[A-Z][a-z]+",
    affairs=Affairs(
        posts={
            **dict.fromkeys(
                [
                    "chief executive officer",
                    "chief executive",
                    "ceo",
                    "ceo position",
                    "ceo role",
                    "top job",
                    "chief executive role",
                    "chief exec",
                    "at the helm",
                ],
                "chief executive",
            ),
            **dict.fromkeys(["md", "cmd"], "managing director"),
            **dict.fromkeys(
                ["co-ceo", "co-ceos", "co-chief executive", "co-chief executives", "joint chief executive"],
                "joint chief executive",
            ),
            **dict.fromkeys(
                ["chief financial officer", "finance chief", "cfo", "finance director", "chief finance officer"],
                "chief financial officer",
            ),
            **dict.fromkeys(
                ["chief technology officer", "cto", "technology chief", "chief technical officer"],
                "chief technology officer",
            ),
            **dict.fromkeys(["chief operating officer", "coo", "operations chief"], "chief operating officer"),
            **dict.fromkeys(["chief revenue officer", "head of revenue", "cro"], "chief revenue officer"),
            **dict.fromkeys(["chief product officer", "cpo"], "chief product officer"),
            **dict.fromkeys(["chief marketing officer", "cmo"], "chief marketing officer"),
            **dict.fromkeys(
                ["chief scientist", "chief science officer", "chief scientific officer"], "chief scientist"
            ),
            **dict.fromkeys(
                [
                    "chairman",
                    "chairwoman",
                    "chair",
                    "chairperson",
                    "chair of the board",
                    "chairman of the board",
                    "executive chairman",
                    "executive chair",
                ],
                "chairman",
            ),
            **dict.fromkeys(
                [
                    "board member",
                    "member of the board",
                    "the board",
                    "its board",
                    "the board of directors",
                    "non-executive director",
                    "board of directors",
                    "independent director",
                    "the supervisory board",
                    "board",
                ],
                "board member",
            ),
            **{
                p: p
                for p in [
                    "president",
                    "senior vice president",
                    "executive vice president",
                    "vice chairman",
                    "non-executive chairman",
                    "company secretary",
                    "chief growth officer",
                    "chief digital officer",
                    "chief medical officer",
                    "chief compliance officer",
                    "chief customer officer",
                    "chief human resources officer",
                    "chief administrative officer",
                    "chief sustainability officer",
                    "chief communications officer",
                    "chief creative officer",
                    "chief accounting officer",
                    "global head",
                    "regional director",
                    "managing director and chief executive",
                    "managing director",
                    "general manager",
                    "vice president",
                    "general counsel",
                    "managing partner",
                    "general partner",
                    "partner",
                    "chief legal officer",
                    "chief commercial officer",
                    "chief people officer",
                    "chief information officer",
                    "chief security officer",
                    "chief strategy officer",
                    "chief ai officer",
                    "chief data officer",
                    "chief of staff",
                    "editor-in-chief",
                    "country manager",
                    "treasurer",
                    "chief designer",
                    "design chief",
                    "director of research",
                    "chief business officer",
                    "director",
                    "chief architect",
                    "chief risk officer",
                    "chief investment officer",
                    "ceo-designate",
                ]
            },
        },
        heading=members("head director vice-president president lead chief"),
        he=members("he she"),
        appoint=english("appoint")
        | dict.fromkeys(
            (
                *("was made", "been made", "is made", "be made", "given the job of", "given the post of"),
                *("given the role of", "handed the job of", "handed the role of", "handed the post of"),
            ),
            Tense.PARTICIPLE,
        )
        | english("add")
        | english("name")
        | english("hire")
        | english("recruit")
        | english("promote")
        | english("tap", "tapped", gerund="tapping")
        | english("poach", third="poaches")
        | english("elect")
        | english("install")
        | english("pick")
        | english("choose", "chose", "chosen"),
        join=english("join")
        | english("rejoin")
        | followed(english("move"), "to", "over to", "across to")
        | followed(english("switch"), "to")
        | followed(english("go", "went", "gone"), "to", "over to", "across to")
        | followed(english("defect"), "to"),
        take=followed(
            english("take", "took", "taken"),
            "over as",
            "over at",
            "the helm of",
            "the chair at",
            "the chair of",
            "over from",
            "the reins of",
            "the helm",
            "up the post of",
            "up the role of",
            "on the role of",
            "up the",
            "on the",
            "up",
            "charge of",
            "over",
        )
        | english("become", "became", "become", gerund="becoming")
        | {"serve as": Tense.INFINITIVE}
        | dict.fromkeys(
            (
                "will be the next",
                "will be the new",
                "is to be the next",
                "is to be the new",
                "will be its next",
                "will be its new",
                "to be its next",
                "to be its new",
            ),
            Tense.FUTURE,
        )
        | followed(english("act"), "as")
        | english("succeed")
        | followed(english("step", "stepped", gerund="stepping"), "up as", "up to", "up", "into the role of", "in as")
        | followed(english("return"), "as", "to")
        | english("replace"),
        in_place=(
            "in his place",
            "in her place",
            "his successor",
            "her successor",
            "to succeed him",
            "to succeed her",
            "to replace him",
            "to replace her",
        ),
        succeed=english("succeed") | english("replace"),
        run=english("run", "ran", "run", gerund="running") | english("lead", "led") | english("head"),
        leave=english("leave", "left")
        | english("quit", "quit", gerund="quitting")
        | english("resign")
        | english("depart")
        | english("exit")
        | english("retire")
        | followed(english("hand"), "over as")
        | followed(english("bow"), "out")
        | followed(english("move"), "on")
        | followed(english("step", "stepped", gerund="stepping"), "down", "aside", "back")
        | followed(english("stand", "stood"), "down"),
        sale=members("sale"),
        builds=members(
            "build open expand construct locate establish boost modernise modernize upgrade increase double create"
        ),
        give_up=followed(english("give", "gave", "given"), "up") | english("relinquish") | english("vacate"),
        dismiss=english("fire")
        | {"lost its": Tense.PAST, "loses its": Tense.PRESENT, "is losing its": Tense.PRESENT}
        | english("oust")
        | english("dismiss")
        | english("sack")
        | followed(english("force"), "out")
        | followed(english("push"), "out")
        | english("remove")
        | english("suspend"),
        holds=("is", "has been", "remains", "serves as", "is still", "continues as", "stays on as", "acts as"),
        was=members("was served"),
        departures=("departure", "resignation", "retirement", "exit", "ousting", "ouster", "dismissal"),
        appointments=("appointment", "hiring", "nomination", "arrival"),
        as_words=("as", "to the post of", "to the role of", "to"),
        in_role=frozenset(["as"]),
        at_words=members("of at for"),
        at_places=members("at"),
        places=members("in near outside"),
        subordinate=members("before while although until when after now"),
        new=("new", "newly", "freshly", "creation of", "creating"),
        also=members("as in last this after earlier on at by next from with suddenly abruptly effective for"),
        begin=english("start"),
        found=english("found")
        | english("incorporate")
        | english("co-found")
        | english("establish")
        | followed(english("set", "set", gerund="setting"), "up")
        | followed(english("start"), "in", "by")
        | followed(english("spin", "spun", "spun", gerund="spinning"), "out", "off")
        | followed(english("carve"), "out")
        | english("cofound"),
        creations=listed("creation of | set up | launch of"),
        foundings=(
            "since its founding in",
            "since its creation in",
            "since its inception in",
            "its founding in",
            "since its launch in",
        ),
        staff=(
            "job cuts",
            "job losses",
            "employees",
            "people",
            "staff",
            "workers",
            "jobs",
            "positions",
            "engineers",
            "researchers",
            "staffers",
            "roles",
            "posts",
            "full-time employees",
            "developers",
            "scientists",
            "members of staff",
            "staff members",
            "technicians",
            "salespeople",
            "journalists",
            "bankers",
            "personnel",
        ),
        workforce=members("workforce staff headcount employees workers jobs personnel positions payroll roles"),
        staff_share=(
            "of its workforce",
            "of its staff",
            "of its employees",
            "of the workforce",
            "of staff",
            "of its global workforce",
            "of the company 's workforce",
            "of its headcount",
            "of employees",
            "of all employees",
            "of the staff",
            "of its personnel",
            "of their workforce",
            "of its people",
            "of its global staff",
        ),
        crowds=listed("dozens of | hundreds of | thousands of | scores of"),
        works=followed(english("work"), "there", "at", "for"),
        teams=members("team teams"),
        crew=members("employees people staff workers engineers staffers researchers personnel"),
        sized=("person", "people", "strong", "employee", "man", "member"),
        now=("now", "currently", "already", "today"),
        more=("another", "a further", "an additional", "more", "others"),
        collectives={"a hundred": 100, "a thousand": 1000, "a dozen": 12, "two dozen": 24},
        hires=members("hire hires hired hiring"),
        chooses=english("choose", "chose", "chosen")
        | english("pick")
        | english("select")
        | english("appoint")
        | english("name")
        | english("tap", "tapped", gerund="tapping")
        | english("hire")
        | english("commission")
        | english("engage")
        | english("contract"),
        suppliers=members(
            "supplier contractor partner provider bidder operator vendor integrator developer builder manufacturer maker agency carrier subcontractor"
        ),
        advises=members(
            "advise advising adviser advisor advisers advisors bank banks underwrite underwriter underwriters lead manage arrange sale sell explore review audit auditor auditors lawyers counsel bookrunner listing flotation ipo"
        ),
        serves=english("supply")
        | english("deliver")
        | english("equip", "equipped", gerund="equipping")
        | english("provide"),
        goods=members(
            "jets planes aircraft airliners airplanes freighters trains trams buses coaches trucks lorries locomotives carriages vehicles cars vans helicopters satellites ships vessels tankers carriers frigates submarines tanks engines chips gpus processors servers turbines batteries robots drones scooters panels modules wafers missiles radars"
        ),
        passes_to=(
            *[
                f"{post} {verb}"
                for post in ("place", "job", "role", "post", "position", "seat", "chair", "baton")
                for verb in listed(
                    """goes to | will go to | passes to | will pass to | has gone to | went to | will be taken by | will be filled by
                    | is taken by | falls to | was filled by | has been filled by | is being taken by"""
                )
            ],
            *listed(
                """hand his duties to | hand her duties to | hands his duties to | hands her duties to | handing his duties to | handing her duties to
                | hand his role to | hand her role to | hand his job to | hand her job to | hand control to | handed control to
                | successor is | successor will be | replacement is | replacement will be | successor , | replacement , | hands over to
                | handing over to | hand over to | handed the reins to | hand the reins to | hands the reins to | pass the baton to | passes the baton to"""
            ),
        ),
        jobs=members("redundancies dismissals"),
        fates=listed(
            """have been affected | had to leave | have to leave | were affected | are affected | will be affected | lose their jobs | losing their jobs
            | lost their jobs | lost their job | out of a job | out of work | are to go | must go | have to go | were let go | been let go | be let go | be made redundant
            | were made redundant | been made redundant | face the axe | shown the door | face redundancy | were dismissed | been dismissed"""
        ),
        signs=members("sign signs signed signing win wins won winning land lands landed"),
        clients=members("customer client customers clients tenant user"),
        owners=members(
            "owners shareholders sellers holders stockholders founders investors backers vendors owner seller"
        ),
        receive=members("get gets receive receives received collect collects pocket pockets"),
        follow=members("follow due payable later depending subject contingent"),
        employs=members("employs employed employ employing"),
        employ=english("employ")
        | english("count")
        | dict.fromkeys(
            (
                "has",
                "had",
                "now has",
                "workforce of",
                "staff of",
                "headcount of",
                "team of",
                "payroll of",
                "workforce to",
                "headcount to",
                "staff to",
                "workforce stood at",
                "workforce has grown to",
                "workforce from",
                "headcount reached",
                "headcount stood at",
                "workforce",
                "headcount",
                "payroll",
            ),
            Tense.PRESENT,
        ),
        hire=english("hire")
        | followed(english("take", "took", "taken"), "back")
        | english("rehire")
        | english("recruit")
        | followed(english("take", "took", "taken"), "on")
        | english("add")
        | english("create")
        | {"will create": Tense.FUTURE},
        lay_off=followed(english("lay", "laid"), "off")
        | english("cut", "cut", gerund="cutting")
        | english("eliminate")
        | english("axe", gerund="axing")
        | english("shed", "shed", gerund="shedding")
        | english("dismiss")
        | english("fire")
        | followed(english("let", "let", gerund="letting"), "go")
        | english("slash")
        | english("reduce")
        | followed(english("make", "made"), "redundant")
        | followed(english("get", "got", gerund="getting"), "rid of")
        | followed(english("part"), "ways with", "with")
        | followed(english("give", "gave", "given"), "up")
        | followed(english("send", "sent"), "home"),
        cuts=("loss of", "job cuts", "layoffs", "redundancies", "lay-offs", "job losses", "layoffs of"),
        single=members("bonus earns receives stock-awards awards"),
        obtain=english("raise")
        | english("secure")
        | english("borrow")
        | english("obtain")
        | english("sign")
        | english("enter")
        | english("issue")
        | english("get", "got", gerund="getting")
        | english("close")
        | english("arrange")
        | english("land")
        | english("agree")
        | english("receive")
        | english("sell", "sold")
        | english("grant")
        | english("lend", "lent")
        | english("provide")
        | english("extend")
        | english("draw", "drew", "drawn")
        | english("take", "took", "taken")
        | english("tap", "tapped", gerund="tapping")
        | english("negotiate")
        | english("win", "won", gerund="winning")
        | english("place")
        | english("announce")
        | english("complete")
        | english("launch"),
        filing=frozenset(),
        go_public=followed(english("go", "went", "gone"), "public")
        | followed(
            english("file"),
            "for an ipo",
            "for an initial public offering",
            "to go public",
            "for a listing",
            "for a stock market listing",
            "confidentially for an ipo",
            "confidentially for an initial public offering",
        )
        | followed(english("list"), "on", "in", "its shares")
        | {
            "listed on": Tense.PAST,
            "ipo": Tense.PRESENT,
            "initial public offering": Tense.PRESENT,
            "flotation": Tense.PRESENT,
            "listing": Tense.PRESENT,
            "stock market listing": Tense.PRESENT,
            "market debut": Tense.PRESENT,
        },
        owed=(
            "net debt",
            "total debt",
            "debt of",
            "in debt of",
            "debt load",
            "debts of",
            "indebted",
            "repay",
            "repaid",
            "refinance",
            "interest on",
            "pile of debt",
            "debt pile",
            "mountain",
            "outstanding",
            "debt burden",
            "wrote off",
            "write off",
        ),
        not_losses=members(
            "market share shares stock value capitalisation capitalization venture fortune wealth bet lawsuit valuation customers users could may might would"
        ),
        periods=members("months quarter year half"),
        launch=english("launch")
        | english("unveil")
        | english("release")
        | english("introduce")
        | followed(english("roll"), "out")
        | english("debut")
        | followed(english("bring", "brought"), "out"),
        delay=english("delay")
        | english("postpone")
        | followed(english("push"), "back")
        | followed(english("put", "put", gerund="putting"), "off"),
        abandon=english("abandon")
        | english("scrap", "scrapped", gerund="scrapping")
        | english("discontinue")
        | english("axe", gerund="axing")
        | followed(english("shut", "shut", gerund="shutting"), "down")
        | english("cancel", "cancelled", gerund="cancelling")
        | english("shelve")
        | english("retire"),
        develop=english("develop"),
        launches={
            "launch of": "launched",
            "release of": "launched",
            "unveiling of": "announced",
            "development of": "developed",
        },
        own_launch=("launch", "release", "debut"),
        own_development=("development",),
        product_heads=members(
            "model models chatbot app assistant chip chips processor phone smartphone car console game browser tool platform software service headset handset train car lorry truck console aircraft jet glasses tablet laptop robot robots version system agent drug vaccine satellite rocket"
        ),
        newest=members("latest newest new"),
        used_by=("is used by", "are used by", "used by"),
        client_lists=(),
        uses=dict.fromkeys(
            (
                "draws on",
                "draw on",
                "relies on",
                "rely on",
                "is built on",
                "are built on",
                "has plugged",
                "have plugged",
                "plugs",
                "plugged",
                "uses",
                "use",
                "has integrated",
                "integrates",
                "integrated",
                "runs on",
                "run on",
                "has adopted",
                "adopted",
                "has built",
                "licenses",
                "powers",
                "has put",
                "is powered by",
                "are powered by",
                "feeds",
                "makes",
                "supplies",
                "already makes",
            ),
            Tense.PRESENT,
        ),
        such_as=listed("such as"),
        serve=english("supply")
        | english("serve")
        | english("equip", "equipped", gerund="equipping")
        | english("provide"),
        this_alliance=listed("this partnership | this alliance"),
        technology=(
            "technology",
            "models",
            "model",
            "software",
            "platform",
            "tools",
            "chips",
            "chip",
            "it",
            "api",
            "system",
        ),
        same=("it", "the same technology", "the technology", "its technology", "its models", "the model", "the models"),
        entering=listed(
            "a stake in | majority stake | minority stake | controlling stake | significant minority stake | strategic stake | equity stake | majority interest | minority interest | controlling interest"
        ),
        unprofitable=listed(
            "fell into the red | falls into the red | slid into the red | slipped into the red | plunged into the red | swung into the red | went into the red | swung to a loss | slipped to a loss | fell to a loss | plunged to a loss | made a loss | posted a loss | reported a loss | not profitable | unprofitable | loss-making | lossmaking | not yet profitable | still not profitable | loses money | is losing money"
        ),
        ages=listed("after its founding | after it was founded | after its creation | after its launch"),
        distress=(
            "threatened with bankruptcy",
            "risk of bankruptcy",
            "on the brink of bankruptcy",
            "brink of collapse",
            "on the verge of bankruptcy",
            "in financial difficulty",
            "in financial difficulties",
            "in financial distress",
            "running out of cash",
            "substantial doubt about its ability",
        ),
        strategy=(
            "strategic shift",
            "strategic pivot",
            "change of strategy",
            "strategy shift",
            "shift in strategy",
            "strategic turning point",
            "strategic overhaul",
            "strategic review",
        ),
    ),
    first_report=listed(
        "has learned | have learned | has learnt | understands | was first to report | first reported | was the first to report | were first to report | has reported | have reported | reported"
    ),
)
