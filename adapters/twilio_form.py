"""Twilio's form posts about WhatsApp, read: what a person did, and what became of a message of ours.

How the fields really look, with sources: facts/twilio-whatsapp §1 and §5.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from adapters.media import attached
from adapters.sending import Progress
from adapters.webhook import RawRequest
from flows.events import (
    Ad,
    ContactShared,
    Forwarded,
    LocationShared,
    MediaReceived,
    OptionTapped,
    Said,
    Sender,
    TextReceived,
)
from flows.lead import Attachment

FIELD_LIMIT = 300  # form fields that are believed; Twilio sends about twenty
NO_AD = Ad()
AD_LIMIT, CLICK_LIMIT = 120, 512  # characters that are kept of what Meta says of an ad (facts/twilio-whatsapp §1)
CRITICAL = ("AccountSid", "MessageSid", "From", "To", "Body")  # one value each, or the message is not believed
SINGLE_BYTE = {"iso-8859-1", "latin-1", "latin1", "windows-1252", "cp1252"}  # Twilio itself only sends UTF-8
PHONE_ADDRESS = re.compile(r"whatsapp:(\+[1-9][0-9]{6,14})")
MEXICAN = re.compile(r"\+521([0-9]{10})")  # WhatsApp keeps a 1 that nobody dials since 2019
# A name cannot fake it: the quotes inside a JSON text have a backslash before them.
FORWARDED = re.compile(r'"(?:Frequently)?Forwarded"\s*:\s*"?true', re.IGNORECASE)
CARDS = {"text/vcard", "text/x-vcard", "text/directory"}
CARD = re.compile(r"\s*BEGIN:VCARD", re.IGNORECASE)
CARD_PHONE = re.compile(r"^[^:\n]*\bTEL\b[^:\n]*:(?:tel:)?\+?([0-9][0-9 ().-]{6,20})", re.IGNORECASE | re.MULTILINE)
MESSAGE_SID = re.compile(r"(?:SM|MM)[0-9A-Fa-f]{32}")
NAMES_SID = re.compile(r"[A-Za-z]*MessageSid")  # also «SmsMessageSid», «OriginalRepliedMessageSid»
SIGNED_SID = re.compile(rf"MessageSid{MESSAGE_SID.pattern}")
MEDIA_PATH = re.compile(r"/2010-04-01/Accounts/AC\w{32}/Messages/([SM]M\w{32})/Media/(ME\w{32})", re.ASCII)
USER_ID = re.compile(r"whatsapp:[A-Z]{2}\.[0-9A-Za-z.]{1,140}")
SIGNED_USER_ID = "ExternalUserIdwhatsapp:"
OPTION = re.compile(r"([0-9]{1,9}):(\S{1,64})")  # the id we give to buttons and rows: «step:option»

PROGRESS: Mapping[str, Progress] = {
    "accepted": "queued",
    "scheduled": "queued",
    "queued": "queued",
    "sending": "sending",
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "failed": "failed",
    "canceled": "failed",
    "undelivered": "undelivered",
}


class Form(dict[str, list[str]]):
    """A posted form with repeated names kept. `getall` is what `RequestValidator` asks for."""

    getall = dict.__getitem__

    def one(self, name: str) -> str:
        """The first value, without NUL, or «» when there is none."""
        return self.get(name, ("",))[0].replace("\0", "")

    def repeats(self, *names: str) -> bool:
        """Whether one of these came more than once, so that nobody can say which value was meant."""
        return any(len(self.get(name, ())) > 1 for name in names)

    def message_sid(self) -> str | None:
        """Twilio's id of the message; None where there is none, or where fields may have been cut anew.

        Twilio signs names and values as one text, so a signature also fits a form in which something moved from one
        field into the next. Every id in that text must therefore be the value of a field that may hold one.
        """
        sid = self.one("MessageSid")
        if not MESSAGE_SID.fullmatch(sid) or self.repeats("MessageSid"):
            return None
        named = [value for name in self if NAMES_SID.fullmatch(name) for value in set(self[name])]
        return (
            sid
            if len(SIGNED_SID.findall(self._signed())) == sum(map(bool, map(MESSAGE_SID.fullmatch, named)))
            else None
        )

    def user_id(self) -> str:
        """WhatsApp's other id of the sender (facts/twilio-whatsapp §2); «» where it gives none, or the same, or where
        fields may have been cut anew."""
        id = self.one("ExternalUserId")
        if not USER_ID.fullmatch(id) or id == self.one("From") or self.repeats("ExternalUserId"):
            return ""
        return id if self._signed().count(SIGNED_USER_ID) == 1 else ""

    def _signed(self) -> str:
        """What Twilio signs of a form."""
        return "".join(name + value for name in sorted(self) for value in sorted(set(self[name])))


def read_form(request: RawRequest) -> Form:
    """The form of any body at all. What is not UTF-8 is read in the declared charset if that is a single-byte one,
    else with «�» in its place: whether to believe it is for the signature to say."""
    try:
        return _fields(request.body, "utf-8", "strict")
    except UnicodeDecodeError:
        declared = (request.charset or "").lower()
        return _fields(request.body, declared if declared in SINGLE_BYTE else "utf-8", "replace")


def _fields(body: bytes, encoding: str, errors: str) -> Form:
    form = Form()
    for name, value in parse_qsl(body.decode(encoding, errors), True, encoding=encoding, errors=errors):
        form.setdefault(name, []).append(value)
    return form


def read_event(form: Form) -> Said:
    """What the person did, and the ad that brought them there."""
    event = as_passed_on(read_deed(form)) if is_forwarded(form) else read_deed(form)
    ad = Ad(
        id=form.one("ReferralSourceId")[:AD_LIMIT],
        headline=form.one("ReferralHeadline")[:AD_LIMIT],
        click=form.one("ReferralCtwaClid")[:CLICK_LIMIT],
    )
    return replace(event, ad=ad) if ad != NO_AD and not form.repeats(*CRITICAL) else event


def read_deed(form: Form) -> Said:
    """What the person did. A form that contradicts itself is something we could not read, never a guess."""
    sender, sid, text = read_sender(form), form.one("MessageSid"), form.one("Body")
    if form.repeats(*CRITICAL) or sum(map(len, form.values())) > FIELD_LIMIT:
        return MediaReceived(what="unknown", message=sid, sender=sender)
    if option := OPTION.fullmatch(form.one("ButtonPayload") or form.one("ListId")):
        return OptionTapped(option=option[2], step=int(option[1]), sender=sender)
    if form.one("Latitude") and form.one("Longitude"):
        return LocationShared(sender=sender)
    if is_card(form):
        return read_card(form, sender)
    if form.one("NumMedia") not in ("", "0"):
        return read_media(form, sender)
    if text.strip():
        return TextReceived(text=text, message=sid, sender=sender)
    return MediaReceived(what="unknown", message=sid, sender=sender)  # something new


def is_forwarded(form: Form) -> bool:
    """Whether somebody else wrote it; some calls say so only in the JSON that repeats the message's fields."""
    said = (form.one("Forwarded"), form.one("FrequentlyForwarded"))
    return "true" in map(str.lower, said) or FORWARDED.search(form.one("ChannelMetadata")) is not None


def as_passed_on(deed: Said) -> Said:
    match deed:
        case TextReceived(text=words) | MediaReceived(caption=words) if words.strip():
            return Forwarded(text=words, sender=deed.sender)
        case _:
            return deed


def is_card(form: Form) -> bool:
    """A contact, in whichever shape it may come: nobody has seen one (facts/twilio-whatsapp §1)."""
    kind = form.one("MediaContentType0").lower().partition(";")[0]
    return kind in CARDS or form.one("MessageType") in ("contact", "contacts") or bool(CARD.match(form.one("Body")))


def read_card(form: Form, sender: Sender) -> ContactShared:
    """Without a number where that stands in a file, which is not fetched. WhatsApp vouches for the sender's number, so
    a card with that one is their own."""
    found = CARD_PHONE.search(form.one("Body"))
    phone = f"+{''.join(filter(str.isdigit, found[1]))}" if found else ""
    if not (phone and sender.phone):
        return ContactShared(phone=phone, whose="unknown", sender=sender)
    return ContactShared(phone=phone, whose="own" if phone == sender.phone else "other", sender=sender)


def read_media(form: Form, sender: Sender) -> MediaReceived:
    kind = form.one("MediaContentType0").lower()
    what: Literal["voice", "sticker", "file"] = "voice" if kind.startswith("audio/") else "file"
    return MediaReceived(
        what="sticker" if kind == "image/webp" else what,
        caption=form.one("Body"),
        message=form.one("MessageSid"),
        sender=sender,
        attachment=read_attachment(form, kind),
    )


def read_attachment(form: Form, kind: str) -> Attachment | None:
    """The file as two ids, «MM…/ME…»: the host that the form names is nobody's to choose but ours."""
    path = MEDIA_PATH.fullmatch(urlsplit(form.one("MediaUrl0")).path)
    return attached(f"{path[1]}/{path[2]}", kind) if path and kind != "image/webp" else None


def read_sender(form: Form) -> Sender:
    """WhatsApp vouches for a number in `From`; where the person hides it there is none."""
    address = PHONE_ADDRESS.fullmatch(form.one("From"))
    phone = MEXICAN.sub(r"+52\1", address[1]) if address else ""
    return Sender(profile_name=form.one("ProfileName"), phone=phone)


def is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9
