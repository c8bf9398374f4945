-- name: names
-- Tables and indexes, ours or somebody else's.
SELECT relname::text FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'i');

-- name: find_version
-- Of the schema. There is none before the first migration.
SELECT convert_from(value, 'UTF8') FROM meta WHERE name = 'schema';

-- name: note_version
-- In the transaction that migrates.
INSERT INTO meta (name, value) VALUES ('schema', convert_to(?1, 'UTF8'))
ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: tell
-- It leaves with the commit. Only where nobody in our own process does the work: notices make commits queue.
SELECT pg_notify('leadbot', ?1);

-- name: note_try
-- Before the event is applied, in a commit of its own: whoever dies over it leaves this behind (promises §4).
INSERT INTO death (event_hash, deaths) VALUES (?1, 1)
ON CONFLICT (event_hash) DO UPDATE SET deaths = death.deaths + 1;

-- name: survive_try
-- It did not end well, and the process lives all the same.
UPDATE death SET deaths = deaths - 1 WHERE event_hash = ?1 AND deaths > 0;

-- name: durability
-- What a commit that was answered can rely on.
SELECT current_setting('fsync'), current_setting('synchronous_commit'), current_setting('synchronous_standby_names');
