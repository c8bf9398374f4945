-- name: find_content
-- Once per text and process: after that it is in memory.
SELECT sid FROM content WHERE account = ?1 AND name = ?2;

-- name: keep_content
-- Two processes may have made the same: either will do.
INSERT INTO content (account, name, sid) VALUES (?1, ?2, ?3)
ON CONFLICT (account, name) DO UPDATE SET sid = excluded.sid;

-- name: drop_content
-- The platform does not have it any more, or does not take it.
DELETE FROM content WHERE account = ?1 AND name = ?2;
