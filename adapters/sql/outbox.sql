-- name: drop_stale_replies
-- Too late to make sense to the person. One whose worker died while sending it ends here too.
UPDATE outbox INDEXED BY outbox_waiting SET state = 'dropped', reason = 'stale'
WHERE expires_at <= ?1 AND state IN ('queued', 'sending', 'unclear') AND (state <> 'sending' OR lease_until <= ?1)
RETURNING chat, kind;

-- name: due_replies
-- The oldest unsent reply of each chat, where it may be sent now. Nothing overtakes it, so never two of one chat; and of a
-- channel no more at once than ?2, those under way included, so that one that hangs holds up no other.
SELECT o.id, o.chat, c.agency, c.channel, c.address, o.body, o.attempts, o.unclear, o.queued_at,
       o.state, head.channel_state, c.heard_at
FROM (
    SELECT w.id, w.state = 'sending' AND w.lease_until > ?1 AS under_way, d.state AS channel_state,
           row_number() OVER (
               PARTITION BY k.agency, k.channel
               ORDER BY CASE WHEN w.state = 'sending' AND w.lease_until > ?1 THEN 0 ELSE 1 END, w.id
           ) AS place
    FROM outbox w INDEXED BY outbox_waiting
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
ORDER BY o.id;

-- name: claim_reply
-- Chosen and held in the same transaction.
UPDATE outbox
SET state = 'sending', lease = ?2, lease_until = ?3, attempts = attempts + 1, unclear = ?4
WHERE id = ?1;

-- name: next_reply_at
-- What holds a chat's oldest reply back ends at the latest of three times; the earliest of those to come.
SELECT min(at)
FROM (
    SELECT max(CASE o.state WHEN 'sending' THEN o.lease_until ELSE o.due_at END, coalesce(d.until, 0)) AS at
    FROM outbox o INDEXED BY outbox_waiting
    JOIN chat c ON c.id = o.chat
    LEFT JOIN destination d ON d.agency = c.agency AND d.channel = c.channel
    WHERE o.state IN ('queued', 'sending', 'unclear')
      AND NOT EXISTS (
          SELECT 1 FROM outbox e WHERE e.chat = o.chat AND e.id < o.id AND e.state IN ('queued', 'sending', 'unclear')
      )
) AS held
WHERE at > ?1;

-- name: reply_sent
-- A stale owner changes nothing: the lease is another's. Gives whether the chat has another one.
UPDATE outbox SET state = 'sent', provider_id = ?3 WHERE id = ?1 AND lease = ?2 AND state = 'sending'
RETURNING EXISTS (
    SELECT 1 FROM outbox w WHERE w.chat = outbox.chat AND w.id > ?1 AND w.state IN ('queued', 'sending', 'unclear')
);

-- name: summary_left
-- From now on it can be confirmed. A chat that was erased meanwhile has nothing to confirm.
UPDATE conversation SET shown = ?2 WHERE chat = ?1;

-- name: reply_again
-- The platform did not take it.
UPDATE outbox SET state = 'queued', due_at = ?3 WHERE id = ?1 AND lease = ?2 AND state = 'sending';

-- name: newer_question
-- It came while the older one was being sent.
SELECT id FROM outbox INDEXED BY outbox_waiting
WHERE chat = ?1 AND id > ?2 AND state IN ('queued', 'sending', 'unclear') AND kind = 'question'
LIMIT 1;

-- name: hold_reply
-- It waits where the older one would have.
UPDATE outbox SET due_at = max(due_at, ?2) WHERE id = ?1;

-- name: reply_unclear
-- It may have reached the person.
UPDATE outbox SET state = 'unclear', due_at = ?3, unclear = unclear + 1
WHERE id = ?1 AND lease = ?2 AND state = 'sending';

-- name: reply_ended
-- Failed or dropped, with the reason that staff see.
UPDATE outbox SET state = ?3, reason = ?4 WHERE id = ?1 AND lease = ?2 AND state = 'sending';

-- name: doubt_replies
-- At start nobody is sending, whatever the rows say.
UPDATE outbox INDEXED BY outbox_waiting SET state = 'unclear', due_at = ?1, unclear = unclear + 1
WHERE state IN ('queued', 'sending', 'unclear') AND state = 'sending'
RETURNING chat, body;

-- name: provider_status
-- Forward only; failed and undelivered are final (promises §3).
UPDATE outbox SET provider_status = ?4, error_code = ?5
WHERE provider_id = ?3
  AND EXISTS (SELECT 1 FROM chat c WHERE c.id = outbox.chat AND c.agency = ?1 AND c.channel = ?2)
  AND CASE ?4 WHEN 'queued' THEN 1 WHEN 'sending' THEN 2 WHEN 'sent' THEN 3 WHEN 'delivered' THEN 4 WHEN 'read' THEN 5
              WHEN 'failed' THEN 6 WHEN 'undelivered' THEN 6 ELSE 0 END
    > CASE provider_status WHEN 'queued' THEN 1 WHEN 'sending' THEN 2 WHEN 'sent' THEN 3 WHEN 'delivered' THEN 4
                           WHEN 'read' THEN 5 WHEN 'failed' THEN 6 WHEN 'undelivered' THEN 6 ELSE 0 END
RETURNING id, chat, queued_at, attempts, body;

-- name: reply_lost
-- It was taken, and did not arrive.
UPDATE outbox SET state = ?2, reason = ?3 WHERE id = ?1 AND state = 'sent';

-- name: say_again
-- The same, for another try: only as the last word of either side, and not for ever. What is reported of the first one from
-- now on is of a message that we do not know.
UPDATE outbox SET state = 'queued', due_at = ?2, body = ?3, provider_id = NULL, provider_status = ''
WHERE id = ?1 AND state = 'sent' AND attempts < ?4
  AND NOT EXISTS (
      SELECT 1 FROM outbox n WHERE n.chat = outbox.chat AND n.id > outbox.id AND n.state NOT IN ('dropped', 'failed')
  )
  AND NOT EXISTS (SELECT 1 FROM chat c WHERE c.id = outbox.chat AND c.heard_at > ?5);

-- name: summary_lost
-- It left and did not arrive: nobody can confirm it.
UPDATE conversation SET shown = NULL WHERE chat = ?1 AND shown = ?2;

-- name: heard_since
-- Whoever wrote after that can be reached, whatever is reported late.
SELECT 1 FROM chat WHERE id = ?1 AND heard_at > ?2;

-- name: hold_destination
-- Nothing goes there until then; what waits keeps its order.
INSERT INTO destination (agency, channel, state, until, reason) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (agency, channel) DO UPDATE SET state = excluded.state, until = excluded.until, reason = excluded.reason;

-- name: probe_destination
-- Somebody is trying the door: nobody else until that try is over.
UPDATE destination SET until = ?3 WHERE agency = ?1 AND channel = ?2;

-- name: channel_works
-- A success ends a block at once; a pause ends by itself, for the success may be older than the pause.
DELETE FROM destination WHERE agency = ?1 AND channel = ?2 AND (state = 'blocked' OR until <= ?3);
