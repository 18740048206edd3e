DROP TABLE data_set_uses;
DELETE FROM projection_checkpoints WHERE projection = 'data-set-uses';
