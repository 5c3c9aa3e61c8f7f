/* Letters and marks written apart.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <piyue/clean.h>
#include <piyue/text.h>

static void assert_composed(const char *text, size_t start, size_t end, const char *with)
{
    size_t off = 0;
    Span place = {0, 0};
    StrBuf composed = {0};
    assert_true(text_compose_next(str_from(text), &off, &place, &composed));
    assert_int_equal(place.start, start);
    assert_int_equal(place.end, end);
    assert_string_equal(composed.data, with);
    assert_false(text_compose_next(str_from(text), &off, &place, &composed));
    strbuf_clear(&composed);
}

static void a_letter_and_its_accent_become_one(void **state)
{
    (void)state;
    assert_composed("在caf\x65\xCC\x81里", 6, 9, "\xC3\xA9");
}

static void a_kana_and_its_voicing_mark_become_one(void **state)
{
    (void)state;
    assert_composed("か\xE3\x82\x99", 0, 6, "が");
}

static void the_jamo_of_a_syllable_become_one(void **state)
{
    (void)state;
    assert_composed("\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", 0, 9, "한");
}

static void what_is_one_already_is_left_alone(void **state)
{
    (void)state;
    /* U+F9C4 龍 is a compatibility ideograph: NFC alone would replace it. */
    static const char *const texts[] = {"",   "批阅。",       "caf\xC3\xA9",
                                        "が", "\xEF\xA7\x84", "e\xCD\x88"};
    StrBuf composed = {0};
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        Span place;
        size_t off = 0;
        assert_false(text_compose_next(str_from(texts[i]), &off, &place, &composed));
        assert_int_equal(off, strlen(texts[i]));
    }
    strbuf_clear(&composed);
}

static void the_pass_keeps_what_stood_there(void **state)
{
    (void)state;
    Draft *draft = draft_new();
    draft_add_block(draft, BLOCK_PARAGRAPH, STR("茶e\xCC\x81\xE3\x80\x82"), 0, 1, 0);
    size_t counts[CLEAN_RULE_COUNT];
    clean_run(draft, &(CleanOptions){.passes = 1u << CLEAN_COMPOSE}, counts);
    assert_int_equal(counts[CLEAN_COMPOSE], 1);
    assert_true(str_is_equal(draft->blocks[0].text, STR("茶\xC3\xA9\xE3\x80\x82")));
    assert_int_equal(draft->edits[0].off, 3);
    assert_true(str_is_equal(draft->edits[0].old_text, STR("e\xCC\x81")));
    draft_free(draft);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_letter_and_its_accent_become_one),
        cmocka_unit_test(a_kana_and_its_voicing_mark_become_one),
        cmocka_unit_test(the_jamo_of_a_syllable_become_one),
        cmocka_unit_test(what_is_one_already_is_left_alone),
        cmocka_unit_test(the_pass_keeps_what_stood_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
