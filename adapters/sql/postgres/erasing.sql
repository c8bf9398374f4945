-- name: leads_of_chat
-- May the CRM have it: it said so, or an attempt ended without an answer, or one runs now. Nobody begins or ends one
-- until the erasure is written.
SELECT id, state LIKE 'delivered%' OR unclear > 0 OR state = 'sending', state = 'sending'
FROM lead
WHERE chat = ?1
FOR NO KEY UPDATE;
