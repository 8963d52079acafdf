-- Claims the oldest due event that may have killed a worker, and nothing beside it.
-- The reasons for the form of the statement are in claim_fair_share.postgresql.sql.

WITH head AS (
    SELECT event.id FROM shopify_webhook_events AS event
    WHERE event.status = 'pending' AND event.next_attempt_at <= :now AND event.crash_count > 0
        AND NOT EXISTS (
            SELECT 1 FROM shopify_webhook_events AS other
            WHERE other.shop_domain = event.shop_domain AND other.resource_key = event.resource_key
                AND other.status IN ('pending', 'processing')
                AND (other.id < event.id OR other.status = 'processing')
            OFFSET 0
        )
    ORDER BY event.next_attempt_at, event.id LIMIT 1
    FOR UPDATE SKIP LOCKED
)
UPDATE shopify_webhook_events
SET status = 'processing', claimed_by = :worker, claimed_at = :now, attempts = attempts + 1
WHERE status IS NOT DISTINCT FROM 'pending' AND id = ANY (ARRAY (SELECT id FROM head))
