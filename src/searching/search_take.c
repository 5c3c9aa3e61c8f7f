/* Hits that are marked, and what is done with them: sentences become passages, with tags
 * or in a collection.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "searching/search.h"

#include <piyue/store_search.h>

#include <stdlib.h>

#define TAKE_MAX 5000 /* hits at once: more are not read by whoever takes them */

/* ---- marks ------------------------------------------------------------------- */

void run_mark(SearchRun *run, size_t index, bool is_marked)
{
    run->marked += is_marked && !run->marks[index];
    run->marked -= !is_marked && run->marks[index];
    run->marks[index] = is_marked;
}

static bool is_same(const SearchHit *a, const SearchHit *b)
{
    return a->doc == b->doc && a->in == b->in && a->block == b->block &&
           a->start == b->start && a->annotation == b->annotation;
}

/* Both are in the same order; what is new between them is not marked. */
void run_carry_marks(const SearchRun *from, SearchRun *to)
{
    size_t next = 0;
    for (size_t i = 0; i < from->count && from->marked; i++) {
        if (!from->marks[i])
            continue;
        for (size_t j = next; j < to->count; j++)
            if (is_same(&from->hits[i], &to->hits[j])) {
                run_mark(to, j, true);
                next = j + 1;
                break;
            }
    }
}

static Search *take_get(const ActionCall *call, Error *err)
{
    return view_check(call, CONTEXT_SEARCH, err) ? (Search *)call->view : NULL;
}

bool act_search_mark(const ActionCall *call, Error *err)
{
    Search *search = take_get(call, err);
    SearchRun *run = search ? &search->shown : NULL;
    size_t current = search ? search->screen.list.current : 0;
    if (!run || current >= run->count)
        return false;
    run->marks_all = false;
    run_mark(run, current, !run->marks[current]);
    app_act(search->app, ACTION_LIST_DOWN, 1, (Str){0});
    return true;
}

/* 1: all there are, those to be read yet among them; 0: none. */
bool act_search_mark_all(const ActionCall *call, Error *err)
{
    Search *search = take_get(call, err);
    if (!search)
        return false;
    SearchRun *run = &search->shown;
    run->marks_all = call->arg != 0;
    if (run->marks_all)
        search->wanted = MAX(search->wanted, TAKE_MAX + 1);
    for (size_t i = 0; i < run->count; i++)
        run_mark(run, i, run->marks_all);
    return true;
}

/* ---- taking -------------------------------------------------------------------- */

static bool refuse_many(Error *err)
{
    return error_set(err, ERR_USAGE,
                     _("more than %d places are too many at once; f narrows the search"),
                     TAKE_MAX);
}

/* Where all are meant, all must have been read. */
static bool read_all(Search *search, Error *err)
{
    SearchRun *run = &search->shown;
    while (run->marks_all && search_is_reading(search) && !is_typing(search->app))
        search_go_on(search, SEARCH_SLICE_US);
    if (run->marks_all && search_is_reading(search))
        return error_set(err, ERR_CANCELLED, _("the search is not over yet; try again"));
    return run->marked <= TAKE_MAX || refuse_many(err);
}

/* The marked hits, or else the current one; titles are passed over. Owned. */
static HitPlace *list_places(const Search *search, size_t *count)
{
    const SearchRun *run = &search->shown;
    HitPlace *places = mem_alloc_array(MAX(run->marked, 1), sizeof(*places));
    *count = 0;
    for (size_t i = 0; i < run->count; i++) {
        bool is_meant = run->marked ? run->marks[i] : i == search->screen.list.current;
        const SearchHit *hit = &run->hits[i];
        if (is_meant && hit->in != SEARCH_TITLES)
            places[(*count)++] =
                (HitPlace){hit->doc, hit->annotation, hit->block, hit->start, hit->end};
    }
    return places;
}

static bool take(Search *search, HitTake *wish, HitTaken *taken, Error *err)
{
    size_t count;
    if (!read_all(search, err))
        return false;
    wish->style = str_from(app_get_settings(search->app)->mark);
    HitPlace *places = list_places(search, &count);
    bool is_done =
        (count || error_set(err, ERR_USAGE,
                            _("a title is no passage; choose places in a text"))) &&
        library_take_hits(app_get_library(search->app), places, count, wish, taken, err);
    free(places);
    if (!is_done)
        return false;
    search->shown.marks_all = false;
    for (size_t i = 0; i < search->shown.count; i++)
        run_mark(&search->shown, i, false);
    app_touch(search->app);
    return true;
}

static bool collect_accept(void *context, Str name, Error *err)
{
    Search *search = context;
    HitTaken taken;
    HitTake wish = {.collection = name};
    if (!name.len)
        return error_set(err, ERR_USAGE, _("a collection needs a name"));
    if (!take(search, &wish, &taken, err))
        return false;
    StrBuf message = {0};
    strbuf_appendf(&message,
                   translate_plural("%zu passage put into “%.*s”",
                                    "%zu passages put into “%.*s”", taken.collected),
                   taken.collected, STR_ARG(name));
    message_with_undo(search->app, message.data);
    strbuf_clear(&message);
    return true;
}

bool act_search_collect(const ActionCall *call, Error *err)
{
    Search *search = take_get(call, err);
    NameRequest request = {
        .label = _("Into collection"), .accept = collect_accept, .context = search};
    return search && collection_prompt_open(search->app, &request, err);
}

static bool tag_accept(void *context, const Str *tags, size_t count, Error *err)
{
    Search *search = context;
    HitTaken taken;
    HitTake wish = {.tags = tags, .tag_count = count};
    if (!count)
        return true;
    if (!take(search, &wish, &taken, err))
        return false;
    StrBuf message = {0};
    strbuf_appendf(
        &message,
        translate_plural("%zu passage tagged", "%zu passages tagged", taken.passages),
        taken.passages);
    message_with_undo(search->app, message.data);
    strbuf_clear(&message);
    return true;
}

bool act_search_tag(const ActionCall *call, Error *err)
{
    Search *search = take_get(call, err);
    if (!search)
        return false;
    tag_prompt_open(
        search->app,
        &(TagRequest){.label = search->shown.marked ? _("Tags on the marked") : _("Tags"),
                      .accept = tag_accept,
                      .context = search});
    return true;
}
