"""The registry of signs: codes that say nothing and never come back, and a life that can be taken back."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from adapters.engines import open_store
from adapters.engines import statements as store_statements
from adapters.engines.statements import SQL_FOLDER
from adapters.signs import Aim, CodeTaken, SignRow
from adapters.store import Store
from bot.channels import KINDS, Entry
from bot.cli import main
from bot.settings.model import Settings
from bot.signs.codes import mint_code
from bot.signs.links import Doors, doors_of, links_of
from bot.wording import LANGUAGES
from flows.understanding.code import find_code, is_code, read_typed
from tests.commands import BARE
from tests.stores import AGENCY, NOW, file_in, sql

Run = Callable[..., Result]
NACO = SignRow(agency=AGENCY, code="K7M4PF", title="Apartamento en Naco", property_uid="KNM6135T3B", type="venta")
VILLA = Aim(title="Villa en Las Terrenas", type="alquiler", property_uid="VLT2H7Q9ZX")
CHATS = {"whatsapp": "18095550100", "telegram": "CasaNovaBot"}


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    async with open_store(database_url) as opened:
        yield opened


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """A command with settings that have both channels and a domain."""
    config = tmp_path / "leadbot.toml"
    settings = BARE.replace('kind = "telegram"', 'kind = "telegram"\napi_base_url = "http://127.0.0.1:9"')
    config.write_text(settings + '\n[agencies.casanova.signs]\ndomain = "qr.casanova.do"\n', encoding="utf-8")

    def command(*words: str) -> Result:
        return CliRunner().invoke(main, ["sign", *words, "--config", str(config)], catch_exceptions=False)

    return command


async def add(store: Store, *signs: SignRow) -> tuple[SignRow, ...]:
    return await store.add_signs(signs, who="ana", now=NOW, mint=mint_code)


def test_minted_codes_can_be_issued_and_follow_no_order() -> None:
    """Each has a digit and two letters and passes its check; knowing one says nothing about the next."""
    codes = [mint_code() for _ in range(300)]
    assert all(is_code(code) for code in codes)
    assert len(set(codes)) > 297  # of five million a pair may be the same by chance; the registry then draws again
    assert codes != sorted(codes)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("k7m-4pf", "K7M4PF"),
        (" K7M 4PF ", "K7M4PF"),
        ("9WXH3B", "9WXH38"),
        ("К7М-4РF", "K7M4PF"),
        ("Κ7Μ 4ΡF", "K7M4PF"),
        ("ｋ７ｍ４ｐｆ", "K7M4PF"),
        ("\ufeffK7M\u200b-\u00ad4PF\u200e", "K7M4PF"),
        ("«K7M-4PF».", "K7M4PF"),
        ("*K7M4PF*", "K7M4PF"),
        ("K7M.4PF", None),
        ("K7M4PF T4K7ND", None),
        ("K7M4PD", None),
        ("K7M4PF2", None),
        ("", None),
    ],
)
def test_a_code_is_read_as_people_type_it(typed: str, code: str | None) -> None:
    """Any case, with hyphen or space, B for 8; a wrong symbol is noticed."""
    assert read_typed(typed) == code


async def test_a_code_is_never_issued_twice(store: Store) -> None:
    """Not even one whose sign is gone from the registry: somewhere it still hangs in print."""
    await add(store, NACO)
    await store._do(sql("DELETE FROM sign"))
    with pytest.raises(CodeTaken):
        await add(store, NACO)
    drawn = iter(["K7M4PF", "T4K7ND"])
    fresh = SignRow(agency=AGENCY, title="Otra")
    (minted,) = await store.add_signs([fresh], who="", now=NOW, mint=lambda: next(drawn))
    assert minted.code == "T4K7ND"


async def test_several_signs_come_together_or_not_at_all(store: Store) -> None:
    """One code in use, and none of the batch exists."""
    with pytest.raises(CodeTaken):
        await add(store, SignRow(agency=AGENCY, title="Una"), NACO, NACO)
    assert await store.signs() == ()


async def test_a_sign_comes_back_as_it_was_stored(store: Store) -> None:
    """Nothing of what staff said about it is lost."""
    full = SignRow(
        agency=AGENCY,
        code="9WXH38",
        kind="l",
        title="Torre",
        property_uid="AAAA1111",
        url="https://casanova.example/torre",
        type="ambos",
        state="paused",
        piece="perfil",
        size="historia",
        place="instagram",
        campaign="verano-2026",
        related="agente@example.do",
        languages=("es", "en"),
        mode="telegram",
        from_at=NOW,
        until_at=NOW + timedelta(days=9),
        created_at=NOW,
    )
    assert await add(store, full) == (full,)
    assert await store.find_sign("9WXH38") == full
    assert await store.signs(AGENCY) == (full,)
    assert await store.signs("otra") == ()


async def test_outside_its_dates_a_sign_is_paused(store: Store) -> None:
    """A campaign that is over offers nothing any more, without anybody doing something."""
    dated = SignRow(agency=AGENCY, title="Torre", from_at=NOW, until_at=NOW + timedelta(days=1))
    states = [dated.state_at(NOW + timedelta(hours=hours)) for hours in (-1, 0, 23, 24)]
    assert states == ["paused", "active", "active", "paused"]
    assert SignRow(agency=AGENCY, title="T", state="retired", until_at=NOW).state_at(NOW) == "retired"


async def test_a_sign_points_elsewhere_and_back(store: Store) -> None:
    """«Usar este letrero para otra propiedad», with a history of who did what, and an undo."""
    await add(store, NACO)
    moved = await store.point_sign("K7M4PF", VILLA, who="beto", now=NOW + timedelta(hours=1))
    assert moved
    assert (moved.title, moved.type, moved.property_uid) == (VILLA.title, "alquiler", "VLT2H7Q9ZX")
    back = await store.undo_sign("K7M4PF", who="ana", now=NOW + timedelta(hours=25))
    assert back
    assert (back.title, back.type, back.property_uid) == (NACO.title, "venta", "KNM6135T3B")
    assert await store.undo_sign("K7M4PF", who="ana", now=NOW + timedelta(hours=25)) is None
    told = [(change.who, change.deed, change.aim.title) for change in await store.sign_history("K7M4PF")]
    assert told == [("ana", "new", NACO.title), ("beto", "point", VILLA.title), ("ana", "undo", NACO.title)]


async def test_undo_is_possible_for_a_day(store: Store) -> None:
    """Later the people who scanned it since would be told something else than what they saw."""
    await add(store, NACO)
    assert await store.undo_sign("K7M4PF", who="", now=NOW) is None
    await store.point_sign("K7M4PF", VILLA, who="", now=NOW)
    assert await store.undo_sign("K7M4PF", who="", now=NOW + timedelta(hours=24, seconds=1)) is None


async def test_undo_leaves_a_state_that_was_set_since(store: Store) -> None:
    """A sign that was paused after it got another property stays paused."""
    await add(store, NACO)
    await store.point_sign("K7M4PF", VILLA, who="", now=NOW)
    await store.set_sign_state("K7M4PF", "paused", deed="pause", among=("active",), who="", now=NOW)
    back = await store.undo_sign("K7M4PF", who="", now=NOW)
    assert back
    assert (back.title, back.state) == (NACO.title, "paused")


async def test_signs_of_an_older_store_stay_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was hung before the registry had a history works on, and its code is never issued again."""
    database_url = f"sqlite:///{file_in(tmp_path)}"
    older = tmp_path / "older"
    (older / "migrations").mkdir(parents=True)
    first = SQL_FOLDER / "migrations" / "0001_first.sql"
    (older / "migrations" / first.name).write_text(first.read_text())
    with monkeypatch.context() as before:
        before.setattr(store_statements, "SQL_FOLDER", older)
        async with open_store(database_url) as old:
            row = "INSERT INTO sign VALUES ('K7M4PF', 'casanova', 'Naco', 'KNM6135T3B', 'venta', 'retired')"
            await old._do(sql(row))
    async with open_store(database_url) as store:
        sign = await store.find_sign("K7M4PF")
        assert sign
        assert (sign.title, sign.state, sign.kind, sign.languages, sign.created_at) == (
            "Naco",
            "retired",
            "s",
            ("es",),
            None,
        )
        assert [change.deed for change in await store.sign_history("K7M4PF")] == ["new"]
        with pytest.raises(CodeTaken):
            await add(store, NACO)


def test_links_are_short_and_carry_the_language() -> None:
    """The QR's link in upper case, Telegram's payload with its language, WhatsApp's text with the code last."""
    doors = Doors(base="https://QR.CASANOVA.DO", chats=CHATS)
    links = links_of(doors, NACO, "en")
    assert links.url == "https://QR.CASANOVA.DO/K7M4PF"
    assert links.chats["telegram"] == "https://t.me/CasaNovaBot?start=s-K7M4PF-en"
    assert links.chats["whatsapp"].startswith("https://wa.me/18095550100?text=Hi%2C%20I%27m%20interested")
    assert not links.is_static


def test_without_a_domain_the_qr_holds_the_chat() -> None:
    """«Modo estático»: the person still gets through, and the tool can warn."""
    static = links_of(Doors(chats=CHATS), NACO)
    assert static.is_static
    assert static.url == static.chats["whatsapp"]
    assert links_of(Doors(), NACO).url == ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("general", [True, False])
def test_the_prepared_text_is_understood(language: str, general: bool) -> None:
    """In every language it is short, and its code is found and named, also when nobody issued it."""
    text = KINDS["whatsapp"].opening(Entry(code="H5V9QM", language=language, is_general=general))
    assert len(text) < 140
    found = find_code(text)
    assert found
    assert (found.code, found.named, found.damaged) == ("H5V9QM", True, False)


def test_the_domain_is_that_of_the_agency() -> None:
    """Else the public address; without either there is none."""
    tree: dict[str, Any] = {"agencies": {"a": {"name": "A", "alterestate": {"api_key": "k"}}}}
    assert doors_of(Settings.model_validate(tree), "a", learned="").base == ""
    tree["public_url"] = "https://chat.example.do"
    assert doors_of(Settings.model_validate(tree), "a", learned="").base == "https://CHAT.EXAMPLE.DO"
    tree["agencies"]["a"]["signs"] = {"domain": "qr.a.do"}
    assert doors_of(Settings.model_validate(tree), "a", learned="").base == "https://QR.A.DO"


NEW = ("new", "--title", "Apartamento en Naco", "--type", "venta")


def test_a_sign_is_minted_and_lived(run: Run, tmp_path: Path) -> None:
    """From the first command to the last: minted, listed, pointed elsewhere and back, paused, resumed, retired."""
    created = json.loads(run(*NEW, "--property", "KNM6135T3B", "--code", "K7M-4PF", "--json").stdout)
    assert created["code"] == "K7M4PF"
    assert created["display"] == "K7M-4PF"
    assert created["url"] == "https://QR.CASANOVA.DO/K7M4PF"
    assert set(created) == {"code", "display", "url", "telegram", "whatsapp"}
    assert [row["code"] for row in json.loads(run("list", "--json").stdout)] == ["K7M4PF"]
    pointed = run("point", "k7m4pf", "--title", "Villa", "--type", "alquiler", "--property", "VLT2H7Q9ZX")
    assert "quita o cubre" in pointed.stdout.lower()
    assert json.loads(run("show", "K7M4PF", "--json").stdout)["title"] == "Villa"
    assert run("undo", "K7M4PF").exit_code == 0
    states = [json.loads(run(word, "K7M4PF", "--json").stdout)["state"] for word in ("pause", "resume", "retire")]
    assert states == ["paused", "active", "retired"]
    shown = json.loads(run("show", "K7M4PF", "--json").stdout)
    assert [change["did"] for change in shown["history"]] == ["new", "point", "undo", "pause", "resume", "retire"]
    assert "Apartamento en Naco" in run("show", "K7M4PF").stdout
    assert "retirado" in run("list").stdout


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ((*NEW, "--code", "K7M4PD"), 1, "no es un código"),
        (("pause", "H5V9QM"), 1, "No hay ningún letrero"),
        (("undo", "T4K7ND"), 1, "24 horas"),
        (("resume", "T4K7ND"), 1, "no puede quedar activo"),
        ((*NEW, "--code", "T4K7ND"), 1, "ya se usó"),
        ((*NEW, "--agent", "a@b.do", "--rule", "R1"), 2, "uno de los dos"),
        ((*NEW, "--agent", "ana"), 2, "no es un correo"),
        ((*NEW, "--campaign", "Verano 2026"), 2, "minúsculas"),
        ((*NEW, "--from", "2026-11-02", "--until", "2026-11-01"), 2, "antes que"),
        ((*NEW, "--language", "es,xx"), 2, "hay es"),
        ((*NEW, "--property", "no"), 2, "UID"),
        (("new", "--type", "venta"), 2, "--title"),
        (("new", "--title", "T"), 2, "--type"),
        ((*NEW, "--agency", "otra"), 2, "ninguna agencia"),
    ],
)
def test_a_refusal_says_why(words: tuple[str, ...], status: int, said: str, run: Run) -> None:
    """1 for what the registry does not allow, 2 for what was typed."""
    assert run("new", "--title", "Villa", "--type", "venta", "--code", "T4K7ND").exit_code == 0
    ended = run(*words)
    assert ended.exit_code == status
    assert said in ended.stderr


def test_a_sign_can_be_printed_before_anybody_knows_what_for(run: Run) -> None:
    """It waits unassigned, and gets its property later."""
    code = json.loads(run("new", "--type", "general", "--json").stdout)["code"]
    assert json.loads(run("show", code, "--json").stdout)["state"] == "unassigned"
    assert run("point", code, "--title", "Villa", "--type", "venta").exit_code == 0
    assert json.loads(run("show", code, "--json").stdout)["state"] == "active"


def test_commands_work_beside_a_running_service(run: Run, tmp_path: Path) -> None:
    """Staff mint and retire while people chat."""

    async def beside() -> int:
        async with open_store(f"sqlite:///{file_in(tmp_path)}", serving=True) as store:
            await add(store, NACO)
            ended = await asyncio.to_thread(run, "retire", "K7M4PF")
            sign = await store.find_sign("K7M4PF")
            assert sign
            assert sign.state == "retired"
            return ended.exit_code

    assert asyncio.run(beside()) == 0
