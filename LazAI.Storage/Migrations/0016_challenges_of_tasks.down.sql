DROP INDEX challenge_index_task;
