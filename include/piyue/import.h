/* import: a file of any format → a Draft.
 *
 * The importer table says which formats are tried, by content; an importer runs
 * in a child process only, reads a descriptor, and sends blocks through a framed,
 * length-checked pipe. A crash, a limit or nonsense on the pipe is an error
 * message here, and nothing else. Does not clean, outline or store.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_IMPORT_H
#define PIYUE_IMPORT_H

#include <piyue/importer.h>

/* Told from time to time; false asks the import to stop (ERR_CANCELLED). */
typedef bool ImportProgress(void *context, uint64_t done_bytes, uint64_t total_bytes);

/* A small process that starts importing children. Whoever reads many files has one: a
 * child of a small process costs less than one of a large. Whoever reads them in threads
 * must have one for each. */
typedef struct ImportZygote ImportZygote;
/* To be called before there are threads. NULL where none can be started; imports do
 * without it then. */
ImportZygote *import_zygote_new(void);
void import_zygote_free(ImportZygote *zygote); /* NULL is fine */

/* A sentence (msgid) about what this system lacks of the walls around the child; NULL
 * when all stand. Whoever imports tells it once. */
const char *import_find_missing_wall(void);

typedef struct ImportOptions {
    const char *encoding; /* canonical name that overrides detection; NULL to detect */
    ImportLimits limits;
    ImportProgress *progress; /* NULL is fine */
    void *progress_context;
    /* Heading patterns of the user's own, for who makes an outline of the draft; borrowed,
     * NULL for none. */
    const struct OutlineRules *rules;
    ImportZygote *zygote; /* borrowed; NULL: the child is forked by the caller itself */
} ImportOptions;

/* What the child found out about a file without reading it all. */
typedef struct ImportDetection {
    /* Name of the format, static: also of one that is known but not read ("pdf");
     * "binary" when it is none of them. */
    const char *format;
    const char *encoding; /* NULL where the format has none */
    double confidence;
    const char *reason; /* why this encoding, static msgid; NULL where there is none */
    const char *format_reason; /* why this format, static msgid */
} ImportDetection;

/* Detects the format of an open file. `name` is for messages only. */
bool import_detect(int fd, const char *name, const ImportOptions *options,
                   ImportDetection *detection, Error *err) MUST_CHECK;

/* Reads the file into a draft, in a child process that can read this file and write a
 * pipe, and no more: no other file, no network, no process, within the limits. The draft holds blocks as the
 * file has them, not yet cleaned; its title is the format's own if it has one.
 * Errors: ERR_FORMAT (binary, broken), ERR_EMPTY, ERR_LIMIT, ERR_INPUT,
 * ERR_CANCELLED. `fd` stays open and is read from its start. */
Draft *import_read(int fd, const char *name, const ImportOptions *options,
                   Error *err) MUST_CHECK;

/* A file of an archive: `fd` holds it, from its start, until this returns; or -1 with
 * `why` set. False ends the unpacking. `name` is a stranger's. */
typedef bool ArchiveVisitor(void *context, const char *name, int fd, const Error *why);
/* Hands over the files in a ZIP archive one by one, in its own order, unpacked into
 * memory in a child within the limits of container.h. Folders and hidden files are passed
 * over. False when the archive is broken or beyond the limits, or with ERR_CANCELLED. */
bool import_unpack(int fd, const char *name, const ImportOptions *options,
                   ArchiveVisitor *visitor, void *context, Error *err) MUST_CHECK;

/* What in a file tells that it is of this format: static msgid, NULL for none. */
const char *import_explain_format(const char *name);
/* Names of the formats, NULL-terminated, static. */
const char *const *import_list_formats(void);

#endif
