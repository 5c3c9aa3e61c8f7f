/* A new version of the index, made of the texts that are there.
 *
 * A migration empties the index and says so in meta; here it is filled again, a few
 * documents a transaction, so that whoever is stopped goes on where it was.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"

#include <inttypes.h>
#include <stdlib.h>

/* In one transaction; it takes about a second. */
#define SLICE_BYTES ((uint64_t)32 << 20)

#define META_UNINDEXED "unindexed" /* the first row that is missing; empty for none */

/* The row from which on the index is empty; 0 where it is whole. */
static bool get_unindexed(Store *store, int64_t *row, Error *err)
{
    StrBuf value = {0};
    *row = 0;
    if (store_get_meta(store, META_UNINDEXED, &value, err) && value.len)
        *row = strtoll(value.data, NULL, 10);
    strbuf_clear(&value);
    return !error_is_set(err);
}

static bool put_unindexed(Store *store, int64_t row, Error *err)
{
    StrBuf value = {0};
    if (row)
        strbuf_appendf(&value, "%" PRId64, row);
    bool is_put = store_put_meta(store, META_UNINDEXED, strbuf_get(&value), err);
    strbuf_clear(&value);
    return is_put;
}

/* What cannot be read is left out; `piyue check` names it. */
static bool index_edition(Store *store, int64_t edition, Error *err)
{
    Error damage = {0};
    Document *document = store_open_edition(store, edition, &damage);
    error_clear(&damage);
    bool is_done = !document || edition_index(store, document, err);
    document_free(document);
    return is_done;
}

/* The next edition at or behind `*row`, which moves behind it; 0 when there is none. */
static bool next_edition(Store *store, int64_t *row, int64_t *edition, uint64_t *bytes,
                         Error *err)
{
    Query query = query_start(store, SQL_NEXT_UNINDEXED, err);
    query_bind_int(&query, *row);
    *edition = 0;
    if (query_step(&query)) {
        *row = query_get_int(&query, 0) + query_get_int(&query, 1);
        *edition = query_get_int(&query, 2);
        *bytes = (uint64_t)query_get_int(&query, 3);
    }
    return query_end(&query);
}

static bool fill_slice(Store *store, int64_t *row, Error *err)
{
    uint64_t done = 0, bytes = 0;
    int64_t edition = 0;
    while (done < SLICE_BYTES) {
        if (!next_edition(store, row, &edition, &bytes, err))
            return false;
        if (!edition) {
            *row = 0;
            break;
        }
        if (!index_edition(store, edition, err))
            return false;
        done += bytes;
    }
    return put_unindexed(store, *row, err);
}

/* Another process may have done a part meanwhile: each slice asks anew. */
static bool fill_next(Store *store, int64_t *row, Error *err)
{
    bool is_done = store_begin(store, err) && get_unindexed(store, row, err) &&
                   (!*row || fill_slice(store, row, err)) && store_commit(store, err);
    store_rollback(store);
    return is_done;
}

static bool count_texts(Store *store, int64_t row, uint64_t *done, uint64_t *total,
                        Error *err)
{
    Query query = query_start(store, SQL_COUNT_INDEXED, err);
    query_bind_int(&query, row);
    if (query_step(&query)) {
        *done = (uint64_t)query_get_int(&query, 0);
        *total = (uint64_t)query_get_int(&query, 1);
    }
    return query_end(&query);
}

bool store_fill_index(Store *store, IndexProgress *progress, void *context, Error *err)
{
    int64_t row = 0;
    uint64_t done = 0, total = 0;
    if (!store->is_writable || !get_unindexed(store, &row, err) || !row)
        return !error_is_set(err);
    while (row) {
        if (!count_texts(store, row, &done, &total, err))
            return false;
        if (progress && !progress(context, done, total))
            return error_set(err, ERR_CANCELLED, "%s",
                             _("the index is not whole yet: it is gone on with when the "
                               "library is opened again"));
        if (!fill_next(store, &row, err))
            return error_context(err, "%s", _("the index could not be made anew"));
    }
    return store_settle(store, err);
}

bool index_is_whole(Store *store, bool *is_whole, Error *err)
{
    int64_t row = 0;
    *is_whole = false;
    if (!get_unindexed(store, &row, err))
        return false;
    *is_whole = row == 0;
    return true;
}
