DROP TABLE data_set_directory;
DELETE FROM projection_checkpoints WHERE projection = 'data-set-directory';
