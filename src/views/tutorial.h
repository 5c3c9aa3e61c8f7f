/* The tutorial, compiled in (tutorial/embed.sh).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_VIEWS_TUTORIAL_H
#define PIYUE_VIEWS_TUTORIAL_H

#include <stddef.h>

typedef struct EmbeddedTutorial {
    const char *language, *text;
    size_t bytes;
} EmbeddedTutorial;
extern const EmbeddedTutorial embedded_tutorials[]; /* ends with a NULL language */

#endif
