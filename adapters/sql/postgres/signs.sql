-- name: delete_ticks
-- Older than anybody compares.
DELETE FROM sign_count WHERE ctid IN (SELECT ctid FROM sign_count WHERE day < ?1 / 86400000 LIMIT ?2);
