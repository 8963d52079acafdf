"""Whatever makes units free is constructed with what wakes the orders that wait for them."""

from dataclasses import fields, is_dataclass

from dependency_injector import providers

from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import build_in_memory_container
from novex_shopify.domain.use_cases.wake_short_orders import WakeShortOrders


def list_waking() -> list[str]:
    """The use cases that say that units have become free."""
    factories = {name: each.cls for name, each in Container.providers.items() if isinstance(each, providers.Factory)}
    return [
        name
        for name, use_case in factories.items()
        if is_dataclass(use_case) and any(field.name == "wake" for field in fields(use_case))
    ]


def test_every_use_case_that_makes_units_free_wakes_short_orders() -> None:
    container, names = build_in_memory_container(), list_waking()
    assert "receive_lot" in names
    assert [name for name in names if not isinstance(getattr(container, name)().wake, WakeShortOrders)] == []
