/* Libraries for targets that need one, in memory where the system has files there.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_FUZZ_KEPT_LIBRARY_H
#define TESTS_FUZZ_KEPT_LIBRARY_H

#include <piyue/library.h>

/* The text of document 1: five paragraphs, three of them headings. */
extern const char kept_paper[];

/* One library for many inputs, since making one takes longer than using it: a target
 * takes back what it does. After some thousand inputs it is another. */
Library *kept_library_take(void);
/* Everything in it can be read. */
void kept_library_check(Library *library);

/* A library for this input alone, the same at each call: document 1 with passages that
 * have notes, tags, a reply, a day, in a collection; one change taken back. Gives its
 * folder, borrowed; nothing has it open. */
const char *kept_library_place(void);

#endif
