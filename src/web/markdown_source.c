/* Markdown before it is parsed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/markdown.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <piyue/text.h>

#define LABEL_MAX_BYTES 60
#define HEADING_MAX_LEVEL 6

static bool take_row(Str *rest, Str *row)
{
    if (!rest->data || !rest->len)
        return false;
    *row = str_split(rest, '\n');
    if (str_has_suffix(*row, STR("\r")))
        row->len--;
    return true;
}

static size_t count_run(Str text, char byte)
{
    size_t count = 0;
    while (count < text.len && text.data[count] == byte)
        count++;
    return count;
}

/* ---- front matter ------------------------------------------------------ */

static Str unquote(Str value)
{
    value = str_trim(value);
    if (value.len >= 2 && value.data[0] == '[' && value.data[value.len - 1] == ']')
        value = str_trim(str_slice(value, 1, value.len - 1));
    if (value.len >= 2 && (value.data[0] == '"' || value.data[0] == '\'') &&
        value.data[value.len - 1] == value.data[0])
        value = str_slice(value, 1, value.len - 1);
    return value;
}

static Str *find_field(MarkdownSource *source, Str key)
{
    static const struct {
        const char *key;
        size_t off;
    } fields[] = {
        {"title", offsetof(MarkdownSource, title)},
        {"author", offsetof(MarkdownSource, author)},
        {"authors", offsetof(MarkdownSource, author)},
        {"date", offsetof(MarkdownSource, date)},
        {"source", offsetof(MarkdownSource, source)},
    };
    for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
        if (str_is_equal_nocase(key, str_from(fields[i].key)))
            return (Str *)((char *)source + fields[i].off);
    return NULL;
}

/* Bytes of the front matter at the beginning of `text`; 0 where there is none. */
static size_t read_front_matter(MarkdownSource *source, Str text)
{
    bool is_toml = str_has_prefix(text, STR("+++"));
    Str rest = text, row, fence = is_toml ? STR("+++") : STR("---");
    if (!take_row(&rest, &row) || !str_is_equal(text_trim(row), fence))
        return 0;
    Str *list = NULL; /* the field whose values stand on rows of their own */
    bool has_end = false, has_key = false;
    while (!has_end && take_row(&rest, &row)) {
        Str trimmed = str_trim(row);
        has_end = str_is_equal(trimmed, fence) ||
                  (!is_toml && str_is_equal(trimmed, STR("...")));
        if (list && str_has_prefix(trimmed, STR("- "))) {
            if (!list->len)
                *list =
                    arena_str(source->arena, unquote(str_slice(trimmed, 2, trimmed.len)));
            continue;
        }
        list = NULL;
        Str value = row;
        Str key = str_split(&value, is_toml ? '=' : ':');
        if (!value.data || !key.len || key.data[0] == ' ' || key.data[0] == '#')
            continue;
        has_key = true;
        Str *field = find_field(source, str_trim(key));
        if (!field || field->len)
            continue;
        *field = arena_str(source->arena, unquote(value));
        list = field->len ? NULL : field;
    }
    if (!has_end || !has_key) {
        source->title = source->author = source->date = source->source = (Str){0};
        return 0;
    }
    return rest.data ? (size_t)(rest.data - text.data) : text.len;
}

/* ---- notes ------------------------------------------------------------- */

/* Bytes of [^label]: with what stands before it; 0 where the row begins no note. */
static size_t match_note(Str row, Str *label)
{
    size_t off = count_run(row, ' ');
    if (off > 3 || !str_has_prefix(str_slice(row, off, row.len), STR("[^")))
        return 0;
    const char *end = memchr(row.data + off, ']', row.len - off);
    size_t stop = end ? (size_t)(end - row.data) : row.len;
    if (stop + 1 >= row.len || row.data[stop + 1] != ':' || stop == off + 2 ||
        stop - off > LABEL_MAX_BYTES)
        return 0;
    *label = str_slice(row, off + 2, stop);
    return stop + 2;
}

static void add_note(MarkdownSource *source, Str label, uint32_t line)
{
    source->notes = mem_grow(source->notes, &source->note_capacity,
                             source->note_count + 1, sizeof(*source->notes));
    source->notes[source->note_count++] = (MarkdownNote){.label = label, .line = line};
}

/* ---- rows -------------------------------------------------------------- */

/* In or out of fenced program text, where nothing is changed. */
typedef struct Fence {
    char sign;
    size_t size; /* 0: outside */
} Fence;

/* True for rows of program text and its fences. */
static bool fence_take(Fence *fence, Str row)
{
    size_t indent = count_run(row, ' ');
    Str rest = str_slice(row, MIN(indent, 3), row.len);
    char sign = rest.len ? rest.data[0] : ' ';
    size_t size = sign == '`' || sign == '~' ? count_run(rest, sign) : 0;
    if (!fence->size) {
        if (size >= 3)
            *fence = (Fence){sign, size};
        return size >= 3;
    }
    if (sign == fence->sign && size >= fence->size &&
        !str_trim(str_slice(rest, size, rest.len)).len)
        fence->size = 0;
    return true;
}

/* Is the row a heading that lacks the blank behind its signs? #标签 is none, and a row of
 * #几个# #标签# is none. */
static bool is_tight_heading(Str row, size_t *level)
{
    *level = count_run(row, '#');
    if (*level == 0 || *level > HEADING_MAX_LEVEL || *level == row.len)
        return false;
    size_t off = *level;
    char32_t c = utf8_next(row, &off);
    if (!text_is_cjk(c) && !(c >= '0' && c <= '9' && *level > 1) && c != 0x3010)
        return false;
    return *level > 1 ||
           str_find(str_slice(row, *level, row.len), STR("#"), 0) == STR_NONE;
}

static char32_t get_before(Str row, size_t off)
{
    return off ? utf8_previous(row, &off) : ' ';
}

static char32_t get_behind(Str row, size_t off)
{
    return off < row.len ? utf8_next(row, &off) : ' ';
}

static bool is_letter(char32_t c)
{
    return !text_is_space(c) && !text_is_punctuation(c);
}

/* CommonMark cannot close emphasis behind a full stop or a bracket when a letter follows,
 * nor open it the other way round; Chinese is written like that all the time. */
static bool is_unseen(Str row, size_t open, size_t close, size_t size)
{
    char32_t before = get_before(row, open), first = get_behind(row, open + size);
    char32_t last = get_before(row, close), behind = get_behind(row, close + size);
    bool cannot_open = text_is_punctuation(first) && is_letter(before);
    bool cannot_close = text_is_punctuation(last) && is_letter(behind);
    return !text_is_space(first) && !text_is_space(last) && (cannot_open || cannot_close);
}

/* The closing run of `size` stars behind `open`; STR_NONE. */
static size_t find_close(Str row, size_t open, size_t size)
{
    for (size_t off = open + size; off < row.len;) {
        size_t run =
            row.data[off] == '*' ? count_run(str_slice(row, off, row.len), '*') : 0;
        if (row.data[off] == '`')
            return STR_NONE;
        if (run == size && off > open + size)
            return off;
        off += MAX(run, 1);
    }
    return STR_NONE;
}

/* Appends a row; references to notes become [label], emphasis that would stay visible
 * loses its stars. */
static void append_row(MarkdownSource *source, Str row)
{
    StrBuf *out = &source->text;
    size_t closes[8], close_sizes[8], close_count = 0;
    for (size_t off = 0; off < row.len;) {
        char c = row.data[off];
        if (c == '\\' && off + 1 < row.len) {
            strbuf_append_str(out, str_slice(row, off, off + 2));
            off += 2;
        } else if (c == '`') {
            size_t run = count_run(str_slice(row, off, row.len), '`');
            size_t end = str_find(row, str_slice(row, off, off + run), off + run);
            end = end == STR_NONE ? off + run : end + run;
            strbuf_append_str(out, str_slice(row, off, end));
            off = end;
        } else if (c == '[' && off + 2 < row.len && row.data[off + 1] == '^') {
            size_t end = str_find(row, STR("]"), off);
            bool is_mark =
                end != STR_NONE && end > off + 2 && end - off <= LABEL_MAX_BYTES;
            strbuf_append_text(out, is_mark ? "\\[" : "[");
            off += is_mark ? 2 : 1;
        } else if (c == '*') {
            size_t run = count_run(str_slice(row, off, row.len), '*');
            bool is_close = close_count && closes[close_count - 1] == off &&
                            close_sizes[close_count - 1] == run;
            size_t close = is_close || run > 3 ? STR_NONE : find_close(row, off, run);
            if (is_close) {
                close_count--;
            } else if (close != STR_NONE && close_count < ARRAY_SIZE(closes) &&
                       is_unseen(row, off, close, run)) {
                closes[close_count] = close;
                close_sizes[close_count++] = run;
            } else {
                strbuf_append_str(out, str_slice(row, off, off + run));
            }
            off += run;
        } else {
            strbuf_append_byte(out, c);
            off++;
        }
    }
}

/* ---- the text ---------------------------------------------------------- */

typedef struct RowReader {
    MarkdownSource *source;
    Fence fence;
    bool has_note; /* the last one is open */
    StrBuf note_text;
    uint32_t line;
    bool is_after_blank;
} RowReader;

static void end_note(RowReader *reader)
{
    MarkdownSource *source = reader->source;
    if (reader->has_note)
        source->notes[source->note_count - 1].text =
            arena_str(source->arena, strbuf_get(&reader->note_text));
    strbuf_reset(&reader->note_text);
    reader->has_note = false;
}

/* True when the row is a part of a note. */
static bool take_note(RowReader *reader, Str row)
{
    Str label, trimmed = str_trim(row);
    size_t size = match_note(row, &label);
    if (size) {
        end_note(reader);
        add_note(reader->source, arena_str(reader->source->arena, label), reader->line);
        reader->has_note = true;
        row = str_slice(row, size, row.len);
    } else if (!reader->has_note) {
        return false;
    } else if (trimmed.len && reader->is_after_blank && count_run(row, ' ') < 2 &&
               row.data[0] != '\t') {
        end_note(reader);
        return false;
    }
    strbuf_append_str(&reader->note_text, str_trim(row));
    strbuf_append_byte(&reader->note_text, '\n');
    return true;
}

/* Bytes of # and more, and the blank behind, of a heading; 0 for none. */
static size_t match_heading(Str row)
{
    size_t level = count_run(row, '#');
    bool is_one = level && level <= HEADING_MAX_LEVEL && level < row.len &&
                  (row.data[level] == ' ' || row.data[level] == '\t');
    return is_one ? level + 1 : 0;
}

/* Where {#id .class} begins behind the words of a heading; row.len where nothing does. */
static size_t find_attributes(Str row, Str *id)
{
    Str text = str_trim(row);
    size_t open = text.len;
    while (open && text.data[open - 1] != '{')
        open--;
    size_t off = (size_t)(text.data - row.data) + (open ? open - 1 : 0);
    Str inside = open && str_has_suffix(text, STR("}"))
                     ? str_trim(str_slice(text, open, text.len - 1))
                     : (Str){0};
    if (inside.len < 2 || !strchr("#.", inside.data[0]) ||
        str_find(inside, STR("}"), 0) != STR_NONE)
        return row.len;
    *id = (Str){0};
    for (Str word = str_split(&inside, ' '); word.data; word = str_split(&inside, ' '))
        if (word.len > 1 && word.data[0] == '#' && !memchr(word.data, '"', word.len))
            *id = str_slice(word, 1, word.len);
    return off;
}

/* # 标题 {#id}, as Hugo, kramdown and pandoc have it: the name becomes a tag, which
 * CommonMark knows. */
static void append_heading(MarkdownSource *source, Str row)
{
    Str id = {0};
    size_t start = match_heading(row), end = find_attributes(row, &id);
    strbuf_append_str(&source->text, str_slice(row, 0, start));
    if (id.len)
        strbuf_appendf(&source->text, "<a id=\"%.*s\">", STR_ARG(id));
    append_row(source, str_slice(row, start, MAX(start, end)));
}

static void take_text_row(RowReader *reader, Str row)
{
    MarkdownSource *source = reader->source;
    size_t level;
    if (fence_take(&reader->fence, row)) {
        strbuf_append_str(&source->text, row);
        return;
    }
    if (take_note(reader, row))
        return;
    if (is_tight_heading(row, &level)) {
        strbuf_append_str(&source->text, str_slice(row, 0, level));
        strbuf_append_byte(&source->text, ' ');
        append_heading(source, str_slice(row, level, row.len));
    } else if (match_heading(row)) {
        append_heading(source, row);
    } else {
        append_row(source, row);
    }
}

void markdown_source_init(MarkdownSource *source, Str text)
{
    *source = (MarkdownSource){.arena = arena_new()};
    size_t front = read_front_matter(source, text);
    RowReader reader = {.source = source, .line = 1};
    for (size_t i = 0; i < front; i++)
        if (text.data[i] == '\n') {
            strbuf_append_byte(&source->text, '\n');
            reader.line++;
        }
    Str rest = str_slice(text, front, text.len), row;
    strbuf_reserve(&source->text, rest.len + rest.len / 32);
    while (take_row(&rest, &row)) {
        take_text_row(&reader, row);
        strbuf_append_byte(&source->text, '\n');
        reader.is_after_blank = !str_trim(row).len;
        reader.line++;
    }
    end_note(&reader);
    strbuf_clear(&reader.note_text);
}

void markdown_source_clear(MarkdownSource *source)
{
    arena_free(source->arena);
    strbuf_clear(&source->text);
    free(source->notes);
    *source = (MarkdownSource){0};
}
