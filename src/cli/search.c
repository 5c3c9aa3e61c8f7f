/* piyue search: text in the library.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <piyue/findings.h>
#include <piyue/seek.h>
#include <piyue/store_search.h>

#include <stdio.h>

/* Text on both sides of a hit that a row shows. */
#define CONTEXT_COLUMNS 24

typedef struct Search {
    Cli *cli;
    bool is_json;
    int64_t doc, count;
    StrBuf headings; /* of the hit before */
} Search;

static const char *get_place(unsigned in)
{
    return in == SEARCH_NOTES ? "notes" : in == SEARCH_TITLES ? "titles" : "text";
}

static void print_json(Cli *cli, const SearchHit *hit)
{
    json_open(cli);
    json_int(cli, "doc", hit->doc);
    json_text(cli, "title", hit->title);
    json_int(cli, "block", hit->block);
    json_int(cli, "line", hit->line);
    json_int(cli, "start",
             (int64_t)utf8_count_codepoints(str_slice(hit->text, 0, hit->start)));
    json_int(cli, "end",
             (int64_t)utf8_count_codepoints(str_slice(hit->text, 0, hit->end)));
    json_text(cli, "text", hit->text);
    json_list(cli, "headings", hit->headings, STR("\n"));
    json_text(cli, "in", str_from(get_place(hit->in)));
    if (hit->annotation)
        json_int(cli, "passage", hit->annotation);
    json_close(cli);
}

/* The start of the text shown before a hit: a few columns back, on a cluster. */
static size_t find_context(Str text, size_t off, const WidthPolicy *width)
{
    int columns = 0;
    while (off && columns < CONTEXT_COLUMNS) {
        size_t before = cluster_previous(text, off);
        columns += (int)text_columns(str_slice(text, before, off), width);
        off = before;
    }
    return off;
}

static void print_excerpt(Cli *cli, const SearchHit *hit)
{
    size_t start = find_context(hit->text, hit->start, &cli->width);
    Str shown = str_slice(hit->text, start, hit->text.len);
    int room = (cli->columns ? cli->columns : 100) - 12;
    size_t fits = text_fit(shown, MAX(room, 20), &cli->width);
    out_printf(cli, "  %6u  %s", hit->line, start ? "~" : "");
    out_text(cli, str_slice(shown, 0, fits));
    out_printf(cli, "%s\n", fits < shown.len ? "~" : "");
}

static void print_headings(Search *search, const SearchHit *hit)
{
    if (str_is_equal(strbuf_get(&search->headings), hit->headings))
        return;
    strbuf_reset(&search->headings);
    strbuf_append_str(&search->headings, hit->headings);
    out_printf(search->cli, "  ");
    for (Str rest = hit->headings; rest.data;) {
        out_text(search->cli, str_split(&rest, '\n'));
        out_printf(search->cli, rest.data ? " > " : "\n");
    }
}

static bool print_hit(void *context, const SearchHit *hit)
{
    Search *search = context;
    Cli *cli = search->cli;
    search->count++;
    if (search->is_json) {
        print_json(cli, hit);
        return !cli->is_broken;
    }
    if (hit->doc != search->doc) {
        out_printf(cli, "%s", search->doc ? "\n" : "");
        out_text(cli, hit->title);
        out_printf(cli, "  (%lld)\n", (long long)hit->doc);
        search->doc = hit->doc;
        strbuf_reset(&search->headings);
    }
    print_headings(search, hit);
    print_excerpt(cli, hit);
    return !cli->is_broken;
}

static bool read_places(const Args *args, unsigned *in, Error *err)
{
    Str place = args_get(args, "in");
    static const unsigned places[] = {SEARCH_TEXT, SEARCH_NOTES, SEARCH_TITLES};
    *in = SEARCH_TEXT;
    if (!place.data)
        return true;
    for (size_t i = 0; i < ARRAY_SIZE(places); i++)
        if (str_is_equal(place, str_from(get_place(places[i])))) {
            *in = places[i];
            return true;
        }
    return error_set(err, ERR_USAGE, _("--in is one of %s, not '%.*s'"),
                     "text|notes|titles", STR_ARG(place));
}

/* ---- counts -------------------------------------------------------------- */

static void print_facet_json(Cli *cli, const Facet *facet)
{
    static const char *const kinds[] = {
        [FACET_DOCUMENT] = "document", [FACET_TAG] = "tag", [FACET_YEAR] = "year"};
    json_open(cli);
    json_text(cli, "facet", str_from(kinds[facet->kind]));
    if (facet->kind == FACET_DOCUMENT)
        json_int(cli, "doc", facet->doc);
    if (facet->kind == FACET_YEAR)
        json_int(cli, "year", facet->doc);
    else
        json_text(cli, "name", facet->name);
    json_int(cli, "places", facet->places);
    json_int(cli, "documents", facet->documents);
    json_close(cli);
}

static void print_facet(Cli *cli, const Facet *facet, const Facet *before)
{
    static const char *const headings[] = {[FACET_DOCUMENT] = N_("Documents"),
                                           [FACET_TAG] = N_("Tags"),
                                           [FACET_YEAR] = N_("Years")};
    if (!before || before->kind != facet->kind)
        out_printf(cli, "%s%s\n", before ? "\n" : "", _(headings[facet->kind]));
    out_printf(cli, "  %8lld  ", (long long)facet->places);
    if (facet->kind == FACET_DOCUMENT)
        out_printf(cli, "(%lld) ", (long long)facet->doc);
    if (facet->kind != FACET_YEAR)
        out_text(cli, facet->name);
    else if (facet->doc)
        out_printf(cli, "%lld", (long long)facet->doc);
    else
        out_printf(cli, "%s", _("no date"));
    out_printf(cli, "\n");
}

static bool print_facets(Search *search, const SearchQuery *query, Error *err)
{
    Arena *arena = arena_new();
    FacetList list;
    size_t limit = query->limit > 0 ? (size_t)query->limit : SIZE_MAX;
    bool is_done = facets_list(library_get_store(search->cli->library), query, limit,
                               arena, &list, err);
    for (size_t i = 0; is_done && i < list.count; i++) {
        search->count++;
        if (search->is_json)
            print_facet_json(search->cli, &list.rows[i]);
        else
            print_facet(search->cli, &list.rows[i], i ? &list.rows[i - 1] : NULL);
    }
    arena_free(arena);
    return is_done;
}

/* ---- the command ---------------------------------------------------------- */

/* The query with a caret below the character that is wrong; the message follows. */
static void point_at(const Cli *cli, Str query, size_t mistake)
{
    StrBuf row = {0}, before = {0};
    sanitize(&row, query, SANITIZE_TERMINAL);
    sanitize(&before, str_slice(query, 0, mistake), SANITIZE_TERMINAL);
    fprintf(stderr, "  %s\n  %*s^\n", row.data ? row.data : "",
            (int)text_columns(strbuf_get(&before), &cli->width), "");
    strbuf_clear(&row);
    strbuf_clear(&before);
}

static bool check_query(const Cli *cli, Str text, Error *err)
{
    size_t mistake = 0;
    Seek *seek = seek_parse(text, &mistake, err);
    if (!seek && text_trim(text).len)
        point_at(cli, text, mistake);
    seek_free(seek);
    return seek != NULL;
}

/* Names what was looked for, or how it begins. */
static bool refuse_none(const Cli *cli, Str words, Error *err)
{
    StrBuf shown = {0};
    strbuf_append_str(&shown, str_slice(words, 0, text_fit(words, 60, &cli->width)));
    if (shown.len < words.len)
        strbuf_append_text(&shown, "…");
    error_set(err, ERR_NOT_FOUND, _("nothing holds '%s'"), shown.data ? shown.data : "");
    strbuf_clear(&shown);
    return false;
}

static bool takes_hits(const Args *args)
{
    return args_has(args, "collect") || args_has(args, "mark");
}

static bool find(Cli *cli, const Args *args, Str words, Arena *arena, Error *err)
{
    SearchQuery query = {.text = words};
    Str doc = args_get(args, "doc");
    if (!cli_get_tag(cli, args, arena, &query.tag, err) ||
        !read_places(args, &query.in, err) ||
        !args_get_int(args, "limit", 1, INT32_MAX, &query.limit, err) ||
        (doc.data && !cli_find_document(cli, doc, &query.doc, err)))
        return false;
    Search search = {.cli = cli, .is_json = args_has(args, "json")};
    strbuf_append_text(&search.headings, "");
    bool is_done;
    size_t taken = 0;
    if (takes_hits(args))
        is_done = cli_take_hits(cli, args, &query, &taken, err);
    else if (args_has(args, "facets"))
        is_done = print_facets(&search, &query, err);
    else
        is_done = store_search(library_get_store(cli->library), &query, print_hit,
                               &search, err);
    if (is_done && search.count == 0 && taken == 0)
        is_done = refuse_none(cli, words, err);
    strbuf_clear(&search.headings);
    return is_done;
}

/* The search that --saved names, kept together, and what is typed besides. */
static bool read_query(Cli *cli, const Args *args, StrBuf *query, Error *err)
{
    Str saved = args_get(args, "saved");
    if (saved.data) {
        StrBuf text = {0};
        bool is_found = library_get_search(cli->library, saved, &text, err);
        bool is_alone =
            !args->count || str_find(strbuf_get(&text), STR("|"), 0) == STR_NONE;
        strbuf_appendf(query, is_alone ? "%s" : "(%s)", text.data ? text.data : "");
        strbuf_clear(&text);
        if (!is_found)
            return false;
    }
    for (size_t i = 0; i < args->count; i++)
        strbuf_appendf(query, "%s%s", query->len ? " " : "", args->words[i]);
    return check_query(cli, strbuf_get(query), err);
}

static bool list_saved(Cli *cli, bool is_json, Error *err)
{
    Arena *arena = arena_new();
    NamedTextList list = {0};
    bool is_listed =
        library_list_searches(cli->library, arena, &list, err) &&
        (list.count || error_set(err, ERR_NOT_FOUND, _("no search has been kept yet")));
    if (is_listed && is_json)
        cli_print_names_json(cli, &list, "search", "query");
    else if (is_listed)
        cli_print_names(cli, &list, _("search"), _("looks for"));
    arena_free(arena);
    return is_listed;
}

bool cmd_search(Cli *cli, const Args *args, Error *err)
{
    Str kept = args_get(args, "save"), forgotten = args_get(args, "forget");
    bool is_list = args_has(args, "list-saved");
    bool needs_query = !is_list && !forgotten.data && !args_has(args, "saved");
    if (!args_want(args, needs_query, is_list || forgotten.data ? 0 : SIZE_MAX, err) ||
        !cli_open_library(cli, kept.data || forgotten.data || takes_hits(args), err))
        return false;
    if (is_list)
        return list_saved(cli, args_has(args, "json"), err);
    if (forgotten.data)
        return library_save_search(cli->library, forgotten, (Str){0}, err);
    StrBuf query = {0};
    Arena *arena = arena_new();
    bool is_done = read_query(cli, args, &query, err);
    if (is_done)
        is_done = kept.data
                      ? library_save_search(cli->library, kept, strbuf_get(&query), err)
                      : find(cli, args, strbuf_get(&query), arena, err);
    arena_free(arena);
    strbuf_clear(&query);
    return is_done;
}
