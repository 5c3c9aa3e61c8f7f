/* Contents lists: which heading a line of one names.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "outline/engine.h"

uint32_t outline_find_target(Document *document, uint32_t block)
{
    size_t count = document->section_count;
    size_t next = sections_find_from(document->sections, count, block);
    if (next < count && document->sections[next].heading.block == block)
        return SECTION_NONE;
    uint32_t wanted = title_hash(document_get_text(document, block));
    for (size_t i = next; wanted && i < count; i++) {
        if (title_hash(document_get_title(document, (uint32_t)i)) == wanted)
            return (uint32_t)i;
        if (i % 1024 == 0)
            document_trim(document);
    }
    return SECTION_NONE;
}
