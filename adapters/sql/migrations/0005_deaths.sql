-- Over which event processes have died, by its key: a process may die before the event is stored, and then it comes again
-- (promises §4).
CREATE TABLE death (
    event_hash BLOB NOT NULL PRIMARY KEY,
    deaths INTEGER NOT NULL
);
INSERT INTO death (event_hash, deaths) SELECT event_hash, deaths FROM inbox WHERE state = 'received' AND deaths > 0;
ALTER TABLE inbox DROP COLUMN deaths;
