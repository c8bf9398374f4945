"""The privacy page: what people can read about their data before and after they talk to us."""

from __future__ import annotations

import re
import tomllib
from html.parser import HTMLParser
from importlib.resources import files

import pytest

from bot.http.privacy import choose_language, privacy_page
from bot.settings.model import Settings
from bot.wording import LANGUAGES
from flows.understanding.text import fold

SET = {
    "name": "Casa Nova",
    "legal_name": "Casa Nova SRL",
    "tax_id": "1-31-00000-0",
    "privacy_contact": "datos@example.do",
    "human_phone": "809-555-0100",
    "hours": "lunes a sábado",
}
STAYS_OPEN = {"meta", "link"}


def settings(**agency: str) -> Settings:
    configured = {"alterestate": {"api_key": "k"}, **agency}
    return Settings.model_validate({"public_url": "https://chat.example.do", "agencies": {"casanova": configured}})


def page(wanted: str = "es", **agency: str) -> str:
    return privacy_page(settings(**(SET | agency)), "casanova", wanted)


class Reader(HTMLParser):
    """Reads a page as a browser would, and notes its tags, links and words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in STAYS_OPEN:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words += data


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        ("", "es"),
        ("es", "es"),
        ("en", "en"),
        ("en-US,en;q=0.9,es;q=0.8", "en"),
        ("fr-FR,fr;q=0.9,en;q=0.4,es;q=0.5", "fr"),
        ("ja-JP,ja;q=0.9,en;q=0.4,es;q=0.5", "es"),
        ("EN-gb", "en"),
        ("de", "de"),
        ("ht-HT", "ht"),
        ("zh", "es"),
        ("en;q=0, es", "es"),
        ("en;q=abc", "es"),
        ("*", "es"),
        (",;q=;;,", "es"),
        ("english", "es"),
    ],
)
def test_the_page_speaks_the_readers_language(wanted: str, language: str) -> None:
    """The link's language or the browser's, else the agency's."""
    assert f'<html lang="{language}">' in page(wanted)


def test_the_agencys_language_is_the_default() -> None:
    """A browser that asks for nothing we speak gets the agency's language."""
    assert '<html lang="en">' in page("ja", language="en")
    assert choose_language("ja") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_all_of_it(language: str) -> None:
    """Who keeps what, how long, and whom to ask; nothing is left to fill in."""
    html = page(language)
    words = Reader(html).words
    for expected in ("Casa Nova SRL", "1-31-00000-0", "datos@example.do", "809-555-0100"):
        assert expected in words
    times = [re.match(r"<dd>(\d+) ", row) for row in re.findall(r"<dd>.*?</dd>", html)]
    assert [time and time[1] for time in times] == ["24", "14", "30", "90", "24"]  # promises §9
    assert not re.search(r"[{}]", words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chat_itself_shows_and_erases(language: str) -> None:
    """The page names the words that do it, and the chat understands them."""
    vocabulary = files("flows").joinpath("vocabulary", f"{language}.toml").read_text("utf-8")
    understood: dict[str, list[str]] = tomllib.loads(vocabulary)["command"]
    (said,) = [line for line in map(fold, Reader(page(language)).words.splitlines()) if line == fold(told(language))]
    for name in ("my_data", "erase"):
        assert any(fold(phrase) in said for phrase in understood[name] if " " in phrase), name


def told(language: str) -> str:
    words = files("bot").joinpath("templates", f"privacy.{language}.toml").read_text("utf-8")
    sentence: str = tomllib.loads(words)["rights"]["chat"]
    return sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_set_is_not_said(language: str) -> None:
    """A sentence without its value is left out, here as in the chat."""
    bare = privacy_page(settings(name="Casa Nova"), "casanova", language)
    words = Reader(bare).words
    assert "RNC" not in words
    assert "()" not in words
    assert not re.search(r"[{}]", words)


def test_names_cannot_break_the_page() -> None:
    """What the settings hold is shown as text."""
    html = page(name="<script>alert(1)</script> & Cía")
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Cía" in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_well_made(language: str) -> None:
    """Every tag is closed, one heading leads, and each language links to all."""
    reader = Reader(page(language))
    assert reader.open == []
    names = [tag for tag, _ in reader.tags]
    assert names.count("h1") == 1
    assert {attributes["href"] for tag, attributes in reader.tags if tag == "a"} == {
        f"?lang={code}" for code in LANGUAGES
    }
    assert ("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}) in reader.tags


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_brings_everything_itself(language: str) -> None:
    """No script, no font or picture from elsewhere, under 15 KB."""
    html = page(language)
    names = {tag for tag, _ in Reader(html).tags}
    assert names.isdisjoint({"script", "img", "iframe", "link", "form"})
    assert "url(" not in html
    assert "@import" not in html
    assert len(html.encode()) < 15_000


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_text_is_easy_to_read(theme: int) -> None:
    """Every text colour has a contrast of 7:1 or more on both grounds, by day and by night."""
    palette = re.findall(r":root \{(.*?)\}", page(), re.DOTALL)[theme]
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", palette))
    for text in ("ink", "soft", "mark"):
        for ground in ("page", "card"):
            light, dark = sorted((luminance(colours[text]), luminance(colours[ground])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 7, (text, ground)
