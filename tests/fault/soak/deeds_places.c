/* What is done in a text beside passages: places under letters, headings.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "soak.h"

/* ---- places under letters ----------------------------------------------- */

static const char letters[] = "abcXYZ";

/* From the same text, or for a capital from any. False where nothing can be said. */
static bool go_to_place(char letter, const Place *place)
{
    const Doc *doc = &model_now()->docs[place->doc];
    Spot spot;
    if (!doc->is_there || doc->is_trashed || !pick_spot(&spot) ||
        (letter >= 'a' && spot.doc != place->doc))
        return false;
    Document *document = soak_open(place->doc);
    bool is_same = document->edition == place->edition;
    document_free(document);
    if (!is_same)
        return false;
    char key[] = {'\'', letter, '\0'};
    open_text(spot.doc, spot.block, 0);
    soak->left[place->doc].is_known = false;
    act_with(ACTION_PLACE_GO, key);
    return true;
}

static void check_there(char letter, const Place *place)
{
    const View *view = app_get_view(seat.app);
    const Document *shown = reader_get_document(view);
    Pos pos = reader_get_place(view);
    if (!shown || shown->id != soak->ids[place->doc] || pos_compare(pos, place->pos) != 0)
        soak_fail("%c leads to %u:%u instead of %u:%u of document %d", letter, pos.block,
                  pos.off, place->pos.block, place->pos.off, place->doc);
}

static void deed_place(void)
{
    size_t at = roll(LETTERS);
    Place *place = &soak->places[at];
    Spot spot;
    if (place->is_set && letters[at] < 'a' && roll(4) == 0) {
        char row[] = {'\'', letters[at], '\0'};
        if (!model_now()->docs[place->doc].is_there ||
            model_now()->docs[place->doc].is_trashed)
            return;
        open_context(CONTEXT_SPOTS);
        go_to_row(row + 1);
        place->is_set = false;
        act(ACTION_SPOTS_DROP);
        return;
    }
    if (place->is_set && roll(2)) {
        if (go_to_place(letters[at], place))
            check_there(letters[at], place);
        return;
    }
    if (!pick_spot(&spot))
        return;
    char key[] = {'m', letters[at], '\0'};
    place->is_set = false; /* who is killed now may have it here or there */
    open_text(spot.doc, spot.block, 0);
    act_with(ACTION_PLACE_SET, key);
    place->doc = spot.doc;
    place->edition = reader_get_document(app_get_view(seat.app))->edition;
    place->pos = (Pos){(uint32_t)spot.block, 0};
    place->is_set = true;
}

/* ---- headings by hand --------------------------------------------------- */

static Claim *find_claim(Doc *doc, uint32_t paragraph, bool may_add)
{
    Claim *free_one = NULL;
    for (int i = 0; i < CLAIMS_MAX; i++) {
        if (doc->claims[i].paragraph == paragraph)
            return &doc->claims[i];
        if (!doc->claims[i].paragraph)
            free_one = &doc->claims[i];
    }
    if (!may_add || !free_one)
        return NULL;
    *free_one = (Claim){.paragraph = paragraph};
    return free_one;
}

/* The level of the heading at a block now; 0 where none is. */
static int get_level(int doc, int block)
{
    Document *document = soak_open(doc);
    size_t at =
        sections_find_from(document->sections, document->section_count, (uint32_t)block);
    bool is_heading = at < document->section_count &&
                      document->sections[at].heading.block == (uint32_t)block;
    int level = is_heading ? document->sections[at].heading.level : 0;
    document_free(document);
    return level;
}

static void say_level(Claim *claim, int level)
{
    claim->level = (int8_t)level;
    if (level < 0)
        claim->title[0] = '\0';
}

/* What can be said of a line that is a heading (of this level), or none (0). */
static bool say(Claim *claim, int level, ActionId *id)
{
    uint32_t choice = roll(level ? 6 : 2);
    uint32_t wanted = 1 + roll(9), other = 1 + roll(9);
    const uint64_t *turns = &soak->played[ACTION_HEADING_LEVEL_1] - 1;
    if (turns[other] < turns[wanted])
        wanted = other;
    switch (choice) {
    case 0:
        *id = (ActionId)(ACTION_HEADING_LEVEL_1 + wanted - 1);
        say_level(claim, (int)wanted);
        return true;
    case 1:
        *id = ACTION_HEADING_MAKE;
        if (claim->level < 0)
            claim->level = 0;
        return level == 0;
    case 2:
        *id = ACTION_HEADING_NONE;
        say_level(claim, -1);
        return true;
    case 3:
        *id = ACTION_HEADING_PROMOTE;
        say_level(claim, 0); /* as much as fits there */
        return level > 1;
    case 4:
        *id = ACTION_HEADING_DEMOTE;
        say_level(claim, 0);
        return level < 9;
    default:
        *id = ACTION_HEADING_TITLE;
        snprintf(claim->title, sizeof(claim->title), "标题 %u", roll(100000));
        return true;
    }
}

static void deed_heading(void)
{
    int index = model_pick_doc(model_now());
    if (index < 0)
        return;
    Doc *doc = &soak_intend()->docs[index];
    int block = (int)roll(doc_paper(doc)->count);
    Paragraph paragraph = doc_paper(doc)->paragraphs[block];
    Claim *claim = find_claim(doc, paragraph.id, true);
    ActionId id;
    if (!claim || paragraph.kind == PARAGRAPH_TITLE ||
        (paragraph.kind == PARAGRAPH_BODY && roll(3)) ||
        !say(claim, get_level(index, block), &id)) {
        soak_drop();
        return;
    }
    char title[sizeof(claim->title)];
    set_words(title, "%s", claim->title);
    open_text(index, block, 0);
    act(id);
    if (id == ACTION_HEADING_TITLE)
        answer(title);
    soak_commit();
}

static void deed_heading_clear(void)
{
    int index = model_pick_doc(model_now());
    if (index < 0)
        return;
    Doc *doc = &soak_intend()->docs[index];
    Claim *claim = &doc->claims[roll(CLAIMS_MAX)];
    int block = claim->paragraph ? doc_find_block(doc, claim->paragraph) : -1;
    if (block < 0) {
        soak_drop();
        return;
    }
    *claim = (Claim){0};
    open_text(index, block, 0);
    act(ACTION_HEADING_CLEAR);
    soak_commit();
}

const Deed place_deeds[] = {
    {deed_place, "a place under a letter", 4},
    {deed_heading, "a heading", 6},
    {deed_heading_clear, "a heading as it was found", 3},
    {0},
};
