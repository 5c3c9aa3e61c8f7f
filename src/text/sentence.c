/* Sentences, clauses, items, quotations: the units a reader takes hold of.
 *
 * Whether a place is the end of a sentence is decided by what stands around it, so
 * that the sentence around an offset is found without reading the text before it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "text/decode.h"
#include "text/tables.h"

#include <string.h>

static char32_t peek_next(Str text, size_t off)
{
    return off < text.len ? decode_next(text, &off) : 0;
}

static char32_t peek_previous(Str text, size_t off)
{
    return off > 0 ? utf8_previous(text, &off) : 0;
}

/* Is `codepoint` one of the characters of the NUL-terminated `set`? */
static bool is_among(char32_t codepoint, const char32_t *set)
{
    if (codepoint == 0)
        return false;
    while (*set && *set != codepoint)
        set++;
    return *set != 0;
}

static bool is_ascii_word(char32_t codepoint)
{
    return codepoint < 0x80 && text_class(codepoint)->wording == WORDING_WORD;
}

static bool is_digit(char32_t codepoint)
{
    return codepoint >= U'0' && codepoint <= U'9';
}

static bool is_blank_or_end(char32_t codepoint)
{
    return codepoint == 0 || text_is_space(codepoint);
}

/* A closing mark that goes with the sentence before it. Plain ASCII quotes have no
 * direction: one that touches the full stop closes. */
static bool is_closer(char32_t codepoint)
{
    return text_is_closing(codepoint) || codepoint == U'"' || codepoint == U'\'';
}

static bool is_full_stop(char32_t codepoint)
{
    return is_among(codepoint, U"。！？!?…｡‼⁇⁈⁉︒");
}

static bool is_clause_mark(char32_t codepoint)
{
    return is_among(codepoint, U"，、；：,;:﹐﹑﹔﹕､");
}

/* Is the number before the '.' at `dot` the number of an item ("3. …")? Then the '.'
 * ends nothing. */
static bool is_item_number(Str text, size_t dot)
{
    size_t off = dot;
    while (off > 0 && is_digit(peek_previous(text, off)))
        off--;
    if (off == dot)
        return false;
    while (off > 0 && text_is_space(peek_previous(text, off)))
        utf8_previous(text, &off);
    return off == 0 || is_full_stop(peek_previous(text, off));
}

/* Does the mark that starts at `mark` finish a sentence? `after` is what follows the
 * closing marks behind it. */
static bool mark_ends_sentence(Str text, size_t mark, char32_t after)
{
    char32_t codepoint = peek_next(text, mark);
    if (codepoint == U'.')
        return is_blank_or_end(after) && !is_item_number(text, mark);
    if (!is_full_stop(codepoint))
        return false;
    /* Not the ? of a web address, nor what goes on: “为什么？”，he asks. */
    if (codepoint < 0x80 && peek_previous(text, mark) < 0x80 &&
        is_ascii_word(peek_next(text, mark + 1)))
        return false;
    return !is_clause_mark(after);
}

/* Does the mark finish a clause? In numbers, times and addresses it does not. */
static bool mark_ends_clause(Str text, size_t mark, size_t end)
{
    char32_t codepoint = peek_next(text, mark);
    if (!is_clause_mark(codepoint))
        return false;
    return codepoint >= 0x80 || !is_ascii_word(peek_previous(text, mark)) ||
           !(is_ascii_word(peek_next(text, end)) || peek_next(text, end) == U'/');
}

static bool is_boundary_mark(char32_t codepoint)
{
    return is_full_stop(codepoint) || codepoint == U'.' || is_clause_mark(codepoint);
}

/* Start of the closing marks that end at `off`; no text has more than a few. */
static size_t closers_start(Str text, size_t off)
{
    for (int count = 0; count < 8 && is_closer(peek_previous(text, off)); count++)
        utf8_previous(text, &off);
    return off;
}

/* Is `off` the place right behind a sentence (or a clause)? Closing marks and further
 * stops belong to what they follow: 。” and ？！ and …… end once. */
static bool is_unit_end(Str text, size_t off, bool wants_clauses)
{
    if (off == 0 || off >= text.len)
        return false;
    if (peek_previous(text, off) == U'\n')
        return true;
    /* More stops, or marks that close what is open: the end is further on. */
    char32_t after = peek_next(text, off);
    if (is_full_stop(after) || text_is_closing(after))
        return false;
    size_t end = closers_start(text, off), mark = end;
    if (mark == 0 || !is_boundary_mark(utf8_previous(text, &mark)))
        return false;
    /* A plain quote that touches the stop closes; behind another one it opens. */
    if ((after == U'"' || after == U'\'') && end == off)
        return false;
    return mark_ends_sentence(text, mark, after) ||
           (wants_clauses && mark_ends_clause(text, mark, end));
}

/* `off` on a code point boundary, behind blanks; on the last code point at the end. */
static size_t place_of(Str text, size_t off)
{
    off = MIN(off, text.len);
    while (off > 0 && off < text.len && is_continuation((uint8_t)text.data[off]))
        off--;
    off = text_skip_space(text, off);
    while (off == text.len || text_is_space(peek_next(text, off))) {
        if (off == 0)
            break;
        utf8_previous(text, &off);
    }
    return off;
}

/* Can a unit end behind this code point? Spares most places the closer look. */
static bool may_end_unit(char32_t codepoint)
{
    return codepoint == '\n' || text_is_punctuation(codepoint);
}

static Span unit_at(Str text, size_t off, bool wants_clauses)
{
    if (text.len == 0)
        return (Span){0, 0};
    size_t start = place_of(text, off), end = start;
    while (start > 0) {
        size_t before = start;
        if (may_end_unit(utf8_previous(text, &before)) &&
            is_unit_end(text, start, wants_clauses))
            break;
        start = before;
    }
    while (end < text.len)
        if (may_end_unit(decode_next(text, &end)) &&
            is_unit_end(text, end, wants_clauses))
            break;
    start = text_skip_space(text, start);
    return (Span){MIN(start, end), end};
}

Span sentence_at(Str text, size_t off)
{
    return unit_at(text, off, false);
}

Span clause_at(Str text, size_t off)
{
    return unit_at(text, off, true);
}

/* ---- items ---- */

typedef enum ItemKind {
    ITEM_NONE,
    ITEM_IS,      /* 一是 二是 */
    ITEM_SHOULD,  /* 一要 二要 */
    ITEM_ORDINAL, /* 第一， 第二， */
    ITEM_FIRST,   /* 首先 其次 再次 最后 */
    ITEM_BRACKET, /* （一） (1) */
    ITEM_CIRCLED, /* ① */
} ItemKind;

static bool has_any_prefix(Str text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_has_prefix(text, str_from(words[i])))
            return true;
    return false;
}

static ItemKind bracket_kind(Str text)
{
    size_t off = 0;
    char32_t open = decode_next(text, &off);
    Numeral numeral;
    if ((open != U'（' && open != U'(') ||
        !numeral_parse(str_slice(text, off, text.len),
                       NUMERAL_BIT(NUMERAL_HAN) | NUMERAL_BIT(NUMERAL_ARABIC),
                       &numeral) ||
        numeral.value == 0 || numeral.value > 99)
        return ITEM_NONE;
    char32_t close = peek_next(text, off + numeral.len_bytes);
    return close == U'）' || close == U')' ? ITEM_BRACKET : ITEM_NONE;
}

/* The marker at the start of `text`. */
static ItemKind item_kind(Str text)
{
    static const char *const firsts[] = {"首先", "其次", "再次", "再者", "最后", "最後"};
    if (text.len == 0)
        return ITEM_NONE;
    Numeral numeral;
    if (has_any_prefix(text, firsts, ARRAY_SIZE(firsts)))
        return ITEM_FIRST;
    if (numeral_parse(text, NUMERAL_BIT(NUMERAL_CIRCLED), &numeral))
        return ITEM_CIRCLED;
    bool is_ordinal = str_has_prefix(text, STR("第"));
    Str rest = is_ordinal ? str_slice(text, strlen("第"), text.len) : text;
    if (!numeral_parse(rest, NUMERAL_BIT(NUMERAL_HAN), &numeral) || numeral.value == 0 ||
        numeral.value > 99)
        return bracket_kind(text);
    char32_t after = peek_next(rest, numeral.len_bytes);
    if (is_ordinal)
        return is_among(after, U"，,、：:") ? ITEM_ORDINAL : ITEM_NONE;
    return after == U'是' ? ITEM_IS : is_among(after, U"要靠") ? ITEM_SHOULD : ITEM_NONE;
}

/* Markers stand at the start of a clause, or after an opening mark. */
static bool may_start_item(Str text, size_t off)
{
    return off == 0 || is_unit_end(text, off, true) ||
           text_is_space(peek_previous(text, off));
}

Span item_at(Str text, size_t off)
{
    ItemKind kind = ITEM_NONE;
    size_t start = place_of(text, off);
    for (;;) {
        if (may_start_item(text, start))
            kind = item_kind(str_slice(text, start, text.len));
        if (kind != ITEM_NONE || start == 0)
            break;
        utf8_previous(text, &start);
    }
    if (kind == ITEM_NONE)
        return (Span){0, 0};
    size_t end = start;
    do {
        decode_next(text, &end);
    } while (end < text.len && !(may_start_item(text, end) &&
                                 item_kind(str_slice(text, end, text.len)) == kind));
    while (end > start && text_is_space(peek_previous(text, end)))
        utf8_previous(text, &end);
    return (Span){start, end};
}

/* ---- quotations ---- */

/* The mark that closes `open`; 0 if it opens nothing. */
static char32_t closing_of(char32_t open)
{
    static const char32_t pairs[] =
        U"“”‘’《》〈〉「」『』（）()［］[]【】〔〕〖〗〝〞｛｝{}\"\"";
    for (size_t i = 0; pairs[i]; i += 2)
        if (pairs[i] == open)
            return pairs[i + 1];
    return 0;
}

enum { QUOTATION_DEPTH = 32 };

typedef struct OpenMark {
    char32_t close;
    size_t start;
} OpenMark;

/* Index of the innermost open mark that `codepoint` closes; -1 for none. */
static int find_open(const OpenMark *open, int depth, char32_t codepoint)
{
    while (--depth >= 0 && open[depth].close != codepoint)
        ;
    return depth;
}

Span quotation_at(Str text, size_t off)
{
    OpenMark open[QUOTATION_DEPTH];
    int depth = 0;
    for (size_t next = 0; next < text.len;) {
        size_t start = next;
        char32_t codepoint = decode_next(text, &next);
        int opened = find_open(open, depth, codepoint);
        if (opened >= 0) {
            depth = opened;
            if (open[depth].start <= off && off < next)
                return (Span){open[depth].start, next};
        } else if (closing_of(codepoint) && depth < QUOTATION_DEPTH)
            open[depth++] = (OpenMark){closing_of(codepoint), start};
        if (start > off && depth == 0)
            break;
    }
    return (Span){0, 0};
}

/* ---- motion ---- */

/* What stands at `off`; runs of the same kind are one unit. The point of 3.5 is part
 * of its number. */
static int motion_kind(Str text, size_t off)
{
    char32_t codepoint = peek_next(text, off);
    const TextClass *class = text_class(codepoint);
    if (class->flags & FLAG_SPACE)
        return 0;
    if (class->flags & FLAG_CJK)
        return 1;
    bool is_in_number = (codepoint == U'.' || codepoint == U',') &&
                        is_digit(peek_previous(text, off)) &&
                        is_digit(peek_next(text, off + 1));
    return class->wording == WORDING_WORD || is_in_number ? 2 : 3;
}

size_t unit_next(Str text, size_t off)
{
    off = cluster_snap(text, off);
    if (off >= text.len)
        return text.len;
    const WidthPolicy any = {AMBIGUOUS_NARROW};
    Cluster cluster;
    int kind = motion_kind(text, off);
    while (off < text.len && motion_kind(text, off) == kind)
        cluster_next(text, &off, &any, &cluster);
    return text_skip_space(text, off);
}

size_t unit_previous(Str text, size_t off)
{
    off = cluster_snap(text, off);
    while (off > 0 && text_is_space(peek_previous(text, off)))
        utf8_previous(text, &off);
    if (off == 0)
        return 0;
    size_t start = cluster_previous(text, off);
    int kind = motion_kind(text, start);
    while (start > 0) {
        size_t before = cluster_previous(text, start);
        if (motion_kind(text, before) != kind)
            break;
        start = before;
    }
    return start;
}
