-- Templates of buttons and lists that stand at a platform: the name we gave one (adapters/twilio_content.py) and the id that
-- the platform gave it. Our words only, nobody's data; what is lost here is found again there.
CREATE TABLE content (
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    sid TEXT NOT NULL,
    PRIMARY KEY (account, name)
);
