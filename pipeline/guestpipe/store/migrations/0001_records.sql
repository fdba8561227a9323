-- What is in objects/. A row is written after its object was renamed into place; an object without a row is not trusted.
CREATE TABLE objects (
    id INTEGER PRIMARY KEY,
    base_name TEXT NOT NULL UNIQUE,
    digest TEXT NOT NULL,
    name TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,      -- of the NAR
    added_at REAL NOT NULL,           -- seconds since the epoch
    used_at REAL NOT NULL,
    boot TEXT NOT NULL,               -- the boot in which it was sealed
    synced INTEGER NOT NULL           -- 1: known to be on the disk
);

-- «This plan key / action key gave that object.»
CREATE TABLE realisations (
    plan_key TEXT PRIMARY KEY,
    action_key TEXT NOT NULL,
    object INTEGER NOT NULL REFERENCES objects (id),
    log INTEGER REFERENCES objects (id),
    began_at REAL NOT NULL,
    wall_s REAL NOT NULL,
    cpu_s REAL NOT NULL,
    builder TEXT NOT NULL             -- `guestpipe <version>`
) WITHOUT ROWID;
CREATE INDEX realisations_by_action_key ON realisations (action_key);
CREATE INDEX realisations_by_object ON realisations (object);
CREATE INDEX realisations_by_log ON realisations (log) WHERE log IS NOT NULL;

-- How long a step took last time; survives the collection of its object.
CREATE TABLE timings (
    name TEXT PRIMARY KEY,
    wall_s REAL NOT NULL,
    cpu_s REAL NOT NULL,
    began_at REAL NOT NULL
) WITHOUT ROWID;

-- What gc keeps. A root with a link lives as long as the link leads to an object of this store.
CREATE TABLE roots (
    name TEXT PRIMARY KEY,
    link TEXT,
    made_at REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE root_objects (
    root TEXT NOT NULL REFERENCES roots (name),
    base_name TEXT NOT NULL,
    PRIMARY KEY (root, base_name)
) WITHOUT ROWID;
