/* Themes of one's own, and the one that was chosen on the screen.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include <cmocka.h>

#include "../harness/golden.h"

typedef struct Desk {
    char *home, *config;
    Settings settings;
    Error err;
} Desk;

static int set_up(void **state)
{
    Desk *desk = mem_alloc(sizeof(*desk));
    desk->home = golden_make_home();
    desk->config = path_join(desk->home, "piyue/piyuerc");
    settings_init(&desk->settings);
    *state = desk;
    return desk->home ? 0 : -1;
}

static int tear_down(void **state)
{
    Desk *desk = *state;
    settings_clear(&desk->settings);
    error_clear(&desk->err);
    golden_remove_home(desk->home);
    free(desk->config);
    free(desk);
    return 0;
}

static void write_file(Desk *desk, const char *name, const char *text)
{
    char *path = path_join(desk->home, name);
    char *folder = path_join(desk->home, "piyue/themes");
    assert_true(file_make_directory(folder, &desk->err));
    assert_true(file_write_atomic(path, str_from(text), &desk->err));
    free(folder);
    free(path);
}

/* As if a file had been written so many seconds ago. */
static void age(Desk *desk, const char *name, time_t seconds)
{
    char *path = path_join(desk->home, name);
    struct timespec times[2] = {{.tv_sec = time(NULL) - seconds}};
    times[1] = times[0];
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    free(path);
}

static void themes_are_told_in_the_language_of_messages(void **state)
{
    Desk *desk = *state;
    Arena *arena = arena_new();
    size_t count = 0;
    write_file(desk, "piyue/themes/zhu.theme",
               "# Bamboo: green on white\n# zh_CN: 竹：白底绿字\n# zh_CN: 又一次\n");
    translate_set_language("en");
    const ThemeInfo *themes = theme_list(arena, &count);
    assert_true(str_is_equal(themes[count - 1].summary, STR("Bamboo: green on white")));
    translate_set_language("zh_CN");
    const ThemeInfo *told = theme_list(arena, &count);
    assert_true(str_is_equal(told[count - 1].summary, STR("竹：白底绿字")));
    for (size_t i = 0; i < count; i++) /* ours have both, and they differ */
        assert_false(str_is_equal(told[i].summary, themes[i].summary));
    translate_set_language("en");
    arena_free(arena);
}

static void own_themes_stand_behind_those_that_come_along(void **state)
{
    Desk *desk = *state;
    Arena *arena = arena_new();
    size_t count = 0;
    write_file(desk, "piyue/themes/zhu.theme",
               "# 竹: green on white\ncolor a #ffffff 231 white\n");
    write_file(desk, "piyue/themes/bei.theme", "color a #ffffff 231 white\n");
    write_file(desk, "piyue/themes/notes.txt", "no theme");
    const ThemeInfo *themes = theme_list(arena, &count);
    assert_true(count > 2);
    assert_true(str_is_equal(themes[count - 2].name, STR("bei")));
    assert_true(str_is_equal(themes[count - 1].name, STR("zhu")));
    assert_true(str_is_equal(themes[count - 1].summary, STR("竹: green on white")));
    assert_true(themes[count - 1].is_own);
    assert_false(themes[0].is_own);
    arena_free(arena);
}

static void what_was_chosen_is_there_again(void **state)
{
    Desk *desk = *state;
    assert_true(theme_keep_choice(STR("yese"), &desk->err));
    theme_recall_choice(&desk->settings, desk->config);
    assert_string_equal(desk->settings.theme, "yese");
}

static void a_configuration_written_later_counts(void **state)
{
    Desk *desk = *state;
    assert_true(theme_keep_choice(STR("yese"), &desk->err));
    age(desk, "piyue/theme", 60);
    write_file(desk, "piyue/piyuerc", "set theme zhupi\n");
    assert_true(settings_set(&desk->settings, STR("theme"), STR("zhupi"), &desk->err));
    theme_recall_choice(&desk->settings, desk->config);
    assert_string_equal(desk->settings.theme, "zhupi");
    age(desk, "piyue/piyuerc", 120);
    theme_recall_choice(&desk->settings, desk->config);
    assert_string_equal(desk->settings.theme, "yese");
}

static void a_theme_that_is_gone_keeps_nobody_out(void **state)
{
    Desk *desk = *state;
    assert_true(theme_keep_choice(STR("nosuch"), &desk->err));
    char *before = str_dup(str_from(desk->settings.theme));
    theme_recall_choice(&desk->settings, desk->config);
    assert_string_equal(desk->settings.theme, before);
    free(before);
}

static void colorfgbg_tells_the_ground(void **state)
{
    (void)state;
    bool is_light = true;
    setenv("COLORFGBG", "15;0", 1);
    assert_true(theme_guess_ground(&is_light));
    assert_false(is_light);
    setenv("COLORFGBG", "0;default;15", 1);
    assert_true(theme_guess_ground(&is_light));
    assert_true(is_light);
    setenv("COLORFGBG", "0;default", 1);
    assert_false(theme_guess_ground(&is_light));
    unsetenv("COLORFGBG");
    assert_false(theme_guess_ground(&is_light));
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(themes_are_told_in_the_language_of_messages),
        TEST(own_themes_stand_behind_those_that_come_along),
        TEST(what_was_chosen_is_there_again),
        TEST(a_configuration_written_later_counts),
        TEST(a_theme_that_is_gone_keeps_nobody_out),
        TEST(colorfgbg_tells_the_ground),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
