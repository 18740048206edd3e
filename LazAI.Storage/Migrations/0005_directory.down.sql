DROP TABLE worker_directory;
DROP TABLE model_directory;
DELETE FROM projection_checkpoints WHERE projection = 'directory';
