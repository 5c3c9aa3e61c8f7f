/* Blocks: what the engine reads, from a draft or from a document.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "outline/engine.h"

/* How often a document's cache may shrink in a loop over its blocks. */
#define TRIM_STEPS 1024

BlockView blocks_get(const Blocks *blocks, uint32_t block)
{
    if (blocks->draft) {
        const DraftBlock *from = &blocks->draft->blocks[block];
        return (BlockView){from->text, from->kind, from->flags, from->markup_level,
                           from->evidence};
    }
    BlockInfo info = document_get_block(blocks->document, block);
    return (BlockView){document_get_text(blocks->document, block), info.kind, info.flags,
                       info.markup_level, info.evidence};
}

Str blocks_get_text(const Blocks *blocks, uint32_t block)
{
    return blocks->draft ? blocks->draft->blocks[block].text
                         : document_get_text(blocks->document, block);
}

bool blocks_go_on(const Blocks *blocks, size_t step)
{
    if (step % TRIM_STEPS)
        return true;
    if (blocks->document)
        document_trim(blocks->document);
    return report_progress(blocks->watch, 0, 0);
}
