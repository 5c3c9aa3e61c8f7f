/* The walls around the importing child.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_IMPORT_SANDBOX_H
#define PIYUE_IMPORT_SANDBOX_H

#include <piyue/import.h>

/* Exit status of a child that has used up its memory; mem_alloc gives the same. */
#define SANDBOX_STATUS_NO_MEMORY 2

/* What is made ready before forking, so that the child only has to step in. */
typedef struct Sandbox Sandbox;

/* Never NULL: what the kernel does not have is left out (sandbox_find_missing).
 * Converters of all encodings are loaded, as no library can be loaded behind the
 * walls. */
Sandbox *sandbox_new(void);
void sandbox_free(Sandbox *sandbox);
/* Makes the filter of system calls, unless it is made or the kernel filters none; false
 * when it cannot be made. That takes longer than using it: for whoever lets several
 * children step in. Else the child makes its own, within its limit of time: libseccomp
 * 2.5.4 goes round in a circle when it gets no memory (seccomp_export_bpf), and that is
 * to cost us the file and not the program. */
bool sandbox_build_filter(Sandbox *sandbox);

/* Locks the calling process in, for good: it keeps descriptor 0 (the file) and 1 (the
 * pipe), opens nothing but poppler's data, starts nothing, signals nobody, and may use
 * no more than `limits`. False when the system refuses. `parent` is whose death it must
 * not survive. */
bool sandbox_enter(Sandbox *sandbox, int fd, int pipe_fd, int parent,
                   const ImportLimits *limits);

#endif
