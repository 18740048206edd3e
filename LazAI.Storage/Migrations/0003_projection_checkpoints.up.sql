-- How far each projection has come. It moves in the transaction that writes the projection's own tables.

CREATE TABLE projection_checkpoints
(
    projection text        COLLATE "C"  NOT NULL,
    version    integer                  NOT NULL,
    position   bigint                   NOT NULL,
    moved_at   timestamptz              NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT projection_checkpoints_projection_key PRIMARY KEY (projection),
    CONSTRAINT projection_checkpoints_version_from_1 CHECK (version >= 1),
    CONSTRAINT projection_checkpoints_position_from_0 CHECK (position >= 0)
);
