"""What a lexicon declares about people, staff, products and the state of a company."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ledger.extract.lexicon.forms import Forms, Tense

#: Phrases that open a frame, each with the tense that its verb stands in.
Openers = Mapping[str, Tense]


def followed(forms: Forms, *tails: str) -> Forms:
    """The forms of a verb with what follows it ("step" + "down")."""
    return {f"{word} {tail}": tense for word, tense in forms.items() for tail in tails}


@dataclass(frozen=True, slots=True, kw_only=True)
class Affairs:
    """Every list is in lower case with accents, as in `Lexicon`."""

    # People
    #: Posts as written → one name for each, so that "CEO" and "chief executive" are one post.
    posts: Mapping[str, str]
    #: Posts that end in what is headed ("head of", "responsable de").
    heading: frozenset[str]
    #: Pronouns that stand for people only.
    he: frozenset[str]
    appoint: Openers
    #: The person is the subject: who joins a company, takes a post there.
    join: Openers
    take: Openers
    #: Those of them whose object is the one before.
    succeed: Openers
    #: "In his place", after a verb of appointing.
    in_place: tuple[str, ...]
    run: Openers
    leave: Openers
    #: The noun of a sale of something ("the sale of X to Y").
    sale: frozenset[str]
    #: What money for plant is for ("to build", "to open").
    builds: frozenset[str]
    #: To give up, with a post as its object.
    give_up: Openers
    dismiss: Openers
    #: To found, where a company is the object ("started X in 2016").
    begin: Openers
    #: To hold a post, and to have held one.
    holds: tuple[str, ...]
    was: frozenset[str]
    departures: tuple[str, ...]
    appointments: tuple[str, ...]
    #: Between a verb of appointing and the post.
    as_words: tuple[str, ...]
    #: Before what somebody is chosen or signed up to be ("as its supplier").
    in_role: frozenset[str]
    at_words: frozenset[str]
    #: Before the company at which something happens ("chez X, le patron …").
    at_places: frozenset[str]
    #: Before places, so that an unknown name there is nobody.
    places: frozenset[str]
    #: Words that open another statement about another time ("before it collapsed").
    subordinate: frozenset[str]
    #: What is new and is therefore given a head.
    new: tuple[str, ...]
    #: After "leave" without an object.
    also: frozenset[str]

    # Companies
    found: Openers
    foundings: tuple[str, ...]
    #: The creation of what a company founds beside itself.
    creations: tuple[str, ...]

    # Staff
    staff: tuple[str, ...]
    staff_share: tuple[str, ...]
    #: Words of which a percentage is one of the staff.
    workforce: frozenset[str]
    #: Numbers of people that are no numbers ("hundreds of").
    crowds: tuple[str, ...]
    #: Those of `staff` that are people and not posts; words joined to a number ("35-person"); "another", "de plus".
    crew: frozenset[str]
    #: To work somewhere, behind a number of people.
    works: Openers
    #: Groups of people in a company, whose number is not the company's.
    teams: frozenset[str]
    sized: tuple[str, ...]
    more: tuple[str, ...]
    #: Between a verb of employing and a number ("en emploie aujourd'hui 310").
    now: tuple[str, ...]
    #: Round numbers of people ("une centaine").
    collectives: Mapping[str, int]
    employ: Openers
    #: Those of them that are verbs of employing and nothing else.
    employs: frozenset[str]
    hire: Openers
    lay_off: Openers
    cuts: tuple[str, ...]

    # Pay
    #: Words for the pay of one person that look like plurals.
    single: frozenset[str]

    # Money owed and markets
    obtain: Openers
    go_public: Openers
    #: Before a listing, what says that it is prepared ("projet d'introduction en Bourse").
    filing: frozenset[str]
    #: What makes a sum of debt or loss another thing ("net debt", "market value").
    owed: tuple[str, ...]
    not_losses: frozenset[str]
    #: Words that say that a sum is that of a period.
    periods: frozenset[str]

    # Products
    launch: Openers
    delay: Openers
    abandon: Openers
    develop: Openers
    launches: Mapping[str, str]
    #: "Its launch", "its development": of the product named last.
    own_launch: tuple[str, ...]
    own_development: tuple[str, ...]
    #: Common nouns that make what stands beside them a product.
    product_heads: frozenset[str]
    #: "The latest", "new": of what has just come out.
    newest: frozenset[str]

    # Customers, condition, course
    uses: Openers
    #: "Used by" (the technology of a company), and "are among its customers" behind their names.
    used_by: tuple[str, ...]
    client_lists: tuple[str, ...]
    technology: tuple[str, ...]
    #: "Such as", before customers, and verbs of serving them.
    such_as: tuple[str, ...]
    serve: Openers
    #: A partnership that was told before.
    this_alliance: tuple[str, ...]
    #: What stands for a technology named before ("it", "the same technology").
    same: tuple[str, ...]
    #: What makes somebody a shareholder without saying of how much, and what says that a company makes losses.
    entering: tuple[str, ...]
    unprofitable: tuple[str, ...]
    #: How long a company has existed ("[un an] après sa création").
    ages: tuple[str, ...]
    distress: tuple[str, ...]
    strategy: tuple[str, ...]
    #: Verbs of taking people on that need no noun for them ("plans to hire 55").
    hires: frozenset[str] = frozenset()
    #: Those whose company is sold, what they do with its price, and that more is to come.
    owners: frozenset[str] = frozenset()
    receive: frozenset[str] = frozenset()
    follow: frozenset[str] = frozenset()
    #: What becomes of a post that was left, before its next holder ("his place goes to").
    passes_to: tuple[str, ...] = ()
    #: To choose somebody for a piece of work, what one is chosen as, and work that is only advice.
    chooses: Openers = field(default_factory=dict)
    suppliers: frozenset[str] = frozenset()
    advises: frozenset[str] = frozenset()
    #: What companies order by the number.
    goods: frozenset[str] = frozenset()
    #: To win somebody over by a signature, and what one is then.
    signs: frozenset[str] = frozenset()
    clients: frozenset[str] = frozenset()
    #: Verbs of supplying, whose customer is named.
    serves: Openers = field(default_factory=dict)
    #: Nouns of which a number is always one of people at work, or of their posts ("emplois", "salariés").
    jobs: frozenset[str] = frozenset()
    #: What becomes of people who are counted ("perdre leur emploi", "sur le carreau").
    fates: tuple[str, ...] = ()
    #: Before the places by which a number of people is told in parts, and "then" before a further part.
    sites: tuple[str, ...] = ()
    then: frozenset[str] = frozenset()
    #: Verbs by which a post comes to somebody ("la direction échoit à P"), and "at the helm" before "of X since".
    falls_to: Openers = field(default_factory=dict)
    held_since: tuple[str, ...] = ()
