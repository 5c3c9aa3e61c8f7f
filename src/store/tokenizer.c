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

/* Writes three bytes that no other character has. */
static size_t spread(char32_t codepoint, char *bytes)
{
    uint32_t spread = (uint32_t)((uint64_t)codepoint * SPREAD_FACTOR % SPREAD_RANGE);
    bytes[0] = (char)(2 + spread % 254);
    bytes[1] = (char)(1 + spread / 254 % 255);
    bytes[2] = (char)(1 + spread / (254 * 255));
    return 3;
}

/* The one character of a text, or 0. */
static char32_t get_only(Str text)
{
    size_t off = 0;
    char32_t codepoint = text.len ? utf8_next(text, &off) : 0;
    return off == text.len ? codepoint : 0;
}

static Str pair_term(char32_t first, uint8_t second_rank, IndexTerm *term)
{
    size_t len = spread(first, term->bytes);
    term->bytes[len++] = (char)second_rank;
    return (Str){term->bytes, len};
}

bool index_is_pair(Str first, Str second)
{
    return text_common_rank(get_only(first)) && text_common_rank(get_only(second));
}

Str index_term(Str folded, IndexTerm *term)
{
    size_t off = 0;
    char32_t codepoint = folded.len ? utf8_next(folded, &off) : 0;
    Str rest = str_slice(folded, off, folded.len);
    if (codepoint >= 0x2E80 && !rest.len)
        return (Str){term->bytes, spread(codepoint, term->bytes)};
    if (index_is_pair(str_slice(folded, 0, off), rest))
        return pair_term(codepoint, text_common_rank(get_only(rest)), term);
    if (codepoint == 1) /* a boundary */
        return folded;
    BUG_ON(folded.len >= sizeof(term->bytes));
    term->bytes[0] = 1; /* no character starts so: a word is never taken for one */
    memcpy(term->bytes + 1, folded.data, folded.len);
    return (Str){term->bytes, folded.len + 1};
}

bool index_walk_next(IndexWalk *walk, IndexTerm *room, IndexEntry *entry)
{
    Token *token = &walk->token;
    if (!walk->is_waiting) {
        size_t before = token->start;
        if (!token_next(walk->text, &walk->off, walk->room, token))
            return false;
        char32_t first = walk->common, second = get_only(token->folded);
        uint8_t rank = token->kind == TOKEN_CJK ? text_common_rank(second) : 0;
        walk->common = rank ? second : 0;
        walk->is_waiting = first && rank;
        if (walk->is_waiting) {
            *entry = (IndexEntry){pair_term(first, rank, room), before, token->end,
                                  walk->position - 1, true};
            return true;
        }
    }
    walk->is_waiting = false;
    *entry = (IndexEntry){index_term(token->folded, room), token->start, token->end,
                          walk->position++, false};
    return true;
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
    IndexWalk walk = {.text = text, .room = (StrBuf *)tokenizer};
    IndexTerm room;
    IndexEntry entry;
    int code = SQLITE_OK;
    while (code == SQLITE_OK && index_walk_next(&walk, &room, &entry))
        code = visitor(context, entry.is_pair ? FTS5_TOKEN_COLOCATED : 0, entry.term.data,
                       (int)entry.term.len, (int)entry.start, (int)entry.end);
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
