/* How quickly a library answers: searches for random parts of its own texts, their
 * counts, and the finder at each key over all titles and headings.
 *
 *   search LIBRARY NAME [QUERIES NAMES]
 *
 * writes what it searched for to the file QUERIES, and the names to NAMES, for others to
 * find the same. Prints JSON lines. SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures.h"

#include <piyue/finder.h>
#include <piyue/store_search.h>
#include <piyue/text.h>

#define LENGTH_MAX 8
#define HAN_BYTES 3
#define NEEDLES 64 /* of each length */
#define SHUFFLED 4 /* of so many one in another order, too, which stands nowhere */

/* ---- search ------------------------------------------------------------ */

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static bool is_han(char32_t codepoint)
{
    return codepoint >= 0x4E00 && codepoint < 0xA000;
}

/* `length` Han that follow each other somewhere in the library. */
static bool pick_needle(Store *store, const DocumentList *list, uint64_t *random,
                        size_t length, StrBuf *needle)
{
    Error ignored = {0};
    Document *document = store_open_document(
        store, list->rows[next_random(random) % list->count].id, &ignored);
    error_clear(&ignored);
    bool is_found = false;
    for (int tries = 0; document && document->block_count && tries < 50 && !is_found;
         tries++) {
        Str text = document_get_text(
            document, (uint32_t)(next_random(random) % document->block_count));
        size_t off = text.len ? cluster_snap(text, next_random(random) % text.len) : 0;
        size_t start = off, count = 0;
        while (off < text.len && count < length && is_han(utf8_next(text, &off)))
            count++;
        is_found = count == length;
        strbuf_reset(needle);
        strbuf_append_str(needle, str_slice(text, start, off));
    }
    document_free(document);
    return is_found;
}

static bool take_hit(void *context, const SearchHit *hit)
{
    (void)hit;
    ++*(size_t *)context;
    return true;
}

/* The same characters in another order. */
static void shuffle(uint64_t *random, StrBuf *needle)
{
    StrBuf mixed = {0};
    Str rest = strbuf_get(needle);
    while (rest.len) {
        size_t at = next_random(random) % (rest.len / HAN_BYTES) * HAN_BYTES;
        strbuf_append_str(&mixed, str_slice(rest, at, at + HAN_BYTES));
        strbuf_splice(needle, at, at + HAN_BYTES, STR(""));
        rest = strbuf_get(needle);
    }
    strbuf_append_str(needle, strbuf_get(&mixed));
    strbuf_clear(&mixed);
}

typedef struct SearchTimes {
    Times first, counts;
    FILE *queries; /* NULL for none */
} SearchTimes;

static void time_search(Store *store, Str text, SearchTimes *times)
{
    SearchQuery query = {
        .text = text, .in = SEARCH_TEXT | SEARCH_NOTES | SEARCH_TITLES, .limit = 50};
    Error err = {0};
    size_t hits = 0;
    int64_t blocks, docs, started_us = cpu_us();
    must(store_search(store, &query, take_hit, &hits, &err), &err);
    times_add(&times->first, cpu_us() - started_us);
    query.limit = 0;
    started_us = cpu_us();
    must(store_count_hits(store, &query, &blocks, &docs, &err), &err);
    times_add(&times->counts, cpu_us() - started_us);
    if (times->queries)
        fprintf(times->queries, "%.*s\n", STR_ARG(text));
}

static void bench_search(Library *library, const char *of, const char *path)
{
    Store *store = library_get_store(library);
    Arena *arena = arena_new();
    DocumentList list = {0};
    Error err = {0};
    StrBuf needle = {0};
    SearchTimes times = {.queries = path ? fopen(path, "w") : NULL};
    uint64_t random = 0x9E3779B97F4A7C15;
    must(store_list_documents(store, &(DocumentFilter){0}, arena, &list, &err), &err);
    BUG_ON(!list.count);
    for (size_t length = 1; length <= LENGTH_MAX; length++) {
        for (int i = 0; i < NEEDLES; i++) {
            if (!pick_needle(store, &list, &random, length, &needle))
                continue;
            time_search(store, strbuf_get(&needle), &times);
            if (length < 3 || i % SHUFFLED)
                continue;
            shuffle(&random, &needle);
            time_search(store, strbuf_get(&needle), &times);
        }
    }
    print_figure("search, queries", of, (double)times.first.count, "queries");
    times_print(&times.first, "search, first 50 of 1-8 characters", of);
    times_print(&times.counts, "search, complete counts", of);
    if (times.queries && fclose(times.queries) != 0)
        perror(path);
    strbuf_clear(&needle);
    arena_free(arena);
}

/* ---- the finder -------------------------------------------------------- */

static void add_name(void *context, const NameRow *row)
{
    finder_add(context, row->text, 0);
}

static void write_names(const Finder *finder, const char *path)
{
    FILE *file = fopen(path, "w");
    for (uint32_t i = 0; file && i < finder_count(finder); i++)
        fprintf(file, "%.*s\n", STR_ARG(finder_get_name(finder, i)));
    if (!file || fclose(file) != 0)
        perror(path);
}

static void bench_finder(Library *library, const char *of, const char *path)
{
    static const char *const queries[] = {"xiazb", "zhengfu", "gongzuo", "d4z",
                                          "jjfz",  "shehui",  "yinhang", "法律责任"};
    Store *store = library_get_store(library);
    Finder *finder = finder_new();
    Error err = {0};
    NameCursor titles = {0}, headings = {0};
    Times keys = {0};
    FinderMatch matches[300];
    size_t total;
    int64_t started_us = cpu_us();
    while (!titles.is_over)
        must(store_read_titles(store, &titles, 500, add_name, finder, &err), &err);
    while (!headings.is_over)
        must(store_read_headings(store, &headings, 50, add_name, finder, &err), &err);
    print_figure("finder, names", of, finder_count(finder), "names");
    print_figure("finder, reading all names", of,
                 (double)(cpu_us() - started_us) / 1000.0, "ms");
    if (path)
        write_names(finder, path);
    for (size_t i = 0; i < ARRAY_SIZE(queries); i++) {
        Str query = str_from(queries[i]);
        for (size_t end = 0; end < query.len;) {
            utf8_next(query, &end);
            started_us = cpu_us();
            finder_match(finder, str_slice(query, 0, end), matches, ARRAY_SIZE(matches),
                         &total);
            times_add(&keys, cpu_us() - started_us);
        }
    }
    times_print(&keys, "finder, a key", of);
    finder_free(finder);
}

int main(int argc, char **argv)
{
    Library *library = NULL;
    Report report = {0};
    Error err = {0};
    if (argc != 3 && argc != 5) {
        fprintf(stderr, "usage: search LIBRARY NAME [QUERIES NAMES]\n");
        return 2;
    }
    must(library_open(&library, argv[1], STORE_READ_WRITE, &report, &err), &err);
    must(store_fill_index(library_get_store(library), NULL, &err), &err);
    bench_search(library, argv[2], argc == 5 ? argv[3] : NULL);
    bench_finder(library, argv[2], argc == 5 ? argv[4] : NULL);
    library_close(library);
    report_clear(&report);
    return 0;
}
