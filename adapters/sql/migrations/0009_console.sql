-- Who may use the console. `password` is argon2's own text; `body` the secret of the second factor, sealed, empty until it
-- is set up; `step` the time step of the last code that was taken, so that none counts twice.
CREATE TABLE console_user (
    id INTEGER PRIMARY KEY,
    agency TEXT NOT NULL,
    login TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL CHECK (role IN ('owner', 'staff', 'technician')),
    password TEXT NOT NULL,
    body BLOB NOT NULL,
    step BIGINT NOT NULL DEFAULT 0,
    language TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL
);

-- For whoever lost the phone: each opens once.
CREATE TABLE recovery_code (
    account BIGINT NOT NULL REFERENCES console_user (id),
    code_hash BLOB NOT NULL,
    PRIMARY KEY (account, code_hash)
);

-- The cookie's value is not here, only what stands for it. `stage`: «password» waits for the second factor.
CREATE TABLE console_session (
    token_hash BLOB NOT NULL PRIMARY KEY,
    account BIGINT NOT NULL REFERENCES console_user (id),
    stage TEXT NOT NULL CHECK (stage IN ('password', 'full')),
    begun_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);
CREATE INDEX console_session_of_user ON console_session (account);
CREATE INDEX console_session_by_time ON console_session (begun_at);

-- What people did in the console. `about` is an id or a code; nobody's data stands here.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    agency TEXT NOT NULL,
    done_at BIGINT NOT NULL,
    who TEXT NOT NULL,
    deed TEXT NOT NULL,
    about TEXT NOT NULL DEFAULT '',
    why TEXT NOT NULL DEFAULT ''
);
CREATE INDEX audit_of_agency ON audit (agency, id);
CREATE INDEX audit_about ON audit (agency, about, id);
CREATE INDEX audit_by_time ON audit (done_at);

-- Who came back to an agency that knew them is work for a person, until it is done. What was delivered before is not.
ALTER TABLE lead ADD COLUMN followed_at BIGINT;
UPDATE lead SET followed_at = coalesce(settled_at, confirmed_at) WHERE state IN ('delivered_existing', 'delivered_unsure');
CREATE INDEX lead_to_follow ON lead (agency, confirmed_at)
WHERE state IN ('delivered_existing', 'delivered_unsure') AND followed_at IS NULL;
CREATE INDEX lead_to_erase ON lead (agency, confirmed_at) WHERE reason = 'erase_in_crm';
CREATE INDEX lead_of_agency ON lead (agency, confirmed_at, id);
CREATE INDEX lead_in_state ON lead (agency, state, confirmed_at, id);
CREATE INDEX lead_of_phone ON lead (phone_hash);
CREATE INDEX lead_of_email ON lead (email_hash);

-- Since when a chat has asked for a person, until one of the staff says that it was answered.
ALTER TABLE chat ADD COLUMN calls_at BIGINT;
CREATE INDEX chat_calling ON chat (agency, calls_at) WHERE calls_at IS NOT NULL;

-- How often a chat got somewhere, and nobody. `day` counts from 1970 on the agency's calendar; `code` is that of the sign,
-- empty without one.
CREATE TABLE funnel_count (
    agency TEXT NOT NULL,
    day INTEGER NOT NULL,
    channel TEXT NOT NULL,
    code TEXT NOT NULL,
    language TEXT NOT NULL,
    step TEXT NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (agency, day, channel, code, language, step)
);
CREATE INDEX funnel_count_by_day ON funnel_count (day);
