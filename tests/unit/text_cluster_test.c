/* Columns and grapheme clusters.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/text.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../corpus.h"

static const WidthPolicy narrow = {AMBIGUOUS_NARROW};
static const WidthPolicy wide = {AMBIGUOUS_WIDE};
static const WidthPolicy safe = {AMBIGUOUS_SAFE};

/* The clusters of `text` as drawn, each with its columns: "中2 a1". */
static void draws(const char *text, const WidthPolicy *policy, const char *expected)
{
    StrBuf drawn = {0};
    strbuf_append_text(&drawn, "");
    Cluster cluster;
    size_t columns = 0;
    for (size_t off = 0; cluster_next(str_from(text), &off, policy, &cluster);) {
        strbuf_appendf(&drawn, "%s%.*s%d", drawn.len ? " " : "", STR_ARG(cluster.shown),
                       cluster.columns);
        columns += (size_t)cluster.columns;
    }
    assert_string_equal(drawn.data, expected);
    assert_int_equal(text_columns(str_from(text), policy), columns);
    strbuf_clear(&drawn);
}

static void ordinary_characters_have_their_columns(void **state)
{
    (void)state;
    draws("中a，é𠮷ｱ한", &narrow, "中2 a1 ，2 é1 𠮷2 ｱ1 한2");
    assert_int_equal(width_of_codepoint(U'a', &narrow), 1);
    assert_int_equal(width_of_codepoint(U'中', &narrow), 2);
    assert_int_equal(width_of_codepoint(0x3000, &narrow), 2);
    assert_int_equal(width_of_codepoint(0x0301, &narrow), 0);
    assert_int_equal(width_of_codepoint(0x1B, &narrow), 0);
    assert_int_equal(width_of_codepoint('\t', &narrow), 0);
    assert_int_equal(width_of_codepoint(0x200D, &narrow), 0);
    assert_int_equal(width_of_codepoint(0x1F600, &narrow), 2);
    assert_int_equal(width_of_codepoint(0x110000, &narrow), 1);
}

static void ambiguous_characters_follow_the_policy(void **state)
{
    (void)state;
    draws("“—…·①α", &narrow, "“1 —1 …1 ·1 ①1 α1");
    draws("“—…·①α", &wide, "“2 —2 …2 ·2 ①2 α2");
    draws("“”‘’—…·①×○─", &safe, "〝2 〞2 '1 '1 -1 ..2 ・2 (1)3 x1 〇2 -1");
    draws("㉈⑳⒈Ⅳ℃🄰", &safe, "(10)4 (20)4 1.2 IV2 ゜C3 [A]3");
}

/* Whatever `safe` draws must be counted alike by all terminals, hence by both other
 * policies. */
static void substitutes_hold_nothing_ambiguous(void **state)
{
    (void)state;
    for (char32_t c = 0x20; c < 0x110000; c++) {
        char bytes[4];
        Str text = {bytes, utf8_encode(c, bytes)};
        size_t off = 0;
        Cluster cluster;
        assert_true(cluster_next(text, &off, &safe, &cluster));
        assert_int_equal(off, text.len);
        size_t columns = (size_t)cluster.columns;
        assert_int_equal(text_columns(cluster.shown, &narrow), columns);
        assert_int_equal(text_columns(cluster.shown, &wide), columns);
    }
}

static void hostile_and_disputed_characters_are_not_drawn(void **state)
{
    (void)state;
    draws("a\x1B"
          "b\u202Ec",
          &narrow, "a1 ^[2 b1 <U+202E>8 c1");
    draws("a\tb\r\nc", &narrow, "a1  1 b1  1 c1");
    draws("\U00031350\uE000\u0378\u4DC0", &narrow, "〓2 〓2 〓2 〓2");
    draws("\u0301a", &narrow, "0 a1");
}

static void what_is_invisible_is_drawn_as_a_mark(void **state)
{
    (void)state;
    draws("a\u200Bb\uFEFFc\u00ADd", &narrow, "a1 <U+200B>8 b1 <U+FEFF>8 c1 <U+00AD>8 d1");
    draws("中\u200E\u200F\u2060\u2065\u206F文", &narrow,
          "中2 <U+200E>8 <U+200F>8 <U+2060>8 <U+2065>8 <U+206F>8 文2");
    draws("a\U000E0001\U000E0041\U000E007F", &narrow,
          "a1 <U+E0001>9 <U+E0041>9 <U+E007F>9");
    draws("中\u115F\u3164\uFFA0\u1160", &narrow,
          "中2 <U+115F>8 <U+3164>8 <U+FFA0>8 <U+1160>8");
    draws("\u061Ca\u180Eb\u17B4", &narrow, "<U+061C>8 a1 <U+180E>8 b1 <U+17B4>8");
}

/* Bytes can be hidden in runs of selectors behind one letter. */
static void a_selector_without_a_letter_is_drawn_as_a_mark(void **state)
{
    (void)state;
    draws("葛\U000E0100\U000E0101中", &narrow, "葛2 <U+E0101>9 中2");
    draws("a\uFE00\uFE01\uFE02", &narrow, "a1 <U+FE01>8 <U+FE02>8");
    draws("\uFE0F", &narrow, "<U+FE0F>8");
    draws("a\u200D\u200D\u200Cb", &narrow, "a1 <U+200D>8 <U+200C>8 b1");
    draws("❤\uFE0F\u200D🔥", &narrow, "❤1 🔥2");
}

/* A number sign, a leading jamo or a reph in front takes no letter away. */
static void letters_do_not_hide_behind_what_stands_in_front(void **state)
{
    (void)state;
    draws("\u0600甲", &narrow, "<U+0600>8 甲2");
    draws("\u0D4E\u0D4E甲", &narrow, "\u0D4E1 \u0D4E1 甲2");
    draws("\u1100\u1100\u1100", &narrow, "\u11002 \u11002 \u11002");
}

static void a_thousand_marks_are_one_cluster_of_one_column(void **state)
{
    (void)state;
    StrBuf text = {0};
    strbuf_append_text(&text, "a");
    for (int i = 0; i < 1000; i++)
        strbuf_append_text(&text, "\u0301");
    strbuf_append_text(&text, "b");
    size_t off = 0;
    Cluster cluster;
    assert_true(cluster_next(strbuf_get(&text), &off, &narrow, &cluster));
    assert_int_equal(off, 2001);
    assert_int_equal(cluster.columns, 1);
    assert_int_equal(cluster.shown.len, 1 + 4 * 2);
    assert_int_equal(text_columns(strbuf_get(&text), &narrow), 2);
    strbuf_clear(&text);
}

static void emoji_come_apart_without_their_joiners(void **state)
{
    (void)state;
    draws("❤\uFE0F", &narrow, "❤1");
    draws("1\uFE0F\u20E3", &narrow, "11");
    draws("👍🏽a", &narrow, "👍2 a1");
    draws("👩\u200D💻", &narrow, "👩2 💻2");
    draws("🇨🇳", &narrow, "C1 N1");
    draws("葛\U000E0100中", &narrow, "葛2 中2");
}

static void marks_stay_with_their_letter_but_not_more_than_four(void **state)
{
    (void)state;
    draws("e\u0301x", &narrow, "e\u03011 x1");
    draws("a\u0300\u0301\u0302\u0303\u0304\u0305b", &narrow,
          "a\u0300\u0301\u0302\u03031 b1");
    draws("\u1112\u1161\u11AB", &narrow, "\u1112\u1161\u11AB2");
    Str text = STR("a\u0300\u0301\u0302\u0303\u0304\u0305b");
    size_t off = 0;
    Cluster cluster;
    assert_true(cluster_next(text, &off, &narrow, &cluster));
    assert_int_equal(off, text.len - 1);
    assert_int_equal(cluster.text.len, text.len - 1);
    assert_int_equal(cluster_previous(text, text.len - 1), 0);
    assert_int_equal(cluster_snap(text, 4), 0);
    assert_int_equal(cluster_snap(text, text.len), text.len);
}

static void broken_bytes_are_drawn_as_replacements(void **state)
{
    (void)state;
    draws("a\xFF\xE4\xB8z", &narrow, "a1 \uFFFD1 \uFFFD1 z1");
}

static void fitting_text_is_cut_between_clusters(void **state)
{
    (void)state;
    assert_int_equal(text_fit(STR("中文abc"), 3, &narrow), 3);
    assert_int_equal(text_fit(STR("中文abc"), 4, &narrow), 6);
    assert_int_equal(text_fit(STR("中文abc"), 0, &narrow), 0);
    assert_int_equal(text_fit(STR("中文abc"), 99, &narrow), 9);
    assert_int_equal(text_fit(STR("e\u0301e\u0301"), 1, &narrow), 3);
}

/* ---- the standard's own test ---- */

/* Does a rule that the room leaves out decide this row of the file? */
static bool is_tailored(Str row)
{
    static const char *const tailored[] = {"[9.2]", "[11.0]", "[12.0]", "[13.0]",
                                           "1100 × 1100",
                                           /* joiners behind joiners */
                                           "034F × 034F", "200D × 034F", "200D × 200D"};
    for (size_t i = 0; i < ARRAY_SIZE(tailored); i++)
        if (str_find(row, str_from(tailored[i]), 0) != STR_NONE)
            return true;
    return false;
}

/* "÷ 0061 × 0308 ÷" into a text and the offsets at which it may be cut. */
static void check_conformance_row(Str row)
{
    StrBuf text = {0};
    size_t cuts[64], count = 0;
    Str rest = str_trim(row);
    while (rest.data) {
        Str word = str_split(&rest, ' ');
        if (str_is_equal(word, STR("÷")))
            cuts[count++] = text.len;
        else if (!str_is_equal(word, STR("×"))) {
            char *digits = str_dup(word);
            strbuf_append_codepoint(&text, (char32_t)strtoul(digits, NULL, 16));
            free(digits);
        }
    }
    Str all = strbuf_get(&text);
    size_t off = 0, index = 0;
    Cluster cluster;
    assert_int_equal(cuts[index++], 0);
    while (cluster_next(all, &off, &narrow, &cluster)) {
        assert_true(index < count);
        assert_int_equal(cuts[index], off);
        assert_int_equal(cluster_previous(all, off), cuts[index - 1]);
        for (size_t inside = cuts[index - 1]; inside < off; inside++)
            assert_int_equal(cluster_snap(all, inside), cuts[index - 1]);
        index++;
    }
    assert_int_equal(index, count);
    strbuf_clear(&text);
}

static void boundaries_are_those_of_the_standard(void **state)
{
    (void)state;
    StrBuf file = {0};
    if (!corpus_read("unicode/GraphemeBreakTest.txt", &file))
        return;
    size_t checked = 0;
    for (Str rest = strbuf_get(&file); rest.data;) {
        Str row = str_split(&rest, '\n');
        if (row.len == 0 || row.data[0] == '#' || is_tailored(row))
            continue;
        check_conformance_row(str_split(&row, '#'));
        checked++;
    }
    assert_int_equal(checked, 602 - 26); /* that are tailored */
    strbuf_clear(&file);
}

static void spaced_quotes_fill_two_cells_with_a_blank_outside(void **state)
{
    (void)state;
    const WidthPolicy spaced = {AMBIGUOUS_SPACED};
    Cluster cluster;
    size_t off = 0;
    Str text = STR("“专”—’");
    const struct {
        const char *shown;
        int columns;
    } expected[] = {{" “", 2}, {"专", 2}, {"” ", 2}, {"—", 1}, {"’", 1}};
    for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
        assert_true(cluster_next(text, &off, &spaced, &cluster));
        assert_int_equal(cluster.columns, expected[i].columns);
        assert_true(str_is_equal(cluster.shown, str_from(expected[i].shown)));
    }
    assert_int_equal(text_columns(text, &spaced), 8);
    assert_int_equal(text_columns(text, &narrow), 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordinary_characters_have_their_columns),
        cmocka_unit_test(ambiguous_characters_follow_the_policy),
        cmocka_unit_test(substitutes_hold_nothing_ambiguous),
        cmocka_unit_test(hostile_and_disputed_characters_are_not_drawn),
        cmocka_unit_test(what_is_invisible_is_drawn_as_a_mark),
        cmocka_unit_test(a_selector_without_a_letter_is_drawn_as_a_mark),
        cmocka_unit_test(letters_do_not_hide_behind_what_stands_in_front),
        cmocka_unit_test(a_thousand_marks_are_one_cluster_of_one_column),
        cmocka_unit_test(emoji_come_apart_without_their_joiners),
        cmocka_unit_test(marks_stay_with_their_letter_but_not_more_than_four),
        cmocka_unit_test(broken_bytes_are_drawn_as_replacements),
        cmocka_unit_test(fitting_text_is_cut_between_clusters),
        cmocka_unit_test(boundaries_are_those_of_the_standard),
        cmocka_unit_test(spaced_quotes_fill_two_cells_with_a_blank_outside),
    };
    return cmocka_run_group_tests_name("text/cluster", tests, NULL, NULL);
}
