/* Importing from the shelf: the path, the progress, the outcome.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/shelf.h"

#include <piyue/intake.h>
#include <piyue/outline.h>

#include <stdlib.h>

#include "views/import_panel.h"

#define PAINT_EVERY_US 100000

/* ---- the progress ------------------------------------------------------ */

typedef struct Progress {
    Shelf *shelf;
    Frame frame;
    int64_t started_us, painted_us;
    size_t imported, known, restored, failed;
    int64_t doc, suggested; /* of the last file: what it may be a newer text of */
    StrBuf last;            /* what was said about the last file */
    FailureGroups failures;
    IntakeProgress at;
    bool is_cancelled;
} Progress;

static void paint_progress(Progress *progress)
{
    Term *term = app_get_term(progress->shelf->app);
    progress->painted_us = time_monotonic_us();
    double seconds = (double)(progress->painted_us - progress->started_us) / 1e6;
    shelf_draw(&progress->shelf->screen.view, &progress->frame);
    import_panel_draw(&(ImportPanel){&progress->at, seconds, strbuf_get(&progress->last)},
                      &progress->frame);
    term->ops->present(term, &progress->frame);
}

/* What is said of a file, its path with the home directory as ~. */
static void append_told(StrBuf *out, Str sentence)
{
    StrBuf home = {0};
    strbuf_appendf(&home, "%s/", getenv("HOME") ? getenv("HOME") : "");
    size_t at;
    while (home.len > 2 && (at = str_find(sentence, strbuf_get(&home), 0)) != STR_NONE) {
        sanitize(out, str_slice(sentence, 0, at), SANITIZE_TERMINAL);
        strbuf_append_text(out, "~/");
        sentence = str_slice(sentence, at + home.len, sentence.len);
    }
    sanitize(out, sentence, SANITIZE_TERMINAL);
    strbuf_clear(&home);
}

static void note_result(Progress *progress, const ImportResult *result)
{
    Str name = path_get_name(str_from(result->path));
    strbuf_reset(&progress->last);
    sanitize(&progress->last, name, SANITIZE_TERMINAL);
    if (error_is_set(&result->error)) {
        progress->failed++;
        strbuf_appendf(&progress->last, ": %s", error_get_message(&result->error));
        failures_add(&progress->failures, result);
        return;
    }
    progress->doc = result->doc;
    progress->suggested = result->suggested;
    if (result->is_new)
        progress->imported++;
    else if (result->was_trashed)
        progress->restored++;
    else
        progress->known++;
    strbuf_appendf(&progress->last, _("   %u headings, %u places cleaned"),
                   result->headings, result->cleaned);
}

static bool goes_on(Progress *progress)
{
    progress->is_cancelled |= !app_goes_on(progress->shelf->app, 0, 0);
    return !progress->is_cancelled;
}

static bool visit_file(void *context, const IntakeProgress *at)
{
    Progress *progress = context;
    progress->at = *at;
    if (at->result)
        note_result(progress, at->result);
    if (time_monotonic_us() - progress->painted_us > PAINT_EVERY_US)
        paint_progress(progress);
    progress->at.result = NULL;
    return goes_on(progress);
}

/* Inside one file: only the question whether to go on. */
static bool visit_bytes(void *context, uint64_t done_bytes, uint64_t total_bytes)
{
    Progress *progress = context;
    (void)done_bytes;
    (void)total_bytes;
    if (time_monotonic_us() - progress->painted_us > PAINT_EVERY_US)
        paint_progress(progress);
    return goes_on(progress);
}

/* ---- the outcome ------------------------------------------------------- */

/* A page of reasons, with the files below each that have it in common. */
static void push_failures(App *app, const FailureGroups *failures)
{
    StrBuf text = {0};
    for (size_t i = 0; i < failures->count; i++) {
        const FailureGroup *group = &failures->items[i];
        if (text.len)
            strbuf_append_byte(&text, '\n');
        if (group->count == 1) {
            append_told(&text, str_from(group->sentence));
            strbuf_append_byte(&text, '\n');
            continue;
        }
        StrBuf reason = {0};
        strbuf_appendf(&reason,
                       translate_plural("%zu file: %s", "%zu files: %s", group->count),
                       group->count, group->reason);
        append_told(&text, strbuf_get(&reason));
        strbuf_append_byte(&text, '\n');
        for (Str rest = strbuf_get(&group->names); rest.len;) {
            Str name = str_split(&rest, '\n');
            strbuf_append_text(&text, "    ");
            append_told(&text, name);
            strbuf_append_byte(&text, '\n');
        }
        strbuf_clear(&reason);
    }
    app_push(app, page_new(app, _("Could not be read"), strbuf_get(&text)));
    strbuf_clear(&text);
}

static void tell_outcome(Progress *progress)
{
    App *app = progress->shelf->app;
    StrBuf text = {0};
    strbuf_appendf(&text,
                   translate_plural("%zu document imported", "%zu documents imported",
                                    progress->imported),
                   progress->imported);
    if (progress->known)
        strbuf_appendf(&text,
                       translate_plural(", %zu was here already",
                                        ", %zu were here already", progress->known),
                       progress->known);
    if (progress->restored)
        strbuf_appendf(&text, _(", %zu came back from the trash"), progress->restored);
    if (progress->failed)
        strbuf_appendf(&text, _(", %zu could not be read"), progress->failed);
    if (progress->is_cancelled)
        strbuf_append_text(&text, _("; stopped"));
    if (progress->failed == 1) {
        strbuf_append_text(&text, _(": "));
        append_told(&text, str_from(progress->failures.items[0].sentence));
    } else if (progress->failed > 1) {
        push_failures(app, &progress->failures);
    }
    app_message(app, "%s", text.data);
    strbuf_clear(&text);
}

static int compare_ids(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

/* To the uppermost of the documents, in whatever order they are shown. */
static void go_to_first(Shelf *shelf, int64_t *documents, size_t count)
{
    const IdList *shown = shelf_get_shown(shelf);
    qsort(documents, count, sizeof(*documents), compare_ids);
    for (size_t i = 0; count && i < shown->count; i++)
        if (bsearch(&shown->ids[i], documents, count, sizeof(*documents), compare_ids)) {
            shelf_go_to(shelf, shown->ids[i]);
            return;
        }
}

static bool path_accept(void *context, Str text, Error *err)
{
    Shelf *shelf = context;
    Str trimmed = text_trim(text);
    while (trimmed.len > 1 && trimmed.data[trimmed.len - 1] == '/')
        trimmed.len--;
    if (!trimmed.len)
        return error_set(err, ERR_USAGE, _("name a file or a folder; Tab completes"));
    OutlineRules *rules;
    if (!outline_rules_read(app_get_settings(shelf->app), &rules, err))
        return false;
    char *path = path_expand(trimmed);
    const char *paths[] = {path};
    Progress progress = {.shelf = shelf, .started_us = time_monotonic_us()};
    progress.at.path = path;
    frame_init(&progress.frame, shelf->rows, shelf->columns, app_get_width(shelf->app));
    IntakeOptions options = {.import = {.limits = import_limits_default(),
                                        .progress = visit_bytes,
                                        .progress_context = &progress,
                                        .rules = rules}};
    int64_t *documents = NULL;
    size_t count = 0, failed = 0;
    app_begin_own_work(shelf->app);
    bool is_done = library_import_paths(shelf->library, paths, 1, &options, visit_file,
                                        &progress, &documents, &count, &failed, err);
    if (is_done || progress.is_cancelled) {
        error_clear(err);
        is_done = true;
        tell_outcome(&progress);
        if (progress.imported == 1 && progress.suggested)
            join_suggest(shelf->app, progress.doc, progress.suggested, ACTION_SHELF_JOIN);
        shelf_reload(shelf);
        go_to_first(shelf, documents, count);
        app_touch(shelf->app);
    }
    free(documents);
    free(path);
    outline_rules_free(rules);
    frame_clear_memory(&progress.frame);
    strbuf_clear(&progress.last);
    failures_clear(&progress.failures);
    return is_done;
}

void shelf_ask_import(Shelf *shelf, Str initial)
{
    static const PromptOps ops = {.changed = path_complete, .accept = path_accept};
    app_open_prompt(shelf->app, _("Import"), initial.len ? initial : STR("~/"), &ops,
                    shelf);
}
