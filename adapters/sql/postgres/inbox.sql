-- name: find_chat
-- Everything receiving needs, in one look; and nobody else receives or applies in this chat until it is written.
SELECT c.id, c.address, c.minute, c.in_minute, c.day, c.in_day, c.told_at, coalesce(v.shown, 0), c.heard_at,
       c.staff
FROM chat c
LEFT JOIN conversation v ON v.chat = c.id
WHERE c.agency = ?1 AND c.channel = ?2 AND c.address_hash = ?3
FOR NO KEY UPDATE OF c;
