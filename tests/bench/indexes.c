/* Two indexes of the same texts side by side: characters as the library has them, and
 * FTS5's trigrams.
 *
 *   indexes LIBRARY NAME QUERIES
 *
 * makes both anew from the texts of the library, which is changed by it, and asks the
 * trigrams for each line of QUERIES. Prints JSON lines.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures.h"

#include <string.h>

#include "store/internal.h"

#define TRIGRAM_CODEPOINTS 3 /* shorter ones its index cannot find */

/* ---- texts ------------------------------------------------------------- */

typedef struct Texts {
    Arena *arena;
    Str *items;
    size_t count, capacity, bytes;
} Texts;

/* All in memory, so that reading them is not measured. */
static Texts read_texts(Store *store)
{
    Texts texts = {.arena = arena_new()};
    DocumentList list = {0};
    Error err = {0};
    must(store_list_documents(store, &(DocumentFilter){0}, texts.arena, &list, &err),
         &err);
    for (size_t i = 0; i < list.count; i++) {
        Document *document = store_open_document(store, list.rows[i].id, &err);
        must(document != NULL, &err);
        for (uint32_t block = 0; block < document->block_count; block++) {
            texts.items = mem_grow(texts.items, &texts.capacity, texts.count + 1,
                                   sizeof(*texts.items));
            Str text = arena_str(texts.arena, document_get_text(document, block));
            texts.items[texts.count++] = text;
            texts.bytes += text.len;
            document_trim(document);
        }
        document_free(document);
    }
    return texts;
}

/* ---- indexes ----------------------------------------------------------- */

static void execute(Store *store, const char *sql)
{
    Error err = {0};
    must(store_execute(store, sql, &err), &err);
}

static sqlite3_stmt *prepare(Store *store, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    Error err = {0};
    must(sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL) == SQLITE_OK ||
             store_fail(store, &err),
         &err);
    return stmt;
}

/* With what the library's own is made with (schema.c): only the tokenizer differs. */
static void build(Store *store, const Texts *texts, const char *tokenizer, const char *of)
{
    StrBuf sql = {0};
    strbuf_appendf(&sql,
                   "CREATE VIRTUAL TABLE made USING fts5(text, content='', columnsize=0,"
                   " tokenize='%s');"
                   "INSERT INTO made(made, rank) VALUES('hashsize', 67108864);"
                   "INSERT INTO made(made, rank) VALUES('automerge', 0);"
                   "INSERT INTO made(made, rank) VALUES('crisismerge', 64)",
                   tokenizer);
    execute(store, sql.data);
    int64_t started_us = cpu_us();
    execute(store, "BEGIN");
    sqlite3_stmt *insert = prepare(store, "INSERT INTO made(rowid, text) VALUES(?1, ?2)");
    for (size_t i = 0; i < texts->count; i++) {
        sqlite3_bind_int64(insert, 1, (sqlite3_int64)i + 1);
        sqlite3_bind_text(insert, 2, texts->items[i].data, (int)texts->items[i].len,
                          SQLITE_STATIC);
        sqlite3_step(insert);
        sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    execute(store, "COMMIT");
    double seconds = (double)(cpu_us() - started_us) / 1e6;
    int64_t bytes = 0;
    Error err = {0};
    must(store_read_pragma(store, "SELECT sum(length(block)) FROM made_data", &bytes,
                           &err),
         &err);
    strbuf_reset(&sql);
    strbuf_appendf(&sql, "index of %s, build", tokenizer);
    print_figure(sql.data, of, (double)texts->bytes / 1e6 / seconds, "MB/s CPU");
    strbuf_reset(&sql);
    strbuf_appendf(&sql, "index of %s, share of the text", tokenizer);
    print_figure(sql.data, of, (double)bytes / (double)texts->bytes, "");
    strbuf_clear(&sql);
}

/* Numbers of rows alone; a search of ours opens the documents and marks the places. */
static void ask(Store *store, const char *path, const char *of)
{
    Times first = {0}, counts = {0};
    FILE *queries = fopen(path, "r");
    char line[256];
    sqlite3_stmt *find =
        prepare(store, "SELECT rowid FROM made WHERE made MATCH ?1 LIMIT 50");
    sqlite3_stmt *count = prepare(store, "SELECT count(*) FROM made WHERE made MATCH ?1");
    while (queries && fgets(line, sizeof(line), queries)) {
        Str query = text_trim(str_from(line));
        if (utf8_count_codepoints(query) < TRIGRAM_CODEPOINTS)
            continue;
        StrBuf phrase = {0};
        strbuf_appendf(&phrase, "\"%.*s\"", STR_ARG(query));
        sqlite3_stmt *stmts[] = {find, count};
        for (size_t i = 0; i < ARRAY_SIZE(stmts); i++) {
            int64_t started_us = cpu_us();
            sqlite3_bind_text(stmts[i], 1, phrase.data, (int)phrase.len, SQLITE_STATIC);
            while (sqlite3_step(stmts[i]) == SQLITE_ROW)
                continue;
            sqlite3_reset(stmts[i]);
            times_add(i ? &counts : &first, cpu_us() - started_us);
        }
        strbuf_clear(&phrase);
    }
    sqlite3_finalize(find);
    sqlite3_finalize(count);
    if (!queries || fclose(queries) != 0)
        perror(path);
    if (first.count) {
        times_print(&first, "FTS5 trigram, first 50 rows of 3-8 characters", of);
        times_print(&counts, "FTS5 trigram, complete counts of 3-8 characters", of);
    }
}

int main(int argc, char **argv)
{
    Library *library = NULL;
    Report report = {0};
    Error err = {0};
    if (argc != 4) {
        fprintf(stderr, "usage: indexes LIBRARY NAME QUERIES\n");
        return 2;
    }
    must(library_open(&library, argv[1], STORE_READ_WRITE, &report, &err), &err);
    Store *store = library_get_store(library);
    Texts texts = read_texts(store);
    build(store, &texts, "piyue", argv[2]);
    execute(store, "DROP TABLE made");
    build(store, &texts, "trigram", argv[2]);
    ask(store, argv[3], argv[2]);
    library_close(library);
    report_clear(&report);
    arena_free(texts.arena);
    free(texts.items);
    return 0;
}
