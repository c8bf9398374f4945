"""`leadbot user`: accounts for the console, made where leadbot runs."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from argon2 import PasswordHasher

from adapters.console import User
from adapters.engines import open_store
from tests.commands import Run

PASSWORD = "una frase que nadie adivina"


def user_of(config: Path, login: str) -> User | None:
    return asyncio.run(find(config, login))


async def find(config: Path, login: str) -> User | None:
    async with open_store(f"sqlite:///{config.parent / 'leadbot.db'}") as store:
        return await store.people.find_user(login)


async def set_up_phone(config: Path, user: int) -> None:
    async with open_store(f"sqlite:///{config.parent / 'leadbot.db'}") as store:
        await store.people.set_factor(user, "JBSWY3DPEHPK3PXP", ["aaaa-bbbb-cccc"])


def test_an_account_is_made(run: Run, config: Path) -> None:
    """The first thing after the installation: an owner who can sign in, and is told where."""
    made = run("user", "add", "Ana", "--role", "owner", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert made.exit_code == 0
    assert "Cuenta creada: ana (dueño de Casa Nova)." in made.output
    assert "https://chat.example.do/console/" in made.output
    user = user_of(config, "ana")
    assert user
    assert (user.agency, user.role, user.secret) == ("casanova", "owner", "")
    assert user.password.startswith("$argon2id$")
    assert PasswordHasher().verify(user.password, PASSWORD)


def test_a_password_may_be_given(run: Run, config: Path) -> None:
    """Whoever types none gets one that is good, once."""
    made = run("user", "add", "beto", typed="\n")
    found = re.search(r"Su contraseña: (\S+)", made.output)
    user = user_of(config, "beto")
    assert found
    assert user
    assert PasswordHasher().verify(user.password, found[1])


def test_what_cannot_be_is_said(run: Run) -> None:
    """A weak password, two that differ, a name that is taken or none: each with what to do."""
    assert "menos de 12" in run("user", "add", "ana", typed="corta\n").output
    assert "No son iguales" in run("user", "add", "ana", typed=f"{PASSWORD}\notra cosa\n").output
    assert run("user", "add", "ana maría", typed=f"{PASSWORD}\n{PASSWORD}\n").exit_code == 2
    assert run("user", "add", "ana", typed="\n").exit_code == 0
    taken = run("user", "add", "ana", typed="\n")
    assert (taken.exit_code, "Ya hay una cuenta «ana»" in taken.output) == (1, True)


def test_accounts_are_listed_and_removed(run: Run) -> None:
    """Who has access can be seen, and taken away."""
    assert "No hay cuentas todavía" in run("user", "list").output
    run("user", "add", "ana", "--role", "technician", typed="\n")
    assert re.search(r"ana\s+casanova\s+técnico\s+falta", run("user", "list").output)
    assert run("user", "remove", "ana", typed="n\n").exit_code == 1
    assert "quitada" in run("user", "remove", "ana", "--yes").output
    assert run("user", "remove", "ana", "--yes").exit_code == 1


def test_a_password_and_a_phone_are_given_anew(run: Run, config: Path) -> None:
    """Whoever forgot the password or lost the phone comes back in by way of the technician."""
    run("user", "add", "ana", typed="\n")
    before = user_of(config, "ana")
    assert before
    asyncio.run(set_up_phone(config, before.id))
    assert run("user", "passwd", "ana", "--new-phone", typed=f"{PASSWORD}\n{PASSWORD}\n").exit_code == 0
    after = user_of(config, "ana")
    assert after
    assert PasswordHasher().verify(after.password, PASSWORD)
    assert after.secret == ""
    assert "No hay ninguna cuenta" in run("user", "passwd", "nadie", typed="\n").output
