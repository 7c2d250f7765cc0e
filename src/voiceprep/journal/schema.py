"""The journal's tables, as the steps that lead from an empty file to them."""

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE session (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        bank TEXT NOT NULL,
        started TEXT NOT NULL,
        ended TEXT
    ) STRICT;
    CREATE TABLE attempt (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        session INTEGER NOT NULL REFERENCES session ON DELETE CASCADE,
        question_id TEXT NOT NULL,
        question TEXT NOT NULL,      -- as it was asked, JSON
        language TEXT NOT NULL,
        source TEXT NOT NULL,
        started TEXT NOT NULL,
        open INTEGER NOT NULL,       -- 1 until the answer is complete
        model_name TEXT NOT NULL DEFAULT '',
        model_sha256 TEXT NOT NULL DEFAULT '',
        think_s REAL NOT NULL DEFAULT 0,
        answer_s REAL NOT NULL DEFAULT 0,
        ended_by TEXT NOT NULL DEFAULT 'cut off',
        spoken TEXT NOT NULL DEFAULT '',
        transcript TEXT NOT NULL DEFAULT '',
        speech_dbfs REAL,
        noise_dbfs REAL,
        clipped REAL,
        recording TEXT NOT NULL DEFAULT '',
        judge TEXT,                  -- NULL: not judged
        unscorable TEXT NOT NULL DEFAULT '',
        notes TEXT NOT NULL DEFAULT '[]'
    ) STRICT;
    CREATE INDEX attempt_session ON attempt(session);
    CREATE INDEX attempt_question ON attempt(question_id, started);
    CREATE TABLE word (
        attempt INTEGER NOT NULL REFERENCES attempt ON DELETE CASCADE,
        n INTEGER NOT NULL,
        text TEXT NOT NULL,
        start_s REAL NOT NULL,
        end_s REAL NOT NULL,
        conf REAL NOT NULL,
        PRIMARY KEY (attempt, n)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE gap (
        attempt INTEGER NOT NULL REFERENCES attempt ON DELETE CASCADE,
        start_s REAL NOT NULL,
        end_s REAL NOT NULL
    ) STRICT;
    CREATE TABLE verdict (
        attempt INTEGER NOT NULL REFERENCES attempt ON DELETE CASCADE,
        n INTEGER NOT NULL,
        say TEXT NOT NULL,
        verdict TEXT NOT NULL,
        score REAL NOT NULL,
        quote TEXT NOT NULL,
        start_s REAL,
        end_s REAL,
        derived INTEGER NOT NULL,
        found TEXT NOT NULL,         -- JSON
        PRIMARY KEY (attempt, n)
    ) STRICT, WITHOUT ROWID;
    """,
)
"""Step n leads from user_version n to n + 1. A step that was released is never changed."""
