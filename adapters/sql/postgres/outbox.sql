-- name: drop_stale_replies
-- Too late to make sense to the person. One whose worker died while sending it ends here too.
UPDATE outbox SET state = 'dropped', reason = 'stale'
WHERE expires_at <= ?1 AND state IN ('queued', 'sending', 'unclear') AND (state <> 'sending' OR lease_until <= ?1)
RETURNING chat, kind;

-- name: due_replies
-- As in adapters/sql/outbox.sql. The row is looked at again once it is held: a turn may just have dropped it.
SELECT o.id, o.chat, c.agency, c.channel, c.address, o.body, o.attempts, o.unclear, o.queued_at,
       o.state, head.channel_state, c.heard_at
FROM (
    SELECT w.id, w.state = 'sending' AND w.lease_until > ?1 AS under_way, d.state AS channel_state,
           row_number() OVER (
               PARTITION BY k.agency, k.channel
               ORDER BY CASE WHEN w.state = 'sending' AND w.lease_until > ?1 THEN 0 ELSE 1 END, w.id
           ) AS place
    FROM outbox w
    JOIN chat k ON k.id = w.chat
    LEFT JOIN destination d ON d.agency = k.agency AND d.channel = k.channel
    WHERE w.state IN ('queued', 'sending', 'unclear')
      AND NOT EXISTS (
          SELECT 1 FROM outbox e WHERE e.chat = w.chat AND e.id < w.id AND e.state IN ('queued', 'sending', 'unclear')
      )
      AND (
          (w.state = 'sending' AND w.lease_until > ?1)
          OR ((w.state = 'sending' OR w.due_at <= ?1) AND (d.until IS NULL OR d.until <= ?1))
      )
) AS head
JOIN outbox o ON o.id = head.id
JOIN chat c ON c.id = o.chat
WHERE head.place <= ?2 AND NOT head.under_way
  AND (o.state IN ('queued', 'unclear') OR (o.state = 'sending' AND o.lease_until <= ?1))
ORDER BY o.id
FOR NO KEY UPDATE OF o SKIP LOCKED;

-- name: next_reply_at
-- What holds a chat's oldest reply back ends at the latest of three times; the earliest of those to come.
SELECT min(at)
FROM (
    SELECT greatest(CASE o.state WHEN 'sending' THEN o.lease_until ELSE o.due_at END, d.until) AS at
    FROM outbox o
    JOIN chat c ON c.id = o.chat
    LEFT JOIN destination d ON d.agency = c.agency AND d.channel = c.channel
    WHERE o.state IN ('queued', 'sending', 'unclear')
      AND NOT EXISTS (
          SELECT 1 FROM outbox e WHERE e.chat = o.chat AND e.id < o.id AND e.state IN ('queued', 'sending', 'unclear')
      )
) AS held
WHERE at > ?1;

-- name: hold_reply
-- It waits where the older one would have.
UPDATE outbox SET due_at = greatest(due_at, ?2) WHERE id = ?1;

-- name: doubt_replies
-- Others may be sending; whoever's lease has ended is not.
UPDATE outbox SET state = 'unclear', due_at = ?1, unclear = unclear + 1
WHERE state = 'sending' AND lease_until <= ?1
RETURNING chat, body;
