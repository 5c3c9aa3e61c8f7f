/* The lexer, options, the configuration file and paths.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/settings.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- lexer ------------------------------------------------------------- */

/* The words of a row joined by `|`, or "!" when it cannot be split. */
static void splits(const char *row, const char *expected)
{
    Arena *arena = arena_new();
    Words words = {0};
    Error err = {0};
    StrBuf joined = {0};
    strbuf_append_text(&joined, "");
    if (!lexer_split(str_from(row), arena, &words, &err))
        strbuf_append_text(&joined, "!");
    for (size_t i = 0; i < words.count; i++)
        strbuf_appendf(&joined, "%s%.*s", i ? "|" : "", STR_ARG(words.items[i]));
    assert_string_equal(joined.data, expected);
    strbuf_clear(&joined);
    error_clear(&err);
    arena_free(arena);
}

static void blanks_part_words(void **state)
{
    (void)state;
    splits("", "");
    splits("  set\ttheme  yese \r", "set|theme|yese");
    splits("a", "a");
}

static void quotes_keep_words_together(void **state)
{
    (void)state;
    splits("set editor 'vi -u \"NONE\"'", "set|editor|vi -u \"NONE\"");
    splits("a \"b \\\"c\\\" \\\\ d\\te\"", "a|b \"c\" \\ d\te");
    splits("set author \"\"", "set|author|");
    splits("ab'c d'e", "abc de");
    splits("'a", "!");
    splits("a \"b", "!");
}

static void hash_starts_a_comment_unless_it_is_a_colour(void **state)
{
    (void)state;
    splits("# all of it", "");
    splits("set indent 2 # cells", "set|indent|2");
    splits("color ink #2b2B2b 235 black", "color|ink|#2b2B2b|235|black");
    splits("a #2b2b2bc", "a");
    splits("#2b2b2b", "");
    splits("bind reader '#' search", "bind|reader|#|search");
    splits("a#b", "a#b");
}

/* ---- options ----------------------------------------------------------- */

static void refuses(const char *name, const char *value, const char *message)
{
    Settings settings;
    settings_init(&settings);
    Error err = {0};
    assert_false(settings_set(&settings, str_from(name), str_from(value), &err));
    assert_int_equal(err.code, ERR_SETTINGS);
    assert_string_equal(error_get_message(&err), message);
    error_clear(&err);
    settings_clear(&settings);
}

static void defaults_come_from_the_table(void **state)
{
    (void)state;
    Settings settings;
    settings_init(&settings);
    assert_string_equal(settings.theme, "xuanzhi");
    assert_int_equal(settings.measure, 80);
    assert_false(settings.mouse);
    settings_clear(&settings);
}

static void a_set_value_is_given_back_as_it_was_set(void **state)
{
    (void)state;
    Settings settings;
    settings_init(&settings);
    Error err = {0};
    static const struct {
        const char *name, *value;
    } cases[] = {
        {"mouse", "on"}, {"measure", "66"}, {"sort", "title"}, {"author", "王 五"}};
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        StrBuf value = {0};
        assert_true(settings_set(&settings, str_from(cases[i].name),
                                 str_from(cases[i].value), &err));
        assert_true(settings_append_value(&settings, str_from(cases[i].name), &value));
        assert_string_equal(value.data, cases[i].value);
        strbuf_clear(&value);
    }
    settings_clear(&settings);
}

static void hyphen_and_underscore_are_the_same_in_names(void **state)
{
    (void)state;
    Settings settings;
    settings_init(&settings);
    Error err = {0};
    assert_true(settings_set(&settings, STR("heading-gap"), STR("2"), &err));
    assert_int_equal(settings.heading_gap, 2);
    assert_true(settings_set(&settings, STR("heading_gap"), STR("0"), &err));
    assert_int_equal(settings.heading_gap, 0);
    settings_clear(&settings);
}

static void a_bad_value_says_what_is_allowed(void **state)
{
    (void)state;
    refuses("measure", "wide", "measure is a number from 20 to 400, not 'wide'");
    refuses("measure", "19", "measure is a number from 20 to 400, not '19'");
    refuses("mouse", "maybe", "mouse is on or off, not 'maybe'");
    refuses("ambiguous", "w", "ambiguous is one of auto|narrow|wide|safe, not 'w'");
    refuses("mesure", "3", "unknown option 'mesure'; did you mean 'measure'?");
    refuses("xyzzy", "3",
            "unknown option 'xyzzy'; the manual (man piyuerc) lists what there is");
}

static void width_follows_the_option(void **state)
{
    (void)state;
    Settings settings;
    settings_init(&settings);
    Error err = {0};
    assert_int_equal(settings_get_width(&settings).ambiguous, AMBIGUOUS_NARROW);
    assert_true(settings_set(&settings, STR("ambiguous"), STR("wide"), &err));
    assert_int_equal(settings_get_width(&settings).ambiguous, AMBIGUOUS_WIDE);
    settings_clear(&settings);
}

static void every_option_explains_itself(void **state)
{
    (void)state;
    size_t count = 0;
    const OptionInfo *infos = settings_list_options(&count);
    assert_true(count > 10);
    Settings settings;
    settings_init(&settings);
    for (size_t i = 0; i < count; i++) {
        StrBuf value = {0};
        Error err = {0};
        assert_true(strlen(infos[i].help) > 0);
        assert_true(settings_append_value(&settings, str_from(infos[i].name), &value));
        assert_string_equal(value.data ? value.data : "", infos[i].initial);
        /* The default is a value that the option takes. */
        assert_true(settings_set(&settings, str_from(infos[i].name),
                                 str_from(infos[i].initial), &err));
        strbuf_clear(&value);
    }
    settings_clear(&settings);
}

/* ---- rows and files ---------------------------------------------------- */

static void bind_rows_are_kept_with_their_place(void **state)
{
    (void)state;
    Settings settings;
    settings_init(&settings);
    Error err = {0};
    assert_true(
        settings_obey(&settings, STR("bind reader <C-d> half-down"), STR("rc:7"), &err));
    assert_int_equal(settings.binding_count, 1);
    assert_true(str_is_equal(settings.bindings[0].keys, STR("<C-d>")));
    assert_true(str_is_equal(settings.bindings[0].place, STR("rc:7")));
    settings_clear(&settings);
}

static char *write_temporary(const char *text)
{
    char *path = str_dup(STR("/tmp/piyue-settings-XXXXXX"));
    int fd = mkstemp(path);
    Error err = {0};
    assert_true(fd >= 0 && file_write_fd(fd, path, str_from(text), &err));
    close(fd);
    return path;
}

static void first_bad_row_of_a_file_is_named(void **state)
{
    (void)state;
    char *path = write_temporary("# mine\nset measure 60\n\nsett theme yese\n");
    Settings settings;
    settings_init(&settings);
    Error err = {0};
    StrBuf expected = {0};
    strbuf_appendf(&expected, "%s:4: unknown command 'sett'; did you mean 'set'?", path);
    assert_false(settings_read_file(&settings, path, true, &err));
    assert_int_equal(err.code, ERR_SETTINGS);
    assert_string_equal(error_get_message(&err), expected.data);
    assert_int_equal(settings.measure, 60);
    unlink(path);
    free(path);
    strbuf_clear(&expected);
    error_clear(&err);
    settings_clear(&settings);
}

static void a_byte_order_mark_is_no_part_of_the_first_row(void **state)
{
    (void)state;
    char *path = write_temporary("\xef\xbb\xbfset measure 60\r\nset indent 2\r\n");
    Settings settings;
    settings_init(&settings);
    Error err = {0};
    assert_true(settings_read_file(&settings, path, true, &err));
    assert_int_equal(settings.measure, 60);
    assert_int_equal(settings.indent, 2);
    unlink(path);
    free(path);
    settings_clear(&settings);
}

/* What a value is good for shows later than its row is read. */
static void an_error_with_a_value_names_the_row_that_set_it(void **state)
{
    (void)state;
    Settings settings;
    settings_init(&settings);
    Error err = {0};
    assert_true(settings_obey(&settings, STR("set theme nosuch"), STR("rc:7"), &err));
    error_set(&err, ERR_SETTINGS, "no");
    assert_false(settings_place_error(&settings, STR("theme"), &err));
    assert_string_equal(error_get_message(&err), "rc:7: no");
    error_clear(&err);
    /* Set otherwise since: of no row any more. */
    assert_true(settings_set(&settings, STR("theme"), STR("other"), &err));
    error_set(&err, ERR_SETTINGS, "no");
    assert_false(settings_place_error(&settings, STR("theme"), &err));
    assert_string_equal(error_get_message(&err), "no");
    error_clear(&err);
    settings_clear(&settings);
}

static void a_missing_file_is_fine_unless_it_was_asked_for(void **state)
{
    (void)state;
    Settings settings;
    settings_init(&settings);
    Error err = {0};
    assert_true(settings_read_file(&settings, "/nonexistent/piyuerc", false, &err));
    assert_false(settings_read_file(&settings, "/nonexistent/piyuerc", true, &err));
    assert_int_equal(err.code, ERR_SETTINGS);
    error_clear(&err);
    settings_clear(&settings);
}

/* ---- paths ------------------------------------------------------------- */

static void expect_path(char *path, const char *expected)
{
    assert_string_equal(path, expected);
    free(path);
}

static void library_is_option_then_environment_then_xdg_then_home(void **state)
{
    (void)state;
    setenv("HOME", "/home/w", 1);
    unsetenv("XDG_DATA_HOME");
    unsetenv("PIYUE_LIBRARY");
    expect_path(paths_get_library(NULL), "/home/w/.local/share/piyue");
    setenv("XDG_DATA_HOME", "/data", 1);
    expect_path(paths_get_library(NULL), "/data/piyue");
    setenv("XDG_DATA_HOME", "relative", 1); /* to be ignored, says the specification */
    expect_path(paths_get_library(NULL), "/home/w/.local/share/piyue");
    setenv("PIYUE_LIBRARY", "/lib", 1);
    expect_path(paths_get_library(NULL), "/lib");
    expect_path(paths_get_library("/option"), "/option");
}

static void configuration_is_never_in_the_working_directory(void **state)
{
    (void)state;
    unsetenv("XDG_CONFIG_HOME");
    setenv("HOME", "", 1);
    char *path = paths_get_config(NULL);
    assert_int_equal(path[0], '/');
    free(path);
    setenv("HOME", "/home/w", 1);
    expect_path(paths_get_config(NULL), "/home/w/.config/piyue/piyuerc");
    expect_path(paths_get_theme("yese", true), "/home/w/.config/piyue/themes/yese.theme");
    setenv("XDG_STATE_HOME", "/state", 1);
    expect_path(paths_get_state(), "/state/piyue");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blanks_part_words),
        cmocka_unit_test(quotes_keep_words_together),
        cmocka_unit_test(hash_starts_a_comment_unless_it_is_a_colour),
        cmocka_unit_test(defaults_come_from_the_table),
        cmocka_unit_test(a_set_value_is_given_back_as_it_was_set),
        cmocka_unit_test(hyphen_and_underscore_are_the_same_in_names),
        cmocka_unit_test(a_bad_value_says_what_is_allowed),
        cmocka_unit_test(width_follows_the_option),
        cmocka_unit_test(every_option_explains_itself),
        cmocka_unit_test(bind_rows_are_kept_with_their_place),
        cmocka_unit_test(first_bad_row_of_a_file_is_named),
        cmocka_unit_test(a_byte_order_mark_is_no_part_of_the_first_row),
        cmocka_unit_test(an_error_with_a_value_names_the_row_that_set_it),
        cmocka_unit_test(a_missing_file_is_fine_unless_it_was_asked_for),
        cmocka_unit_test(library_is_option_then_environment_then_xdg_then_home),
        cmocka_unit_test(configuration_is_never_in_the_working_directory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
