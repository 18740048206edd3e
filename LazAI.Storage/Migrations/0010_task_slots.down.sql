DROP INDEX task_index_submitted;
