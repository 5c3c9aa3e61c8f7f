/* model: what a document is, before and after it is stored.
 *
 * An import fills a Draft with blocks; cleaning and outlining change it; sealed
 * or stored it becomes a Document, immutable and read block by block. Here too:
 * positions, ranges, selectors and annotations. Types and their arithmetic; no
 * files, no database, no screen.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_MODEL_H
#define PIYUE_MODEL_H

#include <piyue/base.h>

/* ---- blocks ------------------------------------------------------------ */

typedef enum BlockKind {
    BLOCK_PARAGRAPH,
    BLOCK_HEADING, /* markup said so, or the outline found one that fills the block */
    BLOCK_ITEM,
    BLOCK_QUOTE,
    BLOCK_TABLE_ROW,
    BLOCK_VERSE,
    BLOCK_RULE,
    BLOCK_NOTE,
    BLOCK_KIND_COUNT
} BlockKind;

enum BlockFlag {
    BLOCK_HIDDEN = 1 << 0,    /* furniture: kept, not shown unless asked for */
    BLOCK_CONTINUED = 1 << 1, /* goes on the paragraph before, which was too long */
    BLOCK_BLANK_BEFORE = 1 << 2, /* an empty line stood before it in the source */
    BLOCK_INDENTED = 1 << 3,     /* the source indented its first line */
    BLOCK_CENTERED = 1 << 4,     /* … or centred it by blanks or by markup */
    BLOCK_GLUED = 1 << 5, /* a heading that was cut from the end of the block before */
    BLOCK_DUPLICATE = 1 << 6, /* the document has this very passage before */
};

/* What markup says of a block beside its level. A level alone is a guess from looks; a
 * level that is MARKED was given by the author. */
enum MarkupEvidence {
    EVIDENCE_MARKED = 1 << 0, /* h1–h6, a heading style, an outline level */
    EVIDENCE_LISTED = 1 << 1, /* the file's own table of contents points here */
    EVIDENCE_BOLD = 1 << 2,   /* all of it is bold */
    EVIDENCE_LARGE = 1 << 3,  /* all of it is larger than the body text */
    EVIDENCE_NUMBERED = 1 << 4, /* its number was made by the format, not typed */
    EVIDENCE_CONTENTS = 1 << 5, /* a line of the file's own printed table of contents */
    EVIDENCE_HEAD = 1 << 6,     /* a row of a table: it names the columns */
};

/* Paragraphs longer than this are cut into continuation blocks at sentence ends,
 * so that no block costs more than a screen does (10 MB lines exist). */
#define BLOCK_MAX_BYTES 4096

/* A block of a draft. `text` is one paragraph: valid UTF-8 without line ends,
 * trimmed, owned by the draft's arena. */
typedef struct DraftBlock {
    Str text;
    uint64_t source_off;   /* where it starts in the decoded source, bytes */
    uint32_t source_bytes; /* how much of the decoded source it covers */
    uint32_t source_line;  /* 1-based line on which it starts */
    uint8_t kind;          /* BlockKind */
    uint8_t flags;         /* BlockFlag bits */
    uint8_t markup_level;  /* heading level the markup gave, 0 for none */
    uint8_t evidence;      /* MarkupEvidence bits */
} DraftBlock;

/* One reversible change that cleaning made: `old` bytes at `off` of the block as it
 * stood then were replaced by `new`. */
typedef struct DraftEdit {
    uint32_t block; /* index at the time of sealing */
    uint32_t off;   /* bytes into the clean text */
    Str old_text, new_text; /* arena */
    uint8_t rule;           /* CleanRule */
} DraftEdit;

/* Words of a block that lead somewhere else. */
typedef enum LinkKind {
    LINK_ADDRESS, /* outside: address_clean() has let it through */
    LINK_PLACE,   /* in this document */
    LINK_NAME,    /* of a draft only: to the place that bears this name … */
    LINK_ANCHOR,  /* … and such a place, without words of its own */
    LINK_KIND_COUNT
} LinkKind;
typedef struct Link {
    LinkKind kind;
    uint32_t block, start, end; /* bytes of its text */
    uint32_t to_block, to_off;  /* of a LINK_PLACE */
    Str target;                 /* the address or the name */
} Link;
/* A document with more of them has the first ones; names longer than this are none. */
#define LINKS_MAX 1000000
#define LINK_NAME_MAX_BYTES 512

/* A document being made. Owned parts die with draft_free. */
typedef struct Draft {
    Arena *arena;
    DraftBlock *blocks;
    size_t block_count, block_capacity;
    DraftEdit *edits;
    size_t edit_count, edit_capacity;
    Link *links; /* in order of their places once draft_settle_links() was called */
    size_t link_count, link_capacity;
    Str title, author, source, date; /* arena; empty when unknown */
    const char *format;   /* importer name, static */
    const char *encoding; /* canonical name, static; NULL for binary formats */
    double confidence;    /* of the encoding, 0–1 */
    const char *reason;   /* why this encoding, static msgid; NULL where there is none */
    uint64_t replaced;    /* bytes that became U+FFFD */
    uint64_t source_bytes;
    bool keeps_blocks; /* nobody may part them: that pass is switched off */
} Draft;

Draft *draft_new(void);
void draft_free(Draft *draft); /* NULL is fine */
/* Appends a block; text is copied and, when longer than BLOCK_MAX_BYTES, cut into
 * continuation blocks at sentence ends. Returns the index of the first. */
size_t draft_add_block(Draft *draft, BlockKind kind, Str text, uint64_t source_off,
                       uint32_t source_line, unsigned flags);
void draft_add_edit(Draft *draft, size_t block, size_t off, Str old_text, Str new_text,
                    int rule);
/* Cuts block `index` so that the bytes from each offset on are blocks of their own;
 * blanks around the cuts are dropped. `cuts` is sorted by block, then offset. One
 * pass over all blocks: O(blocks + cuts). Edits are moved along. */
typedef struct DraftCut {
    size_t block, off;
} DraftCut;
void draft_split(Draft *draft, const DraftCut *cuts, size_t cut_count);
/* Joins runs of blocks: where keep_break[i] is false, block i is appended to the
 * block before it (with a blank between Latin words). O(blocks). */
void draft_join(Draft *draft, const bool *keep_break);

/* Adds a link whose places are bytes from the start of `block` on, behind which its
 * continuation blocks are counted through; one that reaches over several becomes several.
 * The target is copied. */
void draft_add_link(Draft *draft, const Link *link);
/* Links follow the edits from `first_edit` on, which one pass made in order of block and
 * place. O(links × log edits). */
void draft_move_links(Draft *draft, size_t first_edit);
/* The text is as it will be: finds the addresses that are written out in it, too, brings
 * names to their places (a name that no place bears leads nowhere, and goes) and sorts. */
void draft_settle_links(Draft *draft);
/* The first link of a sorted list in or behind a block; count if there is none. */
size_t links_find(const Link *links, size_t count, uint32_t block);

/* ---- outline ----------------------------------------------------------- */

/* A heading as the outline found it. It starts its block; a run-in heading is
 * shorter than its block. */
typedef struct Heading {
    uint32_t block;
    uint32_t title_start, title_end; /* bytes of the title in the block */
    uint32_t number;                 /* 第三章 → 3; 0 for none */
    uint8_t level;                   /* 1-based, 1 is the top */
    uint8_t family;                  /* OutlineFamily */
    uint8_t score;                   /* confidence, 0–100 */
} Heading;

typedef struct Outline {
    Heading *headings; /* in block order; owned */
    size_t count, capacity;
} Outline;
void outline_add(Outline *outline, Heading heading);
void outline_clear(Outline *outline);

/* A heading with the part of the document below it: the blocks [block, end). Sections
 * nest; parent is an index, or SECTION_NONE at the top. */
typedef struct Section {
    Heading heading;
    uint32_t end_block;
    uint32_t parent;
} Section;
#define SECTION_NONE UINT32_MAX

/* Sections of an outline over `block_count` blocks: an owned array, one for each
 * heading in the same order. O(headings). */
Section *sections_new(const Outline *outline, uint32_t block_count);
/* Innermost section that holds the block, or SECTION_NONE. O(log n + depth). */
uint32_t sections_find(const Section *sections, size_t count, uint32_t block);
/* First section whose heading block is >= block; count if there is none. O(log n). */
size_t sections_find_from(const Section *sections, size_t count, uint32_t block);
/* First section behind `section` and all that lie in it; count if there is none.
 * O(log of how many are passed over). */
size_t sections_skip(const Section *sections, size_t count, size_t section);

/* ---- documents --------------------------------------------------------- */

typedef struct BlockInfo {
    uint32_t bytes;       /* of text */
    uint32_t columns;     /* at ambiguous = narrow */
    uint32_t source_line; /* 1-based */
    uint8_t kind, flags;
    uint8_t markup_level, evidence; /* as in DraftBlock */
} BlockInfo;

/* How the blocks of a document are fetched. A stored document reads pages of the
 * block directory and chunks of text through a cache; a sealed draft has them in
 * memory. Functions never fail: a damaged page gives blocks that say so. */
typedef struct DocumentSource {
    BlockInfo (*get_block)(void *context, uint32_t block);
    Str (*get_text)(void *context, uint32_t block);
    /* Bytes of text before the block; for positions in per cent. */
    uint64_t (*get_bytes_before)(void *context, uint32_t block);
    /* The block that holds byte `off` of the text. */
    uint32_t (*find_block_at)(void *context, uint64_t off);
    Str (*get_title)(void *context, uint32_t section); /* of a heading */
    /* As document_get_links() and document_find_linked(). */
    const Link *(*get_links)(void *context, uint32_t block, size_t *count);
    uint32_t (*find_linked)(void *context, uint32_t block, int direction);
    void (*trim)(void *context);
    void (*free)(void *context);
} DocumentSource;

/* How a list of documents is put in order. */
typedef enum DocumentSort {
    SORT_RECENT,
    SORT_ADDED,
    SORT_TITLE,
    SORT_DATE,
    SORT_SIZE,
    SORT_PROGRESS
} DocumentSort;

/* An immutable edition of a document, open for reading. */
typedef struct Document {
    int64_t id, edition; /* 0 when it is not in a library */
    char *title, *path, *encoding; /* owned; encoding may be NULL */
    uint32_t block_count;
    uint64_t text_bytes, codepoints;
    Section *sections; /* owned */
    size_t section_count;
    /* Another one whenever the user corrects headings; 0 for those of the import. */
    int64_t outline_stamp;
    const DocumentSource *source;
    void *source_context;
} Document;

/* Makes a draft and its outline a document in memory; takes both (do not free
 * them). `outline` is empty afterwards. */
Document *draft_seal(Draft *draft, Outline *outline);
void document_free(Document *document); /* NULL is fine */
/* The draft that a document in memory was made of, as long as that lives; NULL for one of
 * a library. */
const Draft *document_get_draft(const Document *document);

BlockInfo document_get_block(const Document *document, uint32_t block);
/* Text of a block, borrowed until the next document_trim(). */
Str document_get_text(const Document *document, uint32_t block);
/* Title of a section's heading, without the blanks around it; until document_trim(). */
Str document_get_title(const Document *document, uint32_t section);
/* The links of a block, in order, addresses and places; until document_trim(). */
const Link *document_get_links(const Document *document, uint32_t block, size_t *count);
/* The nearest block from `block` on (direction 1) or back (-1) that has links, itself
 * included; block_count where there is none. */
uint32_t document_find_linked(const Document *document, uint32_t block, int direction);
/* The link at a place; NULL for none. */
const Link *document_get_link_at(const Document *document, uint32_t block, uint32_t off);
uint64_t document_get_bytes_before(const Document *document, uint32_t block);
uint32_t document_find_block_at(const Document *document, uint64_t off);
/* Lets the cache shrink to its budget. Call it once per key, when no text is held. */
void document_trim(Document *document);
/* Appends the titles from the top down to the section that holds `block`, joined by
 * `separator`; nothing where there is no section. */
void document_append_path(const Document *document, uint32_t block, Str separator,
                          StrBuf *out);

/* ---- positions --------------------------------------------------------- */

/* A place: bytes into the immutable text of a block, on a cluster boundary. */
typedef struct Pos {
    uint32_t block;
    uint32_t off;
} Pos;
/* [start, end); end.off may be the length of its block. */
typedef struct Range {
    Pos start, end;
} Range;
/* A place that is remembered under a letter: a to z in its document, A to Z in all. */
typedef struct KeptPlace {
    char letter;
    int64_t doc, edition; /* the edition that `pos` is of */
    Pos pos;
} KeptPlace;
typedef struct KeptPlaceList {
    KeptPlace *places;
    size_t count;
} KeptPlaceList;
int pos_compare(Pos a, Pos b);
bool range_is_empty(Range range);
bool range_contains(Range range, Pos pos);
bool range_overlaps(Range a, Range b);
/* Appends the text of a range; blocks are joined by `separator` (nothing before a
 * continuation block). */
void document_append_range(const Document *document, Range range, Str separator,
                           StrBuf *out);

/* ---- annotations ------------------------------------------------------- */

typedef enum AnnotationStatus { STATUS_NONE, STATUS_OPEN, STATUS_DONE } AnnotationStatus;

/* What finds a passage again when its document has changed (DESIGN section 8). */
typedef struct Selector {
    Range range;         /* in the edition it was made on */
    Str exact;           /* quotation, blocks joined by LF */
    Str prefix, suffix;  /* 32 code points each side */
    Str headings;        /* titles above, joined by LF */
} Selector;

/* An answer below a note. Replies make one thread, the oldest first. Plain text of any
 * number of rows, as its note. */
typedef struct Reply {
    int64_t id; /* in this library; 0 before it is stored */
    Uid uid;
    int64_t annotation;
    Str text, author;
    int64_t created_ms, modified_ms;
} Reply;

/* A passage with what was said about it. All Str are borrowed from wherever the
 * annotation was read (an arena, named by the reader). */
typedef struct Annotation {
    int64_t id; /* in this library; 0 before it is stored */
    Uid uid;
    int64_t doc, edition;
    Selector selector;
    Str note, style, author;
    AnnotationStatus status;
    int64_t due_ms; /* local midnight with which the due day begins; 0 for none */
    int64_t created_ms, modified_ms;
    bool is_orphan;
    Str *tags;
    size_t tag_count;
    Reply *replies;
    size_t reply_count;
} Annotation;

/* The passages that touch some blocks of a text. Where more than MARKS_PER_BLOCK begin in
 * one, some of each place are in the list, in order, and it is_cut; so it is where as
 * many reach in from before. */
#define MARKS_PER_BLOCK 256
typedef struct MarkList {
    Annotation *rows;
    size_t count;
    bool is_cut;
} MarkList;

/* How many passages begin in the blocks of a text, those alone in which one does. */
typedef struct MarkCount {
    uint32_t block;
    size_t before, here; /* in all blocks before; in this one */
} MarkCount;
typedef struct MarkCounts {
    MarkCount *rows; /* owned; free() */
    size_t count, capacity;
    bool is_complete;
} MarkCounts;
/* Passages that begin in the blocks [first, end). O(log n). */
size_t mark_counts_get(const MarkCounts *counts, uint32_t first, uint32_t end);

/* Passages as numbers, for what holds all of them in memory (ledger.h). Texts are borrowed
 * until the next row. Deleted ones are left out. */
typedef struct PassageRow {
    int64_t id, doc, created_ms, due_ms;
    uint32_t block, off; /* where it begins */
    AnnotationStatus status;
    bool is_orphan;
    Str style, author, headings; /* headings: only where they were asked for */
} PassageRow;

/* ---- reading ----------------------------------------------------------- */

/* Where the reader was. Not an edit: no operation, no undo. */
typedef struct ReadingState {
    Pos pos;
    double progress;
    Str folds; /* opaque to the store: FoldSet's own bytes */
    int64_t read_ms;
    int64_t edition; /* in which pos and folds are; writing 0 means the current one */
} ReadingState;

/* How long a document was read on a day. */
typedef struct ReadingTime {
    int64_t doc;
    int64_t day; /* as 20261122, where the reader was */
    int64_t spent_ms;
    uint64_t words; /* that the caret passed: Han one by one, other words whole */
} ReadingTime;
typedef struct ReadingTimeList {
    ReadingTime *rows;
    size_t count;
} ReadingTimeList;
/* The day of a moment, by the local clock. */
int64_t reading_day(int64_t time_ms);

/* ---- the operation log ------------------------------------------------- */

/* One immutable operation. old and new are JSON objects of what changed. */
typedef struct OpRow {
    int64_t seq;
    Uid id, group; /* operations of one action share a group */
    int64_t hlc;   /* hybrid logical clock: ms since 1970 << 16 | counter */
    Str device, author, kind, target, old_json, new_json;
    Uid undoes; /* the group that this one takes back; zero for none */
    bool is_undone; /* computed */
} OpRow;
typedef struct OpList {
    OpRow *rows;
    size_t count;
} OpList;

/* What of the log is wanted; all zero is all of it. */
typedef struct LogFilter {
    int64_t before;              /* numbers below this one */
    int64_t since_ms, before_ms; /* done at or after, done before */
    int64_t doc;                 /* about it, its passages and replies */
    Str author;
    Str text; /* the words of each that an operation changes hold it, script and width aside */
} LogFilter;

#endif
