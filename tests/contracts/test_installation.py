"""The contract of `Installation`."""

from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import HOUR, NOON


def test_the_first_address_stays_until_it_is_replaced(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        assert tx.installation.get_app_url() is None
        tx.installation.record_app_url("https://erp.example.com", NOON)
        tx.installation.record_app_url("https://staging.example.com", NOON + HOUR)
        assert tx.installation.get_app_url() == "https://erp.example.com"
        tx.installation.replace_app_url("https://new.example.com", NOON + HOUR)
        assert tx.installation.get_app_url() == "https://new.example.com"
