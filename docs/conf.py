"""How `make docs` turns these pages into a site. No page fetches anything from elsewhere; a test looks."""

from __future__ import annotations

from typing import Any

project = "leadbot"
author = "the leadbot authors"
copyright = "the leadbot authors"
extensions = ["myst_parser"]
root_doc = "index"
exclude_patterns = ["_build"]
myst_heading_anchors = 4  # [promises §6](promises.md#6-replies), as on GitHub
myst_links_external_new_tab = False
smartquotes = False  # «--yes» stays two hyphens
html_theme = "furo"
html_static_path = ["site"]
html_css_files = ["site.css"]
html_title = "leadbot"
html_show_copyright = False
html_show_sphinx = False
html_copy_source = False
html_show_sourcelink = False
pygments_style = "friendly"

SPANISH = {"guides/owner", "guides/assistant", "guides/no-answer", "guides/privacy", "guides/tour", "console"}


def say_language(app: Any, page: str, template: str, context: dict[str, Any], tree: Any) -> None:
    """So that a page is read aloud, and broken into lines, in its own language."""
    context["language"] = "es" if page in SPANISH else "en"


def setup(app: Any) -> None:
    """Sphinx calls this."""
    app.connect("html-page-context", say_language)
