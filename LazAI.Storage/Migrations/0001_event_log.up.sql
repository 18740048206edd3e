-- The append-only log that every aggregate is event-sourced into, and the one function that writes it.

CREATE TABLE events
(
    position    bigint                   NOT NULL,
    stream      text        COLLATE "C"  NOT NULL,
    version     bigint                   NOT NULL,
    type        text        COLLATE "C"  NOT NULL,
    payload     bytea                    NOT NULL,
    recorded_at timestamptz              NOT NULL,

    CONSTRAINT events_position_key PRIMARY KEY (position),
    CONSTRAINT events_stream_version_key UNIQUE (stream, version),
    CONSTRAINT events_position_from_1 CHECK (position >= 1),
    CONSTRAINT events_version_from_1 CHECK (version >= 1),
    CONSTRAINT events_stream_is_kind_and_key CHECK (strpos(stream, '/') > 1 AND strpos(stream, '/') < char_length(stream)),
    CONSTRAINT events_stream_length CHECK (char_length(stream) <= 200),
    CONSTRAINT events_type_length CHECK (char_length(type) BETWEEN 1 AND 100),
    CONSTRAINT events_payload_bytes CHECK (octet_length(payload) <= 4194304)
);

COMMENT ON TABLE events IS 'Append-only. Written by append_events alone, which keeps positions and versions free of gaps.';

CREATE FUNCTION refuse_change_of_events() RETURNS trigger
    LANGUAGE plpgsql AS
$$
BEGIN
    RAISE EXCEPTION 'events is append-only: % is refused', TG_OP USING ERRCODE = 'restrict_violation';
END
$$;

-- Per statement, so that it costs an insert nothing.
CREATE TRIGGER events_are_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_events();

-- Appends one group: every append whose stream holds exactly the expected number of events is written, the others are
-- left out. A stream may occur in append_streams once; its events follow in the event_ arrays with versions from
-- expected + 1, in the same order.
--
-- The advisory lock is held until the commit is visible, and each statement below takes its snapshot after the lock was
-- granted (read committed, volatile function). So groups of several processes are ordered, each sees all before it,
-- and a reader never sees a position below one that it has read appear later.
CREATE FUNCTION append_events(
    append_streams    text[],
    expected_versions bigint[],
    event_streams     text[],
    event_versions    bigint[],
    event_types       text[],
    event_payloads    bytea[],
    OUT previous_head   bigint,
    OUT written_at      timestamptz,
    OUT actual_versions bigint[])
    LANGUAGE plpgsql AS
$$
DECLARE
    conflicting text[];
    written     bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(7810484171230773);

    previous_head := coalesce((SELECT max(position) FROM events), 0);
    written_at := clock_timestamp();

    SELECT array_agg(a.actual ORDER BY a.n),
           coalesce(array_agg(a.stream) FILTER (WHERE a.actual <> a.expected), '{}')
      INTO actual_versions, conflicting
      FROM (SELECT g.n, g.stream, g.expected,
                   coalesce((SELECT e.version FROM events e
                              WHERE e.stream = g.stream
                              ORDER BY e.version DESC LIMIT 1), 0) AS actual
              FROM unnest(append_streams, expected_versions) WITH ORDINALITY AS g (stream, expected, n)) a;

    -- Without a conflict the ordinal is the offset from the head; with one the rest moves up, so that no gap is left.
    IF conflicting = '{}' THEN
        INSERT INTO events (position, stream, version, type, payload, recorded_at)
        SELECT previous_head + g.n, g.stream, g.version, g.type, g.payload, written_at
          FROM unnest(event_streams, event_versions, event_types, event_payloads)
               WITH ORDINALITY AS g (stream, version, type, payload, n);
    ELSE
        INSERT INTO events (position, stream, version, type, payload, recorded_at)
        SELECT previous_head + row_number() OVER (ORDER BY g.n), g.stream, g.version, g.type, g.payload, written_at
          FROM unnest(event_streams, event_versions, event_types, event_payloads)
               WITH ORDINALITY AS g (stream, version, type, payload, n)
         WHERE g.stream <> ALL (conflicting);
    END IF;

    GET DIAGNOSTICS written = ROW_COUNT;
    IF written > 0 THEN
        PERFORM pg_notify('lazai_events', (previous_head + written)::text);
    END IF;
END
$$;
