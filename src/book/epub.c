/* EPUB 2 and 3: chapter after chapter.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/book.h>

#include <stdlib.h>
#include <sys/stat.h>

#include <piyue/container.h>
#include <piyue/text.h>
#include <piyue/web.h>

#include "book/headings.h"
#include "book/notes.h"
#include "book/package.h"

typedef struct Book {
    const Source *source;
    Sink *sink;
    Zip *zip;
    Package package;
    Contents contents;
    bool is_poor; /* its table of contents lists next to nothing of its headings */
    Flow *flow;
    xmlDoc *next; /* the chapter behind the one that is read, or NULL */
    size_t next_file;
    size_t broken; /* chapters that could not be read */
    Error first_error;
} Book;

/* ---- parts ------------------------------------------------------------- */

/* Reads and parses a part of the book: XML that nearly is some, else a web page. */
static xmlDoc *read_part(Book *book, size_t file, Error *err)
{
    StrBuf bytes = {0}, part = {0};
    strbuf_appendf(&part, "%s: %s", book->source->name,
                   zip_get_entry_name(book->zip, file));
    xmlDoc *doc = NULL;
    if (zip_read_entry(book->zip, file, &bytes, err)) {
        Str text = strbuf_get(&bytes);
        doc = xml_parse_leniently(text, part.data, err);
        if (!doc && err->code == ERR_FORMAT && str_trim(text).len &&
            utf8_find_invalid(text) == text.len) {
            error_clear(err);
            doc = html_parse(text, part.data, err);
        }
    }
    strbuf_clear(&bytes);
    strbuf_clear(&part);
    return doc;
}

static void read_contents(Book *book)
{
    Error ignored = {0};
    Str paths[] = {book->package.nav, book->package.ncx};
    for (size_t i = 0; i < ARRAY_SIZE(paths) && !book->contents.count; i++) {
        size_t file = paths[i].len ? zip_find(book->zip, paths[i]) : SIZE_MAX;
        xmlDoc *doc = file != SIZE_MAX ? read_part(book, file, &ignored) : NULL;
        error_clear(&ignored);
        if (doc && i == 0)
            contents_read_nav(&book->contents, doc, book->zip, paths[i]);
        else if (doc)
            contents_read_ncx(&book->contents, doc, book->zip, paths[i]);
        xmlFreeDoc(doc);
    }
    /* Words in front of nothing stand nowhere. */
    Contents *contents = &book->contents;
    while (contents->count && !contents->entries[contents->count - 1].is_linked)
        contents->count--;
    for (size_t i = contents->count; i-- > 0;)
        if (!contents->entries[i].is_linked)
            contents->entries[i].file = contents->entries[i + 1].file;
}

/* ---- chapters ---------------------------------------------------------- */

/* A line of a printed table of contents is a link to what the contents list. */
static bool is_contents_link(const Book *book, const xmlNode *link, Str path)
{
    Str href = xml_get_attribute(link, "href");
    StrBuf target = {0};
    bool is_listed = false;
    if (href.len && zip_resolve(path, href, &target)) {
        size_t file = zip_find(book->zip, strbuf_get(&target));
        size_t own = zip_find(book->zip, path);
        for (size_t i = 0; i < book->contents.count && file != own && !is_listed; i++)
            is_listed = book->contents.entries[i].file == file;
    }
    strbuf_clear(&target);
    return is_listed;
}

typedef struct ChapterWalk {
    const Book *book;
    Str path;
} ChapterWalk;

static bool is_in_heading(const xmlNode *node)
{
    for (const xmlNode *at = node; at; at = at->parent)
        if (at->type == XML_ELEMENT_NODE && at->name[0] == 'h' && at->name[1] >= '1' &&
            at->name[1] <= '6')
            return true;
    return false;
}

/* Notes and readings are for the walk. */
static bool has_notes(const xmlNode *element)
{
    for (const xmlNode *node = element; node; node = xml_next(node, element, false)) {
        Str href = xml_is(node, "a") ? xml_get_attribute(node, "href") : STR("");
        if (xml_is(node, "ruby") || str_find(href, STR("#"), 0) != STR_NONE)
            return true;
    }
    return false;
}

/* Headings that the contents pass over are no part of the outline, and look like headings
 * all the same. */
static bool enter_element(void *context, const xmlNode *element)
{
    const ChapterWalk *walk = context;
    if (!element->properties || !xml_is(element, "p") || has_notes(element) ||
        !str_is_equal(xml_get_attribute(element, "class"), STR(HEADING_UNLISTED)))
        return true;
    StrBuf text = {0};
    xml_append_text(element, &text);
    flow_begin(walk->book->flow, BLOCK_HEADING, 0, 0);
    flow_append(walk->book->flow, strbuf_get(&text));
    flow_end(walk->book->flow);
    strbuf_clear(&text);
    return false;
}

static void leave_element(void *context, const xmlNode *element)
{
    const ChapterWalk *walk = context;
    if (xml_is(element, "a") && element->children && !is_in_heading(element) &&
        is_contents_link(walk->book, element, walk->path))
        flow_add_evidence(walk->book->flow, EVIDENCE_CONTENTS);
}

/* Other parts of the book are other places of the document. */
static bool resolve(void *context, Str reference, StrBuf *name)
{
    const ChapterWalk *walk = context;
    size_t hash = str_find(reference, STR("#"), 0);
    if (!zip_resolve(walk->path, reference, name))
        return false;
    strbuf_append_byte(name, '#');
    return hash == STR_NONE ||
           uri_decode(str_slice(reference, hash + 1, reference.len), name);
}

static xmlNode *find_body(const xmlDoc *doc)
{
    xmlNode *root = xmlDocGetRootElement(doc);
    xmlNode *body = xml_find_child(root, "body");
    return body ? body : root;
}

/* The contents of some books point to the chapter before the right one. */
static bool is_in_next(void *context, const ContentsEntry *entry)
{
    Book *book = context;
    if (!book->next || !entry->is_linked ||
        !headings_begin_with(find_body(book->next), entry->title))
        return false;
    size_t index = (size_t)(entry - book->contents.entries);
    book->contents.entries[index].file = book->next_file;
    book->contents.entries[index].fragment = STR("");
    return true;
}

static void place_headings(Book *book, size_t file, xmlNode *body)
{
    const Contents *contents = &book->contents;
    const ContentsEntry **entries =
        mem_alloc_array(contents->count + 1, sizeof(const ContentsEntry *));
    size_t count = 0;
    for (size_t i = 0; i < contents->count; i++)
        if (contents->entries[i].file == file)
            entries[count++] = &contents->entries[i];
    headings_place(body, &(HeadingPlan){.entries = entries,
                                        .count = count,
                                        .keeps_others = !contents->count || book->is_poor,
                                        .is_elsewhere = is_in_next,
                                        .context = book});
    free(entries);
}

static void walk_chapter(Book *book, const Chapter *chapter, xmlDoc *doc)
{
    xmlNode *body = find_body(doc);
    ChapterWalk walk = {book, chapter->path};
    unsigned evidence = book->contents.count && !book->is_poor ? EVIDENCE_LISTED : 0;
    StrBuf names = {0};
    place_headings(book, chapter->file, body);
    strbuf_append_str(&names, chapter->path);
    strbuf_append_byte(&names, '#');
    flow_add_anchor(book->flow, strbuf_get(&names));
    html_walk(body, &(HtmlWalk){.flow = book->flow,
                                .enter = enter_element,
                                .leave = leave_element,
                                .resolve = resolve,
                                .context = &walk,
                                .names = strbuf_get(&names),
                                .evidence = evidence});
    flow_send_notes(book->flow);
    strbuf_clear(&names);
}

/* Says in the text what is not there, so that nobody takes the rest for the whole. */
static void tell_gap(Book *book, const Chapter *chapter)
{
    StrBuf text = {0};
    strbuf_appendf(&text, _("[%.*s cannot be read and is left out]"),
                   STR_ARG(chapter->path));
    flow_begin(book->flow, BLOCK_PARAGRAPH, 0, 0);
    flow_append(book->flow, strbuf_get(&text));
    flow_end(book->flow);
    strbuf_clear(&text);
    book->broken++;
}

/* Parses a chapter; where that fails, ERR_FORMAT is a gap, all else the end. */
static xmlDoc *load_chapter(Book *book, const Chapter *chapter, Error *err)
{
    xmlDoc *doc = NULL;
    if (chapter->file != SIZE_MAX)
        doc = read_part(book, chapter->file, err);
    else
        error_set(err, ERR_FORMAT, _("%s is not complete: %.*s is missing"),
                  book->source->name, STR_ARG(chapter->path));
    if (doc)
        notes_unfold(find_body(doc));
    return doc;
}

/* Keeps the first of the errors that left a gap; false where there is no going on. */
static bool keep_error(Book *book, Error *chapter_error, Error *err)
{
    if (chapter_error->code == ERR_LIMIT || chapter_error->code == ERR_INPUT) {
        error_clear(err);
        *err = *chapter_error;
        return false;
    }
    if (error_is_set(&book->first_error))
        error_clear(chapter_error);
    else
        book->first_error = *chapter_error;
    return true;
}

/* Two or three lines for a whole book are a cover and a start, not an outline. */
static bool is_contents_poor(Book *book)
{
    size_t headings = 0, listed = book->contents.count;
    if (!listed || listed > 3)
        return false;
    for (size_t i = 0; i < book->package.chapter_count; i++) {
        Error ignored = {0};
        size_t file = book->package.chapters[i].file;
        xmlDoc *doc = file != SIZE_MAX ? read_part(book, file, &ignored) : NULL;
        if (doc)
            headings += headings_count(find_body(doc));
        error_clear(&ignored);
        xmlFreeDoc(doc);
        if (headings > listed * 4 + 4)
            return true;
    }
    return false;
}

static uint64_t measure_file(const Source *source)
{
    struct stat stat;
    return fstat(source->fd, &stat) == 0 ? (uint64_t)stat.st_size : 0;
}

static bool read_each_chapter(Book *book, uint64_t bytes, Error *err)
{
    const Package *package = &book->package;
    size_t count = package->chapter_count;
    for (size_t i = 0; i <= count; i++) {
        /* The one behind is read before the one at hand is told. */
        xmlDoc *doc = book->next;
        book->next = NULL;
        Error chapter_error = {0};
        if (i < count) {
            book->next = load_chapter(book, &package->chapters[i], &chapter_error);
            book->next_file = package->chapters[i].file;
        }
        if (doc)
            walk_chapter(book, &package->chapters[i - 1], doc);
        xmlFreeDoc(doc);
        if (error_is_set(&chapter_error)) {
            if (!keep_error(book, &chapter_error, err))
                return false;
            tell_gap(book, &package->chapters[i]);
        }
        sink_progress(book->sink, bytes * i / count);
    }
    return true;
}

static bool read_chapters(Book *book, Error *err)
{
    uint64_t bytes = measure_file(book->source);
    size_t count = book->package.chapter_count;
    if (!read_each_chapter(book, bytes, err))
        return false;
    if (book->broken == count) {
        error_clear(err);
        *err = book->first_error;
        book->first_error = (Error){0};
        return false;
    }
    if (!flow_count_blocks(book->flow))
        return error_set(err, ERR_EMPTY,
                         _("%s holds no text; its pages are images, turn them into text "
                           "(OCR) first"),
                         book->source->name);
    sink_end(book->sink, 0, bytes);
    return true;
}

bool read_epub(const Source *source, Sink *sink, Error *err)
{
    ZipLimits limits = zip_limits_default();
    Book book = {.source = source, .sink = sink};
    book.zip = zip_open_source(source, &limits, err);
    if (!book.zip)
        return false;
    contents_init(&book.contents);
    book.flow = flow_new(sink);
    bool is_read = package_read(&book.package, book.zip, source->name, sink, err);
    if (is_read) {
        read_contents(&book);
        book.is_poor = is_contents_poor(&book);
        is_read = read_chapters(&book, err);
    }
    xmlFreeDoc(book.next);
    error_clear(&book.first_error);
    flow_free(book.flow);
    contents_clear(&book.contents);
    package_clear(&book.package);
    zip_free(book.zip);
    return is_read;
}
