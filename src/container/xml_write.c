/* XML written into memory, by libxml2.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/container.h>

#include <stdlib.h>
#include <string.h>

#include <libxml/xmlwriter.h>

#include <piyue/text.h>

struct XmlWriter {
    xmlBuffer *buffer;
    xmlTextWriter *writer;
};

/* libxml2 leaves out what it has no memory for, and says so nowhere: a file would lack a
 * sentence. So it is not told; the program ends, as everywhere. */
static void *need(void *memory)
{
    if (!memory)
        mem_exhausted();
    return memory;
}

static void *need_malloc(size_t size_bytes)
{
    return need(malloc(size_bytes));
}

static void *need_realloc(void *memory, size_t size_bytes)
{
    return need(realloc(memory, size_bytes));
}

static char *need_strdup(const char *text)
{
    return need(strdup(text));
}

XmlWriter *xml_writer_new(void)
{
    XmlWriter *xml = mem_alloc(sizeof(*xml));
    xmlMemSetup(free, need_malloc, need_realloc, need_strdup);
    xml->buffer = xmlBufferCreate();
    xml->writer = xml->buffer ? xmlNewTextWriterMemory(xml->buffer, 0) : NULL;
    BUG_ON(
        !xml->writer); /* it fails for lack of memory alone, which does not come back */
    xmlTextWriterStartDocument(xml->writer, "1.0", "UTF-8", "yes");
    return xml;
}

void xml_writer_free(XmlWriter *xml)
{
    if (!xml)
        return;
    xmlFreeTextWriter(xml->writer);
    xmlBufferFree(xml->buffer);
    free(xml);
}

/* A NUL-terminated copy of what XML 1.0 allows: sanitised, and without the two
 * non-characters that it leaves out. */
static char *allowed(Str text)
{
    StrBuf clean = {0}, kept = {0};
    sanitize(&clean, text, SANITIZE_LINES);
    Str all = strbuf_get(&clean);
    for (size_t off = 0; off < all.len;) {
        size_t start = off;
        char32_t codepoint = utf8_next(all, &off);
        if (codepoint == 0xfffe || codepoint == 0xffff)
            strbuf_append_codepoint(&kept, 0xfffd);
        else
            strbuf_append_str(&kept, str_slice(all, start, off));
    }
    strbuf_clear(&clean);
    strbuf_append_str(&kept, STR(""));
    return strbuf_detach(&kept);
}

void xml_writer_start(XmlWriter *xml, const char *name)
{
    xmlTextWriterStartElement(xml->writer, BAD_CAST name);
}

void xml_writer_end(XmlWriter *xml)
{
    xmlTextWriterEndElement(xml->writer);
}

void xml_writer_attribute(XmlWriter *xml, const char *name, Str value)
{
    char *copy = allowed(value);
    xmlTextWriterWriteAttribute(xml->writer, BAD_CAST name, BAD_CAST copy);
    free(copy);
}

void xml_writer_text(XmlWriter *xml, Str text)
{
    char *copy = allowed(text);
    xmlTextWriterWriteString(xml->writer, BAD_CAST copy);
    free(copy);
}

void xml_writer_finish(XmlWriter *xml, StrBuf *out)
{
    xmlTextWriterEndDocument(xml->writer);
    xmlTextWriterFlush(xml->writer);
    strbuf_append(out, xmlBufferContent(xml->buffer),
                  (size_t)xmlBufferLength(xml->buffer));
}
