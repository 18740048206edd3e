-- Who owns which data set or model, in the order in which they were anchored. A projection of the log.

CREATE TABLE data_set_directory
(
    position     bigint NOT NULL,
    content_hash bytea  NOT NULL,
    owner        bytea  NOT NULL,

    CONSTRAINT data_set_directory_position_key PRIMARY KEY (position),
    CONSTRAINT data_set_directory_content_hash_key UNIQUE (content_hash),
    CONSTRAINT data_set_directory_content_hash_bytes CHECK (octet_length(content_hash) = 32),
    CONSTRAINT data_set_directory_owner_bytes CHECK (octet_length(owner) = 20)
);

CREATE INDEX data_set_directory_owner_idx ON data_set_directory (owner, position);
