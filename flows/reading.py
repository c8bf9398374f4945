"""How each state takes a text that was neither one of its options nor a command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from flows.answers import Complaint
from flows.answers import email as emails
from flows.answers import phone as phones
from flows.answers.name import insisted_name, with_surname
from flows.answers.notes import add_to_note, read_note
from flows.answers.own import OffLimits, choice_of, read_own
from flows.answers.phone import show_phone
from flows.answers.shown_phone import read_shown, says_only_that
from flows.answers.text import bare
from flows.answers.yesno import is_courtesy, read_yes_no
from flows.conversation import Conversation, State
from flows.detours import noted_aside, take_detour
from flows.facts import WORTH_NOTING, Taken, kept_waiting, take_facts, with_rest
from flows.flow import Flow, question_of
from flows.lead import Aside, Email, Intent, Phone
from flows.own import complain_of_own, is_optional, limits
from flows.person import step_aside
from flows.questions import at_next_question, pending, placed, shown_phone
from flows.replies import Prompt, Reply, Say, options
from flows.turn import Scene, Turn, ask


def read_answer(scene: Scene, conversation: Conversation, text: str) -> Turn:
    """Take the text as the answer to what is pending; a greeting or a thank-you is neither an answer nor a mistake."""
    if is_courtesy(text, scene.flow.words):
        return ask(scene, conversation)
    return READERS[conversation.state](scene, conversation, text)


def filled(scene: Scene, conversation: Conversation, *first: Say, **answers: object) -> Turn:
    """Write answers into the draft and go on with the next question, or back to where a change was asked for."""
    draft = replace(conversation.draft, **answers)  # type: ignore[arg-type]  # each caller names fields of Draft
    changed = (Say("CHANGED"),) if conversation.editing == "changing" else ()
    return ask(scene, at_next_question(scene.flow, replace(conversation, draft=draft)), *changed, *first)


def kept(scene: Scene, conversation: Conversation) -> Turn:
    """Leave a revisited answer as it is and go on."""
    return ask(scene, at_next_question(scene.flow, conversation))


def missed(scene: Scene, conversation: Conversation, text: str = "") -> Turn:
    """The text was no answer: a detour, or explain more each time and then offer the way out (CONVERSATION §2.6)."""
    if detour := take_detour(scene, conversation, text):
        return detour
    if proposal := proposed_name(scene, conversation, text):
        return narrowed(scene, conversation, State.NAME_SUGGEST, (proposal,))
    conversation = replace(conversation, lost=conversation.lost + 1)
    question = question_of(conversation)
    if question == "intent" and len(bare(text).split()) >= WORTH_NOTING:
        conversation = noted_aside(conversation, Aside(kind="words", words=text))
    give_up = way_on(scene.flow, conversation)
    if give_up and conversation.misses >= 2:
        return kept(scene, conversation) if conversation.editing else give_up(scene, conversation)
    again = replace(conversation, misses=conversation.misses + 1)
    if question is None or question == "note":
        return ask(scene, again)
    plain = PLAIN_AFTER_MISS.get(again.state)
    return complain(scene, replace(again, state=plain, candidates=()) if plain else again)


def proposed_name(scene: Scene, conversation: Conversation, text: str) -> str | None:
    """Words that may be a name after all, once an answer was refused: insisting wins (CONVERSATION §8.2)."""
    if conversation.state is not State.NAME or not conversation.misses:
        return None
    name = insisted_name(text, scene.flow.words)
    first = conversation.draft.name if not conversation.editing else None
    return f"{first} {name}" if name and first and not name.startswith(first) else name


def way_on(flow: Flow, conversation: Conversation) -> Callable[[Scene, Conversation], Turn] | None:
    """How the talk goes on without an answer, None where it cannot."""
    if conversation.state is State.OWN:
        return leave_empty if is_optional(flow, conversation) else None
    return GIVE_UP.get(question_of(conversation) or "")


def explained(scene: Scene, conversation: Conversation) -> Turn:
    """The second, longer explanation of a question that cannot be left out."""
    if question_of(conversation) is None:
        return ask(scene, conversation)
    plain = PLAIN_AFTER_MISS.get(conversation.state, conversation.state)
    return complain(scene, replace(conversation, state=plain, misses=2, candidates=()))


def complain(scene: Scene, conversation: Conversation) -> Turn:
    complaint = complaint_now(scene.flow, conversation)
    reply = Reply(says=complaint.says, options=complaint.options, share_phone=complaint.share_phone)
    return Turn(conversation=conversation, reply=reply)


def complaint_now(flow: Flow, conversation: Conversation) -> Prompt:
    """What stands in for the question after one, two, or more misses."""
    if conversation.state is State.OWN:
        return complain_of_own(flow, conversation, pending(flow, conversation))
    if conversation.state is State.PHONE_OWN:
        return complain_of_shown(conversation)
    complaints = COMPLAINTS.get(question_of(conversation) or "") or (pending(flow, conversation),)
    return complaints[min(conversation.misses, len(complaints)) - 1]


def is_past_explaining(conversation: Conversation) -> bool:
    """Whether a miss came after the last explanation there is."""
    return conversation.misses > len(COMPLAINTS.get(question_of(conversation) or "", ())) > 0


def complain_of_shown(conversation: Conversation) -> Prompt:
    """A number that was shown stays there to be taken, however often another answer is not understood."""
    match conversation.misses:
        case 1:
            shown = {"tel": show_phone(shown_phone(conversation))}
            return Prompt(says=(Say("PHONE_R1_OWN", shown),), options=options("own", "other_phone"))
        case 2:
            return Prompt(says=(Say("PHONE_R2"),), options=options("own", "other_phone"))
        case _:
            return Prompt(says=(Say("PHONE_R3"),), options=options("own", "human"))


def offered(flow: Flow, conversation: Conversation) -> Prompt:
    """The prompt whose options the person may be looking at."""
    prompt = pending(flow, conversation)
    plain = prompt.options and conversation.state is not State.OWN
    return prompt if plain or not conversation.misses else complaint_now(flow, conversation)


def take_message(scene: Scene, conversation: Conversation, text: str) -> Turn:
    """Every fact of a message, whichever was asked; a message without any is a detour or a miss."""
    return use_facts(scene, conversation, text, take_facts(scene, conversation, text, question_of(conversation)))


def use_facts(scene: Scene, conversation: Conversation, text: str, taken: Taken) -> Turn:
    """What the facts of a message, which answered what is pending, lead to."""
    asked = question_of(conversation)
    if not taken.found and taken.doubt is None:
        return missed(scene, taken.conversation, text)
    after = taken.conversation
    changed = taken.changed or (conversation.editing == "changing" and asked in taken.found)
    says = (*((Say("CHANGED"),) if changed else ()), *taken.beside)
    if taken.doubt:
        state, candidates = taken.doubt
        return narrowed(scene, after, state, candidates, *says)
    if asked in taken.found or asked is None:
        return ask(scene, at_next_question(scene.flow, after), *says)
    return ask(scene, after, *says)


def take_proposed(scene: Scene, conversation: Conversation, text: str) -> Turn:
    """«Sí, así mismo», or the proposed name once more, takes it; another name is taken instead."""
    words, said = scene.flow.words, bare(text)
    taken = take_facts(scene, conversation, text, "name")
    agrees = said.partition(" ")[0] in words.of("answer.yes") and words.of("intent.negations").isdisjoint(said.split())
    if said == bare(conversation.candidates[0]) or (agrees and "name" not in taken.found and taken.doubt is None):
        return filled(scene, taken.conversation, name=conversation.candidates[0], one_name=False)
    return take_message(scene, conversation, text)


def take_surname(scene: Scene, conversation: Conversation, text: str) -> Turn:
    words = scene.flow.words
    if bare(text) in words.of("answer.none") | words.of("answer.no_email"):  # «no tengo»
        return filled(scene, conversation, one_name=True)
    name = with_surname(conversation.draft.name or "", text, words)
    if isinstance(name, Complaint):
        return take_message(scene, conversation, text)
    return filled(scene, conversation, name=name.full)


def take_return(scene: Scene, conversation: Conversation, text: str) -> Turn:
    """Somebody we know writes what they want instead of tapping."""
    taken = take_facts(scene, conversation, text, None)
    if taken.found or taken.doubt:
        return use_facts(scene, conversation, text, taken)
    return take_detour(scene, conversation, text) or ask(scene, taken.conversation)


def take_own_phone(scene: Scene, conversation: Conversation) -> Turn:
    """«Este mismo»: the number that was shown."""
    shown = shown_phone(conversation)
    return filled(scene, conversation, phone=phone_of(conversation, shown)) if shown else missed(scene, conversation)


def take_shown_phone(scene: Scene, conversation: Conversation, text: str) -> Turn:
    """The number that was shown, another one, or that this one is not theirs: «no, es de mi hija»."""
    shown = read_shown(text, scene.flow.words)
    if shown == "this" and shown_phone(conversation) and not holds_number(scene, text):
        return take_beside_shown(scene, conversation, text)
    taken = take_facts(scene, conversation, text, "phone")
    refused = shown == "other" or bare(text).partition(" ")[0] in scene.flow.words.of("answer.no")
    if taken.found or taken.doubt or not refused:
        return use_facts(scene, conversation, text, taken)
    return ask(scene, replace(placed(conversation, "phone"), candidates=(), misses=0))


def holds_number(scene: Scene, text: str) -> bool:
    """Whether a number stands in it, in digits or in words: «sí, al ocho veintinueve …»."""
    read, _ = phones.search_phone(text, scene.flow.words, region=scene.flow.region, asked=True)
    return read is not None


def take_beside_shown(scene: Scene, conversation: Conversation, text: str) -> Turn:
    """The number that was shown, and what a message says beside its yes: «sí, y mi correo es …»."""
    if says_only_that(text, scene.flow.words):
        return take_own_phone(scene, conversation)
    phone = phone_of(conversation, shown_phone(conversation))
    known = replace(conversation, draft=replace(conversation.draft, phone=phone))
    taken = take_facts(scene, known, text, None)
    if taken.doubt:
        return narrowed(scene, taken.conversation, *taken.doubt, *taken.beside)
    after, beside = (taken.conversation, taken.beside) if taken.found else with_rest(scene, known, text)
    return filled(scene, after, *beside, phone=phone)


def phone_of(conversation: Conversation, e164: str) -> Phone:
    return Phone(e164=e164, proven=e164 == conversation.own_phone)


def narrowed(scene: Scene, conversation: Conversation, state: State, candidates: tuple[str, ...], *first: Say) -> Turn:
    """Ask the one thing that is missing to make the answer good."""
    return ask(scene, replace(conversation, state=state, candidates=candidates, misses=0), *first)


def take_area(scene: Scene, conversation: Conversation, text: str) -> Turn:
    """The area code alone, or the whole number after all."""
    whole = phones.with_area(conversation.candidates[0], text.strip(" ()"))
    return (
        filled(scene, conversation, phone=phone_of(conversation, whole))
        if whole
        else take_message(scene, conversation, text)
    )


def take_email(scene: Scene, conversation: Conversation, text: str) -> Turn:
    if isinstance(emails.read_email(text, scene.flow.words), emails.NoEmail):
        return without_email(scene, conversation, "EMAIL_NONE")
    return take_message(scene, conversation, text)


def without_email(scene: Scene, conversation: Conversation, key: str) -> Turn:
    """Go on with the internal address, one per person, on a domain where nobody can receive (CONVERSATION §8); an
    agency may want to talk to such people itself instead."""
    if scene.flow.no_email == "person":
        return step_aside(scene, conversation)
    conversation = with_internal_email(scene, conversation)
    return filled(scene, conversation, Say(key), email=Email(address=conversation.internal_email, given=False))


def with_internal_email(scene: Scene, conversation: Conversation) -> Conversation:
    """The conversation with its internal address, drawn when it is first needed."""
    address = conversation.internal_email or f"sc-{symbols(scene.fresh, 10)}@{scene.flow.no_email}"
    return replace(conversation, internal_email=address)


def symbols(fresh: str, count: int) -> str:
    """`count` symbols out of an event's random digits that nobody mixes up when reading aloud."""
    alphabet = "23456789cdfhjkmnpqrtvwx"
    number = int(fresh, 16)
    drawn = []
    for _ in range(count):
        number, place = divmod(number, len(alphabet))
        drawn.append(alphabet[place])
    return "".join(drawn)


def take_note(scene: Scene, conversation: Conversation, text: str) -> Turn:
    """The whole text is the note, unless it corrects an answer."""
    taken = take_facts(scene, conversation, text, "note")
    if taken.changed:
        return ask(scene, taken.conversation, Say("CHANGED"))
    if read_yes_no(text, scene.flow.words):  # «sí» to «¿qué debe saber el asesor?» says nothing yet
        return ask(scene, conversation)
    return filled(scene, conversation, note=read_note(text, scene.flow.words))


def take_own(scene: Scene, conversation: Conversation, text: str) -> Turn:
    """The answer to a question of the agency's own."""
    question = scene.flow.find(conversation.asking)
    if question is None:
        return ask(scene, conversation)
    match read_own(question, text, scene.flow.words):
        case OffLimits() if conversation.misses < 2:
            return ask(scene, replace(conversation, misses=conversation.misses + 1), limits(question))
        case OffLimits():
            return missed(scene, conversation)
        case None:
            return take_message(scene, conversation, text)
        case value:
            return answered(scene, conversation, value)


def take_own_choice(scene: Scene, conversation: Conversation, option: str) -> Turn:
    return answered(scene, conversation, choice_of(option))


def leave_empty(scene: Scene, conversation: Conversation) -> Turn:
    return answered(scene, conversation, "")


def answered(scene: Scene, conversation: Conversation, value: str) -> Turn:
    """Write the answer to the pending own question into the draft, and go on."""
    answers = {**dict(conversation.draft.answers), conversation.asking: value}
    return filled(scene, conversation, answers=tuple(answers.items()))


def take_addition(scene: Scene, conversation: Conversation, text: str) -> Turn:
    """At the review: facts change the draft, anything else joins the note."""
    taken = take_facts(scene, conversation, text, None)
    if taken.found or taken.doubt:
        return use_facts(scene, conversation, text, taken)
    if not read_note(text, scene.flow.words):  # «nada más»
        return ask(scene, conversation)
    return filled(scene, conversation, Say("REVIEW_ADD"), note=add_to_note(conversation.draft.note or "", text))


def take_change(scene: Scene, conversation: Conversation, text: str) -> Turn:
    """What to change, by its new value; or nothing after all."""
    if not read_note(text, scene.flow.words):
        return kept(scene, conversation)
    taken = take_facts(scene, conversation, text, None)
    return use_facts(scene, conversation, text, taken) if taken.found or taken.doubt else ask(scene, conversation)


def consent_again(scene: Scene, conversation: Conversation, text: str) -> Turn:
    """Nothing is taken before the person agrees; what they wrote waits for that."""
    conversation = replace(kept_waiting(scene, conversation, text), state=State.CONSENT)
    question = pending(scene.flow, conversation)
    return Turn(conversation=conversation, reply=Reply(says=(Say("CONSENT_AGAIN"),), options=question.options))


def open_intent(scene: Scene, conversation: Conversation) -> Turn:
    return filled(scene, conversation, Say("INTENT_R3"), intent=Intent.UNDECIDED)


def open_email(scene: Scene, conversation: Conversation) -> Turn:
    return without_email(scene, conversation, "EMAIL_R3")


GIVE_UP: Mapping[str, Callable[[Scene, Conversation], Turn]] = {"intent": open_intent, "email": open_email}

COMPLAINTS: Mapping[str, tuple[Prompt, ...]] = {
    "intent": tuple(
        Prompt(says=(Say(key),), options=options("buy", "rent", "other")) for key in ("INTENT_R1", "INTENT_R2")
    ),
    "name": (
        Prompt(says=(Say("NAME_R1"),)),
        Prompt(says=(Say("NAME_R2"),)),
        Prompt(says=(Say("NAME_R3"),), options=options("human")),
    ),
    "phone": (
        Prompt(says=(Say("PHONE_R1"),), share_phone=True),
        Prompt(says=(Say("PHONE_R2"),), share_phone=True),
        Prompt(says=(Say("PHONE_R3"),), options=options("human")),
    ),
    "email": tuple(Prompt(says=(Say(key),), options=options("no_email")) for key in ("EMAIL_R1", "EMAIL_R2")),
}
PLAIN_AFTER_MISS: Mapping[State, State] = {
    State.INTENT_OTHER: State.INTENT,
    State.OWNER: State.INTENT,
    State.NAME_SUGGEST: State.NAME,
    State.SURNAME: State.NAME,
    State.PHONE_AREA: State.PHONE,
    State.PHONE_COUNTRY: State.PHONE,
    State.PHONE_WHICH: State.PHONE,
    State.PHONE_CARD: State.PHONE,
    State.EMAIL_TYPO: State.EMAIL,
    State.EMAIL_WHICH: State.EMAIL,
}


def ask_the_same(scene: Scene, conversation: Conversation, text: str) -> Turn:
    return ask(scene, conversation)


READERS: Mapping[State, Callable[[Scene, Conversation, str], Turn]] = {
    State.START: ask_the_same,
    State.SIGN_MAYBE: ask_the_same,
    State.CONSENT: consent_again,
    State.CONSENT_MORE: consent_again,
    State.INTENT: take_message,
    State.INTENT_OTHER: take_message,
    State.OWNER: take_message,
    State.NAME: take_message,
    State.NAME_SUGGEST: take_proposed,
    State.SURNAME: take_surname,
    State.PHONE: take_message,
    State.PHONE_OWN: take_shown_phone,
    State.PHONE_AREA: take_area,
    State.PHONE_COUNTRY: take_message,
    State.PHONE_WHICH: take_message,
    State.PHONE_CARD: take_message,
    State.EMAIL: take_email,
    State.EMAIL_TYPO: take_email,
    State.EMAIL_WHICH: take_email,
    State.NOTES: take_note,
    State.OWN: take_own,
    State.REVIEW: take_addition,
    State.EDIT: take_change,
    State.LANGUAGE: ask_the_same,
    State.RESTART: ask_the_same,
    State.HUMAN: ask_the_same,
    State.PAUSED: ask_the_same,
    State.HALFWAY: ask_the_same,
    State.RETURN: take_return,
    State.ERASE: ask_the_same,
    State.SENDING: ask_the_same,
    State.DONE: ask_the_same,
    State.CANCELLED: ask_the_same,
    State.DECLINED: ask_the_same,
}
