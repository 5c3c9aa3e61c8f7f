/* Where the reader is: the caret, the rows around it, and what must follow when either
 * changes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/reader.h"

#include <stdlib.h>
#include <string.h>

#define CARET_MARGIN 2 /* rows kept in sight above and below the caret */

/* ---- rows -------------------------------------------------------------- */

/* Keeps the caret off the edges, where there is text beyond them. */
static void reader_clamp_row(Reader *reader)
{
    int rows = reader->geometry.body_rows, margin = MIN(CARET_MARGIN, (rows - 1) / 2);
    RowPos below = reader->caret_at;
    int lowest = rows - 1 - layout_move(reader->layout, &below, margin);
    reader->caret_row = MAX(MIN(reader->caret_row, lowest), margin);
}

static void reader_find_top(Reader *reader)
{
    reader->top = reader->caret_at;
    int moved = layout_move(reader->layout, &reader->top, -reader->caret_row);
    reader->caret_row = abs(moved);
}

static void reader_add_decoration(Reader *reader, Range range, StyleId style)
{
    if (range_is_empty(range))
        return;
    reader->decorations =
        mem_grow(reader->decorations, &reader->decoration_capacity,
                 reader->decoration_count + 1, sizeof(reader->decorations[0]));
    reader->decorations[reader->decoration_count++] = (Decoration){range, style};
}

/* Marks lie lowest, then hits, then the selection. */
static void reader_decorate(Reader *reader)
{
    RowPos bottom = reader->top;
    layout_move(reader->layout, &bottom, reader->geometry.body_rows - 1);
    Range shown = {{reader->top.block, 0}, {bottom.block + 1, 0}};
    reader->decoration_count = 0;
    size_t i, end = mark_run_find(&reader->marks.screen, shown, &i);
    for (; i < end; i++) {
        const Annotation *mark = reader->marks.screen.rows[i];
        if (range_overlaps(mark->selector.range, shown))
            reader_add_decoration(reader, mark->selector.range,
                                  reader_mark_style(reader, mark));
    }
    reader_collect_hits(reader, reader->top.block, bottom.block);
    for (i = 0; i < reader->hits.shown_count; i++)
        reader_add_decoration(reader, reader->hits.shown[i], STYLE_HIT);
    if (reader->hits.query.len)
        reader_add_decoration(reader, reader->hits.current, STYLE_HIT_CURRENT);
    reader_settle_map(reader);
    Range selection;
    if (reader_get_selection(reader, &selection))
        reader_add_decoration(reader, selection, STYLE_SELECTION);
}

void reader_settle(Reader *reader)
{
    reader->caret = layout_get_visible(reader->layout, reader->caret);
    /* The panel is about one line: elsewhere it would only take room. */
    if (reader->reason.len && reader->caret.block != reader->reason_block) {
        reader_close_reason(reader); /* settles anew */
        return;
    }
    reader->caret_at = layout_find_row(reader->layout, reader->caret);
    reader_clamp_row(reader);
    reader_find_top(reader);
    reader_settle_marks(reader);
    pane_settle(reader);
    reader_decorate(reader);
    reader_note_place(reader);
}

/* The row of the body that shows `pos`, or -1. */
static int find_body_row(Reader *reader, Pos pos)
{
    RowPos wanted = layout_find_row(reader->layout, pos), at = reader->top;
    for (int i = 0; i < reader->geometry.body_rows; i++) {
        if (at.block == wanted.block && at.row == wanted.row)
            return i;
        if (!layout_next(reader->layout, &at))
            break;
    }
    return -1;
}

void reader_go(Reader *reader, Pos pos)
{
    if (reader->layout) {
        int row = find_body_row(reader, pos);
        reader->caret_row = row >= 0 ? row : reader->geometry.body_rows / 3;
    }
    reader->caret = pos;
    reader->goal_column = -1;
}

void reader_go_open(Reader *reader, Pos pos)
{
    if (reader_reveal(reader, pos))
        reader_folds_changed(reader);
    reader_go(reader, pos);
}

void reader_jump(Reader *reader, Pos pos)
{
    reader_push_jump(reader);
    reader_go(reader, pos);
}

/* ---- blocks ------------------------------------------------------------ */

bool reader_next_block(Reader *reader, uint32_t *block)
{
    const Document *document = reader->document;
    uint32_t next = *block + 1;
    while (next < document->block_count) {
        uint32_t hiding = foldset_find_hiding(reader->folds, next);
        if (hiding != SECTION_NONE)
            next = MAX(document->sections[hiding].end_block, next + 1);
        else if (!layout_is_visible(reader->layout, next))
            next++;
        else {
            *block = next;
            return true;
        }
    }
    return false;
}

bool reader_previous_block(Reader *reader, uint32_t *block)
{
    uint32_t previous = *block;
    while (previous > 0) {
        previous--;
        uint32_t hiding = foldset_find_hiding(reader->folds, previous);
        if (hiding != SECTION_NONE)
            previous = reader->document->sections[hiding].heading.block;
        if (layout_is_visible(reader->layout, previous)) {
            *block = previous;
            return true;
        }
    }
    return false;
}

/* ---- folds ------------------------------------------------------------- */

uint32_t reader_find_section(const Reader *reader)
{
    const Document *document = reader->document;
    return sections_find(document->sections, document->section_count,
                         reader->caret.block);
}

bool reader_reveal(Reader *reader, Pos pos)
{
    const Document *document = reader->document;
    bool is_changed = foldset_reveal(reader->folds, pos.block);
    uint32_t section =
        sections_find(document->sections, document->section_count, pos.block);
    if (section == SECTION_NONE || !foldset_is_folded(reader->folds, section))
        return is_changed;
    /* A heading may run in: what follows it in its own block is hidden too. */
    const Heading *heading = &document->sections[section].heading;
    if (heading->block == pos.block && pos.off >= heading->title_end) {
        foldset_set(reader->folds, section, false);
        is_changed = true;
    }
    return is_changed;
}

void reader_folds_changed(Reader *reader)
{
    layout_touch_folds(reader->layout);
    reader->pane.is_stale = true;
    reader->are_folds_saved = false;
}

uint32_t *reader_list_rows(Reader *reader)
{
    int rows = reader->geometry.body_rows;
    uint32_t *blocks = mem_alloc_array((size_t)rows, sizeof(*blocks));
    RowPos at = reader->top;
    bool is_there = true;
    for (int i = 0; i < rows; i++) {
        Row row = layout_get_row(reader->layout, at);
        blocks[i] =
            is_there && row.kind == ROW_TEXT && row.is_first ? row.block : UINT32_MAX;
        is_there = is_there && layout_next(reader->layout, &at);
    }
    return blocks;
}

/* Where the caret goes when folds have changed: what fell into one comes out of it where
 * it was, unless one has gone elsewhere meanwhile. */
static Pos reader_come_out(Reader *reader, Pos visible)
{
    Swallowed *swallowed = &reader->swallowed;
    bool is_there = swallowed->is_set && pos_compare(swallowed->at, reader->caret) == 0;
    if (visible.block != reader->caret.block) {
        Pos inside = is_there ? swallowed->inside : reader->caret;
        *swallowed = (Swallowed){.is_set = true, .inside = inside, .at = visible};
    } else if (is_there) {
        visible = layout_get_visible(reader->layout, swallowed->inside);
        swallowed->at = visible;
        swallowed->is_set = visible.block != swallowed->inside.block;
    }
    return visible;
}

/* The folds have changed; `rows` is what the body showed before. The caret's row stays
 * where it was; when the caret fell into a fold, the heading that is left stays, or comes
 * to where the caret was. Takes `rows`. */
bool reader_after_fold(Reader *reader, uint32_t *rows)
{
    reader_folds_changed(reader);
    Pos visible = layout_get_visible(reader->layout, reader->caret);
    if (visible.block != reader->caret.block)
        reader_push_jump(reader); /* where one was reading is not lost in the fold */
    visible = reader_come_out(reader, visible);
    for (int i = 0; i < reader->geometry.body_rows; i++)
        if (visible.block != reader->caret.block && rows[i] == visible.block)
            reader->caret_row = i;
    reader->caret = visible;
    reader->goal_column = -1;
    free(rows);
    reader_settle(reader);
    return true;
}

enum { FOLD_TOGGLE, FOLD_OPEN, FOLD_CLOSE };

bool act_fold(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    uint32_t section = reader_find_section(reader);
    if (section == SECTION_NONE)
        return error_set(err, ERR_NOT_FOUND,
                         reader->document->section_count
                             ? _("the caret is above the first heading: nothing to fold")
                             : _("this document has no headings to fold"));
    bool is_folded = foldset_is_folded(reader->folds, section);
    /* What is folded already folds into what it lies in. */
    if (call->arg == FOLD_CLOSE && is_folded &&
        reader->document->sections[section].parent != SECTION_NONE) {
        section = reader->document->sections[section].parent;
        is_folded = false;
    }
    bool wanted = call->arg == FOLD_TOGGLE ? !is_folded : call->arg == FOLD_CLOSE;
    uint32_t *rows = reader_list_rows(reader);
    foldset_set(reader->folds, section, wanted);
    return reader_after_fold(reader, rows);
}

bool act_fold_all(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    uint32_t *rows = reader_list_rows(reader);
    foldset_set_all(reader->folds, call->arg != 0);
    return reader_after_fold(reader, rows);
}

bool act_fold_level(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    uint32_t *rows = reader_list_rows(reader);
    foldset_set_level(reader->folds, call->arg);
    return reader_after_fold(reader, rows);
}

static bool reader_set_layout(Reader *reader, bool is_skeleton, bool show_hidden)
{
    LayoutOptions options = *layout_get_options(reader->layout);
    options.is_skeleton = is_skeleton;
    options.show_hidden = show_hidden;
    layout_set_options(reader->layout, &options);
    reader_settle(reader);
    return true;
}

/* A skeleton is all headings: it lies open. Behind it the text is folded as before, but
 * for where the caret has gone meanwhile. */
static void reader_fold_for_skeleton(Reader *reader, bool is_skeleton)
{
    StrBuf *folds = &reader->whole_folds;
    if (is_skeleton) {
        foldset_save(reader->folds, folds);
        foldset_set_all(reader->folds, false);
    } else {
        foldset_load(reader->folds, strbuf_get(folds));
        strbuf_reset(folds);
        reader_reveal(reader, reader->caret);
    }
    reader_folds_changed(reader);
}

static bool skeleton_hides(Reader *reader, Pos pos)
{
    Row row = layout_get_row(reader->layout, layout_find_row(reader->layout, pos));
    return row.block != pos.block ||
           (pos.off >= row.end &&
            row.end < document_get_text(reader->document, pos.block).len);
}

void reader_leave_skeleton(Reader *reader, Pos pos)
{
    const LayoutOptions *options = layout_get_options(reader->layout);
    if (!options->is_skeleton || !skeleton_hides(reader, pos))
        return;
    reader_fold_for_skeleton(reader, false);
    if (reader_reveal(reader, pos))
        reader_folds_changed(reader);
    reader_set_layout(reader, false, options->show_hidden);
}

bool act_skeleton(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    const LayoutOptions *options = layout_get_options(reader->layout);
    bool is_skeleton = !options->is_skeleton;
    reader_fold_for_skeleton(reader, is_skeleton);
    reader_set_layout(reader, is_skeleton, options->show_hidden);
    app_message(reader->app, is_skeleton ? _("skeleton: headings and first sentences")
                                         : _("the whole text again"));
    return true;
}

/* From its own script to simplified, to traditional, and back. */
bool act_show_script(const ActionCall *call, Error *err)
{
    static const char *const words[] = {"as-is", "simplified", "traditional"};
    static const char *const messages[] = {N_("the text in its own script again"),
                                           N_("shown in simplified characters"),
                                           N_("shown in traditional characters")};
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    size_t next = ((size_t)script_get_form(reader->script) + 1) % ARRAY_SIZE(words);
    Script *script = script_new((ScriptForm)next, err);
    if (error_is_set(err) || !settings_set(app_get_settings(reader->app), STR("script"),
                                           str_from(words[next]), err)) {
        script_free(script);
        return false;
    }
    script_free(reader->script);
    reader->script = script;
    app_message(reader->app, "%s", _(messages[next]));
    return true;
}

bool act_show_hidden(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    const LayoutOptions *options = layout_get_options(reader->layout);
    bool show_hidden = !options->show_hidden;
    reader->shows_hidden = show_hidden;
    reader_set_layout(reader, options->is_skeleton, show_hidden);
    app_message(reader->app, show_hidden ? _("what cleaning has hidden is shown, dim")
                                         : _("what cleaning has hidden is hidden again"));
    return true;
}
