/* The passes: what they mend, what they leave alone, and what they record.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "clean/pass.h"

#define WRAPPED_PASSAGE                                                                                                           \
    "图书馆在镇子的东头，门前有两棵槐树，夏天的傍晚常有老人坐在树下读报，说些旧事，讲讲" \
    "从前修屋顶的人，谁也不着急回家；冬天就聚在炉子边上，听管理员念一段旧书，念到天黑。" \
    "\n"

/* A draft as the importer of plain text makes it: '\n' parts lines, an empty line is
 * noted, two leading blanks (U+3000) are an indent. */
static Draft *draft_of(const char *text)
{
    Draft *draft = draft_new();
    unsigned flags = 0;
    uint32_t number = 1;
    for (Str rest = str_from(text); rest.data; number++) {
        Str line = str_split(&rest, '\n');
        uint64_t off = (uint64_t)(line.data - text);
        if (!line.len) {
            flags |= BLOCK_BLANK_BEFORE;
            continue;
        }
        Str trimmed = text_trim(line);
        if (trimmed.len < line.len)
            flags |= BLOCK_INDENTED;
        draft_add_block(draft, BLOCK_PARAGRAPH, trimmed, off, number, flags);
        flags = 0;
    }
    return draft;
}

static size_t clean_some(Draft *draft, unsigned rules)
{
    size_t counts[CLEAN_RULE_COUNT], places = 0;
    clean_run(draft, &(CleanOptions){.passes = rules}, counts);
    for (unsigned i = 0; i < CLEAN_RULE_COUNT; i++) {
        assert_true(rules & 1u << i || counts[i] == 0);
        places += counts[i];
    }
    return places;
}

static size_t clean_one(Draft *draft, CleanRule rule)
{
    return clean_some(draft, 1u << rule);
}

/* The visible blocks, joined by LF, are `expected` after the passes. */
static void assert_cleaned_by(unsigned rules, const char *text, const char *expected)
{
    Draft *draft = draft_of(text);
    size_t count = clean_some(draft, rules);
    StrBuf visible = {0};
    for (size_t i = 0; i < draft->block_count; i++) {
        if (draft->blocks[i].flags & BLOCK_HIDDEN)
            continue;
        if (visible.len)
            strbuf_append_byte(&visible, '\n');
        strbuf_append_str(&visible, draft->blocks[i].text);
    }
    if (!str_is_equal(strbuf_get(&visible), str_trim(str_from(expected))))
        fail_msg("%s", visible.data);
    assert_int_equal(draft->edit_count, count);
    strbuf_clear(&visible);
    draft_free(draft);
}

static void assert_cleaned(CleanRule rule, const char *text, const char *expected)
{
    assert_cleaned_by(1u << rule, text, expected);
}

static void assert_kept(CleanRule rule, const char *text)
{
    Draft *draft = draft_of(text);
    size_t before = draft->block_count;
    assert_int_equal(clean_one(draft, rule), 0);
    assert_int_equal(draft->block_count, before);
    assert_int_equal(draft->edit_count, 0);
    draft_free(draft);
}

/* ---- residue ----------------------------------------------------------- */

static void readings_behind_traditional_characters_go(void **state)
{
    (void)state;
    assert_cleaned(CLEAN_RESIDUE, "雙向發(fā)力，創(chuàng)新，規(guī)范。發（fā）展。",
                   "雙向發力，創新，規范。發展。");
}

static void readings_of_a_textbook_stay(void **state)
{
    (void)state;
    assert_kept(CLEAN_RESIDUE, "重(chóng)庆在长(cháng)江边上，朝(cháo)天门是码头。");
}

static void a_reading_that_comes_again_and_again_goes(void **state)
{
    (void)state;
    assert_cleaned(CLEAN_RESIDUE, "山(shān)上，山(shān)下，山(shān)里，水(shuǐ)边",
                   "山上，山下，山里，水(shuǐ)边");
}

static void real_brackets_stay(void **state)
{
    (void)state;
    /* No reading of the character, too long, no tone, no letter, no end. */
    assert_kept(CLEAN_RESIDUE, "發(bā)展(fā)，發(fā fā)，發(fa)，發(2)，發(GDP)，發(fā");
}

static void a_removed_reading_is_recorded_where_it_stood(void **state)
{
    (void)state;
    Draft *draft = draft_of("雙發(fā)力發(fā)");
    assert_int_equal(clean_one(draft, CLEAN_RESIDUE), 2);
    assert_int_equal(draft->edits[0].off, 6);
    assert_true(str_is_equal(draft->edits[0].old_text, STR("(fā)")));
    assert_int_equal(draft->edits[0].new_text.len, 0);
    assert_int_equal(draft->edits[1].off, 12);
    draft_free(draft);
}

/* ---- punctuation ------------------------------------------------------- */

static void doubled_marks_become_one(void **state)
{
    (void)state;
    assert_cleaned(CLEAN_PUNCTUATION, "同心，，协力、、共进,,前行",
                   "同心，协力、共进,前行");
}

static void marks_that_are_meant_stay(void **state)
{
    (void)state;
    assert_kept(CLEAN_PUNCTUATION, "等等，，，a[i,,j] for(;;) 真的？？好。。");
}

/* ---- rejoin ------------------------------------------------------------ */

#define PROSE                                                                                                                     \
    "图书馆在镇子的东头，门前有两棵槐树，夏天的傍晚常有老人坐在树下读报，说些旧事。\n"     \
    "管理员姓周，今年六十岁，从年轻时起就在这里整理卡片，镇上的孩子都认识他，叫他周伯。" \
    "\n"                                                                                                                          \
    "去年冬天下了一场大雪，屋顶漏水，他把最旧的一批书搬到自己家里，晾了整整一个星期。\n"

static void a_sentence_cut_by_a_page_goes_on_behind_the_blank_line(void **state)
{
    (void)state;
    assert_cleaned(
        CLEAN_REJOIN,
        PROSE "春天到来的时候，县里拨了一笔款子，把屋顶重新翻修了一遍，又添置了二\n\n"
              "十张桌子。\n",
        PROSE "春天到来的时候，县里拨了一笔款子，把屋顶重新翻修了一遍，又添置了二"
              "十张桌子。");
}

static void a_heading_is_never_joined(void **state)
{
    (void)state;
    assert_kept(CLEAN_REJOIN, PROSE
                "春天到来的时候，县里拨了一笔款子，把屋顶重新翻修了一遍，又添置了二\n\n"
                "一、图书馆的新桌子和新屋顶，是大家出力的结果。\n");
    assert_kept(CLEAN_REJOIN,
                PROSE "（三）坚持把读书活动办到乡镇和村里去，让图书馆的灯一直亮着\n"
                      "今年以来，各村的书屋都开了门，借书的人比往年多了一倍。\n");
}

static void nothing_joins_a_glued_heading(void **state)
{
    (void)state;
    assert_kept(CLEAN_REJOIN, PROSE
                "春天到来的时候，县里拨了一笔款子，翻修了屋顶。一、把读书活动办到村里\n\n"
                "今年以来，各村的书屋都开了门，借书的人比往年多了一倍。\n");
}

static void verse_stays_verse(void **state)
{
    (void)state;
    assert_kept(CLEAN_REJOIN, "山前一夜雨，\n溪上数峰青。\n客来不扫径，\n茶熟自开门。\n");
}

static void a_title_at_the_foot_is_not_joined(void **state)
{
    (void)state;
    assert_kept(CLEAN_REJOIN, PROSE
                "春天到来的时候，县里拨了一笔款子，把屋顶重新翻修了一遍，又添置了二\n"
                "关于镇图书馆翻修屋顶的报告(全文)\n");
}

/* 30 characters a line; paragraphs are indented. */
#define WRAPPED                                                                                    \
    "　　图书馆在镇子的东头，门前有两棵槐树，夏天的傍晚常有老人坐\n" \
    "在树下读报，说些旧事。管理员姓周，今年六十岁，从年轻时起就在\n" \
    "这里整理卡片，镇上的孩子都认识他，叫他周伯。去年冬天下了一场\n" \
    "大雪，屋顶漏水，他把最旧的一批书搬到自己家里，晾了整整一个星\n" \
    "期。\n"                                                                                     \
    "　　春天到来的时候，县里拨了一笔款子，把屋顶重新翻修了一遍，\n" \
    "又添置了二十张桌子。孩子们放学以后都愿意到这里来写作业，做完\n" \
    "作业就看一会儿画报。周伯在窗台上养了几盆吊兰，又在墙上挂了一\n" \
    "幅全省的地图，谁问起哪个县在哪里，他就用一根竹竿指给谁看，从\n" \
    "来不嫌麻烦。\n"

static void hard_wrapped_lines_become_paragraphs(void **state)
{
    (void)state;
    Draft *draft = draft_of(WRAPPED);
    assert_int_equal(clean_one(draft, CLEAN_REJOIN), 8);
    assert_int_equal(draft->block_count, 2);
    assert_true(str_has_suffix(draft->blocks[0].text, STR("一个星期。")));
    assert_true(str_find(draft->blocks[0].text, STR("老人坐在树下"), 0) != STR_NONE);
    assert_true(str_has_prefix(draft->blocks[1].text, STR("春天")));
    assert_int_equal(draft->blocks[1].source_line, 6);
    draft_free(draft);
}

static void a_heading_in_wrapped_text_stands_alone(void **state)
{
    (void)state;
    Draft *draft = draft_of(WRAPPED "第二章　桌子\n" WRAPPED);
    clean_one(draft, CLEAN_REJOIN);
    assert_int_equal(draft->block_count, 5);
    assert_true(str_is_equal(draft->blocks[2].text, STR("第二章　桌子")));
    draft_free(draft);
}

static void no_join_makes_a_block_too_long(void **state)
{
    (void)state;
    StrBuf text = {0};
    for (int i = 0; i < 200; i++)
        strbuf_append_text(&text,
                           "图书馆在镇子的东头，门前有两棵槐树，夏天的傍晚常有老\n");
    Draft *draft = draft_of(text.data);
    clean_one(draft, CLEAN_REJOIN);
    assert_true(draft->block_count > 1 && draft->block_count < 10);
    for (size_t i = 0; i < draft->block_count; i++) {
        assert_true(draft->blocks[i].text.len <= BLOCK_MAX_BYTES);
        assert_int_equal(draft->blocks[i].flags, i ? BLOCK_CONTINUED : 0);
    }
    draft_free(draft);
    strbuf_clear(&text);
}

static void a_join_is_recorded_where_the_line_ended(void **state)
{
    (void)state;
    Draft *draft = draft_of(WRAPPED);
    clean_one(draft, CLEAN_REJOIN);
    const DraftEdit *edit = &draft->edits[0];
    assert_int_equal(edit->block, 0);
    assert_int_equal(edit->off, 28 * 3); /* the first line without its indent */
    assert_true(str_is_equal(edit->old_text, STR("\n")));
    assert_int_equal(edit->rule, CLEAN_REJOIN);
    draft_free(draft);
}

static void a_wrapped_paragraph_among_whole_ones_is_joined(void **state)
{
    (void)state;
    assert_cleaned(
        CLEAN_REJOIN,
        PROSE PROSE PROSE
        "村东头有一座石桥，村里人都叫它老桥。这座老桥究竟有多老，没有人能够说得清\n"
        "楚。桥栏上有一行小字，被雨水磨得只剩下年和月两个，其余的字都\n"
        "要靠手去摸。\n" PROSE,
        PROSE PROSE PROSE
        "村东头有一座石桥，村里人都叫它老桥。这座老桥究竟有多老，没有人能够说得清"
        "楚。桥栏上有一行小字，被雨水磨得只剩下年和月两个，其余的字都"
        "要靠手去摸。\n" PROSE);
}

/* ---- furniture --------------------------------------------------------- */

static void the_furniture_of_a_capture_is_hidden(void **state)
{
    (void)state;
    assert_cleaned_by(1u << CLEAN_FURNITURE | 1u << CLEAN_TITLE,
                      "首页 > 范文 > 报告\n点击上方蓝字关注我们\n"
                      "关于镇图书馆翻修屋顶的报告\n"
                      "编辑:佚名 发布时间:2024-05-24 来源:网络\n"
                      "关于镇图书馆翻修屋顶的报告\n" PROSE "关于镇图书馆翻修屋顶的报告\n"
                      "相关热词搜索:图书馆\n"
                      "上一篇:没有了\n"
                      "往期推荐\n长按二维码关注\nTOP\n"
                      "版权所有 山下文摘\n",
                      "关于镇图书馆翻修屋顶的报告\n" PROSE);
}

static void prose_that_speaks_of_furniture_stays(void **state)
{
    (void)state;
    assert_kept(CLEAN_FURNITURE, PROSE
                "周伯把会员的名单抄了两份，又在门口贴了一张来源：各村书屋的说明，请大家扫"
                "一扫墙上的方块，就能看见图书馆的目录。\n扫描二维码之后，请在门口等候。\n"
                "一、来源：各村书屋 编辑：周伯\n");
}

static void a_menu_is_hidden_and_a_list_of_names_is_not(void **state)
{
    (void)state;
    assert_cleaned(CLEAN_FURNITURE,
                   "首页\n新闻\n体育\n财经\n书画\n花鸟\n天气\n地图\n"
                   "镇图书馆的新屋顶\n客栈\n夜雨\n" PROSE,
                   "镇图书馆的新屋顶\n夜雨\n" PROSE);
    assert_kept(CLEAN_FURNITURE,
                "张三\n李四\n王五\n赵六\n钱七\n孙八\n周九\n吴十\n" PROSE);
}

static void an_advertisement_is_hidden_with_what_stands_in_it(void **state)
{
    (void)state;
    assert_cleaned(CLEAN_FURNITURE,
                   "仅供学习 禁止外传\n山下文社\n人人可用\n加QQ123456免费领取资料\n\n"
                   "关于镇图书馆翻修屋顶的报告\n山下文社整理，咨询QQ123456\n" PROSE,
                   "关于镇图书馆翻修屋顶的报告\n" PROSE);
}

static void a_call_to_click_is_hidden_wherever_it_stands(void **state)
{
    (void)state;
    Draft *draft = draft_of(PROSE);
    for (uint32_t line = 4; line < 80; line++)
        draft_add_block(draft, BLOCK_PARAGRAPH,
                        line == 40   ? STR(">>>点击查看图书馆的更多照片<<<")
                        : line == 50 ? STR("播报")
                                     : draft->blocks[line % 3].text,
                        0, line, 0);
    assert_int_equal(clean_one(draft, CLEAN_FURNITURE), 2);
    assert_int_not_equal(draft->blocks[39].flags & BLOCK_HIDDEN, 0);
    draft_free(draft);
    assert_kept(CLEAN_FURNITURE, PROSE "点击查看按钮之后，就出现馆里的目录。\n" PROSE);
}

/* ---- titles ------------------------------------------------------------ */

static void the_title_of_the_window_is_hidden_above_that_of_the_text(void **state)
{
    (void)state;
    assert_cleaned(
        CLEAN_TITLE,
        "关于镇图书馆翻修屋顶的报告_山下文摘网\n关于镇图书馆翻修屋顶的报告\n" PROSE,
        "关于镇图书馆翻修屋顶的报告\n" PROSE);
    assert_kept(CLEAN_TITLE, "镇图书馆\n镇图书馆的屋顶，去年冬天漏过水\n" PROSE);
}

static void a_line_that_comes_again_is_no_title_where_nothing_is_a_capture(void **state)
{
    (void)state;
    assert_kept(CLEAN_TITLE, "夏天的傍晚\n夏天的傍晚\n门前的槐树\n夏天的傍晚\n" PROSE);
}

/* ---- pages ------------------------------------------------------------- */

static void a_page_number_is_hidden_wherever_it_stands(void **state)
{
    (void)state;
    assert_cleaned(CLEAN_PAGES,
                   PROSE "第 1 页 共 3 页\n" PROSE "第二頁\n" PROSE
                         "第１２页　共１３页\n",
                   PROSE PROSE PROSE);
    assert_kept(CLEAN_PAGES, PROSE "第二页的说明\n第二页共三节\n第页\n" PROSE);
}

#define CUT "去年冬天下了一场大雪，屋顶漏水，他把最旧的一批书搬到自己家里，晾了整整一个\n"

static void numbers_that_go_on_and_break_into_sentences_are_of_pages(void **state)
{
    (void)state;
    assert_cleaned(CLEAN_PAGES, CUT "\n— 1 —\n\n星期。\n" CUT "\n— 2 —\n\n星期。\n",
                   CUT "星期。\n" CUT "星期。\n");
    assert_cleaned(CLEAN_PAGES, CUT "7\n星期。\n" CUT "8\n星期。\n" PROSE "9\n" PROSE,
                   CUT "星期。\n" CUT "星期。\n" PROSE PROSE);
}

static void numbers_between_whole_paragraphs_are_of_chapters(void **state)
{
    (void)state;
    assert_kept(CLEAN_PAGES, "1\n" PROSE "2\n" PROSE "3\n" PROSE "4\n" PROSE);
    assert_kept(CLEAN_PAGES, "— 1 —\n" PROSE "— 2 —\n" PROSE "— 3 —\n" PROSE);
    assert_kept(CLEAN_PAGES, CUT "7\n星期。\n" CUT "3\n星期。\n" CUT "5\n星期。\n");
}

static void running_heads_go_with_the_page_numbers_and_headings_stay(void **state)
{
    (void)state;
    assert_cleaned(CLEAN_PAGES,
                   CUT "第1页\n镇图书馆志\n星期。\n" CUT
                       "第2页\n镇图书馆志\n星期。\n" PROSE
                       "第3页\n镇图书馆志\n第一章 屋顶\n" PROSE,
                   CUT "星期。\n" CUT "星期。\n" PROSE "第一章 屋顶\n" PROSE);
}

static void a_sentence_goes_on_behind_a_page_number(void **state)
{
    (void)state;
    Draft *draft = draft_of(PROSE CUT "\n— 1 —\n\n星期才干，书脊都弯了。\n" PROSE CUT
                                      "— 2 —\n星期才干，书脊都弯了。\n");
    size_t blocks = draft->block_count;
    assert_int_equal(clean_some(draft, 1u << CLEAN_PAGES | 1u << CLEAN_REJOIN), 4);
    assert_int_equal(draft->block_count, blocks - 4);
    Str join = {0};
    for (size_t i = 0; i < draft->edit_count; i++)
        if (draft->edits[i].rule == CLEAN_REJOIN && !join.len)
            join = draft->edits[i].old_text;
    assert_true(str_is_equal(join, STR("\n\n— 1 —\n\n")));
    draft_free(draft);
}

/* ---- text in the wrong encoding ---------------------------------------- */

static void utf8_taken_for_gbk_is_turned_back(void **state)
{
    (void)state;
    assert_cleaned(CLEAN_MOJIBAKE, "鍥句功棣嗗湪闀囧瓙鐨勪笢澶达紝闂ㄥ墠\n",
                   "图书馆在镇子的东头，门前\n");
    /* What follows is no part of it, though 图 in GBK looks like a letter in UTF-8. */
    assert_cleaned(CLEAN_MOJIBAKE, "鍥句功棣嗗湪闀囧瓙鐨勪笢澶达紝闂ㄥ墠图书，路上\n",
                   "图书馆在镇子的东头，门前图书，路上\n");
}

static void utf8_taken_for_latin_letters_is_turned_back(void **state)
{
    (void)state;
    assert_cleaned(CLEAN_MOJIBAKE, "café ä¸­æ–‡ç½‘é¡µ\n", "café 中文网页\n");
}

static void gbk_taken_for_latin_letters_is_turned_back(void **state)
{
    (void)state;
    assert_cleaned(CLEAN_MOJIBAKE, "ÖÐ»ªÈËÃñ¹²ºÍ¹ú (1949)\n", "中华人民共和国 (1949)\n");
}

static void what_is_no_mojibake_stays(void **state)
{
    (void)state;
    assert_kept(CLEAN_MOJIBAKE, PROSE "déjà vu, naïve Übergröße, Ærøskøbing, ÅÄÖ åäö\n"
                                      "姒、妫、铩羽、闀、鍥、鏂，锟斤拷\n");
}

/* ---- lost -------------------------------------------------------------- */

static void lost_characters_are_marked_and_stay(void **state)
{
    (void)state;
    Draft *draft = draft_of("镇\uFFFD\uFFFD子锟斤拷锟斤拷里\n图书馆\n");
    assert_int_equal(clean_one(draft, CLEAN_LOST), 2);
    assert_int_equal(draft->edits[0].off, 3);
    assert_int_equal(draft->edits[0].old_text.len, 6);
    assert_true(str_is_equal(draft->edits[0].old_text, draft->edits[0].new_text));
    assert_int_equal(draft->edits[1].off, 12);
    assert_int_equal(draft->edits[1].old_text.len, 18);
    draft_free(draft);
}

/* ---- behind the outline ------------------------------------------------ */

static size_t finish_one(Draft *draft, const Outline *outline, CleanRule rule,
                         CleanLookup *lookup)
{
    size_t counts[CLEAN_RULE_COUNT];
    clean_finish(draft, outline, &(CleanOptions){1u << rule, NULL, lookup, NULL}, counts);
    return counts[rule];
}

static void a_heading_split_off_is_recorded_with_its_blanks(void **state)
{
    (void)state;
    Outline none = {0};
    Draft *draft = draft_of("屋顶修好了。 一、书架\n" PROSE);
    draft_split(draft, &(DraftCut){0, STR("屋顶修好了。").len}, 1);
    assert_int_equal(finish_one(draft, &none, CLEAN_SPLIT, NULL), 1);
    assert_int_equal(draft->edits[0].block, 1);
    assert_true(str_is_equal(draft->edits[0].old_text, STR(" ")));
    assert_true(str_is_equal(draft->edits[0].new_text, STR("\n")));
    draft_free(draft);
}

static void a_passage_that_stands_there_again_is_marked(void **state)
{
    (void)state;
    Outline none = {0};
    Draft *draft = draft_of(WRAPPED_PASSAGE "春天\n" WRAPPED_PASSAGE "春天\n");
    assert_int_equal(finish_one(draft, &none, CLEAN_DUPLICATE, NULL), 1);
    assert_int_equal(draft->blocks[0].flags & BLOCK_DUPLICATE, 0);
    assert_int_not_equal(draft->blocks[2].flags & BLOCK_DUPLICATE, 0);
    assert_int_equal(draft->edits[0].block, 2);
    draft_free(draft);
}

static size_t everything_is_known(void *context, uint64_t line)
{
    (void)context;
    (void)line;
    return 2;
}

static size_t one_other_has_it(void *context, uint64_t line)
{
    (void)context;
    (void)line;
    return 1;
}

static void lines_of_several_documents_are_hidden_and_headings_are_not(void **state)
{
    (void)state;
    static const char text[] =
        "山下文摘\n书林\n花鸟\n屋顶\n" PROSE "书林报\n各位朋友：\n";
    Outline outline = {0};
    outline_add(&outline, (Heading){.block = 3});
    Draft *draft = draft_of(text);
    assert_int_equal(finish_one(draft, &outline, CLEAN_KNOWN, one_other_has_it), 0);
    assert_int_equal(finish_one(draft, &outline, CLEAN_KNOWN, NULL), 0);
    assert_int_equal(finish_one(draft, &outline, CLEAN_KNOWN, everything_is_known), 3);
    for (size_t i = 0; i < draft->block_count; i++)
        assert_int_equal((draft->blocks[i].flags & BLOCK_HIDDEN) != 0, i < 3);
    draft_free(draft);
    outline_clear(&outline);
}

static void the_ends_of_a_draft_are_listed_without_repeats_and_prose(void **state)
{
    (void)state;
    uint64_t lines[CLEAN_EDGE_LINES];
    Draft *draft = draft_of("书林\n花鸟\n" PROSE "书林\n一、屋顶\n");
    assert_int_equal(clean_list_edges(draft, lines, CLEAN_EDGE_LINES), 2);
    assert_int_equal(lines[0], line_hash(STR("书林")));
    draft_free(draft);
}

/* ---- all --------------------------------------------------------------- */

static void cleaning_twice_changes_nothing_more(void **state)
{
    (void)state;
    Draft *draft =
        draft_of("首页 > 报告\n" WRAPPED "雙發(fā)力，，創(chuàng)新，規(guī)范\n");
    size_t counts[CLEAN_RULE_COUNT];
    clean_run(draft, &(CleanOptions){.passes = CLEAN_ALL}, counts);
    assert_int_equal(counts[CLEAN_RESIDUE], 3);
    assert_int_equal(counts[CLEAN_PUNCTUATION], 1);
    assert_int_equal(counts[CLEAN_REJOIN], 8);
    assert_int_equal(counts[CLEAN_FURNITURE], 1);
    size_t blocks = draft->block_count, edits = draft->edit_count;
    clean_run(draft, &(CleanOptions){.passes = CLEAN_ALL}, counts);
    for (unsigned i = 0; i < CLEAN_RULE_COUNT; i++)
        assert_int_equal(counts[i], 0);
    assert_int_equal(draft->block_count, blocks);
    assert_int_equal(draft->edit_count, edits);
    draft_free(draft);
}

static void an_empty_draft_is_clean(void **state)
{
    (void)state;
    Draft *draft = draft_new();
    size_t counts[CLEAN_RULE_COUNT];
    clean_run(draft, &(CleanOptions){.passes = CLEAN_ALL}, counts);
    assert_int_equal(draft->block_count, 0);
    draft_free(draft);
}

static void every_pass_has_a_name_and_a_summary(void **state)
{
    (void)state;
    assert_string_equal(clean_get_name(CLEAN_REJOIN), "rejoin");
    for (unsigned rule = 0; rule < CLEAN_RULE_COUNT; rule++) {
        assert_true(strlen(clean_get_name((CleanRule)rule)) > 0);
        assert_true(strlen(clean_get_summary((CleanRule)rule)) > 0);
    }
}

static void markers_are_told_from_numbers_in_a_sentence(void **state)
{
    (void)state;
    static const char *const markers[] = {
        "一、甲", "（三）甲", "(3)甲", "1.甲", "1.1 甲", "第三章 总则", "第 3 條",
        "①甲",    "二是甲",   "●甲",   "——甲", "附件1",  "第一，甲",    "五　甲",
    };
    static const char *const others[] = {
        "第三方",     "3.5%",     "2024.5.1", "2024年",
        "十五五规划", "表示同意", "图书馆",   "一个",
    };
    for (size_t i = 0; i < ARRAY_SIZE(markers); i++)
        if (!line_has_marker(str_from(markers[i])))
            fail_msg("%s", markers[i]);
    for (size_t i = 0; i < ARRAY_SIZE(others); i++)
        if (line_has_marker(str_from(others[i])))
            fail_msg("%s", others[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(readings_behind_traditional_characters_go),
        cmocka_unit_test(readings_of_a_textbook_stay),
        cmocka_unit_test(a_reading_that_comes_again_and_again_goes),
        cmocka_unit_test(real_brackets_stay),
        cmocka_unit_test(a_removed_reading_is_recorded_where_it_stood),
        cmocka_unit_test(doubled_marks_become_one),
        cmocka_unit_test(marks_that_are_meant_stay),
        cmocka_unit_test(a_sentence_cut_by_a_page_goes_on_behind_the_blank_line),
        cmocka_unit_test(a_heading_is_never_joined),
        cmocka_unit_test(nothing_joins_a_glued_heading),
        cmocka_unit_test(verse_stays_verse),
        cmocka_unit_test(a_title_at_the_foot_is_not_joined),
        cmocka_unit_test(hard_wrapped_lines_become_paragraphs),
        cmocka_unit_test(a_heading_in_wrapped_text_stands_alone),
        cmocka_unit_test(no_join_makes_a_block_too_long),
        cmocka_unit_test(a_join_is_recorded_where_the_line_ended),
        cmocka_unit_test(a_wrapped_paragraph_among_whole_ones_is_joined),
        cmocka_unit_test(the_furniture_of_a_capture_is_hidden),
        cmocka_unit_test(prose_that_speaks_of_furniture_stays),
        cmocka_unit_test(a_menu_is_hidden_and_a_list_of_names_is_not),
        cmocka_unit_test(an_advertisement_is_hidden_with_what_stands_in_it),
        cmocka_unit_test(a_call_to_click_is_hidden_wherever_it_stands),
        cmocka_unit_test(the_title_of_the_window_is_hidden_above_that_of_the_text),
        cmocka_unit_test(a_line_that_comes_again_is_no_title_where_nothing_is_a_capture),
        cmocka_unit_test(a_page_number_is_hidden_wherever_it_stands),
        cmocka_unit_test(numbers_that_go_on_and_break_into_sentences_are_of_pages),
        cmocka_unit_test(numbers_between_whole_paragraphs_are_of_chapters),
        cmocka_unit_test(running_heads_go_with_the_page_numbers_and_headings_stay),
        cmocka_unit_test(a_sentence_goes_on_behind_a_page_number),
        cmocka_unit_test(utf8_taken_for_gbk_is_turned_back),
        cmocka_unit_test(utf8_taken_for_latin_letters_is_turned_back),
        cmocka_unit_test(gbk_taken_for_latin_letters_is_turned_back),
        cmocka_unit_test(what_is_no_mojibake_stays),
        cmocka_unit_test(lost_characters_are_marked_and_stay),
        cmocka_unit_test(a_heading_split_off_is_recorded_with_its_blanks),
        cmocka_unit_test(a_passage_that_stands_there_again_is_marked),
        cmocka_unit_test(lines_of_several_documents_are_hidden_and_headings_are_not),
        cmocka_unit_test(the_ends_of_a_draft_are_listed_without_repeats_and_prose),
        cmocka_unit_test(cleaning_twice_changes_nothing_more),
        cmocka_unit_test(an_empty_draft_is_clean),
        cmocka_unit_test(every_pass_has_a_name_and_a_summary),
        cmocka_unit_test(markers_are_told_from_numbers_in_a_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
