-- name: due_lead
-- The one that waits longest and whose contact is in no request that runs now (promises P6). What a turn or a person is
-- changing is left for the next claim.
SELECT l.id, l.body, l.chat, c.channel, c.address, l.attempts, l.unclear, l.first_at, l.without, l.steps, l.refusals,
       l.refused_since
FROM lead l
JOIN chat c ON c.id = l.chat
WHERE l.state IN ('queued', 'unclear') AND l.agency = ?1 AND l.due_at <= ?2
  AND NOT EXISTS (
      SELECT 1 FROM lead s
      WHERE s.state = 'sending' AND s.agency = ?1
        AND (s.phone_hash = l.phone_hash OR s.email_hash = l.email_hash)
  )
ORDER BY l.due_at, l.confirmed_at
LIMIT 1
FOR NO KEY UPDATE OF l SKIP LOCKED;

-- name: next_delivery_at
-- The earliest moment, still to come, at which a lead falls due, its CRM opens, or a lease ends.
SELECT min(at)
FROM (
    SELECT greatest(l.due_at, d.until, d.next_at) AS at
    FROM (
        SELECT agency, min(due_at) AS due_at
        FROM lead
        WHERE state IN ('queued', 'unclear') AND due_at > ?1
        GROUP BY agency
        UNION ALL
        SELECT agency, min(due_at)
        FROM lead
        WHERE state IN ('queued', 'unclear') AND due_at <= ?1
        GROUP BY agency
    ) AS l
    LEFT JOIN destination d ON d.agency = l.agency AND d.channel = ''
    UNION ALL
    SELECT min(lease_until) FROM lead WHERE state = 'sending'
) AS moments
WHERE at > ?1;
