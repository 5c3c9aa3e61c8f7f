/* The shelf leads back to what was read last.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/shelf.h"

/* Where reading stopped last; false where nothing was read yet. */
static bool find_last_read(Shelf *shelf, Arena *arena, DocumentRow *row)
{
    DocumentFilter filter = {.only_read = true, .limit = 1};
    DocumentList list = {0};
    Error ignored = {0};
    bool is_found =
        store_list_documents(shelf->store, &filter, arena, &list, &ignored) && list.count;
    if (is_found)
        *row = list.rows[0];
    error_clear(&ignored);
    return is_found;
}

bool act_shelf_continue(const ActionCall *call, Error *err)
{
    Shelf *shelf = shelf_get(call, err);
    if (!shelf)
        return false;
    DocumentRow row = {0};
    Arena *arena = arena_new();
    bool is_done =
        find_last_read(shelf, arena, &row)
            ? open_reader(shelf->app, row.id, NULL, (Str){0}, err)
            : error_set(err, ERR_NOT_FOUND,
                        _("nothing has been read yet; Enter opens a document"));
    arena_free(arena);
    return is_done;
}

void shelf_offer_last(View *view)
{
    Shelf *shelf = (Shelf *)view;
    DocumentRow row = {0};
    StrBuf title = {0}, progress = {0};
    Arena *arena = arena_new();
    if (find_last_read(shelf, arena, &row)) {
        format_flat(&title, row.title);
        format_progress(&progress, row.progress);
        app_message(shelf->app, _("c goes on with \"%s\" at %s"), title.data,
                    progress.data);
    }
    arena_free(arena);
    strbuf_clear(&title);
    strbuf_clear(&progress);
}
