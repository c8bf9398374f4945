"""«Ajustes»: how channels and CRM do, who may sign in, and who did what."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from aiohttp import web

from adapters.alerts import Alert
from adapters.console import ROLES, User
from bot.channels import KINDS
from bot.console.doors import EVERYBODY, OWNER, Door
from bot.console.visit import Visit
from bot.doctor.finding import Finding
from bot.staff.codes import GOOD_FOR, draw_code

LOGIN_LONGEST = 100
GRADES = ("bad", "notice", "good")


async def show(visit: Visit) -> web.StreamResponse:
    return await settings_page(visit)


async def examine(visit: Visit) -> web.StreamResponse:
    """Ask the platforms and the CRM how they do, as `leadbot doctor` does; only what is this agency's is shown."""
    ours = f"agencies.{visit.user.agency}."
    found = [
        one
        for one in await visit.shared.findings()
        if one.about.startswith(ours) or not one.about.startswith("agencies.")
    ]
    return await settings_page(visit, findings=sorted(found, key=lambda one: GRADES.index(one.grade)))


async def settings_page(
    visit: Visit,
    status: int = 200,
    *,
    findings: Sequence[Finding] | None = None,
    error: str = "",
    made: tuple[str, str] | None = None,
    code: str = "",
) -> web.Response:
    """`made`: the name and password of an account that was just given one; `code`: for a chat of staff. Both are shown
    this once."""
    agency, people = visit.user.agency, visit.shared.store.people
    held = {one.channel: one for one in (await visit.shared.reading.desk.tasks(agency)).held}
    is_owner = visit.user.role == "owner"
    return visit.page(
        "settings",
        status,
        channels=[(name, KINDS[one.kind].label, held.get(name)) for name, one in visit.agency.channels.items()],
        crm=held.get(""),
        findings=findings,
        users=await people.users(agency) if is_owner else (),
        staff_chats=await visit.shared.store.staff_chats(agency) if is_owner else (),
        code=code,
        deeds=await people.deeds(agency) if is_owner else (),
        roles=ROLES,
        error=error,
        made=made,
    )


async def add_user(visit: Visit) -> web.StreamResponse:
    """An account with a password of ours, shown once; they change it when they are in."""
    login, role = visit.form.get("login", "").strip().casefold(), visit.form.get("role", "")
    chosen = next((one for one in ROLES if one == role), None)
    if not login or len(login) > LOGIN_LONGEST or " " in login or not login.isprintable() or chosen is None:
        return await settings_page(visit, 422, error="login")
    password = drawn_password()
    hashed = await visit.shared.passwords.hashed(password)
    added = await visit.shared.store.people.add_user(
        agency=visit.user.agency, login=login, role=chosen, password=hashed, now=visit.now
    )
    if not added:
        return await settings_page(visit, 422, error="taken")
    await visit.note("user_added", login)
    return await settings_page(visit, made=(login, password))


async def new_password(visit: Visit) -> web.StreamResponse:
    """For whoever forgot theirs; everything that they had open is closed."""
    user = await find(visit)
    password = drawn_password()
    await visit.shared.store.people.set_password(user.id, await visit.shared.passwords.hashed(password))
    await visit.note("user_password", user.login)
    return await settings_page(visit, made=(user.login, password))


async def new_phone(visit: Visit) -> web.StreamResponse:
    """For whoever lost theirs: they set up another one when they next sign in."""
    user = await find(visit)
    await visit.shared.store.people.set_factor(user.id, "")
    await visit.note("factor_cleared", user.login)
    return visit.back("factor_cleared", to="/console/settings")


async def remove_user(visit: Visit) -> web.StreamResponse:
    user = await find(visit)
    await visit.shared.store.people.remove_user(user.id)
    await visit.note("user_removed", user.login)
    return visit.back("user_removed", to="/console/settings")


async def find(visit: Visit) -> User:
    """The account in the path, where it is another one of the user's agency: nobody locks themselves out. Raises
    HTTPNotFound."""
    user = await visit.shared.store.people.find_user(visit.request.match_info["login"])
    if user is None or user.agency != visit.user.agency or user.id == visit.user.id:
        raise web.HTTPNotFound
    return user


async def staff_code(visit: Visit) -> web.StreamResponse:
    """A code that makes a Telegram chat hear the alerts, good once."""
    code = draw_code()
    await visit.shared.store.add_staff_code(visit.user.agency, code, visit.now + GOOD_FOR, visit.now)
    await visit.note("staff_code")
    return await settings_page(visit, code=code)


async def staff_test(visit: Visit) -> web.StreamResponse:
    """An alert on every way, so that nobody learns on the day that it matters that none arrives."""
    alert = Alert(cause="test", about=f"{visit.now:%Y-%m-%d %H:%M:%S.%f}")
    await visit.shared.store.raise_alert(visit.user.agency, alert, visit.now)
    return visit.back("tested", to="/console/settings")


async def staff_unlink(visit: Visit) -> web.StreamResponse:
    """That chat hears no more alerts."""
    number = int(visit.request.match_info["chat"])
    if all(chat.id != number for chat in await visit.shared.store.staff_chats(visit.user.agency)):
        raise web.HTTPNotFound
    await visit.shared.store.unlink_staff_chat(number)
    await visit.note("staff_unlink", str(number))
    return visit.back("done", to="/console/settings")


def drawn_password() -> str:
    """«1f3a-…»: 80 bits, in pieces that can be read out."""
    return "-".join(secrets.token_hex(2) for _ in range(5))


USER = "/settings/users/{login}"
DOORS: Sequence[Door] = (
    Door("GET", "/settings", show, EVERYBODY),
    Door("POST", "/settings/examine", examine, ("owner", "technician")),
    Door("POST", "/settings/users", add_user, OWNER),
    Door("POST", f"{USER}/password", new_password, OWNER),
    Door("POST", f"{USER}/phone", new_phone, OWNER),
    Door("POST", f"{USER}/remove", remove_user, OWNER),
    Door("POST", "/settings/staff/code", staff_code, OWNER),
    Door("POST", "/settings/staff/test", staff_test, OWNER),
    Door("POST", r"/settings/staff/{chat:\d{1,15}}/unlink", staff_unlink, OWNER),
)
