-- The same steps as in claim_fair_share.postgresql.sql. SQLite has one writer at a time, so it locks no rows.
-- It has no LATERAL either, so the heads and followers are joined by id with a correlated subquery.

WITH RECURSIVE waiting_shops (shop_domain) AS (
    SELECT (SELECT shop_domain FROM shopify_webhook_events WHERE status = 'pending' ORDER BY shop_domain LIMIT 1)
    UNION ALL
    SELECT (
        SELECT following.shop_domain FROM shopify_webhook_events AS following
        WHERE following.status = 'pending' AND following.shop_domain > waiting_shops.shop_domain
        ORDER BY following.shop_domain LIMIT 1
    ) FROM waiting_shops WHERE waiting_shops.shop_domain IS NOT NULL
), due_shops AS MATERIALIZED (
    SELECT shop_domain FROM waiting_shops WHERE EXISTS (
        SELECT 1 FROM shopify_webhook_events AS due
        WHERE due.status = 'pending' AND due.shop_domain = waiting_shops.shop_domain AND due.next_attempt_at <= :now
    )
    ORDER BY random() LIMIT :limit
), heads AS (
    SELECT head.id, head.shop_domain, head.resource_key
    FROM due_shops CROSS JOIN shopify_webhook_events AS head ON head.id IN (
        SELECT event.id FROM shopify_webhook_events AS event
        WHERE event.shop_domain = due_shops.shop_domain
            AND event.status = 'pending' AND event.next_attempt_at <= :now AND event.crash_count = 0
            AND NOT EXISTS (
                SELECT 1 FROM shopify_webhook_events AS other
                WHERE other.shop_domain = event.shop_domain AND other.resource_key = event.resource_key
                    AND other.status IN ('pending', 'processing')
                    AND (other.id < event.id OR other.status = 'processing')
            )
        ORDER BY event.next_attempt_at, event.id LIMIT (SELECT :limit / count(*) FROM due_shops)
    )
), followers AS (
    SELECT follower.id FROM heads CROSS JOIN shopify_webhook_events AS follower ON follower.id IN (
        SELECT later.id FROM shopify_webhook_events AS later
        WHERE later.shop_domain = heads.shop_domain AND later.resource_key = heads.resource_key
            AND later.status IN ('pending', 'processing') AND later.id > heads.id
            AND later.status <> 'processing' AND later.next_attempt_at <= :now AND later.crash_count = 0
            AND NOT EXISTS (
                SELECT 1 FROM shopify_webhook_events AS other
                WHERE other.shop_domain = later.shop_domain AND other.resource_key = later.resource_key
                    AND other.status IN ('pending', 'processing') AND other.id > heads.id AND other.id < later.id
                    AND (other.next_attempt_at > :now OR other.crash_count > 0)
            )
    )
    ORDER BY follower.id LIMIT :limit
)
UPDATE shopify_webhook_events
SET status = 'processing', claimed_by = :worker, claimed_at = :now, attempts = attempts + 1
WHERE status IS 'pending' AND id IN (SELECT id FROM heads UNION ALL SELECT id FROM followers)
