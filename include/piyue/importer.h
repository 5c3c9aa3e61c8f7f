/* importer: what it means to read a format.
 *
 * An importer takes a Source (an open file, and what is known of it) and tells a Sink
 * what is in it: paragraphs with their kind, place and what markup said of them, and
 * what the file says of itself. Flow is the way most of them make paragraphs of runs
 * of marked-up text. Importers run in the sandboxed child: they open nothing, print
 * nothing, trust nothing. Knows no format.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_IMPORTER_H
#define PIYUE_IMPORTER_H

#include <piyue/base.h>
#include <piyue/model.h>

/* What a stranger's file may cost. import_limits_default() for the usual ones. */
typedef struct ImportLimits {
    uint64_t max_file_bytes;
    uint64_t max_text_bytes;
    uint32_t max_cpu_seconds;
    uint64_t max_memory_bytes;
} ImportLimits;
ImportLimits import_limits_default(void);

/* ---- what is read ------------------------------------------------------ */

/* Enough to tell any format and the encoding of any text. */
#define SOURCE_HEAD_BYTES ((size_t)256 << 10)

/* An open file as an importer sees it. Borrowed from whoever asked for the import. */
typedef struct Source {
    int fd;
    const char *name; /* for messages */
    const ImportLimits *limits;
    Str head;             /* the first SOURCE_HEAD_BYTES, or all there is */
    const char *encoding; /* how a text format is to be decoded; NULL for others */
    bool is_encoding_chosen; /* the user named it: it overrides what the file declares */
} Source;

/* Reads up to `room` bytes at `off`; 0 at the end of the file. */
bool source_read(const Source *source, uint64_t off, char *data, size_t room,
                 size_t *got_bytes, Error *err) MUST_CHECK;
/* Appends the whole file; ERR_LIMIT when it has more than `max_bytes`. */
bool source_read_all(const Source *source, uint64_t max_bytes, StrBuf *out,
                     Error *err) MUST_CHECK;
/* The whole file as UTF-8 without BOM, decoded from source->encoding; `*replaced`
 * counts bytes that became U+FFFD. For formats that cannot be read line by line. */
bool source_decode(const Source *source, uint64_t max_bytes, StrBuf *out,
                   uint64_t *replaced, Error *err) MUST_CHECK;
/* Decodes bytes of a known encoding (canonical name); for parts of containers. */
bool source_decode_bytes(Str bytes, const char *encoding, StrBuf *out, uint64_t *replaced,
                         Error *err) MUST_CHECK;

/* ---- what is told ------------------------------------------------------ */

/* What the file says of itself. */
typedef enum MetaField {
    META_TITLE,
    META_AUTHOR,
    META_SOURCE, /* who published it: 新华社, a site's name, the issuing organ */
    META_DATE,   /* as it stands there */
    META_FIELD_COUNT
} MetaField;

/* One paragraph. Text is valid UTF-8 without NUL and line ends, and not empty. */
typedef struct SinkBlock {
    Str text;
    uint64_t source_off;  /* in the decoded source; never less than the one before */
    uint32_t source_line; /* 1-based; never less than the one before */
    BlockKind kind;
    unsigned flags;        /* BlockFlag bits; BLOCK_HIDDEN is cleaning's alone */
    unsigned markup_level; /* 1–9: heading level that the format gave; 0 for none */
    unsigned evidence;     /* MarkupEvidence bits */
} SinkBlock;

/* Where blocks go: a pipe in the child, a draft in tests and fuzzers. */
typedef struct Sink Sink;
struct Sink {
    void (*put_block)(Sink *sink, const SinkBlock *block);
    void (*put_link)(Sink *sink, const Link *link);
    void (*put_meta)(Sink *sink, MetaField field, Str text);
    void (*put_progress)(Sink *sink, uint64_t done_bytes);
    void (*put_end)(Sink *sink, uint64_t replaced, uint64_t source_bytes);
};
void sink_block(Sink *sink, const SinkBlock *block);
/* A link or an anchor in the block told last: [start, end) are bytes of its text, between
 * characters; `block` says nothing. An address that address_clean() does not let through
 * is not told, nor a name that is empty or longer than LINK_NAME_MAX_BYTES. */
void sink_link(Sink *sink, const Link *link);
/* Blanks are trimmed, controls and line ends become blanks; empty text is not told,
 * a later text for the same field replaces the one before. */
void sink_meta(Sink *sink, MetaField field, Str text);
void sink_progress(Sink *sink, uint64_t done_bytes);
/* The file was read to its end. `replaced` bytes could not be decoded. */
void sink_end(Sink *sink, uint64_t replaced, uint64_t source_bytes);

/* What a sink's reader does with what it got. */
size_t sink_block_to_draft(Draft *draft, const SinkBlock *block); /* the first one */
void sink_meta_to_draft(Draft *draft, MetaField field, Str text);

/* A sink that fills a draft in this process. */
typedef struct DraftSink {
    Sink sink;
    Draft *draft;
    size_t last_block;
    uint32_t last_line;
    uint64_t last_off;
    bool has_end;
} DraftSink;
void draft_sink_init(DraftSink *sink, Draft *draft);

/* An importer. True when the file was read and sink_end was told; ERR_EMPTY when it
 * holds no text, ERR_FORMAT when it is broken or locked, ERR_LIMIT. */
typedef bool FormatReader(const Source *source, Sink *sink, Error *err);

/* ---- runs of marked-up text to blocks ----------------------------------- */

/* Collects runs of text into blocks. Runs of blanks become one, and none where a line
 * end stands between two Han characters (as browsers do for Chinese); blanks at both
 * ends go, ideographic ones in front become BLOCK_INDENTED. Paragraphs longer than a
 * sink takes are sent in parts, the later ones BLOCK_CONTINUED. Empty blocks vanish.
 * Where no line is told, blocks are counted as lines. */
typedef struct Flow Flow;
Flow *flow_new(Sink *sink);
void flow_free(Flow *flow); /* NULL is fine; what is unsent is lost */
/* Ends the block that is open and begins another. */
void flow_begin(Flow *flow, BlockKind kind, unsigned markup_level, unsigned evidence);
/* More evidence or flags (BLOCK_CENTERED …) for the open block. */
void flow_add_evidence(Flow *flow, unsigned evidence);
void flow_add_flags(Flow *flow, unsigned flags);
/* Text into the open block; a paragraph is begun where none is open. */
void flow_append(Flow *flow, Str text);
/* The same, blanks and tabs kept as they are (program text, verse). */
void flow_append_exact(Flow *flow, Str text);
/* Appends a raised number as one, 10⁸ and not 108: digits and signs become what Unicode has
 * raised. False, and nothing is appended, where `text` holds anything else. */
bool raised_append(StrBuf *out, Str text);
/* Next cell of a table row: a tab, whatever is empty. */
void flow_next_cell(Flow *flow);
/* A line break: the block ends, one of the same kind goes on (not as a heading). */
void flow_break(Flow *flow);
/* What is appended until flow_end_link leads to an address, or to a name (without its #)
 * in the same document. Links do not nest: the later one begins. */
void flow_begin_link(Flow *flow, LinkKind kind, Str target);
void flow_end_link(Flow *flow);
/* Where the next character will be, or where the open block begins, bears a name. */
void flow_add_anchor(Flow *flow, Str name);
void flow_name_block(Flow *flow, Str name);
/* Ends the open block and sends it. */
void flow_end(Flow *flow);
/* Line of the source at which the next block begins. */
void flow_set_line(Flow *flow, uint32_t line);
/* Between these two all goes into a note (BLOCK_NOTE) beginning with `label`, kept
 * until flow_send_notes; the open block is left alone and goes on afterwards. Does not
 * nest: a note in a note is a part of it. */
void flow_begin_note(Flow *flow, Str label);
void flow_end_note(Flow *flow);
/* Sends the notes kept so far: at the end of a chapter, or of the document. */
void flow_send_notes(Flow *flow);
size_t flow_count_blocks(const Flow *flow); /* sent so far */

#endif
