-- name: add_user
-- No row where the name is taken, in whatever agency.
INSERT INTO console_user (agency, login, role, password, body, created_at) VALUES (?1, ?2, ?3, ?4, x'', ?5)
ON CONFLICT (login) DO NOTHING;

-- name: find_user
-- By the name they sign in with.
SELECT id, agency, login, role, password, body, language, created_at FROM console_user WHERE login = ?1;

-- name: users
-- NULL asks for all agencies.
SELECT id, agency, login, role, password, body, language, created_at
FROM console_user
WHERE agency = coalesce(?1, agency)
ORDER BY agency, login;

-- name: remove_user
-- Their sessions and codes went before.
DELETE FROM console_user WHERE id = ?1;

-- name: set_password
-- Whoever was signed in with the old one is not any more.
UPDATE console_user SET password = ?2 WHERE id = ?1;

-- name: set_factor
-- An empty one asks for a new set-up at the next sign-in.
UPDATE console_user SET body = ?2, step = 0 WHERE id = ?1;

-- name: take_step
-- A code counts once, and none from before it.
UPDATE console_user SET step = ?2 WHERE id = ?1 AND step < ?2;

-- name: set_user_language
-- For the pages.
UPDATE console_user SET language = ?2 WHERE id = ?1;

-- name: add_recovery_code
-- Only what stands for it is kept.
INSERT INTO recovery_code (account, code_hash) VALUES (?1, ?2) ON CONFLICT (account, code_hash) DO NOTHING;

-- name: use_recovery_code
-- Once.
DELETE FROM recovery_code WHERE account = ?1 AND code_hash = ?2;

-- name: drop_recovery_codes
-- Before new ones, and with their user.
DELETE FROM recovery_code WHERE account = ?1;

-- name: count_recovery_codes
-- How many are left.
SELECT count(*) FROM recovery_code WHERE account = ?1;

-- name: begin_session
-- A new one at each sign-in.
INSERT INTO console_session (token_hash, account, stage, begun_at, seen_at) VALUES (?1, ?2, ?3, ?4, ?4);

-- name: find_session
-- With whose it is.
SELECT s.stage, s.begun_at, s.seen_at, u.id, u.agency, u.login, u.role, u.password, u.body, u.language, u.created_at
FROM console_session s
JOIN console_user u ON u.id = s.account
WHERE s.token_hash = ?1;

-- name: see_session
-- Somebody did something in it.
UPDATE console_session SET seen_at = ?2 WHERE token_hash = ?1;

-- name: end_session
-- The cookie opens nothing any more.
DELETE FROM console_session WHERE token_hash = ?1;

-- name: end_sessions
-- All of one user but that one.
DELETE FROM console_session WHERE account = ?1 AND token_hash <> ?2;

-- name: delete_sessions
-- Nobody can use them any more.
DELETE FROM console_session
WHERE token_hash IN (SELECT token_hash FROM console_session WHERE begun_at <= ?1 ORDER BY begun_at LIMIT ?2);

-- name: note_deed
-- For whoever asks later who did it.
INSERT INTO audit (agency, done_at, who, deed, about, why) VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- name: deeds
-- The newest first.
SELECT done_at, who, deed, about, why FROM audit WHERE agency = ?1 ORDER BY id DESC LIMIT ?2;

-- name: deeds_about
-- In the order they were done.
SELECT done_at, who, deed, about, why FROM audit WHERE agency = ?1 AND about = ?2 ORDER BY id LIMIT ?3;

-- name: delete_deeds
-- Oldest first.
DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE done_at <= ?1 ORDER BY done_at LIMIT ?2);
