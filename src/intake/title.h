/* The title of a document that is being imported.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_INTAKE_TITLE_H
#define PIYUE_INTAKE_TITLE_H

#include <piyue/model.h>

/* The format's own title; else an unnumbered heading of the first level near the
 * beginning; else a first short block that looks like one; else the name of the file
 * without its extension; for standard input ("-") the first words. Never empty; lives
 * in the draft's arena. */
Str title_choose(const Draft *draft, const Outline *outline, Str path);

#endif
