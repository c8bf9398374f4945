"""Signing in: password, second factor, its set-up, and what a user changes of their own (security §2)."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from math import ceil

from aiohttp import web

from bot.console.doors import EVERYBODY, Door, Doorkeeper
from bot.console.visit import HOME, Visit
from bot.signs.visits import address_of

LOGIN_LONGEST = 100


class SigningIn:
    """The pages before all others."""

    def __init__(self, keeper: Doorkeeper) -> None:
        self._keeper = keeper

    def doors(self) -> Sequence[Door]:
        return (
            Door("GET", "/login", self.ask, "anybody"),
            Door("POST", "/login", self.log_in, "anybody"),
            Door("GET", "/second", self.ask_code, "half"),
            Door("POST", "/second", self.take_code, "half"),
            Door("GET", "/setup", self.show_setup, "half"),
            Door("POST", "/setup", self.set_up, "half"),
            Door("POST", "/logout", self.log_out, EVERYBODY),
            Door("GET", "/account", self.account, EVERYBODY),
            Door("POST", "/account/password", self.change_password, EVERYBODY),
            Door("POST", "/account/language", self.change_language, EVERYBODY),
        )

    async def ask(self, visit: Visit) -> web.StreamResponse:
        """The form; or, where nobody can sign in yet, how to change that."""
        return await self._login_page(visit)

    async def log_in(self, visit: Visit) -> web.StreamResponse:
        """One answer for a wrong name and a wrong password, after the same work."""
        login, password = visit.form.get("login", "").strip()[:LOGIN_LONGEST].casefold(), visit.form.get("password", "")
        address, throttle, people = address_of(visit.request), visit.shared.throttle, visit.shared.store.people
        if wait := throttle.wait_s(login, address):
            return await self._login_page(visit, 429, error="wait", minutes=ceil(wait / 60), login=login)
        user = await people.find_user(login)
        throttle.wrong(login, address)  # before the work, so that a hundred at once do not all get through
        if not await visit.shared.passwords.match(user.password if user else None, password) or user is None:
            agency, who = (user.agency, user.login) if user else ("", "")  # as much work for nobody
            await people.note(agency, who, "login_failed", now=visit.now)
            return await self._login_page(visit, 403, error="wrong", login=login)
        throttle.right(login, address)
        return await self._keeper.sign_in(
            visit, user, "password", "/console/second" if user.secret else "/console/setup"
        )

    async def ask_code(self, visit: Visit) -> web.StreamResponse:
        if not visit.user.secret:
            raise web.HTTPSeeOther("/console/setup")
        return visit.page("second", error="", minutes=0)

    async def take_code(self, visit: Visit) -> web.StreamResponse:
        """A code of the app, or one of the recovery codes."""
        from bot.console.factors import as_recovery_code, step_of

        user, people, throttle = visit.user, visit.shared.store.people, visit.shared.throttle
        if not user.secret:
            raise web.HTTPSeeOther("/console/setup")
        guess = (f"code {user.login}", address_of(visit.request))
        if wait := throttle.wait_s(*guess):
            return visit.page("second", 429, error="wait", minutes=ceil(wait / 60))
        throttle.wrong(*guess)
        typed = visit.form.get("code", "")[:40]
        step = step_of(user.secret, typed, visit.now)
        if step is not None and await people.take_step(user.id, step):
            return await self._let_in(visit, "login")
        if await people.use_recovery_code(user.id, as_recovery_code(typed)):
            return await self._let_in(visit, "login_recovery")
        await visit.note("login_failed")
        return visit.page("second", 403, error="wrong", minutes=0)

    async def _let_in(self, visit: Visit, deed: str) -> web.Response:
        visit.shared.throttle.right(f"code {visit.user.login}", address_of(visit.request))
        await visit.note(deed)
        return await self._keeper.sign_in(visit, visit.user, "full", HOME)

    async def show_setup(self, visit: Visit) -> web.StreamResponse:
        return self._setup_page(visit)

    async def set_up(self, visit: Visit) -> web.StreamResponse:
        """The app is known once it gives a right code; then the recovery codes are shown, this once."""
        from bot.console.factors import draw_recovery_codes, secret_for, step_of

        user, people = visit.user, visit.shared.store.people
        if user.secret:
            raise web.HTTPSeeOther("/console/second")
        secret = secret_for(visit.token)
        step = step_of(secret, visit.form.get("code", "")[:40], visit.now)
        if step is None:
            return self._setup_page(visit, 403, error="wrong")
        codes = draw_recovery_codes()
        await people.set_factor(user.id, secret, codes)
        await people.take_step(user.id, step)
        await visit.note("factor_set")
        signed_in = await self._keeper.sign_in(visit, user, "full", HOME)
        page = visit.page("recovery", codes=codes)
        page.cookies.update(signed_in.cookies)
        return page

    async def log_out(self, visit: Visit) -> web.StreamResponse:
        await visit.shared.store.people.end_session(visit.token)
        await visit.note("logout")
        return self._keeper.sign_out("/console/login")

    async def account(self, visit: Visit) -> web.StreamResponse:
        return await self._account_page(visit)

    async def change_password(self, visit: Visit) -> web.StreamResponse:
        """With the old one; whoever else was signed in under this name is not any more."""
        from bot.console.passwords import flaw_of

        user, new = visit.user, visit.form.get("new", "")
        if not await right_password(visit):
            return await self._account_page(visit, 403, error="wrong")
        if flaw := flaw_of(new, user.login):
            return await self._account_page(visit, 422, error=flaw)
        hashed = await visit.shared.passwords.hashed(new)
        await visit.shared.store.people.set_password(user.id, hashed, keep=visit.token)
        await visit.note("password_changed")
        return visit.back("password", to="/console/account")

    async def change_language(self, visit: Visit) -> web.StreamResponse:
        language = visit.form.get("language", "")
        if language not in ("es", "en"):
            raise web.HTTPBadRequest
        await visit.shared.store.people.set_language(visit.user.id, language)
        return visit.back()

    async def _login_page(
        self, visit: Visit, status: int = 200, *, error: str = "", minutes: int = 0, login: str = ""
    ) -> web.Response:
        nobody = not await visit.shared.store.people.users()
        return visit.page("login", status, nobody=nobody, error=error, minutes=minutes, login=login)

    def _setup_page(self, visit: Visit, status: int = 200, *, error: str = "") -> web.Response:
        from bot.console.factors import address_of as said_to_app
        from bot.console.factors import secret_for

        user, secret = visit.user, secret_for(visit.token)
        shown = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
        address = said_to_app(secret, user.login, visit.agency.name)
        return visit.page("setup", status, error=error, secret=shown, qr=qr_image(address), address=address)

    async def _account_page(self, visit: Visit, status: int = 200, *, error: str = "") -> web.Response:
        left = await visit.shared.store.people.recovery_codes(visit.user.id)
        return visit.page("account", status, error=error, recovery_left=left)


async def right_password(visit: Visit) -> bool:
    """Whether the form holds the user's own; for what asks it again. Guesses count as at the front door."""
    user, address, throttle = visit.user, address_of(visit.request), visit.shared.throttle
    if throttle.wait_s(user.login, address):
        return False
    throttle.wrong(user.login, address)
    right = await visit.shared.passwords.match(user.password, visit.form.get("password", ""))
    if right:
        throttle.right(user.login, address)
    return right


def qr_image(text: str) -> str:
    """As an address that an image may have. Black on white also in the dark: some apps read nothing else."""
    import segno

    drawn = io.BytesIO()
    segno.make_qr(text, error="m").save(drawn, kind="svg", border=3, dark="#000", light="#fff", xmldecl=False)
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.getvalue()).decode()
