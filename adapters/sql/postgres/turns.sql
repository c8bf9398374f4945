-- name: take_due_timers
-- Due first, so that sorting the rows gives the order they were set for. One that a turn is moving is left alone.
DELETE FROM timer
WHERE ctid IN (SELECT ctid FROM timer WHERE due_at <= ?1 FOR UPDATE SKIP LOCKED)
RETURNING due_at, chat, name, about;
