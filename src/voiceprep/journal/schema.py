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
    """
    ALTER TABLE attempt ADD COLUMN delivery TEXT;   -- JSON
    ALTER TABLE attempt ADD COLUMN structure TEXT;  -- JSON
    ALTER TABLE attempt ADD COLUMN advice TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE attempt ADD COLUMN follows INTEGER REFERENCES attempt ON DELETE SET NULL;
    ALTER TABLE attempt ADD COLUMN note TEXT NOT NULL DEFAULT '';
    """,
    """
    ALTER TABLE attempt ADD COLUMN kind TEXT AS (json_extract(question, '$.kind')) VIRTUAL;
    ALTER TABLE attempt ADD COLUMN target_s INTEGER
        AS (json_extract(question, '$.seconds')) VIRTUAL;
    ALTER TABLE attempt ADD COLUMN wpm REAL AS (json_extract(delivery, '$.speaking_wpm')) VIRTUAL;
    ALTER TABLE attempt ADD COLUMN fillers_per_min REAL
        AS (json_extract(delivery, '$.fillers_per_min')) VIRTUAL;
    CREATE INDEX attempt_brief ON attempt(  -- all that a list shows
        session, id, open, question_id, kind, target_s, source, started, think_s, answer_s,
        ended_by, judge, unscorable, wpm, fillers_per_min, recording, follows, note);
    CREATE INDEX verdict_brief ON verdict(attempt, verdict);
    CREATE VIEW said (id, transcript, ask, note) AS
        SELECT id, transcript, json_extract(question, '$.ask'), note FROM attempt;
    CREATE VIRTUAL TABLE search USING fts5(
        transcript, ask, note, content = 'said', content_rowid = 'id',
        tokenize = 'porter unicode61 remove_diacritics 2');
    INSERT INTO search(search) VALUES ('rebuild');
    CREATE TRIGGER search_insert AFTER INSERT ON attempt BEGIN
        INSERT INTO search(rowid, transcript, ask, note) VALUES
            (new.id, new.transcript, json_extract(new.question, '$.ask'), new.note);
    END;
    CREATE TRIGGER search_delete AFTER DELETE ON attempt BEGIN
        INSERT INTO search(search, rowid, transcript, ask, note) VALUES
            ('delete', old.id, old.transcript, json_extract(old.question, '$.ask'), old.note);
    END;
    CREATE TRIGGER search_update AFTER UPDATE OF id, transcript, question, note ON attempt
    WHEN old.id IS NOT new.id OR old.transcript IS NOT new.transcript
        OR old.question IS NOT new.question OR old.note IS NOT new.note BEGIN
        INSERT INTO search(search, rowid, transcript, ask, note) VALUES
            ('delete', old.id, old.transcript, json_extract(old.question, '$.ask'), old.note);
        INSERT INTO search(rowid, transcript, ask, note) VALUES
            (new.id, new.transcript, json_extract(new.question, '$.ask'), new.note);
    END;
    """,
    """
    ALTER TABLE attempt ADD COLUMN rating TEXT;     -- the user's own
    CREATE TABLE event (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        session INTEGER NOT NULL REFERENCES session ON DELETE CASCADE,
        at TEXT NOT NULL,
        kind TEXT NOT NULL,
        data TEXT NOT NULL           -- JSON
    ) STRICT;
    CREATE INDEX event_session ON event(session);
    """,
    """
    ALTER TABLE attempt ADD COLUMN long_pauses INTEGER;  -- from 2 s; NULL: not measured
    UPDATE attempt SET long_pauses = (
        SELECT count(*) FROM json_each(delivery, '$.pauses')
        WHERE json_extract(value, '$.end_s') - json_extract(value, '$.start_s') >= 1.999)
    WHERE json_extract(delivery, '$.speech_s') IS NOT NULL;
    ALTER TABLE attempt ADD COLUMN coverage REAL;        -- share of the points that are covered
    UPDATE attempt SET coverage = (
        SELECT avg(verdict = 'covered') FROM verdict WHERE verdict.attempt = attempt.id);
    CREATE INDEX attempt_figures ON attempt(  -- all that an answer is compared with
        open, id, question_id, source, judge, unscorable, follows, think_s, answer_s, wpm,
        fillers_per_min, long_pauses, coverage);
    """,
    """
    CREATE TABLE claim (             -- points that the user says were said
        attempt INTEGER NOT NULL REFERENCES attempt ON DELETE CASCADE,
        say TEXT NOT NULL,
        PRIMARY KEY (attempt, say)
    ) STRICT, WITHOUT ROWID;
    """,
    """
    ALTER TABLE verdict ADD COLUMN judged TEXT;  -- where a claim hides it; else NULL
    """,
    """
    DROP INDEX attempt_figures;
    CREATE INDEX attempt_figures ON attempt(  -- all that an answer is compared with, by time
        open, started, id, question_id, source, judge, unscorable, follows, think_s, answer_s,
        wpm, fillers_per_min, long_pauses, coverage);
    """,
    """
    ALTER TABLE attempt ADD COLUMN own_story INTEGER  -- judged by the user's own points: 1
        AS (coalesce(json_extract(question, '$.points[0].own'), 0)) VIRTUAL;
    DROP INDEX attempt_brief;
    CREATE INDEX attempt_brief ON attempt(  -- all that a list shows
        session, id, open, question_id, kind, target_s, source, started, think_s, answer_s,
        ended_by, judge, unscorable, wpm, fillers_per_min, recording, follows, note, own_story);
    DROP INDEX attempt_figures;
    CREATE INDEX attempt_figures ON attempt(  -- all that an answer is compared with, by time
        open, started, id, question_id, source, judge, unscorable, follows, think_s, answer_s,
        wpm, fillers_per_min, long_pauses, coverage, own_story);
    """,
    """
    CREATE TABLE correction (        -- aliases that the user made out of the attempt's words
        attempt INTEGER NOT NULL REFERENCES attempt ON DELETE CASCADE,
        said TEXT NOT NULL,
        heard TEXT NOT NULL,
        PRIMARY KEY (attempt, said, heard)
    ) STRICT, WITHOUT ROWID;
    """,
)
"""Step n leads from user_version n to n + 1. A step that was released is never changed."""
