/* The input row from inside.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TUI_PROMPT_H
#define PIYUE_TUI_PROMPT_H

#include "tui/history.h"
#include "tui/kill_ring.h"

typedef enum PromptResult {
    PROMPT_OPEN,
    PROMPT_ACCEPTED,
    PROMPT_POINTED, /* accepted by a click on what the owner draws: the view wants it, too
                     */
    PROMPT_CANCELLED,
} PromptResult;

Prompt *prompt_new(const char *label, Str initial, const PromptOps *ops, void *context,
                   Histories *histories, KillRing *kills);
void prompt_free(Prompt *prompt);
PromptResult prompt_feed(Prompt *prompt, Key key);
/* A click picks the candidate under it, another takes it; the wheel picks the next one.
 * `rows` are those of the screen. */
PromptResult prompt_point(Prompt *prompt, int rows, const Event *event);
/* False when there was more than a prompt takes (16 KB): the beginning is in. */
bool prompt_paste(Prompt *prompt, Str text);
/* Calls the owner; false keeps the prompt open. */
bool prompt_accept(Prompt *prompt, Error *err);
void prompt_cancel(Prompt *prompt);
/* What was typed, as it stands; and another text in its place. */
Str prompt_get_text(const Prompt *prompt);
void prompt_set_text(Prompt *prompt, Str text);
/* Its label, and under which name what is typed is kept over restarts (NULL: it is not).
 * The name is borrowed. */
const char *prompt_get_label(const Prompt *prompt);
const char *prompt_get_history(const Prompt *prompt);
void prompt_set_history(Prompt *prompt, const char *name);
/* What Enter takes: the picked candidate, else the text. Borrowed. */
Str prompt_get_answer(const Prompt *prompt);
/* Makes this the answer, as if it had been typed and no candidate picked. */
void prompt_set_answer(Prompt *prompt, Str text);
bool prompt_has_candidates(const Prompt *prompt);
const PromptKeys *prompt_get_keys(const Prompt *prompt); /* NULL for none */
/* Input row, candidates above it, cursor. */
void prompt_draw(const Prompt *prompt, Frame *frame);

#endif
