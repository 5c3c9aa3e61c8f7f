/* tui: keys in, cells out, and the stack of views between them.
 *
 * The Frame is what a screen should show; a Term paints it (tty) or keeps it
 * (headless). Keys are assembled from bytes by us. Views are described here and live
 * in the rooms below; actions come from the table. The terminal driver alone knows
 * terminfo and escape sequences; drawing is pure.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TUI_H
#define PIYUE_TUI_H

#include <piyue/layout.h>
#include <piyue/library.h>
#include <piyue/settings.h>

/* ---- frame ------------------------------------------------------------- */

#define CELL_MAX_BYTES 24

/* One cell. The right half of a wide cluster has len 0 and columns 0. */
typedef struct Cell {
    char text[CELL_MAX_BYTES];
    uint8_t len, columns;
    uint8_t base, overlay; /* StyleId; overlay STYLE_TEXT: none */
} Cell;

typedef struct Frame {
    int rows, columns;
    Cell *cells;                   /* rows * columns */
    int cursor_row, cursor_column; /* -1: hidden */
    WidthPolicy width;
} Frame;
void frame_init(Frame *frame, int rows, int columns, WidthPolicy width);
void frame_clear_memory(Frame *frame);
void frame_erase(Frame *frame, StyleId base); /* blanks everywhere */
/* A blank rectangle. Everything outside the frame is clipped. */
void frame_fill(Frame *frame, int row, int column, int rows, int columns, StyleId base);
/* Draws sanitised text from (row, column), at most `max_columns`; a cluster that does
 * not fit whole is left out. Returns the columns used. An overlay style as base (a tag, a
 * note) lies over the base that stands there. */
int frame_put(Frame *frame, int row, int column, int max_columns, Str text, StyleId base,
              StyleId overlay);
/* The same, and what is cut off ends in `~`. */
int frame_put_cut(Frame *frame, int row, int column, int max_columns, Str text,
                  StyleId base, StyleId overlay);
int frame_putf(Frame *frame, int row, int column, int max_columns, StyleId base,
               const char *format, ...) PRINTF_LIKE(6, 7);
void frame_overlay(Frame *frame, int row, int column, int columns, StyleId overlay);
/* The cells of another frame, whole wide clusters only, with their look. */
void frame_copy(Frame *frame, int row, int column, const Frame *from);
/* Another ground under the same text and overlays. */
void frame_set_base(Frame *frame, int row, int column, int columns, StyleId base);
void frame_set_cursor(Frame *frame, int row, int column);
const Cell *frame_get_cell(const Frame *frame, int row, int column);
/* Appends the rows as text without trailing blanks; with `styles` a second plane of one
 * sign a cell, and a legend of the signs. */
void frame_dump(const Frame *frame, bool styles, StrBuf *out);

/* ---- keys -------------------------------------------------------------- */

/* A key: a code point, or one of these (beyond Unicode). */
enum KeyCode {
    KEY_NONE = 0,
    KEY_SPECIAL = 0x110000,
#define NAMED_KEY(id, name) KEY_##id,
#include "../../src/tables/keys.def"
#undef NAMED_KEY
    KEY_CODE_END
};
enum KeyModifier { KEY_CTRL = 1, KEY_ALT = 2, KEY_SHIFT = 4 };

typedef struct Key {
    uint32_t code; /* ^X is 'x' with KEY_CTRL; Enter, Tab, Esc, Backspace are named */
    uint8_t modifiers;
} Key;

typedef enum EventKind {
    EVENT_NONE,
    EVENT_KEY,
    EVENT_PASTE,
    EVENT_RESIZE,
    EVENT_MOUSE,
    EVENT_HANGUP
} EventKind;
typedef enum MouseKind {
    MOUSE_CLICK,
    MOUSE_DRAG,
    MOUSE_RELEASE,
    MOUSE_WHEEL_UP,
    MOUSE_WHEEL_DOWN
} MouseKind;
typedef struct Event {
    EventKind kind;
    Key key;
    Str paste; /* valid UTF-8 without controls but LF and TAB; until the next event */
    MouseKind mouse;
    int row, column; /* of the mouse; new size for EVENT_RESIZE */
} Event;

/* "<C-f>", "z1", "<Esc>", "协": one key at `*off`. False at the end or when broken. */
bool key_parse(Str text, size_t *off, Key *key);
void key_append_name(Key key, StrBuf *out);
/* Full-width ：／？ｊ and 。， as the ASCII keys they stand for in command contexts. */
Key key_fold(Key key);

/* Bytes → events: UTF-8 in pieces, escape sequences, bracketed paste, SGR mouse. */
typedef struct KeyReader KeyReader;
KeyReader *key_reader_new(void);
void key_reader_free(KeyReader *reader);
void key_reader_feed(KeyReader *reader, Str bytes);
/* The next whole event; EVENT_NONE when more bytes are needed. `is_timeout`: nothing
 * came for a while, so a lone Esc is Esc and a partial character U+FFFD. */
Event key_reader_next(KeyReader *reader, bool is_timeout);
bool key_reader_is_pending(const KeyReader *reader); /* holds a partial sequence */
/* One of several bytes, which is no Esc by itself any more. */
bool key_reader_is_in_sequence(const KeyReader *reader);
/* Has something come that is, or may become, an event? Answers of the terminal are kept
 * for whoever takes them and are none. */
bool key_reader_has_keys(KeyReader *reader);

/* ---- terminal ---------------------------------------------------------- */

typedef struct Term Term;
typedef struct TermOps {
    void (*get_size)(Term *term, int *rows, int *columns);
    /* Waits up to timeout_ms (-1: for ever) and gives the next event. */
    Event (*read_event)(Term *term, int timeout_ms);
    bool (*has_pending)(Term *term); /* input is waiting: do not paint yet */
    /* False while the frame before is still on its way: do not paint yet. May be NULL. */
    bool (*is_ready)(Term *term);
    void (*present)(Term *term, const Frame *frame);
    /* Nothing is known of the screen any more, and the terminal is asked anew what it
     * is. May be NULL. */
    void (*repaint)(Term *term);
    void (*set_theme)(Term *term, const Theme *theme);
    void (*set_mouse)(Term *term, bool is_on); /* clicks, wheel; may be NULL */
    /* Gives the terminal back (for an editor, ^Z, the end) and takes it again. */
    void (*suspend)(Term *term);
    void (*resume)(Term *term);
    /* Puts text on the clipboard; appends which way was used ("to tmux", translated).
     * False where there is none. */
    bool (*copy)(Term *term, Str text, StrBuf *way);
    /* How wide this terminal draws ambiguous glyphs, as far as it has told: for
     * `ambiguous = auto`. False while it is not known. May be NULL. */
    bool (*get_ambiguous)(const Term *term, AmbiguousWidth *width);
    /* Whether its ground is light, for `theme = auto`; false while it has not told. May
     * be NULL. */
    bool (*get_ground)(const Term *term, bool *is_light);
    /* Waiting for an event ends with EVENT_NONE, too, when there is something to read
     * from this descriptor; -1: from none. May be NULL. */
    void (*set_watch)(Term *term, int fd);
    void (*free)(Term *term);
} TermOps;
struct Term {
    const TermOps *ops;
};
/* The real terminal. ERR_ENVIRONMENT when it cannot serve (TERM unset or dumb, not a
 * terminal, a locale that is not UTF-8). */
Term *term_tty_new(const Settings *settings, const Theme *theme, Error *err);
/* A terminal in memory. Keys come from `script` in key_parse notation. */
Term *term_headless_new(int rows, int columns, WidthPolicy width, Str script);
const Frame *term_headless_get_frame(const Term *term);

/* What a terminal says of itself, for `piyue doctor`. */
typedef struct TermAnswer {
    const char *name, *sample; /* name: msgid */
    int columns;
} TermAnswer;
typedef struct TermFindings {
    bool is_terminal, is_known, is_usable; /* is_known: terminfo describes TERM */
    const char *stand_in; /* whose description serves for want of TERM's own, or NULL */
    bool is_answering;    /* it answered the last question */
    int rows, columns, colours;   /* 0 where they are not known */
    const char *tier, *clipboard; /* "256"; msgid */
    TermAnswer answers[16];
    size_t answer_count;
    int64_t answer_us;
    bool has_width, has_ground, is_light;
    AmbiguousWidth width;
    int32_t ground; /* 0xRRGGBB */
} TermFindings;
/* Asks the terminal, waiting no longer than `timeout_ms`, and gives it back as it was. */
void term_examine(TermFindings *findings, int timeout_ms);

/* ---- actions ----------------------------------------------------------- */

/* Where keys mean something: the contexts of actions.def. */
typedef enum Context {
#define CONTEXT(id, name, help) CONTEXT_##id,
#include "../../src/tables/contexts.def"
#undef CONTEXT
    CONTEXT_COUNT
} Context;

enum Need {
    NEED_NONE = 0,
    NEED_DOCUMENT = 1 << 0,
    NEED_SELECTION = 1 << 1,
    NEED_WRITABLE = 1 << 2,
    NEED_ITEM = 1 << 3,  /* a current row in a list */
    CAN_REPEAT = 1 << 4, /* no need: REPEAT does it again */
};

typedef enum ActionId {
#define ACTION(id, handler, arg, context, keys, needs, help) ACTION_##id,
#include "../../src/tables/actions.def"
#undef ACTION
    ACTION_COUNT
} ActionId;

typedef struct App App;
typedef struct View View;

typedef struct ActionCall {
    App *app;
    View *view;
    ActionId id;
    int arg;
    int count;    /* typed before the keys; 0 when none */
    Str argument; /* behind the name on the `:` row */
} ActionCall;

typedef struct Action {
    const char *name; /* "fold-all": the id with hyphens, lower case */
    bool (*handler)(const ActionCall *call, Error *err);
    int arg;
    Context context;
    const char *keys; /* default keys, blanks between alternatives */
    unsigned needs;
    const char *help; /* msgid */
} Action;
const Action *action_get(ActionId id);
/* The handlers, one for each name in the table; in tui/ and the rooms of screens. */
#define ACTION(id, handler, arg, context, keys, needs, help)                             \
    bool act_##handler(const ActionCall *call, Error *err);
#include "../../src/tables/actions.def"
#undef ACTION
bool action_find(Str name, ActionId *id);
/* The value of an option that names something settings know nothing of, or learn of in a
 * later row: a colour of passages, a way to cite. True for every other option. */
bool option_check(const Settings *settings, Str name, Error *err);

/* Keys → actions: a stack of contexts, counts, sequences of several keys. */
typedef struct Keymap Keymap;
/* The keys of the profile, the defaults beside it, then the user's `bind` rows;
 * ERR_SETTINGS names a bad one. */
Keymap *keymap_new(const Settings *settings, Error *err);
void keymap_free(Keymap *keymap);
typedef enum KeymapResult { KEYMAP_UNKNOWN, KEYMAP_PENDING, KEYMAP_ACTION } KeymapResult;
KeymapResult keymap_feed(Keymap *keymap, const Context *contexts, size_t context_count,
                         Key key, ActionId *action, int *count);
void keymap_reset(Keymap *keymap);
/* Appends the keys of an action ("za" or "zM, zc"); nothing when it has none. */
void keymap_append_keys(const Keymap *keymap, ActionId action, StrBuf *out);
/* What was typed of an unfinished sequence or count, for the hint row. */
void keymap_append_pending(const Keymap *keymap, StrBuf *out);

/* ---- input row --------------------------------------------------------- */

/* A line of text being edited: caret by cluster, kill and yank, word motions. */
typedef struct LineEdit LineEdit;
LineEdit *lineedit_new(bool is_multiline);
void lineedit_free(LineEdit *edit);
void lineedit_set_text(LineEdit *edit, Str text);
Str lineedit_get_text(const LineEdit *edit);
size_t lineedit_get_caret(const LineEdit *edit);     /* byte offset */
void lineedit_set_caret(LineEdit *edit, size_t off); /* snapped to a cluster */
/* True when the key was an editing key. */
bool lineedit_feed(LineEdit *edit, Key key);
void lineedit_paste(LineEdit *edit, Str text);
/* Draws into a rectangle, scrolling to keep the caret in sight, and sets the cursor. */
void lineedit_draw(LineEdit *edit, Frame *frame, int row, int column, int rows,
                   int columns, StyleId style);

typedef struct Prompt Prompt;
/* A question on the input row, with candidates that the owner supplies. */
typedef struct PromptOps {
    /* Text changed: fill in candidates (completion_add), search as one types, … */
    void (*changed)(void *context, Str text, Prompt *prompt);
    /* Enter. False with err set keeps the prompt open and shows the message. */
    bool (*accept)(void *context, Str text, Error *err);
    void (*cancel)(void *context); /* Esc; may be NULL */
} PromptOps;
/* Opens a prompt over the current view; label is copied. The app owns it. */
Prompt *app_open_prompt(App *app, const char *label, Str initial, const PromptOps *ops,
                        void *context);
/* From now on what is typed into the open prompt is on disk within a second, under `key`,
 * until it is answered or left. What was left behind under that key is taken up again. */
void app_keep_prompt_draft(App *app, Str key);
/* A candidate row: text completes, detail stands dim behind it. Both copied. */
void prompt_add_candidate(Prompt *prompt, Str text, Str detail);
void prompt_clear_candidates(Prompt *prompt);
/* From now on the first candidate is picked as soon as there is one, so that Enter takes
 * it; else Enter takes what was typed until Tab or an arrow picked one. */
void prompt_pick_first(Prompt *prompt);
/* `picked` is told whenever another candidate becomes the one that Enter takes. */
void prompt_watch_pick(Prompt *prompt, void (*picked)(void *context, Str text));
/* Picks the candidate with this text, where there is one. */
void prompt_pick_candidate(Prompt *prompt, Str text);
/* Shown dim at the right of the row: a count, "3/17". */
void prompt_set_info(Prompt *prompt, Str info);
/* Shown dim on the row above: what can be typed, or what is wrong with what is. Empty for
 * nothing. */
void prompt_set_remark(Prompt *prompt, Str remark);
/* Moves the caret: to where a mistake is. */
void prompt_set_caret(Prompt *prompt, size_t off);
/* What Up finds behind this label, as if it had been typed before; the newest last. */
void app_add_history(App *app, const char *label, Str text);
/* What is typed into the prompt that is open is kept in the library under this name, and
 * found again by Up after a restart; unless the user wants none of it kept. */
void app_keep_history(App *app, const char *name);
/* Keys of the owner's own, asked before the prompt's; true when the key was taken. The
 * hints stand in the hint row. Borrowed. */
typedef struct PromptHint {
    const char *key, *label; /* label: msgid */
} PromptHint;
typedef struct PromptKeys {
    bool (*feed)(void *context, Key key, Prompt *prompt); /* NULL for none */
    const PromptHint *hints;                              /* none: those of any prompt */
    size_t hint_count;
    /* The mouse in what the owner draws; true: as Enter, and a view that is still there
     * behind it gets the event, too. May be NULL. */
    bool (*point)(void *context, const Event *event);
} PromptKeys;
void prompt_set_keys(Prompt *prompt, const PromptKeys *keys);
/* Asks a yes-or-no question; `accept` runs on y or Enter. */
void app_confirm(App *app, const char *question, void (*accept)(void *context),
                 void *context);
/* Opens the many-row editor (^S or ^X^E …: see the hints) for a note. `saved` gets the
 * text; `draft_key` names the draft kept on disk within a second. */
typedef struct EditorRequest {
    const char *title; /* copied */
    Str initial, draft_key;
    bool (*saved)(void *context, Str text, Error *err);
    void (*cancelled)(void *context);
    void *context;
} EditorRequest;
void app_open_editor(App *app, const EditorRequest *request);

/* ---- lists ------------------------------------------------------------- */

/* A cursor over `count` rows, a window of `height` rows around it. */
typedef struct List {
    size_t count, current, top;
    int height;
} List;
void list_set_count(List *list, size_t count);
void list_set_height(List *list, int height);
void list_move(List *list, int64_t by); /* rows; clamped; the window follows */
void list_set_current(List *list, size_t current);

/* ---- views and the application ----------------------------------------- */

typedef struct Hint {
    ActionId action;
    const char *label; /* msgid */
} Hint;

/* One screen. `ops` and the contexts are the view's own; the rest belongs to the app. */
typedef struct ViewOps {
    const char *name;
    const Context *contexts; /* innermost first; CONTEXT_GLOBAL is added */
    size_t context_count;
    /* Pure: state in, cells out. The first row, the last row (hints) and the row above it
     * (messages) are inside the frame; the app draws messages and prompts over them. */
    void (*draw)(View *view, Frame *frame);
    /* The size or settings changed; called before the first draw too. */
    void (*layout)(View *view, int rows, int columns);
    /* Which of the Need bits hold now. */
    unsigned (*get_state)(const View *view);
    /* For the hint row: six at most, and one of ACTION_COUNT behind them. */
    const Hint *(*get_hints)(const View *view);
    /* Shown again after a view above was closed, or the library changed. */
    void (*refresh)(View *view);
    /* An event that no key binding took (mouse, text); may be NULL. */
    bool (*event)(View *view, const Event *event);
    /* What is typed on the `:` row and is no action: does it, or gives false, without an
     * error where it means nothing. May be NULL, as may what offers candidates for it. */
    bool (*obey)(View *view, Str text, Error *err);
    void (*offer)(View *view, Str text, Prompt *prompt);
    /* Work to do while nothing is typed; true: call again. May be NULL. */
    bool (*idle)(View *view);
    /* Is `idle` still looking for its first row? What needs a row waits for it. May be
     * NULL. */
    bool (*is_filling)(const View *view);
    /* In how many ms `idle` is wanted though no key has come by then; -1: not at all. For
     * the view that has the keys. May be NULL. */
    int (*get_due_ms)(const View *view);
    /* For a screen of several views: the one that has the keys. May be NULL. */
    View *(*get_inner)(const View *view);
    /* Going back closes that one alone; true when it did. May be NULL. */
    bool (*step_back)(View *view);
    void (*free)(View *view);
} ViewOps;
struct View {
    const ViewOps *ops;
    App *app;
};

typedef struct AppOptions {
    Library *library;
    Settings *settings; /* borrowed, changed by `:set` */
    Theme *theme;       /* borrowed, changed by `:theme` */
    Term *term;         /* borrowed */
} AppOptions;
App *app_new(const AppOptions *options, Error *err);
void app_free(App *app);
/* Reads events and acts until the last view is closed. */
void app_run(App *app);
void app_push(App *app, View *view); /* takes it */
void app_pop(App *app);              /* closes the topmost view, or the one inside it */
View *app_get_view(App *app);        /* that has the keys */
/* The topmost one, with what is inside it; and another in its place, which takes care of
 * the old one. */
View *app_get_screen(App *app);
void app_swap_screen(App *app, View *view);
/* Frees a view when no handler can be using it any more. */
void app_retire(App *app, View *view);
Library *app_get_library(App *app);
Settings *app_get_settings(App *app);
Theme *app_get_theme(App *app);
Term *app_get_term(App *app);
const Keymap *app_get_keymap(const App *app);
WidthPolicy app_get_width(const App *app);
/* A message for the user on the row above the hints, until the next key. Copied. */
void app_message(App *app, const char *format, ...) PRINTF_LIKE(2, 3);
void app_message_error(App *app, const Error *err);
/* Runs an action as if its key had been pressed, its needs checked. */
void app_act(App *app, ActionId action, int count, Str argument);
/* Work that takes longer than a moment is told of in the row of messages, and Esc or ^C
 * stop it, with ERR_CANCELLED: that holds for all that a key asks of the library. This
 * names what goes on until the key is done (translated, borrowed); what is asked of
 * others than the library asks app_goes_on, a ProgressVisitor whose context is the App.
 */
void app_begin_work(App *app, const char *what);
bool app_goes_on(void *app, uint64_t done, uint64_t total);
/* The view itself paints how far it is, and the library is not interrupted. */
void app_begin_own_work(App *app);
/* Is a key waiting? For work that gives way to typing. */
bool app_is_typing(App *app);
/* Something that screens keep beyond their own life, until the app ends: one for each
 * `free`, which is given it then. NULL while there is none. */
void app_keep(App *app, void *kept, void (*free)(void *kept));
void *app_get_kept(const App *app, void (*free)(void *kept));
/* All views are refreshed before the next paint. */
void app_touch(App *app);
/* Has what the last key did changed the library? What was so already changes nothing. */
bool app_has_changed(const App *app);
void app_quit(App *app);

#endif
