/* The parts of the outline engine, in the order in which they run.
 *
 *   blocks    what is read: a draft, or a document
 *   measure   what a block looks like, and what is usual in this document
 *   marker    is there a number, of which family, how far does it go
 *   collect   every place that could start a heading → Candidate
 *   context   runs of siblings, contents lists, repeated titles
 *   score     features of a candidate → evidence, by the table of weights
 *   search    the best consistent tree: which candidates, at which level
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_OUTLINE_ENGINE_H
#define PIYUE_OUTLINE_ENGINE_H

#include <piyue/outline.h>

#include <piyue/text.h>

/* ---- blocks ------------------------------------------------------------ */

/* What the engine reads: one of the two is set. */
typedef struct Blocks {
    const Draft *draft;
    Document *document;
    size_t count;
    const Report *watch; /* asked in loops over all blocks; NULL for nobody */
} Blocks;
typedef struct BlockView {
    Str text;
    uint8_t kind, flags, markup_level, evidence;
} BlockView;
BlockView blocks_get(const Blocks *blocks, uint32_t block);
Str blocks_get_text(const Blocks *blocks, uint32_t block);
/* To be called in loops over all blocks while no text is held; false to end them. */
bool blocks_go_on(const Blocks *blocks, size_t step);

/* ---- marker ------------------------------------------------------------ */

/* A number as a heading carries it: "（三）", "第二章　", "1.2.3 ". */
typedef struct Marker {
    uint8_t family;     /* OutlineFamily */
    uint8_t parts;      /* of a dotted number, or the depth of ###; else 0 */
    uint8_t rule;       /* index of the user's rule, for FAMILY_OWN */
    bool is_alone;      /* nothing but the number stands there */
    bool has_separator; /* a blank or a colon stands behind it */
    uint32_t number;    /* the last part of a dotted one */
    uint32_t first;     /* the first part of a dotted one */
    uint32_t above;     /* of a dotted one: all parts but the last, as marker_extend() */
    size_t len_bytes;   /* with the blanks behind it */
} Marker;

/* The marker at the start of `text`; false where there is none. O(1). */
bool marker_match(Str text, Marker *marker);
/* A marker that may stand glued behind other text: only families that are not a
 * part of usual sentences (一、 （一） 第一章 一是, 1、). */
bool marker_match_glued(Str text, Marker *marker);

/* Parts of a dotted number as one: 0 for none, extended part by part. */
uint32_t marker_extend(uint32_t parts, uint32_t part);

/* ---- rules ------------------------------------------------------------- */

typedef enum RuleMatch { RULE_NONE, RULE_HEADING, RULE_NEVER } RuleMatch;
/* The first of the user's rules that the text begins with. */
RuleMatch rules_match(const OutlineRules *rules, Str text, Marker *marker);
/* Rank of the family that a rule is like, 0 for none. */
uint8_t rules_get_rank(const OutlineRules *rules, unsigned rule);

/* ---- measure ----------------------------------------------------------- */

/* How a text ends. */
typedef enum Ending {
    ENDING_OPEN,     /* with a letter or Han: as titles do */
    ENDING_STOP,     /* 。 . */
    ENDING_QUESTION, /* ？ ！ */
    ENDING_SEMICOLON,
    ENDING_COLON,
    ENDING_COMMA,   /* ， 、 */
    ENDING_BRACKET, /* ） ] */
    ENDING_QUOTE,   /* ” 》 … */
} Ending;

/* What is kept of every block. */
typedef struct Brief {
    uint16_t length; /* code points, estimated from 200 on */
    uint8_t ending;  /* Ending */
    uint8_t flags;   /* BriefFlag bits */
    uint8_t family;  /* of the number it starts with, FAMILY_NONE where there is none */
    uint8_t number;  /* that number, at most 255 */
} Brief;
enum BriefFlag {
    BRIEF_HIDDEN = 1 << 0, /* hidden, or the rest of a paragraph too long */
    BRIEF_INDENTED = 1 << 2,
    BRIEF_BLANK = 1 << 3, /* an empty line before it */
    BRIEF_CENTERED = 1 << 4,
    BRIEF_SHORT = 1 << 5, /* could be a title by its length and ending */
};

/* What is usual in a document. */
typedef struct Profile {
    size_t visible;       /* blocks */
    unsigned margin;      /* of most paragraphs: 0 none, 1 indented, 2 centred */
    unsigned blank_share; /* per cent of all blocks */
    unsigned short_share; /* per cent of blocks that could be titles */
    unsigned median_length, long_length; /* code points: 50 and 90 per cent */
    unsigned foreign_share;              /* per cent of blocks without a Han character */
    bool is_wrapped;                     /* lines are cut at a fixed width */
    unsigned bold_share, large_share;    /* per cent of blocks */
    bool has_markup;  /* the source marks its headings, so that others hardly are any */
    bool flat_markup; /* all on one level, though their numbers say otherwise */
    bool is_statute;                     /* three articles at least: 第N条 */
} Profile;

/* Details of a short text, for titles. Counts are code points. */
typedef struct Shape {
    unsigned length;
    unsigned first_stop; /* where the first sentence ends, before the end; 0 for none */
    unsigned commas, han, digits, latin, code; /* code: {}=<>\$_|; and the like */
    unsigned blanks;                           /* runs of blanks inside */
    unsigned colon_at, comma_at, blank_at;     /* code points before the first one */
    bool starts_quote, starts_bullet, starts_digit, starts_latin, starts_bracket;
    bool has_colon, has_title_marks, has_dots, has_tab, has_gloss;
    bool is_framed; /* 【…】 and nothing else */
    Ending ending;
} Shape;

/* One entry for each block of the draft. Owned by the caller (free). */
Brief *briefs_new(const Blocks *blocks, Profile *profile);
unsigned brief_margin(const Brief *brief); /* 0 none, 1 indented, 2 centred */
Shape shape_of(Str text);
Ending ending_of(Str text);
bool ending_is_closed(Ending ending); /* a sentence ends so */

/* ---- collect ----------------------------------------------------------- */

typedef enum Place {
    PLACE_BLOCK,  /* the block is the heading */
    PLACE_RUN_IN, /* the heading is the block's first sentence */
    PLACE_TAIL,   /* glued to the end of a block */
} Place;

typedef struct Candidate {
    uint32_t block;
    uint32_t start, title_end; /* bytes in the block */
    uint32_t number, first, above;
    uint32_t hash;    /* of the title; blanks and punctuation do not count */
    uint32_t bare;    /* of the title without its number */
    int16_t score;    /* evidence in hundredths of a logit */
    int16_t document; /* the same for being the title of the whole document */
    uint8_t family, parts, place, level; /* level 0: no heading */
    uint16_t flags;                      /* CandidateFlag bits */
    uint8_t markup_level;
    uint32_t run;          /* index into the runs, RUN_NONE for unnumbered ones */
    uint8_t evidence; /* MarkupEvidence bits */
    uint16_t order; /* among the visible blocks, at most 65535 */
    uint8_t rule;          /* of the user, for FAMILY_OWN */
    uint8_t key;           /* what it is on the stack, once it is taken (search.c) */
    uint8_t rank;          /* of the user's rule */
    uint8_t verdict;       /* Verdict: what was said by hand */
    uint8_t want_level;    /* by hand; 0 for any */
    uint8_t keep_level;  /* of a heading above one whose level was given by hand */
    uint8_t lean_level;    /* the level of a sibling that was put there by hand */
    int16_t lean;          /* evidence from what was said of siblings */
    uint16_t marker_bytes; /* of the number in front of the title */
} Candidate;
typedef enum Verdict { VERDICT_NONE, VERDICT_TAKE, VERDICT_DROP } Verdict;
enum CandidateFlag {
    CANDIDATE_ALONE = 1 << 0,     /* nothing but a number */
    CANDIDATE_CONTENTS = 1 << 1,  /* line of a contents list */
    CANDIDATE_REPEAT = 1 << 2,    /* the same text stood before */
    CANDIDATE_SEPARATED = 1 << 3, /* a blank or colon behind the number */
    CANDIDATE_BODY = 1 << 4,      /* text of its own follows */
    CANDIDATE_EARLY = 1 << 5,     /* before the first number and the first long text */
    CANDIDATE_FIRST = 1 << 6,     /* first block that is shown */
    CANDIDATE_RECURS = 1 << 7,    /* the same text stands again below */
    CANDIDATE_PAIR = 1 << 8,      /* two short titles parted by a wide blank */
    CANDIDATE_MARKED = 1 << 9,    /* the source says that it is a heading */
    CANDIDATE_SAID = 1 << 11, /* the same as the marked heading right above */
    CANDIDATE_FORGOTTEN = 1 << 10, /* it does not, but of its siblings it says so */
};
#define RUN_NONE UINT32_MAX

typedef struct CandidateList {
    Candidate *items; /* owned; in order of (block, start) */
    size_t count, capacity;
} CandidateList;

/* Fills in the families of the briefs as well. */
void candidates_collect(const Blocks *blocks, const OutlineRules *rules, Brief *briefs,
                        Profile *profile, CandidateList *list);
/* Puts the candidate of a block that the user made a heading into the list, sorted;
 * returns its index. A title from `start` to `end`, or the one found where both are 0. */
size_t candidates_insert(const Blocks *blocks, uint32_t block, uint32_t start,
                         uint32_t end, CandidateList *list);
/* Index of the visible block before or after `block`, or NO_BLOCK. */
#define NO_BLOCK UINT32_MAX
uint32_t brief_previous(const Brief *briefs, uint32_t block);
uint32_t brief_next(const Brief *briefs, size_t count, uint32_t block);

/* ---- context ----------------------------------------------------------- */

/* Candidates of one family whose numbers go on: 一、 二、 三、 */
typedef struct Run {
    uint32_t count, first_number;
    uint32_t open, run_in, bodies, items; /* members that are so */
    uint32_t alone;                       /* just a number, behind what is finished */
    uint32_t length;                      /* of their titles together, code points */
    uint64_t first_at, last_at;           /* characters before the first and the last */
    bool is_after_colon;                  /* as lists are */
    uint32_t last, last_number;           /* while being built */
} Run;
typedef struct RunList {
    Run *items; /* owned */
    size_t count, capacity;
} RunList;

/* Links siblings and marks contents lists, repeats and bodies. O(candidates). */
void context_build(const Blocks *blocks, const Brief *briefs, CandidateList *list,
                   RunList *runs);
/* Of a title: blanks, punctuation, and page numbers behind leaders do not count. */
uint32_t title_hash(Str title);

/* ---- words ------------------------------------------------------------- */

bool words_start_sentence(Str text); /* 因此, 其中, 如果 …: as sentences go on */
bool words_end_sentence(Str text);   /* 了, 呢, 如下 … */
bool words_start_call(Str text);     /* 坚持, 推进 …: as official headings do */
bool words_start_proviso(Str text);  /* 但, 前项 … */
bool words_name_document(Str text);  /* …办法, …报告: what documents are called */
bool words_name_head(Str text);     /* …合同, …纪要: these, and what heads a paper */
bool words_are_date(Str text);
bool words_are_site_matter(Str text); /* breadcrumb, editor, share buttons */
bool words_are_imprint(Str text); /* 来源 编辑 发布时间, below a page's title */
bool words_are_salutation(Str text, const Brief *brief); /* 同志们： */
bool words_are_answer(Str text); /* 答： */
bool words_are_turn(Str text);   /* 问：, as in a talk */
bool words_are_number(Str text); /* 〔2023〕15号: of a letter */
bool words_are_issuer(Str text); /* …人民政府, …办公室: who signs it */
bool words_are_byline(Str text); /* organisation, office, a name of 2–4 characters */

/* ---- score ------------------------------------------------------------- */

/* Everything a score may look at. */
typedef struct Evidence {
    const Blocks *blocks;
    const Brief *briefs;
    const Profile *profile;
    const CandidateList *list;
    const RunList *runs;
} Evidence;

/* Of no block: one that is hidden and empty. */
const Brief *brief_at(const Evidence *evidence, uint32_t block);
/* The features of one candidate, as indexes into the table of weights. */
#define FEATURES_MAX 64
typedef struct FeatureSet {
    uint16_t ids[FEATURES_MAX];
    size_t count;
} FeatureSet;
void features_of(const Evidence *evidence, size_t index, FeatureSet *features);
/* The weight of a feature in hundredths of a logit, its name and what it means. */
int feature_get_weight(unsigned id);
OutlineEvidence feature_describe(unsigned id);
/* Sets the score of every candidate. */
void candidates_score(const Evidence *evidence, CandidateList *list);

/* ---- search ------------------------------------------------------------ */

/* Sets the level of every candidate: 1-based where it is a heading, 0 where not.
 * O(candidates) with a constant that does not depend on the document. */
void search_levels(CandidateList *list);

/* ---- by hand ----------------------------------------------------------- */

/* First candidate in the block or behind it; the count if there is none. */
size_t candidates_find(const CandidateList *list, uint32_t block);
CandidateList candidates_copy(const CandidateList *list);
/* Adds what the user made a heading to a solved list, and solves it anew. */
void candidates_correct(const Blocks *blocks, const OutlineCorrection *corrections,
                        size_t correction_count, CandidateList *list);

/* ---- all of it --------------------------------------------------------- */

typedef struct Analysis {
    Blocks blocks;
    Profile profile;
    Brief *briefs;
    CandidateList list;
    RunList runs;
} Analysis;
/* All steps up to the scores. */
void analysis_init(Analysis *analysis, const Blocks *blocks, const OutlineRules *rules);
void analysis_clear(Analysis *analysis);
Evidence analysis_get_evidence(const Analysis *analysis); /* borrowed from it */
Heading heading_of(const Candidate *candidate, uint32_t block);

/* ---- the walk ---------------------------------------------------------- */

/* Goes through a solved list again, to say what each step cost. */
typedef struct Walk Walk;
typedef struct Placement {
    int step;          /* cost of its place, or of the best one it could have */
    int margin;        /* by how much the decision is better than the other one */
    const char *place; /* msgid */
} Placement;
Walk *walk_new(const CandidateList *list); /* borrows */
void walk_free(Walk *walk);
void walk_weigh(Walk *walk, size_t index, Placement *placement);

#endif
