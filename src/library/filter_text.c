/* Filters of passages as text: what is typed, shown as words one can take away, and kept.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/library.h>
#include <piyue/text.h>

#include <inttypes.h>
#include <string.h>

/* ---- reading --------------------------------------------------------------- */

/* The next word from `*off` on, without its quotation marks; a mark that is doubled
 * between two is one of the word. A word that begins with one is nothing but a word. */
static bool next_word(Str text, size_t *off, StrBuf *word, bool *is_literal)
{
    bool is_quoted = false;
    strbuf_reset(word);
    while (*off < text.len) {
        size_t next = *off;
        char32_t codepoint = utf8_next(text, &next);
        if (!text_is_space(codepoint))
            break;
        *off = next;
    }
    size_t start = *off;
    *is_literal = start < text.len && text.data[start] == '"';
    while (*off < text.len) {
        size_t next = *off;
        char32_t codepoint = utf8_next(text, &next);
        if (!is_quoted && text_is_space(codepoint))
            break;
        bool is_doubled =
            is_quoted && codepoint == '"' && next < text.len && text.data[next] == '"';
        if (codepoint != '"' || is_doubled)
            strbuf_append_codepoint(word, codepoint);
        else
            is_quoted = !is_quoted;
        *off = next + is_doubled;
    }
    return *off > start;
}

typedef struct Reader {
    Store *store;
    Arena *arena;
    AnnotationFilter *filter;
    StrBuf words;
    Error *err;
} Reader;

static bool read_is(Reader *reader, Str value)
{
    static const struct {
        const char *name;
        int status;
    } states[] = {{"none", STATUS_NONE}, {"open", STATUS_OPEN}, {"done", STATUS_DONE}};
    for (size_t i = 0; i < ARRAY_SIZE(states); i++)
        if (str_is_equal(value, str_from(states[i].name))) {
            reader->filter->status = states[i].status;
            return true;
        }
    if (str_is_equal(value, STR("overdue"))) {
        reader->filter->due_before_ms = time_start_of_day(time_now_ms());
        return true;
    }
    if (str_is_equal(value, STR("lost"))) {
        reader->filter->orphans = true;
        return true;
    }
    return error_set(reader->err, ERR_USAGE, _("“is:%.*s” is none of %s"), STR_ARG(value),
                     "is:open, is:done, is:none, is:overdue, is:lost");
}

static bool read_doc(Reader *reader, Str value)
{
    Uid uid;
    if (uid_parse(value, &uid))
        return store_find_document_uid(reader->store, uid, &reader->filter->doc,
                                       reader->err);
    return store_find_document(reader->store, value, &reader->filter->doc, reader->err);
}

static bool read_collection(Reader *reader, Str value)
{
    return store_find_collection(reader->store, value, &reader->filter->collection,
                                 reader->err);
}

static bool refuse_day(Reader *reader, Str value)
{
    return error_set(reader->err, ERR_USAGE, _("“%.*s” is no date like %s"),
                     STR_ARG(value), "2024-05-24");
}

static bool read_since(Reader *reader, Str value)
{
    return time_parse_day(value, &reader->filter->since_ms) || refuse_day(reader, value);
}

static bool read_before(Reader *reader, Str value)
{
    return time_parse_day(value, &reader->filter->before_ms) || refuse_day(reader, value);
}

static bool read_tag(Reader *reader, Str value)
{
    Str meant;
    if (!store_get_alias(reader->store, value, reader->arena, &meant, reader->err))
        return false;
    reader->filter->tag = meant.len ? meant : arena_str(reader->arena, value);
    return true;
}

static bool read_author(Reader *reader, Str value)
{
    reader->filter->author = arena_str(reader->arena, value);
    return true;
}

static bool read_style(Reader *reader, Str value)
{
    reader->filter->style = arena_str(reader->arena, value);
    return true;
}

static const struct Part {
    const char *prefix;
    bool (*read)(Reader *reader, Str value);
} parts[] = {
    {"#", read_tag},          {"tag:", read_tag},       {"@", read_author},
    {"author:", read_author}, {"is:", read_is},         {"style:", read_style},
    {"doc:", read_doc},       {"in:", read_collection}, {"since:", read_since},
    {"before:", read_before},
};

/* What a word is read as; NULL where it is one of the words looked for. */
static const struct Part *find_part(Str word)
{
    for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
        Str prefix = str_from(parts[i].prefix);
        if (word.len > prefix.len && str_has_prefix(word, prefix))
            return &parts[i];
    }
    return NULL;
}

static bool read_word(Reader *reader, Str word, bool is_literal)
{
    const struct Part *part = is_literal ? NULL : find_part(word);
    if (part)
        return part->read(reader, str_slice(word, strlen(part->prefix), word.len));
    if (reader->words.len)
        strbuf_append_byte(&reader->words, ' ');
    strbuf_append_str(&reader->words, word);
    return true;
}

bool filter_parse(Store *store, Str text, Arena *arena, AnnotationFilter *filter,
                  Error *err)
{
    AnnotationFilter parsed = {.status = -1};
    Reader reader = {.store = store, .arena = arena, .filter = &parsed, .err = err};
    StrBuf word = {0};
    size_t off = 0;
    bool is_read = true, is_literal = false;
    while (is_read && next_word(text, &off, &word, &is_literal))
        is_read = read_word(&reader, strbuf_get(&word), is_literal);
    if (is_read) {
        parsed.text = arena_str(arena, strbuf_get(&reader.words));
        *filter = parsed;
    }
    strbuf_clear(&word);
    strbuf_clear(&reader.words);
    return is_read;
}

/* ---- writing ---------------------------------------------------------------- */

static void append_quoted(StrBuf *out, Str value)
{
    strbuf_append_byte(out, '"');
    for (size_t i = 0; i < value.len; i++) {
        if (value.data[i] == '"')
            strbuf_append_byte(out, '"');
        strbuf_append_byte(out, value.data[i]);
    }
    strbuf_append_byte(out, '"');
}

static void append_part(StrBuf *out, const char *prefix, Str value)
{
    bool is_quoted = false;
    for (size_t off = 0; off < value.len;) {
        char32_t codepoint = utf8_next(value, &off);
        is_quoted |= codepoint == '"' || text_is_space(codepoint);
    }
    if (out->len)
        strbuf_append_byte(out, ' ');
    strbuf_append_text(out, prefix);
    if (is_quoted)
        append_quoted(out, value);
    else
        strbuf_append_str(out, value);
}

/* Would the words be read as these very words? */
static bool is_plain(Str words)
{
    StrBuf word = {0}, read = {0};
    size_t off = 0;
    bool is_literal = false, is_all_words = true;
    while (is_all_words && next_word(words, &off, &word, &is_literal)) {
        is_all_words = !is_literal && !find_part(strbuf_get(&word));
        if (read.len)
            strbuf_append_byte(&read, ' ');
        strbuf_append_str(&read, strbuf_get(&word));
    }
    is_all_words = is_all_words && str_is_equal(strbuf_get(&read), words);
    strbuf_clear(&word);
    strbuf_clear(&read);
    return is_all_words;
}

static void append_words(StrBuf *out, Str words)
{
    if (out->len)
        strbuf_append_byte(out, ' ');
    if (is_plain(words))
        strbuf_append_str(out, words);
    else
        append_quoted(out, words);
}

static void append_day_part(StrBuf *out, const char *prefix, int64_t time_ms)
{
    StrBuf day = {0};
    strbuf_append_time(&day, time_ms, false);
    append_part(out, prefix, strbuf_get(&day));
    strbuf_clear(&day);
}

static void append_doc(Store *store, int64_t doc, bool is_kept, StrBuf *out)
{
    StrBuf name = {0};
    Uid uid;
    Error ignored = {0};
    if (is_kept && store_get_document_uid(store, doc, &uid, &ignored))
        strbuf_append_hex(&name, uid.bytes, sizeof(uid.bytes));
    else
        strbuf_appendf(&name, "%" PRId64, doc);
    error_clear(&ignored);
    append_part(out, "doc:", strbuf_get(&name));
    strbuf_clear(&name);
}

static void append_collection(Store *store, int64_t collection, StrBuf *out)
{
    Arena *arena = arena_new();
    CollectionRow row;
    Error ignored = {0};
    if (store_get_collection(store, collection, arena, &row, &ignored))
        append_part(out, "in:", row.name);
    error_clear(&ignored);
    arena_free(arena);
}

void filter_format(Store *store, const AnnotationFilter *filter, bool is_kept,
                   StrBuf *out)
{
    static const char *const states[] = {
        [STATUS_NONE] = "none", [STATUS_OPEN] = "open", [STATUS_DONE] = "done"};
    if (filter->tag.len)
        append_part(out, "#", filter->tag);
    if (filter->author.len)
        append_part(out, "@", filter->author);
    if (filter->due_before_ms)
        append_part(out, "is:", STR("overdue"));
    if (filter->status >= 0)
        append_part(out, "is:", str_from(states[filter->status]));
    if (filter->orphans)
        append_part(out, "is:", STR("lost"));
    if (filter->style.len)
        append_part(out, "style:", filter->style);
    if (filter->doc)
        append_doc(store, filter->doc, is_kept, out);
    if (filter->collection)
        append_collection(store, filter->collection, out);
    if (filter->since_ms)
        append_day_part(out, "since:", filter->since_ms);
    if (filter->before_ms)
        append_day_part(out, "before:", filter->before_ms);
    if (filter->text.len)
        append_words(out, filter->text);
}
