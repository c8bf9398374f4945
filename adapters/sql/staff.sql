-- name: leads
-- NULL asks for all agencies, all states.
SELECT l.id, l.body, l.agency, c.channel, l.state, l.reason, l.crm_reference, l.due_at, l.reference,
       l.confirmed_at
FROM lead l
JOIN chat c ON c.id = l.chat
WHERE l.agency = coalesce(?1, l.agency) AND l.state = coalesce(?2, l.state)
ORDER BY l.confirmed_at DESC, l.id
LIMIT ?3;

-- name: leads_written_after
-- Those with something open. It does not leave the list by growing old.
SELECT l.id, l.body, l.agency, c.channel, l.state, l.reason, l.crm_reference, l.due_at, l.reference,
       l.confirmed_at
FROM lead l
JOIN chat c ON c.id = l.chat
WHERE l.id IN (SELECT lead FROM follow_up WHERE done_at IS NULL)
    AND l.agency = coalesce(?1, l.agency) AND l.state = coalesce(?2, l.state)
ORDER BY l.confirmed_at DESC, l.id;

-- name: find_lead
-- A reference is short enough to occur twice in years.
SELECT l.id, l.body, l.agency, c.channel, l.state, l.reason, l.crm_reference, l.due_at, l.reference,
       l.confirmed_at
FROM lead l
JOIN chat c ON c.id = l.chat
WHERE l.id = ?1 OR l.reference = ?2
ORDER BY l.confirmed_at DESC
LIMIT 1;

-- name: attempts
-- In the order they were made.
SELECT number, started_at, ended_at, outcome, status, detail FROM attempt WHERE lead = ?1 ORDER BY number;

-- name: follow_ups
-- In the order they were said.
SELECT body, said_at, done_at, done_by FROM follow_up WHERE lead = ?1 ORDER BY id;

-- name: replies_beside
-- The newest in the chat of a lead.
SELECT o.body, o.queued_at, o.state, o.reason, o.provider_status, o.error_code
FROM lead l
JOIN outbox o ON o.chat = l.chat
WHERE l.id = ?1
ORDER BY o.id DESC
LIMIT ?2;

-- name: late_events
-- As long as their words are kept.
SELECT i.agency, i.channel, c.address, i.received_at, i.kind, i.body
FROM inbox i INDEXED BY inbox_words
JOIN chat c ON c.id = i.chat
WHERE length(i.body) > 0 AND i.state = 'ignored' AND i.reason = ?1
ORDER BY i.received_at;

-- name: finish_follow_ups
-- Those that are open: what somebody has done stays theirs.
UPDATE follow_up SET done_at = ?2, done_by = ?3 WHERE lead = ?1 AND done_at IS NULL;

-- name: resend_lead
-- A new schedule and no ladder step taken: staff may have changed a setting.
UPDATE lead
SET state = 'queued', reason = '', due_at = ?2, first_at = NULL, attempts = 0, without = '', steps = '', refusals = 0,
    refused_since = NULL
WHERE id = ?1 AND state IN ('queued', 'unclear', 'rejected', 'parked');

-- name: discard_lead
-- By a person, so it is the one way a confirmed lead is not delivered (promises P7).
UPDATE lead SET state = 'cancelled', reason = 'discarded', due_at = NULL, settled_at = ?2
WHERE id = ?1 AND state IN ('queued', 'unclear', 'rejected', 'parked');

-- name: count_inbox
-- Only what waits or was parked: both are few, however much is stored.
SELECT 'received', count(*) FROM inbox WHERE state = 'received'
UNION ALL
SELECT 'parked', count(*) FROM inbox WHERE state = 'parked';

-- name: count_replies
-- Not sent yet.
SELECT count(*) FROM outbox INDEXED BY outbox_waiting WHERE state IN ('queued', 'sending', 'unclear');

-- name: count_leads
-- By state, all agencies together.
SELECT state, count(*) FROM lead GROUP BY state;

-- name: agencies
-- Those that left something, whether or not the settings still know them.
SELECT agency FROM lead UNION SELECT agency FROM sign;

-- name: waiting_leads
-- Of each agency, those that neither the CRM has nor anybody gave up.
SELECT agency, count(*)
FROM lead
WHERE state IN ('queued', 'sending', 'unclear', 'rejected', 'parked')
GROUP BY agency;

-- name: blocked_crms
-- With the status of the last refusal: 401 is our key, 404 our address.
SELECT d.agency, (
    SELECT a.status
    FROM attempt a INDEXED BY attempt_ended
    CROSS JOIN lead l
    WHERE l.id = a.lead AND l.agency = d.agency AND a.outcome = 'refused'
    ORDER BY a.ended_at DESC
    LIMIT 1
)
FROM destination d
WHERE d.channel = '' AND d.state = 'blocked';

-- name: parked_events
-- What is left of each, and the conversation that stayed where it met it.
SELECT i.id, i.agency, i.channel, i.chat, i.kind, i.reason, i.received_at, i.body, v.body
FROM inbox i
LEFT JOIN conversation v ON v.chat = i.chat
WHERE i.state = 'parked'
ORDER BY i.id;

-- name: retry_parked
-- With all its tries before it. What was erased meanwhile says nothing any more.
UPDATE inbox SET state = 'received', reason = '', due_at = ?2, failures = 0
WHERE id = ?1 AND state = 'parked' AND length(body) > 0;

-- name: discard_parked
-- Its key stays, so a repetition is still known.
UPDATE inbox SET state = 'ignored', reason = 'discarded' WHERE id = ?1 AND state = 'parked';
