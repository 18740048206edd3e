DROP TABLE cluster_reminders;
DROP TABLE cluster_members;
DROP TABLE cluster_versions;
DROP TABLE orleansquery;
