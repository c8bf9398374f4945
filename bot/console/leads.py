"""«Leads»: all of them, one with its whole story, and what a person can do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from aiohttp import web

from adapters.console import LeadLine
from adapters.records import LeadRow
from bot.console.doors import EVERYBODY, OWNER, PEOPLE, Door
from bot.console.lists import GROUPS, PERIODS, Filters, find_leads, read_filters, read_place
from bot.console.masking import masked_email, masked_name, masked_phone, masked_text
from bot.console.signing_in import right_password
from bot.console.today import DISCARD_REASONS, TO_MEND
from bot.console.visit import Visit
from bot.phone_spellings import spellings
from bot.settings.model import Agency
from flows.lead import Email, Intent, Lead, Phone
from flows.understanding.code import show_code
from flows.understanding.numbering import show_phone
from flows.understanding.text import clean_line, clean_note

EDITABLE = ("queued", "unclear", "rejected", "parked")
NAME_LONGEST, EMAIL_LONGEST, NOTE_LONGEST = 100, 254, 2000


async def show_list(visit: Visit) -> web.StreamResponse:
    """A page of them."""
    query = visit.request.query
    filters = read_filters(query)
    if not visit.may_see:  # a search would tell what is masked
        filters = replace(filters, sought="")
    before = read_place(query.get("before", ""))
    desk, agency = visit.shared.reading.desk, visit.user.agency
    found = await find_leads(desk, agency, filters, before, visit.now, visit.agency.region)
    return visit.page(
        "leads",
        found=found,
        filters=filters,
        groups=GROUPS,
        periods=PERIODS,
        intents=list(Intent),
        channels=list(visit.agency.channels),
        is_filtered=filters != Filters(),
        is_first=before is None,
        next=link(filters, before=f"{found.more.at}.{found.more.id}") if found.more else "",
        link=link,
        filtered=replace,
        shown=Shown(visit, revealed=False),
    )


def link(filters: Filters, **more: str) -> str:
    """The address of such a list."""
    asked = {
        "group": filters.group if filters.group != "all" else "",
        "period": filters.period if filters.period != "all" else "",
        "channel": filters.channel,
        "intent": filters.intent,
        "code": filters.code,
        "q": filters.sought,
        **more,
    }
    return "?" + urlencode({name: value for name, value in asked.items() if value})


class Shown:
    """What of a lead this visit shows: masked, unless it was asked for and may be."""

    def __init__(self, visit: Visit, *, revealed: bool) -> None:
        self.revealed = revealed and visit.may_see
        self._may_see = visit.may_see

    def name(self, lead: Lead) -> str:
        return lead.full_name if self._may_see else masked_name(lead.full_name)

    def phone(self, lead: Lead) -> str:
        e164 = lead.phone.e164
        return (show_phone(e164) if e164 else "") if self.revealed else masked_phone(e164)

    def email(self, lead: Lead) -> str:
        """«» where none was given."""
        if not lead.email.given:
            return ""
        return lead.email.address if self.revealed else masked_email(lead.email.address)

    def words(self, said: str) -> str:
        if not self._may_see:
            return "…"
        return said if self.revealed else masked_text(said)

    def code(self, lead: Lead) -> str:
        return show_code(lead.code) if len(lead.code) == 6 else lead.code  # as printed


async def show(visit: Visit) -> web.StreamResponse:
    """One with its story."""
    return await lead_page(visit, await find(visit))


async def named(visit: Visit) -> web.StreamResponse:
    """On to a lead by its reference, as alerts name it."""
    found = await visit.shared.reading.desk.leads_named(
        visit.user.agency, visit.request.match_info["reference"], (), ""
    )
    if not found:
        raise web.HTTPNotFound
    return visit.back(to=f"/console/leads/{found[0].lead.id}")


async def reveal(visit: Visit) -> web.StreamResponse:
    """The same with phone and e-mail; who asked for it is on record."""
    line, row = await find(visit)
    await visit.note("reveal", line.lead.id)
    return await lead_page(visit, (line, row), revealed=True)


async def lead_page(visit: Visit, found: tuple[LeadLine, LeadRow], *, revealed: bool = False) -> web.Response:
    from bot.console.chats import bubbles_of

    line, row = found
    desk, people, agency = visit.shared.reading.desk, visit.shared.store.people, visit.user.agency
    talk = await desk.chat(agency, line.chat)
    sign = await visit.shared.reading.find_sign(line.lead.code) if line.lead.code else None
    shown = Shown(visit, revealed=revealed)
    return visit.page(
        "lead",
        line=line,
        row=row,
        lead=line.lead,
        shown=shown,
        bubbles=bubbles_of(talk[1] if talk else (), shown, visit),
        deeds=await people.deeds(agency, about=line.lead.id),
        sign=sign if sign and sign.agency == agency else None,
        crm_refuses=(await visit.shared.reading.blocked_crms()).get(agency),
        editable=line.state in EDITABLE,
        to_mend=TO_MEND,
        discard_reasons=DISCARD_REASONS,
        to_call=row.lead.phone.e164 if shown.revealed else "",
    )


async def find(visit: Visit) -> tuple[LeadLine, LeadRow]:
    """The lead in the path, where it is one of the user's agency. Raises HTTPNotFound."""
    found = await visit.shared.reading.desk.lead(visit.user.agency, visit.request.match_info["lead"])
    if found is None:
        raise web.HTTPNotFound
    return found


async def resend(visit: Visit) -> web.StreamResponse:
    line, _ = await find(visit)
    done = await visit.shared.store.resend(line.lead.id, visit.now)
    if done:
        visit.shared.ring()
        await visit.note("resend", line.lead.id)
    return visit.back("resent" if done else "too_late")


async def discard(visit: Visit) -> web.StreamResponse:
    """Never send it; the reason is asked for, because somebody will ask for it."""
    line, _ = await find(visit)
    why = visit.form.get("why", "")
    if why not in DISCARD_REASONS:
        raise web.HTTPBadRequest
    done = await visit.shared.store.discard(line.lead.id, visit.now)
    if done:
        await visit.note("discard", line.lead.id, why=why)
    return visit.back("discarded" if done else "too_late")


async def done(visit: Visit) -> web.StreamResponse:
    """What the person wrote after sending is dealt with."""
    line, _ = await find(visit)
    await visit.shared.store.finish_follow_ups(line.lead.id, visit.user.login, visit.now)
    await visit.note("written_done", line.lead.id)
    return visit.back("done")


async def followed(visit: Visit) -> web.StreamResponse:
    """Somebody spoke with a person whom the CRM knew already."""
    line, _ = await find(visit)
    if await visit.shared.store.desk.follow_lead(visit.user.agency, line.lead.id, visit.now):
        await visit.note("followed", line.lead.id)
    return visit.back("done")


async def erased(visit: Visit) -> web.StreamResponse:
    """Somebody deleted the person in the CRM, as they had asked."""
    line, _ = await find(visit)
    if await visit.shared.store.desk.finish_erase_task(visit.user.agency, line.lead.id):
        await visit.note("erased_in_crm", line.lead.id)
    return visit.back("done")


async def ask_edit(visit: Visit) -> web.StreamResponse:
    """The form, filled; opening it shows a person's data, and so it is on record."""
    line, row = await find(visit)
    if line.state not in EDITABLE:
        return visit.back("too_late", to=f"/console/leads/{line.lead.id}")
    await visit.note("reveal", line.lead.id)
    lead = line.lead
    values = {
        "name": lead.full_name,
        "phone": show_phone(lead.phone.e164) if lead.phone.e164 else "",
        "email": lead.email.address if lead.email.given else "",
        "notes": "\n".join(lead.notes),
    }
    return visit.page("lead_edit", line=line, row=row, lead=lead, values=values, errors={})


async def edit(visit: Visit) -> web.StreamResponse:
    """Save it and send it again; what cannot be right is said beside its field."""
    line, row = await find(visit)
    values = {name: visit.form.get(name, "") for name in ("name", "phone", "email", "notes")}
    edited, errors = read_edit(line.lead, values, visit.agency.region, no_email=no_email_of(visit.agency))
    if errors:
        return visit.page("lead_edit", 422, line=line, row=row, lead=line.lead, values=values, errors=errors)
    if not await visit.shared.store.desk.edit_lead(visit.user.agency, edited):
        return visit.back("too_late", to=f"/console/leads/{line.lead.id}")
    await visit.note("edit", line.lead.id)
    if await visit.shared.store.resend(line.lead.id, visit.now):
        visit.shared.ring()
        await visit.note("resend", line.lead.id)
    return visit.back("resent")


def no_email_of(agency: Agency) -> str:
    """The domain of those without an address, also where the chat passes them to a person."""
    usual: str = Agency.model_fields["no_email"].default
    return usual if agency.no_email == "person" else agency.no_email


def read_edit(lead: Lead, values: dict[str, str], region: str, *, no_email: str) -> tuple[Lead, dict[str, str]]:
    """The lead with these values, and which fields cannot be right: each with the key of what is said. `no_email`: the
    domain of those without an address."""
    errors = {}
    name = clean_line(values["name"], NAME_LONGEST)
    if len(name) < 2:  # «Li»
        errors["name"] = "name"
    phones = sorted(spellings(values["phone"], {region}))
    if len(phones) != 1:
        errors["phone"] = "phone"
    email = values["email"].strip()
    address = read_address(email) if email else ""
    if email and not address:
        errors["email"] = "email"
    phone = lead.phone if phones == [lead.phone.e164] else Phone(e164=phones[0] if phones else "")
    kept = lead.email if not lead.email.given else Email(address=f"sc-{lead.id[:8]}@{no_email}", given=False)
    notes = tuple(filter(None, (clean_note(line) for line in values["notes"][:NOTE_LONGEST].splitlines())))
    mail = Email(address=address) if address else kept
    return replace(lead, full_name=name, phone=phone, email=mail, notes=notes, held=""), errors


def read_address(written: str) -> str:
    """As it is written on the wire; «» for what is no address."""
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(written[:EMAIL_LONGEST], check_deliverability=False)
    except EmailNotValidError:
        return ""
    return found.ascii_email or ""


async def ask_export(visit: Visit) -> web.StreamResponse:
    return visit.page("export", error="", periods=PERIODS, period=read_filters(visit.request.query).period)


async def export(visit: Visit) -> web.StreamResponse:
    """A table for a spreadsheet. It asks the password again and is on record, because it takes everybody along."""
    period = visit.form.get("period", "30")
    if not await right_password(visit):
        return visit.page("export", 403, error="wrong", periods=PERIODS, period=period)
    from bot.console.export import stream_leads

    await visit.note("export", why=period if period in PERIODS else "all")
    return await stream_leads(visit, period)


LEAD = r"/leads/{lead:[0-9a-fA-F-]{1,64}}"
DOORS: Sequence[Door] = (
    Door("GET", "/leads", show_list, EVERYBODY),
    Door("GET", "/leads/export", ask_export, OWNER),
    Door("POST", "/leads/export", export, OWNER),
    Door("GET", "/leads/{reference:R-[0-9A-Z]{1,12}}", named, EVERYBODY),
    Door("GET", LEAD, show, EVERYBODY),
    Door("POST", f"{LEAD}/reveal", reveal, PEOPLE),
    Door("GET", f"{LEAD}/edit", ask_edit, PEOPLE),
    Door("POST", f"{LEAD}/edit", edit, PEOPLE),
    Door("POST", f"{LEAD}/resend", resend, EVERYBODY),
    Door("POST", f"{LEAD}/discard", discard, PEOPLE),
    Door("POST", f"{LEAD}/done", done, PEOPLE),
    Door("POST", f"{LEAD}/followed", followed, PEOPLE),
    Door("POST", f"{LEAD}/erased", erased, PEOPLE),
)
