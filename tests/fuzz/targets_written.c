/* What we write for others is read again here: escapes of formats, templates, exports.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "kept_library.h"
#include "targets.h"

#include <stdlib.h>
#include <string.h>

#include "../memory_source.h"
#include "exchange/tree.h"
#include "export/template.h"

#include <piyue/container.h>
#include <piyue/exchange.h>
#include <piyue/office.h>
#include <piyue/operation.h>
#include <piyue/web.h>

/* ---- JSON ---------------------------------------------------------------- */

/* Two readers, one grammar: what the one for operations takes, the one for other
 * programs' files reads as the same. */
void fuzz_json(Str bytes)
{
    Arena *arena = arena_new();
    JsonObject object = {0};
    Str text = str_slice(bytes, 0, utf8_find_invalid(bytes));
    size_t off = 0;
    bool is_object = json_parse(text, arena, &object);
    const Tree *tree = tree_parse_json(text, &off, arena);
    BUG_ON(tree && off > text.len);
    BUG_ON(is_object && (!tree || tree->kind != TREE_TABLE));
    const Tree *member = is_object ? tree->first : NULL;
    for (size_t i = 0; is_object && i < object.count; i++, member = member->next) {
        const JsonMember *row = &object.members[i];
        BUG_ON(!member || !str_is_equal(member->name, row->name));
        if (row->kind == JSON_TEXT)
            BUG_ON(member->kind != TREE_TEXT || !str_is_equal(member->text, row->text));
        if (row->kind == JSON_BOOL)
            BUG_ON(member->kind != TREE_BOOL || (member->number != 0) != row->number);
        if (row->kind == JSON_INT)
            BUG_ON(member->kind != TREE_NUMBER || member->number != (double)row->number);
        if (row->kind == JSON_TEXTS)
            BUG_ON(member->kind != TREE_TABLE);
        for (size_t j = 0; j < row->text_count && row->kind == JSON_TEXTS; j++)
            BUG_ON(utf8_find_invalid(row->texts[j]) != row->texts[j].len);
    }
    arena_free(arena);
}

/* ---- escapes ------------------------------------------------------------- */

/* Without blanks, which formats may set as they like. */
static void append_solid(StrBuf *out, Str text)
{
    for (size_t off = 0; off < text.len;) {
        size_t start = off;
        if (!text_is_space(utf8_next(text, &off)))
            strbuf_append_str(out, str_slice(text, start, off));
    }
}

static bool is_solid_equal(Str a, Str b)
{
    StrBuf one = {0}, other = {0};
    append_solid(&one, a);
    append_solid(&other, b);
    bool is_equal = str_is_equal(strbuf_get(&one), strbuf_get(&other));
    strbuf_clear(&one);
    strbuf_clear(&other);
    return is_equal;
}

/* What our own importer makes of it. */
static Draft *read_again(FormatReader *read, Str written)
{
    MemorySource memory;
    DraftSink sink;
    Error err = {0};
    Draft *draft = draft_new();
    memory_source_init(&memory, "fuzz", written);
    memory.source.encoding = "UTF-8";
    draft_sink_init(&sink, draft);
    BUG_ON(!read(&memory.source, &sink.sink, &err));
    memory_source_clear(&memory);
    return draft;
}

static void append_draft(const Draft *draft, StrBuf *out)
{
    for (size_t i = 0; i < draft->block_count; i++) {
        strbuf_append_str(out, draft->blocks[i].text);
        strbuf_append_byte(out, '\n');
    }
}

static void check_json(Str foreign)
{
    StrBuf json = {0};
    Arena *arena = arena_new();
    size_t off = 0;
    escape_append(ESCAPE_JSON, foreign, &json);
    const Tree *tree = tree_parse_json(strbuf_get(&json), &off, arena);
    BUG_ON(!tree || tree->kind != TREE_TEXT || off != json.len);
    if (utf8_find_invalid(foreign) == foreign.len)
        BUG_ON(!str_is_equal(tree->text, foreign));
    arena_free(arena);
    strbuf_clear(&json);
}

/* RFC 4180; a cell that is no formula, or one behind an apostrophe. */
static void check_csv(Str foreign, Str clean)
{
    StrBuf csv = {0}, cell = {0};
    escape_append(ESCAPE_CSV, foreign, &csv);
    Str inner = str_slice(strbuf_get(&csv), 1, csv.len - 1);
    BUG_ON(csv.len < 2 || csv.data[0] != '"' || csv.data[csv.len - 1] != '"');
    for (size_t i = 0; i < inner.len; i++) {
        strbuf_append_byte(&cell, inner.data[i]);
        if (inner.data[i] == '"')
            BUG_ON(++i >= inner.len || inner.data[i] != '"');
    }
    Str read = strbuf_get(&cell);
    Str bare = text_trim(read);
    BUG_ON(bare.len && strchr("=+-@", bare.data[0]));
    if (!str_is_equal(read, clean))
        BUG_ON(!str_has_prefix(read, STR("'")) ||
               !str_is_equal(str_slice(read, 1, read.len), clean));
    strbuf_clear(&csv);
    strbuf_clear(&cell);
}

static void check_html(Str foreign, Str clean)
{
    StrBuf page = {0}, text = {0};
    Error err = {0};
    strbuf_append_text(&page, "<p title=\"");
    escape_append(ESCAPE_HTML, foreign, &page);
    strbuf_append_text(&page, "\">");
    escape_append(ESCAPE_HTML, foreign, &page);
    strbuf_append_text(&page, "</p>");
    xmlDoc *doc = html_parse(strbuf_get(&page), "fuzz", &err);
    BUG_ON(!doc);
    xml_append_text((const xmlNode *)doc, &text);
    BUG_ON(!is_solid_equal(strbuf_get(&text), clean));
    xmlFreeDoc(doc);
    strbuf_clear(&page);
    strbuf_clear(&text);
}

static void check_xml(Str foreign)
{
    StrBuf part = {0}, text = {0}, clean = {0};
    Error err = {0};
    XmlWriter *xml = xml_writer_new();
    xml_writer_start(xml, "a");
    xml_writer_attribute(xml, "b", foreign);
    xml_writer_text(xml, foreign);
    xml_writer_finish(xml, &part);
    xml_writer_free(xml);
    xmlDoc *doc = xml_parse(strbuf_get(&part), "fuzz", &err);
    BUG_ON(!doc);
    xml_append_text((const xmlNode *)doc, &text);
    sanitize(&clean, foreign, SANITIZE_LINES);
    BUG_ON(!is_solid_equal(strbuf_get(&text), strbuf_get(&clean)));
    xmlFreeDoc(doc);
    strbuf_clear(&part);
    strbuf_clear(&text);
    strbuf_clear(&clean);
}

/* What is escaped is text and nothing else, to our own reader at least. */
static void check_markdown(Str foreign, Str clean)
{
    StrBuf page = {0}, text = {0};
    strbuf_append_text(&page, "甲\n");
    escape_append(ESCAPE_MARKDOWN, foreign, &page);
    Draft *draft = read_again(read_markdown, strbuf_get(&page));
    append_draft(draft, &text);
    strbuf_reset(&page);
    strbuf_append_text(&page, "甲");
    strbuf_append_str(&page, clean);
    BUG_ON(!is_solid_equal(strbuf_get(&text), strbuf_get(&page)));
    for (size_t i = 0; i < draft->block_count; i++)
        BUG_ON(draft->blocks[i].kind == BLOCK_HEADING ||
               draft->blocks[i].kind == BLOCK_TABLE_ROW);
    draft_free(draft);
    strbuf_clear(&page);
    strbuf_clear(&text);
}

void fuzz_escape(Str bytes)
{
    StrBuf clean = {0}, out = {0};
    sanitize(&clean, bytes, SANITIZE_LINES);
    Str text = strbuf_get(&clean);
    check_json(bytes);
    check_csv(bytes, text);
    check_html(bytes, text);
    check_xml(bytes);
    check_markdown(bytes, text);
    for (int escape = 0; escape < ESCAPE_COUNT; escape++) {
        strbuf_reset(&out);
        escape_append((Escape)escape, bytes, &out);
        for (size_t off = 0; off < out.len;) {
            char32_t codepoint = utf8_next(strbuf_get(&out), &off);
            bool is_harmless = codepoint == '\n' || codepoint == '\t' ||
                               codepoint == 0x200b || !sanitize_is_hostile(codepoint);
            BUG_ON(escape != ESCAPE_JSON && !is_harmless);
        }
        BUG_ON(utf8_find_invalid(strbuf_get(&out)) != out.len);
    }
    strbuf_clear(&clean);
    strbuf_clear(&out);
}

/* ---- templates ----------------------------------------------------------- */

/* The first row is a template, those behind it are values of its fields. */
void fuzz_template(Str bytes)
{
    StrBuf clean = {0}, out = {0};
    Error err = {0};
    sanitize(&clean, bytes, SANITIZE_LINES);
    Str rest = strbuf_get(&clean), template = str_split(&rest, '\n');
    FieldValues fields = {0}, nothing = {0};
    for (size_t i = 0; i < FIELD_COUNT && rest.data; i++)
        fields.values[i] = str_split(&rest, '\n');
    bool is_fine = template_check(template, &err);
    BUG_ON(is_fine == error_is_set(&err) || (!is_fine && err.code != ERR_USAGE));
    bool has_field = str_find(template, STR("{"), 0) != STR_NONE &&
                     str_find(template, STR("\\"), 0) == STR_NONE;
    for (int escape = 0; is_fine && escape < ESCAPE_COUNT; escape++) {
        strbuf_reset(&out);
        (void)template_render(template, &fields, (Escape)escape, &out);
        BUG_ON(utf8_find_invalid(strbuf_get(&out)) != out.len);
        BUG_ON(template_render(template, &nothing, (Escape)escape, &out) && has_field);
    }
    error_clear(&err);
    strbuf_clear(&clean);
    strbuf_clear(&out);
}

/* ---- exports --------------------------------------------------------------- */

/* What a passage of document 1 bears, as text: to be compared. */
static void append_passage(const Annotation *row, StrBuf *out)
{
    strbuf_appendf(out, "%u:%u-%u:%u status %d due %lld orphan %d\n",
                   row->selector.range.start.block, row->selector.range.start.off,
                   row->selector.range.end.block, row->selector.range.end.off,
                   (int)row->status, (long long)row->due_ms, row->is_orphan);
    const Str texts[] = {row->selector.exact, row->note, row->style, row->author};
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        strbuf_append_json(out, texts[i]);
        strbuf_append_byte(out, '\n');
    }
    for (size_t i = 0; i < row->tag_count; i++) {
        strbuf_append_json(out, row->tags[i]);
        strbuf_append_byte(out, '\n');
    }
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* All passages, those of the same place in the order of what they bear. */
static void append_passages(Library *library, StrBuf *out)
{
    Error err = {0};
    Arena *arena = arena_new();
    AnnotationFilter all = {.status = -1};
    AnnotationList list = {0};
    BUG_ON(!store_list_annotations(library_get_store(library), &all, arena, &list, &err));
    char **texts = mem_alloc_array(list.count + 1, sizeof(*texts));
    for (size_t i = 0; i < list.count; i++) {
        StrBuf text = {0};
        append_passage(&list.rows[i], &text);
        texts[i] = strbuf_detach(&text);
    }
    qsort(texts, list.count, sizeof(*texts), compare_texts);
    for (size_t i = 0; i < list.count; i++) {
        strbuf_append_text(out, texts[i]);
        free(texts[i]);
    }
    free(texts);
    arena_free(arena);
}

/* A passage made of rows: dice, a colour, a note with \v for its line ends, tags. */
static bool add_passage(Library *library, Str text)
{
    Error err = {0};
    StrBuf note = {0};
    Str tags[6], style = str_split(&text, '\n'), words = str_split(&text, '\n');
    size_t tag_count = 0;
    unsigned dice = style.len ? (unsigned char)style.data[style.len - 1] : 0;
    while (text.len && tag_count < ARRAY_SIZE(tags))
        tags[tag_count++] = str_split(&text, '\n');
    for (size_t i = 0; i < words.len; i++)
        strbuf_append_byte(&note, words.data[i] == '\t' ? '\n' : words.data[i]);
    Document *document = store_open_document(library_get_store(library), 1, &err);
    BUG_ON(!document);
    uint32_t first = dice % 5, last = first + (dice / 5) % (5 - first);
    size_t start = 3 * (dice % 4), end = document_get_text(document, last).len - 3;
    NewAnnotation passage = {.document = document,
                             .range = {{first, (uint32_t)start}, {last, (uint32_t)end}},
                             .note = strbuf_get(&note),
                             .style = style,
                             .tags = tags,
                             .tag_count = tag_count,
                             .status = (AnnotationStatus)(dice % 3)};
    int64_t id = 0;
    bool is_added = library_annotate(library, &passage, &id, &err);
    BUG_ON(is_added == error_is_set(&err));
    document_free(document);
    error_clear(&err);
    strbuf_clear(&note);
    return is_added;
}

static void check_archive(Str archive)
{
    MemorySource memory;
    Error err = {0};
    ZipLimits limits = zip_limits_default();
    memory_source_init(&memory, "fuzz.docx", archive);
    Zip *zip = zip_open_source(&memory.source, &limits, &err);
    BUG_ON(!zip);
    for (size_t i = 0; i < zip_count_entries(zip); i++) {
        StrBuf part = {0};
        BUG_ON(!zip_read_entry(zip, i, &part, &err));
        xmlDoc *doc = xml_parse(strbuf_get(&part), zip_get_entry_name(zip, i), &err);
        BUG_ON(!doc);
        xmlFreeDoc(doc);
        strbuf_clear(&part);
    }
    zip_free(zip);
    memory_source_clear(&memory);
}

static void check_rows_of_json(Str text)
{
    Arena *arena = arena_new();
    for (Str rest = text; rest.len;) {
        size_t off = 0;
        Str row = str_split(&rest, '\n');
        BUG_ON(row.len && (!tree_parse_json(row, &off, arena) || off != row.len));
    }
    arena_free(arena);
}

static void check_export(ExportFormat format, Str text)
{
    size_t off = 0;
    Arena *arena = arena_new();
    if (format == EXPORT_DOCX)
        check_archive(text);
    else
        BUG_ON(utf8_find_invalid(text) != text.len);
    if (format == EXPORT_JSON)
        BUG_ON(!tree_parse_json(text, &off, arena));
    if (format == EXPORT_JSONL)
        check_rows_of_json(text);
    arena_free(arena);
}

/* Bytes of `text` that stand in `found`, in their order, whatever lies between them. */
static size_t match_in_order(Str text, Str found)
{
    size_t matched = 0;
    for (size_t i = 0; i < found.len && matched < text.len; i++)
        matched += found.data[i] == text.data[matched];
    return matched;
}

/* A whole document is read again as the text it was, with signs of its notes in it. */
static void check_whole(Store *store, ExportFormat format, FormatReader *read)
{
    ExportOptions options = {.format = format};
    StrBuf out = {0}, again = {0}, text = {0};
    Error err = {0};
    BUG_ON(!export_whole(store, 1, &options, &out, &err));
    Draft *draft = read_again(read, strbuf_get(&out));
    for (size_t i = 0; i < draft->block_count; i++)
        append_solid(&again, draft->blocks[i].text);
    Document *document = store_open_document(store, 1, &err);
    BUG_ON(!document);
    for (uint32_t i = 0; i < document->block_count; i++)
        append_solid(&text, document_get_text(document, i));
    BUG_ON(match_in_order(strbuf_get(&text), strbuf_get(&again)) != text.len);
    document_free(document);
    draft_free(draft);
    strbuf_clear(&out);
    strbuf_clear(&again);
    strbuf_clear(&text);
}

/* Passages that were taken back come back from our own JSON with all they had. */
static void check_round_trip(Library *library, Str json, size_t added)
{
    ExchangeResult result = {0};
    StrBuf before = {0}, after = {0}, what = {0};
    Error err = {0};
    int64_t doc = 0;
    append_passages(library, &before);
    for (size_t i = 0; i < added; i++)
        BUG_ON(!library_undo(library, &what, &doc, &err));
    BUG_ON(!exchange_import(library, json, "fuzz.json", 0, &result, &err));
    BUG_ON(result.added != added);
    append_passages(library, &after);
    BUG_ON(!str_is_equal(strbuf_get(&before), strbuf_get(&after)));
    BUG_ON(!library_undo(library, &what, &doc, &err));
    report_clear(&result.report);
    strbuf_clear(&before);
    strbuf_clear(&after);
    strbuf_clear(&what);
}

static void export_all(Store *store, Str template, StrBuf *json)
{
    AnnotationFilter all = {.status = -1};
    StrBuf out = {0};
    Error err = {0};
    for (int format = 0; format < EXPORT_FORMAT_COUNT; format++) {
        ExportOptions options = {.format = (ExportFormat)format};
        strbuf_reset(&out);
        BUG_ON(!export_passages(store, &all, &options, &out, &err));
        check_export(options.format, strbuf_get(&out));
        if (options.format == EXPORT_JSON)
            strbuf_append_str(json, strbuf_get(&out));
    }
    ExportOptions own = {.template = template};
    strbuf_reset(&out);
    if (template.len && !export_passages(store, &all, &own, &out, &err))
        BUG_ON(err.code != ERR_USAGE);
    BUG_ON(utf8_find_invalid(strbuf_get(&out)) != out.len);
    error_clear(&err);
    strbuf_clear(&out);
}

/* A format of the user's own, and behind form feeds up to three passages. */
void fuzz_export(Str bytes)
{
    StrBuf clean = {0}, json = {0};
    Library *library = kept_library_take();
    Store *store = library_get_store(library);
    Error err = {0};
    size_t added = 0;
    strbuf_append_text(&clean, "");
    for (size_t off = 0; off < bytes.len;) {
        char32_t codepoint = utf8_next(bytes, &off);
        if (codepoint == '\f' || codepoint == '\n' || codepoint == '\t' ||
            !sanitize_is_hostile(codepoint))
            strbuf_append_codepoint(&clean, codepoint);
    }
    Str rest = strbuf_get(&clean), template = str_split(&rest, '\f');
    for (size_t i = 0; i < 3 && rest.data; i++)
        added += add_passage(library, str_split(&rest, '\f'));
    export_all(store, template, &json);
    check_whole(store, EXPORT_MARKDOWN, read_markdown);
    check_whole(store, EXPORT_HTML, read_html);
    check_whole(store, EXPORT_DOCX, read_docx);
    if (added)
        check_round_trip(library, strbuf_get(&json), added);
    error_clear(&err);
    strbuf_clear(&clean);
    strbuf_clear(&json);
}
