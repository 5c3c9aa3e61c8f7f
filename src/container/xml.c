/* XML of strangers, by libxml2: no document type, no entities of its own, bounded depth.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/container.h>

#include <string.h>

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>

#include "container/xml_private.h"

#include <piyue/charset.h>
#include <piyue/text.h>

#define MAX_DEPTH 256
#define MAX_BYTES ((size_t)1 << 30)
/* libxml2 compares each attribute with all before it: 100,000 take 15 seconds. */
#define MAX_ATTRIBUTES 10000
#define MAX_ENTITY_NAME 32

/* ---- encoding ---------------------------------------------------------- */

/* The encoding that an XML declaration names: empty where none does. */
static Str get_declared_encoding(Str bytes)
{
    if (!str_has_prefix(bytes, STR("<?xml")))
        return STR("");
    Str head = str_slice(bytes, 0, str_find(bytes, STR("?>"), 0));
    size_t off = str_find(head, STR("encoding"), 0);
    if (off == STR_NONE)
        return STR("");
    Str rest = str_trim(str_slice(head, off + strlen("encoding"), head.len));
    if (!rest.len || rest.data[0] != '=')
        return STR("");
    rest = str_trim(str_slice(rest, 1, rest.len));
    if (!rest.len || (rest.data[0] != '"' && rest.data[0] != '\''))
        return STR("");
    char quote = rest.data[0];
    rest = str_slice(rest, 1, rest.len);
    return str_split(&rest, quote);
}

/* Makes `bytes` UTF-8 without BOM: itself where it is, else decoded into `room`. No label
 * of a file reaches libxml2 or iconv: only the encodings of the table are opened. */
static bool decode(Str bytes, StrBuf *room, Str *text, Error *err)
{
    if (str_has_prefix(bytes, STR("\xEF\xBB\xBF")))
        bytes = str_slice(bytes, 3, bytes.len);
    Str label = get_declared_encoding(bytes);
    const char *encoding = charset_find(label);
    bool is_utf8 = !encoding || strcmp(encoding, "UTF-8") == 0;
    if (is_utf8 && utf8_find_invalid(bytes) == bytes.len &&
        !memchr(bytes.data, '\0', bytes.len)) {
        *text = bytes;
        return true;
    }
    /* A declaration that can be read byte by byte is not written in UTF-16. */
    bool is_wide = encoding && str_has_prefix(str_from(encoding), STR("UTF-"));
    if (!encoding || (is_wide && !is_utf8)) {
        CharsetGuess guess = charset_detect(str_slice(bytes, 0, SOURCE_HEAD_BYTES),
                                            bytes.len <= SOURCE_HEAD_BYTES);
        encoding = charset_find(str_from(guess.encoding));
    }
    uint64_t replaced = 0;
    bool is_decoded =
        source_decode_bytes(bytes, encoding ? encoding : "UTF-8", room, &replaced, err);
    *text = strbuf_get(room);
    return is_decoded;
}

/* ---- what stands in front of the first element -------------------------- */

/* The document type: its place, and whether it declares things of its own. */
typedef struct Doctype {
    size_t start, end;
    bool has_subset;
} Doctype;

/* Offset behind `end`, or behind all. */
static size_t skip_behind(Str text, Str end, size_t from)
{
    size_t off = str_find(text, end, from);
    return off == STR_NONE ? text.len : off + end.len;
}

static void find_doctype_end(Str text, Doctype *doctype)
{
    size_t off = doctype->start;
    bool is_in_subset = false;
    while (off < text.len) {
        char c = text.data[off];
        Str rest = str_slice(text, off, text.len);
        if (c == '"' || c == '\'') {
            off = skip_behind(text, c == '"' ? STR("\"") : STR("'"), off + 1);
            continue;
        }
        if (str_has_prefix(rest, STR("<!--"))) {
            off = skip_behind(text, STR("-->"), off);
            continue;
        }
        if (c == '[') {
            is_in_subset = doctype->has_subset = true;
        } else if (c == ']') {
            is_in_subset = false;
        } else if (c == '>' && !is_in_subset) {
            off++;
            break;
        }
        off++;
    }
    doctype->end = off;
}

static Doctype find_doctype(Str text)
{
    Doctype doctype = {0};
    for (size_t off = 0; off < text.len;) {
        Str rest = str_slice(text, off, text.len);
        if (text.data[off] != '<')
            off++;
        else if (str_has_prefix(rest, STR("<?")))
            off = skip_behind(text, STR("?>"), off);
        else if (str_has_prefix(rest, STR("<!--")))
            off = skip_behind(text, STR("-->"), off);
        else if (rest.len > 9 &&
                 str_is_equal_nocase(str_slice(rest, 0, 9), STR("<!DOCTYPE"))) {
            doctype.start = off;
            find_doctype_end(text, &doctype);
            break;
        } else
            break;
    }
    return doctype;
}

/* ---- making XML of what is nearly XML ---------------------------------- */

/* Bytes of the reference at the start of `text` ("&amp;", "&#x4E00;"), 0 for none; its
 * code point where it is a named one of HTML. */
static size_t measure_reference(Str text, unsigned *codepoint)
{
    *codepoint = 0;
    Str head = str_slice(text, 0, MAX_ENTITY_NAME);
    size_t end = str_find(head, STR(";"), 0);
    if (end == STR_NONE || end < 2)
        return 0;
    if (text.data[1] == '#') {
        bool is_hex = end > 3 && (text.data[2] == 'x' || text.data[2] == 'X');
        const char *digits = is_hex ? "0123456789abcdefABCDEF" : "0123456789";
        size_t first = is_hex ? 3 : 2;
        for (size_t i = first; i < end; i++)
            if (!strchr(digits, text.data[i]))
                return 0;
        return end > first ? end + 1 : 0;
    }
    char name[MAX_ENTITY_NAME + 1] = {0};
    memcpy(name, text.data + 1, end - 1);
    if (strcmp(name, "apos") == 0)
        return end + 1;
    const htmlEntityDesc *entity = htmlEntityLookup(BAD_CAST name);
    if (!entity)
        return 0;
    if (entity->value != '&' && entity->value != '<' && entity->value != '>' &&
        entity->value != '"')
        *codepoint = entity->value;
    return end + 1;
}

/* Appends `text` with the named characters of HTML written out, and an & that begins no
 * reference as what it means. */
static void mend_references(Str text, StrBuf *out)
{
    size_t done = 0;
    for (size_t off = 0; off < text.len;) {
        const char *next = memchr(text.data + off, '&', text.len - off);
        size_t place = next ? (size_t)(next - text.data) : text.len;
        size_t verbatim = str_find(str_slice(text, 0, place), STR("<![CDATA["), off);
        if (verbatim != STR_NONE) {
            off = skip_behind(text, STR("]]>"), verbatim);
            continue;
        }
        if (!next)
            break;
        unsigned codepoint;
        size_t len = measure_reference(str_slice(text, place, text.len), &codepoint);
        off = place + MAX(len, 1);
        if (len && !codepoint)
            continue;
        strbuf_append_str(out, str_slice(text, done, place));
        if (len)
            strbuf_append_codepoint(out, codepoint);
        else
            strbuf_append_text(out, "&amp;");
        done = off;
    }
    strbuf_append_str(out, str_slice(text, done, text.len));
}

/* ---- parsing ----------------------------------------------------------- */

static bool set_too_deep(const char *part, Error *err)
{
    return error_set(err, ERR_LIMIT, _("%s nests more than %d elements"), part,
                     MAX_DEPTH);
}

/* Is any element below more than MAX_DEPTH others, itself counted? */
static bool is_too_deep(const xmlDoc *doc)
{
    const xmlNode *node = doc->children;
    unsigned depth = 1;
    while (node) {
        if (node->type == XML_ELEMENT_NODE && depth > MAX_DEPTH)
            return true;
        if (node->type == XML_ELEMENT_NODE && node->children) {
            node = node->children;
            depth++;
            continue;
        }
        while (node && !node->next) {
            node = node->parent == (const xmlNode *)doc ? NULL : node->parent;
            depth--;
        }
        node = node ? node->next : NULL;
    }
    return false;
}

bool xml_has_attribute_flood(Str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (c == '<' || c == '>')
            count = 0;
        else if (c == '=' && ++count > MAX_ATTRIBUTES)
            return true;
    }
    return false;
}

static void be_silent(void *context, xmlErrorPtr error)
{
    (void)context, (void)error;
}

/* Whatever a document declares is forgotten. */
static void declare_nothing(void *context, const xmlChar *name, int type,
                            const xmlChar *public_id, const xmlChar *system_id,
                            xmlChar *content)
{
    (void)context, (void)name, (void)type;
    (void)public_id, (void)system_id, (void)content;
}

static xmlDoc *parse_text(Str text, const char *part, bool is_lenient, Error *err)
{
    if (text.len > MAX_BYTES || xml_has_attribute_flood(text)) {
        error_set(err, ERR_LIMIT, _("%s is larger than can be read"), part);
        return NULL;
    }
    xmlParserCtxt *parser = xmlNewParserCtxt();
    if (!parser) {
        error_set(err, ERR_LIMIT, _("%s does not fit into the memory"), part);
        return NULL;
    }
    parser->sax->serror = be_silent;
    parser->sax->entityDecl = declare_nothing;
    int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                  XML_PARSE_IGNORE_ENC | XML_PARSE_COMPACT;
    if (is_lenient)
        options |= XML_PARSE_RECOVER;
    xmlDoc *doc = xmlCtxtReadMemory(parser, text.len ? text.data : "", (int)text.len,
                                    NULL, "UTF-8", options);
    const xmlError *last = xmlCtxtGetLastError(parser);
    /* libxml2 stops at about that depth itself, whatever it is told. */
    bool is_deep = last && last->message && strstr(last->message, "xcessive depth");
    int line = last ? last->line : 0;
    xmlFreeParserCtxt(parser);
    if (is_deep || (doc && is_too_deep(doc))) {
        set_too_deep(part, err);
        xmlFreeDoc(doc);
        return NULL;
    }
    if (doc && xmlDocGetRootElement(doc))
        return doc;
    xmlFreeDoc(doc);
    error_set(err, ERR_FORMAT, _("%s is damaged: line %d is not well-formed XML"), part,
              line);
    return NULL;
}

xmlDoc *xml_parse(Str bytes, const char *part, Error *err)
{
    StrBuf room = {0};
    Str text;
    xmlDoc *doc = NULL;
    if (!decode(bytes, &room, &text, err))
        error_context(err, "%s", part);
    else if (find_doctype(text).has_subset)
        error_set(err, ERR_FORMAT,
                  _("%s declares entities of its own, which is not read for safety"),
                  part);
    else
        doc = parse_text(text, part, false, err);
    strbuf_clear(&room);
    return doc;
}

xmlDoc *xml_parse_leniently(Str bytes, const char *part, Error *err)
{
    StrBuf room = {0}, mended = {0};
    Str text;
    xmlDoc *doc = NULL;
    if (decode(bytes, &room, &text, err)) {
        Doctype doctype = find_doctype(text);
        /* Line ends stay, for the numbers of lines. */
        for (size_t i = doctype.start; i < doctype.end; i++)
            if (text.data[i] == '\n')
                strbuf_append_byte(&mended, '\n');
        StrBuf lines = mended;
        mended = (StrBuf){0};
        strbuf_append_str(&mended, str_slice(text, 0, doctype.start));
        strbuf_append_str(&mended, strbuf_get(&lines));
        strbuf_clear(&lines);
        mend_references(str_slice(text, doctype.end, text.len), &mended);
        Str mended_text = strbuf_get(&mended);
        /* A declaration may stand at the very start only. */
        if (str_has_prefix(str_trim(mended_text), STR("<?xml")))
            mended_text = str_trim(mended_text);
        doc = parse_text(mended_text, part, true, err);
    } else {
        error_context(err, "%s", part);
    }
    strbuf_clear(&room);
    strbuf_clear(&mended);
    return doc;
}

/* ---- trees ------------------------------------------------------------- */

/* Where no namespace was declared for a prefix it is a part of the name. */
static bool is_named(const xmlChar *own, const xmlNs *ns, const char *name)
{
    const char *text = (const char *)own;
    if (strcmp(text, name) == 0)
        return true;
    const char *colon = ns ? NULL : strrchr(text, ':');
    return colon && strcmp(colon + 1, name) == 0;
}

bool xml_is(const xmlNode *node, const char *name)
{
    return node && node->type == XML_ELEMENT_NODE && is_named(node->name, node->ns, name);
}

static xmlNode *find_among(xmlNode *node, const char *name)
{
    while (node && !xml_is(node, name))
        node = node->next;
    return node;
}

xmlNode *xml_find_child(const xmlNode *node, const char *name)
{
    return node && node->type == XML_ELEMENT_NODE ? find_among(node->children, name)
                                                  : NULL;
}

xmlNode *xml_next_sibling(const xmlNode *node, const char *name)
{
    return find_among(node->next, name);
}

Str xml_get_attribute(const xmlNode *node, const char *name)
{
    if (!node || node->type != XML_ELEMENT_NODE)
        return STR("");
    for (const xmlAttr *attribute = node->properties; attribute;
         attribute = attribute->next) {
        const xmlNode *value = attribute->children;
        if (is_named(attribute->name, attribute->ns, name))
            return value && !value->next ? xml_get_text(value) : STR("");
    }
    return STR("");
}

Str xml_get_text(const xmlNode *node)
{
    bool is_text =
        node && (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE);
    return is_text ? str_from((const char *)node->content) : STR("");
}

xmlNode *xml_next(const xmlNode *node, const xmlNode *root, bool skip_children)
{
    bool has_children = node->type == XML_ELEMENT_NODE ||
                        node->type == XML_DOCUMENT_NODE ||
                        node->type == XML_HTML_DOCUMENT_NODE;
    if (!skip_children && has_children && node->children)
        return node->children;
    while (node && node != root && !node->next)
        node = node->parent;
    return !node || node == root ? NULL : node->next;
}

void xml_append_text(const xmlNode *node, StrBuf *out)
{
    for (const xmlNode *at = node; at; at = xml_next(at, node, false))
        strbuf_append_str(out, xml_get_text(at));
}
