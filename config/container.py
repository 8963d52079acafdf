"""The use cases, on top of the core and the adapters of Shopify and the carriers. `Container` is the whole product."""

from functools import partial

from dependency_injector.providers import Dict, Factory, Object, Selector, Singleton

from novex_shopify.adapters.easypost.event_reader import EasyPostEventReader
from novex_shopify.adapters.persistence.sync_to_async import EventLoopRunner, ThreadRunner
from novex_shopify.config.carriers_container import CarriersContainer as Parts
from novex_shopify.domain.model.import_run import ImportKind
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.use_cases import (
    assignment,
    console,
    customers,
    fulfillment,
    holds,
    imports,
    invoices,
    issues,
    labels,
    manifests,
    notifications,
    orders,
    packing,
    people,
    products,
    recall,
    reconciliation,
    reports,
    returns,
    search,
    settling,
    shop_stock,
    shops,
    stock,
    timeline,
    trace,
    tracking,
    webhooks,
)
from novex_shopify.domain.use_cases.get_installation_status import GetInstallationStatus
from novex_shopify.domain.use_cases.rescue_claims import RescueClaims
from novex_shopify.domain.use_cases.wake_open_orders import WakeOpenOrders
from novex_shopify.domain.use_cases.wake_short_orders import WakeShortOrders

settings = Parts.settings.provided

# What many use cases need, by the names of their fields.
stored = {"unit_of_work": Parts.unit_of_work}
timed = {**stored, "clock": Parts.clock}
choosing = {**timed, "strategy": settings.lot_strategy}
notifying = {**timed, "notifier": Parts.notifier}
freeing = {**timed, "wake": Factory(WakeShortOrders, **notifying)}
periodic = {**timed, "worker": Parts.worker_id}
scheduled = {**notifying, **periodic}
claiming = {**scheduled, "active_claims": Parts.active_claims}
retrying = {**claiming, "retry": Parts.retry_policy}
addressed = {"address": Factory(shops.CheckAddress, app_url=settings.app_url)}
counting = {"metrics": Parts.work_metrics}
access = Factory(shops.RefreshAccessToken, **timed, **addressed, auth=Parts.shopify_auth)
shopify = {"admin": Parts.shopify_admin, "access": access}
versioned = {"api_version": settings.shopify_api_version}
first_admin = {"first_admin_password_hash": settings.password_hash}
carrier_event_reader = Singleton(EasyPostEventReader)
topics = {"topics": settings.topics_per_shop}


class Container(Parts):
    """Every part of the product, created on first use. Tests replace a part with `override`."""

    # Shops
    check_address = addressed["address"]
    confirm_move = Factory(shops.ConfirmMove, **notifying, **addressed, sandbox_url=settings.shopify_base_url)
    refresh_access_token = access
    connect_shop = Factory(
        shops.ConnectShop,
        **notifying,
        **addressed,
        auth=Parts.shopify_auth,
        admin=Parts.shopify_admin,
        nonces=Parts.nonces,
        client_secrets=settings.client_secrets,
        scopes=settings.scopes,
        expected_shops=settings.expected_shops,
        **versioned,
    )
    approve_shop = Factory(shops.ApproveShop, **notifying)
    disconnect_shop = Factory(shops.DisconnectShop, **timed)
    change_settings = Factory(shops.ChangeSettings, **notifying, wake_open_orders=Factory(WakeOpenOrders, **notifying))
    refresh_all_tokens = Factory(shops.RefreshAllTokens, **stored, access=access)
    rotate_keys = Factory(shops.RotateKeys, **stored)

    # Webhooks
    register_webhooks = Factory(
        webhooks.RegisterWebhooks, **timed, **shopify, **versioned, **topics, webhook_url=settings.webhook_url
    )
    summarize_webhooks = Factory(webhooks.SummarizeWebhooks, **stored, **topics)
    request_subscription_check = Factory(webhooks.RequestSubscriptionCheck, **notifying)
    ingest_webhook = Factory(
        webhooks.IngestWebhook, **notifying, payloads=Parts.payload_reader, client_secrets=settings.client_secrets
    )
    ingest_in_event_loop = Factory(ingest_webhook, unit_of_work=Parts.event_loop_unit_of_work)
    ingest = Selector(
        settings.database_kind,
        sqlite=Singleton(ThreadRunner, ingest_webhook),
        postgresql=Singleton(EventLoopRunner, ingest_in_event_loop, Parts.event_loop_engine),
    )
    handlers = Singleton(
        webhooks.build_handlers, Parts.payload_reader, carrier_event_reader, Parts.notifier, Parts.clock
    )
    readers = Singleton(webhooks.build_readers, Parts.payload_reader, **shopify, **stored)
    process_event = Factory(
        webhooks.ProcessEvent, **retrying, **counting, handlers=handlers, readers=readers, payloads=Parts.payload_reader
    )
    release_parked_events = Factory(webhooks.ReleaseParkedEvents, **notifying, **addressed)
    replay_events = Factory(webhooks.ReplayEvents, **notifying)
    dismiss_event = Factory(webhooks.DismissEvent, **timed)
    list_events = Factory(webhooks.ListEvents, **stored, payloads=Parts.payload_reader)
    delete_old_events = Factory(webhooks.DeleteOldEvents, **timed)
    watch_deliveries = Factory(webhooks.WatchDeliveries, **scheduled)
    rescue_claims = Singleton(RescueClaims, **claiming, processes=Parts.processes)

    # Tracking
    ingest_carrier_event = Factory(tracking.IngestCarrierEvents, **notifying, reader=carrier_event_reader)
    ingest_carrier_events = Selector(
        settings.database_kind,
        sqlite=Singleton(ThreadRunner, ingest_carrier_event),
        postgresql=Singleton(
            EventLoopRunner,
            Factory(ingest_carrier_event, unit_of_work=Parts.event_loop_unit_of_work),
            Parts.event_loop_engine,
        ),
    )

    track_shipments = Factory(
        tracking.TrackShipments,
        **periodic,
        carriers=Parts.carriers,
        apply=Factory(tracking.ApplyTracker, clock=Parts.clock),
    )
    watch_carrier_webhooks = Factory(
        tracking.WatchCarrierWebhooks,
        **timed,
        carriers=Parts.carriers,
        nonces=Parts.nonces,
        urls=settings.carrier_webhook_urls,
    )
    compare_trackers = Factory(
        tracking.CompareTrackers,
        **periodic,
        carriers=Parts.carriers,
        apply=Factory(tracking.ApplyTracker, clock=Parts.clock),
        watch_webhooks=watch_carrier_webhooks,
    )

    # Products
    list_variants = Factory(products.ListVariants, **stored)
    match_again = Factory(products.MatchAgain, **notifying)
    map_product = Factory(products.MapProduct, **notifying)
    suggest_items = Factory(products.SuggestItems, **stored)
    accept_suggestions = Factory(products.AcceptSuggestions, **notifying)
    take_over_items = Factory(products.TakeOverItems, **notifying)
    put_items = Factory(products.PutItems, **notifying)
    import_items = Factory(products.ImportItems, **notifying)
    list_items = Factory(products.ListItems, **stored)
    change_item = Factory(products.ChangeItem, **stored)
    import_mappings = Factory(products.ImportMappings, **notifying)
    export_mappings = Factory(products.ExportMappings, **stored)

    # Fulfillment
    push_fulfillment = Factory(fulfillment.PushFulfillment, **notifying)
    ship_order = Factory(fulfillment.ShipOrder, **notifying)
    correct_shipment = Factory(fulfillment.CorrectShipment, **notifying)
    find_shipments = Factory(fulfillment.FindShipments, **stored)
    list_orders_to_ship = Factory(fulfillment.ListOrdersToShip, **stored)
    build_pick_list = Factory(fulfillment.BuildPickList, **stored)
    draw_pick_list = Factory(
        fulfillment.DrawPickList,
        **timed,
        drawer=Parts.document_drawer,
        barcode_encoder=Parts.barcode_encoder,
        build_pick_list=build_pick_list,
    )
    send_fulfillments = Factory(fulfillment.SendFulfillments, **retrying, **counting, **shopify)

    # Labels
    change_carrier_accounts = Factory(labels.ChangeCarrierAccounts, **stored)
    propose_parcel = Factory(labels.ProposeParcel, **stored)
    propose_rate = Factory(labels.ProposeRate, **timed)
    request_rates = Factory(labels.RequestRates, **notifying)
    pack_parcel = Factory(labels.PackParcel, **stored, propose_parcel=propose_parcel, request_rates=request_rates)
    request_return_label = Factory(
        labels.RequestReturnLabel, **stored, pack_parcel=pack_parcel, request_rates=request_rates
    )
    state_filing = Factory(labels.StateFiling, **stored, request_rates=request_rates)
    find_address_warnings = Factory(labels.FindAddressWarnings, **stored)
    get_customs_form = Factory(labels.GetCustomsForm, **stored, carriers=Parts.carriers)
    get_label_file = Factory(labels.GetLabelFile, **stored, carriers=Parts.carriers)
    ship_parcel = Factory(labels.ShipParcel, ship_order=ship_order, push_fulfillment=push_fulfillment)
    save_box = Factory(labels.SaveBox, **stored)
    save_origin = Factory(labels.SaveOrigin, **stored)
    verify_address = Factory(labels.VerifyAddress, **stored, carriers=Parts.carriers)
    buy_label = Factory(labels.BuyLabel, **notifying, ship_parcel=ship_parcel)
    resolve_purchase = Factory(labels.ResolvePurchase, **notifying)
    void_label = Factory(labels.VoidLabel, **notifying, push_fulfillment=push_fulfillment)
    process_label_purchase = Factory(
        labels.ProcessLabelPurchase,
        **retrying,
        carriers=Parts.carriers,
        build_request=Object(labels.build_rate_request),
        ship_parcel=ship_parcel,
    )
    label_many_orders = Factory(packing.LabelManyOrders, **notifying, request_rates=request_rates, buy_label=buy_label)
    list_carrier_days = Factory(manifests.ListCarrierDays, **timed)
    close_day = Factory(manifests.CloseDay, **notifying)
    get_manifest_file = Factory(manifests.GetManifestFile, **stored)
    process_manifest = Factory(manifests.ProcessManifest, **retrying, carriers=Parts.carriers)

    # Lots and stock
    receive_lot = Factory(stock.ReceiveLot, **freeing)
    adjust_stock = Factory(stock.AdjustStock, **freeing)
    count_stock = Factory(stock.CountStock, **freeing)
    move_stock = Factory(stock.MoveStock, **freeing)
    scrap_stock = Factory(stock.ScrapStock, **timed)
    hold_stock = Factory(stock.HoldStock, **freeing)
    convert_product = Factory(stock.ConvertProduct, **freeing)
    quarantine_lot = Factory(stock.QuarantineLot, **stored, wake=freeing["wake"])
    save_location = Factory(stock.SaveLocation, **timed)
    verify_stock = Factory(stock.VerifyStock, **stored)
    list_stock = Factory(stock.ListStock, **stored)
    list_lots = Factory(stock.ListLots, **stored)
    show_lot = Factory(stock.ShowLot, **stored)
    list_receipts = Factory(stock.ListReceipts, **stored)
    find_item = Factory(stock.FindItem, **stored)
    read_label = Factory(stock.ReadLabel, **stored, labels=Parts.label_reader)

    # Stock to Shopify
    push_stock = Factory(shop_stock.PushStock, **retrying, **shopify, **counting, nonces=Parts.nonces)
    read_locations = Factory(shop_stock.ReadLocations, **periodic, **shopify)
    map_location = Factory(shop_stock.MapLocation, **notifying)
    compare_stock = Factory(shop_stock.CompareStock, **stored)
    explain_stock = Factory(shop_stock.ExplainStock, **timed)
    push_now = Factory(shop_stock.PushNow, **notifying)
    pause_stock = Factory(shop_stock.PauseStock, **timed)
    resume_stock = Factory(shop_stock.ResumeStock, **notifying)
    save_safety_stock = Factory(shop_stock.SaveSafetyStock, **notifying)
    mark_new_day = Factory(shop_stock.MarkNewDay, **notifying)

    # Lots of orders
    show_order_lots = Factory(assignment.ShowOrderLots, **stored)
    propose_lots = Factory(assignment.ProposeLots, **choosing)
    assign_lots = Factory(assignment.AssignLots, **choosing)
    assign_many_orders = Factory(assignment.AssignManyOrders, assign=assign_lots)
    unassign_lots = Factory(assignment.UnassignLots, **freeing)
    reassign_lot = Factory(assignment.ReassignLot, **choosing)
    auto_assign_lots = Factory(assignment.AutoAssignLots, clock=Parts.clock, strategy=settings.lot_strategy)
    show_order_warehouse = Factory(assignment.ShowOrderWarehouse, **timed, propose=propose_lots)

    # Holds
    hold_order = Factory(orders.HoldOrder, **notifying, payloads=Parts.payload_reader)
    hold_many_orders = Factory(orders.HoldManyOrders, hold=hold_order)
    release_order = Factory(holds.ReleaseOrder, **notifying)
    release_many_orders = Factory(holds.ReleaseManyOrders, release=release_order)
    list_held_orders = Factory(holds.ListHeldOrders, **stored)
    change_hold_rules = Factory(holds.ChangeHoldRules, **stored, wake_open_orders=Factory(WakeOpenOrders, **notifying))
    preview_hold_rules = Factory(holds.PreviewHoldRules, **stored)

    # Packing station
    find_orders_to_pack = Factory(packing.FindOrdersToPack, **stored, list_orders_to_ship=list_orders_to_ship)
    begin_packing = Factory(packing.BeginPacking, **timed)
    show_packing = Factory(packing.ShowPacking, **timed, propose_rate=propose_rate)
    finish_parcel = Factory(packing.FinishParcel, **notifying, ship_order=ship_order)
    save_printer = Factory(packing.SavePrinter, **stored)
    swap_lot = Factory(packing.SwapLot, **timed, reassign=reassign_lot)
    pack_order = Factory(
        packing.PackOrder,
        **timed,
        read_label=read_label,
        label_parcel=Factory(
            packing.LabelParcel,
            **notifying,
            request_rates=request_rates,
            propose_rate=propose_rate,
            buy_label=buy_label,
            resolve_purchase=resolve_purchase,
        ),
        finish_parcel=finish_parcel,
    )

    # Returns
    show_returns = Factory(returns.ShowReturns, **stored)
    receive_return = Factory(returns.ReceiveReturn, **timed)
    close_return = Factory(returns.CloseReturn, **freeing)

    # Settling
    settle_order = Factory(
        settling.SettleOrder,
        **freeing,
        **counting,
        retry=Parts.retry_policy,
        strategy=settings.lot_strategy,
        say_settled=Factory(partial, Parts.notifier.provided.notify, Work.STOCK),
    )
    settle_again = Factory(settling.SettleAgain, **notifying)
    name_shipped_lot = Factory(settling.NameShippedLot, **notifying)
    correct_named_lot = Factory(settling.CorrectNamedLot, **notifying)

    # Tracing and recalls
    trace_lot = Factory(trace.TraceLot, **stored)
    trace_order = Factory(trace.TraceOrder, **stored)
    unassign_recalled = Factory(recall.UnassignRecalled, **notifying)
    preview_recall = Factory(recall.PreviewRecall, **stored)
    open_recall = Factory(recall.OpenRecall, **timed, unassign=unassign_recalled)
    note_notice = Factory(recall.NoteNotice, **timed)
    close_recall = Factory(recall.CloseRecall, **freeing)
    show_recall = Factory(recall.ShowRecall, **stored)
    export_recall = Factory(recall.ExportRecall, **stored)

    # Invoices
    save_seller = Factory(invoices.SaveSeller, **stored)
    save_design = Factory(invoices.SaveDesign, **stored, drawer=Parts.document_drawer)
    preview_document = Factory(invoices.PreviewDocument, **timed, drawer=Parts.document_drawer)
    issue_invoice = Factory(invoices.IssueInvoice, **timed, nonces=Parts.nonces)
    issue_due_invoices = Factory(invoices.IssueDueInvoices, **timed, issue_invoice=issue_invoice)
    erase_expired_invoices = Factory(invoices.EraseExpiredInvoices, **timed)
    find_invoices = Factory(invoices.FindInvoices, **stored)
    show_invoice = Factory(invoices.ShowInvoice, **stored)
    verify_invoices = Factory(invoices.VerifyInvoices, **stored)
    get_invoice_file = Factory(invoices.GetInvoiceFile, **timed, drawer=Parts.document_drawer)
    draw_packing_slips = Factory(invoices.DrawPackingSlips, **stored, drawer=Parts.document_drawer)
    draw_packing_slip = Factory(invoices.DrawPackingSlip, **stored, drawer=Parts.document_drawer)

    # Reports
    run_report = Factory(reports.RunReport, **timed)
    export_report = Factory(reports.ExportReport, **stored, run=run_report)
    schedule_report = Factory(reports.ScheduleReport, **timed, mailer=Parts.mailer)
    send_due_reports = Factory(
        reports.SendDueReports,
        **timed,
        retry=Parts.retry_policy,
        run=run_report,
        write=Parts.sheet_writer,
        mailer=Parts.mailer,
    )

    # Notifications
    change_channels = Factory(
        notifications.ChangeChannels,
        **timed,
        nonces=Parts.nonces,
        mailer=Parts.mailer,
        allows_private=settings.notification_private_addresses,
    )
    change_notification_rules = Factory(notifications.ChangeNotificationRules, **timed)
    send_test_message = Factory(
        notifications.SendTestMessage,
        **timed,
        nonces=Parts.nonces,
        sender=Parts.channel_sender,
        app_url=settings.app_url,
    )
    resolve_given_up = Factory(notifications.ResolveGivenUp, **notifying)
    notify_of_issues = Factory(
        notifications.NotifyOfIssues, **scheduled, nonces=Parts.nonces, list_issues=Object(notifications.list_issues)
    )
    send_notifications = Factory(
        notifications.SendNotifications,
        **claiming,
        **counting,
        retry=Parts.notification_retry_policy,
        sender=Parts.channel_sender,
        app_url=settings.app_url,
    )

    # Orders and reconciliation
    reconcile_orders = Factory(reconciliation.ReconcileOrders, **notifying, **shopify, payloads=Parts.payload_reader)
    reconcile_customers = Factory(reconciliation.ReconcileCustomers, **timed, **shopify)
    resync_shops_hourly = Factory(
        reconciliation.ResyncShopsHourly,
        **scheduled,
        reconcile_orders=reconcile_orders,
        reconcile_customers=reconcile_customers,
    )
    request_audit = Factory(reconciliation.RequestAudit, **notifying)
    request_resync = Factory(reconciliation.RequestResync, **timed)
    audit_orders = Factory(reconciliation.AuditOrders, **periodic, access=access, reconcile_orders=reconcile_orders)
    rebook_line = Factory(orders.RebookLine, **notifying)
    find_order = Factory(orders.FindOrder, **timed, payloads=Parts.payload_reader)
    show_timeline = Factory(timeline.ShowTimeline, **stored, find_order=find_order)
    list_orders = Factory(orders.ListOrders, **timed, payloads=Parts.payload_reader)
    retry_orders = Factory(console.RetryOrders, **stored, replay=replay_events, push=push_fulfillment)
    list_exceptions = Factory(orders.ListExceptions, **stored)
    close_exception = Factory(orders.CloseException, **timed)
    comment_on_order = Factory(orders.CommentOnOrder, **timed)
    delete_comment = Factory(orders.DeleteComment, **stored)
    explain_order = Factory(orders.ExplainOrder, **stored, **shopify, payloads=Parts.payload_reader)

    # Customers
    keep_separate = Factory(customers.KeepSeparate, **stored)
    set_minimum_life = Factory(customers.SetMinimumLife, **stored)
    list_duplicates = Factory(customers.ListDuplicates, **stored)
    list_open_privacy_requests = Factory(customers.ListOpenPrivacyRequests, **stored)
    get_privacy_report = Factory(customers.GetPrivacyReport, **stored)

    # Search
    search_records = Factory(search.SearchRecords, **stored, payloads=Parts.payload_reader)
    rebuild_search = Factory(search.RebuildSearch, **timed, payloads=Parts.payload_reader)
    check_search = Factory(search.CheckSearch, **stored)

    # Imports
    sync_products = Factory(products.SyncProducts, clock=Parts.clock)
    import_customers = Factory(customers.ImportCustomers)
    import_orders = Factory(orders.ImportOrders, **notifying, access=access, reconcile_orders=reconcile_orders)
    importers = Dict(
        {ImportKind.PRODUCTS: sync_products, ImportKind.CUSTOMERS: import_customers, ImportKind.ORDERS: import_orders}
    )
    run_import = Factory(
        imports.RunImport, **retrying, operations=Parts.bulk_operations, importers=importers, access=access
    )

    # Monitoring
    get_installation_status = Factory(GetInstallationStatus, **timed, **addressed)

    # Issues
    find_issues = Factory(
        issues.FindIssues, **timed, **topics, scopes=settings.scopes, get_status=get_installation_status
    )
    compare_issues = Factory(issues.CompareIssues, **periodic, find_issues=find_issues)
    list_issues = Factory(issues.ListIssues, **timed, find_issues=find_issues)
    change_issues = Factory(issues.ChangeIssues, **timed)

    # People
    open_session = Factory(people.OpenSession, clock=Parts.clock, nonces=Parts.nonces, **first_admin)
    sign_in = Factory(people.SignIn, **timed, passwords=Parts.passwords, open_session=open_session, **first_admin)
    check_code = Factory(people.CheckCode, **timed, codes=Parts.one_time_codes)
    complete_sign_in = Factory(
        people.CompleteSignIn, **timed, check_code=check_code, open_session=open_session, **first_admin
    )
    set_up_second_factor = Factory(
        people.SetUpSecondFactor, **timed, nonces=Parts.nonces, codes=Parts.one_time_codes, check_code=check_code
    )
    find_signed_in_user = Factory(people.FindSignedInUser, **timed, **first_admin)
    end_sessions = Factory(people.EndSessions, **timed)
    invite_user = Factory(people.InviteUser, **timed, nonces=Parts.nonces, passwords=Parts.passwords, **first_admin)
    change_user = Factory(people.ChangeUser, **timed, passwords=Parts.passwords, **first_admin)
    keep_list_views = Factory(people.KeepListViews, **stored)
    issue_api_tokens = Factory(people.IssueApiTokens, **timed, nonces=Parts.nonces)
    find_api_token = Factory(people.FindApiToken, **timed)
    has_users = Factory(people.HasUsers, **stored)
    require_role = Factory(people.RequireRole, **stored)
    record_action = Factory(people.RecordAction, **timed)
    require_second_factor = Factory(
        people.RequireSecondFactor, **stored, required=settings.requires_second_factor, **first_admin
    )
    unlink_identity = Factory(people.UnlinkIdentity, **stored)
    sign_in_with_provider = Factory(
        people.SignInWithProvider,
        **timed,
        nonces=Parts.nonces,
        provider=Parts.identity_provider,
        open_session=open_session,
        new_user_role=settings.new_user_role,
    )

    # Console
    count_arrivals = Factory(console.CountArrivals, **timed)
    get_checklist = Factory(console.GetChecklist, **stored, **first_admin)
    get_overview = Factory(console.GetOverview, **timed, **topics, scopes=settings.scopes)
