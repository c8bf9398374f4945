-- What the console looks at, always of one agency, and always so many rows at most (adapters/store/desk.py).

-- name: desk_leads
-- The newest before a place in the list, by the index of an agency's leads.
SELECT l.id, l.body, l.agency, c.channel, l.state, l.reason, l.crm_reference, l.due_at, l.reference, l.confirmed_at,
       l.chat, l.followed_at
FROM lead l INDEXED BY lead_of_agency
JOIN chat c ON c.id = l.chat
WHERE l.agency = ?1 AND (l.confirmed_at, l.id) < (?2, ?3) AND l.confirmed_at >= ?4
ORDER BY l.confirmed_at DESC, l.id DESC
LIMIT ?5;

-- name: desk_leads_in_state
-- The same of one state; whoever wants several merges them.
SELECT l.id, l.body, l.agency, c.channel, l.state, l.reason, l.crm_reference, l.due_at, l.reference, l.confirmed_at,
       l.chat, l.followed_at
FROM lead l INDEXED BY lead_in_state
JOIN chat c ON c.id = l.chat
WHERE l.agency = ?1 AND (l.confirmed_at, l.id) < (?2, ?3) AND l.confirmed_at >= ?4 AND l.state = ?6
ORDER BY l.confirmed_at DESC, l.id DESC
LIMIT ?5;

-- name: desk_lead
-- One, of this agency or not at all.
SELECT l.id, l.body, l.agency, c.channel, l.state, l.reason, l.crm_reference, l.due_at, l.reference, l.confirmed_at,
       l.chat, l.followed_at
FROM lead l
JOIN chat c ON c.id = l.chat
WHERE l.agency = ?1 AND l.id = ?2;

-- name: desk_leads_named
-- By what is written down exactly: reference, phone, e-mail. The newest first.
SELECT l.id, l.body, l.agency, c.channel, l.state, l.reason, l.crm_reference, l.due_at, l.reference, l.confirmed_at,
       l.chat, l.followed_at
FROM (
    SELECT id FROM lead WHERE reference = ?2
    UNION
    SELECT id FROM lead WHERE phone_hash = ?3
    UNION
    SELECT id FROM lead WHERE email_hash = ?4
) AS named
CROSS JOIN lead l
JOIN chat c ON c.id = l.chat
WHERE l.id = named.id AND l.agency = ?1
ORDER BY l.confirmed_at DESC
LIMIT ?5;

-- name: desk_leads_of_chat
-- What one person sent.
SELECT l.id, l.body, l.agency, c.channel, l.state, l.reason, l.crm_reference, l.due_at, l.reference, l.confirmed_at,
       l.chat, l.followed_at
FROM lead l INDEXED BY lead_of_chat
JOIN chat c ON c.id = l.chat
WHERE l.agency = ?1 AND l.chat = ?2
ORDER BY l.confirmed_at DESC
LIMIT ?3;

-- name: desk_to_follow
-- The CRM knew them and made nothing new, or did not say; until somebody has followed up.
SELECT l.id, l.body, l.agency, c.channel, l.state, l.reason, l.crm_reference, l.due_at, l.reference, l.confirmed_at,
       l.chat, l.followed_at
FROM lead l INDEXED BY lead_to_follow
JOIN chat c ON c.id = l.chat
WHERE l.agency = ?1 AND l.state IN ('delivered_existing', 'delivered_unsure') AND l.followed_at IS NULL
    AND l.reason <> 'erase_in_crm'
ORDER BY l.confirmed_at DESC
LIMIT ?2;

-- name: desk_to_erase
-- The person is gone from here, and their copy is still in the CRM.
SELECT l.id, l.body, l.agency, c.channel, l.state, l.reason, l.crm_reference, l.due_at, l.reference, l.confirmed_at,
       l.chat, l.followed_at
FROM lead l INDEXED BY lead_to_erase
JOIN chat c ON c.id = l.chat
WHERE l.agency = ?1 AND l.reason = 'erase_in_crm'
ORDER BY l.confirmed_at
LIMIT ?2;

-- name: desk_written_after
-- With something open that was written after sending.
SELECT l.id, l.body, l.agency, c.channel, l.state, l.reason, l.crm_reference, l.due_at, l.reference, l.confirmed_at,
       l.chat, l.followed_at
FROM (SELECT DISTINCT lead FROM follow_up INDEXED BY follow_up_open WHERE done_at IS NULL) AS written
CROSS JOIN lead l
JOIN chat c ON c.id = l.chat
WHERE l.id = written.lead AND l.agency = ?1
ORDER BY l.confirmed_at DESC
LIMIT ?2;

-- name: desk_parked
-- What no try got through.
SELECT i.id, i.agency, i.channel, i.chat, i.kind, i.reason, i.received_at, i.body, v.body
FROM inbox i
LEFT JOIN conversation v ON v.chat = i.chat
WHERE i.state = 'parked' AND i.agency = ?1
ORDER BY i.id
LIMIT ?2;

-- name: desk_is_parked
-- Of this agency or not at all.
SELECT 1 FROM inbox WHERE id = ?2 AND agency = ?1 AND state = 'parked';

-- name: desk_held
-- Where nothing goes out; the CRM has the empty name.
SELECT channel, state, reason, until FROM destination WHERE agency = ?1 AND state <> 'up' ORDER BY channel;

-- name: desk_waiting
-- What is on its way, and since when the oldest waits.
SELECT count(*), min(confirmed_at)
FROM lead
WHERE agency = ?1 AND state IN ('queued', 'sending', 'unclear');

-- name: desk_states_since
-- How many leads are how, of those confirmed since then.
SELECT state, count(*)
FROM lead INDEXED BY lead_of_agency
WHERE agency = ?1 AND confirmed_at >= ?2
GROUP BY state;

-- name: desk_heard_since
-- How many people wrote.
SELECT count(*)
FROM chat INDEXED BY chat_quiet
WHERE holds IN ('unagreed', 'agreed', 'nothing') AND heard_at >= ?2 AND agency = ?1;

-- name: desk_crm_times
-- How long the CRM took of late, in ms, sorted; of so many answers at most.
SELECT took
FROM (
    SELECT a.ended_at - a.started_at AS took
    FROM attempt a INDEXED BY attempt_ended
    CROSS JOIN lead l
    WHERE l.id = a.lead AND a.ended_at >= ?2 AND l.agency = ?1 AND a.status > 0
    ORDER BY a.ended_at DESC
    LIMIT ?3
) AS answers
ORDER BY took;

-- name: desk_chats
-- Those that were heard last, before a place in the list; one index for each of what they hold, as retention needs it. An
-- index of their own would cost every message a page more.
SELECT c.id, c.channel, c.address, c.heard_at, c.calls_at, v.body
FROM chat c INDEXED BY chat_quiet
LEFT JOIN conversation v ON v.chat = c.id
WHERE c.holds = ?5 AND (c.heard_at, c.id) < (?2, ?3) AND c.agency = ?1
ORDER BY c.heard_at DESC, c.id DESC
LIMIT ?4;

-- name: desk_chat
-- One, of this agency or not at all.
SELECT c.id, c.channel, c.address, c.heard_at, c.calls_at, v.body
FROM chat c
LEFT JOIN conversation v ON v.chat = c.id
WHERE c.agency = ?1 AND c.id = ?2;

-- name: desk_calling
-- Who asks for a person, longest first.
SELECT c.id, c.channel, c.address, c.heard_at, c.calls_at, v.body
FROM chat c INDEXED BY chat_calling
LEFT JOIN conversation v ON v.chat = c.id
WHERE c.agency = ?1 AND c.calls_at IS NOT NULL
ORDER BY c.calls_at
LIMIT ?2;

-- name: desk_heard
-- What the person said, the newest first.
SELECT received_at, kind, state, body FROM inbox WHERE chat = ?1 ORDER BY id DESC LIMIT ?2;

-- name: desk_said
-- What we said, the newest first.
SELECT queued_at, kind, state, body FROM outbox WHERE chat = ?1 ORDER BY id DESC LIMIT ?2;

-- name: call_staff
-- The first call counts until it is answered.
UPDATE chat SET calls_at = coalesce(calls_at, ?2) WHERE id = ?1;

-- name: answer_call
-- Somebody has spoken with them.
UPDATE chat SET calls_at = NULL WHERE agency = ?1 AND id = ?2 AND calls_at IS NOT NULL;

-- name: follow_lead
-- Somebody has followed up.
UPDATE lead SET followed_at = ?3 WHERE agency = ?1 AND id = ?2 AND followed_at IS NULL;

-- name: finish_erase_task
-- Somebody has deleted the copy in the CRM.
UPDATE lead SET reason = 'erased_in_crm' WHERE agency = ?1 AND id = ?2 AND reason = 'erase_in_crm';

-- name: edit_lead
-- While nobody sends it. An earlier attempt may have reached the CRM: `unclear` stays.
UPDATE lead SET body = ?3, phone_hash = ?4, email_hash = ?5
WHERE agency = ?1 AND id = ?2 AND blank = 0 AND state IN ('queued', 'unclear', 'rejected', 'parked');

-- name: open_destination
-- The next one tries at once.
UPDATE destination SET until = 0, next_at = 0 WHERE agency = ?1 AND channel = ?2 AND state <> 'up';

-- name: count_step
-- A chat got somewhere once more.
INSERT INTO funnel_count (agency, day, channel, code, language, step, times) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (agency, day, channel, code, language, step) DO UPDATE SET times = funnel_count.times + excluded.times;

-- name: funnel_counts
-- Since a day, the languages and channels apart.
SELECT day, channel, code, language, step, times FROM funnel_count WHERE agency = ?1 AND day >= ?2;

-- name: delete_funnel_counts
-- As long as those of signs.
DELETE FROM funnel_count
WHERE (agency, day, channel, code, language, step) IN (
    SELECT agency, day, channel, code, language, step FROM funnel_count WHERE day < ?1 / 86400000 LIMIT ?2
);
