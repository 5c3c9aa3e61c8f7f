/* UTF-8: decode, encode, validate, count.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "text/decode.h"

#include <string.h>

#define REPLACEMENT ((char32_t)0xFFFD)

/* What may follow a lead byte (Unicode 15, table 3-7). */
typedef struct Lead {
    uint8_t len; /* of the whole sequence; 0: not a lead byte */
    uint8_t second_min, second_max;
} Lead;

static Lead lead_of(uint8_t first)
{
    if (first < 0xC2 || first > 0xF4)
        return (Lead){0};
    if (first < 0xE0)
        return (Lead){2, 0x80, 0xBF};
    if (first < 0xF0)
        return (Lead){3, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF};
    return (Lead){4, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF};
}

/* Bytes of the sequence at `bytes` (at least one available): its length in `*len`
 * and true when it is well formed, else that of the maximal subpart and false. */
static bool sequence_measure(const uint8_t *bytes, size_t available, size_t *len)
{
    *len = 1;
    if (bytes[0] < 0x80)
        return true;
    Lead lead = lead_of(bytes[0]);
    if (lead.len == 0 || available < 2 || bytes[1] < lead.second_min ||
        bytes[1] > lead.second_max)
        return false;
    for (*len = 2; *len < lead.len; ++*len)
        if (*len >= available || !is_continuation(bytes[*len]))
            return false;
    return true;
}

char32_t utf8_next(Str text, size_t *off)
{
    const uint8_t *bytes = (const uint8_t *)text.data + *off;
    size_t len = 0;
    bool is_valid = sequence_measure(bytes, text.len - *off, &len);
    *off += len;
    if (!is_valid)
        return REPLACEMENT;
    if (len == 1)
        return bytes[0];
    char32_t codepoint = bytes[0] & (0x7Fu >> len);
    for (size_t i = 1; i < len; i++)
        codepoint = codepoint << 6 | (bytes[i] & 0x3Fu);
    return codepoint;
}

char32_t utf8_previous(Str text, size_t *off)
{
    /* The sequence that ends at *off starts at most three bytes earlier. */
    size_t end = *off;
    for (size_t back = 2; back <= 4 && back <= end; back++) {
        size_t start = end - back;
        if (is_continuation((uint8_t)text.data[start]))
            continue;
        size_t after = start;
        char32_t codepoint = utf8_next(str_slice(text, 0, end), &after);
        if (after != end)
            break;
        *off = start;
        return codepoint;
    }
    *off = end - 1;
    uint8_t last = (uint8_t)text.data[end - 1];
    return last < 0x80 ? last : REPLACEMENT;
}

size_t utf8_encode(char32_t codepoint, char out[4])
{
    if (codepoint > 0x10FFFF || (codepoint >= 0xD800 && codepoint <= 0xDFFF))
        codepoint = REPLACEMENT;
    if (codepoint < 0x80) {
        out[0] = (char)codepoint;
        return 1;
    }
    size_t len = codepoint < 0x800 ? 2 : codepoint < 0x10000 ? 3 : 4;
    for (size_t i = len; --i > 0; codepoint >>= 6)
        out[i] = (char)(0x80 | (codepoint & 0x3F));
    out[0] = (char)((0xF00u >> len & 0xFFu) | codepoint);
    return len;
}

void strbuf_append_codepoint(StrBuf *buf, char32_t codepoint)
{
    char bytes[4];
    strbuf_append(buf, bytes, utf8_encode(codepoint, bytes));
}

/* Bytes of `bytes`, a multiple of 12, that are four ordinary sequences of three bytes
 * each (U+1000–CFFF and U+E000–FFFF: lead bytes E1–EC, EE, EF). Chinese is mostly
 * that, and four tests on words are cheaper than twelve on bytes. */
static size_t skip_threes(const uint8_t *bytes, size_t available)
{
    size_t done = 0;
    while (available - done >= 16) {
        uint32_t bad = 0;
        for (size_t i = 0; i < 4; i++) {
            uint32_t word;
            memcpy(&word, bytes + done + i * 3, sizeof(word));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
            word = __builtin_bswap32(word);
#endif
            bad |= (word & 0x00C0C0F0u) ^ 0x008080E0u;
            bad |= (word & 0x0Fu) == 0x00 || (word & 0x0Fu) == 0x0D;
        }
        if (bad)
            break;
        done += 12;
    }
    return done;
}

static size_t skip_ascii(const uint8_t *bytes, size_t available)
{
    size_t done = 0;
    while (available - done >= 8) {
        uint64_t word;
        memcpy(&word, bytes + done, sizeof(word));
        if (word & 0x8080808080808080u)
            break;
        done += 8;
    }
    return done;
}

size_t utf8_find_invalid(Str text)
{
    const uint8_t *bytes = (const uint8_t *)text.data;
    size_t off = 0;
    while (off < text.len) {
        off += bytes[off] < 0x80 ? skip_ascii(bytes + off, text.len - off)
                                 : skip_threes(bytes + off, text.len - off);
        if (off >= text.len)
            break;
        size_t len = 0;
        if (!sequence_measure(bytes + off, text.len - off, &len))
            return off;
        off += len;
    }
    return text.len;
}

size_t utf8_count_codepoints(Str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += !is_continuation((uint8_t)text.data[i]);
    return count;
}

size_t utf8_offset_of(Str text, size_t codepoints)
{
    for (size_t i = 0; i < text.len; i++)
        if (!is_continuation((uint8_t)text.data[i]) && codepoints-- == 0)
            return i;
    return text.len;
}
