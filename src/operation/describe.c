/* Sentences about operations.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/operation.h>
#include <piyue/store_log.h>
#include <piyue/text.h>

#define QUOTE_COLUMNS 32

/* What an operation is about, read once. */
typedef struct Subject {
    int64_t doc;
    Str name; /* title of a document, beginning of a passage */
} Subject;

/* One row, cut off where it would be long; never empty. */
static Str shorten(Str text, Arena *arena)
{
    StrBuf row = {0};
    Str trimmed = text_trim(text);
    size_t size = text_fit(trimmed, QUOTE_COLUMNS, &(WidthPolicy){0});
    sanitize(&row, str_slice(trimmed, 0, size), SANITIZE_TERMINAL);
    if (size < trimmed.len)
        strbuf_append_text(&row, "…");
    Str shown = arena_str(arena, strbuf_get(&row));
    strbuf_clear(&row);
    return shown;
}

static void find_document(Store *store, Uid uid, Arena *arena, Subject *subject)
{
    Error ignored = {0};
    DocumentRow row;
    if (store_find_document_uid(store, uid, &subject->doc, &ignored) &&
        change_load_document(store, subject->doc, arena, &row, &ignored))
        subject->name = row.title;
    else
        subject->doc = 0;
    error_clear(&ignored);
}

static void find_annotation(Store *store, Uid uid, Arena *arena, Subject *subject)
{
    Error ignored = {0};
    int64_t id;
    Annotation annotation;
    bool is_deleted;
    if (store_find_annotation_uid(store, uid, &id, &ignored) &&
        change_load_annotation(store, id, arena, &annotation, &is_deleted, &ignored)) {
        subject->doc = annotation.doc;
        subject->name = annotation.selector.exact;
    }
    error_clear(&ignored);
}

static void find_collection(Store *store, Uid uid, Arena *arena, Subject *subject)
{
    Error ignored = {0};
    int64_t id = 0;
    CollectionRow row;
    if (store_find_collection_uid(store, uid, &id, &ignored) && id &&
        store_get_collection(store, id, arena, &row, &ignored))
        subject->name = row.name;
    error_clear(&ignored);
}

/* A reply is about the passage it stands under. */
static void find_reply(Store *store, Uid uid, Arena *arena, Subject *subject)
{
    Error ignored = {0};
    int64_t id;
    Reply reply;
    Annotation annotation;
    bool is_deleted;
    if (store_find_reply_uid(store, uid, &id, &ignored) &&
        store_get_reply(store, id, arena, &reply, &is_deleted, &ignored) &&
        change_load_annotation(store, reply.annotation, arena, &annotation, &is_deleted,
                               &ignored)) {
        subject->doc = annotation.doc;
        subject->name = annotation.selector.exact;
    }
    error_clear(&ignored);
}

static Subject find_subject(Store *store, const ChangeKind *kind, const OpRow *op,
                            Arena *arena)
{
    Subject subject = {0};
    Uid uid;
    if (!kind || kind->scope == SCOPE_TAG || kind->scope == SCOPE_ALIAS ||
        kind->scope == SCOPE_FILTER || kind->scope == SCOPE_SEARCH ||
        !uid_parse(op->target, &uid))
        return subject;
    if (kind->scope == SCOPE_DOCUMENT)
        find_document(store, uid, arena, &subject);
    else if (kind->scope == SCOPE_COLLECTION)
        find_collection(store, uid, arena, &subject);
    else if (kind->scope == SCOPE_REPLY)
        find_reply(store, uid, arena, &subject);
    else
        find_annotation(store, uid, arena, &subject);
    return subject;
}

int64_t describe_find_document(Store *store, const OpRow *op)
{
    Arena *arena = arena_new();
    Subject subject = find_subject(store, change_find_kind(op->kind), op, arena);
    arena_free(arena);
    return subject.doc;
}

static bool is_kind(const OpRow *op, const char *name)
{
    return str_is_equal(op->kind, str_from(name));
}

static bool is_set(const JsonObject *object)
{
    const JsonMember *member = json_find(object, "set", JSON_BOOL);
    return member && member->number;
}

/* The sentence of a kind, with room for what it is about. NULL where it takes more. */
static const char *find_sentence(const OpRow *op, const JsonObject *after)
{
    bool has_status = json_get_text(after, "status").len > 0;
    if (is_kind(op, "document.add"))
        return _("added “%.*s”");
    if (is_kind(op, "document.trash"))
        return _("put “%.*s” into the trash");
    if (is_kind(op, "document.restore"))
        return _("took “%.*s” out of the trash");
    if (is_kind(op, "document.field"))
        return _("corrected what is known of “%.*s”");
    if (is_kind(op, "document.purge"))
        return _("deleted “%.*s” for good");
    if (is_kind(op, "annotation.add"))
        return _("marked “%.*s”");
    if (is_kind(op, "annotation.delete"))
        return _("deleted the passage “%.*s”");
    if (is_kind(op, "annotation.restore"))
        return _("took the passage “%.*s” out of the trash");
    if (is_kind(op, "annotation.purge"))
        return _("deleted the passage “%.*s” for good");
    if (is_kind(op, "annotation.note"))
        return json_get_text(after, "note").len ? _("note on “%.*s”")
                                                : _("note taken off “%.*s”");
    if (is_kind(op, "annotation.attach"))
        return _("gave “%.*s” a place");
    if (is_kind(op, "annotation.move"))
        return json_find(after, "orphan", JSON_INT) &&
                       json_find(after, "orphan", JSON_INT)->number
                   ? _("“%.*s” lost its place")
                   : _("“%.*s” moved with its text");
    if (is_kind(op, "document.edition"))
        return _("new edition of “%.*s”");
    if (is_kind(op, "annotation.style"))
        return _("colour of “%.*s”");
    if (is_kind(op, "collection.add"))
        return _("made the collection “%.*s”");
    if (is_kind(op, "collection.delete"))
        return _("deleted the collection “%.*s”");
    if (is_kind(op, "collection.note"))
        return _("note on the collection “%.*s”");
    if (is_kind(op, "annotation.due"))
        return json_find(after, "due", JSON_INT) &&
                       json_find(after, "due", JSON_INT)->number
                   ? _("due day of “%.*s”")
                   : _("due day taken off “%.*s”");
    if (is_kind(op, "reply.add"))
        return _("replied to “%.*s”");
    if (is_kind(op, "reply.text"))
        return _("changed a reply to “%.*s”");
    if (is_kind(op, "reply.delete"))
        return _("deleted a reply to “%.*s”");
    if (is_kind(op, "annotation.status"))
        return has_status ? _("status of “%.*s”") : _("status taken off “%.*s”");
    return NULL;
}

/* Put in, taken out, moved, or remarked upon. */
static void append_entry(Store *store, StrBuf *out, const JsonObject *before,
                         const JsonObject *after, Str collection, Arena *arena)
{
    Subject passage = {0};
    Uid uid;
    if (uid_parse(json_get_text(after, "passage"), &uid))
        find_annotation(store, uid, arena, &passage);
    Str was = json_get_text(before, "rank"), is = json_get_text(after, "rank");
    Str name = passage.name.len ? shorten(passage.name, arena) : STR("?");
    strbuf_appendf(out,
                   !was.len  ? _("put “%.*s” into the collection “%.*s”")
                   : !is.len ? _("took “%.*s” out of the collection “%.*s”")
                   : str_is_equal(was, is)
                       ? _("remark on “%.*s” in the collection “%.*s”")
                       : _("moved “%.*s” in the collection “%.*s”"),
                   STR_ARG(name), STR_ARG(collection));
}

/* What a correction of a heading says; undone or taken away, `after` has none of it. */
static void append_heading(StrBuf *out, const JsonObject *before, const JsonObject *after,
                           Str doc, Arena *arena)
{
    const JsonObject *said = is_set(after) ? after : before;
    const JsonMember *amount = json_find(said, "amount", JSON_INT);
    int by = amount ? (int)amount->number : 0;
    Str kind = json_get_text(said, "kind");
    Str words = shorten(json_get_text(said, "exact"), arena);
    Str text = shorten(json_get_text(said, "text"), arena);
    if (!is_set(after))
        strbuf_append_text(out, _("taken away: "));
    if (str_is_equal(kind, STR("take")))
        strbuf_appendf(out, _("“%.*s” is a heading"), STR_ARG(words));
    else if (str_is_equal(kind, STR("drop")))
        strbuf_appendf(out, _("“%.*s” is no heading"), STR_ARG(words));
    else if (str_is_equal(kind, STR("level")))
        strbuf_appendf(out, _("“%.*s” is a heading of level %d"), STR_ARG(words), by);
    else if (str_is_equal(kind, STR("shift")))
        strbuf_appendf(out,
                       by < 0 ? _("“%.*s” stands a level higher")
                              : _("“%.*s” stands a level deeper"),
                       STR_ARG(words));
    else if (str_is_equal(kind, STR("title")) && text.len)
        strbuf_appendf(out, _("the heading “%.*s” is called “%.*s”"), STR_ARG(words),
                       STR_ARG(text));
    else if (str_is_equal(kind, STR("title")))
        strbuf_appendf(out, _("the heading “%.*s” has its own words again"),
                       STR_ARG(words));
    else if (str_is_equal(kind, STR("rule")))
        strbuf_appendf(out, _("rule for headings of “%.*s”: %.*s"), STR_ARG(doc),
                       STR_ARG(text));
    else
        strbuf_appendf(out, _("a change of a newer version (%.*s)"), STR_ARG(kind));
}

static void append_two(StrBuf *out, const OpRow *op, const JsonObject *before,
                       const JsonObject *after, Str name, Arena *arena)
{
    Str tag = shorten(json_get_text(after, "tag"), arena);
    if (is_kind(op, "annotation.tag") || is_kind(op, "document.tag"))
        strbuf_appendf(
            out, is_set(after) ? _("tag %.*s on “%.*s”") : _("tag %.*s taken off “%.*s”"),
            STR_ARG(tag), STR_ARG(name));
    else if (is_kind(op, "tag.rename"))
        strbuf_appendf(out, _("renamed the tag %.*s to %.*s"),
                       STR_ARG(shorten(json_get_text(before, "tag"), arena)),
                       STR_ARG(tag));
    else if (is_kind(op, "tag.delete"))
        strbuf_appendf(out, _("deleted the tag %.*s"),
                       STR_ARG(shorten(op->target, arena)));
    else if (is_kind(op, "tag.alias") && json_get_text(after, "text").len)
        strbuf_appendf(out, _("%.*s is another name of the tag %.*s"),
                       STR_ARG(shorten(op->target, arena)),
                       STR_ARG(shorten(json_get_text(after, "text"), arena)));
    else if (is_kind(op, "tag.alias"))
        strbuf_appendf(out, _("%.*s is no other name of a tag any more"),
                       STR_ARG(shorten(op->target, arena)));
    else if (is_kind(op, "filter.set"))
        strbuf_appendf(out,
                       json_get_text(after, "text").len ? _("kept the filter “%.*s”")
                                                        : _("dropped the filter “%.*s”"),
                       STR_ARG(shorten(op->target, arena)));
    else if (is_kind(op, "search.set"))
        strbuf_appendf(out,
                       json_get_text(after, "text").len ? _("kept the search “%.*s”")
                                                        : _("dropped the search “%.*s”"),
                       STR_ARG(shorten(op->target, arena)));
    else if (is_kind(op, "collection.name"))
        strbuf_appendf(out, _("renamed the collection “%.*s” to “%.*s”"),
                       STR_ARG(shorten(json_get_text(before, "name"), arena)),
                       STR_ARG(shorten(json_get_text(after, "name"), arena)));
    else if (is_kind(op, "heading.correct"))
        append_heading(out, before, after, name, arena);
    else if (is_kind(op, "document.title"))
        strbuf_appendf(out, _("renamed “%.*s” to “%.*s”"),
                       STR_ARG(shorten(json_get_text(before, "title"), arena)),
                       STR_ARG(shorten(json_get_text(after, "title"), arena)));
    else
        strbuf_appendf(out, _("a change of a newer version (%.*s)"), STR_ARG(op->kind));
}

void describe_change(Store *store, const OpRow *op, bool is_turned, StrBuf *out)
{
    Arena *arena = arena_new();
    JsonObject before, after;
    if (!json_parse(is_turned ? op->new_json : op->old_json, arena, &before))
        before = (JsonObject){0};
    if (!json_parse(is_turned ? op->old_json : op->new_json, arena, &after))
        after = (JsonObject){0};
    Subject subject = find_subject(store, change_find_kind(op->kind), op, arena);
    /* What is deleted for good is remembered by the operation itself. */
    if (!subject.name.len)
        subject.name = json_get_text(&before, "title");
    if (!subject.name.len)
        subject.name = json_get_text(&before, "exact");
    if (!subject.name.len)
        subject.name = json_get_text(&after, "exact");
    if (!subject.name.len)
        subject.name = json_get_text(&after, "title");
    Str name = subject.name.len ? shorten(subject.name, arena) : STR("?");
    const char *sentence = find_sentence(op, &after);
    if (sentence)
        strbuf_appendf(out, sentence, STR_ARG(name));
    else if (is_kind(op, "collection.entry"))
        append_entry(store, out, &before, &after, name, arena);
    else
        append_two(out, op, &before, &after, name, arena);
    arena_free(arena);
}

/* Is the group that the operation undoes one that undoes another itself? */
static bool is_redo(Store *store, const OpRow *op, Arena *arena)
{
    Error ignored = {0};
    OpList undone = {0};
    bool is_again = store_get_group_head(store, op->undoes, arena, &undone, &ignored) &&
                    undone.count && !uid_is_zero(undone.rows[0].undoes);
    error_clear(&ignored);
    return is_again;
}

void describe_op(Store *store, const OpRow *op, StrBuf *out)
{
    if (uid_is_zero(op->undoes)) {
        describe_change(store, op, false, out);
        return;
    }
    Arena *arena = arena_new();
    StrBuf change = {0};
    bool is_again = is_redo(store, op, arena);
    describe_change(store, op, !is_again, &change);
    strbuf_appendf(out, is_again ? _("done again: %s") : _("taken back: %s"),
                   change.data);
    strbuf_clear(&change);
    arena_free(arena);
}
