/* Sentences, clauses, items, quotations, motion.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/text.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef Span SpanAt(Str text, size_t off);

/* `text` cut into its spans, joined by |. Every offset inside a span must give it. */
static void splits(SpanAt *span_at, const char *text, const char *expected)
{
    StrBuf parts = {0};
    strbuf_append_text(&parts, "");
    Str whole = str_from(text);
    for (size_t off = 0; off < whole.len;) {
        Span span = span_at(whole, off);
        assert_true(span.start < span.end && span.end > off && span.end <= whole.len);
        for (size_t inside = span.start; inside < span.end; inside++) {
            Span again = span_at(whole, inside);
            assert_int_equal(again.start, span.start);
            assert_int_equal(again.end, span.end);
        }
        strbuf_appendf(&parts, "%s%.*s", parts.len ? "|" : "",
                       STR_ARG(str_slice(whole, span.start, span.end)));
        off = span.end;
    }
    assert_string_equal(parts.data, expected);
    strbuf_clear(&parts);
}

static void sentences_end_after_their_stops(void **state)
{
    (void)state;
    splits(sentence_at, "政协协商。委员提案！好吗？是",
           "政协协商。|委员提案！|好吗？|是");
    splits(sentence_at, "真的吗？！是的……好", "真的吗？！|是的……|好");
    splits(sentence_at, "没有句号，只有逗号；还有分号", "没有句号，只有逗号；还有分号");
    splits(sentence_at, "一!二?三", "一!|二?|三");
}

static void closing_marks_belong_to_their_sentence(void **state)
{
    (void)state;
    splits(sentence_at, "他说：“走吧。”他走了。", "他说：“走吧。”|他走了。");
    splits(sentence_at, "（见附件。）下一句。）”完", "（见附件。）|下一句。）”|完");
    splits(sentence_at, "他说:\"走吧。\"他走了。", "他说:\"走吧。\"|他走了。");
}

static void a_comma_behind_a_quoted_stop_goes_on(void **state)
{
    (void)state;
    splits(sentence_at, "“为什么？”，他问。好", "“为什么？”，他问。|好");
    splits(sentence_at, "等等……，都要办。好", "等等……，都要办。|好");
}

static void a_point_ends_a_sentence_only_before_a_blank(void **state)
{
    (void)state;
    splits(sentence_at, "It grew 3.5% in www.gov.cn. Then it stopped.",
           "It grew 3.5% in www.gov.cn.|Then it stopped.");
    splits(sentence_at, "1. 加强领导。2. 落实责任。", "1. 加强领导。|2. 落实责任。");
    splits(sentence_at, "See http://a.cn/?b=c now! Yes", "See http://a.cn/?b=c now!|Yes");
    splits(sentence_at, "In 2024. Next", "In 2024.|Next");
}

static void blanks_between_sentences_belong_to_none(void **state)
{
    (void)state;
    Str text = STR("一。　 二。 ");
    Span second = sentence_at(text, 8);
    assert_int_equal(second.start, 10);
    assert_int_equal(second.end, 16);
    second = sentence_at(text, text.len);
    assert_int_equal(second.start, 10);
    Span none = sentence_at(STR(""), 0);
    assert_int_equal(none.end, 0);
    none = sentence_at(STR("  "), 1);
    assert_true(none.start <= none.end && none.end <= 2);
}

static void clauses_are_cut_at_commas_too(void **state)
{
    (void)state;
    splits(clause_at, "要协商，要监督、要参政；好：行。完",
           "要协商，|要监督、|要参政；|好：|行。|完");
    splits(clause_at, "要协商,要监督;好:行", "要协商,|要监督;|好:|行");
    splits(clause_at, "共1,000人,10:30到,见http://a.cn",
           "共1,000人,|10:30到,|见http://a.cn");
    splits(clause_at, "“好，”他说", "“好，”|他说");
}

static void holds(Span span, Str text, const char *expected)
{
    StrBuf got = {0};
    strbuf_append_text(&got, "");
    strbuf_append_str(&got, str_slice(text, span.start, span.end));
    assert_string_equal(got.data, expected);
    strbuf_clear(&got);
}

static Span item_with(Str text, const char *word)
{
    return item_at(text, str_find(text, str_from(word), 0));
}

static void items_reach_to_the_next_of_their_kind(void **state)
{
    (void)state;
    Str text = STR("总的要求。一是抓协商，多听意见。二是抓监督；三是抓落实。");
    holds(item_with(text, "多听"), text, "一是抓协商，多听意见。");
    holds(item_with(text, "监督"), text, "二是抓监督；");
    holds(item_with(text, "落实"), text, "三是抓落实。");
    holds(item_with(text, "要求"), text, "");
    text = STR("首先，要学习。其次，要调研。最后，要总结。");
    holds(item_with(text, "调研"), text, "其次，要调研。");
    text = STR("第一，学习；第二，调研。第三方评估另行安排。");
    holds(item_with(text, "评估"), text, "第二，调研。第三方评估另行安排。");
    text = STR("包括：(1)学习；(2)调研。");
    holds(item_with(text, "学习"), text, "(1)学习；");
}

static void inner_items_are_found_before_outer_ones(void **state)
{
    (void)state;
    Str text = STR("第一，做好工作。一是学习；二是调研。第二，总结。");
    holds(item_with(text, "调研"), text, "二是调研。第二，总结。");
    holds(item_with(text, "做好"), text, "第一，做好工作。一是学习；二是调研。");
}

static Span quotation_with(Str text, const char *word)
{
    return quotation_at(text, str_find(text, str_from(word), 0));
}

static void quotations_are_the_innermost_pair(void **state)
{
    (void)state;
    Str text = STR("学习《关于“提案”的意见》（试行）精神");
    holds(quotation_with(text, "提案"), text, "“提案”");
    holds(quotation_with(text, "意见"), text, "《关于“提案”的意见》");
    holds(quotation_with(text, "试行"), text, "（试行）");
    holds(quotation_with(text, "》"), text, "《关于“提案”的意见》");
    holds(quotation_with(text, "精神"), text, "");
    text = STR("说\"好\"和\"行\"了(未完");
    holds(quotation_with(text, "行"), text, "\"行\"");
    holds(quotation_with(text, "和"), text, "");
    holds(quotation_with(text, "未完"), text, "");
    text = STR("（甲《乙）丙》丁");
    holds(quotation_with(text, "甲"), text, "（甲《乙）");
}

static void motion_stops_at_every_unit_both_ways(void **state)
{
    (void)state;
    Str text = STR("政协协商，GDP增长 3.5%。 好e\u0301好");
    const size_t stops[] = {0, 12, 15, 18, 25, 28, 33, 36, 39};
    size_t off = 0;
    for (size_t i = 1; i < ARRAY_SIZE(stops); i++) {
        off = unit_next(text, off);
        assert_int_equal(off, stops[i]);
    }
    assert_int_equal(unit_next(text, off), text.len);
    off = text.len;
    for (size_t i = ARRAY_SIZE(stops); i-- > 0;) {
        off = unit_previous(text, off);
        assert_int_equal(off, stops[i]);
    }
    assert_int_equal(unit_previous(text, 0), 0);
    assert_int_equal(unit_next(text, text.len), text.len);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentences_end_after_their_stops),
        cmocka_unit_test(closing_marks_belong_to_their_sentence),
        cmocka_unit_test(a_comma_behind_a_quoted_stop_goes_on),
        cmocka_unit_test(a_point_ends_a_sentence_only_before_a_blank),
        cmocka_unit_test(blanks_between_sentences_belong_to_none),
        cmocka_unit_test(clauses_are_cut_at_commas_too),
        cmocka_unit_test(items_reach_to_the_next_of_their_kind),
        cmocka_unit_test(inner_items_are_found_before_outer_ones),
        cmocka_unit_test(quotations_are_the_innermost_pair),
        cmocka_unit_test(motion_stops_at_every_unit_both_ways),
    };
    return cmocka_run_group_tests_name("text/sentence", tests, NULL, NULL);
}
