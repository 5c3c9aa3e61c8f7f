/* The application: a stack of views, and the loop that reads, acts and paints.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/app.h"

#include <stdlib.h>
#include <unistd.h>

#include "tui/key.h"
#include "tui/keymap.h"
#include "tui/watch.h"

/* Held keys are drained before painting, but a hand that never lets go sees this. */
#define PAINT_LATEST_US 100000
/* Work that takes longer is told of. */
#define PATIENCE_US 300000
/* How often another program's changes are looked for while nothing is typed. */
#define VERSION_INTERVAL_US 1000000

/* ---- life -------------------------------------------------------------- */

/* The end is near: nothing typed may be lost, and the terminal must be usable. */
static void app_last_words(void *context)
{
    App *app = context;
    app->term->ops->suspend(app->term);
    overlay_save_draft(app, true);
}

static void app_begin_watch(App *app)
{
    Store *store = app->library ? library_get_store(app->library) : NULL;
    app->watch = -1;
    if (!store)
        return;
    app->version = store_get_version(store);
    if (app->term->ops->set_watch)
        app->watch = watch_open(store_get_directory(store));
    if (app->watch >= 0)
        app->term->ops->set_watch(app->term, app->watch);
}

App *app_new(const AppOptions *options, Error *err)
{
    Keymap *keymap = keymap_new(options->settings, err);
    if (!keymap)
        return NULL;
    App *app = mem_alloc(sizeof(*app));
    app->library = options->library;
    app->settings = options->settings;
    app->theme = options->theme;
    app->term = options->term;
    app->keymap = keymap;
    app->layout_generation = app->content_generation = 1;
    app->is_dirty = true;
    app->patience_us = PATIENCE_US;
    app_begin_watch(app);
    int rows = 1, columns = 1;
    app->term->ops->get_size(app->term, &rows, &columns);
    frame_init(&app->frame, rows, columns, app_get_width(app));
    mem_set_last_words(app_last_words, app);
    app_follow_ground(app);
    return app;
}

static void view_free(View *view)
{
    if (view->ops->free)
        view->ops->free(view);
    else
        free(view);
}

static void app_free_closed(App *app)
{
    for (size_t i = 0; i < app->closed_count; i++)
        view_free(app->closed[i]);
    app->closed_count = 0;
}

void app_free(App *app)
{
    if (!app)
        return;
    overlay_close_all(app);
    while (app->slot_count)
        app_pop(app);
    app_free_closed(app);
    mem_set_last_words(NULL, NULL);
    if (app->watch >= 0) {
        app->term->ops->set_watch(app->term, -1);
        close(app->watch);
    }
    for (size_t i = 0; i < app->kept_count; i++)
        app->kept[i].free(app->kept[i].kept);
    free(app->kept);
    histories_clear(&app->histories);
    held_clear(app);
    kill_ring_clear(&app->kills);
    repeat_clear(&app->last);
    repeat_clear(&app->asking);
    keymap_free(app->keymap);
    frame_clear_memory(&app->frame);
    free(app->message);
    free(app->closed);
    free(app->slots);
    free(app);
}

/* ---- the stack --------------------------------------------------------- */

void app_push(App *app, View *view)
{
    app->slots = mem_grow(app->slots, &app->slot_capacity, app->slot_count + 1,
                          sizeof(*app->slots));
    view->app = app;
    app->slots[app->slot_count++] =
        (ViewSlot){.view = view, .content_seen = app->content_generation};
    keymap_reset(app->keymap);
    app->is_dirty = app->wants_idle = true;
}

void app_retire(App *app, View *view)
{
    app->closed = mem_grow(app->closed, &app->closed_capacity, app->closed_count + 1,
                           sizeof(*app->closed));
    app->closed[app->closed_count++] = view;
}

void app_pop(App *app)
{
    View *screen = app_get_screen(app);
    if (!screen || (screen->ops->step_back && screen->ops->step_back(screen)))
        return;
    app_retire(app, screen);
    app->slot_count--;
    if (app->slot_count)
        app->slots[app->slot_count - 1].content_seen = 0;
    keymap_reset(app->keymap);
    app->is_dirty = app->wants_idle = true;
}

View *app_get_screen(App *app)
{
    return app->slot_count ? app->slots[app->slot_count - 1].view : NULL;
}

View *app_get_view(App *app)
{
    View *screen = app_get_screen(app);
    return screen && screen->ops->get_inner ? screen->ops->get_inner(screen) : screen;
}

void app_swap_screen(App *app, View *view)
{
    app->slots[app->slot_count - 1] = (ViewSlot){.view = view};
    view->app = app;
    keymap_reset(app->keymap);
    app->is_dirty = app->wants_idle = true;
}

void app_touch(App *app)
{
    app->content_generation++;
    app->is_dirty = true;
}

bool app_has_changed(const App *app)
{
    return app->library && library_count_recorded(app->library) != app->recorded;
}

void app_repaint(App *app)
{
    if (app->term->ops->repaint)
        app->term->ops->repaint(app->term);
    app_touch(app);
}

void app_relayout(App *app)
{
    int rows = app->frame.rows, columns = app->frame.columns;
    app->term->ops->get_size(app->term, &rows, &columns);
    frame_clear_memory(&app->frame);
    frame_init(&app->frame, rows, columns, app_get_width(app));
    app->layout_generation++;
    app->is_dirty = true;
}

/* The topmost view knows its size and what has changed before it acts or draws. */
static void app_prepare(App *app)
{
    if (app->slot_count == 0)
        return;
    ViewSlot *slot = &app->slots[app->slot_count - 1];
    View *view = slot->view;
    if (slot->layout_seen != app->layout_generation) {
        slot->layout_seen = app->layout_generation;
        if (view->ops->layout)
            view->ops->layout(view, app->frame.rows, app->frame.columns);
    }
    if (slot->content_seen != app->content_generation) {
        slot->content_seen = app->content_generation;
        if (view->ops->refresh)
            view->ops->refresh(view);
    }
}

/* ---- borrowing --------------------------------------------------------- */

Library *app_get_library(App *app)
{
    return app->library;
}

Settings *app_get_settings(App *app)
{
    return app->settings;
}

Theme *app_get_theme(App *app)
{
    return app->theme;
}

Term *app_get_term(App *app)
{
    return app->term;
}

const Keymap *app_get_keymap(const App *app)
{
    return app->keymap;
}

bool app_remake_keymap(App *app, Error *err)
{
    Keymap *keymap = keymap_new(app->settings, err);
    if (!keymap)
        return false;
    keymap_free(app->keymap);
    app->keymap = keymap;
    return true;
}

WidthPolicy app_get_width(const App *app)
{
    WidthPolicy width = settings_get_width(app->settings);
    AmbiguousWidth learnt = AMBIGUOUS_NARROW;
    if (str_is_equal(str_from(app->settings->ambiguous), STR("auto")) &&
        app->term->ops->get_ambiguous &&
        app->term->ops->get_ambiguous(app->term, &learnt))
        width.ambiguous = learnt;
    if (width.ambiguous == AMBIGUOUS_NARROW && app->settings->quote_grid)
        width.ambiguous = AMBIGUOUS_SPACED;
    return width;
}

/* ---- keeping ----------------------------------------------------------- */

void app_keep(App *app, void *kept, void (*free)(void *kept))
{
    app->kept =
        mem_grow(app->kept, &app->kept_capacity, app->kept_count + 1, sizeof(*app->kept));
    app->kept[app->kept_count++] = (Kept){kept, free};
}

void *app_get_kept(const App *app, void (*free)(void *kept))
{
    for (size_t i = 0; i < app->kept_count; i++)
        if (app->kept[i].free == free)
            return app->kept[i].kept;
    return NULL;
}

/* ---- messages ---------------------------------------------------------- */

static void app_set_message(App *app, char *message, bool is_error)
{
    free(app->message);
    app->message = message;
    app->is_error = is_error;
    app->is_dirty = true;
}

void app_message(App *app, const char *format, ...)
{
    StrBuf text = {0};
    va_list args;
    va_start(args, format);
    strbuf_appendv(&text, format, args);
    va_end(args);
    app_set_message(app, strbuf_detach(&text), false);
}

void app_message_error(App *app, const Error *err)
{
    app_set_message(app, str_dup(str_from(error_get_message(err))), true);
}

/* ---- events ------------------------------------------------------------ */

static size_t view_get_contexts(const View *view, Context contexts[CONTEXT_COUNT + 1])
{
    size_t count = MIN(view->ops->context_count, (size_t)CONTEXT_COUNT);
    for (size_t i = 0; i < count; i++)
        contexts[i] = view->ops->contexts[i];
    contexts[count] = CONTEXT_GLOBAL;
    return count + 1;
}

size_t app_get_contexts(App *app, Context contexts[CONTEXT_COUNT + 1])
{
    return view_get_contexts(app_get_view(app), contexts);
}

static void app_feed_event(App *app, const Event *event)
{
    View *view = app_get_screen(app);
    bool is_taken = view->ops->event && view->ops->event(view, event);
    bool is_character = event->kind == EVENT_KEY && event->key.code < KEY_SPECIAL &&
                        event->key.code > ' ' && !event->key.modifiers;
    if (is_taken || !is_character)
        return;
    StrBuf name = {0};
    key_append_name(event->key, &name);
    app_message(app, _("%s does nothing here; ? explains the keys"), name.data);
    strbuf_clear(&name);
}

/* What <Char> stood for is the argument. */
static void app_act_character(App *app, ActionId action, int count)
{
    char bytes[4];
    Key character = keymap_get_character(app->keymap);
    Str argument = {bytes, character.code ? utf8_encode(character.code, bytes) : 0};
    app_act(app, action, count, argument);
}

static void app_feed_key(App *app, const Event *event)
{
    app_set_message(app, NULL, false);
    app->last_key = event->key;
    app->key_us = time_monotonic_us();
    app->has_key_hints = false;
    if (overlay_feed_key(app, event->key))
        return;
    Context contexts[CONTEXT_COUNT + 1];
    size_t context_count = app_get_contexts(app, contexts);
    ActionId action = ACTION_COUNT;
    int count = 0;
    KeymapResult result =
        keymap_feed(app->keymap, contexts, context_count, event->key, &action, &count);
    if (result == KEYMAP_UNKNOWN && key_is(event->key, 'c', KEY_CTRL))
        result = keymap_feed(app->keymap, contexts, context_count,
                             (Key){.code = KEY_ESCAPE}, &action, &count);
    if (result == KEYMAP_ACTION)
        app_act_character(app, action, count);
    else if (result == KEYMAP_UNKNOWN)
        app_feed_event(app, event);
}

/* A click on a hint is its key. */
static void app_feed_mouse(App *app, const Event *event)
{
    bool is_hint = event->mouse == MOUSE_CLICK && event->row == app->frame.rows - 1;
    ActionId action = is_hint ? chrome_find_hint(app, event->column) : ACTION_COUNT;
    if (event->mouse != MOUSE_RELEASE)
        app_set_message(app, NULL, false);
    if (action != ACTION_COUNT)
        app_act(app, action, 0, (Str){0});
    else if (!is_hint)
        app_feed_event(app, event);
}

/* Nothing came: idle work of the view, and what is due at times. */
static void app_be_idle(App *app)
{
    View *view = app_get_screen(app);
    bool was_wanted = app->wants_idle && view->ops->idle;
    app->is_put_off = false;
    /* What looked like a key may be none in the end, and would not bring the work back.
     */
    app->wants_idle = was_wanted && (view->ops->idle(view) || app->is_put_off);
    app->is_dirty |= was_wanted;
}

static void app_handle(App *app, const Event *event)
{
    if (event->kind != EVENT_NONE) {
        app->is_dirty = true;
        app->wants_idle = true;
        app->recorded = app->library ? library_count_recorded(app->library) : 0;
        work_arm(app);
    }
    switch (event->kind) {
    case EVENT_NONE:
        app_be_idle(app);
        break;
    case EVENT_KEY:
        app_feed_key(app, event);
        break;
    case EVENT_PASTE:
        if (!overlay_paste(app, event->paste))
            app_feed_event(app, event);
        break;
    case EVENT_MOUSE:
        if (!overlay_point(app, event))
            app_feed_mouse(app, event);
        break;
    case EVENT_RESIZE:
        app_follow_ground(app);
        app_relayout(app);
        break;
    case EVENT_HANGUP:
        overlay_save_draft(app, true);
        app->is_over = true;
        break;
    }
    if (event->kind != EVENT_NONE)
        work_disarm(app);
}

/* ---- the loop ---------------------------------------------------------- */

static void app_watch_library(App *app)
{
    int64_t now_us = time_monotonic_us();
    app->is_stale |= app->watch < 0 || watch_take(app->watch);
    if (!app->library || !app->is_stale || now_us - app->version_us < VERSION_INTERVAL_US)
        return;
    app->is_stale = false;
    app->version_us = now_us;
    int64_t version = store_get_version(library_get_store(app->library));
    if (version != app->version)
        app_touch(app);
    app->version = version;
}

void app_paint(App *app)
{
    app_prepare(app);
    View *view = app_get_screen(app);
    if (!view)
        return;
    frame_erase(&app->frame, STYLE_TEXT);
    view->ops->draw(view, &app->frame);
    chrome_draw(app, &app->frame);
    app->term->ops->present(app->term, &app->frame);
    app->is_dirty = false;
    app->painted_us = time_monotonic_us();
}

static bool app_is_paint_due(App *app)
{
    bool is_ready = !app->term->ops->is_ready || app->term->ops->is_ready(app->term);
    return app->is_dirty && is_ready &&
           (!app_has_pending(app) ||
            time_monotonic_us() - app->painted_us > PAINT_LATEST_US);
}

static int app_get_view_due_ms(const App *app)
{
    const View *view = app_get_view((App *)app);
    return view && view->ops->get_due_ms ? view->ops->get_due_ms(view) : -1;
}

static int app_get_timeout_ms(const App *app)
{
    if (app->wants_idle)
        return 0;
    bool will_look = app->library && (app->is_stale || app->watch < 0);
    int timeout_ms = will_look ? VERSION_INTERVAL_US / 1000 : -1;
    int dues_ms[] = {overlay_get_due_ms(app), key_hints_get_due_ms(app),
                     app_get_view_due_ms(app)};
    for (size_t i = 0; i < ARRAY_SIZE(dues_ms); i++)
        if (dues_ms[i] >= 0 && (timeout_ms < 0 || dues_ms[i] < timeout_ms))
            timeout_ms = dues_ms[i];
    return timeout_ms;
}

bool app_is_idle_wanted(const App *app)
{
    return app->wants_idle;
}

void app_turn(App *app, bool may_wait)
{
    app_watch_library(app);
    app_prepare(app);
    if (app_is_paint_due(app))
        app_paint(app);
    Event event = app_read_event(app, may_wait ? app_get_timeout_ms(app) : 0);
    app_handle(app, &event);
    if (key_hints_get_due_ms(app) == 0)
        app->has_key_hints = app->is_dirty = true;
    if (app_get_view_due_ms(app) == 0)
        app->wants_idle = true;
    overlay_save_draft(app, false);
    app_free_closed(app);
}

void app_run(App *app)
{
    while (app->slot_count && !app->is_over)
        app_turn(app, true);
}

void app_quit(App *app)
{
    app->is_over = true;
}

/* ---- actions ----------------------------------------------------------- */

static unsigned app_get_state(const App *app, const View *view)
{
    unsigned state = view->ops->get_state ? view->ops->get_state(view) : 0;
    if (app->library && store_is_writable(library_get_store(app->library)))
        state |= NEED_WRITABLE;
    return state;
}

static bool app_check_context(const View *view, const Action *action, Error *err)
{
    static const char *const headings[] = {
#define CONTEXT(id, name, help) help,
#include "../tables/contexts.def"
#undef CONTEXT
    };
    Context contexts[CONTEXT_COUNT + 1];
    size_t count = view_get_contexts(view, contexts);
    for (size_t i = 0; i < count; i++) {
        if (contexts[i] == action->context)
            return true;
    }
    /* Translators: the second is the name of a place, as “In a document”. */
    return error_set(err, ERR_USAGE, _("%s works elsewhere: %s"), action->name,
                     _(headings[action->context]));
}

static bool app_check_needs(const App *app, const View *view, const Action *action,
                            Error *err)
{
    static const struct {
        unsigned need;
        const char *refusal;
    } refusals[] = {
        {NEED_DOCUMENT, N_("no document is open; Enter on the shelf opens one")},
        {NEED_ITEM, N_("there is no row here to do that with; ? tells what can be done")},
        {NEED_SELECTION, N_("nothing is selected; s selects the sentence")},
    };
    unsigned missing = action->needs & ~app_get_state(app, view);
    for (size_t i = 0; i < ARRAY_SIZE(refusals); i++) {
        if (missing & refusals[i].need)
            return error_set(err, ERR_USAGE, "%s", _(refusals[i].refusal));
    }
    if (missing & NEED_WRITABLE)
        return library_require_writable(app->library, err);
    return true;
}

bool app_offers(const App *app, const View *view, ActionId id)
{
    bool is_filling = view->ops->is_filling && view->ops->is_filling(view);
    unsigned asked = NEED_DOCUMENT | NEED_SELECTION | NEED_WRITABLE |
                     (is_filling ? NEED_NONE : NEED_ITEM);
    return !(action_get(id)->needs & asked & ~app_get_state(app, view));
}

void app_act(App *app, ActionId id, int count, Str argument)
{
    View *view = app_get_view(app);
    const Action *action = action_get(id);
    if (!view)
        return;
    app_prepare(app);
    Error err = {0};
    ActionCall call = {app, view, id, action->arg, count, argument};
    const Prompt *before = app->prompt;
    if (action->needs & NEED_ITEM)
        work_await_item(app, view);
    bool is_done = app_check_context(view, action, &err) &&
                   app_check_needs(app, view, action, &err) &&
                   action->handler(&call, &err);
    if (!is_done && error_is_set(&err))
        app_message_error(app, &err);
    if (is_done)
        repeat_note(app, &call, before);
    error_clear(&err);
    app->is_dirty = true;
}
