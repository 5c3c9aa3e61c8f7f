/* The passes, and what they ask about lines of Chinese.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_CLEAN_PASS_H
#define PIYUE_CLEAN_PASS_H

#include <piyue/clean.h>
#include <piyue/text.h>

/* What the passes know beside the draft. */
typedef struct PassContext {
    const CleanOptions *options;
    const Outline *outline; /* for the late ones */
    bool is_stopped;        /* nobody wants the draft any more */
} PassContext;

/* Asked before each block by loops that look at the text of all: whether to go on. */
bool pass_goes_on(PassContext *context, size_t block);

/* Each pass returns how many places it touched; when it is stopped the draft is to be in
 * a state that can be freed, and no more. */
typedef size_t CleanPass(Draft *draft, PassContext *context);
#define CLEAN_PASS(id, name, function, summary) CleanPass function;
#include "../tables/passes.def"
#undef CLEAN_PASS

/* Hides a block; the edit that says so is empty. Returns how many blocks that hid: 0 for
 * one hidden before. */
size_t hide_block(Draft *draft, size_t index, CleanRule rule);

/* Replaces [start, end) of a block's text and records the edit. `text` is the block's
 * new text being built; what stood before `*copied` in `old` is in it already. */
void edit_replace(Draft *draft, size_t block, Str old, size_t *copied, size_t start,
                  size_t end, Str with, CleanRule rule, StrBuf *text);
/* Gives the block the text built by edit_replace. */
void edit_finish(Draft *draft, size_t block, Str old, size_t copied, StrBuf *text);

/* Brings the places of all edits before `first_new` up to date with those from it on,
 * which one pass made in order of block and place. An older edit inside of what a newer
 * one took away becomes part of that. O(edits × log). */
void edits_shift(Draft *draft, size_t first_new);
/* For joins, the edits from `first_new` on, each at the start of its block: what was
 * changed there before becomes part of the join, since both will be in one place. */
void edits_absorb_starts(Draft *draft, size_t first_new);

/* ---- lines ------------------------------------------------------------- */

/* What one walk over a line tells. */
typedef struct LineFacts {
    uint32_t codepoints;
    uint32_t columns;      /* all CJK marks count 2, as in the wrapped originals */
    uint32_t han;          /* ideographs and kana */
    uint32_t characters;   /* other than blanks */
    bool has_comma;        /* ，or ; the line is made of clauses */
    bool has_sentence_end; /* 。！？；or their ASCII forms behind Han */
} LineFacts;
LineFacts line_measure(Str line);

/* What the ends of documents, running heads and passages are compared by. */
uint64_t line_hash(Str line);
/* Words of page data, sites and menus, separators, addresses: no line of prose. */
bool line_has_site_words(Str line);

/* 。！？；： and closing marks behind them: nothing goes on behind this line. */
bool line_ends_sentence(Str line);
/* ，、 or an opening mark: something must follow. */
bool line_ends_open(Str line);
/* Starts like a heading or an item: 一、 （一） 1. 第三章 ① 一是 ● —— 附件 … */
bool line_has_marker(Str line);
/* Ends with a heading that lost its line break: …成效。一、强化政治引领 */
bool line_has_glued_heading(Str line);

#endif
