import type { Store } from './store-error.ts';

/** "Fair" in ASCII: tells our files from every other program's. */
export const APPLICATION_ID = 0x46616972;

/**
 * Steps that make a record; step n takes user_version n to n + 1. A step that has shipped is never edited: a change is a new step.
 * Units as in shared/units.ts: Px, Money, Qty and Nanos are integers. An absent value is NULL.
 * `seq` is the engine's own order of events, shared by executions, decisions, markouts and events, from 1 in each session.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE sessions (
    id            INTEGER PRIMARY KEY,
    sessionID     TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    title         TEXT NOT NULL,
    market        TEXT NOT NULL CHECK (market IN ('simulation', 'tape')),
    seed          INTEGER NOT NULL,
    config        TEXT NOT NULL,                 -- JSON, SessionConfig
    info          TEXT NOT NULL,                 -- JSON, SessionInfo
    engineVersion TEXT NOT NULL,
    runtime       TEXT NOT NULL,                 -- Node and V8 that ran it
    startedAt     TEXT NOT NULL,                 -- wall time, ISO 8601
    fromAt        INTEGER NOT NULL,
    toAt          INTEGER NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('running', 'closed', 'cut off')),
    digest        TEXT,
    eventCount    INTEGER NOT NULL DEFAULT 0,
    parents       INTEGER NOT NULL DEFAULT 0,    -- kept with every flush, so that the list of sessions reads no other table
    fills         INTEGER NOT NULL DEFAULT 0,
    decisions     INTEGER NOT NULL DEFAULT 0,
    tradedQty     INTEGER NOT NULL DEFAULT 0
  ) STRICT;

  CREATE TABLE commands (
    session INTEGER NOT NULL REFERENCES sessions (id),
    seq     INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    command TEXT NOT NULL,                       -- JSON, Command
    PRIMARY KEY (session, seq)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE orders (                          -- latest state of every parent and child
    session       INTEGER NOT NULL REFERENCES sessions (id),
    orderID       TEXT NOT NULL,
    parentID      TEXT,                          -- absent on a parent
    clOrdID       TEXT NOT NULL,
    decisionID    TEXT,
    symbol        TEXT NOT NULL,
    side          TEXT NOT NULL,
    ordType       TEXT NOT NULL,
    timeInForce   TEXT NOT NULL,
    orderQty      INTEGER NOT NULL,
    price         INTEGER,
    strategy      TEXT,
    dispatch      TEXT,
    exDestination TEXT,
    action        TEXT,
    iso           INTEGER,
    ordStatus     TEXT NOT NULL,
    cumQty        INTEGER NOT NULL,
    leavesQty     INTEGER NOT NULL,
    cumNotional   INTEGER NOT NULL,
    cumFee        INTEGER NOT NULL,
    text          TEXT,
    createdAt     INTEGER NOT NULL,
    updatedAt     INTEGER NOT NULL,
    PRIMARY KEY (session, orderID)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX ordersByParent ON orders (session, parentID);

  CREATE TABLE executions (                      -- every ExecutionReport, field by field
    session           INTEGER NOT NULL REFERENCES sessions (id),
    seq               INTEGER NOT NULL,
    at                INTEGER NOT NULL,
    execID            TEXT NOT NULL,
    execType          TEXT NOT NULL,
    ordStatus         TEXT NOT NULL,
    orderID           TEXT NOT NULL,
    clOrdID           TEXT NOT NULL,
    parentID          TEXT,
    decisionID        TEXT,
    symbol            TEXT NOT NULL,
    side              TEXT NOT NULL,
    ordType           TEXT NOT NULL,
    timeInForce       TEXT NOT NULL,
    orderQty          INTEGER NOT NULL,
    price             INTEGER,
    cumQty            INTEGER NOT NULL,
    leavesQty         INTEGER NOT NULL,
    cumNotional       INTEGER NOT NULL,
    cumFee            INTEGER NOT NULL,
    strategy          TEXT,
    dispatch          TEXT,
    exDestination     TEXT,
    action            TEXT,
    iso               INTEGER,
    lastQty           INTEGER,
    lastPx            INTEGER,
    lastMkt           TEXT,
    lastLiquidityInd  INTEGER,
    fee               INTEGER,
    transactTime      INTEGER,
    midPx             INTEGER,
    bidPx             INTEGER,
    askPx             INTEGER,
    marketQty         INTEGER,
    marketNotional    INTEGER,
    ordRejReason      INTEGER,
    field             TEXT,
    text              TEXT,
    PRIMARY KEY (session, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX executionsByOrder ON executions (session, orderID);

  CREATE TABLE decisions (
    session    INTEGER NOT NULL REFERENCES sessions (id),
    seq        INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    decisionID TEXT NOT NULL,
    orderID    TEXT NOT NULL,
    round      INTEGER NOT NULL,
    symbol     TEXT NOT NULL,
    side       TEXT NOT NULL,
    strategy   TEXT NOT NULL,
    dispatch   TEXT NOT NULL,
    leavesQty  INTEGER NOT NULL,
    limitPx    INTEGER NOT NULL,
    midPx      INTEGER,
    winner     TEXT,
    second     TEXT,
    margin     REAL,
    decision   TEXT NOT NULL,                    -- JSON, the whole RoutingDecision
    PRIMARY KEY (session, seq)
  ) STRICT;
  CREATE INDEX decisionsByOrder ON decisions (session, orderID);

  CREATE TABLE markouts (
    session INTEGER NOT NULL REFERENCES sessions (id),
    seq     INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    execID  TEXT NOT NULL,
    tau     INTEGER NOT NULL,
    midPx   INTEGER,
    PRIMARY KEY (session, seq)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE events (                          -- cancel rejects, protocol errors, notices
    session INTEGER NOT NULL REFERENCES sessions (id),
    seq     INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    type    TEXT NOT NULL,
    event   TEXT NOT NULL,                       -- JSON, EngineEvent
    PRIMARY KEY (session, seq)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE venueStatistics (                 -- VenueScore at the last flush that had one
    session             INTEGER NOT NULL REFERENCES sessions (id),
    position            INTEGER NOT NULL,        -- the config's order
    mic                 TEXT NOT NULL,
    orders              INTEGER NOT NULL,
    rejects             INTEGER NOT NULL,
    sentQty             INTEGER NOT NULL,
    leavesQty           INTEGER NOT NULL,
    filledQty           INTEGER NOT NULL,
    fees                INTEGER NOT NULL,
    rttP50              REAL,
    rttP99              REAL,
    quoteAge            REAL,
    markoutBps          REAL,
    markoutHalfWidth    REAL,
    markouts            INTEGER NOT NULL,
    effectiveOverQuoted REAL,
    fade                REAL,
    PRIMARY KEY (session, mic)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE nbboSamples (                     -- direct NBBO, packed columns (nbbo-samples.ts), about 10 s a row
    session INTEGER NOT NULL REFERENCES sessions (id),
    symbol  TEXT NOT NULL,
    t0      INTEGER NOT NULL,
    t1      INTEGER NOT NULL,
    n       INTEGER NOT NULL,
    samples BLOB NOT NULL,
    PRIMARY KEY (session, symbol, t0)
  ) STRICT;
  `,
  `
  ALTER TABLE executions ADD COLUMN tradeThrough TEXT;  -- on a trade: none, exempt(reason) or violation
  `,
  `
  CREATE TABLE regrets (                         -- how far an order was from the best, once it has been judged
    session   INTEGER NOT NULL REFERENCES sessions (id),
    orderID   TEXT NOT NULL,
    strategy  TEXT NOT NULL,
    bps       REAL NOT NULL,                     -- its all-in cost; the others are what it cost beyond each oracle
    staticBps REAL NOT NULL,
    windowBps REAL NOT NULL,
    fixedBps  REAL NOT NULL,
    regret    TEXT NOT NULL,                     -- JSON, OrderRegret
    PRIMARY KEY (session, orderID)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  ALTER TABLE venueStatistics ADD COLUMN reputation REAL;       -- 0 to 100
  ALTER TABLE venueStatistics ADD COLUMN fillProbability REAL;  -- as the router has learned it
  ALTER TABLE venueStatistics ADD COLUMN fillHalfWidth REAL;
  ALTER TABLE venueStatistics ADD COLUMN oneWay REAL;           -- ns
  ALTER TABLE decisions ADD COLUMN routerTime REAL;             -- ns that the router took on this computer; NULL where nobody measured
  `,
  `
  CREATE TABLE policies (                        -- users' own, whole, as orders of the session were routed by them
    session  INTEGER NOT NULL REFERENCES sessions (id),
    strategy TEXT NOT NULL,                      -- user:NAME, or user:NAME@HASH8
    version  TEXT NOT NULL,                      -- as the file says
    file     TEXT NOT NULL,                      -- its name without the folder
    source   TEXT NOT NULL,
    sha256   TEXT NOT NULL,                      -- of the source, hex
    PRIMARY KEY (session, strategy)
  ) STRICT, WITHOUT ROWID;
  `,
];

export const SCHEMA_VERSION = MIGRATIONS.length;

/** Takes a record from whatever step it is at to the newest, in one transaction. Two programs may try at once; one of them does it. */
export function migrate(db: Store, migrations: readonly string[] = MIGRATIONS): void {
  db.transaction(() => {
    db.pragma(`application_id = ${APPLICATION_ID}`);
    for (const step of migrations.slice(userVersion(db))) db.exec(step);
    db.pragma(`user_version = ${migrations.length}`);
  }).immediate();
}

export function userVersion(db: Store): number {
  return db.pragma('user_version', { simple: true }) as number;
}

export function applicationID(db: Store): number {
  return db.pragma('application_id', { simple: true }) as number;
}
