"""Where `novex-shopify` starts. The library alone comes without the command line."""

import sys

from novex_shopify.config.errors import CannotStart
from novex_shopify.config.extras import SERVER, require_extra


def main() -> None:
    """Run the command line. Exit code 2 if it is not installed."""
    try:
        require_extra(SERVER)
    except CannotStart as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    from novex_shopify.entrypoints.cli.app import main as run_app  # noqa: PLC0415 - needs the extra

    run_app()
