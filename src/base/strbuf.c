/* Strings that grow.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/base.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void strbuf_clear(StrBuf *buf)
{
    free(buf->data);
    *buf = (StrBuf){0};
}

void strbuf_reset(StrBuf *buf)
{
    buf->len = 0;
    if (buf->data)
        buf->data[0] = '\0';
}

void strbuf_reserve(StrBuf *buf, size_t more_bytes)
{
    size_t needed = size_add(size_add(buf->len, more_bytes), 1);
    buf->data = mem_grow(buf->data, &buf->capacity, needed, 1);
}

void strbuf_append(StrBuf *buf, const void *data, size_t len_bytes)
{
    strbuf_reserve(buf, len_bytes);
    if (len_bytes)
        memcpy(buf->data + buf->len, data, len_bytes);
    buf->len += len_bytes;
    buf->data[buf->len] = '\0';
}

void strbuf_append_str(StrBuf *buf, Str str)
{
    strbuf_append(buf, str.data, str.len);
}

void strbuf_append_text(StrBuf *buf, const char *text)
{
    strbuf_append(buf, text, strlen(text));
}

void strbuf_append_byte(StrBuf *buf, char byte)
{
    strbuf_append(buf, &byte, 1);
}

void strbuf_appendv(StrBuf *buf, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int wanted = vsnprintf(NULL, 0, format, args);
    BUG_ON(wanted < 0);
    strbuf_reserve(buf, (size_t)wanted);
    vsnprintf(buf->data + buf->len, (size_t)wanted + 1, format, again);
    buf->len += (size_t)wanted;
    va_end(again);
}

void strbuf_appendf(StrBuf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    strbuf_appendv(buf, format, args);
    va_end(args);
}

void strbuf_splice(StrBuf *buf, size_t start, size_t end, Str with)
{
    BUG_ON(start > end || end > buf->len);
    strbuf_reserve(buf, with.len);
    memmove(buf->data + start + with.len, buf->data + end, buf->len - end + 1);
    if (with.len)
        memcpy(buf->data + start, with.data, with.len);
    buf->len = buf->len - (end - start) + with.len;
    buf->data[buf->len] = '\0';
}

Str strbuf_get(const StrBuf *buf)
{
    return (Str){buf->data ? buf->data : "", buf->len};
}

char *strbuf_detach(StrBuf *buf)
{
    char *data = buf->data ? buf->data : mem_dup("", 0);
    data[buf->len] = '\0';
    *buf = (StrBuf){0};
    return data;
}

void strbuf_append_hex(StrBuf *buf, const uint8_t *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        strbuf_appendf(buf, "%02x", bytes[i]);
}

void strbuf_append_base64(StrBuf *buf, Str bytes)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < bytes.len; i += 3) {
        uint32_t group = 0;
        for (size_t j = i; j < i + 3; j++)
            group = group << 8 | (j < bytes.len ? (unsigned char)bytes.data[j] : 0);
        char quad[4] = {digits[group >> 18], digits[group >> 12 & 63],
                        digits[group >> 6 & 63], digits[group & 63]};
        for (size_t j = bytes.len - i; j < 3; j++)
            quad[j + 1] = '=';
        strbuf_append(buf, quad, sizeof(quad));
    }
}

static int value_of_base64(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

void strbuf_append_base64_decoded(StrBuf *buf, Str text)
{
    uint32_t bits = 0;
    unsigned count = 0;
    strbuf_reserve(buf, text.len / 4 * 3 + 3);
    for (size_t i = 0; i < text.len; i++) {
        int value = value_of_base64(text.data[i]);
        if (value < 0)
            continue;
        bits = bits << 6 | (uint32_t)value;
        count += 6;
        if (count >= 8) {
            count -= 8;
            strbuf_append_byte(buf, (char)(bits >> count & 0xFF));
        }
    }
}
