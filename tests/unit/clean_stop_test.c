/* Cleaning is stopped wherever it is, not only between its passes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <piyue/clean.h>

#include "../stopper.h"

#define LINES 4096

/* Lines that every pass has something to do with: readings, doubled marks, broken
 * sentences, what was lost, long ones that come again. */
static Draft *make_draft(void)
{
    static const char *const lines[] = {
        "各村要明確專人負責，，每十天巡查一次，發(fā)現(xiàn)問題當天報告，不得補寫",
        "的記錄\xef\xbf\xbd\xef\xbf\xbd無效，逐級核實之後交由鎮里匯總，並在公示欄裏張貼"
        "。",
        "第三條　本辦法自三月十二日起施行。",
        "圖書館在鎮子的東頭，門前有兩棵槐樹，夏天的傍晚常有老人坐在樹下讀報，說些舊事，講"
        "講從前"
        "修屋頂的人，誰也不著急回家；冬天就聚在爐子邊上，聽管理員念一段舊書，念到天黑才散"
        "。",
    };
    Draft *draft = draft_new();
    for (uint32_t i = 0; i < LINES; i++)
        draft_add_block(draft, BLOCK_PARAGRAPH, str_from(lines[i % ARRAY_SIZE(lines)]), i,
                        i + 1, 0);
    return draft;
}

/* True when all the passes came to their end. */
static bool clean_all(const Report *watch)
{
    size_t counts[CLEAN_RULE_COUNT];
    Outline outline = {0};
    Draft *draft = make_draft();
    CleanOptions options = {.passes = CLEAN_ALL, .watch = watch};
    bool is_done = clean_run(draft, &options, counts) &&
                   clean_finish(draft, &outline, &options, counts);
    draft_free(draft);
    return is_done;
}

/* Each of these passes looks at the text of all blocks, some of them twice. */
#define LONG_PASSES 7
#define SELDOM 512 /* blocks between two questions, at most */

static void who_watches_is_asked_within_each_long_pass(void **state)
{
    (void)state;
    static const CleanRule rules[LONG_PASSES] = {
        CLEAN_MOJIBAKE, CLEAN_COMPOSE, CLEAN_RESIDUE,  CLEAN_PUNCTUATION,
        CLEAN_REJOIN,   CLEAN_LOST,    CLEAN_DUPLICATE};
    for (size_t i = 0; i < LONG_PASSES; i++) {
        size_t counts[CLEAN_RULE_COUNT];
        Outline outline = {0};
        Stopper stopper;
        Report watch = stopper_report(&stopper, 0);
        CleanOptions options = {.passes = 1u << rules[i], .watch = &watch};
        Draft *draft = make_draft();
        assert_true(clean_run(draft, &options, counts));
        assert_true(clean_finish(draft, &outline, &options, counts));
        draft_free(draft);
        if (stopper.asked < LINES / SELDOM)
            fail_msg("%s asks %zu times", clean_get_name(rules[i]), stopper.asked);
    }
}

static void a_stop_at_any_question_ends_the_cleaning(void **state)
{
    (void)state;
    Stopper stopper;
    Report watch = stopper_report(&stopper, 0);
    assert_true(clean_all(&watch));
    size_t questions = stopper.asked;
    for (size_t i = 1; i <= questions; i += 1 + questions / 64) {
        watch = stopper_report(&stopper, i);
        assert_false(clean_all(&watch));
        /* Once it is told to stop nobody is asked again. */
        assert_int_equal(stopper.asked, i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_watches_is_asked_within_each_long_pass),
        cmocka_unit_test(a_stop_at_any_question_ends_the_cleaning),
    };
    return cmocka_run_group_tests_name("clean_stop", tests, NULL, NULL);
}
