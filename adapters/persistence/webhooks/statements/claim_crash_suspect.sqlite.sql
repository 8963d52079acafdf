-- The same steps as in claim_crash_suspect.postgresql.sql, without locks.

WITH head AS (
    SELECT event.id FROM shopify_webhook_events AS event
    WHERE event.status = 'pending' AND event.next_attempt_at <= :now AND event.crash_count > 0
        AND NOT EXISTS (
            SELECT 1 FROM shopify_webhook_events AS other
            WHERE other.shop_domain = event.shop_domain AND other.resource_key = event.resource_key
                AND other.status IN ('pending', 'processing')
                AND (other.id < event.id OR other.status = 'processing')
        )
    ORDER BY event.next_attempt_at, event.id LIMIT 1
)
UPDATE shopify_webhook_events
SET status = 'processing', claimed_by = :worker, claimed_at = :now, attempts = attempts + 1
WHERE status IS 'pending' AND id IN (SELECT id FROM head)
