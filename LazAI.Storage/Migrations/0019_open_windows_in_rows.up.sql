-- Results that may be challenged come some hundred at a time, and leave the list in the same order: a row holds all that one batch of the log has opened.
-- A row of its own for each, with its places in two indexes, cost as much as a row of the log.

ALTER TABLE open_windows RENAME TO open_windows_before;
ALTER TABLE open_windows_before RENAME CONSTRAINT open_windows_position_key TO open_windows_before_position_key;
ALTER INDEX open_windows_disputable_until RENAME TO open_windows_before_disputable_until;

CREATE TABLE open_windows
(
    position         bigint   NOT NULL,
    disputable_until bigint   NOT NULL,
    positions        bigint[] NOT NULL,
    task_ids         bytea[]  NOT NULL,
    untils           bigint[] NOT NULL,

    CONSTRAINT open_windows_position_key PRIMARY KEY (position),
    CONSTRAINT open_windows_as_many CHECK (cardinality(task_ids) = cardinality(positions) AND cardinality(untils) = cardinality(positions))
);

COMMENT ON COLUMN open_windows.position IS 'The last of the positions.';
COMMENT ON COLUMN open_windows.disputable_until IS 'The last slot of the longest of the windows: then the row may go.';
COMMENT ON COLUMN open_windows.positions IS 'Log positions of the events that verified the results, in their order.';
COMMENT ON COLUMN open_windows.untils IS 'Last slots of the windows.';

CREATE INDEX open_windows_disputable_until ON open_windows (disputable_until);

INSERT INTO open_windows (position, disputable_until, positions, task_ids, untils)
SELECT max(position), max(disputable_until), array_agg(position ORDER BY position), array_agg(task_id ORDER BY position), array_agg(disputable_until ORDER BY position)
  FROM open_windows_before
HAVING count(*) > 0;

DROP TABLE open_windows_before;
