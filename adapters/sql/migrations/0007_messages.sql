-- How many messages went out on a channel in a day (counted from 1970, UTC), by kind. Counts only, nobody's data.
CREATE TABLE spending (
    day BIGINT NOT NULL,
    agency TEXT NOT NULL,
    channel TEXT NOT NULL,
    kind TEXT NOT NULL,
    messages BIGINT NOT NULL,
    PRIMARY KEY (day, agency, channel, kind)
);
-- What was said to a chat lately is counted before more is said.
DROP INDEX outbox_of_chat;
CREATE INDEX outbox_of_chat ON outbox (chat, queued_at);
-- Other ids of the same person: a number that appears later, or is hidden from some day on. Keyed hashes, as in chat.
CREATE TABLE alias (
    agency TEXT NOT NULL,
    channel TEXT NOT NULL,
    address_hash BLOB NOT NULL,
    chat BIGINT NOT NULL REFERENCES chat (id),
    PRIMARY KEY (agency, channel, address_hash)
);
CREATE INDEX alias_of_chat ON alias (chat);
