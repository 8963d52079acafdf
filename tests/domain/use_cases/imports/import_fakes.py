"""The fakes with which imports run, and steps that run them and read the results."""

from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from typing import Any

from novex_shopify.domain.model.bulk_operation import RefusedLine
from novex_shopify.domain.model.import_run import ImportKind, ImportRun
from novex_shopify.domain.model.work import ActiveClaims, WorkerId
from novex_shopify.domain.policies.retry import RetryPolicy
from novex_shopify.domain.use_cases.customers import ImportCustomers
from novex_shopify.domain.use_cases.imports import RunImport
from tests.builders import SHOP
from tests.domain.use_cases.fakes import Fakes


class ImportFakes(Fakes):
    @cached_property
    def run_import(self) -> RunImport:
        """Imports customers in batches of ten."""
        return RunImport(
            unit_of_work=self.unit_of_work,
            operations=self.operations,
            importers={ImportKind.CUSTOMERS: ImportCustomers()},
            access=self.access,
            retry=RetryPolicy(random=lambda: 0.5),
            notifier=self.notifier,
            clock=self.clock,
            worker=WorkerId("ann", 1),
            active_claims=ActiveClaims(),
            max_batch_size=10,
        )

    def run_until_waiting(self) -> ImportRun:
        """Run what is due; returns the latest run."""
        while self.run_import.run_next():
            pass
        return self.get_latest_run()

    def run_for_20_minutes(self) -> ImportRun:
        """Run what becomes due; returns the latest run."""
        for _ in range(20):
            self.run_until_waiting()
            self.clock.advance(timedelta(minutes=1))
        return self.get_latest_run()

    def get_latest_run(self) -> ImportRun:
        with self.unit_of_work() as tx:
            (run,) = tx.imports.list_latest(1)
        return run

    def list_refused_lines(self) -> list[RefusedLine]:
        """List the lines that the latest run refused."""
        run = self.get_latest_run()
        with self.unit_of_work() as tx:
            return list(tx.imports.list_refused_lines(run.id))

    def list_first_names(self) -> list[str | None]:
        """List the first names in the ERP, by Shopify id."""
        with self.unit_of_work() as tx:
            customers = [tx.erp.customers.get(link.erp_id) for link in tx.customer_links.list_for_shop(SHOP)]
        return [customer.first_name for customer in customers if customer]

    def update_operation(self, **changes: Any) -> None:
        """Change Shopify's latest operation."""
        last = list(self.shop.bulk_operations)[-1]
        self.shop.bulk_operations[last] = replace(self.shop.bulk_operations[last], **changes)
