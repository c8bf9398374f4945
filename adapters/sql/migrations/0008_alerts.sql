-- What staff have to know, from its cause until that ends; while it is open there is no second one. `about`: the lead, the
-- channel or the chat it is about, empty for the agency as a whole. `chat`: whose person `body` names, which is sealed.
-- `pending`: it was not put on its ways yet.
CREATE TABLE alert (
    id INTEGER PRIMARY KEY,
    agency TEXT NOT NULL,
    cause TEXT NOT NULL CHECK (cause IN (
        'test', 'new', 'existing', 'words', 'person', 'held', 'waiting', 'crm', 'channel', 'disk'
    )),
    about TEXT NOT NULL,
    chat BIGINT REFERENCES chat (id),
    raised_at BIGINT NOT NULL,
    ended_at BIGINT,
    pending INTEGER NOT NULL DEFAULT 1 CHECK (pending IN (0, 1)),
    body BLOB NOT NULL
);
CREATE UNIQUE INDEX alert_open ON alert (cause, agency, about) WHERE ended_at IS NULL;
CREATE INDEX alert_pending ON alert (id) WHERE pending = 1;
CREATE INDEX alert_of_chat ON alert (chat) WHERE chat IS NOT NULL;
CREATE INDEX alert_by_time ON alert (raised_at);

-- An alert on its way: to «email», to «webhook», or to a chat of staff by its number. What shares a lease is one message.
CREATE TABLE notice (
    alert BIGINT NOT NULL REFERENCES alert (id),
    agency TEXT NOT NULL,
    way TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'dropped')),
    due_at BIGINT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    lease TEXT NOT NULL DEFAULT '',
    lease_until BIGINT NOT NULL DEFAULT 0,
    sent_at BIGINT,
    PRIMARY KEY (alert, way),
    CHECK (state <> 'sending' OR lease <> '')
);
CREATE INDEX notice_waiting ON notice (agency, way, due_at) WHERE state IN ('queued', 'sending');
CREATE INDEX notice_sent ON notice (agency, way, sent_at) WHERE state = 'sent';

-- Chats of staff hear alerts and are never spoken to as people who look for a house.
ALTER TABLE chat ADD COLUMN staff INTEGER NOT NULL DEFAULT 0 CHECK (staff IN (0, 1));
CREATE INDEX chat_of_staff ON chat (agency) WHERE staff = 1;

-- Whoever writes «/staff CODE» in a chat makes it one of staff's: once, and for a while.
CREATE TABLE staff_code (
    code_hash BLOB NOT NULL PRIMARY KEY,
    agency TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
