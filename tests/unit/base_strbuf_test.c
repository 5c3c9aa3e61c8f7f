/* Strings that grow.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/base.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void appending_keeps_a_nul_behind(void **state)
{
    (void)state;
    StrBuf buf = {0};
    assert_int_equal(strbuf_get(&buf).len, 0);
    assert_non_null(strbuf_get(&buf).data);
    strbuf_append_text(&buf, "政协");
    strbuf_append_byte(&buf, '!');
    strbuf_append_str(&buf, STR("ab"));
    strbuf_append_str(&buf, (Str){NULL, 0});
    strbuf_appendf(&buf, "%d%s", 42, "x");
    assert_string_equal(buf.data, "政协!ab42x");
    assert_int_equal(buf.len, strlen(buf.data));
    strbuf_clear(&buf);
    assert_int_equal(buf.capacity, 0);
}

static void many_appends_keep_everything(void **state)
{
    (void)state;
    StrBuf buf = {0};
    for (int i = 0; i < 100000; i++)
        strbuf_append_byte(&buf, (char)('a' + i % 26));
    for (size_t i = 0; i < buf.len; i++)
        assert_int_equal(buf.data[i], 'a' + (int)(i % 26));
    assert_int_equal(buf.len, 100000);
    size_t capacity = buf.capacity;
    strbuf_reset(&buf);
    assert_int_equal(buf.len, 0);
    assert_int_equal(buf.capacity, capacity);
    assert_string_equal(buf.data, "");
    strbuf_clear(&buf);
}

static void splicing_inserts_deletes_and_replaces(void **state)
{
    (void)state;
    StrBuf buf = {0};
    strbuf_append_text(&buf, "abcdef");
    strbuf_splice(&buf, 2, 4, STR("XYZ"));
    assert_string_equal(buf.data, "abXYZef");
    strbuf_splice(&buf, 0, 0, STR("--"));
    assert_string_equal(buf.data, "--abXYZef");
    strbuf_splice(&buf, 2, 7, (Str){NULL, 0});
    assert_string_equal(buf.data, "--ef");
    strbuf_splice(&buf, 4, 4, STR("!"));
    assert_string_equal(buf.data, "--ef!");
    strbuf_clear(&buf);
    strbuf_splice(&buf, 0, 0, STR("new"));
    assert_string_equal(buf.data, "new");
    strbuf_clear(&buf);
}

static void detaching_leaves_an_empty_buffer(void **state)
{
    (void)state;
    StrBuf buf = {0};
    char *text = strbuf_detach(&buf);
    assert_string_equal(text, "");
    free(text);
    strbuf_append_text(&buf, "kept");
    text = strbuf_detach(&buf);
    assert_string_equal(text, "kept");
    assert_null(buf.data);
    free(text);
}

static void bytes_are_written_as_hexadecimal(void **state)
{
    (void)state;
    StrBuf buf = {0};
    strbuf_append_hex(&buf, (const uint8_t[]){0x00, 0x0F, 0xAB}, 3);
    assert_string_equal(buf.data, "000fab");
    strbuf_clear(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(appending_keeps_a_nul_behind),
        cmocka_unit_test(many_appends_keep_everything),
        cmocka_unit_test(splicing_inserts_deletes_and_replaces),
        cmocka_unit_test(detaching_leaves_an_empty_buffer),
        cmocka_unit_test(bytes_are_written_as_hexadecimal),
    };
    return cmocka_run_group_tests_name("base/strbuf", tests, NULL, NULL);
}
