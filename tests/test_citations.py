"""The pages in docs/ lead where they say: every section that a comment cites, every link, every path on the map."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bot.wording import load_catalogues
from docs import draw_costs
from docs.draw_map import PICTURE, paths, svg
from flows.conversation import State
from flows.states import FILES

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
FOLDERS = ("adapters", "benchmarks", "bot", "docs", "flows", "tests")
KINDS = (".py", ".sql", ".toml", ".md")
PAGES = {page.relative_to(DOCS).with_suffix("").as_posix(): page for page in sorted(DOCS.rglob("*.md"))}
READ = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *PAGES.values()]

MARK = r"(?:§[0-9]+(?:\.[0-9]+)*|P[0-9]+\b)"
CITATION = re.compile(rf"(?:(?<![\w/-])([\w/-]+) )?({MARK}(?:(?:,| to| and| or) {MARK})*)")
OF_OTHERS = re.compile(r"RFC [0-9]+ §[0-9.]+")
NEXT_LINE = re.compile(r"\s*\n[ \t]*(?:#|--)?[ \t]*")  # a comment may break between a page and its section
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"#+ (.+)")
NUMBER = re.compile(r"([0-9]+(?:\.[0-9]+)*)\.? ")
PROMISE = re.compile(r"- \*\*(P[0-9]+) ")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
PATH = re.compile(r"`([\w./-]+(?:/|\.(?:py|toml|sql|md|svg|csv|txt)))`")


def sources() -> Iterator[Path]:
    """Every file whose words somebody reads."""
    yield from sorted(file for file in ROOT.glob("*") if file.suffix in KINDS)
    for folder in FOLDERS:
        yield from sorted(file for file in (ROOT / folder).rglob("*") if file.suffix in KINDS)


def cited(text: str, own: str) -> Iterator[tuple[str, str]]:
    """Page and section of each citation, in their order. A section alone is one of `own` where the text is a page, else
    one of the page that was named last."""
    joined, last = NEXT_LINE.sub(" ", OF_OTHERS.sub("", text)), ""
    for found in CITATION.finditer(joined):
        name, marks = found[1] or "", re.findall(MARK, found[2])
        if found[2].startswith("P") and name not in PAGES and not name.isupper():
            continue  # «P1» by itself is no citation
        prose = (
            own and name.islower() and name.isalpha() and name not in PAGES
        )  # on a page a word before a section is a word
        page = own or last if prose or not name else name
        last = page
        yield from ((page, mark.removeprefix("§")) for mark in marks)


@cache
def lines_of(page: Path) -> tuple[str, ...]:
    return tuple(FENCED.sub("", page.read_text("utf-8")).splitlines())


@cache
def sections(name: str) -> frozenset[str]:
    """The numbers of a page: headings, numbered items as part of theirs («2.11»), promises."""
    numbers, section = set(), ""
    for line in lines_of(PAGES[name]):
        heading, item = HEADING.match(line), NUMBER.match(line)
        if heading and (number := NUMBER.match(heading[1])):
            section = number[1]
            numbers.add(section)
        elif item:
            numbers.add(f"{section}.{item[1]}")
        elif promise := PROMISE.match(line):
            numbers.add(promise[1])
    return frozenset(numbers)


@cache
def anchors(page: Path) -> frozenset[str]:
    """What a link may name of a page, as GitHub makes it from the headings."""
    headings = [heading[1] for line in lines_of(page) if (heading := HEADING.match(line))]
    return frozenset(re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings)


def test_every_citation_leads_to_its_section() -> None:
    """Whoever looks up what a comment names finds it, on a page and under a number that exist."""
    names = {page: name for name, page in PAGES.items()}
    broken = [
        f"{file.relative_to(ROOT)}: {page or 'no page'} {section}"
        for file in sources()
        for page, section in cited(file.read_text("utf-8"), names.get(file, ""))
        if page not in PAGES or section not in sections(page)
    ]
    broken += [
        f"{file.relative_to(ROOT)}: {page}" for file in sources() for page in named_pages(file) if not page.exists()
    ]
    assert broken == []


def named_pages(file: Path) -> Iterator[Path]:
    """Those that a comment names as a whole."""
    yield from (ROOT / named for named in re.findall(r"\bdocs/[\w/-]+\.md\b", file.read_text("utf-8")))


def test_every_link_leads_somewhere() -> None:
    """A link in a page opens a file that is there, at a heading that it has."""
    broken = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in READ
        for link in LINK.findall(page.read_text("utf-8"))
        if not link.startswith(("https://", "http://")) and not leads_somewhere(page, link)
    ]
    assert broken == []


def leads_somewhere(page: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    return target.exists() and (not anchor or anchor in anchors(target))


def test_every_path_that_a_page_names_exists() -> None:
    """Whoever opens a file that a page names finds it; on the map a bare name is that of a file in one of the rooms."""
    broken = [
        f"{page.relative_to(ROOT)}: {path}"
        for page in PAGES.values()
        for path in PATH.findall(page.read_text("utf-8"))
        if not (is_there(path) if "/" in path or page.stem == "map" else True)
    ]
    assert broken == []


def is_there(path: str) -> bool:
    if "/" in path:
        return path.startswith("/") or (ROOT / path).exists()
    return any(next((ROOT / folder).rglob(path), None) for folder in FOLDERS)


def test_the_picture_of_the_house_is_the_house() -> None:
    """What the map shows is there, and the picture is what its script draws."""
    assert [path for path in paths() if not (ROOT / path).exists()] == []
    assert PICTURE.read_text("utf-8") == svg()


def test_the_picture_of_costs_shows_the_table() -> None:
    """Whoever looks at the bars sees what the table of docs/performance.md says, and which of them are ours."""
    assert [bar.name for bar in draw_costs.bars() if bar.is_ours] == ["leadbot on WhatsApp", "leadbot on Telegram"]
    assert draw_costs.PICTURE.read_text("utf-8") == draw_costs.svg()


def test_the_map_names_every_state_with_its_file() -> None:
    """«Where is EMAIL_TYPO?» has one answer, and the page about the talk tells of every state."""
    rows = re.findall(r"^\| `(flows/states/\w+\.py)` \| (.+) \|$", (DOCS / "map.md").read_text("utf-8"), re.MULTILINE)
    told = {state: file for file, states in rows for state in re.findall(r"`(\w+)`", states)}
    assert told == {
        row.state: f"{file.__name__.replace('.', '/')}.py" for file in FILES for row in getattr(file, "ROWS", ())
    }
    talk = (DOCS / "conversation.md").read_text("utf-8").split("\n## 4. ")[1].split("\n## ")[0]
    assert set(State) <= set(re.findall(r"`(\w+)`", talk))


def test_the_page_about_the_talk_names_texts_that_exist() -> None:
    """Whoever looks up a sentence by its key finds it in the catalogue."""
    keys = set(re.findall(r"`([A-Z][A-Z0-9_]+)`", PAGES["conversation"].read_text("utf-8")))
    assert len(keys) > 90
    assert keys <= set(load_catalogues()["es"].texts)
