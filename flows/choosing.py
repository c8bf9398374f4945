"""What each option does, and which option a typed number, label or «sí» means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from flows.answers.commands import read_field
from flows.answers.options import read_option
from flows.answers.yesno import read_yes_no
from flows.anytime import change, erase, plainly, skip, switch_language
from flows.conversation import Conversation, State
from flows.endings import cancel, confirm
from flows.events import OptionTapped
from flows.facts import use_waiting
from flows.lead import Email, Intent
from flows.opening import accept, begin, decline, settle_sign
from flows.person import ask_person, come_back, returned
from flows.reading import (
    explained,
    filled,
    missed,
    offered,
    phone_of,
    take_area,
    take_own_choice,
    take_own_phone,
    without_email,
)
from flows.replies import Option
from flows.returning import look_for_another
from flows.turn import Scene, Turn, ask

Choose = Callable[[Scene, Conversation], Turn]

MEANS_YES = (
    "accept",
    "sign_yes",
    "yes",
    "own",
    "card_yes",
    "suggested",
    "send",
    "restart_yes",
    "erase_yes",
    "return_yes",
    "go_on",
    "answer_yes",
)
MEANS_NO = (
    "decline",
    "sign_no",
    "other_name",
    "other_phone",
    "no",
    "keep",
    "retype",
    "change",
    "restart_no",
    "erase_no",
    "return_no",
    "answer_no",
)


UNSHOWN: Mapping[State, tuple[Option, ...]] = {  # a plain «no» is an answer there, though no button says it
    State.CONSENT: (Option("decline"),),
    State.RETURN: (Option("return_no"),),
}


def choose(scene: Scene, conversation: Conversation, option: str) -> Turn:
    """Do what an offered option says."""
    if option.startswith("lang_"):
        return switch_language(scene, conversation, option.removeprefix("lang_"))
    if option.startswith("edit_"):
        return change(scene, conversation, option.removeprefix("edit_"))
    if option.startswith(("own.", "answer_")):
        return take_own_choice(scene, conversation, option)
    return CHOICES[option](scene, conversation)


def find_option(scene: Scene, conversation: Conversation, text: str) -> str | None:
    """The option that a typed text means: its position, its label, a synonym, or a plain yes or no; None if none."""
    options = offered(scene.flow, conversation).options
    unshown = UNSHOWN.get(conversation.state, ())
    if named := read_option(text, options, scene.flow.words) or read_option(text, unshown, scene.flow.words):
        return named.id
    ids = [option.id for option in (*options, *unshown)]
    if conversation.state in (State.EDIT, State.REVIEW):
        field = read_field(text, scene.flow.words)
        if field and scene.flow.find(field):
            return f"edit_{field}"
    match read_yes_no(text, scene.flow.words):
        case True:
            return next((id for id in ids if id in MEANS_YES), None)
        case False:
            return next((id for id in ids if id in MEANS_NO), None)
        case None:
            return None


def is_offered(scene: Scene, conversation: Conversation, option: str) -> bool:
    """Whether a tapped option belongs to what is pending."""
    return any(option == one.id for one in offered(scene.flow, conversation).options)


def is_pending_tap(scene: Scene, conversation: Conversation, tap: OptionTapped) -> bool:
    """Whether a tap is on the question that is pending, and not on an older one."""
    return tap.step in (None, conversation.step) and is_offered(scene, conversation, tap.option)


def wants(intent: Intent) -> Choose:
    return lambda scene, conversation: filled(scene, conversation, intent=intent)


def turns_to(state: State) -> Choose:
    return lambda scene, conversation: ask(scene, replace(conversation, state=state, candidates=(), misses=0))


def takes_area(code: str) -> Choose:
    return lambda scene, conversation: take_area(scene, conversation, code)


def take_profile_name(scene: Scene, conversation: Conversation) -> Turn:
    return filled(scene, conversation, name=conversation.candidates[0], one_name=False)


def take_candidate(place: int) -> Choose:
    """One of two numbers or addresses that stood in the same message."""

    def take(scene: Scene, conversation: Conversation) -> Turn:
        value = conversation.candidates[place]
        if conversation.state is State.PHONE_WHICH:
            return filled(scene, conversation, phone=phone_of(conversation, value))
        return filled(scene, conversation, email=Email(address=value))

    return take


def take_card(scene: Scene, conversation: Conversation) -> Turn:
    return filled(scene, conversation, phone=phone_of(conversation, conversation.candidates[0]))


def take_american(scene: Scene, conversation: Conversation) -> Turn:
    return filled(scene, conversation, phone=phone_of(conversation, f"+1{conversation.candidates[0]}"))


def take_email(place: int) -> Choose:
    return lambda scene, conversation: filled(scene, conversation, email=Email(address=conversation.candidates[place]))


def have_no_email(scene: Scene, conversation: Conversation) -> Turn:
    return without_email(scene, conversation, "EMAIL_NONE")


def go_on(scene: Scene, conversation: Conversation) -> Turn:
    """«Sí, seguir», and what they wrote when they came back is used."""
    return use_waiting(scene, returned(conversation)) if conversation.waiting else come_back(scene, conversation)


def start_over(scene: Scene, conversation: Conversation) -> Turn:
    turn = begin(scene, replace(conversation, source=conversation.source), OptionTapped(option="restart_yes"))
    return replace(turn, forget=True)


CHOICES: Mapping[str, Choose] = {
    "accept": accept,
    "more": turns_to(State.CONSENT_MORE),
    "human": ask_person,
    "decline": decline,
    "sign_yes": lambda scene, conversation: settle_sign(scene, conversation, is_it=True),
    "sign_no": lambda scene, conversation: settle_sign(scene, conversation, is_it=False),
    "buy": wants(Intent.BUY),
    "rent": wants(Intent.RENT),
    "other": turns_to(State.INTENT_OTHER),
    "offer": wants(Intent.OFFER),
    "undecided": wants(Intent.UNDECIDED),
    "looking": turns_to(State.INTENT),
    "offering": wants(Intent.OFFER),
    "yes": take_profile_name,
    "other_name": lambda scene, conversation: ask(scene, plainly(conversation, "name")),
    "skip": skip,
    "own": take_own_phone,
    "other_phone": lambda scene, conversation: ask(scene, plainly(conversation, "phone")),
    "809": takes_area("809"),
    "829": takes_area("829"),
    "849": takes_area("849"),
    "nanp": take_american,
    "other_country": explained,
    "a": take_candidate(0),
    "b": take_candidate(1),
    "card_yes": take_card,
    "no": lambda scene, conversation: ask(scene, plainly(conversation, "phone")),
    "no_email": have_no_email,
    "suggested": take_email(1),
    "keep": take_email(0),
    "retype": missed,
    "send": confirm,
    "change": lambda scene, conversation: change(scene, conversation, None),
    "cancel": cancel,
    "erase_yes": erase,
    "erase_no": come_back,
    "restart_yes": start_over,
    "restart_no": come_back,
    "return_yes": confirm,
    "return_change": lambda scene, conversation: change(scene, conversation, None),
    "return_no": cancel,
    "find": look_for_another,
    "go_on": go_on,
    "start_over": start_over,
}
