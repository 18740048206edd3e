-- Bytes under their Keccak-256 hash. The hash is checked before they come here.

CREATE TABLE blobs
(
    hash      bytea       NOT NULL,
    content   bytea       NOT NULL,
    size      integer     NOT NULL,
    stored_at timestamptz NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT blobs_hash_key PRIMARY KEY (hash),
    CONSTRAINT blobs_hash_bytes CHECK (octet_length(hash) = 32),
    CONSTRAINT blobs_size_is_that_of_the_content CHECK (size = octet_length(content)),
    CONSTRAINT blobs_size_range CHECK (size BETWEEN 1 AND 67108864)
);

-- Weights and sealed inputs do not compress; trying costs more than it saves.
ALTER TABLE blobs ALTER COLUMN content SET STORAGE EXTERNAL;
