"""How a message is heard: which round it belongs to, and whether it is an option, a command, or an answer.

The order within a round is that of CONVERSATION §6: words that end everything, a sign's code, the options shown, the
words that always work, and then the answer to what is pending. Whatever its row does not understand is a detour or a
miss.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import assert_never

from flows.afterwards import after_the_end, beside_a_person, edited_after_the_end
from flows.commands import (
    ALWAYS_HEARD,
    FIRST_OF_ALL,
    command_in,
    follow_up,
    has_answers,
    last_sent,
    obey,
    restart,
    skip,
)
from flows.conversation import (
    EMPTY,
    Asked,
    CardOf,
    ChangeOf,
    Conversation,
    OddEmail,
    Pending,
    ProposedName,
    ProposedPhone,
    State,
    WhichEmail,
    WhichPhone,
)
from flows.events import (
    ContactShared,
    Forwarded,
    LocationShared,
    MediaReceived,
    OptionTapped,
    Said,
    Started,
    TextEdited,
    TextReceived,
)
from flows.facts import (
    WORTH_NOTING,
    answer_to,
    closed_answer,
    kept_waiting,
    noted,
    passed_on,
    points_at_own_phone,
    take_facts,
    wants_other_phone,
    with_aside,
)
from flows.flow import Flow
from flows.lead import Phone
from flows.outcome import say_it_again
from flows.person import (
    DETOURS,
    HUMAN_LASTS,
    aside_from,
    is_over,
    paused,
    put_off,
    returned,
    standing,
    wait_for_person,
)
from flows.replies import Message, Option, Prompt, Reply, Say
from flows.rounds import decline, fresh_round, open_round, seen_in, switch_sign, with_passed_on
from flows.shown import gained, still_good
from flows.states import asked, at_next_question, at_question, deed_of, explained, move_on, offered, question_of, row_of
from flows.states.row import Row
from flows.turn import (
    AT_END,
    Scene,
    Timer,
    Turn,
    aside,
    ask,
    ask_about,
    explain,
    go_on,
    say_first,
    silence,
    tell,
    turned_to,
    write_down,
)
from flows.understanding.closed import Closed, Meaning
from flows.understanding.commands import Command, Language, Plain, read_command, read_field
from flows.understanding.detour import is_insult, read_detour
from flows.understanding.echo import is_ours, read_echo
from flows.understanding.language import detect, named_language
from flows.understanding.message import read
from flows.understanding.name import insisted_name
from flows.understanding.options import read_option
from flows.understanding.phone import read_shared, show_phone
from flows.understanding.place import read_place
from flows.understanding.text import bare, clean_line, clean_note, has_no_words
from flows.understanding.words import closed_lexicon
from flows.understanding.yesno import is_courtesy
from flows.wording import placeholders, render

HALFWAY_AFTER = timedelta(hours=24)
FORGOTTEN_AFTER = timedelta(days=7)
ROUND_ENDS = timedelta(hours=24)  # after DONE: what comes later begins a new round
PATIENCE = timedelta(minutes=10)  # a second insult within it, and we are silent
SULKS = timedelta(hours=24)
MOST_EXPLAINED = 2  # times a question is explained before we go on without an answer, where we can
SWITCHES_AT = 4  # words of a message that switch the language by itself
BEFORE_SENDING = (State.CONSENT, State.CONSENT_MORE, State.REVIEW, State.EDIT, State.OWN)
ODD_EMAIL = 254  # characters
FRESH = (State.START, State.CANCELLED, State.DECLINED)
JOINED = (State.NAME, State.NOTES)  # where people write one answer in several bubbles
AS_WRITTEN = (State.NOTES, State.REVIEW)  # what is typed there is the person's own words, codes and all
MOST_FRAGMENTS = 20
MOST_POINTING = 4  # figures that can point at a number; with more of them it is another number
MOST_APART = timedelta(minutes=10)  # two pieces of one answer, where the timer between them was lost


def answer(scene: Scene, conversation: Conversation, event: Said) -> Turn:
    """Somebody said something, and we are not pausing."""
    if conversation.state is State.PAUSED:
        return hear_paused(scene, conversation, event)
    return respond(scene, conversation, event)


def respond(scene: Scene, conversation: Conversation, event: Said) -> Turn:
    """It begins a round, comes after a long silence or from another flow, or answers what is pending."""
    if conversation.state in (State.CANCELLED, State.DECLINED) and says_goodbye(scene, conversation, event):
        return silence(conversation)
    if conversation.state in FRESH or is_long_done(scene, conversation):
        return first_words(scene, conversation, event)
    if conversation.fragments:
        return after_fragments(scene, conversation, event)
    if is_forgotten_detour(scene, conversation):
        return respond(scene, returned(conversation), event)
    if scene.silent_for >= HALFWAY_AFTER and conversation.state not in AT_END and seen_in(event) is None:
        return break_silence(scene, conversation, event)
    if conversation.version != scene.flow.version:
        return pick_up(scene, conversation, event)
    if conversation.state is State.HUMAN and isinstance(
        event, ContactShared | LocationShared | MediaReceived | Forwarded
    ):
        return wait_for_person(scene, conversation)
    match event:
        case Started():
            return start_again(scene, conversation, event)
        case TextReceived():
            return hear_redacted(scene, conversation, event) if event.redacted else hear(scene, conversation, event)
        case OptionTapped():
            return tapped(scene, conversation, event)
        case ContactShared():
            return take_contact(scene, conversation, event)
        case LocationShared():
            return aside(conversation, Say("LOCATION"))
        case MediaReceived():
            return take_media(scene, conversation, event)
        case Forwarded():
            return take_forwarded(scene, conversation, event)
        case _:
            assert_never(event)


def says_goodbye(scene: Scene, conversation: Conversation, event: Said) -> bool:
    """After a refusal or a cancelling: thanks, or another no."""
    if not isinstance(event, TextReceived) or event.seen or command_in(scene, event):
        return False
    closed = closed_answer(scene, conversation, event.text)
    thanks = bare(event.text) in scene.flow.words.of("answer.polite")
    return thanks or (closed is not None and closed.meaning in (Meaning.NO, Meaning.NONE, Meaning.WONT))


def first_words(scene: Scene, conversation: Conversation, event: Said) -> Turn:
    """The first message of a round: a greeting, unless it asks for something that can be had at once."""
    match command := command_in(scene, event):
        case Plain.HELP | Plain.PERSON | Plain.OUT | Plain.PRIVACY | Plain.MY_DATA | Plain.ERASE | Language():
            return obey(scene, fresh_round(scene.flow, conversation, event), command, "")
        case _:
            turn = open_round(scene, conversation, event)
            return say_first(turn, *cannot_read(event)) if isinstance(event, MediaReceived) else turn


def hear_paused(scene: Scene, conversation: Conversation, event: Said) -> Turn:
    """We said that we are silent for a while. «Seguir» ends it, and what always works still does."""
    if is_over(conversation.paused_until, timedelta(0), scene.now):
        return answer(scene, returned(conversation), event)
    if seen_in(event):
        return answer(scene, returned(conversation), event)
    command = command_in(scene, event)
    if isinstance(event, TextReceived) and command in ALWAYS_HEARD:
        return obey(scene, conversation, command, event.text)
    return silence(conversation)


def is_forgotten_detour(scene: Scene, conversation: Conversation) -> bool:
    """After the end they asked for a person, or began to erase or to switch language, and it is long ago."""
    if conversation.state not in DETOURS or standing(conversation) not in AT_END:
        return False
    if conversation.state is State.HUMAN:
        return is_over(conversation.human_since, HUMAN_LASTS, scene.now)
    return scene.silent_for >= HALFWAY_AFTER


def break_silence(scene: Scene, conversation: Conversation, event: Said) -> Turn:
    """After a day: ask whether to go on. After a week, or before consent, begin anew."""
    known = returned(conversation) if conversation.state in DETOURS else conversation
    if known.consent is None or scene.silent_for >= FORGOTTEN_AFTER:
        return first_words(scene, known, event)
    command = command_in(scene, event)
    if isinstance(event, TextReceived) and command in ALWAYS_HEARD:
        return obey(scene, known, command, event.text)
    if isinstance(event, TextReceived):
        known = kept_waiting(scene, replace(known, waiting=()), event.text)
    return ask(aside_from(with_passed_on(known, event), State.HALFWAY))


def is_long_done(scene: Scene, conversation: Conversation) -> bool:
    sent = last_sent(conversation)
    return conversation.state is State.DONE and (sent is None or is_over(sent.at, ROUND_ENDS, scene.now))


def pick_up(scene: Scene, conversation: Conversation, event: Said) -> Turn:
    """A conversation of another flow: keep what was given and go on at the first unanswered question of this one. Words
    that always work do so, and who waits for a person goes on waiting."""
    draft = replace(conversation.draft, answers=still_good(scene.flow, conversation.draft))
    current = replace(conversation, version=scene.flow.version, draft=draft)
    if current.state in AT_END and current.sent:
        return respond(scene, current, event)
    if current.consent is None:
        return first_words(scene, replace(current, pending=Asked(State.START)), event)
    onward = at_next_question(scene.flow, current)
    if current.state is State.HUMAN:
        return respond(scene, replace(onward, pending=Asked(State.HUMAN), back=onward.pending), event)
    if command_in(scene, event):
        return respond(scene, onward, event)
    return ask(onward)


def start_again(scene: Scene, conversation: Conversation, event: Started) -> Turn:
    """«/start»: a link's code is always followed; otherwise ask before erasing answers."""
    under_way = conversation.consent is not None and conversation.state not in (*AT_END, State.RETURN)
    if event.seen and under_way:
        return switch_sign(scene, conversation, event.seen, event)
    if event.seen or event.payload or not (under_way and has_answers(conversation)):
        return open_round(scene, conversation, event)
    return restart(scene, conversation)


def hear(scene: Scene, conversation: Conversation, event: TextReceived) -> Turn:
    """A text: an option, a command, or the answer to what is pending, in this order."""
    text = event.text
    command, option = command_here(scene, conversation, event), find_option(scene, conversation, text)
    if command in FIRST_OF_ALL and not (command is Plain.ERASE and option):
        return obey(scene, conversation, command, text)
    if event.test:
        return open_round(scene, conversation, event)
    if event.seen and conversation.state not in AS_WRITTEN:
        return hear_code(scene, conversation, event)
    if option:
        return remember(choose(scene, conversation, option), conversation, event.message)
    if command:
        return obey(scene, conversation, command, text)
    if conversation.state is State.HUMAN:
        return beside_a_person(scene, conversation, text)
    if conversation.state in AT_END:
        return after_the_end(scene, conversation, text)
    if insulted := take_insult(scene, conversation, text):
        return insulted
    if not conversation.fragments and (switched := take_switch(scene, conversation, text)):
        return switched
    if conversation.state is State.PASS_ON:
        return hear_passing(scene, conversation, text)
    if scene.flow.join and conversation.state in JOINED and not has_no_words(text):
        return remember(hold(scene, conversation, text), conversation, event.message)
    return remember(read_answer(scene, conversation, text), conversation, event.message)


def take_switch(scene: Scene, conversation: Conversation, text: str) -> Turn | None:
    """They write another language than the chat's: in a message of four words or more, or in two in a row. What the
    message says is taken in the new one."""
    language = detect(text, scene.flow.words)
    if (
        language in (None, conversation.language)
        or language not in scene.flow.catalogues
        or conversation.state in AS_WRITTEN
    ):
        return None
    if named_language(text, scene.flow.words):
        return ask(in_language(conversation, language), Say("SWITCHED"))
    if len(bare(text).split()) < SWITCHES_AT and conversation.other_language != language:
        return None
    return say_first(read_answer(scene, in_language(conversation, language), text), Say("SWITCHED"))


def in_language(conversation: Conversation, language: str) -> Conversation:
    return replace(conversation, language=language, language_guessed=False, other_language="")


def command_here(scene: Scene, conversation: Conversation, event: TextReceived) -> Command | None:
    """The command that the text is; «otra» is one only after the end, or beside a person."""
    command = command_in(scene, event)
    mere_word = command is Plain.ANOTHER and not {standing(conversation), conversation.state} & {*AT_END, State.HUMAN}
    return None if mere_word else command


def hear_redacted(scene: Scene, conversation: Conversation, event: TextReceived) -> Turn:
    """A text with a number that we never keep: say so, and take what else it says."""
    if has_no_words(event.text):
        return aside(conversation, Say("REDACT"))
    return say_first(hear(scene, conversation, event), Say("REDACT"))


def hear_code(scene: Scene, conversation: Conversation, event: TextReceived | Forwarded) -> Turn:
    """A sign's code, typed or in a link's text: before confirming it changes the property, else it begins a round."""
    if conversation.consent and conversation.state not in (*AT_END, State.RETURN) and event.seen:
        return switch_sign(scene, conversation, event.seen, event)
    return open_round(scene, conversation, event)


def find_option(scene: Scene, conversation: Conversation, text: str) -> str | None:
    """The option that a typed text means: its position, its label, a synonym, or a plain yes or no; None if none."""
    row, words = row_of(conversation), scene.flow.words
    shown = offered(scene.flow, conversation).options
    unshown = tuple(Option(id) for id in row.unshown)
    if named := read_option(text, shown, words) or read_option(text, unshown, words):
        return named.id
    if echoed := read_echo(text, before_them(scene, conversation), scene.flow.catalogue(conversation), words):
        return echoed
    if isinstance(conversation.pending, WhichPhone | WhichEmail):
        return one_of_two(scene, conversation, text)
    if conversation.state in (State.EDIT, State.REVIEW):
        field = read_field(text, words)
        if field and scene.flow.find(field):
            return f"edit_{field}"
    return None


def one_of_two(scene: Scene, conversation: Conversation, text: str) -> str | None:
    """The option that «el que termina en 66» or "the gmail one" points at; None where a value of its own is written."""
    figures = sum(letter.isdecimal() for letter in text)
    if "@" in text or figures > MOST_POINTING or is_echo(scene, conversation, text):
        return None
    choices = before_them(scene, conversation)[0].choices
    lexicon = closed_lexicon(scene.flow.words, conversation.language, scene.flow.language)
    place = read_place(read(text), lexicon, [choice.label for choice in choices])
    return None if place is None else choices[place].id


def before_them(scene: Scene, conversation: Conversation) -> list[Message]:
    """What the person may be looking at: the question, and what explained it."""
    flow, catalogue = scene.flow, scene.flow.catalogue(conversation)
    prompts = prompts_before(flow, conversation)
    return [render(catalogue, Reply(says=one.says, options=one.options), flow.facts) for one in prompts]


def prompts_before(flow: Flow, conversation: Conversation) -> list[Prompt]:
    return [asked(flow, conversation), *([explained(flow, conversation)] if conversation.misses else [])]


def choose(scene: Scene, conversation: Conversation, option: str) -> Turn:
    """Do what an offered option says."""
    row = row_of(conversation)
    if option == "skip":
        return skip(scene, conversation)
    if deed := deed_of(row, option):
        turn = deed(scene, conversation)
    else:
        turn = row.any_option(scene, conversation, option) if row.any_option else None
    return turn or missed(scene, conversation)


def read_answer(scene: Scene, conversation: Conversation, text: str) -> Turn:
    """Take the text as the answer to what is pending; words of our own, said back, tell nothing."""
    turn = read_theirs(scene, conversation, text)
    told = gained(conversation.draft, turn.conversation.draft)
    return missed(scene, conversation, text) if told and is_echo(scene, conversation, text) else turn


def is_echo(scene: Scene, conversation: Conversation, text: str) -> bool:
    """Whether these are a few words of what we asked, and no part of what that offers."""
    flow, catalogue = scene.flow, scene.flow.catalogue(conversation)
    keys = [say.key for one in prompts_before(flow, conversation) for say in one.says]
    shown = [catalogue.texts[key] for key in (*keys, *row_of(conversation).instead)]
    inner = [catalogue.texts[name] for text in shown for name in placeholders(text) if name.isupper()]
    templates = [*shown, *inner]
    return is_ours(text, templates, before_them(scene, conversation), catalogue, flow.words)


def read_theirs(scene: Scene, conversation: Conversation, text: str) -> Turn:
    """Take the text as the answer to what is pending; a greeting or a thank-you is neither an answer nor a mistake.

    The value that was asked for comes first, then what the answer means that is no value, then a bare name.
    """
    if is_courtesy(text, scene.flow.words):
        return ask(conversation)
    if has_no_words(text):
        return take_meaning(scene, conversation, text) or ask(conversation)
    row = row_of(conversation)
    if row.hears_last and (turn := take_meaning(scene, conversation, text)):
        return turn
    if turn := row.hears(scene, conversation, text):
        return agreed(scene, conversation, turn, text)
    if not row.hears_last and (turn := take_meaning(scene, conversation, text)):
        return turn
    behind = returned(conversation)
    if isinstance(conversation.pending, ChangeOf) and not isinstance(behind.pending, ChangeOf):
        return read_answer(scene, behind, text)
    return missed(scene, conversation, text)


def agreed(scene: Scene, conversation: Conversation, turn: Turn, text: str) -> Turn:
    """A yes to what is proposed counts where something else was found beside it: «sí, mi correo es …»."""
    row = row_of(conversation)
    if not row.plain or turn.then != "ask" or turn.conversation.pending != conversation.pending:
        return turn
    closed = closed_answer(scene, conversation, text, row.question)
    yes = row.means.get(Meaning.YES) if closed and closed.meaning in (Meaning.YES, Meaning.FINE) else None
    taken = yes(scene, turn.conversation) if yes else None
    return say_first(taken, *turn.says) if taken else turn


def take_meaning(scene: Scene, conversation: Conversation, text: str) -> Turn | None:
    """What an answer without a value does (CONVERSATION §8.1); words beside it are for the agency. With an address
    among them, which is somebody else's since it was not taken, it is about that person."""
    row = row_of(conversation)
    closed = closed_answer(scene, conversation, text, row.question)
    stated = conversation.number_stated and question_of(conversation) is not None
    if stated and (turn := take_stated(scene, conversation, closed, text)):
        return with_words_beside(scene, turn, closed, text)
    if closed is None or (closed.words_beside and (row.alone or "@" in text)):
        return None
    if row.alone and closed.meaning is not Meaning.ANY and take_facts(scene, conversation, text, row.question).changed:
        return None  # what names a value is one: «los dos» is no «me da igual»
    if row.question and closed.meaning is Meaning.MUST and read_detour(text, scene.flow.words) == "why":
        return None  # «¿para qué lo quieres?» is not whether one must
    beside = closed.words_beside and not row.alone
    known = noted(conversation, text) if beside and conversation.consent else conversation
    turn = mean(scene, known, row, closed, text)  # an answer that sends takes the words beside it along
    return with_words_beside(scene, turn, closed, text) if turn and beside else turn


def with_words_beside(scene: Scene, turn: Turn, closed: Closed | None, text: str) -> Turn:
    """What stands beside an answer goes to the agency, and a question there is answered."""
    if closed is None or not closed.words_beside or turn.conversation.consent is None:
        return turn
    if detour := read_detour(text, scene.flow.words):
        asked = with_aside(scene, turn.conversation, detour, text)
        return say_first(replace(turn, conversation=asked), *answer_to(scene, asked, detour))
    return replace(turn, conversation=noted(turn.conversation, text))


def hear_passing(scene: Scene, conversation: Conversation, text: str) -> Turn:
    """Before what can be sent on to a person: a yes or a no; where nobody asked for a person, also an answer to the
    question behind it (CONVERSATION §7); anything else is for that person, and a later yes still sends (§6)."""
    if turn := take_meaning(scene, conversation, text):
        return turn
    if conversation.guarded_until is not None and scene.now < conversation.guarded_until:
        behind = replace(returned(conversation), guarded_until=conversation.guarded_until)
        if turn := row_of(behind).hears(scene, behind, text):
            return turn
    known = noted(conversation, text) if len(bare(text).split()) >= WORTH_NOTING else conversation
    return wait_for_person(scene, known)


def take_stated(scene: Scene, conversation: Conversation, closed: Closed | None, text: str) -> Turn | None:
    """After the message that stated their number a yes is to that, and «otro» or «a ese no» asks for another one."""
    known = replace(conversation, number_stated=False)
    if wants_other_phone(scene, conversation, closed, text, row_of(conversation).question):
        return ask(turned_to(known, State.PHONE))
    if closed:
        return ask(known) if closed.meaning in (Meaning.YES, Meaning.FINE, Meaning.THIS) else None
    return ask(known) if points_at_own_phone(scene, conversation, text) else None


def mean(scene: Scene, conversation: Conversation, row: Row, closed: Closed, text: str) -> Turn | None:
    """What the row does for a meaning. Everywhere «later» leaves the question pending, what was said before is looked
    for, and who refuses as a whole is asked nothing more."""
    meaning = closed.meaning
    if is_refusal(scene, closed, text) and (row.question or row.state in BEFORE_SENDING):
        return decline(scene, conversation)
    deed = row.means.get(meaning) or (row.means.get(Meaning.YES) if meaning is Meaning.FINE else None)
    if deed:
        return deed(scene, conversation)
    if meaning is Meaning.LATER and (row.question or row.state in (State.HALFWAY, State.RETURN, State.OWN)):
        return put_off(scene, conversation)
    return propose_said(scene, conversation, row.question) if meaning is Meaning.SAID else None


def is_refusal(scene: Scene, closed: Closed, text: str) -> bool:
    """«No quiero dar mis datos»: a refusal as a whole (CONVERSATION §4), not of one answer, nor of more than was given
    («no quiero dar más datos»). What was given is erased then, so nothing else may be said."""
    if closed.meaning is not Meaning.WONT or closed.words_beside:
        return False
    words, said = scene.flow.words, set(bare(text).split())
    data = words.of("change.data")
    more = {word for phrase in words.labels["more"] for word in phrase.split()} - data
    return not data.isdisjoint(said) and more.isdisjoint(said)


def propose_said(scene: Scene, conversation: Conversation, question: str) -> Turn | None:
    """«Ya te lo di»: what an earlier message of theirs holds of that kind is proposed."""
    for earlier in reversed(conversation.draft.asides):
        taken = take_facts(scene, replace(conversation, draft=EMPTY), earlier.words, question).conversation.draft
        if question == "name" and taken.name:
            return ask_about(conversation, ProposedName(taken.name))
        if question == "phone" and taken.phone:
            return ask_about(conversation, ProposedPhone(taken.phone.e164))
        if question == "email" and taken.email:
            return ask_about(conversation, OddEmail(taken.email.address))
    return None


def missed(scene: Scene, conversation: Conversation, text: str = "") -> Turn:
    """The text was no answer: a detour, or explain more each time and then offer the way out (CONVERSATION §2.6). What
    is not understood goes to the agency from four words on."""
    if detour := read_detour(text, scene.flow.words):
        return ask(with_aside(scene, conversation, detour, text), *answer_to(scene, conversation, detour))
    if proposed := insisted(scene, conversation, text):
        return ask_about(conversation, proposed)
    if row_of(conversation).question and len(bare(text).split()) >= WORTH_NOTING:
        conversation = noted(conversation, text)
    return miss(scene, conversation, text)


def miss(scene: Scene, conversation: Conversation, text: str = "") -> Turn:
    """Explain the pending question more than before, or go on without an answer where that is possible."""
    row = row_of(conversation)
    conversation = replace(conversation, lost=conversation.lost + 1)
    way_on = row.gives_up(scene, conversation) if row.gives_up and conversation.misses >= MOST_EXPLAINED else None
    if way_on:
        return go_on(conversation) if conversation.editing else way_on
    refused = clean_line(text, ODD_EMAIL).lower()
    return explain(replace(conversation, misses=conversation.misses + 1, refused=refused), text)


def insisted(scene: Scene, conversation: Conversation, text: str) -> Pending | None:
    """What comes again after it was refused is proposed: insisting wins (CONVERSATION §8.2)."""
    question = row_of(conversation).question
    if not conversation.misses or question not in ("name", "email"):
        return None
    if question == "name":
        name = insisted_name(read(text), scene.flow.words)
        return ProposedName(name) if name else None
    odd = clean_line(text, ODD_EMAIL).lower()
    again = odd == conversation.refused and "@" in odd and " " not in odd
    return OddEmail(odd) if again else None


def take_insult(scene: Scene, conversation: Conversation, text: str) -> Turn | None:
    """The first insult gets an apology and the question again, a second one soon after gets a pause."""
    if not is_insult(text, scene.flow.words):
        return None
    if is_over(conversation.insulted_at, PATIENCE, scene.now):
        return ask(replace(conversation, insulted_at=scene.now), Say("ABUSE1"))
    return tell(paused(scene, replace(conversation, insulted_at=None), SULKS), Say("ABUSE2"))


def remember(turn: Turn, before: Conversation, message: str) -> Turn:
    """Note which question this message answered, so that a later edit of it is a correction."""
    question = question_of(before)
    if not message or question is None:
        return turn
    heard = (*before.heard, (message, question))[-2:]
    return replace(turn, conversation=replace(turn.conversation, heard=heard))


def tapped(scene: Scene, conversation: Conversation, event: OptionTapped) -> Turn:
    """A button: it counts only while its own question is pending."""
    sent = last_sent(conversation)
    if conversation.state in AT_END and sent and event.option == "send" and event.step == sent.step:
        return say_it_again(scene, conversation)
    if is_pending_tap(scene, conversation, event):
        return choose(scene, conversation, event.option)
    return aside(conversation, Say("STALE"))


def is_pending_tap(scene: Scene, conversation: Conversation, tap: OptionTapped) -> bool:
    """Whether a tap is on the question that is pending, and not on an older one."""
    shown = offered(scene.flow, conversation).options
    return tap.step in (None, conversation.step) and any(tap.option == one.id for one in shown)


def take_contact(scene: Scene, conversation: Conversation, event: ContactShared) -> Turn:
    """A card: the person's own answers the phone question; one we are not sure of is asked about."""
    phone = read_shared(event.phone)
    if conversation.state in AT_END and phone and event.whose != "other":
        return follow_up(conversation, show_phone(phone))
    if question_of(conversation) != "phone" or event.whose == "other":
        return aside(conversation, Say("CARD"))
    if phone is None:
        return missed(scene, conversation)
    if event.whose == "own":
        return write_down(conversation, phone=Phone(e164=phone, proven=True))
    return ask_about(conversation, CardOf(phone))


def take_media(scene: Scene, conversation: Conversation, event: MediaReceived) -> Turn:
    """What we cannot read is said kindly; words written beside it count as if they had come alone."""
    if event.caption:
        written = TextReceived(fresh=event.fresh, text=event.caption, message=event.message, seen=event.seen)
        return say_first(hear(scene, conversation, written), *cannot_read(event))
    return aside(conversation, *cannot_read(event))


def take_forwarded(scene: Scene, conversation: Conversation, event: Forwarded) -> Turn:
    """Somebody else's words answer nothing but what the agency should know; our own link in them is followed."""
    if event.seen and conversation.state not in AS_WRITTEN:
        return hear_code(scene, conversation, event)
    if conversation.state in AT_END:
        return follow_up(conversation, event.text)
    told = passed_on(conversation, event.text)
    match conversation.state:
        case State.CONSENT | State.CONSENT_MORE:
            return explain(replace(told, pending=Asked(State.CONSENT)))
        case State.NOTES:
            return write_down(told, note="")
        case State.REVIEW:
            return ask(told, Say("REVIEW_ADD"))
        case _:
            return ask(told)


def cannot_read(event: MediaReceived) -> tuple[Say, ...]:
    match event.what:
        case "voice":
            return (Say("VOICE"),)
        case "file":
            return (Say("MEDIA"),)
        case "unknown":
            return (Say("ONLY_TEXT"),)
        case "sticker":
            return ()


def correct(scene: Scene, conversation: Conversation, event: TextEdited) -> Turn:
    """An edited message corrects the answer to this or the previous question; any other edit changes nothing."""
    if conversation.state in AT_END:
        return edited_after_the_end(scene, conversation, event.text)
    if conversation.consent is None or conversation.state in (State.HUMAN, State.PAUSED):
        return silence(conversation)
    if piece := edited_piece(conversation, event):
        return piece
    if conversation.fragments:
        used = move_on(scene.flow, hear_fragments(scene, conversation))
        corrected = correct(scene, used.conversation, event)
        return corrected if corrected.says or corrected.then else used
    question = dict(conversation.heard).get(event.message)
    if question is None or scene.flow.find(question) is None:
        return ask(conversation, Say("STALE"))
    if question == question_of(conversation):
        return read_answer(scene, conversation, event.text)
    asked = at_question(scene.flow, replace(conversation, editing="changing"), question)
    turn = read_answer(scene, asked, event.text)
    return silence(conversation) if turn.conversation.draft == conversation.draft else turn


def hold(scene: Scene, conversation: Conversation, text: str) -> Turn:
    """One answer in several bubbles: wait a moment whether more of it follows (CONVERSATION §3)."""
    held = replace(conversation, fragments=(*conversation.fragments, clean_note(text))[-MOST_FRAGMENTS:])
    timer = Timer(name="fragments", due_at=scene.now + scene.flow.join)
    return replace(silence(held), timers=(timer,))


def hear_fragments(scene: Scene, conversation: Conversation) -> Turn:
    """They have stopped typing: the pieces are one answer."""
    if not conversation.fragments:
        return silence(conversation)
    text = ("\n" if conversation.state is State.NOTES else " ").join(conversation.fragments)
    return read_answer(scene, replace(conversation, fragments=()), text)


def after_fragments(scene: Scene, conversation: Conversation, event: Said) -> Turn:
    """More came while we waited for the end of an answer: another piece of it, or something else after it."""
    if isinstance(event, TextReceived) and is_piece(scene, conversation, event):
        return hear(scene, conversation, event)
    used = move_on(scene.flow, hear_fragments(scene, conversation))
    confirms = not isinstance(event, Forwarded) and command_in(scene, event) is None
    if used.conversation.state is State.REVIEW and confirms:
        return used  # a summary has to be seen before anything can confirm it (FAILURES P5)
    return respond(scene, used.conversation, event)


def is_piece(scene: Scene, conversation: Conversation, event: TextReceived) -> bool:
    """Whether a text is words of the same answer: no command, no option, no code, and no long time after."""
    other_flow = conversation.version != scene.flow.version
    if other_flow or scene.silent_for >= MOST_APART or has_no_words(event.text):
        return False
    if is_insult(event.text, scene.flow.words):
        return False
    taken = read_command(event.text, scene.flow.words) or find_option(scene, conversation, event.text)
    return not (taken or event.redacted or (event.seen and conversation.state not in AS_WRITTEN))


def edited_piece(conversation: Conversation, event: TextEdited) -> Turn | None:
    """An edit of a piece that still waits for the rest of its answer; None where it is of something else."""
    for age, (message, _) in enumerate(reversed(conversation.heard), 1):
        if message == event.message and age <= len(conversation.fragments):
            pieces = list(conversation.fragments)
            pieces[-age] = clean_note(event.text)
            return silence(replace(conversation, fragments=tuple(pieces)))
    return None
