"""How the documentation is built: Markdown pages, every warning an error."""

import importlib.metadata

project = "counterfoil"
author = "counterfoil contributors"
project_copyright = f"2026, {author}"
release = importlib.metadata.version("counterfoil")

extensions = ["myst_parser"]
exclude_patterns = ["_build"]
myst_enable_extensions = ["attrs_block", "deflist"]
myst_heading_anchors = 4  # a link to a heading that is gone is a warning
nitpicky = True

html_theme = "furo"
html_title = f"counterfoil {release}"
