/* Rows of configuration to words.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/settings.h>

#include <string.h>

static bool is_blank(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static bool is_hex(char byte)
{
    return byte && strchr("0123456789abcdefABCDEF", byte);
}

/* A colour is the one word that may start with the comment sign. */
static bool is_colour(Str row, size_t at)
{
    for (size_t i = 1; i <= 6; i++)
        if (at + i >= row.len || !is_hex(row.data[at + i]))
            return false;
    return at + 7 >= row.len || is_blank(row.data[at + 7]);
}

static char unescape(char byte)
{
    return byte == 'n' ? '\n' : byte == 't' ? '\t' : byte;
}

/* Appends what stands between the quotation mark at `*at`, which moves behind the
 * closing one. False when there is none. */
static bool read_quoted(Str row, size_t *at, StrBuf *word)
{
    char mark = row.data[(*at)++];
    while (*at < row.len) {
        char byte = row.data[(*at)++];
        if (byte == mark)
            return true;
        if (byte == '\\' && mark == '"' && *at < row.len)
            byte = unescape(row.data[(*at)++]);
        strbuf_append_byte(word, byte);
    }
    return false;
}

static bool read_word(Str row, size_t *at, StrBuf *word)
{
    while (*at < row.len && !is_blank(row.data[*at])) {
        char byte = row.data[*at];
        if (byte == '\'' || byte == '"') {
            if (!read_quoted(row, at, word))
                return false;
        } else {
            strbuf_append_byte(word, byte);
            ++*at;
        }
    }
    return true;
}

bool lexer_split(Str row, Arena *arena, Words *words, Error *err)
{
    /* No word is shorter than a byte and the blank behind it. */
    Str *items = arena_alloc(arena, size_mul(row.len / 2 + 1, sizeof(*items)));
    size_t count = 0;
    StrBuf word = {0};
    bool is_split = true;
    /* Editors of Windows put a byte-order mark before the first row. */
    for (size_t at = str_has_prefix(row, STR("\xef\xbb\xbf")) ? 3 : 0; is_split;) {
        while (at < row.len && is_blank(row.data[at]))
            at++;
        if (at == row.len || (row.data[at] == '#' && (count == 0 || !is_colour(row, at))))
            break;
        strbuf_reset(&word);
        is_split = read_word(row, &at, &word);
        items[count++] = arena_str(arena, strbuf_get(&word));
    }
    strbuf_clear(&word);
    if (!is_split)
        return error_set(err, ERR_SETTINGS, _("a quotation mark is not closed"));
    *words = (Words){items, count};
    return true;
}
