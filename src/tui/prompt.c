/* A question on the input row, its candidates and its history.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/prompt.h"

#include <stdlib.h>
#include <string.h>

#include "tui/key.h"
#include "tui/lineedit.h"

#define CANDIDATES_SHOWN_MAX 8
/* Each key makes the owner look at the whole text. */
#define PASTE_MAX_BYTES (16 * 1024)

/* ---- life -------------------------------------------------------------- */

typedef struct Candidate {
    char *text, *detail;
} Candidate;

struct Prompt {
    char *label;
    PromptOps ops;
    void *context;
    const PromptKeys *keys;                  /* of the owner; NULL for none */
    void (*picked)(void *context, Str text); /* NULL for none */
    LineEdit *edit;
    Candidate *candidates;
    size_t candidate_count, candidate_capacity;
    List list;            /* of candidates */
    bool has_picked;      /* list.current is what Enter takes */
    bool picks_first;     /* a candidate is picked without being asked for */
    bool is_cycling;      /* Tab has written the current candidate into the text */
    char *info, *remark;  /* NULL for none */
    Histories *histories; /* the app's */
    const char *history;  /* name under which it is kept; NULL for none */
    size_t history_off;   /* 0: what is typed; 1: the newest entry; … */
    char *typed;          /* kept while history is walked through */
};

static void prompt_tell_picked(Prompt *prompt)
{
    if (prompt->picked && prompt->has_picked && prompt->candidate_count)
        prompt->picked(prompt->context,
                       str_from(prompt->candidates[prompt->list.current].text));
}

static void prompt_changed(Prompt *prompt)
{
    prompt->is_cycling = false;
    prompt->has_picked = false;
    if (prompt->ops.changed)
        prompt->ops.changed(prompt->context, lineedit_get_text(prompt->edit), prompt);
}

Prompt *prompt_new(const char *label, Str initial, const PromptOps *ops, void *context,
                   Histories *histories, KillRing *kills)
{
    Prompt *prompt = mem_alloc(sizeof(*prompt));
    prompt->label = str_dup(str_from(label));
    prompt->ops = *ops;
    prompt->context = context;
    prompt->histories = histories;
    prompt->edit = lineedit_new(false);
    lineedit_share_kills(prompt->edit, kills);
    lineedit_set_text(prompt->edit, initial);
    prompt_changed(prompt);
    return prompt;
}

void prompt_free(Prompt *prompt)
{
    if (!prompt)
        return;
    prompt_clear_candidates(prompt);
    free(prompt->candidates);
    free(prompt->label);
    free(prompt->info);
    free(prompt->remark);
    free(prompt->typed);
    lineedit_free(prompt->edit);
    free(prompt);
}

/* ---- candidates -------------------------------------------------------- */

void prompt_add_candidate(Prompt *prompt, Str text, Str detail)
{
    prompt->candidates =
        mem_grow(prompt->candidates, &prompt->candidate_capacity,
                 prompt->candidate_count + 1, sizeof(*prompt->candidates));
    prompt->candidates[prompt->candidate_count++] =
        (Candidate){str_dup(text), str_dup(detail)};
    list_set_count(&prompt->list, prompt->candidate_count);
    prompt->has_picked |= prompt->picks_first;
}

void prompt_clear_candidates(Prompt *prompt)
{
    for (size_t i = 0; i < prompt->candidate_count; i++) {
        free(prompt->candidates[i].text);
        free(prompt->candidates[i].detail);
    }
    prompt->candidate_count = 0;
    prompt->has_picked = prompt->is_cycling = false;
    prompt->list = (List){.height = CANDIDATES_SHOWN_MAX};
}

const char *prompt_get_label(const Prompt *prompt)
{
    return prompt->label;
}

const char *prompt_get_history(const Prompt *prompt)
{
    return prompt->history;
}

void prompt_set_history(Prompt *prompt, const char *name)
{
    prompt->history = name;
}

bool prompt_has_candidates(const Prompt *prompt)
{
    return prompt->candidate_count > 0;
}

void prompt_pick_first(Prompt *prompt)
{
    prompt->picks_first = true;
    prompt->has_picked = prompt->candidate_count > 0;
}

void prompt_set_keys(Prompt *prompt, const PromptKeys *keys)
{
    prompt->keys = keys;
}

const PromptKeys *prompt_get_keys(const Prompt *prompt)
{
    return prompt->keys;
}

void prompt_set_info(Prompt *prompt, Str info)
{
    free(prompt->info);
    prompt->info = info.len ? str_dup(info) : NULL;
}

void prompt_set_remark(Prompt *prompt, Str remark)
{
    free(prompt->remark);
    prompt->remark = remark.len ? str_dup(remark) : NULL;
}

void prompt_set_caret(Prompt *prompt, size_t off)
{
    lineedit_set_caret(prompt->edit, off);
}

static void prompt_pick(Prompt *prompt, int by)
{
    if (prompt->has_picked)
        list_move(&prompt->list, by);
    prompt->has_picked = true;
    prompt_tell_picked(prompt);
}

void prompt_watch_pick(Prompt *prompt, void (*picked)(void *context, Str text))
{
    prompt->picked = picked;
}

void prompt_pick_candidate(Prompt *prompt, Str text)
{
    for (size_t i = 0; i < prompt->candidate_count; i++) {
        if (!str_is_equal(str_from(prompt->candidates[i].text), text))
            continue;
        list_set_current(&prompt->list, i);
        prompt->has_picked = true;
    }
}

/* Tab writes the picked candidate into the text, and the next one when pressed again. */
static void prompt_complete(Prompt *prompt, int by)
{
    if (prompt->candidate_count == 0)
        return;
    size_t count = prompt->candidate_count;
    if (prompt->is_cycling)
        list_set_current(&prompt->list,
                         (prompt->list.current + count + (size_t)(by + 1) - 1) % count);
    prompt->has_picked = prompt->is_cycling = true;
    const Candidate *candidate = &prompt->candidates[prompt->list.current];
    lineedit_change_text(prompt->edit, str_from(candidate->text));
    prompt_tell_picked(prompt);
    if (count > 1)
        return;
    prompt_changed(prompt); /* it was the only one: what follows may be completed */
}

static void prompt_walk_history(Prompt *prompt, int by)
{
    const History *history = histories_get(prompt->histories, prompt->label);
    if ((by < 0 && prompt->history_off == 0) ||
        (by > 0 && prompt->history_off >= history->count))
        return;
    if (prompt->history_off == 0) {
        free(prompt->typed);
        prompt->typed = str_dup(lineedit_get_text(prompt->edit));
    }
    prompt->history_off = by > 0 ? prompt->history_off + 1 : prompt->history_off - 1;
    const char *entry = prompt->history_off
                            ? history->entries[history->count - prompt->history_off]
                            : prompt->typed;
    lineedit_change_text(prompt->edit, str_from(entry));
    prompt_changed(prompt);
}

/* What an entry was changed into is typed, too: Down must not lose it. */
static void prompt_settle_history(Prompt *prompt)
{
    const History *history = histories_get(prompt->histories, prompt->label);
    if (prompt->history_off && prompt->history_off <= history->count &&
        str_is_equal(lineedit_get_text(prompt->edit),
                     str_from(history->entries[history->count - prompt->history_off])))
        return;
    prompt->history_off = 0;
}

/* Where nothing is typed and nothing picked, Up means what was typed before: candidates
 * are below it as far as Down is concerned. */
static bool prompt_begins_history(const Prompt *prompt)
{
    return lineedit_get_text(prompt->edit).len == 0 && !prompt->has_picked &&
           histories_get(prompt->histories, prompt->label)->count > 0;
}

/* ---- keys -------------------------------------------------------------- */

PromptResult prompt_feed(Prompt *prompt, Key key)
{
    bool is_up = key_is(key, KEY_UP, 0) || key_is(key, 'p', KEY_CTRL);
    bool is_down = key_is(key, KEY_DOWN, 0) || key_is(key, 'n', KEY_CTRL);
    if (key_is(key, KEY_ENTER, 0))
        return PROMPT_ACCEPTED;
    if (key_is(key, KEY_ESCAPE, 0) || key_is(key, 'c', KEY_CTRL) ||
        key_is(key, 'g', KEY_CTRL))
        return PROMPT_CANCELLED;
    if (prompt->keys && prompt->keys->feed &&
        prompt->keys->feed(prompt->context, key, prompt))
        return PROMPT_OPEN;
    if (is_up || is_down)
        prompt_settle_history(prompt);
    if (key_is(key, KEY_TAB, 0) || key_is(key, KEY_TAB, KEY_SHIFT))
        prompt_complete(prompt, key.modifiers ? -1 : 1);
    else if ((is_up || is_down) && prompt->candidate_count && !prompt->history_off &&
             !(is_up && prompt_begins_history(prompt)))
        prompt_pick(prompt, is_up ? -1 : 1);
    else if (is_up || is_down)
        prompt_walk_history(prompt, is_up ? 1 : -1);
    else if (key_is(key, KEY_BACKSPACE, 0) && lineedit_get_text(prompt->edit).len == 0)
        return PROMPT_CANCELLED; /* nothing left to take back but the question */
    else if (lineedit_feed(prompt->edit, key))
        prompt_changed(prompt);
    return PROMPT_OPEN;
}

bool prompt_paste(Prompt *prompt, Str text)
{
    text = text_trim(text);
    size_t taken = cluster_snap(text, MIN(text.len, (size_t)PASTE_MAX_BYTES));
    lineedit_paste(prompt->edit, str_slice(text, 0, taken));
    prompt_changed(prompt);
    return taken == text.len;
}

Str prompt_get_text(const Prompt *prompt)
{
    return lineedit_get_text(prompt->edit);
}

void prompt_set_text(Prompt *prompt, Str text)
{
    lineedit_change_text(prompt->edit, text);
    prompt_changed(prompt);
}

Str prompt_get_answer(const Prompt *prompt)
{
    if (prompt->has_picked && prompt->candidate_count)
        return str_from(prompt->candidates[prompt->list.current].text);
    return lineedit_get_text(prompt->edit);
}

void prompt_set_answer(Prompt *prompt, Str text)
{
    lineedit_change_text(prompt->edit, text);
    prompt_changed(prompt);
    prompt->has_picked = false;
}

bool prompt_accept(Prompt *prompt, Error *err)
{
    char *answer = str_dup(prompt_get_answer(prompt));
    bool is_done =
        !prompt->ops.accept || prompt->ops.accept(prompt->context, str_from(answer), err);
    if (is_done)
        histories_add(prompt->histories, prompt->label, str_from(answer));
    free(answer);
    return is_done;
}

void prompt_cancel(Prompt *prompt)
{
    if (prompt->ops.cancel)
        prompt->ops.cancel(prompt->context);
}

/* ---- drawing ----------------------------------------------------------- */

static int candidates_columns(const Prompt *prompt, const Frame *frame)
{
    size_t widest = 0;
    size_t end = MIN(prompt->list.top + CANDIDATES_SHOWN_MAX, prompt->candidate_count);
    for (size_t i = prompt->list.top; i < end; i++)
        widest = MAX(widest,
                     text_columns(str_from(prompt->candidates[i].text), &frame->width));
    return (int)MIN(widest, (size_t)frame->columns);
}

static void candidate_draw(const Candidate *candidate, Frame *frame, int row,
                           int text_room, bool is_picked)
{
    int columns = frame->columns;
    frame_fill(frame, row, 0, 1, columns, STYLE_LIST);
    int column = 3;
    frame_put_cut(frame, row, column, columns - column, str_from(candidate->text),
                  STYLE_LIST, STYLE_TEXT);
    column += text_room + 3;
    frame_put_cut(frame, row, column, columns - column - 1, str_from(candidate->detail),
                  STYLE_LIST_DIM, STYLE_TEXT);
    if (!is_picked)
        return;
    frame_put(frame, row, 1, 1, STR(">"), STYLE_LIST, STYLE_TEXT);
    frame_overlay(frame, row, 0, columns, STYLE_CURRENT);
}

static int get_input_row(int rows)
{
    return MAX(rows >= 3 ? rows - 2 : rows - 1, 0);
}

/* How many candidates stand above the input row, from list->top on. */
static int candidates_window(const Prompt *prompt, int input_row, List *list)
{
    /* At least the first row stays the view's: it says where one is. */
    int room = MIN(CANDIDATES_SHOWN_MAX, input_row - 1);
    *list = prompt->list;
    list_set_height(list, MAX(room, 1));
    return (int)MIN((size_t)MAX(room, 0), list->count - list->top);
}

static void candidates_draw(const Prompt *prompt, Frame *frame, int input_row)
{
    List list;
    int shown = candidates_window(prompt, input_row, &list);
    int text_room = candidates_columns(prompt, frame);
    for (int i = 0; i < shown; i++) {
        size_t index = list.top + (size_t)i;
        candidate_draw(&prompt->candidates[index], frame, input_row - shown + i,
                       text_room, prompt->has_picked && index == list.current);
    }
}

void prompt_draw(const Prompt *prompt, Frame *frame)
{
    int row = get_input_row(frame->rows);
    if (prompt->candidate_count)
        candidates_draw(prompt, frame, row);
    else if (prompt->remark && row > 1) {
        frame_fill(frame, row - 1, 0, 1, frame->columns, STYLE_LIST);
        frame_put_cut(frame, row - 1, 1, frame->columns - 2, str_from(prompt->remark),
                      STYLE_LIST_DIM, STYLE_TEXT);
    }
    frame_fill(frame, row, 0, 1, frame->columns, STYLE_PROMPT);
    int columns = frame->columns;
    int column = columns > 2 ? 1 : 0;
    /* The label may take half of the row, the info what is left beside 16 columns. */
    column += frame_put_cut(frame, row, column, columns / 2, str_from(prompt->label),
                            STYLE_PROMPT, STYLE_LIST_STRONG);
    column += columns > 8;
    Str info = str_from(prompt->info);
    int info_columns = (int)text_columns(info, &frame->width);
    int right = columns;
    if (info.len && column + info_columns + 18 < columns) {
        right = columns - info_columns - 2;
        frame_put(frame, row, right + 1, info_columns, info, STYLE_PROMPT,
                  STYLE_LIST_DIM);
    }
    lineedit_draw(prompt->edit, frame, row, column, 1, right - column, STYLE_PROMPT);
}

/* ---- mouse --------------------------------------------------------------- */

PromptResult prompt_point(Prompt *prompt, int rows, const Event *event)
{
    bool is_owners = !prompt->candidate_count && prompt->keys && prompt->keys->point &&
                     event->row < get_input_row(rows);
    if (is_owners && prompt->keys->point(prompt->context, event))
        return PROMPT_POINTED;
    if (!prompt->candidate_count)
        return PROMPT_OPEN;
    if (event->mouse == MOUSE_WHEEL_UP || event->mouse == MOUSE_WHEEL_DOWN)
        prompt_pick(prompt, event->mouse == MOUSE_WHEEL_UP ? -1 : 1);
    if (event->mouse != MOUSE_CLICK)
        return PROMPT_OPEN;
    List list;
    int input_row = get_input_row(rows);
    int shown = candidates_window(prompt, input_row, &list);
    int row = event->row - (input_row - shown);
    if (row < 0 || row >= shown)
        return PROMPT_OPEN;
    size_t index = list.top + (size_t)row;
    if (prompt->has_picked && index == prompt->list.current)
        return PROMPT_ACCEPTED; /* a second click */
    list_set_current(&prompt->list, index);
    prompt->has_picked = true;
    prompt_tell_picked(prompt);
    return PROMPT_OPEN;
}
