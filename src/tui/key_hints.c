/* What may follow the first keys of a sequence, shown to those who stop to think: after a
 * pause, so that who knows the keys never sees it and no byte is sent for it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/app.h"

#include "tui/key.h"
#include "tui/keymap.h"

#define NEXT_MAX 64
#define CELL_MIN_COLUMNS 19
#define CELL_COLUMNS 38
#define KEY_COLUMNS 4

int key_hints_get_due_ms(const App *app)
{
    if (app->has_key_hints || !keymap_is_begun(app->keymap))
        return -1;
    int64_t passed_ms = (time_monotonic_us() - app->key_us) / 1000;
    return (int)MAX(app->settings->key_hints - passed_ms, 0);
}

/* Levels are one row: the keys 1 to 9 of the same handler. */
static size_t count_levels(const KeymapNext *next, size_t count)
{
    size_t levels = 0;
    while (levels < count && next[levels].key.code == '1' + levels &&
           action_get(next[levels].action)->handler ==
               action_get(next[0].action)->handler)
        levels++;
    return levels > 2 ? levels : 1;
}

/* What the help of two levels has in common, with n for what it has not. */
static void append_level_help(StrBuf *out, ActionId one, ActionId other)
{
    Str a = str_from(_(action_get(one)->help)), b = str_from(_(action_get(other)->help));
    size_t start = 0, end = 0;
    for (size_t at = 0; at < a.len && at < b.len; start = at) {
        size_t before = at;
        char32_t codepoint = utf8_next(a, &at);
        if (utf8_next(b, &before) != codepoint)
            break;
    }
    while (end < a.len - start && end < b.len - start &&
           a.data[a.len - end - 1] == b.data[b.len - end - 1])
        end++;
    while (end > 0 && ((unsigned char)a.data[a.len - end] & 0xC0) == 0x80)
        end--; /* to a whole character */
    strbuf_append_str(out, str_slice(a, 0, start));
    strbuf_append_byte(out, 'n');
    strbuf_append_str(out, str_slice(a, a.len - end, a.len));
}

typedef struct KeyHint {
    StrBuf key, help;
} KeyHint;

static size_t hints_make(App *app, KeyHint hints[NEXT_MAX])
{
    KeymapNext next[NEXT_MAX];
    Context contexts[CONTEXT_COUNT + 1];
    size_t contexts_count = app_get_contexts(app, contexts), made = 0;
    size_t count =
        keymap_list_next(app->keymap, contexts, contexts_count, next, NEXT_MAX);
    for (size_t i = 0; i < count; made++) {
        size_t levels = count_levels(&next[i], count - i);
        KeyHint *hint = &hints[made];
        *hint = (KeyHint){0};
        key_append_label(next[i].key, &hint->key);
        if (levels > 1) {
            strbuf_append_byte(&hint->key, '-');
            key_append_label(next[i + levels - 1].key, &hint->key);
            append_level_help(&hint->help, next[i + levels - 2].action,
                              next[i + levels - 1].action);
        } else {
            strbuf_append_text(&hint->help, _(action_get(next[i].action)->help));
            if (next[i].goes_on)
                strbuf_append_text(&hint->help, " ...");
        }
        i += levels;
    }
    return made;
}

static void hint_draw(const KeyHint *hint, Frame *frame, int row, int column, int columns)
{
    int used = frame_put_cut(frame, row, column, columns, strbuf_get(&hint->key),
                             STYLE_LIST, STYLE_HINT_KEY);
    used = MAX(used, KEY_COLUMNS) + 1;
    frame_put_cut(frame, row, column + used, columns - used - 2, strbuf_get(&hint->help),
                  STYLE_LIST, STYLE_LIST_DIM);
}

void key_hints_draw(App *app, Frame *frame)
{
    KeyHint hints[NEXT_MAX];
    size_t count = hints_make(app, hints);
    /* Half of the screen, or nearly all of a small one. */
    int most = MAX(MAX(frame->rows / 2, MIN(frame->rows - 3, 9)), 1),
        room = frame->columns - 1;
    int across = MAX(room / CELL_COLUMNS, 1);
    /* Narrower cells before anything is left out. */
    while (((int)count + across - 1) / across > most &&
           room / (across + 1) >= CELL_MIN_COLUMNS)
        across++;
    int rows = MIN(((int)count + across - 1) / across, most);
    int top = frame->rows - 1 - rows, columns = room / across;
    frame_fill(frame, top, 0, rows, frame->columns, STYLE_LIST);
    for (int i = 0; i < (int)count; i++) {
        if (i < rows * across)
            hint_draw(&hints[i], frame, top + i % rows, 1 + i / rows * columns, columns);
        strbuf_clear(&hints[i].key);
        strbuf_clear(&hints[i].help);
    }
}
