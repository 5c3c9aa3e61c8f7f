/* Makes a library with many passages in many documents, for figures of the ledger
 * (bench passages).
 * usage: ledger LIBRARY PASSAGES DOCUMENTS [PARAGRAPHS]
 * PARAGRAPHS of each of the twelve chapters; 40 if it is not given.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/anchor.h>
#include <piyue/intake.h>
#include <piyue/library.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define CHAPTERS 12
#define PARAGRAPHS 40 /* in each, if nothing else is said */
#define DAY_MS ((int64_t)24 * 3600 * 1000)

static const char *const chapters[CHAPTERS] = {"总则", "水源", "河道", "堤坝",
                                               "涵闸", "灌渠", "经费", "人员",
                                               "巡查", "考核", "奖惩", "附则"};
static const char *const tags[] = {"水利/河湖", "水利/堤坝", "提案/办理", "提案/督办",
                                   "经费",      "人员/编制", "巡查",      "民生/饮水",
                                   "民生",      "考核",      "家底",      "待议"};
static const char *const colours[] = {"", "", "yellow", "red", "green", "blue"};
static const char *const authors[] = {"木子", "林泉", "石青"};

static void must(bool is_done, Error *err)
{
    if (is_done)
        return;
    fprintf(stderr, "ledger: %s\n", error_get_message(err));
    exit(1);
}

static int64_t import_paper(Library *library, int number, int paragraphs, Error *err)
{
    StrBuf text = {0}, path = {0};
    ImportResult result;
    static const IntakeOptions options;
    strbuf_appendf(&text, "第%d乡水务手册\n\n", number);
    for (int i = 0; i < CHAPTERS * paragraphs; i++) {
        if (i % paragraphs == 0)
            strbuf_appendf(&text, "第%d章 %s\n\n", i / paragraphs + 1,
                           chapters[i / paragraphs]);
        strbuf_appendf(&text,
                       "第%d村第%d号河一本账，%s各记一页，年年核对。雨后由第%d组巡查，"
                       "有缺口的当日报告，三日内补上。\n\n",
                       number, i + 1, chapters[i % CHAPTERS], i % 7 + 1);
    }
    strbuf_appendf(&path, "handbook-%d.txt", number);
    int fd = memfd_create("paper", MFD_CLOEXEC);
    must(fd >= 0 && file_write_fd(fd, "paper", strbuf_get(&text), err), err);
    must(library_import_fd(library, fd, path.data, &options, &result, err), err);
    int64_t doc = result.doc;
    import_result_clear(&result);
    strbuf_clear(&text);
    strbuf_clear(&path);
    close(fd);
    return doc;
}

static Annotation make_passage(const Document *document, uint64_t number, Arena *arena)
{
    int64_t now_ms = time_now_ms();
    uint32_t block = (uint32_t)(number * 7 % document->block_count);
    Str text = document_get_text(document, block);
    size_t end = str_find(text, STR("。"), 0);
    Range range = {{block, 0}, {block, (uint32_t)(end == STR_NONE ? text.len : end)}};
    Annotation row = {.uid = uid_new(),
                      .selector = selector_make(document, range, arena),
                      .style = str_from(colours[number % ARRAY_SIZE(colours)]),
                      .author = str_from(authors[number % ARRAY_SIZE(authors)]),
                      .status = number % 5 == 0   ? STATUS_OPEN
                                : number % 5 == 1 ? STATUS_DONE
                                                  : STATUS_NONE,
                      .created_ms = now_ms - (int64_t)(number * 7919 % 700) * DAY_MS};
    row.modified_ms = row.created_ms;
    row.due_ms = number % 10 ? 0 : now_ms + ((int64_t)(number % 60) - 30) * DAY_MS;
    StrBuf note = {0};
    if (number % 3 == 0)
        strbuf_appendf(&note, "第%llu次核对，请办公室跟进", (unsigned long long)number);
    row.note = arena_str(arena, strbuf_get(&note));
    strbuf_clear(&note);
    row.tag_count = number % 4 ? 1 + number % 2 : 0;
    row.tags = arena_alloc(arena, 2 * sizeof(Str));
    row.tags[0] = str_from(tags[number * 5 % ARRAY_SIZE(tags)]);
    row.tags[1] = str_from(tags[(number * 5 + 1) % ARRAY_SIZE(tags)]);
    return row;
}

static void annotate(Library *library, int64_t doc, uint64_t from, uint64_t count,
                     Error *err)
{
    Document *document = store_open_document(library_get_store(library), doc, err);
    must(document != NULL, err);
    Arena *arena = arena_new();
    Annotation *rows = mem_alloc_array(count + 1, sizeof(*rows));
    for (uint64_t i = 0; i < count; i++) {
        rows[i] = make_passage(document, from + i, arena);
        rows[i].doc = doc;
        rows[i].edition = document->edition;
    }
    must(library_add_annotations(library, rows, count, err), err);
    free(rows);
    arena_free(arena);
    document_free(document);
}

int main(int argc, char **argv)
{
    Library *library;
    Report report = {0};
    Error err = {0};
    if (argc < 4 || argc > 5) {
        fprintf(stderr, "usage: ledger LIBRARY PASSAGES DOCUMENTS [PARAGRAPHS]\n");
        return 2;
    }
    uint64_t passages = strtoull(argv[2], NULL, 10), made = 0;
    int documents = atoi(argv[3]), paragraphs = argc > 4 ? atoi(argv[4]) : PARAGRAPHS;
    must(library_open(&library, argv[1], STORE_READ_WRITE, &report, &err), &err);
    for (int i = 0; i < documents; i++) {
        int64_t doc = import_paper(library, i + 1, paragraphs, &err);
        uint64_t count = (passages - made) / (uint64_t)(documents - i);
        annotate(library, doc, made, count, &err);
        made += count;
    }
    library_close(library);
    report_clear(&report);
    return 0;
}
