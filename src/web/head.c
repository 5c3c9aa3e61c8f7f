/* What a page says of itself: in its head, in microdata, in data for search engines.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/head.h"

#include <string.h>

#include <piyue/text.h>

#include "web/element.h"

/* ---- meta -------------------------------------------------------------- */

typedef enum HeadField {
    HEAD_HEADLINE,
    HEAD_SITE,
    HEAD_AUTHOR,
    HEAD_SOURCE,
    HEAD_DATE,
    HEAD_ADDRESS,
    HEAD_BODY,
    HEAD_FIELD_COUNT
} HeadField;

typedef struct HeadRow {
    const char *name; /* of meta, or a key of the data */
    HeadField field;
    int rank; /* the higher one wins */
} HeadRow;

/* Names of <meta>, without regard to case. */
static const HeadRow metas[] = {
    {"og:title", HEAD_HEADLINE, 5},      {"ArticleTitle", HEAD_HEADLINE, 6},
    {"twitter:title", HEAD_HEADLINE, 4}, {"dc.title", HEAD_HEADLINE, 3},
    {"og:site_name", HEAD_SITE, 5},      {"SiteName", HEAD_SITE, 4},
    {"application-name", HEAD_SITE, 1},  {"author", HEAD_AUTHOR, 4},
    {"article:author", HEAD_AUTHOR, 3},  {"og:article:author", HEAD_AUTHOR, 3},
    {"dc.creator", HEAD_AUTHOR, 2},      {"ContentSource", HEAD_SOURCE, 6},
    {"source", HEAD_SOURCE, 5},          {"mediaid", HEAD_SOURCE, 2},
    {"dc.source", HEAD_SOURCE, 1},       {"PubDate", HEAD_DATE, 6},
    {"publishdate", HEAD_DATE, 6},       {"article:published_time", HEAD_DATE, 5},
    {"og:release_date", HEAD_DATE, 4},   {"datePublished", HEAD_DATE, 4},
    {"pubtime", HEAD_DATE, 4},           {"weibo:article:create_at", HEAD_DATE, 3},
    {"dc.date", HEAD_DATE, 2},           {"date", HEAD_DATE, 2},
    {"og:url", HEAD_ADDRESS, 2},
};

/* Keys of application/ld+json (schema.org). */
static const HeadRow keys[] = {
    {"headline", HEAD_HEADLINE, 4},
    {"datePublished", HEAD_DATE, 4},
    {"articleBody", HEAD_BODY, 2},
};

typedef struct HeadReader {
    Head *head;
    int ranks[HEAD_FIELD_COUNT];
} HeadReader;

static Str *find_field(Head *head, HeadField field)
{
    switch (field) {
    case HEAD_HEADLINE:
        return &head->headline;
    case HEAD_SITE:
        return &head->site;
    case HEAD_AUTHOR:
        return &head->author;
    case HEAD_SOURCE:
        return &head->source;
    case HEAD_DATE:
        return &head->date;
    case HEAD_ADDRESS:
        return &head->address;
    case HEAD_BODY:
    case HEAD_FIELD_COUNT:
        break;
    }
    return &head->body;
}

static void put(HeadReader *reader, HeadField field, int rank, Str text)
{
    text = text_trim(text);
    if (!text.len || rank <= reader->ranks[field])
        return;
    reader->ranks[field] = rank;
    *find_field(reader->head, field) = arena_str(reader->head->arena, text);
}

static void read_meta(HeadReader *reader, const xmlNode *node)
{
    Str name = xml_get_attribute(node, "name");
    if (!name.len)
        name = xml_get_attribute(node, "property");
    if (!name.len)
        name = xml_get_attribute(node, "itemprop");
    reader->head->is_article |=
        str_is_equal_nocase(name, STR("og:type")) &&
        words_contain(xml_get_attribute(node, "content"), STR("article"));
    for (size_t i = 0; name.len && i < ARRAY_SIZE(metas); i++)
        if (str_is_equal_nocase(name, str_from(metas[i].name)))
            put(reader, metas[i].field, metas[i].rank,
                xml_get_attribute(node, "content"));
}

/* ---- data -------------------------------------------------------------- */

static unsigned hex_of(char c)
{
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0');
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : 16;
}

/* Four digits at `off`; 0 where there are none. */
static char32_t read_escape(Str text, size_t off)
{
    char32_t c = 0;
    for (size_t i = off; i < off + 4; i++) {
        unsigned digit = i < text.len ? hex_of(text.data[i]) : 16;
        if (digit > 15)
            return 0;
        c = c * 16 + digit;
    }
    return c;
}

/* Appends the string whose opening quote is at `*off`, which moves behind the closing
 * one. False where none begins. */
static bool read_string(Str text, size_t *off, StrBuf *out)
{
    if (*off >= text.len || text.data[*off] != '"')
        return false;
    for (size_t i = *off + 1; i < text.len; i++) {
        char c = text.data[i];
        if (c == '"') {
            *off = i + 1;
            return true;
        }
        if (c != '\\' || i + 1 == text.len) {
            strbuf_append_byte(out, c);
            continue;
        }
        c = text.data[++i];
        char32_t code = 0;
        if (c == 'u') {
            code = read_escape(text, i + 1);
            i += code ? 4 : 0;
            if (code >= 0xD800 && code < 0xDC00 && i + 2 < text.len &&
                text.data[i + 1] == '\\') {
                char32_t low = read_escape(text, i + 3);
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
                i += 6;
            }
            strbuf_append_codepoint(out, code);
        } else {
            strbuf_append_byte(out, c == 'n' ? '\n' : c == 't' || c == 'r' ? ' ' : c);
        }
    }
    *off = text.len;
    return false;
}

static size_t skip_blanks(Str text, size_t off)
{
    while (off < text.len && (text.data[off] == ' ' || text.data[off] == '\n' ||
                              text.data[off] == '\t' || text.data[off] == '\r'))
        off++;
    return off;
}

static bool is_thread_type(Str type)
{
    static const char *const types[] = {"QAPage", "DiscussionForumPosting", "Question",
                                        "Answer"};
    size_t slash = type.len;
    while (slash && type.data[slash - 1] != '/')
        slash--;
    for (size_t i = 0; i < ARRAY_SIZE(types); i++)
        if (str_is_equal(str_slice(type, slash, type.len), str_from(types[i])))
            return true;
    return false;
}

/* Reads pairs of a key and a string anywhere in the data: enough for what is asked. */
static void read_data(HeadReader *reader, Str text)
{
    StrBuf key = {0}, value = {0};
    Str person = {0};
    for (size_t off = 0; off < text.len;) {
        if (text.data[off] != '"') {
            off++;
            continue;
        }
        strbuf_reset(&key);
        if (!read_string(text, &off, &key))
            break;
        size_t at = skip_blanks(text, off);
        if (at >= text.len || text.data[at] != ':')
            continue;
        at = skip_blanks(text, at + 1);
        Str name = strbuf_get(&key);
        if (str_is_equal(name, STR("author")))
            person = name; /* the next name is the author's */
        if (at >= text.len || text.data[at] != '"') {
            off = at;
            continue;
        }
        strbuf_reset(&value);
        off = at;
        if (!read_string(text, &off, &value))
            break;
        Str string = strbuf_get(&value);
        reader->head->is_thread |=
            str_is_equal(name, STR("@type")) && is_thread_type(string);
        for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
            if (str_is_equal(name, str_from(keys[i].name)))
                put(reader, keys[i].field, keys[i].rank, string);
        if (person.data &&
            (str_is_equal(name, STR("name")) || str_is_equal(name, STR("author")))) {
            put(reader, HEAD_AUTHOR, 2, string);
            person = (Str){0};
        }
    }
    strbuf_clear(&key);
    strbuf_clear(&value);
}

/* ---- threads ----------------------------------------------------------- */

/* Words in an address that forums and question sites use for their pages. */
static bool is_thread_address(Str address)
{
    static const char *const parts[] = {
        "forum", "/topic",   "/thread",  "/question", "bbs.",
        "/bbs",  "/discuss", "discuss.", "viewtopic", "showthread",
        "/faq/", "tieba",    "/qa/",     "/ask/",     "//ask."};
    for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
        if (str_find(address, str_from(parts[i]), 0) != STR_NONE)
            return true;
    return false;
}

static bool is_thread_title(Str title)
{
    static const char *const parts[] = {"论坛", "論壇",   "社区",  "社區", "贴吧",
                                        "问答", "討論區", "Forum", "BBS",  "Community"};
    for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
        if (str_find(title, str_from(parts[i]), 0) != STR_NONE)
            return true;
    return false;
}

/* ---- the page ---------------------------------------------------------- */

static void read_element(HeadReader *reader, const xmlNode *node)
{
    Head *head = reader->head;
    StrBuf text = {0};
    if (xml_is(node, "meta")) {
        read_meta(reader, node);
    } else if (xml_is(node, "title") && !head->title.len) {
        xml_append_text(node, &text);
        head->title = arena_str(head->arena, text_trim(strbuf_get(&text)));
    } else if (xml_is(node, "link")) {
        if (words_contain(xml_get_attribute(node, "rel"), STR("canonical")))
            put(reader, HEAD_ADDRESS, 1, xml_get_attribute(node, "href"));
    } else if (xml_is(node, "base") && !head->base.len) {
        head->base = arena_str(head->arena, xml_get_attribute(node, "href"));
    } else if (xml_is(node, "script")) {
        xml_append_text(node, &text);
        read_data(reader, strbuf_get(&text));
    } else {
        head->is_thread |= is_thread_type(xml_get_attribute(node, "itemtype"));
    }
    strbuf_clear(&text);
}

void head_read(Head *head, const xmlNode *page)
{
    *head = (Head){.arena = arena_new()};
    HeadReader reader = {.head = head};
    for (const xmlNode *node = page; node; node = xml_next(node, page, false))
        if (node->type == XML_ELEMENT_NODE && (node->properties || xml_is(node, "title")))
            read_element(&reader, node);
    head->is_thread |= is_thread_address(head->address) || is_thread_title(head->title) ||
                       is_thread_title(head->site);
}

void head_clear(Head *head)
{
    arena_free(head->arena);
}
