DROP TABLE task_index_workers;
DROP TABLE task_index;
DELETE FROM projection_checkpoints WHERE projection = 'task-index';
