/* What is read from the heads and ends of papers against what stands there: prints each
 * field that is wrong, and the figures.
 *     heads tests/eval/heads.txt
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/export.h>
#include <piyue/intake.h>
#include <piyue/library.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* Paragraphs as they fill a paper: with numbers, dates and bodies of other papers. */
static const char body[] =
    "要坚持从实际出发，因地制宜、分类施策，把账目理清楚，把责任落到人头上，把"
    "该修的修好，把该停的停下来，让沿江居民看得见变化、得得到实惠。\n\n"
    "根据《江川省人民政府关于印发规划的通知》（江政发〔2030〕7号）和2026年5月1日起施行的"
    "有关规定，各地应当于每年年底前将进展情况报送上级主管部门汇总。\n\n"
    "（一）巡查到位。每月巡查不少于两次，发现问题当天记录、三天处理、七天回访，不得补"
    "写，不得代签。\n\n"
    "（二）经费到位。所需经费列入本级预算，专款专用，接受审计监督和社会监督，年终结余"
    "结转下年使用。\n\n";

typedef struct Tally {
    unsigned expected, right, missing, wrong, surplus;
} Tally;

static Document *read_paper(Str text)
{
    StrBuf paper = {0};
    Error err = {0};
    ImportOptions options = {.limits = import_limits_default()};
    while (text.len) {
        Str row = str_split(&text, '\n');
        if (str_is_equal(row, STR("@@")))
            strbuf_append_text(&paper, body);
        else
            strbuf_appendf(&paper, "%.*s\n", STR_ARG(row));
    }
    int fd = memfd_create("paper", MFD_CLOEXEC);
    Document *document = NULL;
    if (fd >= 0 && file_write_fd(fd, "paper", strbuf_get(&paper), &err) &&
        lseek(fd, 0, SEEK_SET) == 0)
        document = document_read_fd(fd, "未命名.txt", &options, &err);
    if (!document) {
        fprintf(stderr, "heads: %s\n", error_get_message(&err));
        exit(2);
    }
    close(fd);
    strbuf_clear(&paper);
    return document;
}

static void compare(Str name, const char *field, Str expected, Str got, Tally *tally)
{
    tally->expected += expected.len > 0;
    if (str_is_equal(expected, got)) {
        tally->right += expected.len > 0;
        return;
    }
    tally->missing += !got.len;
    tally->surplus += !expected.len;
    tally->wrong += expected.len && got.len;
    printf("%.*s: %s is %.*s, read as %.*s\n", STR_ARG(name), field,
           STR_ARG(expected.len ? expected : STR("-")),
           STR_ARG(got.len ? got : STR("-")));
}

static void judge(Str name, Str text, Str expectations, Tally *tallies)
{
    Str expected[FIELD_DOCUMENT_COUNT] = {{0}};
    DocumentFields fields;
    Error err = {0};
    Arena *arena = arena_new();
    Document *document = read_paper(text);
    while (expectations.len) {
        Str value = str_split(&expectations, '\n');
        Str key = str_split(&value, '=');
        for (int i = 0; i < FIELD_DOCUMENT_COUNT; i++)
            if (str_is_equal(key, str_from(export_get_field_name((ExportField)i))))
                expected[i] = value;
    }
    if (!export_read_fields(NULL, document, arena, &fields, &err))
        exit(2);
    for (int i = 0; i < FIELD_DOCUMENT_COUNT; i++)
        compare(name, export_get_field_name((ExportField)i), expected[i],
                fields.values[i], &tallies[i]);
    document_free(document);
    arena_free(arena);
}

/* "=== name", the text, "---", the fields. */
static unsigned judge_all(Str rest, Tally *tallies)
{
    unsigned count = 0;
    size_t at = str_find(rest, STR("\n=== "), 0);
    while (at != STR_NONE) {
        size_t next = str_find(rest, STR("\n=== "), at + 1);
        Str entry =
            str_slice(rest, at + STR("\n=== ").len, next == STR_NONE ? rest.len : next);
        Str name = str_split(&entry, '\n');
        size_t middle = str_find(entry, STR("\n---\n"), 0);
        if (middle == STR_NONE) {
            fprintf(stderr, "heads: %.*s has no ---\n", STR_ARG(name));
            exit(2);
        }
        judge(name, str_slice(entry, 0, middle + 1),
              str_slice(entry, middle + STR("\n---\n").len, entry.len), tallies);
        count++;
        at = next;
    }
    return count;
}

static void print_row(const char *name, const Tally *tally)
{
    unsigned all = tally->expected + tally->surplus;
    printf("%-10s expected %3u  right %3u  missing %2u  wrong %2u  surplus %2u  "
           "accuracy %.3f\n",
           name, tally->expected, tally->right, tally->missing, tally->wrong,
           tally->surplus, all ? (double)tally->right / all : 1.0);
}

int main(int argc, char **argv)
{
    Tally tallies[FIELD_DOCUMENT_COUNT] = {{0}}, all = {0};
    StrBuf text = {0};
    Error err = {0};
    if (argc != 2 || !file_read(argv[1], 1 << 20, &text, &err)) {
        fprintf(stderr, "usage: heads FILE\n");
        return 2;
    }
    unsigned count = judge_all(strbuf_get(&text), tallies);
    for (int i = 0; i < FIELD_DOCUMENT_COUNT; i++) {
        print_row(export_get_field_name((ExportField)i), &tallies[i]);
        all.expected += tallies[i].expected;
        all.right += tallies[i].right;
        all.missing += tallies[i].missing;
        all.wrong += tallies[i].wrong;
        all.surplus += tallies[i].surplus;
    }
    print_row("all", &all);
    printf("%u papers\n", count);
    strbuf_clear(&text);
    return 0;
}
