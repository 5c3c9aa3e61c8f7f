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

/* The edits of a block backwards: by place, the later of two at one place first. */
static void undo_block(const Draft *draft, uint32_t block, StrBuf *text)
{
    strbuf_append_str(text, draft->blocks[block].text);
    uint32_t below = UINT32_MAX;
    size_t below_index = SIZE_MAX;
    for (;;) {
        const DraftEdit *next = NULL;
        size_t next_index = 0;
        for (size_t i = 0; i < draft->edit_count; i++) {
            const DraftEdit *edit = &draft->edits[i];
            bool is_left = edit->off < below || (edit->off == below && i < below_index);
            if (edit->block == block && is_left && (!next || edit->off >= next->off)) {
                next = edit;
                next_index = i;
            }
        }
        if (!next)
            return;
        Str put = str_slice(strbuf_get(text), next->off, next->off + next->new_text.len);
        assert_true(str_is_equal(put, next->new_text));
        strbuf_splice(text, next->off, next->off + next->new_text.len, next->old_text);
        below = next->off;
        below_index = next_index;
    }
}

static void every_edit_can_be_undone(void **state)
{
    (void)state;
    uint32_t seed = 806;
    size_t total[CLEAN_RULE_COUNT] = {0};
    for (int round = 0; round < 400; round++) {
        StrBuf source = {0}, undone = {0}, text = {0};
        Draft *draft = make_draft(&seed, &source);
        size_t counts[CLEAN_RULE_COUNT];
        clean_run(draft, CLEAN_ALL, counts);
        for (unsigned rule = 0; rule < CLEAN_RULE_COUNT; rule++)
            total[rule] += counts[rule];
        for (uint32_t block = 0; block < draft->block_count; block++) {
            strbuf_reset(&text);
            undo_block(draft, block, &text);
            strbuf_append_str(&undone, strbuf_get(&text));
            strbuf_append_byte(&undone, '\n');
        }
        assert_string_equal(undone.data, source.data);
        strbuf_clear(&source);
        strbuf_clear(&undone);
        strbuf_clear(&text);
        draft_free(draft);
    }
    /* The passes had something to do. */
    assert_true(total[CLEAN_RESIDUE] > 100 && total[CLEAN_PUNCTUATION] > 100 &&
                total[CLEAN_REJOIN] > 100);
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
    clean_run(draft, CLEAN_ALL, counts);
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
        cmocka_unit_test(no_heading_of_the_corpus_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
