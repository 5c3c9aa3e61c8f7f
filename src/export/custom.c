/* Formats of the user's own: a file of rows with {fields}.
 *
 *     @escape latex       how values are made harmless; from here on
 *     @begin              once, before all
 *     @document           for each document …
 *     @heading            … for each heading above its passages …
 *     @passage            … for each passage; rows before any @ belong here
 *     @end                once, behind all
 *     @# a remark
 *     @@ a row that begins with @
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/exporter.h"

#include <inttypes.h>

typedef enum Part {
    PART_BEGIN,
    PART_DOCUMENT,
    PART_HEADING,
    PART_PASSAGE,
    PART_END
} Part;
static const char *const part_names[] = {"begin", "document", "heading", "passage",
                                         "end"};

typedef struct Row {
    Str text;
    Part part;
    Escape escape;
} Row;

typedef struct Custom {
    Row *rows; /* arena of the export */
    size_t count, capacity;
    StrBuf *out;
    const ExportDocument *document;
} Custom;

/* ---- reading ------------------------------------------------------------------- */

static bool find_part(Str name, Part *part)
{
    for (size_t i = 0; i < ARRAY_SIZE(part_names); i++) {
        if (!str_is_equal(name, str_from(part_names[i])))
            continue;
        *part = (Part)i;
        return true;
    }
    return false;
}

static bool take_directive(Str row, Part *part, Escape *escape, Error *err)
{
    Str rest = str_slice(row, 1, row.len);
    Str word = str_split(&rest, ' ');
    if (find_part(str_trim(word), part))
        return true;
    if (!str_is_equal(word, STR("escape")))
        return error_set(err, ERR_USAGE,
                         _("“@%.*s” is unknown; there are @begin, @document, @heading, "
                           "@passage, @end, @escape and @# for remarks"),
                         STR_ARG(word));
    return escape_parse(str_trim(rest), escape) ||
           error_set(err, ERR_USAGE, _("@escape is one of %s, not “%.*s”"),
                     "none, lines, md, org, html, csv, json, latex", STR_ARG(rest));
}

static bool parse(Custom *custom, Str template, Arena *arena, Error *err)
{
    Part part = PART_PASSAGE;
    Escape escape = ESCAPE_LINES;
    size_t rows = 1;
    for (size_t i = 0; i < template.len; i++)
        rows += template.data[i] == '\n';
    custom->rows = arena_alloc(arena, rows * sizeof(*custom->rows));
    int number = 0;
    while (template.len) {
        Str row = str_split(&template, '\n');
        number++;
        if (str_has_suffix(row, STR("\r")))
            row.len--;
        bool is_right = true;
        if (str_has_prefix(row, STR("@#")))
            continue;
        if (str_has_prefix(row, STR("@")) && !str_has_prefix(row, STR("@@"))) {
            is_right = take_directive(row, &part, &escape, err);
        } else {
            if (str_has_prefix(row, STR("@@")))
                row = str_slice(row, 1, row.len);
            is_right = template_check(row, err);
            custom->rows[custom->count++] = (Row){row, part, escape};
        }
        if (!is_right)
            return error_context(err, _("row %d of the template"), number);
    }
    return true;
}

/* ---- writing -------------------------------------------------------------------- */

/* A row with fields of which none has a value is left out. */
static void render(const Custom *custom, Part part, const FieldValues *fields)
{
    for (size_t i = 0; i < custom->count; i++) {
        const Row *row = &custom->rows[i];
        size_t before = custom->out->len;
        if (row->part != part)
            continue;
        if (template_render(row->text, fields, row->escape, custom->out))
            strbuf_append_byte(custom->out, '\n');
        else if (custom->out->data)
            custom->out->data[custom->out->len = before] = '\0';
    }
}

static void fill(const ExportDocument *document, const Annotation *annotation,
                 Arena *arena, FieldValues *fields)
{
    Pos nowhere = {UINT32_MAX, 0};
    Annotation nothing = {.is_orphan = true};
    fields_of_place(document, annotation ? annotation->selector.range.start : nowhere,
                    annotation ? annotation : &nothing, arena, fields);
}

static void write_document(void *context, const ExportDocument *document)
{
    Custom *custom = context;
    Arena *arena = arena_new();
    FieldValues fields;
    custom->document = document;
    fill(document, NULL, arena, &fields);
    render(custom, PART_DOCUMENT, &fields);
    arena_free(arena);
}

static void write_heading(void *context, size_t level, Str heading)
{
    (void)level;
    Custom *custom = context;
    Arena *arena = arena_new();
    FieldValues fields;
    fill(custom->document, NULL, arena, &fields);
    fields.values[FIELD_HEADING] = heading_strip(heading);
    render(custom, PART_HEADING, &fields);
    arena_free(arena);
}

static void write_passage(void *context, const ExportPassage *passage)
{
    Arena *arena = arena_new();
    StrBuf index = {0};
    FieldValues fields;
    fill(passage->document, passage->annotation, arena, &fields);
    strbuf_appendf(&index, "%zu", passage->index + 1);
    fields.values[FIELD_CITATION] = passage->citation;
    fields.values[FIELD_INDEX] = strbuf_get(&index);
    render(context, PART_PASSAGE, &fields);
    strbuf_clear(&index);
    arena_free(arena);
}

bool export_custom(Export *export, StrBuf *out, Error *err)
{
    static const ExportWalker walker = {write_document, write_heading, write_passage};
    static const FieldValues nothing;
    Custom custom = {.out = out};
    if (!parse(&custom, export->template, export->arena, err))
        return false;
    render(&custom, PART_BEGIN, &nothing);
    if (!export_walk(export, &walker, &custom, err))
        return false;
    render(&custom, PART_END, &nothing);
    return true;
}
