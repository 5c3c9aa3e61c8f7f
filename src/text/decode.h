/* One UTF-8 decoder for the room's inner loops.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TEXT_DECODE_H
#define PIYUE_TEXT_DECODE_H

#include <piyue/text.h>

static inline bool is_continuation(uint8_t byte)
{
    return (byte & 0xC0) == 0x80;
}

/* utf8_next() with the frequent cases inline: ASCII and well-formed sequences of
 * three bytes below the surrogates or above them. */
static inline char32_t decode_next(Str text, size_t *off)
{
    const uint8_t *bytes = (const uint8_t *)text.data + *off;
    uint8_t first = bytes[0];
    if (first < 0x80) {
        *off += 1;
        return first;
    }
    if (first > 0xE0 && first < 0xF0 && first != 0xED && text.len - *off >= 3 &&
        is_continuation(bytes[1]) && is_continuation(bytes[2])) {
        *off += 3;
        return (char32_t)((first & 0x0Fu) << 12 | (bytes[1] & 0x3Fu) << 6 |
                          (bytes[2] & 0x3Fu));
    }
    return utf8_next(text, off);
}

#endif
