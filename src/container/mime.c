/* The parts of a MIME message: mail, and web pages saved with all they show.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/container.h>

#include <stdlib.h>
#include <string.h>

#include <piyue/charset.h>

/* ---- heads ------------------------------------------------------------- */

static bool has_prefix_nocase(Str text, Str prefix)
{
    return str_is_equal_nocase(str_slice(text, 0, prefix.len), prefix);
}

/* The row at `*off`, without its line end, which `*off` moves behind. */
static Str take_row(Str text, size_t *off)
{
    const char *end =
        *off < text.len ? memchr(text.data + *off, '\n', text.len - *off) : NULL;
    size_t stop = end ? (size_t)(end - text.data) : text.len;
    Str row = str_slice(text, *off, stop);
    *off = end ? stop + 1 : text.len;
    if (str_has_suffix(row, STR("\r")))
        row.len--;
    return row;
}

/* The rows up to the first empty one; `*off` moves behind it. */
static Str take_head(Str text, size_t *off)
{
    size_t start = *off;
    while (*off < text.len) {
        size_t end = *off;
        if (!take_row(text, off).len)
            return str_slice(text, start, end);
    }
    return str_slice(text, start, text.len);
}

/* Value of a field with its folded rows, as it stands there; empty where there is none.
 */
static Str find_field(Str head, Str name)
{
    for (size_t off = 0; off < head.len;) {
        size_t start = off;
        Str row = take_row(head, &off);
        if (!has_prefix_nocase(row, name) || row.len <= name.len ||
            row.data[name.len] != ':')
            continue;
        size_t end = start + row.len;
        while (off < head.len && (head.data[off] == ' ' || head.data[off] == '\t')) {
            size_t next = off;
            end = next + take_row(head, &off).len;
        }
        return str_trim(str_slice(head, start + name.len + 1, end));
    }
    return STR("");
}

/* A parameter of a field: ; name=value, or name="value". */
static Str find_parameter(Str value, Str name)
{
    bool is_quoted = false;
    for (size_t off = 0; off < value.len; off++) {
        is_quoted ^= value.data[off] == '"';
        if (is_quoted || value.data[off] != ';')
            continue;
        Str rest = str_trim(str_slice(value, off + 1, value.len));
        if (!has_prefix_nocase(rest, name))
            continue;
        rest = str_trim(str_slice(rest, name.len, rest.len));
        if (!rest.len || rest.data[0] != '=')
            continue;
        rest = str_trim(str_slice(rest, 1, rest.len));
        if (rest.len && rest.data[0] == '"') {
            rest = str_slice(rest, 1, rest.len);
            return str_split(&rest, '"');
        }
        size_t end = 0;
        while (end < rest.len && !strchr("; \t\r\n", rest.data[end]))
            end++;
        return str_slice(rest, 0, end);
    }
    return STR("");
}

/* ---- transfer encodings ------------------------------------------------ */

static int value_of_hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* `is_word`: of an encoded word, where _ is a blank. */
static void decode_quoted(Str text, bool is_word, StrBuf *out)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (c == '=' && i + 2 < text.len + 0 && value_of_hex(text.data[i + 1]) >= 0 &&
            value_of_hex(text.data[i + 2]) >= 0) {
            strbuf_append_byte(out, (char)(value_of_hex(text.data[i + 1]) << 4 |
                                           value_of_hex(text.data[i + 2])));
            i += 2;
        } else if (c == '=' && !is_word) {
            /* A soft line end, perhaps with blanks before it. */
            size_t off = i + 1;
            while (off < text.len && (text.data[off] == ' ' || text.data[off] == '\t' ||
                                      text.data[off] == '\r'))
                off++;
            if (off < text.len && text.data[off] == '\n')
                i = off;
            else if (off < text.len)
                strbuf_append_byte(out, c);
        } else {
            strbuf_append_byte(out, is_word && c == '_' ? ' ' : c);
        }
    }
}

void mime_decode_body(const MimePart *part, StrBuf *out)
{
    if (str_is_equal_nocase(part->encoding, STR("base64")))
        strbuf_append_base64_decoded(out, part->body);
    else if (str_is_equal_nocase(part->encoding, STR("quoted-printable")))
        decode_quoted(part->body, false, out);
    else
        strbuf_append_str(out, part->body);
}

/* ---- encoded words ----------------------------------------------------- */

static void append_decoded(Str bytes, Str label, StrBuf *out)
{
    Error ignored = {0};
    const char *encoding = charset_find(label);
    if (!encoding)
        encoding = charset_detect(bytes, true).encoding;
    Decoder *decoder = decoder_new(encoding, &ignored);
    if (decoder)
        decoder_feed(decoder, bytes, true, out);
    decoder_free(decoder);
    error_clear(&ignored);
}

/* The encoded word =?charset?B?text?= at `off`; returns its size, 0 for none. */
static size_t read_word(Str value, size_t off, Str *label, char *kind, Str *text)
{
    Str rest = str_slice(value, off + 2, value.len), start = rest;
    *label = str_split(&rest, '?');
    Str how = str_split(&rest, '?');
    *text = str_split(&rest, '?');
    if (!rest.data || !rest.len || rest.data[0] != '=' || how.len != 1)
        return 0;
    *kind = how.data[0];
    Str language = *label;
    *label = str_split(&language, '*');
    return 2 + (size_t)(rest.data - start.data) + 1;
}

bool mime_append_field(Str head, Str name, StrBuf *out)
{
    Str value = find_field(head, name);
    StrBuf bytes = {0}, plain = {0};
    Str last_label = {0};
    for (size_t off = 0; off < value.len;) {
        Str label, text;
        char kind;
        size_t size = str_has_prefix(str_slice(value, off, off + 2), STR("=?"))
                          ? read_word(value, off, &label, &kind, &text)
                          : 0;
        if (!size) {
            char c = value.data[off++];
            if (c != '\r' && c != '\n')
                strbuf_append_byte(&plain, c == '\t' ? ' ' : c);
            continue;
        }
        /* Blanks between two words go, and characters may be cut between them. */
        bool goes_on = last_label.data && str_is_equal_nocase(label, last_label) &&
                       !str_trim(strbuf_get(&plain)).len;
        if (!goes_on) {
            append_decoded(strbuf_get(&bytes), last_label, out);
            strbuf_reset(&bytes);
            if (!last_label.data || str_trim(strbuf_get(&plain)).len)
                append_decoded(strbuf_get(&plain), STR(""), out);
        }
        strbuf_reset(&plain);
        if (kind == 'B' || kind == 'b')
            strbuf_append_base64_decoded(&bytes, text);
        else
            decode_quoted(text, true, &bytes);
        last_label = label;
        off += size;
    }
    if (bytes.len)
        append_decoded(strbuf_get(&bytes), last_label, out);
    if (plain.len)
        append_decoded(strbuf_get(&plain), STR(""), out);
    strbuf_clear(&bytes);
    strbuf_clear(&plain);
    return value.len > 0;
}

/* ---- parts ------------------------------------------------------------- */

typedef struct MimeReader {
    Str bytes;
    size_t off;
    Str boundaries[MIME_MAX_DEPTH]; /* of the multiparts that are open */
    size_t depth;
} MimeReader;

/* Is the row a delimiter of an open multipart? Gives its depth, and whether it ends. */
static bool find_delimiter(const MimeReader *reader, Str row, size_t *depth, bool *is_end)
{
    if (!str_has_prefix(row, STR("--")))
        return false;
    row = str_slice(row, 2, row.len);
    for (size_t i = reader->depth; i-- > 0;) {
        Str boundary = reader->boundaries[i];
        if (!str_has_prefix(row, boundary))
            continue;
        Str rest = str_trim(str_slice(row, boundary.len, row.len));
        if (rest.len && !str_is_equal(rest, STR("--")))
            continue;
        *depth = i + 1;
        *is_end = rest.len > 0;
        return true;
    }
    return false;
}

/* Rows up to the next delimiter, which is passed over. `*has_part`: a part begins there;
 * false at the end of the message, too. */
static Str take_body(MimeReader *reader, bool *has_part)
{
    size_t start = reader->off;
    *has_part = false;
    while (reader->off < reader->bytes.len) {
        size_t before = reader->off, depth;
        bool is_end;
        if (!find_delimiter(reader, take_row(reader->bytes, &reader->off), &depth,
                            &is_end))
            continue;
        reader->depth = is_end ? depth - 1 : depth;
        *has_part = !is_end;
        /* The line end before a delimiter belongs to it. */
        Str body = str_slice(reader->bytes, start, before);
        if (str_has_suffix(body, STR("\n")))
            body.len--;
        if (str_has_suffix(body, STR("\r")))
            body.len--;
        return body;
    }
    return str_slice(reader->bytes, start, reader->bytes.len);
}

static MimePart read_part_head(Str head)
{
    Str type = find_field(head, STR("Content-Type"));
    Str rest = type;
    MimePart part = {.type = str_trim(str_split(&rest, ';')),
                     .charset = find_parameter(type, STR("charset")),
                     .encoding = find_field(head, STR("Content-Transfer-Encoding"))};
    Str disposition = find_field(head, STR("Content-Disposition"));
    if (has_prefix_nocase(disposition, STR("attachment"))) {
        part.name = find_parameter(disposition, STR("filename"));
        if (!part.name.len)
            part.name = STR("attachment");
    }
    if (!part.type.len)
        part.type = STR("text/plain");
    return part;
}

static bool open_multipart(MimeReader *reader, Str type, const char *name, Error *err)
{
    Str boundary = find_parameter(type, STR("boundary"));
    if (!boundary.len)
        return true; /* its text is passed over */
    if (reader->depth == MIME_MAX_DEPTH)
        return error_set(err, ERR_LIMIT, _("%s has parts in parts more than %d deep"),
                         name, MIME_MAX_DEPTH);
    reader->boundaries[reader->depth++] = boundary;
    return true;
}

bool mime_parse(MimeMessage *message, Str bytes, const char *name, Error *err)
{
    *message = (MimeMessage){0};
    MimeReader reader = {.bytes = bytes};
    bool has_part = true;
    while (has_part || reader.off < bytes.len) {
        if (has_part) {
            Str head = take_head(bytes, &reader.off);
            if (!message->head.data)
                message->head = head;
            MimePart part = read_part_head(head);
            if (has_prefix_nocase(part.type, STR("multipart/"))) {
                if (!open_multipart(&reader, find_field(head, STR("Content-Type")), name,
                                    err))
                    return false;
                take_body(&reader, &has_part); /* what stands before the first part */
                continue;
            }
            if (message->count == MIME_MAX_PARTS)
                return error_set(err, ERR_LIMIT, _("%s has more than %d parts"), name,
                                 MIME_MAX_PARTS);
            part.body = take_body(&reader, &has_part);
            message->parts = mem_grow(message->parts, &message->capacity,
                                      message->count + 1, sizeof(*message->parts));
            message->parts[message->count++] = part;
        } else {
            take_body(&reader, &has_part); /* what stands behind a multipart */
        }
    }
    return true;
}

void mime_clear(MimeMessage *message)
{
    free(message->parts);
    *message = (MimeMessage){0};
}
