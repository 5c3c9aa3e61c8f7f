/* The application from inside: what its parts share.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TUI_APP_H
#define PIYUE_TUI_APP_H

#include <piyue/tui.h>

#include "tui/editor.h"
#include "tui/prompt.h"

/* A view on the stack, and which size and content it has been told of. */
typedef struct ViewSlot {
    View *view;
    unsigned layout_seen, content_seen;
} ViewSlot;

typedef struct Confirm {
    char *question; /* owned; NULL while nothing is asked */
    void (*accept)(void *context);
    void *context;
} Confirm;

/* A change that can be done again: an action, and what was answered when it asked. */
typedef struct Repeat {
    ActionId action;
    int count;
    char *argument, *answer; /* owned; answer is NULL where nothing was asked */
    const Prompt *prompt;    /* that is asking */
    bool is_set;
} Repeat;

/* What screens keep beyond their own life. */
typedef struct Kept {
    void *kept;
    void (*free)(void *kept);
} Kept;

/* Events that came while something else was done, in their order. */
typedef struct Held {
    Event *events;
    size_t next, count, capacity;
    char *paste; /* owned: of the event that was given last */
} Held;

/* What the key that came last began. */
typedef struct Work {
    const char *what; /* borrowed; NULL: nothing particular is known */
    uint64_t done, total;
    int64_t began_us, looked_us, drawn_us;
    bool is_painted_by_view, is_stopped;
} Work;

struct App {
    Library *library; /* borrowed; may be NULL */
    Settings *settings;
    Theme *theme;
    Term *term;
    Keymap *keymap;
    ViewSlot *slots; /* the topmost last */
    size_t slot_count, slot_capacity;
    View **closed; /* freed when no handler can be using them any more */
    size_t closed_count, closed_capacity;
    unsigned layout_generation, content_generation;
    Frame frame;
    char *message; /* owned; NULL for none */
    bool is_error;
    Prompt *prompt;            /* at most one of prompt, editor and confirm is open */
    char *prompt_draft;        /* key of what is typed into it; NULL: it is not kept */
    StrBuf prompt_kept;        /* what is on disk of it */
    int64_t prompt_changed_us; /* since when the disk has another text; 0: it has not */
    Editor *editor;
    Confirm confirm;
    Repeat last, asking;
    Held held;
    Work work;
    uint64_t recorded;   /* in the library, before the last event */
    int64_t patience_us; /* work that takes longer is told of */
    bool is_awaiting;    /* a view reads on, whatever was typed ahead */
    bool is_put_off;     /* work was given up for a key */
    Histories histories;
    KillRing kills; /* of all that is typed */
    Kept *kept;
    size_t kept_count, kept_capacity;
    Key last_key;
    int64_t key_us;     /* when it came */
    bool has_key_hints; /* what may follow it is shown */
    int watch; /* of the library; -1 where it is looked at once a second instead */
    bool is_over, is_dirty, wants_idle, is_stale; /* the library may have changed */
    int64_t painted_us, version_us;
    int64_t version; /* of the library, as last seen */
};

/* `theme = auto` after the terminal has told its ground. */
void app_follow_ground(App *app);
/* Loads a theme, or `auto`, and sets the option. */
bool app_set_theme(App *app, Str name, Error *err);
/* One turn of the loop: paint if due, read an event (waiting at most until something of
 * ours is due, and not at all when `may_wait` is false), act on it. */
void app_turn(App *app, bool may_wait);
/* Lays out, refreshes and paints at once, whatever is pending. */
void app_paint(App *app);
/* Is there idle work left? */
bool app_is_idle_wanted(const App *app);
/* The whole screen is sent again, for a terminal that shows something else. */
void app_repaint(App *app);
/* Size, width or options changed: every view is laid out anew before it is drawn. */
void app_relayout(App *app);

/* command_complete.c: what may be meant on the `:` row. `context` is the App. */
void command_complete(void *context, Str text, Prompt *prompt);

/* Can the action be taken now? Rows that are still to come count as there. */
bool app_offers(const App *app, const View *view, ActionId id);

/* chrome.c: what is drawn over the view. */
void chrome_draw(App *app, Frame *frame);
/* The action of the hint that stands there; ACTION_COUNT for none. */
ActionId chrome_find_hint(App *app, int column);

/* key_hints.c: what may follow the keys typed so far, above the hint row; and how long it
 * takes until it is to be shown, -1 while it is not. */
void key_hints_draw(App *app, Frame *frame);
int key_hints_get_due_ms(const App *app);
/* Makes the keymap anew from the settings; false, the old one kept, when they clash. */
bool app_remake_keymap(App *app, Error *err);
/* The contexts of the view that has the keys, innermost first. */
size_t app_get_contexts(App *app, Context contexts[CONTEXT_COUNT + 1]);

/* repeat.c: an action was done, the prompt it opened was answered. */
void repeat_note(App *app, const ActionCall *call, const Prompt *before);
void repeat_note_answer(App *app, const Prompt *prompt, Str answer);
void repeat_clear(Repeat *repeat);

/* work.c: events as they come, those that came ahead first. */
Event app_read_event(App *app, int timeout_ms);
bool app_has_pending(const App *app);
void held_clear(App *app);
/* Between the two what the library is asked can be stopped. */
void work_arm(App *app);
void work_disarm(App *app);
/* Lets a view read on until it has a current row, or will have none. */
void work_await_item(App *app, View *view);

/* overlay.c: prompt, confirmation and editor; true when one was open and took it. */
bool overlay_feed_key(App *app, Key key);
bool overlay_paste(App *app, Str text);
/* The mouse: true where something of these is open, which nothing below it may hear. */
bool overlay_point(App *app, const Event *event);
/* Milliseconds until the editor's draft is due, or -1. */
int overlay_get_due_ms(const App *app);
/* Saves the editor's draft when it is due, or at once. */
void overlay_save_draft(App *app, bool at_once);
/* Enter at the prompt, with this text in it. */
void overlay_answer(App *app, Str text);
void overlay_close_all(App *app);

#endif
