DROP TABLE escrow_entries;
DELETE FROM projection_checkpoints WHERE projection = 'ledger-entries';
