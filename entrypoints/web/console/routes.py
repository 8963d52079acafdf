"""Every page of the console in one list."""

from starlette.responses import Response

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.user import Role
from novex_shopify.entrypoints.web.console import (
    arrivals_chart,
    component_gallery,
    health_page,
    home_page,
    move_page,
    preference_pages,
    provider_sign_in,
    second_factor,
    session_end,
    sign_in,
)
from novex_shopify.entrypoints.web.console.access import build_action_route, build_page_route
from novex_shopify.entrypoints.web.console.console_route import ConsoleRoute
from novex_shopify.entrypoints.web.console.customers import customer_page
from novex_shopify.entrypoints.web.console.documents import design_page, seller_page
from novex_shopify.entrypoints.web.console.fulfillment import (
    exception_pages,
    fulfill_page,
    pick_list_page,
    return_pages,
    shipment_actions,
    shipment_pages,
)
from novex_shopify.entrypoints.web.console.imports import import_pages
from novex_shopify.entrypoints.web.console.invoices import invoice_files, invoice_pages
from novex_shopify.entrypoints.web.console.lists import filter_form
from novex_shopify.entrypoints.web.console.orders import (
    missing_products,
    order_lots,
    order_pages,
    order_trace_page,
    ship_page,
)
from novex_shopify.entrypoints.web.console.packing import command_sheet_page, station_page
from novex_shopify.entrypoints.web.console.people import (
    account_pages,
    api_token_pages,
    audit_log_page,
    invitation_page,
    user_pages,
)
from novex_shopify.entrypoints.web.console.products import (
    chosen_variants,
    exact_matches,
    mapping_files,
    product_pages,
    take_over,
)
from novex_shopify.entrypoints.web.console.recalls import new_recall, recall_actions, recall_files, recall_pages
from novex_shopify.entrypoints.web.console.rendering import render_error
from novex_shopify.entrypoints.web.console.reports import report_pages
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, View
from novex_shopify.entrypoints.web.console.search import search_page
from novex_shopify.entrypoints.web.console.shipping import label_pages, shipping_settings_page
from novex_shopify.entrypoints.web.console.shops import data_check, shop_list, shop_pages
from novex_shopify.entrypoints.web.console.stock import (
    location_pages,
    lot_actions,
    lot_pages,
    receiving_page,
    stock_page,
    trace_page,
)
from novex_shopify.entrypoints.web.console.webhooks import event_list, event_page, retry_page


def _refuse_unknown_page(_request: ConsoleRequest) -> Response:
    raise NotFound("The console has no such page. It may have moved, or the address is misspelled.")


def _get(path: str, view: View, least_role: Role | None) -> ConsoleRoute:
    return build_page_route(f"/console{path}", view, render_error, least_role)


def _post(path: str, view: View, least_role: Role | None) -> ConsoleRoute:
    return build_action_route(f"/console{path}", view, render_error, least_role)


ANYBODY = None
VIEWER, PACKER, OPERATOR, ADMIN = Role

# The last word of a line is the least role that may open the page or send the form.
routes: list[ConsoleRoute] = [
    _get("", home_page.show_home, VIEWER),
    _get("/events/over-time", arrivals_chart.get_arrivals, VIEWER),
    _get("/health", health_page.show_health, VIEWER),
    _get("/health/checks", health_page.run_health_checks, VIEWER),
    _get("/moved", move_page.show_move, VIEWER),
    _post("/moved", move_page.confirm_move, ADMIN),
    _get("/sign-in", sign_in.show_sign_in, ANYBODY),
    _post("/sign-in", sign_in.sign_in, ANYBODY),
    _post("/sign-in/code", sign_in.enter_code, ANYBODY),
    _get("/sign-in/provider", provider_sign_in.begin_sign_in, ANYBODY),
    _get("/sign-in/provider/callback", provider_sign_in.complete_sign_in, ANYBODY),
    _post("/sign-out", sign_in.sign_out, VIEWER),
    _get("/session", session_end.get_session_end, VIEWER),
    _get("/preferences", preference_pages.show_preferences, VIEWER),
    _post("/preferences", preference_pages.save_preferences, VIEWER),
    _post("/store", preference_pages.choose_shop, VIEWER),
    _get("/components", component_gallery.show_components, VIEWER),
    _get("/invitation", invitation_page.show_invitation, ANYBODY),
    _post("/invitation", invitation_page.accept_invitation, ANYBODY),
    _get("/account", account_pages.show_account, VIEWER),
    _post("/account/name", account_pages.rename, VIEWER),
    _post("/account/password", account_pages.change_password, VIEWER),
    _post("/account/sessions/end", account_pages.end_session, VIEWER),
    _get("/settings/users", user_pages.list_users, ADMIN),
    _post("/settings/users", user_pages.invite_user, ADMIN),
    _get("/settings/users/{user:id}", user_pages.show_user, ADMIN),
    _post("/settings/users/{user:id}/role", user_pages.set_role, ADMIN),
    _post("/settings/users/{user:id}/active", user_pages.set_active, ADMIN),
    _post("/settings/users/{user:id}/reset-password", user_pages.reset_password, ADMIN),
    _post("/settings/users/{user:id}/second-factor/remove", user_pages.remove_second_factor, ADMIN),
    _post("/settings/users/{user:id}/unlink", user_pages.unlink_identity, ADMIN),
    _post("/settings/users/{user:id}/sessions/end", user_pages.end_sessions, ADMIN),
    _get("/settings/api-tokens", api_token_pages.list_tokens, ADMIN),
    _post("/settings/api-tokens", api_token_pages.create_token, ADMIN),
    _post("/settings/api-tokens/{token:id}/revoke", api_token_pages.revoke_token, ADMIN),
    _get("/settings/audit-log", audit_log_page.show_audit_log, ADMIN),
    _get("/settings/audit-log/csv", audit_log_page.download_audit_log, ADMIN),
    _get("/account/second-factor", second_factor.show_second_factor, VIEWER),
    _post("/account/second-factor", second_factor.begin, VIEWER),
    _post("/account/second-factor/confirm", second_factor.confirm, VIEWER),
    _post("/account/second-factor/recovery-codes", second_factor.renew_recovery_codes, VIEWER),
    _post("/account/second-factor/remove", second_factor.remove, VIEWER),
    _post("/filter", filter_form.apply_filters, VIEWER),
    _get("/events", event_list.show_events, VIEWER),
    _get("/events/replay", event_list.confirm_replay, OPERATOR),
    _post("/events/replay", event_list.replay_events, OPERATOR),
    _post("/events/retry", event_list.replay_chosen, OPERATOR),
    _get("/events/retries/{retried_at}", retry_page.show_retry, VIEWER),
    _get("/events/{event:id}", event_page.show_event, VIEWER),
    _post("/events/{event:id}/replay", event_page.replay_event, OPERATOR),
    _post("/events/{event:id}/dismiss", event_page.dismiss_event, OPERATOR),
    _get("/search", search_page.show_search, VIEWER),
    _post("/search", search_page.start_search, VIEWER),
    _get("/search/suggestions", search_page.get_suggestions, VIEWER),
    _get("/customers/{customer}", customer_page.show_customer, PACKER),
    _get("/orders", order_pages.search_orders, VIEWER),
    _post("/orders", order_pages.start_search, VIEWER),
    _post("/orders/check-shopify", order_pages.check_shopify, PACKER),
    _get("/orders/{shop}/{order:id}", order_pages.show_order, VIEWER),
    _get("/orders/{shop}/{order:id}/ship", ship_page.show_form, PACKER),
    _post("/orders/{shop}/{order:id}/ship", ship_page.ship, PACKER),
    _post("/orders/{shop}/{order:id}/label", ship_page.ask_for_rates, PACKER),
    _get("/orders/{shop}/{order:id}/trace", order_trace_page.show_order_trace, VIEWER),
    _post("/orders/{shop}/{order:id}/map/{variant:id}", missing_products.map_missing_product, OPERATOR),
    _post("/orders/{shop}/{order:id}/lots/assign", order_lots.assign_proposed, PACKER),
    _post("/orders/{shop}/{order:id}/lots/choose", order_lots.assign_chosen, PACKER),
    _post("/orders/{shop}/{order:id}/lots/change", order_lots.change_lot, PACKER),
    _post("/orders/{shop}/{order:id}/lots/unassign", order_lots.unassign, PACKER),
    _post("/orders/{shop}/{order:id}/lots/correct", order_lots.correct_lot, OPERATOR),
    _post("/orders/{shop}/{order:id}/invoices", invoice_pages.issue_invoice, OPERATOR),
    _get("/invoices", invoice_pages.list_invoices, VIEWER),
    _get("/invoices/archive", invoice_files.download_archive, OPERATOR),
    _get("/invoices/series", invoice_pages.show_series, VIEWER),
    _get("/invoices/{number}", invoice_pages.show_invoice, VIEWER),
    _get("/invoices/{number}/pdf", invoice_files.download_pdf, PACKER),  # it goes into the parcel
    _get("/invoices/{number}/xml", invoice_files.download_xml, OPERATOR),
    _get("/credit-notes", invoice_pages.list_credit_notes, VIEWER),
    _get("/fulfill", fulfill_page.show_orders_to_ship, VIEWER),
    _post("/fulfill/assign", fulfill_page.assign_proposed, PACKER),
    _post("/fulfill/pick-list", pick_list_page.choose_orders, PACKER),
    _get("/fulfill/pick-list", pick_list_page.show_pick_list, VIEWER),
    _get("/exceptions", exception_pages.show_exceptions, VIEWER),
    _post("/exceptions/{exception:id}/close", exception_pages.close_exception, OPERATOR),
    _post("/exceptions/{exception:id}/confirm", exception_pages.confirm_lots, OPERATOR),
    _post("/exceptions/{exception:id}/name-lot", exception_pages.name_lot, OPERATOR),
    _get("/returns", return_pages.show_returns, VIEWER),
    _post("/returns/{return:id}/receive", return_pages.receive_return, PACKER),
    _post("/returns/{return:id}/restock", return_pages.restock_return, OPERATOR),
    _post("/returns/{return:id}/scrap", return_pages.scrap_return, OPERATOR),
    _post("/returns/{return:id}/never-came", return_pages.give_up_return, OPERATOR),
    _get("/packing", station_page.show_start, PACKER),
    _post("/packing", station_page.find_order, PACKER),
    _get("/packing/commands", command_sheet_page.show_commands, PACKER),
    _get("/packing/{order:id}", station_page.show_order, PACKER),
    _post("/packing/{order:id}", station_page.scan, PACKER),
    _post("/packing/{order:id}/take-over", station_page.take_over, PACKER),
    _post("/packing/{order:id}/swap", station_page.swap_lot, PACKER),
    _post("/packing/{order:id}/ship", station_page.ship_unlabelled, PACKER),
    _post("/packing/{order:id}/printed", station_page.mark_printed, PACKER),
    _get("/labels", label_pages.show_labels, VIEWER),
    _get("/labels/{label:id}", label_pages.show_label, VIEWER),
    _post("/labels/{label:id}/buy", label_pages.buy_label, PACKER),
    _post("/labels/{label:id}/check", label_pages.check_again, PACKER),
    _post("/labels/{label:id}/ship-again", label_pages.ship_again, PACKER),
    _post("/labels/{label:id}/give-up", label_pages.give_up, PACKER),
    _post("/labels/{label:id}/void", label_pages.void_label, OPERATOR),
    _get("/labels/{label:id}/files/{format}", label_pages.show_file, PACKER),
    _get("/labels/{label:id}/customs-forms/{number:id}", label_pages.show_customs_form, PACKER),
    _get("/shipments", shipment_pages.show_shipments, VIEWER),
    _post("/shipments/retry-chosen", shipment_actions.retry_chosen, PACKER),
    _post("/shipments/retry", shipment_actions.retry_shipment, PACKER),
    _post("/shipments/tracking", shipment_actions.change_tracking, PACKER),
    _post("/shipments/quantities", shipment_actions.change_quantities, PACKER),
    _post("/shipments/elsewhere", shipment_actions.mark_shipped_elsewhere, PACKER),
    _post("/shipments/cancel", shipment_actions.cancel_shipment, PACKER),
    _post("/shipments/give-up", shipment_actions.give_up_shipment, PACKER),
    _get("/products", product_pages.list_variants, VIEWER),
    _post("/products/match", product_pages.match_again, OPERATOR),
    _get("/products/{shop}/exact-matches", exact_matches.preview_exact_matches, OPERATOR),
    _post("/products/{shop}/exact-matches", exact_matches.accept_exact_matches, OPERATOR),
    _post("/products/{shop}/take-over", take_over.take_over_items, OPERATOR),
    _post("/products/{shop}/ignore", chosen_variants.ignore_chosen, OPERATOR),
    _post("/products/{shop}/unmap", chosen_variants.unmap_chosen, OPERATOR),
    _get("/products/{shop}/export", mapping_files.export_mappings, VIEWER),
    _get("/products/{shop}/import", mapping_files.show_import_form, OPERATOR),
    _post("/products/{shop}/import", mapping_files.import_mappings, OPERATOR),
    _post("/products/{shop}/import/rejected", mapping_files.download_refused_lines, OPERATOR),
    _get("/products/{shop}/{variant:id}", product_pages.show_variant, VIEWER),
    _get("/products/{shop}/{variant:id}/suggestion", product_pages.show_suggestion, VIEWER),
    _post("/products/{shop}/{variant:id}/map", product_pages.map_variant, OPERATOR),
    _post("/products/{shop}/{variant:id}/ignore", product_pages.ignore_variant, OPERATOR),
    _post("/products/{shop}/{variant:id}/unmap", product_pages.unmap_variant, OPERATOR),
    _get("/stock", stock_page.show_stock, VIEWER),
    _get("/receiving", receiving_page.show_receiving, PACKER),
    _post("/receiving", receiving_page.receive, PACKER),
    _get("/lots", lot_pages.show_lots, VIEWER),
    _get("/lots/{lot:id}", lot_pages.show_lot, VIEWER),
    _get("/lots/{lot:id}/trace", trace_page.show_trace, VIEWER),
    _post("/lots/{lot:id}/count", lot_actions.count_stock, PACKER),  # what people at the shelves do
    _post("/lots/{lot:id}/move", lot_actions.move_stock, PACKER),
    _post("/lots/{lot:id}/adjust", lot_actions.adjust_stock, OPERATOR),  # what adds or takes away units, or stops them
    _post("/lots/{lot:id}/scrap", lot_actions.scrap_stock, OPERATOR),
    _post("/lots/{lot:id}/hold", lot_actions.hold_stock, OPERATOR),
    _post("/lots/{lot:id}/release-held", lot_actions.release_held_stock, OPERATOR),
    _post("/lots/{lot:id}/quarantine", lot_actions.quarantine_lot, OPERATOR),
    _post("/lots/{lot:id}/release", lot_actions.release_lot, OPERATOR),
    _get("/recalls", recall_pages.list_recalls, VIEWER),
    _post("/recalls", new_recall.open_recall, OPERATOR),
    _get("/recalls/new", new_recall.show_new_recall, OPERATOR),
    _get("/recalls/{number}", recall_pages.show_recall, VIEWER),
    _post("/recalls/{number}/notices", recall_actions.add_notice, OPERATOR),
    _post("/recalls/{number}/notices/{notice:id}", recall_actions.add_answer, OPERATOR),
    _post("/recalls/{number}/close", recall_actions.close_recall, OPERATOR),
    _get("/recalls/{number}/files/{file}", recall_files.download_file, OPERATOR),
    _get("/reports", report_pages.list_reports, VIEWER),
    _get("/reports/{report}", report_pages.show_report, VIEWER),
    _get("/reports/{report}/file", report_pages.download_file, OPERATOR),
    _post("/reports/{report}/schedules", report_pages.add_schedule, OPERATOR),
    _post("/reports/schedules/{schedule:id}/remove", report_pages.remove_schedule, OPERATOR),
    _get("/settings/locations", location_pages.list_locations, OPERATOR),
    _post("/settings/locations", location_pages.add_location, OPERATOR),
    _get("/settings/locations/{location:id}", location_pages.show_location, OPERATOR),
    _post("/settings/locations/{location:id}", location_pages.change_location, OPERATOR),
    _get("/settings/shipping", shipping_settings_page.show_settings, OPERATOR),
    _post("/settings/shipping/boxes", shipping_settings_page.save_box, OPERATOR),
    _post("/settings/shipping/boxes/delete", shipping_settings_page.delete_box, OPERATOR),
    _post("/settings/shipping/origins", shipping_settings_page.save_origin, OPERATOR),
    _post("/settings/shipping/origins/delete", shipping_settings_page.delete_origin, OPERATOR),
    _get("/settings/documents", design_page.show_design, ADMIN),
    _post("/settings/documents", design_page.save_design, ADMIN),
    _post("/settings/documents/preview", design_page.preview_design, ADMIN),
    _get("/settings/documents/sellers", seller_page.show_sellers, ADMIN),
    _post("/settings/documents/sellers", seller_page.save_seller, ADMIN),
    _get("/imports", import_pages.list_imports, VIEWER),
    _post("/imports", import_pages.start_import, OPERATOR),
    _get("/imports/{run:id}", import_pages.show_import, VIEWER),
    _get("/imports/{run:id}/rejected", import_pages.download_refused_lines, VIEWER),
    _post("/imports/{run:id}/run-again", import_pages.run_again, OPERATOR),
    _get("/imports/{run:id}/cancel", import_pages.confirm_cancel, OPERATOR),
    _post("/imports/{run:id}/cancel", import_pages.cancel_import, OPERATOR),
    _get("/data-check", data_check.list_shops, VIEWER),
    _get("/stores", shop_list.list_shops, VIEWER),
    _post("/stores/connect", shop_list.connect_shop, ADMIN),
    _get("/stores/{shop}", shop_pages.show_shop, VIEWER),
    _post("/stores/{shop}/approve", shop_pages.approve_shop, ADMIN),
    _post("/stores/{shop}/read-again", shop_pages.read_again, OPERATOR),
    _get("/stores/{shop}/data-check", data_check.show_days, VIEWER),
    _get("/stores/{shop}/data-check/{day}", data_check.show_day, VIEWER),
    _post("/stores/{shop}/data-check/check", data_check.check_now, OPERATOR),
    _post("/stores/{shop}/data-check/repair", data_check.repair_now, OPERATOR),
    _get("/stores/{shop}/settings", shop_pages.show_settings, VIEWER),
    _post("/stores/{shop}/settings", shop_pages.save_settings, ADMIN),
    _get("/stores/{shop}/webhooks", shop_pages.show_webhooks, VIEWER),
    _post("/stores/{shop}/webhooks/repair", shop_pages.repair_subscriptions, OPERATOR),
    _get("/stores/{shop}/disconnect", shop_pages.confirm_disconnect, ADMIN),
    _post("/stores/{shop}/disconnect", shop_pages.disconnect_shop, ADMIN),
    _get("/{page:path}", _refuse_unknown_page, VIEWER),
]
