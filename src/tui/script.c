/* Scripts that play the program.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/script.h"

#include <stdlib.h>

#include "tui/app.h"
#include "tui/key.h"
#include "tui/term_headless.h"

/* Idle work that never ends would hang a test: it is cut short here. */
#define IDLE_TURNS_MAX 10000
/* A screen must not depend on how busy the machine is. */
#define PATIENCE_US 60000000

static const char *const verbs[] = {
    [SCRIPT_SIZE] = "size",   [SCRIPT_MATRIX] = "matrix", [SCRIPT_SET] = "set",
    [SCRIPT_START] = "start", [SCRIPT_KEYS] = "keys",     [SCRIPT_TYPE] = "type",
    [SCRIPT_PASTE] = "paste", [SCRIPT_MOUSE] = "mouse",   [SCRIPT_ACTION] = "action",
    [SCRIPT_DUMP] = "dump",   [SCRIPT_PLACE] = "place",
};

static bool script_find_verb(Str word, ScriptVerb *verb)
{
    for (size_t i = 0; i < ARRAY_SIZE(verbs); i++) {
        if (str_is_equal(word, str_from(verbs[i]))) {
            *verb = (ScriptVerb)i;
            return true;
        }
    }
    return false;
}

/* Two numbers: a size, or a place. */
static bool script_parse_size(ScriptStep *step, Str rest)
{
    int64_t rows = 0, columns = 0;
    bool is_sound = str_parse_int(str_split(&rest, ' '), &rows) &&
                    str_parse_int(str_trim(rest), &columns) && rows > 0 && rows < 1000 &&
                    columns > 0 && columns < 1000;
    step->rows = (int)rows;
    step->columns = (int)columns;
    return is_sound;
}

static bool script_parse_mouse(ScriptStep *step)
{
    static const char *const kinds[] = {
        [MOUSE_CLICK] = "click", [MOUSE_DRAG] = "drag",       [MOUSE_RELEASE] = "release",
        [MOUSE_WHEEL_UP] = "up", [MOUSE_WHEEL_DOWN] = "down",
    };
    Str rest = step->argument;
    Str word = str_split(&rest, ' ');
    for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
        if (str_is_equal(word, str_from(kinds[i]))) {
            step->mouse = (MouseKind)i;
            return script_parse_size(step, rest);
        }
    }
    return false;
}

static bool script_parse_step(ScriptStep *step)
{
    if (step->verb == SCRIPT_SIZE)
        return script_parse_size(step, step->argument);
    return step->verb != SCRIPT_MOUSE || script_parse_mouse(step);
}

bool script_parse(Script *script, Str text, Error *err)
{
    Str rest = text;
    for (int source_row = 1; rest.data; source_row++) {
        Str row = str_trim(str_split(&rest, '\n'));
        if (row.len == 0 || row.data[0] == '#')
            continue;
        ScriptStep step = {.source_row = source_row};
        Str argument = row;
        Str word = str_split(&argument, ' ');
        step.argument = str_trim(argument);
        if (!script_find_verb(word, &step.verb) || !script_parse_step(&step)) {
            script_clear(script);
            return error_set(err, ERR_SETTINGS, _("row %d: cannot read %.*s"), source_row,
                             STR_ARG(row));
        }
        script->steps = mem_grow(script->steps, &script->capacity, script->count + 1,
                                 sizeof(*script->steps));
        script->steps[script->count++] = step;
    }
    return true;
}

void script_clear(Script *script)
{
    free(script->steps);
    *script = (Script){0};
}

/* Text as the keys that type it. */
static void script_type(Term *term, Str text)
{
    StrBuf keys = {0};
    for (size_t off = 0; off < text.len;)
        key_append_name((Key){.code = utf8_next(text, &off)}, &keys);
    term_headless_add_keys(term, strbuf_get(&keys));
    strbuf_clear(&keys);
}

static void script_settle(App *app)
{
    int turns = 0;
    app->patience_us = PATIENCE_US;
    while (app_get_view(app) && (app_has_pending(app) ||
                                 (app_is_idle_wanted(app) && turns < IDLE_TURNS_MAX))) {
        turns += !app_has_pending(app);
        app_turn(app, false);
    }
    app_paint(app);
}

void script_play(const ScriptStep *step, App *app, Term *term)
{
    switch (step->verb) {
    case SCRIPT_SIZE:
        term_headless_resize(term, step->rows, step->columns);
        break;
    case SCRIPT_KEYS:
        term_headless_add_keys(term, step->argument);
        break;
    case SCRIPT_TYPE:
        script_type(term, step->argument);
        break;
    case SCRIPT_PASTE:
        term_headless_paste(term, step->argument);
        break;
    case SCRIPT_MOUSE:
        term_headless_point(term, step->mouse, step->rows - 1, step->columns - 1);
        break;
    case SCRIPT_ACTION:
        term_headless_add_keys(term, STR(":"));
        script_type(term, step->argument);
        term_headless_add_keys(term, STR("<Enter>"));
        break;
    case SCRIPT_MATRIX:
    case SCRIPT_SET:
    case SCRIPT_PLACE:
    case SCRIPT_START:
    case SCRIPT_DUMP:
        break;
    }
    script_settle(app);
}

void script_append_heading(Str name, int cursor_row, int cursor_column, StrBuf *out)
{
    strbuf_appendf(out, "== %.*s", STR_ARG(name));
    if (cursor_row >= 0)
        strbuf_appendf(out, "  cursor %d %d", cursor_row + 1, cursor_column + 1);
    strbuf_append_byte(out, '\n');
}

void script_dump(const ScriptStep *step, const Term *term, StrBuf *out)
{
    const Frame *frame = term_headless_get_frame(term);
    Str rest = step->argument;
    Str name = str_split(&rest, ' ');
    script_append_heading(name, frame->cursor_row, frame->cursor_column, out);
    frame_dump(frame, str_is_equal(str_trim(rest), STR("styles")), out);
}
