-- Uses of data sets and models: what each was to cost, whether it has happened, and what the ledger did with the price. A projection of the log.

CREATE TABLE data_set_uses
(
    use              bytea    NOT NULL,
    position         bigint   NOT NULL,
    content_hash     bytea    NOT NULL,
    account          bytea    NOT NULL,
    session          bytea    NOT NULL,
    scope            smallint NOT NULL,
    licence          bytea,
    price            numeric  NOT NULL,
    price_maximum    numeric  NOT NULL,
    requested_at     bigint   NOT NULL,
    deadline         bigint   NOT NULL,
    request_version  bigint   NOT NULL,
    payee            bytea,
    decided_at       bigint,
    decision_version bigint,
    paid             numeric,
    returned         numeric,
    settled_position bigint,

    CONSTRAINT data_set_uses_key PRIMARY KEY (use),
    CONSTRAINT data_set_uses_position_key UNIQUE (position),
    CONSTRAINT data_set_uses_use_bytes CHECK (octet_length(use) = 32),
    CONSTRAINT data_set_uses_content_hash_bytes CHECK (octet_length(content_hash) = 32),
    CONSTRAINT data_set_uses_account_bytes CHECK (octet_length(account) = 20),
    CONSTRAINT data_set_uses_price_within_maximum CHECK (price >= 0 AND price <= price_maximum),
    CONSTRAINT data_set_uses_payee_is_decided CHECK (payee IS NULL OR decided_at IS NOT NULL),
    CONSTRAINT data_set_uses_nothing_lost CHECK (paid + returned = price_maximum),
    CONSTRAINT data_set_uses_paid_whole_or_not CHECK (paid = 0 OR (paid = price AND payee IS NOT NULL))
);

CREATE INDEX data_set_uses_content_idx ON data_set_uses (content_hash, position);

CREATE INDEX data_set_uses_waiting_idx ON data_set_uses (content_hash, session) WHERE decided_at IS NULL;

COMMENT ON COLUMN data_set_uses.request_version IS 'Which event of the content has recorded the request.';
COMMENT ON COLUMN data_set_uses.decision_version IS 'Which event of the content has made the use happen, or ended it.';
COMMENT ON COLUMN data_set_uses.settled_position IS 'Log position of the ledger''s event that has emptied the escrow.';
