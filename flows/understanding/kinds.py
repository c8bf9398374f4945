"""The kinds of phrases that the readers of facts look for, by their group and name in the vocabulary.

Where the names stand here, the type checker finds a misspelt one; a test compares them with the files. What answers
without a value are made of has kinds of its own (`clause.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from flows.conversation import Field

MADE = frozenset({"name.home", "name.meant", "intent.wanting", "change.without"})  # of others (`words.py`)
PhraseKind = Literal[
    "change.speaks", "change.data", "change.person_calls", "change.verbs", "change.puts", "change.removes",
    "change.without", "change.takes", "change.away", "change.to", "change.right", "change.beside", "change.articles",
    "change.anything", "change.denials", "change.mistakes", "change.wrong", "change.wishes",
    "field.name", "field.phone", "field.email", "field.intent", "field.note", "field.budget",
    "answer.either", "answer.yes", "answer.no", "answer.polite", "answer.greeting", "answer.well", "answer.none",
    "answer.no_email", "answer.this", "answer.own_phone",
    "position.lead", "position.first", "position.second", "position.third",
    "detour.hours", "detour.phone", "detour.address", "detour.web", "detour.when", "detour.long", "detour.price",
    "detour.visit", "detour.info", "detour.why", "detour.bot", "detour.needing", "detour.for_other", "detour.asking",
    "detour.wonders", "detour.abuse",
    "link.says",
    "name.given_labels", "name.surname_labels", "name.strong", "name.weak",
    "name.vague", "name.nicknames", "name.closings", "name.people", "name.called", "name.labels", "name.titles",
    "name.openers", "name.continues", "name.repairs", "name.accounts", "name.abbreviations", "name.particles",
    "name.articles", "name.joins", "name.origins", "name.endings", "name.trades", "name.names", "name.rarely",
    "name.places", "name.never", "name.businesses", "name.home", "name.meant",
    "correct.marks", "correct.surname", "correct.copulas", "correct.nots", "correct.takes", "correct.lacks",
    "correct.doubles", "correct.singles", "correct.accents", "correct.last", "correct.letters",
    "intent.wanting", "intent.goods", "intent.let", "intent.have", "intent.then", "intent.buy", "intent.buy_signs",
    "intent.rent", "intent.rent_signs", "intent.both", "intent.both_alone", "intent.sell", "intent.offer",
    "intent.possessives", "intent.properties", "intent.own", "intent.negations", "intent.denials", "intent.drops",
    "intent.refusals", "intent.judges", "intent.softeners", "intent.ends", "intent.wishes", "intent.conditions",
    "intent.aims", "intent.choices", "intent.also", "intent.states", "intent.others", "intent.unlike",
    "intent.short_rent", "intent.sale", "intent.today", "intent.browsing",
    "owner.mine", "owner.it", "owner.another", "owner.lets", "owner.own", "owner.takers", "owner.seeks", "owner.self",
    "owner.values", "owner.a",
    "advert.offers", "advert.titles", "advert.calls", "advert.own",
    "email.at", "email.at_weak", "email.dot", "email.underscore", "email.hyphen", "email.plus", "email.together",
    "email.fillers", "email.as_in", "email.mentions", "email.leads", "email.says", "email.handles", "email.none",
    "email.numbers_all",
    "phone.mentions", "phone.weak", "phone.never", "phone.units", "phone.own", "phone.area", "phone.ends",
    "phone.starts",
    "single.copula", "single.reject", "single.correct", "single.prefer", "single.call", "single.contrast",
    "single.others", "single.first", "single.second", "single.fallback",
    "money.usd", "money.dop", "money.other", "money.thousand", "money.million", "money.of",
    "company.lead", "company.forms", "company.trades",
    "number.and", "number.double", "number.hundred", "number.triple", "number.vigesimal",
]  # fmt: skip  # a group a line
PHRASE_KINDS: frozenset[str] = frozenset(get_args(PhraseKind))
NAMED: Mapping[Field, PhraseKind] = {
    "intent": "field.intent",
    "name": "field.name",
    "phone": "field.phone",
    "email": "field.email",
    "note": "field.note",
}
