-- name: blank_unagreed_events
-- Chats that hold words nobody agreed to are at most those of a day, so this starts from them.
UPDATE inbox SET body = x''
WHERE id IN (
    SELECT i.id
    FROM chat c
    JOIN inbox i ON i.chat = c.id
    WHERE c.holds = 'unagreed' AND c.created_at <= ?1
      AND i.received_at <= ?1 AND i.state <> 'received' AND length(i.body) > 0
    LIMIT ?2
);

-- name: blank_unagreed_replies
-- They may repeat what was said.
UPDATE outbox SET body = x''
WHERE id IN (
    SELECT o.id
    FROM chat c
    JOIN outbox o ON o.chat = c.id
    WHERE c.holds = 'unagreed' AND c.created_at <= ?1
      AND o.queued_at <= ?1 AND o.state IN ('sent', 'dropped', 'failed') AND length(o.body) > 0
    LIMIT ?2
);

-- name: quiet_chats
-- Nothing was heard from them since ?2, nothing of theirs is under way, and nothing begins until they are erased.
SELECT c.id, EXISTS (SELECT 1 FROM lead WHERE chat = c.id)
FROM chat c
WHERE c.holds = ?1 AND c.heard_at <= ?2
  AND NOT EXISTS (
      SELECT 1 FROM lead
      WHERE chat = c.id AND state IN ('queued', 'sending', 'unclear', 'rejected', 'parked')
  )
  AND NOT EXISTS (SELECT 1 FROM inbox WHERE chat = c.id AND state = 'received')
  AND NOT EXISTS (SELECT 1 FROM outbox WHERE chat = c.id AND state IN ('queued', 'sending', 'unclear'))
  AND NOT EXISTS (SELECT 1 FROM timer WHERE chat = c.id)
LIMIT ?3
FOR NO KEY UPDATE OF c SKIP LOCKED;
