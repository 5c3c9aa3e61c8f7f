/* A text that an import finds much like another one, and the user who is asked.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/intake.h>
#include <piyue/screen.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../harness/golden.h"
#include "tui/app.h"
#include "tui/script.h"
#include "tui/term_headless.h"

#define OLD                                                                                             \
    "关于河湖管护的意见\n\n一、总体要求\n\n"                                             \
    "各村要摸清家底，一条河一本账，一口塘一张图，账和图要年年核对。\n\n" \
    "二、保障措施\n\n各村要明确专人负责，雨后加密巡查，发现问题当天报告。\n"
#define NEWER OLD "\n水费收缴使用要公开。\n"
#define OTHER "春游记\n\n天气很好，大家都到郊外去看花，走了很远的路。\n"

/* The shelf with two documents, and a third that was brought in on the screen: it is much
 * like the first. */
typedef struct Desk {
    char *home;
    Settings settings;
    Theme theme;
    Library *library;
    Term *term;
    App *app;
    int64_t old, other;
    Error err;
} Desk;

static void play(Desk *desk, ScriptVerb verb, const char *argument)
{
    ScriptStep step = {.verb = verb, .argument = str_from(argument)};
    script_play(&step, desk->app, desk->term);
}

static char *place(Desk *desk, const char *name, const char *text)
{
    char *path = path_join(desk->home, name);
    assert_true(file_write_atomic(path, str_from(text), &desk->err));
    return path;
}

static int64_t bring_in(Desk *desk, const char *name, const char *text)
{
    char *path = place(desk, name, text);
    IntakeOptions options = {.import = {.limits = import_limits_default()}};
    int64_t *documents = NULL, doc;
    size_t count = 0, failed = 0;
    assert_true(library_import_paths(desk->library, (const char *const[]){path}, 1,
                                     &options, NULL, NULL, &documents, &count, &failed,
                                     &desk->err));
    assert_int_equal(count, 1);
    doc = documents[0];
    free(documents);
    free(path);
    return doc;
}

static void bring_in_on_the_screen(Desk *desk, const char *name, const char *text)
{
    char *path = place(desk, name, text);
    play(desk, SCRIPT_KEYS, "i <C-u>");
    play(desk, SCRIPT_TYPE, path);
    play(desk, SCRIPT_KEYS, "<Enter>");
    free(path);
}

static int set_up(void **state)
{
    Desk *desk = mem_alloc(sizeof(*desk));
    Report report = {0};
    desk->home = golden_make_home();
    settings_init(&desk->settings);
    theme_init_default(&desk->theme);
    char *directory = path_join(desk->home, "library");
    assert_true(
        library_open(&desk->library, directory, STORE_READ_WRITE, &report, &desk->err));
    free(directory);
    report_clear(&report);
    desk->old = bring_in(desk, "old.txt", OLD);
    desk->other = bring_in(desk, "other.txt", OTHER);
    desk->term = term_headless_new(24, 80, (WidthPolicy){AMBIGUOUS_NARROW}, (Str){0});
    AppOptions options = {desk->library, &desk->settings, &desk->theme, desk->term};
    desk->app = app_new(&options, &desk->err);
    assert_non_null(desk->app);
    app_push(desk->app, shelf_new(desk->app, &desk->err));
    bring_in_on_the_screen(desk, "newer.txt", NEWER);
    *state = desk;
    return 0;
}

static int tear_down(void **state)
{
    Desk *desk = *state;
    app_free(desk->app);
    library_close(desk->library);
    desk->term->ops->free(desk->term);
    theme_clear(&desk->theme);
    settings_clear(&desk->settings);
    error_clear(&desk->err);
    golden_remove_home(desk->home);
    free(desk);
    return 0;
}

static size_t count_editions(Desk *desk, int64_t doc)
{
    Arena *arena = arena_new();
    EditionList list = {0};
    assert_true(store_list_editions(library_get_store(desk->library), doc, arena, &list,
                                    &desk->err));
    size_t count = list.count;
    arena_free(arena);
    return count;
}

static void what_was_guessed_is_asked_by_its_title(void **state)
{
    Desk *desk = *state;
    play(desk, SCRIPT_KEYS, "gE");
    assert_null(desk->app->prompt);
    assert_non_null(desk->app->confirm.question);
    assert_non_null(strstr(desk->app->confirm.question, "关于河湖管护的意见"));
    play(desk, SCRIPT_KEYS, "y");
    assert_int_equal(count_editions(desk, desk->old), 2);
}

static void who_says_no_to_a_guess_names_another(void **state)
{
    Desk *desk = *state;
    play(desk, SCRIPT_KEYS, "gE n");
    assert_int_equal(count_editions(desk, desk->old), 1);
    play(desk, SCRIPT_KEYS, "gE");
    assert_non_null(desk->app->prompt);
    play(desk, SCRIPT_TYPE, "春游记");
    play(desk, SCRIPT_KEYS, "<Enter> y");
    assert_int_equal(count_editions(desk, desk->old), 1);
    assert_int_equal(count_editions(desk, desk->other), 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_was_guessed_is_asked_by_its_title),
        TEST(who_says_no_to_a_guess_names_another),
    };
    return cmocka_run_group_tests_name("join", tests, NULL, NULL);
}
