/* The stages of a document's way in, and what the ways in share.
 *
 * A file is copied and read in any thread, without a library; only who writes brings it
 * in.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_INTAKE_INTAKE_H
#define PIYUE_INTAKE_INTAKE_H

#include "intake/copy.h"
#include "intake/likeness.h"
#include "intake/prepare.h"

#include <piyue/intake.h>
#include <piyue/operation.h>

/* Where the file is, whatever the working directory will be; "-" stays. Works for what
 * does not exist any more, too. Owned. */
char *path_make_absolute(const char *path);

typedef struct Intake {
    char *path;       /* absolute, or "-"; owned */
    const char *name; /* as it was given: messages name it like that */
    const IntakeOptions *options;
    Copy copy;
    Processing processing;
    Prepared prepared;   /* no draft until it has been read */
    Sketch sketch;       /* of that draft */
    EditionParts *parts; /* packed ahead, or NULL; owned */
    bool is_back;        /* an edition that its source went back to */
    ImportResult *result;
} Intake;

/* `name`, `options` and `result` are borrowed until intake_clear; *result is begun. */
void intake_init(Intake *intake, const char *name, const IntakeOptions *options,
                 ImportResult *result);
void intake_clear(Intake *intake);
/* Takes a private copy of the file; a large one in `directory`. */
bool intake_take(Intake *intake, int fd, const char *directory, Error *err) MUST_CHECK;
/* Is it for the library to say how it is read, or whether? False for bytes, and a path,
 * that the store has never seen. */
bool intake_needs_library(const Intake *intake, Store *store);
/* Reads, cleans and outlines the copy. */
bool intake_read(Intake *intake, Error *err) MUST_CHECK;
/* Packs what has been read, by a store of the calling thread, if it is small enough to
 * have it twice. */
void intake_pack(Intake *intake, Store *store);
/* Reads it as the library wants it, where it has to be read at all. */
bool intake_read_for(Intake *intake, Library *library, Error *err) MUST_CHECK;
/* Puts it into the library: as a new document, an edition, or what is there already. May
 * be done again after a rollback. */
bool intake_bring_in(Action *action, Intake *intake, Error *err) MUST_CHECK;
/* The same in an action of its own. */
bool intake_finish(Intake *intake, Library *library, Error *err) MUST_CHECK;

#endif
