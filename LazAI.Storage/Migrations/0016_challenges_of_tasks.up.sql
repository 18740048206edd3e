-- How many challenges a result has: the list of open windows says it of each.

CREATE INDEX challenge_index_task ON challenge_index (task_id);
