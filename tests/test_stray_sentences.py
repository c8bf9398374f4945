"""What people say beside the question changes no answer that they gave (conversation §8.2, §10).

The sentences were written by people's habits, not by our vocabulary; nobody tunes words for them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

from flows.conversation import Asked, ChangeOf, Conversation, Draft, PlainState, State
from flows.lead import Consent, Email, Intent, Phone
from tests.chats import NOON, Chat

AT_LEAST = 0.98
LANGUAGES = ("es", "en", "fr", "pt", "it", "de", "ru", "ht")
ASKED: dict[str, PlainState] = {
    "wish": State.INTENT,
    "name": State.NAME,
    "phone": State.PHONE,
    "email": State.EMAIL,
    "note": State.NOTES,
    "summary": State.REVIEW,
}
GIVEN = Draft(
    intent=Intent.RENT,
    name="Ana Peña",
    phone=Phone(e164="+18295550134", proven=False),
    email=Email(address="ana.gil@example.com"),
)


@dataclass(frozen=True, slots=True)
class Stray:
    lang: str
    asked: str
    text: str


STRAY = [
    Stray(**json.loads(line))
    for line in (Path(__file__).parent / "understanding/stray.jsonl").read_text(encoding="utf-8").splitlines()
]


def asked_again(stray: Stray) -> Chat:
    """A chat in that language where all is given and one question is asked once more."""
    chat = Chat()
    note = None if stray.asked == "note" else ""
    chat.conversation = Conversation(
        version=chat.flow.version,
        pending=Asked(ASKED[stray.asked]),
        language=stray.lang,
        consent=Consent(text_version="1", at=NOON, language=stray.lang),
        draft=replace(GIVEN, note=note),
        editing="" if stray.asked in ("note", "summary") else "stepped_back",
        summary_step=0 if stray.asked == "summary" else None,
        last_heard_at=NOON,
    )
    return chat


def what_it_did(stray: Stray) -> str:
    """What a sentence did that it must not, «» where it did nothing."""
    chat = asked_again(stray)
    chat.say(stray.text)
    after = chat.conversation
    changed = [
        f"{field}: {getattr(after.draft, field)}"
        for field in ("intent", "name", "phone", "email")
        if getattr(after.draft, field) != getattr(GIVEN, field)
    ]
    if isinstance(after.pending, ChangeOf):
        changed.append(f"asks to change {after.pending.field} to {after.pending.value}")
    if stray.asked not in ("note", "summary") and after.state is State.REVIEW:
        changed.append("is taken for the same answer")
    if stray.asked == "note" and not after.draft.note:
        changed.append("is no note")
    if chat.leads or after.state in (State.SENDING, State.CANCELLED):
        changed.append(f"is {after.state}")
    return ", ".join(changed)


def test_the_sentences_are_many_and_of_all_languages() -> None:
    """Hundreds of them, over all questions and languages."""
    assert len(STRAY) >= 500
    assert {(one.lang, one.asked) for one in STRAY} == {(lang, asked) for lang in LANGUAGES for asked in ASKED}


def test_stray_sentences_change_nothing() -> None:
    """Of what is said beside the question 98 of 100 sentences leave every answer as it was given."""
    did = {stray: done for stray in STRAY if (done := what_it_did(stray))}
    named = "\n".join(f"{one.lang} {one.asked}: {one.text!r} {done}" for one, done in did.items())
    assert len(did) <= (1 - AT_LEAST) * len(STRAY), f"{len(did)} of {len(STRAY)}:\n{named}"
