/* What the screens share: words for numbers and dates, search terms, lists, tag prompts,
 * pages of plain text.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_SCREEN_H
#define PIYUE_SCREEN_H

#include <piyue/export.h>
#include <piyue/findings.h>
#include <piyue/seek.h>
#include <piyue/tui.h>

/* All handlers, from the table of actions. */
#define ACTION(id, handler, arg, context, keys, needs, help)                             \
    bool act_##handler(const ActionCall *call, Error *err);
#include "../../src/tables/actions.def"
#undef ACTION

/* Rows of the frame that are not the view's body: the bar above, messages and hints
 * below. */
#define BAR_ROWS 1
#define FOOT_ROWS 2
/* From so many columns on the bar has room for all it can say; below, what stays as it is
 * (an order, a length) gives way to what one has just done (hits, marks, a filter). */
#define BAR_FULL_COLUMNS 60
int screen_body_rows(int rows); /* at least 1 */

/* ---- words (format.c) -------------------------------------------------- */

/* "2.4万字" or "24k chars": how long a text is, in two or three figures. */
void format_length(StrBuf *out, uint64_t codepoints);
/* "7,601 字" or "7,601 words": what text_count_words() counted. */
void format_words(StrBuf *out, uint64_t words);
/* A count with separators of thousands, "3,214". */
void format_count(StrBuf *out, uint64_t count);
/* "今天", "昨天", "周三", "11月2日", "2023-11-02", as seen at `now_ms`; nothing for 0. */
void format_day(StrBuf *out, int64_t time_ms, int64_t now_ms);
/* "1 h 20 min", "35 min", "12 s". */
void format_duration(StrBuf *out, int64_t spent_ms);
/* "42%"; "--" for a document never opened. */
void format_progress(StrBuf *out, double progress);
/* The text on one row: sanitised, runs of blanks as one. */
void format_flat(StrBuf *out, Str text);
/* A path with the home directory as ~. */
void format_path(StrBuf *out, Str path);
/* "标签一, 标签二" → "#标签一 #标签二". */
void format_tags(StrBuf *out, Str joined);
void format_tag_list(StrBuf *out, const Str *tags, size_t count);
/* The headings above a place: LF-separated titles joined by CRUMB, without a first one
 * that says what the document's title says. */
void format_headings(StrBuf *out, Str headings, Str doc_title);
#define CRUMB " \xe2\x80\xba "

/* ---- drawing (put.c) --------------------------------------------------- */

/* Draws text so that it ends before column `end`, no further left than `start`. Returns
 * the column where it starts. */
int put_right(Frame *frame, int row, int start, int end, Str text, StyleId base);
/* Lays the band of the current row where no other overlay lies. */
void put_band(Frame *frame, int row, int column, int columns);
/* A few rows of advice in an empty body; LF parts the rows, the first stands out. */
void put_advice(Frame *frame, const char *text);
/* The first row of a screen: its name, and what `right` says at the other end. */
void put_bar(Frame *frame, const char *name, Str left, Str right);

/* A paragraph wrapped into the rows [y, end), what is too much cut off. Returns the row
 * behind it. */
int put_paragraph(Frame *frame, int y, int end, int left, int columns, Str text,
                  StyleId style);

/* ---- marks of a query (terms.c) ---------------------------------------- */

typedef struct Terms {
    Seek *seek;     /* owned; NULL when there is none */
    bool has_words; /* … or it says nothing of texts */
} Terms;
/* Reads a query as the store does. */
void terms_set(Terms *terms, Str query);
void terms_clear(Terms *terms);
/* The first place to mark at or after `from`. */
bool terms_find(const Terms *terms, Str text, size_t from, Span *match);
/* Does a text of this document fit the query? */
bool terms_match_all(const Terms *terms, const SeekDocument *document, Str text);
/* Draws text cut at `max_columns`, its matches styled as hits. Returns the columns. */
int terms_put(const Terms *terms, Frame *frame, int row, int column, int max_columns,
              Str text, StyleId base);

/* ---- lists (list_screen.c) --------------------------------------------- */

/* The first member of every view that is a list: what the LIST actions act on. */
typedef struct ListScreen ListScreen;
/* Rows that entry `index` takes; the first one on a screen may take others. */
typedef int EntryHeight(const ListScreen *screen, size_t index, bool is_first);
struct ListScreen {
    View view;
    List list;
    int page_rows; /* list rows that a screen shows now */
    int columns;   /* that the list takes, from the left; 0 for all */
    /* Where entries differ in height; NULL where each is a row. Set by list_show. */
    EntryHeight *height;
    size_t top; /* the entry that the body begins with */
    int rows;   /* of the body */
    bool (*open)(ListScreen *screen, Error *err);
    /* The current row has changed; may be NULL. */
    void (*moved)(ListScreen *screen);
};

/* Fits the list into a screen of `rows` below a row of headings; an entry takes
 * `entry_rows`. */
void list_fit(ListScreen *screen, int rows, int entry_rows);
/* The same for ViewOps.layout, where an entry takes one. */
void list_layout(View *view, int rows, int columns);
#define WHEEL_ROWS 3 /* that a turn of the wheel scrolls */
/* The entry that is drawn on this row of the screen; false where there is none. */
bool list_find_entry(const ListScreen *screen, int row, size_t *index);
/* For ViewOps.event: the wheel moves, a click makes an entry the current one, another
 * opens it. */
bool list_event(View *view, const Event *event);
/* PromptKeys of a prompt that narrows the list it stands over, its context a ListScreen:
 * the wheel moves, a click makes an entry the current one, another opens it. */
extern const PromptKeys list_prompt_keys;
bool list_point(void *context, const Event *event);
/* For lists whose entries differ in height: moves `top` so that the current one is seen
 * in a body of `rows` rows, and counts in `page_rows` those that are seen whole. */
void list_show(ListScreen *screen, int rows, EntryHeight *height);

/* Is `context` one of the view's own? Refuses otherwise: an action named on the `:` row
 * may belong to another screen. */
bool view_check(const ActionCall *call, Context context, Error *err);

/* ---- asking for tags (tag_prompt.c) ------------------------------------ */

typedef struct TagRequest {
    const char *label; /* copied by the prompt */
    Str initial;       /* tags to begin with, joined by ", " */
    bool is_single;    /* one existing tag is wanted: for filters */
    /* Gets the tags as typed and completed; false with err keeps the prompt open. */
    bool (*accept)(void *context, const Str *tags, size_t count, Error *err);
    void (*cancel)(void *context); /* may be NULL */
    void *context;
} TagRequest;
/* Opens the prompt; its state lives until it is accepted or cancelled. */
void tag_prompt_open(App *app, const TagRequest *request);
/* Makes the tags of an annotation, or of a document, these and no others; one undo. */
bool tags_apply(Library *library, const Annotation *annotation, const Str *tags,
                size_t count, Error *err) MUST_CHECK;
bool tags_apply_document(Library *library, const DocumentRow *row, const Str *tags,
                         size_t count, Error *err) MUST_CHECK;

/* ---- asking for names (name_prompt.c) ---------------------------------- */

typedef struct NameRequest {
    const char *label; /* copied by the prompt */
    Str initial;
    bool is_known; /* one of those that there are is wanted */
    /* Gets what was typed, trimmed; false with err keeps the prompt open. */
    bool (*accept)(void *context, Str name, Error *err);
    void *context;
} NameRequest;
/* Opens the prompt, which offers the names of a list (copied) that fit what is typed. */
void name_prompt_open(App *app, const NameRequest *request, const NamedTextList *names);
/* The same with the names of all collections; ERR_NOT_FOUND where one is wanted and there
 * is none. */
bool collection_prompt_open(App *app, const NameRequest *request, Error *err) MUST_CHECK;
/* Candidates for a prompt: the names that the text fits, best first, each behind
 * `before`. */
void names_offer(const TextList *names, Str before, Str text, Prompt *prompt);

/* ---- colours and days (mark_prompt.c) ----------------------------------- */

/* The colour that was typed; empty for none, "-". */
Str colour_read(Str typed);
/* Candidates: the colours of passages that fit, the user's own among them. */
void colours_offer(const Settings *settings, Str text, Prompt *prompt);
/* Beside the prompt: the day that the text means. */
void due_remark(Str text, Prompt *prompt);

/* ---- typed paths (path.c) ---------------------------------------------- */

/* "~/x" and "~" with the home directory in place; where that is nothing, but what a
 * terminal pastes for a file dropped on it ('/srv/my papers', /srv/my\ papers,
 * file:///srv/my%20papers) is something, the path of that. Owned. */
char *path_expand(Str path);
/* For PromptOps.changed: the entries of a folder that begin like the text. */
void path_complete(void *context, Str text, Prompt *prompt);

/* ---- a page of text (page.c) ------------------------------------------- */

/* A view that shows rows of text, scrolled by the LIST keys. `text` is copied; LF parts
 * the rows, and a TAB in a row what is named from what is said of it. */
View *page_new(App *app, const char *title, Str text);

/* ---- the screens -------------------------------------------------------
 * Each is made in its own room, and any may show any. */

/* Each gives an owned view for app_push, or NULL with an error. */
View *shelf_new(App *app, Error *err);
/* Brings the tutorial, in the language of messages, into a library. */
bool tutorial_import(Library *library, int64_t *doc, Error *err) MUST_CHECK;
/* Says, on a shelf, where reading stopped last. */
void shelf_offer_last(View *view);
/* Opens a document where it was left; `pos` (may be NULL) is gone to instead. */
View *reader_new(App *app, int64_t doc, const Pos *pos, Error *err);
View *passages_new(App *app, int64_t doc, Error *err); /* doc 0: of all documents */
View *search_new(App *app, Str query, Error *err);
View *tags_new(App *app, Error *err);
/* Says that a document that has just been imported is much like another, and which key
 * of `action` makes it an edition of that one. */
void join_suggest(App *app, int64_t doc, int64_t suggested, ActionId action);
View *help_new(App *app, const View *about, Error *err);

/* What cleaning did: the passes of a document, with counts; `doc` is in the library. */
View *cleaning_new(App *app, int64_t doc, Error *err);
/* A paragraph as it is and as it came. */
View *cleaning_paragraph_new(App *app, const Document *document, uint32_t block,
                             Error *err);
/* Editions of a document. */
View *editions_new(App *app, int64_t doc, Error *err);
/* Passages of the document that lost their place; `range` (may be empty) of its edition
 * `edition` is the one that the chosen passage is given. */
View *orphans_new(App *app, int64_t doc, int64_t edition, Range range, Error *err);

/* Where else in the library a wording stands. */
View *wording_new(App *app, Str wording, Error *err);
/* Asks of which document this one is a newer edition, and makes it one. */
void join_ask(App *app, int64_t doc, bool is_reader);

/* ---- the reader from outside ------------------------------------------- */

/* Marks the hits of a query in a reader, as if it had been searched for in the library:
 * the next hit behind the last one is that of the next document. */
void reader_set_query(View *view, Str query);
/* Saves place and folds if the view is a reader: another one may open the document. */
void reader_save_place(View *view);
/* The selection of a reader as a query for its words; nothing for other views. */
void reader_append_selected(const View *view, StrBuf *out);

/* What a reader shows, borrowed until it acts again, and where its caret is; NULL and the
 * start for other views. */
const Document *reader_get_document(const View *view);
Pos reader_get_place(const View *view);
/* Takes a reader to a section, unfolded, as a jump that ^O takes back. */
void reader_show_section(View *view, uint32_t section);
void reader_show_place(View *view, Pos pos);

/* The shelf with the documents of one tag. */
View *shelf_new_of_tag(App *app, Str tag, Error *err);

/* The passages with one tag. */
View *passages_new_of_tag(App *app, Str tag, Error *err);

/* What is known of a document, to be corrected. */
View *particulars_new(App *app, int64_t doc, Error *err);

/* ---- exporting (passages/exporting.c) ---------------------------------- */

typedef enum ExportWhat {
    EXPORT_WHAT_MARKED,
    EXPORT_WHAT_SHOWN,
    EXPORT_WHAT_WHOLE, /* the document of the filter */
    EXPORT_WHAT_COUNT
} ExportWhat;

typedef struct ExportSource {
    AnnotationFilter filter; /* its texts are borrowed while the form is open */
    size_t shown;            /* passages that it gives */
    int64_t *marked;         /* taken; NULL for none */
    size_t marked_count;
    Str name; /* of the document or the list: what the file is called at first */
} ExportSource;

/* One of the three must be possible: marked, shown, a document. */
View *exporting_new(App *app, const ExportSource *source);

/* ---- queries (query_page.c) -------------------------------------------- */

/* A page of what a query can say. */
View *query_page_new(App *app);
/* Is "?" all that was typed? */
bool query_asks_help(Str text);
/* Above a prompt: what can be typed where nothing is, what is wrong where something is.
 */
void query_remark(Prompt *prompt, Str text);
/* False for a mistake, at which the caret of the prompt (may be NULL) then stands. */
bool query_check(Prompt *prompt, Str text, Error *err);

/* ---- services (service.c) ---------------------------------------------- */

/* Every change that a user can make is an operation: this is the newest one's number, and
 * where it is the same as before, so is all but the places where one reads. */
int64_t find_last_change(Store *store);
/* "deleted; u takes it back", with the key that undo is bound to; without the second half
 * where nothing was changed: u would take back something else. */
void message_with_undo(App *app, const char *what);
/* Copies text and says how it was done. */
bool copy_text(App *app, Str text, Error *err);
bool copy_address(App *app, Str address, Error *err);
/* A row with the source of a quotation: "——《标题》，第三章。" */
bool append_source(App *app, Document *document, Pos pos, const Annotation *annotation,
                   StrBuf *out, Error *err) MUST_CHECK;
/* Is a key waiting? For work that gives way to typing; `app` is an App. */
bool is_typing(void *app);
/* Pushes what bears a tag: its passages, or where it has none its documents. */
bool open_tag(App *app, const TagRow *tag, Error *err);
/* For work in slices, as an interrupt of the store: a key is waiting, or time is up. */
typedef struct Slice {
    App *app;
    int64_t until_us;
} Slice;
bool is_slice_over(void *slice);
/* Pushes the reader of a document, at `pos` or where it was left. */
bool open_reader(App *app, int64_t doc, const Pos *pos, Str query, Error *err);

#endif
