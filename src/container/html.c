/* Web pages to trees: what no reader wants is taken out before the parser sees it.
 *
 * Most bytes of a saved page are programs, styles, comments and attributes. They are left
 * out in one pass over the text, which costs a fraction of what building a tree of them
 * would; what the parser gets is smaller, and has no attribute, depth or unmatched end
 * tag that could make it slow. Lines stay countable.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/container.h>

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <piyue/text.h>

#include <libxml/HTMLparser.h>
#include <libxml/SAX2.h>

/* Elements below this level are left out, their text is not. */
#define DEPTH_MAX 240u
#define ATTRIBUTE_MAX_BYTES ((size_t)4 << 10)
#define NAME_MAX_BYTES 24
#define NAME_SLOTS 1024 /* a power of two */

/* ---- tags -------------------------------------------------------------- */

/* Elements whose content is dropped with them. */
static const char *const dropped_elements[] = {"script",  "style",  "iframe",  "svg",
                                               "noembed", "object", "canvas",  "audio",
                                               "video",   "map",    "datalist"};
#define PROGRAM_ELEMENTS 2 /* the first of them: what is inside is never text */

/* What anybody asks of an element later on. */
static const char *const kept_attributes[] = {
    "align",    "aria-hidden", "charset", "class",    "colspan",    "content",
    "dir",      "epub:type",   "hidden",  "href",     "http-equiv", "id",
    "itemprop", "itemtype",    "lang",    "name",     "property",   "rel",
    "reversed", "role",        "rowspan", "size",     "start",      "style",
    "datetime", "type",        "value",   "xml:lang",
};

typedef struct Filter {
    Str in;
    size_t off;
    StrBuf out;
    unsigned newlines;                         /* of what was left out, not written yet */
    bool no_comment_end;                       /* no --> is left */
    bool no_more[2];                           /* no closing ' or " is left */
    bool no_end[ARRAY_SIZE(dropped_elements)]; /* no end tag of it is left */
    /* How many elements of a name are open, by hash: an end tag for none is left out. */
    uint32_t open[NAME_SLOTS];
} Filter;

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_letter(char c)
{
    return lower(c) >= 'a' && lower(c) <= 'z';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static unsigned count_newlines(Str text)
{
    unsigned count = 0;
    for (size_t off = 0; off < text.len;) {
        const char *end = memchr(text.data + off, '\n', text.len - off);
        if (!end)
            break;
        count++;
        off = (size_t)(end - text.data) + 1;
    }
    return count;
}

/* Leaves out all up to `end`. */
static void skip_to(Filter *filter, size_t end)
{
    filter->newlines += count_newlines(str_slice(filter->in, filter->off, end));
    filter->off = end;
}

/* Lines left out are written as a comment, which makes no text. */
static void write_newlines(Filter *filter)
{
    if (!filter->newlines)
        return;
    strbuf_append_str(&filter->out, STR("<!--"));
    for (; filter->newlines; filter->newlines--)
        strbuf_append_byte(&filter->out, '\n');
    strbuf_append_str(&filter->out, STR("-->"));
}

static size_t find_byte(Str text, char byte, size_t from)
{
    const char *at =
        from < text.len ? memchr(text.data + from, byte, text.len - from) : NULL;
    return at ? (size_t)(at - text.data) : STR_NONE;
}

/* End of the name that begins at `off`. */
static size_t find_name_end(Str in, size_t off)
{
    while (off < in.len && !is_blank(in.data[off]) && in.data[off] != '>' &&
           in.data[off] != '/')
        off++;
    return off;
}

static size_t hash_name(Str name)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < name.len; i++)
        hash = (hash ^ (unsigned char)lower(name.data[i])) * 16777619u;
    return (hash ^ hash >> 16) & (NAME_SLOTS - 1);
}

static size_t find_in(const char *const *names, size_t count, Str name)
{
    for (size_t i = 0; name.len && i < count; i++)
        if (names[i][0] == lower(name.data[0]) &&
            str_is_equal_nocase(str_from(names[i]), name))
            return i;
    return count;
}

/* ---- attributes -------------------------------------------------------- */

typedef struct Attribute {
    Str name, value;
    bool has_value;
    char quote; /* 0 for none */
} Attribute;

/* The next attribute of a tag, as browsers read it; false at the end of the tag, behind
 * which filter->off is left. */
static bool next_attribute(Filter *filter, Attribute *attribute)
{
    Str in = filter->in;
    size_t off = filter->off;
    while (off < in.len && (is_blank(in.data[off]) || in.data[off] == '/'))
        off++;
    if (off >= in.len || in.data[off] == '>') {
        filter->off = MIN(off + 1, in.len);
        return false;
    }
    size_t start = off++;
    while (off < in.len && !is_blank(in.data[off]) && in.data[off] != '/' &&
           in.data[off] != '>' && in.data[off] != '=')
        off++;
    *attribute = (Attribute){.name = str_slice(in, start, off)};
    while (off < in.len && is_blank(in.data[off]))
        off++;
    if (off < in.len && in.data[off] == '=') {
        attribute->has_value = true;
        off++;
        while (off < in.len && is_blank(in.data[off]))
            off++;
        char quote = off < in.len ? in.data[off] : '>';
        bool is_quoted = quote == '"' || quote == '\'';
        size_t end = STR_NONE;
        if (is_quoted && !filter->no_more[quote == '"']) {
            end = find_byte(in, quote, off + 1);
            filter->no_more[quote == '"'] |= end == STR_NONE;
        }
        if (end != STR_NONE) {
            attribute->quote = quote;
            attribute->value = str_slice(in, off + 1, end);
            off = end + 1;
        } else {
            start = off;
            while (off < in.len && !is_blank(in.data[off]) && in.data[off] != '>')
                off++;
            attribute->value = str_slice(in, start, off);
        }
    }
    filter->off = off;
    return true;
}

/* As much of a value as is kept, without half a character. */
static Str cut_value(Str value)
{
    if (value.len <= ATTRIBUTE_MAX_BYTES)
        return value;
    size_t end = ATTRIBUTE_MAX_BYTES;
    while (end > 0 && ((unsigned char)value.data[end] & 0xC0) == 0x80)
        end--;
    return str_slice(value, 0, end);
}

static void write_attribute(Filter *filter, const Attribute *attribute)
{
    StrBuf *out = &filter->out;
    strbuf_append_byte(out, ' ');
    strbuf_append_str(out, attribute->name);
    if (!attribute->has_value)
        return;
    Str value = cut_value(attribute->value);
    char quote = attribute->quote ? attribute->quote : '"';
    strbuf_append_byte(out, '=');
    strbuf_append_byte(out, quote);
    for (size_t start = 0; start <= value.len;) {
        size_t end = MIN(find_byte(value, quote, start), value.len);
        strbuf_append_str(out, str_slice(value, start, end));
        if (end < value.len)
            strbuf_append_text(out, quote == '"' ? "&quot;" : "&#39;");
        start = end + 1;
    }
    strbuf_append_byte(out, quote);
}

/* ---- elements ---------------------------------------------------------- */

/* The start of the end tag `</name`, or STR_NONE. */
static size_t find_end_tag(Str in, size_t off, Str name)
{
    while ((off = find_byte(in, '<', off)) != STR_NONE) {
        Str tag = str_slice(in, off, off + 2 + name.len + 1);
        if (tag.len > 2 + name.len && tag.data[1] == '/' &&
            str_is_equal_nocase(str_slice(tag, 2, 2 + name.len), name) &&
            !is_letter(tag.data[2 + name.len]))
            return off;
        off++;
    }
    return STR_NONE;
}

/* Passes over the content of an element whose start tag was read. A program that is not
 * closed goes on to the end, as in browsers; anything else that is not closed is empty.
 */
static void skip_element(Filter *filter, Str name, size_t index, bool is_empty)
{
    size_t end =
        filter->no_end[index] ? STR_NONE : find_end_tag(filter->in, filter->off, name);
    filter->no_end[index] |= end == STR_NONE;
    if (end != STR_NONE)
        end = MIN(find_byte(filter->in, '>', end), filter->in.len - 1) + 1;
    else if (index < PROGRAM_ELEMENTS && !is_empty)
        end = filter->in.len;
    else
        return;
    skip_to(filter, end);
}

static void filter_start_tag(Filter *filter, Str name)
{
    Str in = filter->in;
    size_t start = filter->off, mark = filter->out.len;
    size_t index = find_in(dropped_elements, ARRAY_SIZE(dropped_elements), name);
    bool is_dropped = index < ARRAY_SIZE(dropped_elements);
    bool is_data = false;
    write_newlines(filter);
    strbuf_append_byte(&filter->out, '<');
    strbuf_append_str(&filter->out, name);
    filter->off = start + 1 + name.len;
    Attribute attribute;
    while (next_attribute(filter, &attribute)) {
        is_data |= str_is_equal_nocase(attribute.name, STR("type")) &&
                   str_is_equal_nocase(attribute.value, STR("application/ld+json"));
        if (find_in(kept_attributes, ARRAY_SIZE(kept_attributes), attribute.name) <
            ARRAY_SIZE(kept_attributes))
            write_attribute(filter, &attribute);
    }
    bool is_closed = filter->off >= start + 2 && in.data[filter->off - 2] == '/';
    filter->newlines += count_newlines(str_slice(in, start, filter->off));
    strbuf_append_byte(&filter->out, '>');
    is_data &= index == 0;
    if (is_dropped && !is_data) {
        filter->out.len = mark;
        if (!is_closed || index < PROGRAM_ELEMENTS)
            skip_element(filter, name, index, is_closed);
        return;
    }
    if (is_data) {
        size_t end = find_end_tag(in, filter->off, name);
        strbuf_append_str(&filter->out, str_slice(in, filter->off, end));
        filter->off = MIN(end, in.len);
    }
    filter->open[hash_name(name)]++;
}

static void filter_end_tag(Filter *filter, Str name)
{
    size_t end = find_byte(filter->in, '>', filter->off);
    end = end == STR_NONE ? filter->in.len : end + 1;
    uint32_t *open = &filter->open[hash_name(name)];
    /* A lone </p> or </br> is an element for browsers. */
    bool is_element = str_is_equal_nocase(name, STR("br"));
    if (*open || is_element) {
        *open -= *open > 0;
        write_newlines(filter);
        strbuf_append_text(&filter->out, is_element ? "<" : "</");
        strbuf_append_str(&filter->out, name);
        strbuf_append_byte(&filter->out, '>');
    }
    skip_to(filter, end);
}

/* Comments, document types, instructions. */
static void skip_declaration(Filter *filter)
{
    Str in = filter->in, rest = str_slice(in, filter->off, in.len);
    size_t end = STR_NONE;
    if (str_has_prefix(rest, STR("<!--"))) {
        if (!filter->no_comment_end)
            end = str_find(in, STR("-->"), filter->off + 2);
        filter->no_comment_end = end == STR_NONE;
        /* One that does not end hides nothing. */
        end = end == STR_NONE ? filter->off + 3 : end + 2;
    } else {
        end = find_byte(in, '>', filter->off);
    }
    skip_to(filter, end == STR_NONE ? in.len : end + 1);
}

/* At a '<'. */
static void filter_markup(Filter *filter)
{
    Str in = filter->in;
    size_t off = filter->off;
    char next = off + 1 < in.len ? in.data[off + 1] : ' ';
    char behind = off + 2 < in.len ? in.data[off + 2] : ' ';
    if (is_letter(next)) {
        Str name = str_slice(in, off + 1, find_name_end(in, off + 1));
        if (name.len <= NAME_MAX_BYTES && str_is_ascii(name)) {
            filter_start_tag(filter, name);
            return;
        }
    } else if (next == '/' && is_letter(behind)) {
        filter_end_tag(filter, str_slice(in, off + 2, find_name_end(in, off + 2)));
        return;
    } else if (next == '!' || next == '?' || (next == '/' && behind == '>')) {
        skip_declaration(filter);
        return;
    }
    strbuf_append_str(&filter->out, STR("&lt;"));
    filter->off++;
}

static void filter_page(Filter *filter)
{
    Str in = filter->in;
    strbuf_reserve(&filter->out, in.len / 4 + 64);
    while (filter->off < in.len) {
        size_t next = MIN(find_byte(in, '<', filter->off), in.len);
        if (next > filter->off) {
            write_newlines(filter);
            strbuf_append_str(&filter->out, str_slice(in, filter->off, next));
        }
        filter->off = next;
        if (next < in.len)
            filter_markup(filter);
    }
}

/* ---- the tree ---------------------------------------------------------- */

typedef struct Builder {
    unsigned depth;  /* elements in the tree */
    unsigned beyond; /* open ones that are not, too deep */
} Builder;

static void start_element(void *context, const xmlChar *name, const xmlChar **attributes)
{
    xmlParserCtxt *parser = context;
    Builder *builder = parser->_private;
    if (builder->depth >= DEPTH_MAX) {
        builder->beyond++;
        return;
    }
    builder->depth++;
    xmlSAX2StartElement(context, name, attributes);
    xmlNode *node = parser->node;
    if (node && parser->input && parser->input->line > 0) {
        /* libxml2 keeps 16 bits; the others go where only XSLT looks. */
        uint32_t line = (uint32_t)parser->input->line;
        node->line = (unsigned short)(line & 0xFFFF);
        node->extra = (unsigned short)(line >> 16);
    }
}

static void end_element(void *context, const xmlChar *name)
{
    xmlParserCtxt *parser = context;
    Builder *builder = parser->_private;
    if (builder->beyond) {
        builder->beyond--;
        return;
    }
    builder->depth--;
    xmlSAX2EndElement(context, name);
}

static void ignore_comment(void *context, const xmlChar *text)
{
    (void)context, (void)text;
}

static xmlDoc *parse_filtered(const StrBuf *page)
{
    xmlParserCtxt *parser = htmlNewParserCtxt();
    if (!parser)
        return NULL;
    Builder builder = {0};
    parser->_private = &builder;
    parser->sax->startElement = start_element;
    parser->sax->endElement = end_element;
    parser->sax->comment = ignore_comment;
    /* No text is too long for us: the memory is limited anyway. */
    parser->options |= XML_PARSE_HUGE;
    int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                  HTML_PARSE_NONET | HTML_PARSE_NODEFDTD | HTML_PARSE_IGNORE_ENC;
    xmlDoc *doc = htmlCtxtReadMemory(parser, page->data ? page->data : "", (int)page->len,
                                     NULL, "UTF-8", options);
    htmlFreeParserCtxt(parser);
    return doc;
}

/* Text without the bytes that no page has and the parser stops at. */
static Str drop_nuls(Str text, StrBuf *copy)
{
    if (find_byte(text, '\0', 0) == STR_NONE)
        return text;
    strbuf_reserve(copy, text.len);
    for (size_t i = 0; i < text.len; i++)
        if (text.data[i])
            copy->data[copy->len++] = text.data[i];
    return strbuf_get(copy);
}

xmlDoc *html_parse(Str utf8, const char *part, Error *err)
{
    StrBuf copy = {0};
    Filter *filter = mem_alloc(sizeof(*filter));
    filter->in = drop_nuls(utf8, &copy);
    filter_page(filter);
    xmlDoc *doc = NULL;
    if (filter->out.len > INT_MAX)
        error_set(err, ERR_LIMIT, _("%s is larger than %llu MB"), part,
                  (unsigned long long)INT_MAX >> 20);
    else if (!(doc = parse_filtered(&filter->out)) || !xmlDocGetRootElement(doc)) {
        xmlFreeDoc(doc);
        doc = NULL;
        error_set(err, ERR_EMPTY, _("%s holds no text"), part);
    }
    strbuf_clear(&filter->out);
    strbuf_clear(&copy);
    free(filter);
    return doc;
}

uint32_t html_get_line(const xmlNode *node)
{
    return node->type == XML_ELEMENT_NODE ? (uint32_t)node->extra << 16 | node->line : 0;
}

bool html_append_entity(Str entity, StrBuf *out)
{
    if (entity.len < 3 || entity.data[0] != '&' || entity.data[entity.len - 1] != ';')
        return false;
    Str name = str_slice(entity, 1, entity.len - 1);
    uint32_t value = 0;
    if (name.data[0] != '#') {
        char *copy = str_dup(name);
        const htmlEntityDesc *row = htmlEntityLookup(BAD_CAST copy);
        free(copy);
        if (!row)
            return false;
        value = row->value;
    } else {
        bool is_hex = name.len > 1 && lower(name.data[1]) == 'x';
        for (size_t i = is_hex ? 2 : 1; i < name.len && value <= 0x10FFFF; i++) {
            char c = lower(name.data[i]);
            uint32_t digit = c >= 'a' ? (uint32_t)(c - 'a') + 10 : (uint32_t)(c - '0');
            if (digit >= (is_hex ? 16u : 10u))
                return false;
            value = value * (is_hex ? 16 : 10) + digit;
        }
    }
    if (!value)
        return false;
    strbuf_append_codepoint(out, value);
    return true;
}
