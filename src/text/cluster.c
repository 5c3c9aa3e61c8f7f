/* Columns and grapheme clusters.
 *
 * The boundaries are those of UAX #29 (Unicode 15), but nothing that can be read may
 * hide in a cluster:
 *   - a joined emoji and a flag come apart (GB11–GB13): terminals draw them as one, two
 *     or four glyphs, so the parts are shown one by one, without their joiner;
 *   - letters join nothing in front of others (GB9b, and of GB6 two leading jamo);
 *   - a selector or joiner behind another has no letter to give a form to, and tag
 *     characters never have: each is drawn as a mark.
 * What is left looks at two neighbours only, and needs no state.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "text/cluster.h"

/* What a terminal cell can hold besides its base (CCHARW_MAX of ncurses less one). */
#define MARKS_MAX 4

/* The substitute of an AMBIGUOUS, MARK or REPLACED code point; 〓 where the table has
 * none. O(log substitutes). */
static const TextSubstitute *find_substitute(char32_t codepoint)
{
    static const TextSubstitute geta = {0, 2, "〓"};
    size_t low = 0, high = text_substitute_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (text_substitutes[middle].codepoint < codepoint)
            low = middle + 1;
        else
            high = middle;
    }
    bool is_found =
        low < text_substitute_count && text_substitutes[low].codepoint == codepoint;
    return is_found ? &text_substitutes[low] : &geta;
}

/* True if the substitute is drawn and not the code point. */
static bool is_substituted(WidthClass width, const WidthPolicy *policy)
{
    return width == WIDTH_REPLACED || width == WIDTH_MARK || width == WIDTH_DROPPED ||
           (width == WIDTH_AMBIGUOUS && policy->ambiguous == AMBIGUOUS_SAFE);
}

static bool is_spaced(char32_t codepoint, const WidthPolicy *policy)
{
    return policy->ambiguous == AMBIGUOUS_SPACED &&
           (codepoint == U'“' || codepoint == U'”');
}

static int class_columns(char32_t codepoint, WidthClass width, const WidthPolicy *policy)
{
    if (is_substituted(width, policy))
        return find_substitute(codepoint)->columns;
    switch (width) {
    case WIDTH_NARROW:
    case WIDTH_BLANK:
        return 1;
    case WIDTH_WIDE:
        return 2;
    case WIDTH_AMBIGUOUS:
        return policy->ambiguous == AMBIGUOUS_WIDE || is_spaced(codepoint, policy) ? 2
                                                                                   : 1;
    case WIDTH_ZERO:
    case WIDTH_DROPPED:
    case WIDTH_MARK:
    case WIDTH_REPLACED:
        return 0;
    }
    return 0;
}

int width_of_codepoint(char32_t codepoint, const WidthPolicy *policy)
{
    WidthClass width = text_class(codepoint)->width;
    if (width == WIDTH_MARK || width == WIDTH_DROPPED || width == WIDTH_BLANK)
        return 0;
    return MIN(class_columns(codepoint, width, policy), 2);
}

bool cluster_is_joined(ClusterClass before, ClusterClass after)
{
    if (before == GCB_CR)
        return after == GCB_LF;
    if (before == GCB_LF || before == GCB_CONTROL || after == GCB_CR || after == GCB_LF ||
        after == GCB_CONTROL)
        return false;
    if (after == GCB_SELECTOR)
        return before != GCB_SELECTOR && before != GCB_ZWJ;
    if (after == GCB_ZWJ)
        return before != GCB_ZWJ;
    if (after == GCB_EXTEND || after == GCB_SPACINGMARK)
        return true;
    if (before == GCB_L)
        return after == GCB_V || after == GCB_LV || after == GCB_LVT;
    if (before == GCB_LV || before == GCB_V)
        return after == GCB_V || after == GCB_T;
    return (before == GCB_LVT || before == GCB_T) && after == GCB_T;
}

/* A class that joins nothing in front and nothing behind but extenders. */
static bool is_alone(ClusterClass class)
{
    return class == GCB_OTHER || class == GCB_REGIONAL_INDICATOR;
}

/* What the first code point of a cluster shows, and whether what follows may join. */
static bool cluster_show_first(Cluster *cluster, char32_t codepoint, WidthClass width,
                               const WidthPolicy *policy)
{
    cluster->columns = class_columns(codepoint, width, policy);
    cluster->shown = cluster->text;
    if (is_substituted(width, policy)) {
        cluster->shown = str_from(find_substitute(codepoint)->text);
        return false;
    }
    if (width == WIDTH_BLANK)
        cluster->shown = STR(" ");
    else if (is_spaced(codepoint, policy))
        cluster->shown = codepoint == U'“' ? STR(" “") : STR("” ");
    else if (codepoint == 0xFFFD && cluster->text.len < 3)
        cluster->shown = STR("\xEF\xBF\xBD");
    else if (width == WIDTH_ZERO)
        cluster->shown = (Str){cluster->text.data, 0}; /* it has nothing to stand on */
    else
        return true;
    return false;
}

/* The rest of a cluster whose first code point lies in [start, *off). */
static void cluster_finish(Str text, size_t start, size_t *off, ClusterClass before,
                           bool is_shown, const WidthPolicy *policy, Cluster *cluster)
{
    int marks = 0;
    while (*off < text.len) {
        size_t end = *off;
        char32_t codepoint = decode_next(text, &end);
        const TextClass *class = text_class(codepoint);
        if (!cluster_is_joined(before, class->cluster))
            break;
        before = class->cluster;
        *off = end;
        /* Whatever follows something that is not shown is not shown either: a cell
         * borrows one stretch of the text. A skin tone is left out. */
        bool is_tone = class->cluster == GCB_EXTEND && class->width == WIDTH_WIDE;
        is_shown = is_shown && !is_tone && !is_substituted(class->width, policy) &&
                   marks++ < MARKS_MAX;
        if (is_shown) {
            cluster->shown.len = end - start;
            cluster->columns += class_columns(codepoint, class->width, policy);
        }
    }
    cluster->text.len = *off - start;
}

bool cluster_next(Str text, size_t *off, const WidthPolicy *policy, Cluster *cluster)
{
    if (*off >= text.len)
        return false;
    size_t start = *off;
    char32_t codepoint = decode_next(text, off);
    const TextClass *class = text_class(codepoint);
    cluster->text = (Str){text.data + start, *off - start};
    bool is_shown = cluster_show_first(cluster, codepoint, class->width, policy);
    if (*off == text.len)
        return true;
    if (is_alone(class->cluster) && !extends_at(text, *off))
        return true;
    cluster_finish(text, start, off, class->cluster, is_shown, policy, cluster);
    return true;
}

size_t cluster_snap(Str text, size_t off)
{
    if (off >= text.len)
        return text.len;
    while (off > 0 && is_continuation((uint8_t)text.data[off]))
        off--;
    while (off > 0) {
        size_t next = off, before = off;
        ClusterClass after = text_class(decode_next(text, &next))->cluster;
        ClusterClass previous = text_class(utf8_previous(text, &before))->cluster;
        if (!cluster_is_joined(previous, after))
            break;
        off = before;
    }
    return off;
}

size_t cluster_previous(Str text, size_t off)
{
    off = MIN(off, text.len);
    if (off == 0)
        return 0;
    utf8_previous(text, &off);
    return cluster_snap(text, off);
}

/* Columns of the cluster at `*off`, which moves behind it. */
static int columns_next(Str text, size_t *off, const WidthPolicy *policy)
{
    size_t next = *off;
    const TextClass *class = text_class(decode_next(text, &next));
    if (is_plain(class, text, next)) {
        *off = next;
        return plain_columns(class);
    }
    Cluster cluster;
    cluster_next(text, off, policy, &cluster);
    return cluster.columns;
}

size_t text_columns(Str text, const WidthPolicy *policy)
{
    size_t columns = 0;
    for (size_t off = 0; off < text.len;)
        columns += (size_t)columns_next(text, &off, policy);
    return columns;
}

size_t text_fit(Str text, int max_columns, const WidthPolicy *policy)
{
    size_t fitting = 0;
    int columns = 0;
    for (size_t off = 0; off < text.len; fitting = off) {
        columns += columns_next(text, &off, policy);
        if (columns > max_columns)
            break;
    }
    return fitting;
}
