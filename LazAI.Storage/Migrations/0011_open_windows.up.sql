-- Results that may still be challenged, in the order in which they were verified, so that challengers follow them without walking all tasks.
-- Kept with task_index by one projection. Rows of windows that have closed go when new windows open; task_index says what became of the task.

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
