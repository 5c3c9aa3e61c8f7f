/* Work that takes longer than a key: it is told of, and can be stopped.
 *
 * Keys are not lost meanwhile: what is typed ahead waits for its turn, unless Esc or ^C
 * comes, which stops the work and forgets them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/app.h"

#include <stdlib.h>

#include "tui/key.h"

#define LOOK_EVERY_US 50000 /* for Esc, and at the clock */
#define REDRAW_US 100000

/* ---- what is typed ahead ------------------------------------------------- */

static void held_add(App *app, const Event *event)
{
    Held *held = &app->held;
    held->events =
        mem_grow(held->events, &held->capacity, held->count + 1, sizeof(*held->events));
    held->events[held->count] = *event;
    if (event->kind == EVENT_PASTE)
        held->events[held->count].paste.data = str_dup(event->paste);
    held->count++;
}

static void held_drop(Held *held)
{
    for (size_t i = held->next; i < held->count; i++)
        if (held->events[i].kind == EVENT_PASTE)
            free((char *)held->events[i].paste.data);
    held->next = held->count = 0;
}

void held_clear(App *app)
{
    held_drop(&app->held);
    free(app->held.events);
    free(app->held.paste);
    app->held = (Held){0};
}

bool app_has_pending(const App *app)
{
    return app->held.next < app->held.count || app->term->ops->has_pending(app->term);
}

Event app_read_event(App *app, int timeout_ms)
{
    Held *held = &app->held;
    free(held->paste); /* it was the last event's */
    held->paste = NULL;
    if (held->next == held->count)
        return app->term->ops->read_event(app->term, timeout_ms);
    Event event = held->events[held->next++];
    if (event.kind == EVENT_PASTE)
        held->paste = (char *)event.paste.data;
    if (held->next == held->count)
        held->next = held->count = 0;
    return event;
}

/* ---- stopping ------------------------------------------------------------ */

static bool is_stop(const Event *event)
{
    return event->kind == EVENT_HANGUP ||
           (event->kind == EVENT_KEY &&
            (key_is(event->key, KEY_ESCAPE, 0) || key_is(event->key, 'c', KEY_CTRL)));
}

static void look_for_stop(App *app)
{
    while (!app->work.is_stopped && app->term->ops->has_pending(app->term)) {
        Event event = app->term->ops->read_event(app->term, 0);
        if (event.kind == EVENT_NONE)
            break;
        app->work.is_stopped = is_stop(&event);
        if (event.kind == EVENT_HANGUP)
            app_quit(app); /* drafts are saved on the way out */
        if (app->work.is_stopped)
            held_drop(&app->held);
        else
            held_add(app, &event);
    }
}

/* ---- telling ------------------------------------------------------------- */

/* Over the last frame: the view may be in the middle of a change, and the library is
 * busy. */
static void draw(App *app, int64_t now_us)
{
    const Work *work = &app->work;
    Frame *frame = &app->frame;
    int row = MAX(frame->rows >= 3 ? frame->rows - 2 : frame->rows - 1, 0);
    int seconds = (int)((now_us - work->began_us) / 1000000);
    StrBuf text = {0};
    strbuf_append_text(&text, work->what ? work->what : _("at work"));
    if (work->total)
        strbuf_appendf(&text, "   %d%%",
                       (int)(100 * MIN(work->done, work->total) / work->total));
    strbuf_append_text(&text, "   ");
    strbuf_appendf(&text, _("%d s"), seconds);
    strbuf_appendf(&text, "   %s", _("Esc stops"));
    frame_fill(frame, row, 0, 1, frame->columns, STYLE_MESSAGE);
    frame_put_cut(frame, row, 1, frame->columns - 2, strbuf_get(&text), STYLE_MESSAGE,
                  STYLE_TEXT);
    frame->cursor_row = frame->cursor_column = -1;
    app->term->ops->present(app->term, frame);
    app->is_dirty = true;
    strbuf_clear(&text);
}

bool app_goes_on(void *context, uint64_t done, uint64_t total)
{
    App *app = context;
    Work *work = &app->work;
    int64_t now_us = time_monotonic_us();
    if (total) {
        work->done = done;
        work->total = total;
    }
    if (work->is_stopped || now_us - work->looked_us < LOOK_EVERY_US)
        return !work->is_stopped;
    work->looked_us = now_us;
    if (now_us - work->began_us < app->patience_us)
        return true;
    look_for_stop(app);
    if (!work->is_painted_by_view && !work->is_stopped &&
        now_us - work->drawn_us > REDRAW_US) {
        work->drawn_us = now_us;
        draw(app, now_us);
    }
    return !work->is_stopped;
}

static bool is_interrupted(void *context)
{
    return !app_goes_on(context, 0, 0);
}

/* ---- beginning and end --------------------------------------------------- */

static void listen(App *app, bool is_asked)
{
    if (!app->library)
        return;
    library_set_progress(app->library, is_asked ? app_goes_on : NULL, app);
    store_set_interrupt(library_get_store(app->library), is_asked ? is_interrupted : NULL,
                        app);
}

void work_arm(App *app)
{
    app->work = (Work){.began_us = time_monotonic_us()};
    listen(app, true);
}

void work_disarm(App *app)
{
    app->work = (Work){0};
    listen(app, false);
}

void app_begin_work(App *app, const char *what)
{
    work_arm(app);
    app->work.what = what;
}

void app_begin_own_work(App *app)
{
    work_disarm(app);
    app->work = (Work){.began_us = time_monotonic_us(), .is_painted_by_view = true};
}

/* ---- rows that are still to come ----------------------------------------- */

static bool has_item(const View *view)
{
    return view->ops->get_state && view->ops->get_state(view) & NEED_ITEM;
}

void work_await_item(App *app, View *view)
{
    app->is_awaiting = true;
    while (!has_item(view) && view->ops->is_filling && view->ops->is_filling(view) &&
           app_goes_on(app, 0, 0))
        view->ops->idle(view);
    app->is_awaiting = false;
}

bool app_is_typing(App *app)
{
    bool is_typing = !app->is_awaiting && app_has_pending(app);
    app->is_put_off |= is_typing;
    return is_typing;
}
