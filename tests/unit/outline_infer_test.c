/* The outline of small documents, each stating a rule.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "outline_fixture.h"

static void ladder_of_an_official_report_nests(void **state)
{
    (void)state;
    assert_tree("在全市档案工作会议上的讲话\n同志们：\n" BODY "一、统一思想认识\n" BODY
                "（一）明确定位\n" BODY "（二）补齐短板\n" BODY "二、抓好重点任务\n" BODY
                "（一）推进数字化\n" BODY "（二）加强队伍建设\n" BODY,
                "1 在全市档案工作会议上的讲话\n"
                "2 一、统一思想认识\n3 （一）明确定位\n3 （二）补齐短板\n"
                "2 二、抓好重点任务\n3 （一）推进数字化\n3 （二）加强队伍建设\n");
}

static void numbers_continue_across_parents(void **state)
{
    (void)state;
    assert_tree(
        "一、加强学习，提高素质\n"
        "1、组织业务培训。" BODY "2、明确学习重点。" BODY "二、认真履职，促进发展\n"
        "3、丰富协商内容。" BODY "4、注重监督实效。" BODY "三、发挥优势，服务群众\n"
        "5、做好民意工作。" BODY "6、开展联谊活动。" BODY,
        "1 一、加强学习，提高素质\n2 1、组织业务培训\n2 2、明确学习重点\n"
        "1 二、认真履职，促进发展\n2 3、丰富协商内容\n2 4、注重监督实效\n"
        "1 三、发挥优势，服务群众\n2 5、做好民意工作\n2 6、开展联谊活动\n");
}

static void run_in_heading_is_shorter_than_its_block(void **state)
{
    (void)state;
    Draft *draft = draft_of("一、强化理论武装，思想认识有新提升。" BODY
                            "二、坚持统筹兼顾，服务大局有新作为。" BODY
                            "三、加强自身建设，机关作风有新气象。" BODY);
    Outline outline = {0};
    outline_infer(draft, &outline);
    assert_int_equal(outline.count, 3);
    for (size_t i = 0; i < outline.count; i++) {
        const Heading *heading = &outline.headings[i];
        assert_int_equal(heading->block, i);
        assert_true(heading->title_end < draft->blocks[i].text.len);
        assert_int_equal(draft->blocks[i].kind, BLOCK_PARAGRAPH);
        assert_int_equal(heading->number, i + 1);
    }
    outline_clear(&outline);
    draft_free(draft);
}

static void heading_glued_to_a_paragraph_starts_its_own_block(void **state)
{
    (void)state;
    static const char body[] =
        "近年来，我们牢牢把握职能定位，积极探索协商新路，取得了一定成效。";
    StrBuf text = {0};
    strbuf_appendf(&text, "%s一、强化政治引领，在协商中凝心聚力\n", body);
    strbuf_append_text(
        &text, BODY "成绩来之不易，经验弥足珍贵。二、坚持履职为民，在协商中加强监督\n");
    strbuf_append_text(
        &text,
        BODY "以上做法得到了各方面的肯定。三、完善体制机制，在协商中务实建言\n" BODY);
    Draft *draft = draft_of(text.data);
    size_t blocks_before = draft->block_count;
    Outline outline = {0};
    outline_infer(draft, &outline);
    assert_int_equal(outline.count, 3);
    assert_int_equal(draft->block_count, blocks_before + 3);
    const DraftBlock *block = &draft->blocks[outline.headings[0].block];
    assert_int_equal(outline.headings[0].block, 1);
    assert_true(str_is_equal(block->text, STR("一、强化政治引领，在协商中凝心聚力")));
    assert_int_equal(block->kind, BLOCK_HEADING);
    assert_int_equal(block->source_line, 1);
    assert_true(str_is_equal(draft->blocks[0].text, str_from(body)));
    outline_clear(&outline);
    draft_free(draft);
    strbuf_clear(&text);
}

static void glued_heading_may_keep_its_full_stop(void **state)
{
    (void)state;
    static const char text[] =
        "一、工作回顾\n"
        "过去一年，全市上下同心协力，攻坚克难，经济社会发展迈上新台阶。（一）经济运行稳中"
        "有进。\n" BODY "这些数据表明，结构调整取得了实实在在的成果，后劲更足了。（二）产"
        "业发展提质增效。\n" BODY
        "人居环境明显好转，群众满意度连续三年提高，获得感更强。（三）城乡发展更趋协调。"
        "\n" BODY "二、工作安排\n" BODY;
    assert_tree(text,
                "1 一、工作回顾\n2 （一）经济运行稳中有进。\n2 （二）产业发展提质增效。\n"
                "2 （三）城乡发展更趋协调。\n1 二、工作安排\n");
}

static void runs_inside_a_paragraph_are_no_headings(void **state)
{
    (void)state;
    assert_tree(
        "一、突出重点\n"
        "抓好三项工作。一是摸清底数，建立台账；二是分类施策，逐项销号；三是督促检查，"
        "兑现奖惩。各单位要认真执行，不得走过场。\n"
        "二、压实责任\n"
        "做到三个到位。一是思想到位，认识统一；二是措施到位，落实到人；三是保障到位，"
        "资金不缺。年底统一考核，结果向社会公布。\n",
        "1 一、突出重点\n1 二、压实责任\n");
}

static void contents_list_is_not_a_heading(void **state)
{
    (void)state;
    assert_tree(
        "馆藏保护手册\n目　录\n第一章　总则……1\n第二章　库房……5\n第三章　修复……9\n"
        "第四章　附则……12\n"
        "第一章　总则\n" BODY "第二章　库房\n" BODY "第三章　修复\n" BODY
        "第四章　附则\n" BODY,
        "1 馆藏保护手册\n2 第一章　总则\n2 第二章　库房\n2 第三章　修复\n2 "
        "第四章　附则\n");
}

static void contents_list_without_leaders_is_known_by_what_comes_again(void **state)
{
    (void)state;
    assert_tree("一、采集\n二、整理\n三、保管\n四、利用\n" BODY "一、采集\n" BODY
                "二、整理\n" BODY "三、保管\n" BODY "四、利用\n" BODY,
                "1 一、采集\n1 二、整理\n1 三、保管\n1 四、利用\n");
}

static void items_of_a_statute_are_not_headings(void **state)
{
    (void)state;
    assert_tree(
        "某市古树保护办法\n第一章　总则\n"
        "第一条　为了保护古树，制定本办法。\n第二条　有下列情形之一的，应当报告：\n"
        "（一）树干倾斜的；\n（二）枝叶枯黄的；\n（三）遭受雷击的；\n（四）其他异常情形。"
        "\n"
        "第三条　报告应当采用书面形式。\n"
        "第二章　罚则\n第四条　违反本办法的，责令改正。\n第五条　构成犯罪的，依法追究刑事"
        "责任。\n",
        "1 某市古树保护办法\n2 第一章　总则\n3 第一条\n3 第二条\n3 第三条\n2 "
        "第二章　罚则\n"
        "3 第四条\n3 第五条\n");
}

static void dotted_numbers_nest_by_their_parts(void **state)
{
    (void)state;
    assert_tree("第1章 绪论\n" BODY "1.1 背景\n" BODY "1.1.1 来由\n" BODY
                "1.1.2 意义\n" BODY "1.2 方法\n" BODY "第2章 实验\n" BODY
                "2.1 数据\n" BODY "2.2 结果\n" BODY,
                "1 第1章 绪论\n2 1.1 背景\n3 1.1.1 来由\n3 1.1.2 意义\n2 1.2 方法\n"
                "1 第2章 实验\n2 2.1 数据\n2 2.2 结果\n");
}

static void restart_of_numbers_belongs_to_the_title_above(void **state)
{
    (void)state;
    assert_tree(
        "全区基层工作经验汇编\n"
        "优化流程 提升质量\n东山区水务局局长 王小明\n" BODY
        "一、注重调研，摸清实情。" BODY "二、注重协商，形成合力。" BODY
        "创新载体 激发活力\n西河区教育局局长 李大江\n" BODY
        "一、搭建平台，畅通渠道。" BODY "二、完善制度，规范管理。" BODY
        "压实责任 转变作风\n南岭区财政局局长 赵一平\n" BODY
        "一、坚持标准，严格把关。" BODY "二、强化督查，兑现奖惩。" BODY,
        "1 全区基层工作经验汇编\n"
        "2 优化流程 提升质量\n3 一、注重调研，摸清实情\n3 二、注重协商，形成合力\n"
        "2 创新载体 激发活力\n3 一、搭建平台，畅通渠道\n3 二、完善制度，规范管理\n"
        "2 压实责任 转变作风\n3 一、坚持标准，严格把关\n3 二、强化督查，兑现奖惩\n");
}

static void title_said_again_is_one_heading(void **state)
{
    (void)state;
    assert_tree("第一篇:在表彰会上的讲话\n在表彰会上的讲话\n同志们：\n" BODY
                "一、总结成绩\n" BODY "二、部署任务\n" BODY
                "第二篇:在动员会上的讲话\n在动员会上的讲话\n同志们：\n" BODY
                "一、认清形势\n" BODY "二、落实责任\n" BODY,
                "1 第一篇:在表彰会上的讲话\n2 一、总结成绩\n2 二、部署任务\n"
                "1 第二篇:在动员会上的讲话\n2 一、认清形势\n2 二、落实责任\n");
}

static void verse_and_prose_have_no_headings(void **state)
{
    (void)state;
    assert_tree(
        "山前流水绕孤村，\n雨后新苗绿到门。\n老树不知春已去，\n犹将落叶护深根。\n", "");
    assert_tree(BODY BODY BODY, "");
}

static void formal_numerals_hold_the_usual_ones(void **state)
{
    (void)state;
    assert_tree("壹、前輩的話\n" BODY "貳、雨夜\n" BODY
                "參、被水浸過的書\n一、搶書\n" BODY "二、曬書\n" BODY "三、還書\n" BODY
                "肆、最小的讀者\n" BODY,
                "1 壹、前輩的話\n1 貳、雨夜\n1 參、被水浸過的書\n2 一、搶書\n2 二、曬書\n"
                "2 三、還書\n1 肆、最小的讀者\n");
}

static void markup_headings_keep_their_levels(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint8_t level;
    } rows[] = {{"安装说明", 1}, {BODY, 0}, {"准备", 2}, {BODY, 0},
                {"下载。", 3},   {BODY, 0}, {"配置", 2}, {BODY, 0}};
    Draft *draft = draft_new();
    for (uint32_t i = 0; i < ARRAY_SIZE(rows); i++) {
        BlockKind kind = rows[i].level ? BLOCK_HEADING : BLOCK_PARAGRAPH;
        draft_add_block(draft, kind, text_trim(str_from(rows[i].text)), i, i + 1, 0);
        draft->blocks[i].markup_level = rows[i].level;
        draft->blocks[i].evidence = rows[i].level ? EVIDENCE_MARKED : 0;
    }
    char *tree = tree_of(draft);
    assert_string_equal(tree, "1 安装说明\n2 准备\n3 下载。\n2 配置\n");
    free(tree);
    draft_free(draft);
}

static void hidden_blocks_hold_no_headings(void **state)
{
    (void)state;
    Draft *draft =
        draft_of("一、甲\n" BODY "二、乙\n" BODY "三、丙\n" BODY "四、丁\n" BODY);
    draft->blocks[2].flags |= BLOCK_HIDDEN;
    char *tree = tree_of(draft);
    assert_null(strstr(tree, "乙"));
    assert_non_null(strstr(tree, "丙"));
    free(tree);
    draft_free(draft);
}

static void empty_draft_has_an_empty_outline(void **state)
{
    (void)state;
    assert_tree("", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ladder_of_an_official_report_nests),
        cmocka_unit_test(numbers_continue_across_parents),
        cmocka_unit_test(run_in_heading_is_shorter_than_its_block),
        cmocka_unit_test(heading_glued_to_a_paragraph_starts_its_own_block),
        cmocka_unit_test(glued_heading_may_keep_its_full_stop),
        cmocka_unit_test(runs_inside_a_paragraph_are_no_headings),
        cmocka_unit_test(contents_list_is_not_a_heading),
        cmocka_unit_test(contents_list_without_leaders_is_known_by_what_comes_again),
        cmocka_unit_test(items_of_a_statute_are_not_headings),
        cmocka_unit_test(dotted_numbers_nest_by_their_parts),
        cmocka_unit_test(restart_of_numbers_belongs_to_the_title_above),
        cmocka_unit_test(title_said_again_is_one_heading),
        cmocka_unit_test(verse_and_prose_have_no_headings),
        cmocka_unit_test(formal_numerals_hold_the_usual_ones),
        cmocka_unit_test(markup_headings_keep_their_levels),
        cmocka_unit_test(hidden_blocks_hold_no_headings),
        cmocka_unit_test(empty_draft_has_an_empty_outline),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
