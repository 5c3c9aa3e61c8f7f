/* PDF, read with poppler: glyphs with their places, bookmarks, metadata.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/page.h>

#ifdef WITH_POPPLER

#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <poppler.h>

#include "page/run.h"

#define BOOKMARKS_MAX 50000
#define BOOKMARK_DEPTH_MAX 32

/* Whatever the library has to say, it says by its return values. */
static void keep_silent(const gchar *domain, GLogLevelFlags level, const gchar *message,
                        gpointer context)
{
    (void)domain, (void)level, (void)message, (void)context;
}

static PopplerDocument *open_document(const Source *source, Error *err)
{
    int fd = fcntl(source->fd, F_DUPFD_CLOEXEC, 3);
    if (fd < 0) {
        error_set(err, ERR_ENVIRONMENT, _("%s cannot be read: too many open files"),
                  source->name);
        return NULL;
    }
    GError *why = NULL;
    PopplerDocument *document = poppler_document_new_from_fd(fd, NULL, &why);
    if (document)
        return document;
    if (g_error_matches(why, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED))
        error_set(
            err, ERR_FORMAT,
            _("%s is locked by a password; save it without one (qpdf --decrypt) and "
              "import that"),
            source->name);
    else
        error_set(err, ERR_FORMAT,
                  _("%s is damaged and cannot be read as PDF; try to repair it (mutool "
                    "clean, qpdf) and import that"),
                  source->name);
    g_clear_error(&why);
    return NULL;
}

/* ---- places ------------------------------------------------------------ */

static void read_destination(PopplerDocument *document, PopplerDest *dest, Bookmark *mark)
{
    PopplerDest *named = NULL;
    if (dest && dest->type == POPPLER_DEST_NAMED) {
        named = poppler_document_find_dest(document, dest->named_dest);
        dest = named;
    }
    mark->top = -1;
    mark->page = UINT32_MAX;
    if (dest && dest->page_num > 0) {
        mark->page = (uint32_t)dest->page_num - 1;
        if (dest->change_top)
            mark->top = (float)dest->top; /* from below; turned when the page is known */
    }
    if (named)
        poppler_dest_free(named);
}

/* ---- pages ------------------------------------------------------------- */

static void add_glyph(GlyphList *glyphs, char32_t c, const PopplerRectangle *box,
                      const PopplerTextAttributes *font, bool is_bold)
{
    float height = (float)fabs(box->y2 - box->y1);
    glyph_list_add(
        glyphs,
        (Glyph){.codepoint = c,
                .box = {(float)MIN(box->x1, box->x2), (float)MIN(box->y1, box->y2),
                        (float)MAX(box->x1, box->x2), (float)MAX(box->y1, box->y2)},
                .size = font && font->font_size > 0 ? (float)font->font_size : height,
                .is_bold = is_bold});
}

static bool has_bold_font(const GList *fonts)
{
    return font_is_bold(
        str_from(((const PopplerTextAttributes *)fonts->data)->font_name));
}

static bool is_same_font(const GList *one, const GList *other)
{
    return g_strcmp0(((const PopplerTextAttributes *)one->data)->font_name,
                     ((const PopplerTextAttributes *)other->data)->font_name) == 0;
}

/* Text and boxes of a page run in step, fonts are told for ranges of both. */
static void read_glyphs(PopplerPage *page, GlyphList *glyphs)
{
    glyphs->count = 0;
    PopplerRectangle *boxes = NULL;
    guint box_count = 0;
    char *text = poppler_page_get_text(page);
    if (text && poppler_page_get_text_layout(page, &boxes, &box_count)) {
        GList *fonts = poppler_page_get_text_attributes(page);
        const GList *font = fonts;
        bool is_bold = font && has_bold_font(font);
        Str rest = str_from(text);
        guint index = 0;
        for (size_t off = 0; off < rest.len && index < box_count; index++) {
            char32_t c = utf8_next(rest, &off);
            while (font &&
                   ((PopplerTextAttributes *)font->data)->end_index < (gint)index &&
                   font->next) {
                font = font->next;
                is_bold = is_same_font(font, font->prev) ? is_bold : has_bold_font(font);
            }
            if (c != '\n')
                add_glyph(glyphs, c, &boxes[index], font ? font->data : NULL, is_bold);
        }
        poppler_page_free_text_attributes(fonts);
    }
    g_free(boxes);
    g_free(text);
}

/* Areas of pages that lead to an address or to another page. */
static void read_links(PopplerDocument *document, PopplerPage *page, uint32_t number,
                       double height, PageText *pages)
{
    GList *links = poppler_page_get_link_mapping(page);
    for (const GList *at = links; at; at = at->next) {
        const PopplerLinkMapping *mapping = at->data;
        const PopplerRectangle *area = &mapping->area;
        PageLink link = {.page = number,
                         .box = {(float)area->x1, (float)(height - area->y2),
                                 (float)area->x2, (float)(height - area->y1)},
                         .to_page = UINT32_MAX};
        if (mapping->action && mapping->action->type == POPPLER_ACTION_URI) {
            link.address = str_from(mapping->action->uri.uri);
            link.address.len = utf8_find_invalid(link.address);
        } else if (mapping->action && mapping->action->type == POPPLER_ACTION_GOTO_DEST) {
            Bookmark place;
            read_destination(document, mapping->action->goto_dest.dest, &place);
            link.to_page = place.page;
            link.to_top = place.top;
        }
        if (link.address.len || link.to_page != UINT32_MAX)
            page_text_add_link(pages, &link);
    }
    poppler_page_free_link_mapping(links);
}

static void read_pages(PopplerDocument *document, PageText *pages, Sink *sink,
                       uint64_t file_bytes)
{
    GlyphList glyphs = {0};
    int count = poppler_document_get_n_pages(document);
    for (int i = 0; i < count; i++) {
        PopplerPage *page = poppler_document_get_page(document, i);
        double width = 0, height = 0;
        glyphs.count = 0;
        if (page) {
            poppler_page_get_size(page, &width, &height);
            read_glyphs(page, &glyphs);
            read_links(document, page, (uint32_t)i, height, pages);
            g_object_unref(page);
        }
        /* A broken page is an empty one: pages keep their numbers. */
        page_text_add_page(pages, (float)width, (float)height, glyphs.items,
                           glyphs.count);
        sink_progress(sink, file_bytes * (uint64_t)(i + 1) / (uint64_t)count);
    }
    free(glyphs.items);
}

/* ---- bookmarks --------------------------------------------------------- */

static void add_bookmark(PageText *pages, PopplerDocument *document,
                         PopplerAction *action, unsigned level)
{
    Bookmark mark = {.level = level};
    if (!action || !action->any.title)
        return;
    Str title = str_from(action->any.title);
    title = text_trim(str_slice(title, 0, utf8_find_invalid(title)));
    if (action->type != POPPLER_ACTION_GOTO_DEST || !title.len)
        return;
    read_destination(document, action->goto_dest.dest, &mark);
    if (mark.page >= pages->page_count)
        return;
    if (mark.top >= 0)
        mark.top = MAX(0, pages->pages[mark.page].height - mark.top);
    page_text_add_bookmark(pages, title, level, mark.page, mark.top);
}

/* Depth and number are bounded: bookmarks can be made to form a ring. */
static void read_bookmarks(PageText *pages, PopplerDocument *document)
{
    PopplerIndexIter *stack[BOOKMARK_DEPTH_MAX];
    size_t depth = 0;
    stack[0] = poppler_index_iter_new(document);
    if (!stack[0])
        return;
    depth = 1;
    for (size_t seen = 0; depth > 0; seen++) {
        PopplerIndexIter *iter = stack[depth - 1];
        PopplerAction *action = poppler_index_iter_get_action(iter);
        add_bookmark(pages, document, action, (unsigned)depth);
        if (action)
            poppler_action_free(action);
        PopplerIndexIter *child = depth < BOOKMARK_DEPTH_MAX && seen < BOOKMARKS_MAX
                                      ? poppler_index_iter_get_child(iter)
                                      : NULL;
        if (child) {
            stack[depth++] = child;
            continue;
        }
        while (depth > 0 &&
               (seen >= BOOKMARKS_MAX || !poppler_index_iter_next(stack[depth - 1])))
            poppler_index_iter_free(stack[--depth]);
    }
}

/* ---- what the file says of itself -------------------------------------- */

static void tell_meta(Sink *sink, MetaField field, char *text)
{
    Str value = str_from(text);
    value = text_trim(str_slice(value, 0, utf8_find_invalid(value)));
    if (value.len && (field == META_DATE || !title_is_worthless(value)))
        sink_meta(sink, field, value);
    g_free(text);
}

static void read_meta(PopplerDocument *document, Sink *sink)
{
    tell_meta(sink, META_TITLE, poppler_document_get_title(document));
    tell_meta(sink, META_AUTHOR, poppler_document_get_author(document));
    GDateTime *date = poppler_document_get_creation_date_time(document);
    if (date) {
        tell_meta(sink, META_DATE, g_date_time_format(date, "%Y-%m-%d"));
        g_date_time_unref(date);
    }
}

bool read_pdf(const Source *source, Sink *sink, Error *err)
{
    g_log_set_default_handler(keep_silent, NULL);
    off_t file_bytes = lseek(source->fd, 0, SEEK_END);
    PopplerDocument *document = open_document(source, err);
    if (!document)
        return false;
    read_meta(document, sink);
    PageText *pages = page_text_new();
    read_pages(document, pages, sink, (uint64_t)MAX(file_bytes, 0));
    read_bookmarks(pages, document);
    g_object_unref(document);
    bool is_read = page_text_finish(pages, source, sink, err);
    if (is_read)
        sink_end(sink, pages->replaced, (uint64_t)MAX(file_bytes, 0));
    page_text_free(pages);
    return is_read;
}

#else

bool read_pdf(const Source *source, Sink *sink, Error *err)
{
    (void)sink;
    return error_set(err, ERR_FORMAT,
                     _("%s is a PDF document, and this piyue was built without PDF "
                       "(--without-poppler); make a text of it (pdftotext -layout) and "
                       "import that"),
                     source->name);
}

#endif
