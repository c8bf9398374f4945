"""Words for the agency, and what we answer to a question beside the point (conversation §7)."""

from __future__ import annotations

from collections.abc import Mapping

from flows.changing import replace
from flows.conversation import Conversation
from flows.lead import Aside, AsideKind
from flows.replies import Say
from flows.shown import active_sign, open_questions
from flows.turn import Scene
from flows.understanding.budget import read_budget
from flows.understanding.clause import cut_clauses
from flows.understanding.detour import KINDS, Detour, read_detour
from flows.understanding.message import Message, read
from flows.understanding.text import bare, clean_line
from flows.understanding.words import closed_lexicon, mentions_of
from flows.understanding.yesno import is_courtesy

MOST_ASIDES = 10
ASIDE_LENGTH = 500  # characters
WORTH_NOTING = 4  # words of a message that was not understood
MOST_SENTENCES = 20  # of a note, among which a question to us is looked for
INTRODUCED = ("intent", "name", "phone", "email")
ANSWERED_BY: Mapping[Detour, str] = {  # the value of the copy that a setting gives
    "hours": "horario",
    "phone": "tel_humano",
    "address": "direccion",
    "web": "web",
}
ANSWERS: Mapping[Detour, str] = {  # never a price, a date or a place of our own
    "bot": "ASK_BOT",
    "why": "ASK_WHY",
    "for_other": "FOR_OTHER",
    "hours": "ASK_HOURS",
    "phone": "ASK_PHONE",
    "address": "ASK_ADDRESS",
    "web": "ASK_WEB",
    "when": "ASK_WHEN",
    "long": "ASK_LONG",
    "visit": "ASK_VISIT",
    "price": "ASK_PRICE",
    "info": "NOTED",
    "other": "OTHER_Q",
}
OUR_OWN: tuple[Detour, ...] = ("bot", "why", "when", "long")  # what we know ourselves


def with_rest(
    scene: Scene, conversation: Conversation, text: str, rest: Message | None, advert: str
) -> tuple[Conversation, tuple[Say, ...]]:
    """A message with more than its facts goes to the agency whole (conversation §2.12), and a question is answered."""
    conversation = noted(conversation, advert, "passed_on")
    if rest and (detour := read_detour(rest, scene.flow.words)):
        return answered(scene, conversation, detour, text)
    return (noted(conversation, text) if rest and says_more(scene, conversation, rest) else conversation), ()


def says_more(scene: Scene, conversation: Conversation, rest: Message) -> bool:
    """Whether what stands beside the facts tells something: more than what introduces them, and courtesies."""
    words = scene.flow.words
    if read_budget(rest, words):
        return True
    if is_courtesy(rest, words):
        return False
    lexicon = closed_lexicon(words, conversation.language, scene.flow.language)
    introducing = frozenset().union(*(mentions_of(words, field) for field in INTRODUCED))
    wishing = words.of("intent.buy") | words.of("intent.rent") | words.of("answer.greeting")
    return any(clause.loose for clause in cut_clauses(rest, lexicon, introducing | wishing))


def answer_to(scene: Scene, conversation: Conversation, detour: Detour) -> tuple[Say, ...]:
    """What we say to a question or remark beside the point."""
    sign = active_sign(conversation)
    if detour in ANSWERED_BY and not is_set(scene, conversation, detour):
        return (Say(ANSWERS["other"]),)
    if detour == "info" and sign and sign.url:
        return (Say("ASK_INFO_LINK", {"url_propiedad": sign.url}),)
    values = {"n": str(open_questions(scene.flow, conversation))} if detour == "long" else {}
    return (Say(ANSWERS[detour], values),)


def is_set(scene: Scene, conversation: Conversation, detour: Detour) -> bool:
    """Whether the agency's settings answer the question."""
    values = {**scene.flow.catalogue(conversation).defaults, **scene.flow.facts}
    return bool(values.get(ANSWERED_BY.get(detour, "")))


def can_answer(scene: Scene, conversation: Conversation, detour: Detour) -> bool:
    """Whether settings or we answer the question, so that nobody else has to."""
    return detour in OUR_OWN or is_set(scene, conversation, detour)


def answers_in_note(scene: Scene, conversation: Conversation, text: str) -> tuple[Say, ...]:
    """What can be answered of the questions in a note (conversation §4): sentences that ask, or begin as one does."""
    message, words = read(text), scene.flow.words
    says: list[Say] = []
    spans = message.sentences[:MOST_SENTENCES] if read_detour(message, words) else ()
    for span in spans:
        sentence = message.within(*span)
        detour = read_detour(sentence, words)
        if detour is None or not can_answer(scene, conversation, detour):
            continue
        if sentence.asks or (detour in KINDS and words.find(sentence).at(0, KINDS[detour])):
            says += [say for say in answer_to(scene, conversation, detour) if say not in says]
    return tuple(says)


def answered(
    scene: Scene, conversation: Conversation, detour: Detour, text: str
) -> tuple[Conversation, tuple[Say, ...]]:
    """What we say, and the agency gets the person's words, unless we could answer them."""
    says = answer_to(scene, conversation, detour)
    if can_answer(scene, conversation, detour):
        return conversation, says
    return noted(conversation, text, "for_other" if detour == "for_other" else "question"), says


def noted(conversation: Conversation, text: str, kind: AsideKind = "words") -> Conversation:
    """Words for the agency beside the note, by default what they wrote; the same ones once."""
    said = Aside(kind=kind, words=clean_line(text, ASIDE_LENGTH))
    asides = conversation.draft.asides
    if not said.words or bare(said.words) in {bare(one.words) for one in asides} or len(asides) >= MOST_ASIDES:
        return conversation
    return replace(conversation, draft=replace(conversation.draft, asides=(*asides, said)))
