"""A proposal, and the plain question instead of it: what several questions do alike (conversation §8.1)."""

from __future__ import annotations

from collections.abc import Callable

from flows.changing import replace
from flows.conversation import PLAIN, Asked, Conversation, PlainState, State, WhichEmail, WhichPhone
from flows.flow import Flow
from flows.meant import closed_answer
from flows.replies import Prompt, Say
from flows.rounds import decline
from flows.shown import lettered
from flows.states.row import Deed, Hears, Means, Row, meaning
from flows.turn import Scene, Turn, ask, explain, turned_to
from flows.understanding.closed import Meaning

Take = Callable[[Conversation, str], Turn]  # writes a value down


def asks_plainly(state: PlainState) -> Deed:
    """The plain question in place of what was proposed."""
    return lambda scene, conversation: ask(turned_to(conversation, state))


def proposes(take: Deed, question: str) -> Means:
    """A yes takes what is proposed, and so does who does not mind; a no asks the plain question."""
    return {
        **meaning(take, Meaning.YES, Meaning.THIS, Meaning.ANY, Meaning.UNKNOWN, Meaning.LEAVE),
        **refused(question),
    }


def refused(question: str) -> Means:
    """What asks the plain question in place of what was proposed."""
    return meaning(asks_plainly(PLAIN[question]), Meaning.NO, Meaning.NONE, Meaning.WONT, Meaning.MUST)


def explains_why(question: str) -> Deed:
    """Why it is asked, with an example: the second explanation."""
    return lambda scene, conversation: explain(replace(conversation, pending=Asked(PLAIN[question]), misses=2))


def needed(question: str) -> Means:
    """Where we cannot do without: why it is asked, and who refuses twice refuses as a whole."""
    explain_why = explains_why(question)

    def refuse(scene: Scene, conversation: Conversation) -> Turn | None:
        return decline(scene, conversation) if conversation.misses >= 2 else explain_why(scene, conversation)

    return {
        **meaning(explain_why, Meaning.NO, Meaning.NONE, Meaning.UNKNOWN, Meaning.LEAVE, Meaning.MUST),
        Meaning.WONT: refuse,
    }


def unless_either(hears: Hears, question: str) -> Hears:
    """The same reader, which leaves «los dos», «me da igual» to what that means where it is said."""

    def hear(scene: Scene, conversation: Conversation, text: str) -> Turn | None:
        closed = closed_answer(scene, conversation, text, question)
        either = closed is not None and closed.meaning is Meaning.ANY and not closed.words_beside
        return None if either else hears(scene, conversation, text)

    return hear


def which(plain: Row, state: State, key: str, take: Take, *, show: Callable[[str], str] = str) -> Row:
    """The row that asks which of two values of one message is meant: `take` writes one down, `show` is how it is read.

    `plain` is the row of the question itself; what is neither of the two is read as there. `key`: the wording.
    """

    def ask_which(flow: Flow, conversation: Conversation) -> Prompt:
        return Prompt(says=(Say(key),), options=lettered(*map(show, pair_in(conversation))))

    def take_first(scene: Scene, conversation: Conversation) -> Turn:
        return take(conversation, pair_in(conversation)[0])

    def take_second(scene: Scene, conversation: Conversation) -> Turn:
        return take(conversation, pair_in(conversation)[1])

    def take_vouched(scene: Scene, conversation: Conversation) -> Turn | None:
        own = conversation.own_phone
        return take(conversation, own) if own in pair_in(conversation) else None

    return Row(
        state=state,
        question=plain.question,
        asks=ask_which,
        options={"a": take_first, "b": take_second},
        hears=unless_either(plain.hears, plain.question),
        means={
            **meaning(take_first, Meaning.ANY, Meaning.UNKNOWN, Meaning.LEAVE),
            **refused(plain.question),
            Meaning.THIS: take_vouched,
        },
        plain=PLAIN[plain.question],
        gives_up=plain.gives_up,
    )


def pair_in(conversation: Conversation) -> tuple[str, str]:
    """The two values that are pending."""
    pair = conversation.pending
    if not isinstance(pair, WhichPhone | WhichEmail):
        raise TypeError(f"no two values are pending in {conversation.state}")
    return pair.a, pair.b
