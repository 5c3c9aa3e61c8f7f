/* What the ways in share.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_LIBRARY_INTAKE_H
#define PIYUE_LIBRARY_INTAKE_H

/* Where the file is, whatever the working directory will be; "-" stays. Works for what
 * does not exist any more, too. Owned. */
char *path_make_absolute(const char *path);

#endif
