ALTER TABLE open_windows RENAME TO open_windows_after;
ALTER TABLE open_windows_after RENAME CONSTRAINT open_windows_position_key TO open_windows_after_position_key;
ALTER INDEX open_windows_disputable_until RENAME TO open_windows_after_disputable_until;

CREATE TABLE open_windows
(
    position         bigint NOT NULL,
    task_id          bytea  NOT NULL,
    disputable_until bigint NOT NULL,

    CONSTRAINT open_windows_position_key PRIMARY KEY (position),
    CONSTRAINT open_windows_task_id_bytes CHECK (octet_length(task_id) = 32)
);

COMMENT ON COLUMN open_windows.position IS 'Log position of the event that verified the result.';
COMMENT ON COLUMN open_windows.disputable_until IS 'Last slot of the window.';

CREATE INDEX open_windows_disputable_until ON open_windows (disputable_until);

INSERT INTO open_windows (position, task_id, disputable_until)
SELECT opened.* FROM open_windows_after AS w CROSS JOIN LATERAL unnest(w.positions, w.task_ids, w.untils) AS opened;

DROP TABLE open_windows_after;
