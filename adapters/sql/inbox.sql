-- name: find_chat
-- Everything receiving needs, in one look. An erased chat lost its address; writing again brings it back. The person may
-- be known by the other id that came along, ?4; at the end, whether each of the two is on record.
SELECT c.id, c.address, c.minute, c.in_minute, c.day, c.in_day, c.told_at, coalesce(v.shown, 0), c.heard_at, c.staff,
       c.address_hash = ?3
       OR EXISTS (SELECT 1 FROM alias WHERE agency = ?1 AND channel = ?2 AND address_hash = ?3),
       c.address_hash = ?4
       OR EXISTS (SELECT 1 FROM alias WHERE agency = ?1 AND channel = ?2 AND address_hash = ?4)
FROM chat c
LEFT JOIN conversation v ON v.chat = c.id
WHERE c.id = coalesce(
    (SELECT chat FROM alias WHERE agency = ?1 AND channel = ?2 AND address_hash = ?3),
    (SELECT id FROM chat WHERE agency = ?1 AND channel = ?2 AND address_hash = ?3),
    (SELECT chat FROM alias WHERE agency = ?1 AND channel = ?2 AND address_hash = ?4),
    (SELECT id FROM chat WHERE agency = ?1 AND channel = ?2 AND address_hash = ?4)
);

-- name: add_chat
-- After find_chat found none. Another process may be adding it too: then both go on with the same row.
INSERT INTO chat (agency, channel, address_hash, address, created_at, heard_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?5)
ON CONFLICT (agency, channel, address_hash) DO UPDATE SET heard_at = excluded.heard_at
RETURNING id, address, minute, in_minute, day, in_day, told_at, 0, 0, 0, 1, 0;

-- name: note_alias
-- Where both have a chat, what comes under either from now on is of this one.
INSERT INTO alias (agency, channel, address_hash, chat) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (agency, channel, address_hash) DO UPDATE SET chat = excluded.chat;

-- name: restore_address
-- Replies have somewhere to go again.
UPDATE chat SET address = ?2, holds = CASE WHEN holds = 'nothing' THEN 'unagreed' ELSE holds END WHERE id = ?1;

-- name: count_message
-- The counters behind the flood rows of promises §3.
UPDATE chat
SET heard_at = ?2, minute = ?3, in_minute = ?4, day = ?5, in_day = ?6, told_at = ?7
WHERE id = ?1;

-- name: remember_event
-- No change means it was already here: platforms repeat themselves (promises P3).
INSERT INTO inbox (event_hash, agency, channel, chat, kind, state, reason, received_at, due_at, body)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9)
ON CONFLICT (event_hash) DO NOTHING;

-- name: queue_event
-- An event of our own waits its turn behind what the person wrote before.
INSERT INTO inbox (event_hash, agency, channel, chat, kind, state, received_at, due_at, body)
SELECT ?1, agency, channel, id, ?3, 'received', ?4, ?4, ?5 FROM chat WHERE id = ?2;

-- name: last_received
-- The newest row of a channel: nearly always among the last few, from which this begins.
SELECT received_at FROM inbox WHERE agency = ?1 AND channel = ?2 ORDER BY id DESC LIMIT 1;

-- name: find_poll
-- Where a poller goes on reading.
SELECT next_offset FROM poll WHERE agency = ?1 AND channel = ?2;

-- name: move_poll
-- In the same commit as the events read, so that none is skipped.
INSERT INTO poll (agency, channel, next_offset) VALUES (?1, ?2, ?3)
ON CONFLICT (agency, channel) DO UPDATE SET next_offset = excluded.next_offset;

-- name: own_poll
-- One poller a bot: changes nothing while another process holds it.
INSERT INTO poll (agency, channel, owner, owned_until) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (agency, channel) DO UPDATE SET owner = excluded.owner, owned_until = excluded.owned_until
WHERE poll.owner = excluded.owner OR poll.owned_until <= ?5;
