"""Pages as HTML, and the headers that every answer of the console carries (security §3)."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from functools import cache
from importlib.resources import files
from typing import Any

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

LANGUAGES = ("es", "en")
STATIC = {"console.css": "text/css", "console.js": "text/javascript", "htmx.min.js": "text/javascript"}
LIVE = json.dumps(
    {"includeIndicatorCSS": False, "history": False, "morphIgnore": ["data-htmx-powered", "open", "value"]}
)
POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {frames}"
)
HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}
SECURE = {"Strict-Transport-Security": "max-age=31536000"}


def html(template: str, language: str, nonce: str, context: Mapping[str, Any]) -> str:
    """A page in one of our languages; what a template names and nobody gave is an error."""
    asset = {name: f"/console/static/{digest(name)}/{name}" for name in STATIC}
    words = words_of(language)
    return (
        _environment()
        .get_template(f"{template}.html.j2")
        .render(w=words, language=language, nonce=nonce, asset=asset, live=LIVE, **context)
    )


def protect(response: web.StreamResponse, nonce: str, *, frames: str, secure: bool) -> None:
    """`frames`: who may show the page inside theirs, as CSP writes it."""
    for name, value in {**HEADERS, **(SECURE if secure else {})}.items():
        response.headers.setdefault(name, value)
    response.headers["Content-Security-Policy"] = POLICY.format(nonce=nonce, frames=frames)


def load_pages() -> None:
    """Read and compile all of them, so that nobody waits for the first."""
    for template in _environment().list_templates(["j2"]):
        _environment().get_template(template)
    for language in LANGUAGES:
        words_of(language)
    for name in STATIC:
        digest(name)


@cache
def static_file(name: str) -> bytes:
    """A file that pages refer to. Raises KeyError for any other."""
    STATIC[name]
    return files("bot.console").joinpath("static", name).read_bytes()


@cache
def digest(name: str) -> str:
    """Changes with the file, so that it may be kept for ever."""
    return hashlib.sha256(static_file(name)).hexdigest()[:12]


@cache
def words_of(language: str) -> dict[str, Any]:
    """What the pages say in a language."""
    return tomllib.loads(files("bot.console").joinpath("words", f"{language}.toml").read_text("utf-8"))


def day_said(at: datetime, zone: tzinfo, now: datetime, words: Mapping[str, Any]) -> str:
    """«hoy 10:05», «ayer 18:20», «23 nov 10:05»."""
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    named = {today: words["today"], today - timedelta(days=1): words["yesterday"]}.get(local.date())
    day = named or f"{local.day} {words['months'][local.month - 1]}" + (
        f" {local.year}" if local.year != today.year else ""
    )
    return f"{day} {local:%H:%M}"


def span_said(length: timedelta, words: Mapping[str, Any]) -> str:
    """«5 min», «3 h», «2 días»."""
    minutes = int(length.total_seconds()) // 60
    if minutes < 60:
        return f"{max(minutes, 1)} {words['minutes']}"
    if minutes < 48 * 60:
        return f"{minutes // 60} {words['hours']}"
    return f"{minutes // (24 * 60)} {words['days']}"


def number_said(number: float) -> str:
    """«12,345», as it is written in the Dominican Republic and in English."""
    return f"{number:,.0f}"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("bot", "templates/console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = number_said
    return environment
