/* Prompt, confirmation and editor: how they open, take keys and close.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/app.h"

#include <stdlib.h>

#include "tui/key.h"

#define PROMPT_DRAFT_MS 1000

/* ---- prompt ------------------------------------------------------------ */

static void app_drop_draft(App *app, Str key)
{
    Error err = {0};
    if (app->library && key.len && !library_drop_note_draft(app->library, key, &err))
        app_message_error(app, &err);
    error_clear(&err);
}

static int get_prompt_due_ms(const App *app)
{
    if (!app->prompt || !app->prompt_draft || !app->prompt_changed_us)
        return -1;
    int64_t passed_ms = (time_monotonic_us() - app->prompt_changed_us) / 1000;
    return (int)MAX(PROMPT_DRAFT_MS - passed_ms, 0);
}

/* The prompt has taken a key. */
static void note_prompt_change(App *app)
{
    if (app->prompt && app->prompt_draft && !app->prompt_changed_us &&
        !str_is_equal(prompt_get_text(app->prompt), strbuf_get(&app->prompt_kept)))
        app->prompt_changed_us = time_monotonic_us();
}

static void save_prompt_draft(App *app, bool at_once)
{
    int due_ms = get_prompt_due_ms(app);
    if (due_ms < 0 || (due_ms > 0 && !at_once))
        return;
    Error ignored = {0}; /* a library that is read only: as without a draft */
    Str text = prompt_get_text(app->prompt);
    if (!app->library || !library_put_note_draft(
                             app->library, str_from(app->prompt_draft), text, &ignored))
        error_clear(&ignored);
    strbuf_reset(&app->prompt_kept);
    strbuf_append_str(&app->prompt_kept, text);
    app->prompt_changed_us = 0;
}

/* It is answered or left. */
static void drop_prompt_draft(App *app)
{
    if (app->prompt_draft)
        app_drop_draft(app, str_from(app->prompt_draft));
    free(app->prompt_draft);
    strbuf_clear(&app->prompt_kept);
    app->prompt_draft = NULL;
    app->prompt_changed_us = 0;
}

static void app_close_prompt(App *app)
{
    Prompt *prompt = app->prompt;
    app->prompt = NULL; /* first: the owner may open the next one */
    drop_prompt_draft(app);
    if (prompt)
        prompt_cancel(prompt);
    prompt_free(prompt);
}

Prompt *app_open_prompt(App *app, const char *label, Str initial, const PromptOps *ops,
                        void *context)
{
    app_close_prompt(app);
    app->prompt = prompt_new(label, initial, ops, context, &app->histories, &app->kills);
    app->is_dirty = true;
    return app->prompt;
}

void app_add_history(App *app, const char *label, Str text)
{
    histories_add(&app->histories, label, text);
}

static bool keeps_history(const App *app)
{
    return app->library && app->settings->history && !secure_is_on();
}

void app_keep_history(App *app, const char *name)
{
    if (!app->prompt || !keeps_history(app))
        return;
    prompt_set_history(app->prompt, name);
    histories_load(&app->histories, prompt_get_label(app->prompt),
                   library_get_store(app->library), name);
}

/* What cannot be kept (the library is read by others only, the disk is full) is there as
 * long as the program runs. */
static void save_history(App *app, const char *name, Str text)
{
    Error ignored = {0};
    if (name && !library_put_typed(app->library, str_from(name), text, &ignored))
        error_clear(&ignored);
}

bool act_forget_typed(const ActionCall *call, Error *err)
{
    App *app = call->app;
    histories_clear(&app->histories);
    if (app->library && !library_drop_typed(app->library, err))
        return false;
    app_message(app, "%s", _("what was typed is forgotten"));
    return true;
}

static void app_accept_prompt(App *app)
{
    Prompt *prompt = app->prompt;
    Error err = {0};
    save_prompt_draft(app, true); /* whatever becomes of the answer */
    app->prompt = NULL;           /* the owner may open the next one */
    bool is_done = prompt_accept(prompt, &err);
    if (is_done && !app->prompt) /* opening the next one has dropped it */
        drop_prompt_draft(app);
    if (is_done) {
        save_history(app, prompt_get_history(prompt), prompt_get_answer(prompt));
        repeat_note_answer(app, prompt, prompt_get_answer(prompt));
    }
    if (error_is_set(&err))
        app_message_error(app, &err);
    if (!is_done && !app->prompt)
        app->prompt = prompt;
    else
        prompt_free(prompt);
    error_clear(&err);
}

void overlay_answer(App *app, Str text)
{
    prompt_set_answer(app->prompt, text);
    app_accept_prompt(app);
}

static void app_obey_prompt(App *app, PromptResult result)
{
    switch (result) {
    case PROMPT_OPEN:
        break;
    case PROMPT_ACCEPTED:
    case PROMPT_POINTED:
        app_accept_prompt(app);
        break;
    case PROMPT_CANCELLED:
        app_close_prompt(app);
        break;
    }
    note_prompt_change(app);
}

/* ---- confirmation ------------------------------------------------------ */

void app_confirm(App *app, const char *question, void (*accept)(void *context),
                 void *context)
{
    free(app->confirm.question);
    app->confirm = (Confirm){str_dup(str_from(question)), accept, context};
    app->is_dirty = true;
}

static void app_feed_confirm(App *app, Key key)
{
    Confirm confirm = app->confirm;
    Key folded = key_fold(key);
    app->confirm = (Confirm){0};
    free(confirm.question);
    if (key_is(folded, 'y', 0) || key_is(folded, 'Y', 0) || key_is(key, KEY_ENTER, 0))
        confirm.accept(confirm.context);
}

/* ---- editor ------------------------------------------------------------ */

/* A draft that was left behind is taken up again. */
static bool app_find_draft(App *app, Str key, StrBuf *text)
{
    Error err = {0};
    bool is_found =
        app->library && key.len &&
        store_get_note_draft(library_get_store(app->library), key, text, &err);
    error_clear(&err);
    return is_found;
}

void app_keep_prompt_draft(App *app, Str key)
{
    StrBuf draft = {0};
    app->prompt_draft = str_dup(key);
    strbuf_append_str(&app->prompt_kept, prompt_get_text(app->prompt));
    if (app_find_draft(app, key, &draft) &&
        !str_is_equal(strbuf_get(&draft), prompt_get_text(app->prompt))) {
        prompt_set_text(app->prompt, strbuf_get(&draft));
        strbuf_reset(&app->prompt_kept);
        strbuf_append_str(&app->prompt_kept, strbuf_get(&draft));
        app_message(app, "%s", _("This is the draft that was not saved last time."));
    }
    strbuf_clear(&draft);
}

void app_open_editor(App *app, const EditorRequest *request)
{
    StrBuf draft = {0};
    bool has_draft = app_find_draft(app, request->draft_key, &draft) &&
                     !str_is_equal(strbuf_get(&draft), request->initial);
    editor_free(app->editor);
    app->editor = editor_new(request, has_draft ? strbuf_get(&draft) : request->initial,
                             &app->kills);
    if (has_draft)
        app_message(app, "%s", _("This is the draft that was not saved last time."));
    strbuf_clear(&draft);
    app->is_dirty = true;
}

int overlay_get_due_ms(const App *app)
{
    return app->editor ? editor_get_due_ms(app->editor) : get_prompt_due_ms(app);
}

void overlay_save_draft(App *app, bool at_once)
{
    save_prompt_draft(app, at_once);
    int due_ms = app->editor ? editor_get_due_ms(app->editor) : -1;
    if (due_ms < 0 || (due_ms > 0 && !at_once))
        return;
    Error err = {0};
    Str key = editor_get_request(app->editor)->draft_key;
    if (app->library && key.len &&
        !library_put_note_draft(app->library, key, editor_get_text(app->editor), &err))
        app_message_error(app, &err);
    editor_set_draft_saved(app->editor);
    error_clear(&err);
}

static void app_save_editor(App *app)
{
    Editor *editor = app->editor;
    const EditorRequest *request = editor_get_request(editor);
    Error err = {0};
    overlay_save_draft(app, true); /* whatever becomes of the saving */
    app->editor = NULL;
    if (request->saved &&
        !request->saved(request->context, editor_get_text(editor), &err)) {
        if (error_is_set(&err))
            app_message_error(app, &err);
        if (!app->editor) {
            app->editor = editor; /* what was written stays on the screen */
            editor = NULL;
        }
    } else {
        app_drop_draft(app, request->draft_key);
    }
    editor_free(editor);
    error_clear(&err);
}

static void app_leave_editor(App *app)
{
    Editor *editor = app->editor;
    const EditorRequest *request = editor_get_request(editor);
    bool is_changed = editor_is_changed(editor);
    overlay_save_draft(app, true);
    app->editor = NULL;
    if (is_changed && app->library && request->draft_key.len)
        app_message(app, "%s", _("The draft is kept; it comes back with the same note."));
    else
        app_drop_draft(app, request->draft_key);
    if (request->cancelled)
        request->cancelled(request->context);
    editor_free(editor);
}

/* Gives the terminal away while it runs. */
static bool run_external(App *app, StrBuf *text, Error *err)
{
    if (!secure_allow(_("no editor is started; the note is written here"), err))
        return false;
    const char *directory =
        app->library ? store_get_directory(library_get_store(app->library)) : "/tmp";
    app->term->ops->suspend(app->term);
    bool is_edited =
        external_edit(external_get_command(app->settings), directory, text, err);
    app->term->ops->resume(app->term);
    app_relayout(app);
    return is_edited;
}

static void app_edit_externally(App *app)
{
    StrBuf text = {0};
    Error err = {0};
    overlay_save_draft(app, true);
    strbuf_append_str(&text, editor_get_text(app->editor));
    if (run_external(app, &text, &err))
        editor_set_text(app->editor, strbuf_get(&text));
    else
        app_message_error(app, &err);
    strbuf_clear(&text);
    error_clear(&err);
}

static void app_feed_editor(App *app, Key key)
{
    switch (editor_feed(app->editor, key)) {
    case EDITOR_OPEN:
        if (editor_is_leaving(app->editor))
            app_message(app, "%s", _("Esc once more leaves; ^S saves."));
        break;
    case EDITOR_SAVE:
        app_save_editor(app);
        break;
    case EDITOR_LEAVE:
        app_leave_editor(app);
        break;
    case EDITOR_EXTERNAL:
        app_edit_externally(app);
        break;
    }
}

/* ---- all of them ------------------------------------------------------- */

static bool has_overlay(const App *app)
{
    return app->confirm.question || app->prompt || app->editor;
}

bool overlay_feed_key(App *app, Key key)
{
    /* What another program wrote onto the screen may cover what is being written. */
    if (has_overlay(app) && key_is(key, 'l', KEY_CTRL))
        app_repaint(app);
    else if (app->confirm.question)
        app_feed_confirm(app, key);
    else if (app->prompt)
        app_obey_prompt(app, prompt_feed(app->prompt, key));
    else if (app->editor)
        app_feed_editor(app, key);
    else
        return false;
    return true;
}

bool overlay_point(App *app, const Event *event)
{
    if (!has_overlay(app))
        return false;
    if (app->confirm.question || !app->prompt)
        return true;
    const View *view = app_get_screen(app);
    PromptResult result = prompt_point(app->prompt, app->frame.rows, event);
    app_obey_prompt(app, result);
    /* The answer may have led elsewhere; then the click is not meant for what is there.
     */
    return result != PROMPT_POINTED || has_overlay(app) || app_get_screen(app) != view;
}

bool overlay_paste(App *app, Str text)
{
    if (app->confirm.question)
        return true;
    if (app->prompt) {
        if (!prompt_paste(app->prompt, text))
            app_message(app, "%s", _("too much for one row: its beginning was put in"));
        note_prompt_change(app);
    } else if (app->editor)
        editor_paste(app->editor, text);
    else
        return false;
    return true;
}

void overlay_close_all(App *app)
{
    overlay_save_draft(app, true);
    free(app->prompt_draft); /* what was not answered is there the next time */
    app->prompt_draft = NULL;
    app_close_prompt(app);
    free(app->confirm.question);
    app->confirm = (Confirm){0};
    if (app->editor && editor_get_request(app->editor)->cancelled)
        editor_get_request(app->editor)
            ->cancelled(editor_get_request(app->editor)->context);
    editor_free(app->editor);
    app->editor = NULL;
}
