-- Challenges of results, and what workers have done wrong. Projections of the log.

CREATE TABLE challenge_index
(
    position      bigint   NOT NULL,
    filed_at      bigint   NOT NULL,
    decided_at    bigint,
    account_event bigint   NOT NULL,
    outcome       smallint NOT NULL,
    challenge_id  bytea    NOT NULL,
    task_id       bytea    NOT NULL,
    challenger    bytea    NOT NULL,
    evidence_hash bytea    NOT NULL,
    detail        text     NOT NULL,

    CONSTRAINT challenge_index_position_key PRIMARY KEY (position),
    CONSTRAINT challenge_index_challenge_id_key UNIQUE (challenge_id),
    CONSTRAINT challenge_index_task_id_bytes CHECK (octet_length(task_id) = 32),
    CONSTRAINT challenge_index_challenger_bytes CHECK (octet_length(challenger) = 20)
);

COMMENT ON COLUMN challenge_index.position IS 'Log position of the filing: the order of the lists.';

CREATE INDEX challenge_index_outcome ON challenge_index (outcome, position);
CREATE INDEX challenge_index_challenger ON challenge_index (challenger, position);

CREATE TABLE offence_index
(
    position         bigint  NOT NULL,
    at               bigint  NOT NULL,
    jailed_until     bigint,
    slashed_position bigint,
    attempt          integer,
    slash            integer NOT NULL,
    reporter_share   integer,
    offence_id       bytea   NOT NULL,
    worker           bytea   NOT NULL,
    task_id          bytea,
    reporter         bytea,
    reason           text,
    stake_then       numeric,
    slashed          numeric,
    rewarded         numeric,

    CONSTRAINT offence_index_position_key PRIMARY KEY (position),
    CONSTRAINT offence_index_offence_id_key UNIQUE (offence_id),
    CONSTRAINT offence_index_worker_bytes CHECK (octet_length(worker) = 20)
);

COMMENT ON COLUMN offence_index.slashed_position IS 'Log position of the ledger''s event, null until it is there.';

CREATE INDEX offence_index_worker ON offence_index (worker, position);
CREATE INDEX offence_index_task ON offence_index (task_id, position) WHERE task_id IS NOT NULL;
