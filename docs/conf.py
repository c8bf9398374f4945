"""How `make docs` turns these pages into a site. No page fetches anything from elsewhere; a test looks."""

from __future__ import annotations

project = "leadbot"
author = "the leadbot authors"
copyright = "the leadbot authors"
extensions = ["myst_parser"]
root_doc = "index"
exclude_patterns = ["_build"]
myst_heading_anchors = 4  # [promises §6](promises.md#6-replies), as on GitHub
myst_links_external_new_tab = False
html_theme = "furo"
html_title = "leadbot"
html_show_copyright = False
html_show_sphinx = False
html_copy_source = False
html_show_sourcelink = False
pygments_style = "sphinx"
