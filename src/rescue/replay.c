/* Operations done again.
 *
 * Most need nothing but change_apply(), which makes whatever an operation says. The few
 * that begin with something to be made, a text above all, have a row in a table here.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rescue/replay.h"

#include "rescue/replay_text.h"

#include <stdlib.h>
#include <string.h>

#define REPORTED_MAX 20 /* refusals that are told one by one */

/* One operation on its way. */
typedef struct Step {
    Replay *replay;
    Action *action;
    const OpRow *op;
    JsonObject to;
    Uid target;
    bool is_done; /* by the row of the table: nothing is left for change_apply() */
} Step;

typedef bool Make(Step *step, Error *err);

int uid_compare(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(Uid));
}

static bool is_purged_later(const Replay *replay, Uid target)
{
    return replay->purged_count && bsearch(&target, replay->purged, replay->purged_count,
                                           sizeof(target), uid_compare) != NULL;
}

/* ---- what is made ---------------------------------------------------------- */

static bool find_document(Store *store, Uid uid, int64_t *doc, Error *err)
{
    Error why = {0};
    *doc = 0;
    bool is_read = store_find_document_uid(store, uid, doc, &why) ||
                   why.code == ERR_NOT_FOUND ||
                   error_set(err, why.code, "%s", error_get_message(&why));
    if (why.code == ERR_NOT_FOUND)
        *doc = 0;
    error_clear(&why);
    return is_read;
}

static bool find_edition(Store *store, Uid uid, int64_t *edition, Error *err)
{
    Error why = {0};
    *edition = 0;
    bool is_read = store_find_edition_uid(store, uid, edition, &why) ||
                   why.code == ERR_NOT_FOUND ||
                   error_set(err, why.code, "%s", error_get_message(&why));
    if (why.code == ERR_NOT_FOUND)
        *edition = 0;
    error_clear(&why);
    return is_read;
}

static bool read_hash(Str text, Hash *hash)
{
    Uid halves[2];
    if (text.len != 2 * sizeof(hash->bytes) ||
        !uid_parse(str_slice(text, 0, text.len / 2), &halves[0]) ||
        !uid_parse(str_slice(text, text.len / 2, text.len), &halves[1]))
        return false;
    memcpy(hash->bytes, halves, sizeof(hash->bytes));
    return true;
}

static bool read_text_order(const Step *step, TextOrder *order, Error *err)
{
    const JsonObject *to = &step->to;
    *order = (TextOrder){.uid = step->target,
                         .title = json_get_text(to, "title"),
                         .path = json_get_text(to, "path"),
                         .processing = json_get_text(to, "processing"),
                         .added_ms = step->op->hlc >> 16,
                         .is_needed = !is_purged_later(step->replay, step->target)};
    return (uid_parse(json_get_text(to, "edition"), &order->edition) &&
            read_hash(json_get_text(to, "sha256"), &order->hash)) ||
           change_refuse_damaged(err);
}

static bool make_document(Step *step, Error *err)
{
    int64_t doc;
    TextOrder order;
    if (!find_document(step->replay->library->store, step->target, &doc, err))
        return false;
    if (doc)
        return true; /* done again: it only comes out of the trash */
    step->is_done = true;
    return read_text_order(step, &order, err) &&
           text_put(step->replay, step->action, &order, err);
}

/* The edition is made, and change_apply() finds it there. */
static bool make_edition(Step *step, Error *err)
{
    int64_t doc, edition;
    Uid uid;
    TextOrder order;
    Store *store = step->replay->library->store;
    if (!uid_parse(json_get_text(&step->to, "edition"), &uid))
        return change_refuse_damaged(err);
    if (!find_edition(store, uid, &edition, err))
        return false;
    if (edition)
        return true;
    if (!find_document(store, step->target, &doc, err) ||
        !read_text_order(step, &order, err))
        return false;
    if (!doc)
        return error_set(err, ERR_NOT_FOUND, _("its document is not there"));
    step->is_done = true;
    order.doc = doc;
    DocumentRow row;
    return text_put(step->replay, step->action, &order, err) &&
           change_load_document(store, doc, step->action->arena, &row, err) &&
           (str_is_equal(row.title, order.title) ||
            store_set_title(store, doc, order.title, err));
}

static int64_t get_int(const JsonObject *object, const char *name)
{
    const JsonMember *member = json_find(object, name, JSON_INT);
    return member ? member->number : 0;
}

/* Older logs named the edition by its number: it was the one that was shown then. */
static bool find_edition_of(Step *step, int64_t doc, int64_t *edition, Error *err)
{
    Uid uid;
    DocumentRow row;
    Store *store = step->replay->library->store;
    if (uid_parse(json_get_text(&step->to, "edition"), &uid) &&
        !find_edition(store, uid, edition, err))
        return false;
    if (*edition)
        return true;
    if (!change_load_document(store, doc, step->action->arena, &row, err))
        return false;
    *edition = row.edition;
    return true;
}

static bool make_annotation(Step *step, Error *err)
{
    Store *store = step->replay->library->store;
    const JsonObject *to = &step->to;
    Uid document;
    int64_t id;
    Error why = {0};
    bool is_there = store_find_annotation_uid(store, step->target, &id, &why);
    error_clear(&why);
    if (is_there)
        return true;
    Annotation annotation = {
        .uid = step->target,
        .selector = {.range = {{(uint32_t)get_int(to, "start_block"),
                                (uint32_t)get_int(to, "start_off")},
                               {(uint32_t)get_int(to, "end_block"),
                                (uint32_t)get_int(to, "end_off")}},
                     .exact = json_get_text(to, "exact"),
                     .prefix = json_get_text(to, "prefix"),
                     .suffix = json_get_text(to, "suffix"),
                     .headings = json_get_text(to, "headings")},
        .note = json_get_text(to, "note"),
        .style = json_get_text(to, "style"),
        .author = json_get_text(to, "author"),
        .status = status_parse(json_get_text(to, "status")),
        .due_ms = get_int(to, "due"),
        .created_ms = get_int(to, "created"),
        .modified_ms = get_int(to, "modified"),
        .is_orphan = get_int(to, "orphan") != 0,
    };
    step->is_done = true;
    if (!uid_parse(json_get_text(to, "document"), &document))
        return change_refuse_damaged(err);
    if (!find_document(store, document, &annotation.doc, err))
        return false;
    if (!annotation.doc)
        return error_set(err, ERR_NOT_FOUND, _("its document is not there"));
    return find_edition_of(step, annotation.doc, &annotation.edition, err) &&
           store_put_annotation(store, &annotation, &id, err);
}

static bool make_reply(Step *step, Error *err)
{
    Store *store = step->replay->library->store;
    const JsonObject *to = &step->to;
    Uid annotation;
    int64_t id;
    Error why = {0};
    bool is_there = store_find_reply_uid(store, step->target, &id, &why);
    error_clear(&why);
    if (is_there)
        return true;
    Reply reply = {.uid = step->target,
                   .text = json_get_text(to, "text"),
                   .author = json_get_text(to, "author"),
                   .created_ms = get_int(to, "created"),
                   .modified_ms = get_int(to, "modified")};
    step->is_done = true;
    return uid_parse(json_get_text(to, "annotation"), &annotation)
               ? store_find_annotation_uid(store, annotation, &reply.annotation, err) &&
                     store_put_reply(store, &reply, &id, err)
               : change_refuse_damaged(err);
}

static bool do_purge(Step *step, Error *err)
{
    int64_t doc;
    step->is_done = true;
    return find_document(step->replay->library->store, step->target, &doc, err) &&
           (!doc || store_purge_document(step->replay->library->store, doc, err));
}

static bool do_purge_annotation(Step *step, Error *err)
{
    int64_t id;
    Store *store = step->replay->library->store;
    step->is_done = true;
    return change_find_row(store, SCOPE_ANNOTATION, step->op->target, &id, err) &&
           (!id || store_purge_annotation(store, id, err));
}

static const struct {
    const char *kind;
    Make *make;
} makes[] = {
    {"annotation.add", make_annotation}, {"annotation.purge", do_purge_annotation},
    {"document.add", make_document},     {"document.edition", make_edition},
    {"document.purge", do_purge},        {"reply.add", make_reply},
};

/* ---- one after the other ---------------------------------------------------- */

static bool do_step(Step *step, Error *err)
{
    const OpRow *op = step->op;
    const ChangeKind *kind = change_find_kind(op->kind);
    if (!kind)
        return error_set(err, ERR_NOT_FOUND, _("this version does not know what it is"));
    if (!json_parse(op->new_json, step->action->arena, &step->to))
        return change_refuse_damaged(err);
    bool has_uid = kind->scope != SCOPE_TAG && uid_parse(op->target, &step->target);
    for (size_t i = 0; i < ARRAY_SIZE(makes) && has_uid && !step->is_done; i++)
        if (str_is_equal(op->kind, str_from(makes[i].kind)) && !makes[i].make(step, err))
            return false;
    return step->is_done || change_apply(step->action, op->kind, op->target, op->old_json,
                                         op->new_json, err);
}

/* What says that the operation is at fault, and not the library that is being made. */
static bool is_refusal(const Error *err)
{
    return err->code == ERR_CONFLICT || err->code == ERR_NOT_FOUND ||
           err->code == ERR_USAGE || err->code == ERR_FORMAT;
}

static bool do_operation(Replay *replay, Action *action, const OpRow *op, Error *err)
{
    Step step = {.replay = replay, .action = action, .op = op};
    Error why = {0};
    action->now_ms = op->hlc >> 16;
    action->hlc = op->hlc;
    action->undoes = op->undoes;
    replay->last_hlc = MAX(replay->last_hlc, op->hlc);
    replay->operations++;
    bool is_done = do_step(&step, &why);
    if (!is_done && is_refusal(&why)) {
        if (replay->refused++ < REPORTED_MAX)
            report_add(replay->report, ERR_STORE, op->kind,
                       _("operation %lld of the log could not be done again: %s"),
                       (long long)op->seq, error_get_message(&why));
        is_done = true;
    }
    if (!is_done)
        error_set(err, why.code, "%s", error_get_message(&why));
    error_clear(&why);
    return is_done && store_put_op(replay->library->store, op, err);
}

bool replay_operations(Replay *replay, const OpList *ops, Error *err)
{
    Action action = {.library = replay->library, .is_replay = true};
    action.arena = arena_new();
    bool is_done = true;
    for (size_t i = 0; i < ops->count && is_done; i++)
        is_done = do_operation(replay, &action, &ops->rows[i], err);
    arena_free(action.arena);
    return is_done;
}
