-- What was written after sending is work for staff, until somebody marks it done. `done_by`: their login.
ALTER TABLE follow_up ADD COLUMN done_at BIGINT;
ALTER TABLE follow_up ADD COLUMN done_by TEXT NOT NULL DEFAULT '';
CREATE INDEX follow_up_open ON follow_up (lead) WHERE done_at IS NULL;
