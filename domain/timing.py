"""The periods and time-outs that an operator may ask for."""

from datetime import timedelta

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)

# Worker jobs: how often each process looks whether something is due.

SWEEP_INTERVAL = timedelta(seconds=15)
"""Notifications start work at once; the sweep finds what a lost notification left waiting."""

EMBEDDED_SWEEP_INTERVAL = timedelta(seconds=1)
"""The CLI and the ERP cannot notify a worker inside the web process, so it looks often."""

RESCUE_INTERVAL = timedelta(seconds=2)
"""Short enough to renew a claim several times within its lease."""

RESYNC_CHECK_INTERVAL = timedelta(minutes=1)
"""As often as a missed window may be retried."""

AUDIT_CHECK_INTERVAL = timedelta(minutes=10)
"""The audit is due once a night; the check is one query for each store."""

DELETE_OLD_EVENTS_INTERVAL = timedelta(minutes=10)
"""Deletes a little at a time."""

REPORT_CHECK_INTERVAL = timedelta(minutes=1)
"""Reports are due at a full hour; the check is one query."""

ISSUE_CHECK_INTERVAL = timedelta(seconds=15)
"""How soon what needs attention is known to notifications, and to a page that refreshes itself. Each load of a page
looks for itself."""

STORED_ISSUES_MAX_AGE = 2 * ISSUE_CHECK_INTERVAL
"""Without a comparison for so long, no worker compares: a page that refreshes itself looks for itself too."""

ERASE_INVOICES_INTERVAL = timedelta(hours=6)
"""The retention of invoices ends with a year; the check is one query."""

WATCH_DELIVERIES_INTERVAL = timedelta(seconds=20)
"""Several times per `DELIVERY_COUNT_INTERVAL`, so that a count is never much late."""

WORKER_SHUTDOWN_TIMEOUT = timedelta(seconds=8)
"""Below the ten seconds that container runtimes wait before they kill a process."""

WEB_SHUTDOWN_TIMEOUT = timedelta(seconds=10)
"""Open requests may finish; a webhook that is cut off is repeated by Shopify."""

# Claims.

RENEW_CLAIMS_AFTER = timedelta(seconds=5)
"""A fraction of the lease, so that one slow renewal loses no claim."""

CLAIM_LEASE = timedelta(minutes=1)
"""A worker on another host is gone if it did not renew its claims for this long."""

ABANDONED_AFTER = timedelta(seconds=10)
"""A claim of this process that no thread holds may still be on its way into the list of held claims."""

START_TIME_PRECISION = timedelta(seconds=2)
"""Operating systems report the start of a process only roughly."""

OUTCOME_UNKNOWN_FOR = timedelta(seconds=60)
"""How long Shopify may still be working on a request whose response was lost. Its outcome is read after that."""

AFTER_COMMIT_DELAY = timedelta(seconds=1)
"""A notification from inside a transaction waits this long, so that the worker finds the committed row."""

# Retries.

FIRST_RETRY_DELAY = timedelta(seconds=5)
"""Most faults of a network are over by then. The delay doubles with each attempt."""

MAX_RETRY_DELAY = timedelta(minutes=30)
"""Work continues at most this long after the fault is repaired."""

# Connection.

OAUTH_STATE_LIFETIME = timedelta(minutes=10)
"""Long enough for a merchant to sign in to Shopify and approve the app."""

CALLBACK_MAX_AGE = timedelta(minutes=5)
"""An older callback may be a replay; the redirect itself takes seconds."""

REFRESH_BEFORE_EXPIRY = timedelta(minutes=5)
"""A token must outlive the calls that start with it."""

ASSUMED_TOKEN_LIFETIME = HOUR
"""Of a token whose lifetime Shopify did not state. Expiring tokens live an hour; a 401 renews one that ends earlier."""

REFRESH_LEASE = timedelta(seconds=90)
"""Longer than two requests, each of which may take as long as the HTTP client waits."""

UNAVAILABLE_CHECK_INTERVAL = timedelta(minutes=30)
"""How often a store that is frozen, locked or gone is asked whether it is available again."""

SETUP_TIMEOUT = timedelta(minutes=15)
"""A store whose webhooks and first imports are not complete is set up for so long; then what is missing is an issue."""

SUBSCRIPTION_CHECK_INTERVAL = timedelta(hours=6)
"""Shopify deletes a subscription after eight failed deliveries in a row, which takes about four hours."""

FAILED_CHECK_RETRY_DELAY = timedelta(minutes=1)
"""Without subscriptions a store sends nothing, so a failed check is repeated soon."""

# Reconciliation.

RESYNC_INTERVAL = timedelta(hours=1)
"""A lost webhook is made up for within this time."""

MISSED_WINDOW_INTERVAL = timedelta(minutes=1)
"""A store with a missed window does not wait for the hourly resync."""

RESYNC_OVERLAP = timedelta(minutes=10)
"""Shopify's search lags behind its records, so each resync repeats the end of the previous one."""

BULK_IMPORT_AFTER = timedelta(days=7)
"""A longer range is read with a bulk operation, which does not use up the store's rate limit."""

AUDIT_REQUEST_LEASE = timedelta(minutes=30)
"""A requested audit that took longer was given up by its worker; days of a busy store take minutes."""

REPAIRED_AFTER = timedelta(seconds=30)
"""By then a worker has usually applied the orders that a repair queued, so the audit is repeated."""

AUDIT_AFTER = HOUR
"""How long after midnight, in the store's time zone, its last days are audited: an hourly resync has run since."""

AUDIT_RETRY_INTERVAL = HOUR
"""An audit that failed is repeated the same night."""

AUDITED_BY = 2 * HOUR
"""How long after midnight the audit of the day that ended has usually been made."""

MAX_REQUESTED_AUDIT = 366 * DAY
"""Each day is read from Shopify, one after the other, and other stores wait meanwhile."""

AUDITED_DAYS = 7
REPAIRED_RETURNS_AGE = 365 * DAY
"""Refunds and fulfillments come days after their order, so each audit repeats the last week."""

# Imports.

MIN_BULK_POLL_INTERVAL = timedelta(seconds=1)
"""A small export finishes in seconds."""

MAX_BULK_POLL_INTERVAL = timedelta(seconds=30)
"""A large export takes hours, and a webhook reports its end."""

# Deliveries.

DELIVERY_COUNT_INTERVAL = timedelta(minutes=1)
"""The console's charts show minutes."""

COMMITTED_AFTER = timedelta(seconds=10)
"""An event may be committed after one with a higher id; after this time, no such commit is outstanding."""

DELIVERY_HOURS_RETENTION = 52 * WEEK
"""An outage is detected by comparison with the weeks before it, and may last long."""

RECORD_REFUSALS_INTERVAL = timedelta(minutes=1)
"""How often deliveries with a wrong signature may cause a write: anyone can send them."""

OUTAGE_DETECTION_INTERVAL = timedelta(minutes=10)
"""The time without webhooks is measured in complete hours."""

REPEAT_RESYNC_AFTER = DAY
"""During an outage a store is resynced once a day; it may simply have no customers."""

INTAKE_WRITE_TIMEOUT = timedelta(seconds=3)
"""Then the connection counts as lost, and the deliveries that waited for it as not stored."""

INTAKE_ANSWER_TIMEOUT = timedelta(seconds=3.5)
"""Shopify waits five seconds. A delivery without an answer counts as failed just as one that was answered 503."""

INTAKE_RETRY_AFTER = timedelta(seconds=30)
"""What an answer of 503 asks for. Shopify has its own schedule; others heed it."""

# Connections of the web process.

REQUEST_HEAD_TIMEOUT = timedelta(seconds=10)
"""From the connection, or the first byte, to the end of the headers. A client sends them at once."""

REQUEST_BODY_TIMEOUT = timedelta(seconds=60)
"""The largest file that the console takes has 20 MiB."""

RESPONSE_TAKEN_TIMEOUT = timedelta(seconds=60)
"""How long a client may take nothing of a response that does not fit the buffers in between."""

WEBHOOK_BODY_TIMEOUT = timedelta(seconds=5)
"""Shopify waits no longer for the answer."""

# Health checks.

WORKER_ACTIVITY_TIMEOUT = timedelta(minutes=3)
"""Delivery counting, which every worker tries each minute, is then several times overdue."""

WRITE_PROBE_INTERVAL = timedelta(seconds=1)
"""However often readiness is asked for, it costs one small write per second."""

HEALTH_REPORT_INTERVAL = timedelta(seconds=5)
"""However often probes and metrics are asked for, the database is asked this often. Probes come every ten seconds."""

READINESS_TIMEOUT = timedelta(seconds=4)
"""Below the time-out of the usual probes."""

MAX_EVENT_DELAY = timedelta(minutes=5)
"""An event that is due for longer indicates missing or overloaded workers."""

MAX_SHIPMENT_DELAY = timedelta(minutes=15)
"""A shipment that Shopify does not know for longer is reported: its customer waits for the tracking number."""

SHORT_ORDER_INTERVAL = timedelta(minutes=10)
"""How often lots are looked for again for an order that found too few, and that nothing has woken."""

TRACKER_CHECK_INTERVAL = timedelta(minutes=10)
"""The comparison of trackers is due once a day; the check is one query."""

TRACK_SHIPMENTS_INTERVAL = timedelta(minutes=10)
"""A carrier knows a number some minutes after its label was made."""

TRACK_SHIPMENTS_FOR = timedelta(days=3)
"""How long a number that the provider refuses is tried again."""

TRACKER_COMPARE_INTERVAL = DAY
"""What a lost webhook said of a parcel is read within this time."""

UNRESOLVED_EVENTS_RETENTION = timedelta(days=180)
"""Parked and dead events hold personal data, and no person has acted on them for so long."""

PRIVACY_REQUEST_DEADLINE = timedelta(days=30)
"""Within this time of a privacy request, Shopify expects that it was met, and its report handed over."""

REPORTS_RETENTION = timedelta(days=90)
"""The report of a data request is for the merchant to pass on, within 30 days; it is personal data."""

UNCONFIRMED_DELETION_RETENTION = timedelta(days=7)
"""The deletion of a record that never arrived: Shopify repeats deliveries for 4 hours, so nothing comes any more."""

MAX_TRIGGER_LEAD = timedelta(minutes=5)
"""A webhook whose unsigned time is further ahead counts as triggered when it was received."""

MAX_REQUEST_AGE = timedelta(hours=48)
"""A privacy request whose unsigned time is longer ago counts as this old: Shopify repeats deliveries for 4 hours."""

MAX_CLOCK_SKEW = timedelta(minutes=1)
"""A clock that differs by more from Shopify's misjudges token lifetimes and callbacks."""

# Issues.

ISSUE_OVER_AFTER = timedelta(minutes=2)
"""A cause must stay away for several looks: a retry that fails again is not the end of an issue."""

RETURNING_ISSUE_OVER_AFTER = timedelta(minutes=30)
"""The same for a cause that came back within the last day."""

RESOLVED_ISSUES_RETENTION = timedelta(days=90)
"""How long it is known what was wrong, and who repaired it."""

# Console.

CONSOLE_SESSION_LIFETIME = timedelta(hours=12)
"""One sign-in lasts a working day."""

CONSOLE_IDLE_LIMIT = timedelta(hours=2)
"""A session ends sooner without use. A page that refreshes itself is no use."""

RECORD_SESSION_USE_INTERVAL = timedelta(minutes=1)
"""How exactly the last use of a session is known: it costs a write."""

RECORD_TOKEN_USE_INTERVAL = timedelta(minutes=1)
"""How exactly the last use of an API token is known: it costs a write."""

INVITATION_LIFETIME = timedelta(days=7)
"""A link in a forgotten message must not open the console for ever."""

SECOND_STEP_LIFETIME = timedelta(minutes=10)
"""Long enough to find the phone, or the paper with the recovery codes."""

FIRST_SIGN_IN_DELAY = timedelta(seconds=5)
"""After the failures that are free; it doubles with each further one."""

MAX_SIGN_IN_DELAY = timedelta(minutes=15)
"""Guessing is hopeless at this rate, and a person is not locked out for long."""

SIGN_IN_INTERVAL_OF_STRANGERS = timedelta(seconds=10)
"""When wrong passwords come from ever new addresses, all unknown addresses together have one attempt in this time."""

KNOWN_SOURCE_FOR = timedelta(days=30)
"""How long an address counts as known after a sign-in."""

KEEP_SIGN_IN_FAILURES_FOR = DAY
"""Older failures no longer delay anyone."""

# Notifications.

NOTIFY_INTERVAL = timedelta(seconds=30)
"""How late a person hears of an issue; a pass without rules is one query."""

NOTIFICATION_FIRST_RETRY = timedelta(minutes=1)
"""It doubles with each try: the eighth comes about two hours after the first."""

NOTIFICATION_MAX_RETRY = timedelta(hours=1)
"""The longest wait between two tries."""

NOTICE_OVER_AFTER = timedelta(minutes=5)
"""An issue that comes back within this time was not over."""

KEEP_NOTIFICATIONS_FOR = timedelta(days=30)
"""How long it is known what was sent."""

# Labels.

POSTAGE_UNCLEAR_FOR = timedelta(seconds=120)
"""EasyPost works on a purchase for 90 seconds at most. One whose record shows no label after this time sold none."""

POSTAGE_CHECK_DELAYS = tuple(timedelta(seconds=seconds) for seconds in (2, 5, 15, 30, 60))
"""When the record of an unclear purchase is read, each after the one before."""

REFUND_CHECK_INTERVAL = DAY
"""A refund takes two to four weeks, and its rejection is not reported."""

# Stock to Shopify.

DRIFT_DELAY = timedelta(minutes=2)
"""News of a shipment or a count that changed Shopify's number has usually come by then."""

STOCK_WEBHOOK_DELAY = timedelta(seconds=3)
"""A level of which Shopify has news is read a little later: an order that takes several units sends several webhooks,
and its own webhook says more."""

STOCK_CALL_RETRY = timedelta(seconds=2)
"""When a call is sent again that Shopify says it is still working on."""

STOCK_DAY_CHECK_INTERVAL = timedelta(minutes=5)
"""How late after midnight lots are looked at that are no longer good for long enough; the check is one query."""

STOCK_READ_INTERVAL = DAY
"""How long a level goes without being read: Shopify may have sent no news of a count, or it was lost."""

STOCK_SWEEP_INTERVAL = timedelta(seconds=1)
"""How late a movement in the ERP is sent, at most, by a worker that has nothing else to do."""

LOCATIONS_CHECK_INTERVAL = timedelta(minutes=1)
"""A store that was just connected has no locations yet."""

LOCATIONS_INTERVAL = DAY
"""Locations change rarely, and their webhooks say so at once."""
