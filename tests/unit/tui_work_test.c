/* Work that takes longer than a key: it is told of, Esc stops it, and keys wait.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/screen.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tui/app.h"
#include "tui/term_headless.h"

/* A list whose first row comes after some slices of idle work. */
typedef struct Slow {
    ListScreen screen;
    App *app;
    int slices_left; /* until the row is there; < 0: it never comes */
    bool is_over;    /* and none will */
    bool will_work, is_pasted_to;
    StrBuf log;
} Slow;

static void slow_draw(View *view, Frame *frame)
{
    (void)view;
    frame_fill(frame, 0, 0, frame->rows, frame->columns, STYLE_TEXT);
}

static unsigned slow_get_state(const View *view)
{
    return ((const Slow *)view)->screen.list.count ? NEED_ITEM : NEED_NONE;
}

static bool slow_is_filling(const View *view)
{
    const Slow *slow = (const Slow *)view;
    return !slow->screen.list.count && !slow->is_over;
}

/* Gives way to typing, as such work does. */
static bool slow_idle(View *view)
{
    Slow *slow = (Slow *)view;
    if (!slow_is_filling(view) || app_is_typing(slow->app))
        return slow_is_filling(view);
    if (slow->slices_left == 0)
        list_set_count(&slow->screen.list, 1);
    slow->slices_left--;
    return slow_is_filling(view);
}

/* Two seconds of work at most, or until it is stopped. */
static void slow_work(Slow *slow)
{
    int64_t end_us = time_monotonic_us() + 2000000;
    bool goes_on = true;
    if (slow->is_pasted_to)
        term_headless_paste(app_get_term(slow->app), STR("贴"));
    app_begin_work(slow->app, "counting");
    while (goes_on && time_monotonic_us() < end_us)
        goes_on = app_goes_on(slow->app, 42, 100);
    strbuf_append_text(&slow->log, goes_on ? "(done)" : "(stopped)");
}

static bool slow_event(View *view, const Event *event)
{
    Slow *slow = (Slow *)view;
    if (event->kind == EVENT_PASTE)
        strbuf_appendf(&slow->log, "{%.*s}", STR_ARG(event->paste));
    else if (event->kind == EVENT_KEY && event->key.code == 'W' && slow->will_work)
        slow_work(slow);
    else if (event->kind == EVENT_KEY && event->key.code < KEY_SPECIAL)
        strbuf_append_codepoint(&slow->log, event->key.code);
    return true;
}

static bool slow_open(ListScreen *screen, Error *err)
{
    (void)err;
    strbuf_append_text(&((Slow *)screen)->log, "(open)");
    return true;
}

static void slow_free(View *view)
{
    strbuf_clear(&((Slow *)view)->log);
    free(view);
}

typedef struct Stage {
    Settings settings;
    Theme theme;
    Term *term;
    App *app;
    Slow *slow;
} Stage;

static void stage_open(Stage *stage)
{
    static const Context contexts[] = {CONTEXT_LIST};
    static const ViewOps ops = {.name = "slow",
                                .contexts = contexts,
                                .context_count = 1,
                                .draw = slow_draw,
                                .get_state = slow_get_state,
                                .event = slow_event,
                                .idle = slow_idle,
                                .is_filling = slow_is_filling,
                                .free = slow_free};
    Error err = {0};
    *stage = (Stage){0};
    translate_set_language("en");
    settings_init(&stage->settings);
    theme_init_default(&stage->theme);
    stage->term = term_headless_new(6, 50, (WidthPolicy){AMBIGUOUS_NARROW}, (Str){0});
    AppOptions options = {NULL, &stage->settings, &stage->theme, stage->term};
    stage->app = app_new(&options, &err);
    assert_non_null(stage->app);
    stage->app->patience_us = 0;
    stage->slow = mem_alloc(sizeof(*stage->slow));
    stage->slow->app = stage->app;
    stage->slow->screen.view.ops = &ops;
    stage->slow->screen.open = slow_open;
    strbuf_append_text(&stage->slow->log, "");
    app_push(stage->app, &stage->slow->screen.view);
}

static void stage_close(Stage *stage)
{
    app_free(stage->app);
    stage->term->ops->free(stage->term);
    theme_clear(&stage->theme);
    settings_clear(&stage->settings);
}

/* All keys are there before the first of them is obeyed. */
static void play(Stage *stage, const char *keys)
{
    term_headless_add_keys(stage->term, str_from(keys));
    while (app_has_pending(stage->app))
        app_turn(stage->app, false);
}

static bool shows(const Stage *stage, const char *expected)
{
    StrBuf dump = {0};
    frame_dump(term_headless_get_frame(stage->term), false, &dump);
    bool is_there = str_find(strbuf_get(&dump), str_from(expected), 0) != STR_NONE;
    strbuf_clear(&dump);
    return is_there;
}

static void enter_waits_for_the_first_row(void **state)
{
    (void)state;
    Stage stage;
    stage_open(&stage);
    stage.slow->slices_left = 5;
    play(&stage, "a<Enter>b<Enter>c");
    assert_string_equal(stage.slow->log.data, "a(open)b(open)c");
    stage_close(&stage);
}

static void where_no_row_comes_enter_says_so(void **state)
{
    (void)state;
    Stage stage;
    stage_open(&stage);
    stage.slow->is_over = true;
    play(&stage, "<Enter>");
    app_paint(stage.app);
    assert_true(shows(&stage, "there is no row here to do that with"));
    assert_string_equal(stage.slow->log.data, "");
    stage_close(&stage);
}

static void escape_ends_the_waiting_and_forgets_what_was_typed_before_it(void **state)
{
    (void)state;
    Stage stage;
    stage_open(&stage);
    stage.slow->slices_left = -1;
    play(&stage, "<Enter>ab<Esc>c");
    assert_string_equal(stage.slow->log.data, "c");
    stage_close(&stage);
}

static void work_says_what_it_is_how_far_and_how_to_stop_it(void **state)
{
    (void)state;
    Stage stage;
    stage_open(&stage);
    stage.slow->will_work = true;
    play(&stage, "W<C-c>");
    assert_string_equal(stage.slow->log.data, "(stopped)");
    stage.slow->will_work = false;
    stage_close(&stage);
    stage_open(&stage);
    stage.slow->will_work = true;
    play(&stage, "W");
    assert_string_equal(stage.slow->log.data, "(done)");
    assert_true(
        shows(&stage, " counting   42%   ")); /* a second, or more if not let run */
    assert_true(shows(&stage, " s   Esc stops"));
    app_paint(stage.app); /* and is gone with it */
    assert_false(shows(&stage, "counting"));
    stage_close(&stage);
}

static void keys_and_pasted_text_wait_for_the_end_of_the_work(void **state)
{
    (void)state;
    Stage stage;
    stage_open(&stage);
    stage.slow->will_work = true;
    stage.slow->is_pasted_to = true;
    play(&stage, "Wab");
    assert_string_equal(stage.slow->log.data, "(done){贴}ab");
    stage_close(&stage);
}

static void who_is_patient_sees_nothing_of_it(void **state)
{
    (void)state;
    Stage stage;
    stage_open(&stage);
    stage.app->patience_us = 60000000;
    stage.slow->will_work = true;
    play(&stage, "Wx");
    assert_string_equal(stage.slow->log.data, "(done)x");
    assert_false(shows(&stage, "counting"));
    stage_close(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(enter_waits_for_the_first_row),
        cmocka_unit_test(where_no_row_comes_enter_says_so),
        cmocka_unit_test(escape_ends_the_waiting_and_forgets_what_was_typed_before_it),
        cmocka_unit_test(work_says_what_it_is_how_far_and_how_to_stop_it),
        cmocka_unit_test(keys_and_pasted_text_wait_for_the_end_of_the_work),
        cmocka_unit_test(who_is_patient_sees_nothing_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
