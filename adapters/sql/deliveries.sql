-- name: doubt_lost_leases
-- The lease ended with no answer written: the request may have been processed (promises §5). ?2 and ?3 are what follows.
UPDATE lead INDEXED BY lead_sending
SET state = ?2, due_at = ?3, reason = ?4, attempts = attempts + 1, unclear = unclear + 1, lease = '', lease_until = 0
WHERE state = 'sending' AND lease_until <= ?1
RETURNING id, chat, erase;

-- name: agencies_with_due_leads
-- Of ten thousand agencies few have one at a time, and nobody is asked about the others.
SELECT DISTINCT agency FROM lead INDEXED BY lead_waiting WHERE state IN ('queued', 'unclear') AND due_at <= ?1;

-- name: find_destination
-- No row: nothing is wrong with it.
SELECT state, until, next_at FROM destination WHERE agency = ?1 AND channel = ?2;

-- name: pace_destination
-- At most so many requests a second, across processes.
INSERT INTO destination (agency, channel, state, next_at) VALUES (?1, ?2, 'up', ?3)
ON CONFLICT (agency, channel) DO UPDATE SET next_at = excluded.next_at;

-- name: count_in_flight
-- Requests to one agency's CRM that run now.
SELECT count(*) FROM lead WHERE state = 'sending' AND agency = ?1;

-- name: due_lead
-- The one that waits longest and whose contact is in no request that runs now (promises P6).
SELECT l.id, l.body, l.chat, c.channel, c.address, l.attempts, l.unclear, l.first_at, l.without, l.steps, l.refusals,
       l.refused_since
FROM lead l
JOIN chat c ON c.id = l.chat
WHERE l.state IN ('queued', 'unclear') AND l.agency = ?1 AND l.due_at <= ?2
  AND NOT EXISTS (
      SELECT 1 FROM lead s
      WHERE s.state = 'sending' AND s.agency = ?1
        AND (s.phone_hash = l.phone_hash OR s.email_hash = l.email_hash)
  )
ORDER BY l.due_at, l.confirmed_at
LIMIT 1;

-- name: park_unreadable
-- Its text was written by another release, or its key is gone.
UPDATE lead SET state = 'parked', reason = 'unreadable', due_at = NULL WHERE id = ?1;

-- name: claim_lead
-- Chosen and held in the same transaction.
UPDATE lead SET state = 'sending', lease = ?2, lease_until = ?3, first_at = coalesce(first_at, ?4) WHERE id = ?1;

-- name: begin_attempt
-- Before the request leaves; its number goes on counting whatever becomes of the schedule.
INSERT INTO attempt (lead, number, lease, started_at, detail)
SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3, x'' FROM attempt WHERE lead = ?1
RETURNING number;

-- name: end_attempt
-- What the CRM answered is kept even where it came too late to count.
UPDATE attempt SET ended_at = ?3, outcome = ?4, status = ?5, detail = ?6
WHERE lead = ?1 AND number = ?2 AND ended_at IS NULL;

-- name: settle_lead
-- A stale owner changes nothing: the lease is another's.
UPDATE lead
SET state = ?3, reason = ?4, due_at = ?5, attempts = attempts + ?6, unclear = unclear + ?7, without = ?8, steps = ?9,
    refusals = ?10, refused_since = ?11, crm_reference = CASE ?12 WHEN '' THEN crm_reference ELSE ?12 END,
    lease = '', lease_until = 0,
    settled_at = CASE WHEN ?3 LIKE 'delivered%' OR ?3 = 'cancelled' THEN ?13 END
WHERE id = ?1 AND lease = ?2 AND state = 'sending'
RETURNING unclear, erase;

-- name: next_delivery_at
-- The earliest moment, still to come, at which a lead falls due, its CRM opens, or a lease ends.
SELECT min(at)
FROM (
    SELECT max(l.due_at, coalesce(d.until, 0), coalesce(d.next_at, 0)) AS at
    FROM (
        SELECT agency, min(due_at) AS due_at
        FROM lead INDEXED BY lead_waiting
        WHERE state IN ('queued', 'unclear') AND due_at > ?1
        GROUP BY agency
        UNION ALL
        SELECT agency, min(due_at)
        FROM lead INDEXED BY lead_waiting
        WHERE state IN ('queued', 'unclear') AND due_at <= ?1
        GROUP BY agency
    ) AS l
    LEFT JOIN destination d ON d.agency = l.agency AND d.channel = ''
    UNION ALL
    SELECT min(lease_until) FROM lead WHERE state = 'sending'
) AS moments
WHERE at > ?1;

-- name: got_through
-- Another lead's 2xx or 400: the CRM's door is open, so a 403 is about the one lead (promises §5).
SELECT 1
FROM attempt a INDEXED BY attempt_ended
CROSS JOIN lead l
WHERE l.id = a.lead AND a.ended_at >= ?2 AND l.agency = ?1 AND l.id <> ?3
  AND (a.status BETWEEN 200 AND 299 OR a.status = 400)
LIMIT 1;
