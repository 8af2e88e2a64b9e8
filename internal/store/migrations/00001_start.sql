-- +goose Up

-- What holds for the whole store: its id, the key of its fingerprints, since when it answers.
CREATE TABLE setting (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- Texts kept once, whoever refers to them: rules, controls, lists of findings and actions. Compressed, base64.
CREATE TABLE content (
    id     BIGINT NOT NULL PRIMARY KEY,
    sha256 TEXT   NOT NULL UNIQUE,
    body   TEXT   NOT NULL
);

-- A run is open while it reads, and finished with its document. An open one that is not the last was aborted.
CREATE TABLE run (
    id          BIGINT NOT NULL PRIMARY KEY,
    name        TEXT   NOT NULL,
    as_of       TEXT   NOT NULL,
    day         TEXT   NOT NULL,
    in_line     BIGINT NOT NULL,
    mode        TEXT   NOT NULL,
    state       TEXT   NOT NULL,
    started     BIGINT NOT NULL,
    finished    BIGINT NOT NULL,
    rules_hash  TEXT   NOT NULL,
    config_hash TEXT   NOT NULL,
    version     TEXT   NOT NULL,
    rules       BIGINT,
    controls    BIGINT
);
CREATE INDEX run_name ON run (name);
CREATE INDEX run_day ON run (day);

CREATE TABLE target (
    id   BIGINT NOT NULL PRIMARY KEY,
    name TEXT   NOT NULL UNIQUE,
    -- how many stays were numbered
    stays BIGINT NOT NULL
);

CREATE TABLE read (
    run      BIGINT NOT NULL,
    target   BIGINT NOT NULL,
    status   TEXT   NOT NULL,
    good     BIGINT NOT NULL,
    why      TEXT   NOT NULL,
    hash     TEXT   NOT NULL,
    links    TEXT   NOT NULL,
    accounts BIGINT NOT NULL,
    enabled  BIGINT NOT NULL,
    total    BIGINT NOT NULL,
    calls    BIGINT NOT NULL,
    file     TEXT   NOT NULL,
    taken    BIGINT NOT NULL,
    PRIMARY KEY (target, run)
);

-- The latest volatile facts of a target's accounts.
CREATE TABLE volatile (
    target BIGINT NOT NULL PRIMARY KEY,
    run    BIGINT NOT NULL,
    sha256 TEXT   NOT NULL,
    body   TEXT   NOT NULL
);

CREATE TABLE governed (
    target   BIGINT NOT NULL,
    key      TEXT   NOT NULL,
    from_run BIGINT NOT NULL,
    PRIMARY KEY (target, key)
);

CREATE TABLE entitlement (
    id        BIGINT NOT NULL PRIMARY KEY,
    target    BIGINT NOT NULL,
    vendor_id TEXT   NOT NULL,
    UNIQUE (target, vendor_id)
);

CREATE TABLE entitlement_span (
    entitlement BIGINT NOT NULL,
    from_run    BIGINT NOT NULL,
    to_run      BIGINT,
    type        TEXT   NOT NULL,
    name        TEXT   NOT NULL,
    level       TEXT   NOT NULL,
    title       TEXT   NOT NULL,
    privileged  BIGINT NOT NULL,
    fixed       TEXT   NOT NULL,
    mark        BIGINT NOT NULL,
    PRIMARY KEY (entitlement, from_run)
);

-- A stay is an account's unbroken presence, over which its facts may change. since_run is since when it has, or has not,
-- been access. mark and holds are fingerprints of the facts and of the open grants.
CREATE TABLE account_span (
    target    BIGINT NOT NULL,
    account   TEXT   NOT NULL,
    from_run  BIGINT NOT NULL,
    to_run    BIGINT,
    stay      BIGINT NOT NULL,
    since_run BIGINT NOT NULL,
    access    BIGINT NOT NULL,
    person    TEXT   NOT NULL,
    main      BIGINT NOT NULL,
    matched   TEXT   NOT NULL,
    login     TEXT   NOT NULL,
    email     TEXT   NOT NULL,
    name      TEXT   NOT NULL,
    status    TEXT   NOT NULL,
    kind      TEXT   NOT NULL,
    facts     TEXT   NOT NULL,
    mark      BIGINT NOT NULL,
    holds     BIGINT NOT NULL,
    PRIMARY KEY (target, account, from_run)
);

CREATE TABLE grant_span (
    stay        BIGINT NOT NULL,
    entitlement BIGINT NOT NULL,
    via         BIGINT NOT NULL,
    from_run    BIGINT NOT NULL,
    to_run      BIGINT,
    managed_by  TEXT   NOT NULL,
    PRIMARY KEY (stay, entitlement, via, from_run)
);

CREATE TABLE roster (
    run    BIGINT NOT NULL PRIMARY KEY,
    hash   TEXT   NOT NULL,
    good   BIGINT NOT NULL,
    people BIGINT NOT NULL
);

CREATE TABLE person_span (
    person   TEXT   NOT NULL,
    from_run BIGINT NOT NULL,
    to_run   BIGINT,
    body     TEXT   NOT NULL,
    mark     BIGINT NOT NULL,
    PRIMARY KEY (person, from_run)
);

CREATE TABLE finding_span (
    fingerprint TEXT   NOT NULL,
    from_run    BIGINT NOT NULL,
    to_run      BIGINT,
    opened      TEXT   NOT NULL,
    verdict     TEXT   NOT NULL,
    cause       TEXT   NOT NULL,
    target      TEXT   NOT NULL,
    account     TEXT   NOT NULL,
    person      TEXT   NOT NULL,
    entitlement TEXT   NOT NULL,
    PRIMARY KEY (fingerprint, from_run)
);
CREATE INDEX finding_span_open ON finding_span (fingerprint) WHERE to_run IS NULL;

-- One finding or action as JSON, without what changes from day to day.
CREATE TABLE body (
    id     BIGINT NOT NULL PRIMARY KEY,
    sha256 TEXT   NOT NULL UNIQUE,
    json   TEXT   NOT NULL
);

-- sha256 is of the run's whole document as canonical JSON. rest is the document without findings and actions; those are
-- lists of bodies.
CREATE TABLE run_document (
    run      BIGINT NOT NULL PRIMARY KEY,
    sha256   TEXT   NOT NULL,
    rest     TEXT   NOT NULL,
    findings BIGINT NOT NULL,
    actions  BIGINT NOT NULL
);

CREATE TABLE outcome (
    id          BIGINT NOT NULL PRIMARY KEY,
    run         BIGINT NOT NULL,
    time        BIGINT NOT NULL,
    day         TEXT   NOT NULL,
    kind        TEXT   NOT NULL,
    target      TEXT   NOT NULL,
    account     TEXT   NOT NULL,
    person      TEXT   NOT NULL,
    entitlement TEXT   NOT NULL,
    removal     BIGINT NOT NULL,
    leaver      BIGINT NOT NULL,
    state       TEXT   NOT NULL
);
CREATE INDEX outcome_day ON outcome (day);

CREATE TABLE plan_hash (
    sha256 TEXT   NOT NULL PRIMARY KEY,
    run    BIGINT NOT NULL,
    made   BIGINT NOT NULL
);

CREATE TABLE accepted (
    id    BIGINT NOT NULL PRIMARY KEY,
    time  BIGINT NOT NULL,
    kind  TEXT   NOT NULL,
    value TEXT   NOT NULL,
    who   TEXT   NOT NULL
);

CREATE TABLE outbox (
    id        BIGINT NOT NULL PRIMARY KEY,
    run       BIGINT NOT NULL,
    kind      TEXT   NOT NULL,
    recipient TEXT   NOT NULL,
    state     TEXT   NOT NULL,
    attempts  BIGINT NOT NULL,
    due       BIGINT NOT NULL,
    error     TEXT   NOT NULL,
    body      TEXT   NOT NULL,
    UNIQUE (run, kind, recipient)
);

-- The chain: hash is over all the other columns, previous is the hash of the entry before.
CREATE TABLE audit (
    seq            BIGINT NOT NULL PRIMARY KEY,
    time           BIGINT NOT NULL,
    kind           TEXT   NOT NULL,
    payload_sha256 TEXT   NOT NULL,
    previous       TEXT   NOT NULL,
    hash           TEXT   NOT NULL
);

CREATE TABLE audit_payload (
    seq     BIGINT NOT NULL PRIMARY KEY,
    payload TEXT   NOT NULL
);
