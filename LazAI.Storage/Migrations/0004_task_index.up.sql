-- The execution records by what people ask for. A projection of the log: one row a task, folded from its events.
--
-- No index holds a column that changes after the insert (status, attempt, worker, changed_at), and a page keeps room for the
-- next version of its rows: so the updates of a task's life are heap-only and touch no index.

CREATE TABLE task_index
(
    position     bigint   NOT NULL,
    submitted_at bigint   NOT NULL,
    changed_at   bigint   NOT NULL,
    attempt      integer  NOT NULL,
    verify_mode  smallint NOT NULL,
    status       smallint NOT NULL,
    task_id      bytea    NOT NULL,
    submitter    bytea    NOT NULL,
    model_id     bytea    NOT NULL,
    worker       bytea,

    CONSTRAINT task_index_position_key PRIMARY KEY (position),
    CONSTRAINT task_index_task_id_key UNIQUE (task_id),
    CONSTRAINT task_index_task_id_bytes CHECK (octet_length(task_id) = 32),
    CONSTRAINT task_index_submitter_bytes CHECK (octet_length(submitter) = 20),
    CONSTRAINT task_index_model_id_bytes CHECK (octet_length(model_id) = 32),
    CONSTRAINT task_index_worker_bytes CHECK (octet_length(worker) = 20)
) WITH (fillfactor = 50);

COMMENT ON COLUMN task_index.position IS 'Log position of the task''s first event: the order of the lists.';

CREATE INDEX task_index_submitter ON task_index (submitter, position);
CREATE INDEX task_index_model ON task_index (model_id, position);

-- Which tasks a worker has ever held. The row in task_index says whether it still does: it changes hands seldom.
CREATE TABLE task_index_workers
(
    worker   bytea  NOT NULL,
    position bigint NOT NULL,

    CONSTRAINT task_index_workers_worker_position_key PRIMARY KEY (worker, position)
);
