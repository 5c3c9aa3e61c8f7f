/* The pipe between the importing child and us: frames, written and checked.
 *
 *   frame    = version (1) type (1) zero (2) length (4) payload (length)
 *   FORMAT   = format (1) confidence in thousandths (2) encoding\0reason\0
 *   BLOCKS   = count (4) record × count, then the texts, one behind the other
 *   record   = text bytes (4) line (4) offset (8) kind (1) flags (1) level (1)
 *              evidence (1)
 *   LINKS    = count (4) link × count, then the targets, one behind the other
 *   link     = block (4) start (4) end (4) kind (1) target bytes (2)
 *   META     = field (1) text
 *   PROGRESS = bytes of the file that were read (8)
 *   ERROR    = code (1) message
 *   ENTRY    = bytes (8) name; then BYTES until there are so many
 *   ENTRY_ERROR = code (1) name\0message
 *   END      = undecodable bytes (8) bytes of the file (8)
 *
 * Numbers are little-endian. FORMAT comes first, then BLOCKS, LINKS, META and PROGRESS in
 * any number, then END or ERROR; of an archive only ENTRY, BYTES, ENTRY_ERROR and END.
 * LINKS are about the blocks of the last BLOCKS, counted from 0. The
 * reader believes nothing it has not checked.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_IMPORT_FRAME_H
#define PIYUE_IMPORT_FRAME_H

#include <piyue/import.h>

#define FRAME_VERSION 1
#define FRAME_HEADER_BYTES ((size_t)8)
#define FRAME_MAX_BYTES ((size_t)1 << 20) /* of payload */
#define RECORD_BYTES ((size_t)20)
#define LINK_BYTES ((size_t)15)

typedef enum FrameType {
    FRAME_FORMAT = 1,
    FRAME_BLOCKS,
    FRAME_PROGRESS,
    FRAME_ERROR,
    FRAME_END,
    FRAME_META,
    FRAME_ENTRY,
    FRAME_ENTRY_ERROR,
    FRAME_BYTES,
    FRAME_LINKS,
} FrameType;

/* ---- the child's side -------------------------------------------------- */

/* Collects blocks and writes them in large frames. When the pipe is gone the child
 * has nobody left to work for, and ends. With fd -1 all frames stay in `out`. */
typedef struct FrameSink {
    Sink sink;
    int fd;
    uint32_t count; /* records that wait */
    uint32_t last;  /* the block told last, in its BLOCKS */
    StrBuf records, texts;
    uint32_t link_count; /* of those blocks, or of the last of those before */
    StrBuf links, targets;
    StrBuf out; /* frames being written */
} FrameSink;

void frame_sink_init(FrameSink *sink, int fd);
void frame_sink_clear(FrameSink *sink);
void frame_sink_format(FrameSink *sink, const ImportDetection *detection);
void frame_sink_error(FrameSink *sink, const Error *error);
/* A file of an archive, or why it cannot be had. */
void frame_sink_entry(FrameSink *sink, Str name, Str bytes);
void frame_sink_entry_error(FrameSink *sink, Str name, const Error *error);
/* The archive's end. */
void frame_sink_unpacked(FrameSink *sink);

/* ---- our side ---------------------------------------------------------- */

typedef struct FrameReader {
    const char *name; /* of the file, for messages */
    const ImportLimits *limits;
    Draft *draft; /* receives blocks; NULL when only the format is asked for */
    ImportDetection detection;
    uint64_t done_bytes, text_bytes, last_off;
    uint32_t last_line;
    size_t *batch; /* owned: where the blocks of the last BLOCKS begin in the draft */
    size_t batch_count, batch_capacity;
    bool has_format, has_end;
    /* For archives; NULL where no files are expected. */
    ArchiveVisitor *visitor;
    void *visitor_context;
    int entry_fd; /* of the file that is coming; -1 for none */
    char *entry_name;
    uint64_t entry_left, unpacked_bytes;
    StrBuf pending; /* a frame whose end has not come yet */
} FrameReader;

void frame_reader_init(FrameReader *reader, const char *name, const ImportLimits *limits,
                       Draft *draft);
void frame_reader_clear(FrameReader *reader);
/* Takes bytes as they come. False with the child's own error, ERR_LIMIT, or
 * ERR_FORMAT when they are not what the child would have sent. */
bool frame_reader_feed(FrameReader *reader, Str bytes, Error *err) MUST_CHECK;

#endif
