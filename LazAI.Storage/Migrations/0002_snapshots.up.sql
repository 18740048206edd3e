-- The newest snapshot of a stream's state. A cache: losing a row costs a replay, never truth, so it holds no reference.

CREATE TABLE snapshots
(
    stream     text        COLLATE "C"  NOT NULL,
    version    bigint                   NOT NULL,
    schema     integer                  NOT NULL,
    state      bytea                    NOT NULL,
    written_at timestamptz              NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT snapshots_stream_key PRIMARY KEY (stream),
    CONSTRAINT snapshots_version_from_1 CHECK (version >= 1)
);
