/* Candidates: every place that could start a heading.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "outline/engine.h"

/* All in code points. A title without a number may be longer at the very beginning:
 * the names of statutes are. */
#define TITLE_MAX 45
#define FIRST_TITLE_MAX 90
#define FIRST_BLOCKS 16
#define BLOCK_TITLE_MAX 64
#define RUN_IN_MAX 72
/* Bytes looked at for the end of a run-in sentence and for a glued heading. */
#define RUN_IN_BYTES 300
#define TAIL_BYTES 160

static void push(CandidateList *list, Candidate candidate)
{
    list->items =
        mem_grow(list->items, &list->capacity, list->count + 1, sizeof(*list->items));
    list->items[list->count++] = candidate;
}

/* FNV-1a over letters, Han and digits; page numbers and leaders at the end do not
 * count, so that a line of a contents list equals the heading it names. */
uint32_t title_hash(Str title)
{
    size_t end = title.len;
    while (end) {
        size_t off = end;
        char32_t last = utf8_previous(title, &off);
        if (!(last >= '0' && last <= '9') && !text_is_space(last) &&
            !text_is_punctuation(last))
            break;
        end = off;
    }
    uint32_t hash = 2166136261u;
    unsigned counted = 0;
    for (size_t off = 0; off < end && counted < 48;) {
        char32_t codepoint = utf8_next(title, &off);
        if (text_is_space(codepoint) || text_is_punctuation(codepoint))
            continue;
        hash = (hash ^ (uint32_t)codepoint) * 16777619u;
        counted++;
    }
    return counted ? hash : 0;
}

/* Bytes before the full stop of the first sentence, 0 where it is too long or where
 * nothing follows it. */
static size_t find_first_sentence(Str text)
{
    Str head = str_slice(text, 0, RUN_IN_BYTES);
    unsigned count = 0, depth = 0;
    for (size_t off = 0; off < head.len && count < RUN_IN_MAX; count++) {
        size_t start = off;
        char32_t codepoint = utf8_next(head, &off);
        if (codepoint == U'（' || codepoint == U'“' || codepoint == U'《')
            depth++;
        else if ((codepoint == U'）' || codepoint == U'”' || codepoint == U'》') && depth)
            depth--;
        if (!depth && (codepoint == U'。' || codepoint == U'？' || codepoint == U'！' ||
                       codepoint == U'?' || codepoint == U'!')) {
            Str rest = text_trim(str_slice(text, off, text.len));
            return rest.len > 3 ? start : 0;
        }
    }
    return 0;
}

static void add_numbered(const Blocks *blocks, const Brief *brief, uint32_t block,
                         const Marker *marker, Candidate candidate, CandidateList *list)
{
    Str text = blocks_get_text(blocks, block);
    candidate.family = marker->family;
    candidate.parts = marker->parts;
    candidate.number = marker->number;
    candidate.first = marker->first;
    candidate.above = marker->above;
    candidate.rule = marker->rule;
    candidate.marker_bytes = (uint16_t)MIN(marker->len_bytes, UINT16_MAX);
    candidate.title_end = (uint32_t)text.len;
    if (marker->is_alone)
        candidate.flags |= CANDIDATE_ALONE;
    if (marker->has_separator)
        candidate.flags |= CANDIDATE_SEPARATED;
    size_t sentence = find_first_sentence(text);
    if (marker->family == FAMILY_ARTICLE && !candidate.markup_level &&
        (brief->length > TITLE_MAX || ending_is_closed(brief->ending))) {
        /* an article has no title: its number stands for it */
        candidate.title_end =
            (uint32_t)text_trim(str_slice(text, 0, marker->len_bytes)).len;
        candidate.place = PLACE_RUN_IN;
    } else if (sentence && marker->family != FAMILY_WORD &&
               marker->family != FAMILY_RANKED) {
        candidate.title_end = (uint32_t)sentence;
        candidate.place = PLACE_RUN_IN;
    } else if (brief->length > BLOCK_TITLE_MAX && !candidate.markup_level) {
        return;
    }
    candidate.hash = title_hash(str_slice(text, 0, candidate.title_end));
    candidate.bare = title_hash(str_slice(text, marker->len_bytes, candidate.title_end));
    push(list, candidate);
}

/* 诸水　玉泉水: the title of a group and that of its first member on one line. */
static bool is_pair(Str title)
{
    size_t at = str_find(title, STR("　"), 0);
    if (at == STR_NONE)
        return false;
    Str first = str_slice(title, 0, at);
    Str second = text_trim(str_slice(title, at, title.len));
    size_t a = utf8_count_codepoints(first), b = utf8_count_codepoints(second);
    return a >= 2 && b >= 1 && a <= 6 && b <= 8 &&
           str_find(second, STR("　"), 0) == STR_NONE;
}

static bool could_be_title(const Brief *brief, unsigned order)
{
    if (brief->flags & BRIEF_SHORT)
        return true;
    return order < FIRST_BLOCKS && brief->length <= FIRST_TITLE_MAX &&
           (brief->ending == ENDING_OPEN || brief->ending == ENDING_BRACKET ||
            brief->ending == ENDING_QUOTE);
}

static void add_title(const Blocks *blocks, uint32_t block, Candidate candidate,
                      CandidateList *list)
{
    candidate.family = candidate.markup_level ? FAMILY_MARKUP : FAMILY_TITLE;
    candidate.title_end = (uint32_t)blocks_get_text(blocks, block).len;
    candidate.hash = candidate.bare = title_hash(blocks_get_text(blocks, block));
    if (is_pair(blocks_get_text(blocks, block)))
        candidate.flags |= CANDIDATE_PAIR;
    push(list, candidate);
}

static bool ends_sentence(char32_t codepoint)
{
    return codepoint == U'。' || codepoint == U'；' || codepoint == U'！' ||
           codepoint == U'？' || codepoint == U'”' || codepoint == U'：' ||
           codepoint == U';' || codepoint == U':';
}

static bool is_full_stop(char32_t codepoint)
{
    return codepoint == U'。' || codepoint == U'！' || codepoint == U'？';
}

/* Whether a sentence of `text` starts with a marker of the family, the first included. */
static bool has_marker_of(Str text, uint8_t family)
{
    bool is_start = true;
    for (size_t off = 0; off < text.len;) {
        Marker marker;
        Str rest = str_slice(text, off, text.len);
        if (is_start && marker_match_glued(rest, &marker) && marker.family == family)
            return true;
        is_start = ends_sentence(utf8_next(text, &off));
    }
    return false;
}

/* A heading that lost its line break hangs at the end of a paragraph: the text does
 * not end as a sentence does, and its last piece starts with a number. Another
 * heading, even one without a number, may hang between it and the last full stop. */
static void add_tails(const Blocks *blocks, uint32_t block, Candidate candidate,
                      CandidateList *list)
{
    Str text = blocks_get_text(blocks, block);
    size_t limit = text.len > TAIL_BYTES ? text.len - TAIL_BYTES : 0;
    size_t found = 0, stop = 0;
    Marker marker = {0}, at_found = {0};
    for (size_t off = text.len; off > limit;) {
        size_t behind = off;
        char32_t codepoint = utf8_previous(text, &off);
        if (behind < text.len) {
            Str rest = str_slice(text, behind, text.len);
            bool is_end = ends_sentence(codepoint);
            bool may_start = is_end || (!found && text_is_han(codepoint) &&
                                        (rest.data[0] == '(' || rest.data[0] == '\xEF'));
            if (may_start && marker_match_glued(rest, &marker) && !marker.is_alone &&
                (is_end || marker.family == FAMILY_HAN_PAREN)) {
                found = behind;
                at_found = marker;
            }
        }
        if (is_full_stop(codepoint)) {
            stop = behind;
            break;
        }
    }
    if (!found)
        return;
    candidate.place = PLACE_TAIL;
    if (stop && stop + 9 < found) {
        Str before = text_trim(str_slice(text, stop, found));
        Shape shape = shape_of(before);
        if (shape.length >= 4 && shape.length <= 32 && !ending_is_closed(shape.ending) &&
            shape.commas == 0) {
            Candidate title = candidate;
            title.family = FAMILY_TITLE;
            title.start = (uint32_t)(before.data - text.data);
            title.title_end = title.start + (uint32_t)before.len;
            title.hash = title.bare = title_hash(before);
            push(list, title);
        }
    }
    candidate.family = at_found.family;
    candidate.number = at_found.number;
    candidate.first = at_found.first;
    candidate.marker_bytes = (uint16_t)at_found.len_bytes;
    candidate.start = (uint32_t)found;
    candidate.title_end = (uint32_t)text.len;
    candidate.hash = title_hash(str_slice(text, found, text.len));
    candidate.bare = title_hash(str_slice(text, found + at_found.len_bytes, text.len));
    push(list, candidate);
}

/* …的事情。（二）产业发展提质增效、转型加快。: the same with its full stop. Only where no
 * other number of that family stands in the block, or it would be a run of items. */
static void add_closed_tail(const Blocks *blocks, uint32_t block, Candidate candidate,
                            CandidateList *list)
{
    Str text = blocks_get_text(blocks, block);
    size_t limit = text.len > TAIL_BYTES ? text.len - TAIL_BYTES : 0;
    size_t off = text.len;
    utf8_previous(text, &off);
    while (off > limit) {
        size_t behind = off;
        if (!is_full_stop(utf8_previous(text, &off)))
            continue;
        Marker marker;
        Str rest = str_slice(text, behind, text.len);
        if (!marker_match_glued(rest, &marker) || marker.is_alone ||
            (marker.family != FAMILY_HAN_PAREN && marker.family != FAMILY_HAN_COMMA) ||
            has_marker_of(str_slice(text, 0, behind), marker.family))
            return;
        candidate.place = PLACE_TAIL;
        candidate.family = marker.family;
        candidate.number = marker.number;
        candidate.first = marker.first;
        candidate.marker_bytes = (uint16_t)marker.len_bytes;
        candidate.start = (uint32_t)behind;
        candidate.title_end = (uint32_t)text.len;
        candidate.hash = title_hash(rest);
        candidate.bare = title_hash(str_slice(rest, marker.len_bytes, rest.len));
        push(list, candidate);
        return;
    }
}

/* What the text of a block starts with, by the user's rules and then by the families.
 * RULE_NEVER: no heading at all. */
static RuleMatch match_start(const OutlineRules *rules, Str text, Marker *marker)
{
    RuleMatch match = rules_match(rules, text, marker);
    if (match == RULE_NONE && marker_match(text, marker))
        match = RULE_HEADING;
    return match;
}

/* A heading that the source marked may be this long, in code points, and so many may
 * stand one below the other: beyond, the style was used for something else. */
#define MARKED_MAX 120
#define MARKED_SENTENCE_MAX 60
#define MARKED_ROW_MAX 40

static bool is_marked(const BlockView *block, const Brief *brief)
{
    if (block->evidence & EVIDENCE_LISTED)
        return brief->length <= MARKED_MAX * 2;
    return block->evidence & EVIDENCE_MARKED && brief->length <= MARKED_MAX &&
           (brief->length <= MARKED_SENTENCE_MAX || brief->ending != ENDING_STOP);
}

/* Takes the mark away from headings that stand in a row without any text between, where
 * the source has no contents list of its own that names them. */
static void unmark_row(CandidateList *list, size_t count)
{
    if (count <= MARKED_ROW_MAX)
        return;
    for (size_t i = list->count - count; i < list->count; i++) {
        if (!(list->items[i].evidence & EVIDENCE_LISTED)) {
            list->items[i].flags &= (uint16_t)~CANDIDATE_MARKED;
            list->items[i].markup_level = 0;
        }
    }
}

/* How far the source's own marks are to be trusted. */
static void judge_markup(const CandidateList *list, Profile *profile)
{
    size_t marked = 0, listed = 0, plain = 0, levels[10] = {0},
           families[FAMILY_COUNT] = {0};
    for (size_t i = 0; i < list->count; i++) {
        const Candidate *candidate = &list->items[i];
        bool is_numbered = candidate->number && candidate->family != FAMILY_ARTICLE;
        if (candidate->flags & CANDIDATE_MARKED) {
            marked++;
            listed += (candidate->evidence & EVIDENCE_LISTED) != 0;
            levels[MIN(candidate->markup_level, 9)]++;
            families[candidate->family] += is_numbered;
        } else {
            plain += is_numbered && candidate->place == PLACE_BLOCK &&
                     !(candidate->flags & CANDIDATE_CONTENTS);
        }
    }
    unsigned depth = 0, kinds = 0;
    for (size_t i = 0; i < ARRAY_SIZE(levels); i++)
        depth += levels[i] > 0;
    for (size_t i = 0; i < FAMILY_COUNT; i++)
        kinds += families[i] >= 2;
    profile->has_markup =
        listed >= 5 || (marked >= 3 && (depth >= 2 || marked * 2 >= plain));
    profile->flat_markup = marked >= 4 && depth == 1 && kinds >= 2;
}

/* Numbers that the author forgot to mark stand on the level of their marked siblings;
 * where all marks are on one level, the numbers say more than they. */
static void settle_levels(CandidateList *list, const Profile *profile)
{
    enum { KINDS = FAMILY_COUNT * 8, LEVELS = 10 };
    uint16_t counts[KINDS][LEVELS] = {{0}};
    for (size_t i = 0; i < list->count; i++) {
        Candidate *candidate = &list->items[i];
        uint16_t *count = &counts[candidate->family * 8 + (candidate->parts & 7)]
                                 [MIN(candidate->markup_level, LEVELS - 1)];
        if (candidate->number && profile->flat_markup)
            candidate->markup_level = 0;
        else if (candidate->number && candidate->markup_level && *count < UINT16_MAX)
            (*count)++;
    }
    for (size_t i = 0; profile->has_markup && i < list->count; i++) {
        Candidate *candidate = &list->items[i];
        if (!candidate->number || candidate->markup_level)
            continue;
        const uint16_t *count = counts[candidate->family * 8 + (candidate->parts & 7)];
        uint8_t best = 1;
        size_t all = 0;
        for (uint8_t level = 1; level < LEVELS; level++) {
            all += count[level];
            if (count[level] > count[best])
                best = level;
        }
        if (count[best] >= 2 && count[best] * 10u >= all * 8)
            candidate->flags |= CANDIDATE_FORGOTTEN;
        if (candidate->flags & CANDIDATE_FORGOTTEN)
            candidate->markup_level = best;
    }
}

void candidates_collect(const Blocks *blocks, const OutlineRules *rules, Brief *briefs,
                        Profile *profile, CandidateList *list)
{
    unsigned order = 0;
    size_t articles = 0;
    bool has_body = false;
    size_t row = 0; /* marked headings one below the other */
    for (size_t i = 0; i < blocks->count; i++) {
        Brief *brief = &briefs[i];
        if (brief->flags & BRIEF_HIDDEN)
            continue;
        if (!blocks_go_on(blocks, i))
            break;
        BlockView view = blocks_get(blocks, (uint32_t)i);
        const BlockView *block = &view;
        Candidate candidate = {.block = (uint32_t)i,
                               .run = RUN_NONE,
                               .order = (uint16_t)MIN(order, UINT16_MAX),
                               .evidence = block->evidence};
        if (block->markup_level && brief->length <= MARKED_SENTENCE_MAX)
            candidate.markup_level = block->markup_level; /* guessed, from the type */
        if (is_marked(block, brief)) {
            candidate.markup_level = (uint8_t)MAX(block->markup_level, 1);
            candidate.flags |= CANDIDATE_MARKED;
            row++;
        } else {
            unmark_row(list, row);
            row = 0;
        }
        if (block->evidence & EVIDENCE_CONTENTS)
            candidate.flags |= CANDIDATE_CONTENTS;
        if (!order)
            candidate.flags |= CANDIDATE_FIRST;
        if (!has_body)
            candidate.flags |= CANDIDATE_EARLY;
        has_body |= brief->length > 60 && ending_is_closed(brief->ending);
        /* what a document has cut already */
        if (block->flags & BLOCK_GLUED)
            candidate.place = PLACE_TAIL;
        Marker marker;
        bool is_text = block->kind == BLOCK_PARAGRAPH || block->kind == BLOCK_HEADING;
        RuleMatch match = is_text ? match_start(rules, block->text, &marker) : RULE_NONE;
        if (match == RULE_HEADING) {
            candidate.rank =
                marker.family == FAMILY_OWN ? rules_get_rank(rules, marker.rule) : 0;
            brief->family = marker.family;
            brief->number = (uint8_t)MIN(marker.number, 255);
            articles += marker.family == FAMILY_ARTICLE;
            add_numbered(blocks, brief, (uint32_t)i, &marker, candidate, list);
        } else if (match == RULE_NONE && (candidate.markup_level ||
                                          (is_text && could_be_title(brief, order)))) {
            add_title(blocks, (uint32_t)i, candidate, list);
        }
        bool may_hang = is_text && blocks->draft && !blocks->draft->keeps_blocks &&
                        !candidate.markup_level && match != RULE_NEVER &&
                        brief->length > 30;
        if (may_hang && !ending_is_closed(brief->ending) && brief->ending != ENDING_COMMA)
            add_tails(blocks, (uint32_t)i, candidate, list);
        else if (may_hang && brief->ending == ENDING_STOP)
            add_closed_tail(blocks, (uint32_t)i, candidate, list);
        order++;
    }
    unmark_row(list, row);
    profile->is_statute = articles >= 3;
    judge_markup(list, profile);
    settle_levels(list, profile);
}

/* A paragraph of so many code points that is made a heading is its own title; a longer
 * one without a full stop nearby gives its first clauses. */
#define WHOLE_TITLE_MAX 40
#define CUT_TITLE_MAX 30

/* Where the title ends that a paragraph is given: with its first sentence, with the
 * paragraph when that is short, else with a clause. */
static uint32_t find_title_end(Str text)
{
    size_t sentence = find_first_sentence(text);
    if (sentence)
        return (uint32_t)sentence;
    if (utf8_count_codepoints(text) <= WHOLE_TITLE_MAX)
        return (uint32_t)text.len;
    size_t clause = 0, off = 0;
    for (unsigned count = 0; count < CUT_TITLE_MAX && off < text.len; count++) {
        size_t start = off;
        utf8_next(text, &off);
        Ending ending = ending_of(str_slice(text, start, off));
        if (ending == ENDING_COMMA || ending == ENDING_SEMICOLON ||
            ending == ENDING_COLON)
            clause = start;
    }
    return (uint32_t)(clause ? clause : off);
}

size_t candidates_insert(const Blocks *blocks, uint32_t block, uint32_t start,
                         uint32_t end, CandidateList *list)
{
    BlockView view = blocks_get(blocks, block);
    Candidate candidate = {.block = block,
                           .run = RUN_NONE,
                           .order = UINT16_MAX,
                           .evidence = view.evidence,
                           .family = FAMILY_TITLE,
                           .start = start,
                           .title_end = end};
    Str rest = str_slice(view.text, start, view.text.len);
    Marker marker;
    if (marker_match(rest, &marker)) {
        candidate.family = marker.family;
        candidate.parts = marker.parts;
        candidate.number = marker.number;
        candidate.first = marker.first;
        candidate.above = marker.above;
        candidate.marker_bytes = (uint16_t)MIN(marker.len_bytes, UINT16_MAX);
    }
    if (!end)
        candidate.title_end = find_title_end(view.text);
    candidate.place = candidate.title_end < view.text.len ? PLACE_RUN_IN : PLACE_BLOCK;
    Str title = str_slice(view.text, start, candidate.title_end);
    candidate.hash = title_hash(title);
    candidate.bare = title_hash(str_slice(title, candidate.marker_bytes, title.len));
    push(list, candidate);
    size_t at = list->count - 1;
    for (; at > 0 && list->items[at - 1].block > block; at--)
        list->items[at] = list->items[at - 1];
    list->items[at] = candidate;
    return at;
}
