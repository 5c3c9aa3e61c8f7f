/* Headings by hand.
 *
 * An outline is what comes of an edition, of what was said of its headings, and of the
 * rules: so an operation says one thing and the outline is found anew, in both
 * directions. What was imported is kept beside it, and comes back when nothing is said
 * any more.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "library/correct.h"

#include <piyue/anchor.h>
#include <piyue/library.h>
#include <piyue/operation.h>
#include <piyue/text.h>

#include <stdlib.h>

#define QUOTE_BYTES 300 /* of a paragraph are enough to know it again */
#define LEVEL_MAX 9

static bool is_kind(const CorrectionRow *row, const char *kind)
{
    return str_is_equal(row->kind, str_from(kind));
}

/* ---- where it stands ------------------------------------------------------- */

static void set_place(CorrectionRow *row, const Document *document, Range range)
{
    row->place_edition = document->edition;
    row->place_block = range.start.block;
    row->place_start = row->is_part ? range.start.off : 0;
    row->place_end = row->is_part ? range.end.off : 0;
    /* A heading starts its paragraph: words that stand inside one now are none. */
    row->is_lost =
        range.start.block != range.end.block || (!row->is_part && range.start.off > 0);
}

/* What was made in one edition, looked for in another. */
static bool place_from(Store *store, Document *document, int64_t edition,
                       CorrectionList *list, Error *err)
{
    Selector *selectors = mem_alloc_array(list->count + 1, sizeof(*selectors));
    AnchorResult *results = mem_alloc_array(list->count + 1, sizeof(*results));
    CorrectionRow **rows = mem_alloc_array(list->count + 1, sizeof(CorrectionRow *));
    size_t count = 0;
    Document *before =
        edition == document->edition ? NULL : store_open_edition(store, edition, err);
    bool is_done = before || edition == document->edition;
    for (size_t i = 0; is_done && i < list->count; i++) {
        CorrectionRow *row = &list->rows[i];
        if (row->edition != edition || row->place_edition == document->edition ||
            is_kind(row, "rule"))
            continue;
        selectors[count] = row->selector;
        rows[count++] = row;
    }
    if (is_done && before)
        selectors_resolve(document, before, selectors, count, results);
    for (size_t i = 0; is_done && i < count; i++) {
        if (!before)
            results[i] = (AnchorResult){ANCHOR_OFFSETS, selectors[i].range, 1};
        set_place(rows[i], document, results[i].range);
        rows[i]->is_lost = rows[i]->is_lost || results[i].how == ANCHOR_ORPHAN ||
                           range_is_empty(results[i].range);
        is_done = store_place_correction(store, rows[i], err);
    }
    document_trim(document);
    document_free(before);
    free(rows);
    free(results);
    free(selectors);
    return is_done;
}

static bool place_all(Store *store, Document *document, CorrectionList *list, Error *err)
{
    bool is_done = true;
    for (size_t i = 0; is_done && i < list->count; i++) {
        CorrectionRow *row = &list->rows[i];
        if (row->place_edition != document->edition && !is_kind(row, "rule"))
            is_done = place_from(store, document, row->edition, list, err);
    }
    return is_done;
}

/* ---- as the engine takes it ------------------------------------------------ */

static bool to_correction(const CorrectionRow *row, const Document *document,
                          OutlineCorrection *correction)
{
    static const struct {
        const char *kind;
        OutlineVerdict verdict;
    } verdicts[] = {{"take", OUTLINE_TAKE},
                    {"title", OUTLINE_TAKE},
                    {"drop", OUTLINE_DROP},
                    {"level", OUTLINE_LEVEL},
                    {"shift", OUTLINE_SHIFT}};
    if (row->is_lost || row->place_edition != document->edition ||
        row->place_block >= document->block_count)
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(verdicts); i++) {
        if (!is_kind(row, verdicts[i].kind))
            continue;
        *correction = (OutlineCorrection){.block = row->place_block,
                                          .verdict = (uint8_t)verdicts[i].verdict,
                                          .amount = (int8_t)row->amount,
                                          .title_start = row->place_start,
                                          .title_end = row->place_end};
        return true;
    }
    return false; /* of a newer version */
}

static OutlineCorrection *to_corrections(const CorrectionList *list,
                                         const Document *document, size_t *count)
{
    OutlineCorrection *corrections =
        mem_alloc_array(list->count + 1, sizeof(*corrections));
    *count = 0;
    for (size_t i = 0; i < list->count; i++)
        if (to_correction(&list->rows[i], document, &corrections[*count]))
            ++*count;
    return corrections;
}

/* The document's own rules behind those of the library; NULL without any of its own. A
 * rule that cannot be read here (of a newer version, or one too many) is passed over. */
static OutlineRules *to_rules(const Library *library, const CorrectionList *list)
{
    OutlineRules *rules = NULL;
    for (size_t i = 0; i < list->count; i++) {
        const CorrectionRow *row = &list->rows[i];
        Error ignored = {0};
        if (!is_kind(row, "rule"))
            continue;
        if (!rules)
            rules = outline_rules_copy(library->rules);
        if (!outline_rules_add(rules, row->text, row->family, &ignored))
            error_clear(&ignored);
    }
    return rules;
}

bool library_get_rules(Library *library, int64_t doc, OutlineRules **rules, Error *err)
{
    Arena *arena = arena_new();
    CorrectionList list = {0};
    bool is_read =
        doc == 0 || store_list_corrections(library->store, doc, arena, &list, err);
    *rules = is_read ? to_rules(library, &list) : NULL;
    if (is_read && !*rules && library->rules)
        *rules = outline_rules_copy(library->rules);
    arena_free(arena);
    return is_read;
}

bool library_get_corrections(Library *library, const Document *document,
                             OutlineCorrection **corrections, size_t *count, Error *err)
{
    Arena *arena = arena_new();
    CorrectionList list = {0};
    bool is_read =
        store_list_corrections(library->store, document->id, arena, &list, err);
    if (is_read)
        *corrections = to_corrections(&list, document, count);
    arena_free(arena);
    return is_read;
}

/* ---- the outline that comes of it ------------------------------------------ */

bool outline_get_first(Store *store, const Document *document, Outline *outline,
                       Error *err)
{
    bool is_kept;
    if (!store_get_first_outline(store, document->edition, outline, &is_kept, err))
        return false;
    for (size_t i = 0; !is_kept && i < document->section_count; i++)
        outline_add(outline, document->sections[i].heading);
    return true;
}

static void solve(const Library *library, Document *document, const CorrectionList *list,
                  const Outline *first, Outline *outline)
{
    size_t count;
    OutlineCorrection *corrections = to_corrections(list, document, &count);
    OutlineRules *rules = to_rules(library, list);
    OutlineStudy *study = outline_study_new(document, rules ? rules : library->rules);
    Outline base = {0};
    if (rules) {
        OutlineStudy *before = outline_study_new(document, library->rules);
        outline_study_rebase(study, before, first, &base);
        outline_study_free(before);
    }
    outline_study_solve(study, rules ? &base : first, corrections, count, outline);
    outline_clear(&base);
    outline_study_free(study);
    outline_rules_free(rules);
    free(corrections);
}

/* Titles that the user gave, one for each heading; NULL without any. The texts stay the
 * list's. */
static Str *list_titles(const CorrectionList *list, const Document *document,
                        const Outline *outline)
{
    Str *titles = NULL;
    for (size_t i = 0; i < list->count; i++) {
        const CorrectionRow *row = &list->rows[i];
        if (!is_kind(row, "title") || row->is_lost ||
            row->place_edition != document->edition)
            continue;
        size_t low = 0, high = outline->count;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (outline->headings[middle].block < row->place_block)
                low = middle + 1;
            else
                high = middle;
        }
        if (low == outline->count || outline->headings[low].block != row->place_block)
            continue;
        if (!titles)
            titles = mem_alloc_array(outline->count, sizeof(*titles));
        titles[low] = row->text;
    }
    return titles;
}

static bool is_same_outline(Document *document, const Outline *outline, const Str *titles)
{
    if (document->section_count != outline->count)
        return false;
    for (uint32_t i = 0; i < document->section_count; i++) {
        const Heading *was = &document->sections[i].heading, *is = &outline->headings[i];
        if (was->block != is->block || was->level != is->level ||
            was->title_start != is->title_start || was->title_end != is->title_end ||
            was->family != is->family || was->number != is->number)
            return false;
        if (titles && titles[i].len &&
            !str_is_equal(document_get_title(document, i), titles[i]))
            return false;
    }
    return true;
}

/* Did a heading bear a title of the user's that it does not bear any more? */
static bool has_old_title(Document *document, const Str *titles)
{
    bool has_old = false;
    for (uint32_t i = 0; !has_old && i < document->section_count; i++) {
        const Heading *heading = &document->sections[i].heading;
        if (titles && titles[i].len)
            continue;
        document_trim(document);
        Str own = text_trim(str_slice(document_get_text(document, heading->block),
                                      heading->title_start, heading->title_end));
        has_old = !str_is_equal(own, document_get_title(document, i));
    }
    return has_old;
}

static bool renew(Action *action, Document *document, CorrectionList *list,
                  OutlineChange *change, Error *err)
{
    Store *store = action->library->store;
    Outline first = {0}, outline = {0};
    Str *titles = NULL;
    bool is_done = outline_get_first(store, document, &first, err) &&
                   place_all(store, document, list, err);
    if (is_done) {
        if (list->count) {
            solve(action->library, document, list, &first, &outline);
            titles = list_titles(list, document, &outline);
        }
        const Outline *wanted = list->count ? &outline : &first;
        change->headings = (uint32_t)wanted->count;
        change->is_changed =
            !is_same_outline(document, wanted, titles) || has_old_title(document, titles);
        is_done = store_put_outline(store, document, wanted, titles,
                                    list->count ? &first : NULL, err);
    }
    for (size_t i = 0; i < list->count; i++)
        change->lost += list->rows[i].is_lost;
    free(titles);
    outline_clear(&outline);
    outline_clear(&first);
    return is_done;
}

bool outline_renew(Action *action, int64_t doc, OutlineChange *change, Error *err)
{
    Store *store = action->library->store;
    CorrectionList list;
    Outline first = {0};
    bool has_first = false;
    if (!store_list_corrections(store, doc, action->arena, &list, err))
        return false;
    Document *document = store_open_document(store, doc, err);
    bool is_done = document && store_get_first_outline(store, document->edition, &first,
                                                       &has_first, err);
    outline_clear(&first);
    if (is_done && (list.count || has_first))
        is_done = renew(action, document, &list, change, err);
    else if (is_done)
        change->headings = (uint32_t)document->section_count;
    document_free(document);
    return is_done;
}

bool outline_settle(Action *action, Error *err)
{
    OutlineChange ignored = {0};
    return !action->outlined_doc ||
           outline_renew(action, action->outlined_doc, &ignored, err);
}

/* ---- edits ------------------------------------------------------------------ */

static bool record(Action *action, const CorrectionRow *row, bool is_set, Error *err)
{
    Uid doc;
    Sides sides;
    if (!store_get_document_uid(action->library->store, row->doc, &doc, err))
        return false;
    sides_begin(&sides);
    StrBuf *absent = is_set ? &sides.before : &sides.after;
    StrBuf *present = is_set ? &sides.after : &sides.before;
    if (!correction_describe(action, row, absent, present, err)) {
        strbuf_clear(&sides.before);
        strbuf_clear(&sides.after);
        return false;
    }
    return sides_do(&sides, action, "heading.correct", uid_format(doc, action->arena),
                    err);
}

static bool check_document(Action *action, const Document *document, Error *err)
{
    DocumentRow row;
    if (!change_load_document(action->library->store, document->id, action->arena, &row,
                              err))
        return false;
    return row.edition == document->edition ||
           error_set(err, ERR_CONFLICT,
                     _("another edition of “%.*s” was made meanwhile; try again"),
                     STR_ARG(row.title));
}

/* The words by which the place is known again: the title, or the beginning of the
 * paragraph. */
static bool choose_range(const HeadingChange *change, Range *range, Error *err)
{
    if (change->block >= change->document->block_count)
        return error_set(err, ERR_USAGE, _("there is no such paragraph"));
    Str text = document_get_text(change->document, change->block);
    bool is_part = change->title_end > change->title_start;
    size_t start = is_part ? change->title_start : 0;
    size_t end = is_part ? change->title_end : MIN(text.len, QUOTE_BYTES);
    if (!text_trim(text).len || end > text.len)
        return error_set(err, ERR_USAGE, _("there are no words here for a heading"));
    if (text_trim(str_slice(text, 0, start)).len)
        return error_set(err, ERR_USAGE,
                         _("a heading starts its paragraph, and “%.*s” stands inside "
                           "one"),
                         STR_ARG(str_slice(text, start, end)));
    if (!is_part && end < text.len)
        end = cluster_snap(text, end);
    *range = (Range){{change->block, (uint32_t)start}, {change->block, (uint32_t)end}};
    return true;
}

/* A title is for a heading, and not one more way to make one. */
static bool check_heading(Action *action, const HeadingChange *change, Error *err)
{
    if (change->wish != HEADING_TITLE)
        return true;
    Document *document =
        store_open_document(action->library->store, change->document->id, err);
    if (!document)
        return false;
    size_t at =
        sections_find_from(document->sections, document->section_count, change->block);
    bool is_heading = at < document->section_count &&
                      document->sections[at].heading.block == change->block;
    document_free(document);
    return is_heading ||
           error_set(err, ERR_USAGE,
                     _("this is no heading; make it one before you give it a title"));
}

static const char *const wish_kinds[] = {[HEADING_TAKE] = "take",
                                         [HEADING_DROP] = "drop",
                                         [HEADING_LEVEL] = "level",
                                         [HEADING_SHIFT] = "shift",
                                         [HEADING_TITLE] = "title"};

static bool refuse_unchanged(const HeadingChange *change, Error *err)
{
    if (change->wish == HEADING_DROP)
        return error_set(err, ERR_USAGE, _("this is no heading already"));
    return error_set(err, ERR_USAGE,
                     change->amount < 0 ? _("it cannot stand any higher here")
                                        : _("it cannot stand any deeper here"));
}

static bool correct(Action *action, const HeadingChange *change, OutlineChange *result,
                    Error *err)
{
    Range range;
    if (!check_document(action, change->document, err) ||
        !choose_range(change, &range, err) || !check_heading(action, change, err))
        return false;
    if (change->wish == HEADING_LEVEL &&
        (change->amount < 1 || change->amount > LEVEL_MAX))
        return error_set(err, ERR_USAGE, _("a heading has a level from 1 to %d"),
                         LEVEL_MAX);
    CorrectionRow row = {.uid = uid_new(),
                         .doc = change->document->id,
                         .made = action->hlc,
                         .kind = str_from(wish_kinds[change->wish]),
                         .amount = change->amount,
                         .text = input_row(change->title, TITLE_MAX_BYTES, action->arena),
                         .is_part = change->title_end > change->title_start,
                         .edition = change->document->edition,
                         .selector =
                             selector_make(change->document, range, action->arena)};
    if (!record(action, &row, true, err) || !outline_renew(action, row.doc, result, err))
        return false;
    bool must_change = change->wish == HEADING_DROP || change->wish == HEADING_SHIFT;
    return result->is_changed || !must_change || refuse_unchanged(change, err);
}

bool library_correct_heading(Library *library, const HeadingChange *change,
                             OutlineChange *result, Error *err)
{
    Action action;
    *result = (OutlineChange){0};
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = correct(&action, change, result, err);
    return action_end(&action, is_done, err);
}

static bool add_rule(Action *action, int64_t doc, Str pattern, Str like,
                     OutlineChange *result, Error *err)
{
    DocumentRow document;
    OutlineRules *rules;
    if (!change_load_document(action->library->store, doc, action->arena, &document,
                              err) ||
        !library_get_rules(action->library, doc, &rules, err))
        return false;
    if (!rules)
        rules = outline_rules_new();
    CorrectionRow row = {.uid = uid_new(),
                         .doc = doc,
                         .made = action->hlc,
                         .kind = STR("rule"),
                         .text = input_row(pattern, TITLE_MAX_BYTES, action->arena),
                         .family = input_row(like, TAG_MAX_BYTES, action->arena),
                         .edition = document.edition};
    bool is_sound = outline_rules_add(rules, row.text, row.family, err);
    outline_rules_free(rules);
    return is_sound && record(action, &row, true, err) &&
           outline_renew(action, doc, result, err);
}

bool library_add_heading_rule(Library *library, int64_t doc, Str pattern, Str like,
                              OutlineChange *result, Error *err)
{
    Action action;
    *result = (OutlineChange){0};
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = add_rule(&action, doc, pattern, like, result, err);
    return action_end(&action, is_done, err);
}

static bool is_sound(const CorrectionRow *row, const OutlineRules *library_rules)
{
    Error ignored = {0};
    if (is_kind(row, "rule")) {
        OutlineRules *rules = outline_rules_copy(library_rules);
        bool is_rule = outline_rules_add(rules, row->text, row->family, &ignored);
        error_clear(&ignored);
        outline_rules_free(rules);
        return is_rule;
    }
    if (is_kind(row, wish_kinds[HEADING_LEVEL]))
        return row->amount >= 1 && row->amount <= LEVEL_MAX;
    if (is_kind(row, wish_kinds[HEADING_SHIFT]))
        return row->amount >= -LEVEL_MAX && row->amount <= LEVEL_MAX;
    return is_kind(row, wish_kinds[HEADING_TAKE]) ||
           is_kind(row, wish_kinds[HEADING_DROP]) ||
           is_kind(row, wish_kinds[HEADING_TITLE]);
}

bool library_add_corrections(Library *library, int64_t doc, const CorrectionRow *rows,
                             size_t count, size_t *added, Error *err)
{
    Action action;
    DocumentRow document;
    OutlineChange change;
    *added = 0;
    if (!count)
        return true;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done =
        change_load_document(library->store, doc, action.arena, &document, err);
    for (size_t i = 0; is_done && i < count; i++) {
        CorrectionRow row = rows[i];
        row.uid = uid_new();
        row.doc = doc;
        row.made = action.hlc;
        row.edition = document.edition;
        row.text = input_row(row.text, TITLE_MAX_BYTES, action.arena);
        row.family = input_row(row.family, TAG_MAX_BYTES, action.arena);
        if (!is_sound(&row, library->rules))
            continue;
        is_done = record(&action, &row, true, err);
        *added += is_done;
    }
    is_done = is_done && (!*added || outline_renew(&action, doc, &change, err));
    return action_end(&action, is_done, err);
}

static bool is_named(const CorrectionRow *row, const Uid *uids, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (uid_is_equal(row->uid, uids[i]))
            return true;
    return !uids;
}

static bool drop(Action *action, int64_t doc, const Uid *uids, size_t count,
                 OutlineChange *result, Error *err)
{
    CorrectionList list;
    size_t dropped = 0;
    if (!store_list_corrections(action->library->store, doc, action->arena, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++) {
        if (!is_named(&list.rows[i], uids, count))
            continue;
        if (!record(action, &list.rows[i], false, err))
            return false;
        dropped++;
    }
    if (!dropped)
        return error_set(err, ERR_NOT_FOUND,
                         _("nothing was corrected by hand that could be taken away"));
    return outline_renew(action, doc, result, err);
}

bool library_drop_corrections(Library *library, int64_t doc, const Uid *uids,
                              size_t uid_count, OutlineChange *result, Error *err)
{
    Action action;
    *result = (OutlineChange){0};
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = drop(&action, doc, uids, uid_count, result, err);
    return action_end(&action, is_done, err);
}
