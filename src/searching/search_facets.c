/* What a search found by tag, year and document; choosing one narrows the search to it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "searching/search.h"

#include <stdlib.h>

typedef struct Facets {
    ListScreen screen;  /* first */
    Search *search;     /* the view below: it outlives this one */
    const Facet **rows; /* borrowed from the search; in the order of the screen */
    size_t count;
    int body_rows;
} Facets;

static const Context contexts[] = {CONTEXT_FACETS, CONTEXT_LIST};

/* Few and telling ones first. */
static const struct {
    FacetKind kind;
    const char *heading;
} kinds[] = {{FACET_TAG, N_("Tags")},
             {FACET_YEAR, N_("Years")},
             {FACET_DOCUMENT, N_("Documents")}};

void facet_append_name(const Facet *facet, StrBuf *out)
{
    switch (facet->kind) {
    case FACET_DOCUMENT:
        format_flat(out, facet->name);
        return;
    case FACET_TAG:
        strbuf_append_byte(out, '#');
        sanitize(out, facet->name, SANITIZE_TERMINAL);
        return;
    case FACET_YEAR:
        break;
    }
    if (facet->doc)
        strbuf_appendf(out, "%lld", (long long)facet->doc);
    else
        strbuf_append_text(out, _("no date"));
}

/* ---- rows --------------------------------------------------------------- */

static void facets_load(Facets *facets)
{
    const FacetList *list = &facets->search->facets;
    free(facets->rows);
    facets->rows = mem_alloc_array(MAX(list->count, 1), sizeof(*facets->rows));
    facets->count = 0;
    for (size_t k = 0; k < ARRAY_SIZE(kinds); k++)
        for (size_t i = 0; i < list->count; i++)
            if (list->rows[i].kind == kinds[k].kind)
                facets->rows[facets->count++] = &list->rows[i];
    list_set_count(&facets->screen.list, facets->count);
}

static bool has_heading(const Facets *facets, size_t index)
{
    return index == 0 || facets->rows[index - 1]->kind != facets->rows[index]->kind;
}

static int facet_height(const ListScreen *screen, size_t index, bool is_first)
{
    const Facets *facets = (const Facets *)screen;
    if (!has_heading(facets, index))
        return 1;
    return is_first ? 2 : 3;
}

static void facets_settle(ListScreen *screen)
{
    Facets *facets = (Facets *)screen;
    list_show(screen, facets->body_rows, facet_height);
}

/* ---- choosing ------------------------------------------------------------ */

static bool append_condition(const Facet *facet, bool is_excluded, StrBuf *out,
                             Error *err)
{
    const char *sign = is_excluded ? "-" : "";
    switch (facet->kind) {
    case FACET_DOCUMENT:
        strbuf_appendf(out, "%sdoc:%lld", sign, (long long)facet->doc);
        return true;
    case FACET_TAG:
        strbuf_appendf(out, "%stag:\"%.*s\"", sign, STR_ARG(facet->name));
        return true;
    case FACET_YEAR:
        break;
    }
    if (!facet->doc)
        return error_set(err, ERR_USAGE,
                         _("documents without a date cannot be asked for"));
    strbuf_appendf(out,
                   is_excluded ? "-(after:%lld before:%lld)" : "after:%lld before:%lld",
                   (long long)facet->doc, (long long)facet->doc + 1);
    return true;
}

static bool choose(Facets *facets, bool is_excluded, Error *err)
{
    size_t current = facets->screen.list.current;
    StrBuf condition = {0};
    bool is_done = current < facets->count &&
                   append_condition(facets->rows[current], is_excluded, &condition, err);
    if (is_done) {
        Search *search = facets->search;
        app_pop(search->app);
        search_narrow(search, strbuf_get(&condition));
    }
    strbuf_clear(&condition);
    return is_done;
}

static bool facets_open(ListScreen *screen, Error *err)
{
    return choose((Facets *)screen, false, err);
}

bool act_facets_exclude(const ActionCall *call, Error *err)
{
    return view_check(call, CONTEXT_FACETS, err) &&
           choose((Facets *)call->view, true, err);
}

bool act_search_facets(const ActionCall *call, Error *err)
{
    if (!view_check(call, CONTEXT_SEARCH, err))
        return false;
    app_push(call->app, facets_new((Search *)call->view));
    return true;
}

/* ---- drawing ------------------------------------------------------------- */

static void put_heading(const Facets *facets, Frame *frame, int y, const Facet *facet)
{
    StrBuf text = {0}, count = {0};
    for (size_t k = 0; k < ARRAY_SIZE(kinds); k++)
        if (kinds[k].kind == facet->kind)
            strbuf_append_text(&text, _(kinds[k].heading));
    format_count(&count, facets->search->facets.totals[facet->kind]);
    strbuf_appendf(&text, "  %s", count.data);
    frame_put_cut(frame, y, 1, frame->columns - 2, strbuf_get(&text), STYLE_LIST_DIM,
                  STYLE_TEXT);
    strbuf_clear(&count);
    strbuf_clear(&text);
}

static void put_facet(const Facets *facets, Frame *frame, size_t index, int y)
{
    const Facet *facet = facets->rows[index];
    StrBuf text = {0};
    int end = MIN(frame->columns - 1, 76);
    format_count(&text, (uint64_t)facet->places);
    put_right(frame, y, end - 10, end, strbuf_get(&text), STYLE_LIST_DIM);
    end -= 12;
    strbuf_reset(&text);
    if (facet->kind != FACET_DOCUMENT) {
        format_count(&text, (uint64_t)facet->documents);
        StrBuf documents = {0};
        strbuf_appendf(
            &documents,
            translate_plural("%s document", "%s documents", (uint64_t)facet->documents),
            text.data);
        if (end > 40)
            put_right(frame, y, end - 16, end, strbuf_get(&documents), STYLE_LIST_DIM);
        strbuf_clear(&documents);
        end -= end > 40 ? 18 : 0;
    }
    strbuf_reset(&text);
    facet_append_name(facet, &text);
    frame_put_cut(frame, y, 3, end - 3, strbuf_get(&text),
                  facet->kind == FACET_TAG ? STYLE_TAG : STYLE_LIST, STYLE_TEXT);
    strbuf_clear(&text);
    if (index == facets->screen.list.current) {
        frame_put(frame, y, 1, 1, STR(">"), STYLE_LIST_STRONG, STYLE_TEXT);
        put_band(frame, y, 0, frame->columns);
        frame_set_cursor(frame, y, 1);
    }
}

static void facets_draw(View *view, Frame *frame)
{
    const Facets *facets = (const Facets *)view;
    StrBuf right = {0}, query = {0};
    frame_erase(frame, STYLE_LIST);
    search_append_counts(facets->search, &right);
    sanitize(&query, strbuf_get(&facets->search->shown.query), SANITIZE_TERMINAL);
    put_bar(frame, _("Found"), strbuf_get(&query), strbuf_get(&right));
    strbuf_clear(&query);
    strbuf_clear(&right);
    if (!facets->count)
        put_advice(frame, _("Counting"));
    int y = BAR_ROWS + 1, bottom = y + facets->body_rows;
    for (size_t i = facets->screen.top; i < facets->count && y < bottom; i++) {
        if (has_heading(facets, i)) {
            y += i == facets->screen.top ? 0 : 1;
            if (y < bottom)
                put_heading(facets, frame, y++, facets->rows[i]);
        }
        if (y < bottom)
            put_facet(facets, frame, i, y++);
    }
}

/* ---- the view ------------------------------------------------------------ */

static void facets_layout(View *view, int rows, int columns)
{
    Facets *facets = (Facets *)view;
    (void)columns;
    facets->body_rows = MAX(screen_body_rows(rows) - 1, 1);
    facets_settle(&facets->screen);
}

/* The counts first, which is what is looked at; then the hits, whose number stands above
 * them. */
static bool facets_idle(View *view)
{
    Facets *facets = (Facets *)view;
    Search *search = facets->search;
    if (search->is_counted && search_is_reading(search))
        search_go_on(search, SEARCH_SLICE_US);
    if (!search->is_counted && search_count(search)) {
        facets_load(facets);
        facets_settle(&facets->screen);
    }
    return !search->is_counted || search_is_reading(search);
}

static unsigned facets_get_state(const View *view)
{
    return ((const Facets *)view)->count ? NEED_ITEM : NEED_NONE;
}

static const Hint *facets_get_hints(const View *view)
{
    static const Hint all[] = {{ACTION_LIST_OPEN, N_("only this")},
                               {ACTION_FACETS_EXCLUDE, N_("all but this")},
                               {ACTION_CLOSE, N_("back")},
                               {ACTION_HELP, N_("help")},
                               {ACTION_COUNT, NULL}};
    (void)view;
    return all;
}

static void facets_free(View *view)
{
    Facets *facets = (Facets *)view;
    free(facets->rows);
    free(facets);
}

View *facets_new(Search *search)
{
    static const ViewOps ops = {.name = "facets",
                                .contexts = contexts,
                                .context_count = ARRAY_SIZE(contexts),
                                .draw = facets_draw,
                                .layout = facets_layout,
                                .get_state = facets_get_state,
                                .get_hints = facets_get_hints,
                                .event = list_event,
                                .idle = facets_idle,
                                .free = facets_free};
    Facets *facets = mem_alloc(sizeof(*facets));
    facets->screen.view = (View){&ops, search->app};
    facets->screen.open = facets_open;
    facets->screen.moved = facets_settle;
    facets->search = search;
    facets_load(facets);
    return &facets->screen.view;
}
