DELETE FROM shopify_webhook_events WHERE id IN (
    SELECT id FROM shopify_webhook_events
    -- As the condition of the partial index says it.
    WHERE shop_domain = :shop AND status IN ('done', 'superseded', 'ignored') AND settled_at < :settled_before
    ORDER BY settled_at LIMIT :limit
)
