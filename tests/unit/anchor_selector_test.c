/* Selectors: what they hold, and where they resolve to.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "anchor_fixture.h"

static const char PAPER[] =
    "# 一、摸清家底\n"
    "全县有河四十七条、水库九座、山塘一千二百口。数字都背得出来，哪口塘淤平了却说不清。\n"
    "要一条河一本账，一口塘一张图，账和图每年汛前核对一次。\n"
    "# 二、落实责任\n"
    "县里每人包一条河，一个季度至少走一遍，走的时候不打招呼，不要陪同。\n"
    "同意。\n"
    "乡镇每十天巡查一次，雨后加密巡查，小问题不过夜，大问题不过月。\n"
    "同意。\n"
    "村里把护河写进村规民约。";

typedef struct Case {
    Arena *arena;
    Document *document;
    Selector selector;
} Case;

static Case select_in(const char *text, const char *quote)
{
    Case c = {.arena = arena_new(), .document = make_document(str_from(text))};
    c.selector = selector_make(c.document, find_range(c.document, quote), c.arena);
    return c;
}

static void case_clear(Case *c)
{
    document_free(c->document);
    arena_free(c->arena);
}

/* Resolves on another text; what it finds must read `expected` (NULL: an orphan). */
static void expect(const Case *c, const char *text, AnchorHow how, const char *expected)
{
    Document *document = make_document(str_from(text));
    const Range untouched = {{77, 7}, {78, 8}};
    Range range = untouched;
    double score = 0;
    assert_int_equal(selector_resolve(document, &c->selector, &range, &score), how);
    if (expected) {
        assert_range(document, range, expected);
        assert_true(score > 0 && score <= 1);
    } else {
        assert_memory_equal(&range, &untouched, sizeof(range));
    }
    document_free(document);
}

static void context_is_32_code_points_over_block_borders(void **state)
{
    (void)state;
    Case c = select_in("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥\n"
                       "!藏起来的一段\n"
                       "天地玄黄宇宙洪荒日月盈昃在这里辰宿列张寒来暑往秋收冬藏闰余成岁\n"
                       "律吕调阳云腾致雨露结为霜金生丽水玉出昆冈剑号巨阙珠称夜光",
                       "在这里");
    assert_str(c.selector.exact, "在这里");
    /* 12 before it on its row, the line end, 19 from the row above. */
    assert_str(c.selector.prefix,
               "丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥\n天地玄黄宇宙洪荒日月盈昃");
    /* 16 behind it, the line end, 15 from the row below. */
    assert_str(c.selector.suffix,
               "辰宿列张寒来暑往秋收冬藏闰余成岁\n律吕调阳云腾致雨露结为霜金生丽");
    case_clear(&c);
}

static void context_ends_with_a_sentence_that_ends_near(void **state)
{
    (void)state;
    /* 25 code points behind the one full stop, 28 before the other. */
    Case c =
        select_in("零零零零一二三。四五六七八九十一二三四五六七八九十一二三四五六七八[点]"
                  "一二三四五六七八九十一二三四五六七八九十一二三四五六七。”九十甲乙",
                  "[点]");
    assert_str(c.selector.prefix, "四五六七八九十一二三四五六七八九十一二三四五六七八");
    assert_str(c.selector.suffix,
               "一二三四五六七八九十一二三四五六七八九十一二三四五六七。”");
    case_clear(&c);
}

static void a_quotation_over_blocks_leaves_hidden_ones_out(void **state)
{
    (void)state;
    Case c = select_in("甲甲甲甲\n!广告\n乙乙\n+丙丙", "甲甲乙乙丙");
    assert_str(c.selector.exact, "甲甲\n乙乙丙");
    assert_str(c.selector.prefix, "甲甲");
    assert_str(c.selector.suffix, "丙");
    case_clear(&c);
}

static void the_same_text_resolves_by_offsets(void **state)
{
    (void)state;
    Case c = select_in(PAPER, "一个季度至少走一遍");
    assert_str(c.selector.headings, "二、落实责任");
    expect(&c, PAPER, ANCHOR_OFFSETS, "一个季度至少走一遍");
    case_clear(&c);
}

static void insertions_before_do_not_matter(void **state)
{
    (void)state;
    Case c = select_in(PAPER, "一个季度至少走一遍");
    StrBuf text = {0};
    strbuf_appendf(&text, "新写的引言。\n又一段。\n%s", PAPER);
    expect(&c, text.data, ANCHOR_QUOTE, "一个季度至少走一遍");
    strbuf_clear(&text);
    case_clear(&c);
}

static void other_paragraph_ends_do_not_matter(void **state)
{
    (void)state;
    Case c = select_in(PAPER, "一口塘一张图，账和图每年汛前核对一次。");
    expect(&c,
           "# 一、摸清家底\n"
           "全县有河四十七条、水库九座、山塘一千二百口。\n"
           "数字都背得出来，哪口塘淤平了却说不清。要一条河一本账，一口塘一张\n"
           "图，账和图每年汛前 核对一次。\n"
           "# 二、落实责任\n"
           "县里每人包一条河。",
           ANCHOR_QUOTE, "一口塘一张/图，账和图每年汛前 核对一次。");
    case_clear(&c);
}

static void a_sentence_that_was_edited_is_found_with_its_context(void **state)
{
    (void)state;
    Case c = select_in(PAPER,
                       "乡镇每十天巡查一次，雨后加密巡查，小问题不过夜，大问题不过月。");
    expect(&c,
           "# 二、落实责任\n"
           "县里每人包一条河，一个季度至少走一遍，走的时候不打招呼，不要陪同。\n"
           "同意。\n"
           "乡镇每七天巡查一次,雨后加密巡查,小问题不过夜,大问题不过月。\n"
           "同意。\n"
           "村里把护河写进村规民约。",
           ANCHOR_FUZZY, "乡镇每七天巡查一次,雨后加密巡查,小问题不过夜,大问题不过月。");
    case_clear(&c);
}

static void traditional_characters_are_the_same_passage(void **state)
{
    (void)state;
    Case c =
        select_in("前面说过水的来历。各村要明确专人负责，发现问题当天报告。后面再说。",
                  "各村要明确专人负责，发现问题当天报告。");
    expect(&c, "前面說過水的來歷。各村要明確專人負責，發現問題當天報告。後面再說。",
           ANCHOR_FUZZY, "各村要明確專人負責，發現問題當天報告。");
    case_clear(&c);
}

static void the_right_one_of_two_equal_rows_is_found(void **state)
{
    (void)state;
    /* The second 同意。, whose offset the first one takes when a block is dropped. */
    Document *document = make_document(str_from(PAPER));
    Arena *arena = arena_new();
    Range second = {{7, 0}, {7, 9}};
    Case c = {arena, document, selector_make(document, second, arena)};
    assert_str(c.selector.exact, "同意。");
    Document *revised = make_document(
        STR("# 二、落实责任\n"
            "县里每人包一条河，一个季度至少走一遍，走的时候不打招呼，不要陪同。\n"
            "同意。\n"
            "乡镇每十天巡查一次，雨后加密巡查，小问题不过夜，大问题不过月。\n"
            "同意。\n"
            "村里把护河写进村规民约。"));
    Range range;
    double score;
    assert_int_equal(selector_resolve(revised, &c.selector, &range, &score),
                     ANCHOR_QUOTE);
    assert_int_equal(range.start.block, 4);
    document_free(revised);
    case_clear(&c);
}

static void rows_that_nothing_tells_apart_give_an_orphan(void **state)
{
    (void)state;
    const char *rows = "同意。\n同意。\n同意。\n同意。\n同意。\n同意。\n同意。\n同意。\n"
                       "同意。\n同意。\n同意。\n同意。\n同意。\n同意。\n同意。\n同意。\n"
                       "同意。\n同意。\n同意。\n同意。\n同意。\n同意。\n同意。\n同意。";
    Document *document = make_document(str_from(rows));
    Arena *arena = arena_new();
    Case c = {arena, document, selector_make(document, (Range){{12, 0}, {12, 9}}, arena)};
    StrBuf text = {0};
    strbuf_appendf(&text, "新的一行\n%s", rows);
    /* Blocks moved by one: the same offsets hold another row with the same context. */
    Document *revised = make_document(strbuf_get(&text));
    Range range;
    double score;
    AnchorHow how = selector_resolve(revised, &c.selector, &range, &score);
    assert_true(how == ANCHOR_ORPHAN || how == ANCHOR_OFFSETS);
    document_free(revised);
    strbuf_clear(&text);
    case_clear(&c);
}

static void a_deleted_passage_does_not_move_to_a_look_alike(void **state)
{
    (void)state;
    Case c = select_in("前言一段，讲来由。\n"
                       "第三号河道清淤工程已经完成，验收合格。\n"
                       "第四号河道清淤工程已经完成，验收合格。\n"
                       "后语一段，讲打算。",
                       "第三号河道清淤工程已经完成，验收合格。");
    expect(
        &c,
        "前言一段，讲来由。\n第四号河道清淤工程已经完成，验收合格。\n后语一段，讲打算。",
        ANCHOR_ORPHAN, NULL);
    case_clear(&c);
}

static void a_changed_passage_wins_over_its_old_words_elsewhere(void **state)
{
    (void)state;
    const char *phrase = "坚持节水优先、空间均衡、系统治理的思路";
    Case c = select_in(
        "江水东流几千年。坚持节水优先、空间均衡、系统治理的思路，把账算清楚。", phrase);
    expect(&c,
           "江水东流几千年。坚持节水优先、空间均衡、综合治理的思路，把账算清楚。\n"
           "附件里又说：坚持节水优先、空间均衡、系统治理的思路。",
           ANCHOR_FUZZY, "坚持节水优先、空间均衡、综合治理的思路");
    case_clear(&c);
}

static void short_quotations_are_never_guessed(void **state)
{
    (void)state;
    Case c = select_in("各村要明确专人负责，发现问题当天报告，不得拖延。", "专人负责");
    /* Changed by one character: a fuzzy match of four would mean nothing. */
    expect(&c, "各村要明确专门负责，发现问题当天报告，不得拖延。", ANCHOR_ORPHAN, NULL);
    /* Elsewhere, though only there. */
    expect(&c, "别处也说过：项目由专人负责到底，直到验收。", ANCHOR_ORPHAN, NULL);
    expect(&c, "开头。各村要明确专人负责，发现问题当天报告，不得拖延。", ANCHOR_QUOTE,
           "专人负责");
    case_clear(&c);
}

static void a_deleted_word_does_not_jump_to_its_neighbour(void **state)
{
    (void)state;
    Case c = select_in("山要绿起来，水要清起来，路要通起来，村要美起来，人要富起来。",
                       "水要清");
    expect(&c, "山要绿起来，路要通起来，村要美起来，人要富起来。", ANCHOR_ORPHAN, NULL);
    case_clear(&c);
}

static void a_long_sentence_may_move_anywhere(void **state)
{
    (void)state;
    const char *sentence =
        "县里每人包一条河，一个季度至少走一遍，走的时候不打招呼，不要陪同。";
    Case c = select_in(PAPER, sentence);
    StrBuf text = {0};
    strbuf_appendf(&text,
                   "全新的开头，与从前没有一个字相同。\n%s\n全新的结尾，也是这样。",
                   sentence);
    expect(&c, text.data, ANCHOR_QUOTE, sentence);
    strbuf_clear(&text);
    case_clear(&c);
}

static void offsets_of_a_longer_edition_do_no_harm(void **state)
{
    (void)state;
    Case c = select_in(PAPER, "村里把护河写进村规民约。");
    expect(&c, "短", ANCHOR_ORPHAN, NULL);
    expect(&c, "", ANCHOR_ORPHAN, NULL);
    /* The old offset falls into the middle of a character. */
    expect(&c, "a\na\na\na\na\na\na\na\nab村里把护河写进村规民约。", ANCHOR_ORPHAN, NULL);
    case_clear(&c);
}

static void a_quotation_is_found_word_for_word(void **state)
{
    (void)state;
    Document *document = make_document(str_from(PAPER));
    Error err = {0};
    Range range = {{9, 9}, {9, 9}};
    assert_range(document, find_range(document, "背得出来， 哪口塘\n淤平了"),
                 "背得出来，哪口塘淤平了");
    assert_range(document, find_range(document, "每年汛前核对一次。二、落实"),
                 "每年汛前核对一次。/二、落实");
    assert_false(quote_find(document, STR("同意"), &range, &err));
    assert_int_equal(err.code, ERR_AMBIGUOUS);
    assert_non_null(strstr(error_get_message(&err), "2"));
    assert_false(quote_find(document, STR("背得出來"), &range, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    assert_false(quote_find(document, STR(" \n　"), &range, &err));
    assert_int_equal(err.code, ERR_USAGE);
    assert_int_equal(range.start.block, 9);
    error_clear(&err);
    document_free(document);
}

static void a_range_is_widened_to_whole_clusters(void **state)
{
    (void)state;
    Document *document = make_document(STR("cafe\xcc\x81 au lait")); /* e + acute */
    assert_range(document, find_range(document, "cafe"), "cafe\xcc\x81");
    document_free(document);
}

/* Large documents are searched in windows of some megabytes. */
static void quotations_over_the_seams_of_windows_are_found(void **state)
{
    (void)state;
    enum { BLOCKS = 3000 };
    StrBuf text = {0};
    for (int i = 0; i < BLOCKS; i++) {
        strbuf_appendf(&text, "[%d]", i);
        for (int j = 0; j < 1000; j++)
            strbuf_append_text(&text, "江");
        strbuf_appendf(&text, "<%d>\n", i);
    }
    Document *document = make_document(strbuf_get(&text));
    Arena *arena = arena_new();
    /* Seams behind 4 MB and 8 MB: blocks 1392 and 2785, give or take a few. */
    for (int i = 1385; i < 2795; i = i == 1398 ? 2780 : i + 1) {
        StrBuf quote = {0};
        strbuf_appendf(&quote, "江江<%d>[%d]江江", i, i + 1);
        Range range = find_range(document, quote.data);
        assert_int_equal(range.start.block, i);
        assert_int_equal(range.end.block, i + 1);
        strbuf_clear(&quote);
    }
    /* A block dropped at the beginning moves every seam. */
    Selector last =
        selector_make(document, find_range(document, "<2998>[2999]江"), arena);
    Selector first = selector_make(document, find_range(document, "[0]江"), arena);
    size_t cut = str_find(strbuf_get(&text), STR("[1]"), 0);
    Document *revised = make_document(str_slice(strbuf_get(&text), cut, text.len));
    Range range;
    double score;
    assert_int_equal(selector_resolve(revised, &last, &range, &score), ANCHOR_QUOTE);
    assert_int_equal(range.start.block, 2997);
    assert_int_equal(selector_resolve(revised, &first, &range, &score), ANCHOR_ORPHAN);
    document_free(revised);
    document_free(document);
    arena_free(arena);
    strbuf_clear(&text);
}

/* How the passage comes through with the edition before at hand. */
static AnchorHow resolve_pair(Str before, const char *quote, Str after, Range *range)
{
    Document *old = make_document(before), *revised = make_document(after);
    Arena *arena = arena_new();
    Selector selector = selector_make(old, find_range(old, quote), arena);
    AnchorResult result;
    selectors_resolve(revised, old, &selector, 1, &result);
    *range = result.range;
    document_free(old);
    document_free(revised);
    arena_free(arena);
    return result.how;
}

#define POND "山塘虽小，连着千家万户的水田，清淤之前要听取群众的意见。\n"
#define BOOK "各村要摸清家底，一条河一本账，一口塘一张图，年年核对。\n"
#define DUTY "各村要明确专人负责，每十天巡查一次，发现问题当天报告。\n"

static void a_copy_of_the_paragraph_is_not_taken_for_the_one_that_was_edited(void **state)
{
    (void)state;
    Range range;
    static const char edited[] = "新加的话。山塘虽小，连着千家万户的水田，清淤之前要听取"
                                 "群众的意见。\n";
    StrBuf after = {0};
    strbuf_appendf(&after, "%s%s%s%s", BOOK, edited, DUTY, POND);
    assert_int_equal(resolve_pair(STR(BOOK POND DUTY), "连着千家万户的水田",
                                  strbuf_get(&after), &range),
                     ANCHOR_ORPHAN);
    strbuf_clear(&after);
}

static void a_paragraph_that_moved_takes_its_passages_along(void **state)
{
    (void)state;
    Range range;
    assert_int_equal(resolve_pair(STR(POND BOOK DUTY), "连着千家万户的水田",
                                  STR(BOOK DUTY "另起一段，说别的事。\n" POND), &range),
                     ANCHOR_QUOTE);
    assert_int_equal(range.start.block, 3);
}

static void the_same_words_in_a_new_paragraph_beside_it_leave_doubt(void **state)
{
    (void)state;
    Range range;
    assert_int_equal(resolve_pair(STR(POND BOOK DUTY), "一口塘一张图",
                                  STR(POND BOOK "这里说到一口塘一张图。\n" DUTY), &range),
                     ANCHOR_ORPHAN);
    assert_int_equal(resolve_pair(STR(POND BOOK DUTY), "一口塘一张图",
                                  STR(POND BOOK "这里说的是别的。\n" DUTY), &range),
                     ANCHOR_QUOTE);
    assert_int_equal(range.start.block, 1);
}

int main(void)
{
    translate_set_language("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(context_is_32_code_points_over_block_borders),
        cmocka_unit_test(context_ends_with_a_sentence_that_ends_near),
        cmocka_unit_test(a_quotation_over_blocks_leaves_hidden_ones_out),
        cmocka_unit_test(the_same_text_resolves_by_offsets),
        cmocka_unit_test(insertions_before_do_not_matter),
        cmocka_unit_test(other_paragraph_ends_do_not_matter),
        cmocka_unit_test(a_sentence_that_was_edited_is_found_with_its_context),
        cmocka_unit_test(traditional_characters_are_the_same_passage),
        cmocka_unit_test(the_right_one_of_two_equal_rows_is_found),
        cmocka_unit_test(rows_that_nothing_tells_apart_give_an_orphan),
        cmocka_unit_test(a_deleted_passage_does_not_move_to_a_look_alike),
        cmocka_unit_test(a_changed_passage_wins_over_its_old_words_elsewhere),
        cmocka_unit_test(short_quotations_are_never_guessed),
        cmocka_unit_test(a_deleted_word_does_not_jump_to_its_neighbour),
        cmocka_unit_test(a_long_sentence_may_move_anywhere),
        cmocka_unit_test(offsets_of_a_longer_edition_do_no_harm),
        cmocka_unit_test(a_quotation_is_found_word_for_word),
        cmocka_unit_test(a_range_is_widened_to_whole_clusters),
        cmocka_unit_test(quotations_over_the_seams_of_windows_are_found),
        cmocka_unit_test(
            a_copy_of_the_paragraph_is_not_taken_for_the_one_that_was_edited),
        cmocka_unit_test(a_paragraph_that_moved_takes_its_passages_along),
        cmocka_unit_test(the_same_words_in_a_new_paragraph_beside_it_leave_doubt),
    };
    return cmocka_run_group_tests_name("anchor", tests, NULL, NULL);
}
