-- Which events of the ledger have touched which account, and what it held after each. A projection of the log.

CREATE TABLE ledger_entries
(
    position  bigint            NOT NULL,
    at        bigint            NOT NULL,
    movements integer           NOT NULL,
    asset     text COLLATE "C"  NOT NULL,
    account   text COLLATE "C"  NOT NULL,
    type      text COLLATE "C"  NOT NULL,
    debited   numeric           NOT NULL,
    credited  numeric           NOT NULL,
    balance   numeric           NOT NULL,

    CONSTRAINT ledger_entries_key PRIMARY KEY (account, asset, position),
    CONSTRAINT ledger_entries_balance_not_negative CHECK (balance >= 0)
);

COMMENT ON COLUMN ledger_entries.position IS 'Log position of the event.';
COMMENT ON COLUMN ledger_entries.balance IS 'What the account holds after the event.';
