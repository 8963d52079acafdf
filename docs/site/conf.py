"""Sphinx: the site of `make site`. The pages keep their places, so that their links work here as in the repository."""

from importlib.metadata import version as get_version

project = "Novex Shopify"
copyright = "2026 Novex"
version = release = get_version("novex-shopify")

extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["docs/site"]
myst_heading_anchors = 4

html_theme = "furo"
html_title = f"{project} {version}"
html_copy_source = False

default_role = "code"  # docstrings quote code with single backticks
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
python_maximum_signature_line_length = 100
