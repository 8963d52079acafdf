-- Claims due events: an equal share for each store, so that no store waits behind the flood of another.
-- Every status is written out: only then does the planner know that a partial index holds all the rows.

-- The stores that have unclaimed events. The recursion leaps from one store to the next in the index of due events:
-- one probe for each store, however many events wait there.
WITH RECURSIVE waiting_shops (shop_domain) AS (
    SELECT (SELECT shop_domain FROM shopify_webhook_events WHERE status = 'pending' ORDER BY shop_domain LIMIT 1)
    UNION ALL
    SELECT (
        SELECT following.shop_domain FROM shopify_webhook_events AS following
        WHERE following.status = 'pending' AND following.shop_domain > waiting_shops.shop_domain
        ORDER BY following.shop_domain LIMIT 1
    ) FROM waiting_shops WHERE waiting_shops.shop_domain IS NOT NULL

-- Those of them with an event that is due. Of more stores than the batch holds events, chance selects.
), due_shops AS MATERIALIZED (
    SELECT shop_domain FROM waiting_shops WHERE EXISTS (
        SELECT 1 FROM shopify_webhook_events AS due
        WHERE due.status = 'pending' AND due.shop_domain = waiting_shops.shop_domain AND due.next_attempt_at <= :now
        -- OFFSET 0, here and below, makes PostgreSQL probe the index for each row; without it, it may join all with all.
        OFFSET 0
    )
    ORDER BY random() LIMIT :limit

-- Heads: the oldest due events of each store that are the first unfinished one of their resource.
), heads AS (
    SELECT head.id, head.shop_domain, head.resource_key FROM due_shops CROSS JOIN LATERAL (
        SELECT event.id, event.shop_domain, event.resource_key FROM shopify_webhook_events AS event
        WHERE event.shop_domain = due_shops.shop_domain
            AND event.status = 'pending' AND event.next_attempt_at <= :now AND event.crash_count = 0
            AND NOT EXISTS (
                SELECT 1 FROM shopify_webhook_events AS other
                WHERE other.shop_domain = event.shop_domain AND other.resource_key = event.resource_key
                    AND other.status IN ('pending', 'processing')
                    AND (other.id < event.id OR other.status = 'processing')
                OFFSET 0
            )
        ORDER BY event.next_attempt_at, event.id LIMIT (SELECT :limit / count(*) FROM due_shops)
        -- Another worker skips locked heads, and so their followers, which it finds only behind a head.
        FOR UPDATE SKIP LOCKED
    ) AS head

-- Followers: the due events behind a head, up to the first event of the resource that must not be claimed with it.
), followers AS (
    SELECT follower.id FROM heads CROSS JOIN LATERAL (
        SELECT later.id FROM shopify_webhook_events AS later
        WHERE later.shop_domain = heads.shop_domain AND later.resource_key = heads.resource_key
            AND later.status IN ('pending', 'processing') AND later.id > heads.id
            AND later.status <> 'processing' AND later.next_attempt_at <= :now AND later.crash_count = 0
            AND NOT EXISTS (
                SELECT 1 FROM shopify_webhook_events AS other
                WHERE other.shop_domain = later.shop_domain AND other.resource_key = later.resource_key
                    AND other.status IN ('pending', 'processing') AND other.id > heads.id AND other.id < later.id
                    AND (other.next_attempt_at > :now OR other.crash_count > 0)
                OFFSET 0
            )
        OFFSET 0
    ) AS follower
    ORDER BY follower.id LIMIT :limit
)
UPDATE shopify_webhook_events
SET status = 'processing', claimed_by = :worker, claimed_at = :now, attempts = attempts + 1
-- No index serves IS NOT DISTINCT FROM, so the rows are found by id alone and no partial index is read from end to end.
WHERE status IS NOT DISTINCT FROM 'pending'
    AND id = ANY (ARRAY (SELECT id FROM heads UNION ALL SELECT id FROM followers))
