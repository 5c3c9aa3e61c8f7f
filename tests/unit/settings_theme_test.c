/* Themes: every shipped one loads, is complete, and can be read.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/settings.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- contrast (WCAG 2.2, "relative luminance" and "contrast ratio") ---- */

static double channel_luminance(int value)
{
    double share = value / 255.0;
    return share <= 0.03928 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4);
}

static double luminance(int32_t rgb)
{
    return 0.2126 * channel_luminance(rgb >> 16) +
           0.7152 * channel_luminance(rgb >> 8 & 255) +
           0.0722 * channel_luminance(rgb & 255);
}

static double contrast(int32_t a, int32_t b)
{
    double light = fmax(luminance(a), luminance(b));
    double dark = fmin(luminance(a), luminance(b));
    return (light + 0.05) / (dark + 0.05);
}

/* xterm's palette above the first 16 (256colres.pl): a 6x6x6 cube, then 24 greys. */
static int32_t rgb_of_256(int colour)
{
    static const int32_t steps[] = {0, 95, 135, 175, 215, 255};
    if (colour >= 232)
        return 0x010101 * (8 + 10 * (colour - 232));
    int cube = colour - 16;
    return steps[cube / 36] << 16 | steps[cube / 6 % 6] << 8 | steps[cube % 6];
}

/* The two tiers whose colours are known, the worse of them. */
static double look_contrast(Look look)
{
    return fmin(contrast(look.fg.rgb, look.bg.rgb),
                contrast(rgb_of_256(look.fg.colour256), rgb_of_256(look.bg.colour256)));
}

/* ---- shipped themes ---------------------------------------------------- */

static void load(Theme *theme, const char *name)
{
    StrBuf path = {0};
    Error err = {0};
    strbuf_appendf(&path, "%s/themes/%s.theme", getenv("srcdir"), name);
    if (!theme_load(theme, path.data, &err))
        fail_msg("%s", error_get_message(&err));
    strbuf_clear(&path);
}

static bool has_colours(const Theme *theme)
{
    return theme->looks[STYLE_TEXT].fg.rgb >= 0;
}

static void each_theme_loads_under_its_name(void **state)
{
    (void)state;
    for (size_t i = 0; theme_get_name(i); i++) {
        Theme theme = {0};
        load(&theme, theme_get_name(i));
        assert_string_equal(theme.name, theme_get_name(i));
        theme_clear(&theme);
    }
}

static bool colour_is_equal(Colour a, Colour b)
{
    return a.is_set == b.is_set && a.rgb == b.rgb && a.colour256 == b.colour256 &&
           a.colour16 == b.colour16;
}

static bool look_is_equal(Look a, Look b)
{
    return colour_is_equal(a.fg, b.fg) && colour_is_equal(a.bg, b.bg) &&
           a.flags == b.flags;
}

static void compiled_in_themes_equal_their_files(void **state)
{
    (void)state;
    setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
    for (size_t i = 0; theme_get_name(i); i++) {
        Theme compiled = {0}, read = {0};
        Error err = {0};
        assert_true(theme_load(&compiled, theme_get_name(i), &err));
        load(&read, theme_get_name(i));
        for (int id = 0; id < STYLE_COUNT; id++)
            assert_true(look_is_equal(compiled.looks[id], read.looks[id]));
        theme_clear(&compiled);
        theme_clear(&read);
    }
}

static void default_theme_is_xuanzhi_on_light_paper(void **state)
{
    (void)state;
    Theme theme;
    theme_init_default(&theme);
    assert_string_equal(theme.name, "xuanzhi");
    assert_true(luminance(theme.looks[STYLE_TEXT].bg.rgb) > 0.8);
    theme_clear(&theme);
}

static void body_text_reaches_its_contrast(void **state)
{
    (void)state;
    for (size_t i = 0; theme_get_name(i); i++) {
        Theme theme = {0};
        load(&theme, theme_get_name(i));
        if (has_colours(&theme)) {
            bool is_default =
                strcmp(theme.name, "xuanzhi") == 0 || strcmp(theme.name, "yese") == 0;
            Look text = theme_get_look(&theme, STYLE_TEXT, STYLE_TEXT);
            assert_true(look_contrast(text) >= (is_default ? 7.0 : 4.5));
        }
        theme_clear(&theme);
    }
}

static void every_style_can_be_read_on_its_ground(void **state)
{
    (void)state;
    for (size_t i = 0; theme_get_name(i); i++) {
        Theme theme = {0};
        load(&theme, theme_get_name(i));
        for (int id = 0; has_colours(&theme) && id < STYLE_COUNT; id++) {
            double ratio = look_contrast(theme_get_look(&theme, STYLE_TEXT, (StyleId)id));
            if (ratio < 4.5)
                fail_msg("%s: %s has a contrast of %.2f", theme.name,
                         style_get_name((StyleId)id), ratio);
        }
        theme_clear(&theme);
    }
}

static void marked_and_selected_headings_can_be_read(void **state)
{
    (void)state;
    static const StyleId bases[] = {STYLE_TEXT, STYLE_HEADING_1, STYLE_HEADING_2,
                                    STYLE_HEADING_3};
    static const StyleId overlays[] = {
        STYLE_CURRENT,     STYLE_SELECTION, STYLE_HIT,        STYLE_HIT_CURRENT,
        STYLE_MARK,        STYLE_MARK_NOTE, STYLE_MARK_OPEN,  STYLE_CARET,
        STYLE_MARK_YELLOW, STYLE_MARK_RED,  STYLE_MARK_GREEN, STYLE_MARK_BLUE,
        STYLE_MARK_PURPLE, STYLE_MARK_GREY};
    for (size_t i = 0; theme_get_name(i); i++) {
        Theme theme = {0};
        load(&theme, theme_get_name(i));
        for (size_t b = 0; has_colours(&theme) && b < ARRAY_SIZE(bases); b++)
            for (size_t o = 0; o < ARRAY_SIZE(overlays); o++) {
                double ratio =
                    look_contrast(theme_get_look(&theme, bases[b], overlays[o]));
                if (ratio < 4.5)
                    fail_msg("%s: %s under %s has a contrast of %.2f", theme.name,
                             style_get_name(bases[b]), style_get_name(overlays[o]),
                             ratio);
            }
        theme_clear(&theme);
    }
}

/* How far two colours are from one another, of 442. */
static double distance(int32_t a, int32_t b)
{
    double red = (a >> 16) - (b >> 16), green = (a >> 8 & 255) - (b >> 8 & 255);
    double blue = (a & 255) - (b & 255);
    return sqrt(red * red + green * green + blue * blue);
}

/* Else one could not see how far a selection reaches into a passage. */
static void what_is_selected_is_told_from_what_is_marked(void **state)
{
    (void)state;
    static const StyleId others[] = {
        STYLE_CURRENT,     STYLE_HIT,         STYLE_MARK,
        STYLE_MARK_YELLOW, STYLE_MARK_RED,    STYLE_MARK_GREEN,
        STYLE_MARK_BLUE,   STYLE_MARK_PURPLE, STYLE_MARK_GREY};
    for (size_t i = 0; theme_get_name(i); i++) {
        Theme theme = {0};
        load(&theme, theme_get_name(i));
        Colour selected = theme_get_look(&theme, STYLE_TEXT, STYLE_SELECTION).bg;
        for (size_t o = 0; has_colours(&theme) && o < ARRAY_SIZE(others); o++) {
            Colour other = theme_get_look(&theme, STYLE_TEXT, others[o]).bg;
            if (distance(selected.rgb, other.rgb) < 20 ||
                selected.colour256 == other.colour256 ||
                selected.colour16 == other.colour16)
                fail_msg("%s: the selection looks like %s", theme.name,
                         style_get_name(others[o]));
        }
        theme_clear(&theme);
    }
}

static void paper_is_painted_under_every_base_style(void **state)
{
    (void)state;
    for (size_t i = 0; theme_get_name(i); i++) {
        Theme theme = {0};
        load(&theme, theme_get_name(i));
        for (int id = 0; id < STYLE_COUNT; id++) {
            Look look = theme_get_look(&theme, (StyleId)id, STYLE_TEXT);
            assert_true(look.bg.is_set && look.fg.is_set);
            assert_true(!has_colours(&theme) || look.bg.rgb >= 0);
        }
        theme_clear(&theme);
    }
}

static void current_row_is_a_band_and_never_reverse(void **state)
{
    (void)state;
    for (size_t i = 0; theme_get_name(i); i++) {
        Theme theme = {0};
        load(&theme, theme_get_name(i));
        const Look *current = &theme.looks[STYLE_CURRENT];
        if (has_colours(&theme)) {
            assert_false(current->flags & LOOK_REVERSE);
            assert_true(current->bg.is_set);
            assert_false(current->fg.is_set);
        }
        theme_clear(&theme);
    }
}

/* ---- the format -------------------------------------------------------- */

static void dotted_style_falls_back_to_its_parent_then_to_text(void **state)
{
    (void)state;
    Theme theme = {0};
    Error err = {0};
    assert_true(theme_parse(&theme,
                            STR("color ink #010203 16 black\n"
                                "color paper #fefefe 231 white # the ground\n"
                                "color red #a02c1c 124 red\n"
                                "style text ink on paper\n"
                                "style heading red bold\n"
                                "style heading.2 plain\n"
                                "style mark on red\n"),
                            "t.theme", &err));
    assert_int_equal(theme.looks[STYLE_HEADING_1].fg.rgb, 0xa02c1c);
    assert_int_equal(theme.looks[STYLE_HEADING_1].bg.colour256, 231);
    assert_int_equal(theme.looks[STYLE_HEADING_1].flags, LOOK_BOLD);
    assert_int_equal(theme.looks[STYLE_HEADING_2].flags, 0);
    assert_int_equal(theme.looks[STYLE_BAR].fg.rgb, 0x010203);
    assert_int_equal(theme.looks[STYLE_BAR].fg.colour16, 0);
    assert_false(theme.looks[STYLE_MARK_NOTE].fg.is_set);
    Look marked = theme_get_look(&theme, STYLE_HEADING_1, STYLE_MARK);
    assert_int_equal(marked.bg.colour16, 1);
    assert_int_equal(marked.fg.rgb, 0xa02c1c);
    theme_clear(&theme);
}

static void refuses(const char *text, const char *message)
{
    Theme theme = {0};
    Error err = {0};
    assert_false(theme_parse(&theme, str_from(text), "a/b.theme", &err));
    assert_int_equal(err.code, ERR_SETTINGS);
    assert_string_equal(error_get_message(&err), message);
    assert_null(theme.name);
    error_clear(&err);
}

static void errors_name_file_row_and_a_near_match(void **state)
{
    (void)state;
    refuses("\nstyle headng bold\n",
            "a/b.theme:2: unknown style 'headng'; did you mean 'heading'?");
    refuses("color ink #000000 16 black\nstyle text inc\n",
            "a/b.theme:2: unknown colour or attribute 'inc'; did you mean 'ink'?");
    refuses("color ink black 16 black\n",
            "a/b.theme:1: 'black' is not a colour like #2b2b2b");
    refuses("color ink #000000 256 black\n",
            "a/b.theme:1: '256' is not a number from 0 to 255");
    refuses("color ink #000000 16 blak\n",
            "a/b.theme:1: unknown colour of the 16 'blak'; did you mean 'black'?");
    refuses("colour ink\n",
            "a/b.theme:1: unknown command 'colour'; did you mean 'color'?");
    refuses("style text 'ink\n", "a/b.theme:1: a quotation mark is not closed");
}

static void unknown_theme_is_refused_and_leaves_the_old_one(void **state)
{
    (void)state;
    Theme theme;
    Error err = {0};
    theme_init_default(&theme);
    assert_false(theme_load(&theme, "nosuch", &err));
    assert_int_equal(err.code, ERR_SETTINGS);
    assert_non_null(strstr(error_get_message(&err), "xuanzhi, yese"));
    assert_string_equal(theme.name, "xuanzhi");
    error_clear(&err);
    theme_clear(&theme);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_theme_loads_under_its_name),
        cmocka_unit_test(compiled_in_themes_equal_their_files),
        cmocka_unit_test(default_theme_is_xuanzhi_on_light_paper),
        cmocka_unit_test(body_text_reaches_its_contrast),
        cmocka_unit_test(every_style_can_be_read_on_its_ground),
        cmocka_unit_test(marked_and_selected_headings_can_be_read),
        cmocka_unit_test(what_is_selected_is_told_from_what_is_marked),
        cmocka_unit_test(paper_is_painted_under_every_base_style),
        cmocka_unit_test(current_row_is_a_band_and_never_reverse),
        cmocka_unit_test(dotted_style_falls_back_to_its_parent_then_to_text),
        cmocka_unit_test(errors_name_file_row_and_a_near_match),
        cmocka_unit_test(unknown_theme_is_refused_and_leaves_the_old_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
