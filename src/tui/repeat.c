/* The last change, to be done again elsewhere.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/app.h"

#include <stdlib.h>

void repeat_clear(Repeat *repeat)
{
    free(repeat->argument);
    free(repeat->answer);
    *repeat = (Repeat){0};
}

void repeat_note(App *app, const ActionCall *call, const Prompt *before)
{
    if (!(action_get(call->id)->needs & CAN_REPEAT))
        return;
    Repeat made = {.action = call->id,
                   .count = call->count,
                   .argument = str_dup(call->argument),
                   .is_set = true};
    bool is_asking = app->prompt && app->prompt != before;
    Repeat *kept = is_asking ? &app->asking : &app->last;
    repeat_clear(kept);
    *kept = made;
    if (is_asking)
        kept->prompt = app->prompt;
}

void repeat_note_answer(App *app, const Prompt *prompt, Str answer)
{
    if (!app->asking.is_set || app->asking.prompt != prompt)
        return;
    repeat_clear(&app->last);
    app->last = app->asking;
    app->last.prompt = NULL;
    app->last.answer = str_dup(answer);
    app->asking = (Repeat){0};
}

bool act_repeat(const ActionCall *call, Error *err)
{
    App *app = call->app;
    if (!app->last.is_set)
        return error_set(err, ERR_NOT_FOUND,
                         _("nothing has been changed yet that can be done again"));
    Repeat again = app->last;
    app->last = (Repeat){0}; /* it notes itself, if it can be done here */
    /* The prompt for tags has all of a passage: what is repeated is those given. */
    bool is_tag = again.action == ACTION_MARK_TAG;
    app_act(app, is_tag ? ACTION_MARK_TAG_AGAIN : again.action, again.count,
            str_from(again.argument));
    if (again.answer && app->prompt && !is_tag)
        overlay_answer(app, str_from(again.answer));
    if (app->last.is_set)
        repeat_clear(&again);
    else
        app->last = again;
    return true;
}
