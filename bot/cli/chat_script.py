"""What a script may do in a chat, one JSON object a line, and what it is answered (`leadbot chat --json`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta

from adapters.language import tr
from adapters.telegram_texts import clean
from bot.channels import KINDS
from bot.cli.json_lines import BadLine, read_line, text_of
from bot.talk import Heard, Talk
from bot.talk_crm import is_said
from bot.talks import Person, Talks, read_code
from flows.conversation import Conversation, Draft

NEW_KEYS = ("channel", "phone", "profile", "language", "sign")
NAME_LIMIT = 129  # characters: Telegram's two names of 64, WhatsApp's are shorter
VOUCHED = re.compile(r"\+[1-9][0-9]{6,14}")
CONTACT = re.compile(r"\+?[0-9][0-9 ().-]{6,24}")  # of a card, as people's phones write it
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,3}")
NOBODY_YET = Conversation()


class Script:
    """The chats of one script. The CRM says the same from one chat to the next, until a line changes it."""

    def __init__(self, talks: Talks) -> None:
        self._talks = talks
        self._talk: Talk | None = None
        self._crm_says = "created"
        self._deeds: Mapping[str, Callable[[object], Heard]] = {
            "new": self._begin,
            "say": self._say,
            "tap": self._tap,
            "share": self._share,
            "wait_s": self._wait,
            "crm": self._tell_crm,
        }

    def answer(self, line: bytes) -> dict[str, object]:
        """The answer to a line, which may hold anything: one that cannot be read changes nothing."""
        try:
            deed, value = self._read(line)
            heard = deed(value)
            return told(heard, self._talk.conversation if self._talk else NOBODY_YET)
        except BadLine as error:
            return {"error": str(error)}

    def _read(self, line: bytes) -> tuple[Callable[[object], Heard], object]:
        asked = read_line(line)
        if len(asked) != 1 or not self._deeds.keys() >= asked.keys():
            raise BadLine(
                tr(
                    f"la línea lleva una sola de estas claves: {', '.join(self._deeds)}",
                    f"a line has exactly one of these keys: {', '.join(self._deeds)}",
                )
            )
        [(key, value)] = asked.items()
        return self._deeds[key], value

    def _chat(self) -> Talk:
        if self._talk is None:
            raise BadLine(tr("todavía no hay chat: empieza con «new»", "there is no chat yet: begin with «new»"))
        return self._talk

    # --- one method a key ---

    def _begin(self, value: object) -> Heard:
        """Nobody has said anything yet."""
        channel, person = read_new(value)
        self._talk = self._talks.begin(channel, person, crm_says=self._crm_says)
        return Heard()

    def _say(self, value: object) -> Heard:
        return self._chat().say(text_in(value, "say"))

    def _tap(self, value: object) -> Heard:
        chat, option = self._chat(), text_in(value, "tap")
        if not chat.has_shown(option):
            raise BadLine(
                tr(
                    f"en este chat no se ha mostrado la opción «{option}»",
                    f"the option «{option}» has not been shown in this chat",
                )
            )
        return chat.tap(option)

    def _share(self, value: object) -> Heard:
        chat, phone = self._chat(), text_in(value, "share")
        if not CONTACT.fullmatch(phone):
            raise BadLine(tr("«share» es un número de teléfono", "«share» is a phone number"))
        return chat.share(phone)

    def _wait(self, value: object) -> Heard:
        chat = self._chat()
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise BadLine(tr("«wait_s» son segundos, 0 o más", "«wait_s» are seconds, 0 or more"))
        try:
            return chat.wait(timedelta(seconds=value))
        except OverflowError:
            raise BadLine(
                tr("el reloj de este chat no llega tan lejos", "the clock of this chat does not go that far")
            ) from None

    def _tell_crm(self, value: object) -> Heard:
        said = text_in(value, "crm")
        if not is_said(said):
            raise BadLine(
                tr(
                    "«crm» es created, exists, down, o refused: y un campo, por ejemplo refused:email",
                    "«crm» is created, exists, down, or refused: and a field, for example refused:email",
                )
            )
        self._crm_says = said
        if self._talk:
            self._talk.crm.says = said
        return Heard()


def read_new(value: object) -> tuple[str, Person]:
    """The channel and the person of a new chat; what is left out is empty."""
    if not isinstance(value, dict):
        raise BadLine(tr("«new» no es un objeto JSON", "«new» is not a JSON object"))
    if unknown := [key for key in value if key not in NEW_KEYS]:
        raise BadLine(
            tr(
                f"«new» no tiene la clave «{unknown[0]}»: tiene {', '.join(NEW_KEYS)}",
                f"«new» has no key «{unknown[0]}»: it has {', '.join(NEW_KEYS)}",
            )
        )
    channel = text_of(value, "channel", None)
    if channel not in KINDS:
        raise BadLine(
            tr(f"«new.channel» es uno de: {', '.join(KINDS)}", f"«new.channel» is one of: {', '.join(KINDS)}")
        )
    return channel, Person(
        phone=phone_in(value),
        profile=clean(text_of(value, "profile", ""), NAME_LIMIT),
        language=language_in(value),
        code=sign_in(value),
    )


def phone_in(new: Mapping[str, object]) -> str:
    phone = text_of(new, "phone", "")
    if phone and not VOUCHED.fullmatch(phone):
        raise BadLine(
            tr(
                "«new.phone» es un número con + y código de país, sin espacios, o vacío",
                "«new.phone» is a number with + and the country's code, without spaces, or empty",
            )
        )
    return phone


def language_in(new: Mapping[str, object]) -> str:
    language = text_of(new, "language", "")
    if language and not LANGUAGE.fullmatch(language):
        raise BadLine(
            tr(
                "«new.language» es un idioma como es o pt-br, o vacío",
                "«new.language» is a language like «es» or «pt-br», or empty",
            )
        )
    return language


def sign_in(new: Mapping[str, object]) -> str:
    """The code of the sign there is, empty when there is none."""
    written = text_of(new, "sign", "")
    code = read_code(written) if written else ""
    if code is None:
        raise BadLine(
            tr(
                "«new.sign» no es un código de letrero: prueba con K7M4PF, o null",
                "«new.sign» is not the code of a sign: try K7M4PF, or null",
            )
        )
    return code


def text_in(value: object, key: str) -> str:
    if not isinstance(value, str):
        raise BadLine(tr(f"«{key}» no es un texto", f"«{key}» is not a text"))
    return value


def told(heard: Heard, conversation: Conversation) -> dict[str, object]:
    """The answer to a good line; the options are those of its last message."""
    choices = heard.messages[-1].choices if heard.messages else ()
    return {
        "texts": [message.text for message in heard.messages],
        "options": [{"id": choice.id, "label": choice.label} for choice in choices],
        "state": conversation.state.value,
        "language": conversation.language,
        "draft": draft_of(conversation.draft),
        "lead": heard.body,
    }


def draft_of(draft: Draft) -> dict[str, str | None]:
    """The five answers: None is open, empty was given as nothing."""
    email = draft.email
    return {
        "name": draft.name,
        "phone": draft.phone.e164 if draft.phone else None,
        "email": (email.address if email.given else "") if email else None,
        "intent": draft.intent.value if draft.intent else None,
        "note": draft.note,
    }
