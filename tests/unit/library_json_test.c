/* The JSON of operations.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/operation.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    const Str texts[] = {STR("水\"\\/\b\f\n\r\t"), STR(""), STR("a\0b"),
                         STR("\xf0\xa0\xae\xb7\xc2\x85\x7f")};
    StrBuf json = {0};
    json_begin(&json);
    json_add_text(&json, "text", texts[0]);
    json_add_int(&json, "least", INT64_MIN);
    json_add_int(&json, "most", INT64_MAX);
    json_add_bool(&json, "yes", true);
    json_add_bool(&json, "no", false);
    json_add_texts(&json, "texts", texts, ARRAY_SIZE(texts));
    json_add_texts(&json, "none", NULL, 0);
    json_end(&json);
    Arena *arena = arena_new();
    JsonObject object;
    assert_true(json_parse(strbuf_get(&json), arena, &object));
    assert_int_equal(object.count, 7);
    assert_true(str_is_equal(json_get_text(&object, "text"), texts[0]));
    assert_true(json_find(&object, "least", JSON_INT)->number == INT64_MIN);
    assert_true(json_find(&object, "most", JSON_INT)->number == INT64_MAX);
    assert_int_equal(json_find(&object, "yes", JSON_BOOL)->number, 1);
    assert_int_equal(json_find(&object, "no", JSON_BOOL)->number, 0);
    const JsonMember *list = json_find(&object, "texts", JSON_TEXTS);
    assert_int_equal(list->text_count, ARRAY_SIZE(texts));
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
        assert_true(str_is_equal(list->texts[i], texts[i]));
    assert_int_equal(json_find(&object, "none", JSON_TEXTS)->text_count, 0);
    assert_null(json_find(&object, "text", JSON_INT));
    assert_null(json_find(&object, "other", JSON_TEXT));
    assert_int_equal(json_get_text(&object, "yes").len, 0);
    arena_free(arena);
    strbuf_clear(&json);
}

static void values_of_a_newer_version_are_read_over(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    JsonObject object;
    assert_true(
        json_parse(STR(" { \"a\" : {\"b\":[1,{\"c\":null}]} , \"d\":1.5e3,"
                       "\"e\":[[]],\"f\":[\"x\",2], \"g\":\"\\u6c34\\ud842\\udfb7\"}"),
                   arena, &object));
    assert_int_equal(object.count, 5);
    assert_int_equal(object.members[0].kind, JSON_OTHER);
    assert_int_equal(object.members[1].kind, JSON_OTHER);
    assert_int_equal(object.members[2].kind, JSON_OTHER);
    assert_int_equal(object.members[3].kind, JSON_OTHER);
    assert_true(str_is_equal(json_get_text(&object, "g"), STR("水\xf0\xa0\xae\xb7")));
    arena_free(arena);
}

static void what_is_no_json_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "{",
        "}",
        "[]",
        "1",
        "\"a\"",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,}",
        "{a:1}",
        "{\"a\":1}x",
        "{\"a\":\"b}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}",
        "{\"a\":\"\\ud842\"}",
        "{\"a\":\"\\ud842\\u0041\"}",
        "{\"a\":\"\n\"}",
        "{\"a\":tru}",
        "{\"a\":nul}",
        "{\"a\":[1,]}",
        "{\"a\":[1}",
        "{\"a\" 1}",
        "{\"a\":\"\\",
        "{\"a\":-}",
        "{\"a\":01}",
        "{\"a\":.5}",
        "{\"a\":1.}",
        "{\"a\":0e}",
        "{\"a\":1e+}",
        "{\"a\":+1}",
    };
    Arena *arena = arena_new();
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        JsonObject object;
        if (json_parse(str_from(bad[i]), arena, &object))
            fail_msg("%s", bad[i]);
    }
    arena_free(arena);
}

static void depth_is_bounded(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    StrBuf deep = {0};
    strbuf_append_text(&deep, "{\"a\":");
    for (int i = 0; i < 100000; i++)
        strbuf_append_byte(&deep, '[');
    JsonObject object;
    assert_false(json_parse(strbuf_get(&deep), arena, &object));
    strbuf_clear(&deep);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(values_of_a_newer_version_are_read_over),
        cmocka_unit_test(what_is_no_json_is_refused),
        cmocka_unit_test(depth_is_bounded),
    };
    return cmocka_run_group_tests_name("json of operations", tests, NULL, NULL);
}
