-- name: raise_alert
-- Not while the same is open already.
INSERT INTO alert (agency, cause, about, chat, raised_at, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (cause, agency, about) WHERE ended_at IS NULL DO NOTHING;

-- name: end_alert
-- Its cause is over, so the next one is news again.
UPDATE alert SET ended_at = ?4 WHERE agency = ?1 AND cause = ?2 AND about = ?3 AND ended_at IS NULL;

-- name: end_held_alerts
-- Staff sent it again, or discarded it.
UPDATE alert SET ended_at = ?1
WHERE cause = 'held' AND ended_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM lead l WHERE l.id = alert.about AND l.state IN ('parked', 'rejected'));

-- name: end_words_alerts
-- Staff marked what was written as done.
UPDATE alert SET ended_at = ?1
WHERE cause = 'words' AND ended_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM follow_up f WHERE f.lead = alert.about AND f.done_at IS NULL);

-- name: end_waiting_alerts
-- No lead confirmed before ?2 waits any more, but those of which staff have been told one by one.
UPDATE alert SET ended_at = ?1
WHERE cause = 'waiting' AND ended_at IS NULL
  AND NOT EXISTS (
      SELECT 1 FROM lead l
      WHERE l.agency = alert.agency AND l.state IN ('queued', 'sending', 'unclear', 'rejected', 'parked')
        AND l.confirmed_at <= ?2
        AND NOT EXISTS (
            SELECT 1 FROM alert h
            WHERE h.cause = 'held' AND h.agency = l.agency AND h.about = l.id AND h.ended_at IS NULL
        )
  );

-- name: end_blocked_alerts
-- Something got through there.
UPDATE alert SET ended_at = ?1
WHERE cause IN ('crm', 'channel') AND ended_at IS NULL
  AND NOT EXISTS (
      SELECT 1 FROM destination d WHERE d.agency = alert.agency AND d.channel = alert.about AND d.state = 'blocked'
  );

-- name: agencies_with_waiting_leads
-- Those that have one which was confirmed before ?1, and which staff have not been told of.
SELECT DISTINCT l.agency FROM lead l
WHERE l.state IN ('queued', 'sending', 'unclear', 'rejected', 'parked') AND l.confirmed_at <= ?1
  AND NOT EXISTS (
      SELECT 1 FROM alert h WHERE h.cause = 'held' AND h.agency = l.agency AND h.about = l.id AND h.ended_at IS NULL
  );

-- name: waiting_since
-- How many of an agency were confirmed before ?2, and the reference of one of the oldest.
SELECT count(*), min(l.reference) FROM lead l
WHERE l.agency = ?1 AND l.state IN ('queued', 'sending', 'unclear', 'rejected', 'parked') AND l.confirmed_at <= ?2
  AND NOT EXISTS (
      SELECT 1 FROM alert h WHERE h.cause = 'held' AND h.agency = l.agency AND h.about = l.id AND h.ended_at IS NULL
  );

-- name: pending_alerts
-- The oldest first.
SELECT id, agency, cause FROM alert WHERE pending = 1 ORDER BY id LIMIT ?1;

-- name: queue_notice
-- To be sent then.
INSERT INTO notice (alert, agency, way, state, due_at) VALUES (?1, ?2, ?3, 'queued', ?4)
ON CONFLICT (alert, way) DO NOTHING;

-- name: alert_on_its_ways
-- Whoever has to hear of it has been chosen.
UPDATE alert SET pending = 0 WHERE id = ?1;

-- name: drop_notices
-- What ended before it was told, and what nobody could be told in time.
UPDATE notice SET state = 'dropped'
WHERE state IN ('queued', 'sending') AND lease_until <= ?1
  AND EXISTS (SELECT 1 FROM alert a WHERE a.id = notice.alert AND (a.ended_at IS NOT NULL OR a.raised_at <= ?2));

-- name: due_ways
-- Where something is due and nothing under way; what waits longest first.
SELECT n.agency, n.way, max(CASE WHEN a.cause IN ('crm', 'channel') THEN 1 ELSE 0 END)
FROM notice n
JOIN alert a ON a.id = n.alert
WHERE n.state IN ('queued', 'sending') AND n.due_at <= ?1
  AND NOT EXISTS (
      SELECT 1 FROM notice s INDEXED BY notice_waiting
      WHERE s.agency = n.agency AND s.way = n.way AND s.state IN ('queued', 'sending')
        AND s.state = 'sending' AND s.lease_until > ?1
  )
GROUP BY n.agency, n.way
ORDER BY min(n.due_at);

-- name: sent_lately
-- How many messages went there since ?3, by a clock that says ?4 now, and when the first of them.
SELECT count(DISTINCT lease), min(sent_at) FROM notice
WHERE agency = ?1 AND way = ?2 AND state = 'sent' AND sent_at > ?3 AND sent_at <= ?4;

-- name: gather_notices
-- They go out together, then.
UPDATE notice SET due_at = ?4 WHERE agency = ?1 AND way = ?2 AND state IN ('queued', 'sending') AND due_at <= ?3;

-- name: claim_notices
-- Chosen and held in the same transaction.
UPDATE notice SET state = 'sending', lease = ?4, lease_until = ?5, attempts = attempts + 1
WHERE agency = ?1 AND way = ?2 AND state IN ('queued', 'sending') AND due_at <= ?3;

-- name: claimed_alerts
-- In the order in which they were raised.
SELECT a.id, a.cause, a.about, a.raised_at, a.body, n.attempts
FROM notice n INDEXED BY notice_waiting
JOIN alert a ON a.id = n.alert
WHERE n.agency = ?1 AND n.way = ?2 AND n.state IN ('queued', 'sending') AND n.lease = ?3 AND n.state = 'sending'
ORDER BY a.id;

-- name: end_notices
-- Sent, or dropped. A stale owner changes nothing.
UPDATE notice INDEXED BY notice_waiting SET state = ?4, sent_at = ?5
WHERE agency = ?1 AND way = ?2 AND state IN ('queued', 'sending') AND lease = ?3 AND state = 'sending';

-- name: notices_again
-- Nobody heard them, or nobody knows.
UPDATE notice INDEXED BY notice_waiting SET state = 'queued', due_at = ?4
WHERE agency = ?1 AND way = ?2 AND state IN ('queued', 'sending') AND lease = ?3 AND state = 'sending';

-- name: failing_ways
-- Where the last try failed.
SELECT DISTINCT agency, way FROM notice INDEXED BY notice_waiting
WHERE state IN ('queued', 'sending') AND state = 'queued' AND attempts > 0;

-- name: add_staff_code
-- A newer one for the same agency leaves the older ones good until their time is over.
INSERT INTO staff_code (code_hash, agency, expires_at) VALUES (?1, ?2, ?3)
ON CONFLICT (code_hash) DO UPDATE SET agency = excluded.agency, expires_at = excluded.expires_at;

-- name: use_staff_code
-- Once.
DELETE FROM staff_code WHERE code_hash = ?1 AND agency = ?2 AND expires_at > ?3;

-- name: drop_staff_codes
-- Those whose time is over.
DELETE FROM staff_code WHERE expires_at <= ?1;

-- name: link_staff_chat
-- What it holds is not a seeker's, and no retention takes its address away.
UPDATE chat SET staff = 1, holds = 'nothing' WHERE id = ?1;

-- name: unlink_staff_chat
-- From now on it is a chat like any other.
UPDATE chat SET staff = 0, holds = 'unagreed' WHERE id = ?1 AND staff = 1;

-- name: drop_notices_of_way
-- Nobody is there any more.
UPDATE notice SET state = 'dropped' WHERE agency = ?1 AND way = ?2 AND state IN ('queued', 'sending');

-- name: staff_chats
-- Of one agency, or of all.
SELECT id, agency, channel, address FROM chat INDEXED BY chat_of_staff
WHERE staff = 1 AND agency = coalesce(?1, agency)
ORDER BY id;

-- name: staff_chat
-- Where it is.
SELECT id, agency, channel, address FROM chat WHERE id = ?1 AND staff = 1;

-- name: forget_alerts
-- What they say of a person who is erased.
UPDATE alert SET body = ?2 WHERE chat = ?1;

-- name: delete_notices
-- Of alerts that are older than they may be.
DELETE FROM notice WHERE (alert, way) IN (
    SELECT n.alert, n.way FROM alert a JOIN notice n ON n.alert = a.id WHERE a.raised_at <= ?1 LIMIT ?2
);

-- name: delete_alerts
-- Once nothing of theirs is left to be sent; what is still so is raised again.
DELETE FROM alert WHERE id IN (
    SELECT a.id FROM alert a
    WHERE a.raised_at <= ?1 AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.alert = a.id) LIMIT ?2
);

-- name: held_lead
-- What staff are told of one that nobody else speaks of.
SELECT agency, reference, reason FROM lead WHERE id = ?1;
