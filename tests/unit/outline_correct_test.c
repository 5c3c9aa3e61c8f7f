/* What the user says by hand holds, its neighbours follow, and taking it back gives the
 * tree that was there before.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "outline_draft.h"

/* A document with its study, and the tree as "level title" rows. */
typedef struct Bench {
    Document *document;
    Outline base;
    OutlineStudy *study;
} Bench;

static Bench bench_of(const char *text)
{
    Bench bench = {0};
    Draft *draft = draft_of(text);
    Outline outline = {0};
    outline_infer(draft, &outline);
    for (size_t i = 0; i < outline.count; i++)
        outline_add(&bench.base, outline.headings[i]);
    bench.document = draft_seal(draft, &outline);
    bench.study = outline_study_new(bench.document, NULL);
    return bench;
}

static void bench_clear(Bench *bench)
{
    outline_study_free(bench->study);
    outline_clear(&bench->base);
    document_free(bench->document);
}

static char *tree_of(Bench *bench, const OutlineCorrection *corrections, size_t count)
{
    Outline outline = {0};
    StrBuf tree = {0};
    outline_study_solve(bench->study, &bench->base, corrections, count, &outline);
    for (size_t i = 0; i < outline.count; i++) {
        const Heading *heading = &outline.headings[i];
        Str title = str_slice(document_get_text(bench->document, heading->block),
                              heading->title_start, heading->title_end);
        strbuf_appendf(&tree, "%u %.*s\n", heading->level, STR_ARG(title));
    }
    outline_clear(&outline);
    return strbuf_detach(&tree);
}

static void assert_tree(Bench *bench, const OutlineCorrection *corrections, size_t count,
                        const char *expected)
{
    char *tree = tree_of(bench, corrections, count);
    assert_string_equal(tree, expected);
    free(tree);
}

static const char report[] =
    "关于年度工作的报告\n" BODY "一、工作回顾\n" BODY "（一）经济平稳增长\n" BODY
    "（二）民生持续改善\n" BODY "二、今后打算\n" BODY;
static const char report_tree[] = "1 关于年度工作的报告\n2 一、工作回顾\n"
                                  "3 （一）经济平稳增长\n3 （二）民生持续改善\n"
                                  "2 二、今后打算\n";

static void no_corrections_give_the_tree_that_was_imported(void **state)
{
    (void)state;
    Bench bench = bench_of(report);
    assert_tree(&bench, NULL, 0, report_tree);
    bench_clear(&bench);
}

static void what_is_no_heading_leaves_its_children_to_the_one_above(void **state)
{
    (void)state;
    Bench bench = bench_of(report);
    OutlineCorrection drop = {.block = 8, .verdict = OUTLINE_DROP};
    assert_tree(&bench, &drop, 1,
                "1 关于年度工作的报告\n2 一、工作回顾\n3 （一）经济平稳增长\n"
                "3 （二）民生持续改善\n");
    assert_tree(&bench, NULL, 0, report_tree);
    bench_clear(&bench);
}

static void a_paragraph_made_a_heading_is_named_by_its_first_words(void **state)
{
    (void)state;
    Bench bench = bench_of(report);
    OutlineCorrection take[] = {{.block = 3, .verdict = OUTLINE_TAKE},
                                {.block = 3, .verdict = OUTLINE_LEVEL, .amount = 3}};
    assert_tree(&bench, take, 2,
                "1 关于年度工作的报告\n2 一、工作回顾\n"
                "3 各部门要按照统一部署，把任务分解到岗到人，定期检查进度\n"
                "4 （一）经济平稳增长\n4 （二）民生持续改善\n2 二、今后打算\n");
    bench_clear(&bench);
}

static void a_title_may_be_any_part_of_its_paragraph(void **state)
{
    (void)state;
    Bench bench = bench_of(report);
    OutlineCorrection take = {.block = 9,
                              .verdict = OUTLINE_LEVEL,
                              .amount = 3,
                              .title_start = strlen("各部门要"),
                              .title_end = strlen("各部门要按照统一部署")};
    assert_tree(&bench, &take, 1,
                "1 关于年度工作的报告\n2 一、工作回顾\n3 （一）经济平稳增长\n"
                "3 （二）民生持续改善\n2 二、今后打算\n3 按照统一部署\n");
    bench_clear(&bench);
}

static void promoting_moves_the_siblings_behind_it_along(void **state)
{
    (void)state;
    Bench bench = bench_of(report);
    OutlineCorrection promote = {.block = 4, .verdict = OUTLINE_SHIFT, .amount = -1};
    assert_tree(&bench, &promote, 1,
                "1 关于年度工作的报告\n2 一、工作回顾\n2 （一）经济平稳增长\n"
                "2 （二）民生持续改善\n2 二、今后打算\n");
    bench_clear(&bench);
}

static void shifts_of_one_heading_add_up(void **state)
{
    (void)state;
    Bench bench = bench_of(report);
    OutlineCorrection shifts[] = {
        {.block = 8, .verdict = OUTLINE_SHIFT, .amount = 1},
        {.block = 8, .verdict = OUTLINE_SHIFT, .amount = 1},
        {.block = 8, .verdict = OUTLINE_SHIFT, .amount = -2},
    };
    assert_tree(&bench, shifts, 3, report_tree);
    bench_clear(&bench);
}

static void the_last_word_on_a_block_wins(void **state)
{
    (void)state;
    Bench bench = bench_of(report);
    OutlineCorrection words[] = {{.block = 8, .verdict = OUTLINE_LEVEL, .amount = 1},
                                 {.block = 8, .verdict = OUTLINE_DROP},
                                 {.block = 8, .verdict = OUTLINE_TAKE}};
    assert_tree(&bench, words, 3, report_tree);
    bench_clear(&bench);
}

static void a_block_that_does_not_exist_is_passed_over(void **state)
{
    (void)state;
    Bench bench = bench_of(report);
    OutlineCorrection word = {.block = 4000, .verdict = OUTLINE_TAKE};
    assert_tree(&bench, &word, 1, report_tree);
    bench_clear(&bench);
}

static void items_follow_the_sibling_that_was_made_a_heading(void **state)
{
    (void)state;
    /* 1. 2. 3. that end in semicolons are items of a list */
    Bench bench = bench_of("一、办理程序\n" BODY "申请人应当提交下列材料：\n"
                           "1.申请表和身份证明；\n2.近期照片两张；\n3.单位介绍信；\n"
                           "4.其他需要提交的材料。\n二、办理时限\n" BODY);
    assert_tree(&bench, NULL, 0, "1 一、办理程序\n1 二、办理时限\n");
    OutlineCorrection take[] = {{.block = 3, .verdict = OUTLINE_TAKE},
                                {.block = 4, .verdict = OUTLINE_TAKE}};
    Outline outline = {0};
    outline_study_solve(bench.study, &bench.base, take, 2, &outline);
    assert_true(outline.count >= 4);
    assert_int_equal(outline.headings[1].block, 3);
    assert_int_equal(outline.headings[2].block, 4);
    assert_int_equal(outline.headings[1].level, 2);
    outline_clear(&outline);
    bench_clear(&bench);
}

static void a_draft_is_corrected_as_it_is_read(void **state)
{
    (void)state;
    Draft *draft = draft_of(report);
    Outline outline = {0};
    OutlineCorrection drop = {.block = 2, .verdict = OUTLINE_DROP};
    assert_true(outline_infer_with(draft, NULL, &drop, 1, NULL, &outline));
    for (size_t i = 0; i < outline.count; i++)
        assert_int_not_equal(outline.headings[i].block, 2);
    outline_clear(&outline);
    draft_free(draft);
}

static void a_reason_says_what_was_taken_and_what_speaks_for_it(void **state)
{
    (void)state;
    Bench bench = bench_of(report);
    size_t index = outline_study_find(bench.study, 8);
    assert_true(index < outline_study_count(bench.study));
    OutlineReason reason;
    outline_study_explain(bench.study, index, &reason);
    assert_int_equal(reason.block, 8);
    assert_int_equal(reason.family, FAMILY_HAN_COMMA);
    assert_int_equal(reason.number, 2);
    assert_int_equal(reason.outcome, OUTCOME_TAKEN);
    assert_int_equal(reason.level, 2);
    assert_string_equal(reason.place, "the next number");
    assert_true(reason.margin > 0);
    int sum = 0;
    for (size_t i = 0; i < reason.evidence_count; i++)
        sum += reason.evidence[i].weight;
    assert_int_equal(sum, reason.sum);
    bench_clear(&bench);
}

static void a_reason_knows_what_was_said_by_hand(void **state)
{
    (void)state;
    Bench bench = bench_of(report);
    OutlineCorrection drop = {.block = 8, .verdict = OUTLINE_DROP};
    Outline outline = {0};
    outline_study_solve(bench.study, &bench.base, &drop, 1, &outline);
    OutlineReason reason;
    outline_study_explain(bench.study, outline_study_find(bench.study, 8), &reason);
    assert_int_equal(reason.outcome, OUTCOME_BY_HAND);
    assert_int_equal(reason.level, 0);
    outline_clear(&outline);
    bench_clear(&bench);
}

static void a_line_of_a_contents_list_knows_its_heading(void **state)
{
    (void)state;
    Bench bench = bench_of("目录\n第一章 总论……3\n第二章 分论……15\n第三章 结果……27\n"
                           "第四章 余论……40\n第一章 总论\n" BODY "第二章　分论\n" BODY
                           "第三章 结果\n" BODY "第四章 余论\n" BODY);
    uint32_t target = outline_find_target(bench.document, 2);
    assert_int_not_equal(target, SECTION_NONE);
    assert_int_equal(bench.document->sections[target].heading.block, 7);
    assert_int_equal(outline_find_target(bench.document, 6), SECTION_NONE);
    assert_int_equal(outline_find_target(bench.document, 7), SECTION_NONE);
    bench_clear(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_corrections_give_the_tree_that_was_imported),
        cmocka_unit_test(what_is_no_heading_leaves_its_children_to_the_one_above),
        cmocka_unit_test(a_paragraph_made_a_heading_is_named_by_its_first_words),
        cmocka_unit_test(a_title_may_be_any_part_of_its_paragraph),
        cmocka_unit_test(promoting_moves_the_siblings_behind_it_along),
        cmocka_unit_test(shifts_of_one_heading_add_up),
        cmocka_unit_test(the_last_word_on_a_block_wins),
        cmocka_unit_test(a_block_that_does_not_exist_is_passed_over),
        cmocka_unit_test(items_follow_the_sibling_that_was_made_a_heading),
        cmocka_unit_test(a_draft_is_corrected_as_it_is_read),
        cmocka_unit_test(a_reason_says_what_was_taken_and_what_speaks_for_it),
        cmocka_unit_test(a_reason_knows_what_was_said_by_hand),
        cmocka_unit_test(a_line_of_a_contents_list_knows_its_heading),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
