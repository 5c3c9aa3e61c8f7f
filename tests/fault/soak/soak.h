/* A long day on a library: the model of what must be, and what plays the program.
 *
 * A step first writes into the model what will be (soak_intend), then does it through the
 * program, then says that it is done (soak_commit). So a program that is killed in the
 * middle may have done it or not, and nothing else. The model lives in memory that is
 * shared with the processes that are killed; pointers belong to one process (Seat).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_SOAK_H
#define PIYUE_SOAK_H

#include <piyue/intake.h>
#include <piyue/screen.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PARAGRAPHS_MAX 48
#define DOCUMENTS_MAX 6
#define PASSAGES_MAX 60
#define REPLIES_MAX 2
#define COLLECTIONS 3
#define ENTRIES_MAX 12
#define NAMES 3
#define CLAIMS_MAX 16
#define PAPERS_MAX 8192
#define HISTORY_MAX 200
#define FIELDS 3
#define LETTERS 6
#define TAGS 7
#define TAG_ALIASES 2
#define SECTIONS_MAX PARAGRAPHS_MAX

/* A process that found what the model does not say ends with this. */
#define SOAK_ASTRAY 7

/* ---- papers (papers.c) -------------------------------------------------- */

typedef enum ParagraphKind {
    PARAGRAPH_TITLE,
    PARAGRAPH_CHAPTER,
    PARAGRAPH_SECTION,
    PARAGRAPH_BODY
} ParagraphKind;
/* Into an array of characters. */
#define set_words(to, ...) snprintf(to, sizeof(to), __VA_ARGS__)

/* Its words follow from its number. */
typedef struct Paragraph {
    uint32_t id;
    uint8_t kind, number; /* number: 三、 is 3 */
} Paragraph;
/* A text: its blocks, one for each. */
typedef struct Paper {
    unsigned count;
    Paragraph paragraphs[PARAGRAPHS_MAX];
} Paper;
void paragraph_append(Paragraph paragraph, StrBuf *out);
/* The first sentence of a body, and two characters behind it. */
Span paragraph_sentence(Paragraph paragraph);
/* The words of a body that no other has. */
void paragraph_append_words(Paragraph paragraph, StrBuf *out);
/* What a file of the form holds: rows of a plain text, hard-wrapped, or Markdown. */
typedef enum PaperForm { FORM_PLAIN, FORM_WRAPPED, FORM_MARKDOWN, FORM_COUNT } PaperForm;
void paper_write(const Paper *paper, PaperForm form, const char *path);
/* One that nobody has seen, and another one made of it, in Soak.papers. */
unsigned paper_make(void);
unsigned paper_change(unsigned from);

/* ---- the model (model.c) ------------------------------------------------ */

typedef struct Said { /* of a passage below its note, or of an entry */
    char text[32];
} Said;
typedef struct Passage {
    int64_t id; /* as the library last said */
    int doc;    /* of Model.docs */
    Paragraph paragraph;
    uint32_t start, end; /* bytes */
    unsigned tags;       /* bits of tag_names */
    char style[8], note[64];
    AnnotationStatus status;
    int due_day; /* of June 2031; 0: none */
    Said replies[REPLIES_MAX];
    unsigned reply_count;
    bool is_deleted;
} Passage;

/* What was said of a heading last. */
typedef struct Claim {
    uint32_t paragraph; /* its id; 0: free */
    int8_t level;       /* or the deepest that fits; 0: of any level, -1: no heading */
    char title[40];
} Claim;
typedef struct Doc {
    bool is_there, is_trashed;
    unsigned paper; /* of Soak.papers */
    unsigned tags, without;
    unsigned file; /* its number */
    char title[64];
    bool is_retitled, is_joined; /* joined: its text is an edition of another one */
    struct {
        bool is_said;
        char value[32];
    } fields[FIELDS];
    Claim claims[CLAIMS_MAX];
} Doc;
typedef struct Collection {
    bool is_there;
    char name[24];
    unsigned count;
    struct {
        int passage;
        Said said;
    } entries[ENTRIES_MAX];
} Collection;
typedef struct Named { /* a search, a filter, another name of a tag */
    char name[24], text[48];
} Named;

typedef struct Model {
    Doc docs[DOCUMENTS_MAX];
    Passage rows[PASSAGES_MAX];
    int count;
    Collection collections[COLLECTIONS];
    Named searches[NAMES], filters[NAMES], aliases[TAG_ALIASES];
    Hash dump; /* of the library, when it was so */
    unsigned serial;
} Model;

extern const char *const tag_names[TAGS];
extern const char *const field_names[FIELDS];
extern const char *const collection_names[COLLECTIONS]; /* at first */

/* ---- the day ------------------------------------------------------------ */

/* What is broken on purpose, so that it must be found. */
typedef enum Breakage {
    BREAK_NOTHING,
    BREAK_UNDO,  /* something else takes back a change that was acknowledged */
    BREAK_LOOK,  /* an action that is said to change nothing changes a document */
    BREAK_FOLDS, /* folds are lost at a restart */
    BREAK_SYNC,  /* what is acknowledged is not on disk yet */
    BREAK_COUNT
} Breakage;

/* Where a document was left, and what of it was folded: nothing that is undone. */
typedef struct Left {
    bool is_known;
    unsigned paper;
    int64_t stamp;   /* of the outline */
    Pos inside, pos; /* where the caret is but for folds, and with them */
    bool folded[SECTIONS_MAX];
    unsigned sections;
} Left;
typedef struct Place {
    bool is_set;
    int doc;
    int64_t edition;
    Pos pos;
} Place;

typedef enum Intent { INTENT_NONE, INTENT_CHANGE, INTENT_UNDO, INTENT_REDO } Intent;
/* What the newest change in the log is. */
typedef enum Last { LAST_OTHER, LAST_CHANGE, LAST_UNDO } Last;

/* All that outlives a killed process. */
typedef struct Soak {
    Model history[HISTORY_MAX]; /* the library at every change; `now` is how it is */
    int now, newest;
    Last last;
    Intent intent; /* what is being done */
    Model next;    /* … and for a change, how it will be */
    Paper papers[PAPERS_MAX];
    unsigned paper_count;
    int64_t ids[DOCUMENTS_MAX]; /* of documents in the library; 0: not known yet */
    unsigned files;             /* made so far */
    Left left[DOCUMENTS_MAX];
    Place places[LETTERS]; /* a to c in a document, X to Z in all */
    char home[256], directory[300];
    uint32_t dice, last_paragraph;
    int64_t clock_ms; /* what the clock said last */
    bool is_child;
    Breakage breakage;
    unsigned serials;
    uint64_t steps, points, acts, edits, verbs, restarts, kills, refused;
    uint64_t played[ACTION_COUNT];
    const char *doing; /* a literal */
} Soak;

/* What belongs to a process. */
typedef struct Seat {
    Settings settings;
    Theme theme;
    Library *library;
    Term *term;
    App *app;
} Seat;
extern Soak *soak;
extern Seat seat;

uint32_t roll(uint32_t sides);
/* Ends the process, or the test: what is there is not what the model says. */
_Noreturn void soak_fail(const char *format, ...) PRINTF_LIKE(1, 2);
#define soak_must(condition)                                                             \
    ((condition) ? (void)0 : soak_fail("%s:%d: %s", __FILE__, __LINE__, #condition))

Model *model_now(void);
/* What will be, as it is now: to be changed, then done, then soak_commit(). */
Model *soak_intend(void);
void soak_commit(void);
void soak_drop(void);                 /* it turned out to be no change */
void soak_intend_back(int by);        /* undo -1, redo 1 */
const Model *soak_get_intended(void); /* as it will be; now, where nothing is intended */
/* The model goes where it was to go, for the library did. */
void soak_follow(Hash dump);
/* Nothing before now can be taken back any more; room for passages is made. */
void soak_forget_past(void);

const Paper *doc_paper(const Doc *doc);
/* The block of a paragraph; -1 when the text has it no more. */
int doc_find_block(const Doc *doc, uint32_t paragraph);
bool passage_is_lost(const Model *model, const Passage *row);
Passage *model_find(Model *model, int doc, uint32_t paragraph, uint32_t start,
                    uint32_t end);
Passage *model_add(Model *model, int doc, Paragraph paragraph, Span span);
/* The passage that is the first sentence; NULL only where there is no room for one. */
Passage *model_take_sentence(Model *model, int doc, Paragraph paragraph);
bool model_bears(const Model *model, unsigned tag);
/* A passage in a text that is read; NULL: that cast found none. */
Passage *model_pick(Model *model, bool is_lost_wanted);
int model_pick_doc(const Model *model); /* not in the trash; -1 */
/* The file it came from, until the next call. */
char *doc_file(const Doc *doc);
PaperForm doc_form(const Doc *doc);
/* A document of a paper, and its file on the disk; of a number that none had. */
Doc doc_make(unsigned paper);
/* A paragraph of body; its block. */
Paragraph pick_body(const Doc *doc, int *block);
/* A document, a paragraph of it, and the block that this is. False where there is none.
 */
typedef struct Spot {
    int doc, block;
    Paragraph paragraph;
} Spot;
bool pick_spot(Spot *spot);
/* The words of a passage, by which a filter finds it and no other: NULL where another one
 * begins with them. Owned. */
char *passage_find_words(const Model *model, const Passage *row);
/* Into a collection, made where there is none; behind the last, unless it is in it. */
void model_collect(Model *model, size_t at, int passage);
void model_uncollect(Model *model, int passage);

/* Canonical rows of the model, sorted, and those of the library (library.c). */
typedef struct Rows {
    char **items;
    size_t count, capacity;
} Rows;
void rows_add(Rows *rows, const char *format, ...) PRINTF_LIKE(2, 3);
void rows_join(Rows *rows, StrBuf *out); /* frees them */
void model_append(const Model *model, StrBuf *out);

/* ---- the library (library.c) -------------------------------------------- */

void soak_append_library(StrBuf *out);
Hash soak_hash_dump(void);
/* All of the library but documents in the trash, as it is now: kept beside the model, and
 * compared with what was kept when the model was here last. */
void soak_keep_dump(Hash dump);
void soak_check_dump(Hash dump);
void soak_check(void);
/* After a kill: the library is as it was, or as it was to be, and the model follows. */
void soak_settle_killed(void);
/* Texts, headings as they were said, places under letters. */
void soak_check_texts(void);
Document *soak_open(int doc);

/* ---- the clock (clock.c) ------------------------------------------------ */

/* Waits until the clock of other programs is past that of this one. */
void clock_catch_up(void);

/* ---- the program (seat.c) ----------------------------------------------- */

void seat_open_library(void);
void seat_close_library(void);
void seat_start(void); /* a program that shows the shelf */
void seat_stop(void);
void seat_push(View *view, const Error *err);
void seat_size(int rows, int columns);
void play_keys(const char *keys);
void play_text(const char *text);
/* The text and Enter, in a prompt that has `text` put in place of what stood there. */
void answer(const char *text);
/* In the editor, instead of what stands there; kept. */
void write_note(const char *text);
/* What stands in a row of the screen. */
void append_row(int row, StrBuf *out);
bool is_on_row(const char *text); /* does the cursor's row have it? */
/* Makes the row of a list with this text the current one. */
void go_to_row(const char *text);
/* An action of the screen that is open, by one of its keys or its name. */
void act(ActionId id);
void act_with(ActionId id, const char *keys); /* by these keys */
bool seat_offers(ActionId id);                /* has the screen it, and what it needs? */
void open_text(int doc, int block, uint32_t off);
void open_context(Context context);
void run_verb(char *const *arguments);
#define VERB(...) run_verb((char *[]){__VA_ARGS__, NULL})
/* A number as an argument, until the next but seven. */
char *number(int64_t value);
long seat_memory_kib(void);
/* Asked of malloc() and not given back; 0 where that cannot be known. */
long seat_heap_kib(void);

/* ---- what is done ------------------------------------------------------- */

typedef struct Deed {
    void (*take)(void);
    const char *name;
    unsigned often;
} Deed;
/* Each list ends with a NULL name. */
extern const Deed text_deeds[], place_deeds[], ledger_deeds[], name_deeds[], past_deeds[],
    shelf_deeds[];
/* Some actions that are said to change nothing, on the screens that have them. */
void step_look(void);
void step_size(void);
/* Texts are left folded and somewhere, and found so after a restart. */
void step_restart(void);
/* Steps in a process that is killed, or whose power goes (kills.c). */
void step_kill(void);
/* The program and the library. */
void day_open_all(void);
void day_close_all(void);
/* Some texts, folded and somewhere; and all of these are found so. */
void day_leave_some(void);
void day_find_texts(void);
/* One of all steps; checked. */
void soak_step(void);
void soak_begin(uint32_t seed, Breakage breakage);
void soak_end(void);
/* Which actions of the table were done how often, and which never. Returns how many of
 * these there should have been. */
size_t print_coverage(void);

#endif
