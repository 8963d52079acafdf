"""`novex-shopify doctor`."""

from dataclasses import asdict
from typing import Annotated

import typer

from novex_shopify.config.doctor.examination import examine_from_env
from novex_shopify.domain.model.finding import Verdict
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.entrypoints.cli.listing import AsJson, show


def doctor(
    *,
    shop: Annotated[str | None, typer.Option(metavar="SHOP", help="Look at this store only.")] = None,
    as_json: AsJson = False,
) -> None:
    """Test every link between Shopify and the ERP; exit code 0 only if all is well."""
    findings = examine_from_env(parse_shop_domain(shop) if shop else None)
    show([asdict(finding) for finding in findings], as_json=as_json, empty="")
    if any(finding.verdict is not Verdict.OK for finding in findings):
        raise typer.Exit(1)
