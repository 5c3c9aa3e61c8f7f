/* Measures what the reader promises, as JSON lines: {"what":…,"value":…,"unit":…}.
 * usage: bench import LIBRARY FILE    imports FILE
 *        bench read LIBRARY NAME       opens the first document and plays keys
 *        bench shelf LIBRARY NAME      opens the shelf and plays keys
 *        bench passages LIBRARY NAME   opens the ledger and plays keys
 *        bench views LIBRARY NAME [PART]  goes to each screen, or those whose figures
 *                                    hold PART in their name, and plays keys, in
 *                                    processor time
 *        bench format NAME FILE...     reads files in the child, without a library
 * Importing and reading are processes of their own, so that the peak of memory is that of
 * reading. Figures never fail a run.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/app.h"

#include <piyue/intake.h>
#include <piyue/screen.h>
#include <piyue/store_search.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static void print_figure(const char *what, const char *of, double value, const char *unit)
{
    printf("{\"what\":\"%s\",\"of\":\"%s\",\"value\":%.3f,\"unit\":\"%s\"}\n", what, of,
           value, unit);
    fflush(stdout);
}

static void must(bool is_done, Error *err)
{
    if (is_done)
        return;
    fprintf(stderr, "bench: %s\n", error_get_message(err));
    exit(1);
}

static int compare_int64(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static double percentile(int64_t *values, size_t count, double share)
{
    if (!count)
        return 0;
    qsort(values, count, sizeof(*values), compare_int64);
    size_t at = (size_t)((double)(count - 1) * share);
    return (double)values[at];
}

/* A status field of this process in kB: VmHWM is the peak of resident memory. */
static long process_kb(const char *field)
{
    StrBuf status = {0};
    Error err = {0};
    long value = 0;
    if (file_read("/proc/self/status", 1 << 20, &status, &err)) {
        size_t at = str_find(strbuf_get(&status), str_from(field), 0);
        if (at != STR_NONE)
            value = strtol(status.data + at + strlen(field) + 1, NULL, 10);
    }
    error_clear(&err);
    strbuf_clear(&status);
    return value;
}

static double timeval_seconds(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

/* Of this process, and of those it has waited for. */
static double processor_seconds(void)
{
    struct rusage own, child;
    getrusage(RUSAGE_SELF, &own);
    getrusage(RUSAGE_CHILDREN, &child);
    return timeval_seconds(own.ru_utime) + timeval_seconds(own.ru_stime) +
           timeval_seconds(child.ru_utime) + timeval_seconds(child.ru_stime);
}

static uint64_t file_bytes(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 ? (uint64_t)info.st_size : 0;
}

/* ---- a terminal that measures ------------------------------------------ */

/* Plays keys and takes the time from handing one out to the finished frame. */
typedef struct BenchTerm {
    Term term;
    int rows, columns;
    const char *keys;
    size_t key_off, measured_from; /* keys before that lead to where it begins */
    const App *idle_app;           /* does its idle work between keys; may be NULL */
    bool is_mixed;    /* half of the keys come in the midst of it, and only frames that
                         answer a key count; else all of it is done, and counts, too */
    bool may_rest;    /* the next key comes when all of it is done … */
    int64_t comes_us; /* … or then; 0: not yet */
    bool is_idle;     /* what is painted next does not count */
    size_t key_count;
    int64_t (*clock_us)(void);
    int64_t started_us, opened_us;
    int64_t *times_us;
    size_t time_count, time_capacity;
} BenchTerm;

/* Of the processor, so that a busy machine does not count. */
static int64_t processor_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

static void bench_get_size(Term *term, int *rows, int *columns)
{
    BenchTerm *bench = (BenchTerm *)term;
    *rows = bench->rows;
    *columns = bench->columns;
}

#define COMES_AFTER_US 1000 /* the beginning of idle work */

/* Which keys come when all is at rest: half of them, in no rhythm that the keys may have
 * (Thue and Morse). */
static bool is_restful(size_t key)
{
    bool is_odd = false;
    for (; key; key &= key - 1)
        is_odd = !is_odd;
    return is_odd;
}

static Event bench_read_event(Term *term, int timeout_ms)
{
    BenchTerm *bench = (BenchTerm *)term;
    (void)timeout_ms;
    int64_t now_us = bench->clock_us(), came_us = MIN(bench->comes_us, now_us);
    bool is_wanted = bench->idle_app && app_is_idle_wanted(bench->idle_app);
    if (is_wanted && (bench->may_rest || !bench->comes_us)) {
        bench->comes_us = bench->may_rest ? 0 : now_us + COMES_AFTER_US;
        bench->is_idle = bench->is_mixed;
        bench->started_us = now_us;
        return (Event){.kind = EVENT_NONE};
    }
    Str keys = str_from(bench->keys);
    Event event = {.kind = EVENT_HANGUP};
    Key key;
    if (key_parse(keys, &bench->key_off, &key))
        event = (Event){.kind = EVENT_KEY, .key = key};
    bench->started_us = came_us ? came_us : now_us;
    bench->comes_us = 0;
    bench->is_idle = false;
    bench->may_rest = !bench->is_mixed || is_restful(bench->key_count++);
    return event;
}

static bool bench_has_pending(Term *term)
{
    const BenchTerm *bench = (const BenchTerm *)term;
    return bench->comes_us && bench->clock_us() >= bench->comes_us;
}

static void bench_present(Term *term, const Frame *frame)
{
    BenchTerm *bench = (BenchTerm *)term;
    (void)frame;
    if (!bench->started_us) {
        bench->opened_us = bench->clock_us();
        return;
    }
    if (bench->key_off <= bench->measured_from || bench->is_idle)
        return;
    bench->times_us = mem_grow(bench->times_us, &bench->time_capacity,
                               bench->time_count + 1, sizeof(*bench->times_us));
    bench->times_us[bench->time_count++] = bench->clock_us() - bench->started_us;
}

static void bench_set_theme(Term *term, const Theme *theme)
{
    (void)term;
    (void)theme;
}

static void bench_pause(Term *term)
{
    (void)term;
}

static bool bench_copy(Term *term, Str text, StrBuf *way)
{
    (void)term;
    (void)text;
    (void)way;
    return false;
}

static void bench_free(Term *term)
{
    (void)term; /* on the caller's stack */
}

static const TermOps bench_ops = {
    .get_size = bench_get_size,
    .read_event = bench_read_event,
    .has_pending = bench_has_pending,
    .present = bench_present,
    .set_theme = bench_set_theme,
    .suspend = bench_pause,
    .resume = bench_pause,
    .copy = bench_copy,
    .free = bench_free,
};

#define SHELF 0
#define LEDGER (-1)

/* Idle work is done, and measured, between keys: one that comes would have waited for it.
 */
static bool is_patient;
/* Time of the processor, and half of the keys come in the midst of idle work. */
static bool of_processor;

static View *open_view(App *app, int64_t doc, Error *err)
{
    if (doc == LEDGER)
        return passages_new(app, 0, err);
    return doc == SHELF ? shelf_new(app, err) : reader_new(app, doc, NULL, err);
}

/* Opens a document (or SHELF, LEDGER) and plays `keys` `repeats` times. */
static void bench_keys(Library *library, int64_t doc, const char *of, const char *what,
                       const char *before, const char *keys, size_t repeats)
{
    Error err = {0};
    Settings settings;
    Theme theme;
    settings_init(&settings);
    theme_init_default(&theme);
    StrBuf all = {0};
    strbuf_append_text(&all, before);
    size_t measured_from = all.len;
    for (size_t i = 0; i < repeats; i++)
        strbuf_append_text(&all, keys);
    BenchTerm bench = {.term = {&bench_ops},
                       .rows = 60,
                       .columns = 200,
                       .clock_us = of_processor ? processor_us : time_monotonic_us,
                       .measured_from = measured_from,
                       .keys = all.data ? all.data : ""};
    int64_t start = bench.clock_us();
    App *app = app_new(&(AppOptions){library, &settings, &theme, &bench.term}, &err);
    must(app != NULL, &err);
    View *view = open_view(app, doc, &err);
    must(view != NULL, &err);
    app_push(app, view);
    bench.idle_app = is_patient ? app : NULL;
    bench.is_mixed = of_processor;
    bench.may_rest = true;
    app_run(app);
    app_free(app);
    if (!repeats) {
        print_figure(what, of, (double)(bench.opened_us - start) / 1000.0, "ms");
    } else if (bench.time_count) {
        const char *const units[] = {"us median", "us p95", "us most"};
        const char *const cpu[] = {"us CPU median", "us CPU p95", "us CPU most"};
        const double shares[] = {0.5, 0.95, 1};
        for (size_t i = 0; i < (is_patient ? 3 : 2); i++)
            print_figure(what, of,
                         percentile(bench.times_us, bench.time_count, shares[i]),
                         of_processor ? cpu[i] : units[i]);
    }
    free(bench.times_us);
    strbuf_clear(&all);
    theme_clear(&theme);
    settings_clear(&settings);
    error_clear(&err);
}

/* ---- one file ----------------------------------------------------------- */

typedef struct HitCount {
    size_t count, limit;
} HitCount;

static bool count_hit(void *context, const SearchHit *hit)
{
    HitCount *hits = context;
    (void)hit;
    return ++hits->count < hits->limit;
}

static void bench_search(Library *library, const char *of, const char *needle)
{
    Error err = {0};
    int64_t times[9];
    HitCount hits = {0};
    for (size_t i = 0; i < ARRAY_SIZE(times); i++) {
        hits = (HitCount){0, 50};
        int64_t start = time_monotonic_us();
        must(store_search(library_get_store(library),
                          &(SearchQuery){.text = str_from(needle), .limit = 50},
                          count_hit, &hits, &err),
             &err);
        times[i] = time_monotonic_us() - start;
    }
    StrBuf what = {0};
    strbuf_appendf(&what, "search first 50 %s (%zu)", needle, hits.count);
    print_figure(what.data, of, percentile(times, ARRAY_SIZE(times), 0.5) / 1000.0,
                 "ms median");
    strbuf_clear(&what);
}

static void bench_layout(Document *document, const char *of)
{
    FoldSet *folds = foldset_new(document);
    Layout *layout =
        layout_new(document, folds, &(LayoutOptions){.columns = 80, .indent = 4});
    int64_t start = time_monotonic_us();
    size_t rows = 0;
    uint64_t limit = 32 << 20, done = 0;
    RowPos at = layout_first(layout);
    uint32_t block = UINT32_MAX;
    do {
        if (at.block != block) {
            if (block != UINT32_MAX)
                done += document_get_block(document, block).bytes;
            block = at.block;
            if (rows % 64 == 0)
                document_trim(document);
        }
        rows++;
    } while (done < limit && layout_next(layout, &at));
    double seconds = (double)(time_monotonic_us() - start) / 1e6;
    print_figure("layout at 80 columns", of, (double)done / 1e6 / seconds, "MB/s");
    layout_free(layout);
    foldset_free(folds);
}

static Library *open_library(const char *directory)
{
    Error err = {0};
    Report report = {0};
    Library *library = NULL;
    must(library_open(&library, directory, STORE_READ_WRITE, &report, &err), &err);
    report_clear(&report);
    return library;
}

static void bench_import(const char *directory, const char *path)
{
    Error err = {0};
    Library *library = open_library(directory);
    const char *of = path_get_name(str_from(path)).data;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ImportResult result = {0};
    IntakeOptions options = {.import = {.limits = import_limits_default()}};
    options.import.limits.max_file_bytes = INT64_MAX;
    options.import.limits.max_text_bytes = INT64_MAX;
    options.import.limits.max_cpu_seconds = 3600;
    int64_t start = time_monotonic_us();
    must(fd >= 0 && library_import_fd(library, fd, path, &options, &result, &err), &err);
    must(store_settle(library_get_store(library), &err), &err);
    double wall = (double)(time_monotonic_us() - start) / 1e6;
    double cpu = processor_seconds();
    double megabytes = (double)result.source_bytes / 1e6;
    print_figure("import", of, megabytes / wall, "MB/s wall");
    print_figure("import", of, megabytes / cpu, "MB/s of all processor time");
    print_figure("import, peak memory", of, (double)process_kb("VmHWM:") / 1024, "MiB");
    close(fd);
    import_result_clear(&result);
    library_close(library);
    StrBuf database = {0};
    strbuf_appendf(&database, "%s/library.db", directory);
    print_figure("library with originals, to text", of,
                 (double)file_bytes(database.data) / 1e6 / megabytes, "x");
    strbuf_clear(&database);
}

static void bench_read(const char *directory, const char *of)
{
    Error err = {0};
    Library *library = open_library(directory);
    Arena *arena = arena_new();
    DocumentList list = {0};
    must(store_list_documents(library_get_store(library), &(DocumentFilter){.limit = 1},
                              arena, &list, &err),
         &err);
    BUG_ON(list.count == 0);
    int64_t doc = list.rows[0].id;
    bench_keys(library, doc, of, "open to first frame", "", "", 0);
    bench_keys(library, doc, of, "open to first frame, again", "", "", 0);
    bench_keys(library, doc, of, "row down", "zRgg", "j", 300);
    bench_keys(library, doc, of, "page down", "zRgg", "<Space>", 300);
    bench_keys(library, doc, of, "fold or unfold all", "", "zMzR", 20);
    bench_keys(library, doc, of, "to the end and back", "zR", "Ggg", 20);
    print_figure("peak memory, opened and read", of, (double)process_kb("VmHWM:") / 1024,
                 "MiB");
    Document *document = store_open_document(library_get_store(library), doc, &err);
    must(document != NULL, &err);
    bench_layout(document, of);
    document_free(document);
    bench_search(library, of, "的");
    bench_search(library, of, "发展");
    bench_search(library, of, "人民政协");
    bench_search(library, of, "魑魅魍魉");
    print_figure("peak memory, searched too", of, (double)process_kb("VmHWM:") / 1024,
                 "MiB");
    arena_free(arena);
    library_close(library);
}

static void bench_shelf(const char *directory, const char *of)
{
    Library *library = open_library(directory);
    bench_keys(library, 0, of, "start to shelf", "", "", 0);
    bench_keys(library, 0, of, "shelf cursor down", "", "j", 300);
    bench_keys(library, 0, of, "shelf page down", "", "<Space>", 50);
    library_close(library);
}

/* Every frame counts, those of idle work as well: a key would have waited for it. */
static void bench_passages(const char *directory, const char *of)
{
    is_patient = true;
    static const struct {
        const char *what, *before, *keys;
    } plays[] = {
        {"ledger, the rest behind the first frame", "", "j"},
        {"ledger, row down", "jj", "j"},
        {"ledger, page down", "jj", "<PageDown>"},
        {"ledger, to the end and back", "jj", "Ggg"},
        {"ledger, next order", "jj", "s"},
        {"ledger, fold and unfold all", "jj", "zMzR"},
        {"ledger, words as they are typed", "jj", "/巡查<Esc>"},
        {"ledger, words that few hold", "jj", "/99999<Esc>"},
        {"ledger, open, done, all", "jj", "X"},
        {"ledger, a tag and back", "jj", "f#水利<Enter><Esc>"},
        {"ledger, status and undo", "jj", "xu"},
    };
    Library *library = open_library(directory);
    bench_keys(library, LEDGER, of, "ledger, to first frame", "", "", 0);
    bench_keys(library, LEDGER, of, "ledger, to first frame, again", "", "", 0);
    for (size_t i = 0; i < ARRAY_SIZE(plays); i++)
        bench_keys(library, LEDGER, of, plays[i].what, plays[i].before, plays[i].keys,
                   12);
    print_figure("ledger, peak memory", of, (double)process_kb("VmHWM:") / 1024, "MiB");
    library_close(library);
}

/* A document with very many passages: opened, read, edited. */
static void bench_marks(const char *directory, const char *of)
{
    static const struct {
        const char *what, *before, *keys;
    } plays[] = {
        {"marks, row down", "zRggj", "j"},
        {"marks, page down", "zRggj", "<Space>"},
        {"marks, to the end and back", "zRj", "Ggg"},
        {"marks, next and the one before", "zRgg]n]n", "]n]n[n"},
        {"marks, fold and unfold all", "j", "zMzR"},
        {"marks, a new one and undo", "zRgg", "jscycru"},
        {"marks, status and undo", "zRgg]n", "xu"},
    };
    Library *library = open_library(directory);
    bench_keys(library, 1, of, "marks, open to first frame", "", "", 0);
    bench_keys(library, 1, of, "marks, open to first frame, again", "", "", 0);
    for (size_t i = 0; i < ARRAY_SIZE(plays); i++)
        bench_keys(library, 1, of, plays[i].what, plays[i].before, plays[i].keys, 20);
    print_figure("marks, peak memory", of, (double)process_kb("VmHWM:") / 1024, "MiB");
    library_close(library);
}

/* ---- every screen --------------------------------------------------------- */

static void bench_views(const char *directory, const char *of, const char *part)
{
    static const struct {
        const char *what;
        int64_t start;
        const char *before, *keys;
    } plays[] = {
        {"shelf, row down", SHELF, "j", "j"},
        {"shelf, page down", SHELF, "j", "<PageDown>"},
        {"shelf, titles as they are typed", SHELF, "j", "/协商<Esc>"},
        {"shelf, next order", SHELF, "j", "s"},
        {"shelf by title, page down", SHELF, "jss", "<PageDown>"},
        {"text, row down", 1, "zRggj", "j"},
        {"text, page down", 1, "zRggj", "<Space>"},
        {"text, sentences", 1, "zRggj", ")"},
        {"text, selecting wider", 1, "zRggj", "ssss<Esc>"},
        {"text, fold and unfold", 1, "ggj", "zMzR"},
        {"text, words as they are typed", 1, "zRggj", "/协商民主<Esc>"},
        {"text, next hit", 1, "zRgg/协商<Enter>", "."},
        {"outline, row down", 1, "zRggjo", "j"},
        {"outline, filter", 1, "zRggjo", "/会议<Esc>"},
        {"two panes, row down", 1, "zRggj<C-w>v", "j"},
        {"marks, row down", 1, "zRgg]n", "]n"},
        {"search, as it is typed", SHELF, "j", "S协商民主<Esc>q"},
        {"search, row down", SHELF, "jS协商<Enter>", "j"},
        {"search, page down", SHELF, "jS协商<Enter>", "<PageDown>"},
        {"search, facets", SHELF, "jS协商<Enter>", "fq"},
        {"finder, opened and left", SHELF, "j", "F<Esc>"},
        {"finder, as it is typed", SHELF, "jF", "zxhy<C-u>"},
        {"finder, row down", SHELF, "jFzx", "<Down>"},
        {"ledger, row down", LEDGER, "jj", "j"},
        {"ledger, page down", LEDGER, "jj", "<PageDown>"},
        {"tags, row down", SHELF, "j#", "j"},
        {"log, opened and left", SHELF, "j", "Uq"},
        {"log, row down", SHELF, "jU", "j"},
        {"log, page down", SHELF, "jU", "<PageDown>"},
        {"log, filter", SHELF, "jU", "/标签<Esc>"},
        {"read lately, row down", SHELF, "jgh", "j"},
        {"help, page down", SHELF, "j?", "<Space>"},
        {"command line, as it is typed", SHELF, "j", ":search<Esc>"},
        {"particulars, row down", 1, "j", "Ijq"},
        {"editions, opened and left", 1, "j", "Eq"},
        {"cleaning, opened and left", 1, "j", "Cjq"},
        {"export form, opened and left", 1, "j", "gejq"},
        {"reading figures", 1, "j", "<C-g>"},
    };
    is_patient = of_processor = true;
    Library *library = open_library(directory);
    for (size_t i = 0; i < ARRAY_SIZE(plays); i++)
        if (strstr(plays[i].what, part))
            bench_keys(library, plays[i].start, of, plays[i].what, plays[i].before,
                       plays[i].keys, 20);
    print_figure("every screen, peak memory", of, (double)process_kb("VmHWM:") / 1024,
                 "MiB");
    library_close(library);
}

/* ---- importers ---------------------------------------------------------- */

#define READINGS 5

typedef struct FormatSum {
    uint64_t file_bytes, text_bytes;
    int64_t time_us;
} FormatSum;

/* The median of the readings. */
static void read_format(const char *path, ImportZygote *zygote, FormatSum *sum)
{
    Error err = {0};
    int64_t times[READINGS];
    ImportOptions options = {.limits = import_limits_default(), .zygote = zygote};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    must(fd >= 0, &err);
    for (size_t i = 0; i < ARRAY_SIZE(times); i++) {
        int64_t start = time_monotonic_us();
        Draft *draft = import_read(fd, path, &options, &err);
        must(draft != NULL, &err);
        times[i] = time_monotonic_us() - start;
        for (size_t j = 0; i == 0 && j < draft->block_count; j++)
            sum->text_bytes += draft->blocks[j].text.len;
        draft_free(draft);
    }
    close(fd);
    sum->file_bytes += file_bytes(path);
    sum->time_us += (int64_t)percentile(times, ARRAY_SIZE(times), 0.5);
}

static void print_format(const char *of, const FormatSum *sum, double seconds,
                         const char *kind)
{
    StrBuf unit = {0};
    strbuf_appendf(&unit, "MB/s of the file, %s", kind);
    print_figure("read", of, (double)sum->file_bytes / 1e6 / seconds, unit.data);
    strbuf_reset(&unit);
    strbuf_appendf(&unit, "MB/s of its text, %s", kind);
    print_figure("read", of, (double)sum->text_bytes / 1e6 / seconds, unit.data);
    strbuf_reset(&unit);
    strbuf_appendf(&unit, "ms, %s", kind);
    print_figure("read", of, seconds * 1000, unit.data);
    strbuf_clear(&unit);
}

static void bench_format(const char *of, char **paths, int count)
{
    double before = processor_seconds();
    ImportZygote *zygote = import_zygote_new();
    FormatSum sum = {0};
    for (int i = 0; i < count; i++)
        read_format(paths[i], zygote, &sum);
    import_zygote_free(zygote); /* what its children took is known when it has ended */
    print_format(of, &sum, (double)sum.time_us / 1e6, "wall");
    print_format(of, &sum, (processor_seconds() - before) / READINGS,
                 "all processor time");
}

int main(int argc, char **argv)
{
    Str mode = str_from(argc >= 4 ? argv[1] : "");
    if (str_is_equal(mode, STR("format"))) {
        bench_format(argv[2], argv + 3, argc - 3);
    } else if (argc == 4 && str_is_equal(mode, STR("import"))) {
        bench_import(argv[2], argv[3]);
    } else if (argc == 4 && str_is_equal(mode, STR("read"))) {
        bench_read(argv[2], argv[3]);
    } else if (argc == 4 && str_is_equal(mode, STR("shelf"))) {
        bench_shelf(argv[2], argv[3]);
    } else if (argc == 4 && str_is_equal(mode, STR("passages"))) {
        bench_passages(argv[2], argv[3]);
    } else if (argc <= 5 && str_is_equal(mode, STR("views"))) {
        bench_views(argv[2], argv[3], argc == 5 ? argv[4] : "");
    } else if (argc == 4 && str_is_equal(mode, STR("marks"))) {
        bench_marks(argv[2], argv[3]);
    } else {
        fprintf(stderr,
                "usage: bench import|read|shelf|passages|marks LIBRARY FILE|NAME\n"
                "       bench views LIBRARY NAME [PART]\n"
                "       bench format NAME FILE...\n");
        return 2;
    }
    return 0;
}
