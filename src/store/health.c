/* Proofs of soundness, and the canonical dump.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"

#include <stdlib.h>
#include <string.h>

/* ---- checks ------------------------------------------------------------ */

typedef struct Check {
    Store *store;
    Report *report;
    Error *err;
    size_t findings;
    uint64_t bytes, total_bytes; /* of all texts: read, and there are */
    uint64_t entries, expected;  /* of the index: read, and the texts have */
    ReportStage proving, reading, comparing;
    Report pages, texts, index; /* how far each of them is */
    bool is_stopped;
} Check;

/* Thousandths of a full check that are behind when each begins. */
#define TEXTS_FROM 50
#define INDEX_FROM 550
#define ASK_EVERY 4096 /* entries of the index, between two questions */

static bool goes_on(Check *check, const Report *stage, uint64_t done, uint64_t total)
{
    if (!check->is_stopped && !report_progress(stage, done, total))
        check->is_stopped = !error_set(check->err, ERR_CANCELLED, "%s", _("stopped"));
    return !check->is_stopped;
}

static void find_fault(Check *check, Str where, const char *what)
{
    report_add(check->report, ERR_STORE, where, "%s", what);
    check->findings++;
}

static void drop_fault(Check *check)
{
    ReportItem *last = &check->report->items[--check->report->count];
    free(last->where);
    free(last->what);
    check->findings--;
}

/* Every row of a PRAGMA that is not "ok" is a finding. */
static bool run_pragma(Check *check, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    size_t findings = check->findings;
    if (sqlite3_prepare_v2(check->store->db, sql, -1, &stmt, NULL) != SQLITE_OK)
        return store_fail(check->store, check->err);
    int code;
    while ((code = watch_step(check->store, stmt, &check->pages)) == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(stmt, 0);
        if (text && strcmp(text, "ok") != 0)
            find_fault(check, str_from(check->store->path), text);
    }
    /* A page so broken that the check itself stops is a finding too. */
    if ((code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB)
        find_fault(check, str_from(check->store->path), sqlite3_errmsg(check->store->db));
    else if (code != SQLITE_DONE)
        store_fail(check->store, check->err);
    sqlite3_finalize(stmt);
    /* A check that is stopped takes what it has not seen for damage. */
    while (code == SQLITE_INTERRUPT && check->findings > findings)
        drop_fault(check);
    return !error_is_set(check->err);
}

/* Order does not matter, so the index and the text can each be read in their own: a sum
 * of hashes (FNV-1a, mixed as in splitmix64) over all (token, row, position). */
static uint64_t hash_instance(Str token, int64_t row, uint64_t position)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < token.len; i++)
        hash = (hash ^ (unsigned char)token.data[i]) * 0x100000001b3u;
    hash ^= (uint64_t)row * 0x9e3779b97f4a7c15u ^ position * 0xbf58476d1ce4e5b9u;
    hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9u;
    hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebu;
    return hash ^ (hash >> 31);
}

static uint64_t hash_text(Str text, int64_t row, uint64_t *entries)
{
    uint64_t sum = 0;
    StrBuf room = {0};
    IndexWalk walk = {.text = text, .room = &room};
    IndexTerm term;
    IndexEntry entry;
    while (index_walk_next(&walk, &term, &entry)) {
        sum += hash_instance(entry.term, row, entry.position);
        ++*entries;
    }
    strbuf_clear(&room);
    return sum;
}

static bool sum_index(Check *check, const char *table, uint64_t *sum)
{
    StrBuf sql = {0};
    sqlite3_stmt *stmt = NULL;
    strbuf_appendf(
        &sql, "CREATE VIRTUAL TABLE temp.instances USING fts5vocab(main, %s, instance)",
        table);
    bool is_summed = store_execute(check->store, sql.data, check->err);
    if (is_summed && sqlite3_prepare_v2(check->store->db,
                                        "SELECT term, doc, offset FROM temp.instances",
                                        -1, &stmt, NULL) == SQLITE_OK) {
        int code;
        while ((code = sqlite3_step(stmt)) == SQLITE_ROW) {
            if (check->entries++ % ASK_EVERY == 0 &&
                !goes_on(check, &check->index, check->entries, check->expected))
                break;
            Str term = {(const char *)sqlite3_column_text(stmt, 0), 0};
            term.len = (size_t)sqlite3_column_bytes(stmt, 0);
            *sum += hash_instance(term, sqlite3_column_int64(stmt, 1),
                                  (uint64_t)sqlite3_column_int64(stmt, 2));
        }
        is_summed = code == SQLITE_DONE || (code & 0xff) == SQLITE_CORRUPT;
    }
    if (!is_summed && !check->is_stopped)
        store_fail(check->store, check->err);
    sqlite3_finalize(stmt);
    Error ignored = {0};
    store_execute(check->store, "DROP TABLE IF EXISTS temp.instances", &ignored);
    error_clear(&ignored);
    strbuf_clear(&sql);
    return is_summed;
}

/* Did the user give a heading of this document that title? An edition that is not read
 * keeps those it had, though they were taken back since. */
static bool was_retitled(Check *check, const Document *document, bool is_current,
                         Str title)
{
    if (!is_current && document->outline_stamp)
        return true;
    Arena *arena = arena_new();
    CorrectionList list = {0};
    Error ignored = {0};
    bool is_given = false;
    if (store_list_corrections(check->store, document->id, arena, &list, &ignored))
        for (size_t i = 0; i < list.count && !is_given; i++)
            is_given = str_is_equal(list.rows[i].kind, STR("title")) &&
                       str_is_equal(text_trim(list.rows[i].text), title);
    error_clear(&ignored);
    arena_free(arena);
    return is_given;
}

/* Headings against their text, and sections against what the headings make of them. */
static void check_headings(Check *check, Document *document, bool is_current)
{
    Str where = str_from(document->title);
    Outline outline = {0};
    for (uint32_t i = 0; i < document->section_count; i++) {
        const Heading *heading = &document->sections[i].heading;
        Str title = text_trim(str_slice(document_get_text(document, heading->block),
                                        heading->title_start, heading->title_end));
        if (!str_is_equal(title, document_get_title(document, i)) &&
            !was_retitled(check, document, is_current, document_get_title(document, i))) {
            find_fault(check, where, _("a heading is not what its text says"));
            break;
        }
        outline_add(&outline, *heading);
        document_trim(document);
    }
    Section *expected = sections_new(&outline, document->block_count);
    for (size_t i = 0; outline.count == document->section_count && i < outline.count; i++)
        if (expected[i].end_block != document->sections[i].end_block ||
            expected[i].parent != document->sections[i].parent) {
            find_fault(check, where, _("the outline is damaged"));
            break;
        }
    free(expected);
    outline_clear(&outline);
}

/* Text against directory, title pages against text. Adds to the sum of the index; NULL:
 * the edition is not the current one, and not in it. */
static void check_text(Check *check, Document *document, int64_t first_row, uint64_t *sum)
{
    Str where = str_from(document->title);
    static const WidthPolicy narrow = {AMBIGUOUS_NARROW};
    uint64_t codepoints = 0;
    bool is_whole = true;
    for (uint32_t i = 0; i < document->block_count; i++) {
        BlockInfo info = document_get_block(document, i);
        Str text = document_get_text(document, i);
        check->bytes += text.len;
        if (!goes_on(check, &check->texts, check->bytes, check->total_bytes))
            return;
        is_whole = is_whole && text.len == info.bytes &&
                   text_columns(text, &narrow) == info.columns;
        codepoints += utf8_count_codepoints(text);
        if (sum && !(info.flags & BLOCK_HIDDEN))
            *sum += hash_text(text, first_row + i, &check->expected);
        document_trim(document);
    }
    if (!is_whole || codepoints != document->codepoints)
        find_fault(check, where, _("a part of the text is damaged"));
    check_headings(check, document, sum != NULL);
}

static void check_original(Check *check, const Document *document, Hash hash)
{
    StrBuf original = {0};
    Error err = {0};
    if (!store_read_original(check->store, document->edition, &original, &err)) {
        find_fault(check, str_from(document->title), error_get_message(&err));
    } else {
        Hash found = hash_bytes(strbuf_get(&original));
        if (memcmp(&found, &hash, sizeof(hash)) != 0)
            find_fault(check, str_from(document->title),
                       _("the original is not what was imported"));
    }
    error_clear(&err);
    strbuf_clear(&original);
}

/* One edition; only the one that is read has its text in the index. */
static void check_edition(Check *check, const Query *query, uint64_t *sum)
{
    Error err = {0};
    Document *document = store_open_edition(check->store, query_get_int(query, 1), &err);
    if (!document) {
        find_fault(check, query_get_text(query, 0), error_get_message(&err));
        error_clear(&err);
        return;
    }
    if (document->section_count != (size_t)query_get_int(query, 4))
        find_fault(check, str_from(document->title), _("the outline is damaged"));
    bool is_current = query_get_int(query, 5);
    check_text(check, document, query_get_int(query, 2), is_current ? sum : NULL);
    if (query_get_int(query, 6)) {
        Hash hash = {{0}};
        Str stored = query_get_blob(query, 3);
        memcpy(hash.bytes, stored.data, MIN(stored.len, sizeof(hash.bytes)));
        check_original(check, document, hash);
    }
    document_free(document);
}

static bool check_documents(Check *check, uint64_t *sum)
{
    Query query = query_start(check->store, SQL_COUNT_TEXT_BYTES, check->err);
    if (query_step(&query))
        check->total_bytes = (uint64_t)query_get_int(&query, 0);
    if (!query_end(&query))
        return false;
    query = query_start(check->store, SQL_CHECK_EDITIONS, check->err);
    while (!check->is_stopped && query_step(&query))
        check_edition(check, &query, sum);
    return query_end(&query) && !check->is_stopped;
}

static bool check_notes(Check *check)
{
    uint64_t expected = 0, found = 0;
    Query query = query_start(check->store, SQL_LIST_NOTE_TEXTS, check->err);
    while (query_step(&query))
        for (int column = 1; column <= 3; column++)
            expected += hash_text(query_get_text(&query, column),
                                  query_get_int(&query, 0), &check->expected);
    if (!query_end(&query) || !sum_index(check, "note_index", &found))
        return false;
    if (expected != found)
        find_fault(check, str_from(check->store->path),
                   _("the index of notes does not agree with the notes"));
    return true;
}

static bool check_index(Check *check)
{
    uint64_t expected = 0, found = 0;
    if (!check_documents(check, &expected) || !sum_index(check, "text_index", &found))
        return false;
    if (expected != found)
        find_fault(check, str_from(check->store->path),
                   _("the index does not agree with the text"));
    return check_notes(check);
}

bool store_check(Store *store, bool is_full, Report *report, Error *err)
{
    Check check = {.store = store, .report = report, .err = err};
    check.pages = report_stage(&check.proving, report, 0, is_full ? TEXTS_FROM : 1000);
    check.texts = report_stage(&check.reading, report, TEXTS_FROM, INDEX_FROM);
    check.index = report_stage(&check.comparing, report, INDEX_FROM, 1000);
    bool is_run =
        run_pragma(&check, is_full ? "PRAGMA integrity_check" : "PRAGMA quick_check") &&
        run_pragma(&check, "PRAGMA foreign_key_check") &&
        run_pragma(&check,
                   "SELECT 'notes of “' || title || '” are miscounted' FROM document d"
                   " WHERE notes <> (SELECT count(*) FROM annotation a WHERE a.doc = d.id"
                   " AND a.trashed_ms = 0)") &&
        run_pragma(&check,
                   "SELECT 'the edition of “' || title || '” is missing' FROM document d"
                   " WHERE NOT EXISTS(SELECT 1 FROM edition e JOIN edition o"
                   "  ON o.id = e.original WHERE e.id = d.edition AND e.doc = d.id)") &&
        (!is_full || check_index(&check));
    if (!is_run)
        return false;
    if (check.findings == 0)
        return true;
    return error_set(
        err, ERR_STORE,
        translate_plural("%s is damaged in %zu place; `piyue rebuild` makes it "
                         "anew, `piyue backup --list` names copies",
                         "%s is damaged in %zu places; `piyue rebuild` makes "
                         "it anew, `piyue backup --list` names copies",
                         check.findings),
        store->path, check.findings);
}

/* ---- the canonical dump ------------------------------------------------ */

static void dump_text(StrBuf *out, const char *name, Str text)
{
    strbuf_appendf(out, " %s=", name);
    strbuf_append_json(out, text);
}

static void dump_uid(StrBuf *out, Uid uid)
{
    strbuf_append_byte(out, ' ');
    strbuf_append_hex(out, uid.bytes, sizeof(uid.bytes));
}

static bool dump_documents(Store *store, StrBuf *out, Error *err)
{
    Query query = query_start(store, SQL_DUMP_DOCUMENTS, err);
    while (query_step(&query)) {
        strbuf_append_text(out, "document");
        dump_uid(out, query_get_uid(&query, 0));
        dump_text(out, "title", query_get_text(&query, 1));
        dump_text(out, "tags", query_get_text(&query, 2));
        strbuf_appendf(out, " trashed=%d", (int)query_get_int(&query, 3));
        dump_text(out, "path", query_get_text(&query, 4));
        strbuf_append_text(out, " edition=");
        dump_uid(out, query_get_uid(&query, 5));
        dump_text(out, "fields", query_get_text(&query, 6));
        strbuf_append_byte(out, '\n');
    }
    return query_end(&query);
}

static bool dump_annotations(Store *store, StrBuf *out, Error *err)
{
    static const char *const texts[] = {"exact", "prefix", "suffix", "headings",
                                        "note",  "style",  "author", "tags"};
    static const char *const numbers[] = {"start_block", "start_off", "end_block",
                                          "end_off",     "status",    "due",
                                          "created",     "orphan"};
    Query query = query_start(store, SQL_DUMP_ANNOTATIONS, err);
    while (query_step(&query)) {
        strbuf_append_text(out, "annotation");
        dump_uid(out, query_get_uid(&query, 0));
        dump_uid(out, query_get_uid(&query, 1));
        int column = 2;
        for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
            dump_text(out, texts[i], query_get_text(&query, column++));
        for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
            strbuf_appendf(out, " %s=%lld", numbers[i],
                           (long long)query_get_int(&query, column++));
        strbuf_append_byte(out, '\n');
    }
    return query_end(&query);
}

static bool dump_collections(Store *store, StrBuf *out, Error *err)
{
    Query query = query_start(store, SQL_DUMP_COLLECTIONS, err);
    while (query_step(&query)) {
        strbuf_append_text(out, "collection");
        dump_uid(out, query_get_uid(&query, 0));
        dump_text(out, "name", query_get_text(&query, 1));
        dump_text(out, "note", query_get_text(&query, 2));
        strbuf_appendf(out, " created=%lld\n", (long long)query_get_int(&query, 3));
    }
    if (!query_end(&query))
        return false;
    query = query_start(store, SQL_DUMP_ENTRIES, err);
    while (query_step(&query)) {
        strbuf_append_text(out, "entry");
        dump_uid(out, query_get_uid(&query, 0));
        dump_uid(out, query_get_uid(&query, 1));
        dump_text(out, "rank", query_get_text(&query, 2));
        dump_text(out, "note", query_get_text(&query, 3));
        strbuf_append_byte(out, '\n');
    }
    return query_end(&query);
}

static bool dump_corrections(Store *store, StrBuf *out, Error *err)
{
    Query query = query_start(store, SQL_DUMP_CORRECTIONS, err);
    while (query_step(&query)) {
        strbuf_append_text(out, "correction");
        dump_uid(out, query_get_uid(&query, 0));
        dump_text(out, "kind", query_get_text(&query, 1));
        strbuf_appendf(out, " amount=%d", (int)query_get_int(&query, 2));
        dump_text(out, "text", query_get_text(&query, 3));
        dump_text(out, "family", query_get_text(&query, 4));
        dump_text(out, "exact", query_get_text(&query, 5));
        strbuf_append_byte(out, '\n');
    }
    return query_end(&query);
}

static bool dump_replies(Store *store, StrBuf *out, Error *err)
{
    Query query = query_start(store, SQL_DUMP_REPLIES, err);
    while (query_step(&query)) {
        strbuf_append_text(out, "reply");
        dump_uid(out, query_get_uid(&query, 0));
        dump_uid(out, query_get_uid(&query, 1));
        dump_text(out, "author", query_get_text(&query, 2));
        dump_text(out, "text", query_get_text(&query, 3));
        strbuf_appendf(out, " created=%lld\n", (long long)query_get_int(&query, 4));
    }
    return query_end(&query);
}

static bool dump_names(Store *store, StatementId id, const char *what, StrBuf *out,
                       Error *err)
{
    Query query = query_start(store, id, err);
    while (query_step(&query)) {
        strbuf_append_text(out, what);
        dump_text(out, "name", query_get_text(&query, 0));
        dump_text(out, "is", query_get_text(&query, 1));
        strbuf_append_byte(out, '\n');
    }
    return query_end(&query);
}

bool store_dump(Store *store, StrBuf *out, Error *err)
{
    return dump_documents(store, out, err) && dump_annotations(store, out, err) &&
           dump_collections(store, out, err) && dump_corrections(store, out, err) &&
           dump_replies(store, out, err) &&
           dump_names(store, SQL_DUMP_ALIASES, "alias", out, err) &&
           dump_names(store, SQL_DUMP_FILTERS, "filter", out, err) &&
           dump_names(store, SQL_DUMP_SEARCHES, "search", out, err);
}
