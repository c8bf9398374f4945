-- What waits longer than it ever may, because the clock was put back since, waits its longest from now on
-- (adapters/store/waits.py). ?1 is that moment.

-- name: hasten_events
-- Tries after a failure, and whatever came in while the clock was ahead.
UPDATE inbox INDEXED BY inbox_waiting SET due_at = ?1 WHERE state = 'received' AND due_at > ?1;

-- name: hasten_timers
-- Each kind has its own longest.
UPDATE timer SET due_at = ?1 WHERE due_at > ?1 AND name = ?2;

-- name: hasten_replies
-- Between two tries.
UPDATE outbox INDEXED BY outbox_waiting SET due_at = ?1
WHERE state IN ('queued', 'sending', 'unclear') AND due_at > ?1;

-- name: hasten_expiries
-- What was to be said by then is not said for ever after.
UPDATE outbox INDEXED BY outbox_waiting SET expires_at = ?1
WHERE state IN ('queued', 'sending', 'unclear') AND expires_at > ?1 AND kind = ?2;

-- name: hasten_reply_leases
-- Of a worker that may have died.
UPDATE outbox INDEXED BY outbox_waiting SET lease_until = ?1
WHERE state IN ('queued', 'sending', 'unclear') AND state = 'sending' AND lease_until > ?1;

-- name: hasten_leads
-- Between two tries.
UPDATE lead SET due_at = ?1 WHERE state IN ('queued', 'unclear') AND due_at > ?1;

-- name: hasten_lead_leases
-- Of a worker that may have died.
UPDATE lead INDEXED BY lead_sending SET lease_until = ?1 WHERE state = 'sending' AND lease_until > ?1;

-- name: hasten_channels
-- A pause that a platform asked for, or until the next probe.
UPDATE destination SET until = ?1 WHERE channel <> '' AND until > ?1;

-- name: hasten_crms
-- The same of the CRM.
UPDATE destination SET until = ?1 WHERE channel = '' AND until > ?1;

-- name: hasten_pace
-- At worst one request comes too early.
UPDATE destination SET next_at = ?1 WHERE next_at > ?1;

-- name: hasten_polls
-- Of a poller that may have died.
UPDATE poll SET owned_until = ?1 WHERE owned_until > ?1;

-- name: tries
-- When the tries of a lead began, those before staff restarted its schedule left out.
SELECT started_at FROM attempt WHERE lead = ?1 AND started_at >= ?2 ORDER BY number;

-- name: hasten_notices
-- What waits for the morning, or for another try.
UPDATE notice INDEXED BY notice_waiting SET due_at = ?1 WHERE state IN ('queued', 'sending') AND due_at > ?1;

-- name: hasten_notice_leases
-- Of a worker that may have died.
UPDATE notice INDEXED BY notice_waiting SET lease_until = ?1 WHERE state IN ('queued', 'sending') AND lease_until > ?1;
