-- name: next_event
-- The head of one chat's queue. It is taken whether due or not: nothing overtakes it (promises P4). With it, whether
-- another one is due, the chat has leads, replies wait, or the channel is held: where not, nobody has to look again. And
-- how much was said since ?3 and ?4; what a clock that was put back has left ahead does not count.
SELECT i.event_hash, i.kind, i.body, i.due_at, i.failures, coalesce(t.deaths, 0), c.agency, c.channel, c.address,
       c.holds, v.body,
       EXISTS (SELECT 1 FROM inbox n WHERE n.chat = i.chat AND n.state = 'received' AND n.id > i.id AND n.due_at <= ?2),
       EXISTS (SELECT 1 FROM lead l WHERE l.chat = i.chat),
       EXISTS (SELECT 1 FROM outbox o WHERE o.chat = i.chat AND o.state IN ('queued', 'sending', 'unclear')),
       d.state IS NOT NULL, c.heard_at,
       (SELECT count(*) FROM outbox o INDEXED BY outbox_of_chat
        WHERE o.chat = i.chat AND o.queued_at > ?3 AND o.queued_at <= ?2 AND o.state <> 'dropped'),
       (SELECT count(*) FROM outbox o INDEXED BY outbox_of_chat
        WHERE o.chat = i.chat AND o.queued_at > ?4 AND o.queued_at <= ?2 AND o.state <> 'dropped')
FROM inbox i INDEXED BY inbox_waiting
JOIN chat c ON c.id = i.chat
LEFT JOIN conversation v ON v.chat = i.chat
LEFT JOIN destination d ON d.agency = c.agency AND d.channel = c.channel
LEFT JOIN death t ON t.event_hash = i.event_hash
WHERE i.chat = ?1 AND i.state = 'received'
ORDER BY i.id
LIMIT 1;

-- name: finish_event
-- Its effects are written in the same transaction.
UPDATE inbox SET state = 'done' WHERE event_hash = ?1;

-- name: retry_event
-- It raised and its effects are undone.
UPDATE inbox SET failures = failures + 1, due_at = ?2 WHERE event_hash = ?1 AND state = 'received';

-- name: park_event
-- Never applied again by itself; its text stays for whoever looks into it.
UPDATE inbox SET state = 'parked', reason = ?2 WHERE event_hash = ?1 AND state = 'received';

-- name: blame
-- The number and not an increment: a start that dies before it has cleared the mark blames once.
INSERT INTO death (event_hash, deaths) VALUES (?1, ?2)
ON CONFLICT (event_hash) DO UPDATE SET deaths = excluded.deaths;

-- name: survive
-- The event does not kill, or it is parked and never runs again.
DELETE FROM death WHERE event_hash = ?1;

-- name: waiting_chats
-- The head of every waiting chat, oldest first. Reads only what waits, however much is stored.
SELECT i.chat, i.due_at
FROM inbox i INDEXED BY inbox_waiting
WHERE i.state = 'received'
  AND NOT EXISTS (SELECT 1 FROM inbox e WHERE e.chat = i.chat AND e.state = 'received' AND e.id < i.id)
ORDER BY i.id;

-- name: take_due_timers
-- Due first, so that sorting the rows gives the order they were set for.
DELETE FROM timer WHERE due_at <= ?1 RETURNING due_at, chat, name, about;

-- name: next_timer
-- NULL when none is set.
SELECT min(due_at) FROM timer;

-- name: set_timer
-- Setting it again moves it.
INSERT INTO timer (chat, name, about, due_at) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (chat, name, about) DO UPDATE SET due_at = excluded.due_at;

-- name: save_conversation
-- The whole state, every turn.
INSERT INTO conversation (chat, body, changed_at) VALUES (?1, ?2, ?3)
ON CONFLICT (chat) DO UPDATE SET body = excluded.body, changed_at = excluded.changed_at;

-- name: note_holding
-- Decides how long the chat's words are kept.
UPDATE chat SET holds = ?2 WHERE id = ?1;

-- name: keep_proof
-- Of the consent itself, for when the words it was given for are long gone.
INSERT INTO consent (agency, channel, address_hash, text_version, language, agreed_at)
SELECT agency, channel, address_hash, ?2, ?3, ?4 FROM chat WHERE id = ?1
ON CONFLICT (agency, channel, address_hash, agreed_at) DO NOTHING;

-- name: forget_events
-- What the person wrote so far. The keys stay, so a repetition is still known.
UPDATE inbox SET body = x'' WHERE chat = ?1 AND state <> 'received' AND length(body) > 0;

-- name: forget_replies
-- What we said with it; what still has to be said keeps its words until then.
UPDATE outbox SET body = x'' WHERE chat = ?1 AND state IN ('sent', 'dropped', 'failed') AND length(body) > 0;

-- name: queue_reply
-- The order of ids is the order of sending.
INSERT INTO outbox (chat, kind, state, queued_at, due_at, expires_at, body)
VALUES (?1, ?2, 'queued', ?3, ?4, ?5, ?6);

-- name: hand_reply_over
-- Nothing waits before it, so whoever queues it sends it: it is claimed already.
INSERT INTO outbox (chat, kind, state, queued_at, due_at, expires_at, body, lease, lease_until, attempts)
VALUES (?1, ?2, 'sending', ?3, ?3, ?4, ?5, ?6, ?7, 1)
RETURNING id;

-- name: withhold_reply
-- Over the chat's budget: never sent, and on record for whoever asks why nobody answered.
INSERT INTO outbox (chat, kind, state, reason, queued_at, due_at, expires_at, body)
VALUES (?1, ?2, 'dropped', 'budget', ?3, ?3, ?3, ?4);

-- name: supersede_questions
-- A newer question makes an unsent one pointless (promises §6), and waits where that one had to.
UPDATE outbox INDEXED BY outbox_waiting SET state = 'dropped', reason = 'superseded'
WHERE chat = ?1 AND state IN ('queued', 'sending', 'unclear') AND state = 'queued' AND kind = 'question'
RETURNING due_at;

-- name: drop_replies
-- Everything that waits in this chat; one that is being sent right now is past stopping.
UPDATE outbox INDEXED BY outbox_waiting SET state = 'dropped', reason = ?2
WHERE chat = ?1 AND state IN ('queued', 'sending', 'unclear') AND state <> 'sending'
RETURNING kind;

-- name: save_lead
-- The same id again is a field mended. One that is being sent or at its end keeps what it is. `unclear` stays: an earlier
-- attempt may have reached the CRM whatever is sent next.
INSERT INTO lead (id, agency, chat, reference, state, reason, phone_hash, email_hash, confirmed_at, due_at, body)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
ON CONFLICT (id) DO UPDATE SET
    reference = excluded.reference, state = excluded.state, reason = excluded.reason,
    phone_hash = excluded.phone_hash, email_hash = excluded.email_hash,
    confirmed_at = excluded.confirmed_at, due_at = excluded.due_at, body = excluded.body,
    first_at = NULL, attempts = 0, without = '', steps = '', refusals = 0, refused_since = NULL
WHERE lead.state IN ('queued', 'unclear', 'rejected', 'parked');

-- name: leads_since
-- What a chat has sent counts, also what was erased: the row stays, without the person.
SELECT id, confirmed_at, phone_hash FROM lead INDEXED BY lead_of_chat WHERE chat = ?1 AND confirmed_at > ?2;

-- name: add_follow_up
-- Only to a lead of ours; words about anything else have nowhere to go.
INSERT INTO follow_up (lead, said_at, body) SELECT id, ?2, ?3 FROM lead WHERE id = ?1;
