/* container: files that hold files, and the XML in them.
 *
 * Zip archives read entry by entry, never unpacked to disk; XML parsed without DTD,
 * entities of its own, network or recursion; old office documents' sectors; the parts of
 * a MIME message. Every limit of reference figures is kept here, with a message that
 * names the file and the limit. For importers, in the child. Knows no format.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_CONTAINER_H
#define PIYUE_CONTAINER_H

#include <piyue/importer.h>

#include <libxml/tree.h>

/* ---- zip --------------------------------------------------------------- */

/* What an archive may cost; tests set smaller ones. zip_limits_default() for the usual:
 * 256 MB in all, 64 MB an entry, 20,000 entries, 100 times its packed size (ratios
 * count from 1 MB on). */
typedef struct ZipLimits {
    uint64_t max_total_bytes, max_entry_bytes;
    uint32_t max_entries, max_ratio;
} ZipLimits;
ZipLimits zip_limits_default(void);

typedef struct Zip Zip;
/* Opens the archive behind a source, which must outlive it. ERR_FORMAT where it is
 * none or broken, ERR_LIMIT. */
Zip *zip_open_source(const Source *source, const ZipLimits *limits, Error *err) MUST_CHECK;
void zip_free(Zip *zip); /* NULL is fine */
size_t zip_count_entries(const Zip *zip);
/* Name of an entry as UTF-8: as stored with the UTF-8 flag, else detected (GBK is
 * usual); borrowed until zip_free. NULL behind the end. */
const char *zip_get_entry_name(const Zip *zip, size_t index);
/* Index of an entry by its exact name, else without regard to ASCII case; SIZE_MAX. */
size_t zip_find(Zip *zip, Str name);
/* Appends an entry's bytes, checked against its CRC and the limits. Encrypted ones are
 * ERR_FORMAT with a sentence that says so. */
bool zip_read_entry(Zip *zip, size_t index, StrBuf *out, Error *err) MUST_CHECK;
/* By name; ERR_FORMAT names what is missing. */
bool zip_read_name(Zip *zip, Str name, StrBuf *out, Error *err) MUST_CHECK;
/* `base`/`relative` resolved (./ ../ %41 and the #fragment taken off) inside the archive;
 * false where it would leave it. Appends. */
bool zip_resolve(Str base, Str relative, StrBuf *out);

/* An archive that is made in memory; the same parts make the same bytes. */
typedef struct ZipOutput ZipOutput;
ZipOutput *zip_output_new(Error *err) MUST_CHECK;
void zip_output_free(ZipOutput *output); /* NULL is fine */
/* `bytes` is copied. */
bool zip_output_add(ZipOutput *output, const char *name, Str bytes, Error *err) MUST_CHECK;
/* Packs all and appends the archive; nothing can be added afterwards. `watch` (may be
 * NULL) is told how many bytes are packed, and stops it: ERR_CANCELLED. */
bool zip_output_finish(ZipOutput *output, const Report *watch, StrBuf *out,
                       Error *err) MUST_CHECK;

/* ---- XML --------------------------------------------------------------- */

/* Parses XML of a part; `part` names it in messages ("a.docx: word/document.xml").
 * A document type with an internal subset, more than 256 levels, or what is not
 * well-formed is ERR_FORMAT (or ERR_LIMIT). UTF-8, UTF-16 and declared encodings. Free
 * with xmlFreeDoc. */
xmlDoc *xml_parse(Str bytes, const char *part, Error *err) MUST_CHECK;
/* The same, for e-books and web pages that are nearly XML: goes on behind errors. */
xmlDoc *xml_parse_leniently(Str bytes, const char *part, Error *err) MUST_CHECK;

/* Parses a web page, however broken; elements outside any are put where browsers put
 * them. `utf8` is decoded already. Comments, scripts (but application/ld+json), styles,
 * drawings and attributes that say nothing of the text are left out; what is nested more
 * than 240 deep is put at that depth. Free with xmlFreeDoc. O(bytes). */
xmlDoc *html_parse(Str utf8, const char *part, Error *err) MUST_CHECK;
/* 1-based line of an element in what html_parse was given; 0 for other nodes and trees. */
uint32_t html_get_line(const xmlNode *node);
/* Appends what an entity (&nbsp; &#20013; &#x4E2D;) stands for; false where it is none. */
bool html_append_entity(Str entity, StrBuf *out);

/* Is it an element of that local name (any namespace)? */
bool xml_is(const xmlNode *node, const char *name);
xmlNode *xml_find_child(const xmlNode *node, const char *name); /* first, or NULL */
xmlNode *xml_next_sibling(const xmlNode *node, const char *name);
/* Value of an attribute by local name in any namespace, borrowed from the tree; empty
 * where there is none or it has entities. */
Str xml_get_attribute(const xmlNode *node, const char *name);
Str xml_get_text(const xmlNode *node); /* of a text or CDATA node; borrowed */
/* Appends all text below. Walks without recursion. */
void xml_append_text(const xmlNode *node, StrBuf *out);
/* The node after `node` in document order, below `root` only; its children are passed
 * over when `skip_children`. NULL at the end. For walks without recursion. */
xmlNode *xml_next(const xmlNode *node, const xmlNode *root, bool skip_children);

/* ---- XML as a stream ---------------------------------------------------- */

/* The start of an element, borrowed during the call. */
typedef struct XmlTag {
    Str name; /* local, whatever the namespace; equal ones are at the same address */
    const void *attributes; /* for xml_tag_get */
    size_t attribute_count;
} XmlTag;
/* Value of an attribute by local name; empty, with data NULL, where there is none.
 * Borrowed during the call. The first one wins where several namespaces have it. */
Str xml_tag_get(const XmlTag *tag, const char *name);

/* What a stream is told. Text comes in pieces of valid UTF-8. Elements are balanced. */
typedef struct XmlHandler {
    void (*start)(void *context, const XmlTag *tag);
    void (*end)(void *context);
    void (*text)(void *context, Str text);
} XmlHandler;

/* Levels of elements that a stream goes down at most: handlers may keep a fixed stack. */
#define XML_MAX_DEPTH 256

/* Tells the handler what is in the XML, without making a tree: for parts of tens of
 * megabytes. The same is refused as by xml_parse; what was told before the place of an
 * error has been told. A handler stops it by setting `err`. */
bool xml_stream(Str bytes, const char *part, const XmlHandler *handler, void *context,
                Error *err) MUST_CHECK;

/* XML that is made in memory. Foreign text is sanitised; elements nest. */
typedef struct XmlWriter XmlWriter;
XmlWriter *xml_writer_new(void);
void xml_writer_free(XmlWriter *xml); /* NULL is fine */
void xml_writer_start(XmlWriter *xml, const char *name);
void xml_writer_end(XmlWriter *xml);
void xml_writer_attribute(XmlWriter *xml, const char *name, Str value);
void xml_writer_text(XmlWriter *xml, Str text);
/* Ends all elements and appends the document. */
void xml_writer_finish(XmlWriter *xml, StrBuf *out);

/* ---- references (uri.c) -------------------------------------------------- */

/* Appends `text` with %41 decoded; false where a NUL is among it. */
bool uri_decode(Str text, StrBuf *out);
/* Appends the address that a reference in the page at `base` means: itself where it has a
 * scheme. False where it is relative and the base is no address. */
bool uri_resolve(Str base, Str reference, StrBuf *out);

/* ---- MIME -------------------------------------------------------------- */

/* Parts lie in parts no deeper than this, and are no more than so many in all. */
#define MIME_MAX_DEPTH 16
#define MIME_MAX_PARTS 10000

/* One part of a message that holds no others. Slices of the message. */
typedef struct MimePart {
    Str type;      /* "text/html", as it stands there; text/plain where none is given */
    Str charset;   /* label; empty where none is given */
    Str encoding;  /* of the transfer: "base64" … */
    Str name;      /* of an attachment; empty for others */
    Str body;      /* still encoded */
} MimePart;

/* The parts of a message (RFC 2045, 2046), in order, and its head. */
typedef struct MimeMessage {
    Str head; /* rows before the first empty one */
    MimePart *parts;
    size_t count, capacity;
} MimeMessage;

/* Reads the parts of `message`, which must outlive them; without recursion, O(bytes).
 * ERR_LIMIT names the file `name`. mime_clear when done, also after an error. */
bool mime_parse(MimeMessage *message, Str bytes, const char *name, Error *err) MUST_CHECK;
void mime_clear(MimeMessage *message);
/* Appends the body of a part, base64 and quoted-printable decoded; what is broken in it
 * is left out. */
void mime_decode_body(const MimePart *part, StrBuf *out);
/* Appends the value of a row of a head as UTF-8, unfolded, encoded words (RFC 2047)
 * decoded; false where there is none. */
bool mime_append_field(Str head, Str name, StrBuf *out);

/* ---- compound files (OLE) ---------------------------------------------- */

/* Streams of an old office document, of its root storage only. */
typedef struct Ole Ole;
/* Opens what is behind a source, which must outlive it. ERR_FORMAT where it is none, or
 * broken: a chain of sectors that runs in a ring or out of the file. */
Ole *ole_open_source(const Source *source, Error *err) MUST_CHECK;
void ole_free(Ole *ole); /* NULL is fine */
bool ole_has_stream(const Ole *ole, Str name); /* ASCII, case does not matter */
/* Appends a stream's bytes, at most `max_bytes` (else ERR_LIMIT). */
bool ole_read_stream(const Ole *ole, Str name, uint64_t max_bytes, StrBuf *out,
                     Error *err) MUST_CHECK;

#endif
