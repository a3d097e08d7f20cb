"""What a lexicon declares. The engine knows no word of any language; a lexicon knows no rule of the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ledger.extract.lexicon.affairs import Affairs
from ledger.extract.lexicon.forms import Forms
from ledger.model.amounts import Qualifier


def listed(text: str) -> tuple[str, ...]:
    """The phrases of a list written one a line or separated by `|`, tidy or not."""
    return tuple(" ".join(part.split()) for line in text.splitlines() for part in line.split("|") if part.strip())


def members(text: str) -> frozenset[str]:
    """The words of a list separated by white space."""
    return frozenset(text.split())


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb that opens a frame. `shape` names the grammar of its roles, which the engine knows (frames.py)."""

    shape: str
    forms: Forms
    #: A particle that must follow within the clause ("up" of "snap up"), or "".
    particle: str = ""
    #: Words of which one must stand in the sentence, for verbs that mean much else.
    context: frozenset[str] = frozenset()
    #: Whether a sum behind it that comes from a company is enough of a context.
    from_backers: bool = False


@dataclass(frozen=True, slots=True)
class Noun:
    """Noun phrases that open a frame: `shape` as for verbs."""

    shape: str
    phrases: tuple[str, ...]
    basis: str = ""
    #: Only where the clause says whose it is ("the value of X", "sa valeur").
    owned: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All that the engine needs to know of one language; every list is in lower case with accents."""

    language: str
    #: The commonest words, by which the language is told.
    profile: frozenset[str]

    # Numbers and money
    decimal_comma: bool
    numerals: Mapping[str, int]
    scales: Mapping[str, int]
    #: Words for half a unit of a scale, before it or after it.
    half_before: tuple[str, ...]
    #: Scale words that mean one of them behind some articles ("dépasser le milliard").
    lone: tuple[str, ...]
    lone_before: tuple[str, ...]
    half_after: tuple[str, ...]
    #: What makes a scale word no figure at all ("quelques centaines de milliards").
    vague: tuple[str, ...]
    currencies: Mapping[str, str]
    #: Scale and currency written as one word ("MEUR").
    units: Mapping[str, tuple[int, str]]
    #: What a currency's bare name stands for where the text has named another one of it ("francs", "francs CFA").
    short_currencies: Mapping[str, str]
    #: Between a scale and a currency ("millions de dollars"), or "".
    of: frozenset[str]
    between: tuple[str, ...]
    to: frozenset[str]
    and_: frozenset[str]
    qualifiers: Mapping[Qualifier, tuple[str, ...]]
    qualifiers_after: Mapping[Qualifier, tuple[str, ...]]
    percent: tuple[str, ...]
    #: Parts that are percentages where they are of a company or its staff ("a quarter of", "un tiers de").
    fractions: Mapping[str, str]
    #: Words that may follow an amount without currency; any other noun there makes it a count.
    after_amount: frozenset[str]
    conversion: frozenset[str]

    # Time
    months: Mapping[str, int]
    month_modifiers: frozenset[str]
    quarters: Mapping[str, int]
    halves: Mapping[str, int]
    fiscal: tuple[str, ...]
    #: Phrase → (unit, offset): ("year", -1) for last year; ("earlier", -1) for one before the time spoken of.
    relative: Mapping[str, tuple[str, int]]
    #: "The year", "the three months" that ends in a month, and the words between.
    spans: Mapping[str, int]
    #: "The first six months", and what follows a number of years that lie back.
    first_months: Mapping[str, int]
    ago: tuple[str, ...]
    #: Before the first of the months of a period, besides "between".
    since_month: tuple[str, ...]
    #: What a month ends when it stands before ("the March quarter").
    span_words: Mapping[str, int]
    ending: tuple[str, ...]
    duration_before: tuple[str, ...]
    duration_units: Mapping[str, str]
    deadline: tuple[str, ...]

    # Grammar
    articles: frozenset[str]
    #: Articles of several, before nouns that do not tell.
    plural_articles: frozenset[str]
    possessives: frozenset[str]
    #: Possessives of several owners.
    theirs: frozenset[str]
    pronouns: frozenset[str]
    #: Those of them by which a company speaks of itself.
    selves: frozenset[str]
    datives: frozenset[str]
    relatives: frozenset[str]
    #: Those of them that stand for places.
    where: frozenset[str]
    prepositions: frozenset[str]
    of_words: frozenset[str]
    in_words: frozenset[str]
    with_words: frozenset[str]
    by_words: frozenset[str]
    from_words: frozenset[str]
    to_words: frozenset[str]
    for_words: frozenset[str]
    conjunctions: frozenset[str]
    #: Auxiliaries, modals, adverbs and control verbs between a subject and its verb.
    chain: frozenset[str]
    #: Words that may stand between a noun of measure and its figure at no cost.
    light: frozenset[str]
    #: Measure verbs whose object is the new figure, never a difference.
    measures: Forms
    #: Before an amount that is only a difference ("by $3 billion").
    delta: tuple[str, ...]
    #: Words before a sum that comes on top of others.
    further: frozenset[str]
    #: After such an amount ("3 billion more than").
    delta_after: tuple[str, ...]
    #: Before the figure of an earlier time ("up from").
    previous: tuple[str, ...]
    #: Those of them that compare two figures in one breath.
    compared: tuple[str, ...]

    # Small words with a task in the grammar
    #: Articles of what is new to the reader, so that no earlier mention is meant.
    indefinite: frozenset[str]
    #: Pronouns that stand for things only, and possessives that stand for people only.
    things: frozenset[str]
    people_owners: frozenset[str]
    #: Object pronouns before a verb ("la valorise"), and "there" before one ("y investir").
    clitics: frozenset[str]
    there: frozenset[str]
    #: "Of it" before a verb ("en détient 11 %").
    of_it: frozenset[str]
    #: Between a subject and a verb that is not finite ("in talks to", "en train de", "while …ing").
    loosening: frozenset[str]
    passive: frozenset[str]
    adverb_endings: tuple[str, ...]
    #: What marks a negated verb before it, and what must stand near it too, if anything.
    negated: tuple[str, ...]
    negated_near: frozenset[str]
    conditional: frozenset[str]
    #: Nouns whose relative clause is no reported speech ("capital that could value it").
    relative_heads: frozenset[str]
    #: Between the members of an enumeration, besides commas.
    joints: frozenset[str]
    #: Adverbs behind the last of those.
    also: frozenset[str]
    #: Foreign words within names ("Casa dos Ventos"), and first words of places that go on ("Côte d'Ivoire").
    name_joints: frozenset[str]
    place_heads: frozenset[str]
    #: Whether a common noun may follow a name as its head ("Nvidia chips").
    compounds: bool
    #: The ending of plurals that a sentence may open with ("Investors poured").
    plural: str
    #: Between a valuing verb and its price, and through what a sum was paid.
    at_words: frozenset[str]
    via: frozenset[str]
    #: Before the price at which capital is raised.
    at_price: frozenset[str]
    #: Parts that are called by what they do ("the robotics business of X").
    called_parts: frozenset[str]
    #: What is put at a price ("puts the value of X at M").
    prices: frozenset[str]
    #: Parts of companies, whose figures are not the company's.
    parts: frozenset[str]
    #: Streets, which have names like companies ("la rue d'Antin").
    streets: frozenset[str]
    #: Places of a company, before which a name is that of a town ("its Leeds plant").
    sites: frozenset[str]
    rises: frozenset[str]
    #: What brings further investors, and what says that they are such.
    joining: frozenset[str]
    joined: frozenset[str]
    #: That somebody took part in a round, and what a round is called when it is spoken of again.
    took_part: tuple[str, ...]
    the_round: tuple[str, ...]
    capital_words: frozenset[str]
    #: What is shared by companies and is no company.
    markets: frozenset[str]
    #: Parts of words for buildings and machines, and words for the use that a licence grants.
    plants: tuple[str, ...]
    access: frozenset[str]
    #: Before a verb of saying whose subject follows, and before sources without a name.
    reporting: frozenset[str]
    citing: frozenset[str]
    #: Before the name of a paper that somebody speaks to.
    told_to: tuple[str, ...]
    #: After a verb of saying, where a statement follows and not a thing.
    speech: frozenset[str]
    #: Between a verb of saying and what is said.
    weekdays: frozenset[str]
    #: Common nouns for papers and agencies.
    papers: frozenset[str]
    #: Verbs of letting somebody know that stand apart from those of saying ("fait savoir").
    let_know: frozenset[str]
    #: Before the start of a time that lasts: no date of what happened in it.
    since: frozenset[str]
    #: Before what a figure leaves out ("profit before a charge").
    excepting: frozenset[str]
    quarter_words: tuple[str, ...]
    half_words: tuple[str, ...]
    of_year: tuple[str, ...]
    month_before: tuple[str, ...]

    # Who
    company_nouns: Mapping[str, str]
    #: Bodies that decide for a company, and what they do.
    organs: frozenset[str]
    decides: frozenset[str]
    #: Nouns that say what one company is to another ("rival", "subsidiary").
    kin: frozenset[str]
    #: Common nouns that names of companies may begin with, in capitals ("Compagnie des Alpes").
    name_heads: frozenset[str]
    #: Behind "company", what makes it the owner of another ("maison mère").
    parents: frozenset[str]
    #: Companies that are mostly named as the place where others are listed.
    exchanges: frozenset[str]
    #: That every one of several did it ("X and Y have each raised M").
    each: frozenset[str]
    generic_nouns: frozenset[str]
    #: Before a company noun, what sets one of several apart that have no name ("the smaller company").
    apart: frozenset[str]
    #: Those of them who only say what they expect of a company.
    watchers: frozenset[str]
    person_nouns: frozenset[str]
    product_nouns: frozenset[str]
    titles: frozenset[str]
    not_names: frozenset[str]
    adjectives: frozenset[str]
    #: Parts of a company that people are head of.
    departments: frozenset[str]
    #: Places by which the branches of a company are told apart ("Vodafone Spain").
    countries: frozenset[str]

    # Frames
    verbs: tuple[Verb, ...]
    nouns: tuple[Noun, ...]
    rounds: Mapping[str, str]
    bases: Mapping[str, str]
    lead: frozenset[str]
    #: Verbs of wanting to raise, behind a listing.
    seeking: frozenset[str]
    equity: tuple[str, ...]
    #: Further verbs by which a share changes or is spread ("renforcer", "répartir").
    steps: Forms
    #: Verbs of belonging ("appartenir"), and holders who have no name ("les fondateurs").
    belong: Forms
    #: Verbs and nouns of entering a capital, and the nouns among them; what is said of shares that are new.
    entries: frozenset[str]
    entry_nouns: frozenset[str]
    issued: frozenset[str]
    insiders: frozenset[str]
    #: All of something that is in parts ("all of the shares of X").
    whole: frozenset[str]
    #: What a company sells of itself ("20% of its shares").
    own_capital: frozenset[str]
    #: Before what is given for a share, besides "for".
    in_exchange: frozenset[str]
    #: What a company has raised in all, not in one round.
    total: tuple[str, ...]
    #: After a company's name, when its shares are what is bought.
    securities: frozenset[str]
    #: To use what another company makes, as words that bring it ("recourir à", "the use of").
    use: tuple[str, ...]
    #: "In its previous round", after a figure.
    previous_round: tuple[str, ...]
    #: Words by which one who wins a contract is known from one who gives it.
    wins: frozenset[str]
    gives: frozenset[str]
    #: Verbs that conclude a partnership.
    agreeing: frozenset[str]
    #: Before "agreement": what is agreed is no alliance.
    no_alliance: frozenset[str]
    #: Before the end of a period, and before a time at which something was over.
    until: frozenset[str]
    up_to: frozenset[str]
    #: "The figure", "ce montant": a measure named before.
    anaphora: frozenset[str]
    #: "Including", before a part of a sum; verbs by which a sum comes from somebody.
    including: frozenset[str]
    come: Forms
    #: Particles of putting money in ("put up M").
    put_in: frozenset[str]
    #: Forms of the verb of investing itself.
    invests: frozenset[str]
    #: Verbs of promising money, which is promised to somebody.
    promised: frozenset[str]
    #: What money is put in as ("M in cash").
    in_kind: frozenset[str]
    #: Nouns for raising money whose doer is who raises it.
    raisings: frozenset[str]
    #: Those who put money in.
    backers: frozenset[str]
    #: One who owns a part, before whose part it is ("premier actionnaire de X").
    shareholder: frozenset[str]
    #: Before a name that only says where people come from.
    former: frozenset[str]
    #: "Respectively", and words that say that the market has taken value away.
    erased: frozenset[str]
    #: What is offered for a company, before a verb of buying.
    offers: frozenset[str]
    #: Between an offer and what it is made for, besides "for" ("une OPA sur X").
    offers_on: frozenset[str]
    #: What is done by one who gets such an offer.
    answers: frozenset[str]
    refusals: frozenset[str]
    #: What has a price ("the transaction is worth M").
    dealings: frozenset[str]
    #: "Twice", "to triple": how many times; and what says that the base is the earlier figure.
    times: Mapping[str, int]
    growth: Mapping[str, int]
    earlier: tuple[str, ...]
    #: "More than", before a verb of growth.
    more_than: tuple[str, ...]
    #: What one backer puts into a round, before whose it is.
    ticket: frozenset[str]
    #: Before the figure that something amounts to ("avec un montant de M").
    sums: frozenset[str]
    #: Those who lend money.
    lenders: frozenset[str]
    give: Forms
    hold: Forms
    take: Forms

    # Modality
    hedges: tuple[str, ...]
    forecasts: tuple[str, ...]
    #: Nouns for what is foreseen, which cover all figures behind them.
    aims: frozenset[str]
    stages: Mapping[str, tuple[str, ...]]
    denials: tuple[str, ...]
    #: Those of them that deny what follows them in their own clause, never the sentence before ("no plans to").
    own_denials: frozenset[str]

    # Attribution
    according: tuple[str, ...]
    says: Forms
    quoting: tuple[str, ...]
    unnamed: tuple[str, ...]

    #: Bodies without a name of their own ("the Swedish army", "le ministère des Finances"), as a pattern.
    institutions: str
    #: Families that own companies, as a pattern.
    families: str

    # People, staff, products
    affairs: Affairs
    first_report: tuple[str, ...] = field(default=())
    #: Where a pronoun stands for nobody ("il s'agit de", "il faut").
    impersonal: tuple[str, ...] = field(default=())
    #: Verbs and nouns of change: a sum behind "of" is by how much, not how much ("augmenter les ventes de M").
    changes: frozenset[str] = field(default=frozenset())
    #: Relative pronouns for "of whom", before what is his ("X, dont le chiffre d'affaires").
    whose: frozenset[str] = field(default=frozenset())
    #: Shares that make their buyer the master of a company.
    control: tuple[str, ...] = field(default=())
    #: Pronouns for the one named last ("ce dernier").
    latter: frozenset[str] = field(default=frozenset())
    demonstratives: frozenset[str] = field(default=frozenset())
    #: What raises money as little as a crowd does ("l'écosystème", "le continent").
    bodies: frozenset[str] = field(default=frozenset())
    #: "At the time of", before a round that is named beside those who were there.
    on_occasion: frozenset[str] = field(default=frozenset())
    #: "No": what it counts is nobody.
    none: frozenset[str] = field(default=frozenset())
    #: To whose benefit something is done ("une levée au profit de X").
    benefit: tuple[str, ...] = field(default=())
    #: Before the name of somebody new, who takes the place of the noun there ("un rival du nom de X").
    named: tuple[str, ...] = field(default=())
    #: Possessives that never stand for people.
    thing_owners: frozenset[str] = frozenset()
    #: Between a deal and what it brings ("a deal worth M").
    worth: str = ""
    #: Verbs of putting, which value a company with "at" behind it.
    puts: frozenset[str] = frozenset()
    #: Verbs in the past that do not end as most do, and common words that sentences open with before a verb.
    past: frozenset[str] = frozenset()
    openings: frozenset[str] = frozenset()
    #: What a part of a price is called, and when it is paid ("upfront", "milestone payments").
    instalments: frozenset[str] = frozenset()
    #: Adjectives of measures, which may open a sentence ("Consolidated net profit").
    measured: frozenset[str] = frozenset()
    #: Verbs by which a holding becomes a larger or a smaller one ("raise one's stake from 12% to 19.9%").
    restake: Forms = field(default_factory=dict)
