/* What holds for the outline of any document: drafts are thrown together at random from
 * numbers, titles, prose and noise.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include <piyue/outline.h>
#include <piyue/text.h>

#define ROUNDS 300

/* xorshift64*: the same documents on every machine. */
static uint32_t draw(uint64_t *seed, uint32_t bound)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return (uint32_t)((*seed * UINT64_C(2685821657736338717)) >> 33) % bound;
}

static void append_number(StrBuf *text, uint64_t *seed)
{
    static const char *const han[] = {"一", "二",   "三", "四", "五",
                                      "十", "十二", "〇", "廿"};
    if (draw(seed, 2))
        strbuf_append_text(text, han[draw(seed, ARRAY_SIZE(han))]);
    else
        strbuf_appendf(text, "%u", draw(seed, 14));
}

static void append_piece(StrBuf *text, uint64_t *seed)
{
    static const char *const pieces[] = {
        "第",       "章",       "节",
        "条",       "编",       "卷",
        "、",       ".",        "（",
        "）",       "(",        ")",
        "是",       "要",       "①",
        "　",       " ",        "附件",
        "前言",     "# ",       "## ",
        "加强领导", "推进改革", "明确任务。",
        "工作要点", "。",       "；",
        "：",       "？",       "各单位要认真组织实施，按期报告进展情况，确保取得实效。",
        "……12",     "Chapter ", "a",
        "\t",       "“",        "”"};
    if (draw(seed, 4) == 0)
        append_number(text, seed);
    else
        strbuf_append_text(text, pieces[draw(seed, ARRAY_SIZE(pieces))]);
}

static void append_heading(StrBuf *text, uint64_t *seed, uint32_t number)
{
    switch (draw(seed, 5)) {
    case 0:
        strbuf_appendf(text, "第%u章　总则", number);
        break;
    case 1:
        strbuf_appendf(text, "%u、加强领导", number);
        break;
    case 2:
        strbuf_appendf(text, "%u.%u 方法", number, 1 + draw(seed, 5));
        break;
    case 3:
        strbuf_appendf(text, "(%u)明确任务", number);
        break;
    default:
        strbuf_appendf(text, "第%u节 监督", number);
        break;
    }
}

static Draft *random_draft(uint64_t *seed)
{
    Draft *draft = draft_new();
    StrBuf text = {0};
    uint32_t blocks = draw(seed, 60);
    for (uint32_t i = 0; i < blocks; i++) {
        strbuf_reset(&text);
        if (draw(seed, 3) == 0)
            append_heading(&text, seed, i / 6 + 1);
        else
            for (uint32_t pieces = 1 + draw(seed, 9); pieces > 0; pieces--)
                append_piece(&text, seed);
        unsigned flags = 0;
        if (draw(seed, 10) == 0)
            flags |= BLOCK_HIDDEN;
        if (draw(seed, 4) == 0)
            flags |= BLOCK_BLANK_BEFORE;
        if (draw(seed, 4) == 0)
            flags |= BLOCK_INDENTED;
        BlockKind kind =
            draw(seed, 8) ? BLOCK_PARAGRAPH : (BlockKind)draw(seed, BLOCK_KIND_COUNT);
        size_t index =
            draft_add_block(draft, kind, text_trim(strbuf_get(&text)), i, i + 1, flags);
        if (kind == BLOCK_HEADING)
            draft->blocks[index].markup_level = (uint8_t)draw(seed, 10);
    }
    strbuf_clear(&text);
    return draft;
}

static size_t count_letters(const Draft *draft)
{
    size_t letters = 0;
    for (size_t i = 0; i < draft->block_count; i++) {
        Str text = draft->blocks[i].text;
        for (size_t off = 0; off < text.len;)
            letters += !text_is_space(utf8_next(text, &off));
    }
    return letters;
}

static void check_headings(const Draft *draft, const Outline *outline)
{
    uint32_t last_block = 0, last_level = 0;
    for (size_t i = 0; i < outline->count; i++) {
        const Heading *heading = &outline->headings[i];
        assert_true(heading->block < draft->block_count);
        assert_true(i == 0 || heading->block > last_block);
        const DraftBlock *block = &draft->blocks[heading->block];
        assert_true(heading->title_start < heading->title_end);
        assert_true(heading->title_end <= block->text.len);
        Str title = str_slice(block->text, heading->title_start, heading->title_end);
        assert_int_equal(utf8_find_invalid(title), title.len);
        assert_false(block->flags & (BLOCK_HIDDEN | BLOCK_CONTINUED));
        assert_in_range(heading->level, 1, last_level + 1);
        assert_in_range(heading->score, 1, 100);
        assert_in_range(heading->family, FAMILY_NONE + 1, FAMILY_COUNT - 1);
        last_block = heading->block;
        last_level = heading->level;
    }
}

static void outlines_are_well_formed_and_lose_no_text(void **state)
{
    (void)state;
    uint64_t seed = 20260131;
    size_t headings = 0;
    for (int round = 0; round < ROUNDS; round++) {
        Draft *draft = random_draft(&seed);
        size_t letters = count_letters(draft);
        Outline outline = {0};
        outline_infer(draft, &outline);
        check_headings(draft, &outline);
        assert_int_equal(count_letters(draft), letters);
        headings += outline.count;
        outline_clear(&outline);
        draft_free(draft);
    }
    assert_true(headings > ROUNDS); /* the documents do hold headings */
}

static void same_document_gives_the_same_outline(void **state)
{
    (void)state;
    for (uint64_t from = 1; from < 40; from++) {
        Outline outlines[2] = {{0}, {0}};
        for (int i = 0; i < 2; i++) {
            uint64_t seed = from;
            Draft *draft = random_draft(&seed);
            outline_infer(draft, &outlines[i]);
            draft_free(draft);
        }
        assert_int_equal(outlines[0].count, outlines[1].count);
        for (size_t i = 0; i < outlines[0].count; i++) {
            assert_int_equal(outlines[0].headings[i].block,
                             outlines[1].headings[i].block);
            assert_int_equal(outlines[0].headings[i].level,
                             outlines[1].headings[i].level);
        }
        outline_clear(&outlines[0]);
        outline_clear(&outlines[1]);
    }
}

/* A hundred thousand headings, in runs that restart and nest: the search keeps a bounded
 * number of states, so this takes part of a second. */
static void many_headings_take_linear_time(void **state)
{
    (void)state;
    static const char *const han[] = {"一", "二", "三", "四", "五",
                                      "六", "七", "八", "九"};
    Draft *draft = draft_new();
    char line[80];
    for (uint32_t i = 0; i < 100000; i++) {
        int len = i % 10 == 0
                      ? snprintf(line, sizeof(line), "第%u章 加强领导", i / 10 + 1)
                      : snprintf(line, sizeof(line), "%s、明确任务", han[i % 10 - 1]);
        draft_add_block(draft, BLOCK_PARAGRAPH, (Str){line, (size_t)len}, i, 2 * i + 1,
                        0);
        draft_add_block(draft, BLOCK_PARAGRAPH,
                        STR("各单位要认真组织实施，按期报告进展情况，确保取得实效。"), i,
                        2 * i + 2, 0);
    }
    Outline outline = {0};
    clock_t start = clock(); /* of the processor: others may be at work, too */
    outline_infer(draft, &outline);
    int64_t took_ms = (int64_t)(clock() - start) * 1000 / CLOCKS_PER_SEC;
    assert_in_range(outline.count, 29000, 100000);
    if (took_ms > 20000)
        fail_msg("%d ms for 100,000 headings", (int)took_ms);
    outline_clear(&outline);
    draft_free(draft);
}

static bool is_same_outline(const Outline *a, const Outline *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        const Heading *x = &a->headings[i], *y = &b->headings[i];
        if (x->block != y->block || x->level != y->level ||
            x->title_start != y->title_start || x->title_end != y->title_end)
            return false;
    }
    return true;
}

static const Heading *find_heading(const Outline *outline, uint32_t block)
{
    for (size_t i = 0; i < outline->count; i++) {
        if (outline->headings[i].block == block)
            return &outline->headings[i];
    }
    return NULL;
}

static void copy_outline(const Outline *from, Outline *to)
{
    for (size_t i = 0; i < from->count; i++)
        outline_add(to, from->headings[i]);
}

/* What was said of a block is so, every heading starts another block, and without what
 * was said the tree is what it was. */
static void corrections_hold_and_undoing_them_leaves_no_trace(void **state)
{
    (void)state;
    uint64_t seed = 77;
    for (int round = 0; round < ROUNDS; round++) {
        Draft *draft = random_draft(&seed);
        Outline outline = {0}, base = {0};
        outline_infer(draft, &outline);
        copy_outline(&outline, &base);
        uint32_t blocks = (uint32_t)draft->block_count;
        Document *document = draft_seal(draft, &outline);
        OutlineStudy *study = outline_study_new(document, NULL);
        OutlineCorrection corrections[3] = {{0}};
        size_t count = blocks ? 1 + draw(&seed, 3) : 0;
        for (size_t i = 0; i < count; i++)
            corrections[i] =
                (OutlineCorrection){.block = draw(&seed, blocks),
                                    .verdict = (uint8_t)draw(&seed, 4),
                                    .amount = (int8_t)((int)draw(&seed, 5) - 2)};
        Outline corrected = {0}, again = {0};
        outline_study_solve(study, &base, corrections, count, &corrected);
        for (size_t i = 0; i < count; i++) {
            bool is_last = true;
            for (size_t k = i + 1; k < count; k++)
                is_last &= corrections[k].block != corrections[i].block;
            const Heading *heading = find_heading(&corrected, corrections[i].block);
            Str text = document_get_text(document, corrections[i].block);
            if (is_last && text.len)
                assert_true((heading != NULL) ==
                            (corrections[i].verdict != OUTLINE_DROP));
            if (is_last && heading && corrections[i].verdict == OUTLINE_LEVEL)
                assert_true(heading->level <= MAX(corrections[i].amount, 1));
        }
        for (size_t i = 0; i < corrected.count; i++) {
            const Heading *heading = &corrected.headings[i];
            assert_true(!i || heading[-1].block < heading->block);
            assert_true(heading->level >= 1);
            assert_true(heading->title_end <=
                        document_get_text(document, heading->block).len);
        }
        outline_study_solve(study, &base, NULL, 0, &again);
        assert_true(is_same_outline(&again, &base));
        outline_clear(&corrected);
        outline_clear(&again);
        outline_clear(&base);
        outline_study_free(study);
        document_free(document);
    }
}

/* Every candidate can be explained, and those that are taken are the tree. */
static void every_candidate_can_be_explained(void **state)
{
    (void)state;
    uint64_t seed = 5;
    for (int round = 0; round < ROUNDS / 3; round++) {
        Draft *draft = random_draft(&seed);
        OutlineStudy *study = outline_study_new_draft(draft, NULL);
        size_t taken = 0;
        for (size_t i = 0; i < outline_study_count(study); i++) {
            OutlineReason reason;
            outline_study_explain(study, i, &reason);
            assert_true(reason.block < draft->block_count);
            assert_true((reason.outcome == OUTCOME_TAKEN) == (reason.level > 0));
            taken += reason.level > 0;
        }
        outline_study_free(study);
        Outline outline = {0};
        outline_infer(draft, &outline);
        assert_int_equal(taken, outline.count);
        outline_clear(&outline);
        draft_free(draft);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(outlines_are_well_formed_and_lose_no_text),
        cmocka_unit_test(same_document_gives_the_same_outline),
        cmocka_unit_test(many_headings_take_linear_time),
        cmocka_unit_test(corrections_hold_and_undoing_them_leaves_no_trace),
        cmocka_unit_test(every_candidate_can_be_explained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
