/* Where a row may break: CLREQ's basic level for Chinese, whole words for Latin.
 *
 * One pass over the row: every cluster has a class (tables.h), and a table says which
 * class may not follow which across a break. The last place where a break may stand
 * is remembered; when a cluster no longer fits, the row ends there.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "text/cluster.h"

#define BIT(class) (1u << WRAP_##class)

/* What never begins a row, whatever stands before it. */
#define NEVER_FIRST                                                                      \
    (BIT(CLOSE) | BIT(MID) | BIT(JOIN) | BIT(QUOTE) | BIT(GLUE) | BIT(EXTEND) |          \
     BIT(SPACE) | BIT(NEWLINE))
#define ALL (~0u)

/* For each class: the classes no break may part it from when they follow. */
static const uint32_t kept_together[WRAP_CLASS_COUNT] = {
    [WRAP_HAN] = NEVER_FIRST,
    [WRAP_ALPHA] = NEVER_FIRST | BIT(ALPHA) | BIT(DIGIT),
    [WRAP_DIGIT] = NEVER_FIRST | BIT(ALPHA) | BIT(DIGIT) | BIT(UNIT),
    [WRAP_OPEN] = ALL,
    [WRAP_CLOSE] = NEVER_FIRST,
    [WRAP_MID] = NEVER_FIRST | BIT(ALPHA) | BIT(DIGIT),
    [WRAP_JOIN] = NEVER_FIRST | BIT(ALPHA) | BIT(DIGIT),
    [WRAP_QUOTE] = ALL,
    [WRAP_GLUE] = ALL,
    /* Behind a blank a hyphen is a sign or an item's mark, and a quote opens. */
    [WRAP_SPACE] = NEVER_FIRST & ~(BIT(JOIN) | BIT(QUOTE)),
    [WRAP_NEWLINE] = 0,
    [WRAP_DASH] = NEVER_FIRST | BIT(DASH),
    [WRAP_ELLIPSIS] = NEVER_FIRST | BIT(ELLIPSIS),
    [WRAP_UNIT] = NEVER_FIRST,
    [WRAP_PREFIX] = NEVER_FIRST | BIT(DIGIT),
    [WRAP_EXTEND] = NEVER_FIRST,
};

/* The class `next` takes on behind `before`: a comma between Latin letters or digits
 * belongs to their word, behind Han it closes; blanks behind an opening mark leave it
 * open. */
static WrapClass class_behind(WrapClass before, WrapClass next)
{
    switch (next) {
    case WRAP_MID:
        return BIT(HAN) & (1u << before) || before == WRAP_CLOSE || before == WRAP_UNIT
                   ? WRAP_CLOSE
                   : WRAP_MID;
    case WRAP_SPACE:
        return before == WRAP_OPEN ? WRAP_OPEN : WRAP_SPACE;
    case WRAP_EXTEND:
        return before;
    case WRAP_DASH:
    case WRAP_ELLIPSIS:
        /* Two make one mark; a leader of many may break between the pairs. */
        return before == next ? WRAP_HAN : next;
    case WRAP_HAN:
    case WRAP_ALPHA:
    case WRAP_DIGIT:
    case WRAP_OPEN:
    case WRAP_CLOSE:
    case WRAP_JOIN:
    case WRAP_QUOTE:
    case WRAP_GLUE:
    case WRAP_NEWLINE:
    case WRAP_UNIT:
    case WRAP_PREFIX:
    case WRAP_CLASS_COUNT:
        return next;
    }
    return next;
}

/* Never parted, even where a word must be cut. */
#define NEVER_CUT_BEFORE (NEVER_FIRST | BIT(DASH) | BIT(ELLIPSIS))

/* A place where the row could end: what is drawn ends at `end`. */
typedef struct Break {
    size_t end, next;
    int columns;
} Break;

/* The places found so far, from the best kind to the worst; one whose `next` is the
 * row's start was not found. */
typedef struct Breaks {
    Break allowed; /* by the rules */
    Break word;    /* in a long word, behind a hyphen or a slash */
    Break cut;     /* in a long word */
    Break here;    /* behind the last cluster that is no blank */
} Breaks;

static bool is_wordy(WrapClass class)
{
    return class == WRAP_ALPHA || class == WRAP_DIGIT;
}

static void breaks_note(Breaks *breaks, WrapClass before, WrapClass class)
{
    if (!(kept_together[before] >> class & 1))
        breaks->allowed = breaks->here;
    else if ((before == WRAP_JOIN || before == WRAP_MID) && is_wordy(class))
        breaks->word = breaks->here;
    if (!(NEVER_CUT_BEFORE >> class & 1) && before != WRAP_OPEN)
        breaks->cut = breaks->here;
}

/* Is the word at `off` wider than a whole row, so that it must be cut anyway? */
static bool is_word_too_wide(Str text, size_t off, int max_columns,
                             const WidthPolicy *policy)
{
    const uint32_t wordy = BIT(ALPHA) | BIT(DIGIT) | BIT(MID) | BIT(JOIN);
    Cluster cluster;
    for (int columns = 0; columns <= max_columns;) {
        size_t peek = off;
        if (off >= text.len || !(wordy >> text_class(decode_next(text, &peek))->wrap & 1))
            return false;
        cluster_next(text, &off, policy, &cluster);
        columns += cluster.columns;
    }
    return true;
}

/* Where the row ends when the cluster behind `breaks->here` no longer fits. */
static WrapRow breaks_choose(const Breaks *breaks, Str text, size_t start,
                             int max_columns, const WidthPolicy *policy)
{
    const Break *best = &breaks->allowed;
    bool is_forced = best->next == start;
    bool is_half_empty = best->columns < max_columns / 2;
    /* A word that must be cut anyway fills this row, at a hyphen or a slash of its own
     * or, before leaving the row half empty, anywhere. */
    if (is_forced || (breaks->cut.next > best->next &&
                      is_word_too_wide(text, best->next, max_columns, policy))) {
        if (breaks->word.next > best->next && breaks->word.columns >= max_columns / 2)
            best = &breaks->word;
        else if (breaks->cut.next > best->next && (is_forced || is_half_empty))
            best = &breaks->cut;
        else if (is_forced)
            best = &breaks->here;
    }
    return (WrapRow){start, best->end, best->next, MIN(best->columns, max_columns)};
}

/* Goes over Han that follow a Han and fit: most of a Chinese row. Every place between
 * them allows a break, so only the last one is noted. */
static size_t skip_han(Str text, size_t off, int *columns, int max_columns,
                       Breaks *breaks)
{
    while (*columns + 2 <= max_columns && off < text.len &&
           (uint8_t)text.data[off] >= 0xE4 && (uint8_t)text.data[off] <= 0xE9) {
        size_t next = off;
        const TextClass *class = text_class(decode_next(text, &next));
        if (class->wrap != WRAP_HAN || class->width != WIDTH_WIDE ||
            !is_plain(class, text, next))
            break;
        breaks->allowed = breaks->cut = (Break){off, off, *columns};
        *columns += 2;
        off = next;
    }
    return off;
}

WrapRow wrap_row(Str text, size_t start, int max_columns, const WidthPolicy *policy)
{
    const Break nowhere = {start, start, 0};
    Breaks breaks = {nowhere, nowhere, nowhere, nowhere};
    WrapClass before = WRAP_SPACE;
    int columns = 0; /* of all up to `off`, blanks included */
    for (size_t off = start; off < text.len;) {
        size_t at = off;
        const TextClass *class = text_class(decode_next(text, &off));
        WrapClass wrap = class->wrap;
        int added = plain_columns(class);
        if (!is_plain(class, text, off)) {
            Cluster cluster;
            size_t code_end = off;
            off = at;
            cluster_next(text, &off, policy, &cluster);
            added = cluster.columns;
            if (wrap == WRAP_SPACE && off > code_end)
                wrap = WRAP_ALPHA; /* a blank with a mark over it is not blank */
        }
        if (wrap == WRAP_NEWLINE)
            return (WrapRow){start, breaks.here.end, off, breaks.here.columns};
        bool is_blank = wrap == WRAP_SPACE;
        if (!is_blank && at > start) {
            breaks.here.next = at;
            breaks_note(&breaks, before, wrap);
            if (columns + added > max_columns)
                return breaks_choose(&breaks, text, start, max_columns, policy);
        }
        columns += added;
        before = class_behind(before, wrap);
        if (before == WRAP_HAN)
            off = skip_han(text, off, &columns, max_columns, &breaks);
        /* Blanks hang over the edge, unless the text ends with them and they fit. */
        if (!is_blank || (off == text.len && columns <= max_columns))
            breaks.here = (Break){off, off, columns};
    }
    int drawn = MIN(breaks.here.columns, max_columns);
    return (WrapRow){start, breaks.here.end, text.len, drawn};
}
