"""Everything that can happen in a chat. The machine answers each of these in every state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from flows.lead import Attachment
from flows.outcomes import Told

SignType = Literal["venta", "alquiler", "ambos", "general"]
SignState = Literal["active", "paused", "retired", "unassigned"]
SignKind = Literal["s", "l", "t"]  # sign, link or post, test (signs §2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A printed or posted code as the registry knows it. `code` has six symbols, without the hyphen; `url` is the
    property's public page, if there is one. `piece` and `place`: what it is printed on and where it hangs. `related`
    (an agent's e-mail) or `rule` (a round-robin rule's UID): who gets its leads, else the agency's default."""

    code: str
    title: str
    property_uid: str = ""
    url: str = ""
    type: SignType = "general"
    state: SignState = "active"
    kind: SignKind = "s"
    piece: str = ""
    place: str = ""
    campaign: str = ""
    related: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ad:
    """An ad that was tapped in WhatsApp: its id at Meta, its headline, and the click's id; any may be empty."""

    id: str = ""
    headline: str = ""
    click: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSeen:
    """A code found in a message, and what the registry said. At most one of `sign` and `maybe` is set.

    `code` is what was read, six symbols; `sign` the registry's row; `maybe` the only active sign within one symbol of
    a damaged code. Neither: a code nobody issued. `link` is «s» sign, «l» link or post, «t» staff test (signs §2).
    `others`: further codes in the same message.
    """

    code: str
    sign: Sign | None = None
    maybe: Sign | None = None
    link: SignKind = "s"
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """What the platform says of the person. `phone` is E.164 and vouched for by the channel, else empty."""

    profile_name: str = ""
    phone: str = ""
    language: str = ""  # IETF tag of the person's app, for example «pt-br»


NOBODY = Sender()


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What still counts of a lead that this chat's conversation does not remember (promises §4). `phone`: E.164 where
    the conversation knows the number, else a mark that is the same for the same number."""

    at: datetime
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Happened:
    """What every event carries. `fresh`: 32 hex digits, drawn at random when the event was stored, so that ids made
    from it are the same in a retry. `ad`: the message followed a tap on one. `test`: a member of staff tries a sign.
    `shown`: the step of the last summary that had left when this came, 0 for none; None where all we say is seen.
    `forgotten`: looked up, leads of the last 30 days that were erased."""

    fresh: str = "0" * 32
    sender: Sender = NOBODY
    ad: Ad | None = None
    test: bool = False
    shown: int | None = None
    forgotten: tuple[Forgotten, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Started(_Happened):
    """«/start», with the payload of a link if there was one."""

    kind: Literal["started"] = "started"
    payload: str = ""
    seen: CodeSeen | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextReceived(_Happened):
    """A text. `message` is the platform's id of it, for later edits; `seen` the first code in it, looked up.

    `redacted`: a number that is never kept was taken out before anything was stored.
    """

    kind: Literal["text"] = "text"
    text: str
    message: str = ""
    redacted: bool = False
    seen: CodeSeen | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextEdited(_Happened):
    """The person changed a text they had sent."""

    kind: Literal["edited"] = "edited"
    text: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionTapped(_Happened):
    """A button or list row. `option` is the id we gave it, `step` the step it was shown in, None if it did not say."""

    kind: Literal["tapped"] = "tapped"
    option: str
    step: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactShared(_Happened):
    """A contact card. `phone` as the platform wrote it; `whose`: only «own» is vouched for by the platform."""

    kind: Literal["contact"] = "contact"
    phone: str
    whose: Literal["own", "other", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationShared(_Happened):
    """A place. The coordinates are not kept, so they are not here."""

    kind: Literal["location"] = "location"


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaReceived(_Happened):
    """A voice note, a file of any kind, a sticker, or something we cannot name. `attachment`: where the agency keeps
    media, how to find the file at its platform."""

    kind: Literal["media"] = "media"
    what: Literal["voice", "file", "sticker", "unknown"]
    caption: str = ""
    message: str = ""
    seen: CodeSeen | None = None
    attachment: Attachment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarded(_Happened):
    """Words of somebody else that the person passed on, a text or what stood beside a file. No answer to anything."""

    kind: Literal["forwarded"] = "forwarded"
    text: str
    seen: CodeSeen | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupAddressed(_Happened):
    """Somebody spoke to us in a group or channel, where we do not work."""

    kind: Literal["group"] = "group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked(_Happened):
    """The person blocked us, or the platform says that nothing reaches them any more."""

    kind: Literal["blocked"] = "blocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unblocked(_Happened):
    """The person can be written to again; «/start» normally follows."""

    kind: Literal["unblocked"] = "unblocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flooded(_Happened):
    """More messages than we read; told once an hour at most, by the store."""

    kind: Literal["flooded"] = "flooded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheard(_Happened):
    """A receipt of ours was dropped: it came too late for the platform, or there was no room for it."""

    kind: Literal["unheard"] = "unheard"


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnFailed(_Happened):
    """An earlier event of this chat was parked because applying it failed three times."""

    kind: Literal["failed"] = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadSettled(_Happened):
    """What became of a lead of this chat. `after_unclear`: an earlier attempt may already have reached the CRM."""

    kind: Literal["settled"] = "settled"
    lead: str
    told: Told
    after_unclear: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerDue(_Happened):
    """A timer that an earlier turn set. `about` is what that turn gave it, for example a lead's id."""

    kind: Literal["timer"] = "timer"
    name: Literal["receipt", "outcome", "nudge", "fragments"]
    about: str = ""


Said = Started | TextReceived | OptionTapped | ContactShared | LocationShared | MediaReceived | Forwarded
Event = (
    Said | TextEdited | GroupAddressed | Blocked | Unblocked | Flooded | Unheard | TurnFailed | LeadSettled | TimerDue
)
