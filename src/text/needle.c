/* Finding what the index finds, in a text at hand.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "text/decode.h"
#include "text/tables.h"

#include <stdlib.h>

typedef struct NeedleToken {
    TokenKind kind;
    size_t start, end; /* of its folded form in `folded` */
} NeedleToken;

struct Needle {
    StrBuf folded;
    NeedleToken *tokens;
    size_t count, capacity;
    char32_t first; /* folded; 0 when the first token is a word */
};

Needle *needle_new(Str text)
{
    Needle *needle = mem_alloc(sizeof(*needle));
    StrBuf room = {0};
    Token token;
    for (size_t off = 0; token_next(text, &off, &room, &token);) {
        needle->tokens = mem_grow(needle->tokens, &needle->capacity, needle->count + 1,
                                  sizeof(*needle->tokens));
        size_t start = needle->folded.len;
        strbuf_append_str(&needle->folded, token.folded);
        needle->tokens[needle->count++] =
            (NeedleToken){token.kind, start, needle->folded.len};
    }
    strbuf_clear(&room);
    if (needle->count == 0) {
        needle_free(needle);
        return NULL;
    }
    size_t off = 0;
    if (needle->tokens[0].kind == TOKEN_CJK)
        needle->first = decode_next(strbuf_get(&needle->folded), &off);
    return needle;
}

void needle_free(Needle *needle)
{
    if (!needle)
        return;
    strbuf_clear(&needle->folded);
    free(needle->tokens);
    free(needle);
}

/* End of the part of text[start, end) that folds to `folded_bytes` bytes. */
static size_t prefix_end(Str text, size_t start, size_t folded_bytes)
{
    char bytes[4];
    size_t off = start;
    for (size_t done = 0; done < folded_bytes;) {
        char32_t folded = fold_lookup(decode_next(text, &off));
        done += folded ? utf8_encode(folded, bytes) : 0;
    }
    return off;
}

/* Does the needle's token `index` fit? `*end` gets the end of the part that does. */
static bool needle_fits(const Needle *needle, size_t index, Str text, const Token *token,
                        size_t *end)
{
    const NeedleToken *wanted = &needle->tokens[index];
    Str folded = str_slice(strbuf_get(&needle->folded), wanted->start, wanted->end);
    bool is_prefix = wanted->kind == TOKEN_WORD && index + 1 == needle->count;
    *end = token->end;
    if (token->kind != wanted->kind)
        return false;
    if (!is_prefix || token->folded.len == folded.len)
        return str_is_equal(token->folded, folded);
    if (!str_has_prefix(token->folded, folded))
        return false;
    *end = prefix_end(text, token->start, folded.len);
    return true;
}

/* The whole needle, whose first token starts at `start`. */
static bool needle_fits_at(const Needle *needle, Str text, size_t start, StrBuf *room,
                           Span *match)
{
    Token token;
    size_t end = start;
    for (size_t index = 0, off = start; index < needle->count; index++) {
        if (!token_next(text, &off, room, &token) ||
            !needle_fits(needle, index, text, &token, &end))
            return false;
        if (index == 0)
            match->start = token.start;
    }
    match->end = end;
    return true;
}

static bool needle_find_cjk(const Needle *needle, Str text, size_t from, StrBuf *room,
                            Span *match)
{
    for (size_t off = from; off < text.len;) {
        size_t start = off;
        char32_t codepoint = decode_next(text, &off);
        if (fold_lookup(codepoint) == needle->first &&
            needle_fits_at(needle, text, start, room, match))
            return true;
    }
    return false;
}

/* Start of the word that holds the byte before `from`, `from` itself where none
 * does: a word is a token from its first letter on only. */
static size_t word_start(Str text, size_t from)
{
    size_t start = from;
    for (size_t off = from; off > 0;) {
        WordingClass wording = text_class(utf8_previous(text, &off))->wording;
        if (wording == WORDING_WORD)
            start = off;
        else if (wording != WORDING_IGNORED)
            break;
    }
    return start;
}

static bool needle_find_word(const Needle *needle, Str text, size_t from, StrBuf *room,
                             Span *match)
{
    Token token;
    size_t end = 0;
    for (size_t off = word_start(text, from); token_next(text, &off, room, &token);) {
        if (token.start < from || !needle_fits(needle, 0, text, &token, &end))
            continue;
        if (needle->count == 1) {
            *match = (Span){token.start, end};
            return true;
        }
        if (needle_fits_at(needle, text, token.start, room, match))
            return true;
    }
    return false;
}

bool needle_find(const Needle *needle, Str text, size_t from, Span *match)
{
    StrBuf room = {0};
    Span found = {0};
    bool is_found = from < text.len &&
                    (needle->first ? needle_find_cjk(needle, text, from, &room, &found)
                                   : needle_find_word(needle, text, from, &room, &found));
    strbuf_clear(&room);
    if (is_found)
        *match = found;
    return is_found;
}
