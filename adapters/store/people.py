"""Who may use the console, with which sessions, and what they did there (security §1).

A session ends after 30 minutes in which nobody did anything, after 12 hours in any case, and with a new password. Only
keyed hashes of cookies and recovery codes are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from adapters.console import Deed, Role, Session, Stage, User
from adapters.store.ledger import UNREADABLE, Engine, Ledger, from_ms, to_ms
from adapters.store.sealing import ERASED

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
HALF_SIGNED_IN = timedelta(minutes=10)  # between the password and the second factor
SEEN_EVERY = timedelta(minutes=1)  # a session is not written at every click
NO_SESSION = b""


class People:
    """The door to them: every method is one job, durable when it returns."""

    def __init__(self, engine: Engine) -> None:
        self._do = engine.do

    async def add_user(self, *, agency: str, login: str, role: Role, password: str, now: datetime) -> bool:
        """`password` is already hashed. False where the name is taken."""
        return await self._do(lambda ledger: ledger.run("add_user", agency, login, role, password, to_ms(now)) > 0)

    async def users(self, agency: str | None = None) -> tuple[User, ...]:
        """None asks for all agencies."""
        return await self._do(lambda ledger: tuple(_user(ledger, *row) for row in ledger.rows("users", agency)))

    async def find_user(self, login: str) -> User | None:
        return await self._do(lambda ledger: _found(ledger, login))

    async def remove_user(self, user: int) -> None:
        """With everything that lets them in."""

        def job(ledger: Ledger) -> None:
            ledger.run("end_sessions", user, NO_SESSION)
            ledger.run("drop_recovery_codes", user)
            ledger.run("remove_user", user)

        await self._do(job)

    async def set_password(self, user: int, password: str, *, keep: str = "") -> None:
        """Hashed already. Every session of theirs ends but that of the cookie `keep`."""

        def job(ledger: Ledger) -> None:
            ledger.run("set_password", user, password)
            ledger.run("end_sessions", user, _token(ledger, keep) if keep else NO_SESSION)

        await self._do(job)

    async def set_factor(self, user: int, secret: str, codes: Sequence[str] = ()) -> None:
        """The second factor and its recovery codes; an empty secret takes it away, to be set up anew."""

        def job(ledger: Ledger) -> None:
            ledger.run("set_factor", user, ledger.seal.close(secret.encode()) if secret else ERASED)
            ledger.run("drop_recovery_codes", user)
            for code in codes:
                ledger.run("add_recovery_code", user, ledger.hash("recovery", str(user), code))

        await self._do(job)

    async def take_step(self, user: int, step: int) -> bool:
        """Whether the code of this time step is used for the first time."""
        return await self._do(lambda ledger: ledger.run("take_step", user, step) > 0)

    async def use_recovery_code(self, user: int, code: str) -> bool:
        """Whether it was one of theirs; it is none any more."""
        return await self._do(
            lambda ledger: ledger.run("use_recovery_code", user, ledger.hash("recovery", str(user), code)) > 0
        )

    async def recovery_codes(self, user: int) -> int:
        """How many are left."""
        return await self._do(lambda ledger: int(ledger.value("count_recovery_codes", user)))

    async def set_language(self, user: int, language: str) -> None:
        await self._do(lambda ledger: ledger.run("set_user_language", user, language))

    async def begin_session(self, token: str, user: int, stage: Stage, now: datetime, *, instead_of: str = "") -> None:
        """Under a new token, while the one before it ends."""

        def job(ledger: Ledger) -> None:
            if instead_of:
                ledger.run("end_session", _token(ledger, instead_of))
            ledger.run("begin_session", _token(ledger, token), user, stage, to_ms(now))

        await self._do(job)

    async def session(self, token: str, now: datetime, *, active: bool) -> Session | None:
        """Whose cookie it is; None for one that means nothing or has run out. `active`: somebody did something, and not
        only a page that keeps itself up to date."""
        return await self._do(lambda ledger: _session(ledger, token, now, active=active))

    async def end_session(self, token: str) -> None:
        await self._do(lambda ledger: ledger.run("end_session", _token(ledger, token)))

    async def note(self, agency: str, who: str, deed: str, about: str = "", *, why: str = "", now: datetime) -> None:
        """Nothing of a person's data belongs into any of these."""
        await self._do(lambda ledger: ledger.run("note_deed", agency, to_ms(now), who, deed, about, why))

    async def deeds(self, agency: str, *, about: str = "", limit: int = 50) -> tuple[Deed, ...]:
        """The newest first; those about one thing in the order they were done."""

        def job(ledger: Ledger) -> tuple[Deed, ...]:
            rows = ledger.rows("deeds_about", agency, about, limit) if about else ledger.rows("deeds", agency, limit)
            return tuple(
                Deed(done_at=from_ms(at), who=who, deed=deed, about=of, why=why) for at, who, deed, of, why in rows
            )

        return await self._do(job)


def _session(ledger: Ledger, token: str, now: datetime, *, active: bool) -> Session | None:
    key = _token(ledger, token)
    found = ledger.row("find_session", key)
    if found is None:
        return None
    stage, begun_at, seen_at, *user = found
    longest = LONGEST if stage == "full" else HALF_SIGNED_IN
    if now - from_ms(begun_at) > longest or now - from_ms(seen_at) > IDLE:
        ledger.run("end_session", key)
        return None
    if active and now - from_ms(seen_at) > SEEN_EVERY:
        ledger.run("see_session", key, to_ms(now))
    return Session(user=_user(ledger, *user), stage=stage)


def _token(ledger: Ledger, token: str) -> bytes:
    return ledger.hash("session", token)


def _found(ledger: Ledger, login: str) -> User | None:
    found = ledger.row("find_user", login)
    return _user(ledger, *found) if found else None


def _user(
    ledger: Ledger,
    number: int,
    agency: str,
    login: str,
    role: Any,
    password: str,
    body: bytes,
    language: str,
    created_at: int,
) -> User:
    try:
        secret = ledger.seal.open(body).decode()
    except UNREADABLE:  # its key is gone: it has to be set up anew
        secret = ""
    return User(
        id=number,
        agency=agency,
        login=login,
        role=role,
        password=password,
        secret=secret,
        language=language,
        created_at=from_ms(created_at),
    )
