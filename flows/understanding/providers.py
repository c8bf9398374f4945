"""E-mail providers and how their names are misspelt.

A slip is only ever suggested, and only where it is one letter from a large provider (optimal string alignment) or an
ending that does not exist. The slips follow the public lists of mailcheck (github.com/mailcheck/mailcheck) and
email_typo (github.com/fnando/email_typo); which addresses are right as they stand follows mailcheck's list of popular
domains and the national domains that Microsoft and Yahoo give out.
"""

from __future__ import annotations

from rapidfuzz.distance import OSA

# One letter away from each other are none of these, so that a slip points at one of them.
PROVIDERS = ("gmail", "hotmail", "outlook", "yahoo", "icloud")
ONLY_COM = frozenset({"gmail", "icloud"})  # they have no national domains
NATIONAL = frozenset({
    "es", "fr", "it", "de", "be", "nl", "at", "ch", "ie", "pt", "gr", "dk", "se", "no", "cz", "hu", "pl", "ca", "cl",
    "in", "jp", "my", "ph", "sg", "kr", "th", "tr", "co.uk", "co.in", "co.id", "co.jp", "co.kr", "co.nz", "co.za",
    "co.th", "com.ar", "com.au", "com.br", "com.co", "com.do", "com.mx", "com.pe", "com.ve", "com.ec", "com.es",
    "com.tr", "com.sg", "com.hk", "com.tw", "com.vn", "com.ph", "com.my", "com.pt", "com.uy", "com.py", "com.bo",
    "com.gt", "com.pa", "com.sv", "com.hn", "com.ni", "com.cu", "com.pr",
})  # fmt: skip  # a word a line would fill a page
GENERIC = frozenset({"com", "net", "org", "edu", "gob", "gov", "mil"})  # no more than a country comes behind them
# Endings that people type or say after a provider or a company.
ENDINGS = GENERIC | {"info", "biz", "io", "me", "do"} | {ending.rpartition(".")[2] for ending in NATIONAL}
_NO_ENDING = frozenset({
    "con", "comm", "cmo", "ocm", "vom", "xom", "cim", "cpm", "coom", "c0m", "comn", "conm", "cpom", "cok", "cmm",
    "ccom", "comb", "clm", "cojm", "cxom", "comcom", "vcom", "cvom", "copm", "ckm", "cmon",
})  # fmt: skip  # top-level domains that do not exist
_ENDING_OF_ANOTHER = frozenset({"co", "cm", "om", "c", "cam", "coms", "cc"})  # real or nearly, wrong at these providers
# Real, and one letter from a provider or its ending.
_REAL = frozenset(
    {"mail.com", "email.com", "ymail.com", "gmx.com", "yahoo.co", "yaho.com.br", "mailo.com", "gmail.ru", "cloud.com"}
)
# Spellings further than one letter away.
_FAR_SLIPS = {
    "jmail": "gmail", "gimeil": "gmail", "jimeil": "gmail", "yimeil": "gmail", "jotmeil": "hotmail",
    "hotmmial": "hotmail", "outluk": "outlook", "autluk": "outlook", "yahu": "yahoo", "llahoo": "yahoo",
    "aiclou": "icloud", **{f"{provider}com": provider for provider in PROVIDERS},
}  # fmt: skip  # likewise


def suggest(address: str) -> str | None:
    """What a misspelt address probably means, None when nothing seems wrong."""
    local, _, domain = address.rpartition("@")
    meant = meant_domain(domain)
    return f"{local}@{meant}" if meant and meant != domain else None


def meant_domain(domain: str) -> str | None:
    """The domain that was probably meant, the same one when it is known to be right, None when nobody can say."""
    if domain in _REAL:
        return domain
    mended = _with_ending(domain)
    name, _, ending = mended.partition(".")
    provider = provider_of(name)
    if provider is None:
        return mended if mended != domain else None
    if ending in NATIONAL and provider not in ONLY_COM:
        return f"{provider}.{ending}"
    usual = ending in NATIONAL | _ENDING_OF_ANOTHER | {"com", ""}
    return f"{provider}.com" if usual or (name == provider and ending.startswith("com")) else None  # «gmail.comgracias»


def provider_of(name: str) -> str | None:
    """The large provider that `name` is or is one letter away from."""
    if name in PROVIDERS:
        return name
    if name in _FAR_SLIPS:
        return _FAR_SLIPS[name]
    if f"{name}.com" in _REAL or len(name) < 4:
        return None
    near = [p for p in PROVIDERS if OSA.distance(name, p, score_cutoff=1) <= 1]
    return near[0] if near and (near[0] != "gmail" or name[0] in "gm") else None


def _with_ending(domain: str) -> str:
    """«empresa.con», «live.cmo», «uol.con.br» with the ending that they meant."""
    labels = domain.split(".")
    place = -2 if len(labels) > 2 and len(labels[-1]) == 2 else -1
    if len(labels) > 1 and labels[place] in _NO_ENDING:
        labels[place] = "com"
    return ".".join(labels)
