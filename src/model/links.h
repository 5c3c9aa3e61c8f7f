/* How the links of a draft follow its blocks.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_MODEL_LINKS_H
#define PIYUE_MODEL_LINKS_H

#include <piyue/model.h>

/* Block i of `old_blocks` became the blocks from first[i] on, whose texts are slices of
 * its own. */
void links_follow_split(Draft *draft, const DraftBlock *old_blocks, const size_t *first);
/* Block i went to moved_to[i], behind moved_by[i] bytes. */
void links_follow_join(Draft *draft, const size_t *moved_to, const size_t *moved_by);

#endif
