/* Styles on terminals with few colours.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tui/ansi.h"
#include "tui/palette.h"

static void load(Theme *theme, const char *name)
{
    StrBuf path = {0};
    Error err = {0};
    strbuf_appendf(&path, "%s/themes/%s.theme", getenv("srcdir"), name);
    if (!theme_load(theme, path.data, &err))
        fail_msg("%s", error_get_message(&err));
    strbuf_clear(&path);
}

typedef void Check(const Palette *palette, StyleId base, StyleId overlay, Paint paint);

/* Calls `check` for each style over each, in each theme. */
static void each_paint(ColourTier tier, Check *check)
{
    const Terminfo info = {.colours = tier == TIER_8 ? 8 : 16};
    for (size_t i = 0; theme_get_name(i); i++) {
        Theme theme = {0};
        Palette *palette = mem_alloc(sizeof(*palette));
        *palette = (Palette){.info = &info, .tier = tier};
        load(&theme, theme_get_name(i));
        palette_set_theme(palette, &theme);
        for (int base = 0; base < STYLE_COUNT; base++)
            for (int overlay = 0; overlay < STYLE_COUNT; overlay++)
                check(palette, (StyleId)base, (StyleId)overlay,
                      palette_get(palette, (StyleId)base, (StyleId)overlay));
        theme_clear(&theme);
        free(palette);
    }
}

static void check_contrast(const Palette *palette, StyleId base, StyleId overlay,
                           Paint paint)
{
    if (paint.fg < 0 || paint.bg < 0)
        return;
    double contrast = ansi_contrast(paint.fg, paint.bg);
    if (contrast < 4.5)
        fail_msg("%s: %s under %s: %d on %d has a contrast of %.2f", palette->theme->name,
                 style_get_name(base), style_get_name(overlay), paint.fg, paint.bg,
                 contrast);
}

static void sixteen_colours_can_be_read(void **state)
{
    (void)state;
    each_paint(TIER_16, check_contrast);
}

static void eight_colours_can_be_read(void **state)
{
    (void)state;
    each_paint(TIER_8, check_contrast);
}

/* What is marked is seen: by its ground, or by an attribute. */
static void check_is_seen(const Palette *palette, StyleId base, StyleId overlay,
                          Paint paint)
{
    static const StyleId overlays[] = {
        STYLE_CURRENT,     STYLE_SELECTION, STYLE_HIT,        STYLE_HIT_CURRENT,
        STYLE_MARK,        STYLE_MARK_NOTE, STYLE_MARK_OPEN,  STYLE_CARET,
        STYLE_MARK_YELLOW, STYLE_MARK_RED,  STYLE_MARK_GREEN, STYLE_MARK_BLUE,
        STYLE_MARK_PURPLE, STYLE_MARK_GREY};
    Palette copy = *palette;
    Paint plain = palette_get(&copy, base, STYLE_TEXT);
    bool is_ground = base == STYLE_TEXT || base == STYLE_LIST || base == STYLE_PANE;
    for (size_t i = 0; is_ground && i < ARRAY_SIZE(overlays); i++)
        if (overlay == overlays[i] && paint.bg == plain.bg &&
            !(paint.flags & ~plain.flags & (LOOK_REVERSE | LOOK_UNDERLINE)))
            fail_msg("%s: %s is not seen", palette->theme->name, style_get_name(overlay));
}

static void what_is_marked_is_seen_with_few_colours_and_none(void **state)
{
    (void)state;
    each_paint(TIER_16, check_is_seen);
    each_paint(TIER_8, check_is_seen);
    each_paint(TIER_MONO, check_is_seen);
}

static void letters_take_the_better_of_black_and_white(void **state)
{
    (void)state;
    assert_int_equal(ansi_find_ink(15, 4, 16), 15); /* white on blue stays */
    assert_int_equal(ansi_find_ink(15, 2, 16), 0);  /* on green it is black */
    assert_int_equal(ansi_find_ink(0, 4, 16), 15);
    assert_int_equal(ansi_find_ink(7, 7, 8), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sixteen_colours_can_be_read),
        cmocka_unit_test(eight_colours_can_be_read),
        cmocka_unit_test(what_is_marked_is_seen_with_few_colours_and_none),
        cmocka_unit_test(letters_take_the_better_of_black_and_white),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
