/* The reader: opening, laying out, leaving.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/reader.h"

#include <stdlib.h>

#define SIGN_COLUMNS 4        /* for signs at the left of the text */
#define NOTES_FROM_COLUMNS 82 /* of the area beside the outline, from which notes fit */
#define NOTES_MIN_COLUMNS 16
#define NOTES_MAX_COLUMNS 36
#define AIR_FROM_ROWS 16 /* an empty row below the bar */
#define SAVE_EVERY_US 2000000
#define FOLD_LEVEL_MAX 9
#define FOLD_MIN_HEADINGS 3

static const Context text_contexts[] = {CONTEXT_READER};
static const Context pane_contexts[] = {CONTEXT_OUTLINE, CONTEXT_READER};

Reader *reader_get(const ActionCall *call, Error *err)
{
    if (!view_check(call, CONTEXT_READER, err))
        return NULL;
    Reader *reader = (Reader *)call->view;
    reader_clock_tick(reader);
    document_trim(reader->document);
    mark_window_trim(&reader->marks);
    return reader;
}

/* ---- geometry ---------------------------------------------------------- */

static void reader_measure(Reader *reader, int rows, int columns)
{
    const Settings *settings = app_get_settings(reader->app);
    ReaderGeometry *geometry = &reader->geometry;
    *geometry = (ReaderGeometry){.rows = rows, .columns = columns};
    geometry->body_top = BAR_ROWS + (rows >= AIR_FROM_ROWS ? 1 : 0);
    geometry->body_rows = MAX(rows - FOOT_ROWS - geometry->body_top, 1);
    geometry->pane_columns = pane_get_columns(reader, columns, &reader->pane.covers_text);
    geometry->reason_rows = reader_reason_rows(reader, geometry->body_rows);
    geometry->body_rows -= geometry->reason_rows;
    int left = reader->pane.covers_text ? 0 : geometry->pane_columns;
    int area = columns - left;
    int signs = MIN(SIGN_COLUMNS, MAX(area / 8, 0));
    Str notes = str_from(settings->notes);
    reader->notes_below = str_is_equal(notes, STR("below"));
    if (area >= NOTES_FROM_COLUMNS && str_is_equal(notes, STR("beside")))
        geometry->notes_columns =
            MAX(MIN(area / 5, NOTES_MAX_COLUMNS), NOTES_MIN_COLUMNS);
    int room =
        area - signs - 1 - (geometry->notes_columns ? geometry->notes_columns + 2 : 0);
    /* An even number of cells, so that Han fill the row to its end. */
    geometry->text_columns = MAX(MIN(room, settings->measure) & ~1, 2);
    int used = signs + geometry->text_columns + 1 +
               (geometry->notes_columns ? geometry->notes_columns + 2 : 0);
    geometry->text_left = left + signs + MAX(area - used, 0) / 2;
    geometry->notes_left = geometry->text_left + geometry->text_columns + 2;
}

static LayoutOptions reader_layout_options(const Reader *reader)
{
    const Settings *settings = app_get_settings(reader->app);
    LayoutOptions options = {
        .columns = reader->geometry.text_columns,
        .indent = settings->indent,
        .paragraph_gap = settings->paragraph_gap,
        .heading_gap = settings->heading_gap,
        .show_hidden = reader->shows_hidden,
        .full_punctuation = str_is_equal(str_from(settings->punctuation), STR("full")),
        .width = app_get_width(reader->app),
        .count_extra = reader->notes_below || reader->footnote_count
                           ? reader_count_notes_below
                           : NULL,
        .extra_context = (Reader *)reader};
    if (reader->layout) {
        options.is_skeleton = layout_get_options(reader->layout)->is_skeleton;
    }
    return options;
}

/* Follows the option; where that cannot be, the text stays as it is. */
static void reader_follow_script(Reader *reader)
{
    ScriptForm form = SCRIPT_AS_IS;
    Error err = {0};
    script_form_parse(str_from(app_get_settings(reader->app)->script), &form);
    if (form == script_get_form(reader->script))
        return;
    script_free(reader->script);
    reader->script = script_new(form, &err);
    if (error_is_set(&err))
        app_message_error(reader->app, &err);
    error_clear(&err);
}

static void reader_on_layout(View *view, int rows, int columns)
{
    Reader *reader = (Reader *)view;
    bool is_first = !reader->layout;
    reader_measure(reader, rows, columns);
    reader_follow_script(reader);
    LayoutOptions options = reader_layout_options(reader);
    if (is_first)
        reader->layout = layout_new(reader->document, reader->folds, &options);
    else
        layout_set_options(reader->layout, &options);
    if (is_first)
        reader->caret_row = reader->geometry.body_rows / 3;
    reader_settle(reader);
}

void reader_relayout(Reader *reader)
{
    reader_on_layout(&reader->view, reader->geometry.rows, reader->geometry.columns);
}

/* ---- leaving and coming back ------------------------------------------- */

Pos reader_get_reading_pos(const Reader *reader)
{
    bool is_only_offered = reader->is_offered && reader->select == SELECT_UNIT;
    return is_only_offered ? reader->left_off : reader->caret;
}

static double get_progress(const Document *document, Pos place)
{
    if (!document->text_bytes || !document->block_count)
        return 1;
    if (place.block + 1 >= document->block_count)
        return 1;
    uint64_t before = document_get_bytes_before(document, place.block);
    return (double)(before + place.off) / (double)document->text_bytes;
}

static void reader_save(Reader *reader, bool is_leaving)
{
    ReadingTime time = reader_clock_get(reader);
    Pos place = reader_get_reading_pos(reader);
    bool is_same =
        reader->are_folds_saved && pos_compare(place, reader->saved_caret) == 0;
    if ((is_same && !(is_leaving && time.spent_ms)) || !store_is_writable(reader->store))
        return;
    StrBuf folds = {0};
    Error ignored = {0}; /* a place that cannot be kept is no reason to disturb */
    /* The skeleton lies open; what counts is how the text was folded. */
    if (reader->whole_folds.len)
        strbuf_append_str(&folds, strbuf_get(&reader->whole_folds));
    else
        foldset_save(reader->folds, &folds);
    ReadingState state = {.pos = place,
                          .progress = get_progress(reader->document, place),
                          .folds = strbuf_get(&folds),
                          .edition = reader->document->edition,
                          .read_ms = time_now_ms()};
    if (library_put_reading(reader->library, reader->doc, &state, &time, &ignored)) {
        reader->saved_caret = place;
        reader->are_folds_saved = true;
        reader_clock_saved(reader);
    }
    reader->saved_at_us = time_monotonic_us();
    error_clear(&ignored);
    strbuf_clear(&folds);
}

int section_depth(const Document *document, uint32_t section)
{
    int depth = 0;
    for (uint32_t up = document->sections[section].parent; up != SECTION_NONE;
         up = document->sections[up].parent)
        depth++;
    return depth;
}

/* A new document opens folded to the level the user likes, or to the first one that
 * shows more than a title; not at all where there is no such level. */
static void reader_fold_new(Reader *reader)
{
    size_t counts[FOLD_LEVEL_MAX] = {0}, seen = 0;
    int wanted = app_get_settings(reader->app)->fold_level;
    for (size_t i = 0; i < reader->document->section_count; i++)
        counts[MIN(section_depth(reader->document, (uint32_t)i), FOLD_LEVEL_MAX - 1)]++;
    for (int level = 1; wanted > 0 && level <= FOLD_LEVEL_MAX; level++) {
        seen += counts[level - 1];
        if (level >= wanted && seen >= FOLD_MIN_HEADINGS) {
            foldset_set_level(reader->folds, level);
            return;
        }
    }
}

/* Place and folds are those of the edition that was read last: it is opened, and left
 * again with reader_follow_edition(). */
static void open_read_edition(Reader *reader, int64_t edition)
{
    Error ignored = {0};
    Document *read = edition && edition != reader->document->edition
                         ? store_open_edition(reader->store, edition, &ignored)
                         : NULL;
    if (read) {
        foldset_free(reader->folds);
        document_free(reader->document);
        reader->document = read;
        reader->folds = foldset_new(read);
    }
    error_clear(&ignored);
}

static void reader_restore(Reader *reader, const Pos *pos)
{
    Arena *arena = arena_new();
    ReadingState state = {0};
    Error ignored = {0};
    if (store_get_reading(reader->store, reader->doc, arena, &state, &ignored)) {
        open_read_edition(reader, state.edition);
        foldset_load(reader->folds, state.folds);
        if (state.pos.block < reader->document->block_count) {
            Str text = document_get_text(reader->document, state.pos.block);
            size_t off = MIN((size_t)state.pos.off, text.len);
            reader->caret = (Pos){state.pos.block, (uint32_t)cluster_snap(text, off)};
        }
        reader_follow_edition(reader);
    } else {
        reader_fold_new(reader);
    }
    if (pos && pos->block < reader->document->block_count) {
        reader->caret = *pos;
        reader_reveal(reader, *pos);
        /* What was found may be furniture that cleaning has hidden. */
        if (document_get_block(reader->document, pos->block).flags & BLOCK_HIDDEN) {
            reader->shows_hidden = true;
            app_message(reader->app,
                        _("cleaning has hidden this place; zh hides it again"));
        }
    }
    error_clear(&ignored);
    arena_free(arena);
}

static bool reader_idle(View *view)
{
    Reader *reader = (Reader *)view;
    if (reader->is_reason_wanted)
        reader_explain_now(reader);
    if (reader_find_idle(reader) || reader_count_marks(reader))
        return true;
    if (reader->same_elsewhere < 0 && reader->select != SELECT_NONE)
        return !reader_count_same(reader);
    if (time_monotonic_us() - reader->saved_at_us >= SAVE_EVERY_US)
        reader_save(reader, false);
    return false;
}

/* Who jumps somewhere and reads on without a key is not sent back by a lost connection.
 */
static int reader_get_due_ms(const View *view)
{
    const Reader *reader = (const Reader *)view;
    if (pos_compare(reader_get_reading_pos(reader), reader->saved_caret) == 0 ||
        !store_is_writable(reader->store))
        return -1;
    int64_t left_us = reader->saved_at_us + SAVE_EVERY_US - time_monotonic_us();
    return left_us > 0 ? (int)(left_us / 1000) + 1 : 0;
}

static void reader_refresh(View *view)
{
    Reader *reader = (Reader *)view;
    reader->clock.ticked_us = 0; /* what was done on another screen was no reading */
    reader_follow_edition(reader);
    if (!reader->are_marks_fresh)
        reader_load_marks(reader);
    reader->are_marks_fresh = false;
    if (reader->layout)
        reader_settle(reader);
}

static void reader_free(View *view)
{
    Reader *reader = (Reader *)view;
    reader_save(reader, true);
    reader_free_hits(reader);
    strbuf_clear(&reader->whole_folds);
    free(reader->decorations);
    mark_window_clear(&reader->marks);
    free(reader->folded_notes);
    free(reader->footnotes);
    pane_clear(&reader->pane);
    reader_drop_study(reader);
    strbuf_clear(&reader->reason);
    layout_free(reader->layout);
    script_free(reader->script);
    foldset_free(reader->folds);
    document_free(reader->document);
    free(reader);
}

/* ---- what can be done now ---------------------------------------------- */

static unsigned reader_get_state(const View *view)
{
    const Reader *reader = (const Reader *)view;
    unsigned state = reader->document->block_count ? NEED_DOCUMENT : NEED_NONE;
    if (reader->select != SELECT_NONE)
        state |= NEED_SELECTION;
    if (store_is_writable(reader->store))
        state |= NEED_WRITABLE;
    return state;
}

static const Hint *reader_get_hints(const View *view)
{
    static const Hint reading[] = {{ACTION_SELECT_SENTENCE, N_("sentence")},
                                   {ACTION_FIND, N_("find")},
                                   {ACTION_MARK_NOTE, N_("note")},
                                   {ACTION_FOLD_TOGGLE, N_("fold")},
                                   {ACTION_OUTLINE, N_("outline")},
                                   {ACTION_HELP, N_("help")},
                                   {ACTION_COUNT, NULL}};
    static const Hint selected[] = {{ACTION_MARK_TAG, N_("tag")},
                                    {ACTION_MARK_NOTE, N_("note")},
                                    {ACTION_SELECT_SENTENCE, N_("wider")},
                                    {ACTION_COPY, N_("copy")},
                                    {ACTION_COPY_CITED, N_("copy, cited")},
                                    {ACTION_READER_CANCEL, N_("drop")},
                                    {ACTION_COUNT, NULL}};
    static const Hint marked[] = {{ACTION_MARK_NOTE, N_("edit note")},
                                  {ACTION_MARK_TAG, N_("tags")},
                                  {ACTION_MARK_STATUS, N_("to do, done")},
                                  {ACTION_MARK_DELETE, N_("delete")},
                                  {ACTION_COPY_CITED, N_("copy, cited")},
                                  {ACTION_HELP, N_("help")},
                                  {ACTION_COUNT, NULL}};
    static const Hint place[] = {{ACTION_ENTER, N_("go there")},
                                 {ACTION_JUMP_BACK, N_("and back")},
                                 {ACTION_LINK_NEXT, N_("next link")},
                                 {ACTION_LINKS, N_("all links")},
                                 {ACTION_SELECT_SENTENCE, N_("sentence")},
                                 {ACTION_HELP, N_("help")},
                                 {ACTION_COUNT, NULL}};
    static const Hint address[] = {{ACTION_ENTER, N_("copy the address")},
                                   {ACTION_LINK_NEXT, N_("next link")},
                                   {ACTION_LINKS, N_("all links")},
                                   {ACTION_SELECT_SENTENCE, N_("sentence")},
                                   {ACTION_MARK_NOTE, N_("note")},
                                   {ACTION_HELP, N_("help")},
                                   {ACTION_COUNT, NULL}};
    static const Hint searching[] = {{ACTION_HIT_NEXT, N_("next hit")},
                                     {ACTION_HIT_PREVIOUS, N_("hit before")},
                                     {ACTION_SELECT_SENTENCE, N_("sentence")},
                                     {ACTION_SEARCH_LIBRARY, N_("in all")},
                                     {ACTION_READER_CANCEL, N_("end of search")},
                                     {ACTION_HELP, N_("help")},
                                     {ACTION_COUNT, NULL}};
    static const Hint outline[] = {{ACTION_OUTLINE_INTO, N_("unfold")},
                                   {ACTION_OUTLINE_OUT, N_("fold")},
                                   {ACTION_OUTLINE_OPEN, N_("read here")},
                                   {ACTION_OUTLINE_FILTER, N_("filter")},
                                   {ACTION_OUTLINE_LEAVE, N_("back")},
                                   {ACTION_HELP, N_("help")},
                                   {ACTION_COUNT, NULL}};
    const Reader *reader = (const Reader *)view;
    if (reader->pane.has_focus)
        return outline;
    if (reader->select != SELECT_NONE)
        return selected;
    if (reader->hits.query.len)
        return searching;
    if (reader_get_mark(reader))
        return marked;
    const Link *link = reader_get_link(reader);
    return !link ? reading : link->kind == LINK_ADDRESS ? address : place;
}

/* The same view with the keys of the text, or with those of the outline on top. */
#define READER_OPS(keys)                                                                 \
    {                                                                                    \
        .name = "reader", .contexts = keys, .context_count = ARRAY_SIZE(keys),           \
        .draw = reader_draw, .layout = reader_on_layout, .get_state = reader_get_state,  \
        .get_hints = reader_get_hints, .refresh = reader_refresh, .event = reader_event, \
        .idle = reader_idle, .get_due_ms = reader_get_due_ms, .obey = reader_obey,       \
        .offer = reader_offer, .free = reader_free,                                      \
    }
static const ViewOps text_ops = READER_OPS(text_contexts);
static const ViewOps pane_ops = READER_OPS(pane_contexts);

void reader_set_focus(Reader *reader, bool has_focus)
{
    if (has_focus && !reader->pane.has_focus)
        reader->pane.origin = reader->caret;
    reader->pane.has_focus = has_focus;
    reader->view.ops = has_focus ? &pane_ops : &text_ops;
}

static bool is_reader(const View *view)
{
    return view->ops == &text_ops || view->ops == &pane_ops;
}

void reader_save_place(View *view)
{
    if (is_reader(view))
        reader_save((Reader *)view, true);
}

void reader_append_selected(const View *view, StrBuf *out)
{
    if (is_reader(view))
        reader_append_query((const Reader *)view, out);
}

const Document *reader_get_document(const View *view)
{
    return is_reader(view) ? ((const Reader *)view)->document : NULL;
}

Pos reader_get_place(const View *view)
{
    return is_reader(view) ? ((const Reader *)view)->caret : (Pos){0, 0};
}

void reader_show_section(View *view, uint32_t section)
{
    Reader *reader = (Reader *)view;
    if (!is_reader(view) || section >= reader->document->section_count)
        return;
    Pos pos = {reader->document->sections[section].heading.block, 0};
    reader_reveal(reader, pos);
    foldset_set(reader->folds, section, false);
    if (reader->layout)
        reader_folds_changed(reader);
    if (pos_compare(pos, reader->caret) != 0)
        reader_push_jump(reader);
    if (reader->layout)
        reader_leave_skeleton(reader, pos);
    reader_go(reader, pos);
    if (reader->layout)
        reader_settle(reader);
}

void reader_show_place(View *view, Pos pos)
{
    if (is_reader(view))
        reader_travel((Reader *)view, pos);
}

View *reader_new(App *app, int64_t doc, const Pos *pos, Error *err)
{
    Store *store = library_get_store(app_get_library(app));
    Document *document = store_open_document(store, doc, err);
    if (!document)
        return NULL;
    Reader *reader = mem_alloc(sizeof(*reader));
    reader->view = (View){&text_ops, app};
    reader->app = app;
    reader->library = app_get_library(app);
    reader->store = store;
    reader->doc = doc;
    reader->document = document;
    reader->folds = foldset_new(document);
    reader->goal_column = -1;
    mark_window_init(&reader->marks, store, doc);
    reader->pane.is_stale = true;
    reader_recall_panes(reader);
    reader_leave_place(app, doc);
    reader_recall_folded_notes(reader);
    reader_restore(reader, pos);
    reader->saved_caret = reader->caret;
    reader->saved_at_us = time_monotonic_us();
    reader_load_marks(reader);
    if (!pos) /* who wants to go somewhere is not held up */
        reader_offer_draft(reader);
    return &reader->view;
}
