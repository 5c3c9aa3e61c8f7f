/* Links: kept at their words while a draft changes, and brought to where they lead.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/links.h"

#include <stdlib.h>

#include <piyue/text.h>

static void push_link(Draft *draft, Link link)
{
    if (draft->link_count == LINKS_MAX)
        return;
    draft->links = mem_grow(draft->links, &draft->link_capacity, draft->link_count + 1,
                            sizeof(*draft->links));
    draft->links[draft->link_count++] = link;
}

/* Anchors alone have no words. */
static bool has_place(const Link *link)
{
    return link->start < link->end || link->kind == LINK_ANCHOR;
}

void draft_add_link(Draft *draft, const Link *link)
{
    Link piece = *link;
    piece.target = arena_str(draft->arena, link->target);
    uint64_t before = 0; /* bytes of the blocks before `block` */
    for (size_t block = link->block; block < draft->block_count; block++) {
        uint64_t behind = before + draft->blocks[block].text.len;
        bool is_last = block + 1 == draft->block_count || link->end <= behind;
        if (link->start < behind || is_last) {
            piece.block = (uint32_t)block;
            piece.start = (uint32_t)(MAX(link->start, before) - before);
            piece.end = (uint32_t)(MIN(link->end, behind) - before);
            if (has_place(&piece))
                push_link(draft, piece);
        }
        if (is_last)
            return;
        before = behind;
    }
}

/* ---- following the text -------------------------------------------------- */

/* The first edit of the list in or behind a block. */
static size_t find_edit(const DraftEdit *edits, size_t count, uint32_t block)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (edits[middle].block < block)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Where `off` of a block is behind the edits that begin with `edit`. What lay in bytes
 * that were replaced by others is at their start, or behind them for an end. */
static uint32_t follow_edits(const DraftEdit *edit, const DraftEdit *end, uint32_t block,
                             uint32_t off, bool is_end)
{
    int64_t grown = 0;
    for (; edit < end && edit->block == block; edit++) {
        int64_t start = (int64_t)edit->off - grown; /* before the pass */
        int64_t behind = start + (int64_t)edit->old_text.len;
        if (off <= start)
            break;
        if (off < behind && edit->old_text.len != edit->new_text.len)
            return edit->off + (is_end ? (uint32_t)edit->new_text.len : 0);
        if (off < behind)
            break;
        grown += (int64_t)edit->new_text.len - (int64_t)edit->old_text.len;
    }
    return (uint32_t)(off + grown);
}

void draft_move_links(Draft *draft, size_t first_edit)
{
    if (first_edit == draft->edit_count)
        return;
    const DraftEdit *edits = draft->edits + first_edit;
    size_t edit_count = draft->edit_count - first_edit;
    for (size_t i = 0; i < draft->link_count; i++) {
        Link *link = &draft->links[i];
        const DraftEdit *edit = edits + find_edit(edits, edit_count, link->block);
        const DraftEdit *end = edits + edit_count;
        link->start = follow_edits(edit, end, link->block, link->start, false);
        link->end =
            follow_edits(edit, end, link->block, link->end, link->kind != LINK_ANCHOR);
    }
}

void links_follow_split(Draft *draft, const DraftBlock *old_blocks, const size_t *first)
{
    Link *links = draft->links;
    size_t count = draft->link_count;
    draft->links = NULL;
    draft->link_count = draft->link_capacity = 0;
    for (size_t i = 0; i < count; i++) {
        const char *text = old_blocks[links[i].block].text.data;
        size_t block = first[links[i].block], end = first[links[i].block + 1];
        for (; block < end; block++) {
            /* A piece with the blanks that were dropped around it. */
            Str piece = draft->blocks[block].text;
            uint32_t from = (uint32_t)(piece.data - text);
            uint32_t to = from + (uint32_t)piece.len;
            Link moved = links[i];
            moved.block = (uint32_t)block;
            moved.start = MIN(MAX(moved.start, from), to) - from;
            moved.end = MIN(MAX(moved.end, from), to) - from;
            bool is_here = links[i].kind == LINK_ANCHOR
                               ? links[i].start < to || block + 1 == end
                               : moved.start < moved.end;
            if (is_here)
                push_link(draft, moved);
            if (is_here && links[i].kind == LINK_ANCHOR)
                break;
        }
    }
    free(links);
}

void links_follow_join(Draft *draft, const size_t *moved_to, const size_t *moved_by)
{
    for (size_t i = 0; i < draft->link_count; i++) {
        Link *link = &draft->links[i];
        link->start += (uint32_t)moved_by[link->block];
        link->end += (uint32_t)moved_by[link->block];
        link->block = (uint32_t)moved_to[link->block];
    }
}

/* ---- settling -------------------------------------------------------------- */

static int compare_places(const void *a, const void *b)
{
    const Link *left = a, *right = b;
    if (left->block != right->block)
        return left->block < right->block ? -1 : 1;
    if (left->start != right->start)
        return left->start < right->start ? -1 : 1;
    /* The one that was told last lies innermost, as a rule the shorter one. */
    return (left->end > right->end) - (left->end < right->end);
}

static void sort_links(Draft *draft)
{
    if (draft->link_count)
        qsort(draft->links, draft->link_count, sizeof(*draft->links), compare_places);
}

static int compare_names(const void *a, const void *b)
{
    const Link *left = *(const Link *const *)a, *right = *(const Link *const *)b;
    int order = str_compare(left->target, right->target);
    return order ? order : compare_places(left, right);
}

/* All anchors by name. Owned. */
static const Link **list_anchors(const Draft *draft, size_t *count)
{
    const Link **anchors = mem_alloc_array(draft->link_count + 1, sizeof(*anchors));
    *count = 0;
    for (size_t i = 0; i < draft->link_count; i++)
        if (draft->links[i].kind == LINK_ANCHOR)
            anchors[(*count)++] = &draft->links[i];
    if (*count)
        qsort(anchors, *count, sizeof(*anchors), compare_names);
    return anchors;
}

/* The first place that bears the name; NULL for none. */
static const Link *find_anchor(const Link *const *anchors, size_t count, Str name)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_compare(anchors[middle]->target, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && str_is_equal(anchors[low]->target, name) ? anchors[low] : NULL;
}

static void find_places(Draft *draft)
{
    size_t count = 0;
    const Link **anchors = list_anchors(draft, &count);
    for (size_t i = 0; i < draft->link_count; i++) {
        Link *link = &draft->links[i];
        const Link *anchor =
            link->kind == LINK_NAME ? find_anchor(anchors, count, link->target) : NULL;
        if (!anchor)
            continue;
        link->kind = LINK_PLACE;
        link->to_block = anchor->block;
        link->to_off = anchor->start;
    }
    free(anchors);
}

/* Leaves what leads somewhere, one link for each letter, on the boundaries of clusters.
 */
static void drop_others(Draft *draft)
{
    size_t kept = 0;
    for (size_t i = 0; i < draft->link_count; i++) {
        Link link = draft->links[i];
        const Link *before = kept ? &draft->links[kept - 1] : NULL;
        Str text = draft->blocks[link.block].text;
        link.end = (uint32_t)cluster_snap(text, MIN(link.end, text.len));
        link.start = (uint32_t)cluster_snap(text, MIN(link.start, text.len));
        if (before && before->block == link.block)
            link.start = MAX(link.start, before->end);
        bool is_link = link.kind == LINK_ADDRESS || link.kind == LINK_PLACE;
        if (is_link && link.start < link.end)
            draft->links[kept++] = link;
    }
    draft->link_count = kept;
}

/* Where the links of a block, sorted, from the `first` on, leave room for a place. */
static bool is_free(const Link *links, size_t first, size_t count, uint32_t block,
                    Span place)
{
    for (size_t i = first; i < count && links[i].block == block; i++)
        if (links[i].start < place.end && place.start < links[i].end)
            return false;
    return true;
}

/* The addresses that stand in the text itself. */
static void add_written(Draft *draft)
{
    size_t told = draft->link_count;
    StrBuf whole = {0}, address = {0};
    for (size_t i = 0; i < draft->block_count; i++) {
        Str text = draft->blocks[i].text;
        Span place = {0, 0};
        size_t first = SIZE_MAX;
        while (text_find_address(text, place.end, &place)) {
            strbuf_reset(&whole);
            strbuf_reset(&address);
            address_append_whole(str_slice(text, place.start, place.end), &whole);
            if (first == SIZE_MAX)
                first = links_find(draft->links, told, (uint32_t)i);
            if (is_free(draft->links, first, told, (uint32_t)i, place) &&
                address_clean(strbuf_get(&whole), &address))
                push_link(draft, (Link){.kind = LINK_ADDRESS,
                                        .block = (uint32_t)i,
                                        .start = (uint32_t)place.start,
                                        .end = (uint32_t)place.end,
                                        .target = arena_str(draft->arena,
                                                            strbuf_get(&address))});
        }
    }
    strbuf_clear(&whole);
    strbuf_clear(&address);
    if (draft->link_count > told)
        sort_links(draft);
}

void draft_settle_links(Draft *draft)
{
    sort_links(draft);
    find_places(draft);
    drop_others(draft);
    add_written(draft);
}

size_t links_find(const Link *links, size_t count, uint32_t block)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (links[middle].block < block)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
