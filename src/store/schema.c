/* The schema, as numbered migrations.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"

#include <inttypes.h>
#include <stdlib.h>

/* A migration is never edited once released: a new one is added below it. doc/store.md
 * explains the tables. */
const Migration store_migrations[] = {
    {"CREATE TABLE meta("
     " name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;"

     "CREATE TABLE document("
     " id INTEGER PRIMARY KEY AUTOINCREMENT,"
     " uid BLOB NOT NULL UNIQUE,"
     " edition INTEGER NOT NULL," /* the current one */
     " title TEXT NOT NULL, path TEXT NOT NULL,"
     " author TEXT NOT NULL, source TEXT NOT NULL, date TEXT NOT NULL,"
     " format TEXT NOT NULL, encoding TEXT NOT NULL,"
     " text_bytes INTEGER NOT NULL, codepoints INTEGER NOT NULL,"
     " replaced INTEGER NOT NULL, source_bytes INTEGER NOT NULL,"
     " blocks INTEGER NOT NULL, headings INTEGER NOT NULL,"
     " notes INTEGER NOT NULL DEFAULT 0,"
     " progress REAL NOT NULL DEFAULT -1,"
     " added_ms INTEGER NOT NULL, read_ms INTEGER NOT NULL DEFAULT 0,"
     " recent_ms INTEGER NOT NULL," /* read or added, whichever came last */
     " trashed_ms INTEGER NOT NULL DEFAULT 0);"
     "CREATE INDEX document_recent ON document((trashed_ms <> 0), recent_ms, id);"
     "CREATE INDEX document_path ON document(path);"

     "CREATE TABLE edition("
     " id INTEGER PRIMARY KEY AUTOINCREMENT,"
     " doc INTEGER NOT NULL REFERENCES document(id),"
     " hash BLOB NOT NULL UNIQUE,"
     " first_row INTEGER NOT NULL UNIQUE," /* row of block 0 in text_index */
     " blocks INTEGER NOT NULL,"
     " encoding TEXT NOT NULL,"
     " confidence REAL NOT NULL,"
     " added_ms INTEGER NOT NULL,"
     " text_bytes INTEGER NOT NULL, codepoints INTEGER NOT NULL,"
     " original_bytes INTEGER NOT NULL,"
     " headings INTEGER NOT NULL,"
     " directory BLOB NOT NULL);"
     "CREATE INDEX edition_doc ON edition(doc);"
     /* id = edition << 32 | number */
     "CREATE TABLE chunk(id INTEGER PRIMARY KEY, data BLOB NOT NULL);"
     "CREATE TABLE page(id INTEGER PRIMARY KEY, data BLOB NOT NULL);"
     "CREATE TABLE section_page(id INTEGER PRIMARY KEY, data BLOB NOT NULL);"
     "CREATE TABLE title_page(id INTEGER PRIMARY KEY, data BLOB NOT NULL);"
     "CREATE TABLE piece(id INTEGER PRIMARY KEY, data BLOB NOT NULL);"

     "CREATE TABLE reading("
     " doc INTEGER PRIMARY KEY REFERENCES document(id),"
     " block INTEGER NOT NULL, off INTEGER NOT NULL,"
     " progress REAL NOT NULL, folds BLOB NOT NULL, read_ms INTEGER NOT NULL);"

     "CREATE TABLE annotation("
     " id INTEGER PRIMARY KEY AUTOINCREMENT,"
     " uid BLOB NOT NULL UNIQUE,"
     " doc INTEGER NOT NULL REFERENCES document(id),"
     " edition INTEGER NOT NULL,"
     " start_block INTEGER NOT NULL, start_off INTEGER NOT NULL,"
     " end_block INTEGER NOT NULL, end_off INTEGER NOT NULL,"
     " exact TEXT NOT NULL, prefix TEXT NOT NULL, suffix TEXT NOT NULL,"
     " headings TEXT NOT NULL,"
     " note TEXT NOT NULL, style TEXT NOT NULL, author TEXT NOT NULL,"
     " status INTEGER NOT NULL, due_ms INTEGER NOT NULL,"
     " created_ms INTEGER NOT NULL, modified_ms INTEGER NOT NULL,"
     " is_orphan INTEGER NOT NULL,"
     " trashed_ms INTEGER NOT NULL DEFAULT 0);"
     "CREATE INDEX annotation_place ON annotation(doc, start_block, start_off, id);"
     "CREATE INDEX annotation_created ON annotation(created_ms, id);"

     "CREATE TABLE tag("
     " id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
     " used_ms INTEGER NOT NULL);"
     "CREATE TABLE annotation_tag("
     " annotation INTEGER NOT NULL REFERENCES annotation(id),"
     " tag INTEGER NOT NULL REFERENCES tag(id),"
     " PRIMARY KEY(annotation, tag)) WITHOUT ROWID;"
     "CREATE INDEX annotation_tag_tag ON annotation_tag(tag);"
     "CREATE TABLE document_tag("
     " doc INTEGER NOT NULL REFERENCES document(id),"
     " tag INTEGER NOT NULL REFERENCES tag(id),"
     " PRIMARY KEY(doc, tag)) WITHOUT ROWID;"
     "CREATE INDEX document_tag_tag ON document_tag(tag);"

     "CREATE TABLE op("
     " seq INTEGER PRIMARY KEY AUTOINCREMENT,"
     " id BLOB NOT NULL UNIQUE, action BLOB NOT NULL," /* action: the group */
     " hlc INTEGER NOT NULL,"
     " device TEXT NOT NULL, author TEXT NOT NULL,"
     " kind TEXT NOT NULL, target TEXT NOT NULL,"
     " old_json TEXT NOT NULL, new_json TEXT NOT NULL,"
     " undoes BLOB);" /* the group taken back; NULL for none */
     "CREATE INDEX op_action ON op(action, seq);"
     "CREATE INDEX op_undoes ON op(seq, action, undoes) WHERE undoes IS NOT NULL;"

     "CREATE TABLE note_draft("
     " name TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;"

     /* Up to 64 MB in memory before a segment is written; segments are merged when an
      * import is over (store_settle), or when there are 64 of a size. */
     "CREATE VIRTUAL TABLE text_index USING fts5("
     " text, content='', columnsize=0, tokenize='piyue');"
     "INSERT INTO text_index(text_index, rank) VALUES('hashsize', 67108864);"
     "INSERT INTO text_index(text_index, rank) VALUES('automerge', 0);"
     "INSERT INTO text_index(text_index, rank) VALUES('crisismerge', 64);"
     "CREATE VIRTUAL TABLE note_index USING fts5("
     " note, quotation, tags, content='', columnsize=0, tokenize='piyue');"},

    /* Editions of their own: with what the shelf says of them, how they were made, and
     * what cleaning did; several may have been made from the same original. */
    {"CREATE TABLE edition_new("
     " id INTEGER PRIMARY KEY AUTOINCREMENT,"
     " uid BLOB NOT NULL UNIQUE,"
     " doc INTEGER NOT NULL REFERENCES document(id),"
     " original INTEGER NOT NULL,"         /* the edition whose pieces are its source */
     " hash BLOB NOT NULL,"                /* of the source */
     " first_row INTEGER NOT NULL UNIQUE," /* row of block 0 in text_index */
     " blocks INTEGER NOT NULL,"
     " encoding TEXT NOT NULL,"
     " confidence REAL NOT NULL,"
     " added_ms INTEGER NOT NULL,"
     " text_bytes INTEGER NOT NULL, codepoints INTEGER NOT NULL,"
     " original_bytes INTEGER NOT NULL,"
     " headings INTEGER NOT NULL,"
     " title TEXT NOT NULL, path TEXT NOT NULL,"
     " author TEXT NOT NULL, source TEXT NOT NULL, date TEXT NOT NULL,"
     " format TEXT NOT NULL, replaced INTEGER NOT NULL,"
     " processing TEXT NOT NULL," /* options of its import, as library/ writes them */
     " edits BLOB NOT NULL,"      /* for each pass: name, places, edits */
     " moved BLOB NOT NULL,"      /* how its passages came here */
     " directory BLOB NOT NULL);"
     "INSERT INTO edition_new(id, uid, doc, original, hash, first_row, blocks, encoding,"
     " confidence, added_ms, text_bytes, codepoints, original_bytes, headings, title,"
     " path, author, source, date, format, replaced, processing, edits, moved, directory)"
     " SELECT e.id, randomblob(16), e.doc, e.id, e.hash, e.first_row, e.blocks,"
     " e.encoding, e.confidence, e.added_ms, e.text_bytes, e.codepoints,"
     " e.original_bytes, e.headings, d.title, d.path, d.author, d.source, d.date,"
     " d.format, d.replaced, '', x'', x'', e.directory"
     " FROM edition e JOIN document d ON d.id = e.doc;"
     "DROP TABLE edition;"
     "ALTER TABLE edition_new RENAME TO edition;"
     "CREATE INDEX edition_doc ON edition(doc);"
     "CREATE INDEX edition_hash ON edition(hash);"
     "CREATE INDEX edition_path ON edition(path);"
     /* id = edition << 32 | pass << 20 | number */
     "CREATE TABLE edit_page(id INTEGER PRIMARY KEY, data BLOB NOT NULL);"
     "ALTER TABLE reading ADD COLUMN edition INTEGER NOT NULL DEFAULT 0;"
     "UPDATE reading SET edition = (SELECT edition FROM document WHERE id = doc);"},

    /* What finds a text that another one is like. */
    {"CREATE TABLE sketch(hash INTEGER NOT NULL, edition INTEGER NOT NULL,"
     " PRIMARY KEY(hash, edition)) WITHOUT ROWID;"
     "CREATE INDEX sketch_edition ON sketch(edition);"
     "CREATE INDEX document_title ON document(title);"
     "CREATE INDEX document_edition ON document(edition);"},

    /* Short lines near the ends of documents, by hash: the furniture of sites comes
     * again. */
    {"CREATE TABLE edge_line(line INTEGER NOT NULL, doc INTEGER NOT NULL,"
     " PRIMARY KEY(line, doc)) WITHOUT ROWID;"},

    /* Passages in an order that is made by hand. */
    {"CREATE TABLE collection("
     " id INTEGER PRIMARY KEY AUTOINCREMENT,"
     " uid BLOB NOT NULL UNIQUE,"
     " name TEXT NOT NULL, note TEXT NOT NULL,"
     " created_ms INTEGER NOT NULL, trashed_ms INTEGER NOT NULL);"
     "CREATE INDEX collection_name ON collection(name);"
     "CREATE TABLE collection_entry("
     " collection INTEGER NOT NULL REFERENCES collection(id),"
     " annotation INTEGER NOT NULL REFERENCES annotation(id),"
     " rank TEXT NOT NULL, note TEXT NOT NULL,"
     " PRIMARY KEY(collection, annotation)) WITHOUT ROWID;"
     "CREATE INDEX collection_entry_rank ON"
     " collection_entry(collection, rank, annotation);"
     "CREATE INDEX collection_entry_annotation ON collection_entry(annotation);"},
    /* What the user said about headings, and the outlines of editions as they were
     * before that. */
    {"CREATE TABLE correction("
     " id INTEGER PRIMARY KEY AUTOINCREMENT,"
     " uid BLOB NOT NULL UNIQUE,"
     " doc INTEGER NOT NULL REFERENCES document(id),"
     " made INTEGER NOT NULL," /* clock: the order in which they count */
     " kind TEXT NOT NULL, amount INTEGER NOT NULL,"
     " text TEXT NOT NULL, family TEXT NOT NULL, is_part INTEGER NOT NULL,"
     " edition INTEGER NOT NULL," /* in which it was made, with its selector */
     " start_block INTEGER NOT NULL, start_off INTEGER NOT NULL,"
     " end_block INTEGER NOT NULL, end_off INTEGER NOT NULL,"
     " exact TEXT NOT NULL, prefix TEXT NOT NULL, suffix TEXT NOT NULL,"
     " headings TEXT NOT NULL,"
     /* where that is in the edition looked at last */
     " place_edition INTEGER NOT NULL, place_block INTEGER NOT NULL,"
     " place_start INTEGER NOT NULL, place_end INTEGER NOT NULL,"
     " is_lost INTEGER NOT NULL);"
     "CREATE INDEX correction_doc ON correction(doc, made);"
     "CREATE TABLE first_outline("
     " edition INTEGER PRIMARY KEY, data BLOB NOT NULL,"
     " stamp INTEGER NOT NULL);" /* another one whenever the headings change */},
    /* The thread below a note. */
    {"CREATE TABLE reply("
     " id INTEGER PRIMARY KEY AUTOINCREMENT,"
     " uid BLOB NOT NULL UNIQUE,"
     " annotation INTEGER NOT NULL REFERENCES annotation(id),"
     " author TEXT NOT NULL, text TEXT NOT NULL,"
     " created_ms INTEGER NOT NULL, modified_ms INTEGER NOT NULL,"
     " trashed_ms INTEGER NOT NULL DEFAULT 0);"
     "CREATE INDEX reply_annotation ON reply(annotation, created_ms, id);"},

    /* What the user said about documents. */
    {"CREATE TABLE document_field("
     " doc INTEGER NOT NULL REFERENCES document(id),"
     " name TEXT NOT NULL, value TEXT NOT NULL,"
     " PRIMARY KEY(doc, name)) WITHOUT ROWID;"},
    /* All that filters of passages ask stands in the index that gives their order; other
     * names of tags, and filters that are kept. */
    {"DROP INDEX annotation_place;"
     "DROP INDEX annotation_created;"
     "CREATE INDEX annotation_place ON annotation(doc, start_block, start_off, id,"
     " trashed_ms, status, due_ms, created_ms, is_orphan, style, author);"
     "CREATE INDEX annotation_created ON annotation(created_ms, id,"
     " trashed_ms, status, due_ms, doc, is_orphan, style, author);"
     "CREATE TABLE tag_alias("
     " name TEXT PRIMARY KEY, tag TEXT NOT NULL) WITHOUT ROWID;"
     "CREATE TABLE saved_filter("
     " name TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;"},
    /* Searches that are kept. */
    {"CREATE TABLE saved_search("
     " name TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;"},
    /* What is in the trash is counted apart; replies are found with their note. */
    {"CREATE INDEX annotation_trashed ON annotation(id) WHERE trashed_ms <> 0;"
     "CREATE TEMP TABLE thread AS SELECT a.id, a.note, a.exact, (SELECT"
     "  group_concat(name, char(10)) FROM (SELECT t.name FROM annotation_tag x"
     "  JOIN tag t ON t.id = x.tag WHERE x.annotation = a.id ORDER BY t.name)) AS tags,"
     " a.note || char(10) || (SELECT group_concat(text, char(10)) FROM (SELECT r.text"
     "  FROM reply r WHERE r.annotation = a.id AND r.trashed_ms = 0"
     "  ORDER BY r.created_ms, r.id)) AS words"
     " FROM annotation a WHERE a.trashed_ms = 0 AND a.id IN"
     " (SELECT annotation FROM reply WHERE trashed_ms = 0);"
     "INSERT INTO note_index(note_index, rowid, note, quotation, tags)"
     " SELECT 'delete', id, note, exact, tags FROM thread;"
     "INSERT INTO note_index(rowid, note, quotation, tags)"
     " SELECT id, words, exact, tags FROM thread ORDER BY id;"
     "DROP TABLE thread;"},
    /* What was typed at a prompt: for the arrow keys. */
    {"CREATE TABLE typed("
     " prompt TEXT NOT NULL, text TEXT NOT NULL, used INTEGER NOT NULL,"
     " PRIMARY KEY(prompt, text)) WITHOUT ROWID;"},
    /* Passages of several blocks by how far they reach: those that reach into a block are
     * found without a look at all that begin before it (marks.c). */
    {"CREATE INDEX annotation_wide ON annotation(doc, " WIDTH_CLASS ", start_block)"
     " WHERE end_block > start_block;"},
    /* How long documents were read, day by day. */
    {"CREATE TABLE reading_time("
     " doc INTEGER NOT NULL REFERENCES document(id), day INTEGER NOT NULL,"
     " spent_ms INTEGER NOT NULL, words INTEGER NOT NULL,"
     " PRIMARY KEY(doc, day)) WITHOUT ROWID;"
     "CREATE INDEX reading_time_day ON reading_time(day);"},
    /* Places that are remembered under letters; capitals have no scope but all. */
    {"CREATE TABLE place("
     " scope INTEGER NOT NULL, letter INTEGER NOT NULL,"
     " doc INTEGER NOT NULL, edition INTEGER NOT NULL,"
     " block INTEGER NOT NULL, off INTEGER NOT NULL,"
     " PRIMARY KEY(scope, letter)) WITHOUT ROWID;"},
    /* Pairs of common characters are tokens, and 41 rare characters fold to what others
     * of theirs do: the indexes are made anew, that of the texts by index_fill.c. */
    {"INSERT INTO text_index(text_index) VALUES('delete-all');"
     "INSERT INTO meta(name, value)"
     " SELECT 'unindexed', '1' WHERE EXISTS(SELECT 1 FROM edition);"
     "INSERT INTO note_index(note_index) VALUES('delete-all');"
     "INSERT INTO note_index(rowid, note, quotation, tags) SELECT a.id,"
     " a.note || ifnull((SELECT char(10) || group_concat(text, char(10)) FROM"
     "  (SELECT r.text FROM reply r WHERE r.annotation = a.id AND r.trashed_ms = 0"
     "  ORDER BY r.created_ms, r.id)), ''), a.exact,"
     " (SELECT group_concat(name, char(10)) FROM (SELECT t.name FROM annotation_tag x"
     "  JOIN tag t ON t.id = x.tag WHERE x.annotation = a.id ORDER BY t.name))"
     " FROM annotation a WHERE a.trashed_ms = 0 ORDER BY a.id;"},
    /* Where words of a text lead. */
    {"CREATE TABLE link_page(id INTEGER PRIMARY KEY, data BLOB NOT NULL);"},
};
const int store_migration_count = (int)ARRAY_SIZE(store_migrations);

bool store_execute(Store *store, const char *sql, Error *err)
{
    if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) != SQLITE_OK)
        return store_fail(store, err);
    return true;
}

bool store_read_pragma(Store *store, const char *sql, int64_t *value, Error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool is_read = sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL) == SQLITE_OK &&
                   sqlite3_step(stmt) == SQLITE_ROW;
    if (is_read)
        *value = sqlite3_column_int64(stmt, 0);
    else
        store_fail(store, err);
    sqlite3_finalize(stmt);
    return is_read;
}

/* Says what could not be done, or that it was not wanted. */
static bool refuse(Error *err, const char *what)
{
    if (err->code != ERR_CANCELLED)
        return error_context(err, "%s", what);
    error_clear(err);
    return error_set(err, ERR_CANCELLED, "%s",
                     _("stopped; the library is brought up to date when it is opened "
                       "again"));
}

static bool back_up(Store *store, int64_t version, const Report *report, Error *err)
{
    char *directory = path_join(store->directory, "backups");
    StrBuf name = {0};
    strbuf_appendf(&name, "%s/library-v%" PRId64 "-%" PRId64 ".db", directory, version,
                   time_now_ms());
    bool is_copied =
        (file_make_directory(directory, err) &&
         store_copy(store, name.data, report, err)) ||
        refuse(err,
               _("no backup could be made before the library is brought up to date"));
    strbuf_clear(&name);
    free(directory);
    return is_copied;
}

/* One step, unless another process took it while we waited for the lock. */
static bool migrate_step(Store *store, const Migration *migration, int from,
                         const Report *report, Error *err)
{
    Watch watch = {.store = store, .report = report};
    if (!store_execute(store, "BEGIN IMMEDIATE", err))
        return false;
    int64_t version = 0;
    bool is_done = store_read_pragma(store, "PRAGMA user_version", &version, err);
    if (is_done && version == from) {
        StrBuf stamp = {0};
        strbuf_appendf(&stamp, "PRAGMA application_id = %d; PRAGMA user_version = %d",
                       STORE_APPLICATION_ID, from + 1);
        watch_begin(&watch);
        is_done = store_execute(store, migration->sql, err) &&
                  store_execute(store, stamp.data, err);
        watch_end(&watch);
        strbuf_clear(&stamp);
    }
    is_done = is_done && store_execute(store, "COMMIT", err);
    store_rollback(store);
    return is_done;
}

/* Of the copy, which takes most of the time, in thousandths. */
#define COPY_SHARE 900

bool store_migrate(Store *store, const Migration *migrations, int count,
                   const Report *report, Error *err)
{
    int64_t version = 0;
    ReportStage copying, changing;
    Report copied = report_stage(&copying, report, 0, COPY_SHARE);
    Report changed = report_stage(&changing, report, COPY_SHARE, 1000);
    if (!store_read_pragma(store, "PRAGMA user_version", &version, err))
        return false;
    if (version > 0 && version < count && !back_up(store, version, &copied, err))
        return false;
    for (int from = (int)version; from < count; from++)
        if (!migrate_step(store, &migrations[from], from, &changed, err))
            return refuse(
                err, _("the library could not be brought up to date and is as before"));
    return true;
}
