-- Which events of the ledger have touched which escrow. A projection of the log, kept with ledger_entries, which holds all other accounts.
--
-- There are two of these rows a task, at a random place of the index each, so they are as narrow as can be: what an event has moved is read from the event.

CREATE TABLE escrow_entries
(
    escrow   bigint NOT NULL,
    position bigint NOT NULL
);

CREATE INDEX escrow_entries_escrow ON escrow_entries (escrow, position);

COMMENT ON COLUMN escrow_entries.escrow IS 'The first eight bytes of the escrow''s id, big-endian. Others may share them: the event says whose it is.';
COMMENT ON COLUMN escrow_entries.position IS 'Log position of the event.';
