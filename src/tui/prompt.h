/* The input row from inside.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TUI_PROMPT_H
#define PIYUE_TUI_PROMPT_H

#include <piyue/tui.h>

/* What was typed behind each label, the newest last; in memory only; views bring
 * back what they keep. */
typedef struct History {
    char *label;
    char **entries;
    size_t count, capacity;
} History;
typedef struct Histories {
    History *items;
    size_t count, capacity;
} Histories;
void histories_clear(Histories *histories);
/* As the newest; what was there already comes to the end. */
void histories_add(Histories *histories, const char *label, Str text);

typedef enum PromptResult { PROMPT_OPEN, PROMPT_ACCEPTED, PROMPT_CANCELLED } PromptResult;

Prompt *prompt_new(const char *label, Str initial, const PromptOps *ops, void *context,
                   Histories *histories);
void prompt_free(Prompt *prompt);
PromptResult prompt_feed(Prompt *prompt, Key key);
void prompt_paste(Prompt *prompt, Str text);
/* Calls the owner; false keeps the prompt open. */
bool prompt_accept(Prompt *prompt, Error *err);
void prompt_cancel(Prompt *prompt);
bool prompt_has_candidates(const Prompt *prompt);
const PromptKeys *prompt_get_keys(const Prompt *prompt); /* NULL for none */
/* Input row, candidates above it, cursor. */
void prompt_draw(const Prompt *prompt, Frame *frame);

#endif
