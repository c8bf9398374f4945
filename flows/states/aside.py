"""Stepping aside from the questions, and coming back: a person, a pause, another language, erasing."""

from __future__ import annotations

from flows.changing import replace
from flows.conversation import Conversation, State
from flows.drawn import reference
from flows.flow import Flow
from flows.person import aside_from, ask_person, come_back, put_off, returned
from flows.replies import Option, Prompt, Say
from flows.rounds import start_over
from flows.sending import cancel
from flows.states.row import Deed, Row, ask_the_same, asks, meaning, nothing
from flows.turn import Scene, Turn, ask, tell
from flows.understanding.closed import Meaning
from flows.waiting import use_waiting


def ask_language(flow: Flow, conversation: Conversation) -> Prompt:
    choices = tuple(Option(f"lang_{code}", catalogue.name) for code, catalogue in flow.catalogues.items())
    return Prompt(says=(Say("LANG"),), options=choices)


def take_language(scene: Scene, conversation: Conversation, option: str) -> Turn:
    return switch_language(scene, conversation, option.removeprefix("lang_"))


def switch_language(scene: Scene, conversation: Conversation, language: str | None) -> Turn:
    """Another language keeps everything; without one that is offered, ask which."""
    if language is None or language not in scene.flow.catalogues:
        return ask(aside_from(conversation, State.LANGUAGE))
    switched = replace(conversation, language=language, language_guessed=False)
    if conversation.state is State.HUMAN:
        return ask_person(scene, switched)
    return come_back(scene, switched) if conversation.state is State.LANGUAGE else ask(switched)


def go_on_halfway(scene: Scene, conversation: Conversation) -> Turn:
    """«Sí, seguir», and what they wrote when they came back is used."""
    return use_waiting(scene, returned(conversation)) if conversation.waiting else come_back(scene, conversation)


def erase(scene: Scene, conversation: Conversation) -> Turn:
    """«Borrar mis datos», confirmed: the same words whether or not anything was there (promises §4)."""
    after = Conversation(
        version=conversation.version,
        step=conversation.step,
        language=conversation.language,
        keyboard_shown=conversation.keyboard_shown,
        keyboard_used=conversation.keyboard_used,
    )
    done = Say("ERASE_DONE", {"ref": reference(scene)})
    return replace(tell(after, done), erase=True)


def confirms(state: State, key: str, deed: Deed, *, yes: str, no: str) -> Row:
    """The row that asks before something is erased; whatever is no yes goes back to where they were."""
    back = (Meaning.NO, Meaning.NONE, Meaning.ANY, Meaning.UNKNOWN, Meaning.LEAVE, Meaning.WONT, Meaning.MUST)
    return Row(
        state=state,
        asks=asks(key, yes, no),
        options={yes: deed, no: come_back},
        means={**meaning(deed, Meaning.YES, Meaning.THIS), **meaning(come_back, *back, Meaning.LATER)},
        hears=ask_the_same,
        hears_last=True,
        gives_up=come_back,
    )


ROWS = (
    Row(
        state=State.LANGUAGE,
        asks=ask_language,
        any_option=take_language,
        hears=ask_the_same,
        gives_up=come_back,
    ),
    confirms(State.RESTART, "RESTART", start_over, yes="restart_yes", no="restart_no"),
    Row(state=State.HUMAN, asks=nothing, hears=ask_the_same),
    Row(state=State.PAUSED, asks=nothing, hears=ask_the_same),
    Row(
        state=State.HALFWAY,
        asks=asks("HALFWAY", "go_on", "start_over", "return_no"),
        options={"go_on": go_on_halfway, "start_over": start_over, "return_no": cancel},
        means={
            **meaning(go_on_halfway, Meaning.YES, Meaning.THIS),
            **meaning(cancel, Meaning.NO, Meaning.NONE, Meaning.WONT, Meaning.MUST),
            **meaning(put_off, Meaning.UNKNOWN, Meaning.LEAVE),
        },
        hears=ask_the_same,
        hears_last=True,
        gives_up=go_on_halfway,
    ),
    confirms(State.ERASE, "ERASE_ASK", erase, yes="erase_yes", no="erase_no"),
)
