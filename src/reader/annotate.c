/* What is said about a passage beside its note and tags: colour, day, replies; and its
 * extent.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/reader.h"

#include <piyue/finder.h>

/* The annotation a command is about: the marked passage, else a new one on the selection
 * or the sentence. The new one is made by `fresh`, whose range is filled in. */
static bool annotate_or_find(Reader *reader, NewAnnotation *fresh, int64_t *id,
                             bool *is_new, Error *err)
{
    if (!reader_take_request(reader, err))
        return false;
    *id = reader->request_mark;
    *is_new = *id == 0;
    if (!*is_new)
        return true;
    fresh->document = reader->document;
    fresh->range = reader->request;
    return library_annotate(reader->library, fresh, id, err);
}

/* ---- colour ------------------------------------------------------------ */

static bool set_colour(Reader *reader, Str name, Error *err)
{
    NewAnnotation fresh = {.style = name};
    int64_t id = 0;
    bool is_new = false;
    if (!mark_check_colour(app_get_settings(reader->app), name, err) ||
        !annotate_or_find(reader, &fresh, &id, &is_new, err) ||
        (!is_new && !library_set_style(reader->library, id, name, err)))
        return false;
    reader_after_edit(reader);
    return true;
}

/* The argument is a row of marks.def; -1 takes the colour off. */
bool act_mark_colour(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    size_t count = 0;
    const MarkColour *colours = mark_list_colours(&count);
    bool is_colour = call->arg >= 0 && (size_t)call->arg < count;
    return reader &&
           set_colour(reader, is_colour ? str_from(colours[call->arg].name) : STR(""),
                      err);
}

static void colour_changed(void *context, Str text, Prompt *prompt)
{
    const Reader *reader = context;
    colours_offer(app_get_settings(reader->app), text, prompt);
}

static bool accept_colour(void *context, Str text, Error *err)
{
    Reader *reader = context;
    if (!set_colour(reader, colour_read(text), err))
        return false;
    reader_give_back(reader);
    return true;
}

bool act_mark_palette(const ActionCall *call, Error *err)
{
    static const PromptOps ops = {colour_changed, accept_colour, reader_give_back};
    Reader *reader = reader_get(call, err);
    if (!reader || !reader_take_request(reader, err))
        return false;
    app_open_prompt(reader->app, _("Colour (- for none)"), STR(""), &ops, reader);
    reader_make_room(reader, 9);
    return true;
}

/* ---- the same tags again ------------------------------------------------- */

/* The tag used last in the library, where none was given in this reader yet. */
static bool find_last_tag(Reader *reader, Arena *arena, Str *tag, Error *err)
{
    TagList list = {0};
    int64_t used_ms = 0;
    if (!store_list_tags(reader->store, true, arena, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++)
        if (list.rows[i].used_ms > used_ms) {
            used_ms = list.rows[i].used_ms;
            *tag = list.rows[i].name;
        }
    return tag->len > 0 || error_set(err, ERR_NOT_FOUND,
                                     _("no tag was given yet: t gives the first one"));
}

bool act_mark_tag_again(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    Arena *arena = arena_new();
    Str tag = {0};
    bool is_done = find_last_tag(reader, arena, &tag, err);
    NewAnnotation fresh = {.tags = &tag,
                           .tag_count = 1,
                           .style = str_from(app_get_settings(reader->app)->mark)};
    int64_t id = 0;
    bool is_new = false;
    is_done = is_done && annotate_or_find(reader, &fresh, &id, &is_new, err) &&
              (is_new || library_tag_annotation(reader->library, id, tag, true, err));
    if (is_done) {
        reader_after_edit(reader);
        StrBuf shown = {0};
        format_flat(&shown, tag);
        app_message(reader->app, _("tagged #%s"), shown.data);
        strbuf_clear(&shown);
    }
    arena_free(arena);
    return is_done;
}

/* ---- the day ------------------------------------------------------------- */

static void due_changed(void *context, Str text, Prompt *prompt)
{
    (void)context;
    due_remark(text, prompt);
}

static bool accept_due(void *context, Str text, Error *err)
{
    Reader *reader = context;
    int64_t due_ms = 0, id = reader->request_mark;
    if (!seek_parse_due(text, time_now_ms(), &due_ms, err))
        return false;
    if (id && !library_set_due(reader->library, id, due_ms, err))
        return false;
    if (!id && due_ms) {
        NewAnnotation fresh = {.document = reader->document,
                               .range = reader->request,
                               .style = str_from(app_get_settings(reader->app)->mark),
                               .status = STATUS_OPEN,
                               .due_ms = due_ms};
        if (!library_annotate(reader->library, &fresh, &id, err))
            return false;
    }
    reader_give_back(reader);
    reader_after_edit(reader);
    return true;
}

bool act_mark_due(const ActionCall *call, Error *err)
{
    static const PromptOps ops = {due_changed, accept_due, reader_give_back};
    Reader *reader = reader_get(call, err);
    if (!reader || !reader_take_request(reader, err))
        return false;
    const Annotation *mark = reader_find_mark(reader, reader->request_mark);
    StrBuf initial = {0};
    if (mark && mark->due_ms)
        strbuf_append_time(&initial, mark->due_ms, false);
    app_open_prompt(reader->app, _("Due (明天, +3d, 12-01; - for none)"),
                    strbuf_get(&initial), &ops, reader);
    reader_make_room(reader, 2);
    strbuf_clear(&initial);
    return true;
}

/* ---- replies -------------------------------------------------------------- */

static bool save_reply(void *context, Str text, Error *err)
{
    Reader *reader = context;
    Str reply = text_trim(text);
    int64_t id = reader->request_reply;
    bool is_done = true;
    if (id && reply.len)
        is_done = library_set_reply(reader->library, id, reply, err);
    else if (id)
        is_done = library_delete_reply(reader->library, id, err);
    else if (reply.len)
        is_done = library_reply(reader->library, reader->request_mark, reply, &id, err);
    if (!is_done)
        return false;
    reader_forget_place(reader);
    reader->caret_row = reader->request_row;
    reader_after_edit(reader);
    return true;
}

/* The argument is 1 for a new reply, 0 to go on with the newest one. */
bool act_mark_reply(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    const Annotation *mark = reader ? reader_need_mark(reader, err) : NULL;
    if (!mark)
        return false;
    const Reply *last = mark->reply_count ? &mark->replies[mark->reply_count - 1] : NULL;
    if (!call->arg && !last)
        return error_set(err, ERR_NOT_FOUND, _("nobody has replied here yet: r does"));
    StrBuf key = {0}, excerpt = {0}, title = {0};
    reader->request = mark->selector.range;
    reader->request_mark = mark->id;
    reader->request_reply = call->arg ? 0 : last->id;
    const Uid *uid = call->arg ? &mark->uid : &last->uid;
    strbuf_append_text(&key, call->arg ? "reply:" : "reply-text:");
    strbuf_append_hex(&key, uid->bytes, sizeof(uid->bytes));
    reader_keep_place(reader, strbuf_get(&key));
    reader_append_excerpt(reader, reader->request, &excerpt);
    strbuf_appendf(&title, _("Reply to \"%s\""), excerpt.data ? excerpt.data : "");
    app_open_editor(reader->app,
                    &(EditorRequest){.title = title.data,
                                     .initial = call->arg ? (Str){0} : last->text,
                                     .draft_key = strbuf_get(&key),
                                     .saved = save_reply,
                                     .cancelled = reader_give_back,
                                     .context = reader});
    reader_make_room(reader, reader->geometry.rows / 2);
    strbuf_clear(&key);
    strbuf_clear(&excerpt);
    strbuf_clear(&title);
    return true;
}

/* ---- extent ---------------------------------------------------------------- */

/* First the passage becomes the selection, which any motion and unit changes; then the
 * selection becomes the passage. */
bool act_mark_extent(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    Range range;
    if (reader->extent_mark && reader_get_selection(reader, &range)) {
        if (!library_reattach(reader->library, reader->extent_mark, reader->document,
                              range, err))
            return false;
        reader_after_edit(reader);
        message_with_undo(reader->app, _("the passage has new ends"));
        return true;
    }
    const Annotation *mark = reader_need_mark(reader, err);
    if (!mark)
        return false;
    int64_t id = mark->id;
    reader_select_unit(reader, mark->selector.range);
    reader_loosen_selection(reader, 1);
    reader->extent_mark = id;
    StrBuf set = {0}, swap = {0};
    keymap_append_keys(app_get_keymap(reader->app), ACTION_MARK_EXTENT, &set);
    keymap_append_keys(app_get_keymap(reader->app), ACTION_SELECT_SWAP, &swap);
    app_message(reader->app, _("move the end; %s goes to the other one, %s keeps it"),
                swap.data ? swap.data : "", set.data ? set.data : "");
    strbuf_clear(&set);
    strbuf_clear(&swap);
    reader_settle(reader);
    return true;
}
