/* Outlines as nested sections.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/model.h>

#include <stdlib.h>

void outline_add(Outline *outline, Heading heading)
{
    outline->headings = mem_grow(outline->headings, &outline->capacity,
                                 outline->count + 1, sizeof(*outline->headings));
    outline->headings[outline->count++] = heading;
}

void outline_clear(Outline *outline)
{
    free(outline->headings);
    *outline = (Outline){0};
}

Section *sections_new(const Outline *outline, uint32_t block_count)
{
    Section *sections = mem_alloc_array(outline->count, sizeof(*sections));
    uint32_t open = SECTION_NONE; /* innermost section that still goes on */
    for (uint32_t i = 0; i < outline->count; i++) {
        const Heading *heading = &outline->headings[i];
        while (open != SECTION_NONE && sections[open].heading.level >= heading->level) {
            sections[open].end_block = heading->block;
            open = sections[open].parent;
        }
        sections[i] = (Section){*heading, block_count, open};
        open = i;
    }
    return sections;
}

size_t sections_find_from(const Section *sections, size_t count, uint32_t block)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sections[middle].heading.block < block)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t sections_skip(const Section *sections, size_t count, size_t section)
{
    uint32_t end_block = sections[section].end_block;
    /* Most sections hold few others: the window doubles until it reaches behind them. */
    size_t low = section + 1, reach = 1;
    while (low + reach < count && sections[low + reach].heading.block < end_block) {
        low += reach;
        reach *= 2;
    }
    size_t high = MIN(low + reach, count);
    return low + sections_find_from(sections + low, high - low, end_block);
}

uint32_t sections_find(const Section *sections, size_t count, uint32_t block)
{
    size_t behind = sections_find_from(sections, count, block);
    if (behind < count && sections[behind].heading.block == block)
        behind++;
    uint32_t section = behind ? (uint32_t)behind - 1 : SECTION_NONE;
    while (section != SECTION_NONE && sections[section].end_block <= block)
        section = sections[section].parent;
    return section;
}
