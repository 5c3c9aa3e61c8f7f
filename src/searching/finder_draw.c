/* Drawing the finder: names of all kinds, and where the current one leads.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "searching/finder.h"

#include <string.h>

#define PANE_FROM_COLUMNS 116
#define KINDS_FROM_COLUMNS 76
#define INFO_ROWS 4
#define INFO_FROM_ROWS 18
#define MARKS_MAX 32
#define PREVIEW_BYTES 4000 /* of text: more than a screen shows */

static const char *const kind_names[FIND_KIND_COUNT] = {
    [FIND_ALL] = N_("all"),           [FIND_TITLES] = N_("documents"),
    [FIND_HEADINGS] = N_("headings"), [FIND_TAGS] = N_("tags"),
    [FIND_SEARCHES] = N_("searches"), [FIND_ACTIONS] = N_("actions"),
};
/* What a row is, at its start. */
static const char *const source_names[SOURCE_COUNT] = {
    [SOURCE_OWN] = N_("here"),       [SOURCE_TITLES] = N_("document"),
    [SOURCE_TAGS] = N_("tag"),       [SOURCE_SEARCHES] = N_("search"),
    [SOURCE_ACTIONS] = N_("action"), [SOURCE_HEADINGS] = N_("heading"),
};

static int pane_columns(const Find *find)
{
    return find->columns >= PANE_FROM_COLUMNS ? MIN(find->columns / 3, 56) : 0;
}

static bool has_info(const Find *find)
{
    return !pane_columns(find) && find->rows >= INFO_FROM_ROWS;
}

int find_list_rows(const Find *find)
{
    int rows = screen_body_rows(find->rows) - 1 - (has_info(find) ? INFO_ROWS + 1 : 0);
    return MAX(rows, 1);
}

/* ---- where it leads ---------------------------------------------------- */

static Document *preview_open(Find *find, int64_t doc)
{
    FindPreview *preview = &find->preview;
    Error ignored = {0};
    if (preview->document && preview->document->id == doc)
        return preview->document;
    document_free(preview->document);
    preview->document = store_open_document(find->store, doc, &ignored);
    error_clear(&ignored);
    return preview->document;
}

/* The text from a block on, the paragraphs of it. */
static void append_text(const Document *document, uint32_t block, StrBuf *out)
{
    for (; block < document->block_count && out->len < PREVIEW_BYTES; block++) {
        BlockInfo info = document_get_block(document, block);
        if (info.flags & BLOCK_HIDDEN || !info.bytes)
            continue;
        if (out->len)
            strbuf_append_byte(out, '\n');
        format_flat(out, document_get_text(document, block));
    }
}

static void preview_heading(Find *find, NameRef ref)
{
    FindPreview *preview = &find->preview;
    Document *document = preview_open(find, ref.doc);
    if (!document || ref.section >= document->section_count)
        return;
    const Heading *heading = &document->sections[ref.section].heading;
    StrBuf path = {0};
    document_append_path(document, heading->block, STR("\n"), &path);
    format_flat(&preview->head, str_from(document->title));
    size_t len = preview->head.len;
    strbuf_append_text(&preview->head, CRUMB);
    format_headings(&preview->head, strbuf_get(&path), str_from(document->title));
    if (preview->head.len == len + strlen(CRUMB))
        preview->head.len = len;
    strbuf_clear(&path);
    bool runs_in =
        heading->title_end < document_get_block(document, heading->block).bytes;
    append_text(document, heading->block + !runs_in, &preview->text);
    document_trim(document);
}

static void preview_title(Find *find, NameRef ref)
{
    FindPreview *preview = &find->preview;
    DocumentFilter filter = {.id = ref.doc, .limit = 1};
    DocumentList list = {0};
    Arena *arena = arena_new();
    Error ignored = {0};
    if (store_list_documents(find->store, &filter, arena, &list, &ignored) &&
        list.count) {
        const DocumentRow *row = &list.rows[0];
        format_progress(&preview->head, row->progress);
        strbuf_append_text(&preview->head, "  ");
        format_length(&preview->head, row->codepoints);
        strbuf_append_text(&preview->head, "  ");
        format_day(&preview->head, MAX(row->read_ms, row->added_ms), time_now_ms());
        if (row->tags.len) {
            strbuf_append_text(&preview->head, "  ");
            format_tags(&preview->head, row->tags);
        }
    }
    error_clear(&ignored);
    arena_free(arena);
    Document *document = preview_open(find, ref.doc);
    if (!document)
        return;
    append_text(document, 0, &preview->text);
    document_trim(document);
}

static void preview_tag(Find *find, const TagRow *tag)
{
    StrBuf *out = &find->preview.head;
    strbuf_appendf(
        out, translate_plural("%lld passage", "%lld passages", (uint64_t)tag->passages),
        (long long)tag->passages);
    strbuf_append_text(out, "  ");
    strbuf_appendf(
        out,
        translate_plural("%lld document", "%lld documents", (uint64_t)tag->documents),
        (long long)tag->documents);
    strbuf_append_text(out, "  ");
    format_day(out, tag->used_ms, time_now_ms());
}

void find_load_preview(Find *find)
{
    const FindEntry *entry = find_get_current(find);
    FindPreview *preview = &find->preview;
    bool is_same = entry && preview->is_made && preview->source == entry->source &&
                   preview->index == entry->index;
    if (is_same || (!has_info(find) && !pane_columns(find)))
        return;
    strbuf_reset(&preview->head);
    strbuf_reset(&preview->text);
    preview->is_made = entry != NULL;
    if (!entry)
        return;
    preview->source = entry->source;
    preview->index = entry->index;
    switch (entry->source) {
    case SOURCE_OWN:
    case SOURCE_HEADINGS:
        preview_heading(find, find_get_ref(find, entry));
        break;
    case SOURCE_TITLES:
        preview_title(find, find_get_ref(find, entry));
        break;
    case SOURCE_TAGS:
        preview_tag(find, &find->tags.rows[entry->index]);
        break;
    case SOURCE_SEARCHES:
    case SOURCE_ACTIONS:
    case SOURCE_COUNT:
        break;
    }
}

/* ---- entries ----------------------------------------------------------- */

static void append_detail(const Find *find, const FindEntry *entry, StrBuf *out)
{
    switch (entry->source) {
    case SOURCE_OWN: {
        uint32_t parent = find->document->sections[entry->index].parent;
        if (parent != SECTION_NONE)
            strbuf_append_str(out, finder_get_name(find->own, parent));
        break;
    }
    case SOURCE_TAGS: {
        const TagRow *tag = &find->tags.rows[entry->index];
        format_count(out, (uint64_t)(tag->passages + tag->documents));
        break;
    }
    case SOURCE_SEARCHES:
        format_flat(out, find->searches.rows[entry->index].text);
        break;
    case SOURCE_ACTIONS:
        keymap_append_keys(app_get_keymap(find->app), find->actions[entry->index], out);
        break;
    case SOURCE_HEADINGS:
        strbuf_append_str(out, find_get_ref(find, entry).title);
        break;
    case SOURCE_TITLES:
    case SOURCE_COUNT:
        break;
    }
}

/* Text with what the letters stand for marked. */
static int put_name(Frame *frame, int y, int column, int columns, const Finder *finder,
                    uint32_t index, StyleId style)
{
    Span marks[MARKS_MAX];
    Str name = finder_get_name(finder, index);
    int used = frame_put_cut(frame, y, column, columns, name, style, STYLE_TEXT);
    size_t count = finder_mark(finder, index, marks, MARKS_MAX);
    for (size_t i = 0; i < count; i++) {
        int before = (int)text_columns(str_slice(name, 0, marks[i].start), &frame->width);
        int wide = (int)text_columns(str_slice(name, marks[i].start, marks[i].end),
                                     &frame->width);
        if (before < used)
            frame_overlay(frame, y, column + before, MIN(wide, used - before), STYLE_HIT);
    }
    return used;
}

static int source_columns(const Frame *frame)
{
    size_t widest = 0;
    for (int i = 0; i < SOURCE_COUNT; i++)
        widest = MAX(widest, text_columns(str_from(_(source_names[i])), &frame->width));
    return (int)widest;
}

static void put_entry(const Find *find, Frame *frame, size_t index, int y, int end)
{
    const FindEntry *entry = &find->entries[index];
    StyleId style = entry->source == SOURCE_TAGS ? STYLE_TAG : STYLE_LIST;
    int column = 3, kind = source_columns(frame);
    StrBuf detail = {0};
    frame_put(frame, y, column, kind, str_from(_(source_names[entry->source])),
              STYLE_LIST_DIM, STYLE_TEXT);
    column += kind + 2;
    if (entry->source == SOURCE_TAGS)
        column += frame_put(frame, y, column, 1, STR("#"), style, STYLE_TEXT);
    int used = put_name(frame, y, column, end - column - 1,
                        find_get_finder(find, entry->source), entry->index, style);
    append_detail(find, entry, &detail);
    if (detail.len && column + used + 8 < end)
        put_right(frame, y, column + used + 3, end - 1, strbuf_get(&detail),
                  STYLE_LIST_DIM);
    strbuf_clear(&detail);
    if (index == find->screen.list.current) {
        frame_put(frame, y, 1, 1, STR(">"), STYLE_LIST_STRONG, STYLE_TEXT);
        put_band(frame, y, 0, end);
    }
}

/* ---- the current entry ------------------------------------------------- */

/* Paragraphs one below the other. */
static void put_text(Frame *frame, Str text, int y, int end, int left, int columns,
                     StyleId style)
{
    while (text.data && y < end)
        y = put_paragraph(frame, y, end, left, columns, str_split(&text, '\n'), style);
}

static void put_info(const Find *find, Frame *frame)
{
    const FindPreview *preview = &find->preview;
    int end = frame->rows - FOOT_ROWS, y = end - INFO_ROWS;
    if (preview->head.len)
        frame_put_cut(frame, y++, 3, frame->columns - 5, strbuf_get(&preview->head),
                      STYLE_LIST, STYLE_TEXT);
    put_text(frame, strbuf_get(&preview->text), y, end, 3, frame->columns - 6,
             STYLE_LIST_DIM);
}

static void put_pane(const Find *find, Frame *frame, int columns)
{
    const FindPreview *preview = &find->preview;
    int left = frame->columns - columns, y = BAR_ROWS + 1, end = frame->rows - FOOT_ROWS;
    frame_fill(frame, BAR_ROWS, left, screen_body_rows(frame->rows), columns, STYLE_PANE);
    y = put_paragraph(frame, y, MIN(y + 3, end), left + 2, columns - 4,
                      strbuf_get(&preview->head), STYLE_PANE_DIM);
    put_text(frame, strbuf_get(&preview->text), y + 1, end, left + 2, columns - 4,
             STYLE_PANE);
}

/* ---- the whole --------------------------------------------------------- */

/* All kinds, the chosen one in brackets; that one alone where there is no room. */
static void append_kinds(const Find *find, StrBuf *out)
{
    for (int i = 0; i < FIND_KIND_COUNT; i++)
        if (find->columns >= KINDS_FROM_COLUMNS || (FindKind)i == find->kind)
            strbuf_appendf(out, (FindKind)i == find->kind ? "[%s] " : " %s  ",
                           _(kind_names[i]));
}

void find_draw(View *view, Frame *frame)
{
    const Find *find = (const Find *)view;
    int pane = pane_columns(find), end = frame->columns - pane;
    StrBuf kinds = {0};
    frame_erase(frame, STYLE_LIST);
    append_kinds(find, &kinds);
    put_bar(frame, _("Finder"), strbuf_get(&kinds),
            str_from(names_are_complete(find->names) ? "" : _("reading names")));
    strbuf_clear(&kinds);
    if (!find->count) {
        put_advice(frame, _("Nothing has such a name\n"
                            "letters stand for pinyin too: xsj finds 协商机制;\n"
                            "Tab looks among other kinds, S searches in the texts"));
        return;
    }
    const List *list = &find->screen.list;
    for (int i = 0; i < list->height && list->top + (size_t)i < list->count; i++)
        put_entry(find, frame, list->top + (size_t)i, BAR_ROWS + 1 + i, end);
    if (pane)
        put_pane(find, frame, pane);
    else if (has_info(find))
        put_info(find, frame);
}
