/* Makes a library with a history of many operations, and measures what a history costs.
 * usage: operations LIBRARY COUNT
 * A library that has as many already is measured as it is.
 * Figures are JSON lines; they never fail a run.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rescue/replay.h"

#include <piyue/anchor.h>
#include <piyue/intake.h>
#include <piyue/rescue.h>

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define PARAGRAPHS 20000
#define PAGE 1000
#define EDITS 1000

static void must(bool is_done, Error *err)
{
    if (is_done)
        return;
    fprintf(stderr, "operations: %s\n", error_get_message(err));
    exit(1);
}

static void print_figure(const char *what, double value, const char *unit)
{
    printf(
        "{\"what\":\"%s\",\"of\":\"many operations\",\"value\":%.3f,\"unit\":\"%s\"}\n",
        what, value, unit);
    fflush(stdout);
}

static int compare_times(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static void print_times(const char *what, int64_t *times_us, size_t count)
{
    char name[80];
    qsort(times_us, count, sizeof(*times_us), compare_times);
    snprintf(name, sizeof(name), "%s p50", what);
    print_figure(name, (double)times_us[count / 2] / 1e3, "ms");
    snprintf(name, sizeof(name), "%s p99", what);
    print_figure(name, (double)times_us[count * 99 / 100] / 1e3, "ms");
}

/* ---- a history -------------------------------------------------------------------- */

static int64_t import_paper(Library *library, Error *err)
{
    StrBuf text = {0};
    ImportResult result;
    static const IntakeOptions options;
    for (int i = 0; i < PARAGRAPHS; i++)
        strbuf_appendf(
            &text,
            "各村要摸清家底，第%d号河一本账，第%d口塘一张图，年年核对，雨后巡查。\n\n",
            i + 1, i);
    int fd = memfd_create("paper", MFD_CLOEXEC);
    must(fd >= 0 && file_write_fd(fd, "paper", strbuf_get(&text), err), err);
    must(library_import_fd(library, fd, "paper.txt", &options, &result, err), err);
    int64_t doc = result.doc;
    import_result_clear(&result);
    strbuf_clear(&text);
    close(fd);
    return doc;
}

/* One life of operations: a passage is made, tagged, noted twice, and set done. */
typedef struct History {
    Replay replay;
    Document *document;
    Str target, edition; /* uids of the document and what it shows */
    Uid passage;
    uint64_t made;
    int64_t hlc;
    StrBuf before, after;
} History;

static const char *next_kind(History *history, Arena *arena)
{
    uint64_t life = history->made / 5;
    StrBuf *before = &history->before, *after = &history->after;
    static const char *const tags[] = {"水", "河湖", "提案/办理", "家底", "督办"};
    switch (history->made % 5) {
    case 0: {
        uint32_t block = (uint32_t)(life % history->document->block_count);
        Range range = {{block, 0}, {block, 15}};
        Selector selector = selector_make(history->document, range, arena);
        history->passage = uid_new();
        json_add_int(before, "trashed", history->hlc >> 16);
        json_add_text(after, "document", history->target);
        json_add_text(after, "edition", history->edition);
        json_add_int(after, "start_block", block);
        json_add_int(after, "start_off", 0);
        json_add_int(after, "end_block", block);
        json_add_int(after, "end_off", 15);
        json_add_text(after, "exact", selector.exact);
        json_add_text(after, "prefix", selector.prefix);
        json_add_text(after, "suffix", selector.suffix);
        json_add_text(after, "headings", selector.headings);
        json_add_text(after, "note", (Str){0});
        json_add_text(after, "author", STR("木子"));
        json_add_int(after, "created", history->hlc >> 16);
        json_add_int(after, "trashed", 0);
        return "annotation.add";
    }
    case 1:
        json_add_text(before, "tag", str_from(tags[life % ARRAY_SIZE(tags)]));
        json_add_bool(before, "set", false);
        json_add_text(after, "tag", str_from(tags[life % ARRAY_SIZE(tags)]));
        json_add_bool(after, "set", true);
        return "annotation.tag";
    case 2:
    case 3: {
        StrBuf note = {0};
        strbuf_appendf(&note, "第%" PRIu64 "次核对，请办公室跟进", history->made);
        json_add_text(after, "note", strbuf_get(&note));
        strbuf_clear(&note);
        return "annotation.note";
    }
    default:
        json_add_text(before, "status", (Str){0});
        json_add_text(after, "status", life % 2 ? STR("done") : STR("open"));
        return "annotation.status";
    }
}

static void make_page(History *history, Error *err)
{
    Arena *arena = arena_new();
    OpRow rows[PAGE];
    OpList list = {rows, PAGE};
    for (size_t i = 0; i < PAGE; i++) {
        strbuf_reset(&history->before);
        strbuf_reset(&history->after);
        json_begin(&history->before);
        json_begin(&history->after);
        history->hlc += 1 << 16;
        const char *kind = next_kind(history, arena);
        json_end(&history->before);
        json_end(&history->after);
        history->made++;
        rows[i] = (OpRow){.id = uid_new(),
                          .group = uid_new(),
                          .hlc = history->hlc,
                          .device = STR("0123456789abcdef0123456789abcdef"),
                          .author = STR("木子"),
                          .kind = str_from(kind),
                          .target = uid_format(history->passage, arena),
                          .old_json = arena_str(arena, strbuf_get(&history->before)),
                          .new_json = arena_str(arena, strbuf_get(&history->after))};
    }
    must(store_begin(history->replay.library->store, err) &&
             replay_operations(&history->replay, &list, err) &&
             store_commit(history->replay.library->store, err),
         err);
    if (history->replay.refused)
        must(error_set(err, ERR_CONFLICT, "the history was refused"), err);
    document_trim(history->document);
    arena_free(arena);
}

static void make_history(Library *library, int64_t doc, uint64_t count, Error *err)
{
    Report report = {0};
    Arena *arena = arena_new();
    Store *store = library_get_store(library);
    Uid uid;
    EditionList editions;
    must(store_get_document_uid(store, doc, &uid, err), err);
    must(store_list_editions(store, doc, arena, &editions, err), err);
    History history = {.replay = {.library = library, .report = &report},
                       .document = store_open_document(store, doc, err),
                       .target = uid_format(uid, arena),
                       .edition = uid_format(editions.rows[0].uid, arena),
                       .hlc = time_now_ms() << 16};
    must(history.document != NULL && store_hurry(store, err), err);
    int64_t start_us = time_monotonic_us();
    while (history.made < count)
        make_page(&history, err);
    StrBuf clock = {0};
    strbuf_appendf(&clock, "%" PRId64, history.hlc);
    must(store_begin(store, err) &&
             store_put_meta(store, META_CLOCK, strbuf_get(&clock), err) &&
             store_commit(store, err),
         err);
    print_figure("made in", (double)(time_monotonic_us() - start_us) / 1e6, "s");
    strbuf_clear(&clock);
    strbuf_clear(&history.before);
    strbuf_clear(&history.after);
    document_free(history.document);
    arena_free(arena);
    report_clear(&report);
}

/* ---- what it costs ------------------------------------------------------------------
 */

/* What the disk alone takes to keep 4 kB, at the same time: the floor of an edit. */
static void measure_disk(const char *directory, Error *err)
{
    int64_t times_us[EDITS];
    StrBuf block = {0};
    char *path = path_join(directory, "disk");
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    for (size_t i = 0; i < 4096; i++)
        strbuf_append_byte(&block, (char)i);
    for (size_t i = 0; i < EDITS; i++) {
        int64_t start_us = time_monotonic_us();
        must(fd >= 0 && file_write_fd(fd, path, strbuf_get(&block), err) &&
                 fdatasync(fd) == 0,
             err);
        times_us[i] = time_monotonic_us() - start_us;
    }
    print_times("4 kB to disk", times_us, EDITS);
    close(fd);
    unlink(path);
    free(path);
    strbuf_clear(&block);
}

static void measure_edits(Library *library, int64_t doc, Error *err)
{
    int64_t times_us[EDITS], id;
    Document *document = store_open_document(library_get_store(library), doc, err);
    must(document != NULL, err);
    Str tags[] = {STR("水")};
    for (uint32_t i = 0; i < EDITS; i++) {
        NewAnnotation new = {.document = document,
                             .range = {{i * 7, 0}, {i * 7, 15}},
                             .note = STR("要点"),
                             .tags = tags,
                             .tag_count = 1};
        int64_t start_us = time_monotonic_us();
        must(library_annotate(library, &new, &id, err), err);
        times_us[i] = time_monotonic_us() - start_us;
    }
    print_times("annotate", times_us, EDITS);
    document_free(document);
}

static void measure_undo(Library *library, Error *err)
{
    int64_t times_us[EDITS], doc;
    StrBuf what = {0};
    for (size_t i = 0; i < EDITS; i++) {
        int64_t start_us = time_monotonic_us();
        must(library_undo(library, &what, &doc, err), err);
        times_us[i] = time_monotonic_us() - start_us;
    }
    print_times("undo", times_us, EDITS);
    strbuf_clear(&what);
}

static void measure_log(Library *library, Error *err)
{
    Arena *arena = arena_new();
    StrBuf rows = {0};
    OpList ops;
    int64_t start_us = time_monotonic_us();
    must(store_list_ops(library_get_store(library), 200, arena, &ops, err), err);
    for (size_t i = 0; i < ops.count; i++)
        library_describe_op(library, &ops.rows[i], &rows);
    print_figure("log, 200 newest", (double)(time_monotonic_us() - start_us) / 1e3, "ms");
    strbuf_clear(&rows);
    arena_free(arena);
}

static void measure_rebuild(const char *directory, Error *err)
{
    RebuildOptions options = {.is_trial = true};
    RebuildResult result;
    Report report = {0};
    int64_t start_us = time_monotonic_us();
    must(library_rebuild(directory, &options, &result, &report, err), err);
    print_figure("rebuild", (double)(time_monotonic_us() - start_us) / 1e6, "s");
    print_figure("differences", (double)result.differences, "");
    report_clear(&report);
}

int main(int argc, char **argv)
{
    Library *library;
    Report report = {0};
    Error err = {0};
    if (argc != 3) {
        fprintf(stderr, "usage: operations LIBRARY COUNT\n");
        return 2;
    }
    int64_t start_us = time_monotonic_us();
    must(library_open(&library, argv[1], STORE_READ_WRITE, &report, &err), &err);
    int64_t doc = 1, made = 0;
    must(store_get_last_op(library_get_store(library), &made, &err), &err);
    if (made < strtoll(argv[2], NULL, 10)) {
        doc = import_paper(library, &err);
        make_history(library, doc, strtoull(argv[2], NULL, 10), &err);
    }
    library_close(library);
    start_us = time_monotonic_us();
    must(library_open(&library, argv[1], STORE_READ_WRITE, &report, &err), &err);
    print_figure("open", (double)(time_monotonic_us() - start_us) / 1e3, "ms");
    measure_log(library, &err);
    measure_disk(argv[1], &err);
    measure_edits(library, doc, &err);
    measure_undo(library, &err);
    library_close(library);
    struct stat info;
    char *path = path_join(argv[1], "library.db");
    print_figure("size", stat(path, &info) == 0 ? (double)info.st_size / 1e6 : 0, "MB");
    free(path);
    measure_rebuild(argv[1], &err);
    report_clear(&report);
    return 0;
}
