/* Names of the whole library, read bit by bit and kept until it changes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "searching/names.h"

#include <piyue/store_search.h>

#include <stdlib.h>

#define SLICE_US 8000 /* of reading, before the screen may be painted again */
#define TITLES_AT_ONCE 500
#define PAGES_AT_ONCE 50

typedef struct NameSet {
    NameList titles, headings;
} NameSet;

struct Names {
    App *app;
    Store *store;
    int64_t seq;         /* of the last operation when reading began */
    NameSet known;       /* what is shown */
    NameSet next;        /* what is being read; moved to `known` when it is complete */
    bool has_known;      /* else `next` is shown as it grows */
    bool keeps_headings; /* they are those that are known */
    bool is_complete;    /* nothing is being read */
    int64_t now_ms;      /* for how lately a document was read */
    StrBuf scratch;
};

/* ---- life -------------------------------------------------------------- */

static void list_free(NameList *list)
{
    finder_free(list->finder);
    arena_free(list->arena);
    free(list->refs);
    *list = (NameList){0};
}

static void list_start(NameList *list)
{
    list->finder = finder_new();
    list->arena = arena_new();
}

static void set_free(NameSet *set)
{
    list_free(&set->titles);
    list_free(&set->headings);
}

static void names_free(void *kept)
{
    Names *names = kept;
    set_free(&names->known);
    set_free(&names->next);
    strbuf_clear(&names->scratch);
    free(names);
}

Names *names_get(App *app)
{
    Names *names = app_get_kept(app, names_free);
    if (names)
        return names;
    names = mem_alloc(sizeof(*names));
    *names =
        (Names){.app = app, .store = library_get_store(app_get_library(app)), .seq = -1};
    app_keep(app, names, names_free);
    return names;
}

/* ---- reading ----------------------------------------------------------- */

void names_follow(Names *names)
{
    int64_t seq = find_last_change(names->store);
    names->keeps_headings = names->has_known && seq == names->seq;
    names->seq = seq;
    set_free(&names->next);
    list_start(&names->next.titles);
    if (!names->keeps_headings)
        list_start(&names->next.headings);
    names->is_complete = false;
    names->now_ms = time_now_ms();
}

/* 200 for an hour ago, 20 less each time the hours double; 0 for never. */
static uint8_t get_boost(int64_t read_ms, int64_t now_ms)
{
    if (!read_ms)
        return 0;
    int boost = 200;
    for (int64_t hours = (now_ms - read_ms) / 3600000; hours > 0 && boost > 20;
         hours /= 2)
        boost -= 20;
    return (uint8_t)boost;
}

static void add_name(Names *names, NameList *list, const NameRow *row, uint8_t boost)
{
    strbuf_reset(&names->scratch);
    format_flat(&names->scratch, row->text);
    list->refs = mem_grow(list->refs, &list->capacity, list->count + 1, sizeof(NameRef));
    list->refs[list->count++] = (NameRef){.doc = row->doc, .section = row->section};
    finder_add(list->finder, strbuf_get(&names->scratch), boost);
}

static void take_title(void *context, const NameRow *row)
{
    Names *names = context;
    add_name(names, &names->next.titles, row, get_boost(row->read_ms, names->now_ms));
}

/* Headings of one document follow each other and share its title. */
static void take_heading(void *context, const NameRow *row)
{
    Names *names = context;
    NameList *list = &names->next.headings;
    bool is_same = list->count && list->refs[list->count - 1].doc == row->doc;
    Str title = is_same ? list->refs[list->count - 1].title : (Str){0};
    add_name(names, list, row, 0);
    if (!is_same) {
        strbuf_reset(&names->scratch);
        format_flat(&names->scratch, row->title);
        title = arena_str(list->arena, strbuf_get(&names->scratch));
    }
    list->refs[list->count - 1].title = title;
}

/* A few names more. What cannot be read leaves a list that ends there. */
static void read_some(Names *names)
{
    NameList *titles = &names->next.titles, *headings = &names->next.headings;
    Error err = {0};
    bool is_read = !titles->cursor.is_over
                       ? store_read_titles(names->store, &titles->cursor, TITLES_AT_ONCE,
                                           take_title, names, &err)
                       : store_read_headings(names->store, &headings->cursor,
                                             PAGES_AT_ONCE, take_heading, names, &err);
    if (!is_read) {
        app_message_error(names->app, &err);
        titles->cursor.is_over = headings->cursor.is_over = true;
    }
    error_clear(&err);
    if (!titles->cursor.is_over || !(headings->cursor.is_over || names->keeps_headings))
        return;
    list_free(&names->known.titles);
    names->known.titles = *titles;
    if (!names->keeps_headings) {
        list_free(&names->known.headings);
        names->known.headings = *headings;
    }
    names->next = (NameSet){0};
    names->has_known = names->is_complete = true;
}

bool names_read(Names *names)
{
    int64_t until_us = time_monotonic_us() + SLICE_US;
    while (!names->is_complete && !is_typing(names->app) &&
           time_monotonic_us() < until_us)
        read_some(names);
    return !names->is_complete;
}

bool names_are_complete(const Names *names)
{
    return names->is_complete;
}

NameList *names_get_titles(Names *names)
{
    return names->has_known ? &names->known.titles : &names->next.titles;
}

NameList *names_get_headings(Names *names)
{
    return names->has_known ? &names->known.headings : &names->next.headings;
}
