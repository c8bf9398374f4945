-- name: find_chat
-- Everything receiving needs, in one look; and nobody else receives or applies in this chat until it is written.
SELECT c.id, c.address, c.minute, c.in_minute, c.day, c.in_day, c.told_at, coalesce(v.shown, 0), c.heard_at,
       c.staff,
       c.address_hash = ?3
       OR EXISTS (SELECT 1 FROM alias WHERE agency = ?1 AND channel = ?2 AND address_hash = ?3),
       c.address_hash = ?4
       OR EXISTS (SELECT 1 FROM alias WHERE agency = ?1 AND channel = ?2 AND address_hash = ?4)
FROM chat c
LEFT JOIN conversation v ON v.chat = c.id
WHERE c.id = coalesce(
    (SELECT chat FROM alias WHERE agency = ?1 AND channel = ?2 AND address_hash = ?3),
    (SELECT id FROM chat WHERE agency = ?1 AND channel = ?2 AND address_hash = ?3),
    (SELECT chat FROM alias WHERE agency = ?1 AND channel = ?2 AND address_hash = ?4),
    (SELECT id FROM chat WHERE agency = ?1 AND channel = ?2 AND address_hash = ?4)
)
FOR NO KEY UPDATE OF c;
