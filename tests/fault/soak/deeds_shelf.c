/* What is done to documents: bringing them in, again, together; their titles, tags,
 * particulars, cleaning; the trash.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "soak.h"

#include <piyue/clean.h>

#include "tui/app.h"

static int find_free(const Model *model)
{
    for (int i = 0; i < DOCUMENTS_MAX; i++)
        if (!model->docs[i].is_there)
            return i;
    return -1;
}

/* As many as must stay for the others to have something to do. */
static int count_read(const Model *model)
{
    int count = 0;
    for (int i = 0; i < DOCUMENTS_MAX; i++)
        count += model->docs[i].is_there && !model->docs[i].is_trashed;
    return count;
}

/* The shelf, or its trash, on the row of a document: two may have the same title. */
static void open_shelf(int index, bool is_trash)
{
    Arena *arena = arena_new();
    DocumentFilter filter = {.trash = is_trash, .sort = SORT_RECENT};
    DocumentList list = {0};
    Error err = {0};
    open_context(CONTEXT_SHELF);
    if (is_trash)
        act(ACTION_SHELF_TRASH_VIEW);
    act(ACTION_LIST_FIRST);
    soak_must(store_list_documents(library_get_store(seat.library), &filter, arena, &list,
                                   &err));
    for (size_t i = 0; i < list.count && list.rows[i].id != soak->ids[index]; i++)
        act(ACTION_LIST_DOWN);
    arena_free(arena);
    if (!is_on_row(model_now()->docs[index].title))
        soak_fail("the shelf has no document %d on its row", index);
}

/* ---- in ----------------------------------------------------------------- */

static void import_file(const char *path)
{
    if (roll(2)) {
        VERB("import", (char *)path);
        return;
    }
    open_context(CONTEXT_SHELF);
    act(ACTION_SHELF_IMPORT);
    answer(path);
}

static void deed_import(void)
{
    Model *next = soak_intend();
    int slot = find_free(next);
    if (slot < 0) {
        soak_drop();
        return;
    }
    soak->ids[slot] = 0;
    soak->left[slot].is_known = false;
    for (int i = 0; i < LETTERS; i++)
        if (soak->places[i].doc == slot)
            soak->places[i].is_set = false;
    next->docs[slot] = doc_make(paper_make());
    import_file(doc_file(&next->docs[slot]));
    soak_commit();
}

/* Its file has changed; it is imported or read again. */
static void deed_edition(void)
{
    int index = model_pick_doc(model_now());
    if (index < 0)
        return;
    Doc *doc = &soak_intend()->docs[index];
    if (doc->is_joined || soak->paper_count == PAPERS_MAX) {
        soak_drop();
        return;
    }
    doc->paper = paper_change(doc->paper);
    paper_write(doc_paper(doc), doc_form(doc), doc_file(doc));
    if (roll(2))
        VERB("reimport", number(soak->ids[index]), doc_file(doc));
    else
        import_file(doc_file(doc));
    soak_commit();
}

/* What a newer text under another name makes of two documents. */
static void join_in_model(Model *model, int slot, int other)
{
    Doc *newer = &model->docs[slot], *doc = &model->docs[other];
    newer->is_trashed = true;
    newer->is_joined = true;
    doc->paper = newer->paper;
    doc->file = newer->file; /* where it is from now */
    if (!doc->is_retitled)
        memcpy(doc->title, newer->title, sizeof(doc->title));
}

/* The one document that the question names, which must be of kin. -1 where two have that
 * title, or where it is read without some passes. */
static int find_guess(int slot)
{
    const Model *now = model_now();
    int guess = -1, count = 0;
    for (int i = 0; i < DOCUMENTS_MAX; i++) {
        const Doc *doc = &now->docs[i];
        if (i != slot && doc->is_there && !doc->is_trashed &&
            strstr(seat.app->confirm.question, doc->title)) {
            guess = i;
            count++;
        }
    }
    soak_must(count > 0);
    if (count > 1 || now->docs[guess].without)
        return -1;
    soak_must(doc_paper(&now->docs[guess])->paragraphs[0].id ==
              doc_paper(&now->docs[slot])->paragraphs[0].id);
    return guess;
}

/* What was guessed at the import is asked for; where nothing was, or it was no guess to
 * say yes to, a document is named. Returns which it is. */
static int ask_to_join(int slot, int named, ActionId action)
{
    act(action);
    int guess = seat.app->prompt ? -1 : find_guess(slot);
    if (guess >= 0)
        return guess;
    if (!seat.app->prompt) {
        play_keys("n");
        act(action);
    }
    answer(number(soak->ids[named]));
    return named;
}

/* It is brought in, and then becomes an edition: of the one that it was made of, or of a
 * like one. */
static void deed_join(void)
{
    Model *next = soak_intend();
    int slot = find_free(next), other = model_pick_doc(next);
    if (slot < 0 || other < 0 || next->docs[other].without) {
        soak_drop();
        return;
    }
    soak->ids[slot] = 0;
    next->docs[slot] = doc_make(paper_change(next->docs[other].paper));
    import_file(doc_file(&next->docs[slot]));
    soak_commit();
    soak_check();
    if (roll(2)) {
        open_text(slot, 0, 0);
        other = ask_to_join(slot, other, ACTION_READER_JOIN);
    } else {
        open_shelf(slot, false);
        other = ask_to_join(slot, other, ACTION_SHELF_JOIN);
    }
    join_in_model(soak_intend(), slot, other);
    soak->left[other].is_known = false; /* the reader goes there */
    play_keys("y");
    soak_commit();
}

/* ---- what is said of them ----------------------------------------------- */

static void deed_retitle(void)
{
    int index = model_pick_doc(model_now());
    if (index < 0)
        return;
    Doc *doc = &soak_intend()->docs[index];
    char after[64];
    set_words(after, "改名为%06u", roll(1000000));
    set_words(doc->title, "%s", after);
    doc->is_retitled = true;
    open_shelf(index, false);
    act(ACTION_SHELF_RETITLE);
    answer(after);
    soak_commit();
}

static void deed_tag_document(void)
{
    unsigned tag = roll(TAGS);
    int index = model_pick_doc(model_now());
    if (index < 0)
        return;
    Doc *doc = &soak_intend()->docs[index];
    if (roll(2) && !(doc->tags & 1u << tag)) {
        doc->tags |= 1u << tag;
        open_shelf(index, false);
        act(ACTION_SHELF_TAG);
        play_text(tag_names[tag]);
        play_keys("<Enter>");
    } else {
        bool is_set = doc->tags & 1u << tag;
        doc->tags ^= 1u << tag;
        VERB("tag", is_set ? "remove" : "add", (char *)tag_names[tag],
             number(soak->ids[index]));
    }
    soak_commit();
}

static void deed_field(void)
{
    static const int rows[FIELDS] = {1, 3, 5};
    size_t at = roll(FIELDS);
    int index = model_pick_doc(model_now());
    if (index < 0)
        return;
    Doc *doc = &soak_intend()->docs[index];
    char value[32];
    uint32_t choice = roll(4);
    set_words(value, "人民政府%04u", roll(10000));
    if (choice == 2 && !doc->fields[at].is_said) {
        soak_drop();
        return;
    }
    doc->fields[at].is_said = choice != 2;
    set_words(doc->fields[at].value, "%s", choice == 0 || choice == 3 ? value : "");
    if (choice == 3) {
        char setting[64];
        set_words(setting, "%s=%s", field_names[at], value);
        VERB("meta", "--set", setting, number(soak->ids[index]));
        soak_commit();
        return;
    }
    Error err = {0};
    open_context(CONTEXT_SHELF);
    seat_push(particulars_new(seat.app, soak->ids[index], &err), &err);
    act(ACTION_LIST_FIRST);
    for (int i = 0; i < rows[at]; i++)
        act(ACTION_LIST_DOWN);
    act((ActionId[]){ACTION_PARTICULARS_EDIT, ACTION_PARTICULARS_NONE,
                     ACTION_PARTICULARS_RESET}[choice]);
    if (choice == 0)
        answer(value);
    soak_commit();
}

/* Passes that have nothing to do in texts that come clean. */
static void deed_cleaning(void)
{
    int index = model_pick_doc(model_now());
    if (index < 0)
        return;
    Doc *doc = &soak_intend()->docs[index];
    unsigned every = (1u << CLEAN_RULE_COUNT) - 1, pass = roll(CLEAN_RULE_COUNT);
    if (doc_form(doc) == FORM_WRAPPED || doc->is_joined) {
        soak_drop();
        return;
    }
    Error err = {0};
    open_context(CONTEXT_SHELF);
    seat_push(cleaning_new(seat.app, soak->ids[index], &err), &err);
    act(ACTION_LIST_FIRST);
    soak->left[index].is_known = false;
    if (roll(4) == 0) {
        doc->without = doc->without ? 0 : every;
        act(ACTION_CLEANING_ALL);
    } else {
        doc->without ^= 1u << pass;
        for (unsigned i = 0; i < pass; i++)
            act(ACTION_LIST_DOWN);
        act(ACTION_CLEANING_TOGGLE);
    }
    soak_commit();
}

/* ---- the trash ---------------------------------------------------------- */

static void deed_trash(void)
{
    Model *next = soak_intend();
    int index = (int)roll(DOCUMENTS_MAX);
    Doc *doc = &next->docs[index];
    if (!doc->is_there || doc->is_joined || (!doc->is_trashed && count_read(next) < 3)) {
        soak_drop();
        return;
    }
    bool was_trashed = doc->is_trashed;
    doc->is_trashed = !was_trashed;
    if (roll(3) == 0) {
        VERB(was_trashed ? "restore" : "trash", number(soak->ids[index]));
    } else {
        open_shelf(index, was_trashed);
        act(ACTION_SHELF_TRASH);
    }
    soak_commit();
}

/* Nothing of it is left, nor of its passages; nothing before can be taken back. */
static void deed_purge_document(void)
{
    Model *now = model_now();
    int index = (int)roll(DOCUMENTS_MAX);
    Doc *doc = &now->docs[index];
    if (soak->is_child || !doc->is_there || !doc->is_trashed)
        return;
    VERB("purge", number(soak->ids[index]));
    soak_drop();
    for (int i = 0; i < now->count; i++)
        if (now->rows[i].doc == index) {
            now->rows[i].is_deleted = true;
            model_uncollect(now, i);
        }
    *doc = (Doc){0};
    soak->ids[index] = 0;
    soak->left[index].is_known = false;
    for (int i = 0; i < LETTERS; i++)
        if (soak->places[i].doc == index)
            soak->places[i].is_set = false;
    soak_forget_past();
}

/* Nothing in the model knows that text: it goes as it came. */
static void deed_tutorial(void)
{
    if (soak->is_child)
        return;
    open_context(CONTEXT_SHELF);
    act(ACTION_TUTORIAL);
    act(ACTION_UNDO);
    soak->newest = soak->now;
    soak->last = LAST_OTHER;
    soak_check_dump(soak_hash_dump());
}

const Deed shelf_deeds[] = {
    {deed_import, "a document", 2},
    {deed_edition, "a new edition", 5},
    {deed_join, "one document of two", 3},
    {deed_retitle, "a title", 2},
    {deed_tag_document, "a tag of a document", 4},
    {deed_field, "a particular", 4},
    {deed_cleaning, "a pass", 2},
    {deed_trash, "the trash", 4},
    {deed_purge_document, "a document for good", 4},
    {deed_tutorial, "the tutorial", 1},
    {0},
};
