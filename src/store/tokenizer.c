/* The index's tokenizer: tokens as text.h makes them, for FTS5.
 *
 * Text that is indexed passes through token_next(). A query does not: search.c has
 * made its tokens already and hands them over parted by blanks, so that nothing a user
 * types is ever parsed by FTS5.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"

#include <piyue/text.h>

#include <stdlib.h>
#include <string.h>

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

/* FTS5 hashes a term by shifts of three bits, under which the UTF-8 of Han, alike in the
 * first byte and in half of the second, crowds into a sixth of the slots: 2.6 entries
 * were looked at for each token, and 1.3 with the code point spread over three whole
 * bytes. None of the bytes is NUL, which ends a term in FTS5's own lists. */
#define SPREAD_FACTOR 11819761u /* odd, no multiple of 5, 17 or 127: nothing is lost */
#define SPREAD_RANGE (254u * 255u * 255u)

Str index_term(Str folded, IndexTerm *term)
{
    size_t off = 0;
    char32_t codepoint = folded.len ? utf8_next(folded, &off) : 0;
    if (codepoint >= 0x2E80 && off == folded.len) {
        uint32_t spread = (uint32_t)((uint64_t)codepoint * SPREAD_FACTOR % SPREAD_RANGE);
        term->bytes[0] = (char)(2 + spread % 254);
        term->bytes[1] = (char)(1 + spread / 254 % 255);
        term->bytes[2] = (char)(1 + spread / (254 * 255));
        return (Str){term->bytes, 3};
    }
    if (codepoint == 1) /* a boundary */
        return folded;
    BUG_ON(folded.len >= sizeof(term->bytes));
    term->bytes[0] = 1; /* no character starts so: a word is never taken for one */
    memcpy(term->bytes + 1, folded.data, folded.len);
    return (Str){term->bytes, folded.len + 1};
}

typedef int TokenVisitor(void *context, int flags, const char *token, int len, int start,
                         int end);

static int split_query(Str text, void *context, TokenVisitor *visitor)
{
    Str rest = text;
    while (rest.len) {
        Str token = str_split(&rest, ' ');
        if (!token.len)
            continue;
        IndexTerm room;
        Str term = index_term(token, &room);
        int start = (int)(token.data - text.data);
        int code =
            visitor(context, 0, term.data, (int)term.len, start, start + (int)token.len);
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
    while (code == SQLITE_OK && token_next(text, &off, (StrBuf *)tokenizer, &token)) {
        IndexTerm room;
        Str term = index_term(token.folded, &room);
        code = visitor(context, 0, term.data, (int)term.len, (int)token.start,
                       (int)token.end);
    }
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
