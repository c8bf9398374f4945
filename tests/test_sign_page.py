"""What a scanned sign opens: a small page that always helps, and counts nobody."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from yarl import URL

from adapters.engines.sqlite import open_store
from adapters.signs import Property, SignRow
from adapters.store import Store
from bot.http.listening import listening
from bot.settings.model import Settings
from bot.signs import visits
from bot.signs.codes import mint_code
from bot.signs.colours import css_colour, night_colour
from bot.signs.counting import Tally, Visitors, is_preview
from bot.signs.visits import SignPages
from bot.wording import LANGUAGES
from tests.stores import file_in
from tests.test_privacy import luminance

NOW = datetime(2026, 11, 23, 16, tzinfo=UTC)
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"
DESKTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
NACO = SignRow(
    agency="casanova", code="K7M4PF", title="Apartamento en Naco", property_uid="KNM6135T3B", type="venta", kind="s"
)
SIGNS = (
    NACO,
    SignRow(agency="casanova", code="C8F2T7", title="Casa en Gazcue", type="venta", state="retired"),
    SignRow(agency="casanova", code="9WXH38", title="Torre", type="ambos", until_at=NOW - timedelta(days=1)),
    SignRow(agency="otra", code="T4K7ND", title="Villa <b>", type="alquiler", mode="whatsapp"),
)
WHATSAPP = {
    "kind": "whatsapp",
    "account_sid": "AC" + "0" * 32,
    "auth_token": "t",
    "number": "+18095550100",
}
TELEGRAM = {"kind": "telegram", "token": "700100200:AAExampleExampleExampleExampleExam", "secret_token": "s"}


def agency(name: str, domain: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "alterestate": {"api_key": "k"}, "signs": {"domain": domain}, **more}


SETTINGS = Settings.model_validate(
    {
        "public_url": "https://chat.example.do",
        "agencies": {
            "casanova": agency(
                "Casa Nova",
                "qr.casanova.do",
                human_phone="809-555-0100",
                channels={"whatsapp": WHATSAPP, "telegram": TELEGRAM},
            ),
            "otra": agency("Otra & Hijos", "qr.otra.do", channels={"w": WHATSAPP | {"number": "+18095550177"}}),
        },
    }
)


class Site:
    """The pages on a local port, and what they counted."""

    def __init__(self, http: ClientSession, url: str, store: Store, tally: Tally) -> None:
        self._http, self._url, self._store, self._tally = http, url, store, tally

    async def get(
        self,
        path: str,
        *,
        host: str = "qr.casanova.do",
        agent: str = IPHONE,
        method: str = "GET",
        **headers: str,
    ) -> tuple[int, str, Any]:
        sent = {"Host": host, "User-Agent": agent, **headers}
        url = URL(self._url + path, encoded="%" in path)
        async with self._http.request(method, url, headers=sent, allow_redirects=False) as answer:
            return answer.status, await answer.text(), answer.headers

    @property
    def store(self) -> Store:
        return self._store

    def url_of(self, path: str) -> str:
        """As a browser that finds the agency's domain here asks for it."""
        return self._url.replace("127.0.0.1", "qr.casanova.do") + path

    async def page(self, path: str, **how: Any) -> str:
        status, text, _ = await self.get(path, **how)
        assert status == 200
        return text

    async def counted(self) -> dict[tuple[str, str, str], int]:
        await self._tally._write(self._store)
        ticks = await self._store.ticks()
        return {(tick.code, tick.event, tick.device): times for tick, times in ticks.items()}


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    tally = Tally()
    async with open_store(file_in(tmp_path)) as store, ClientSession() as http:
        await store.add_signs(SIGNS, who="", now=NOW, mint=mint_code)
        await store.name_bot("casanova", "CasaNovaBot")
        await store.put_properties("casanova", [Property(uid="KNM6135T3B", title="Naco", sector="Ensanche Naco")], NOW)
        app = web.Application()
        app.add_routes(SignPages(SETTINGS, store, tally, clock=lambda: NOW).routes())
        async with listening(app, "127.0.0.1", 0) as port:
            yield Site(http, f"http://127.0.0.1:{port}", store, tally)


@pytest.mark.parametrize("path", ["/K7M4PF", "/k7m4pf", "/K7M-4PF", "/k7m-4pf/", "/K7M4PF?x=1"])
async def test_a_sign_shows_its_property(path: str, site: Site) -> None:
    """However the link was typed: agency, property, sector, offer, and a button for each way in."""
    page = await site.page(path)
    for shown in ("Casa Nova", "Apartamento en Naco", "Ensanche Naco", "En venta", "K7M-4PF", "809-555-0100"):
        assert shown in page
    hrefs = re.findall(r'<li><a href="([^"]+)"', page)
    assert hrefs == ["/K7M4PF/w?lang=es", "/K7M4PF/t?lang=es", "tel:8095550100"]


RICH = SignRow(
    agency="casanova",
    code="H5V9QM",
    title="Casa en Gazcue · 3 habitaciones · 2 baños",
    titles=(("en", "House in Gazcue · 3 bedrooms"),),
    property_uid="JSORJ9S5AY",
    type="alquiler",
    url="https://casanova.do/gazcue",
)


async def describe(site: Site, sign: SignRow = RICH) -> None:
    """The CRM told price and photograph of this sign's property."""
    photo = Property(uid="JSORJ9S5AY", title="Casa", rent_price="US$ 1,800", sale_price="US$ 1", photo="https://x/a")
    await site.store.add_signs([sign], who="", now=NOW, mint=mint_code)
    await site.store.put_properties("casanova", [photo], NOW)
    await site.store.put_photo("casanova", "JSORJ9S5AY", "https://x/a", b"RIFFwebp", NOW)


async def test_a_page_shows_what_is_known(site: Site) -> None:
    """Photograph, facts that are never broken, the price of what is offered, and the property's own page."""
    await describe(site)
    page = await site.page("/H5V9QM")
    assert '<img class="photo" src="/H5V9QM/foto" width="640" height="360" alt="Casa en Gazcue">' in page
    assert re.findall(r"<span>([^<]+)</span>", page.split('class="facts"')[1])[:2] == ["3 habitaciones", "2 baños"]
    assert "US$ 1,800 al mes" in page
    assert "US$ 1<" not in page
    assert '<a href="https://casanova.do/gazcue" rel="noopener">Ver la propiedad</a>' in page
    english = await site.page("/H5V9QM?lang=en")
    assert all(words in english for words in ("House in Gazcue", "3 bedrooms", "US$ 1,800 a month"))
    assert "Gazcue ·" not in english
    assert "Apartamento en Naco" in await site.page("/K7M4PF?lang=en")  # nobody wrote it in English


async def test_a_photograph_is_its_own_small_request(site: Site) -> None:
    """The page is whole without it, and it is shown only while the sign offers the property."""
    await describe(site)
    status, _, headers = await site.get("/h5v-9qm/foto")
    assert (status, headers["Content-Type"]) == (200, "image/webp")
    assert headers["Cache-Control"].startswith("private, max-age=")
    assert "img-src 'self' data:" in headers["Content-Security-Policy"]
    for path in ("/K7M4PF/foto", "/C8F2T7/foto", "/hola/foto"):
        assert (await site.get(path))[0] == 404
        assert "/foto" not in await site.page(path.removesuffix("/foto"), agent="curl")
    await site.store.put_properties("casanova", [Property(uid="JSORJ9S5AY", title="Casa", photo="https://x/b")], NOW)
    assert "/foto" not in await site.page("/H5V9QM")
    assert not any(event for _, event, _ in await site.counted() if event == "foto")


async def test_a_sold_property_shows_neither_price_nor_photograph(site: Site) -> None:
    """A retired sign says that it is gone, and nothing that was true before."""
    await describe(site, replace(RICH, state="retired"))
    page = await site.page("/H5V9QM")
    assert not any(words in page for words in ("US$", "/foto", "casanova.do/gazcue"))


async def test_chats_carry_their_marks(site: Site) -> None:
    """WhatsApp's and Telegram's signs stand in their buttons, drawn and without their name, which is written beside."""
    page = await site.page("/K7M4PF")
    for kind in ("whatsapp", "telegram"):
        (button,) = re.findall(rf'<a href="[^"]+" class="{kind}">(.*?)</a>', page)
        assert button.startswith("<svg aria-hidden")
        assert "<title>" not in button


async def test_the_language_goes_on_to_the_privacy_page(site: Site) -> None:
    """Our own page opens in the language that was being read."""
    assert "https://chat.example.do/privacy/casanova?lang=fr" in links(await site.page("/K7M4PF?lang=fr"))


@pytest.mark.parametrize("colour", ["", "#FFFFFF", "#FFD400", "#0B5D5B", "#000000", "#E4002B", "#1a1a2e"])
def test_colours_can_be_read_by_day_and_by_night(colour: str) -> None:
    """Whatever the agency's colour is, text in it stands 7:1 against every ground of a page."""
    grounds = {"#faf9f7": css_colour, "#ffffff": css_colour, "#161514": night_colour, "#201e1c": night_colour}
    for ground, shown in grounds.items():
        light, dark = sorted((luminance(shown(colour)), luminance(ground)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 7, ground


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/C8F2T7", "Ya no está disponible. ¿Te mostramos otras?"),
        ("/9WXH38", "Esta propiedad no está disponible ahora."),
        ("/H5V9QM", "No reconozco ese código, igual te atendemos."),
        ("/K7M4PD", "No reconozco ese código, igual te atendemos."),
        ("/", "Casa Nova"),
        ("/algo-que-no-existe", "Casa Nova"),
        ("/%00%ff%F0%9F%8F%A0", "Casa Nova"),
        ("/" + "x" * 3000, "Casa Nova"),
        ("/<script>alert(1)</script>x", "Casa Nova"),
    ],
)
async def test_no_scan_ends_nowhere(path: str, said: str, site: Site) -> None:
    """Retired, out of its dates, unknown, damaged or nonsense: 200, the reason, and the ways in."""
    status, page, _ = await site.get(path.replace("</script>", "%3C%2Fscript%3E"))
    assert status == 200
    assert said in page
    assert "<script" not in page
    assert "Seguir por WhatsApp" in page


BEHIND = [".", "…", ",", ")", "!", "»", "”", ";", "...", ").", "*", "_", "%2E", "%E2%80%A6", "%20", "/.", "/)", ",mira"]


@pytest.mark.parametrize("behind", BEHIND)
async def test_a_mark_behind_a_code_is_no_part_of_it(behind: str, site: Site) -> None:
    """A link out of a sentence opens its property, whatever the sentence put behind it; so do its buttons."""
    assert "Apartamento en Naco" in await site.page(f"/K7M4PF{behind}")
    _, _, headers = await site.get(f"/K7M4PF{behind.partition('/')[0]}/t")
    assert headers["Location"] == "https://t.me/CasaNovaBot?start=s-K7M4PF"
    if "mira" not in behind:
        _, _, headers = await site.get(f"/K7M4PF/w{behind}")
        assert headers["Location"].endswith("%28ref.%20K7M-4PF%29")


@pytest.mark.parametrize(
    "typed",
    [
        "(K7M4PF)",
        "К7М-4РF",
        "к7м4рf.",
        "Κ7Μ4ΡF",
        "Ｋ７Ｍ４ＰＦ",
        "K7M\u200b4PF",
        "K7M\u00ad-4PF",
        "\ufeffK7M4PF",
        "\u2066K7M4PF\u2069",
    ],
)
async def test_a_code_opens_its_sign_in_any_letters_that_look_alike(typed: str, site: Site) -> None:
    """Typed with another keyboard, or copied with signs that nobody sees, it is the same code."""
    assert "Apartamento en Naco" in await site.page(f"/{typed}")


async def test_a_code_nobody_issued_is_shown_as_it_would_be_printed(site: Site) -> None:
    """In Latin letters and without the mark behind it, also in the message that the button prepares."""
    assert "No reconozco ese código" in await site.page("/К7М4РD!")
    _, _, headers = await site.get("/К7М4РD!/w")
    assert headers["Location"].endswith("%28ref.%20K7M-4PD%29")


@pytest.mark.parametrize("path", ["/algo.K7M4PF", "/K7M4PF2.", "/K7M4P.", "/hola,K7M4PF", "/...", "/%E2%80%A6"])
async def test_what_only_contains_a_code_is_none(path: str, site: Site) -> None:
    """A path that begins with something else is the agency's general page."""
    page = await site.page(path)
    assert "Apartamento en Naco" not in page
    assert "Casa Nova" in page


HOSTS = [
    "",
    " ",
    "a b",
    "[",
    "]",
    "[::1",
    "[::1]:80",
    "a]b",
    "qr.casanova.do:x",
    "ñ.do",
    "℀.do",
    "u:p@h",
    "a/b?c#d",
    ":",
]


@pytest.mark.parametrize("host", [*HOSTS, "x" * 5000])
@pytest.mark.parametrize("path", ["/", "/K7M4PF", "/K7M4PF/w", "/K7M4PF/t", "/T4K7ND", "/hola"])
async def test_a_broken_host_is_a_stranger_s_and_not_our_failure(host: str, path: str, site: Site) -> None:
    """Whatever a scanner writes into that header, it gets the page that everybody gets."""
    status, _, _ = await site.get(path, host=host)
    assert status in (200, 302)


async def test_a_retired_sign_offers_nothing(site: Site) -> None:
    """It keeps its name, but it is no longer «en venta»."""
    page = await site.page("/C8F2T7")
    assert "Casa en Gazcue" in page
    assert "En venta" not in page


async def test_each_agency_has_its_own_general_page(site: Site) -> None:
    """A code nobody issued is answered by the agency whose domain was scanned; an unknown host by the first."""
    assert "Otra &amp; Hijos" in await site.page("/H5V9QM", host="QR.OTRA.DO:443")
    assert "Casa Nova" in await site.page("/H5V9QM", host="nobody.example")
    assert "Otra &amp; Hijos" in await site.page("/T4K7ND/t", host="qr.casanova.do")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/K7M4PF", "/C8F2T7", "/H5V9QM"])
async def test_the_page_is_small_and_whole(path: str, language: str, site: Site) -> None:
    """One request below 15 KB, nothing of anybody else, no script, nothing left unfilled, in every language."""
    page = await site.page(path, **{"Accept-Language": f"{language}-XX, xx;q=0.5"})
    assert len(page.encode()) < 15 * 1024
    assert f'<html lang="{language}">' in page
    assert not re.search(r"<script|<iframe|<form|src=\"http|url\(|@import|\son\w+=", page)
    assert not re.search(r"\{\w+\}|\bNone\b", page)
    assert all(
        not link.startswith("http") or link.startswith("https://chat.example.do/privacy/") for link in links(page)
    )


def links(page: str) -> list[str]:
    return re.findall(r'href="([^"]+)"', page)


async def test_the_language_can_be_chosen(site: Site) -> None:
    """The row of languages beats the browser, and the choice goes along into the chat."""
    page = await site.page("/K7M4PF?lang=en", **{"Accept-Language": "fr"})
    assert "Continue on WhatsApp" in page
    assert "/K7M4PF/t?lang=en" in links(page)
    _, _, headers = await site.get("/K7M4PF/t?lang=en")
    assert headers["Location"] == "https://t.me/CasaNovaBot?start=s-K7M4PF-en"
    _, _, headers = await site.get("/k7m-4pf/W/?lang=en")
    assert headers["Location"].startswith("https://wa.me/18095550100?text=Hi%2C%20")
    assert headers["Location"].endswith("%28ref.%20K7M-4PF%29")


async def test_buttons_lead_to_our_own_chats_alone(site: Site) -> None:
    """An unknown code goes along as far as it may be one; nothing a stranger typed chooses where people go."""
    for path in ("/H5V9QM/w", "/evil.example/w", "/https:%2F%2Fevil.example/w", "/K7M4PD/w"):
        status, _, headers = await site.get(path)
        assert status == 302
        assert headers["Location"].startswith("https://wa.me/18095550100?text=")
        assert "evil" not in headers["Location"]
    _, _, headers = await site.get("/H5V9QM/t")
    assert headers["Location"] == "https://t.me/CasaNovaBot?start=s-H5V9QM"
    _, _, headers = await site.get("/hola/t")
    assert headers["Location"] == "https://t.me/CasaNovaBot"


async def test_a_sign_may_skip_the_page(site: Site) -> None:
    """«modo whatsapp»: at once into the chat, never remembered by a cache."""
    status, _, headers = await site.get("/T4K7ND")
    assert status == 302
    assert headers["Location"].startswith("https://wa.me/18095550177")
    assert headers["Cache-Control"] == "no-store"


async def test_the_page_is_not_kept_shown_elsewhere_or_indexed(site: Site) -> None:
    """A sign can change at any moment, and it is nobody's frame."""
    _, page, headers = await site.get("/K7M4PF")
    assert headers["Cache-Control"] == "no-store"
    assert "noindex" in headers["X-Robots-Tag"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in headers
    assert 'name="robots" content="noindex"' in page


async def test_visits_are_counted_once_a_minute(site: Site) -> None:
    """A phone that opens the page twice and taps once is one opening and one tap; a desktop is another."""
    for path in ("/K7M4PF", "/k7m4pf", "/K7M4PF/w", "/K7M4PF/w", "/H5V9QM"):
        await site.get(path)
    await site.get("/K7M4PF", agent=DESKTOP, **{"X-Forwarded-For": "203.0.113.9"})
    assert await site.counted() == {
        ("K7M4PF", "abrió", "phone"): 1,
        ("K7M4PF", "tocó WhatsApp", "phone"): 1,
        ("K7M4PF", "abrió", "desktop"): 1,
        ("", "abrió", "phone"): 1,
    }


@pytest.mark.parametrize(
    "agent",
    [
        "WhatsApp/2.23.20.0",
        "TelegramBot (like TwitterBot)",
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (Macintosh) AppleWebKit/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
        "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
        "",
    ],
)
async def test_previews_are_answered_and_not_counted(agent: str, site: Site) -> None:
    """A link that is only shown in a chat was opened by nobody; neither was one that was only looked at (HEAD)."""
    assert "Apartamento en Naco" in await site.page("/K7M4PF", agent=agent)
    status, text, _ = await site.get("/K7M4PF", method="HEAD")
    assert (status, text) == (200, "")
    await site.get("/K7M4PF", **{"Sec-Purpose": "prefetch;prerender"})
    assert await site.counted() == {}


@pytest.mark.parametrize("agent", [IPHONE, DESKTOP, "Mozilla/5.0 (Linux; Android 14; CUBOT X70) Mobile Safari/537.36"])
def test_people_are_not_taken_for_programs(agent: str) -> None:
    """Also on a phone whose maker's name ends in «bot»."""
    assert not is_preview(agent)


def test_who_came_is_forgotten() -> None:
    """After a minute the same address is a new visit, and after an hour not even the key is the same."""
    now = 0.0
    visitors = Visitors(clock=lambda: now)
    assert [visitors.is_repeat("203.0.113.9", "K7M4PF") for _ in range(2)] == [False, True]
    now = 61.0
    assert not visitors.is_repeat("203.0.113.9", "K7M4PF")
    key = visitors._key
    now = 3601.0
    assert not visitors.is_repeat("203.0.113.9", "K7M4PF")
    assert visitors._key != key


async def test_guessing_codes_ends_at_the_general_page(site: Site) -> None:
    """After sixty codes that nobody issued an address learns no more; it is still answered, and nobody else suffers."""
    for _ in range(60):
        await site.get("/H5V9QM")
    assert "Apartamento en Naco" not in await site.page("/K7M4PF")
    assert "Apartamento en Naco" in await site.page("/K7M4PF", **{"X-Forwarded-For": "203.0.113.9"})


def test_the_colour_can_be_read() -> None:
    """A pale brand colour is darkened until it stands 7:1 on white."""
    assert css_colour("#ffcc00") != "#ffcc00"
    assert css_colour("#14424a") == "#14424a"


async def test_our_own_routes_go_first(tmp_path: Path) -> None:
    """A sign's path never hides health, metrics or a webhook."""
    from bot.main import running
    from bot.sandbox.world import hang_sign, open_world

    async with open_world(tmp_path) as world:
        await hang_sign(world.settings)
        url = world.settings.public_url
        async with running(world.settings), ClientSession() as http:
            texts = []
            for path in ("/healthz", "/metrics", "/K7M4PF"):
                async with http.get(url + path) as answer:
                    texts.append(await answer.text())
            async with http.get(f"{url}/webhooks/casacaribe/whatsapp") as answer:
                assert answer.status == 405
    assert texts[0] == "ok\n"
    assert "# HELP" in texts[1]
    assert "Apartamento 3 hab. en Naco" in texts[2]


async def test_a_store_that_does_not_answer_still_leaves_the_ways_in(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The person in the street gets the general page instead of an error, and their code goes along."""
    monkeypatch.setattr(visits, "LOOK_TIMEOUT_S", 0.05)
    with closing(sqlite3.connect(file_in(tmp_path), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        page = await site.page("/K7M4PF")
        other.execute("ROLLBACK")
    assert "Seguir por WhatsApp" in page
    assert "K7M-4PF" in page
    assert "No reconozco" not in page
