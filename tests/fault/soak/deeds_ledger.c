/* What is done in the ledger: to passages, and in collections.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "soak.h"

/* ---- passages ----------------------------------------------------------- */

/* A passage that will be changed, as the current row of a list of passages. */
static Passage *intend_listed(void)
{
    Model *next = soak_intend();
    Passage *row = model_pick(next, roll(8) == 0);
    char *words = row ? passage_find_words(next, row) : NULL;
    if (!words) {
        soak_drop();
        return NULL;
    }
    open_context(CONTEXT_PASSAGES);
    act(ACTION_PASSAGES_WHERE);
    char where[64];
    set_words(where, "doc:%lld %s", (long long)soak->ids[row->doc], words);
    answer(where);
    free(words);
    return row;
}

static void deed_listed_status(void)
{
    Passage *row = intend_listed();
    if (!row)
        return;
    row->status = row->status == STATUS_NONE   ? STATUS_OPEN
                  : row->status == STATUS_OPEN ? STATUS_DONE
                                               : STATUS_NONE;
    act(ACTION_PASSAGES_STATUS);
    soak_commit();
}

static void deed_listed_note(void)
{
    Passage *row = intend_listed();
    char note[64];
    if (!row)
        return;
    set_words(note, "写在表中 %u", roll(100000));
    set_words(row->note, "%s", note);
    act(ACTION_PASSAGES_NOTE);
    write_note(note);
    soak_commit();
}

static void deed_listed_tag(void)
{
    unsigned tag = roll(TAGS);
    Passage *row = intend_listed();
    if (!row || row->tags & 1u << tag) {
        soak_drop();
        return;
    }
    row->tags |= 1u << tag;
    act(ACTION_PASSAGES_TAG);
    play_text(tag_names[tag]);
    play_keys("<Enter>");
    soak_commit();
}

static void deed_listed_colour(void)
{
    static const char *const colours[] = {"red", "blue", "-"};
    const char *colour = colours[roll(ARRAY_SIZE(colours))];
    Passage *row = intend_listed();
    if (!row)
        return;
    set_words(row->style, "%s", colour[0] == '-' ? "" : colour);
    act(ACTION_PASSAGES_COLOUR);
    answer(colour);
    soak_commit();
}

static void deed_listed_due(void)
{
    uint32_t day = 1 + roll(28);
    char text[24];
    Passage *row = intend_listed();
    if (!row)
        return;
    row->due_day = (int)day;
    if (row->status == STATUS_NONE)
        row->status = STATUS_OPEN;
    set_words(text, "2031-06-%02u", day);
    act(ACTION_PASSAGES_DUE);
    answer(text);
    soak_commit();
}

static void deed_listed_delete(void)
{
    Passage *row = intend_listed();
    if (!row)
        return;
    row->is_deleted = true;
    act(ACTION_PASSAGES_DELETE);
    soak_commit();
}

/* ---- collections -------------------------------------------------------- */

static void deed_collect(void)
{
    size_t at = roll(COLLECTIONS);
    Passage *row = intend_listed();
    Model *next = row ? &soak->next : NULL;
    if (!row || next->collections[at].count == ENTRIES_MAX) {
        soak_drop();
        return;
    }
    model_collect(next, at, (int)(row - next->rows));
    char name[24];
    set_words(name, "%s", next->collections[at].name);
    act(ACTION_PASSAGES_COLLECT);
    answer(name);
    soak_commit();
}

static bool is_seen(const Model *model, int passage)
{
    const Passage *row = &model->rows[passage];
    return !row->is_deleted && !model->docs[row->doc].is_trashed &&
           model->docs[row->doc].is_there;
}

/* Takes an entry to in front of another one, which is none of it; -1: to the end. */
static void move_entry(Collection *collection, int from, int before)
{
    int passage = before < 0 ? -1 : collection->entries[before].passage;
    __typeof__(collection->entries[0]) moved = collection->entries[from];
    for (unsigned i = (unsigned)from; i + 1 < collection->count; i++)
        collection->entries[i] = collection->entries[i + 1];
    unsigned to = collection->count - 1;
    for (unsigned i = 0; passage >= 0 && i + 1 < collection->count; i++)
        if (collection->entries[i].passage == passage) {
            to = i;
            break;
        }
    for (unsigned i = collection->count - 1; i > to; i--)
        collection->entries[i] = collection->entries[i - 1];
    collection->entries[to] = moved;
}

/* Entries that are seen, by their places in the collection. */
static int list_seen(const Model *model, const Collection *collection, int *seen)
{
    int count = 0;
    for (unsigned i = 0; i < collection->count; i++)
        if (is_seen(model, collection->entries[i].passage))
            seen[count++] = (int)i;
    return count;
}

/* What each key makes of the `at`-th of those that are seen. */
static ActionId change_entry(Collection *collection, const int *seen, int count, int at)
{
    int from = seen[at];
    switch (roll(6)) {
    case 0:
        if (at + 1 < count)
            move_entry(collection, from, at + 2 < count ? seen[at + 2] : -1);
        return ACTION_PASSAGES_MOVE_DOWN;
    case 1:
        if (at > 0)
            move_entry(collection, from, seen[at - 1]);
        return ACTION_PASSAGES_MOVE_UP;
    case 2:
        if (at > 0)
            move_entry(collection, from, seen[0]);
        return ACTION_PASSAGES_MOVE_TOP;
    case 3:
        if (at + 1 < count)
            move_entry(collection, from, -1);
        return ACTION_PASSAGES_MOVE_END;
    case 4:
        set_words(collection->entries[from].said.text, "在此 %u", roll(100000));
        return ACTION_PASSAGES_ENTRY_NOTE;
    default:
        move_entry(collection, from, -1);
        collection->count--;
        return ACTION_PASSAGES_UNCOLLECT;
    }
}

/* One of the entries, as the current row of the collection's list. */
static void deed_entry(void)
{
    Model *next = soak_intend();
    Collection *collection = &next->collections[roll(COLLECTIONS)];
    int seen[ENTRIES_MAX], count = list_seen(next, collection, seen);
    if (!collection->is_there || !count) {
        soak_drop();
        return;
    }
    Error err = {0};
    int at = (int)roll((uint32_t)count), from = seen[at];
    open_context(CONTEXT_SHELF);
    seat_push(passages_new(seat.app, 0, &err), &err);
    act(ACTION_PASSAGES_COLLECTION);
    answer(collection->name);
    act(ACTION_LIST_FIRST);
    for (int i = 0; i < at; i++)
        act(ACTION_LIST_DOWN);
    ActionId id = change_entry(collection, seen, count, at);
    act(id);
    if (id == ACTION_PASSAGES_ENTRY_NOTE)
        answer(collection->entries[from].said.text);
    soak_commit();
}

static void deed_collection_verb(void)
{
    Model *next = soak_intend();
    Collection *collection = &next->collections[roll(COLLECTIONS)];
    if (!collection->is_there) {
        soak_drop();
        return;
    }
    char before[24];
    set_words(before, "%s", collection->name);
    if (roll(4) == 0) {
        *collection = (Collection){0};
        VERB("collection", "delete", before);
    } else {
        set_words(collection->name, "%s%03u",
                  collection_names[collection - next->collections], roll(1000));
        if (strcmp(before, collection->name) == 0) {
            soak_drop();
            return;
        }
        VERB("collection", "rename", before, collection->name);
    }
    soak_commit();
}

const Deed ledger_deeds[] = {
    {deed_listed_status, "a status in the list", 3},
    {deed_listed_note, "a note in the list", 3},
    {deed_listed_tag, "a tag in the list", 3},
    {deed_listed_colour, "a colour in the list", 3},
    {deed_listed_due, "a day in the list", 3},
    {deed_listed_delete, "deleting in the list", 2},
    {deed_collect, "into a collection", 5},
    {deed_entry, "in a collection", 8},
    {deed_collection_verb, "collection", 1},
    {0},
};
