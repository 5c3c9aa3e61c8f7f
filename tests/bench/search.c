/* How quickly a library answers: searches for random parts of its own texts, their
 * counts, and the finder at each key over all titles and headings.
 *
 *   search LIBRARY NAME [FILE]    writes the names to FILE, for other finders
 *
 * Prints JSON lines. SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/finder.h>
#include <piyue/library.h>
#include <piyue/text.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LENGTH_MAX 8
#define NEEDLES 40 /* of each length */

static void must(bool is_done, Error *err)
{
    if (is_done)
        return;
    fprintf(stderr, "search: %s\n", error_get_message(err));
    exit(1);
}

static void print_figure(const char *what, const char *of, double value, const char *unit)
{
    printf("{\"what\":\"%s\",\"of\":\"%s\",\"value\":%.3f,\"unit\":\"%s\"}\n", what, of,
           value, unit);
    fflush(stdout);
}

/* ---- times ------------------------------------------------------------- */

/* Of the processor, so that a busy machine does not count: nothing here waits. */
static int64_t cpu_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

typedef struct Times {
    int64_t *us;
    size_t count, capacity;
} Times;

static void times_add(Times *times, int64_t us)
{
    times->us = mem_grow(times->us, &times->capacity, times->count + 1, sizeof(int64_t));
    times->us[times->count++] = us;
}

static int compare_int64(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static void times_print(Times *times, const char *what, const char *of)
{
    static const struct {
        const char *name;
        double share;
    } shares[] = {{"median", 0.5}, {"p95", 0.95}, {"max", 1}};
    qsort(times->us, times->count, sizeof(int64_t), compare_int64);
    for (size_t i = 0; i < ARRAY_SIZE(shares); i++) {
        StrBuf unit = {0};
        size_t at = (size_t)((double)(times->count - 1) * shares[i].share + 0.5);
        strbuf_appendf(&unit, "ms CPU %s", shares[i].name);
        print_figure(what, of, (double)times->us[at] / 1000.0, unit.data);
        strbuf_clear(&unit);
    }
    free(times->us);
    *times = (Times){0};
}

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

static void bench_search(Library *library, const char *of)
{
    Store *store = library_get_store(library);
    Arena *arena = arena_new();
    DocumentList list = {0};
    Error err = {0};
    StrBuf needle = {0};
    Times first = {0}, counts = {0};
    uint64_t random = 0x9E3779B97F4A7C15;
    must(store_list_documents(store, &(DocumentFilter){0}, arena, &list, &err), &err);
    BUG_ON(!list.count);
    for (size_t length = 1; length <= LENGTH_MAX; length++) {
        for (int i = 0; i < NEEDLES; i++) {
            if (!pick_needle(store, &list, &random, length, &needle))
                continue;
            SearchQuery query = {.text = strbuf_get(&needle),
                                 .in = SEARCH_TEXT | SEARCH_NOTES | SEARCH_TITLES,
                                 .limit = 50};
            size_t hits = 0;
            int64_t blocks, docs, started_us = cpu_us();
            must(store_search(store, &query, take_hit, &hits, &err), &err);
            times_add(&first, cpu_us() - started_us);
            query.limit = 0;
            started_us = cpu_us();
            must(store_count_hits(store, &query, &blocks, &docs, &err), &err);
            times_add(&counts, cpu_us() - started_us);
            if (getenv("PIYUE_BENCH_SLOW") &&
                counts.us[counts.count - 1] + first.us[first.count - 1] > 20000)
                fprintf(stderr, "%s %zu: first %d us, count %d us, %d blocks %d docs\n",
                        needle.data, hits, (int)first.us[first.count - 1],
                        (int)counts.us[counts.count - 1], (int)blocks, (int)docs);
        }
    }
    times_print(&first, "search, first 50 of 1-8 characters", of);
    times_print(&counts, "search, complete counts", of);
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
    if (argc != 3 && argc != 4) {
        fprintf(stderr, "usage: search LIBRARY NAME [FILE]\n");
        return 2;
    }
    must(library_open(&library, argv[1], STORE_READ_WRITE, &report, &err), &err);
    bench_search(library, argv[2]);
    bench_finder(library, argv[2], argc == 4 ? argv[3] : NULL);
    library_close(library);
    report_clear(&report);
    return 0;
}
