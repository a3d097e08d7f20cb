"""Inflection: the forms of a verb with the tense each one tells, so that a lexicon lists verbs and not forms."""

from __future__ import annotations

from enum import StrEnum


class Tense(StrEnum):
    INFINITIVE = "infinitive"
    PRESENT = "present"
    PAST = "past"
    PARTICIPLE = "participle"  # "levé", "led": passive, or perfect with an auxiliary
    GERUND = "gerund"
    FUTURE = "future"
    CONDITIONAL = "conditional"


Forms = dict[str, Tense]


def english(base: str, past: str = "", participle: str = "", third: str = "", gerund: str = "") -> Forms:
    """An English verb from its principal parts; the regular ones are made."""
    stem = base.removesuffix("e")
    soft = base[-1] == "y" and base[-2] not in "aeiou"
    past = past or (base[:-1] + "ied" if soft else stem + "ed")
    hissing = base.endswith(("s", "x", "ch", "sh", "z"))
    third = third or (base[:-1] + "ies" if soft else base + ("es" if hissing else "s"))
    forms = {base: Tense.INFINITIVE, third: Tense.PRESENT}
    forms[gerund or stem + "ing"] = Tense.GERUND
    forms[participle or past] = Tense.PARTICIPLE
    # "Raised" is read as past; what stands before it tells a passive or a perfect.
    forms[past] = Tense.PAST
    return forms


def french(infinitive: str, weak: str = "") -> Forms:
    """A regular French verb in -er or -ir (finir); `weak` is the stem before a mute e ("lèv", "jett")."""
    stem, ending = infinitive[:-2], infinitive[-2:]
    return _first(stem, weak or stem) if ending == "er" else _second(stem)


def _first(stem: str, weak: str) -> Forms:
    soft = stem[:-1] + "ç" if stem.endswith("c") else stem + "e" if stem.endswith("g") else stem
    future = stem + "er" if weak == stem or "é" in stem else weak + "er"
    forms = {stem + "er": Tense.INFINITIVE, soft + "ant": Tense.GERUND, soft + "ons": Tense.PRESENT}
    forms |= dict.fromkeys((weak + "e", weak + "ent"), Tense.PRESENT)
    forms |= dict.fromkeys((soft + "ait", soft + "aient", soft + "a", stem + "èrent"), Tense.PAST)
    forms |= dict.fromkeys((stem + "é" + end for end in ("", "e", "s", "es")), Tense.PARTICIPLE)
    return forms | _later(future)


def _second(stem: str) -> Forms:
    forms = {stem + "ir": Tense.INFINITIVE, stem + "issant": Tense.GERUND, stem + "issons": Tense.PRESENT}
    forms |= dict.fromkeys((stem + "it", stem + "issent"), Tense.PRESENT)
    forms |= dict.fromkeys((stem + "issait", stem + "issaient", stem + "irent"), Tense.PAST)
    forms |= dict.fromkeys((stem + "i" + end for end in ("", "e", "s", "es")), Tense.PARTICIPLE)
    return forms | _later(stem + "ir")


def irregular(infinitive: str, present: str, past: str, participle: str, gerund: str, future: str) -> Forms:  # noqa: PLR0913, PLR0917 - the principal parts of a verb
    """A French verb from lists of its forms; `future` is the stem that its future and conditional share."""
    forms = {infinitive: Tense.INFINITIVE, gerund: Tense.GERUND}
    forms |= dict.fromkeys(past.split(), Tense.PAST)
    forms |= dict.fromkeys(present.split(), Tense.PRESENT)
    for masculine in participle.split():
        plural = masculine if masculine.endswith("s") else masculine + "s"
        forms |= dict.fromkeys((masculine, masculine + "e", plural, masculine + "es"), Tense.PARTICIPLE)
    return forms | _later(future)


def _later(future: str) -> Forms:
    forms = dict.fromkeys((future + "a", future + "ont"), Tense.FUTURE)
    return forms | dict.fromkeys((future + "ait", future + "aient"), Tense.CONDITIONAL)
