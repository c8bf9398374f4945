-- name: find_clock
-- No row before the first look.
SELECT value FROM meta WHERE name = 'clock';

-- name: save_clock
-- What the next look is compared with.
INSERT INTO meta (name, value) VALUES ('clock', ?1) ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: blank_unagreed_events
-- Chats that hold words nobody agreed to are at most those of a day, so this starts from them.
UPDATE inbox SET body = x''
WHERE id IN (
    SELECT i.id
    FROM chat c INDEXED BY chat_quiet
    CROSS JOIN inbox i INDEXED BY inbox_of_chat ON i.chat = c.id
    WHERE c.holds = 'unagreed' AND c.created_at <= ?1
      AND i.received_at <= ?1 AND i.state <> 'received' AND length(i.body) > 0
    LIMIT ?2
);

-- name: blank_unagreed_replies
-- They may repeat what was said.
UPDATE outbox SET body = x''
WHERE id IN (
    SELECT o.id
    FROM chat c INDEXED BY chat_quiet
    CROSS JOIN outbox o INDEXED BY outbox_of_chat ON o.chat = c.id
    WHERE c.holds = 'unagreed' AND c.created_at <= ?1
      AND o.queued_at <= ?1 AND o.state IN ('sent', 'dropped', 'failed') AND length(o.body) > 0
    LIMIT ?2
);

-- name: blank_old_events
-- The keys stay, so a repetition is still known. What was not applied yet is no record but work.
UPDATE inbox SET body = x''
WHERE id IN (
    SELECT id FROM inbox INDEXED BY inbox_words
    WHERE length(body) > 0 AND received_at <= ?1 AND state <> 'received'
    LIMIT ?2
);

-- name: blank_old_replies
-- What still has to be said keeps its words until then.
UPDATE outbox SET body = x''
WHERE id IN (
    SELECT id FROM outbox INDEXED BY outbox_words
    WHERE length(body) > 0 AND queued_at <= ?1 AND state IN ('sent', 'dropped', 'failed')
    LIMIT ?2
);

-- name: quiet_chats
-- Nothing was heard from them since ?2, and nothing of theirs is under way.
SELECT c.id, EXISTS (SELECT 1 FROM lead WHERE chat = c.id)
FROM chat c INDEXED BY chat_quiet
WHERE c.holds = ?1 AND c.heard_at <= ?2
  AND NOT EXISTS (
      SELECT 1 FROM lead
      WHERE chat = c.id AND state IN ('queued', 'sending', 'unclear', 'rejected', 'parked')
  )
  AND NOT EXISTS (SELECT 1 FROM inbox WHERE chat = c.id AND state = 'received')
  AND NOT EXISTS (SELECT 1 FROM outbox WHERE chat = c.id AND state IN ('queued', 'sending', 'unclear'))
  AND NOT EXISTS (SELECT 1 FROM timer WHERE chat = c.id)
LIMIT ?3;

-- name: blank_events_of_chat
-- So many at a time that no transaction grows long.
UPDATE inbox SET body = x'' WHERE id IN (SELECT id FROM inbox WHERE chat = ?1 AND length(body) > 0 LIMIT ?2);

-- name: blank_replies_of_chat
-- None of them waits to be sent.
UPDATE outbox SET body = x'' WHERE id IN (SELECT id FROM outbox WHERE chat = ?1 AND length(body) > 0 LIMIT ?2);

-- name: settled_leads
-- With the person still in them. One that is undelivered has no settled_at and is never found.
SELECT id, chat, confirmed_at
FROM lead INDEXED BY lead_settled
WHERE blank = 0 AND settled_at <= ?1
LIMIT ?2;

-- name: find_conversation
-- To take out what it remembers of one lead.
SELECT body FROM conversation WHERE chat = ?1;

-- name: blank_leads
-- Only what an audit needs is left of them.
SELECT id FROM lead INDEXED BY lead_settled WHERE blank = 1 AND settled_at <= ?1 LIMIT ?2;

-- name: delete_attempts
-- Before their lead.
DELETE FROM attempt WHERE lead = ?1;

-- name: delete_lead
-- Its attempts and follow-ups went before.
DELETE FROM lead WHERE id = ?1;

-- name: delete_replies
-- Ids grow with time: the oldest stand first.
DELETE FROM outbox
WHERE id < (SELECT min(id) FROM outbox) + ?2
  AND queued_at <= ?1 AND state IN ('sent', 'dropped', 'failed');

-- name: delete_events
-- And with them the keys: a repetition this old would be taken for new.
DELETE FROM inbox
WHERE id < (SELECT min(id) FROM inbox) + ?2
  AND received_at <= ?1 AND state <> 'received' AND length(body) = 0;

-- name: delete_aliases
-- Of chats that nobody has used for so long.
DELETE FROM alias
WHERE chat IN (SELECT c.id FROM chat c INDEXED BY chat_quiet WHERE c.holds = 'nothing' AND c.heard_at <= ?1);

-- name: delete_chats
-- Nothing refers to them any more.
DELETE FROM chat
WHERE id IN (
    SELECT c.id
    FROM chat c INDEXED BY chat_quiet
    WHERE c.holds = 'nothing' AND c.heard_at <= ?1 AND c.staff = 0
      AND NOT EXISTS (SELECT 1 FROM inbox WHERE chat = c.id)
      AND NOT EXISTS (SELECT 1 FROM outbox WHERE chat = c.id)
      AND NOT EXISTS (SELECT 1 FROM lead WHERE chat = c.id)
      AND NOT EXISTS (SELECT 1 FROM timer WHERE chat = c.id)
      AND NOT EXISTS (SELECT 1 FROM conversation WHERE chat = c.id)
      AND NOT EXISTS (SELECT 1 FROM alert WHERE chat = c.id)
      AND NOT EXISTS (SELECT 1 FROM alias WHERE chat = c.id)
    LIMIT ?2
);

-- name: delete_proofs
-- Oldest first.
DELETE FROM consent WHERE id IN (SELECT id FROM consent WHERE agreed_at <= ?1 ORDER BY agreed_at LIMIT ?2);
