"""The agency gets an address that the person meant."""

from __future__ import annotations

import pytest

from bot.wording import load_catalogues
from flows.answers import Complaint
from flows.answers.email import EmailRead, Found, NoEmail, Several, Suggested, read_email, suggest
from flows.answers.words import merge

WORDS = merge(load_catalogues().values())
ANA = Found("ana@gmail.com")

READ: list[tuple[str, EmailRead, str]] = [
    ("Ana.Pena@Gmail.com ", Found("ana.pena@gmail.com"), "lower case, trimmed"),
    ("ana@gmail.com.", ANA, "the last dot is the sentence's"),
    ("ana@gmail.com. Gracias", ANA, "the dot is the sentence's"),
    ("ana @ gmail.com", ANA, "joined around the @"),
    ("ana@gmail .com", ANA, "joined before the ending"),
    ("ana@gmail. com", ANA, "joined before the ending"),
    ("mi correo: <ana@gmail.com>, gracias", ANA, "words and brackets around"),
    ("mailto:ana@gmail.com", ANA, "a copied link"),
    ("ana arroba gmail punto com", ANA, "spelt in words"),
    ("ANA ARROBA GMAIL.COM", ANA, "half spelt"),
    ("mi correo es ana punto pena arroba gmail punto com", Found("ana.pena@gmail.com"), "spelt in a sentence"),
    ("ana guion bajo p arroba gmail.com", Found("ana_p@gmail.com"), "underscore"),
    ("ana(arroba)gmail.com", ANA, "in brackets"),
    ("ana at gmail dot com", ANA, "spelt in English"),
    ("ana\u200b@gmail.com", ANA, "nothing invisible is stored"),
    ("ana@gmail.com ANA@gmail.com", ANA, "the same address twice"),
    ("ana@peña.com", Found("ana@xn--pea-8ma.com"), "a domain may have accents; mail travels in ASCII"),
    ("ana@x.com o beto@y.com", Several(("ana@x.com", "beto@y.com")), "two addresses"),
    ("no tengo", NoEmail(), "no e-mail"),
    ("No tengo correo", NoEmail(), "no e-mail"),
    ("yo no tengo correo, disculpa", NoEmail(), "no e-mail, in a sentence"),
    ("sin correo", NoEmail(), "no e-mail"),
    ("no uso", NoEmail(), "no e-mail"),
    ("I don’t have one", NoEmail(), "no e-mail"),
    ("no", NoEmail(), "no e-mail"),
    ("no tengo otro que ana@gmail.com", ANA, "an address wins"),
    ("jeje", Complaint("no_address"), "no address"),
    ("vivo cerca del punto de encuentro", Complaint("no_address"), "«punto» alone spells nothing"),
    ("ana@gmail", Suggested("", "ana@gmail.com"), "the ending of a large provider can be offered"),
    ("ana@empresa", Complaint("unfinished"), "no dot"),
    ("ana@@gmail.com", Complaint("unfinished"), "two at signs"),
    ("@gmail.com", Complaint("unfinished"), "nothing before the @"),
    ("ana@[127.0.0.1]", Complaint("unfinished"), "no domain"),
    ("a" * 250 + "@gmail.com", Complaint("unfinished"), "over 254 characters"),
    ("peña@gmail.com", Suggested("", "pena@gmail.com"), "the part before the @ is ASCII"),
    ("ана@gmail.com", Complaint("not_ascii"), "letters that cannot be guessed"),
    ("", Complaint("no_address"), "nothing"),
]

MISSPELT = [
    ("gmial.com", "gmail.com"),
    ("gmai.com", "gmail.com"),
    ("gmail.con", "gmail.com"),
    ("gamil.com", "gmail.com"),
    ("hotmial.com", "hotmail.com"),
    ("hotmail.con", "hotmail.com"),
    ("outlok.com", "outlook.com"),
    ("yaho.com", "yahoo.com"),
    ("icloud.con", "icloud.com"),
    ("gmail.co", "gmail.com"),
]

REAL = [
    "gmail.com",
    "mail.com",
    "email.com",
    "ymail.com",
    "gmx.com",
    "hotmail.es",
    "yahoo.fr",
    "claro.net.do",
    "exemple.fr",
]


@pytest.mark.parametrize(("text", "read", "why"), READ)
def test_addresses_are_read_as_people_type_them(text: str, read: EmailRead, why: str) -> None:
    """A typed or spelt address is taken, and having none is an answer too."""
    assert read_email(text, WORDS) == read, why


@pytest.mark.parametrize(("typed", "meant"), MISSPELT)
def test_a_misspelt_provider_is_asked_about(typed: str, meant: str) -> None:
    """A slip in a large provider's name is suggested, never replaced."""
    assert read_email(f"ana@{typed}", WORDS) == Suggested(f"ana@{typed}", f"ana@{meant}")


@pytest.mark.parametrize("domain", REAL)
def test_a_real_domain_is_never_questioned(domain: str) -> None:
    """Somebody with an unusual but real address is not asked whether they meant another."""
    assert suggest(f"ana@{domain}") is None
