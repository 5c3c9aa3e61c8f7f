/* The panel of an import on screens of all sizes, in narrow, wide and safe.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/import_panel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <piyue/text.h>

static const WidthPolicy widths[] = {
    {AMBIGUOUS_NARROW}, {AMBIGUOUS_WIDE}, {AMBIGUOUS_SAFE}};

static const IntakeProgress halfway = {.files_done = 3214,
                                       .files_total = 5000,
                                       .bytes_done = 118000000,
                                       .bytes_total = 186000000,
                                       .path = "/var/收件"};

/* What stands on the screen, rows parted by LF. Owned. */
static char *draw(int rows, int columns, WidthPolicy width, double seconds)
{
    StrBuf shown = {0};
    Frame frame;
    ImportPanel panel = {&halfway, seconds, STR("工作报告.docx   38 headings")};
    frame_init(&frame, rows, columns, width);
    frame_erase(&frame, STYLE_TEXT);
    import_panel_draw(&panel, &frame);
    frame_dump(&frame, false, &shown);
    frame_clear_memory(&frame);
    return strbuf_detach(&shown);
}

static void expect(int rows, int columns, double seconds, const char *expected)
{
    for (size_t i = 0; i < ARRAY_SIZE(widths); i++) {
        char *shown = draw(rows, columns, widths[i], seconds);
        Str all = text_trim(str_from(shown));
        if (!str_is_equal(all, text_trim(str_from(expected))))
            fail_msg("%dx%d:\n%s", rows, columns, shown);
        free(shown);
    }
}

#define HEAD "  Importing /var/收件\n"
#define LAST "\n  工作报告.docx   38 headings\n"
#define FILES "  3,214 / 5,000 files"
#define MOST FILES "   118.0 / 186.0 MB   about 6 s left"

static void a_wide_screen_has_room_for_all(void **state)
{
    (void)state;
    translate_set_language("en");
    expect(40, 120, 10,
           HEAD MOST
           "   11.8 MB/s                                     Ctrl-C stops" LAST);
}

static void what_has_no_room_is_left_out_and_how_to_stop_never(void **state)
{
    (void)state;
    translate_set_language("en");
    expect(24, 80, 10, HEAD MOST "         Ctrl-C stops" LAST);
    expect(12, 40, 10, HEAD FILES "     Ctrl-C stops" LAST);
}

static void of_the_first_second_no_speed_is_told(void **state)
{
    (void)state;
    translate_set_language("en");
    expect(24, 80, 0.5,
           HEAD FILES "   118.0 / 186.0 MB                          Ctrl-C stops" LAST);
}

static void in_chinese_it_says_how_to_stop_on_any_screen(void **state)
{
    (void)state;
    translate_set_language("zh_CN");
    for (int columns = 30; columns <= 120; columns++) {
        char *shown = draw(12, columns, widths[0], 10);
        if (!strstr(shown, _("Ctrl-C stops")))
            fail_msg("%d columns:\n%s", columns, shown);
        free(shown);
    }
    translate_set_language("en");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wide_screen_has_room_for_all),
        cmocka_unit_test(what_has_no_room_is_left_out_and_how_to_stop_never),
        cmocka_unit_test(of_the_first_second_no_speed_is_told),
        cmocka_unit_test(in_chinese_it_says_how_to_stop_on_any_screen),
    };
    return cmocka_run_group_tests_name("views_import_panel", tests, NULL, NULL);
}
