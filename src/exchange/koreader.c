/* KOReader's metadata: a Lua table beside each book.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/foreign.h"

static void take_row(ForeignList *list, const Tree *root, Str quote, Str note,
                     const Tree *row)
{
    if (!quote.len) {
        list->left_out++;
        return;
    }
    Foreign *foreign = foreign_add(list);
    foreign->title = tree_get_text(tree_find(root, "doc_props"), "title");
    if (!foreign->title.len)
        foreign->title = tree_get_text(tree_find(root, "stats"), "title");
    foreign->path = tree_get_text(root, "doc_path");
    foreign->annotation.selector.exact = quote;
    foreign->annotation.selector.headings = tree_get_text(row, "chapter");
    foreign->annotation.note = note;
    foreign->annotation.style = tree_get_text(row, "color");
    foreign->annotation.created_ms = foreign_time(tree_get_text(row, "datetime"));
    foreign->annotation.modified_ms =
        foreign_time(tree_get_text(row, "datetime_updated"));
}

/* A mark on a page has words of the program's own as its text, and no way it is drawn. */
static void take_annotation(ForeignList *list, const Tree *root, const Tree *row)
{
    bool is_highlight = tree_find(row, "drawer") || tree_find(row, "pos0");
    take_row(list, root, is_highlight ? tree_get_text(row, "text") : (Str){0},
             tree_get_text(row, "note"), row);
}

/* Still older ones have no list of bookmarks, but one of highlights for each page. */
static void take_pages(ForeignList *list, const Tree *root, const Tree *pages)
{
    for (const Tree *page = pages->first; page; page = page->next)
        for (const Tree *row = page->first; row; row = row->next)
            take_row(list, root, tree_get_text(row, "text"), (Str){0}, row);
}

/* What the program put there: "Page 6 WORDS @ 2021-05-25 16:13:00", in its language. */
static bool is_by_program(Str text, Str quote)
{
    size_t len = text.len, tail = STR("2021-05-25 16:13:00").len;
    return str_is_equal(text, quote) ||
           (len > tail && str_has_suffix(str_slice(text, 0, len - tail), STR("@ ")) &&
            foreign_time(str_slice(text, len - tail, len)));
}

/* Before 2024 a highlight was a bookmark, its words in `notes`, and what was said about
 * them in `text`, if anybody had changed what the program put there. */
static void take_bookmark(ForeignList *list, const Tree *root, const Tree *row)
{
    const Tree *highlighted = tree_find(row, "highlighted");
    Str quote = tree_get_text(row, "notes"), text = tree_get_text(row, "text");
    if (!highlighted || highlighted->number == 0)
        quote = (Str){0}; /* a page was marked, no words */
    take_row(list, root, quote, is_by_program(text, quote) ? (Str){0} : text, row);
}

bool foreign_read_koreader(ForeignList *list, Str text)
{
    const Tree *root = tree_parse_lua(text, list->arena);
    if (!root)
        return false;
    const Tree *rows = tree_find(root, "annotations");
    for (const Tree *row = rows ? rows->first : NULL; row; row = row->next)
        take_annotation(list, root, row);
    const Tree *old = rows ? NULL : tree_find(root, "bookmarks");
    for (const Tree *row = old ? old->first : NULL; row; row = row->next)
        take_bookmark(list, root, row);
    const Tree *pages = rows || old ? NULL : tree_find(root, "highlight");
    if (pages)
        take_pages(list, root, pages);
    return rows || old || pages || tree_find(root, "doc_props");
}
