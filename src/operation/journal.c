/* Actions and the clock of their operations.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/operation.h>

#include <inttypes.h>

Str uid_format(Uid uid, Arena *arena)
{
    StrBuf hex = {0};
    strbuf_append_hex(&hex, uid.bytes, sizeof(uid.bytes));
    Str text = arena_str(arena, strbuf_get(&hex));
    strbuf_clear(&hex);
    return text;
}

bool action_is_allowed(const Library *library, Error *err)
{
    if (library && store_is_writable(library->store))
        return true;
    return error_set(err, ERR_READ_ONLY,
                     _("nothing can be changed: %s; name a library of your own with "
                       "--library"),
                     library && library->why_read_only
                         ? library->why_read_only
                         : _("the library is open for reading only"));
}

/* False on an error only; an unknown name leaves `value` empty. */
static bool read_meta(Store *store, const char *name, StrBuf *value, Error *err)
{
    Error why = {0};
    if (store_get_meta(store, name, value, &why) || !error_is_set(&why))
        return true;
    error_clear(err);
    *err = why;
    return false;
}

static bool read_clock(Action *action, Error *err)
{
    StrBuf value = {0};
    int64_t last = 0;
    bool is_read = read_meta(action->library->store, META_CLOCK, &value, err);
    if (is_read && value.len &&
        (!str_parse_int(strbuf_get(&value), &last) || last == INT64_MAX))
        is_read = error_set(err, ERR_STORE,
                            _("the clock of the library is damaged; run piyue check"));
    strbuf_clear(&value);
    /* Later than all before, whatever the wall clock says (Kulkarni et al. 2014). */
    action->hlc = MAX(action->now_ms << 16, last + 1);
    return is_read;
}

static bool read_device(Action *action, Error *err)
{
    Store *store = action->library->store;
    if (!read_meta(store, META_DEVICE, &action->device, err))
        return false;
    if (action->device.len)
        return true;
    Uid uid = uid_new();
    strbuf_append_hex(&action->device, uid.bytes, sizeof(uid.bytes));
    return store_put_meta(store, META_DEVICE, strbuf_get(&action->device), err);
}

static void action_clear(Action *action)
{
    arena_free(action->arena);
    strbuf_clear(&action->device);
    *action = (Action){0};
}

bool action_begin(Action *action, Library *library, Error *err)
{
    *action = (Action){.library = library};
    if (!action_is_allowed(library, err) ||
        (!library->in_batch && !store_begin(library->store, err)))
        return false;
    action->arena = arena_new();
    action->group = library->in_batch ? library->batch_group : uid_new();
    action->now_ms = time_now_ms();
    if (read_clock(action, err) && read_device(action, err))
        return true;
    if (!library->in_batch)
        store_rollback(library->store);
    action_clear(action);
    return false;
}

void action_next(Action *action)
{
    action->group = uid_new();
}

bool action_record(Action *action, Str kind, Str target, Str old_json, Str new_json,
                   Error *err)
{
    OpRow op = {
        .id = uid_new(),
        .group = action->group,
        .hlc = action->hlc,
        .device = strbuf_get(&action->device),
        .author = str_from(action->library->author),
        .kind = kind,
        .target = target,
        .old_json = old_json,
        .new_json = new_json,
        .undoes = action->undoes,
    };
    action->hlc++;
    action->has_changes = true;
    action->library->recorded++;
    return store_put_op(action->library->store, &op, err);
}

static bool write_clock(Action *action, Error *err)
{
    StrBuf value = {0};
    strbuf_appendf(&value, "%" PRId64, action->hlc - 1);
    bool is_put =
        store_put_meta(action->library->store, META_CLOCK, strbuf_get(&value), err);
    strbuf_clear(&value);
    return is_put;
}

/* In a batch: what is done stays in its transaction; what failed takes all of it back. */
static bool end_in_batch(Action *action, bool is_done, Error *err)
{
    Library *library = action->library;
    is_done = is_done && (!action->has_changes || write_clock(action, err));
    library->has_batch_changes = library->has_batch_changes || action->has_changes;
    library->has_batch_failed = library->has_batch_failed || !is_done;
    action_clear(action);
    return is_done;
}

bool action_end(Action *action, bool is_done, Error *err)
{
    Store *store = action->library->store;
    if (action->library->in_batch)
        return end_in_batch(action, is_done, err);
    /* What changed nothing leaves no trace, not even a commit. */
    if (!is_done || !action->has_changes)
        store_rollback(store);
    else
        is_done = store_drop_unused_tags(store, err) && write_clock(action, err);
    if (is_done && action->has_changes)
        is_done = store_commit(store, err);
    else if (!is_done)
        store_rollback(store);
    action_clear(action);
    return is_done;
}
