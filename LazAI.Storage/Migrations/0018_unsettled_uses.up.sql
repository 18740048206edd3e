-- Whether any use waits for its settlement: only then the projection looks into the ledger's events, nearly all of which pay tasks.

CREATE INDEX data_set_uses_unsettled_idx ON data_set_uses (use) WHERE settled_position IS NULL;
