/* The door: detects and reads files, through a child.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/import.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "import/format.h"
#include "import/worker.h"

#include <piyue/charset.h>
#include <piyue/web.h>

/* How much of a text is decoded to see whether it is markup. */
#define SNIFF_BYTES ((size_t)16 << 10)

/* ---- in the child ------------------------------------------------------ */

/* Some files begin with hundreds of kilobytes of ASCII: the first part that is more
 * says how they are encoded. `room` holds SOURCE_HEAD_BYTES. */
static bool detect_charset(const Source *source, char *room, CharsetGuess *guess,
                           Error *err)
{
    *guess = charset_detect(source->head, source->head.len < SOURCE_HEAD_BYTES);
    if (source->head.len < SOURCE_HEAD_BYTES || strcmp(guess->encoding, "UTF-8") != 0 ||
        !str_is_ascii(source->head))
        return true;
    for (uint64_t off = SOURCE_HEAD_BYTES;; off += SOURCE_HEAD_BYTES) {
        size_t got;
        if (!source_read(source, off, room, SOURCE_HEAD_BYTES, &got, err))
            return false;
        Str part = {room, got};
        if (got == 0)
            return true;
        if (str_is_ascii(part))
            continue;
        CharsetGuess later = charset_detect(part, got < SOURCE_HEAD_BYTES);
        if (strcmp(later.encoding, "binary") != 0)
            *guess = later;
        return true;
    }
}

/* The beginning of a text as UTF-8; nothing for what is no text. */
static bool decode_beginning(const Source *source, const CharsetGuess *guess,
                             StrBuf *decoded, Error *err)
{
    if (strcmp(guess->encoding, "binary") == 0)
        return true;
    Decoder *decoder = decoder_new(guess->encoding, err);
    if (!decoder)
        return error_context(err, "%s", source->name);
    decoder_feed(decoder, str_slice(source->head, guess->bom_bytes, SNIFF_BYTES), false,
                 decoded);
    decoder_free(decoder);
    /* A text of one unfinished character is a text. */
    if (!decoded->len)
        strbuf_append_byte(decoded, ' ');
    return true;
}

/* What an archive says it is. Whether it can be read is for its importer to say. */
static void open_archive(const Source *source, Sniff *sniff, StrBuf *mimetype)
{
    Error ignored = {0};
    ZipLimits limits = zip_limits_default();
    sniff->zip = zip_open_source(source, &limits, &ignored);
    size_t index = sniff->zip ? zip_find(sniff->zip, STR("mimetype")) : SIZE_MAX;
    if (index != SIZE_MAX && !error_is_set(&ignored) &&
        zip_read_entry(sniff->zip, index, mimetype, &ignored))
        sniff->mimetype = str_trim(strbuf_get(mimetype));
    else if (!sniff->zip && source->head.len > 38)
        /* A broken one may still begin with it. */
        sniff->mimetype = str_slice(source->head, 38, 128);
    error_clear(&ignored);
}

static const Format *find_by_bytes(const Source *source)
{
    StrBuf mimetype = {0};
    Sniff sniff = {.head = source->head,
                   .is_zip = str_has_prefix(source->head, STR("PK\x03\x04")) ||
                             str_has_prefix(source->head, STR("PK\x05\x06"))};
    if (sniff.is_zip)
        open_archive(source, &sniff, &mimetype);
    const Format *format = format_find(&sniff);
    zip_free(sniff.zip);
    strbuf_clear(&mimetype);
    return format;
}

/* A page may say how it is encoded. */
static void ask_page(const Source *source, ImportDetection *detection)
{
    const char *encoding = html_choose_encoding(source->head, detection->encoding);
    if (strcmp(encoding, detection->encoding) == 0)
        return;
    detection->encoding = encoding;
    detection->reason = charset_find_reason(STR("declared by the document"));
}

/* Finds format and encoding. */
static bool detect(Source *source, const char *chosen, char *room,
                   ImportDetection *detection, const Format **format, Error *err)
{
    *detection = (ImportDetection){.confidence = 1};
    *format = find_by_bytes(source);
    if (strcmp((*format)->name, "binary") != 0) {
        detection->format = (*format)->name;
        return true;
    }
    CharsetGuess guess;
    if (!detect_charset(source, room, &guess, err))
        return false;
    if (chosen)
        guess = (CharsetGuess){chosen, 1, guess.reason, 0};
    StrBuf decoded = {0};
    bool is_decoded = decode_beginning(source, &guess, &decoded, err);
    if (is_decoded) {
        Sniff sniff = {.head = source->head, .text = strbuf_get(&decoded)};
        *format = format_find(&sniff);
        detection->confidence = guess.confidence;
        detection->reason = guess.reason;
        detection->encoding = decoded.len ? guess.encoding : NULL;
        detection->format = (*format)->name;
        if (!chosen && (*format)->read == read_html)
            ask_page(source, detection);
    }
    strbuf_clear(&decoded);
    return is_decoded;
}

typedef enum ImportTask { TASK_READ, TASK_DETECT, TASK_UNPACK } ImportTask;

/* What the child is asked for; the name of the file follows. */
typedef struct ImportRequest {
    ImportLimits limits;
    ImportTask task;
    char encoding[32]; /* that was chosen; empty for none */
} ImportRequest;

typedef struct ImportJob {
    const char *name;
    const ImportLimits *limits;
    const char *encoding;
    ImportTask task;
} ImportJob;

/* Is it a file that a folder's walk would have found? */
static bool is_wanted(const char *name)
{
    Str rest = str_from(name);
    if (!rest.len || rest.data[rest.len - 1] == '/' ||
        str_has_prefix(rest, STR("__MACOSX/")))
        return false;
    while (rest.len) {
        size_t slash = str_find(rest, STR("/"), 0);
        Str part = str_slice(rest, 0, slash == STR_NONE ? rest.len : slash);
        if (part.len && part.data[0] == '.' && !str_is_equal(part, STR(".")) &&
            !str_is_equal(part, STR("..")))
            return false;
        rest = str_slice(rest, part.len + (slash != STR_NONE), rest.len);
    }
    return true;
}

static bool unpack(const Source *source, FrameSink *sink, Error *err)
{
    ZipLimits limits = zip_limits_default();
    Zip *zip = zip_open_source(source, &limits, err);
    if (!zip)
        return false;
    StrBuf bytes = {0};
    for (size_t i = 0; i < zip_count_entries(zip); i++) {
        const char *name = zip_get_entry_name(zip, i);
        if (!is_wanted(name))
            continue;
        Error why = {0};
        strbuf_reset(&bytes);
        if (zip_read_entry(zip, i, &bytes, &why))
            frame_sink_entry(sink, str_from(name), strbuf_get(&bytes));
        else
            frame_sink_entry_error(sink, str_from(name), &why);
        error_clear(&why);
    }
    frame_sink_unpacked(sink);
    strbuf_clear(&bytes);
    zip_free(zip);
    return true;
}

static bool serve(Source *source, FrameSink *sink, const ImportJob *job, char *room,
                  Error *err)
{
    if (!source->head.len)
        return error_set(err, ERR_EMPTY, _("%s is empty"), source->name);
    if (job->task == TASK_UNPACK)
        return unpack(source, sink, err);
    ImportDetection detection;
    const Format *format;
    if (!detect(source, job->encoding, room, &detection, &format, err))
        return false;
    if (job->task != TASK_DETECT && !format->read)
        return error_set(err, ERR_FORMAT, _(format->refusal), source->name);
    frame_sink_format(sink, &detection);
    source->encoding = detection.encoding;
    if (job->task != TASK_DETECT)
        return format->read(source, &sink->sink, err);
    sink_end(&sink->sink, 0, 0);
    return true;
}

static void run_import(int fd, FrameSink *sink, Str message)
{
    ImportRequest request;
    BUG_ON(message.len < sizeof(request));
    memcpy(&request, message.data, sizeof(request));
    char *name = str_dup(str_slice(message, sizeof(request), message.len));
    ImportJob job = {.name = name,
                     .limits = &request.limits,
                     .encoding = charset_find(str_from(request.encoding)),
                     .task = request.task};
    Source source = {.fd = fd,
                     .name = name,
                     .limits = &request.limits,
                     .is_encoding_chosen = job.encoding != NULL};
    Error err = {0};
    char *head = mem_alloc(SOURCE_HEAD_BYTES), *room = mem_alloc(SOURCE_HEAD_BYTES);
    size_t got = 0;
    bool is_served = source_read(&source, 0, head, SOURCE_HEAD_BYTES, &got, &err);
    source.head = (Str){head, got};
    if (!is_served || !serve(&source, sink, &job, room, &err))
        frame_sink_error(sink, &err);
    error_clear(&err);
    free(head);
    free(room);
    free(name);
}

/* ---- in the parent ----------------------------------------------------- */

static bool run_job(int fd, const char *name, const ImportOptions *options,
                    ImportTask task, FrameReader *reader, Error *err)
{
    struct stat info;
    if (fstat(fd, &info) != 0)
        return error_set_system(err, ERR_INPUT, errno, _("%s cannot be read"), name);
    if (!S_ISREG(info.st_mode))
        return error_set(err, ERR_INPUT, _("%s is not a regular file"), name);
    ImportRequest request = {.limits = options->limits, .task = task};
    if (options->encoding)
        snprintf(request.encoding, sizeof(request.encoding), "%s", options->encoding);
    StrBuf message = {0};
    strbuf_append(&message, (const char *)&request, sizeof(request));
    strbuf_append_str(&message,
                      str_slice(str_from(name), 0, WORKER_REQUEST_MAX - sizeof(request)));
    WorkerJob work = {.fd = fd,
                      .name = name,
                      .options = options,
                      .total_bytes = (uint64_t)info.st_size,
                      .main = run_import,
                      .request = strbuf_get(&message)};
    bool is_done = worker_run(&work, reader, err);
    strbuf_clear(&message);
    return is_done;
}

ImportZygote *import_zygote_new(void)
{
    return zygote_new(run_import);
}

bool import_detect(int fd, const char *name, const ImportOptions *options,
                   ImportDetection *detection, Error *err)
{
    FrameReader reader;
    frame_reader_init(&reader, name, &options->limits, NULL);
    bool is_done = run_job(fd, name, options, TASK_DETECT, &reader, err);
    if (is_done)
        *detection = reader.detection;
    frame_reader_clear(&reader);
    return is_done;
}

Draft *import_read(int fd, const char *name, const ImportOptions *options, Error *err)
{
    Draft *draft = draft_new();
    FrameReader reader;
    frame_reader_init(&reader, name, &options->limits, draft);
    bool is_read = run_job(fd, name, options, TASK_READ, &reader, err);
    frame_reader_clear(&reader);
    if (is_read)
        return draft;
    draft_free(draft);
    return NULL;
}

bool import_unpack(int fd, const char *name, const ImportOptions *options,
                   ArchiveVisitor *visitor, void *context, Error *err)
{
    FrameReader reader;
    frame_reader_init(&reader, name, &options->limits, NULL);
    reader.visitor = visitor;
    reader.visitor_context = context;
    bool is_done = run_job(fd, name, options, TASK_UNPACK, &reader, err);
    frame_reader_clear(&reader);
    return is_done;
}
