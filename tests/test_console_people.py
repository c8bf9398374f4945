"""Who may use the console: users, sessions, second factors and the record of deeds, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from adapters.console import Deed, User
from adapters.engines import open_store
from adapters.store import Store
from adapters.store.people import HALF_SIGNED_IN, IDLE, LONGEST
from adapters.store.retention import AUDIT
from tests.stores import AGENCY, NOW, everything

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
KEYS = ("a long and random text of somebody's own",)


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    async with open_store(database_url, encryption_keys=KEYS) as opened:
        yield opened


@pytest.fixture
async def ana(store: Store) -> User:
    assert await store.people.add_user(agency=AGENCY, login="ana", role="owner", password="$argon2…", now=NOW)
    user = await store.people.find_user("ana")
    assert user
    return user


async def test_a_name_belongs_to_one_person(store: Store, ana: User) -> None:
    """Whoever signs in is one user of one agency, also where there are many."""
    assert not await store.people.add_user(agency="otra", login="ana", role="staff", password="x", now=NOW)
    assert [user.agency for user in await store.people.users()] == [AGENCY]
    assert await store.people.users("otra") == ()


async def test_a_session_ends_when_nobody_does_anything(store: Store, ana: User) -> None:
    """A browser that was left alone for half an hour has to sign in again, whatever its page did meanwhile."""
    await store.people.begin_session("cookie", ana.id, "full", NOW)
    assert await store.people.session("cookie", NOW + IDLE, active=False)
    assert await store.people.session("cookie", NOW + IDLE + timedelta(seconds=1), active=True) is None
    assert await store.people.session("cookie", NOW, active=True) is None


async def test_a_session_goes_on_while_somebody_works(store: Store, ana: User) -> None:
    """Half an hour counts from the last thing that somebody did."""
    await store.people.begin_session("cookie", ana.id, "full", NOW)
    assert await store.people.session("cookie", NOW + IDLE, active=True)
    found = await store.people.session("cookie", NOW + 2 * IDLE, active=True)
    assert found
    assert (found.user.login, found.stage) == ("ana", "full")


async def test_a_session_ends_after_a_day_of_work(store: Store, ana: User) -> None:
    """Whoever is never away signs in again after twelve hours."""
    await store.people.begin_session("cookie", ana.id, "full", NOW)
    moment = NOW
    while moment < NOW + LONGEST:
        moment += IDLE
        assert await store.people.session("cookie", moment, active=True)
    assert await store.people.session("cookie", moment + timedelta(minutes=1), active=True) is None


async def test_half_a_sign_in_does_not_wait_long(store: Store, ana: User) -> None:
    """After the password the second factor is due within minutes."""
    await store.people.begin_session("cookie", ana.id, "password", NOW)
    assert await store.people.session("cookie", NOW + HALF_SIGNED_IN, active=True)
    assert await store.people.session("cookie", NOW + HALF_SIGNED_IN + timedelta(seconds=1), active=True) is None


async def test_a_new_session_ends_the_one_before(store: Store, ana: User) -> None:
    """A cookie from before the sign-in opens nothing after it."""
    await store.people.begin_session("before", ana.id, "password", NOW)
    await store.people.begin_session("after", ana.id, "full", NOW, instead_of="before")
    assert await store.people.session("before", NOW, active=True) is None
    assert await store.people.session("after", NOW, active=True)
    await store.people.end_session("after")
    assert await store.people.session("after", NOW, active=True) is None


async def test_a_new_password_closes_what_is_open(store: Store, ana: User) -> None:
    """Whoever changes it because a stranger is in is alone afterwards."""
    for cookie in ("mine", "strange"):
        await store.people.begin_session(cookie, ana.id, "full", NOW)
    await store.people.set_password(ana.id, "$argon2 new", keep="mine")
    assert await store.people.session("mine", NOW, active=True)
    assert await store.people.session("strange", NOW, active=True) is None
    await store.people.set_password(ana.id, "$argon2 newer")
    assert await store.people.session("mine", NOW, active=True) is None


async def test_a_code_counts_once(store: Store, ana: User) -> None:
    """A code that somebody read over a shoulder is worth nothing once it was used, nor is an older one."""
    await store.people.set_factor(ana.id, SECRET, ["aaaa-bbbb-cccc"])
    assert await store.people.take_step(ana.id, 100)
    assert not await store.people.take_step(ana.id, 100)
    assert not await store.people.take_step(ana.id, 99)
    assert await store.people.take_step(ana.id, 101)


async def test_a_recovery_code_opens_once(store: Store, ana: User) -> None:
    """Each of them stands for the phone one time, and new ones make the old worthless."""
    await store.people.set_factor(ana.id, SECRET, ["aaaa-bbbb-cccc", "dddd-eeee-ffff"])
    assert await store.people.use_recovery_code(ana.id, "aaaa-bbbb-cccc")
    assert not await store.people.use_recovery_code(ana.id, "aaaa-bbbb-cccc")
    assert await store.people.recovery_codes(ana.id) == 1
    await store.people.set_factor(ana.id, SECRET, ["gggg-hhhh-jjjj"])
    assert not await store.people.use_recovery_code(ana.id, "dddd-eeee-ffff")


async def test_what_opens_is_not_in_the_store(store: Store, ana: User) -> None:
    """Whoever steals the database has no cookie, no recovery code and no secret of an authenticator."""
    await store.people.set_factor(ana.id, SECRET, ["aaaa-bbbb-cccc"])
    await store.people.begin_session("a cookie's value", ana.id, "full", NOW)
    stored = await store._do(everything)
    for secret in (SECRET, "aaaa-bbbb-cccc", "a cookie's value"):
        assert secret.encode() not in stored
    user = await store.people.find_user("ana")
    assert user
    assert user.secret == SECRET


async def test_who_is_removed_is_out(store: Store, ana: User) -> None:
    """With the account goes everything that let them in."""
    await store.people.set_factor(ana.id, SECRET, ["aaaa-bbbb-cccc"])
    await store.people.begin_session("cookie", ana.id, "full", NOW)
    await store.people.remove_user(ana.id)
    assert await store.people.session("cookie", NOW, active=True) is None
    assert await store.people.find_user("ana") is None


async def test_deeds_are_kept_for_a_year_and_more(store: Store, ana: User) -> None:
    """Who did what can be looked up by agency and by what it was done to, until its time is over."""
    await store.people.note(AGENCY, "ana", "discard", "lead-1", why="spam", now=NOW)
    await store.people.note("otra", "beto", "resend", "lead-1", now=NOW)
    assert await store.people.deeds(AGENCY) == (
        Deed(done_at=NOW, who="ana", deed="discard", about="lead-1", why="spam"),
    )
    assert len(await store.people.deeds("otra", about="lead-1")) == 1
    assert (await store.retain(NOW)).records == 0
    assert (await store.retain(NOW + timedelta(hours=47))).records == 0
    await store.retain(NOW + AUDIT)  # a jump, until it has gone on for a day
    assert (await store.retain(NOW + AUDIT + timedelta(hours=25))).records == 2
