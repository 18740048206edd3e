-- Ranges of slots: a list of old tasks begins where they are, and does not walk through all newer ones first. The slot of a
-- submission never changes, so the updates of a task's life still touch no index.

CREATE INDEX task_index_submitted ON task_index (submitted_at, position);
