/* Heading patterns of the user's own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "outline_draft.h"

#include "outline/engine.h"

static RuleMatch match(const char *pattern, const char *like, const char *text,
                       Marker *marker)
{
    Error err = {0};
    OutlineRules *rules = outline_rules_new();
    assert_true(outline_rules_add(rules, str_from(pattern), str_from(like), &err));
    RuleMatch found = rules_match(rules, str_from(text), marker);
    outline_rules_free(rules);
    return found;
}

static void a_number_is_of_any_kind(void **state)
{
    (void)state;
    static const char *const texts[] = {"第三场 家中", "第3场 家中", "第３场", "第③场"};
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        Marker marker;
        assert_int_equal(match("第N场", "chapter", texts[i], &marker), RULE_HEADING);
        assert_int_equal(marker.number, 3);
        assert_int_equal(marker.family, FAMILY_OWN);
    }
    Marker marker;
    assert_int_equal(match("第N场", "", "第场", &marker), RULE_NONE);
    assert_int_equal(match("第N场", "", "在第三场", &marker), RULE_NONE);
}

static void full_and_half_width_are_the_same(void **state)
{
    (void)state;
    Marker marker;
    assert_int_equal(match("(N)", "", "（７）其他", &marker), RULE_HEADING);
    assert_int_equal(marker.number, 7);
    assert_int_equal(match("Ｑ：", "", "Q:为什么", &marker), RULE_HEADING);
}

static void a_run_of_text_ends_where_the_pattern_goes_on(void **state)
{
    (void)state;
    Marker marker;
    assert_int_equal(match("【*】$", "", "【编者按】", &marker), RULE_HEADING);
    assert_int_equal(match("【*】$", "", "【编者按】以下是正文", &marker), RULE_NONE);
    assert_int_equal(match("【*】", "", "【】", &marker), RULE_NONE);
}

static void blanks_match_any_or_none(void **state)
{
    (void)state;
    Marker marker;
    assert_int_equal(match("Scene N", "", "Scene　12", &marker), RULE_HEADING);
    assert_int_equal(match("Scene N", "", "Scene12", &marker), RULE_HEADING);
    assert_int_equal(marker.number, 12);
}

static void alternatives_are_one_family(void **state)
{
    (void)state;
    Marker marker;
    assert_int_equal(match("第N场|第N幕间", "", "第二幕间", &marker), RULE_HEADING);
    assert_int_equal(match("a\\|b", "", "a|b", &marker), RULE_HEADING);
    assert_int_equal(match("a\\|b", "", "b", &marker), RULE_NONE);
}

static void an_escaped_sign_stands_for_itself(void **state)
{
    (void)state;
    Marker marker;
    assert_int_equal(match("\\NO.N", "", "NO.5", &marker), RULE_HEADING);
    assert_int_equal(match("\\*N", "", "*5", &marker), RULE_HEADING);
    assert_int_equal(match("\\*N", "", "55", &marker), RULE_NONE);
}

static void assert_refused(const char *pattern, const char *like, const char *part)
{
    Error err = {0};
    OutlineRules *rules = outline_rules_new();
    assert_false(outline_rules_add(rules, str_from(pattern), str_from(like), &err));
    assert_int_equal(err.code, ERR_SETTINGS);
    assert_non_null(strstr(error_get_message(&err), part));
    error_clear(&err);
    outline_rules_free(rules);
}

static void a_pattern_without_sense_is_refused_and_named(void **state)
{
    (void)state;
    assert_refused("", "", "fits any text");
    assert_refused("N*", "", "'N*'");
    assert_refused("N", "", "'N'");
    assert_refused("a|", "", "'a|'");
    assert_refused("$a", "", "byte 1");
    assert_refused("a\\", "", "\\");
    assert_refused("第N场", "kapitel", "'kapitel'");
    assert_refused("第N场", "kapitel", "han-comma");
}

static char *tree_with(const OutlineRules *rules, const char *text)
{
    Draft *draft = draft_of(text);
    Outline outline = {0};
    StrBuf tree = {0};
    assert_true(outline_infer_with(draft, rules, NULL, 0, NULL, &outline));
    for (size_t i = 0; i < outline.count; i++) {
        const Heading *heading = &outline.headings[i];
        Str title = str_slice(draft->blocks[heading->block].text, heading->title_start,
                              heading->title_end);
        strbuf_appendf(&tree, "%u %.*s\n", heading->level, STR_ARG(title));
    }
    strbuf_append_text(&tree, "");
    outline_clear(&outline);
    draft_free(draft);
    return strbuf_detach(&tree);
}

#define SPEECH                                                                                                           \
    "老人推开门，看见院子里积了一夜的雪，便回身取了扫帚，一下一下地扫出一条路来，" \
    "一直扫到井边才停下。\n"

static void a_pattern_of_ones_own_has_its_place_in_the_tree(void **state)
{
    (void)state;
    Error err = {0};
    OutlineRules *rules = outline_rules_new();
    assert_true(outline_rules_add(rules, STR("第N景"), STR("section"), &err));
    char *tree =
        tree_with(rules, "第一幕\n第一景　院中\n" SPEECH "第二景　井边\n" SPEECH
                         "第二幕\n第一景　院中\n" SPEECH "第二景　村口\n" SPEECH);
    assert_string_equal(tree, "1 第一幕\n2 第一景　院中\n2 第二景　井边\n"
                              "1 第二幕\n2 第一景　院中\n2 第二景　村口\n");
    free(tree);
    outline_rules_free(rules);
}

static void what_is_never_a_heading_is_none(void **state)
{
    (void)state;
    Error err = {0};
    OutlineRules *rules = outline_rules_new();
    assert_true(outline_rules_add(rules, STR("第N章"), STR("never"), &err));
    char *tree = tree_with(rules, "第一章 雪\n" SPEECH "第二章 井\n" SPEECH);
    assert_string_equal(tree, "");
    free(tree);
    outline_rules_free(rules);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_is_of_any_kind),
        cmocka_unit_test(full_and_half_width_are_the_same),
        cmocka_unit_test(a_run_of_text_ends_where_the_pattern_goes_on),
        cmocka_unit_test(blanks_match_any_or_none),
        cmocka_unit_test(alternatives_are_one_family),
        cmocka_unit_test(an_escaped_sign_stands_for_itself),
        cmocka_unit_test(a_pattern_without_sense_is_refused_and_named),
        cmocka_unit_test(a_pattern_of_ones_own_has_its_place_in_the_tree),
        cmocka_unit_test(what_is_never_a_heading_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
