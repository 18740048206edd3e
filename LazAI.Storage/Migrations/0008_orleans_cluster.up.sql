-- Membership of the cluster and reminders under Microsoft Orleans. The tables are ours; Orleans' ADO.NET providers see them only through the
-- statements in orleansquery, which they look up by key when a silo or client starts. Parameters and the names of result columns are theirs.

CREATE TABLE orleansquery
(
    querykey  text COLLATE "C" NOT NULL,
    querytext text             NOT NULL,

    CONSTRAINT orleansquery_querykey_key PRIMARY KEY (querykey)
);

CREATE TABLE cluster_versions
(
    cluster text    COLLATE "C" NOT NULL,
    version integer             NOT NULL DEFAULT 0,

    CONSTRAINT cluster_versions_cluster_key PRIMARY KEY (cluster)
);

COMMENT ON TABLE cluster_versions IS
    'Every change of a cluster''s members counts its version up: of two silos that change it at once, one starts again.';

CREATE TABLE cluster_members
(
    cluster    text        COLLATE "C" NOT NULL,
    address    text        COLLATE "C" NOT NULL,
    port       integer                 NOT NULL,
    generation integer                 NOT NULL,
    silo       text                    NOT NULL,
    host       text                    NOT NULL,
    status     integer                 NOT NULL,
    proxy_port integer                 NOT NULL,
    suspicions text,
    started_at timestamptz             NOT NULL,
    alive_at   timestamptz             NOT NULL,

    CONSTRAINT cluster_members_silo_key PRIMARY KEY (cluster, address, port, generation),
    CONSTRAINT cluster_members_cluster_exists FOREIGN KEY (cluster) REFERENCES cluster_versions (cluster) ON DELETE CASCADE
);

COMMENT ON COLUMN cluster_members.status IS 'Orleans.Runtime.SiloStatus; 3 is active, 6 is dead.';

CREATE TABLE cluster_reminders
(
    service    text        COLLATE "C" NOT NULL,
    grain      text        COLLATE "C" NOT NULL,
    name       text        COLLATE "C" NOT NULL,
    grain_hash integer                 NOT NULL,
    first_due  timestamptz             NOT NULL,
    period     bigint                  NOT NULL,
    version    integer                 NOT NULL DEFAULT 0,

    CONSTRAINT cluster_reminders_grain_name_key PRIMARY KEY (service, grain, name),
    CONSTRAINT cluster_reminders_period_positive CHECK (period > 0)
);

COMMENT ON COLUMN cluster_reminders.period IS 'Milliseconds.';

CREATE INDEX cluster_reminders_by_hash ON cluster_reminders (service, grain_hash);

-- A member is inserted or updated only together with the version's step from the one that the silo has read. The row lock makes
-- concurrent silos wait, and they then find another version.
INSERT INTO orleansquery (querykey, querytext) VALUES
('InsertMembershipVersionKey', $$
    WITH begun AS (INSERT INTO cluster_versions (cluster) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1)
    SELECT EXISTS (SELECT FROM begun)
$$),
('InsertMembershipKey', $$
    WITH expected AS (
        SELECT cluster FROM cluster_versions WHERE cluster = @DeploymentId AND version = @Version FOR UPDATE),
    changed AS (
        INSERT INTO cluster_members (cluster, address, port, generation, silo, host, status, proxy_port, started_at, alive_at)
        SELECT cluster, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM expected
        ON CONFLICT DO NOTHING RETURNING cluster),
    counted AS (
        UPDATE cluster_versions v SET version = v.version + 1 FROM changed WHERE v.cluster = changed.cluster)
    SELECT EXISTS (SELECT FROM changed)
$$),
('UpdateMembershipKey', $$
    WITH expected AS (
        SELECT cluster FROM cluster_versions WHERE cluster = @DeploymentId AND version = @Version FOR UPDATE),
    changed AS (
        UPDATE cluster_members m SET status = @Status, suspicions = @SuspectTimes, alive_at = @IAmAliveTime FROM expected
         WHERE m.cluster = expected.cluster AND m.address = @Address AND m.port = @Port AND m.generation = @Generation
        RETURNING m.cluster),
    counted AS (
        UPDATE cluster_versions v SET version = v.version + 1 FROM changed WHERE v.cluster = changed.cluster)
    SELECT EXISTS (SELECT FROM changed)
$$),
('UpdateIAmAlivetimeKey', $$
    UPDATE cluster_members SET alive_at = @IAmAliveTime
     WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
$$),
('MembershipReadAllKey', $$
    SELECT v.version, m.address, m.port, m.generation, m.silo AS SiloName, m.host AS HostName, m.status,
           m.proxy_port AS ProxyPort, m.suspicions AS SuspectTimes, m.started_at AS StartTime, m.alive_at AS IAmAliveTime
      FROM cluster_versions v LEFT JOIN cluster_members m ON m.cluster = v.cluster
     WHERE v.cluster = @DeploymentId
$$),
('MembershipReadRowKey', $$
    SELECT v.version, m.address, m.port, m.generation, m.silo AS SiloName, m.host AS HostName, m.status,
           m.proxy_port AS ProxyPort, m.suspicions AS SuspectTimes, m.started_at AS StartTime, m.alive_at AS IAmAliveTime
      FROM cluster_versions v
      LEFT JOIN cluster_members m
        ON m.cluster = v.cluster AND m.address = @Address AND m.port = @Port AND m.generation = @Generation
     WHERE v.cluster = @DeploymentId
$$),
('GatewaysQueryKey', $$
    SELECT address, proxy_port AS ProxyPort, generation FROM cluster_members
     WHERE cluster = @DeploymentId AND status = @Status AND proxy_port > 0
$$),
('DeleteMembershipTableEntriesKey', $$
    DELETE FROM cluster_versions WHERE cluster = @DeploymentId
$$),
('CleanupDefunctSiloEntriesKey', $$
    DELETE FROM cluster_members WHERE cluster = @DeploymentId AND status = 6 AND alive_at < @IAmAliveTime
$$);

-- Silos share the ring of hashes: each owns what lies above one hash, up to and including another. The second form goes over the ring's end.
INSERT INTO orleansquery (querykey, querytext) VALUES
('UpsertReminderRowKey', $$
    INSERT INTO cluster_reminders AS r (service, grain, name, grain_hash, first_due, period)
    VALUES (@ServiceId, @GrainId, @ReminderName, @GrainHash, @StartTime, @Period)
    ON CONFLICT ON CONSTRAINT cluster_reminders_grain_name_key DO UPDATE
       SET grain_hash = excluded.grain_hash, first_due = excluded.first_due, period = excluded.period, version = r.version + 1
    RETURNING version
$$),
('ReadReminderRowKey', $$
    SELECT grain AS GrainId, name AS ReminderName, first_due AS StartTime, period, version FROM cluster_reminders
     WHERE service = @ServiceId AND grain = @GrainId AND name = @ReminderName
$$),
('ReadReminderRowsKey', $$
    SELECT grain AS GrainId, name AS ReminderName, first_due AS StartTime, period, version FROM cluster_reminders
     WHERE service = @ServiceId AND grain = @GrainId
$$),
('ReadRangeRows1Key', $$
    SELECT grain AS GrainId, name AS ReminderName, first_due AS StartTime, period, version FROM cluster_reminders
     WHERE service = @ServiceId AND grain_hash > @BeginHash AND grain_hash <= @EndHash
$$),
('ReadRangeRows2Key', $$
    SELECT grain AS GrainId, name AS ReminderName, first_due AS StartTime, period, version FROM cluster_reminders
     WHERE service = @ServiceId AND (grain_hash > @BeginHash OR grain_hash <= @EndHash)
$$),
('DeleteReminderRowKey', $$
    WITH removed AS (
        DELETE FROM cluster_reminders
         WHERE service = @ServiceId AND grain = @GrainId AND name = @ReminderName AND version = @Version RETURNING 1)
    SELECT EXISTS (SELECT FROM removed)
$$),
('DeleteReminderRowsKey', $$
    DELETE FROM cluster_reminders WHERE service = @ServiceId
$$);
