"""«¿A qué correo te mandan los detalles?»"""

from __future__ import annotations

from flows.asides import with_rest
from flows.conversation import Conversation, OddEmail, State, TypoOf
from flows.drawn import with_internal_email
from flows.facts import takes
from flows.flow import Flow
from flows.lead import Email
from flows.meant import closed_answer
from flows.person import ask_person
from flows.replies import Prompt, Say, options
from flows.shown import shown_email
from flows.states.proposal import asks_plainly, proposes, which
from flows.states.row import Row, asks, meaning
from flows.turn import Scene, Turn, ask, say_first, turned_to, write_down
from flows.understanding.closed import Meaning
from flows.understanding.email import NoEmail, read_email
from flows.understanding.email_named import names_provider
from flows.understanding.message import read

ask_plainly = asks_plainly(State.EMAIL)
take_facts_of_email = takes("email")


def given_before(flow: Flow, conversation: Conversation) -> Say | None:
    email = conversation.draft.email
    return Say("BEFORE_EMAIL", {"correo": shown_email(email)}) if email else None


def explain_email(flow: Flow, conversation: Conversation, about: str) -> Prompt:
    """After one or more misses."""
    first = "EMAIL_R1_AT" if "@" in about else "EMAIL_R1"
    return Prompt(says=(Say(first if conversation.misses < 2 else "EMAIL_R2"),), options=options("go_without"))


def take_email(scene: Scene, conversation: Conversation, text: str) -> Turn | None:
    """The facts of a message; that they have no address is one where the answer means nothing else. What stands beside
    it, «pero sí instagram @anagil», goes to the agency."""
    message, words = read(text), scene.flow.words
    if isinstance(read_email(message, words), NoEmail) and closed_answer(scene, conversation, text, "email") is None:
        saying_so = words.find(message).all("email.none", "answer.no_email", "field.email")
        beside = message.without(message.span_of(place, place + size) for place, size in saying_so)
        known, says = with_rest(scene, conversation, text, beside, "")
        return say_first(go_without(scene, known), *says)
    return take_facts_of_email(scene, conversation, text)


def go_without(scene: Scene, conversation: Conversation) -> Turn:
    """Go on with the internal address; an agency may want to talk to such people itself instead."""
    if scene.flow.no_email == "person":
        return ask_person(scene, conversation)
    conversation = with_internal_email(scene, conversation)
    return write_down(conversation, Say("EMAIL_NONE"), email=Email(address=conversation.internal_email, given=False))


def offer_without(scene: Scene, conversation: Conversation) -> Turn:
    return ask(turned_to(conversation, State.EMAIL_OPTIONAL))


def take_address(conversation: Conversation, address: str) -> Turn:
    return write_down(conversation, email=Email(address=address))


def ask_typo(flow: Flow, conversation: Conversation) -> Prompt:
    """What they typed can be kept only where it is an address at all."""
    typo = conversation.pending
    if not isinstance(typo, TypoOf):
        return Prompt()
    says = (Say("EMAIL_TYPO", {"sugerido": typo.meant}),)
    return Prompt(says=says, options=options("suggested", "keep" if typo.typed else "retype"))


def take_suggested(scene: Scene, conversation: Conversation) -> Turn | None:
    typo = conversation.pending
    return take_address(conversation, typo.meant) if isinstance(typo, TypoOf) else None


def keep_typed(scene: Scene, conversation: Conversation) -> Turn | None:
    """Theirs, or the question again where it was no address."""
    typo = conversation.pending
    typed = typo.typed if isinstance(typo, TypoOf) else ""
    return take_address(conversation, typed) if typed else ask_plainly(scene, conversation)


def take_named(scene: Scene, conversation: Conversation, text: str) -> Turn | None:
    """The one of the two whose provider they name («no, it's gmial», «no es gmail»), or theirs, written again."""
    typo = conversation.pending
    if not isinstance(typo, TypoOf) or not typo.typed:
        return take_email(scene, conversation, text)
    named = names_provider(read(text), typo.typed, typo.meant, scene.flow.words)
    if named is None:
        return take_email(scene, conversation, text)
    return take_address(conversation, named)


def ask_keep(flow: Flow, conversation: Conversation) -> Prompt:
    odd = conversation.pending.address if isinstance(conversation.pending, OddEmail) else ""
    return Prompt(says=(Say("EMAIL_KEEP", {"correo": odd}),), options=options("yes", "other_email"))


def keep_odd(scene: Scene, conversation: Conversation) -> Turn | None:
    odd = conversation.pending
    return take_address(conversation, odd.address) if isinstance(odd, OddEmail) else None


NONE = meaning(go_without, Meaning.NONE, Meaning.WONT)

PLAINLY = Row(
    state=State.EMAIL,
    question="email",
    asks=asks("EMAIL_ASK", "no_email"),
    options={"no_email": go_without, "go_without": go_without},
    hears=take_email,
    means={
        **NONE,
        **meaning(go_without, Meaning.NO, Meaning.UNKNOWN, Meaning.LEAVE, Meaning.LATER),
        Meaning.MUST: offer_without,
    },
    explains=explain_email,
    gives_up=go_without,
    before=given_before,
)
ROWS = (
    PLAINLY,
    Row(
        state=State.EMAIL_OPTIONAL,
        question="email",
        asks=asks("EMAIL_OPTIONAL", "without_yes", "no"),
        options={"without_yes": go_without, "no": ask_plainly},
        hears=take_email,
        means={
            **NONE,
            **meaning(go_without, Meaning.YES, Meaning.THIS, Meaning.ANY, Meaning.UNKNOWN, Meaning.LEAVE),
            **meaning(go_without, Meaning.MUST, Meaning.LATER),
            Meaning.NO: ask_plainly,
        },
        plain=State.EMAIL,
        gives_up=go_without,
    ),
    Row(
        state=State.EMAIL_TYPO,
        question="email",
        asks=ask_typo,
        options={"suggested": take_suggested, "keep": keep_typed, "retype": ask_plainly},
        hears=take_named,
        means={
            **NONE,
            **meaning(take_suggested, Meaning.YES, Meaning.THIS, Meaning.ANY),
            **meaning(keep_typed, Meaning.NO, Meaning.UNKNOWN, Meaning.LEAVE),
            Meaning.MUST: offer_without,
        },
        plain=State.EMAIL,
        gives_up=go_without,
    ),
    Row(
        state=State.EMAIL_KEEP,
        question="email",
        asks=ask_keep,
        options={"yes": keep_odd, "other_email": ask_plainly},
        hears=take_email,
        means=proposes(keep_odd, "email"),
        plain=State.EMAIL,
        gives_up=go_without,
    ),
    which(PLAINLY, State.EMAIL_WHICH, "EMAIL_WHICH", take_address),
)
