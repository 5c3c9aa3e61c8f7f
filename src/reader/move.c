/* The caret's motions.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/reader.h"

#include <stdlib.h>

static bool moved(Reader *reader)
{
    reader_settle(reader);
    return true;
}

/* ---- rows -------------------------------------------------------------- */

/* The caret's column, kept through a run of row motions. */
static int reader_take_goal(Reader *reader)
{
    if (reader->goal_column < 0)
        reader->goal_column = layout_get_column(reader->layout, reader->caret);
    return reader->goal_column;
}

/* One text row on in a direction; false at the end. `*rows` counts gaps too. */
static bool next_text_row(Reader *reader, RowPos *at, int direction, int *rows)
{
    RowPos next = *at;
    int passed = 0;
    do {
        bool is_there = direction > 0 ? layout_next(reader->layout, &next)
                                      : layout_previous(reader->layout, &next);
        if (!is_there)
            return false;
        passed += direction;
    } while (layout_get_row(reader->layout, next).kind != ROW_TEXT);
    *at = next;
    *rows += passed;
    return true;
}

bool act_row_move(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    reader_loosen_selection(reader, call->arg);
    int goal = reader_take_goal(reader), rows = 0;
    RowPos at = layout_find_row(reader->layout, reader->caret);
    for (int i = 0; i < MAX(call->count, 1); i++)
        if (!next_text_row(reader, &at, call->arg, &rows))
            break;
    reader->caret = layout_get_pos(reader->layout, at, goal);
    reader->caret_row += rows;
    return moved(reader);
}

/* The argument is in half screens. The caret keeps its row on the screen. */
bool act_page_move(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    reader_loosen_selection(reader, call->arg);
    int body = reader->geometry.body_rows;
    /* Two rows of a full screen stay, for the eye to find its place. */
    int step = abs(call->arg) == 2 ? MAX(body - 2, 1) : MAX(body / 2, 1);
    if (call->arg < 0)
        step = -step;
    int goal = reader_take_goal(reader), ignored = 0;
    RowPos at = reader->caret_at;
    int wanted = step * MAX(call->count, 1);
    int passed = layout_move(reader->layout, &at, wanted);
    if (abs(passed) < abs(wanted))
        reader->caret_row += wanted - passed; /* at an end only the caret moves */
    if (layout_get_row(reader->layout, at).kind != ROW_TEXT &&
        !next_text_row(reader, &at, call->arg > 0 ? 1 : -1, &ignored))
        next_text_row(reader, &at, call->arg > 0 ? -1 : 1, &ignored);
    reader->caret_row += ignored;
    reader->caret = layout_get_pos(reader->layout, at, goal);
    return moved(reader);
}

bool act_row_scroll(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    int by = call->arg * MAX(call->count, 1),
        margin = reader->geometry.body_rows > 4 ? 2 : 0;
    reader->caret_row -= by;
    int rows = 0, goal = reader_take_goal(reader);
    RowPos at = reader->caret_at;
    while (reader->caret_row + rows < margin && next_text_row(reader, &at, 1, &rows))
        ;
    while (reader->caret_row + rows >= reader->geometry.body_rows - margin &&
           next_text_row(reader, &at, -1, &rows))
        ;
    if (rows)
        reader->caret = layout_get_pos(reader->layout, at, goal);
    reader->caret_row += rows;
    return moved(reader);
}

bool act_row_edge(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    reader_loosen_selection(reader, call->arg);
    reader->caret = layout_get_pos(reader->layout, reader->caret_at,
                                   call->arg < 0 ? 0 : reader->geometry.text_columns);
    reader->goal_column = call->arg < 0 ? -1 : reader->geometry.text_columns;
    return moved(reader);
}

bool act_place_caret(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    int rows = reader->geometry.body_rows;
    const int places[] = {0, rows / 2, rows - 1};
    reader->caret_row = places[call->arg];
    return moved(reader);
}

/* ---- inside the text --------------------------------------------------- */

static Str block_text(const Reader *reader, uint32_t block)
{
    return document_get_text(reader->document, block);
}

/* Puts the caret into another visible block; rows between are counted when near. */
static void caret_to(Reader *reader, Pos pos)
{
    reader_go(reader, pos);
}

static bool to_next_block(Reader *reader)
{
    uint32_t block = reader->caret.block;
    if (!reader_next_block(reader, &block))
        return false;
    caret_to(reader, (Pos){block, 0});
    return true;
}

static bool is_fold_row(const Reader *reader)
{
    uint32_t section = reader_find_section(reader);
    return section != SECTION_NONE && foldset_is_folded(reader->folds, section);
}

typedef size_t Boundary(Str text, size_t off);

static size_t cluster_end(Str text, size_t off)
{
    WidthPolicy policy = {AMBIGUOUS_NARROW};
    Cluster cluster;
    return cluster_next(text, &off, &policy, &cluster) ? off : text.len;
}

static size_t sentence_end(Str text, size_t off)
{
    return text_skip_space(text, MAX(sentence_at(text, off).end, off + 1));
}

static size_t sentence_start(Str text, size_t off)
{
    size_t start = off < text.len ? sentence_at(text, off).start : off;
    if (start < off)
        return start;
    return start > 0 ? sentence_at(text, cluster_previous(text, start)).start : 0;
}

/* One step on by a kind of boundary; into the next visible block where it ends. */
static bool step_on(Reader *reader, Boundary *next)
{
    Str text = block_text(reader, reader->caret.block);
    size_t off = is_fold_row(reader) && next != cluster_end
                     ? text.len
                     : next(text, MIN((size_t)reader->caret.off, text.len));
    if (off < text.len) {
        reader_go(reader, (Pos){reader->caret.block, (uint32_t)off});
        return true;
    }
    return to_next_block(reader);
}

static bool step_back(Reader *reader, Boundary *previous)
{
    Str text = block_text(reader, reader->caret.block);
    if (reader->caret.off > 0) {
        size_t off = previous(text, MIN((size_t)reader->caret.off, text.len));
        reader_go(reader, (Pos){reader->caret.block, (uint32_t)off});
        return true;
    }
    uint32_t block = reader->caret.block;
    if (!reader_previous_block(reader, &block))
        return false;
    text = block_text(reader, block);
    uint32_t section =
        sections_find(reader->document->sections, reader->document->section_count, block);
    bool is_fold = section != SECTION_NONE && foldset_is_folded(reader->folds, section);
    reader_go(reader, (Pos){block, (uint32_t)(is_fold ? 0 : previous(text, text.len))});
    return true;
}

static bool move_by(const ActionCall *call, Boundary *next, Boundary *previous,
                    Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    reader_loosen_selection(reader, call->arg);
    for (int i = 0; i < MAX(call->count, 1); i++)
        if (!(call->arg > 0 ? step_on(reader, next) : step_back(reader, previous)))
            break;
    return moved(reader);
}

bool act_cluster_move(const ActionCall *call, Error *err)
{
    return move_by(call, cluster_end, cluster_previous, err);
}

/* Marks between clauses are passed over: nobody goes to a comma. */
static bool is_mark_at(Str text, size_t off)
{
    return off < text.len && text_is_punctuation(utf8_next(text, &off));
}

static size_t clause_next(Str text, size_t off)
{
    do
        off = unit_next(text, off);
    while (is_mark_at(text, off));
    return off;
}

static size_t clause_previous(Str text, size_t off)
{
    do
        off = unit_previous(text, off);
    while (off > 0 && is_mark_at(text, off));
    return off;
}

bool act_clause_move(const ActionCall *call, Error *err)
{
    return move_by(call, clause_next, clause_previous, err);
}

bool act_sentence_move(const ActionCall *call, Error *err)
{
    return move_by(call, sentence_end, sentence_start, err);
}

static size_t block_end(Str text, size_t off)
{
    (void)off;
    return text.len;
}

static size_t block_start(Str text, size_t off)
{
    (void)text;
    (void)off;
    return 0;
}

bool act_paragraph_move(const ActionCall *call, Error *err)
{
    return move_by(call, block_end, block_start, err);
}

/* ---- sections ---------------------------------------------------------- */

/* The next visible heading behind a block, or SECTION_NONE. */
static uint32_t next_section(const Reader *reader, uint32_t block)
{
    const Document *document = reader->document;
    size_t count = document->section_count;
    size_t i = sections_find_from(document->sections, count, block + 1);
    while (i < count) {
        uint32_t hiding =
            foldset_find_hiding(reader->folds, document->sections[i].heading.block);
        if (hiding == SECTION_NONE)
            return (uint32_t)i;
        size_t behind = sections_find_from(document->sections, count,
                                           document->sections[hiding].end_block);
        i = MAX(behind, i + 1);
    }
    return SECTION_NONE;
}

static uint32_t previous_section(const Reader *reader, uint32_t block)
{
    const Document *document = reader->document;
    size_t i = sections_find_from(document->sections, document->section_count, block);
    if (i == 0)
        return SECTION_NONE;
    uint32_t hiding =
        foldset_find_hiding(reader->folds, document->sections[i - 1].heading.block);
    return hiding != SECTION_NONE ? hiding : (uint32_t)(i - 1);
}

static void to_section(Reader *reader, uint32_t section)
{
    reader_go(reader, (Pos){reader->document->sections[section].heading.block, 0});
}

bool act_section_move(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    if (!reader->document->section_count)
        return error_set(err, ERR_NOT_FOUND, _("this document has no headings"));
    reader_loosen_selection(reader, call->arg);
    if (!reader->pane.has_focus)
        reader_push_jump(reader);
    for (int i = 0; i < MAX(call->count, 1); i++) {
        uint32_t section = call->arg > 0 ? next_section(reader, reader->caret.block)
                           : reader->caret.off > 0
                               ? previous_section(reader, reader->caret.block + 1)
                               : previous_section(reader, reader->caret.block);
        if (section == SECTION_NONE)
            break;
        to_section(reader, section);
    }
    return moved(reader);
}

bool act_section_up(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    reader_loosen_selection(reader, -1);
    for (int i = 0; i < MAX(call->count, 1); i++) {
        uint32_t section = reader_find_section(reader);
        if (section == SECTION_NONE)
            break;
        const Section *sections = reader->document->sections;
        bool is_on_heading = sections[section].heading.block == reader->caret.block;
        uint32_t up = is_on_heading ? sections[section].parent : section;
        if (up == SECTION_NONE)
            break;
        to_section(reader, up);
    }
    return moved(reader);
}

/* The next or previous section of the same parent; SECTION_NONE at the end. */
static uint32_t find_sibling(const Document *document, uint32_t section, int direction)
{
    const Section *sections = document->sections;
    uint32_t parent = sections[section].parent;
    if (direction > 0) {
        size_t next = sections_skip(sections, document->section_count, section);
        return next < document->section_count && sections[next].parent == parent
                   ? (uint32_t)next
                   : SECTION_NONE;
    }
    uint32_t before = section ? section - 1 : SECTION_NONE;
    while (before != SECTION_NONE && before != parent &&
           sections[before].parent != parent)
        before = sections[before].parent;
    return before == parent ? SECTION_NONE : before;
}

bool act_sibling_move(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    const Document *document = reader->document;
    uint32_t section = reader_find_section(reader), start = section;
    if (section == SECTION_NONE)
        return error_set(err, ERR_NOT_FOUND, _("the caret is above the first heading"));
    /* Inside a section the way back leads to its own heading first. */
    bool is_inside = document->sections[section].heading.block != reader->caret.block;
    int steps = MAX(call->count, 1) - (call->arg < 0 && is_inside);
    for (int i = 0; i < steps; i++) {
        uint32_t next = find_sibling(document, section, call->arg);
        if (next == SECTION_NONE)
            break;
        section = next;
    }
    if (section == start && !(call->arg < 0 && is_inside))
        return error_set(err, ERR_NOT_FOUND,
                         call->arg > 0 ? _("this is the last heading of its rank here")
                                       : _("this is the first heading of its rank here"));
    reader_loosen_selection(reader, call->arg);
    if (!reader->pane.has_focus)
        reader_push_jump(reader);
    to_section(reader, section);
    return moved(reader);
}

/* ---- far --------------------------------------------------------------- */

bool act_document_edge(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    reader_loosen_selection(reader, call->arg ? 1 : -1);
    if (call->count > 0)
        return reader_go_to_line(reader, (uint32_t)call->count);
    RowPos at = call->arg ? layout_last(reader->layout) : layout_first(reader->layout);
    int ignored = 0;
    if (layout_get_row(reader->layout, at).kind != ROW_TEXT)
        next_text_row(reader, &at, call->arg ? -1 : 1, &ignored);
    reader_jump(reader, layout_get_pos(reader->layout, at, 0));
    reader->caret_row = call->arg ? reader->geometry.body_rows - 1 : 0;
    return moved(reader);
}

/* The first place that the bar calls so many hundredths. */
static Pos find_share(const Document *document, uint64_t hundredths)
{
    uint64_t bytes = document->text_bytes;
    uint64_t off = hundredths * (bytes / 100) + (hundredths * (bytes % 100) + 99) / 100;
    uint32_t block =
        MIN(document_find_block_at(document, off), document->block_count - 1);
    Str text = document_get_text(document, block);
    uint64_t before = document_get_bytes_before(document, block);
    size_t inside = (size_t)MIN(off - MIN(off, before), text.len);
    size_t start = cluster_snap(text, inside);
    return (Pos){block, (uint32_t)(start < inside ? cluster_end(text, start) : start)};
}

bool act_percent(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    if (call->count <= 0)
        return error_set(err, ERR_USAGE, _("a number before %% says how far: 50%%"));
    if (!reader->document->block_count)
        return true;
    reader_loosen_selection(reader, 1);
    Pos pos = find_share(reader->document, (uint64_t)MIN(call->count, 100));
    reader_jump(reader, layout_get_visible(reader->layout, pos));
    return moved(reader);
}
