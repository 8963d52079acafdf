"""`novex-shopify doctor`."""

from dataclasses import asdict
from typing import Annotated

import typer

from novex_shopify.domain.model.check_result import CheckStatus
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.entrypoints.cli.listing import JsonOption, print_rows
from novex_shopify.entrypoints.doctor.doctor import run_checks_from_env


def doctor(
    *,
    shop: Annotated[str | None, typer.Option(metavar="SHOP", help="Look at this store only.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Test every link between Shopify and the ERP; exit code 0 only if all is well."""
    results = run_checks_from_env(parse_shop_domain(shop) if shop else None)
    print_rows([asdict(finding) for finding in results], as_json=as_json, empty_message="")
    if any(finding.status is not CheckStatus.OK for finding in results):
        raise typer.Exit(1)
