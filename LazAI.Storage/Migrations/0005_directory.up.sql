-- Which models and workers there are, in the order in which they came. Projections of the log.

CREATE TABLE model_directory
(
    position bigint NOT NULL,
    model_id bytea  NOT NULL,

    CONSTRAINT model_directory_position_key PRIMARY KEY (position),
    CONSTRAINT model_directory_model_id_key UNIQUE (model_id),
    CONSTRAINT model_directory_model_id_bytes CHECK (octet_length(model_id) = 32)
);

CREATE TABLE worker_directory
(
    position bigint NOT NULL,
    address  bytea  NOT NULL,

    CONSTRAINT worker_directory_position_key PRIMARY KEY (position),
    CONSTRAINT worker_directory_address_key UNIQUE (address),
    CONSTRAINT worker_directory_address_bytes CHECK (octet_length(address) = 20)
);
