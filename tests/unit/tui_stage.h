/* The application around a small view that notes what happens to it, on a headless
 * terminal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TUI_STAGE_H
#define TUI_STAGE_H

#include <piyue/tui.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../harness/golden.h"
#include "tui/app.h"
#include "tui/editor.h"
#include "tui/prompt.h"
#include "tui/term_headless.h"

/* A view that fills its rows with x and notes what happens to it. */
typedef struct Probe {
    View view;
    int rows, columns, refreshed;
    unsigned state;
    StrBuf events;
} Probe;

static inline void probe_draw(View *view, Frame *frame)
{
    (void)view;
    for (int row = 0; row < frame->rows; row++)
        frame_put(frame, row, 0, frame->columns, STR("x"), STYLE_TEXT, STYLE_TEXT);
}

static inline void probe_layout(View *view, int rows, int columns)
{
    ((Probe *)view)->rows = rows;
    ((Probe *)view)->columns = columns;
}

static inline void probe_refresh(View *view)
{
    ((Probe *)view)->refreshed++;
}

static inline unsigned probe_get_state(const View *view)
{
    return ((const Probe *)view)->state;
}

static const Hint *probe_get_hints(const View *view)
{
    static const Hint all[] = {
        {ACTION_CLOSE, "back"}, {ACTION_HELP, "help"}, {ACTION_COUNT, NULL}};
    (void)view;
    return all;
}

static inline bool probe_event(View *view, const Event *event)
{
    Probe *probe = (Probe *)view;
    if (event->kind == EVENT_PASTE)
        strbuf_appendf(&probe->events, "{%.*s}", STR_ARG(event->paste));
    return event->kind == EVENT_PASTE;
}

static inline void probe_free(View *view)
{
    strbuf_clear(&((Probe *)view)->events);
    free(view);
}

static const ViewOps probe_ops = {
    .name = "probe",
    .draw = probe_draw,
    .layout = probe_layout,
    .get_state = probe_get_state,
    .get_hints = probe_get_hints,
    .refresh = probe_refresh,
    .event = probe_event,
    .free = probe_free,
};

typedef struct Stage {
    Settings settings;
    Theme theme;
    Library *library;
    Term *term;
    App *app;
    Probe *probe;
    char *home;
    StrBuf log; /* what the owners of prompts and editors were told */
} Stage;

/* Another run of the program, if there was one before. */
static inline void stage_begin(Stage *stage)
{
    Error err = {0};
    AppOptions options = {stage->library, &stage->settings, &stage->theme, stage->term};
    app_free(stage->app);
    stage->app = app_new(&options, &err);
    assert_non_null(stage->app);
    stage->probe = mem_alloc(sizeof(*stage->probe));
    stage->probe->view.ops = &probe_ops;
    app_push(stage->app, &stage->probe->view);
}

static inline void stage_open(Stage *stage, bool with_library)
{
    Error err = {0};
    Report report = {0};
    *stage = (Stage){.home = golden_make_home()};
    translate_set_language("en");
    settings_init(&stage->settings);
    theme_init_default(&stage->theme);
    if (with_library)
        assert_true(
            library_open(&stage->library, stage->home, STORE_READ_WRITE, &report, &err));
    stage->term = term_headless_new(8, 40, (WidthPolicy){AMBIGUOUS_NARROW}, (Str){0});
    stage_begin(stage);
    strbuf_append_text(&stage->log, "");
    report_clear(&report);
}

static inline void stage_close(Stage *stage)
{
    app_free(stage->app);
    stage->term->ops->free(stage->term);
    library_close(stage->library);
    theme_clear(&stage->theme);
    settings_clear(&stage->settings);
    strbuf_clear(&stage->log);
    golden_remove_home(stage->home);
}

static inline void play(Stage *stage, const char *keys)
{
    ScriptStep step = {.verb = SCRIPT_KEYS, .argument = str_from(keys)};
    script_play(&step, stage->app, stage->term);
}

static inline void row_shows(const Stage *stage, int row, const char *expected)
{
    StrBuf dump = {0};
    frame_dump(term_headless_get_frame(stage->term), false, &dump);
    Str rest = strbuf_get(&dump), shown = {0};
    for (int i = 0; i <= row; i++)
        shown = str_split(&rest, '\n');
    char *found = str_dup(shown);
    assert_string_equal(found, expected);
    free(found);
    strbuf_clear(&dump);
}

/* ---- owners ------------------------------------------------------------ */

static inline void on_changed(void *context, Str text, Prompt *prompt)
{
    Stage *stage = context;
    strbuf_appendf(&stage->log, "~%.*s", STR_ARG(text));
    prompt_clear_candidates(prompt);
    if (str_has_prefix(text, STR("c"))) {
        prompt_add_candidate(prompt, STR("cat"), STR("3"));
        prompt_add_candidate(prompt, STR("cow"), STR("1"));
    }
}

static inline bool on_accept(void *context, Str text, Error *err)
{
    Stage *stage = context;
    if (str_is_equal(text, STR("bad")))
        return error_set(err, ERR_USAGE, "not this");
    strbuf_appendf(&stage->log, "=%.*s", STR_ARG(text));
    return true;
}

static inline void on_cancel(void *context)
{
    strbuf_append_text(&((Stage *)context)->log, "!");
}

static const PromptOps prompt_ops = {on_changed, on_accept, on_cancel};

static inline void on_yes(void *context)
{
    strbuf_append_text(&((Stage *)context)->log, "yes");
}

#endif
