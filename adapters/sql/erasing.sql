-- name: chats_to_erase
-- By the address on the platform, on whatever channel, or by a lead.
SELECT id FROM chat WHERE address_hash = ?1
UNION
SELECT chat FROM alias WHERE address_hash = ?1
UNION
SELECT chat FROM lead WHERE id = ?2 OR reference = ?3;

-- name: chats_of_phone
-- By a number that somebody confirmed there, their own or typed.
SELECT chat FROM lead WHERE phone_hash = ?1;

-- name: erase_events
-- The keys stay, so a repetition is still known; what was not applied yet never will be.
UPDATE inbox
SET body = x'', reason = CASE state WHEN 'received' THEN 'erased' ELSE reason END,
    state = CASE state WHEN 'received' THEN 'ignored' ELSE state END
WHERE chat = ?1;

-- name: erase_replies
-- One that is being sent is past stopping, its worker has the text; it will not be sent a second time.
UPDATE outbox SET body = x'', expires_at = 0 WHERE chat = ?1;

-- name: erase_conversation
-- Whoever writes again begins anew.
DELETE FROM conversation WHERE chat = ?1;

-- name: erase_timers
-- Nothing to remind of.
DELETE FROM timer WHERE chat = ?1;

-- name: erase_address
-- The hash stays, so that the chat keeps its counters; writing again brings the address back.
UPDATE chat SET address = x'', holds = 'nothing', calls_at = NULL WHERE id = ?1;

-- name: leads_of_chat
-- May the CRM have it: it said so, or an attempt ended without an answer, or one runs now.
SELECT id, state LIKE 'delivered%' OR unclear > 0 OR state = 'sending', state = 'sending'
FROM lead
WHERE chat = ?1;

-- name: erase_later
-- Its request is under way; the answer must still find its lead.
UPDATE lead SET erase = 1 WHERE id = ?1;

-- name: cancel_erased
-- Delivered leads stay what they are. ?2 is the task for staff where the CRM may have a copy.
UPDATE lead
SET due_at = NULL, erase = 0,
    reason = CASE WHEN state LIKE 'delivered%' OR unclear > 0 THEN ?2 ELSE reason END,
    state = CASE WHEN state IN ('queued', 'unclear', 'parked', 'rejected') THEN 'cancelled' ELSE state END,
    settled_at = coalesce(settled_at, confirmed_at)
WHERE id = ?1;

-- name: lead_body
-- To blank the person in it and keep the rest.
SELECT body FROM lead WHERE id = ?1;

-- name: erase_lead
-- The same lead without the person.
UPDATE lead SET body = ?2, blank = 1 WHERE id = ?1;

-- name: erase_attempts
-- The CRM's answers can repeat what was sent.
UPDATE attempt SET detail = x'' WHERE lead = ?1;

-- name: erase_follow_ups
-- Words of the person.
DELETE FROM follow_up WHERE lead = ?1;
