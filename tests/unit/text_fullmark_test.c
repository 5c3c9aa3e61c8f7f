/* Which half-width marks stand for Chinese ones.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <piyue/text.h>

static void assert_shown(const char *text, const char *expected)
{
    StrBuf shown = {0};
    Str all = str_from(text);
    for (size_t off = 0; off < all.len; off++) {
        const char *full = text_full_mark(all, off);
        if (full)
            strbuf_append_text(&shown, full);
        else
            strbuf_append_byte(&shown, text[off]);
    }
    assert_string_equal(shown.data, expected);
    strbuf_clear(&shown);
}

static void marks_behind_han_are_chinese(void **state)
{
    (void)state;
    assert_shown("屋顶漏水,书湿了;怎么办?修!说明:见下",
                 "屋顶漏水，书湿了；怎么办？修！说明：见下");
    assert_shown("“好”,他说", "“好”，他说");
}

static void marks_of_numbers_words_and_addresses_stay(void **state)
{
    (void)state;
    assert_shown("共1,234册,9:30开门", "共1,234册，9:30开门");
    assert_shown("see a, b; c", "see a, b; c");
    assert_shown("网址:http://x", "网址：http://x");
    assert_shown(",前", ",前");
}

static void brackets_come_in_pairs(void **state)
{
    (void)state;
    assert_shown("图书馆(旧)", "图书馆（旧）");
    assert_shown("(一)修屋顶", "（一）修屋顶");
    assert_shown("修订(2018)版", "修订（2018）版");
    assert_shown("f(x)和(a)", "f(x)和（a）");
    assert_shown("没有另一半(的", "没有另一半(的");
    assert_shown("图(1),表(2)", "图（1），表（2）");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_behind_han_are_chinese),
        cmocka_unit_test(marks_of_numbers_words_and_addresses_stay),
        cmocka_unit_test(brackets_come_in_pairs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
