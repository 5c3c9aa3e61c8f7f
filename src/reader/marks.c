/* Passages in the text: loading them, tagging, notes, status, deleting.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/reader.h"

#include <stdlib.h>

#define TAG_ROWS 9 /* of candidates, above the row of the question */

/* ---- loading ----------------------------------------------------------- */

static void report(Reader *reader, Error *err)
{
    if (error_is_set(err))
        app_message_error(reader->app, err);
    error_clear(err);
}

void reader_load_marks(Reader *reader)
{
    Error err = {0};
    reader->current_mark = NULL;
    mark_window_forget(&reader->marks, &err);
    report(reader, &err);
    if (reader->layout) /* the rows of notes below paragraphs are others */
        layout_touch_folds(reader->layout);
}

const MarkRun *reader_get_marks_of(Reader *reader, uint32_t block)
{
    Error err = {0};
    const MarkPage *page = mark_window_get(&reader->marks, block, &err);
    report(reader, &err);
    return &page->run;
}

void reader_settle_marks(Reader *reader)
{
    Error err = {0};
    RowPos at = reader->top;
    mark_window_begin(&reader->marks);
    for (int i = 0; i < reader->geometry.body_rows; i++)
        if (!mark_window_add(&reader->marks, at.block, &err) ||
            !layout_next(reader->layout, &at))
            break;
    report(reader, &err);
    reader_find_current_mark(reader);
}

bool reader_count_marks(Reader *reader)
{
    Error err = {0};
    bool has_more = mark_window_count(&reader->marks, &err);
    report(reader, &err);
    return has_more;
}

size_t reader_count_section_marks(const Reader *reader, uint32_t section)
{
    const Section *counted = &reader->document->sections[section];
    return mark_counts_get(&reader->marks.counts, counted->heading.block,
                           counted->end_block);
}

void reader_append_crowd(const Reader *reader, StrBuf *out)
{
    Range block = {{reader->caret.block, 0}, {reader->caret.block + 1, 0}};
    size_t i, shown = 0, end = mark_run_find(&reader->marks.screen, block, &i);
    size_t all = mark_counts_get(&reader->marks.counts, reader->caret.block,
                                 reader->caret.block + 1);
    for (; i < end; i++)
        shown += reader->marks.screen.rows[i]->selector.range.start.block ==
                 reader->caret.block;
    if (all > MARKS_PER_BLOCK && shown < all)
        strbuf_appendf(out, _("%zu of %zu passages here"), shown, all);
}

uint64_t reader_count_bytes(const Reader *reader, Range range)
{
    return document_get_bytes_before(reader->document, range.end.block) + range.end.off -
           document_get_bytes_before(reader->document, range.start.block) -
           range.start.off;
}

void reader_find_current_mark(Reader *reader)
{
    const MarkRun *marks = &reader->marks.screen;
    uint64_t least = UINT64_MAX;
    Range here = {reader->caret, {reader->caret.block, reader->caret.off + 1}};
    size_t i, end = mark_run_find(marks, here, &i);
    reader->current_mark = NULL;
    for (; i < end; i++) {
        const Annotation *mark = marks->rows[i];
        if (!range_contains(mark->selector.range, reader->caret))
            continue;
        uint64_t bytes = reader_count_bytes(reader, mark->selector.range);
        if (bytes < least) {
            least = bytes;
            reader->current_mark = mark;
        }
    }
}

const Annotation *reader_get_mark(const Reader *reader)
{
    return reader->current_mark;
}

StyleId reader_mark_style(const Reader *reader, const Annotation *annotation)
{
    const MarkColour *colour =
        mark_find_colour(app_get_settings(reader->app), annotation->style);
    if (colour)
        return colour->look;
    if (annotation->status == STATUS_OPEN)
        return STYLE_MARK_OPEN;
    return annotation->note.len ? STYLE_MARK_NOTE : STYLE_MARK;
}

/* ---- what a command is about ------------------------------------------- */

/* The selection; else the passage under the caret; else the sentence. */
bool reader_take_request(Reader *reader, Error *err)
{
    Range selection;
    const Annotation *mark = reader_get_mark(reader);
    reader->request_mark = 0;
    if (reader_get_selection(reader, &selection)) {
        reader->request = selection;
        /* Selecting just what is marked already means that mark. */
        const MarkRun *marks = reader_get_marks_of(reader, selection.start.block);
        size_t i, end = mark_run_find(marks, selection, &i);
        for (; i < end; i++) {
            const Annotation *other = marks->rows[i];
            if (pos_compare(other->selector.range.start, selection.start) == 0 &&
                pos_compare(other->selector.range.end, selection.end) == 0)
                reader->request_mark = other->id;
        }
    } else if (mark) {
        reader->request = mark->selector.range;
        reader->request_mark = mark->id;
    } else {
        reader->request = reader_sentence(reader);
    }
    if (range_is_empty(reader->request))
        return error_set(err, ERR_NOT_FOUND, _("there is no text here to mark"));
    return true;
}

const Annotation *reader_find_mark(Reader *reader, int64_t id)
{
    const MarkRun *marks = reader_get_marks_of(reader, reader->request.start.block);
    for (size_t i = 0; id && i < marks->count; i++)
        if (marks->rows[i]->id == id)
            return marks->rows[i];
    return NULL;
}

/* The passage must be seen while something covers the lower part of the screen; what was
 * moved for that goes back afterwards. */
void reader_make_room(Reader *reader, int covered_rows)
{
    int lowest = MAX(reader->geometry.body_rows - covered_rows, 1) - 1;
    reader->request_row = reader->caret_row;
    reader->caret_row = MIN(reader->caret_row, MAX(lowest - 2, 0));
    reader_settle(reader);
}

void reader_give_back(void *context)
{
    Reader *reader = context;
    reader->caret_row = reader->request_row;
    reader_settle(reader);
}

void reader_after_edit(Reader *reader)
{
    reader_drop_selection(reader);
    app_touch(reader->app);
    reader_load_marks(reader);
    reader->are_marks_fresh = true;
    reader_settle(reader);
}

/* ---- drafts ------------------------------------------------------------ */

/* A draft has two parts: what was typed, kept by the editor under a key that names the
 * passage or the reply, and that key with its place, kept here under "place:". */
static void append_draft_key(const Reader *reader, const char *kind,
                             const Annotation *mark, StrBuf *out)
{
    Range range = reader->request;
    strbuf_append_text(out, kind);
    if (mark)
        strbuf_append_hex(out, mark->uid.bytes, sizeof(mark->uid.bytes));
    else
        strbuf_appendf(out, "%lld:%u.%u-%u.%u", (long long)reader->document->edition,
                       range.start.block, range.start.off, range.end.block,
                       range.end.off);
}

static bool is_of_tags(Str draft_key)
{
    return str_has_prefix(draft_key, STR("tags:"));
}

/* Tags have a place of their own: they are asked for while a note waits elsewhere. It
 * leads nowhere when they were answered, for then there is no draft. */
static void append_place_key(const Reader *reader, bool is_tags, StrBuf *out)
{
    strbuf_appendf(out, "%s:%lld", is_tags ? "place-tags" : "place",
                   (long long)reader->doc);
}

void reader_keep_place(Reader *reader, Str draft_key)
{
    StrBuf key = {0}, place = {0};
    Error ignored = {0}; /* the text is more important than its draft's place */
    Range range = reader->request;
    reader_save_place(&reader->view); /* after a crash one reads here, too */
    append_place_key(reader, is_of_tags(draft_key), &key);
    strbuf_appendf(&place, "%lld %u %u %u %u ", (long long)reader->document->edition,
                   range.start.block, range.start.off, range.end.block, range.end.off);
    strbuf_append_str(&place, draft_key);
    if (!library_put_note_draft(reader->library, strbuf_get(&key), strbuf_get(&place),
                                &ignored))
        error_clear(&ignored);
    strbuf_clear(&key);
    strbuf_clear(&place);
}

void reader_forget_place(Reader *reader)
{
    StrBuf key = {0};
    Error ignored = {0}; /* what cannot be dropped is offered once more, no harm */
    append_place_key(reader, false, &key);
    if (!library_drop_note_draft(reader->library, strbuf_get(&key), &ignored))
        error_clear(&ignored);
    strbuf_clear(&key);
}

static bool read_place(Str text, Range *range, int64_t *edition, Str *draft_key)
{
    int64_t numbers[5];
    Str rest = text;
    for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
        if (!rest.data || !str_parse_int(str_split(&rest, ' '), &numbers[i]) ||
            numbers[i] < 0 || (i > 0 && numbers[i] > UINT32_MAX))
            return false;
    *edition = numbers[0];
    *range = (Range){{(uint32_t)numbers[1], (uint32_t)numbers[2]},
                     {(uint32_t)numbers[3], (uint32_t)numbers[4]}};
    *draft_key = rest;
    return rest.len > 0;
}

static bool is_inside(const Document *document, Pos pos)
{
    return pos.block < document->block_count &&
           pos.off <= document_get_block(document, pos.block).bytes;
}

/* What was being written, by its key. */
static const struct {
    Str prefix;
    ActionId action;
    const char *message;
} unfinished[] = {
    {{"tags:", 5},
     ACTION_MARK_TAG,
     N_("tags here were not finished: %s goes on with them, Esc leaves them")},
    {{"reply:", 6},
     ACTION_MARK_REPLY,
     N_("a reply here was not finished: %s goes on with it, Esc leaves it")},
    {{"reply-text:", 11},
     ACTION_MARK_REPLY_EDIT,
     N_("a reply here was not finished: %s goes on with it, Esc leaves it")},
    {{"", 0},
     ACTION_MARK_NOTE,
     N_("a note here was not finished: %s goes on with it, Esc leaves it")},
};

static void show_unfinished(Reader *reader, Range range, Str draft_key)
{
    StrBuf keys = {0};
    size_t kind = 0;
    while (!str_has_prefix(draft_key, unfinished[kind].prefix))
        kind++;
    keymap_append_keys(app_get_keymap(reader->app), unfinished[kind].action, &keys);
    reader_select_range(reader, range);
    reader->is_offered = true;
    reader->left_off = reader->caret;
    reader->same_elsewhere = 0;
    reader->caret = range.start;
    reader_reveal(reader, range.start);
    app_message(reader->app, _(unfinished[kind].message), keys.data ? keys.data : "");
    strbuf_clear(&keys);
}

static bool offer_draft(Reader *reader, bool is_tags)
{
    StrBuf key = {0}, place = {0}, text = {0};
    Error ignored = {0};
    Range range;
    int64_t edition;
    Str draft;
    append_place_key(reader, is_tags, &key);
    bool is_found =
        store_get_note_draft(reader->store, strbuf_get(&key), &place, &ignored) &&
        read_place(strbuf_get(&place), &range, &edition, &draft) &&
        edition == reader->document->edition &&
        is_inside(reader->document, range.start) &&
        is_inside(reader->document, range.end) &&
        store_get_note_draft(reader->store, draft, &text, &ignored) &&
        text_trim(strbuf_get(&text)).len > 0;
    if (is_found)
        show_unfinished(reader, range, draft);
    error_clear(&ignored);
    strbuf_clear(&key);
    strbuf_clear(&place);
    strbuf_clear(&text);
    return is_found;
}

void reader_offer_draft(Reader *reader)
{
    if (!offer_draft(reader, false))
        offer_draft(reader, true);
}

/* ---- tags -------------------------------------------------------------- */

static bool accept_tags(void *context, const Str *tags, size_t count, Error *err)
{
    Reader *reader = context;
    const Annotation *mark = reader_find_mark(reader, reader->request_mark);
    if (mark) {
        if (!tags_apply(reader->library, mark, tags, count, err))
            return false;
    } else if (count) {
        NewAnnotation fresh = {.document = reader->document,
                               .range = reader->request,
                               .style = str_from(app_get_settings(reader->app)->mark),
                               .tags = tags,
                               .tag_count = count};
        int64_t id;
        if (!library_annotate(reader->library, &fresh, &id, err))
            return false;
    }
    reader->caret_row = reader->request_row;
    reader_after_edit(reader);
    return true;
}

bool act_mark_tag(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader || !reader_take_request(reader, err))
        return false;
    const Annotation *mark = reader_find_mark(reader, reader->request_mark);
    StrBuf initial = {0}, key = {0};
    for (size_t i = 0; mark && i < mark->tag_count; i++) {
        strbuf_append_str(&initial, mark->tags[i]);
        strbuf_append_text(&initial, ", ");
    }
    tag_prompt_open(reader->app, &(TagRequest){.label = _("Tags"),
                                               .initial = strbuf_get(&initial),
                                               .accept = accept_tags,
                                               .cancel = reader_give_back,
                                               .context = reader});
    append_draft_key(reader, "tags:", mark, &key);
    reader_keep_place(reader, strbuf_get(&key));
    app_keep_prompt_draft(reader->app, strbuf_get(&key));
    reader_make_room(reader, TAG_ROWS);
    strbuf_clear(&key);
    strbuf_clear(&initial);
    return true;
}

/* ---- notes ------------------------------------------------------------- */

static bool save_note(void *context, Str text, Error *err)
{
    Reader *reader = context;
    Str note = text_trim(text);
    if (reader->request_mark) {
        if (!library_set_note(reader->library, reader->request_mark, note, err))
            return false;
    } else if (note.len) {
        NewAnnotation fresh = {.document = reader->document,
                               .range = reader->request,
                               .style = str_from(app_get_settings(reader->app)->mark),
                               .note = note};
        int64_t id;
        if (!library_annotate(reader->library, &fresh, &id, err))
            return false;
    }
    reader_forget_place(reader);
    reader->caret_row = reader->request_row;
    reader_after_edit(reader);
    return true;
}

/* The first words of a passage, for the editor's title. */
void reader_append_excerpt(const Reader *reader, Range range, StrBuf *out)
{
    WidthPolicy policy = app_get_width(reader->app);
    StrBuf text = {0}, flat = {0};
    Range head = range;
    if (head.end.block > head.start.block)
        head.end = (Pos){head.start.block,
                         document_get_block(reader->document, head.start.block).bytes};
    document_append_range(reader->document, head, STR(" "), &text);
    format_flat(&flat, strbuf_get(&text));
    size_t fit = text_fit(strbuf_get(&flat), 48, &policy);
    strbuf_append(out, flat.data, fit);
    if (fit < flat.len)
        strbuf_append_byte(out, '~');
    strbuf_clear(&text);
    strbuf_clear(&flat);
}

bool act_mark_note(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader || !reader_take_request(reader, err))
        return false;
    const Annotation *mark = reader_find_mark(reader, reader->request_mark);
    StrBuf key = {0}, excerpt = {0}, title = {0};
    append_draft_key(reader, "note:", mark, &key);
    reader_keep_place(reader, strbuf_get(&key));
    reader_append_excerpt(reader, reader->request, &excerpt);
    strbuf_appendf(&title, _("Note on \"%s\""), excerpt.data ? excerpt.data : "");
    app_open_editor(reader->app, &(EditorRequest){.title = title.data,
                                                  .initial = mark ? mark->note : (Str){0},
                                                  .draft_key = strbuf_get(&key),
                                                  .saved = save_note,
                                                  .cancelled = reader_give_back,
                                                  .context = reader});
    reader_make_room(reader, reader->geometry.rows / 2);
    strbuf_clear(&key);
    strbuf_clear(&excerpt);
    strbuf_clear(&title);
    return true;
}

/* ---- status, deleting, going around ------------------------------------ */

const Annotation *reader_need_mark(const Reader *reader, Error *err)
{
    const Annotation *mark = reader_get_mark(reader);
    if (!mark)
        error_set(err, ERR_NOT_FOUND,
                  _("the caret is on no marked passage; ]n goes to the next one"));
    return mark;
}

bool act_mark_status(const ActionCall *call, Error *err)
{
    static const AnnotationStatus next[] = {[STATUS_NONE] = STATUS_OPEN,
                                            [STATUS_OPEN] = STATUS_DONE,
                                            [STATUS_DONE] = STATUS_NONE};
    static const char *const words[] = {[STATUS_NONE] = N_("not a task any more"),
                                        [STATUS_OPEN] =
                                            N_("to do: x again when it is done"),
                                        [STATUS_DONE] = N_("done")};
    Reader *reader = reader_get(call, err);
    const Annotation *mark = reader ? reader_need_mark(reader, err) : NULL;
    if (!mark)
        return false;
    AnnotationStatus status = next[mark->status];
    if (!library_set_status(reader->library, mark->id, status, err))
        return false;
    reader_after_edit(reader);
    app_message(reader->app, "%s", _(words[status]));
    return true;
}

bool act_mark_delete(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    const Annotation *mark = reader ? reader_need_mark(reader, err) : NULL;
    if (!mark || !library_delete_annotation(reader->library, mark->id, err))
        return false;
    reader_after_edit(reader);
    message_with_undo(reader->app, _("this passage is deleted"));
    return true;
}

bool act_mark_move(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    for (int i = 0; i < MAX(call->count, 1); i++) {
        Pos start = reader->caret;
        if (!store_find_mark(reader->store, reader->doc, call->arg, &start, err))
            return false;
        bool is_there = pos_compare(start, reader->caret) != 0;
        if (!is_there && i == 0)
            return error_set(err, ERR_NOT_FOUND,
                             reader->marks.total
                                 ? _("there is no further marked passage")
                                 : _("nothing is marked yet: s selects a "
                                     "sentence, t tags it, n notes on it"));
        if (!is_there)
            break;
        if (reader_reveal(reader, start))
            reader_folds_changed(reader);
        if (i == 0) {
            reader_push_jump(reader);
            reader_loosen_selection(reader, call->arg);
        }
        reader_leave_skeleton(reader, start);
        reader_go(reader, start);
        reader_settle(reader);
    }
    return true;
}

bool act_reader_enter(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    uint32_t section = reader_find_section(reader);
    bool is_on_heading =
        section != SECTION_NONE &&
        reader->document->sections[section].heading.block == reader->caret.block;
    const Link *link = reader_get_link(reader);
    if (reader_get_mark(reader) &&
        !(is_on_heading && foldset_is_folded(reader->folds, section)))
        app_act(reader->app, ACTION_MARK_NOTE, 0, (Str){0});
    else if (!is_on_heading && link)
        return reader_follow_link(reader, link, err);
    else if (!is_on_heading && reader_follow_contents(reader))
        return true;
    else if (is_on_heading)
        app_act(reader->app, ACTION_FOLD_TOGGLE, 0, (Str){0});
    else
        app_act(reader->app, ACTION_ROW_DOWN, 1, (Str){0});
    return true;
}

bool act_reader_passages(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (reader)
        reader_save_place(call->view);
    View *passages = reader ? passages_new(reader->app, reader->doc, err) : NULL;
    if (passages)
        app_push(reader->app, passages);
    return passages != NULL;
}
