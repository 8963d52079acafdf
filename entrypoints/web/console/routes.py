"""Every page of the console in one list."""

from starlette.responses import Response
from starlette.routing import BaseRoute

from novex_shopify.domain.errors import NotFound
from novex_shopify.entrypoints.web.console import (
    arrivals_chart,
    component_gallery,
    health_page,
    home_page,
    move_page,
    preference_pages,
    provider_sign_in,
    session_end,
    sign_in,
)
from novex_shopify.entrypoints.web.console.access import build_action_route, build_page_route
from novex_shopify.entrypoints.web.console.fulfillment import shipment_actions, shipment_pages
from novex_shopify.entrypoints.web.console.imports import import_pages
from novex_shopify.entrypoints.web.console.lists import filter_form
from novex_shopify.entrypoints.web.console.orders import missing_products, order_pages
from novex_shopify.entrypoints.web.console.products import exact_matches, mapping_files, product_pages, take_over
from novex_shopify.entrypoints.web.console.rendering import render_error
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, View
from novex_shopify.entrypoints.web.console.shops import data_check, shop_list, shop_pages
from novex_shopify.entrypoints.web.console.webhooks import event_list, event_page, retry_page


def _refuse_unknown_page(_request: ConsoleRequest) -> Response:
    raise NotFound("The console has no such page. It may have moved, or the address is misspelled.")


def _get(path: str, view: View, *, public: bool = False) -> BaseRoute:
    return build_page_route(f"/console{path}", view, render_error, public=public)


def _post(path: str, view: View, *, public: bool = False) -> BaseRoute:
    return build_action_route(f"/console{path}", view, render_error, public=public)


routes = [
    _get("", home_page.show_home),
    _get("/events/over-time", arrivals_chart.get_arrivals),
    _get("/health", health_page.show_health),
    _get("/health/checks", health_page.run_health_checks),
    _get("/moved", move_page.show_move),
    _post("/moved", move_page.confirm_move),
    _get("/sign-in", sign_in.show_sign_in, public=True),
    _post("/sign-in", sign_in.sign_in, public=True),
    _get("/sign-in/provider", provider_sign_in.begin_sign_in, public=True),
    _get("/sign-in/provider/callback", provider_sign_in.complete_sign_in, public=True),
    _post("/sign-out", sign_in.sign_out),
    _get("/session", session_end.get_session_end),
    _get("/preferences", preference_pages.show_preferences),
    _post("/preferences", preference_pages.save_preferences),
    _post("/store", preference_pages.choose_shop),
    _get("/components", component_gallery.show_components),
    _post("/filter", filter_form.apply_filters),
    _get("/events", event_list.show_events),
    _get("/events/replay", event_list.confirm_replay),
    _post("/events/replay", event_list.replay_events),
    _post("/events/retry", event_list.replay_chosen),
    _get("/events/retries/{retried_at}", retry_page.show_retry),
    _get("/events/{event:id}", event_page.show_event),
    _post("/events/{event:id}/replay", event_page.replay_event),
    _post("/events/{event:id}/dismiss", event_page.dismiss_event),
    _get("/orders", order_pages.search_orders),
    _post("/orders", order_pages.start_search),
    _post("/orders/check-shopify", order_pages.check_shopify),
    _get("/orders/{shop}/{order:id}", order_pages.show_order),
    _post("/orders/{shop}/{order:id}/map/{variant:id}", missing_products.map_missing_product),
    _get("/shipments", shipment_pages.show_shipments),
    _post("/shipments/retry-chosen", shipment_actions.retry_chosen),
    _post("/shipments/retry", shipment_actions.retry_shipment),
    _post("/shipments/tracking", shipment_actions.change_tracking),
    _post("/shipments/quantities", shipment_actions.change_quantities),
    _post("/shipments/elsewhere", shipment_actions.mark_shipped_elsewhere),
    _post("/shipments/cancel", shipment_actions.cancel_shipment),
    _post("/shipments/give-up", shipment_actions.give_up_shipment),
    _get("/products", product_pages.list_variants),
    _post("/products/match", product_pages.match_again),
    _get("/products/{shop}/exact-matches", exact_matches.preview_exact_matches),
    _post("/products/{shop}/exact-matches", exact_matches.accept_exact_matches),
    _post("/products/{shop}/take-over", take_over.take_over_items),
    _get("/products/{shop}/export", mapping_files.export_mappings),
    _get("/products/{shop}/import", mapping_files.show_import_form),
    _post("/products/{shop}/import", mapping_files.import_mappings),
    _post("/products/{shop}/import/rejected", mapping_files.download_refused_lines),
    _get("/products/{shop}/{variant:id}", product_pages.show_variant),
    _get("/products/{shop}/{variant:id}/suggestion", product_pages.show_suggestion),
    _post("/products/{shop}/{variant:id}/map", product_pages.map_variant),
    _post("/products/{shop}/{variant:id}/ignore", product_pages.ignore_variant),
    _post("/products/{shop}/{variant:id}/unmap", product_pages.unmap_variant),
    _get("/imports", import_pages.list_imports),
    _post("/imports", import_pages.start_import),
    _get("/imports/{run:id}", import_pages.show_import),
    _get("/imports/{run:id}/rejected", import_pages.download_refused_lines),
    _post("/imports/{run:id}/run-again", import_pages.run_again),
    _get("/imports/{run:id}/cancel", import_pages.confirm_cancel),
    _post("/imports/{run:id}/cancel", import_pages.cancel_import),
    _get("/data-check", data_check.list_shops),
    _get("/stores", shop_list.list_shops),
    _post("/stores/connect", shop_list.connect_shop),
    _get("/stores/{shop}", shop_pages.show_shop),
    _post("/stores/{shop}/approve", shop_pages.approve_shop),
    _post("/stores/{shop}/read-again", shop_pages.read_again),
    _get("/stores/{shop}/data-check", data_check.show_days),
    _get("/stores/{shop}/data-check/{day}", data_check.show_day),
    _post("/stores/{shop}/data-check/check", data_check.check_now),
    _post("/stores/{shop}/data-check/repair", data_check.repair_now),
    _get("/stores/{shop}/settings", shop_pages.show_settings),
    _post("/stores/{shop}/settings", shop_pages.save_settings),
    _get("/stores/{shop}/webhooks", shop_pages.show_webhooks),
    _post("/stores/{shop}/webhooks/repair", shop_pages.repair_subscriptions),
    _get("/stores/{shop}/disconnect", shop_pages.confirm_disconnect),
    _post("/stores/{shop}/disconnect", shop_pages.disconnect_shop),
    _get("/{page:path}", _refuse_unknown_page),
]
