-- Closing anew, with the newest key, what was stored before it (adapters/store/resealing.py).

-- name: next_addresses
-- The address of a chat.
SELECT id, address FROM chat WHERE id > ?1 ORDER BY id LIMIT ?2;

-- name: reseal_address
-- Unless it has changed since it was read.
UPDATE chat SET address = ?2 WHERE id = ?1 AND address = ?3;

-- name: next_conversations
-- What a chat has said so far.
SELECT chat, body FROM conversation WHERE chat > ?1 ORDER BY chat LIMIT ?2;

-- name: reseal_conversation
-- Unless it has changed since it was read.
UPDATE conversation SET body = ?2 WHERE chat = ?1 AND body = ?3;

-- name: next_events
-- What came in.
SELECT id, body FROM inbox WHERE id > ?1 ORDER BY id LIMIT ?2;

-- name: reseal_event
-- Unless it has changed since it was read.
UPDATE inbox SET body = ?2 WHERE id = ?1 AND body = ?3;

-- name: next_replies
-- What went out.
SELECT id, body FROM outbox WHERE id > ?1 ORDER BY id LIMIT ?2;

-- name: reseal_reply
-- Unless it has changed since it was read.
UPDATE outbox SET body = ?2 WHERE id = ?1 AND body = ?3;

-- name: next_leads
-- Who is to be called back.
SELECT id, body FROM lead WHERE id > ?1 ORDER BY id LIMIT ?2;

-- name: reseal_lead
-- Unless it has changed since it was read.
UPDATE lead SET body = ?2 WHERE id = ?1 AND body = ?3;

-- name: next_attempts
-- What the CRM said.
SELECT lead, number, detail FROM attempt WHERE (lead, number) > (?1, ?2) ORDER BY lead, number LIMIT ?3;

-- name: reseal_attempt
-- Unless it has changed since it was read.
UPDATE attempt SET detail = ?3 WHERE lead = ?1 AND number = ?2 AND detail = ?4;

-- name: next_follow_ups
-- What was written after sending.
SELECT id, body FROM follow_up WHERE id > ?1 ORDER BY id LIMIT ?2;

-- name: reseal_follow_up
-- Unless it has changed since it was read.
UPDATE follow_up SET body = ?2 WHERE id = ?1 AND body = ?3;

-- name: next_alerts
-- What staff are told of somebody.
SELECT id, body FROM alert WHERE id > ?1 ORDER BY id LIMIT ?2;

-- name: reseal_alert
-- Unless it has changed since it was read.
UPDATE alert SET body = ?2 WHERE id = ?1 AND body = ?3;

-- name: next_factors
-- The secrets of second factors.
SELECT id, body FROM console_user WHERE id > ?1 ORDER BY id LIMIT ?2;

-- name: reseal_factor
-- Unless it has changed since it was read.
UPDATE console_user SET body = ?2 WHERE id = ?1 AND body = ?3;

-- name: count_marks
-- How many values are not under the key whose mark is ?1, by their own.
SELECT mark, count(*)
FROM (
    SELECT CASE WHEN substr(body, 1, 1) = x'00' THEN x'00' ELSE substr(body, 1, 5) END AS mark
    FROM (
        SELECT address AS body FROM chat WHERE length(address) > 0
        UNION ALL
        SELECT body AS body FROM conversation WHERE length(body) > 0
        UNION ALL
        SELECT body AS body FROM inbox WHERE length(body) > 0
        UNION ALL
        SELECT body AS body FROM outbox WHERE length(body) > 0
        UNION ALL
        SELECT body AS body FROM lead WHERE length(body) > 0
        UNION ALL
        SELECT detail AS body FROM attempt WHERE length(detail) > 0
        UNION ALL
        SELECT body AS body FROM follow_up WHERE length(body) > 0
        UNION ALL
        SELECT body AS body FROM alert WHERE length(body) > 0
        UNION ALL
        SELECT body AS body FROM console_user WHERE length(body) > 0
    ) AS stored
) AS marked
WHERE mark <> ?1
GROUP BY mark;

-- name: begin_sealing
-- Whoever begins a pass may have written with another key until now.
DELETE FROM meta WHERE name = 'sealed';

-- name: end_sealing
-- Everything is under the key with this mark.
INSERT INTO meta (name, value) VALUES ('sealed', ?1) ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: find_sealing
-- No row while a pass is under way, and when one met what no key opens.
SELECT value FROM meta WHERE name = 'sealed';
