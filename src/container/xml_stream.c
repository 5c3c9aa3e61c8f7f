/* XML told element by element, without a tree.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/container.h>

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "container/xml_private.h"

/* An attribute is five pointers: name, prefix, namespace, value, end of the value. */
#define POINTERS 5

typedef struct Stream {
    xmlParserCtxt *parser;
    const XmlHandler *handler;
    void *context;
    const char *part;
    Error *err;
    size_t depth;
    StrBuf decoded; /* values of attributes that hold an ampersand */
    const xmlChar **values;
    size_t value_capacity;
    bool is_stopped;
} Stream;

Str xml_tag_get(const XmlTag *tag, const char *name)
{
    const xmlChar *const *attribute = tag->attributes;
    for (size_t i = 0; i < tag->attribute_count; i++, attribute += POINTERS)
        if (strcmp((const char *)attribute[0], name) == 0)
            return (Str){(const char *)attribute[3],
                         (size_t)(attribute[4] - attribute[3])};
    return (Str){0};
}

static void stop(Stream *stream)
{
    stream->is_stopped = true;
    xmlStopParser(stream->parser);
}

/* libxml2 leaves one reference in values where entities are not replaced. */
#define AMPERSAND STR("&#38;")

/* The attributes with that reference decoded. */
static const void *decode_values(Stream *stream, const xmlChar **attributes, size_t count)
{
    bool is_needed = false;
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++) {
        const xmlChar **one = attributes + i * POINTERS;
        size_t len = (size_t)(one[4] - one[3]);
        bytes += len + 1;
        is_needed |= memchr(one[3], '&', len) != NULL;
    }
    if (!is_needed)
        return attributes;
    strbuf_reset(&stream->decoded);
    strbuf_reserve(&stream->decoded, bytes); /* it does not move any more */
    stream->values = mem_grow(stream->values, &stream->value_capacity, count * POINTERS,
                              sizeof(stream->values[0]));
    memcpy(stream->values, attributes, count * POINTERS * sizeof(attributes[0]));
    for (size_t i = 0; i < count; i++) {
        const xmlChar **one = stream->values + i * POINTERS;
        Str value = {(const char *)one[3], (size_t)(one[4] - one[3])};
        size_t start = stream->decoded.len, from = 0, off;
        while ((off = str_find(value, AMPERSAND, from)) != STR_NONE) {
            strbuf_append_str(&stream->decoded, str_slice(value, from, off + 1));
            from = off + AMPERSAND.len;
        }
        strbuf_append_str(&stream->decoded, str_slice(value, from, value.len));
        one[3] = (const xmlChar *)stream->decoded.data + start;
        one[4] = (const xmlChar *)stream->decoded.data + stream->decoded.len;
    }
    return stream->values;
}

static void start_element(void *context, const xmlChar *name, const xmlChar *prefix,
                          const xmlChar *uri, int namespace_count,
                          const xmlChar **namespaces, int attribute_count,
                          int defaulted_count, const xmlChar **attributes)
{
    (void)prefix, (void)uri, (void)namespace_count, (void)namespaces;
    (void)defaulted_count;
    Stream *stream = context;
    if (stream->is_stopped)
        return;
    if (++stream->depth > XML_MAX_DEPTH) {
        error_set(stream->err, ERR_LIMIT, _("%s nests more than %d elements"),
                  stream->part, XML_MAX_DEPTH);
        stop(stream);
        return;
    }
    size_t count = (size_t)MAX(attribute_count, 0);
    XmlTag tag = {.name = str_from((const char *)name),
                  .attributes = decode_values(stream, attributes, count),
                  .attribute_count = count};
    stream->handler->start(stream->context, &tag);
    if (error_is_set(stream->err))
        stop(stream);
}

static void end_element(void *context, const xmlChar *name, const xmlChar *prefix,
                        const xmlChar *uri)
{
    (void)name, (void)prefix, (void)uri;
    Stream *stream = context;
    if (stream->is_stopped)
        return;
    stream->depth--;
    stream->handler->end(stream->context);
    if (error_is_set(stream->err))
        stop(stream);
}

static void put_text(void *context, const xmlChar *text, int len)
{
    Stream *stream = context;
    if (!stream->is_stopped && len > 0)
        stream->handler->text(stream->context, (Str){(const char *)text, (size_t)len});
}

/* ---- what is refused --------------------------------------------------- */

static void refuse_declarations(Stream *stream)
{
    if (stream->is_stopped)
        return;
    error_set(stream->err, ERR_FORMAT,
              _("%s declares entities of its own, which is not read for safety"),
              stream->part);
    stop(stream);
}

static void refuse_entity(void *context, const xmlChar *name, int type,
                          const xmlChar *public_id, const xmlChar *system_id,
                          xmlChar *content)
{
    (void)name, (void)type, (void)public_id, (void)system_id, (void)content;
    refuse_declarations(context);
}

static void refuse_element(void *context, const xmlChar *name, int type,
                           xmlElementContent *content)
{
    (void)name, (void)type, (void)content;
    refuse_declarations(context);
}

static void refuse_attribute(void *context, const xmlChar *element, const xmlChar *name,
                             int type, int def, const xmlChar *value,
                             xmlEnumeration *tree)
{
    (void)element, (void)name, (void)type, (void)def, (void)value;
    xmlFreeEnumeration(tree);
    refuse_declarations(context);
}

static void keep_silent(void *context, xmlError *error)
{
    (void)context, (void)error;
}

static bool explain(const Stream *stream, Error *err)
{
    const xmlError *error = xmlCtxtGetLastError(stream->parser);
    if (error && error->code == XML_ERR_NO_MEMORY)
        return error_set(err, ERR_LIMIT, _("%s does not fit into the memory"),
                         stream->part);
    return error_set(err, ERR_FORMAT, _("%s is damaged: line %d is not well-formed XML"),
                     stream->part, error ? error->line : 1);
}

bool xml_stream(Str bytes, const char *part, const XmlHandler *handler, void *context,
                Error *err)
{
    if (!bytes.len)
        return error_set(err, ERR_FORMAT, _("%s is empty"), part);
    if (bytes.len > INT_MAX || xml_has_attribute_flood(bytes))
        return error_set(err, ERR_LIMIT, _("%s is larger than can be read"), part);
    Stream stream = {.handler = handler, .context = context, .part = part, .err = err};
    xmlParserCtxt *parser = xmlCreateMemoryParserCtxt(bytes.data, (int)bytes.len);
    if (!parser)
        return error_set(err, ERR_LIMIT, _("%s does not fit into the memory"), part);
    stream.parser = parser;
    xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    *parser->sax = (xmlSAXHandler){.initialized = XML_SAX2_MAGIC,
                                   .startElementNs = start_element,
                                   .endElementNs = end_element,
                                   .characters = put_text,
                                   .ignorableWhitespace = put_text,
                                   .cdataBlock = put_text,
                                   .entityDecl = refuse_entity,
                                   .elementDecl = refuse_element,
                                   .attributeDecl = refuse_attribute,
                                   .serror = keep_silent};
    parser->userData = &stream;
    int status = xmlParseDocument(parser);
    bool is_told = !stream.is_stopped &&
                   ((status == 0 && parser->wellFormed) || explain(&stream, err));
    xmlFreeDoc(parser->myDoc);
    parser->myDoc = NULL;
    xmlFreeParserCtxt(parser);
    strbuf_clear(&stream.decoded);
    free(stream.values);
    return is_told;
}
