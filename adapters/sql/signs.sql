-- name: add_sign
-- No row when the code was ever issued, to anybody.
INSERT INTO sign (
    code, agency, kind, title, property_uid, url, type, state, piece, size, place, campaign, related, rule, languages,
    mode, from_at, until_at, created_at, titles
)
SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20
WHERE NOT EXISTS (SELECT 1 FROM sign_history WHERE code = ?1)
ON CONFLICT (code) DO NOTHING;

-- name: find_sign
-- Codes are issued once for all agencies of a store.
SELECT code, agency, kind, title, property_uid, url, type, state, piece, size, place, campaign, related, rule, languages,
    mode, from_at, until_at, created_at, titles
FROM sign
WHERE code = ?1;

-- name: signs
-- Oldest first; NULL asks for all agencies.
SELECT code, agency, kind, title, property_uid, url, type, state, piece, size, place, campaign, related, rule, languages,
    mode, from_at, until_at, created_at, titles
FROM sign
WHERE agency = coalesce(?1, agency)
ORDER BY created_at, code;

-- name: aim_sign
-- What the sign offers from now on; leads and drafts of before keep what they saw.
UPDATE sign SET title = ?2, property_uid = ?3, url = ?4, type = ?5, state = ?6, titles = ?7 WHERE code = ?1;

-- name: note_sign
-- The sign as it is now, after what was done to it.
INSERT INTO sign_history (code, done_at, who, deed, title, property_uid, url, type, state, titles)
SELECT code, ?2, ?3, ?4, title, property_uid, url, type, state, titles FROM sign WHERE code = ?1;

-- name: sign_history
-- In the order in which it was done.
SELECT done_at, who, deed, title, property_uid, url, type, state, titles FROM sign_history WHERE code = ?1 ORDER BY id;

-- name: name_bot
-- What Telegram said last.
INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: find_bot
-- Empty until somebody has asked.
SELECT value FROM meta WHERE name = ?1;

-- name: count_tick
-- Added up, so that nothing tells one visit from another.
INSERT INTO sign_count (agency, code, day, band, event, device, times) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (agency, code, day, band, event, device) DO UPDATE SET times = sign_count.times + excluded.times;

-- name: sign_ticks
-- Since a day, the quarters of a day together; NULL asks for all agencies, all codes.
SELECT agency, code, day, event, device, sum(times)
FROM sign_count
WHERE day >= ?3 AND agency = coalesce(?1, agency) AND code = coalesce(?2, code)
GROUP BY agency, code, day, event, device;

-- name: delete_ticks
-- Older than anybody compares.
DELETE FROM sign_count WHERE rowid IN (SELECT rowid FROM sign_count WHERE day < ?1 / 86400000 LIMIT ?2);

-- name: find_property
-- As the CRM last described it.
SELECT title, sector, sale_price, rent_price, photo FROM property WHERE agency = ?1 AND uid = ?2;

-- name: put_property
-- The newest description counts.
INSERT INTO property (agency, uid, title, sector, sale_price, rent_price, photo, seen_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
ON CONFLICT (agency, uid) DO UPDATE SET title = excluded.title, sector = excluded.sector,
    sale_price = excluded.sale_price, rent_price = excluded.rent_price, photo = excluded.photo, seen_at = excluded.seen_at;

-- name: unmade_photos
-- Of properties that a sign shows: those whose photograph is new or another one.
SELECT DISTINCT property.uid, property.photo
FROM property
JOIN sign ON sign.agency = property.agency AND sign.property_uid = property.uid AND sign.state <> 'retired'
LEFT JOIN property_photo ON property_photo.agency = property.agency AND property_photo.uid = property.uid
WHERE property.agency = ?1 AND property.photo <> '' AND property.photo <> coalesce(property_photo.source, '')
LIMIT ?2;

-- name: put_photo
-- The last one counts; an empty picture says that this source gave none.
INSERT INTO property_photo (agency, uid, source, picture, made_at) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (agency, uid) DO UPDATE SET source = excluded.source, picture = excluded.picture, made_at = excluded.made_at;

-- name: find_photo
-- Only while the CRM still shows it.
SELECT property_photo.picture
FROM property_photo
JOIN property ON property.agency = property_photo.agency AND property.uid = property_photo.uid
WHERE property_photo.agency = ?1 AND property_photo.uid = ?2 AND property.photo = property_photo.source;
