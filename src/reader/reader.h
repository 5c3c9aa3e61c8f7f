/* The reader's parts: one struct, and one file for each thing it can do.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_READER_READER_H
#define PIYUE_READER_READER_H

#include "reader/mark_window.h"

#include <piyue/screen.h>

#include <piyue/finder.h>
#include <piyue/outline.h>
#include <piyue/store_search.h>

typedef enum SelectMode {
    SELECT_NONE,
    SELECT_FREE,       /* from the anchor to the caret */
    SELECT_UNIT,       /* a sentence or more; the caret stays */
    SELECT_PARAGRAPHS, /* whole ones, from the anchor's to the caret's */
} SelectMode;

/* What the text is made of, for the keys that select one. */
typedef enum TextObject {
    OBJECT_CLAUSE,
    OBJECT_SENTENCE,
    OBJECT_PARAGRAPH,
    OBJECT_SECTION,
    OBJECT_QUOTATION,
    OBJECT_TITLE,
} TextObject;

#define SELECT_STEPS 32 /* widenings that can be taken back */

/* Where things stand on the screen, in cells; made by reader_layout alone. */
typedef struct ReaderGeometry {
    int rows, columns;             /* of the frame */
    int body_top, body_rows;       /* rows of text */
    int reason_rows;               /* of the panel below them */
    int pane_columns;              /* outline at the left, 0: none */
    int text_left, text_columns;   /* the body; signs stand in the cells before it */
    int notes_left, notes_columns; /* notes beside the text, 0: none */
} ReaderGeometry;

typedef enum PaneWish { PANE_AUTO, PANE_SHOWN, PANE_HIDDEN } PaneWish;

typedef struct OutlinePane {
    PaneWish wish;
    bool has_focus;
    bool covers_text;  /* too narrow for both: the pane is the screen */
    uint32_t *visible; /* sections whose parents are all unfolded */
    size_t capacity;
    List list;
    bool is_scrolled; /* by the wheel, away from the heading one is under */
    Pos origin;       /* where the caret was when the focus came */
    bool is_stale;    /* folds have changed since `visible` was made */
    /* Headings that fit what is typed are shown alone. */
    StrBuf filter;
    Finder *finder;    /* over all titles; NULL until it is asked for */
    Pos filter_origin; /* where things stood when the question was asked */
    int origin_row;
    StrBuf origin_folds;
} OutlinePane;

typedef struct ReaderHits {
    StrBuf query;
    Terms terms;
    Arena *arena;         /* of aspects */
    SeekDocument aspects; /* of the document: a query may ask for them */
    Range current;        /* empty when there is none */
    Range *shown;         /* hits in the blocks on the screen */
    size_t shown_count, shown_capacity;
    /* Where all hits start, in order; found in slices while nothing is typed. */
    Pos *all;
    size_t count, capacity;
    SearchCursor cursor;
    bool has_hidden; /* … with those in what cleaning has hidden */
    bool is_seeking; /* the first hit behind `origin` is not found yet */
    bool is_of_library;
    bool is_backward, was_backward; /* which way the next hit is; … before the prompt */
    /* How many of them stand in each row of the map; made by reader_settle. */
    uint32_t *map;
    int map_rows;
    size_t map_count; /* hits that it has */
    /* While the prompt is open: where the search started and what was folded then. */
    Prompt *prompt;
    Pos origin;
    int origin_row;
    StrBuf origin_folds, origin_query;
} ReaderHits;

/* A note of the document that is shown below the block which bears its mark. */
typedef struct Footnote {
    uint32_t block, note;
} Footnote;

/* Not yet written to the library. */
typedef struct ReadingClock {
    int64_t ticked_us; /* of the last key; 0: none yet */
    int64_t spent_us, credit_us;
    uint64_t words, credit_words;
    int64_t edition; /* of the document that `reached` is in */
    Pos reached;     /* the furthest place since the last jump */
    uint64_t reached_byte;
} ReadingClock;

/* A caret that fell into a fold: where it would be, and the heading that has it. */
typedef struct Swallowed {
    bool is_set;
    Pos inside, at;
} Swallowed;

typedef struct Reader {
    View view;
    App *app;
    Library *library;
    Store *store;
    int64_t doc;
    Document *document;
    FoldSet *folds;
    Layout *layout;
    Script *script;     /* that the text is shown in; NULL for its own */
    bool shows_hidden;  /* what cleaning has hidden is shown */
    StrBuf whole_folds; /* what was folded when the skeleton was called; saved as such */
    ReaderGeometry geometry;

    Pos caret;
    Swallowed swallowed;
    RowPos caret_at, top; /* made by reader_settle */
    int caret_row;        /* of the caret in the body: what stays put when text moves */
    int goal_column;      /* of row motions; -1: the caret's own */

    SelectMode select;
    Pos anchor;
    Range unit, steps[SELECT_STEPS];
    size_t step_count;
    int64_t same_elsewhere; /* places with the selected words; -1: not counted yet */

    MarkWindow marks;
    const Annotation *current_mark; /* the one under the caret, or NULL */
    Range request;                  /* the passage a prompt or the editor is about */
    int64_t request_mark;           /* its annotation, 0 for a new one */
    int64_t request_reply;          /* the reply that is edited, 0 for a new one */
    int64_t extent_mark;  /* the annotation that gets the selection's extent, or 0 */
    bool are_marks_fresh; /* the refresh that an edit here asked for need not read them */
    bool notes_below;     /* notes stand below their paragraphs */
    Footnote *footnotes;  /* in no order */
    size_t footnote_count, footnote_capacity;
    int64_t footnote_edition; /* whose blocks they name */
    int64_t *folded_notes;    /* annotations of which only a row is shown there */
    size_t folded_note_count, folded_note_capacity;
    int request_row; /* where the caret stood before room was made for the answer */

    ReaderHits hits;
    OutlinePane pane;

    /* Why the caret's line is a heading, or is none: a panel at the foot of the text. */
    OutlineStudy *study;       /* NULL until it is asked for */
    OutlineRules *study_rules; /* that it borrows; owned, NULL for none */
    StrBuf reason;             /* its rows; empty: no panel */
    uint32_t reason_block;
    bool is_reason_wanted; /* as soon as nothing is typed: the text is long */

    Decoration *decorations; /* of the blocks on the screen; reader_settle */
    size_t decoration_count, decoration_capacity;

    ReadingClock clock;

    Pos saved_caret; /* what the library knows */
    /* A note that was not finished is selected: until something else is done, one reads
     * where one left off. */
    bool is_offered;
    Pos left_off;
    int64_t saved_at_us;
    bool are_folds_saved;
} Reader;

/* The reader a call is for, its text cache trimmed; NULL with err for other screens. */
Reader *reader_get(const ActionCall *call, Error *err);

/* ---- place (place.c) -------------------------------------------- */

/* Finds the rows again after the caret, the folds, the width or the marks have changed:
 * the caret's row stays at caret_row where the text allows it. */
void reader_settle(Reader *reader);
/* Moves the caret to a place, seen or unseen. The screen stays when it is on it. */
void reader_go(Reader *reader, Pos pos);
/* The same, and what hides the place is unfolded. */
void reader_go_open(Reader *reader, Pos pos);
/* reader_go() from far away: remembers where one was. */
void reader_jump(Reader *reader, Pos pos);
/* First block after (or before) `block` that a row stands for; false at the end. */
bool reader_next_block(Reader *reader, uint32_t *block);
bool reader_previous_block(Reader *reader, uint32_t *block);
/* The section that folding at the caret is about, or SECTION_NONE. */
uint32_t reader_find_section(const Reader *reader);
/* Unfolds whatever hides a place. True if anything did; reader_folds_changed is due. */
bool reader_reveal(Reader *reader, Pos pos);
/* Where the skeleton leaves out what stands at `pos`, the whole text comes back. */
void reader_leave_skeleton(Reader *reader, Pos pos);
/* The folds have changed: rows, pane and saved state follow. */
void reader_folds_changed(Reader *reader);

/* Which block starts in each row of the body, for reader_after_fold(). Owned. */
uint32_t *reader_list_rows(Reader *reader);
/* The folds have changed; `rows` is what the body showed before, and is taken. */
bool reader_after_fold(Reader *reader, uint32_t *rows);

/* ViewOps.event: the mouse (mouse.c). */
bool reader_event(View *view, const Event *event);
/* The same while a search or the filter of the outline is typed: the wheel scrolls, a
 * click takes what is found so far and goes where it is. */
extern const PromptKeys reader_prompt_keys;
/* Where the outline has the fold sign of a section (outline_pane.c). */
int pane_sign_column(const Reader *reader, uint32_t section);

/* ---- places (jump.c) --------------------------------------------- */

/* Where one reads: the caret, or where one left off as long as it only stands at what was
 * not finished. */
Pos reader_get_reading_pos(const Reader *reader);
/* Remembers the caret for JUMP_BACK. */
void reader_push_jump(Reader *reader);
/* Tells where the caret is: what is opened next can be gone back from. */
void reader_note_place(Reader *reader);
/* A reader of `doc` is being made: the place in another document was left by a jump. */
void reader_leave_place(App *app, int64_t doc);
/* Goes to a place seen or unseen, whatever folds or leaves it out, as a jump. */
void reader_travel(Reader *reader, Pos pos);
/* The same in another document, whose reader takes the place of this one. */
bool reader_travel_to(Reader *reader, int64_t doc, Pos pos, Error *err);
/* The text is another: jumps in it lead nowhere. */
void reader_forget_jumps(Reader *reader);
/* Where `pos` of one edition is in another: by its words, else by its share of the text.
 */
Pos reader_carry_pos(const Document *document, Pos pos, const Document *next);

/* ---- selection (select.c) --------------------------------------- */

bool reader_get_selection(const Reader *reader, Range *range);
void reader_drop_selection(Reader *reader);
/* Makes a unit selection a free one before the caret moves in a direction. */
void reader_loosen_selection(Reader *reader, int direction);
/* Selects a unit; the caret stays. */
void reader_select_range(Reader *reader, Range range);
/* The sentence under the caret. */
Range reader_sentence(Reader *reader);
/* The selected words as a query for just them; false when they are none or too many. */
bool reader_append_query(const Reader *reader, StrBuf *out);
/* Counts the selected words in the library once nothing is typed; true when done. */
bool reader_count_same(Reader *reader);
/* "选中 1句 38字 …" */
void reader_describe_selection(Reader *reader, StrBuf *out);

/* The same, with what was selected before to go back to. */
void reader_select_unit(Reader *reader, Range range);
/* The paragraph of a block: one that was cut into blocks is one. */
Range reader_paragraph(const Reader *reader, uint32_t block);
Range reader_section_range(const Reader *reader, uint32_t section);
/* From the start of a paragraph to the end of another; a folded heading is its section.
 */
Range reader_whole_paragraphs(const Reader *reader, Pos from, Pos to);

/* ---- marks (marks.c) -------------------------------------------- */

void reader_load_marks(Reader *reader);
/* The annotation whose passage holds the caret (the shortest), or NULL. */
const Annotation *reader_get_mark(const Reader *reader);
void reader_find_current_mark(Reader *reader);
/* Bytes of text in a range. */
uint64_t reader_count_bytes(const Reader *reader, Range range);
StyleId reader_mark_style(const Reader *reader, const Annotation *annotation);
/* Those that a block bears, on the screen or not. */
const MarkRun *reader_get_marks_of(Reader *reader, uint32_t block);
/* Reads those of the rows on the screen. */
void reader_settle_marks(Reader *reader);
/* Counts them while nothing is typed; true when there is more to do. */
bool reader_count_marks(Reader *reader);
/* In a section with those below it. */
size_t reader_count_section_marks(const Reader *reader, uint32_t section);
/* "256 of 100000 passages here", where the caret's block has more than can be shown. */
void reader_append_crowd(const Reader *reader, StrBuf *out);
/* The annotation `id` on the passage that a command is about, or NULL. */
const Annotation *reader_find_mark(Reader *reader, int64_t id);
/* The one under the caret, or NULL with err. */
const Annotation *reader_need_mark(const Reader *reader, Error *err);
/* What a command is about, into `request`: the selection, else the passage under the
 * caret, else the sentence. */
bool reader_take_request(Reader *reader, Error *err);
/* Shows the passage while something covers the lower rows; gives them back. */
void reader_make_room(Reader *reader, int covered_rows);
void reader_give_back(void *reader);
void reader_after_edit(Reader *reader);
/* Remembers which text is being written about `request`, to offer it again. */
void reader_keep_place(Reader *reader, Str draft_key);
void reader_forget_place(Reader *reader);
/* The first words of a passage. */
void reader_append_excerpt(const Reader *reader, Range range, StrBuf *out);
/* Offers an unfinished note, where there is one. */
void reader_offer_draft(Reader *reader);

/* ---- search (find.c, hits.c) ------------------------------ */

void reader_clear_hits(Reader *reader);
void reader_free_hits(Reader *reader);
/* Hits in the blocks of the screen. */
void reader_collect_hits(Reader *reader, uint32_t first_block, uint32_t last_block);
/* Finds hits for so long, or until a key comes; true when all are found. */
bool reader_find_hits(Reader *reader, int64_t budget_us);
/* All that was found is forgotten: the text is another one. */
void reader_forget_hits(Reader *reader);
/* Searches for a query whose current hit starts at `from`. */
void reader_find_query(Reader *reader, Str query, Pos from);
/* Goes to the first hit behind where the search began, once it is known. */
void reader_show_sought(Reader *reader);
/* While nothing is typed; true when there is more to do. */
bool reader_find_idle(Reader *reader);
/* "3/17"; "3/17+" while more are being found; nothing where there is none. */
void reader_append_hit_number(const Reader *reader, StrBuf *out);
/* Hits found between two places. O(log n). */
size_t reader_count_hits(const Reader *reader, Pos start, Pos end);
/* Where in the document the hits are, at the right edge. */
void reader_settle_map(Reader *reader);
void reader_draw_map(const Reader *reader, Frame *frame);

/* ---- headings (heading.c, reason.c) ------------------------ */

/* The text or what was said of it has changed. */
void reader_drop_study(Reader *reader);
/* Makes the panel that a long text is to be read for. */
void reader_explain_now(Reader *reader);
/* Closes the panel; true if it was open. */
bool reader_close_reason(Reader *reader);
/* Rows that the panel takes at the foot of a body this high. */
int reader_reason_rows(const Reader *reader, int body_rows);
void reader_draw_reason(const Reader *reader, Frame *frame);
/* Goes where a line of a contents list leads; false where it is none. */
bool reader_follow_contents(Reader *reader);

/* ---- links (links.c) ---------------------------------------------- */

/* The one under the caret, or NULL; until the text is trimmed. */
const Link *reader_get_link(const Reader *reader);
/* Where it leads, in a row; nothing where there is none. */
void reader_describe_link(const Reader *reader, StrBuf *out);
/* Goes to its place, or copies its address. */
bool reader_follow_link(Reader *reader, const Link *link, Error *err);

/* ---- time (clock.c) ---------------------------------------------- */

/* A key has come. */
void reader_clock_tick(Reader *reader);
/* What the library is to be told, and that it has been. */
ReadingTime reader_clock_get(const Reader *reader);
void reader_clock_saved(Reader *reader);

/* ---- typed places (goto.c) ---------------------------------------- */

/* ViewOps.obey and .offer. */
/* To the last block that begins at a line of the source or before it. */
bool reader_go_to_line(Reader *reader, uint32_t line);
bool reader_obey(View *view, Str text, Error *err);
void reader_offer(View *view, Str text, Prompt *prompt);

/* ---- cleaning (clean.c) ------------------------------------------ */

/* Where the document has another edition by now, the reader shows that: the caret stays
 * at its words, sections stay folded. */
void reader_follow_edition(Reader *reader);

/* ---- drawing (draw.c, notes.c, outline_pane.c) ------------ */

void reader_draw(View *view, Frame *frame);
/* "to do 2026-12-01, overdue"; nothing where there is no task. */
void reader_append_task(const Annotation *mark, StrBuf *out);
/* A note with its task, tags and replies; as put_note_text(). */
struct NoteArea;
int reader_put_note(const struct NoteArea *area, const Annotation *mark, int y);
/* Which notes were folded when the document was read last. */
void reader_recall_folded_notes(Reader *reader);
/* Rows of the notes below a block, for LayoutOptions; and the notes from row `y` on. */
uint32_t reader_count_notes_below(void *reader, uint32_t block);
void reader_draw_notes_below(const Reader *reader, Frame *frame, uint32_t block, int y);
void reader_draw_notes(const Reader *reader, Frame *frame);
/* "#tag note", for where there is no room beside the text. */
void reader_draw_note_row(const Reader *reader, Frame *frame, int end);
void pane_draw(const Reader *reader, Frame *frame);
/* Follows the folds and the caret. */
void pane_settle(Reader *reader);
/* Its rows, without going anywhere in the text. */
void pane_scroll(Reader *reader, int rows);
/* Columns the pane takes in a frame this wide, and whether it covers the text. */
int pane_get_columns(const Reader *reader, int columns, bool *covers_text);
void pane_clear(OutlinePane *pane);
/* The filter (outline_filter.c): what fits it, in order of the text, into `visible`. */
void pane_collect_filtered(Reader *reader);
/* Takes the filter away; true if there was one. */
bool pane_clear_filter(Reader *reader);
/* The titles have changed. */
void pane_drop_finder(OutlinePane *pane);

/* Which panes are wanted is kept beyond the program (panes.c). */
void reader_recall_panes(Reader *reader);
void reader_keep_panes(Reader *reader);

/* Sections above a section; 0 at the top. */
int section_depth(const Document *document, uint32_t section);
/* Gives the keys to the pane, or back to the text. */
void reader_set_focus(Reader *reader, bool has_focus);
/* Measures everything anew: a pane came or went. */
void reader_relayout(Reader *reader);

#endif
