/* Texts of a library that is being made from its operations.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rescue/replay_text.h"

#include <piyue/anchor.h>
#include <piyue/intake.h>
#include <piyue/operation.h>

#include <stdlib.h>
#include <string.h>

/* One text on its way in. */
typedef struct Bringing {
    Replay *replay;
    Action *action;
    const TextOrder *order;
    StrBuf bytes; /* the original */
    Copy copy;
    Prepared prepared;
    Sketch sketch;
    bool has_original;
} Bringing;

/* ---- three ways to a text ---------------------------------------------------- */

static bool is_hash(Str bytes, const Hash *hash)
{
    Hash found = hash_bytes(bytes);
    return memcmp(&found, hash, sizeof(found)) == 0;
}

static bool read_original(Bringing *bringing, Error *err)
{
    const TextOrder *order = bringing->order;
    ImportOptions options = {.rules = bringing->replay->library->rules};
    Processing processing = processing_parse(order->processing);
    char *path = str_dup(order->path);
    bool is_read =
        copy_put(&bringing->copy, strbuf_get(&bringing->bytes), path, err) &&
        prepare(&bringing->prepared, bringing->copy.fd, path, &options, &processing, err);
    free(path);
    return is_read;
}

/* The text as it was, without what cleaning did to it. */
static void take_document(Bringing *bringing, Document *document)
{
    Draft *draft = draft_new();
    for (uint32_t i = 0; i < document->block_count; i++) {
        BlockInfo info = document_get_block(document, i);
        size_t at =
            draft_add_block(draft, (BlockKind)info.kind, document_get_text(document, i),
                            0, info.source_line, info.flags);
        draft->blocks[at].markup_level = info.markup_level;
        draft->blocks[at].evidence = info.evidence;
        document_trim(document);
    }
    for (size_t i = 0; i < document->section_count; i++)
        outline_add(&bringing->prepared.outline, document->sections[i].heading);
    draft->format = "text";
    bringing->prepared.draft = draft;
}

static bool take_old_text(Bringing *bringing)
{
    const ReplaySource *source = &bringing->replay->source;
    Document *document = source->open_edition(source->context, bringing->order->edition);
    if (document)
        take_document(bringing, document);
    document_free(document);
    return document != NULL;
}

static void find_text(Bringing *bringing)
{
    Replay *replay = bringing->replay;
    const TextOrder *order = bringing->order;
    const ReplaySource *source = &replay->source;
    Error why = {0};
    if (order->is_needed) {
        bringing->has_original =
            source->get_original(source->context, order->edition, &order->hash,
                                 order->path, &bringing->bytes) &&
            is_hash(strbuf_get(&bringing->bytes), &order->hash);
        if (bringing->has_original && read_original(bringing, &why))
            return;
        prepared_clear(&bringing->prepared);
        replay->texts_lost++;
        if (take_old_text(bringing))
            report_add(replay->report, ERR_STORE, order->title,
                       bringing->has_original
                           ? _("it could not be read anew (%s); its text is as it was")
                           : _("its original is lost%s; its text is as it was"),
                       error_get_message(&why));
        else
            report_add(replay->report, ERR_STORE, order->title,
                       _("its original and its text are lost; its passages keep their "
                         "words. Import the file again with `piyue reimport`"));
    }
    if (!bringing->prepared.draft) {
        bringing->prepared.draft = draft_new();
        bringing->prepared.draft->format = "text";
        draft_add_block(bringing->prepared.draft, BLOCK_PARAGRAPH,
                        str_from(_("The text of this document is lost.")), 0, 1, 0);
    }
    error_clear(&why);
}

/* ---- into the library ---------------------------------------------------------- */

/* An edition of the document that keeps these bytes already; 0 for none. */
static bool find_keeper(const Bringing *bringing, int64_t *keeper, Error *err)
{
    const TextOrder *order = bringing->order;
    EditionList list = {0};
    *keeper = 0;
    if (order->doc && !store_list_editions(bringing->replay->library->store, order->doc,
                                           bringing->action->arena, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++)
        if (memcmp(&list.rows[i].hash, &order->hash, sizeof(order->hash)) == 0)
            *keeper = list.rows[i].original;
    return true;
}

static bool put(Bringing *bringing, Error *err)
{
    const TextOrder *order = bringing->order;
    Prepared *prepared = &bringing->prepared;
    Store *store = bringing->replay->library->store;
    Processing processing = processing_parse(order->processing);
    EditionPass passes[CLEAN_RULE_COUNT];
    int64_t doc = order->doc, edition, keeper;
    sketch_draft_quickly(&bringing->sketch, prepared->draft, SUCCESSOR_SKETCH);
    if (!known_hide(store, doc, prepared, &processing, err) ||
        !find_keeper(bringing, &keeper, err))
        return false;
    prepared_list_passes(prepared, passes);
    EditionInput input = {
        .draft = prepared->draft,
        .outline = &prepared->outline,
        .title = order->doc && prepared->draft->title.len ? prepared->draft->title
                                                          : order->title,
        .path = order->path,
        .hash = order->hash,
        .original = strbuf_get(&bringing->bytes),
        .added_ms = order->added_ms,
        .uid = order->uid,
        .edition_uid = order->edition,
        .processing = order->processing,
        .passes = passes,
        .pass_count = CLEAN_RULE_COUNT,
        .sketch = bringing->sketch.lowest,
        .sketch_count = bringing->sketch.count,
        .original_edition = keeper,
    };
    return (doc ? store_put_edition(store, &input, doc, &edition, err)
                : store_put_document(store, &input, &doc, err)) &&
           known_remember(store, doc, input.draft, err);
}

bool text_put(Replay *replay, Action *action, const TextOrder *order, Error *err)
{
    Bringing bringing = {
        .replay = replay, .action = action, .order = order, .copy.fd = -1};
    find_text(&bringing);
    bool is_put = put(&bringing, err);
    prepared_clear(&bringing.prepared);
    sketch_clear(&bringing.sketch);
    copy_close(&bringing.copy);
    strbuf_clear(&bringing.bytes);
    return is_put;
}

/* ---- when all is done ------------------------------------------------------------ */

static bool stands(const Document *document, const Selector *selector, StrBuf *text)
{
    Range range = selector->range;
    strbuf_reset(text);
    if (range.start.block > range.end.block || range.end.block >= document->block_count)
        return false;
    document_append_range(document, range, STR("\n"), text);
    return str_is_equal(strbuf_get(text), selector->exact);
}

/* Gives a passage the place where its words are now, or none. */
static bool move_passage(Action *action, const Annotation *was, const Document *document,
                         Str edition, const AnchorResult *result, Error *err)
{
    Annotation is = *was;
    Sides sides;
    is.is_orphan = result->how == ANCHOR_ORPHAN;
    if (!is.is_orphan)
        is.selector = selector_make(document, result->range, action->arena);
    sides_begin(&sides);
    change_describe_place(was, edition, &is.selector, &sides.before);
    change_describe_place(&is, edition, &was->selector, &sides.after);
    return sides_do(&sides, action, "annotation.move",
                    uid_format(was->uid, action->arena), err);
}

static bool move_all(Action *action, const AnnotationList *list, Document *document,
                     Str edition, uint64_t *moved, Error *err)
{
    Selector *selectors = mem_alloc_array(list->count + 1, sizeof(*selectors));
    AnchorResult *results = mem_alloc_array(list->count + 1, sizeof(*results));
    const Annotation **rows = mem_alloc_array(list->count + 1, sizeof(*rows));
    StrBuf text = {0};
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        const Annotation *row = &list->rows[i];
        if (!row->is_orphan && !stands(document, &row->selector, &text)) {
            selectors[count] = row->selector;
            rows[count++] = row;
        }
        document_trim(document);
    }
    if (count)
        selectors_resolve(document, NULL, selectors, count, results);
    bool is_done = true;
    for (size_t i = 0; i < count && is_done; i++) {
        is_done = move_passage(action, rows[i], document, edition, &results[i], err);
        document_trim(document);
    }
    *moved += count;
    strbuf_clear(&text);
    free(rows);
    free(results);
    free(selectors);
    return is_done;
}

/* Passages that do not stand on their words: the text was read otherwise than before. */
static bool settle_passages(Action *action, int64_t doc, bool are_deleted,
                            uint64_t *moved, Error *err)
{
    Store *store = action->library->store;
    AnnotationFilter filter = {.doc = doc, .status = -1, .in_trash = are_deleted};
    AnnotationList list = {0};
    DocumentRow row;
    EditionRow edition;
    if (!store_list_annotations(store, &filter, action->arena, &list, err))
        return false;
    if (!list.count)
        return true;
    Document *document = store_open_document(store, doc, err);
    bool is_done = document &&
                   change_load_document(store, doc, action->arena, &row, err) &&
                   store_get_edition(store, row.edition, action->arena, &edition, err) &&
                   move_all(action, &list, document,
                            uid_format(edition.uid, action->arena), moved, err);
    document_free(document);
    return is_done;
}

static bool settle_list(Action *action, bool is_trash, uint64_t *moved, Error *err)
{
    DocumentFilter filter = {.trash = is_trash};
    DocumentList list = {0};
    if (!store_list_documents(action->library->store, &filter, action->arena, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++) {
        OutlineChange ignored = {0};
        if (!outline_renew(action, list.rows[i].id, &ignored, err) ||
            !settle_passages(action, list.rows[i].id, false, moved, err) ||
            !settle_passages(action, list.rows[i].id, true, moved, err))
            return false;
    }
    return true;
}

bool replay_settle(Replay *replay, uint64_t *moved, Error *err)
{
    Action action;
    *moved = 0;
    if (!action_begin(&action, replay->library, err))
        return false;
    bool is_done =
        settle_list(&action, false, moved, err) && settle_list(&action, true, moved, err);
    /* Headings are found anew without an operation. */
    action.has_changes = true;
    return action_end(&action, is_done, err);
}
