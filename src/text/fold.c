/* Folding and tokens: the form in which text is searched.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "text/decode.h"
#include "text/tables.h"

#define WORD_MAX_BYTES 64

char32_t fold_codepoint(char32_t codepoint)
{
    return fold_lookup(codepoint);
}

void fold_text(StrBuf *out, Str text)
{
    strbuf_reserve(out, text.len);
    size_t kept = 0;
    for (size_t off = 0; off < text.len;) {
        size_t start = off;
        char32_t codepoint = decode_next(text, &off);
        char32_t folded = fold_lookup(codepoint);
        if (folded == codepoint && codepoint != 0xFFFD)
            continue;
        strbuf_append_str(out, str_slice(text, kept, start));
        kept = off;
        if (folded)
            strbuf_append_codepoint(out, folded);
    }
    strbuf_append_str(out, str_slice(text, kept, text.len));
}

uint8_t text_common_rank(char32_t folded)
{
    if (folded >= common_end)
        return 0;
    return common_values[(size_t)common_blocks[folded >> 6] << 6 | (folded & 63)];
}

/* The word that starts at token->start, of which the first code point is read. */
static void token_read_word(Str text, size_t *off, char32_t first, StrBuf *room,
                            Token *token)
{
    char bytes[4];
    token->kind = TOKEN_WORD;
    token->end = *off;
    strbuf_append(room, bytes, utf8_encode(first, bytes));
    while (*off < text.len) {
        size_t next = *off;
        char32_t codepoint = decode_next(text, &next);
        WordingClass wording = text_class(codepoint)->wording;
        if (wording != WORDING_WORD && wording != WORDING_IGNORED)
            break;
        if (wording == WORDING_WORD) {
            size_t len = utf8_encode(fold_lookup(codepoint), bytes);
            if (room->len + len > WORD_MAX_BYTES)
                break;
            strbuf_append(room, bytes, len);
            token->end = next;
        }
        *off = next;
    }
    *off = token->end;
    token->folded = strbuf_get(room);
}

/* A token of one character. When folding leaves it as it is, no copy is made. */
static void token_read_cjk(Str text, char32_t codepoint, StrBuf *room, Token *token)
{
    char32_t folded = fold_lookup(codepoint);
    token->kind = TOKEN_CJK;
    if (folded == codepoint) {
        token->folded = str_slice(text, token->start, token->end);
        return;
    }
    strbuf_append_codepoint(room, folded);
    token->folded = strbuf_get(room);
}

bool token_next(Str text, size_t *off, StrBuf *room, Token *token)
{
    /* Punctuation in front of the first token parts nothing. */
    bool is_inside = *off > 0;
    size_t mark_start = 0, mark_end = 0;
    while (*off < text.len) {
        size_t start = *off, next = start;
        char32_t codepoint = decode_next(text, &next);
        WordingClass wording = text_class(codepoint)->wording;
        if (wording == WORDING_PUNCTUATION && is_inside) {
            mark_start = mark_end ? mark_start : start;
            mark_end = next;
        } else if (wording == WORDING_CJK || wording == WORDING_WORD) {
            if (mark_end) {
                *token = (Token){TOKEN_BOUNDARY, mark_start, mark_end, STR("\x01")};
                return true;
            }
            *off = next;
            *token = (Token){.start = start, .end = next};
            strbuf_reset(room);
            if (wording == WORDING_CJK)
                token_read_cjk(text, codepoint, room, token);
            else
                token_read_word(text, off, fold_lookup(codepoint), room, token);
            return true;
        }
        *off = next;
    }
    return false;
}
