DROP FUNCTION append_events(text[], bigint[], text[], bigint[], text[], bytea[]);
DROP TABLE events;
DROP FUNCTION refuse_change_of_events();
