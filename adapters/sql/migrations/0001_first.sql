-- Times are BIGINT: milliseconds since 1970, UTC. Columns of type BLOB named body, address or detail hold personal data
-- and are sealed (adapters/store/sealing.py); columns named …_hash are keyed hashes, by which such data is found again.

CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
);

-- The counters are the flood rows of promises §3: messages in the minute and the day of the last one, both counted from
-- 1970, and when the person was last told. `holds`: what is kept of the person, and so for how long
-- (adapters/store/retention.py): words nobody has agreed to yet, words that were agreed to, or nothing.
CREATE TABLE chat (
    id INTEGER PRIMARY KEY,
    agency TEXT NOT NULL,
    channel TEXT NOT NULL,
    address_hash BLOB NOT NULL,
    address BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    heard_at BIGINT NOT NULL,
    minute BIGINT NOT NULL DEFAULT 0,
    in_minute INTEGER NOT NULL DEFAULT 0,
    day BIGINT NOT NULL DEFAULT 0,
    in_day INTEGER NOT NULL DEFAULT 0,
    told_at BIGINT NOT NULL DEFAULT 0,
    holds TEXT NOT NULL DEFAULT 'unagreed' CHECK (holds IN ('unagreed', 'agreed', 'nothing')),
    UNIQUE (agency, channel, address_hash)
);
CREATE INDEX chat_quiet ON chat (holds, heard_at);

-- Apart from chat, so that counting a message does not rewrite the whole conversation.
CREATE TABLE conversation (
    chat INTEGER NOT NULL PRIMARY KEY REFERENCES chat (id),
    body BLOB NOT NULL,
    changed_at BIGINT NOT NULL
);

-- The key outlives the body (promises P3). `failures` counts tries that raised, `deaths` those the process did not survive.
CREATE TABLE inbox (
    id INTEGER PRIMARY KEY,
    event_hash BLOB NOT NULL UNIQUE,
    agency TEXT NOT NULL,
    channel TEXT NOT NULL,
    chat BIGINT REFERENCES chat (id),
    kind TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('received', 'done', 'parked', 'ignored')),
    reason TEXT NOT NULL DEFAULT '',
    received_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0,
    deaths INTEGER NOT NULL DEFAULT 0,
    body BLOB NOT NULL,
    CHECK (state <> 'received' OR chat IS NOT NULL)
);
CREATE INDEX inbox_waiting ON inbox (chat, id) WHERE state = 'received';
CREATE INDEX inbox_parked ON inbox (id) WHERE state = 'parked';
CREATE INDEX inbox_of_chat ON inbox (chat);
CREATE INDEX inbox_words ON inbox (received_at) WHERE length(body) > 0;

-- `provider_status` is what status callbacks said; it only moves forward.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    chat BIGINT NOT NULL REFERENCES chat (id),
    kind TEXT NOT NULL CHECK (kind IN ('question', 'receipt', 'notice')),
    state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'unclear', 'dropped', 'failed')),
    reason TEXT NOT NULL DEFAULT '',
    queued_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    unclear INTEGER NOT NULL DEFAULT 0,
    lease TEXT NOT NULL DEFAULT '',
    lease_until BIGINT NOT NULL DEFAULT 0,
    provider_id TEXT,
    provider_status TEXT NOT NULL DEFAULT '',
    error_code TEXT NOT NULL DEFAULT '',
    body BLOB NOT NULL,
    CHECK (state <> 'sending' OR lease <> '')
);
CREATE INDEX outbox_waiting ON outbox (chat, id) WHERE state IN ('queued', 'sending', 'unclear');
CREATE INDEX outbox_sent ON outbox (provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX outbox_of_chat ON outbox (chat);
CREATE INDEX outbox_words ON outbox (queued_at) WHERE length(body) > 0;

CREATE TABLE timer (
    chat BIGINT NOT NULL REFERENCES chat (id),
    name TEXT NOT NULL,
    about TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    PRIMARY KEY (chat, name, about)
);
CREATE INDEX timer_due ON timer (due_at);

-- A lead and its delivery. `attempts` and `unclear` are the schedule of promises §5; `erase` asks for its text to go once
-- the attempt under way has ended; `due_at` is NULL while no attempt is planned. `settled_at` is when it was delivered or
-- cancelled, NULL until then; `blank`: the person is no longer in its body.
CREATE TABLE lead (
    id TEXT NOT NULL PRIMARY KEY,
    agency TEXT NOT NULL,
    chat BIGINT NOT NULL REFERENCES chat (id),
    reference TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN (
        'queued', 'sending', 'unclear', 'delivered_new', 'delivered_existing', 'delivered_unsure', 'rejected', 'parked',
        'cancelled'
    )),
    reason TEXT NOT NULL DEFAULT '',
    phone_hash BLOB NOT NULL,
    email_hash BLOB NOT NULL,
    confirmed_at BIGINT NOT NULL,
    due_at BIGINT,
    first_at BIGINT,
    attempts INTEGER NOT NULL DEFAULT 0,
    unclear INTEGER NOT NULL DEFAULT 0,
    without TEXT NOT NULL DEFAULT '',
    steps TEXT NOT NULL DEFAULT '',
    refusals INTEGER NOT NULL DEFAULT 0,
    refused_since BIGINT,
    lease TEXT NOT NULL DEFAULT '',
    lease_until BIGINT NOT NULL DEFAULT 0,
    crm_reference TEXT NOT NULL DEFAULT '',
    erase INTEGER NOT NULL DEFAULT 0 CHECK (erase IN (0, 1)),
    settled_at BIGINT,
    blank INTEGER NOT NULL DEFAULT 0 CHECK (blank IN (0, 1)),
    body BLOB NOT NULL,
    CHECK (state <> 'sending' OR lease <> '')
);
CREATE INDEX lead_waiting ON lead (agency, due_at) WHERE state IN ('queued', 'unclear');
CREATE INDEX lead_sending ON lead (agency) WHERE state = 'sending';
CREATE INDEX lead_by_state ON lead (state, agency);
CREATE INDEX lead_by_reference ON lead (reference);
CREATE INDEX lead_of_chat ON lead (chat);
CREATE INDEX lead_by_time ON lead (confirmed_at);
CREATE INDEX lead_settled ON lead (blank, settled_at) WHERE settled_at IS NOT NULL;

CREATE TABLE attempt (
    lead TEXT NOT NULL REFERENCES lead (id),
    number INTEGER NOT NULL,
    lease TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at BIGINT,
    outcome TEXT NOT NULL DEFAULT '',
    status INTEGER,
    detail BLOB NOT NULL,
    PRIMARY KEY (lead, number)
);
CREATE INDEX attempt_ended ON attempt (ended_at);

CREATE TABLE follow_up (
    id INTEGER PRIMARY KEY,
    lead TEXT NOT NULL REFERENCES lead (id),
    said_at BIGINT NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX follow_up_of_lead ON follow_up (lead);

-- Where an agency's things go: a channel by its name, the CRM by the empty name. `next_at` paces the CRM.
CREATE TABLE destination (
    agency TEXT NOT NULL,
    channel TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('up', 'slowed', 'blocked')),
    reason TEXT NOT NULL DEFAULT '',
    until BIGINT NOT NULL DEFAULT 0,
    next_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (agency, channel)
);

-- Proof that somebody agreed, and to which words. It outlives the chat and names nobody (conversation §8).
CREATE TABLE consent (
    id INTEGER PRIMARY KEY,
    agency TEXT NOT NULL,
    channel TEXT NOT NULL,
    address_hash BLOB NOT NULL,
    text_version TEXT NOT NULL,
    language TEXT NOT NULL,
    agreed_at BIGINT NOT NULL,
    UNIQUE (agency, channel, address_hash, agreed_at)
);
CREATE INDEX consent_by_time ON consent (agreed_at);

CREATE TABLE sign (
    code TEXT NOT NULL PRIMARY KEY,
    agency TEXT NOT NULL,
    title TEXT NOT NULL,
    property_uid TEXT NOT NULL,
    type TEXT NOT NULL CHECK (type IN ('venta', 'alquiler', 'ambos', 'general')),
    state TEXT NOT NULL CHECK (state IN ('active', 'paused', 'retired', 'unassigned'))
);

-- Long polling: where to go on reading, and which process may.
CREATE TABLE poll (
    agency TEXT NOT NULL,
    channel TEXT NOT NULL,
    next_offset BIGINT NOT NULL DEFAULT 0,
    owner TEXT NOT NULL DEFAULT '',
    owned_until BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (agency, channel)
);
