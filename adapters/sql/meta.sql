-- name: draw_hash_key
-- Once in the life of a database: with another key nothing would be found again.
INSERT INTO meta (name, value) VALUES ('hash_key', ?1) ON CONFLICT (name) DO NOTHING;

-- name: find_hash_key
-- Sealed like personal data: with it, hashes of phones could be tried out one by one.
SELECT value FROM meta WHERE name = 'hash_key';

-- name: reseal_hash_key
-- When keys were added or changed.
UPDATE meta SET value = ?1 WHERE name = 'hash_key';

-- name: prove_commit
-- A commit that has to reach the disk, for readyz.
INSERT INTO meta (name, value) VALUES ('proved', x'01')
ON CONFLICT (name) DO UPDATE SET value = CASE meta.value WHEN x'01' THEN x'02' ELSE x'01' END;
