/* Every edit can be undone: from the clean blocks and the edits the lines of the
 * source come back, whatever the text. And on the labelled corpus: no heading is lost,
 * wrapped lines are rejoined.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <unistd.h>

#include <piyue/clean.h>
#include <piyue/import.h>
#include <piyue/outline.h>

/* ---- undoing ----------------------------------------------------------- */

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

/* Pieces of which damage is made. */
static const char *const pieces[] = {
    "图书馆在镇子的东头，门前有两棵槐树，夏天的傍晚常有老人坐在树下读报",
    "發(fā)",
    "創(chuàng)新",
    "，，",
    "、、",
    ",,",
    "。",
    "；；",
    "一、",
    "words ",
    "規(guī)范",
    "他把最旧的一批书搬到自己家里，晾了整整一个星期。",
    "去年冬天下了一场大雪，屋顶漏水，镇上的人都来帮忙，把书一本一本搬到楼上去。",
    "鍥句功棣嗗湪闀囧瓙鐨勪笢澶达紝闂ㄥ墠",
    "ä¸­æ–‡",
    "(fa\u0304)",
    "發(fa\u0304)",
    "cafe\u0301",
    "锟斤拷",
    "\uFFFD",
    "— 7 —",
    "第8页",
    "。二、修理屋顶",
    "春天到来的时候，县里拨了一笔款子，把屋顶重新翻修了一遍，又添置了二十张桌子。",
};

static Draft *make_draft(uint32_t *seed, StrBuf *source)
{
    Draft *draft = draft_new();
    StrBuf line = {0};
    uint32_t lines = 2 + next_random(seed) % 30;
    for (uint32_t i = 0; i < lines; i++) {
        strbuf_reset(&line);
        for (uint32_t n = 1 + next_random(seed) % 5; n; n--)
            strbuf_append_text(&line, pieces[next_random(seed) % ARRAY_SIZE(pieces)]);
        Str text = str_trim(strbuf_get(&line));
        draft_add_block(draft, BLOCK_PARAGRAPH, text, source->len, i + 1,
                        next_random(seed) % 4 ? 0 : BLOCK_INDENTED);
        strbuf_append_str(source, text);
        strbuf_append_byte(source, '\n');
    }
    strbuf_clear(&line);
    return draft;
}

/* Appends the lines of the blocks, parted by as many line ends as the source has. */
static void append_blocks(const Draft *draft, StrBuf *out)
{
    uint32_t line = draft->block_count ? draft->blocks[0].source_line : 0;
    for (size_t i = 0; i < draft->block_count; i++) {
        for (; line < draft->blocks[i].source_line; line++)
            strbuf_append_byte(out, '\n');
        strbuf_append_str(out, draft->blocks[i].text);
    }
}

/* From the clean blocks and the edits, what append_blocks gave before. */
static void append_restored(const Draft *draft, StrBuf *out)
{
    DraftEdit *edits = mem_alloc_array(draft->edit_count + 1, sizeof(*edits));
    size_t *first = mem_alloc_array(draft->block_count + 2, sizeof(*first));
    /* By block, in the order in which they were made. */
    for (size_t i = 0; i < draft->edit_count; i++) {
        assert_true(draft->edits[i].block < draft->block_count);
        first[draft->edits[i].block + 2]++;
    }
    for (size_t i = 1; i < draft->block_count + 2; i++)
        first[i] += first[i - 1];
    for (size_t i = 0; i < draft->edit_count; i++)
        edits[first[draft->edits[i].block + 1]++] = draft->edits[i];
    uint32_t line = draft->block_count ? draft->blocks[0].source_line : 0;
    for (size_t i = 0; i < draft->block_count; i++) {
        bool is_parted = draft->blocks[i].flags & BLOCK_GLUED;
        for (; !is_parted && line < draft->blocks[i].source_line; line++)
            strbuf_append_byte(out, '\n');
        size_t start = out->len;
        const DraftEdit *own = &edits[first[i]];
        size_t count = first[i + 1] - first[i];
        for (size_t k = 0; k < count; k++) {
            Str put = str_slice(draft->blocks[i].text, own[k].off, SIZE_MAX);
            assert_true(own[k].off <= draft->blocks[i].text.len);
            (void)put;
        }
        clean_restore(draft->blocks[i].text, own, count, out);
        for (size_t k = start; k < out->len; k++)
            line += out->data[k] == '\n';
    }
    free(edits);
    free(first);
}

static void clean_all(Draft *draft, size_t counts[CLEAN_RULE_COUNT])
{
    Outline outline = {0};
    clean_run(draft, &(CleanOptions){.passes = CLEAN_ALL}, counts);
    outline_infer(draft, &outline);
    clean_finish(draft, &outline, &(CleanOptions){.passes = CLEAN_ALL}, counts);
    outline_clear(&outline);
}

static void every_edit_can_be_undone(void **state)
{
    (void)state;
    uint32_t seed = 806;
    size_t total[CLEAN_RULE_COUNT] = {0};
    for (int round = 0; round < 600; round++) {
        StrBuf source = {0}, before = {0}, after = {0};
        Draft *draft = make_draft(&seed, &source);
        size_t counts[CLEAN_RULE_COUNT];
        append_blocks(draft, &before);
        clean_all(draft, counts);
        for (unsigned rule = 0; rule < CLEAN_RULE_COUNT; rule++)
            total[rule] += counts[rule];
        append_restored(draft, &after);
        assert_string_equal(after.data, before.data);
        strbuf_clear(&source);
        strbuf_clear(&before);
        strbuf_clear(&after);
        draft_free(draft);
    }
    /* The passes had something to do. */
    static const CleanRule busy[] = {CLEAN_MOJIBAKE,    CLEAN_COMPOSE, CLEAN_RESIDUE,
                                     CLEAN_PUNCTUATION, CLEAN_PAGES,   CLEAN_REJOIN,
                                     CLEAN_LOST};
    for (size_t i = 0; i < ARRAY_SIZE(busy); i++)
        if (total[busy[i]] < 40)
            fail_msg("%s: %zu", clean_get_name(busy[i]), total[busy[i]]);
}

/* What a pass has mended it does not mend again: the clean text, read as a source of its
 * own, has nothing left for the passes that change characters. */
static void cleaning_what_is_clean_changes_no_character(void **state)
{
    (void)state;
    static const CleanRule rules[] = {CLEAN_MOJIBAKE, CLEAN_COMPOSE, CLEAN_PUNCTUATION};
    uint32_t seed = 4711;
    for (int round = 0; round < 300; round++) {
        StrBuf source = {0};
        size_t counts[CLEAN_RULE_COUNT];
        Draft *draft = make_draft(&seed, &source);
        /* A join may bring two marks together. */
        clean_run(draft, &(CleanOptions){.passes = CLEAN_ALL & ~(1u << CLEAN_REJOIN)},
                  counts);
        for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
            clean_run(draft, &(CleanOptions){.passes = 1u << rules[i]}, counts);
            if (counts[rules[i]])
                fail_msg("%s", clean_get_name(rules[i]));
        }
        strbuf_clear(&source);
        draft_free(draft);
    }
}

/* ---- the labelled corpus ----------------------------------------------- */

static char *find_outlines(void)
{
    const char *override = getenv("PIYUE_CORPUS"), *srcdir = getenv("srcdir");
    static const char *const ways[] = {"../shared/corpus/outline",
                                       "../../shared/corpus/outline"};
    for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
        char *place = override ? path_join(override, "outline")
                               : path_join(srcdir ? srcdir : ".", ways[i]);
        char *manifest = path_join(place, "manifest.tsv");
        bool is_there = access(manifest, R_OK) == 0;
        free(manifest);
        if (is_there)
            return place;
        free(place);
    }
    return NULL;
}

static bool read_part(const char *corpus, Str name, const char *suffix, StrBuf *out)
{
    Error err = {0};
    StrBuf path = {0};
    strbuf_appendf(&path, "%s/%.*s%s", corpus, STR_ARG(name), suffix);
    strbuf_reset(out);
    bool is_read = file_read(path.data, SIZE_MAX / 2, out, &err);
    strbuf_clear(&path);
    error_clear(&err);
    return is_read;
}

typedef struct Tally {
    int headings, lost, wrapped, rejoined;
} Tally;

typedef enum LineState { LINE_INSIDE, LINE_STARTS, LINE_HIDDEN } LineState;

/* What became of each source line: does a block start on it? */
static LineState *find_starts(const Draft *draft, size_t lines)
{
    LineState *states = mem_alloc_array(lines + 2, sizeof(*states));
    for (size_t i = 0; i < draft->block_count; i++)
        if (draft->blocks[i].source_line <= lines)
            states[draft->blocks[i].source_line] =
                draft->blocks[i].flags & BLOCK_HIDDEN ? LINE_HIDDEN : LINE_STARTS;
    return states;
}

static void count_headings(Str rows, const LineState *states, size_t lines,
                           bool *is_heading, Tally *tally)
{
    while (rows.data) {
        Str row = str_split(&rows, '\n'), line = str_split(&row, '\t');
        int64_t number;
        if (!str_parse_int(line, &number) || number < 1 || (size_t)number > lines)
            continue;
        is_heading[number] = true;
        str_split(&row, '\t'); /* level */
        str_split(&row, '\t'); /* title */
        Str kind = str_split(&row, '\t');
        bool starts_line =
            !str_is_equal(kind, STR("tail")) && !str_is_equal(kind, STR("inline"));
        if (!starts_line || !str_is_equal(str_trim(row), STR("req")))
            continue;
        tally->headings++;
        tally->lost += states[number] != LINE_STARTS;
    }
}

/* In a hard-wrapped document a line without an indent behind another goes on. */
static void count_wrapped(Str text, const LineState *states, const bool *is_heading,
                          Tally *tally)
{
    bool has_line_before = false;
    for (size_t number = 1; text.data; number++) {
        Str line = str_split(&text, '\n');
        bool is_indented =
            str_has_prefix(line, STR("　")) || str_has_prefix(line, STR(" "));
        if (line.len && has_line_before && !is_indented && !is_heading[number] &&
            !is_heading[number - 1]) {
            tally->wrapped++;
            tally->rejoined += states[number] == LINE_INSIDE;
        }
        has_line_before = line.len > 0;
    }
}

static void tally_document(const char *corpus, Str name, bool is_wrapped, Tally *tally)
{
    StrBuf path = {0}, text = {0}, rows = {0};
    strbuf_appendf(&path, "docs/%.*s", STR_ARG(name));
    if (!read_part(corpus, strbuf_get(&path), ".txt", &text) ||
        !read_part(corpus, strbuf_get(&path), ".outline.tsv", &rows))
        fail_msg("%s", path.data);
    strbuf_reset(&path);
    strbuf_appendf(&path, "%s/docs/%.*s.txt", corpus, STR_ARG(name));
    int fd = open(path.data, O_RDONLY | O_CLOEXEC);
    Error err = {0};
    ImportOptions options = {.limits = import_limits_default()};
    Draft *draft = import_read(fd, path.data, &options, &err);
    close(fd);
    if (!draft)
        fail_msg("%s", error_get_message(&err));
    size_t counts[CLEAN_RULE_COUNT], lines = 1;
    StrBuf before = {0}, after = {0};
    append_blocks(draft, &before);
    clean_all(draft, counts);
    append_restored(draft, &after);
    if (!str_is_equal(strbuf_get(&before), strbuf_get(&after)))
        fail_msg("%s: the edits do not lead back to the source", path.data);
    strbuf_clear(&before);
    strbuf_clear(&after);
    for (size_t i = 0; i < text.len; i++)
        lines += text.data[i] == '\n';
    LineState *states = find_starts(draft, lines);
    bool *is_heading = mem_alloc_array(lines + 2, sizeof(*is_heading));
    count_headings(strbuf_get(&rows), states, lines, is_heading, tally);
    if (is_wrapped)
        count_wrapped(strbuf_get(&text), states, is_heading, tally);
    free(states);
    free(is_heading);
    draft_free(draft);
    strbuf_clear(&path);
    strbuf_clear(&text);
    strbuf_clear(&rows);
}

static void no_heading_of_the_corpus_is_lost(void **state)
{
    (void)state;
    char *corpus = find_outlines();
    StrBuf manifest = {0};
    if (!corpus || !read_part(corpus, STR("manifest"), ".tsv", &manifest)) {
        print_message("no corpus: set PIYUE_CORPUS to its folder\n");
        free(corpus);
        skip();
    }
    Tally tally = {0};
    Str rows = strbuf_get(&manifest);
    str_split(&rows, '\n');
    while (rows.data) {
        Str row = str_split(&rows, '\n'), name = str_split(&row, '\t'), layout = {0};
        for (int column = 1; column <= 6; column++)
            layout = str_split(&row, '\t');
        if (name.len)
            tally_document(corpus, name, str_has_prefix(layout, STR("wrap")), &tally);
    }
    print_message("headings %d, lost %d; wrapped lines %d, rejoined %d\n", tally.headings,
                  tally.lost, tally.wrapped, tally.rejoined);
    /* Floors: they only rise. */
    assert_int_equal(tally.lost, 0);
    assert_true(tally.rejoined * 100 >= tally.wrapped * 97);
    strbuf_clear(&manifest);
    free(corpus);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_edit_can_be_undone),
        cmocka_unit_test(cleaning_what_is_clean_changes_no_character),
        cmocka_unit_test(no_heading_of_the_corpus_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
