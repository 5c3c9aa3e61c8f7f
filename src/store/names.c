/* Names of the library: titles and headings, a few at a time.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"

#include <piyue/store_shelf.h>

/* After `limit` rows, or fewer where there are no more; the cursor stays where it was
 * when reading fails. */
static bool end_page(Query *rows, bool is_over, NameCursor *next, NameCursor *cursor)
{
    next->has_begun = true;
    next->is_over = is_over;
    if (!query_end(rows))
        return false;
    *cursor = *next;
    return true;
}

bool store_read_titles(Store *store, NameCursor *cursor, size_t limit,
                       NameVisitor *visitor, void *context, Error *err)
{
    Query rows = query_start(store, SQL_LIST_RECENT_TITLES, err);
    query_bind_int(&rows, cursor->has_begun ? cursor->key : INT64_MAX);
    query_bind_int(&rows, cursor->has_begun ? cursor->id : INT64_MAX);
    query_bind_int(&rows, (int64_t)limit);
    NameCursor next = *cursor;
    size_t count = 0;
    while (query_step(&rows)) {
        NameRow row = {.doc = query_get_int(&rows, 0),
                       .title = query_get_text(&rows, 1),
                       .read_ms = query_get_int(&rows, 3)};
        row.text = row.title;
        next.key = query_get_int(&rows, 2);
        next.id = row.doc;
        count++;
        visitor(context, &row);
    }
    return end_page(&rows, count < limit, &next, cursor);
}

bool store_read_documents(Store *store, NameCursor *cursor, size_t limit,
                          NameVisitor *visitor, void *context, Error *err)
{
    Query rows = query_start(store, SQL_LIST_NAMED_DOCUMENTS, err);
    query_bind_int(&rows, cursor->id);
    query_bind_int(&rows, (int64_t)limit);
    NameCursor next = *cursor;
    size_t count = 0;
    while (query_step(&rows)) {
        NameRow row = {.doc = query_get_int(&rows, 0),
                       .title = query_get_text(&rows, 1),
                       .tags = query_get_text(&rows, 2)};
        row.text = row.title;
        next.id = row.doc;
        count++;
        visitor(context, &row);
    }
    return end_page(&rows, count < limit, &next, cursor);
}

/* A heading that says what the title says leads nowhere else. A damaged page has none. */
static void visit_page(Store *store, NameRow row, Str packed, StrBuf *scratch,
                       NameVisitor *visitor, void *context)
{
    strbuf_reset(scratch);
    if (!blob_unpack(store, packed, BLOB_LIMIT_BYTES, scratch))
        return;
    Str rest = strbuf_get(scratch);
    for (size_t i = 0; i < TITLE_PAGE_SECTIONS && rest.len; i++, row.section++) {
        uint64_t len = 0;
        if (!unpack_number(&rest, &len) || len > rest.len)
            return;
        row.text = text_trim(str_slice(rest, 0, (size_t)len));
        rest = str_slice(rest, (size_t)len, rest.len);
        if (row.text.len && !str_is_equal(row.text, row.title))
            visitor(context, &row);
    }
}

bool store_read_headings(Store *store, NameCursor *cursor, size_t limit,
                         NameVisitor *visitor, void *context, Error *err)
{
    Query rows = query_start(store, SQL_LIST_TITLE_PAGES, err);
    query_bind_int(&rows, cursor->key);
    query_bind_int(&rows, cursor->has_begun ? cursor->id : -1);
    query_bind_int(&rows, (int64_t)limit);
    NameCursor next = *cursor;
    StrBuf scratch = {0};
    size_t count = 0;
    while (query_step(&rows)) {
        next.key = query_get_int(&rows, 0);
        next.id = query_get_int(&rows, 1);
        NameRow row = {.doc = query_get_int(&rows, 2),
                       .title = query_get_text(&rows, 3),
                       .section = (uint32_t)(next.id - PART_KEY(next.key, 0)) *
                                  TITLE_PAGE_SECTIONS};
        count++;
        visit_page(store, row, query_get_blob(&rows, 4), &scratch, visitor, context);
    }
    strbuf_clear(&scratch);
    return end_page(&rows, count < limit, &next, cursor);
}
