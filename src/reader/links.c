/* Links of the text: what the one under the caret leads to, following it, and the list of
 * all. A place in the document is gone to; an address is copied, for nothing is ever
 * opened from here.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/spots.h"

#define EXCERPT_COLUMNS 40

const Link *reader_get_link(const Reader *reader)
{
    if (!reader->document->block_count)
        return NULL;
    return document_get_link_at(reader->document, reader->caret.block, reader->caret.off);
}

static Pos get_target(const Link *link)
{
    return (Pos){link->to_block, link->to_off};
}

/* “二、要点”, as much of it as says which place it is. */
static void append_excerpt(const Document *document, Pos pos, StrBuf *out)
{
    StrBuf words = {0}, flat = {0};
    spots_append_words(document, pos, &words);
    format_flat(&flat, strbuf_get(&words));
    Str text = strbuf_get(&flat);
    size_t fits = text_fit(text, EXCERPT_COLUMNS, &(WidthPolicy){AMBIGUOUS_WIDE});
    strbuf_append_str(out, str_slice(text, 0, fits));
    strbuf_append_text(out, fits < text.len ? "~" : "");
    strbuf_clear(&flat);
    strbuf_clear(&words);
}

void reader_describe_link(const Reader *reader, StrBuf *out)
{
    const Link *link = reader_get_link(reader);
    if (link && link->kind == LINK_ADDRESS) {
        strbuf_append_text(out, _("link: "));
        format_flat(out, link->target);
    } else if (link) {
        strbuf_append_text(out, _("leads to: "));
        append_excerpt(reader->document, get_target(link), out);
    }
}

/* ---- following ------------------------------------------------------------ */

bool reader_follow_link(Reader *reader, const Link *link, Error *err)
{
    if (link->kind == LINK_PLACE) {
        reader_travel(reader, get_target(link));
        return true;
    }
    return copy_address(reader->app, link->target, err);
}

bool act_link_follow(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    const Link *link = reader ? reader_get_link(reader) : NULL;
    if (link)
        return reader_follow_link(reader, link, err);
    return reader && error_set(err, ERR_NOT_FOUND,
                               _("no link stands under the caret; ]l goes to the next"));
}

/* ---- from one to the next --------------------------------------------------- */

/* The nearest link behind the caret, or before it, in what is shown. */
static bool find_next(const Reader *reader, Pos from, int direction, Pos *found)
{
    const Document *document = reader->document;
    uint32_t block = from.block;
    for (;;) {
        block = document_find_linked(document, block, direction);
        if (block >= document->block_count)
            return false;
        bool is_shown = layout_is_visible(reader->layout, block) ||
                        foldset_find_hiding(reader->folds, block) != SECTION_NONE;
        size_t count = 0;
        const Link *links = document_get_links(document, block, &count);
        for (size_t i = 0; is_shown && i < count; i++) {
            const Link *link = &links[direction > 0 ? i : count - 1 - i];
            *found = (Pos){block, link->start};
            if (pos_compare(*found, from) * direction > 0)
                return true;
        }
        if (direction < 0 && block == 0)
            return false;
        block = direction > 0 ? block + 1 : block - 1;
    }
}

bool act_link_move(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    Pos at = reader->caret, found;
    const Link *link = reader_get_link(reader);
    if (link && call->arg < 0)
        at.off = link->start;
    int steps = 0;
    while (steps < MAX(call->count, 1) && find_next(reader, at, call->arg, &found)) {
        at = found;
        steps++;
    }
    if (!steps)
        return error_set(err, ERR_NOT_FOUND,
                         call->arg > 0 ? _("no link stands behind here")
                                       : _("no link stands before here"));
    reader_loosen_selection(reader, call->arg);
    reader_travel(reader, at);
    return true;
}

/* ---- the list -------------------------------------------------------------- */

static void add_link(const Document *document, const Link *link, Arena *arena,
                     SpotList *list)
{
    StrBuf detail = {0};
    Str text = document_get_text(document, link->block);
    Spot spot = {.words = arena_str(arena, str_slice(text, link->start, link->end)),
                 .doc = document->id,
                 .edition = document->edition,
                 .pos = {link->block, link->start}};
    if (link->kind == LINK_ADDRESS) {
        spot.address = arena_str(arena, link->target);
        /* An address that stands in the text itself is not said twice. */
        if (!str_has_suffix(spot.address, spot.words))
            spot.detail = spot.address;
    } else {
        append_excerpt(document, get_target(link), &detail);
        spot.detail = arena_str(arena, strbuf_get(&detail));
    }
    list->rows =
        mem_grow(list->rows, &list->capacity, list->count + 1, sizeof(*list->rows));
    list->rows[list->count++] = spot;
    strbuf_clear(&detail);
}

/* What cleaning has hidden is no part of the list. */
static bool gather_links(Store *store, Document *document, Arena *arena, SpotList *list,
                         Error *err)
{
    (void)store, (void)err;
    for (uint32_t block = 0; list->count < SPOTS_MAX; block++) {
        size_t count = 0;
        block = document_find_linked(document, block, 1);
        if (block >= document->block_count)
            break;
        if (document_get_block(document, block).flags & BLOCK_HIDDEN)
            continue;
        const Link *links = document_get_links(document, block, &count);
        for (size_t i = 0; i < count && list->count < SPOTS_MAX; i++)
            add_link(document, &links[i], arena, list);
        document_trim(document);
    }
    return true;
}

bool act_links(const ActionCall *call, Error *err)
{
    static const SpotSource source = {
        .title = N_("Links"),
        .counted = N_("%zu link"),
        .counted_many = N_("%zu links"),
        .advice = N_("No words of this document lead anywhere\n"
                     "documents imported by an older piyue have no links yet:\n"
                     "piyue reimport reads them anew"),
        .gather = gather_links};
    Reader *reader = reader_get(call, err);
    return reader && spots_open(reader->app, reader->doc, &source, err);
}
