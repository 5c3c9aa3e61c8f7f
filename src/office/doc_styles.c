/* The style sheet of a Word 97 document, and what property modifiers say.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/doc.h"

#include <stdlib.h>

#include "office/style_names.h"

#include <piyue/text.h>

/* ---- property modifiers -------------------------------------------------- */

enum {
    SPRM_P_JC_80 = 0x2403,
    SPRM_P_IN_TABLE = 0x2416,
    SPRM_P_ROW_END = 0x2417,
    SPRM_P_JC = 0x2461,
    SPRM_P_LIST_LEVEL = 0x260A,
    SPRM_P_OUTLINE_LEVEL = 0x2640,
    SPRM_P_LIST = 0x460B,
    SPRM_P_FIRST_INDENT_80 = 0x8411,
    SPRM_P_FIRST_INDENT = 0x8460,
    SPRM_P_FIRST_INDENT_CHARS = 0x4457,
    SPRM_C_DELETED = 0x0800,
    SPRM_C_BOLD = 0x0835,
    SPRM_C_HIDDEN = 0x083C,
    SPRM_C_SPECIAL = 0x0855,
    SPRM_C_SIZE = 0x4A43,
    SPRM_C_SYMBOL = 0x6A09,
};

#define OUTLINE_BODY 9

void doc_apply_paragraph(DocParagraph *paragraph, Str sprms)
{
    Sprm sprm;
    while (sprm_next(&sprms, &sprm)) {
        int value = (int)doc_u8(sprm.operand, 0);
        int wide = (int16_t)doc_u16(sprm.operand, 0);
        switch (sprm.code) {
        case SPRM_P_JC_80:
        case SPRM_P_JC:
            paragraph->is_centered = value == 1;
            break;
        case SPRM_P_IN_TABLE:
            paragraph->is_in_table = value != 0;
            break;
        case SPRM_P_ROW_END:
            paragraph->is_row_end = value != 0;
            break;
        case SPRM_P_LIST_LEVEL:
            paragraph->list_level = value;
            break;
        case SPRM_P_OUTLINE_LEVEL:
            paragraph->level = MIN(value, OUTLINE_BODY);
            break;
        case SPRM_P_LIST:
            paragraph->list = MAX(wide, 0);
            break;
        case SPRM_P_FIRST_INDENT_80:
        case SPRM_P_FIRST_INDENT:
        case SPRM_P_FIRST_INDENT_CHARS:
            paragraph->is_indented = wide > 0;
            break;
        default:
            break;
        }
    }
}

/* 0 and 1 are off and on; 128 and 129 as the style has it, and the other way round. */
static int toggle(int style, uint32_t value)
{
    if (value < 2)
        return (int)value;
    return value == 0x81 ? style != 1 : style;
}

void doc_apply_run(DocRun *run, const DocRun *style, Str sprms)
{
    Sprm sprm;
    while (sprm_next(&sprms, &sprm)) {
        uint32_t value = doc_u8(sprm.operand, 0);
        switch (sprm.code) {
        case SPRM_C_DELETED:
            run->is_deleted = value == 1;
            break;
        case SPRM_C_BOLD:
            run->is_bold = toggle(style->is_bold, value);
            break;
        case SPRM_C_HIDDEN:
            run->is_hidden = toggle(style->is_hidden, value);
            break;
        case SPRM_C_SPECIAL:
            run->is_special = value == 1;
            break;
        case SPRM_C_SIZE:
            run->half_points = doc_u16(sprm.operand, 0);
            break;
        case SPRM_C_SYMBOL:
            run->symbol = doc_u16(sprm.operand, 2);
            break;
        default:
            break;
        }
    }
}

/* ---- the style sheet ----------------------------------------------------- */

enum { STI_HEADING_1 = 1, STI_HEADING_9 = 9, STI_TITLE = 62 };
enum { STI_CONTENTS_1 = 19, STI_CONTENTS_9 = 27 };
#define NO_BASE 0xFFFu
#define KIND_PARAGRAPH 1u

static const DocParagraph unsaid_paragraph = {
    .level = -1, .list = -1, .list_level = -1, .is_centered = -1, .is_indented = -1};
static const DocRun unsaid_run = {.half_points = 20};

static Str read_name(Doc *doc, Str style, size_t off, size_t *end)
{
    size_t count = doc_u16(style, off);
    StrBuf name = {0};
    for (size_t i = 0; i < count && off + 2 + i * 2 + 1 < style.len; i++)
        strbuf_append_codepoint(&name, doc_u16(style, off + 2 + i * 2));
    *end = off + 2 + (count + 1) * 2;
    Str kept = arena_str(doc->arena, strbuf_get(&name));
    strbuf_clear(&name);
    return kept;
}

static void read_style(Doc *doc, DocStyle *style, Str raw, size_t base_bytes)
{
    uint32_t sti = doc_u16(raw, 0) & 0xFFF, kind = doc_u16(raw, 2) & 0xF;
    style->is_there = raw.len > 0;
    style->base = doc_u16(raw, 2) >> 4;
    if (kind != KIND_PARAGRAPH)
        return;
    size_t off;
    style->name = read_name(doc, raw, base_bytes, &off);
    off += off & 1;
    size_t bytes = doc_u16(raw, off);
    style->paragraph_sprms = str_slice(raw, off + 4, off + 2 + bytes);
    off += 2 + bytes;
    off += off & 1;
    bytes = doc_u16(raw, off);
    style->run_sprms = str_slice(raw, off + 2, off + 2 + bytes);
    bool is_heading = sti >= STI_HEADING_1 && sti <= STI_HEADING_9;
    unsigned level = is_heading ? sti : style_level_of_name(style->name);
    style->is_title = sti == STI_TITLE || (!is_heading && style_is_title(style->name));
    style->is_contents = (sti >= STI_CONTENTS_1 && sti <= STI_CONTENTS_9) ||
                         style_is_contents(style->name);
    style->is_quote = style_is_quote(style->name);
    if (style->is_contents)
        level = OUTLINE_BODY + 1;
    if (level)
        style->paragraph.level = (int)level - 1;
}

/* Word itself does not follow more. */
#define MAX_BASES 12

static void resolve(Doc *doc, DocStyle *style)
{
    const DocStyle *chain[MAX_BASES];
    size_t count = 0;
    for (const DocStyle *one = style; one && count < MAX_BASES;) {
        chain[count++] = one;
        one = one->base < doc->style_count && one->base != NO_BASE
                  ? &doc->styles[one->base]
                  : NULL;
    }
    DocParagraph paragraph = unsaid_paragraph;
    DocRun run = unsaid_run;
    while (count--) {
        /* The level that a name gives is like one that is said. */
        int level = chain[count]->paragraph.level;
        if (level >= 0)
            paragraph.level = level;
        doc_apply_paragraph(&paragraph, chain[count]->paragraph_sprms);
        DocRun base = run;
        doc_apply_run(&run, &base, chain[count]->run_sprms);
    }
    style->paragraph = paragraph;
    style->run = run;
}

void doc_read_styles(Doc *doc)
{
    Str sheet = doc_get_table(doc, DOC_STYLES);
    size_t header = doc_u16(sheet, 0);
    size_t count = doc_u16(sheet, 2), base_bytes = doc_u16(sheet, 4);
    if (sheet.len < 6)
        return;
    doc->styles = mem_alloc_array(count + 1, sizeof(doc->styles[0]));
    doc->style_count = count;
    DocStyle *resolved = mem_alloc_array(count + 1, sizeof(*resolved));
    size_t off = 2 + header;
    for (size_t i = 0; i < count; i++) {
        size_t bytes = doc_u16(sheet, off);
        doc->styles[i] = (DocStyle){.paragraph = unsaid_paragraph, .base = NO_BASE};
        read_style(doc, &doc->styles[i], str_slice(sheet, off + 2, off + 2 + bytes),
                   base_bytes);
        off += 2 + bytes + (bytes & 1);
    }
    for (size_t i = 0; i < count; i++) {
        resolved[i] = doc->styles[i];
        resolve(doc, &resolved[i]);
    }
    free(doc->styles);
    doc->styles = resolved;
}

const DocStyle *doc_get_style(const Doc *doc, uint32_t index)
{
    static const DocStyle none = {.paragraph = {.level = -1,
                                                .list = -1,
                                                .list_level = -1,
                                                .is_centered = -1,
                                                .is_indented = -1},
                                  .run = {.half_points = 20}};
    return index < doc->style_count && doc->styles[index].is_there ? &doc->styles[index]
                                                                   : &none;
}
