-- Reminders of the local grain runtime. Under Microsoft Orleans its own AdoNet tables hold them.

CREATE TABLE reminders
(
    grain     text        COLLATE "C"  NOT NULL,
    name      text        COLLATE "C"  NOT NULL,
    first_due timestamptz              NOT NULL,
    period    interval                 NOT NULL,
    next_due  timestamptz              NOT NULL,

    CONSTRAINT reminders_grain_name_key PRIMARY KEY (grain, name),
    CONSTRAINT reminders_period_positive CHECK (period > interval '0')
);
