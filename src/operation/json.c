/* The JSON of operations.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/operation.h>
#include <piyue/text.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DEPTH 16

/* ---- writing ------------------------------------------------------------ */

void json_begin(StrBuf *buf)
{
    strbuf_append_byte(buf, '{');
}

static void add_name(StrBuf *buf, const char *name)
{
    if (buf->data[buf->len - 1] != '{')
        strbuf_append_byte(buf, ',');
    strbuf_append_json(buf, str_from(name));
    strbuf_append_byte(buf, ':');
}

void json_add_text(StrBuf *buf, const char *name, Str text)
{
    add_name(buf, name);
    strbuf_append_json(buf, text);
}

void json_add_int(StrBuf *buf, const char *name, int64_t value)
{
    add_name(buf, name);
    strbuf_appendf(buf, "%" PRId64, value);
}

void json_add_bool(StrBuf *buf, const char *name, bool value)
{
    add_name(buf, name);
    strbuf_append_text(buf, value ? "true" : "false");
}

void json_add_texts(StrBuf *buf, const char *name, const Str *texts, size_t count)
{
    add_name(buf, name);
    strbuf_append_byte(buf, '[');
    for (size_t i = 0; i < count; i++) {
        if (i)
            strbuf_append_byte(buf, ',');
        strbuf_append_json(buf, texts[i]);
    }
    strbuf_append_byte(buf, ']');
}

void json_end(StrBuf *buf)
{
    strbuf_append_byte(buf, '}');
}

/* ---- reading ------------------------------------------------------------ */

typedef struct Reader {
    Str text;
    size_t off;
    Arena *arena;
} Reader;

static char peek(const Reader *reader)
{
    return reader->off < reader->text.len ? reader->text.data[reader->off] : '\0';
}

static void skip_blanks(Reader *reader)
{
    while (peek(reader) == ' ' || peek(reader) == '\t' || peek(reader) == '\n' ||
           peek(reader) == '\r')
        reader->off++;
}

/* Takes `byte` with the blanks around it. */
static bool accept(Reader *reader, char byte)
{
    skip_blanks(reader);
    if (peek(reader) != byte)
        return false;
    reader->off++;
    skip_blanks(reader);
    return true;
}

static bool accept_word(Reader *reader, Str word)
{
    if (!str_has_prefix(str_slice(reader->text, reader->off, reader->text.len), word))
        return false;
    reader->off += word.len;
    return true;
}

static bool read_hex(Reader *reader, char32_t *value)
{
    *value = 0;
    for (int i = 0; i < 4; i++) {
        char digit = peek(reader);
        unsigned nibble;
        if (digit >= '0' && digit <= '9')
            nibble = (unsigned)(digit - '0');
        else if (digit >= 'a' && digit <= 'f')
            nibble = (unsigned)(digit - 'a') + 10;
        else if (digit >= 'A' && digit <= 'F')
            nibble = (unsigned)(digit - 'A') + 10;
        else
            return false;
        *value = *value << 4 | nibble;
        reader->off++;
    }
    return true;
}

static bool read_escape(Reader *reader, StrBuf *out)
{
    static const char escapes[] = "\"\"\\\\//b\bf\fn\nr\rt\t";
    char letter = peek(reader);
    reader->off++;
    for (size_t i = 0; i + 1 < sizeof(escapes); i += 2) {
        if (escapes[i] != letter)
            continue;
        strbuf_append_byte(out, escapes[i + 1]);
        return true;
    }
    char32_t unit, low;
    if (letter != 'u' || !read_hex(reader, &unit))
        return false;
    if (unit >= 0xD800 && unit < 0xDC00) {
        if (!accept_word(reader, STR("\\u")) || !read_hex(reader, &low) || low < 0xDC00 ||
            low > 0xDFFF)
            return false;
        unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    }
    strbuf_append_codepoint(out, unit);
    return true;
}

static bool read_text(Reader *reader, Str *text)
{
    if (peek(reader) != '"')
        return false;
    reader->off++;
    StrBuf out = {0};
    bool is_read = true;
    while (is_read && reader->off < reader->text.len && peek(reader) != '"') {
        char byte = peek(reader);
        reader->off++;
        if (byte == '\\')
            is_read = read_escape(reader, &out);
        else if ((unsigned char)byte < 0x20)
            is_read = false;
        else
            strbuf_append_byte(&out, byte);
    }
    is_read = is_read && peek(reader) == '"';
    reader->off++;
    if (is_read)
        *text = arena_str(reader->arena, strbuf_get(&out));
    strbuf_clear(&out);
    return is_read;
}

static bool read_number(Reader *reader, JsonMember *member)
{
    Str rest = str_slice(reader->text, reader->off, reader->text.len);
    Str number = str_slice(rest, 0, str_measure_number(rest));
    reader->off += number.len;
    if (str_parse_int(number, &member->number))
        member->kind = JSON_INT;
    return number.len > 0;
}

static bool read_value(Reader *reader, JsonMember *member, int depth);

static bool read_members(Reader *reader, JsonObject *object, int depth)
{
    JsonMember *members = NULL;
    size_t count = 0, capacity = 0;
    bool is_read = true;
    while (is_read && (count == 0 || accept(reader, ','))) {
        JsonMember member = {0};
        is_read = read_text(reader, &member.name) && accept(reader, ':') &&
                  read_value(reader, &member, depth);
        members = mem_grow(members, &capacity, count + 1, sizeof(*members));
        members[count++] = member;
    }
    if (is_read) {
        object->members = arena_alloc(reader->arena, count * sizeof(*members));
        memcpy(object->members, members, count * sizeof(*members));
        object->count = count;
    }
    free(members);
    return is_read && accept(reader, '}');
}

static bool read_object(Reader *reader, JsonObject *object, int depth)
{
    *object = (JsonObject){0};
    if (depth > MAX_DEPTH || !accept(reader, '{'))
        return false;
    return accept(reader, '}') || read_members(reader, object, depth);
}

static bool read_list(Reader *reader, JsonMember *list, int depth)
{
    if (depth > MAX_DEPTH || !accept(reader, '['))
        return false;
    list->kind = JSON_TEXTS;
    if (accept(reader, ']'))
        return true;
    Str *texts = NULL;
    size_t count = 0, capacity = 0;
    bool is_read = true;
    do {
        JsonMember item = {0};
        is_read = read_value(reader, &item, depth);
        if (item.kind != JSON_TEXT)
            list->kind = JSON_OTHER;
        texts = mem_grow(texts, &capacity, count + 1, sizeof(*texts));
        texts[count++] = item.text;
    } while (is_read && accept(reader, ','));
    if (is_read && list->kind == JSON_TEXTS) {
        list->texts = arena_alloc(reader->arena, count * sizeof(*texts));
        memcpy(list->texts, texts, count * sizeof(*texts));
        list->text_count = count;
    }
    free(texts);
    return is_read && accept(reader, ']');
}

static bool read_value(Reader *reader, JsonMember *member, int depth)
{
    JsonObject ignored;
    switch (peek(reader)) {
    case '"':
        member->kind = JSON_TEXT;
        return read_text(reader, &member->text);
    case '{':
        return read_object(reader, &ignored, depth + 1);
    case '[':
        return read_list(reader, member, depth + 1);
    case 't':
    case 'f':
        member->kind = JSON_BOOL;
        member->number = peek(reader) == 't';
        return accept_word(reader, member->number ? STR("true") : STR("false"));
    case 'n':
        return accept_word(reader, STR("null"));
    default:
        return read_number(reader, member);
    }
}

bool json_parse(Str text, Arena *arena, JsonObject *object)
{
    Reader reader = {.text = text, .arena = arena};
    return read_object(&reader, object, 1) && reader.off == text.len;
}

const JsonMember *json_find(const JsonObject *object, const char *name, JsonKind kind)
{
    for (size_t i = 0; i < object->count; i++)
        if (object->members[i].kind == kind &&
            str_is_equal(object->members[i].name, str_from(name)))
            return &object->members[i];
    return NULL;
}

Str json_get_text(const JsonObject *object, const char *name)
{
    const JsonMember *member = json_find(object, name, JSON_TEXT);
    return member ? member->text : (Str){0};
}
