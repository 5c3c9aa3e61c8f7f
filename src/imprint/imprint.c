/* What a document says of itself: the lines, and the order in which they are believed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "imprint/reading.h"

#define LINE_MAX_BYTES 600 /* longer ones are running text */
#define VALUE_MAX_BYTES 600

const char *imprint_get_origin_name(ImprintOrigin origin)
{
    switch (origin) {
    case IMPRINT_UNKNOWN:
        break;
    case IMPRINT_BY_TITLE:
        return N_("from the title");
    case IMPRINT_BY_LABEL:
        return N_("named in the head");
    case IMPRINT_BY_LINE:
        return N_("a line of the head");
    case IMPRINT_BY_ADOPTION:
        return N_("from its adoption");
    case IMPRINT_BY_SIGNATURE:
        return N_("the signature");
    case IMPRINT_BY_FILE:
        return N_("what the file says");
    case IMPRINT_BY_USER:
        return N_("said by you");
    }
    return N_("not found");
}

/* ---- lines ------------------------------------------------------------- */

Str imprint_pack(Str text, Arena *arena)
{
    StrBuf packed = {0};
    for (size_t off = 0; off < text.len;) {
        char32_t codepoint = utf8_next(text, &off);
        if (!text_is_space(codepoint))
            strbuf_append_codepoint(&packed, codepoint);
    }
    Str kept = arena_str(arena, strbuf_get(&packed));
    strbuf_clear(&packed);
    return kept;
}

/* What lines are read from: a document, or a draft that is to be one. */
typedef struct Source {
    Document *document; /* NULL: the draft */
    const Draft *draft;
    const Outline *outline;
} Source;

static uint32_t count_blocks(const Source *source)
{
    return source->document ? source->document->block_count
                            : (uint32_t)source->draft->block_count;
}

static Str get_text(const Source *source, uint32_t block)
{
    return source->document ? document_get_text(source->document, block)
                            : source->draft->blocks[block].text;
}

static bool is_heading(const Source *source, uint32_t block)
{
    const Document *document = source->document;
    if (document) {
        size_t at =
            sections_find_from(document->sections, document->section_count, block);
        return at < document->section_count &&
               document->sections[at].heading.block == block;
    }
    const Outline *outline = source->outline;
    size_t at = 0;
    while (at < outline->count && outline->headings[at].block < block)
        at++;
    return at < outline->count && outline->headings[at].block == block;
}

static void add_line(Reading *reading, const Source *source, uint32_t block)
{
    Str text = text_trim(get_text(source, block));
    if (!text.len || text.len > LINE_MAX_BYTES)
        text = (Str){0};
    text = arena_str(reading->arena, text);
    reading->lines[reading->count++] = (Line){
        .text = text,
        .packed = imprint_pack(text, reading->arena),
        .codepoints = utf8_count_codepoints(text),
        .block = block,
        .is_heading = is_heading(source, block),
    };
}

static void read_lines(Reading *reading, const Source *source)
{
    uint32_t count = count_blocks(source);
    uint32_t first = MIN(count, HEAD_LINES);
    for (uint32_t i = 0; i < first; i++)
        add_line(reading, source, i);
    uint32_t from = count > TAIL_LINES ? count - TAIL_LINES : 1;
    reading->head = first;
    reading->tail = MIN(from, first);
    for (uint32_t i = MAX(first, from); i < count; i++)
        add_line(reading, source, i);
}

/* ---- words ------------------------------------------------------------- */

bool has_any(Str text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_find(text, str_from(words[i]), 0) != STR_NONE)
            return true;
    return false;
}

bool ends_with_any(Str text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_has_suffix(text, str_from(words[i])))
            return true;
    return false;
}

bool is_sentence(Str text)
{
    static const char *const marks[] = {"。", "；", "《", "“"};
    return has_any(text, marks, ARRAY_SIZE(marks));
}

Str without_brackets(Str text)
{
    static const char *const brackets[][2] = {{"（", "）"}, {"(", ")"}};
    for (size_t i = 0; i < ARRAY_SIZE(brackets); i++) {
        Str open = str_from(brackets[i][0]), close = str_from(brackets[i][1]);
        if (str_has_prefix(text, open) && str_has_suffix(text, close))
            return text_trim(str_slice(text, open.len, text.len - close.len));
    }
    return text;
}

/* ---- values ------------------------------------------------------------ */

static bool is_nobody(Str value)
{
    static const char *const words[] = {"佚名", "网络", "网络整理", "互联网", "本站",
                                        "未知", "不详", "原创",     "转载",   "无"};
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        if (str_is_equal(value, str_from(words[i])))
            return true;
    return false;
}

bool reading_is_open(const Reading *reading, ImprintField field)
{
    return reading->imprint->values[field].text.len == 0;
}

void reading_set(Reading *reading, ImprintField field, Str value, ImprintOrigin origin,
                 size_t line)
{
    value = text_trim(value);
    if (!reading_is_open(reading, field) || !value.len || value.len > VALUE_MAX_BYTES ||
        is_nobody(value))
        return;
    reading->imprint->values[field] =
        (ImprintValue){arena_str(reading->arena, value), origin,
                       line < reading->count ? reading->lines[line].block : 0};
}

static void read_imprint(const Source *source, Str title, Arena *arena, Imprint *imprint)
{
    *imprint = (Imprint){0};
    Reading *reading = arena_alloc(arena, sizeof(*reading));
    reading->arena = arena;
    reading->imprint = imprint;
    reading->title = arena_str(arena, title);
    read_lines(reading, source);
    reading_set(reading, IMPRINT_TITLE, reading->title, IMPRINT_BY_TITLE, 0);
    read_labels(reading, false);
    read_number(reading);
    read_title(reading);
    read_adoption(reading);
    read_signature(reading);
    read_masthead(reading);
    read_labels(reading, true);
    read_head_date(reading);
    read_recipient(reading);
    read_source(reading);
    read_author(reading);
}

void imprint_read(Document *document, Arena *arena, Imprint *imprint)
{
    read_imprint(&(Source){.document = document}, str_from(document->title), arena,
                 imprint);
    document_trim(document);
}

void imprint_read_draft(const Draft *draft, const Outline *outline, Arena *arena,
                        Imprint *imprint)
{
    read_imprint(&(Source){.draft = draft, .outline = outline}, draft->title, arena,
                 imprint);
}
