/* Opening a library, and what needs no operation.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/library.h>
#include <piyue/operation.h>

#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

#define TYPED_MAX 200
#define TYPED_MAX_BYTES 1000

static char *login_name(void)
{
    const struct passwd *entry = getpwuid(geteuid());
    if (entry && entry->pw_name && *entry->pw_name)
        return str_dup(str_from(entry->pw_name));
    const char *name = getenv("USER");
    return str_dup(name && *name ? str_from(name) : STR("unknown"));
}

bool library_open(Library **library, const char *directory, StoreMode mode,
                  Report *report, Error *err)
{
    Store *store;
    size_t remarks = report->count;
    if (!store_open(&store, directory, mode, report, err))
        return false;
    Library *opened = mem_alloc(sizeof(*opened));
    opened->store = store;
    opened->author = login_name();
    if (!store_is_writable(store) && report->count > remarks)
        opened->why_read_only = str_dup(str_from(report->items[remarks].what));
    *library = opened;
    return true;
}

void library_close(Library *library)
{
    if (!library)
        return;
    store_close(library->store);
    free(library->author);
    free(library->why_read_only);
    free(library);
}

bool library_require_writable(const Library *library, Error *err)
{
    return action_is_allowed(library, err);
}

Store *library_get_store(Library *library)
{
    return library->store;
}

uint64_t library_count_recorded(const Library *library)
{
    return library->recorded;
}

void library_set_author(Library *library, const char *author)
{
    free(library->author);
    library->author = str_dup(str_from(author));
}

void library_set_rules(Library *library, const OutlineRules *rules)
{
    library->rules = rules;
}

void library_set_progress(Library *library, ProgressVisitor *progress, void *context)
{
    library->told = (Report){.progress = progress, .context = context};
}

void library_describe_op(Library *library, const OpRow *op, StrBuf *out)
{
    describe_op(library->store, op, out);
}

/* ---- several edits as one ------------------------------------------------- */

bool library_begin_batch(Library *library, Error *err)
{
    BUG_ON(library->in_batch);
    if (!action_is_allowed(library, err) || !store_begin(library->store, err))
        return false;
    library->in_batch = true;
    library->has_batch_changes = library->has_batch_failed = false;
    library->batch_group = uid_new();
    return true;
}

bool library_end_batch(Library *library, bool is_done, Error *err)
{
    Store *store = library->store;
    BUG_ON(!library->in_batch);
    library->in_batch = false;
    if (is_done && library->has_batch_failed)
        is_done =
            error_set(err, ERR_CONFLICT, _("a part of it failed; nothing was changed"));
    if (is_done && library->has_batch_changes)
        return (store_drop_unused_tags(store, err) && store_commit(store, err)) ||
               (store_rollback(store), false);
    store_rollback(store);
    return is_done;
}

/* ---- session state -------------------------------------------------------- */

/* Ends a transaction that writes no operations. */
static bool finish(Library *library, bool is_done, Error *err)
{
    if (is_done)
        return store_commit(library->store, err);
    store_rollback(library->store);
    return false;
}

bool library_put_reading(Library *library, int64_t doc, const ReadingState *state,
                         const ReadingTime *time, Error *err)
{
    if (!action_is_allowed(library, err) || !store_begin(library->store, err))
        return false;
    bool is_done = store_put_reading(library->store, doc, state, err) &&
                   (!time || store_add_reading_time(library->store, time, err));
    return finish(library, is_done, err);
}

bool library_put_place(Library *library, const KeptPlace *place, Error *err)
{
    return action_is_allowed(library, err) && store_begin(library->store, err) &&
           finish(library, store_put_place(library->store, place, err), err);
}

bool library_put_note_draft(Library *library, Str key, Str text, Error *err)
{
    return action_is_allowed(library, err) && store_begin(library->store, err) &&
           finish(library, store_put_note_draft(library->store, key, text, err), err);
}

bool library_drop_note_draft(Library *library, Str key, Error *err)
{
    return action_is_allowed(library, err) && store_begin(library->store, err) &&
           finish(library, store_drop_note_draft(library->store, key, err), err);
}

bool library_put_typed(Library *library, Str prompt, Str text, Error *err)
{
    if (!text.len || text.len > TYPED_MAX_BYTES)
        return true;
    return action_is_allowed(library, err) && store_begin(library->store, err) &&
           finish(library, store_put_typed(library->store, prompt, text, TYPED_MAX, err),
                  err);
}

bool library_drop_typed(Library *library, Error *err)
{
    return action_is_allowed(library, err) && store_begin(library->store, err) &&
           finish(library, store_drop_typed(library->store, err), err);
}
