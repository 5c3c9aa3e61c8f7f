/* Headings by hand: what the keys say of the line under the caret, or of the selection.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/reader.h"

#include <stdlib.h>

/* The heading whose row the caret is in, or SECTION_NONE. */
static uint32_t find_heading(const Reader *reader)
{
    uint32_t section = reader_find_section(reader);
    return section != SECTION_NONE && reader->document->sections[section].heading.block ==
                                          reader->caret.block
               ? section
               : SECTION_NONE;
}

/* What was said is seen at once, here and in other views of the document. */
static void follow(Reader *reader, const char *what, const OutlineChange *change)
{
    App *app = reader->app;
    reader_drop_selection(reader);
    reader_follow_edition(reader);
    reader_settle(reader);
    app_touch(app);
    if (change->is_changed)
        message_with_undo(app, what);
    else
        app_message(app, "%s", _("noted; the headings are as they were before"));
}

static bool correct(Reader *reader, HeadingChange *change, const char *what, Error *err)
{
    OutlineChange result;
    change->document = reader->document;
    app_begin_work(reader->app, _("the headings are found anew"));
    if (!library_correct_heading(reader->library, change, &result, err))
        return false;
    follow(reader, what, &result);
    return true;
}

static bool need_heading(const Reader *reader, Error *err)
{
    StrBuf keys = {0};
    if (find_heading(reader) != SECTION_NONE)
        return true;
    keymap_append_keys(app_get_keymap(reader->app), ACTION_HEADING_MAKE, &keys);
    error_set(err, ERR_NOT_FOUND, _("this line is no heading; %s makes it one"),
              keys.data ? keys.data : "");
    strbuf_clear(&keys);
    return false;
}

bool act_heading_make(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    Range selection;
    HeadingChange change = {.block = reader->caret.block, .wish = HEADING_TAKE};
    if (reader_get_selection(reader, &selection)) {
        if (selection.start.block != selection.end.block)
            return error_set(err, ERR_USAGE, _("a heading stands in one paragraph"));
        Str text = document_get_text(reader->document, selection.start.block);
        change.block = selection.start.block;
        /* All of a paragraph is its title anyway. */
        if (selection.start.off > 0 || selection.end.off < text.len) {
            change.title_start = selection.start.off;
            change.title_end = selection.end.off;
        }
    }
    return correct(reader, &change, _("a heading now"), err);
}

bool act_heading_none(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader || !need_heading(reader, err))
        return false;
    HeadingChange change = {.block = reader->caret.block, .wish = HEADING_DROP};
    return correct(reader, &change, _("no heading any more"), err);
}

bool act_heading_shift(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader || !need_heading(reader, err))
        return false;
    HeadingChange change = {.block = reader->caret.block,
                            .wish = HEADING_SHIFT,
                            .amount = call->arg * MAX(call->count, 1)};
    return correct(reader, &change,
                   call->arg < 0 ? _("a level higher") : _("a level deeper"), err);
}

bool act_heading_level(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    HeadingChange change = {
        .block = reader->caret.block, .wish = HEADING_LEVEL, .amount = call->arg};
    return correct(reader, &change, _("a heading of that level"), err);
}

/* ---- the title ---------------------------------------------------------- */

static bool title_accept(void *context, Str text, Error *err)
{
    Reader *reader = context;
    HeadingChange change = {
        .block = reader->request.start.block, .wish = HEADING_TITLE, .title = text};
    return correct(reader, &change, _("another title"), err);
}

bool act_heading_title(const ActionCall *call, Error *err)
{
    static const PromptOps ops = {.accept = title_accept};
    Reader *reader = reader_get(call, err);
    if (!reader || !need_heading(reader, err))
        return false;
    StrBuf title = {0};
    reader->request = (Range){{reader->caret.block, 0}, {reader->caret.block, 0}};
    format_flat(&title, document_get_title(reader->document, find_heading(reader)));
    app_open_prompt(reader->app, _("Title"), strbuf_get(&title), &ops, reader);
    strbuf_clear(&title);
    return true;
}

/* ---- taking it back ------------------------------------------------------ */

bool act_heading_clear(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    Arena *arena = arena_new();
    CorrectionList list = {0};
    OutlineChange result;
    bool is_done = store_list_corrections(reader->store, reader->doc, arena, &list, err);
    Uid *uids = mem_alloc_array(list.count + 1, sizeof(*uids));
    size_t count = 0;
    for (size_t i = 0; i < list.count; i++) {
        const CorrectionRow *row = &list.rows[i];
        if (!row->is_lost && row->place_edition == reader->document->edition &&
            row->place_block == reader->caret.block)
            uids[count++] = row->uid;
    }
    is_done = is_done && library_drop_corrections(reader->library, reader->doc, uids,
                                                  count, &result, err);
    free(uids);
    arena_free(arena);
    if (is_done)
        follow(reader, _("as it was found"), &result);
    return is_done;
}

/* ---- contents lists -------------------------------------------------------- */

bool reader_follow_contents(Reader *reader)
{
    uint32_t target = outline_find_target(reader->document, reader->caret.block);
    if (target == SECTION_NONE)
        return false;
    Pos pos = {reader->document->sections[target].heading.block, 0};
    if (reader_reveal(reader, pos))
        reader_folds_changed(reader);
    reader_jump(reader, pos);
    reader_settle(reader);
    return true;
}
