/* What is drawn over the view: hints, messages, prompts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/app.h"

#include "tui/keymap.h"

#define HINTS_MAX 6
#define HINT_GAP 2
#define MESSAGE_MAX_ROWS 4
#define MESSAGE_END_ROWS 2 /* that are its end, where the middle is left out */

/* Columns of one "key label" of the hint row. */
static int hint_columns(const Frame *frame, Str key, Str label)
{
    return (int)MIN(text_columns(key, &frame->width) + 1 +
                        text_columns(label, &frame->width),
                    (size_t)frame->columns + 1);
}

/* One "key label"; false when it does not fit whole. */
static bool hints_put(Frame *frame, int *column, int limit, Str key, Str label)
{
    int row = frame->rows - 1;
    if (*column + hint_columns(frame, key, label) > limit)
        return false;
    int used =
        frame_put(frame, row, *column, limit - *column, key, STYLE_HINT, STYLE_HINT_KEY);
    used++;
    used += frame_put(frame, row, *column + used, limit - *column - used, label,
                      STYLE_HINT, STYLE_TEXT);
    *column += used + HINT_GAP;
    return true;
}

static void hints_put_fixed(Frame *frame, const PromptHint *hints, size_t count)
{
    int column = 1;
    for (size_t i = 0; i < count; i++)
        hints_put(frame, &column, frame->columns, str_from(hints[i].key),
                  str_from(_(hints[i].label)));
}

/* Keys typed so far of a longer sequence stand at the right end. Gives where they start.
 */
static int hints_put_pending(const App *app, Frame *frame)
{
    StrBuf pending = {0};
    keymap_append_pending(app->keymap, &pending);
    int columns = (int)text_columns(strbuf_get(&pending), &frame->width);
    int start = MAX(frame->columns - columns - 1, 0);
    if (columns)
        frame_put(frame, frame->rows - 1, start, columns, strbuf_get(&pending),
                  STYLE_HINT, STYLE_HINT_KEY);
    strbuf_clear(&pending);
    return columns ? start - 1 : frame->columns;
}

static bool hint_append_key(App *app, ActionId action, StrBuf *out)
{
    Context contexts[CONTEXT_COUNT + 1];
    size_t count = app_get_contexts(app, contexts);
    return keymap_append_first_key(app->keymap, contexts, count, action, out);
}

/* A hint of the view and where it stands; columns 0 where it has no room or no key, or
 * can do nothing now. */
typedef struct PlacedHint {
    Hint hint;
    int start, columns;
} PlacedHint;

/* The hints of the view before `limit`, in order. Where not all fit, the help is not the
 * one that is left out: it tells the others. Gives how many there are. */
static size_t hints_place(App *app, const Frame *frame, int limit,
                          PlacedHint placed[HINTS_MAX])
{
    View *view = app_get_view(app);
    const Hint *hints = view->ops->get_hints ? view->ops->get_hints(view) : NULL;
    size_t count = 0;
    int start = 1, kept = 0;
    for (; hints && count < HINTS_MAX && hints[count].action != ACTION_COUNT; count++) {
        StrBuf key = {0};
        placed[count] = (PlacedHint){.hint = hints[count]};
        if (app_offers(app, view, hints[count].action) &&
            hint_append_key(app, hints[count].action, &key))
            placed[count].columns =
                hint_columns(frame, strbuf_get(&key), str_from(_(hints[count].label)));
        if (hints[count].action == ACTION_HELP)
            kept = placed[count].columns + HINT_GAP;
        strbuf_clear(&key);
    }
    for (size_t i = 0; i < count; i++) {
        PlacedHint *hint = &placed[i];
        int end = limit - (hint->hint.action == ACTION_HELP ? 0 : kept);
        if (start + hint->columns > end)
            hint->columns = 0;
        hint->start = start;
        start += hint->columns ? hint->columns + HINT_GAP : 0;
        kept = hint->hint.action == ACTION_HELP ? 0 : kept;
    }
    return count;
}

static void hints_put_view(App *app, Frame *frame)
{
    PlacedHint placed[HINTS_MAX];
    int limit = hints_put_pending(app, frame);
    size_t count = hints_place(app, frame, limit, placed);
    for (size_t i = 0; i < count; i++) {
        StrBuf key = {0};
        if (placed[i].columns && hint_append_key(app, placed[i].hint.action, &key))
            hints_put(frame, &placed[i].start, limit, strbuf_get(&key),
                      str_from(_(placed[i].hint.label)));
        strbuf_clear(&key);
    }
}

ActionId chrome_find_hint(App *app, int column)
{
    PlacedHint placed[HINTS_MAX];
    size_t count = hints_place(app, &app->frame, app->frame.columns, placed);
    for (size_t i = 0; i < count; i++)
        if (placed[i].columns && column >= placed[i].start &&
            column < placed[i].start + placed[i].columns)
            return placed[i].hint.action;
    return ACTION_COUNT;
}

static void hints_draw(App *app, Frame *frame)
{
    static const PromptHint prompt_hints[] = {{"Enter", N_("take it")},
                                              {"Esc", N_("cancel")}};
    static const PromptHint candidate_hints[] = {
        {"Tab", N_("complete")}, {"Enter", N_("take it")}, {"Esc", N_("cancel")}};
    static const PromptHint confirm_hints[] = {{"y", N_("yes")}, {"Esc", N_("no")}};
    static const PromptHint editor_hints[] = {{"^S", N_("save")},
                                              {"^X", N_("other editor")},
                                              {"^C", N_("leave, the draft is kept")}};
    frame_fill(frame, frame->rows - 1, 0, 1, frame->columns, STYLE_HINT);
    if (app->confirm.question)
        hints_put_fixed(frame, confirm_hints, ARRAY_SIZE(confirm_hints));
    else if (app->editor)
        hints_put_fixed(frame, editor_hints, ARRAY_SIZE(editor_hints));
    else if (app->prompt && prompt_get_keys(app->prompt) &&
             prompt_get_keys(app->prompt)->hint_count)
        hints_put_fixed(frame, prompt_get_keys(app->prompt)->hints,
                        prompt_get_keys(app->prompt)->hint_count);
    else if (app->prompt && prompt_has_candidates(app->prompt))
        hints_put_fixed(frame, candidate_hints, ARRAY_SIZE(candidate_hints));
    else if (app->prompt)
        hints_put_fixed(frame, prompt_hints, ARRAY_SIZE(prompt_hints));
    else
        hints_put_view(app, frame);
}

/* Wraps a message into `max_rows` rows. Of what is longer the beginning and the end are
 * kept, and *cut is the row behind which the middle is missing; else max_rows. Gives how
 * many rows there are. */
static size_t message_wrap(Str text, int columns, const WidthPolicy *width,
                           size_t max_rows, WrapRow rows[MESSAGE_MAX_ROWS], size_t *cut)
{
    size_t count = 0, off = 0;
    while (off < text.len || count == 0) {
        WrapRow row = wrap_row(text, off, columns, width);
        if (count >= max_rows && max_rows > MESSAGE_END_ROWS)
            rows[max_rows - 2] = rows[max_rows - 1];
        if (count < max_rows || max_rows > MESSAGE_END_ROWS)
            rows[MIN(count, max_rows - 1)] = row;
        off = row.next;
        count++;
    }
    size_t kept = max_rows > MESSAGE_END_ROWS ? max_rows - MESSAGE_END_ROWS : max_rows;
    *cut = count > max_rows ? kept - 1 : max_rows;
    return MIN(count, max_rows);
}

/* A message that is too long for one row grows upwards: its end, which says what to do,
 * must be seen. `last_row` is its lowest row. */
static void message_draw(Frame *frame, int last_row, size_t max_rows, Str text,
                         StyleId style)
{
    int columns = MAX(frame->columns - 2, 2);
    WrapRow rows[MESSAGE_MAX_ROWS] = {0};
    size_t cut = 0;
    max_rows = MIN(max_rows, (size_t)last_row + 1);
    size_t count = message_wrap(text, columns, &frame->width, max_rows, rows, &cut);
    int first_row = MAX(last_row - (int)count + 1, 0);
    for (int row = first_row; row <= last_row; row++) {
        size_t at = (size_t)(row - first_row);
        Str slice = str_slice(text, rows[at].start, at == cut ? text.len : rows[at].end);
        frame_fill(frame, row, 0, 1, frame->columns, style);
        frame_put_cut(frame, row, 1, columns, slice, style, STYLE_TEXT);
    }
}

void chrome_draw(App *app, Frame *frame)
{
    /* Below three rows the view, or what is asked, is all there is room for. */
    bool has_hints = frame->rows >= 3;
    int message_row = frame->rows - (has_hints ? 2 : 1);
    if (has_hints)
        hints_draw(app, frame);
    if (app->has_key_hints && has_hints)
        key_hints_draw(app, frame);
    if (app->editor)
        editor_draw(app->editor, frame);
    if (app->prompt)
        prompt_draw(app->prompt, frame);
    if (app->confirm.question)
        message_draw(frame, message_row, MESSAGE_MAX_ROWS,
                     str_from(app->confirm.question), STYLE_PROMPT);
    if (!app->message)
        return;
    Str message = str_from(app->message);
    StyleId style = app->is_error ? STYLE_MESSAGE_ERROR : STYLE_MESSAGE;
    /* The input row is taken: the message goes where the hints are, or, where it is too
     * long for that row, above. */
    bool is_beside = app->prompt && has_hints;
    bool is_long =
        text_columns(message, &frame->width) > (size_t)MAX(frame->columns - 2, 2);
    if (is_beside && is_long && frame->rows > MESSAGE_MAX_ROWS + 3)
        message_draw(frame, message_row - 1, MESSAGE_MAX_ROWS, message, style);
    else
        message_draw(frame, is_beside ? frame->rows - 1 : message_row,
                     is_beside ? 1 : MESSAGE_MAX_ROWS, message, style);
}
