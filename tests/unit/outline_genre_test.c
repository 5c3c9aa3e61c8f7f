/* Kinds of documents and what is a heading in them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "outline_fixture.h"

static void levels_are_written_in_one_way(void **state)
{
    (void)state;
    /* two with little below them are weak by themselves: the others tell */
    assert_tree("关于进一步做好信访工作的实施意见\n"
                "一、基本情况\n1.目前现状\n基本稳定，总体可控，各项工作有序推进。\n"
                "2.关于问题\n机制不够健全，力量不够充足，投入不够到位。\n"
                "二、主要任务\n1.畅通信访渠道\n" BODY "2.规范办理程序\n" BODY
                "3.强化源头治理\n" BODY "三、组织保障\n1.加强组织领导\n" BODY
                "2.严格考核奖惩\n" BODY,
                "1 关于进一步做好信访工作的实施意见\n"
                "2 一、基本情况\n3 1.目前现状\n3 2.关于问题\n"
                "2 二、主要任务\n3 1.畅通信访渠道\n3 2.规范办理程序\n3 3.强化源头治理\n"
                "2 三、组织保障\n3 1.加强组织领导\n3 2.严格考核奖惩\n");
}

static void a_sentence_runs_in_behind_a_dot_as_behind_a_comma(void **state)
{
    (void)state;
    assert_tree("一、回顾\n" BODY "二、任务\n"
                "1.做强工业。" BODY "2.做优农业。" BODY "3.做活服务业。" BODY,
                "1 一、回顾\n1 二、任务\n2 1.做强工业\n2 2.做优农业\n2 3.做活服务业\n");
}

static void a_weak_article_does_not_pull_chapters_below_it(void **state)
{
    (void)state;
    /* 第十条 could be left out; the count that goes on behind it could not */
    assert_tree(
        "第三章　保护与管理\n第一节　一般规定\n"
        "第六条　任何单位和个人都有保护公共绿地的义务。\n"
        "第七条　公共绿地实行分级管理。具体办法由市人民政府另行制定。\n"
        "第二节　占用审批\n第八条　确需临时占用公共绿地的，应当提出申请。\n"
        "第九条　临时占用的期限不得超过一年。\n第四章　法律责任\n"
        "第十条　违反本条例第八条规定，擅自占用公共绿地的，处一万元以上五万元以下\n"
        "罚款。\n第五章　附　　则\n第十一条　本条例自公布之日起施行。\n",
        "1 第三章　保护与管理\n2 第一节　一般规定\n3 第六条\n3 第七条\n"
        "2 第二节　占用审批\n3 第八条\n3 第九条\n1 第四章　法律责任\n"
        "2 第十条　违反本条例第八条规定，擅自占用公共绿地的，处一万元以上五万元以下\n"
        "1 第五章　附　　则\n2 第十一条\n");
}

static void what_a_letter_sends_along_is_no_heading(void **state)
{
    (void)state;
    assert_tree(
        "川口县人民政府文件\n川政发〔2029〕15号\n"
        "川口县人民政府关于印发防汛应急预案的通知\n"
        "各乡镇人民政府，县政府各部门：\n" BODY
        "附件：1.川口县防汛应急预案\n2.指挥部成员名单\n"
        "川口县人民政府\n2029年5月8日\n"
        "附件1\n川口县防汛应急预案\n一、总则\n" BODY "二、组织体系\n" BODY
        "三、应急响应\n" BODY "附件2\n指挥部成员名单\n" BODY,
        "1 川口县人民政府关于印发防汛应急预案的通知\n2 附件1\n3 川口县防汛应急预案\n"
        "4 一、总则\n4 二、组织体系\n4 三、应急响应\n2 附件2\n3 指挥部成员名单\n");
}

static void a_question_that_is_answered_is_a_heading(void **state)
{
    (void)state;
    assert_tree("个人所得税政策问答\n"
                "1.什么是专项附加扣除？\n答：" BODY "2.子女教育如何扣除？\n答：" BODY
                "3.住房租金的标准是多少？\n答：" BODY,
                "1 个人所得税政策问答\n2 1.什么是专项附加扣除？\n2 2.子女教育如何扣除？\n"
                "2 3.住房租金的标准是多少？\n");
    assert_tree(BODY "哪些药品可以报销？\n答：" BODY "异地就医如何备案？\n答：" BODY,
                "1 哪些药品可以报销？\n1 异地就医如何备案？\n");
    /* two who talk */
    assert_tree(BODY "问：在什么条件下可以报销？\n答：" BODY "问：这要多久？\n答：" BODY,
                "");
}

static void a_line_in_brackets_of_its_own_is_a_title(void **state)
{
    (void)state;
    assert_tree("背影的教学设计\n【教学目标】\n" BODY BODY "【教学过程】\n" BODY BODY
                "【板书设计】\n" BODY BODY,
                "1 背影的教学设计\n2 【教学目标】\n2 【教学过程】\n2 【板书设计】\n");
    assert_tree(BODY "●工作动态●\n" BODY BODY "●经验交流●\n" BODY BODY,
                "1 ●工作动态●\n1 ●经验交流●\n");
}

static void the_first_line_names_the_document(void **state)
{
    (void)state;
    assert_tree(
        "党课讲稿：坚定理想信念\n同志们：\n" BODY "一、什么是理想信念\n" BODY
        "二、怎样坚定理想信念\n" BODY,
        "1 党课讲稿：坚定理想信念\n2 一、什么是理想信念\n2 二、怎样坚定理想信念\n");
    assert_tree(
        "房屋租赁合同\n出租方（甲方）：川口商贸公司\n承租方（乙方）：陆知行\n"
        "根据有关规定，为明确双方的权利和义务，经协商一致，订立本合同。\n"
        "第一条　租赁房屋\n" BODY "第二条　租赁期限\n" BODY "第三条　租金\n" BODY,
        "1 房屋租赁合同\n2 第一条　租赁房屋\n2 第二条　租赁期限\n2 第三条　租金\n");
}

#define STORY BODY BODY BODY
#define STORY_CUT                                                                                                                 \
    "他们沿着河走了很久，谁也没有说话，只听见水声和远处的狗叫，直到天色暗了下来，才看见" \
    "那座老桥的\n"

static void numbers_alone_part_a_story(void **state)
{
    (void)state;
    assert_tree("海上的钢琴声\n1\n" STORY "2\n" STORY "3\n" STORY "4\n" STORY,
                "1 海上的钢琴声\n2 1\n2 2\n2 3\n2 4\n");
    /* where they cut a sentence they count pages */
    assert_tree("1\n" STORY "2\n" BODY STORY_CUT "3\n" STORY "4\n" STORY, "");
    /* and in a list there is little between */
    assert_tree(BODY "1\n名称：甲\n2\n地址：乙\n3\n电话：丙\n", "");
}

static void calls_of_one_character_are_calls(void **state)
{
    (void)state;
    static const char rest[] =
        "全年计划实施重点项目四十个，完成投资二十亿元，确保按期开工。\n";
    StrBuf text = {0};
    strbuf_appendf(&text, "一、成效\n" BODY "二、打算\n（一）抓项目，增后劲。%s", rest);
    strbuf_appendf(&text, "（二）抓民生，增福祉。%s（三）抓作风，增效能。%s", rest, rest);
    assert_tree(text.data, "1 一、成效\n1 二、打算\n2 （一）抓项目，增后劲\n"
                           "2 （二）抓民生，增福祉\n2 （三）抓作风，增效能\n");
    strbuf_clear(&text);
}

static void a_word_may_end_like_a_sentence(void **state)
{
    (void)state;
    assert_tree("新生入学指南\n一、报到流程\n"
                "（一）线上报到\n① 登录迎新系统；\n② 填写个人信息；\n③ 缴纳学费。\n"
                "（二）现场报到\n① 到报到点签到；\n② 领取宿舍钥匙；\n③ 参加体检。\n"
                "二、注意事项\n" BODY,
                "1 新生入学指南\n2 一、报到流程\n3 （一）线上报到\n3 （二）现场报到\n"
                "2 二、注意事项\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_are_written_in_one_way),
        cmocka_unit_test(a_sentence_runs_in_behind_a_dot_as_behind_a_comma),
        cmocka_unit_test(a_weak_article_does_not_pull_chapters_below_it),
        cmocka_unit_test(what_a_letter_sends_along_is_no_heading),
        cmocka_unit_test(a_question_that_is_answered_is_a_heading),
        cmocka_unit_test(a_line_in_brackets_of_its_own_is_a_title),
        cmocka_unit_test(the_first_line_names_the_document),
        cmocka_unit_test(numbers_alone_part_a_story),
        cmocka_unit_test(calls_of_one_character_are_calls),
        cmocka_unit_test(a_word_may_end_like_a_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
