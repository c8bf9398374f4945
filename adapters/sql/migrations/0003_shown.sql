-- The step of the last summary that left for this chat; NULL: none. What nobody was shown, nobody can confirm.
ALTER TABLE conversation ADD COLUMN shown BIGINT;
