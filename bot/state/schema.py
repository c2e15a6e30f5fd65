"""The tables of the bot's memory, and how an older file is brought up to date."""

from __future__ import annotations

MIGRATIONS = (
    """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE answers (
        id TEXT PRIMARY KEY,
        at REAL NOT NULL,            -- seconds since 1970
        person INTEGER,              -- NULL once forgotten, like the question
        question TEXT,
        channel INTEGER NOT NULL,
        message INTEGER,             -- the message that shows it to others, once sent
        previous TEXT,               -- the answer that it follows up
        answered INTEGER NOT NULL,
        confidence REAL NOT NULL,
        documents INTEGER NOT NULL,  -- searched
        quotes TEXT NOT NULL         -- JSON: id, sha256, score, highlights, answer; best first, more than were shown
    ) WITHOUT ROWID;
    CREATE INDEX answers_by_message ON answers (message);
    CREATE INDEX answers_by_channel ON answers (channel, at);
    CREATE INDEX answers_by_person ON answers (person);
    CREATE INDEX answers_by_time ON answers (at);
    CREATE TABLE feedback (
        answer TEXT NOT NULL, person INTEGER NOT NULL, helpful INTEGER NOT NULL, at REAL NOT NULL,
        PRIMARY KEY (answer, person)
    ) WITHOUT ROWID;
    CREATE TABLE unanswered (
        id INTEGER PRIMARY KEY, at REAL NOT NULL, person INTEGER NOT NULL, question TEXT NOT NULL
    );
    CREATE TABLE channels (
        channel INTEGER PRIMARY KEY, mode TEXT NOT NULL, source TEXT
    );
    """,
    """
    ALTER TABLE answers ADD COLUMN searched TEXT;  -- the question without its typing errors; NULL when it had none
    """,
    """
    ALTER TABLE answers ADD COLUMN server INTEGER;          -- NULL in direct messages, and in older rows
    ALTER TABLE answers ADD COLUMN parent INTEGER;          -- the channel that a thread belongs to
    ALTER TABLE answers ADD COLUMN asking_message INTEGER;  -- the asker's; NULL for commands and menus
    ALTER TABLE answers ADD COLUMN is_private INTEGER NOT NULL DEFAULT 1;  -- whether only the asker saw it
    ALTER TABLE unanswered ADD COLUMN server INTEGER;       -- these as in answers
    ALTER TABLE unanswered ADD COLUMN channel INTEGER;
    ALTER TABLE unanswered ADD COLUMN parent INTEGER;
    ALTER TABLE unanswered ADD COLUMN asking_message INTEGER;
    ALTER TABLE unanswered ADD COLUMN is_private INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE unanswered ADD COLUMN answer TEXT;          -- the "not in the sources" that it got
    ALTER TABLE channels ADD COLUMN server INTEGER;         -- NULL in older rows
    CREATE INDEX answers_by_asking_message ON answers (asking_message);
    CREATE INDEX answers_by_server ON answers (server);
    """,
    """
    ALTER TABLE answers ADD COLUMN offer INTEGER;  -- the message that offers to answer the question's new wording
    """,
    """
    CREATE TABLE changes (
        id TEXT PRIMARY KEY,
        at REAL NOT NULL,     -- seconds since 1970
        person INTEGER,       -- NULL once forgotten
        path TEXT NOT NULL,   -- of a document, below the seeds folder
        sha256 TEXT,          -- what it was afterwards; NULL when it was removed
        kept TEXT             -- where the trash has what it was before; NULL when it was new
    ) WITHOUT ROWID;
    CREATE INDEX changes_by_time ON changes (at);
    """,
    """
    ALTER TABLE channels ADD COLUMN by_operator INTEGER NOT NULL DEFAULT 0;  -- whether an operator set it
    ALTER TABLE channels ADD COLUMN is_anchored INTEGER NOT NULL DEFAULT 0;  -- source begins at the seeds folder
    UPDATE channels SET by_operator = 1;  -- nobody knows, and what an operator set is not for others to loosen
    """,
    """
    ALTER TABLE answers ADD COLUMN repeats INTEGER;  -- the message whose question was searched again, for one person
    CREATE INDEX answers_by_repeated_message ON answers (repeats);
    """,
    """
    ALTER TABLE answers ADD COLUMN source TEXT;    -- the only documents that were asked; NULL once forgotten
    ALTER TABLE answers ADD COLUMN language TEXT;  -- likewise
    """,
    """
    DROP INDEX answers_by_server;
    CREATE INDEX answers_by_place ON answers (server, channel, at, parent);  -- all that is asked about places
    """,
    """
    ALTER TABLE answers ADD COLUMN elapsed REAL;  -- milliseconds that it took; NULL in older rows and in copies
    """,
    """
    CREATE TABLE pins (
        id TEXT PRIMARY KEY,
        server INTEGER NOT NULL,
        at REAL NOT NULL,      -- seconds since 1970
        question TEXT NOT NULL,
        quote TEXT NOT NULL,   -- the id of a quote
        document TEXT NOT NULL -- where it stood when it was pinned
    ) WITHOUT ROWID;
    """,
    """
    CREATE TABLE contributors (
        person INTEGER PRIMARY KEY, agrees INTEGER NOT NULL  -- whether their messages may become documents
    );
    CREATE TABLE collected (
        message INTEGER PRIMARY KEY,
        channel INTEGER NOT NULL,  -- the channel or thread that it is in
        home INTEGER NOT NULL,     -- the channel whose readers may read it
        server INTEGER NOT NULL,
        author INTEGER NOT NULL,
        how TEXT NOT NULL,
        edited REAL,               -- when last, in seconds since 1970
        question INTEGER,          -- the message whose words stand over it, and who wrote those
        asker INTEGER
    );
    CREATE INDEX collected_by_author ON collected (author);
    CREATE INDEX collected_by_asker ON collected (asker);
    CREATE INDEX collected_by_question ON collected (question);
    CREATE TABLE collected_channels (
        channel INTEGER PRIMARY KEY, server INTEGER NOT NULL, tag TEXT  -- that the threads of a forum need
    );
    """,
)
"""Each migration turns one version into the next; new ones are only ever appended."""
