/* A streaming decoder: bytes of a known encoding to valid UTF-8.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "charset/encodings.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include <piyue/text.h>

#define HELD_MAX_BYTES 16
#define REPLACEMENT "\xEF\xBF\xBD"

struct Decoder {
    const Encoding *encoding;
    iconv_t converter; /* unused for UTF-8 */
    uint64_t replaced;
    /* A character whose end has not come yet. */
    char held[HELD_MAX_BYTES];
    size_t held_len;
};

Decoder *decoder_new(const char *encoding, Error *err)
{
    const Encoding *row = encoding_find(str_from(encoding));
    if (!row) {
        error_set(err, ERR_USAGE, _("the encoding %s is unknown"), encoding);
        return NULL;
    }
    iconv_t converter = (iconv_t)-1;
    if (row->iconv_name) {
        converter = iconv_open("UTF-8", row->iconv_name);
        if (converter == (iconv_t)-1) {
            error_set(err, ERR_ENVIRONMENT,
                      _("this system cannot decode %s; install its character set "
                        "conversions (libc-bin, locales or gconv-modules-extra)"),
                      row->name);
            return NULL;
        }
    }
    Decoder *decoder = mem_alloc(sizeof(*decoder));
    decoder->encoding = row;
    decoder->converter = converter;
    return decoder;
}

void decoder_free(Decoder *decoder)
{
    if (!decoder)
        return;
    if (decoder->encoding->iconv_name)
        iconv_close(decoder->converter);
    free(decoder);
}

uint64_t decoder_get_replaced(const Decoder *decoder)
{
    return decoder->replaced;
}

/* ---- UTF-8 ------------------------------------------------------------- */

/* Bytes at the end of `input` that begin a character and lack its rest. */
static size_t utf8_unfinished(Str input)
{
    for (size_t back = 1; back <= 3 && back <= input.len; back++) {
        unsigned char lead = (unsigned char)input.data[input.len - back];
        if (lead < 0x80)
            return 0;
        if (lead < 0xC0)
            continue;
        size_t need = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        if (lead < 0xC2 || lead > 0xF4 || need <= back)
            return 0;
        /* The first trail byte alone can make the sequence impossible. */
        if (back > 1) {
            unsigned char trail = (unsigned char)input.data[input.len - back + 1];
            if ((lead == 0xE0 && trail < 0xA0) || (lead == 0xED && trail > 0x9F) ||
                (lead == 0xF0 && trail < 0x90) || (lead == 0xF4 && trail > 0x8F))
                return 0;
        }
        return back;
    }
    return 0;
}

static void decode_utf8(Decoder *decoder, Str input, StrBuf *out)
{
    while (input.len) {
        size_t valid = utf8_find_invalid(input);
        strbuf_append(out, input.data, valid);
        if (valid == input.len)
            return;
        size_t next = valid;
        utf8_next(input, &next);
        strbuf_append_str(out, STR(REPLACEMENT));
        decoder->replaced += next - valid;
        input = str_slice(input, next, input.len);
    }
}

/* ---- everything else: iconv -------------------------------------------- */

/* Does the byte begin a character? */
static bool is_lead(const Decoder *decoder, char byte)
{
    char *from = &byte, room[8], *to = room;
    size_t from_left = 1, to_left = sizeof(room);
    return iconv(decoder->converter, &from, &from_left, &to, &to_left) == (size_t)-1 &&
           errno == EINVAL;
}

/* How much of `input` is given up when its first character has no meaning: a pair of
 * lead and trail byte together. A trail byte that is ASCII is never swallowed: it may
 * end the line. */
static size_t undecodable_bytes(const Decoder *decoder, Str input)
{
    size_t unit = MIN((size_t)decoder->encoding->unit_bytes, input.len);
    if (!decoder->encoding->is_double_byte || input.len < 2)
        return unit;
    bool is_pair =
        (unsigned char)input.data[1] >= 0x80 && is_lead(decoder, input.data[0]);
    return is_pair ? 2 : unit;
}

/* Converts what it can of `input`; returns the bytes left over because their
 * character is not complete. */
static size_t decode_iconv(Decoder *decoder, Str input, StrBuf *out)
{
    char *from = (char *)input.data; /* iconv does not write to it */
    size_t from_left = input.len;
    while (from_left) {
        strbuf_reserve(out, from_left + from_left / 2 + 64);
        char *to = out->data + out->len;
        size_t to_room = out->capacity - out->len - 1, to_left = to_room;
        size_t result = iconv(decoder->converter, &from, &from_left, &to, &to_left);
        int problem = errno;
        out->len += to_room - to_left;
        out->data[out->len] = '\0';
        if (result != (size_t)-1 || problem == E2BIG)
            continue;
        if (problem == EINVAL)
            return from_left;
        size_t skipped = undecodable_bytes(decoder, (Str){from, from_left});
        strbuf_append_str(out, STR(REPLACEMENT));
        decoder->replaced += skipped;
        from += skipped;
        from_left -= skipped;
    }
    return 0;
}

/* glibc's converter of Korean goes on behind a pair that has no meaning before it says
 * so: what would be skipped for it is the pair behind. Each character is given to it
 * alone. */
static size_t decode_korean(Decoder *decoder, Str input, StrBuf *out)
{
    for (size_t off = 0; off < input.len;) {
        const unsigned char *bytes = (const unsigned char *)input.data + off;
        size_t end = off;
        while (end < input.len && (unsigned char)input.data[end] < 0x80)
            end++;
        if (end == off) {
            if (input.len - off < 2 && bytes[0] > 0x80 && bytes[0] < 0xFE)
                return 1;
            bool is_pair = input.len - off >= 2 && bytes[1] >= 0x41 && bytes[1] < 0xFF;
            end = off + (is_pair && bytes[0] > 0x80 && bytes[0] < 0xFE ? 2 : 1);
        }
        strbuf_reserve(out, 2 * (end - off) + 8);
        char *from = (char *)input.data + off, *to = out->data + out->len;
        size_t from_left = end - off, room = out->capacity - out->len - 1, left = room;
        bool is_known =
            iconv(decoder->converter, &from, &from_left, &to, &left) != (size_t)-1;
        out->len += room - left;
        out->data[out->len] = '\0';
        /* A trail byte that is ASCII is never swallowed: it may end the line. */
        if (!is_known && end - off == 2 && bytes[1] < 0x80)
            end--;
        if (!is_known) {
            strbuf_append_str(out, STR(REPLACEMENT));
            decoder->replaced += end - off;
        }
        off = end;
    }
    return 0;
}

/* Some encodings hold a character back until they have seen the next. */
static void flush_iconv(Decoder *decoder, StrBuf *out)
{
    strbuf_reserve(out, 64);
    char *to = out->data + out->len;
    size_t to_room = out->capacity - out->len - 1, to_left = to_room;
    iconv(decoder->converter, NULL, NULL, &to, &to_left);
    out->len += to_room - to_left;
    out->data[out->len] = '\0';
}

/* ---- where the system errs --------------------------------------------- */

/* Bytes of the character at the start of `input`, as far as its form tells; 0 when its
 * end has not come yet. */
static size_t character_bytes(Corrected corrected, Str input)
{
    unsigned char lead = (unsigned char)input.data[0];
    if (lead <= 0x80 || lead == 0xFF)
        return 1;
    if (input.len < 2)
        return 0;
    unsigned char trail = (unsigned char)input.data[1];
    if (corrected == CORRECTED_GB18030 && trail >= '0' && trail <= '9')
        return input.len < 3                                  ? 0
               : (unsigned char)input.data[2] <= 0x80         ? 1
               : input.len < 4                                ? 0
               : input.data[3] >= '0' && input.data[3] <= '9' ? 4
                                                              : 1;
    return trail >= 0x40 && trail != 0x7F && trail != 0xFF ? 2 : 1;
}

/* Decodes `input` but for the pairs of bytes that have a correction. Returns the bytes
 * left over. */
static size_t decode_corrected(Decoder *decoder, Str input, StrBuf *out)
{
    Corrected corrected = (Corrected)decoder->encoding->corrected;
    size_t done = 0;
    for (size_t off = 0; off < input.len;) {
        if ((unsigned char)input.data[off] < 0x80) {
            off++;
            continue;
        }
        Str rest = str_slice(input, off, input.len);
        size_t size = character_bytes(corrected, rest);
        if (!size)
            break;
        unsigned pair = size == 2 ? (unsigned)(unsigned char)rest.data[0] << 8 |
                                        (unsigned char)rest.data[1]
                                  : 0;
        uint16_t code = (uint16_t)pair;
        uint16_t codepoint = code ? correction_find(corrected, code) : 0;
        off += size;
        if (!codepoint)
            continue;
        size_t lost = decode_iconv(decoder, str_slice(input, done, off - size), out);
        decoder->replaced += lost;
        if (lost)
            strbuf_append_str(out, STR(REPLACEMENT));
        flush_iconv(decoder, out);
        strbuf_append_codepoint(out, codepoint);
        done = off;
    }
    return decode_iconv(decoder, str_slice(input, done, input.len), out);
}

/* ---- both -------------------------------------------------------------- */

/* Decodes `input` and returns the bytes at its end that wait for more. */
static size_t decode_some(Decoder *decoder, Str input, StrBuf *out)
{
    if (decoder->encoding->corrected == CORRECTED_KOREAN)
        return decode_korean(decoder, input, out);
    if (decoder->encoding->corrected)
        return decode_corrected(decoder, input, out);
    if (decoder->encoding->iconv_name)
        return decode_iconv(decoder, input, out);
    size_t waiting = utf8_unfinished(input);
    decode_utf8(decoder, str_slice(input, 0, input.len - waiting), out);
    return waiting;
}

static void give_up_rest(Decoder *decoder, StrBuf *out)
{
    decoder->replaced += decoder->held_len;
    decoder->held_len = 0;
    if (decoder->encoding->iconv_name)
        flush_iconv(decoder, out);
}

void decoder_feed(Decoder *decoder, Str input, bool is_last, StrBuf *out)
{
    /* A held character takes bytes one by one until it is complete. */
    while (decoder->held_len && input.len) {
        BUG_ON(decoder->held_len >= HELD_MAX_BYTES);
        decoder->held[decoder->held_len++] = input.data[0];
        input = str_slice(input, 1, input.len);
        Str held = {decoder->held, decoder->held_len};
        size_t waiting = decode_some(decoder, held, out);
        memmove(decoder->held, decoder->held + held.len - waiting, waiting);
        decoder->held_len = waiting;
    }
    if (input.len) {
        size_t waiting = decode_some(decoder, input, out);
        BUG_ON(waiting > HELD_MAX_BYTES - 1);
        memcpy(decoder->held, input.data + input.len - waiting, waiting);
        decoder->held_len = waiting;
    }
    if (is_last)
        give_up_rest(decoder, out);
}
