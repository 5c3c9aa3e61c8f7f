/* Whatever is typed, at whatever size: every screen is whole.
 *
 * Plays random keys of the action table, text and pastes on all views, with resizes in
 * between, and checks each frame: no half clusters, nothing hostile, the cursor inside.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/intake.h>
#include <piyue/screen.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../harness/golden.h"
#include "tui/term_headless.h"

#define STEPS 1500

typedef struct Monkey {
    Settings settings;
    Theme theme;
    Library *library;
    Term *term;
    App *app;
    int64_t *documents;
    size_t document_count;
    char *home;
    uint32_t dice;
} Monkey;

static uint32_t roll(Monkey *monkey, uint32_t sides)
{
    monkey->dice = monkey->dice * 1664525u + 1013904223u;
    return (monkey->dice >> 8) % sides;
}

/* A document with what documents should not have. */
static void write_document(const Monkey *monkey, const char *name)
{
    StrBuf text = {0};
    Error err = {0};
    char *path = path_join(monkey->home, name);
    strbuf_append_text(&text, "关于“两个薄弱”的报告\n\n");
    for (int i = 1; i <= 6; i++) {
        strbuf_appendf(&text, "%s、第%d个标题\n",
                       (const char *[]){"一", "二", "三", "四", "五", "六"}[i - 1], i);
        for (int j = 0; j < 6; j++)
            strbuf_appendf(
                &text,
                "第%d段：协商议政，“坚持”问题导向……共%d次——e\xcc\x81"
                "\xe2\x80\x8b\xe2\x80\xae"
                "abc \xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9 ①②。又一句\x1b[31m红"
                "字。\n",
                j, i * j);
    }
    for (int i = 0; i < 300; i++)
        strbuf_append_text(&text, "长");
    strbuf_append_text(&text, "\n");
    assert_true(file_write_atomic(path, strbuf_get(&text), &err));
    strbuf_clear(&text);
    free(path);
}

static void monkey_open(Monkey *monkey)
{
    Error err = {0};
    AppOptions options = {monkey->library, &monkey->settings, &monkey->theme,
                          monkey->term};
    monkey->app = app_new(&options, &err);
    assert_non_null(monkey->app);
    View *view = shelf_new(monkey->app, &err);
    assert_non_null(view);
    app_push(monkey->app, view);
}

static void monkey_start(Monkey *monkey, uint32_t seed)
{
    Error err = {0};
    Report report = {0};
    IntakeOptions options = {.import = {.limits = import_limits_default()}};
    *monkey = (Monkey){.home = golden_make_home(), .dice = seed};
    setenv("EDITOR", "true", 1);
    write_document(monkey, "one.txt");
    write_document(monkey, "two.txt");
    settings_init(&monkey->settings);
    theme_init_default(&monkey->theme);
    assert_true(
        library_open(&monkey->library, monkey->home, STORE_READ_WRITE, &report, &err));
    char *path = path_join(monkey->home, "one.txt");
    const char *paths[] = {path};
    size_t failed = 0;
    assert_true(library_import_paths(monkey->library, paths, 1, &options, NULL, NULL,
                                     &monkey->documents, &monkey->document_count, &failed,
                                     &err));
    monkey->term = term_headless_new(24, 80, (WidthPolicy){AMBIGUOUS_NARROW}, (Str){0});
    monkey_open(monkey);
    free(path);
    report_clear(&report);
}

static void monkey_stop(Monkey *monkey)
{
    app_free(monkey->app);
    monkey->term->ops->free(monkey->term);
    library_close(monkey->library);
    theme_clear(&monkey->theme);
    settings_clear(&monkey->settings);
    free(monkey->documents);
    golden_remove_home(monkey->home);
}

/* Keys of a random action; the one that would stop the test is left out. */
static void append_action_keys(Monkey *monkey, StrBuf *keys)
{
    ActionId id = (ActionId)roll(monkey, ACTION_COUNT);
    Str rest = str_from(action_get(id)->keys);
    if (id == ACTION_SUSPEND)
        return;
    if (roll(monkey, 8) == 0)
        strbuf_appendf(keys, "%u", roll(monkey, 30));
    strbuf_append_str(keys, str_split(&rest, ' '));
}

static void append_typed(Monkey *monkey, StrBuf *keys)
{
    static const char *const typed[] = {
        "协商", "a",    "<Enter>", "<Esc>",  "<Tab>", "<Down>",
        "<Up>", "<BS>", "<C-w>",   "<C-u>",  "<C-s>", "x",
        "，",   "one",  "<End>",   "<Home>", "y",     "<Left>",
    };
    for (uint32_t i = roll(monkey, 4); i > 0; i--)
        strbuf_append_text(keys, typed[roll(monkey, ARRAY_SIZE(typed))]);
}

static void frame_is_whole(const Frame *frame)
{
    for (int row = 0; row < frame->rows; row++) {
        for (int column = 0; column < frame->columns; column++) {
            const Cell *cell = frame_get_cell(frame, row, column);
            Str text = {cell->text, cell->len};
            assert_true(cell->columns <= 2);
            if (cell->columns == 0) {
                assert_true(column > 0 &&
                            frame_get_cell(frame, row, column - 1)->columns == 2);
                continue;
            }
            if (cell->columns == 2)
                assert_true(column + 1 < frame->columns &&
                            frame_get_cell(frame, row, column + 1)->columns == 0);
            assert_int_equal(text_columns(text, &frame->width), cell->columns);
            for (size_t off = 0; off < text.len;)
                assert_false(sanitize_is_hostile(utf8_next(text, &off)));
        }
    }
    assert_true(frame->cursor_row < frame->rows && frame->cursor_column < frame->columns);
}

static void monkey_step(Monkey *monkey, StrBuf *keys)
{
    ScriptStep step = {.verb = SCRIPT_KEYS};
    uint32_t kind = roll(monkey, 20);
    strbuf_reset(keys);
    strbuf_append_text(keys, "");
    if (kind == 0) {
        step.verb = SCRIPT_SIZE;
        step.rows = 1 + (int)roll(monkey, roll(monkey, 2) ? 8 : 60);
        step.columns = 1 + (int)roll(monkey, roll(monkey, 2) ? 20 : 200);
        strbuf_appendf(keys, "size %d %d", step.rows, step.columns);
    } else if (kind == 1) {
        step.verb = SCRIPT_PASTE;
        strbuf_append_text(keys, "贴上\n两行");
    } else if (kind < 12) {
        append_action_keys(monkey, keys);
    } else {
        append_typed(monkey, keys);
    }
    step.argument = strbuf_get(keys);
    if (getenv("PIYUE_MONKEY_TELL"))
        fprintf(stderr, "%s\n", keys->data);
    script_play(&step, monkey->app, monkey->term);
    if (!app_get_view(monkey->app)) {
        app_free(monkey->app);
        monkey_open(monkey);
        step.verb = SCRIPT_DUMP;
        script_play(&step, monkey->app, monkey->term);
    }
    frame_is_whole(term_headless_get_frame(monkey->term));
}

static void every_screen_is_whole(void **state)
{
    (void)state;
    const char *told = getenv("PIYUE_MONKEY_SEED");
    uint32_t seed = told ? (uint32_t)strtoul(told, NULL, 10) : 1;
    Monkey monkey;
    StrBuf keys = {0};
    monkey_start(&monkey, seed);
    for (int i = 0; i < STEPS; i++)
        monkey_step(&monkey, &keys);
    strbuf_clear(&keys);
    monkey_stop(&monkey);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_screen_is_whole)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
