-- What a sign offers in its other languages, as a JSON object by language.
ALTER TABLE sign ADD COLUMN titles TEXT NOT NULL DEFAULT '{}';
ALTER TABLE sign_history ADD COLUMN titles TEXT NOT NULL DEFAULT '{}';

-- What else the CRM says of a property, empty where it does not. `photo`: where its photograph is.
ALTER TABLE property ADD COLUMN sale_price TEXT NOT NULL DEFAULT '';
ALTER TABLE property ADD COLUMN rent_price TEXT NOT NULL DEFAULT '';
ALTER TABLE property ADD COLUMN photo TEXT NOT NULL DEFAULT '';

-- The photograph of a property that a sign shows, made small: a WebP file in base64, empty when `source` gave none.
CREATE TABLE property_photo (
    agency TEXT NOT NULL,
    uid TEXT NOT NULL,
    source TEXT NOT NULL,
    picture TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (agency, uid)
);
