/* Addresses: found in running text, and made fit to be shown and copied.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <piyue/text.h>

/* All addresses of a text, whole, joined by '|'. */
static void assert_found(const char *text, const char *wanted)
{
    StrBuf all = {0};
    Span place = {0, 0};
    while (text_find_address(str_from(text), place.end, &place)) {
        if (all.len)
            strbuf_append_byte(&all, '|');
        address_append_whole(str_slice(str_from(text), place.start, place.end), &all);
    }
    assert_string_equal(all.data ? all.data : "", wanted);
    strbuf_clear(&all);
}

static void an_address_ends_before_han_and_full_width_marks(void **state)
{
    (void)state;
    assert_found("见https://www.gov.cn/a_1.htm。又", "https://www.gov.cn/a_1.htm");
    assert_found("（http://a.cn/x？）", "http://a.cn/x");
    assert_found("网址www.moe.gov.cn查询", "http://www.moe.gov.cn");
    assert_found("《ftp://a.org/b》HTTP://C.CN/d", "ftp://a.org/b|HTTP://C.CN/d");
}

static void marks_that_end_a_sentence_are_none_of_it(void **state)
{
    (void)state;
    assert_found("see http://a.org/b. Or http://a.org/c, http://a.org/d?",
                 "http://a.org/b|http://a.org/c|http://a.org/d");
    assert_found("(http://a.org/b)", "http://a.org/b");
    assert_found("http://a.org/b_(c) and [http://a.org/d]",
                 "http://a.org/b_(c)|http://a.org/d");
    assert_found("http://a.org/?q=1&r=2#s", "http://a.org/?q=1&r=2#s");
}

static void letter_boxes_are_found(void **state)
{
    (void)state;
    assert_found("邮箱：abc.d-e@mail.gov.cn，电话", "mailto:abc.d-e@mail.gov.cn");
    assert_found("写信给a@b.com.", "mailto:a@b.com");
    assert_found("mailto:a@b.com", "mailto:a@b.com");
    assert_found("@某人 a@b 价格@3.50 a@192.168.0.1 @@", "");
}

static void what_only_looks_like_one_is_none(void **state)
{
    (void)state;
    assert_found("", "");
    assert_found("http:// https://。 www. awww.b.c http://a xhttp://a.b", "");
    assert_found("javascript:alert(1) file:///etc/passwd data:text/html,x", "");
}

static void assert_clean(const char *address, const char *wanted)
{
    StrBuf out = {0};
    strbuf_append_text(&out, "+");
    bool is_fine = address_clean(str_from(address), &out);
    assert_int_equal(is_fine, wanted != NULL);
    assert_string_equal(out.data + 1, wanted ? wanted : "");
    strbuf_clear(&out);
}

static void addresses_that_lead_to_no_page_are_not_let_through(void **state)
{
    (void)state;
    assert_clean("javascript:alert(1)", NULL);
    assert_clean(" JavaScript:alert(1)", NULL);
    assert_clean("java\nscript:alert(1)", NULL);
    assert_clean("data:text/html,x", NULL);
    assert_clean("file:///etc/passwd", NULL);
    assert_clean("http:", NULL);
    assert_clean("http:///a", NULL);
    assert_clean("mailto:", NULL);
    assert_clean("/a/b", NULL);
    assert_clean("", NULL);
}

static void what_is_not_seen_or_parts_words_is_escaped(void **state)
{
    (void)state;
    assert_clean(" HTTPS://A.cn/b c ", "https://A.cn/b%20c");
    assert_clean("http://a.cn/\x1b[31m", "http://a.cn/%1B[31m");
    assert_clean("http://a.cn/\"'<>`\\", "http://a.cn/%22%27%3C%3E%60%5C");
    assert_clean("http://a.cn/b\r\n\tc", "http://a.cn/bc");
    assert_clean("http://a.cn/\u202Efdp.exe", "http://a.cn/%E2%80%AEfdp.exe");
    assert_clean("http://a.cn/\u200B\u3000x", "http://a.cn/%E2%80%8B%E3%80%80x");
    assert_clean("http://中国.cn/政策?%E4%B8%AD", "http://中国.cn/政策?%E4%B8%AD");
    assert_clean("mailto:a@b.cn?subject=x", "mailto:a@b.cn?subject=x");
}

static void what_is_clean_stays_as_it_is(void **state)
{
    (void)state;
    StrBuf once = {0}, twice = {0};
    assert_true(address_clean(STR("Http://a.cn/b c\u202E%41中'"), &once));
    assert_true(address_clean(strbuf_get(&once), &twice));
    assert_string_equal(once.data, twice.data);
    strbuf_clear(&once);
    strbuf_clear(&twice);
}

static void no_address_is_longer_than_browsers_take(void **state)
{
    (void)state;
    StrBuf address = {0}, out = {0};
    strbuf_append_text(&address, "http://a.cn/");
    while (address.len < ADDRESS_MAX_BYTES)
        strbuf_append_byte(&address, 'x');
    assert_true(address_clean(strbuf_get(&address), &out));
    strbuf_append_byte(&address, 'x');
    assert_false(address_clean(strbuf_get(&address), &out));
    /* … nor when it has grown by being escaped. */
    strbuf_splice(&address, ADDRESS_MAX_BYTES - 2, address.len, STR("\""));
    assert_false(address_clean(strbuf_get(&address), &out));
    assert_int_equal(out.len, ADDRESS_MAX_BYTES);
    strbuf_clear(&address);
    strbuf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_ends_before_han_and_full_width_marks),
        cmocka_unit_test(marks_that_end_a_sentence_are_none_of_it),
        cmocka_unit_test(letter_boxes_are_found),
        cmocka_unit_test(what_only_looks_like_one_is_none),
        cmocka_unit_test(addresses_that_lead_to_no_page_are_not_let_through),
        cmocka_unit_test(what_is_not_seen_or_parts_words_is_escaped),
        cmocka_unit_test(what_is_clean_stays_as_it_is),
        cmocka_unit_test(no_address_is_longer_than_browsers_take),
    };
    return cmocka_run_group_tests_name("text/address", tests, NULL, NULL);
}
