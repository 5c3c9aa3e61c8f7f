/* The lists behind automatic numbers in a Word 97 document.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/doc.h"

#include <piyue/text.h>

#define LIST_BYTES 28  /* LSTF */
#define LEVEL_BYTES 28 /* LVLF */
#define USE_BYTES 16   /* LFO */

/* Reads a level at `*off`, which moves behind it. */
static ListLevel read_level(Doc *doc, Str bytes, size_t *off)
{
    size_t at = *off;
    uint32_t flags = doc_u8(bytes, at + 5);
    ListLevel level = {.start = doc_u32(bytes, at),
                       .restart = -1,
                       .format = number_format_of_code(doc_u8(bytes, at + 4)),
                       .is_legal = flags & 4};
    level.is_bullet = level.format == NUMBER_BULLET;
    if (flags & 8) /* restarts after another level than the one above, or never */
        level.restart = (int)doc_u8(bytes, at + 26);
    uint32_t suffix = doc_u8(bytes, at + 15);
    level.suffix = suffix == 0 ? SUFFIX_TAB : suffix == 1 ? SUFFIX_SPACE : SUFFIX_NOTHING;
    at += LEVEL_BYTES;
    at += doc_u8(bytes, at - 4) + doc_u8(bytes, at - 3);
    size_t count = doc_u16(bytes, at);
    at += 2;
    StrBuf text = {0};
    for (size_t i = 0; i < count && at + i * 2 + 1 < bytes.len; i++) {
        uint32_t c = doc_u16(bytes, at + i * 2);
        /* Where a number goes stands its level. */
        if (c < LIST_LEVELS)
            strbuf_appendf(&text, "%%%u", c + 1);
        else
            strbuf_append_codepoint(&text, c);
    }
    *off = at + count * 2;
    level.text = arena_str(doc->numbering->arena, strbuf_get(&text));
    strbuf_clear(&text);
    return level;
}

/* The designs: as many headers as there are lists, then the levels of all. These lie
 * behind what the file says is the table. */
static void read_designs(Doc *doc, Str lists)
{
    size_t count = doc_u16(lists, 0);
    if (2 + count * LIST_BYTES > lists.len)
        return;
    Str table = strbuf_get(&doc->table);
    size_t start = (size_t)(lists.data - table.data);
    Str bytes = str_slice(table, start, table.len);
    size_t off = lists.len;
    for (size_t i = 0; i < count && off < bytes.len; i++) {
        size_t header = 2 + i * LIST_BYTES;
        bool is_simple = doc_u8(lists, header + 26) & 1;
        ListDesign *design =
            numbering_add_design(doc->numbering, (int)doc_u32(lists, header));
        for (size_t k = 0; k < (is_simple ? 1 : LIST_LEVELS) && off < bytes.len; k++)
            design->levels[k] = read_level(doc, bytes, &off);
    }
}

static void read_overrides(Doc *doc, ListUse *use, size_t count, Str data, size_t *off)
{
    for (size_t i = 0; i < count && *off < data.len; i++) {
        uint32_t start = doc_u32(data, *off), flags = doc_u32(data, *off + 4);
        *off += 8;
        size_t index = flags & 0xF;
        ListLevel *level = NULL;
        if (flags & 0x20) {
            level = arena_alloc(doc->numbering->arena, sizeof(*level));
            *level = read_level(doc, data, off);
            if (flags & 0x10)
                start = level->start;
        }
        if (index >= LIST_LEVELS)
            continue;
        use->overrides[index].level = level;
        if (flags & 0x10)
            use->overrides[index].start = (int)MIN(start, 1000000);
    }
}

void doc_read_lists(Doc *doc)
{
    doc->numbering = numbering_new();
    Str lists = doc_get_table(doc, DOC_LISTS);
    Str uses = doc_get_table(doc, DOC_LIST_USES);
    if (lists.len)
        read_designs(doc, lists);
    size_t count = doc_u32(uses, 0);
    if (uses.len < 4 || count > (uses.len - 4) / USE_BYTES)
        count = 0;
    size_t off = 4 + count * USE_BYTES;
    for (size_t i = 0; i < count; i++) {
        size_t at = 4 + i * USE_BYTES;
        ListUse *use =
            numbering_add_use(doc->numbering, (int)i + 1, (int)doc_u32(uses, at));
        off += 4;
        read_overrides(doc, use, doc_u8(uses, at + 12), uses, &off);
    }
    numbering_finish(doc->numbering);
}
