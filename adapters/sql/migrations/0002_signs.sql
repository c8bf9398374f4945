-- `kind`: s sign, l link or post, t test. An empty `mode` is the agency's. `related` (an agent's e-mail) or `rule` (a UID
-- of the CRM), never both. `from_at` is the first moment, `until_at` the first one after the last; NULL is without end.
-- Rows of before have no date of birth.
ALTER TABLE sign ADD COLUMN kind TEXT NOT NULL DEFAULT 's' CHECK (kind IN ('s', 'l', 't'));
ALTER TABLE sign ADD COLUMN url TEXT NOT NULL DEFAULT '';
ALTER TABLE sign ADD COLUMN piece TEXT NOT NULL DEFAULT '';
ALTER TABLE sign ADD COLUMN size TEXT NOT NULL DEFAULT '';
ALTER TABLE sign ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE sign ADD COLUMN campaign TEXT NOT NULL DEFAULT '';
ALTER TABLE sign ADD COLUMN related TEXT NOT NULL DEFAULT '';
ALTER TABLE sign ADD COLUMN rule TEXT NOT NULL DEFAULT '' CHECK (rule = '' OR related = '');
ALTER TABLE sign ADD COLUMN languages TEXT NOT NULL DEFAULT 'es';
ALTER TABLE sign ADD COLUMN mode TEXT NOT NULL DEFAULT '' CHECK (mode IN ('', 'elegir', 'whatsapp', 'telegram'));
ALTER TABLE sign ADD COLUMN from_at BIGINT;
ALTER TABLE sign ADD COLUMN until_at BIGINT;
ALTER TABLE sign ADD COLUMN created_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX sign_of_agency ON sign (agency, created_at);

-- What was done to a sign, and what it pointed to afterwards. No foreign key, and never deleted: a code that was issued
-- once is never issued again, whatever becomes of its sign.
CREATE TABLE sign_history (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL,
    done_at BIGINT NOT NULL,
    who TEXT NOT NULL,
    deed TEXT NOT NULL CHECK (deed IN ('new', 'point', 'undo', 'pause', 'resume', 'retire', 'check')),
    title TEXT NOT NULL,
    property_uid TEXT NOT NULL,
    url TEXT NOT NULL,
    type TEXT NOT NULL,
    state TEXT NOT NULL
);
CREATE INDEX sign_history_of_code ON sign_history (code, id);
INSERT INTO sign_history (code, done_at, who, deed, title, property_uid, url, type, state)
SELECT code, 0, '', 'new', title, property_uid, url, type, state FROM sign;

-- How often, and nobody (signs §9). `day` counts from 1970 on the agency's calendar, `band` is a quarter of it. An empty
-- `code` stands for all that nobody issued; `device` is empty for what happened in a chat.
CREATE TABLE sign_count (
    agency TEXT NOT NULL,
    code TEXT NOT NULL,
    day INTEGER NOT NULL,
    band INTEGER NOT NULL CHECK (band BETWEEN 0 AND 3),
    event TEXT NOT NULL,
    device TEXT NOT NULL CHECK (device IN ('', 'phone', 'desktop')),
    times INTEGER NOT NULL,
    PRIMARY KEY (agency, code, day, band, event, device)
);
CREATE INDEX sign_count_by_day ON sign_count (day);

-- What the CRM last said of a property, so that nobody waits for the CRM.
CREATE TABLE property (
    agency TEXT NOT NULL,
    uid TEXT NOT NULL,
    title TEXT NOT NULL,
    sector TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (agency, uid)
);
