-- What a job holds on to until its transaction ends. SQLite has no need of it: its file has one writer at a time. Locks
-- without a row are those of a schema, so that several stores of one database do not wait for each other.

-- name: hold_chat
-- One event of a chat at a time, and nothing beside it (promises P4). Rows that refer to the chat may still be added.
SELECT 1 FROM chat WHERE id = ?1 FOR NO KEY UPDATE;

-- name: hold_replies
-- One claims at a time, so that limits and probes of a channel count for all processes together.
SELECT pg_advisory_xact_lock(hashtext('leadbot replies ' || current_schema()));

-- name: hold_deliveries
-- Likewise: two leads of one contact are never claimed at once (promises P6).
SELECT pg_advisory_xact_lock(hashtext('leadbot deliveries ' || current_schema()));

-- name: hold_alerts
-- One puts alerts on their ways, and one claims.
SELECT pg_advisory_xact_lock(hashtext('leadbot alerts ' || current_schema()));

-- name: hold_sign
-- What is decided by its history stays true until it is written.
SELECT 1 FROM sign WHERE code = ?1 FOR NO KEY UPDATE;

-- name: hold_schema
-- One process migrates.
SELECT pg_advisory_xact_lock(hashtext('leadbot schema ' || current_schema()));

-- name: serve_beside
-- Every process that serves has it for as long as its connection lives; `serve_alone` then fails at once.
SELECT pg_try_advisory_lock_shared(hashtext('leadbot serve ' || current_schema()));

-- name: may_serve
-- The same for a look: nobody copies or replaces everything right now.
SELECT pg_try_advisory_xact_lock_shared(hashtext('leadbot serve ' || current_schema()));

-- name: serve_alone
-- Whoever copies or replaces everything, until its connection ends.
SELECT pg_try_advisory_lock(hashtext('leadbot serve ' || current_schema()));
