-- name: spend
-- Added up over all processes.
INSERT INTO spending (day, agency, channel, kind, messages) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (day, agency, channel, kind) DO UPDATE SET messages = spending.messages + excluded.messages;

-- name: spent
-- Of all channels in a day.
SELECT day, agency, channel, kind, messages FROM spending WHERE day = ?1;

-- name: delete_spending
-- Older than anybody compares.
DELETE FROM spending WHERE day < ?1 / 86400000;
