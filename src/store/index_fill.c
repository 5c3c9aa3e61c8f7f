/* A new version of the index, made of the texts that are there.
 *
 * A migration empties the index and says so in meta; here it is filled again, a few
 * documents a transaction, so that whoever is stopped goes on where it was.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"

#include <inttypes.h>
#include <stdlib.h>

/* In one transaction: what is done when one is stopped is lost with it. */
#define SLICE_BYTES ((uint64_t)32 << 20)
#define SLICE_US 1500000

/* Thousandths of the work before the index is settled. */
#define SETTLE_FROM 950

typedef struct Fill {
    Store *store;
    const Report *report;
    uint64_t done, total; /* bytes of text; done: before this slice … */
    uint64_t before;      /* … when the store had indexed so many */
} Fill;

static uint64_t measure(void *context)
{
    const Fill *fill = context;
    return fill->done + fill->store->indexed_bytes - fill->before;
}

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

static bool fill_slice(Fill *fill, int64_t *row, Error *err)
{
    Store *store = fill->store;
    uint64_t done = 0, bytes = 0;
    int64_t edition = 0;
    int64_t end_us = time_monotonic_us() + SLICE_US;
    while (done < SLICE_BYTES && time_monotonic_us() < end_us) {
        if (!next_edition(store, row, &edition, &bytes, err))
            return false;
        if (!edition) {
            *row = 0;
            break;
        }
        if (!index_edition(store, edition, err))
            return false;
        done += bytes;
        if (!report_progress(fill->report, measure(fill), fill->total))
            return error_set(err, ERR_CANCELLED, "%s", _("stopped"));
    }
    return put_unindexed(store, *row, err);
}

/* Another process may have done a part meanwhile: each slice asks anew. */
static bool fill_next(Fill *fill, int64_t *row, Error *err)
{
    Store *store = fill->store;
    bool is_done = store_begin(store, err) && get_unindexed(store, row, err) &&
                   (!*row || fill_slice(fill, row, err)) && store_commit(store, err);
    store_rollback(store);
    return is_done;
}

static bool count_texts(Fill *fill, int64_t row, Error *err)
{
    Query query = query_start(fill->store, SQL_COUNT_INDEXED, err);
    query_bind_int(&query, row);
    if (query_step(&query)) {
        fill->done = (uint64_t)query_get_int(&query, 0);
        fill->total = (uint64_t)query_get_int(&query, 1);
        fill->before = fill->store->indexed_bytes;
    }
    return query_end(&query);
}

static bool refuse_stopped(Error *err)
{
    return error_set(err, ERR_CANCELLED, "%s",
                     _("the index is not whole yet: it is gone on with when the library "
                       "is opened again"));
}

bool store_fill_index(Store *store, const Report *report, Error *err)
{
    int64_t row = 0;
    ReportStage stage;
    Report filled = report_stage(&stage, report, 0, SETTLE_FROM);
    Fill fill = {.store = store, .report = &filled};
    if (!store->is_writable || !get_unindexed(store, &row, err) || !row)
        return !error_is_set(err);
    Watch watch = {store, &filled, 0, measure, &fill};
    bool is_done = true;
    while (row && is_done) {
        is_done = count_texts(&fill, row, err);
        watch.total = fill.total;
        watch_begin(&watch);
        is_done = is_done && fill_next(&fill, &row, err);
        watch_end(&watch);
    }
    if (!is_done && err->code == ERR_CANCELLED) {
        error_clear(err);
        return refuse_stopped(err);
    }
    if (!is_done)
        return error_context(err, "%s", _("the index could not be made anew"));
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
