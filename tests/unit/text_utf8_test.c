/* UTF-8: decoding, validity, counting.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/text.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Code points of `text` as "61 4E2D FFFD". */
static void decodes(Str text, const char *expected)
{
    StrBuf forward = {0}, backward = {0};
    strbuf_append_text(&forward, "");
    strbuf_append_text(&backward, "");
    for (size_t off = 0; off < text.len;)
        strbuf_appendf(&forward, "%s%X", forward.len ? " " : "",
                       (unsigned)utf8_next(text, &off));
    assert_string_equal(forward.data, expected);
    for (size_t off = text.len; off > 0;) {
        StrBuf one = {0};
        strbuf_appendf(&one, "%X%s", (unsigned)utf8_previous(text, &off),
                       backward.len ? " " : "");
        strbuf_splice(&backward, 0, 0, strbuf_get(&one));
        strbuf_clear(&one);
    }
    if (utf8_find_invalid(text) == text.len)
        assert_string_equal(backward.data, expected);
    strbuf_clear(&forward);
    strbuf_clear(&backward);
}

static void sequences_of_every_length_decode(void **state)
{
    (void)state;
    decodes(STR("a\xC2\x80\xDF\xBF"), "61 80 7FF");
    decodes(STR("\xE0\xA0\x80\xE4\xB8\xAD\xED\x9F\xBF\xEE\x80\x80"),
            "800 4E2D D7FF E000");
    decodes(STR("\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"), "10000 10FFFF");
    decodes(STR("\0"), "0");
}

/* Unicode 15, section 3.9, tables 3-8 to 3-11. */
static void broken_sequences_give_one_mark_for_each_maximal_subpart(void **state)
{
    (void)state;
    decodes(STR("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41"),
            "FFFD FFFD FFFD FFFD FFFD FFFD FFFD FFFD 41");
    decodes(STR("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41"),
            "FFFD FFFD FFFD FFFD FFFD FFFD FFFD FFFD 41");
    decodes(STR("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42"),
            "FFFD FFFD FFFD FFFD FFFD 41 FFFD FFFD 42");
    decodes(STR("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41"), "FFFD FFFD FFFD FFFD 41");
}

static void validity_ends_at_the_first_broken_byte(void **state)
{
    (void)state;
    assert_int_equal(utf8_find_invalid(STR("")), 0);
    assert_int_equal(utf8_find_invalid(STR("中文abc")), 9);
    assert_int_equal(utf8_find_invalid(STR("中文\xFF")), 6);
    assert_int_equal(utf8_find_invalid(STR("a\xE4\xB8")), 1);
    assert_int_equal(utf8_find_invalid(STR("\xED\xA0\x80")), 0);
    assert_int_equal(utf8_find_invalid(STR("\xE0\x9F\xBF")), 0);
}

/* One broken byte anywhere in a long Chinese text, so that every place of the fast
 * loops is passed. */
static void validity_holds_at_every_offset(void **state)
{
    (void)state;
    StrBuf text = {0};
    while (text.len < 120)
        strbuf_append_text(&text, text.len % 9 ? "政协委员提案" : "GDP 3.5% ");
    for (size_t i = 0; i < text.len; i++) {
        char kept = text.data[i];
        text.data[i] = '\xFF';
        /* The sequence that the byte broke is what is not valid. */
        size_t start = i;
        while (((uint8_t)kept & 0xC0) == 0x80 && start + 3 > i + 1 && start > 0 &&
               ((uint8_t)text.data[start] & 0xC0) != 0xC0 &&
               ((uint8_t)text.data[start] & 0x80))
            start--;
        if (((uint8_t)kept & 0xC0) != 0x80)
            start = i;
        assert_int_equal(utf8_find_invalid(strbuf_get(&text)), start);
        text.data[i] = kept;
    }
    /* A surrogate and an overlong form among ordinary sequences. */
    for (size_t at = 0; at < 40; at++) {
        StrBuf broken = {0};
        for (size_t i = 0; i < at; i++)
            strbuf_append_text(&broken, "文");
        strbuf_append_text(&broken, at % 2 ? "\xED\xA0\x80" : "\xE0\x80\x80");
        strbuf_append_text(&broken, "文文文文文文文文文文");
        assert_int_equal(utf8_find_invalid(strbuf_get(&broken)), at * 3);
        strbuf_clear(&broken);
    }
    strbuf_clear(&text);
}

static void encoding_gives_back_what_was_decoded(void **state)
{
    (void)state;
    for (char32_t c = 0; c < 0x110000; c += c < 0x3000 ? 1 : 37) {
        char bytes[4];
        Str text = {bytes, utf8_encode(c, bytes)};
        size_t off = 0;
        bool is_surrogate = c >= 0xD800 && c <= 0xDFFF;
        assert_int_equal(utf8_next(text, &off), is_surrogate ? 0xFFFD : c);
        assert_int_equal(off, text.len);
        assert_int_equal(utf8_find_invalid(text), text.len);
    }
    char bytes[4];
    assert_int_equal(utf8_encode(0x110000, bytes), 3);
    assert_memory_equal(bytes, "\xEF\xBF\xBD", 3);
}

static void code_points_are_counted_and_found(void **state)
{
    (void)state;
    Str text = STR("a中𠮷b");
    assert_int_equal(utf8_count_codepoints(text), 4);
    assert_int_equal(utf8_offset_of(text, 0), 0);
    assert_int_equal(utf8_offset_of(text, 2), 4);
    assert_int_equal(utf8_offset_of(text, 3), 8);
    assert_int_equal(utf8_offset_of(text, 4), 9);
    assert_int_equal(utf8_offset_of(text, 99), 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sequences_of_every_length_decode),
        cmocka_unit_test(broken_sequences_give_one_mark_for_each_maximal_subpart),
        cmocka_unit_test(validity_ends_at_the_first_broken_byte),
        cmocka_unit_test(validity_holds_at_every_offset),
        cmocka_unit_test(encoding_gives_back_what_was_decoded),
        cmocka_unit_test(code_points_are_counted_and_found),
    };
    return cmocka_run_group_tests_name("text/utf8", tests, NULL, NULL);
}
