/* The index's tokenizer: tokens as text.h makes them, for FTS5.
 *
 * Text that is indexed passes through token_next(). A query does not: search.c has
 * made its tokens already and hands them over parted by blanks, so that nothing a user
 * types is ever parsed by FTS5.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"

#include <stdlib.h>

static int tokenizer_create(void *context, const char **args, int count,
                            Fts5Tokenizer **out)
{
    (void)context;
    (void)args;
    (void)count;
    StrBuf *room = mem_alloc(sizeof(*room));
    *out = (Fts5Tokenizer *)room;
    return SQLITE_OK;
}

static void tokenizer_delete(Fts5Tokenizer *tokenizer)
{
    StrBuf *room = (StrBuf *)tokenizer;
    strbuf_clear(room);
    free(room);
}

typedef int TokenVisitor(void *context, int flags, const char *token, int len, int start,
                         int end);

static int split_query(Str text, void *context, TokenVisitor *visitor)
{
    Str rest = text;
    while (rest.len) {
        Str token = str_split(&rest, ' ');
        int start = (int)(token.data - text.data);
        int code = token.len ? visitor(context, 0, token.data, (int)token.len, start,
                                       start + (int)token.len)
                             : SQLITE_OK;
        if (code != SQLITE_OK)
            return code;
    }
    return SQLITE_OK;
}

static int tokenizer_run(Fts5Tokenizer *tokenizer, void *context, int flags,
                         const char *data, int len, TokenVisitor *visitor)
{
    Str text = {data, (size_t)len};
    if (flags & FTS5_TOKENIZE_QUERY)
        return split_query(text, context, visitor);
    size_t off = 0;
    Token token;
    int code = SQLITE_OK;
    while (code == SQLITE_OK && token_next(text, &off, (StrBuf *)tokenizer, &token))
        code = visitor(context, 0, token.folded.data, (int)token.folded.len,
                       (int)token.start, (int)token.end);
    return code;
}

bool tokenizer_register(Store *store, Error *err)
{
    fts5_tokenizer tokenizer = {
        .xCreate = tokenizer_create,
        .xDelete = tokenizer_delete,
        .xTokenize = tokenizer_run,
    };
    fts5_api *api = NULL;
    sqlite3_stmt *stmt = NULL;
    /* sqlite.org/fts5.html, section 8: how an extension finds FTS5. */
    if (sqlite3_prepare_v2(store->db, "SELECT fts5(?1)", -1, &stmt, NULL) == SQLITE_OK) {
        sqlite3_bind_pointer(stmt, 1, (void *)&api, "fts5_api_ptr", NULL);
        sqlite3_step(stmt);
    }
    sqlite3_finalize(stmt);
    if (!api)
        return error_set(err, ERR_ENVIRONMENT, "%s",
                         _("this SQLite has no full-text search (FTS5); install a "
                           "libsqlite3 that has"));
    if (api->xCreateTokenizer(api, "piyue", NULL, &tokenizer, NULL) != SQLITE_OK)
        return store_fail(store, err);
    return true;
}
