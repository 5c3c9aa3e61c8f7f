/* The targets that need a library: operations, filters, passages of other programs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "kept_library.h"
#include "targets.h"

#include "rescue/replay.h"

#include <piyue/exchange.h>
#include <piyue/outline.h>

#include <string.h>

/* ---- operations ---------------------------------------------------------- */

static bool no_original(void *context, Uid edition, const Hash *hash, Str path,
                        StrBuf *out)
{
    (void)context, (void)edition, (void)hash, (void)path, (void)out;
    return false;
}

static Document *old_text(void *context, Uid edition)
{
    (void)context, (void)edition;
    Draft *draft = draft_new();
    Outline outline = {0};
    draft->format = "text";
    for (Str rest = str_from(kept_paper); rest.len;) {
        Str row = str_split(&rest, '\n');
        if (row.len)
            draft_add_block(draft, BLOCK_PARAGRAPH, row, 0, 1, 0);
    }
    outline_infer(draft, &outline);
    return draft_seal(draft, &outline);
}

/* One operation a row: kind, target, before, after, and which row it takes back, parted
 * by tabs. */
static bool read_operation(Str row, size_t number, const OpRow *above, OpRow *op)
{
    op->kind = str_split(&row, '\t');
    op->target = str_split(&row, '\t');
    op->old_json = str_split(&row, '\t');
    op->new_json = str_split(&row, '\t');
    op->device = STR("00000000000000000000000000000001");
    op->author = STR("木子");
    op->seq = (int64_t)number;
    op->hlc = (int64_t)(1700000000000 + (int64_t)number) << 16;
    memcpy(op->id.bytes, &number, sizeof(number));
    op->id.bytes[15] = 0xfe;
    op->group = op->id;
    int64_t back = 0;
    if (str_parse_int(row, &back) && back > 0 && (size_t)back < number)
        op->undoes = above[back - 1].group;
    return op->kind.len > 0;
}

/* As rebuild does it, and then as a user would who looks at what came of it. */
void fuzz_operation(Str bytes)
{
    enum { OPERATIONS = 64 };
    OpRow rows[OPERATIONS] = {{0}};
    OpList ops = {.rows = rows};
    StrBuf clean = {0}, sentence = {0};
    Error err = {0};
    Report report = {0};
    Library *library = kept_library_take();
    sanitize(&clean, bytes, SANITIZE_LINES);
    for (Str rest = strbuf_get(&clean); rest.len && ops.count < OPERATIONS;)
        if (read_operation(str_split(&rest, '\n'), ops.count + 1, rows, &rows[ops.count]))
            ops.count++;
    for (size_t i = 0; i < ops.count; i++)
        rows[i].seq += 1000000; /* behind all that the library has done */
    Replay replay = {.library = library,
                     .source = {.get_original = no_original, .open_edition = old_text},
                     .report = &report};
    BUG_ON(!library_begin_batch(library, &err));
    BUG_ON(!replay_operations(&replay, &ops, &err) && !error_is_set(&err));
    if (!error_is_set(&err)) {
        uint64_t moved = 0;
        kept_library_check(library);
        BUG_ON(!replay_settle(&replay, &moved, &err) && !error_is_set(&err));
        for (size_t i = 0; i < ops.count; i++) {
            strbuf_reset(&sentence);
            library_describe_op(library, &rows[i], &sentence);
        }
    }
    error_clear(&err);
    BUG_ON(library_end_batch(library, false, &err));
    error_clear(&err);
    report_clear(&report);
    strbuf_clear(&clean);
    strbuf_clear(&sentence);
}

/* ---- what is typed ------------------------------------------------------- */

/* What a filter says, it says again when it is read back. */
void fuzz_filter(Str bytes)
{
    Store *store = library_get_store(kept_library_take());
    Arena *arena = arena_new();
    AnnotationFilter filter = {0}, again = {0};
    StrBuf clean = {0}, first = {0}, second = {0};
    Error err = {0};
    sanitize(&clean, bytes, SANITIZE_TERMINAL);
    if (filter_parse(store, strbuf_get(&clean), arena, &filter, &err)) {
        AnnotationList list = {0};
        filter_format(store, &filter, false, &first);
        BUG_ON(!filter_parse(store, strbuf_get(&first), arena, &again, &err));
        filter_format(store, &again, false, &second);
        BUG_ON(!str_is_equal(strbuf_get(&first), strbuf_get(&second)));
        BUG_ON(!store_list_annotations(store, &filter, arena, &list, &err));
    }
    error_clear(&err);
    arena_free(arena);
    strbuf_clear(&clean);
    strbuf_clear(&first);
    strbuf_clear(&second);
}

/* ---- passages of other programs ------------------------------------------- */

/* Any of the formats: W3C, JSON Lines, Readest, KOReader, Kindle. What came in can be
 * taken back, and is. */
void fuzz_exchange(Str bytes)
{
    ExchangeResult result = {0};
    Error err = {0};
    StrBuf what = {0};
    Library *library = kept_library_take();
    int64_t before = 0, after = 0;
    BUG_ON(!store_get_last_op(library_get_store(library), &before, &err));
    bool is_read =
        exchange_import(library, bytes, "fuzz", bytes.len & 1 ? 1 : 0, &result, &err);
    BUG_ON(is_read == error_is_set(&err));
    error_clear(&err);
    BUG_ON(!store_get_last_op(library_get_store(library), &after, &err));
    if (after > before) {
        int64_t doc = 0;
        kept_library_check(library);
        BUG_ON(!library_undo(library, &what, &doc, &err));
        kept_library_check(library);
    }
    report_clear(&result.report);
    strbuf_clear(&what);
}
