-- name: mark_copy
-- In a backup alone: whoever serves it sees that it is one, and how old. The older mark tells more.
INSERT INTO meta (name, value) VALUES ('copied_at', ?1) ON CONFLICT (name) DO NOTHING;

-- name: find_mark
-- NULL, or when this copy was made.
SELECT value FROM meta WHERE name = 'copied_at';

-- name: take_mark
-- One process does what follows from it, once.
DELETE FROM meta WHERE name = 'copied_at' RETURNING value;

-- name: last_arrival
-- As old as a copy without a mark certainly is.
SELECT max(received_at) FROM inbox;

-- name: doubt_unsent_leads
-- The run that is lost may have sent them: as if it had died over each (doubt_lost_leases).
UPDATE lead SET state = 'sending', lease = 'restored', lease_until = 0 WHERE state IN ('queued', 'sending');

-- name: note_lost
-- Read by those who look for what is missing.
INSERT INTO meta (name, value) VALUES ('lost', ?1) ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: find_lost
-- NULL, or what `note_lost` wrote last.
SELECT value FROM meta WHERE name = 'lost';
