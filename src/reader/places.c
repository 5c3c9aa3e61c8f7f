/* Places that are remembered under letters, and the list of them. They are what others
 * call bookmarks: those of a to z are of one document, those of A to Z of all.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/spots.h"

static bool is_capital(char letter)
{
    return letter >= 'A' && letter <= 'Z';
}

static bool take_letter(const ActionCall *call, char *letter, Error *err)
{
    char typed = call->argument.len == 1 ? call->argument.data[0] : 0;
    if (!is_capital(typed) && !(typed >= 'a' && typed <= 'z'))
        return error_set(err, ERR_USAGE,
                         _("places have letters: a to z in a document, A to Z in all"));
    *letter = typed;
    return true;
}

bool act_place_set(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    char letter = 0;
    if (!reader || !take_letter(call, &letter, err))
        return false;
    KeptPlace place = {letter, reader->doc, reader->document->edition, reader->caret};
    if (!library_put_place(reader->library, &place, err))
        return false;
    app_message(reader->app,
                is_capital(letter) ? _("'%c comes back here, from any document")
                                   : _("'%c comes back here"),
                letter);
    return true;
}

/* The text may have changed since: `now` is its edition by now. */
static void place_carry(Store *store, KeptPlace *place, const Document *now)
{
    Error ignored = {0};
    Document *then = now->edition != place->edition
                         ? store_open_edition(store, place->edition, &ignored)
                         : NULL;
    if (then)
        place->pos = reader_carry_pos(then, place->pos, now);
    error_clear(&ignored);
    document_free(then);
}

static bool place_follow(Store *store, KeptPlace *place, Error *err)
{
    Document *now = store_open_document(store, place->doc, err);
    if (!now)
        return false;
    place_carry(store, place, now);
    document_free(now);
    return true;
}

bool act_place_go(const ActionCall *call, Error *err)
{
    Store *store = library_get_store(app_get_library(call->app));
    char letter = 0;
    KeptPlace place = {0};
    if (!take_letter(call, &letter, err))
        return false;
    /* On other screens only capitals have a document. */
    bool is_needed = !is_capital(letter) || reader_get_document(call->view);
    Reader *reader = is_needed ? reader_get(call, err) : NULL;
    if (is_needed && !reader)
        return false;
    if (!store_get_place(store, reader ? reader->doc : 0, letter, &place, err))
        return !error_is_set(err) &&
               error_set(err, ERR_NOT_FOUND,
                         _("no place is remembered under %c; m%c in a text remembers it"),
                         letter, letter);
    if (!place_follow(store, &place, err))
        return false;
    if (!reader)
        return open_reader(call->app, place.doc, &place.pos, (Str){0}, err);
    return reader_travel_to(reader, place.doc, place.pos, err);
}

/* ---- the list -------------------------------------------------------------- */

static void add_place(Store *store, Document *document, KeptPlace place, bool is_here,
                      Arena *arena, SpotList *list)
{
    StrBuf words = {0}, detail = {0};
    place_carry(store, &place, document);
    spots_append_words(document, place.pos, &words);
    if (is_here)
        document_append_path(document, place.pos.block, STR(CRUMB), &detail);
    else
        strbuf_append_text(&detail, document->title);
    list->rows =
        mem_grow(list->rows, &list->capacity, list->count + 1, sizeof(*list->rows));
    list->rows[list->count++] = (Spot){.letter = place.letter,
                                       .words = arena_str(arena, strbuf_get(&words)),
                                       .detail = arena_str(arena, strbuf_get(&detail)),
                                       .doc = place.doc,
                                       .edition = place.edition,
                                       .pos = place.pos};
    strbuf_clear(&words);
    strbuf_clear(&detail);
    document_trim(document);
}

/* Those of the document first, then the capitals that lead to others. */
static bool gather_places(Store *store, Document *document, Arena *arena, SpotList *list,
                          Error *err)
{
    KeptPlaceList own = {0}, capitals = {0};
    if ((document && !store_list_places(store, document->id, arena, &own, err)) ||
        !store_list_places(store, 0, arena, &capitals, err))
        return false;
    for (size_t i = 0; i < own.count; i++)
        add_place(store, document, own.places[i], true, arena, list);
    for (size_t i = 0; i < capitals.count; i++) {
        KeptPlace place = capitals.places[i];
        Error ignored = {0};
        Document *other = !document || place.doc != document->id
                              ? store_open_document(store, place.doc, &ignored)
                              : NULL;
        if (other && other->block_count)
            add_place(store, other, place, false, arena, list);
        document_free(other);
        error_clear(&ignored);
    }
    return true;
}

static bool drop_place(Library *library, const Spot *spot, Error *err)
{
    return library_put_place(library,
                             &(KeptPlace){.letter = spot->letter, .doc = spot->doc}, err);
}

bool act_places(const ActionCall *call, Error *err)
{
    static const SpotSource source = {
        .title = N_("Places"),
        .counted = N_("%zu place"),
        .counted_many = N_("%zu places"),
        .advice = N_("No place is remembered\n"
                     "ma in a text remembers the caret under a, 'a comes back;\n"
                     "mA does so for all documents"),
        .gather = gather_places,
        .drop = drop_place};
    const Document *document = reader_get_document(call->view);
    reader_save_place(call->view);
    return spots_open(call->app, document ? document->id : 0, &source, err);
}
